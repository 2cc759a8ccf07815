"""Coming back to answers of the other kinds, and what the log of answers says of them."""

import json
import sqlite3
from fractions import Fraction

import pytest

from tutor import session as sessions
from tutor.lesson.model import Lesson
from tutor.lesson.read import read
from tutor.progress import opened
from tutor.resume import keep, resume
from tutor.session import begin

TEXT = """\
# Title

```toml lesson
format = 1
id = "later"
question = "Why?"
```

## Silent {#silent}

```toml check number
id = "sum"
silent = true
again = "first#sum"
ask = "1 + 1?"
answer = 2
proof = "2"
otherwise = "o"
explain = "e"
```

## Drawn {#drawn}

```toml check drawn
id = "product"
draw = { a = { low = 1, high = 99 } }
ask = "Twice {a}?"
proof = "2*a"
otherwise = "o"
explain = "e"
hints = ["d", "e", "f"]
```

## Arrange {#arrange}

```toml check match
id = "pairs"
ask = "Which?"
hints = ["a", "b", "c"]
explain = "e"
pairs = [{ left = "a", right = "x", say = "s" }, { left = "b", right = "y", say = "s" }]
```

## Bend {#bend}

```toml lab network
w = [1]
b = [6]
v = [1]
range = [-4, 4]
knobs = ["w0", "b0", "breakpoint0"]
bounds = { w0 = { low = -3, high = 3 }, b0 = { low = -12, high = 12 }, breakpoint0 = { low = -6, high = 6 } }
```

```toml check goal
id = "never"
ask = "Make it fall."
want = ["f(-4) + 1 < 0"]
impossible = true
hints = ["a", "b", "c"]
explain = "e"
```

## How it went {#results}

```toml results
```
"""


@pytest.fixture
def progress(tmp_path):
    with opened(tmp_path / "kept") as found:
        yield found


def lesson_of(tmp_path, old="", new=""):
    path = tmp_path / "x.md"
    assert old in TEXT
    path.write_text(TEXT.replace(old, new) if old else TEXT, encoding="utf-8")
    found = read(path)
    assert isinstance(found, Lesson), found
    return found


@pytest.fixture
def lesson(tmp_path):
    return lesson_of(tmp_path)


class Kept:
    """A session that is kept after each move."""

    def __init__(self, progress, lesson, step):
        self.progress = progress
        self.session = sessions.go(begin(lesson), lesson.step_index(step))
        self.kept = keep(progress, None, self.session)

    def do(self, move, *arguments):
        self.session = move(self.session, *arguments)
        self.kept = keep(self.progress, self.kept, self.session)
        return self

    def answer(self, *values):
        return self.do(sessions.answer, tuple(map(Fraction, values)))


def logged(progress):
    rows = progress.connection.execute('select "check", answer, right, sure from answer order by number')
    return [(check, json.loads(answer), right, sure) for check, answer, right, sure in rows]


def test_an_answer_that_waits_is_not_logged_and_is_asked_for_again(progress, lesson):
    """It would count though it was never handed in, or nobody would ask how sure it is."""
    run = Kept(progress, lesson, "silent").answer(2)
    assert logged(progress) == []
    again = resume(progress, lesson)
    assert not again.waits
    assert again.open_check.id == "sum"
    run.do(sessions.rate, 3)
    assert logged(progress) == [("sum", ["2"], 1, 3)]


@pytest.mark.parametrize("value", [2, 3], ids=["right", "wrong"])
def test_a_silent_answer_stays_given(progress, lesson, value):
    """Leaving and coming back would be a second try at a test."""
    Kept(progress, lesson, "silent").answer(value).do(sessions.rate, 1)
    again = resume(progress, lesson)
    assert again.open_check is None
    state = again.check_state(again.shown_check)
    assert (state.closed, state.solved, state.sure) == (True, value == 2, 1)
    assert sessions.last_verdict(again, again.shown_check) is None


def test_the_numbers_that_were_drawn_stay(progress, lesson):
    """The learner would come back to another question than the one left open."""
    run = Kept(progress, lesson, "drawn").answer(-1).do(sessions.redraw).do(sessions.hint)
    again = resume(progress, lesson)
    assert again.shown_check.ask == run.session.shown_check.ask
    assert again.check_state(again.shown_check).hints == 1
    run.answer(run.session.shown_check.answer).do(sessions.redraw)
    assert resume(progress, lesson).shown_check.ask == run.session.shown_check.ask
    assert resume(progress, lesson).open_check is not None


def test_what_was_answered_to_other_numbers_stays_in_the_log(progress, lesson):
    """Practice would leave no trace, or the answers to the new numbers be counted as those to the old."""
    run = Kept(progress, lesson, "drawn")
    first = run.session.shown_check.answer
    run.answer(-1).answer(first).do(sessions.redraw)
    second = run.session.shown_check.answer
    run.answer(second).do(sessions.redraw).answer(-2)
    assert logged(progress) == [
        ("product", ["-1"], 0, 0),
        ("product", [str(first)], 1, 0),
        ("product", [str(second)], 1, 0),
        ("product", ["-2"], 0, 0),
    ]


def test_an_answer_to_other_numbers_that_could_not_be_saved_is_saved_with_the_next(progress, lesson, tmp_path):
    """While another program holds the file an answer to the new numbers would be lost for good."""
    run = Kept(progress, lesson, "drawn").answer(-1)
    other = sqlite3.connect(tmp_path / "kept" / "progress.sqlite3")
    other.execute("begin immediate")
    progress.connection.execute("pragma busy_timeout = 20")
    run.do(sessions.redraw)
    run.answer(run.session.shown_check.answer)
    assert progress.warning
    other.rollback()
    other.close()
    run.do(sessions.hint)
    assert not progress.warning
    assert [row[1:3] for row in logged(progress)] == [(["-1"], 0), ([str(run.session.shown_check.answer)], 1)]


def test_how_sure_one_was_belongs_to_the_first_numbers_only(progress, tmp_path):
    """The log would say of later answers that one was sure of them, though nobody asked."""
    silent = lesson_of(tmp_path, 'hints = ["d", "e", "f"]', "silent = true")
    run = Kept(progress, silent, "drawn").answer(-1).do(sessions.rate, 3).do(sessions.redraw).answer(-2)
    assert [row[1:] for row in logged(progress)] == [(["-1"], 0, 3), (["-2"], 0, 0)]
    assert run.session.open_check is None


def test_what_is_put_together_stays_as_it_is(progress, lesson):
    """Half an answer would be lost on leaving."""
    run = Kept(progress, lesson, "arrange").do(sessions.adjust, 1, 1)
    again = resume(progress, lesson)
    assert sessions.drafted(again, again.open_check) == sessions.drafted(run.session, run.session.open_check)
    assert sessions.drafted(again, again.open_check) != again.open_check.blank


def test_a_draft_for_more_pairs_than_there_are_is_dropped(progress, tmp_path):
    """The lesson has lost a pair: a place that is gone would be shown, and end the program."""
    three = '{ left = "c", right = "z", say = "s" }, { left = "b"'
    Kept(progress, lesson_of(tmp_path, '{ left = "b"', three), "arrange").do(sessions.adjust, 0, 2)
    again = resume(progress, lesson_of(tmp_path))
    check = again.open_check
    assert check.rows(sessions.drafted(again, check))
    assert sessions.drafted(again, check) == check.blank


def test_that_a_goal_cannot_be_done_is_kept_and_logged(progress, lesson):
    """It would have to be said again, or be in the log as settings of the lab."""
    Kept(progress, lesson, "bend").do(sessions.cannot)
    again = resume(progress, lesson)
    assert again.check_state(again.shown_check).solved
    assert again.open_check is None
    assert logged(progress) == [("never", ["-1"], 1, 0)]


@pytest.mark.parametrize(
    "turns", [{"b0": 12}, {"w0": "1/2", "b0": 12}, {"breakpoint0": 3}, {"w0": -2, "breakpoint0": 6}], ids=str
)
def test_knobs_that_hang_on_one_another_fit_together_after_coming_back(progress, lesson, turns):
    """A breakpoint out of its knob's bounds would come back as another one than the bend that is seen."""
    run = Kept(progress, lesson, "bend")
    for name, value in turns.items():
        knob = next(each for each in run.session.knobs if each.name == name)
        run.do(sessions.turn, knob, Fraction(value))
    assert resume(progress, lesson).state.settings == run.session.state.settings


def test_the_results_compare_with_the_answers_of_the_other_lesson(progress, tmp_path, lesson):
    """Then and now could not be compared after coming back, or would be compared with the same lesson."""
    first = lesson_of(tmp_path, 'id = "later"', 'id = "first"')
    Kept(progress, first, "silent").answer(3).do(sessions.rate, 1)
    Kept(progress, lesson, "silent").answer(2).do(sessions.rate, 1)
    results = resume(progress, lesson, "results").results
    assert [row[1:] for row in results.rows] == [("✗ wrong, guessing", "✓ right, guessing")]
