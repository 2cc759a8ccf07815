"""Where the learner is in a lesson: frozen values, and what can be read off them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from tutor.bench import Bench, set_up
from tutor.check import Answer, Check, CheckBase, DraftCheck, DrawnCheck, GoalCheck, Standing
from tutor.figure import Table
from tutor.lab import measures_at, start_settings
from tutor.lesson.model import Lesson, Step
from tutor.session.happened import SURE, CheckState, First, StepState, is_hidden
from tutor.store import Store


class Asked(NamedTuple):
    """The name of a question: two questions with one name are the same, whatever was answered."""

    lesson: str
    step: str
    check: str
    draw: int


@dataclass(frozen=True)
class Session:
    """A lesson, and where in it the learner is.

    Attributes:
        states: of each step.
        at: the index of the step on screen.
        before: how checks of other lessons were answered first, by `lesson#check`: what a later lesson compares with.
        confidence: whether a prediction is rated before it is judged.
        giving_up: the solution was asked for once; asked for again, it is shown. Any change takes the question back.
    """

    lesson: Lesson
    states: tuple[StepState, ...]
    at: int = 0
    before: Mapping[str, First] = field(default_factory=dict)
    confidence: bool = True
    giving_up: bool = False

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
        return self.state.state_of(check)

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """The checks of this step, those that draw their numbers with the numbers of now."""
        return tuple(asked(self.step, i, self.check_state(check).draw) for i, check in enumerate(self.step.checks))

    @property
    def shown_check(self) -> Check | None:
        """The check on show; None in a step without one. After a success it stays, with its explanation."""
        return self.checks[self.state.check] if self.step.checks else None

    @property
    def open_check(self) -> Check | None:
        """The check on show if it is not done yet: answers go to it."""
        check = self.shown_check
        return check if check and not self.check_state(check).done else None

    @property
    def shown_question(self) -> Asked | None:
        """The name of the question on show."""
        check = self.shown_check
        return Asked(self.lesson.id, self.step.id, check.id, self.check_state(check).draw) if check else None

    @property
    def open_question(self) -> Asked | None:
        """The name of the question on show if it is not done yet."""
        return self.shown_question if self.open_check else None

    @property
    def awaiting_confidence(self) -> bool:
        """Answered, but not yet rated 1 to 3."""
        return bool(self.open_check and self.check_state(self.open_check).pending)

    @property
    def redrawable(self) -> bool:
        """Whether the check on show can be asked again in other numbers: it was answered, and it draws them."""
        check = self.step.checks[self.state.check] if self.step.checks else None
        if not isinstance(check, DrawnCheck):
            return False
        state = self.check_state(check)
        return bool(state.answers) or state.done

    @property
    def answered_before(self) -> bool:
        """Whether the check on show was answered since its step was started again, to any draw of its numbers."""
        check = self.step.checks[self.state.check]
        state = self.check_state(check)
        return bool(state.log if isinstance(check, DrawnCheck) else state.answers)

    @property
    def asked_again(self) -> bool:
        """Whether the check on show is a prediction that was wrong, and is asked next in other numbers."""
        check = self.shown_check
        state = self.check_state(check) if check else CheckState()
        return self.redrawable and state.closed and not (state.solved or state.shown)

    @property
    def on_last_check(self) -> bool:
        """Whether no check of this step follows the one on show."""
        return self.state.check >= len(self.step.checks) - 1

    @property
    def hidden(self) -> bool:
        """Whether the lab is hidden until a prediction is made."""
        return is_hidden(self.step, self.state.checks)

    @property
    def bench(self) -> Bench | None:
        """The bench of this step; None where it has none."""
        return self.state.bench

    @property
    def open_bench(self) -> Bench | None:
        """The bench of this step; None where it has none, and while it is hidden."""
        return None if self.hidden else self.bench

    def standing(self, goal: GoalCheck) -> tuple[Standing, ...]:
        """What a goal of this step wants, and whether it is so now; worked out once for the settings of now."""
        bench = self.bench
        if bench is None:
            return ()
        key = ("standing", goal.id, bench.lab, frozenset(bench.settings.items()))
        return bench.store.reading(key, lambda: goal.standing(bench.measures))

    @property
    def results(self) -> Table | None:
        """How the checks that come again were answered first, then and now; None in a step that compares nothing."""
        if not self.step.compares:
            return None
        compared = [
            (check, state.state_of(check))
            for step, state in zip(self.lesson.steps, self.states, strict=True)
            for check in step.checks
            if check.again
        ]
        found = [(self.before.get(check.again or ""), _first(check, state)) for check, state in compared]
        names = [(check.again or "").partition("#")[2].replace("-", " ") for check, _ in compared]
        rows = [(name, *map(_mark, firsts)) for name, firsts in zip(names, found, strict=True)]
        then, now = (_share([firsts[i] for firsts in found]) for i in (0, 1))
        return Table(("question", "then", "now"), tuple(rows), f"right then: {then}, now: {now}")

    @property
    def answers_given(self) -> int:
        """How many answers the logs of all steps hold."""
        return sum(len(check.log) for state in self.states for check in state.checks.values())

    @property
    def last(self) -> bool:
        """Whether this is the last step."""
        return self.at == len(self.lesson.steps) - 1

    def step_mark(self, index: int) -> str:
        """How the step at `index` stands: done, solution (done by solutions that were shown), skipped, begun or new.

        What was solved once stays done while it is asked in other numbers.
        """
        state, step = self.states[index], self.lesson.steps[index]
        checks = [state.state_of(check) for check in step.checks]
        if state.seen and all(check.done or check.was_solved for check in checks):
            return "solution" if any(check.by_solution for check in checks) else "done"
        return "skipped" if state.skipped else "begun" if state.begun else "new"

    def step_done(self, index: int) -> bool:
        """Whether the step at `index` is done, by answers or by solutions."""
        return self.step_mark(index) in {"done", "solution"}

    @property
    def finished(self) -> bool:
        """Whether every step is done."""
        return all(map(self.step_done, range(len(self.lesson.steps))))


def fresh(step: Step, store: Store) -> StepState:
    """A step that nobody has touched."""
    return StepState(set_up(step.lab, store) if step.lab else None)


@lru_cache(maxsize=512)
def asked(step: Step, index: int, draw: int) -> Check:
    """The check at `index` of a step; if it draws its numbers, the number check that this draw makes."""
    check = step.checks[index]
    if not isinstance(check, DrawnCheck):
        return check
    measures = measures_at(step.lab, start_settings(step.lab), Store()) if step.lab else {}
    return check.drawn(draw, measures)


def draftable(session: Session) -> DraftCheck | None:
    """The open check, if its answer is put together row by row."""
    check = session.open_check
    return check if isinstance(check, DraftCheck) else None


def drafted(session: Session, check: DraftCheck) -> Answer:
    """The answer that is being put together, as it stands."""
    return session.check_state(check).draft or check.blank


def arranged(session: Session, check: DraftCheck) -> Answer:
    """The rows as they are shown: the draft, or the solution where it was asked for."""
    state = session.check_state(check)
    return check.right_answer if state.shown and not state.solved else drafted(session, check)


def _first(check: Check, state: CheckState) -> First | None:
    """The first answer to a silent check; None before it."""
    return First(state.answers[0].right, state.answers[0].sure) if check.silent and state.answers else None


def _mark(first: First | None) -> str:
    if first is None:
        return "not asked"
    sure = f", {SURE[first.sure - 1]}" if first.sure else ""
    return ("✓ right" if first.right else "✗ wrong") + sure


def _share(firsts: Sequence[First | None]) -> str:
    given = [first.right for first in firsts if first]
    return f"{sum(given)} of {len(given)}" if given else "not asked"
