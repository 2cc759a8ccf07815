"""Where the learner is now: a frozen value, and the pure functions that make the next one.

Both front ends show a `Session` and report what was pressed. Nothing here draws, saves or waits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from tutor.check import Answer, Check, GoalCheck, SketchCheck, Verdict
from tutor.expression import Measures
from tutor.lab import Knob, Reading, Settings, edits, goal_measures, start_settings, turnable, turned
from tutor.lesson.model import Lesson, Step

MOST_UNDO = 500


@dataclass(frozen=True)
class CheckState:
    """What happened to one check.

    Attributes:
        answers: every answer given, in order.
        solved: whether one of them was right.
        hints: how many are open; they stay open.
        shown: whether the solution was asked for.
        fewest_edits: for a goal, the fewest knobs with which it was reached.
        draft: for a sketch, the heights placed so far; empty before the first.
    """

    answers: tuple[Answer, ...] = ()
    solved: bool = False
    hints: int = 0
    shown: bool = False
    fewest_edits: int | None = None
    draft: Answer = ()

    @property
    def done(self) -> bool:
        """Answered rightly, or given up by asking for the solution."""
        return self.solved or self.shown


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
    """A lesson, and where in it the learner is."""

    lesson: Lesson
    states: tuple[StepState, ...]
    at: int = 0

    @property
    def step(self) -> Step:
        """The step on screen."""
        return self.lesson.steps[self.at]

    @property
    def state(self) -> StepState:
        """What happened in it."""
        return self.states[self.at]

    def check_state(self, check: Check) -> CheckState:
        """What happened to a check of this step."""
        return self.state.checks.get(check.id, CheckState())

    @property
    def shown_check(self) -> Check | None:
        """The check on show; None in a step without one. After a success it stays, with its explanation."""
        return self.step.checks[self.state.check] if self.step.checks else None

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
        return self.step.lab.read(self.state.settings) if self.step.lab else None

    @cached_property
    def measures(self) -> Measures:
        """What can be read off the lab now, and `edits`; nothing in a step without one."""
        lab = self.step.lab
        return goal_measures(lab, self.state.settings, self.reading) if lab else {}

    @property
    def knobs(self) -> tuple[Knob, ...]:
        """The knobs that may be turned in this step."""
        return turnable(self.step.lab) if self.step.lab else ()

    @property
    def edits(self) -> int:
        """How many knobs are not where they started."""
        return edits(self.step.lab, self.state.settings) if self.step.lab else 0

    @property
    def view(self) -> str | None:
        """The name of the view on show."""
        return self.step.lab.views[self.state.view % len(self.step.lab.views)] if self.step.lab else None

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
    return _set(session, lab.turned(session.state.settings, knob.name, value)) if lab else session


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
    """Give an answer to the open check."""
    check = session.open_check
    if check is None:
        return session
    before = session.check_state(check)
    right = verdict(session, check, given).right
    return _with_check(session, check, replace(before, answers=(*before.answers, given), solved=right))


def place(session: Session, index: int, height: Fraction) -> Session:
    """Move one point of the open sketch to a height, held to the sketch's steps and bounds."""
    check = session.open_check
    if not isinstance(check, SketchCheck):
        return session
    marked = round(height / check.step) * check.step
    heights = list(sketched(session, check))
    heights[index] = min(check.high, max(check.low, marked))
    state = replace(session.check_state(check), draft=tuple(heights))
    return _with_check(session, check, state)


def sketched(session: Session, check: SketchCheck) -> Answer:
    """The heights of a sketch as they stand; before anything is placed, as near to 0 as its bounds allow."""
    middle = min(check.high, max(check.low, Fraction(0)))
    return session.check_state(check).draft or (middle,) * len(check.xs)


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
    if check is None:
        return session
    given_up = _with_check(session, check, replace(session.check_state(check), shown=True))
    if isinstance(check, GoalCheck) and not given_up.hidden:
        lab = session.step.lab
        return _set(given_up, turned(lab, start_settings(lab), check.solution)) if lab else given_up
    return given_up


def verdict(session: Session, check: Check, given: Answer) -> Verdict:
    """What a check of this step says to an answer, at the settings of now."""
    return check.judge(given, session.measures)


def last_verdict(session: Session, check: Check) -> Verdict | None:
    """The verdict on the last answer to a check; None where there is none, or the solution was shown."""
    state = session.check_state(check)
    if state.solved:
        return Verdict(right=True, say=check.explain)
    return verdict(session, check, state.answers[-1]) if state.answers else None


def _with(session: Session, **changes: Any) -> Session:
    states = list(session.states)
    states[session.at] = replace(session.state, **changes)
    return replace(session, states=tuple(states))


def _with_check(session: Session, check: Check, state: CheckState) -> Session:
    return _with(session, checks={**session.state.checks, check.id: state})


def _set(session: Session, settings: Settings) -> Session:
    past = (*session.state.past, session.state.settings)[-MOST_UNDO:]
    return _reached(_with(session, settings=settings, past=past, future=()))


def _reached(session: Session) -> Session:
    """Count the settings as the answer to each goal that they meet; remember the fewest edits."""
    goals = [check for check in session.step.checks if isinstance(check, GoalCheck)]
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
