"""Two windows on one lesson: what came from the other window, joined into the session of this one.

What was done stays done, whichever window did it: the logs of both, every hint and solution. What has one value at a
time (a knob, a view, a draft, the check on show) is taken from the other window where this one has not changed it. The
step on screen keeps its own, so that nothing moves under the learner's hands.
"""

from collections.abc import Mapping
from dataclasses import replace

from tutor.bench import Bench
from tutor.lesson.model import Step
from tutor.session.happened import CheckState, StepState, settled
from tutor.session.state import Session


def caught_up(kept: Session, now: Session, theirs: Session) -> tuple[Session, Session]:
    """A session that was kept and what it is now, both with what another window has kept meanwhile.

    Args:
        kept: what this window has kept.
        now: what it shows.
        theirs: what is kept now, by both windows.

    Returns:
        What the first two become. They differ as they did before: by what is still to be kept.
    """
    joined = tuple(
        replace(
            mine,
            states=tuple(
                _step(step, (kept.states[i], mine.states[i], theirs.states[i]), shown=i == now.at)
                for i, step in enumerate(now.lesson.steps)
            ),
            before=theirs.before,
        )
        for mine in (kept, now)
    )
    return joined[0], now if joined[1] == now else joined[1]


def _step(step: Step, states: tuple[StepState, StepState, StepState], *, shown: bool) -> StepState:
    base, mine, theirs = states
    question = step.checks[mine.check].id if shown and step.checks else ""
    joined = {
        check.id: _check(tuple(state.state_of(check) for state in states), shown=check.id == question)
        for check in step.checks
        if check.id in mine.checks or check.id in theirs.checks
    }
    checks = {
        name: replace(state, pending=()) if state.done and not mine.checks.get(name, CheckState()).done else state
        for name, state in settled(step, joined).items()
    }
    latest = max(mine.round, theirs.round)
    after = [state for state in (mine, theirs) if state.round == latest]
    return StepState(
        mine.bench if shown else _bench(base.bench, mine.bench, theirs.bench),
        checks,
        mine.check if shown or mine.check != base.check else theirs.check,
        any(state.skipped for state in after),
        shown or any(state.seen for state in after),
        latest,
    )


def _bench(base: Bench | None, mine: Bench | None, theirs: Bench | None) -> Bench | None:
    """The bench that was worked on; this window's own, with its undo, where they agree."""
    if base and mine and theirs and _value(mine) == _value(base) != _value(theirs):
        return theirs
    return mine


def _value(bench: Bench) -> tuple[Mapping[str, object], str]:
    return bench.settings, bench.view


def _check(states: tuple[CheckState, ...], *, shown: bool) -> CheckState:
    base, mine, theirs = states
    # All that was kept is in theirs, in the order of the file; what is still to be kept follows.
    whole = len(theirs.log) >= len(base.log)
    log = (*theirs.log, *mine.log[len(base.log) :]) if whole else mine.log
    since = max(mine.since, theirs.since)
    if mine.draw != theirs.draw:
        last = mine if shown or mine.draw > theirs.draw else theirs
        return replace(last, log=log, since=since)
    edits = [fewest for fewest in (mine.fewest_edits, theirs.fewest_edits) if fewest is not None]
    return replace(
        mine,
        log=log,
        since=since,
        hints=max(mine.hints, theirs.hints),
        shown=mine.shown or theirs.shown,
        fewest_edits=min(edits, default=None),
        draft=mine.draft if shown or mine.draft != base.draft else theirs.draft,
    )
