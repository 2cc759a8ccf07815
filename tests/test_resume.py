"""Leaving and coming back: what is kept of a session, and what becomes of it when the lesson has changed."""

import json
import sqlite3
import tempfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moves import MOVES, answered, played, turned

from tutor import session as sessions
from tutor.lab import start_settings
from tutor.lesson.model import Lesson
from tutor.lesson.read import read
from tutor.progress import open_progress, opened
from tutor.resume import keep, resume
from tutor.session import CheckState, begin

SHIPPED = [read(path) for path in sorted((Path(__file__).parents[1] / "lessons").glob("*.md"))]

TEXT = """\
# Title

```toml lesson
format = 1
id = "mine"
question = "Why?"
```

## One {#one}

```toml lab network
w = [1, 1]
b = [-10, 10]
v = [1, 1]
range = [-4, 4]
knobs = ["b0", "b1"]
show = ["sum", "units"]
```

```toml check choice
id = "pick"
ask = "Which?"
hints = ["a", "b", "c"]
explain = "e"
options = [
  { text = "this", right = true },
  { text = "that", say = "no" },
  { text = "other", say = "no" },
]
```

```toml check goal
id = "bend"
ask = "Bend it."
want = ["bends > 0"]
hints = ["a", "b", "c"]
explain = "e"
solution = { b0 = 0 }
```

## Two {#two}

```toml lab network
w = [1]
b = [0]
v = [1]
range = [-4, 4]
```

```toml check sketch
id = "points"
ask = "Draw."
xs = [-1, 0, 2]
heights = [0, 0, 2]
low = -1
high = 3
otherwise = "o"
hints = ["a", "b", "c"]
explain = "e"
```

## Three {#three}

```toml check number
id = "count"
ask = "How many?"
answer = 3
proof = "3"
otherwise = "o"
hints = ["a", "b", "c"]
explain = "e"
```
"""


@pytest.fixture
def progress(tmp_path):
    with opened(tmp_path / "kept") as found:
        assert not found.warning
        yield found


def lesson_of(tmp_path, *changes):
    text = TEXT
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new)
    path = tmp_path / "x.md"
    path.write_text(text, encoding="utf-8")
    found = read(path)
    assert isinstance(found, Lesson), found
    return found


def worked(lesson):
    """A session with something of everything in each of its three steps."""
    session = answered(sessions.hint(begin(lesson)), (Fraction(2),))
    session = sessions.forward(answered(session, (Fraction(0),)))
    session = sessions.next_view(turned(session, b0="1/3", b1="-7/2"))
    session = sessions.hint(sessions.place(sessions.go(session, 1), 2, Fraction(1)))
    return sessions.show_solution(answered(sessions.go(session, 2), (Fraction(1, 3),)))


def checks_of(state):
    """What is kept of the checks: an answer that waits to be rated is asked for again."""
    return {name: replace(check, pending=()) for name, check in state.checks.items()}


def kept(session):
    """All of a session that is to be the same after coming back: everything but the history of undo."""
    return (
        session.at,
        [
            (dict(s.settings), {k: v for k, v in checks_of(s).items() if v != CheckState()}, s.check, s.skipped, s.seen)
            for s in session.states
        ],
        [sessions.go(session, i).view for i in range(len(session.states))],
        [sessions.go(session, i).hidden for i in range(len(session.states))],
        [session.step_mark(i) for i in range(len(session.states))],
    )


@settings(max_examples=60)
@given(st.sampled_from(SHIPPED), st.integers(0, 8), st.booleans(), MOVES)
def test_leaving_at_any_moment_and_coming_back_changes_nothing(lesson, at, predicted, moves):
    """A learner who closes the terminal would lose an answer, a setting, a hint, or the place."""
    with tempfile.TemporaryDirectory() as folder:
        with opened(Path(folder)) as progress:
            session = resume(progress, lesson, lesson.steps[at % len(lesson.steps)].id)
            while predicted and session.hidden:
                session = sessions.show_solution(session)
                session = sessions.forward(session) or session
            keep(progress, None, session)
            given_answers = 0
            for move in moves:
                before, session = session, played(session, move)
                keep(progress, before, session)
                given_answers += sum(
                    max(0, len(now.answers) - len(was.checks.get(name, CheckState()).answers))
                    for was, state in zip(before.states, session.states, strict=True)
                    for name, now in state.checks.items()
                )
            assert not progress.warning
        # Another run of the program.
        with opened(Path(folder)) as progress:
            assert kept(resume(progress, lesson)) == kept(session)
            assert progress.last_lesson() == lesson.id
            assert progress.connection.execute("select count(*) from answer").fetchone() == (given_answers,)


def test_a_lesson_that_nobody_has_opened_begins_at_its_beginning(progress, tmp_path):
    """The first run would fail, or begin somewhere else."""
    lesson = lesson_of(tmp_path)
    assert kept(resume(progress, lesson)) == kept(begin(lesson))
    assert resume(progress, lesson, "two").at == 1


def test_only_what_changed_is_written(progress, tmp_path):
    """Every key would write the whole lesson; or a change in another step would be lost."""
    session = begin(lesson_of(tmp_path))
    keep(progress, None, session)
    assert set(progress.state("mine")) == {"one", "two", "three"}
    progress.connection.execute("delete from step")
    after = turned(session, b0=1)
    keep(progress, session, after)
    assert set(progress.state("mine")) == {"one"}
    # Leaving a step marks it and shows the next: two changes at once.
    keep(progress, after, sessions.skip(after))
    assert set(progress.state("mine")) == {"one", "two"}


def test_a_step_can_be_asked_for_and_keeps_what_it_had(progress, tmp_path):
    """`LESSON#STEP` would open the step where the lesson was left, or an empty one."""
    session = worked(lesson_of(tmp_path))
    keep(progress, None, session)
    opened_at_one = resume(progress, session.lesson, "one")
    assert opened_at_one.at == 0
    assert kept(sessions.go(opened_at_one, session.at)) == kept(session)
    assert resume(progress, session.lesson, "nosuch").at == 0


# The log of answers


def logged(progress):
    rows = progress.connection.execute('select lesson, step, "check", answer, right from answer order by number')
    return [(lesson, step, check, json.loads(answer), right) for lesson, step, check, answer, right in rows]


def test_every_answer_is_logged_as_it_was_given(progress, tmp_path):
    """Nobody could say later what was answered, or whether it was right."""
    session = begin(lesson_of(tmp_path))
    for move in (
        lambda s: answered(s, (Fraction(2),)),
        lambda s: answered(s, (Fraction(0),)),
        sessions.forward,
        lambda s: turned(s, b1="7/2"),
        lambda s: turned(s, b1=3),
        lambda s: sessions.go(s, 1),
        lambda s: answered(s, (Fraction(0), Fraction(1, 3), Fraction(2))),
        sessions.hint,
        sessions.show_solution,
    ):
        before, session = session, move(session)
        keep(progress, before, session)
    assert logged(progress) == [
        ("mine", "one", "pick", ["2"], 0),
        ("mine", "one", "pick", ["0"], 1),
        # A goal is answered by the settings that reached it.
        ("mine", "one", "bend", ["-10", "7/2"], 1),
        ("mine", "two", "points", ["0", "1/3", "2"], 0),
    ]


def test_coming_back_logs_nothing(progress, tmp_path):
    """Each start of the program would count the old answers again."""
    session = worked(lesson_of(tmp_path))
    keep(progress, None, session)
    keep(progress, None, resume(progress, session.lesson))
    assert logged(progress) == []


# The lesson has changed


def test_a_knob_that_is_gone_or_turns_less_far_is_back_at_its_start(progress, tmp_path):
    """Settings would be kept that no key can reach, or the lab would fail."""
    keep(progress, None, worked(lesson_of(tmp_path)))
    changed = lesson_of(tmp_path, ('"b0", "b1"]', '"b0", "v1"]\nbounds = { b0 = { low = -12, high = 0 } }'))
    session = sessions.go(resume(progress, changed), 0)
    assert session.state.settings == start_settings(changed.steps[0].lab)
    assert session.reading.formula
    assert sessions.undo(session) is session


def test_a_lab_of_another_kind_begins_afresh(progress, tmp_path):
    """The settings of one lab would be given to another."""
    keep(progress, None, worked(lesson_of(tmp_path)))
    lab = TEXT[TEXT.index("```toml lab network") : TEXT.index("```toml check choice")]
    pair = "```toml lab pair\np = 1\nq = 2\n```\n\n"
    changed = lesson_of(tmp_path, (lab, pair), ("bends > 0", "gap > 0"), ("b0 = 0 }", "p = 0 }"))
    session = sessions.go(resume(progress, changed), 0)
    assert session.state.settings == {"p": 1, "q": 2}
    assert session.view == "pair"
    assert session.check_state(changed.steps[0].checks[0]).solved


def test_steps_are_known_by_their_ids_wherever_they_stand(progress, tmp_path):
    """What was answered in one step would appear in another."""
    before = worked(lesson_of(tmp_path))
    keep(progress, None, before)
    first, second = (TEXT.index(f"## {name}") for name in ("One", "Two"))
    moved = lesson_of(tmp_path, (TEXT, TEXT[:first] + TEXT[second:].rstrip() + "\n\n" + TEXT[first:second]))
    session = resume(progress, moved)
    assert [step.id for step in moved.steps] == ["two", "three", "one"]
    assert session.at == 1
    assert kept(session)[1] == [kept(before)[1][i] for i in (1, 2, 0)]


def test_a_step_or_check_that_is_gone_is_passed_over(progress, tmp_path):
    """A lesson could never lose a step again."""
    before = worked(lesson_of(tmp_path))
    keep(progress, None, before)
    shorter = lesson_of(tmp_path, (TEXT[TEXT.index("## Three") :], ""), ('id = "bend"', 'id = "other"'))
    session = resume(progress, shorter)
    assert session.at == 0
    assert len(session.states) == 2
    assert set(session.states[0].checks) == {"pick"}
    assert session.states[0].checks["pick"].solved
    no_check = lesson_of(tmp_path, (TEXT[TEXT.index("```toml check choice") : TEXT.index("## Two")], ""))
    bare = sessions.go(resume(progress, no_check), 0)
    assert bare.shown_check is None
    assert sessions.forward(bare).at == 1


def test_a_sketch_with_another_number_of_points_loses_its_draft_and_keeps_its_success(progress, tmp_path):
    """A draft of three points would be drawn at four inputs, and fail."""
    session = sessions.go(begin(lesson_of(tmp_path)), 1)
    session = answered(sessions.place(session, 0, Fraction(3)), (Fraction(0), Fraction(0), Fraction(2)))
    keep(progress, None, session)
    changed = lesson_of(tmp_path, ("[-1, 0, 2]", "[-1, 0, 1, 2]"), ("[0, 0, 2]", "[0, 0, 1, 2]"))
    after = resume(progress, changed)
    state = after.check_state(after.shown_check)
    assert (state.draft, state.answers, state.solved) == ((), (), True)
    assert len(sessions.drafted(after, after.shown_check)) == 4
    assert sessions.last_verdict(after, after.shown_check).right


def test_a_draft_out_of_new_bounds_is_not_shown_outside_the_plot(progress, tmp_path):
    """A point would lie where no key can move it."""
    session = sessions.place(sessions.go(begin(lesson_of(tmp_path)), 1), 0, Fraction(3))
    keep(progress, None, session)
    changed = lesson_of(tmp_path, ("high = 3", "high = 2"))
    after = resume(progress, changed)
    check = after.shown_check
    assert all(check.low <= height <= check.high for height in sessions.drafted(after, check))


def test_an_option_that_is_gone_is_a_wrong_answer(progress, tmp_path):
    """The last answer would be judged by an option that is not there."""
    session = answered(begin(lesson_of(tmp_path)), (Fraction(2),))
    keep(progress, None, session)
    changed = lesson_of(tmp_path, ('  { text = "other", say = "no" },\n', ""))
    after = resume(progress, changed)
    assert not sessions.last_verdict(after, after.shown_check).right


# What was kept is damaged


STATE = {
    "settings": {"b0": "1/3", "b1": "-7/2"},
    "check": 1,
    "view": 1,
    "skipped": False,
    "seen": True,
    "checks": {
        "pick": {
            "answers": [["2"], ["0"]],
            "solved": True,
            "hints": 1,
            "shown": False,
            "fewest_edits": None,
            "draft": [],
        }
    },
}


def changed_state(*path_and_value):
    state = json.loads(json.dumps(STATE))
    *path, last, value = path_and_value
    inner = state
    for key in path:
        inner = inner[key]
    inner[last] = value
    return json.dumps(state)


DAMAGED = {
    "no JSON": "no JSON",
    "nothing": "",
    "half": json.dumps(STATE)[:40],
    "null": "null",
    "a number": "3",
    "a list": "[]",
    "an empty table": "{}",
    "deep": "[" * 100_000,
    "a setting that is no number": changed_state("settings", "b0", "abc"),
    "a setting over zero": changed_state("settings", "b0", "1/0"),
    "a setting that is null": changed_state("settings", "b0", None),
    "a setting that is infinite": changed_state("settings", "b0", float("inf")),
    "settings that are a list": changed_state("settings", ["b0"]),
    "a check that is a word": changed_state("check", "one"),
    "a check below zero": changed_state("check", -7),
    "a check beyond": changed_state("check", 10**30),
    "a view that is a word": changed_state("view", "sum"),
    "a view below zero": changed_state("view", -1),
    "checks that are null": changed_state("checks", None),
    "a check that is null": changed_state("checks", "pick", None),
    "a check that is empty": changed_state("checks", "pick", {}),
    "answers that are null": changed_state("checks", "pick", "answers", None),
    "an answer that is null": changed_state("checks", "pick", "answers", [None]),
    "an answer that is no number": changed_state("checks", "pick", "answers", [["x"]]),
    "an answer that is nan": changed_state("checks", "pick", "answers", [["nan"]]),
    "hints that are a word": changed_state("checks", "pick", "hints", "all"),
    "hints below zero": changed_state("checks", "pick", "hints", -2),
    "a draft that is null": changed_state("checks", "pick", "draft", None),
    "edits that are a word": changed_state(
        "checks", "bend", {**STATE["checks"]["pick"], "answers": [], "solved": True, "fewest_edits": "few"}
    ),
}


@pytest.mark.parametrize("damaged", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_state_costs_at_most_its_own_step(damaged, progress, tmp_path):
    """One bad row would close the lesson for good: the program would end at every start."""
    lesson = lesson_of(tmp_path)
    before = worked(lesson)
    keep(progress, None, before)
    progress.connection.execute("update step set state = ? where step = 'one'", (damaged,))
    session = resume(progress, lesson)
    assert session.at == before.at
    assert kept(session)[1][1:] == kept(before)[1][1:]
    # And it can be worked in again.
    session = sessions.go(session, 0)
    assert session.shown_check in lesson.steps[0].checks
    assert session.view in {"sum", "units"}
    for move in (sessions.hint, sessions.next_view, sessions.undo, sessions.reset, sessions.show_solution):
        session = move(session)
    for _ in range(2):
        session = sessions.forward(sessions.show_solution(session)) or session
    session = sessions.go(session, 0)
    session = turned(session, b0=0, b1=5)
    assert session.reading.formula
    assert sessions.last_verdict(session, lesson.steps[0].checks[0]) is not False
    keep(progress, None, session)
    assert not progress.warning
    assert kept(resume(progress, lesson)) == kept(session)


def test_a_kept_number_without_end_is_not_worked_out(progress, tmp_path):
    """Ten characters in the file would fill the memory before the lesson opens (1e999999999; here less of it)."""
    lesson = lesson_of(tmp_path)
    keep(progress, None, worked(lesson))
    for damaged in (
        changed_state("settings", "b0", "1e5000000"),
        changed_state("checks", "pick", "answers", [["1e5000000"]]),
    ):
        progress.connection.execute("update step set state = ? where step = 'one'", (damaged,))
        resume(progress, lesson)


@pytest.mark.parametrize("value", [b"\xff\xfe", 7, 1.5], ids=["bytes", "a number", "a fraction"])
def test_a_state_that_is_no_text_costs_at_most_its_own_step(value, progress, tmp_path):
    """As above, for what SQLite lets into a column."""
    lesson = lesson_of(tmp_path)
    keep(progress, None, worked(lesson))
    progress.connection.execute("update step set state = ? where step = 'one'", (value,))
    assert resume(progress, lesson).states[2].checks["count"].shown


@pytest.mark.parametrize("place", ["", "nosuch", 3, b"\xff"], ids=repr)
def test_a_damaged_place_is_the_first_step(place, progress, tmp_path):
    """The lesson would not open again."""
    lesson = lesson_of(tmp_path)
    keep(progress, None, worked(lesson))
    progress.connection.execute("update place set step = ?", (place,))
    assert resume(progress, lesson).at == 0


def test_a_session_that_cannot_be_kept_goes_on(tmp_path):
    """The learner would be thrown out of the lesson because a folder cannot be made."""
    file = tmp_path / "file"
    file.write_text("in the way")
    progress = open_progress(file / "folder")
    session = begin(lesson_of(tmp_path))
    keep(progress, None, session)
    after = turned(session, b0=1)
    keep(progress, session, after)
    assert kept(resume(progress, session.lesson)) == kept(after)
    progress.close()


def test_an_answer_that_could_not_be_saved_is_saved_with_the_next(progress, tmp_path):
    """While another program holds the file an answer would be lost from the log for good."""
    session = begin(lesson_of(tmp_path))
    kept_session = keep(progress, None, session)
    path = tmp_path / "kept" / "progress.sqlite3"
    other = sqlite3.connect(path)
    other.execute("begin immediate")
    wrong = answered(session, (Fraction(1),))
    kept_session = keep(progress, kept_session, wrong)
    assert kept_session is session
    assert progress.warning
    other.rollback()
    other.close()
    right = answered(wrong, (Fraction(0),))
    assert keep(progress, kept_session, right) is right
    assert not progress.warning
    logged = progress.connection.execute("select answer from answer order by number").fetchall()
    assert logged == [('["1"]',), ('["0"]',)]
