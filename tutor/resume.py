"""From a session to what is kept of it, and back. The one place where session and progress meet."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from typing import Any

from tutor.bench import Bench, set_up
from tutor.branch import restored, to_keep
from tutor.check import Answer, Check, DraftCheck, SketchCheck
from tutor.lab import Lab, start_settings, turn_all
from tutor.lesson.model import Lesson, Step
from tutor.progress import AnswerRecord, EventRecord, Progress
from tutor.rational import unwritten
from tutor.session import again
from tutor.session.happened import SURE, CheckState, First, Given, StepState, settled
from tutor.session.joining import caught_up
from tutor.session.moving import go
from tutor.session.state import Session, asked, fresh
from tutor.store import Store

Log = Mapping[str, list[AnswerRecord]]
"""The answers to the checks of a step, by check id."""

Events = frozenset[EventRecord]
"""What else happened in a step."""


def resume(
    progress: Progress, lesson: Lesson, store: Store, step_id: str | None = None, *, confidence: bool = True
) -> Session:
    """The lesson as it was left, with the step on screen at which it was left, or `step_id`."""
    return open_at(load(progress, lesson, store, confidence=confidence), step_id)


def open_at(loaded: Session, step_id: str | None) -> Session:
    """A loaded lesson with a step on screen: `step_id`, or where it was left."""
    index = loaded.lesson.step_index(step_id) if step_id else None
    return go(loaded, loaded.at if index is None else index)


def load(progress: Progress, lesson: Lesson, store: Store, *, confidence: bool = True) -> Session:
    """The lesson as it is kept; `confidence` is whether predictions are rated.

    What no longer fits the lesson file (a knob that is gone, an answer of another form) is passed over.
    """
    kept, events = progress.state(lesson.id), progress.events(lesson.id)
    log: dict[str, dict[str, list[AnswerRecord]]] = {}
    for record in progress.answers(lesson.id):
        log.setdefault(record.step, {}).setdefault(record.check, []).append(record)
    states = tuple(
        _restored(
            step,
            kept.get(step.id),
            log.get(step.id, {}),
            frozenset(event for event in events if event.step == step.id),
            store,
        )
        for step in lesson.steps
    )
    # A question to the whole log, which the course would put for each lesson: one lesson needs the answer.
    firsts = progress.first_answers(lesson.id) if any(step.compares for step in lesson.steps) else {}
    before = {check: First(*first) for check, first in firsts.items()}
    at = lesson.step_index(progress.place(lesson.id) or "") or 0
    return Session(lesson, states, at, before, confidence)


def keep(progress: Progress, kept: Session, now: Session) -> Session:
    """Keep what has come since a session that was loaded or kept, in one transaction.

    Returns the session that is kept now: if nothing could be written the one before, so that the next call hands in
    what this one could not.
    """
    lesson = now.lesson
    states, answers, events = {}, list[AnswerRecord](), set[EventRecord]()
    for step, before, after in zip(lesson.steps, kept.states, now.states, strict=True):
        if after != before:
            if (state := _as_kept(step, after)) != _as_kept(step, before):
                states[step.id] = state
            answers += _logged(step, before, after)
            events |= _happened(step, after) - _happened(step, before)
    return now if progress.keep(lesson.id, now.step.id, states, answers, events) else kept


def start_again(progress: Progress, lesson: Lesson, store: Store, step_id: str | None = None) -> bool:
    """Start a lesson again, or one of its steps; whether it could be written. All answers stay in the log."""
    index = lesson.step_index(step_id) if step_id else None
    steps = range(len(lesson.steps)) if index is None else [index]
    kept = load(progress, lesson, store)
    after = again.start_again(kept, steps, store)
    return keep(progress, kept, after) is after


def keep_up(progress: Progress, kept: Session, now: Session, store: Store) -> tuple[Session, Session]:
    """Keep what has come, and take in what another window has kept meanwhile.

    Returns the session that is kept now, for the next call, and the one to be shown: `now` itself if nothing came.
    """
    if now != kept:
        kept = keep(progress, kept, now)
    if not progress.changed_elsewhere():
        return kept, now
    return caught_up(kept, now, load(progress, now.lesson, store))


def _logged(step: Step, kept: StepState, now: StepState) -> Iterator[AnswerRecord]:
    """What stands in the logs of a step's checks behind what is kept of them."""
    for check in step.checks:
        for given in now.state_of(check).log[len(kept.state_of(check).log) :]:
            yield AnswerRecord(step.id, check.id, check.kept(given.answer), given.right, given.sure, given.draw)


def _happened(step: Step, state: StepState) -> Events:
    """What happened in a step besides answers, as far as its state tells."""
    found = {EventRecord(step.id, what, draw=state.round) for what in ("seen", "skipped") if getattr(state, what)}
    found |= {EventRecord(step.id, "again", count=n + 1) for n in range(state.round)}
    for name, check in state.checks.items():
        if state.round:
            found.add(EventRecord(step.id, "since", name, check.since))
        if check.draw:
            found.add(EventRecord(step.id, "drawn", name, check.draw))
        if check.shown:
            found.add(EventRecord(step.id, "shown", name, check.draw))
        if check.fewest_edits is not None:
            found.add(EventRecord(step.id, "edits", name, check.draw, check.fewest_edits))
        found |= {EventRecord(step.id, "hint", name, check.draw, n + 1) for n in range(check.hints)}
    return frozenset(found)


def _as_kept(step: Step, state: StepState) -> dict[str, Any]:
    """What has one value at a time in a step, and of which the last is kept."""
    settings = to_keep(state.bench.lab, state.bench.settings) if state.bench else {}
    return {
        "settings": {name: str(value) for name, value in settings.items()},
        "view": state.bench.view if state.bench else "",
        "check": state.check,
        "drafts": {
            check.id: list(check.kept(state.state_of(check).draft)) for check in step.checks if check.id in state.checks
        },
    }


def _restored(step: Step, kept: Any, log: Log, events: Events, store: Store) -> StepState:
    """The state of a step, from what is kept of it. A part that cannot be made out begins anew."""
    try:
        bench = _bench_from(step.lab, kept, store) if step.lab and kept else fresh(step, store).bench
    except _UNREADABLE:
        bench = fresh(step, store).bench
    drafts = kept.get("drafts") if isinstance(kept, dict) else None
    round_ = max((event.count for event in events if event.what == "again"), default=0)
    found = {
        check.id: _check_from(
            step,
            i,
            drafts.get(check.id) if isinstance(drafts, dict) else None,
            log.get(check.id, []),
            [event for event in events if event.check == check.id],
        )
        for i, check in enumerate(step.checks)
    }
    if round_:  # files of earlier versions do not tell since when answers count: only those to the last draw do
        told = {event.check for event in events if event.what == "since"}
        found = {
            name: replace(check, since=check.draw) if check and name not in told else check
            for name, check in found.items()
        }
    checks = settled(step, {name: check for name, check in found.items() if check is not None})
    happened = {event.what for event in events if event.draw == round_ or not round_}
    seen = "seen" in happened if round_ else bool(happened or checks)
    state = StepState(bench, checks, 0, "skipped" in happened, seen, round_)
    return replace(state, check=_on_show(step, kept, state))


def _on_show(step: Step, kept: Any, state: StepState) -> int:
    """The check that was on show; where that cannot be made out, the first that is not done."""
    last = max(0, len(step.checks) - 1)
    try:
        return max(0, min(int(kept["check"]), last))
    except _UNREADABLE:
        return next((i for i, check in enumerate(step.checks) if not state.state_of(check).done), last)


_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, ZeroDivisionError, OverflowError)
"""What may come of a row that was damaged on disk: the step begins anew, and the others are not lost with it."""


_RENAMED = {"p": "x1", "q": "x2"}
"""Knobs of the pair lab under the names that files of earlier versions have for them."""


def _renamed(name: str, known: Container[str]) -> str:
    """The name that a knob has now; w0 and b0 of the first of several layers are w1_0_0 and b1_0 since."""
    of_first = (f"{name[:1]}1_{name[1:]}", f"{name[:1]}1_{name[1:]}_0")
    return name if name in known else next((new for new in of_first if new in known), _RENAMED.get(name, name))


def _bench_from(lab: Lab, kept: Mapping[str, Any], store: Store) -> Bench:
    """The bench with those of the settings that its knobs can still have; where a run went on, with that run."""
    known = {knob.name for knob in lab.all_knobs}
    settings = {_renamed(name, known): unwritten(text) for name, text in kept["settings"].items()}
    names = {*lab.knobs, lab.clock} & settings.keys()
    fitting = {
        knob.name: settings[knob.name]
        for knob in lab.all_knobs  # in this order: a seed draws the parameters behind it anew
        if knob.name in names and knob.low <= settings[knob.name] <= knob.high
    }
    bench = set_up(lab, store)
    now = restored(lab, settings) or turn_all(lab, start_settings(lab), fitting)
    return Bench(lab, now, _view(lab, kept["view"]) or bench.view, store)


def _view(lab: Lab, kept: Any) -> str:
    """A view by its name; by its number, as it was kept up to schema 2."""
    if isinstance(kept, int):
        return lab.views[kept % len(lab.views)]
    return kept if kept in lab.views else ""


def _check_from(
    step: Step, index: int, draft: Any, records: list[AnswerRecord], events: list[EventRecord]
) -> CheckState | None:
    """The state of a check; None where nothing happened to it."""
    if draft is None and not records and not events:
        return None
    check = step.checks[index]
    log = tuple(given for record in records if (given := _given(step, index, record)))
    draw = max([*(given.draw for given in log), *(event.draw for event in events)], default=0)
    now = [event for event in events if event.draw == draw]
    try:
        drafted = check.restored(draft)
    except _UNREADABLE:
        drafted = ()
    return CheckState(
        log,
        draw=draw,
        since=max((event.draw for event in events if event.what == "since"), default=0),
        hints=min(max((event.count for event in now if event.what == "hint"), default=0), len(check.hints)),
        shown=any(event.what == "shown" for event in now),
        fewest_edits=min((event.count for event in now if event.what == "edits"), default=None),
        draft=drafted if _is_draft(check, drafted) else (),
    )


def _given(step: Step, index: int, record: AnswerRecord) -> Given | None:
    """An answer from the log, with its verdict and what the lesson says to it now.

    None for an answer that no longer fits the lesson. But what was solved stays solved, and a silent check has had its
    one answer.
    """
    try:
        draw, sure = max(0, record.draw), max(0, min(record.sure, len(SURE)))
        check = asked(step, index, draw)
        answer = check.restored(record.answer)
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
