"""What a check is: choice, number, sketch or goal. An answer goes in, a Verdict comes out.

Every answer is a tuple of rationals: the index of an option, a number, the heights of a sketch; a goal is answered by
the state of the lab and needs none. So all answers are judged, kept and replayed in one way.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from tutor import expression, rational
from tutor.expression import Comparison, Measures
from tutor.lab import Rational, Strict
from tutor.rational import show

Answer = tuple[Fraction, ...]
Text = Annotated[str, Field(min_length=1)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
"""A stable id: small letters, digits and hyphens."""


class AnswerError(ValueError):
    """What was typed cannot be an answer to this check; the message says what can. It does not count as a try."""


@dataclass(frozen=True)
class Verdict:
    """What the check says to an answer."""

    right: bool
    say: str


class Wrong(Strict):
    """A wrong number that was foreseen.

    Attributes:
        mistake: the name of the mistake that leads to it, such as "the bias was left out".
        say: why it is one.
    """

    value: Rational
    mistake: Text
    say: Text


class Option(Strict):
    """One option of a choice.

    Attributes:
        say: why it is wrong; the right option has the check's `explain` instead.
        holds: a comparison that the linter proves true for the right option, and false for a wrong one.
    """

    text: Text
    right: bool = False
    say: str = ""
    holds: str | None = None

    @model_validator(mode="after")
    def _wrong_says_why(self) -> Self:
        if self.right == bool(self.say):
            raise ValueError("a wrong option says why (`say`); the right one has the check's `explain` instead")
        return self


class _Check(Strict, ABC):
    """What all kinds of check have in common.

    Attributes:
        id: stable; what was answered hangs on it.
        ask: the question or the task.
        predict: the lab stays hidden until this check has been answered once, rightly or not.
        hints: three, from a nudge to nearly everything.
        explain: shown after every success.
    """

    id: Slug
    ask: Text
    predict: bool = False
    hints: Annotated[tuple[Text, ...], Field(min_length=3, max_length=3)]
    explain: Text

    @property
    def size(self) -> int:
        """How many numbers make an answer."""
        return 1

    @abstractmethod
    def typed(self, text: str) -> Answer:
        """The answer that was typed. Raises AnswerError if it is none."""

    @abstractmethod
    def judge(self, answer: Answer, measures: Measures) -> Verdict:
        """The verdict on an answer, given what can be read off the lab."""

    @property
    @abstractmethod
    def solution_text(self) -> str:
        """A right answer, in words."""

    @property
    @abstractmethod
    def how(self) -> str:
        """How to answer, for the line-based front end."""

    def texts(self) -> Iterator[str]:
        """Every text of this check that a learner may read."""
        yield from (self.ask, *self.hints, self.explain)


class ChoiceCheck(_Check):
    """One right option among several; every wrong one says why."""

    kind: ClassVar = "choice"
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=9)]

    @model_validator(mode="after")
    def _one_right(self) -> Self:
        if sum(option.right for option in self.options) != 1:
            raise ValueError("options: exactly one must be right")
        return self

    @property
    def right_index(self) -> int:
        """Which option is right."""
        return next(i for i, option in enumerate(self.options) if option.right)

    def typed(self, text: str) -> Answer:
        """The number of an option, counted from 1."""
        clean = text.strip().rstrip(").")
        if clean not in self.numbers:
            raise AnswerError(f"type one of {', '.join(self.numbers)}")
        return (Fraction(self.numbers.index(clean)),)

    def judge(self, answer: Answer, measures: Measures) -> Verdict:  # noqa: ARG002 -- the union's one signature
        """Right for the right option."""
        option = self.options[int(answer[0])] if 0 <= answer[0] < len(self.options) else None
        if option is None:
            return Verdict(right=False, say="That option is no longer there.")
        return Verdict(option.right, self.explain if option.right else option.say)

    @property
    def numbers(self) -> tuple[str, ...]:
        """What the options are numbered with, on every screen."""
        return tuple(str(i + 1) for i in range(len(self.options)))

    @property
    def solution_text(self) -> str:
        """The right option."""
        return f"{self.numbers[self.right_index]}) {self.options[self.right_index].text}"

    @property
    def how(self) -> str:
        """Numbers."""
        return f"Answer with {', '.join(self.numbers[:-1])} or {self.numbers[-1]}."

    def texts(self) -> Iterator[str]:
        """The options too."""
        yield from super().texts()
        for option in self.options:
            yield from (option.text, option.say)


class NumberCheck(_Check):
    """One number, exact or within a tolerance.

    Attributes:
        proof: the expression that must come to `answer`, over the measures of the lab as it is handed over.
        wrong: numbers that were foreseen, each with its mistake.
        otherwise: what to say to every other wrong number.
    """

    kind: ClassVar = "number"
    answer: Rational
    proof: Text
    tolerance: Rational = Fraction(0)
    wrong: tuple[Wrong, ...] = ()
    otherwise: Text

    def typed(self, text: str) -> Answer:
        """A number or a fraction."""
        try:
            return (rational.parse(text),)
        except rational.NumberError as problem:
            raise AnswerError(str(problem)) from None

    def judge(self, answer: Answer, measures: Measures) -> Verdict:  # noqa: ARG002 -- the union's one signature
        """Right within the tolerance; a foreseen wrong number is answered by the name of the mistake."""
        (value,) = answer
        if abs(value - self.answer) <= self.tolerance:
            return Verdict(right=True, say=self.explain)
        foreseen = next((wrong for wrong in self.wrong if wrong.value == value), None)
        if foreseen:
            return Verdict(right=False, say=f"A known mistake: {foreseen.mistake}. {foreseen.say}")
        return Verdict(right=False, say=f"{show(value)} is not it. {self.otherwise}")

    @property
    def solution_text(self) -> str:
        """The number."""
        return show(self.answer)

    @property
    def how(self) -> str:
        """Numbers."""
        return "Answer with a number; fractions such as 1/3 are welcome."

    def texts(self) -> Iterator[str]:
        """What is said to wrong numbers too."""
        yield from super().texts()
        yield self.otherwise
        for wrong in self.wrong:
            yield from (wrong.mistake, wrong.say)


class SketchCheck(_Check):
    """Heights of a curve at given inputs, placed by hand before the curve is seen.

    Attributes:
        curve: the measure of one input that is to be drawn.
        xs: where the points stand.
        heights: the true heights there; the linter proves them.
        low, high, step: how far and how finely a point moves.
        otherwise: what to say when a point is off.
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
    def size(self) -> int:
        """One height for each input."""
        return len(self.xs)

    def typed(self, text: str) -> Answer:
        """As many heights as there are inputs, separated by blanks."""
        try:
            answer = tuple(rational.parse(part) for part in text.replace(";", " ").replace(",", " ").split())
        except rational.NumberError as problem:
            raise AnswerError(str(problem)) from None
        if len(answer) != len(self.xs):
            raise AnswerError(f"{len(self.xs)} numbers are needed, one for each x; {len(answer)} were given")
        return answer

    def judge(self, answer: Answer, measures: Measures) -> Verdict:  # noqa: ARG002 -- the union's one signature
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
    def how(self) -> str:
        """Heights."""
        return f"Answer with {len(self.xs)} numbers, the heights at x = {', '.join(map(show, self.xs))}."

    def texts(self) -> Iterator[str]:
        """What is said when a point is off too."""
        yield from super().texts()
        yield self.otherwise


class GoalCheck(_Check):
    """A state of the lab to be reached. It is judged after every turn; nothing needs to be submitted.

    Attributes:
        want: comparisons of measures, all to be true; `edits` counts the knobs that are not where they started.
        solution: knob values that reach it.
    """

    kind: ClassVar = "goal"
    want: Annotated[tuple[Text, ...], Field(min_length=1)]
    solution: Annotated[dict[str, Rational], Field(min_length=1)]

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

    def typed(self, text: str) -> Answer:
        """A goal is reached by the knobs. Always raises AnswerError."""
        raise AnswerError(f"“{text.strip()[:20]}” sets nothing; {self.how}")

    def judge(self, answer: Answer, measures: Measures) -> Verdict:  # noqa: ARG002 -- the union's one signature
        """Right when every comparison is true."""
        missing = [text for met, text in self.standing(measures) if not met]
        if not missing:
            return Verdict(right=True, say=self.explain)
        return Verdict(right=False, say=f"Still wanted: {'; '.join(missing)}.")

    @property
    def solution_text(self) -> str:
        """The settings."""
        return ", ".join(f"{name} = {show(value)}" for name, value in self.solution.items())

    @property
    def how(self) -> str:
        """Knobs."""
        return f"Set knobs until it holds, for example {next(iter(self.solution))} = 1/2."


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


Check = ChoiceCheck | NumberCheck | SketchCheck | GoalCheck
CHECKS: dict[str, type[Check]] = {
    "choice": ChoiceCheck,
    "number": NumberCheck,
    "sketch": SketchCheck,
    "goal": GoalCheck,
}
"""What may follow `check` on a fence of a lesson file, and the model that reads what the fence holds."""
