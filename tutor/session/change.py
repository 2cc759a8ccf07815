"""The smallest changes of a session, from which the others are made."""

from dataclasses import replace
from typing import Any

from tutor.check import CheckBase
from tutor.session.happened import settled
from tutor.session.state import Session


def with_state(session: Session, **changes: Any) -> Session:
    """The session with some fields of this step's state changed. The solution has to be asked for anew."""
    if "checks" in changes:
        changes["checks"] = settled(session.step, changes["checks"])
    state = replace(session.state, **changes)
    states = (*session.states[: session.at], state, *session.states[session.at + 1 :])
    return replace(session, states=states, giving_up=False)


def with_check(session: Session, check: CheckBase, **changes: Any) -> Session:
    """The session with some fields of the state of one of this step's checks changed."""
    state = replace(session.check_state(check), **changes)
    return with_state(session, checks={**session.state.checks, check.id: state})
