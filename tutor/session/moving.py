"""Moving through a lesson: from check to check and from step to step."""

from dataclasses import replace

from tutor.lesson.model import Lesson
from tutor.session.answering import count_goals, redraw
from tutor.session.change import with_state
from tutor.session.state import Session, fresh
from tutor.store import Store


def begin(lesson: Lesson, store: Store, *, confidence: bool = True) -> Session:
    """A lesson that nobody has touched, at its first step; `confidence` is whether predictions are rated."""
    return go(Session(lesson, tuple(fresh(step, store) for step in lesson.steps), confidence=confidence), 0)


def go(session: Session, index: int) -> Session:
    """Show the step at `index`, held inside the lesson."""
    at = max(0, min(index, len(session.lesson.steps) - 1))
    return with_state(replace(session, at=at), seen=True)


def forward(session: Session) -> Session | None:
    """The next check of this step, or the next step; None where this check is not done, or all is over.

    A prediction that was wrong, and whose answer is in sight now, is first asked again in other numbers if it has some.
    """
    if session.asked_again:
        return redraw(session)
    if session.open_check is not None or (session.on_last_check and session.last):
        return None
    if session.on_last_check:
        return go(session, session.at + 1)
    return count_goals(with_state(session, check=session.state.check + 1))


def back(session: Session) -> Session:
    """The check before, or the step before."""
    if session.state.check:
        return with_state(session, check=session.state.check - 1)
    return go(session, session.at - 1)


def pass_over(session: Session) -> Session:
    """Mark this step as skipped, unless it is done."""
    return with_state(session, skipped=session.state.skipped or not session.step_done(session.at))


def skip(session: Session) -> Session:
    """Leave this step as it is and show the next."""
    return go(pass_over(session), session.at + 1)
