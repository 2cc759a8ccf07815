"""Starting again: steps as nobody has touched them, with all answers still in their logs."""

from collections.abc import Collection
from dataclasses import replace

from tutor.lesson.model import Step
from tutor.session.happened import CheckState, StepState
from tutor.session.state import Session, fresh
from tutor.store import Store


def start_again(session: Session, steps: Collection[int], store: Store) -> Session:
    """The session with some steps, given by their index, as they were at first, and the first of them on show.

    Each check is asked anew, as a further draw: so no answer before that counts, and every answer stays in the log.
    """
    states = tuple(
        _anew(step, state, store) if i in steps else state
        for i, (step, state) in enumerate(zip(session.lesson.steps, session.states, strict=True))
    )
    return replace(session, states=states, at=min(steps, default=session.at))


def _anew(step: Step, state: StepState, store: Store) -> StepState:
    checks = {name: _asked_anew(check) for name, check in state.checks.items()}
    if not state.seen and not state.skipped and not state.begun:
        return state
    return replace(fresh(step, store), checks=checks, round=state.round + 1)


def _asked_anew(state: CheckState) -> CheckState:
    draw = state.draw + state.touched
    return CheckState(log=state.log, draw=draw, since=draw)
