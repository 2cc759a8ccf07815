"""Coming back to answers of each kind, and what the log of answers says of them."""

import sqlite3
from fractions import Fraction

import pytest
from course import written
from keeping import DRAWN, Kept, broken, overwrite, visible
from moves import STORE, turned

from tutor import bench
from tutor import session as sessions
from tutor.progress import opened
from tutor.resume import resume

TEXT = (
    """\
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
"""
    + DRAWN
    + """
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
)


@pytest.fixture
def progress(tmp_path):
    with opened(tmp_path / "kept") as found:
        yield found


def lesson_of(tmp_path, old="", new=""):
    assert old in TEXT
    return written(tmp_path, TEXT.replace(old, new) if old else TEXT)


@pytest.fixture
def lesson(tmp_path):
    return lesson_of(tmp_path)


def logged(progress):
    """Check, answer, verdict and how sure of each answer to this lesson, in order."""
    return [(each.check, list(each.answer), each.right, each.sure) for each in progress.answers("later")]


def draws(progress):
    return [each.draw for each in progress.answers("later")]


def test_a_pending_answer_is_not_logged_and_is_asked_for_again(progress, lesson):
    """An answer counts when it is rated; before, the next run asks the question again."""
    run = Kept(progress, lesson, "silent").answer(2)
    assert logged(progress) == []
    assert not run.again.awaiting_confidence
    assert run.again.open_check.id == "sum"
    run.do(sessions.rate, 3)
    assert logged(progress) == [("sum", ["2"], True, 3)]


@pytest.mark.parametrize("value", [2, 3], ids=["right", "wrong"])
def test_a_silent_answer_stays_given(progress, lesson, value):
    """A silent check that was answered is closed in the next run too."""
    again = Kept(progress, lesson, "silent").answer(value).do(sessions.rate, 1).again
    assert again.open_check is None
    state = again.check_state(again.shown_check)
    assert (state.closed, state.solved, state.log[0].sure) == (True, value == 2, 1)


def test_the_numbers_that_were_drawn_stay(progress, lesson):
    """The next run asks the same draw, with the hints that are open, answered or not."""
    run = Kept(progress, lesson, "drawn").answer(-1).do(sessions.redraw).do(sessions.hint)
    assert run.again.shown_check.ask == run.session.shown_check.ask
    assert run.again.check_state(run.again.shown_check).hints == 1
    run.answer(run.session.shown_check.answer).do(sessions.redraw)
    assert run.again.shown_check.ask == run.session.shown_check.ask
    assert run.again.open_check is not None


def test_what_was_answered_to_other_numbers_stays_in_the_log(progress, lesson):
    """Answers to every draw are logged with their draw, and those to the last alone belong to the open question."""
    run = Kept(progress, lesson, "drawn")
    first = run.session.shown_check.answer
    run.answer(-1).answer(first).do(sessions.redraw)
    second = run.session.shown_check.answer
    run.answer(second).do(sessions.redraw).answer(-2)
    assert logged(progress) == [
        ("product", ["-1"], False, 0),
        ("product", [str(first)], True, 0),
        ("product", [str(second)], True, 0),
        ("product", ["-2"], False, 0),
    ]
    assert draws(progress) == [0, 0, 1, 2]
    state = run.again.check_state(run.again.shown_check)
    assert [each.answer for each in state.answers] == [(Fraction(-2),)]
    assert len(state.log) == 4


def test_an_answer_to_other_numbers_that_could_not_be_saved_is_saved_with_the_next(progress, lesson, tmp_path):
    """While another program holds the file, an answer and a new draw wait for the next write."""
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
    second = str(run.session.shown_check.answer)
    assert [row[1:3] for row in logged(progress)] == [(["-1"], False), ([second], True)]
    assert draws(progress) == [0, 1]


def test_answers_to_draws_that_are_over_are_saved_too(progress, lesson):
    """A draw that came and went while the disk failed is in the log afterwards."""
    run = Kept(progress, lesson, "drawn")
    with broken(progress):
        for _ in range(3):
            run.answer(-1).answer(run.session.shown_check.answer).do(sessions.redraw)
    assert logged(progress) == []
    run.do(sessions.hint)
    assert draws(progress) == [0, 0, 1, 1, 2, 2]
    assert [row[2] for row in logged(progress)] == [False, True] * 3
    assert visible(run.again) == visible(run.session)


def test_the_last_draw_is_known_from_the_log_where_the_state_is_damaged(progress, lesson):
    """Without the state of its step a drawn check comes back with the last draw that was answered."""
    run = Kept(progress, lesson, "drawn").answer(-1).do(sessions.redraw).answer(-2)
    overwrite(progress, "update step set state = '' where step = 'drawn'")
    overwrite(progress, "delete from event")
    assert run.again.shown_question == run.session.shown_question
    assert run.again.check_state(run.again.shown_check) == run.session.check_state(run.session.shown_check)


def test_how_sure_one_was_belongs_to_the_first_numbers_only(progress, tmp_path):
    """Only the first answer to a rated check is logged with how sure the learner was, not those to other draws."""
    silent = lesson_of(tmp_path, 'hints = ["d", "e", "f"]', "silent = true")
    run = Kept(progress, silent, "drawn").answer(-1).do(sessions.rate, 3).do(sessions.redraw).answer(-2)
    assert [row[1:] for row in logged(progress)] == [(["-1"], False, 3), (["-2"], False, 0)]
    assert run.session.open_check is None


def test_a_silent_check_that_is_asked_in_other_numbers_is_open_again(progress, tmp_path):
    """A silent draw takes one answer: asked in other numbers it is open, and so it is in the next run."""
    silent = lesson_of(tmp_path, 'hints = ["d", "e", "f"]', "silent = true")
    run = Kept(progress, silent, "drawn").answer(-1).do(sessions.rate, 3).do(sessions.redraw)
    assert run.session.open_check is not None
    assert visible(run.again) == visible(run.session)
    run.answer(-2)
    assert run.session.open_check is None
    assert visible(run.again) == visible(run.session)


def test_what_is_put_together_stays_as_it_is(progress, lesson):
    """A draft comes back as far as it was."""
    run = Kept(progress, lesson, "arrange").do(sessions.adjust, 1, 1)
    again = run.again
    assert sessions.drafted(again, again.open_check) == sessions.drafted(run.session, run.session.open_check)
    assert sessions.drafted(again, again.open_check) != again.open_check.blank


def test_a_draft_for_more_pairs_than_there_are_is_dropped(progress, tmp_path):
    """A draft with a place that the lesson has no more begins anew."""
    three = '{ left = "c", right = "z", say = "s" }, { left = "b"'
    Kept(progress, lesson_of(tmp_path, '{ left = "b"', three), "arrange").do(sessions.adjust, 0, 2)
    again = resume(progress, lesson_of(tmp_path), STORE)
    check = again.open_check
    assert check.rows(sessions.drafted(again, check))
    assert sessions.drafted(again, check) == check.blank


def test_that_a_goal_cannot_be_done_is_kept_and_logged(progress, lesson):
    """“Cannot be done” is in the log as −1, and the goal is solved in the next run."""
    again = Kept(progress, lesson, "bend").do(sessions.cannot).again
    assert again.check_state(again.shown_check).solved
    assert again.open_check is None
    assert logged(progress) == [("never", ["-1"], True, 0)]


def test_a_wrong_cannot_be_done_stays_wrong_and_the_goal_open(progress, tmp_path):
    """A wrong “cannot be done” comes back as it was judged, and the goal is open in the next run."""
    possible = lesson_of(tmp_path, "impossible = true", "solution = { w0 = -1, b0 = -1 }")
    run = Kept(progress, possible, "bend").do(sessions.cannot)
    assert run.again.open_check.id == "never"
    (wrong,) = run.again.check_state(run.again.shown_check).log
    assert (wrong.right, wrong.say) == (False, "It can be done. Take a hint, and go on.")
    assert visible(run.again) == visible(run.session)


def test_a_goal_that_one_knob_reaches_at_minus_one_stays_reached(progress, tmp_path):
    """The log tells a knob at −1 from “cannot be done”, and so does the next run."""
    text = TEXT.replace('knobs = ["w0", "b0", "breakpoint0"]', 'knobs = ["b0"]')
    text = text.replace(", breakpoint0 = { low = -6, high = 6 } }", " }").replace("w0 = { low = -3, high = 3 }, ", "")
    text = text.replace('["f(-4) + 1 < 0"]\nimpossible = true', '["b0 = -1"]\nsolution = { b0 = -1 }')
    run = Kept(progress, written(tmp_path, text), "bend").do(sessions.cannot).do(lambda s: turned(s, b0=-1))
    assert logged(progress) == [("never", ["-1"], False, 0), ("never", ["-1/1"], True, 0)]
    assert run.session.open_check is None
    assert [each.say for each in run.again.check_state(run.again.shown_check).log] == [
        "It can be done. Take a hint, and go on.",
        "e",
    ]
    assert visible(run.again) == visible(run.session)


@pytest.mark.parametrize(
    "turns", [{"b0": 12}, {"w0": "1/2", "b0": 12}, {"breakpoint0": 3}, {"w0": -2, "breakpoint0": 6}], ids=str
)
def test_knobs_that_hang_on_one_another_fit_together_after_coming_back(progress, lesson, turns):
    """Knobs of which one follows from others come back with the same values."""
    run = Kept(progress, lesson, "bend")
    for name, value in turns.items():
        run.do(sessions.work, bench.turn, name, Fraction(value))
    assert run.again.bench.settings == run.session.bench.settings


def test_the_results_compare_with_the_answers_of_the_other_lesson(progress, tmp_path, lesson):
    """Then and now come from the logs of two lessons, in the next run too."""
    first = lesson_of(tmp_path, 'id = "later"', 'id = "first"')
    Kept(progress, first, "silent").answer(3).do(sessions.rate, 1)
    Kept(progress, lesson, "silent").answer(2).do(sessions.rate, 1)
    results = resume(progress, lesson, STORE, "results").results
    assert [row[1:] for row in results.rows] == [("✗ wrong, guessing", "✓ right, guessing")]
