"""From a session to what is kept of it, and back. The one place where session and progress meet."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from tutor.check import Check, DraftCheck, SketchCheck
from tutor.lab import start_settings, turn_all, turnable
from tutor.lesson.model import Lesson, Step
from tutor.progress import AnswerRecord, Progress
from tutor.session import CheckState, First, Session, StepState, begin, go


def resume(progress: Progress, lesson: Lesson, step_id: str | None = None) -> Session:
    """The lesson as it was left, at the step where it was left, or at `step_id`.

    What no longer fits the lesson file (a knob that is gone, an answer of another form) is passed over; what was
    solved stays solved.
    """
    kept = progress.state(lesson.id)
    fresh = begin(lesson)
    states = tuple(
        _restored(step, kept.get(step.id)) or state for step, state in zip(lesson.steps, fresh.states, strict=True)
    )
    index = lesson.step_index(step_id or progress.place(lesson.id) or "")
    # A question to the whole log, which the course would put for each lesson: one lesson needs the answer.
    firsts = progress.first_answers(lesson.id) if any(step.compares for step in lesson.steps) else {}
    before = {check: First(*first) for check, first in firsts.items()}
    return go(Session(lesson, states, before=before), index or 0)


def keep(progress: Progress, kept: Session | None, now: Session) -> Session | None:
    """Keep all that changed since a session that was kept, in one transaction.

    Returns the session that is kept now: if nothing could be written the one before, so that the next call hands in
    what this one could not.
    """
    lesson = now.lesson
    changed = [i for i, state in enumerate(now.states) if kept is None or state is not kept.states[i]]
    states = {lesson.steps[i].id: _kept(now.states[i]) for i in changed}
    written = progress.keep(lesson.id, now.step.id, states, *(_answers(kept, now) if kept else ()))
    return now if written else kept


def _answers(kept: Session, now: Session) -> Iterator[AnswerRecord]:
    """The answers given between the two."""
    for step, before, after in zip(now.lesson.steps, kept.states, now.states, strict=True):
        for check in step.checks if before is not after else ():
            was, then = before.checks.get(check.id, CheckState()), after.checks.get(check.id, CheckState())
            if was.draw != then.draw:
                was = CheckState(sure=was.sure)  # asked again in other numbers: none of these was answered before
            for n in range(len(was.answers), len(then.answers)):
                # A goal's answer is the state of the lab that reached it.
                values = then.answers[n] or _turned(step, after)
                right = then.solved and not was.solved and n == len(then.answers) - 1
                answer = [str(value) for value in values]
                yield AnswerRecord(now.lesson.id, step.id, check.id, answer, right, 0 if n or was.sure else then.sure)


def _turned(step: Step, state: StepState) -> tuple[Fraction, ...]:
    """The values of the knobs that can be turned."""
    return tuple(state.settings[knob.name] for knob in turnable(step.lab)) if step.lab else ()


def _kept(state: StepState) -> dict[str, Any]:
    return {
        "settings": {name: str(value) for name, value in state.settings.items()},
        "check": state.check,
        "view": state.view,
        "skipped": state.skipped,
        "seen": state.seen,
        "checks": {
            name: {
                "answers": [[str(value) for value in answer] for answer in check.answers],
                "solved": check.solved,
                "hints": check.hints,
                "shown": check.shown,
                "closed": check.closed,
                "fewest_edits": check.fewest_edits,
                "draft": [str(value) for value in check.draft],
                "sure": check.sure,
                "draw": check.draw,
            }
            for name, check in state.checks.items()
        },
    }


def _restored(step: Step, kept: Any) -> StepState | None:
    """The state that was kept of a step; None where there is none, or it cannot be made out."""
    try:
        return _state_from(step, kept) if kept else None
    except (ValueError, TypeError, KeyError, AttributeError, ZeroDivisionError, OverflowError):
        return None  # damaged on disk: the step begins anew, and what was kept of the others is not lost with it


def _state_from(step: Step, kept: Mapping[str, Any]) -> StepState:
    start = start_settings(step.lab) if step.lab else {}
    bounds = {knob.name: knob for knob in turnable(step.lab)} if step.lab else {}
    settings = {name: _exact(text) for name, text in kept["settings"].items() if name in bounds}
    fitting = {name: value for name, value in settings.items() if bounds[name].low <= value <= bounds[name].high}
    checks = {
        check.id: _check_from(check, kept["checks"][check.id]) for check in step.checks if check.id in kept["checks"]
    }
    return StepState(
        turn_all(step.lab, start, fitting) if step.lab else {},
        checks=checks,
        check=max(0, min(int(kept["check"]), len(step.checks) - 1)),
        view=int(kept["view"]),
        skipped=bool(kept["skipped"]),
        seen=bool(kept["seen"]),
    )


def _check_from(check: Check, kept: Mapping[str, Any]) -> CheckState:
    answers = [tuple(map(_exact, answer)) for answer in kept["answers"]]
    draft = tuple(map(_exact, kept["draft"]))
    fewest = kept["fewest_edits"]
    return CheckState(
        answers=tuple(answer for answer in answers if check.fits(answer)),
        solved=bool(kept["solved"]),
        hints=max(0, min(int(kept["hints"]), len(check.hints))),
        shown=bool(kept["shown"]),
        closed=bool(kept.get("closed")),
        fewest_edits=None if fewest is None else int(fewest),
        draft=draft if _is_draft(check, draft) else (),
        sure=max(0, min(int(kept.get("sure", 0)), 3)),
        draw=max(0, int(kept.get("draw", 0))),
    )


def _is_draft(check: Check, draft: tuple[Fraction, ...]) -> bool:
    """Whether this can be an answer that is being put together for this check, as the lesson is now."""
    if not isinstance(check, DraftCheck) or not check.fits(draft):
        return False
    return not isinstance(check, SketchCheck) or check.low <= min(draft) <= max(draft) <= check.high


def _exact(text: str) -> Fraction:
    """A fraction as it was written, however long; nothing else, for `1e999999999` would never come to an end."""
    if not re.fullmatch(r"-?\d+(/\d+)?", text):
        raise ValueError(f"not kept by this program: {text[:20]}")
    return Fraction(text)
