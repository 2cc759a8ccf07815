"""Starting again: a step, a lesson or all of it as nobody has touched it, and nothing lost from the log."""

import pytest
from course import written
from hypothesis import given
from hypothesis import strategies as st
from keeping import DRAWN, LESSON, Kept, in_memory, keep_once, visible, worked
from moves import MOVES, STORE, beginnings, begun, played, solved
from profiles import examples

from tutor import session as sessions
from tutor.progress import opened
from tutor.resume import keep, keep_up, load, start_again


@pytest.fixture
def progress(tmp_path):
    with opened(tmp_path / "kept") as found:
        yield found


@pytest.fixture
def lesson(tmp_path):
    return written(tmp_path, LESSON + DRAWN)


def marks(session):
    return [session.step_mark(i) for i in range(len(session.states))]


@examples(0.3)
@given(beginnings(), MOVES, MOVES, st.booleans())
def test_whatever_was_done_a_lesson_starts_again_and_keeps_its_log(session, moves, later, whole):
    """Each step is new, its bench at its start; answers and their verdicts stay; and so it comes back from the file."""
    with in_memory() as progress:
        for move in moves:
            session = played(session, move)
        keep_once(progress, session)
        steps = range(len(session.lesson.steps)) if whole else [session.at]
        logs = sorted(map(str, progress.answers(session.lesson.id)))
        assert start_again(progress, session.lesson, STORE, None if whole else session.step.id)
        again = load(progress, session.lesson, STORE)
        assert again.at == steps[0]
        fresh = begun(session.lesson)
        for i in steps:
            assert again.step_mark(i) == "new"
            state, untouched = again.states[i], fresh.states[i]
            assert (state.bench and state.bench.settings) == (untouched.bench and untouched.bench.settings)
            assert not any(check.done or check.answers or check.hints for check in state.checks.values())
        assert sorted(map(str, progress.answers(session.lesson.id))) == logs
        now = sessions.go(again, steps[0])
        for move in later:
            now = played(now, move)
        keep_once(progress, now)
        assert visible(load(progress, session.lesson, STORE)) == visible(now)


def test_other_steps_stay_as_they_were(progress, lesson):
    """To start one step again changes no other."""
    keep_once(progress, worked(lesson))
    before = load(progress, lesson, STORE)
    assert start_again(progress, lesson, STORE, "two")
    after = load(progress, lesson, STORE)
    assert marks(after)[1] == "new"
    assert [marks(after)[i] for i in (0, 2, 3)] == [marks(before)[i] for i in (0, 2, 3)]
    assert after.step.id == "two"


def test_what_is_answered_after_it_is_asked_how_sure_one_is(lesson):
    """The prediction of a step that was started again is a prediction again."""
    session = sessions.answer(begun(lesson, "three"), (3,))
    if session.awaiting_confidence:
        session = sessions.rate(session, 1)
    again = sessions.go(sessions.start_again(session, [2], STORE), 2)
    assert again.open_check is not None
    assert sessions.answer(again, (4,)).awaiting_confidence == again.open_check.rated


def test_starting_again_twice_is_starting_again_once(progress, lesson):
    """Where nothing was done since, nothing is written."""
    keep_once(progress, worked(lesson))
    start_again(progress, lesson, STORE)
    once = progress.events(lesson.id)
    start_again(progress, lesson, STORE)
    assert progress.events(lesson.id) == once


def test_a_right_answer_before_it_is_none_after_it(progress, lesson):
    """Solved, started again, given up: by solution, in the file too. What is solved after it stays done."""
    step = lesson.step_index("drawn")
    right = solved(sessions.go(begun(lesson), step))
    assert right.step_mark(step) == "done"
    keep_once(progress, right)
    assert start_again(progress, lesson, STORE)
    again = sessions.go(load(progress, lesson, STORE), step)
    given_up = sessions.show_solution(again)
    assert given_up.step_mark(step) == "solution"
    assert not sessions.redraw(given_up).step_done(step)
    keep_once(progress, given_up)
    assert load(progress, lesson, STORE).step_mark(step) == "solution"
    right = solved(sessions.redraw(given_up))
    keep_once(progress, sessions.redraw(right))
    assert load(progress, lesson, STORE).step_mark(step) == "done"


def test_another_window_hears_of_it(progress, tmp_path, lesson):
    """A step that another window has started again is new in this one too, unless it is on show there."""
    here = Kept(progress, lesson).do(lambda _: worked(lesson)).do(sessions.go, 0)
    with opened(tmp_path / "kept") as other:
        assert start_again(other, lesson, STORE)
    kept, now = keep_up(progress, here.kept, here.session, STORE)
    assert marks(now)[1:] == ["new"] * 3
    assert marks(now)[0] != "new"
    assert keep(progress, kept, now) is now


def test_a_copy_of_the_file_has_all_that_was_there(progress, lesson):
    """What was done can be read from the copy, under the name that is told."""
    keep_once(progress, worked(lesson))
    path = progress.copy()
    start_again(progress, lesson, STORE)
    assert path.parent.joinpath("progress.sqlite3").exists()
    (path.parent / "old").mkdir()
    path.rename(path.parent / "old" / "progress.sqlite3")
    with opened(path.parent / "old") as old:
        assert marks(load(old, lesson, STORE)) == marks(worked(lesson))


def test_first_answers_are_those_since_a_lesson_was_started_again(progress, lesson):
    """What a later lesson compares with is the first answer of this time."""
    Kept(progress, lesson, "three").answer(4)
    assert progress.first_answers("other")["mine#count"][0] is False
    start_again(progress, lesson, STORE)
    Kept(progress, lesson, "three").answer(3)
    assert progress.first_answers("other")["mine#count"][0] is True
