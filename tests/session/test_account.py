"""What has been done so far, counted from a session."""

from fractions import Fraction

import pytest
from course import SHIPPED, written
from hypothesis import given
from keeping import DRAWN, LESSON
from moves import answered, begun, plays, solved, wrong_answer
from profiles import examples

from tutor import session as sessions
from tutor.session.account import (
    DONE,
    confidence,
    done_steps,
    known_already,
    lesson_stands,
    minutes_left,
    next_step,
    turned_right,
)
from tutor.store import Store


@pytest.fixture
def lesson(tmp_path):
    return written(tmp_path, LESSON + DRAWN)


@examples(0.5)
@given(plays())
def test_the_next_step_is_never_one_that_is_finished(session):
    """Next is a step that is open, or nothing if none is; and what is left takes no more time than all of it."""
    at, stands = next_step(session), [session.step_mark(i) for i in range(len(session.states))]
    if at is None:
        assert all(each in DONE for each in stands)
        assert minutes_left([session]) == 0
    else:
        assert stands[at] not in DONE
    assert done_steps(session) == sum(each in DONE for each in stands)
    assert (lesson_stands(session) in DONE) == session.finished
    assert 0 <= minutes_left([session]) <= minutes_left([begun(session.lesson)]) + 1


@examples(0.5)
@given(plays())
def test_what_turned_right_was_wrong_first(session):
    """Each check that is told was answered wrongly at first and rightly later; ratings add up."""
    for check, first in turned_right(session):
        assert not first.right
        assert any(
            state.state_of(each).solved
            for step, state in zip(session.lesson.steps, session.states, strict=True)
            for each in step.checks
            if each.id == check.id
        )
    rated = [
        state.checks[check.id].answers[0]
        for step, state in zip(session.lesson.steps, session.states, strict=True)
        for check in step.checks
        if not check.silent and check.id in state.checks and state.checks[check.id].answers
    ]
    counts = confidence(session).values()
    assert sum(map(sum, counts)) == sum(bool(given.sure) for given in rated)


def test_a_step_by_its_solution_is_told_from_one_by_an_answer(lesson):
    """Steps and lessons that were finished by a solution that was shown say so."""
    session = sessions.show_solution(begun(lesson, "three"))
    assert session.step_mark(2) == "solution"
    assert solved(begun(lesson, "three")).step_mark(2) == "done"
    assert lesson_stands(begun(lesson, "three")) == "begun" or lesson_stands(begun(lesson, "three")) == "new"


def test_a_lesson_of_skipped_steps_is_skipped():
    """Where nothing but what was skipped is left, the lesson is skipped, and its first step is next."""
    session = begun(next(lesson for lesson in SHIPPED if lesson.id == "one-unit"))
    for _ in session.lesson.steps:
        session = sessions.pass_over(sessions.skip(session))
    assert lesson_stands(session) == "skipped"
    assert next_step(session) is not None


def test_a_check_that_drew_its_numbers_is_told_with_them(lesson):
    """The question stands as it was asked."""
    session = begun(lesson, "drawn")
    session = solved(answered(session, wrong_answer(session.open_check)))
    ((check, _),) = turned_right(session, [3])
    assert "{" not in check.ask


def test_a_silent_check_is_told_nowhere():
    """How a check went that is settled at the end of the course is in no count of a lesson before."""
    start = next(lesson for lesson in SHIPPED if lesson.id == "start")
    session = sessions.go(sessions.begin(start, Store()), start.step_index("six-questions"))
    check = session.open_check
    session = sessions.rate(sessions.answer(session, (Fraction(check.right_index),)), 3)
    assert session.check_state(check).solved
    assert confidence(session) == {}


PRE_TEST = """
## Before {#before}

```toml check number
id = "sum"
silent = true
covers = "adding"
ask = "What is 1 + 1?"
answer = 2
proof = "1 + 1"
otherwise = "Add."
explain = "`1 + 1 = 2`."
```

```toml check number
id = "sum-again"
silent = true
covers = "adding"
ask = "What is 2 + 1?"
answer = 3
proof = "2 + 1"
otherwise = "Add."
explain = "`2 + 1 = 3`."
```
"""


@pytest.mark.parametrize(
    ("answers", "known"),
    [
        ([(2, 3), (3, 2)], ["adding"]),
        ([(2, 3), (3, 1)], []),
        ([(2, 3), (4, 3)], []),
        ([(2, 3)], []),
        ([], []),
    ],
)
def test_a_lesson_may_be_left_out_if_all_that_covers_it_was_known(tmp_path, answers, known):
    """A guess, a wrong answer or a question left out says nothing of a lesson."""
    session = begun(written(tmp_path, LESSON + PRE_TEST), "before")
    for value, sure in answers:
        session = sessions.rate(sessions.answer(session, (Fraction(value),)), sure)
        session = sessions.forward(session) or session
    assert known_already(session) == known
