"""Where the learner is in a lesson: frozen values, and what can be read off them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from tutor.bench import Bench, set_up
from tutor.check import Answer, Check, CheckBase, DraftCheck, DrawnCheck, GoalCheck, Standing
from tutor.figure import Table
from tutor.lab import measures_at, start_settings
from tutor.lesson.model import Lesson, Step
from tutor.store import Store

SURE = ("guessing", "fairly sure", "sure")
"""How sure one can be of an answer: degrees 1, 2 and 3."""


_MANY_MISSES = 3


class First(NamedTuple):
    """The first answer to a check: whether it was right, and how sure the learner was, 0 where that was not asked."""

    right: bool
    sure: int


@dataclass(frozen=True)
class Given:
    """An answer as it was given. It was judged then, and is not judged again.

    Attributes:
        answer: the numbers; of a goal that was reached, the values of the knobs that can be turned.
        right: the verdict.
        say: the feedback.
        sure: how sure the learner was, a degree of SURE; 0 where that was not asked.
        draw: which draw was asked.
    """

    answer: Answer
    right: bool
    say: str
    sure: int = 0
    draw: int = 0


class Asked(NamedTuple):
    """The name of a question: two questions with one name are the same, whatever was answered."""

    lesson: str
    step: str
    check: str
    draw: int


@dataclass(frozen=True)
class CheckState:
    """What happened to one check.

    Attributes:
        log: every answer given, in order, to all draws.
        draw: how often it was asked anew; a check that draws its numbers has others in each draw.
        hints: how many are open; they stay open.
        shown: whether the solution was asked for.
        closed: it takes no more answers, right or wrong; `settled` says when.
        fewest_edits: for a goal, the fewest knobs with which it was reached.
        draft: for an answer that is put together bit by bit, how far it is; empty before the first bit.
        row: which row of the draft, or which option, the keys are on; None before they are on any.
        pending: an answer that is not yet rated; empty where there is none.
    """

    log: tuple[Given, ...] = ()
    draw: int = 0
    hints: int = 0
    shown: bool = False
    closed: bool = False
    fewest_edits: int | None = None
    draft: Answer = ()
    row: int | None = None
    pending: Answer = ()

    @property
    def answers(self) -> tuple[Given, ...]:
        """The answers to the question as it is asked now."""
        return tuple(given for given in self.log if given.draw == self.draw)

    @property
    def last(self) -> Given | None:
        """The last answer to the question as it is asked now."""
        return next((given for given in reversed(self.log) if given.draw == self.draw), None)

    @property
    def misses(self) -> int:
        """How many answers to the question as it is asked now were wrong."""
        return sum(not given.right for given in self.answers)

    def wants_hint(self, check: CheckBase) -> bool:
        """Whether it was missed so often that the hints are pointed to: some are not open yet."""
        return self.misses >= _MANY_MISSES and not self.done and self.hints < len(check.hints)

    @property
    def by_solution(self) -> bool:
        """Whether its solution was shown, and no answer to any draw was right."""
        return self.shown and not any(given.right for given in self.log)

    @property
    def solved(self) -> bool:
        """Whether an answer was right."""
        return any(given.right for given in self.log if given.draw == self.draw)

    @property
    def touched(self) -> bool:
        """Whether anything that is kept happened to the question as it is asked now."""
        return bool(self.answers or self.hints or self.done or self.draft)

    @property
    def done(self) -> bool:
        """Answered rightly, given up by asking for the solution, or closed."""
        return self.shown or self.closed or self.solved


@dataclass(frozen=True)
class StepState:
    """What happened in one step.

    Attributes:
        bench: the step's lab; None where it has none.
        checks: by check id.
        check: the index of the check on show.
        skipped: left without finishing it.
        seen: it was on screen.
        round: how often it was started again.
    """

    bench: Bench | None = None
    checks: Mapping[str, CheckState] = field(default_factory=dict)
    check: int = 0
    skipped: bool = False
    seen: bool = False
    round: int = 0

    @property
    def begun(self) -> bool:
        """Whether anything happened to its checks since it was started again."""
        return any(state.touched or not self.round for state in self.checks.values())

    def state_of(self, check: CheckBase) -> CheckState:
        """What happened to a check of this step."""
        return self.checks.get(check.id, CheckState())


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
        return _hidden(self.step, self.state.checks)

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
        """How the step at `index` stands: done, solution (done by solutions that were shown), skipped, begun or new."""
        state, step = self.states[index], self.lesson.steps[index]
        checks = [state.state_of(check) for check in step.checks]
        if state.seen and all(check.done for check in checks):
            return "solution" if any(check.by_solution for check in checks) else "done"
        return "skipped" if state.skipped else "begun" if state.begun else "new"

    def step_done(self, index: int) -> bool:
        """Whether the step at `index` is done, by answers or by solutions."""
        return self.step_mark(index) in {"done", "solution"}

    @property
    def finished(self) -> bool:
        """Whether every step is done."""
        return all(map(self.step_done, range(len(self.lesson.steps))))


def settled(step: Step, checks: Mapping[str, CheckState]) -> Mapping[str, CheckState]:
    """What happened to the checks of a step, with those closed that take no more answers.

    A silent check takes one answer. A prediction takes none once the lab is in sight, where the answer can be read.
    """
    in_sight = step.lab is not None and not _hidden(step, checks)
    closing = {check.id for check in step.checks if check.silent or (check.predict and in_sight)}
    return {name: replace(state, closed=name in closing and state.last is not None) for name, state in checks.items()}


def _hidden(step: Step, checks: Mapping[str, CheckState]) -> bool:
    """Whether the lab of a step is hidden: a prediction is not made yet."""
    states = (checks.get(check.id, CheckState()) for check in step.predicts)
    return any(not (state.answers or state.shown) for state in states)


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
