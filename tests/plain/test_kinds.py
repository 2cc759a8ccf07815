"""The line-based front end on each kind of check, and on labs that run, offer and explain."""

import pytest
from moves import right_answer
from ticking import LAST, STOP, goal, prediction
from ticking import lesson as counting

from tutor import session as sessions
from tutor.lesson.model import Lesson
from tutor.lesson.read import read
from tutor.plain import SURE, run
from tutor.session import begin

HEAD = '# Title\n\n```toml lesson\nformat = 1\nid = "mine"\nquestion = "Why?"\n```\n\n## One {#one}\n\nProse.\n\n'
COMMON = 'ask = "The question?"\nexplain = "The reason."\n'
HINTS = 'hints = ["a", "b", "c"]\n'
NETWORK = '```toml lab network\nw = [1]\nb = [0]\nv = [1]\nrange = [-4, 4]\nknobs = ["b0"]\n```\n\n'


def check(kind, fields):
    return f'```toml check {kind}\nid = "c"\n{COMMON}{fields}```\n\n'


BLOCKS = {
    "many": check(
        "many",
        HINTS
        + 'options = [{ text = "yes", right = true, say = "s" }, { text = "no", mistake = "m", say = "Not so." }]\n',
    ),
    "order": check("order", HINTS + 'otherwise = "Look again."\nitems = [{ text = "first" }, { text = "second" }]\n'),
    "match": check(
        "match",
        HINTS + 'pairs = [{ left = "cat", right = "meow", say = "C" }, { left = "dog", right = "woof", say = "D" }]\n',
    ),
    "drawn": check(
        "drawn",
        HINTS.replace('"a"', '"The first number is {a}."')
        + 'draw = { a = { low = 1, high = 99 } }\nproof = "2*a"\notherwise = "Double {a}."\n',
    ).replace("The question?", "Twice {a}?"),
    "silent": check("number", 'silent = true\nanswer = 2\nproof = "2"\notherwise = "o"\n'),
    "predicted": NETWORK
    + check("number", HINTS + 'predict = true\nanswer = 3\nproof = "f(3)"\notherwise = "Think again."\n'),
    "impossible": NETWORK + check("goal", HINTS + 'want = ["f(-4) > f(4)"]\nimpossible = true\n'),
    "possible": NETWORK + check("goal", HINTS + 'want = ["bends = 0"]\nsolution = { b0 = 5 }\n'),
}


@pytest.fixture
def lesson(tmp_path):
    """A lesson of one step with one of the blocks above."""

    def make(name):
        path = tmp_path / "x.md"
        path.write_text(HEAD + BLOCKS[name], encoding="utf-8")
        found = read(path)
        assert isinstance(found, Lesson), found
        return found

    return make


def typed(session, *lines):
    """What was said to the last line, all that was said, the session at the end, and the outcome."""
    said, kept = [[]], [session]

    def each():
        for line in lines:
            said.append([])
            yield line

    def say(line):
        said[-1].append(line)

    outcome = run(session, each(), say, kept.append)
    flat = [" ".join(" ".join(part).split()) for part in said]
    return flat[-1], " ".join(flat), kept[-1], outcome


def state(session):
    return session.check_state(session.shown_check)


# Arranging


@pytest.mark.parametrize(
    ("name", "listed"),
    [("many", ("1) yes", "2) no")), ("order", ("1) second", "2) first")), ("match", ("1) cat", "2) dog", "a)", "b)"))],
)
def test_what_is_to_be_arranged_is_listed_with_what_stands_for_it(lesson, name, listed):
    """The learner would have to guess what to type."""
    session = begin(lesson(name))
    first, *_ = typed(session)
    assert all(each in first for each in listed)
    assert session.open_check.how in first


@pytest.mark.parametrize("name", ["many", "order", "match"])
def test_an_arrangement_is_typed_in_one_line(lesson, name):
    """It could not be answered line by line."""
    session = begin(lesson(name))
    asked = session.open_check
    right = {
        "many": "1",
        "order": " ".join(str(int(place) + 1) for place in right_answer(asked)),
        "match": "".join("ab"[int(place)] for place in right_answer(asked)),
    }[name]
    wrong = {"many": "1 2", "order": right[::-1], "match": right[::-1]}[name]
    last, _, after, outcome = typed(session, wrong)
    assert (outcome.wrong, state(after).solved) == (1, False)
    assert "Not right" in last
    last, _, after, outcome = typed(after, right)
    assert (outcome.wrong, outcome.finished) == (0, True)
    assert "The reason." in last
    last, _, after, outcome = typed(session, "rubbish", ",")
    assert (outcome.wrong, state(after).answers) == (0, ())
    assert last


# How sure


@pytest.mark.parametrize("answer", ["3", "4"], ids=["right", "wrong"])
def test_a_prediction_is_asked_how_sure_before_anything_is_said(lesson, answer):
    """The learner would say how sure they were after being told."""
    session = begin(lesson("predicted"))
    last, told, waiting, outcome = typed(session, answer)
    assert SURE in last
    assert outcome.wrong == 0
    assert "Right." not in told
    assert "Not right" not in told
    assert "The reason." not in told
    assert "max(0" not in told
    # A line that is none of the three asks again, and so does an empty one.
    for line in ("yes", "0", "4", "", "hint"):
        last, _, still, _ = typed(waiting, line)
        assert still.waits
        assert last
    last, _, after, outcome = typed(waiting, "1")
    assert state(after).sure == 1
    assert outcome.wrong == (answer == "4")
    assert "max(0" in last


# Silent


@pytest.mark.parametrize("answer", ["2", "3"], ids=["right", "wrong"])
def test_nothing_is_said_to_a_silent_check(lesson, answer):
    """A pre-test would teach what it asks for; or a script would fail for an honest guess."""
    _, told, after, outcome = typed(begin(lesson("silent")), answer, "2")
    assert (outcome.wrong, outcome.finished) == (0, True)
    assert "The reason." not in told
    assert "Solution" not in told
    assert "Right." not in told
    assert "ot right" not in told
    assert state(after).solved == (answer == "2")


@pytest.mark.parametrize("command", ["hint", "solution", "Hint", "explain", "another"])
def test_a_silent_check_has_no_hint_and_no_solution(lesson, command):
    """`hint` would end the program where there is none, or `solution` tell the answer of a test."""
    last, told, after, _ = typed(begin(lesson("silent")), command)
    assert last
    assert not state(after).done
    assert "The reason." not in told
    assert "Solution" not in told


# Cannot be done


def test_a_goal_can_be_said_to_be_impossible(lesson):
    """Line by line, an impossible goal could not be answered."""
    first, *_ = typed(begin(lesson("impossible")))
    assert "cannot be done" in first
    last, _, _, outcome = typed(begin(lesson("impossible")), "Cannot be done.")
    assert (outcome.wrong, outcome.finished) == (0, True)
    assert "The reason." in last


def test_saying_so_of_a_possible_goal_is_wrong(lesson):
    """Giving up would pass for an answer."""
    last, _, after, outcome = typed(begin(lesson("possible")), "cannot be done")
    assert (outcome.wrong, outcome.finished) == (1, False)
    assert "It can be done" in last
    assert after.open_check is not None
    assert typed(after, "b0 = 5")[3].finished


# Other numbers


def test_another_asks_in_other_numbers(lesson):
    """It could not be practised line by line."""
    session = begin(lesson("drawn"))
    last, _, same, _ = typed(session, "another")
    assert same.states == session.states
    assert "no other numbers" in last
    before = session.shown_check
    last, _, after, outcome = typed(session, str(before.answer), "another")
    assert after.shown_check.ask != before.ask
    assert after.shown_check.ask in last
    assert outcome.wrong == 0
    assert after.shown_check.hints[0] in typed(after, "hint")[0]
    assert typed(after, str(after.shown_check.answer))[3].finished


# Labs that run


@pytest.fixture
def counts():
    return begin(counting())


def test_run_lets_the_clock_run_to_its_end(counts):
    """A training could not be run without the screen."""
    last, _, after, _ = typed(counts, "run")
    assert after.state.settings["count"] == LAST
    assert f"count = {LAST}" in last
    assert "no further" in typed(after, "run")[0]


def test_a_run_can_be_taken_back(counts):
    """`undo` would lead to before the last knob, or nowhere."""
    _, _, after, _ = typed(counts, "count = 2", "run", "undo")
    assert after.state.settings["count"] == 2


def test_a_run_that_reaches_the_goal_says_so():
    """The learner would have to ask whether it is reached."""
    last, _, _, outcome = typed(begin(counting(goal())), "run")
    assert "It ran." in last
    assert outcome.finished


def test_an_interrupted_run_keeps_what_it_has(counts, monkeypatch):
    """Ctrl+C would end the program and cost the run."""
    tick, ticks = sessions.tick, iter(range(100))

    def interrupted(session, _seconds):
        if next(ticks) == 2:
            raise KeyboardInterrupt
        return tick(session, 1)

    monkeypatch.setattr(sessions, "tick", interrupted)
    _, told, after, _ = typed(counts, "run")
    assert "Stopped." in told
    assert 0 < after.state.settings["count"] < LAST


def test_nothing_runs_where_nothing_can_or_before_the_prediction(lesson):
    """The answer would be told by the lab, or the program end."""
    for name in ("drawn", "possible"):
        assert "nothing here that runs" in typed(begin(lesson(name)), "run")[0]
    last, _, after, _ = typed(begin(counting(prediction())), "run")
    assert "Predict first" in last
    assert after.state.settings["count"] == 0


def test_the_way_out_is_told_and_can_be_taken(counts):
    """Who cannot see the screen would be stuck where the run is."""
    last, _, stopped, _ = typed(counts, "rate = 3", "run")
    assert stopped.state.settings["count"] == STOP
    assert "Too fast." in last
    assert "offer" in last
    _, _, after, _ = typed(stopped, "offer")
    assert after.state.settings == stopped.reading.offer.settings
    assert "Nothing is offered" in typed(after, "offer")[0]


def test_the_arithmetic_behind_a_number_is_told_line_by_line(counts):
    """It could be looked at on the screen only."""
    assert "one for each second: 0" in typed(counts, "explain count")[0]
    for line in ("explain", "explain nothing"):
        assert "count" in typed(counts, line)[0]
    hidden = begin(counting(prediction()))
    assert "one for each" not in typed(hidden, "explain count")[0]
