"""A session as a value: what holds at every moment, and what can be read off it."""

import copy
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from course import SHIPPED
from hypothesis import given
from hypothesis import strategies as st
from moves import (
    MOVES,
    answered,
    beginnings,
    begun,
    next_view,
    played,
    plays,
    reset,
    right_answer,
    solved,
    turned,
    undo,
)

import tutor
from tutor import bench
from tutor import session as sessions
from tutor.bench import MOST_UNDO
from tutor.check import CANNOT, DrawnCheck, GoalCheck
from tutor.lab import start_settings
from tutor.session import First, Session
from tutor.session.state import asked

ROOT = Path(tutor.__file__).parents[1]


@given(beginnings(), MOVES)
def test_no_move_changes_the_session_it_is_made_in(session, moves):
    """A session that was shown, or stands in the history, stays as it was, whatever follows."""
    for move in moves:
        benches = [state.bench for state in session.states if state.bench]
        shared = {id(each): each for bench in benches for each in (bench.lab, bench.store)}
        states, at = copy.deepcopy(session.states, shared), session.at
        after = played(session, move)
        assert session.states == states
        assert session.at == at
        session = after


@given(beginnings(), MOVES)
def test_what_holds_at_every_moment(session, moves):
    """Places are inside the lesson, nothing done is lost, nothing hidden is turned, every answer is judged rightly."""
    lesson = session.lesson
    for move in moves:
        before, session = session, played(session, move)
        assert 0 <= session.at < len(lesson.steps)
        assert session.bench is None or session.bench.view in session.step.lab.views
        for step, was, now in zip(lesson.steps, before.states, session.states, strict=True):
            assert 0 <= now.check < max(1, len(step.checks))
            assert now.seen >= was.seen
            assert (now.bench is None) == (step.lab is None)
            assert now.bench is None or len(now.bench.past) <= MOST_UNDO
            unpredicted = [now.state_of(check) for check in step.predicts if not now.state_of(check).answers]
            if now.bench and any(not state.done and not state.draw for state in unpredicted):
                assert now.bench.settings == start_settings(step.lab), "a knob was turned before the prediction"
            for i, check in enumerate(step.checks):
                _holds(step, i, was.state_of(check), now.state_of(check))


def _holds(step, index, old, new):
    check = step.checks[index]
    assert new.hints <= 3
    assert new.hints >= old.hints or new.draw != old.draw
    assert new.log[: len(old.log)] == old.log
    for given_ in new.log[len(old.log) :]:
        assert (given_.right, given_.say) == _judged(asked(step, index, given_.draw), given_.answer)
        assert given_.draw == new.draw
    assert [given_.sure for given_ in new.log[1:] if given_.sure] == []
    if new.log:
        assert new.log[0].sure in ({1, 2, 3} if check.rated else {0}), "judged before it was said how sure"
    if new.draw != old.draw:
        assert isinstance(check, DrawnCheck)
        assert (new.draw, new.done, new.answers, new.pending) == (old.draw + 1, False, (), ())
        return
    assert new.solved >= old.solved
    assert new.shown >= old.shown
    assert new.closed >= old.closed
    if check.silent:
        assert (len(new.answers), new.hints, new.shown) in {(0, 0, False), (1, 0, False)}
        assert new.done == bool(new.answers)
    if old.fewest_edits is not None:
        assert new.fewest_edits is not None
        assert new.fewest_edits <= old.fewest_edits
    if isinstance(check, GoalCheck) and new.solved and not check.impossible:
        assert new.fewest_edits is not None


def _judged(check, answer):
    """What the check says to an answer; a goal is reached by any values of knobs that are logged for it."""
    if isinstance(check, GoalCheck):
        right = (answer == CANNOT) == check.impossible
        return (right, check.explain if right else check.judge(CANNOT).say)
    verdict = check.judge(answer)
    return (verdict.right, verdict.say)


@given(plays(), st.sampled_from([bench.undo, bench.redo, bench.reset, bench.next_view, bench.start_clock]))
def test_work_at_the_bench_is_work_at_this_step_alone(session, change):
    """A session works at the bench of its step as one works at a bench, and every other step stays as it is."""
    after = sessions.work(session, change)
    if session.open_bench is None or change(session.bench) is session.bench:
        assert after is session
        return
    assert after.bench == change(session.bench)
    assert after.at == session.at
    for i, (now, then) in enumerate(zip(session.states, after.states, strict=True)):
        assert then is now or i == session.at


def test_turns_of_one_step_leave_the_others_alone(turning):
    """A turn in one step is no turn in another, and is still there on coming back to it."""
    after = turned(turning, b0=1)
    assert after.states[1:] == turning.states[1:]
    elsewhere = sessions.go(after, 1)
    assert undo(elsewhere) is elsewhere
    assert sessions.go(elsewhere, 0).state == after.state


def test_turning_to_the_same_value_is_no_turn(turning):
    """A turn to the value that the knob has returns the session it was given."""
    assert turned(turning, b0=-10) is turning


# Predicting


def test_the_lab_is_hidden_and_its_knobs_locked_until_it_is_predicted(lesson):
    """Before the prediction no move shows the lab or changes its bench."""
    session = begun(lesson)
    assert session.hidden
    assert session.open_bench is None
    assert session.bench is not None
    assert turned(session, b0=1) is session
    assert reset(session) is session
    assert undo(session) is session
    assert sessions.hint(session).hidden
    assert next_view(session).hidden


def test_a_wrong_prediction_shows_the_lab_too(lesson):
    """After a wrong prediction the question is over, and the knobs turn."""
    session = answered(begun(lesson), (Fraction(-1),))
    assert not session.hidden
    assert (session.shown_check.id, session.open_check) == ("guess", None)
    assert turned(session, b0=1).bench.settings["b0"] == 1


def test_giving_a_prediction_up_shows_the_lab(lesson):
    """The solution of a prediction opens the lab as an answer does."""
    assert not sessions.show_solution(begun(lesson)).hidden


def test_each_prediction_of_a_step_is_waited_for():
    """A step with several predictions is hidden until the last of them is made."""
    for lesson in SHIPPED:
        for i, step in enumerate(lesson.steps):
            session = begun(lesson, i)
            for n, check in enumerate(step.predicts):
                while session.open_check is None or session.open_check.id != check.id:
                    session = sessions.forward(solved(session) if session.open_check else session)
                assert session.hidden, (lesson.id, step.id, n)
                session = answered(session, right_answer(check))
            assert not session.hidden


def test_a_step_without_checks_takes_no_answers(lesson):
    """In a step where nothing is asked, every key of a check and of a bench changes nothing."""
    session = begun(lesson, "read")
    for move in (sessions.hint, sessions.show_solution, undo, redo_nothing, reset, next_view, sessions.redraw):
        assert move(session) is session
    assert answered(session, ()) is session
    assert sessions.place(session, 0, Fraction(1)) is session
    assert (session.bench, session.open_bench, session.checks) == (None, None, ())
    assert (session.shown_question, session.open_question) == (None, None)
    assert not session.hidden


def redo_nothing(session):
    return sessions.work(session, lambda bench: pytest.fail(f"there is no bench, but {bench}"))


# The marks of a step


def test_the_marks_of_a_step(lesson):
    """A step is new, then begun by its first change, and done when all in it is."""
    session = begun(lesson)
    assert [session.step_mark(i) for i in range(3)] == ["new", "new", "new"]
    session = sessions.hint(session)
    assert session.step_mark(0) == "begun"
    # Nothing is asked in the last step: it is done when it has been seen.
    assert sessions.go(session, 2).step_mark(2) == "done"
    assert sessions.skip(sessions.go(session, 2)).at == 2


def test_a_step_that_was_done_by_solutions_is_told_apart(lesson):
    """A step with a solution that was shown, and no right answer to its check, is done and marked by solution."""
    session = begun(lesson)
    given_up = sessions.show_solution(session)
    while given_up.at == 0:
        given_up = sessions.forward(solved(given_up) if given_up.open_check else given_up)
    assert given_up.step_mark(0) == "solution"
    assert given_up.step_done(0)
    assert not given_up.finished


def test_a_drawn_check_that_was_solved_once_is_not_by_solution(asking):
    """The solution of another draw takes nothing from an answer that was right."""
    right = solved(begun(asking, "again"))
    assert sessions.show_solution(sessions.redraw(right)).step_mark(2) == "done"


def test_what_was_solved_stays_done_while_it_is_asked_again(asking):
    """Another draw after a right answer takes nothing back; after a wrong one the step is still open."""
    right = solved(begun(asking, "again"))
    assert sessions.redraw(right).step_mark(2) == "done"
    wrong = sessions.answer(begun(asking, "again"), (Fraction(-1000),))
    assert sessions.redraw(wrong).step_mark(2) == "begun"


def test_a_skipped_step_says_so_until_it_is_done(lesson):
    """A step that was left out is marked skipped; finishing it later marks it done."""
    session = sessions.skip(begun(lesson))
    assert session.at == 1
    assert session.step_mark(0) == "skipped"
    session = sessions.go(session, 0)
    while session.at == 0:
        session = sessions.forward(solved(session))
    assert session.step_mark(0) == "done"
    assert sessions.skip(sessions.go(session, 0)).step_mark(0) == "done"
    done = sessions.go(begun(lesson), 2)
    assert not sessions.skip(done).states[2].skipped


# Then and now


def first_answers(lesson, number, option):
    session = sessions.rate(sessions.answer(begun(lesson, "before"), (Fraction(number),)), 1)
    return sessions.rate(sessions.answer(sessions.forward(session), (Fraction(option),)), 1)


@pytest.mark.parametrize(
    ("before", "given_now", "rows", "text"),
    [
        ({}, None, [("not asked", "not asked")] * 2, "then: not asked, now: not asked"),
        (
            {"first#sum": First(True, 3), "first#which": First(False, 0)},
            None,
            [("✓ right, sure", "not asked"), ("✗ wrong", "not asked")],
            "right then: 1 of 2, now: not asked",
        ),
        (
            {"first#sum": First(False, 3), "other#sum": First(True, 1)},
            (2, 1),
            [("✗ wrong, sure", "✓ right, guessing"), ("not asked", "✗ wrong, guessing")],
            "then: 0 of 1, now: 1 of 2",
        ),
        (
            {"first#sum": First(True, 1), "first#which": First(True, 1)},
            (2, 0),
            [("✓ right, guessing", "✓ right, guessing")] * 2,
            "then: 2 of 2, now: 2 of 2",
        ),
    ],
    ids=["nothing", "before only", "mixed", "all right"],
)
def test_the_results_put_each_question_s_first_answers_side_by_side(asking, before, given_now, rows, text):
    """Each row has the first answers of then and of now, whether right and how sure; the text counts the right ones."""
    session = first_answers(asking, *given_now) if given_now else begun(asking)
    results = Session(asking, session.states, asking.step_index("results"), before).results
    assert [row[1:] for row in results.rows] == rows
    assert [row[0] for row in results.rows] == ["sum", "which"]
    assert text in results.text


def test_other_steps_have_no_results(asking):
    """Only a step that compares has a table of results."""
    assert all(begun(asking, i).results is None for i in range(len(asking.steps) - 1))


def test_importing_the_session_loads_no_front_end():
    """`tutor.session` can be imported without Textual and SQLite."""
    code = "import sys, tutor.session; print(sorted({n.partition('.')[0] for n in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    loaded = set(done.stdout.replace("'", " ").replace(",", " ").strip("[]\n").split())
    assert "tutor" in loaded
    assert not loaded & {"textual", "rich", "sqlite3"}
