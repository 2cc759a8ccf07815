"""What happened to the checks of a step: frozen values, and what follows from the logs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tutor.bench import Bench
from tutor.check import Answer, CheckBase
from tutor.lesson.model import Step

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
        draw: for a check that draws its numbers, which draw was asked; else 0.
    """

    answer: Answer
    right: bool
    say: str
    sure: int = 0
    draw: int = 0


@dataclass(frozen=True)
class CheckState:
    """What happened to one check.

    Attributes:
        log: every answer given, in order, to all draws.
        draw: for a check that draws its numbers, which draw is asked.
        since: the draw that was asked first since its step was started again; answers before it no longer count.
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
    since: int = 0
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
        """Whether its solution was shown, and no answer that counts was right, to any draw."""
        return self.shown and not self.was_solved

    @property
    def was_solved(self) -> bool:
        """Whether an answer to any draw was right since its step was started again."""
        return any(given.right and given.draw >= self.since for given in self.log)

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


def settled(step: Step, checks: Mapping[str, CheckState]) -> Mapping[str, CheckState]:
    """What happened to the checks of a step, with those closed that take no more answers.

    A silent check takes one answer. A prediction takes none once the lab is in sight, where the answer can be read.
    """
    in_sight = step.lab is not None and not is_hidden(step, checks)
    closing = {check.id for check in step.checks if check.silent or (check.predict and in_sight)}
    return {name: replace(state, closed=name in closing and state.last is not None) for name, state in checks.items()}


def is_hidden(step: Step, checks: Mapping[str, CheckState]) -> bool:
    """Whether the lab of a step is hidden: a prediction is not made yet."""
    states = (checks.get(check.id, CheckState()) for check in step.predicts)
    return any(not (state.answers or state.shown) for state in states)
