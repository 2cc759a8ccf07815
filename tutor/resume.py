"""From a session to what is kept of it, and back. The one place where session and progress meet."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from tutor.bench import Bench, set_up
from tutor.check import Answer, Check, DraftCheck, SketchCheck
from tutor.lab import Lab, start_settings, turn_all, turnable
from tutor.lesson.model import Lesson, Step
from tutor.progress import AnswerRecord, Progress
from tutor.session.moving import go
from tutor.session.state import SURE, CheckState, First, Given, Session, StepState, asked, fresh
from tutor.store import Store

Log = Mapping[str, list[AnswerRecord]]
"""The answers to the checks of a step, by check id."""


def resume(progress: Progress, lesson: Lesson, store: Store, step_id: str | None = None) -> Session:
    """The lesson as it was left, with the step on screen at which it was left, or `step_id`."""
    return open_at(load(progress, lesson, store), step_id)


def open_at(loaded: Session, step_id: str | None) -> Session:
    """A loaded lesson with a step on screen: `step_id`, or where it was left."""
    index = loaded.lesson.step_index(step_id) if step_id else None
    return go(loaded, loaded.at if index is None else index)


def load(progress: Progress, lesson: Lesson, store: Store) -> Session:
    """The lesson as it is kept.

    What no longer fits the lesson file (a knob that is gone, an answer of another form) is passed over.
    """
    kept = progress.state(lesson.id)
    log: dict[str, dict[str, list[AnswerRecord]]] = {}
    for record in progress.answers(lesson.id):
        log.setdefault(record.step, {}).setdefault(record.check, []).append(record)
    states = tuple(_restored(step, kept.get(step.id), log.get(step.id, {}), store) for step in lesson.steps)
    # A question to the whole log, which the course would put for each lesson: one lesson needs the answer.
    firsts = progress.first_answers(lesson.id) if any(step.compares for step in lesson.steps) else {}
    before = {check: First(*first) for check, first in firsts.items()}
    return Session(lesson, states, lesson.step_index(progress.place(lesson.id) or "") or 0, before)


def keep(progress: Progress, kept: Session, now: Session) -> Session:
    """Keep what has come since a session that was loaded or kept, in one transaction.

    Returns the session that is kept now: if nothing could be written the one before, so that the next call hands in
    what this one could not.
    """
    lesson = now.lesson
    changed = [i for i, state in enumerate(now.states) if state != kept.states[i]]
    states = {lesson.steps[i].id: _as_kept(now.states[i]) for i in changed}
    answers = [record for i in changed for record in _logged(lesson.steps[i], kept.states[i], now.states[i])]
    return now if progress.keep(lesson.id, now.step.id, states, answers) else kept


def _logged(step: Step, kept: StepState, now: StepState) -> Iterator[AnswerRecord]:
    """What stands in the logs of a step's checks behind what is kept of them."""
    for check in step.checks:
        for given in now.state_of(check).log[len(kept.state_of(check).log) :]:
            numbers = tuple(map(str, given.answer))
            yield AnswerRecord(step.id, check.id, numbers, given.right, given.sure, given.draw)


def _as_kept(state: StepState) -> dict[str, Any]:
    settings = state.bench.settings if state.bench else {}
    return {
        "settings": {name: str(value) for name, value in settings.items()},
        "view": state.bench.view if state.bench else "",
        "check": state.check,
        "skipped": state.skipped,
        "seen": state.seen,
        "checks": {
            name: {
                "draw": check.draw,
                "hints": check.hints,
                "shown": check.shown,
                "fewest_edits": check.fewest_edits,
                "draft": [str(value) for value in check.draft],
            }
            for name, check in state.checks.items()
        },
    }


def _restored(step: Step, kept: Any, log: Log, store: Store) -> StepState:
    """The state of a step, from what is kept of it and from the log. A part that cannot be made out begins anew."""
    try:
        state = _state_from(step, kept, store) if kept else fresh(step, store)
    except _UNREADABLE:
        state = fresh(step, store)
    parts = kept.get("checks") if isinstance(kept, dict) else None
    found = {
        check.id: _check_from(step, i, parts.get(check.id) if isinstance(parts, dict) else None, log.get(check.id, []))
        for i, check in enumerate(step.checks)
    }
    checks = {name: check for name, check in found.items() if check is not None}
    return StepState(state.bench, checks, state.check, state.skipped, state.seen)


_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, ZeroDivisionError, OverflowError)
"""What may come of a row that was damaged on disk: the step begins anew, and the others are not lost with it."""


def _state_from(step: Step, kept: Mapping[str, Any], store: Store) -> StepState:
    return StepState(
        _bench_from(step.lab, kept, store) if step.lab else None,
        check=max(0, min(int(kept["check"]), len(step.checks) - 1)),
        skipped=bool(kept["skipped"]),
        seen=bool(kept["seen"]),
    )


def _bench_from(lab: Lab, kept: Mapping[str, Any], store: Store) -> Bench:
    """The bench with those of the settings that its knobs can still have."""
    knobs = {knob.name: knob for knob in turnable(lab)}
    settings = {name: _exact(text) for name, text in kept["settings"].items() if name in knobs}
    fitting = {name: value for name, value in settings.items() if knobs[name].low <= value <= knobs[name].high}
    bench = set_up(lab, store)
    return Bench(lab, turn_all(lab, start_settings(lab), fitting), _view(lab, kept["view"]) or bench.view, store)


def _view(lab: Lab, kept: Any) -> str:
    """A view by its name; by its number, as it was kept up to schema 2."""
    if isinstance(kept, int):
        return lab.views[kept % len(lab.views)]
    return kept if kept in lab.views else ""


def _check_from(step: Step, index: int, kept: Any, records: list[AnswerRecord]) -> CheckState | None:
    """The state of a check; None where nothing happened to it."""
    if kept is None and not records:
        return None
    check = step.checks[index]
    log = tuple(given for record in records if (given := _given(step, index, record)))
    try:
        draft, fewest = tuple(map(_exact, kept["draft"])), kept["fewest_edits"]
        state = CheckState(
            log,
            draw=max(0, int(kept["draw"])),
            hints=max(0, min(int(kept["hints"]), len(check.hints))),
            shown=bool(kept["shown"]),
            fewest_edits=None if fewest is None else int(fewest),
            draft=draft if _is_draft(check, draft) else (),
        )
    except _UNREADABLE:
        state = CheckState(log, draw=max((given.draw for given in log), default=0))
    return replace(state, closed=check.silent and state.last is not None)


def _given(step: Step, index: int, record: AnswerRecord) -> Given | None:
    """An answer from the log, with its verdict and what the lesson says to it now.

    None for an answer that no longer fits the lesson. But what was solved stays solved, and a silent check has had its
    one answer.
    """
    try:
        answer: Answer = tuple(map(_exact, record.answer))
        draw, sure = max(0, record.draw), max(0, min(record.sure, len(SURE)))
        check = asked(step, index, draw)
    except _UNREADABLE:
        return None
    say = check.explain if record.right else ""
    if check.fits(answer) and (verdict := check.judge(answer)).right == record.right:
        say = verdict.say
    elif not (record.right or check.silent):
        return None
    return Given(answer, record.right, say, sure, draw)


def _is_draft(check: Check, draft: Answer) -> bool:
    """Whether this can be an answer that is being put together for this check, as the lesson is now."""
    if not isinstance(check, DraftCheck) or not check.fits(draft):
        return False
    return not isinstance(check, SketchCheck) or check.low <= min(draft) <= max(draft) <= check.high


def _exact(text: str) -> Fraction:
    """A fraction as it was written, however long; nothing else, for `1e999999999` would never come to an end."""
    if not re.fullmatch(r"-?\d+(/\d+)?", text):
        raise ValueError(f"not kept by this program: {text[:20]}")
    return Fraction(text)
