"""From a session to what is kept of it, and back. The one place where session and progress meet."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tutor.check import Check, SketchCheck
from tutor.lab import start_settings, turnable
from tutor.lesson.model import Lesson, Step
from tutor.progress import AnswerRecord, Progress
from tutor.session import CheckState, Session, StepState, begin, go


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
    return go(Session(lesson, states), index or 0)


def keep(progress: Progress, before: Session | None, after: Session) -> None:
    """Keep all that changed from one session to the next, in one transaction."""
    lesson = after.lesson
    changed = [i for i, state in enumerate(after.states) if before is None or state is not before.states[i]]
    states = {lesson.steps[i].id: _kept(after.states[i]) for i in changed}
    progress.keep(lesson.id, after.step.id, states, _answered(before, after))


def _answered(before: Session | None, after: Session) -> AnswerRecord | None:
    """The answer that was given between the two, if one was."""
    if before is None or before.at != after.at:
        return None
    for check in after.step.checks:
        was, now = before.check_state(check), after.check_state(check)
        if len(now.answers) > len(was.answers):
            # A goal's answer is the state of the lab that reached it.
            values = now.answers[-1] or tuple(after.state.settings[knob.name] for knob in after.knobs)
            right = now.solved and not was.solved
            return AnswerRecord(after.lesson.id, after.step.id, check.id, [str(value) for value in values], right)
    return None


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
                "fewest_edits": check.fewest_edits,
                "draft": [str(value) for value in check.draft],
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
        {**start, **fitting},
        checks=checks,
        check=max(0, min(int(kept["check"]), len(step.checks) - 1)),
        view=int(kept["view"]),
        skipped=bool(kept["skipped"]),
        seen=bool(kept["seen"]),
    )


def _check_from(check: Check, kept: Mapping[str, Any]) -> CheckState:
    answers = [tuple(map(_exact, answer)) for answer in kept["answers"]]
    draft = tuple(map(_exact, kept["draft"]))
    fits = (
        isinstance(check, SketchCheck)
        and len(draft) == check.size
        and check.low <= min(draft) <= max(draft) <= check.high
    )
    fewest = kept["fewest_edits"]
    return CheckState(
        answers=tuple(answer for answer in answers if len(answer) == check.size),
        solved=bool(kept["solved"]),
        hints=max(0, min(int(kept["hints"]), len(check.hints))),
        shown=bool(kept["shown"]),
        fewest_edits=None if fewest is None else int(fewest),
        draft=draft if fits else (),
    )


def _exact(text: str) -> Fraction:
    """A fraction as it was written, however long; nothing else, for `1e999999999` would never come to an end."""
    if not re.fullmatch(r"-?\d+(/\d+)?", text):
        raise ValueError(f"not kept by this program: {text[:20]}")
    return Fraction(text)
