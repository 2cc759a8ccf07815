"""The check `sketch`: a curve drawn by hand before it is seen."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from tutor import rational
from tutor.check.base import Answer, AnswerError, DraftCheck, Text, Verdict
from tutor.rational import show
from tutor.schema import Rational


class SketchCheck(DraftCheck):
    """Heights of a curve at given inputs, placed by hand before the curve is seen.

    Attributes:
        curve: the measure of one input that is to be drawn.
        xs: where the points stand.
        heights: the true heights there; the linter proves them.
        low, high, step: how far and how finely a point moves.
        otherwise: feedback when a point is off.
    """

    kind: ClassVar = "sketch"
    curve: Text = "f"
    xs: Annotated[tuple[Rational, ...], Field(min_length=2, max_length=9)]
    heights: tuple[Rational, ...]
    low: Rational
    high: Rational
    step: Rational = Field(default=Fraction(1, 2), gt=0)
    tolerance: Rational = Fraction(1, 4)
    otherwise: Text

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if list(self.xs) != sorted(set(self.xs)):
            raise ValueError("xs: must ascend")
        if len(self.heights) != len(self.xs):
            raise ValueError(f"heights: {len(self.heights)} given for {len(self.xs)} inputs")
        if not all(self.low <= height <= self.high for height in self.heights):
            raise ValueError("heights: each must lie between low and high")
        return self

    @property
    def has_proof(self) -> bool:
        """The heights are those of the curve."""
        return True

    @property
    def size(self) -> int:
        """One height for each input."""
        return len(self.xs)

    @property
    def blank(self) -> Answer:
        """All points as near to 0 as the bounds allow."""
        return (min(self.high, max(self.low, Fraction(0))),) * self.size

    @property
    def right_answer(self) -> Answer:
        """The true heights."""
        return self.heights

    def adjusted(self, draft: Answer, row: int, by: int) -> Answer:
        """Move one point up or down."""
        return self.placed(draft, row, draft[row] + by * self.step)

    def placed(self, draft: Answer, row: int, height: Fraction) -> Answer:
        """Move one point to a height, held to the steps and the bounds."""
        marked = round(height / self.step) * self.step
        return (*draft[:row], min(self.high, max(self.low, marked)), *draft[row + 1 :])

    def rows(self, draft: Answer) -> tuple[str, ...]:
        """The points."""
        return tuple(f"f({show(x)}) = {show(y)}" for x, y in zip(self.xs, draft, strict=True))

    def typed(self, text: str) -> Answer:
        """As many heights as there are inputs, separated by blanks or semicolons; without these by commas."""
        parts = [part.strip(",") for part in text.replace(";", " ").split() if part != ","]
        try:
            answer = tuple(map(rational.parse, parts if len(parts) > 1 else text.split(",")))
        except rational.NumberError as problem:
            raise AnswerError(str(problem)) from None
        if len(answer) != len(self.xs):
            raise AnswerError(f"{len(self.xs)} numbers are needed, one for each x; {len(answer)} were given")
        return answer

    def judge(self, answer: Answer) -> Verdict:
        """Right when every point is within the tolerance."""
        points = zip(self.xs, answer, self.heights, strict=True)
        off = [show(x) for x, y, true in points if abs(y - true) > self.tolerance]
        if not off:
            return Verdict(right=True, say=self.explain)
        return Verdict(right=False, say=f"Off at x = {', '.join(off)}. {self.otherwise}")

    @property
    def solution_text(self) -> str:
        """The points."""
        return ", ".join(f"f({show(x)}) = {show(y)}" for x, y in zip(self.xs, self.heights, strict=True))

    @property
    def instructions(self) -> str:
        """To type the heights."""
        return f"Answer with {len(self.xs)} numbers, the heights at x = {', '.join(map(show, self.xs))}."

    def texts(self) -> Iterator[str]:
        """The feedback on points that are off, too."""
        yield from super().texts()
        yield self.otherwise
