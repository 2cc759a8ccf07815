"""What has been done so far, in numbers and in lists: of a step, of a lesson, of the course."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tutor.check import Check
from tutor.lesson.minutes import minutes
from tutor.session.happened import SURE, CheckState, Given
from tutor.session.state import Session, asked

DONE = ("done", "solution")
"""The marks of a step that is finished."""


def lesson_stands(session: Session) -> str:
    """How a lesson stands, in the same words; skipped if nothing but what was skipped is left."""
    marks = [session.step_mark(i) for i in range(len(session.states))]
    left = {mark for mark in marks if mark not in DONE}
    if not left:
        return "solution" if "solution" in marks else "done"
    if left == {"skipped"}:
        return "skipped"
    return "new" if set(marks) == {"new"} else "begun"


def done_steps(session: Session) -> int:
    """How many steps of a lesson are finished."""
    return sum(session.step_mark(i) in DONE for i in range(len(session.states)))


def next_step(session: Session) -> int | None:
    """The step to go on with: the first that is not finished, from the one on show; None where all are."""
    count = len(session.states)
    order = (*range(session.at, count), *range(session.at))
    return next((i for i in order if session.step_mark(i) not in DONE), None)


def minutes_left(sessions: Iterable[Session]) -> int:
    """About how many minutes the steps that are not finished take."""
    return round(
        sum(
            minutes(step for i, step in enumerate(each.lesson.steps) if each.step_mark(i) not in DONE)
            for each in sessions
        )
    )


class Turned(NamedTuple):
    """A check that was answered, wrongly at first and rightly now."""

    check: Check
    first: Given


def turned_right(session: Session, steps: Sequence[int] | None = None) -> list[Turned]:
    """The checks of a lesson, or of some of its steps, whose first answer was wrong and that are right now."""
    return [
        Turned(check, state.answers[0])
        for check, state in _answered(session, steps)
        if not state.answers[0].right and state.solved
    ]


def confidence(session: Session, steps: Sequence[int] | None = None) -> dict[str, tuple[int, int]]:
    """How often a first answer was right and wrong, by how sure the learner was; surest first, without empty rows."""
    rated = [state.answers[0] for _, state in _answered(session, steps) if state.answers[0].sure]
    found = {
        name: tuple(sum(given.sure == sure and given.right is right for given in rated) for right in (True, False))
        for sure, name in reversed([*enumerate(SURE, 1)])
    }
    return {name: (right, wrong) for name, (right, wrong) in found.items() if right or wrong}


def known_already(session: Session) -> list[str]:
    """The ids of the lessons that the silent checks cover, as far as each was answered rightly, and not as a guess."""
    states = zip(session.lesson.steps, session.states, strict=True)
    silent = [(check, state.state_of(check).last) for step, state in states for check in step.checks if check.covers]
    unknown = {check.covers for check, last in silent if last is None or not last.right or last.sure == 1}
    return [name for name in dict.fromkeys(check.covers for check, _ in silent) if name and name not in unknown]


def _answered(session: Session, steps: Sequence[int] | None) -> Iterable[tuple[Check, CheckState]]:
    """The checks that have an answer, with the numbers in which they were asked last."""
    for i, (step, state) in enumerate(zip(session.lesson.steps, session.states, strict=True)):
        for n, check in enumerate(step.checks if steps is None or i in steps else ()):
            found = state.state_of(check)
            if found.answers and not check.silent:  # of those nothing is told before the end of the course
                yield asked(step, n, found.draw), found
