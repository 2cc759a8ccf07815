"""The check `goal`: a state of the lab to be reached by turning knobs, or found to be out of reach."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from typing import Annotated, ClassVar, NamedTuple, Self

from pydantic import Field, model_validator

from tutor import expression
from tutor.check.base import Answer, AnswerError, CheckBase, Text, Verdict
from tutor.expression import Comparison, Measures
from tutor.rational import show
from tutor.schema import Rational


class Standing(NamedTuple):
    """One line of what a goal wants: whether it is met now, and its text."""

    met: bool
    text: str


class GoalCheck(CheckBase):
    """A state of the lab to be reached. The session looks after every turn; nothing needs to be submitted.

    Any goal can also be answered by "cannot be done". Most can be.

    Attributes:
        want: comparisons of measures, all to be true; `edits` counts the knobs that are not where they started.
            Words and a colon before one, `straight on the range: linear_on_range = 1`, are shown in its place, once for
            all that have the same.
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

    @property
    def claims(self) -> tuple[str, ...]:
        """What is wanted, without the words."""
        return tuple(text.rpartition(":")[2].strip() for text in self.want)

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        """What is wanted, parsed."""
        return tuple(map(expression.parse_comparison, self.claims))

    def met(self, measures: Measures) -> tuple[bool, ...]:
        """For each comparison, whether it is true now; a measure without a value makes it false."""
        return tuple(_true(comparison, measures) for comparison in self.comparisons)

    def standing(self, measures: Measures) -> tuple[Standing, ...]:
        """What is wanted, line by line: in words, or as a comparison with what its left side is now."""
        return tuple(self._standing(measures))

    def _standing(self, measures: Measures) -> Iterator[Standing]:
        wanted = zip((text.rpartition(":")[0].strip() for text in self.want), self.comparisons, strict=True)
        for words, group in groupby(wanted, key=lambda each: each[0]):
            met = [(_true(comparison, measures), comparison) for _, comparison in group]
            if words:
                so = all(true for true, _ in met)
                yield Standing(so, words if so else f"{words}: not yet")
            else:
                for true, each in met:
                    yield Standing(true, f"{_worded(each.pretty)}, now {_now(each, measures)}")

    @property
    def has_proof(self) -> bool:
        """Its solution is one. A goal out of reach has none; the linter searches for settings that reach it."""
        return True

    @property
    def size(self) -> int:
        """0: the lab itself is the answer."""
        return 0

    def fits(self, answer: Answer) -> bool:  # noqa: ARG002 -- the signature of all checks
        """Any values of knobs fit, for the lab itself is the answer; and so does "cannot be done"."""
        return True

    def kept(self, answer: Answer) -> tuple[str, ...]:
        """The values of the knobs, or that it cannot be done, which is kept as -1; so a knob at −1 is kept as -1/1."""
        return {CANNOT: ("-1",), (Fraction(-1),): ("-1/1",)}.get(answer) or super().kept(answer)

    def restored(self, kept: Sequence[str]) -> Answer:
        """What was kept, as an answer."""
        return CANNOT if tuple(kept) == ("-1",) else super().restored(kept)

    def typed(self, text: str) -> Answer:
        """That it cannot be done; else a goal is reached by the knobs. Raises AnswerError for anything else."""
        if text.strip().rstrip(".").lower() == CANNOT_SAID:
            return CANNOT
        raise AnswerError(f"“{text.strip()[:20]}” sets nothing; {self.instructions}")

    def judge(self, answer: Answer) -> Verdict:
        """Right for knob values, which are logged when the lab meets the goal; or for a goal that cannot be done."""
        right = self.impossible or answer != CANNOT
        return Verdict(right, self.explain if right else "It can be done. Take a hint, and go on.")

    @property
    def solution_text(self) -> str:
        """The settings."""
        if self.impossible:
            return "It cannot be done"
        return ", ".join(f"{name} = {show(value)}" for name, value in self.solution.items())

    @property
    def instructions(self) -> str:
        """To set knobs, or to say that it cannot be done."""
        return f"Set knobs to meet the goal, such as b1 = 1/2; or type: {CANNOT_SAID}."


CANNOT: Answer = (Fraction(-(10**9)),)
"""The answer that a goal cannot be reached: beyond the numbers that a knob can have."""
CANNOT_SAID = "cannot be done"


def _true(comparison: Comparison, measures: Measures) -> bool:
    try:
        return expression.holds(comparison, measures)
    except expression.UndefinedError:
        return False


def _now(comparison: Comparison, measures: Measures) -> str:
    try:
        value = expression.evaluate(comparison.sides[0], measures)
    except expression.UndefinedError:
        return "undefined"
    shown = show(value)
    return f"{shown} {show(float(value))}" if len(shown) > _PLAIN and "/" in shown else shown


_PLAIN = 3
"""A fraction of up to three characters needs no decimal beside it."""

_WORDS = {"edits": "knobs turned", "dead": "dead units"}
"""Names, for people, of measures that the screen does not name."""


def _worded(text: str) -> str:
    for pattern, words in _OF_UNITS:
        text = pattern.sub(words, text)
    return re.sub(r"[a-z_]\w*", lambda name: _WORDS.get(name[0], name[0]), text)


_OF_UNITS = (
    (re.compile(r"\bbreakpoint(\d+)\b"), r"breakpoint of unit \1"),
    (re.compile(r"\bz(\d+)\(([^()]+)\)"), r"z of unit \1 at x = \2"),
)
"""Measures of one unit, and the words for them."""
