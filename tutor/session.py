"""Where the learner is now: a frozen value, and the pure functions that make the next one.

Both front ends show a `Session` and report what was pressed. Nothing here draws, saves or waits.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from tutor.check import CANNOT, Answer, Check, CheckBase, DraftCheck, DrawnCheck, GoalCheck, SketchCheck, Verdict
from tutor.expression import Measures
from tutor.figure import Table
from tutor.lab import Knob, Lab, Reading, Settings, edits, measures_at, reading_at, start_settings, turn_all, turnable
from tutor.lesson.model import Lesson, Step
from tutor.store import Store

MOST_UNDO = 500

SURE = ("guessing", "fairly sure", "sure")
"""How sure one can be of an answer: degrees 1, 2 and 3."""


class First(NamedTuple):
    """The first answer to a check: whether it was right, and how sure it was, 0 where that was not asked."""

    right: bool
    sure: int


@dataclass(frozen=True)
class CheckState:
    """What happened to one check.

    Attributes:
        answers: every answer given, in order.
        solved: whether one of them was right.
        hints: how many are open; they stay open.
        shown: whether the solution was asked for.
        closed: it took its one answer, and takes no other.
        fewest_edits: for a goal, the fewest knobs with which it was reached.
        draft: for an answer that is put together bit by bit, how far it is; empty before the first bit.
        pending: an answer that waits until it is said how sure it is; empty where none does.
        sure: how sure the learner was of the first answer, a degree of SURE; 0 where it was not asked.
        draw: for a check that draws its numbers, which draw is asked.
    """

    answers: tuple[Answer, ...] = ()
    solved: bool = False
    hints: int = 0
    shown: bool = False
    closed: bool = False
    fewest_edits: int | None = None
    draft: Answer = ()
    pending: Answer = ()
    sure: int = 0
    draw: int = 0

    @property
    def done(self) -> bool:
        """Answered rightly, given up by asking for the solution, or closed."""
        return self.solved or self.shown or self.closed


@dataclass(frozen=True)
class StepState:
    """What happened in one step.

    Attributes:
        settings: every knob's value now.
        past, future: settings for undo and redo, the nearest last.
        checks: by check id.
        check: the index of the check on show.
        view: which of the lab's views is shown.
        skipped: left without finishing it.
    """

    settings: Settings
    past: tuple[Settings, ...] = ()
    future: tuple[Settings, ...] = ()
    checks: Mapping[str, CheckState] = field(default_factory=dict)
    check: int = 0
    view: int = 0
    skipped: bool = False
    seen: bool = False


@dataclass(frozen=True)
class Session:
    """A lesson, and where in it the learner is.

    Attributes:
        before: how checks of other lessons were answered first, by `lesson#check`: what a later lesson compares with.
    """

    lesson: Lesson
    states: tuple[StepState, ...]
    at: int = 0
    before: Mapping[str, First] = field(default_factory=dict)
    store: Store = field(default_factory=Store, compare=False)

    @property
    def step(self) -> Step:
        """The step on screen."""
        return self.lesson.steps[self.at]

    @property
    def state(self) -> StepState:
        """What happened in it."""
        return self.states[self.at]

    def check_state(self, check: CheckBase) -> CheckState:
        """What happened to a check of this step."""
        return self.state.checks.get(check.id, CheckState())

    @property
    def shown_check(self) -> Check | None:
        """The check on show; None in a step without one. After a success it stays, with its explanation."""
        return self.checks[self.state.check] if self.step.checks else None

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """The checks of this step, those that draw their numbers with the numbers of now."""
        return tuple(self._drawn(check) for check in self.step.checks)

    def _drawn(self, check: Check) -> Check:
        if not isinstance(check, DrawnCheck):
            return check
        return check.drawn(self.check_state(check).draw, measures_at_start(self.step, self.store))

    @property
    def waits(self) -> bool:
        """Whether the open check has an answer, and waits to be told how sure it is."""
        return bool(self.open_check and self.check_state(self.open_check).pending)

    @property
    def redrawable(self) -> bool:
        """Whether the check on show can be asked again in other numbers: it was answered, and it draws them."""
        at = self.state.check
        check = self.step.checks[at] if self.step.checks else None
        return isinstance(check, DrawnCheck) and bool(self.check_state(check).answers or self.check_state(check).done)

    @property
    def open_check(self) -> Check | None:
        """The check on show if it is not done yet: the one that an answer goes to."""
        check = self.shown_check
        return check if check and not self.check_state(check).done else None

    @property
    def on_last_check(self) -> bool:
        """Whether no check of this step follows the one on show."""
        return self.state.check >= len(self.step.checks) - 1

    @property
    def hidden(self) -> bool:
        """Whether the lab still waits for a prediction."""
        return any(not (s := self.check_state(check)).answers and not s.done for check in self.step.predicts)

    @cached_property
    def reading(self) -> Reading | None:
        """What the lab shows at these settings; None in a step without one."""
        return reading_at(self.step.lab, self.state.settings, self.store) if self.step.lab else None

    @property
    def shown_reading(self) -> Reading | None:
        """What the lab shows; None while it waits for a prediction."""
        return None if self.hidden else self.reading

    @cached_property
    def measures(self) -> Measures:
        """What can be read off the lab now, and `edits`; nothing in a step without one."""
        lab = self.step.lab
        return measures_at(lab, self.state.settings, self.store) if lab else {}

    @property
    def knobs(self) -> tuple[Knob, ...]:
        """The knobs that may be turned in this step."""
        return turnable(self.step.lab) if self.step.lab else ()

    @property
    def clock(self) -> Knob | None:
        """The knob of this step's lab that runs by itself; None where none does."""
        lab = self.step.lab
        return next((knob for knob in lab.all_knobs if knob.name == lab.clock), None) if lab else None

    @property
    def edits(self) -> int:
        """How many knobs are not where they started."""
        return edits(self.step.lab, self.state.settings) if self.step.lab else 0

    @property
    def view(self) -> str | None:
        """The name of the view on show."""
        return self.step.lab.views[self.state.view % len(self.step.lab.views)] if self.step.lab else None

    @property
    def results(self) -> Table | None:
        """How the checks that come again were answered first, then and now; None in a step that compares nothing."""
        if not self.step.compares:
            return None
        asked = [
            (check, state.checks.get(check.id, CheckState()))
            for step, state in zip(self.lesson.steps, self.states, strict=True)
            for check in step.checks
            if check.again
        ]
        found = [(self.before.get(check.again or ""), _first(check, state)) for check, state in asked]
        names = [(check.again or "").partition("#")[2].replace("-", " ") for check, _ in asked]
        rows = [(name, *map(_mark, firsts)) for name, firsts in zip(names, found, strict=True)]
        then, now = (_share([firsts[i] for firsts in found]) for i in (0, 1))
        return Table(("question", "then", "now"), tuple(rows), f"right then: {then}, now: {now}")

    @property
    def last(self) -> bool:
        """Whether this is the last step."""
        return self.at == len(self.lesson.steps) - 1

    def step_mark(self, index: int) -> str:
        """done, skipped, begun or new: how the step at `index` stands."""
        state, step = self.states[index], self.lesson.steps[index]
        if all(state.checks.get(check.id, CheckState()).done for check in step.checks) and state.seen:
            return "done"
        return "skipped" if state.skipped else "begun" if state.checks else "new"

    @property
    def finished(self) -> bool:
        """Whether every step is done."""
        return all(self.step_mark(i) == "done" for i in range(len(self.lesson.steps)))


def _first(check: Check, state: CheckState) -> First | None:
    """The first answer to a silent check; None before it."""
    return First(state.solved, state.sure) if check.silent and state.answers else None


def _mark(first: First | None) -> str:
    if first is None:
        return "not asked"
    sure = f", {SURE[first.sure - 1]}" if first.sure else ""
    return ("✓ right" if first.right else "✗ wrong") + sure


def _share(firsts: Sequence[First | None]) -> str:
    given = [first.right for first in firsts if first]
    return f"{sum(given)} of {len(given)}" if given else "not asked"


def measures_at_start(step: Step, store: Store) -> Measures:
    """What can be read off the lab of a step as it is handed over; nothing in a step without one."""
    return measures_at(step.lab, start_settings(step.lab), store) if step.lab else {}


def begin(lesson: Lesson) -> Session:
    """A lesson that nobody has touched."""
    states = tuple(StepState(start_settings(step.lab) if step.lab else {}) for step in lesson.steps)
    return go(Session(lesson, states), 0)


def go(session: Session, index: int) -> Session:
    """Show the step at `index`, held inside the lesson."""
    at = max(0, min(index, len(session.lesson.steps) - 1))
    return _with(replace(session, at=at), seen=True)


def forward(session: Session) -> Session | None:
    """The next check of this step, or the next step; None where this check is not done, or all is over."""
    if session.open_check is not None or (session.on_last_check and session.last):
        return None
    if session.on_last_check:
        return go(session, session.at + 1)
    return _reached(_with(session, check=session.state.check + 1))


def back(session: Session) -> Session:
    """The check before, or the step before."""
    return _with(session, check=session.state.check - 1) if session.state.check else go(session, session.at - 1)


def skip(session: Session) -> Session:
    """Leave this step as it is and show the next."""
    return go(_with(session, skipped=session.step_mark(session.at) != "done"), session.at + 1)


def turn(session: Session, knob: Knob, value: Fraction) -> Session:
    """Set a knob. Settings that meet the open goal count as its answer at once."""
    if session.hidden or session.state.settings[knob.name] == value:
        return session
    lab = session.step.lab
    return _set(session, lab.turn(session.state.settings, knob.name, value)) if lab else session


def reset(session: Session) -> Session:
    """Every knob back to where it started; undo takes this back too."""
    start = start_settings(session.step.lab) if session.step.lab else {}
    return session if session.hidden or session.state.settings == start else _set(session, start)


def undo(session: Session) -> Session:
    """The settings before the last turn."""
    state = session.state
    if not state.past:
        return session
    future = (*state.future, state.settings)
    return _reached(_with(session, settings=state.past[-1], past=state.past[:-1], future=future))


def redo(session: Session) -> Session:
    """The settings before the last undo."""
    state = session.state
    if not state.future:
        return session
    past = (*state.past, state.settings)
    return _reached(_with(session, settings=state.future[-1], past=past, future=state.future[:-1]))


def next_view(session: Session) -> Session:
    """The lab's next view."""
    return _with(session, view=session.state.view + 1)


def answer(session: Session, given: Answer) -> Session:
    """Give an answer to the open check; the first one to a prediction waits until it is said how sure it is."""
    check = session.open_check
    if check is None or (isinstance(check, GoalCheck) and session.hidden):
        return session
    before = session.check_state(check)
    if check.rated and not before.answers and not before.sure:
        return _with_check(session, check, replace(before, pending=given))
    right = verdict(session, check, given).right
    state = replace(before, answers=(*before.answers, given), solved=right, pending=(), closed=check.silent)
    return _with_check(session, check, state)


def rate(session: Session, sure: int) -> Session:
    """Say how sure the answer that waits is, 1 to 3; then it counts."""
    check = session.open_check
    if check is None or not session.waits:
        return session
    state = session.check_state(check)
    return answer(_with_check(session, check, replace(state, sure=sure)), state.pending)


def withdraw(session: Session) -> Session:
    """Take back an answer that waits."""
    check = session.open_check
    if check is None or not session.waits:
        return session
    return _with_check(session, check, replace(session.check_state(check), pending=()))


def cannot(session: Session) -> Session:
    """Say of the open goal that it cannot be done."""
    return answer(session, CANNOT) if isinstance(session.open_check, GoalCheck) else session


def redraw(session: Session) -> Session:
    """Ask the check on show again, in other numbers; what was answered to the old ones stays in the log."""
    check = session.shown_check
    if check is None or not session.redrawable:
        return session
    before = session.check_state(check)
    return _with_check(session, check, CheckState(draw=before.draw + 1, sure=before.sure, answers=()))


def adjust(session: Session, row: int, by: int) -> Session:
    """Move one row of the answer that is being put together."""
    check = session.open_check
    if not isinstance(check, DraftCheck):
        return session
    draft = check.adjusted(drafted(session, check), row, by)
    return _with_check(session, check, replace(session.check_state(check), draft=draft, pending=()))


def place(session: Session, index: int, height: Fraction) -> Session:
    """Move one point of the open sketch to a height, held to the sketch's steps and bounds."""
    check = session.open_check
    if not isinstance(check, SketchCheck):
        return session
    draft = check.placed(drafted(session, check), index, height)
    return _with_check(session, check, replace(session.check_state(check), draft=draft, pending=()))


def drafted(session: Session, check: DraftCheck) -> Answer:
    """The answer that is being put together, as it stands."""
    return session.check_state(check).draft or check.blank


def hint(session: Session) -> Session:
    """Open the next hint of the shown check; the ones before stay open."""
    check = session.shown_check
    if check is None:
        return session
    before = session.check_state(check)
    return _with_check(session, check, replace(before, hints=min(before.hints + 1, len(check.hints))))


def show_solution(session: Session) -> Session:
    """Give the open check up: it is done, with its solution shown. A goal's knobs go where they should."""
    check = session.open_check
    if check is None or check.silent:
        return session
    given_up = _with_check(session, check, replace(session.check_state(check), shown=True))
    if isinstance(check, GoalCheck) and not given_up.hidden:
        lab = session.step.lab
        return _set(given_up, turn_all(lab, start_settings(lab), check.solution)) if lab else given_up
    return given_up


def solution_told(lab: Lab | None, check: Check) -> str:
    """A right answer, in words; values that stand for things by the names of these."""
    if lab is None or not isinstance(check, GoalCheck) or not check.solution:
        return check.solution_text
    knobs = {knob.name: knob for knob in lab.all_knobs}
    return ", ".join(f"{name} = {knobs[name].shown(value)}" for name, value in check.solution.items())


def verdict(session: Session, check: Check, given: Answer) -> Verdict:
    """What a check of this step says to an answer, at the settings of now."""
    return check.judge(given, session.measures)


def last_verdict(session: Session, check: Check) -> Verdict | None:
    """The verdict on the last answer to a check; None where there is none, or the solution was shown."""
    state = session.check_state(check)
    if state.closed and check.silent:
        return None
    if state.solved:
        return Verdict(right=True, say=check.explain)
    return verdict(session, check, state.answers[-1]) if state.answers else None


def _with(session: Session, **changes: Any) -> Session:
    states = list(session.states)
    states[session.at] = replace(session.state, **changes)
    return replace(session, states=tuple(states))


def _with_check(session: Session, check: CheckBase, state: CheckState) -> Session:
    return _with(session, checks={**session.state.checks, check.id: state})


def start_clock(session: Session) -> Session:
    """Remember the settings, so that undo leads back to before the run; a clock at its end starts anew."""
    lab, knob = session.step.lab, session.clock
    if lab is None or knob is None or session.hidden:
        return session
    settings = session.state.settings
    if settings[knob.name] < knob.high:
        return _with(session, past=(*session.state.past, settings)[-MOST_UNDO:])
    return _set(session, lab.turn(settings, knob.name, knob.low))


def tick(session: Session, seconds: float, share: float = 1) -> Session:
    """Let the lab's clock run on for so much work; the same session where it can go no further.

    Afterwards the clock has at most `share` of its whole way behind it, 0 to 1, if it had not before.
    """
    lab, knob = session.step.lab, session.clock
    if lab is None or knob is None or session.hidden:
        return session
    settings = session.state.settings
    most = knob.low + math.ceil((knob.high - knob.low) * Fraction(share))
    value = lab.advance(settings, seconds, max(most, settings[knob.name]), session.store)
    if value == settings[knob.name]:
        return session
    return _reached(_with(session, settings=lab.turn(settings, knob.name, value), future=()))


def take_offer(session: Session) -> Session:
    """Do what the lab offers where it could not go on."""
    offer = session.shown_reading.offer if session.shown_reading else None
    if offer is None or session.step.lab is None:
        return session
    return _set(session, turn_all(session.step.lab, session.state.settings, offer.settings))


def _set(session: Session, settings: Settings) -> Session:
    past = (*session.state.past, session.state.settings)[-MOST_UNDO:]
    return _reached(_with(session, settings=settings, past=past, future=()))


def _reached(session: Session) -> Session:
    """Count the settings as the answer to each goal that they meet; remember the fewest edits."""
    goals = [check for check in session.checks if isinstance(check, GoalCheck)]
    if session.hidden or not goals:
        return session
    found = session.measures
    for goal in goals:
        state = session.check_state(goal)
        counts = state.solved or goal is session.open_check
        if not counts or not all(goal.met(found)):
            continue
        fewest = min(session.edits, state.fewest_edits if state.fewest_edits is not None else session.edits)
        answers = state.answers if state.solved else (*state.answers, ())
        session = _with_check(session, goal, replace(state, answers=answers, solved=True, fewest_edits=fewest))
    return session
