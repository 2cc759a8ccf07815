"""The check `goal`: a state of the lab to be reached by turning knobs, or found to be out of reach."""

from fractions import Fraction
from functools import cached_property
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from tutor import expression
from tutor.check.base import Answer, AnswerError, CheckBase, Text, Verdict
from tutor.expression import Comparison, Measures
from tutor.lab import Rational
from tutor.rational import show


class GoalCheck(CheckBase):
    """A state of the lab to be reached. It is judged after every turn; nothing needs to be submitted.

    Any goal can also be answered by "cannot be done". Most can be.

    Attributes:
        want: comparisons of measures, all to be true; `edits` counts the knobs that are not where they started.
        impossible: no setting reaches it, and `explain` says why.
        solution: knob values that reach it; none where it is impossible.
    """

    kind: ClassVar = "goal"
    want: Annotated[tuple[Text, ...], Field(min_length=1)]
    impossible: bool = False
    solution: dict[str, Rational] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _solved_or_impossible(self) -> Self:
        if bool(self.solution) == self.impossible:
            raise ValueError("a goal has a solution, or is impossible")
        return self

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        """What is wanted, parsed."""
        return tuple(expression.parse_comparison(text) for text in self.want)

    def met(self, measures: Measures) -> tuple[bool, ...]:
        """For each comparison, whether it is true now; a measure without a value makes it false."""
        return tuple(_true(comparison, measures) for comparison in self.comparisons)

    def standing(self, measures: Measures) -> tuple[tuple[bool, str], ...]:
        """For each comparison, whether it is true, and it in words with what its left side is now."""
        return tuple(
            (_true(comparison, measures), f"{comparison.pretty}, now {_now(comparison, measures)}")
            for comparison in self.comparisons
        )

    @property
    def size(self) -> int:
        """Nothing: the lab itself is the answer."""
        return 0

    def fits(self, answer: Answer) -> bool:
        """Nothing, for the lab itself is the answer; or "cannot be done"."""
        return answer in {(), CANNOT}

    def typed(self, text: str) -> Answer:
        """That it cannot be done; else a goal is reached by the knobs. Raises AnswerError for anything else."""
        if text.strip().rstrip(".").lower() == CANNOT_SAID:
            return CANNOT
        raise AnswerError(f"“{text.strip()[:20]}” sets nothing; {self.how}")

    def judge(self, answer: Answer, measures: Measures) -> Verdict:
        """Right when every comparison is true; or when it is said to be impossible, and is."""
        if answer == CANNOT:
            said = self.explain if self.impossible else "It can be done. Take a hint, and go on."
            return Verdict(self.impossible, said)
        missing = [text for met, text in self.standing(measures) if not met]
        if not missing:
            return Verdict(right=True, say=self.explain)
        return Verdict(right=False, say=f"Still wanted: {'; '.join(missing)}.")

    @property
    def solution_text(self) -> str:
        """The settings."""
        if self.impossible:
            return "It cannot be done"
        return ", ".join(f"{name} = {show(value)}" for name, value in self.solution.items())

    @property
    def how(self) -> str:
        """Knobs."""
        return f"Set knobs until it holds, such as b1 = 1/2; or say: {CANNOT_SAID}."


CANNOT: Answer = (Fraction(-1),)
"""The answer that a goal cannot be reached."""
CANNOT_SAID = "cannot be done"


def _true(comparison: Comparison, measures: Measures) -> bool:
    try:
        return expression.holds(comparison, measures)
    except expression.UndefinedError:
        return False


def _now(comparison: Comparison, measures: Measures) -> str:
    try:
        return show(expression.evaluate(comparison.sides[0], measures))
    except expression.UndefinedError:
        return "undefined"
