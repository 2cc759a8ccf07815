"""From schema 2 to 3: which answers of the log belong to which draw, worked out from what the old program wrote."""

import json
import sqlite3
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.progress import opened
from tutor.progress.migration import MIGRATIONS

TABLES = """
create table step (lesson text not null, step text not null, state text not null, primary key (lesson, step));
create table answer (
  number integer primary key, at text not null, lesson text not null, step text not null, "check" text not null,
  answer text not null, right integer not null, sure integer not null default 0
);
create table setting (name text primary key, value text not null);
create table place (lesson text primary key, step text not null, at text not null);
pragma user_version = 2;
"""


@dataclass
class OldCheck:
    """A check as the old program kept it: its state, and its answers with whether they were logged."""

    answers: list = field(default_factory=list)
    solved: bool = False
    shown: bool = False
    draw: int = 0
    sure: int = 0
    given: list = field(default_factory=list)
    """(answer, right, sure, draw, logged) of each answer."""

    def do(self, kind, answer, logged):
        if kind in {"wrong", "right"} and not (self.solved or self.shown):
            first = not self.answers and not self.sure
            self.sure = self.sure or (3 if kind == "wrong" else 2)
            self.given.append(([answer], kind == "right", self.sure if first else 0, self.draw, logged))
            self.answers.append([answer])
            self.solved = kind == "right"
        elif kind == "solution" and not self.solved:
            self.shown = True
        elif kind == "redraw" and (self.answers or self.shown):
            self.answers, self.solved, self.shown = [], False, False
            self.draw += 1

    @property
    def expected(self):
        """What can be known of the answers: those that were logged, and those to the last draw.

        The state says how sure the learner was of the first answer of all; that is known to be the first to draw 0.
        """
        known = [row for row in self.given if row[4] or row[3] == self.draw]
        return [(answer, right, sure if logged or not draw else 0, draw) for answer, right, sure, draw, logged in known]

    @property
    def state(self):
        return {
            "answers": self.answers,
            "solved": self.solved,
            "hints": 1,
            "shown": self.shown,
            "closed": False,
            "fewest_edits": None,
            "draft": [],
            "sure": self.sure,
            "draw": self.draw,
        }


def kept(checks):
    return json.dumps({"checks": {name: check.state for name, check in checks.items()}})


KINDS = st.sampled_from(["wrong", "wrong", "right", "solution", "redraw"])
MOVES = st.lists(st.tuples(st.sampled_from("ab"), KINDS, st.sampled_from("012")), max_size=20)
"""Moves in two checks; wrong answers that are given again, also to another draw, look the same."""


def old_file(moves, unlogged=()):
    """Two checks of one step after some moves, some of which did not come into the log; and the log."""
    checks, log = {"a": OldCheck(), "b": OldCheck()}, []
    for i, (name, kind, answer) in enumerate(moves):
        before = len(checks[name].given)
        # What is not in the log is found in the state by its numbers, if these are given once.
        checks[name].do(kind, f"{answer}/{i}" if unlogged else answer, i not in unlogged)
        log += [(name, *row[:4]) for row in checks[name].given[before:] if row[4]]
    return checks, log


def migrated(state, rows):
    """A file of schema 2 with one step and some rows, brought up to date: the state, and the rows in order."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(TABLES)
    connection.execute("insert into step values ('l', 's', ?)", (state,))
    # Answers to the same check in another step, and in another lesson, have no part in it.
    for other in (("l", "other"), ("other", "s")):
        connection.execute("insert into answer values (null, 'then', ?, ?, 'a', '[\"7\"]', 1, 1)", other)
    for name, answer, right, sure in rows:
        connection.execute(
            "insert into answer values (null, 'then', 'l', 's', ?, ?, ?, ?)", (name, json.dumps(answer), right, sure)
        )
    MIGRATIONS[2](connection)
    others = connection.execute("select answer, right, sure, draw from answer where (lesson, step) != ('l', 's')")
    assert others.fetchall() == [('["7"]', 1, 1, 0)] * 2
    found = connection.execute(
        "select \"check\", answer, right, sure, draw from answer where (lesson, step) = ('l', 's') order by number"
    ).fetchall()
    (text,) = connection.execute("select state from step").fetchone()
    connection.close()
    return json.loads(text), [
        (name, json.loads(answer), bool(right), sure, draw) for name, answer, right, sure, draw in found
    ]


@given(MOVES, st.sets(st.integers(0, 19)))
def test_the_log_alone_says_what_was_answered(moves, unlogged):
    """No answer is lost, those of the state belong to the last draw, and those before to earlier ones, in order."""
    checks, log = old_file(moves, unlogged)
    state, rows = migrated(kept(checks), [row[:4] for row in log])
    for name, old in checks.items():
        found = [row[1:] for row in rows if row[0] == name]
        assert [row[:3] for row in found] == [row[:3] for row in old.expected]
        here = [row for row in found if row[3] == old.draw]
        assert [row[0] for row in here] == old.answers
        assert any(row[1] for row in here) == old.solved
        # When an earlier draw ended is known only where it was solved.
        assert [row[3] for row in found] == sorted(row[3] for row in found)
        assert all(now[3] <= true[3] for now, true in zip(found, old.expected, strict=True))
        solved = [row[3] for row in found if row[1]]
        assert solved == sorted(set(solved))
        # The state keeps what the log does not say.
        assert state["checks"][name] == {
            "hints": 1,
            "shown": old.shown,
            "fewest_edits": None,
            "draft": [],
            "draw": old.draw,
        }


@given(MOVES)
def test_the_order_of_the_log_stays_where_nothing_is_missing(moves):
    """Answers to several checks stay in the order in which they were given, with their numbers and verdicts."""
    checks, log = old_file(moves)
    _, rows = migrated(kept(checks), [row[:4] for row in log])
    assert [row[:4] for row in rows] == [row[:4] for row in log]


def test_a_solved_check_without_a_right_row_is_solved():
    """Where the state says that a check is solved, the log says so afterwards, also for an answer that was not kept."""
    for draw, answers, rows, after in (
        (0, [["1"]], [], [(["1"], True, 0)]),
        (0, [["0"], ["1"]], [], [(["0"], False, 0), (["1"], True, 0)]),
        (0, [[]], [], [([], True, 0)]),
        # The lesson was edited: the answer no longer fitted, and the log still has it.
        (0, [], [("a", ["9"], 1, 0)], [(["9"], True, 0)]),
        (1, [], [("a", ["9"], 1, 0)], [(["9"], True, 0), ([], True, 1)]),
        # A goal that was reached has no numbers in the state, and the values of the knobs in the log.
        (
            0,
            [["-1"], []],
            [("a", ["-1"], 0, 0), ("a", ["5", "7/2"], 1, 0)],
            [(["-1"], False, 0), (["5", "7/2"], True, 0)],
        ),
        (0, [[]], [("a", ["-1"], 1, 0)], [(["-1"], True, 0)]),
        # Two programs at once: the state of one, the log of both.
        (0, [["1"]], [("a", ["1"], 1, 0), ("a", ["0"], 0, 0)], [(["1"], True, 0), (["0"], False, 0)]),
        (
            0,
            [["2"]],
            [("a", ["1"], 1, 0), ("a", ["0"], 0, 0), ("a", ["2"], 1, 0)],
            [(["1"], True, 0), (["0"], False, 0), (["2"], True, 0)],
        ),
    ):
        check = {"answers": answers, "solved": True, "draw": draw, "sure": 0}
        _, found = migrated(json.dumps({"checks": {"a": check}}), rows)
        assert [(answer, right, draw) for _, answer, right, _, draw in found] == after


def test_a_missing_answer_is_not_taken_for_the_same_one_to_a_draw_that_was_solved():
    """An answer that the log lacks goes behind the last right one, though it was given to an earlier draw too."""
    check = {"answers": [["0"]], "solved": False, "draw": 1, "sure": 0}
    _, found = migrated(json.dumps({"checks": {"a": check}}), [("a", ["0"], 0, 0), ("a", ["1"], 1, 0)])
    assert [(answer, right, draw) for _, answer, right, _, draw in found] == [
        (["0"], False, 0),
        (["1"], True, 0),
        (["0"], False, 1),
    ]


# What was kept is damaged


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 2**70) | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
CHECK = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("answers", "solved", "draw", "sure", "closed", "hints", "draft", "shown"), JSON)
)


@given(st.dictionaries(st.sampled_from(["a", "\ud800", "", "b"]), CHECK | JSON, max_size=3) | JSON, st.integers(0, 3))
def test_a_damaged_state_does_not_keep_the_file_from_opening(checks, count):
    """Whatever stands in a state, the file is brought up to date, and no row of the log is lost or changed."""
    rows = [("a", [str(number)], number % 2, number) for number in range(count)]
    _, found = migrated(json.dumps({"checks": checks}), rows)
    old = [(name, answer, bool(right), sure) for name, answer, right, sure in rows]
    new = [row[:4] for row in found if row[0] == "a"]
    at = iter(new)
    assert all(row in at for row in old), "the old rows, in their order, among the new ones"
    assert all(row[4] >= 0 for row in found)


STATES = {
    "no JSON": "no JSON",
    "half": '{"checks": {"a": {"answ',
    "deep": "[" * 100_000,
    "deep in a check": '{"checks": {"a": {"answers": ' + "[" * 800 + "]" * 800 + "}}}",
    "a draw without end": '{"checks": {"a": {"draw": 1' + "0" * 400 + "}}}",
    "bytes": b'{"checks": "\xff"}',
    "a name that is no text": '{"checks": {"\\ud800": {"answers": [["1"]]}}}',
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_a_file_with_a_damaged_state_opens_and_saves(state, tmp_path):
    """A file of schema 2 with a state that cannot be made out opens with the rest, without a warning, and saves."""
    connection = sqlite3.connect(tmp_path / "progress.sqlite3")
    connection.executescript(TABLES)
    with connection:
        connection.execute("insert into step values ('l', 's', cast(? as text))", (state,))
        connection.execute(
            "insert into step values ('l', 't', ?)",
            (json.dumps({"settings": {"p": "2"}, "view": "pair", "check": 1, "checks": {}}),),
        )
        connection.execute("insert into answer values (1, 'then', 'l', 's', 'a', '[\"1\"]', 1, 0)")
    connection.close()
    with opened(tmp_path) as progress:
        assert (progress.warning, progress.saves) == ("", True)
        assert progress.state("l")["t"] == {"settings": {"p": "2"}, "view": "pair", "check": 1, "drafts": {}}
        assert [record.answer for record in progress.answers("l")][-1:] == [("1",)]
