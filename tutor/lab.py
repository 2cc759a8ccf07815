"""What a lab is: knobs go in; measures, lamps, formulas and figures come out.

A lab is a value read from a lesson file. `lab.read(settings)` gives everything that can be seen at those settings.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tutor import rational
from tutor.expression import Measure, Measures
from tutor.figure import Figure

Settings = Mapping[str, Fraction]
"""The value of every knob by its name. Never changed in place: a turn makes a new one."""


class KnobError(ValueError):
    """What was typed cannot be the value of this knob; the message says why and what can."""


@dataclass(frozen=True)
class Knob:
    """A number that the learner turns: from `low` to `high` by `fine` or `coarse` steps, starting at `start`."""

    name: str
    start: Fraction
    low: Fraction
    high: Fraction
    fine: Fraction
    coarse: Fraction

    def turned(self, value: Fraction, steps: int, *, coarse: bool = False) -> Fraction:
        """The value `steps` marks further up or down, on multiples of the step, held inside the bounds."""
        step = self.coarse if coarse else self.fine
        marks = value / step
        mark = math.floor(marks) + steps if steps > 0 else math.ceil(marks) + steps
        return min(self.high, max(self.low, mark * step))

    def typed(self, text: str) -> Fraction:
        """The value that was typed. Raises KnobError if it is no number or out of bounds."""
        try:
            value = rational.parse(text)
        except rational.NumberError as problem:
            raise KnobError(f"{self.name}: {problem}") from None
        if not self.low <= value <= self.high:
            raise KnobError(f"{self.name} goes from {rational.show(self.low)} to {rational.show(self.high)}")
        return value


@dataclass(frozen=True)
class Lamp:
    """A verdict that is on or off, with the reason that proves it.

    Attributes:
        subject: what the verdict is about, such as "linear"; lamps with one subject stand together.
        case: of which it holds or not, such as "on the data".
    """

    subject: str
    case: str
    lit: bool
    reason: str

    @property
    def label(self) -> str:
        """Subject and case in one."""
        return f"{self.subject} {self.case}".strip()


class Reading(Protocol):
    """All that can be seen of a lab at one setting of its knobs."""

    @property
    def measures(self) -> Measures:
        """What checks, and the prose of the lesson, can name."""

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """The verdicts."""

    @property
    def formula(self) -> tuple[str, ...]:
        """The formula with the numbers plugged in, a line each."""

    def figure(self, view: str) -> Figure:
        """What one of the lab's views shows."""


class Lab(Protocol):
    """A lab as it stands in a lesson: settings that do not change, and knobs that do."""

    @property
    def all_knobs(self) -> tuple[Knob, ...]:
        """Every number that can be set, in the order in which the formula names them."""

    @property
    def knobs(self) -> tuple[str, ...]:
        """The names of those that the learner may turn."""

    @property
    def views(self) -> tuple[str, ...]:
        """The names of the figures, the one shown first in front."""

    @property
    def stated(self) -> frozenset[Fraction]:
        """The numbers that the lab itself states, which prose may repeat without proof."""

    def read(self, settings: Settings) -> Reading:
        """What is seen at `settings`, which has a value for each of `all_knobs`."""


def start_settings(lab: Lab) -> Settings:
    """The settings in which the lesson hands the lab over."""
    return {knob.name: knob.start for knob in lab.all_knobs}


def turnable(lab: Lab) -> tuple[Knob, ...]:
    """The knobs that the learner may turn."""
    knobs = {knob.name: knob for knob in lab.all_knobs}
    return tuple(knobs[name] for name in lab.knobs)


def edits(lab: Lab, settings: Settings) -> int:
    """How many knobs are not where they started."""
    return sum(settings[name] != value for name, value in start_settings(lab).items())


def goal_measures(lab: Lab, settings: Settings, reading: Reading | None = None) -> Measures:
    """The measures at some settings, `edits` among them; `reading` is the lab's at these, where it is at hand."""
    found = (reading or lab.read(settings)).measures
    return {**found, "edits": Measure(lambda: Fraction(edits(lab, settings)))}


def _to_fraction(value: Any) -> Fraction:
    if isinstance(value, str):
        return rational.parse(value)
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise ValueError(f'not a number: {value}; write a number, or a fraction in quotes such as "1/3"')
    number = Fraction(value)
    if abs(number) > _LARGEST or number.denominator > _LARGEST:
        raise ValueError(f"out of range: numbers lie between −{_LARGEST} and {_LARGEST}, with denominators up to that")
    return number


_LARGEST = 1_000_000
"""More is no number of a lesson, and a figure of it no figure."""


Rational = Annotated[Fraction, BeforeValidator(_to_fraction)]
"""A number in a lesson file: 3, 0.1 (kept as 1/10) or "1/3"."""


class Strict(BaseModel):
    """A table of a lesson file: unknown keys are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Bounds(Strict):
    """How far and in which steps a knob turns."""

    low: Rational = Fraction(-12)
    high: Rational = Fraction(12)
    fine: Rational = Field(default=Fraction(1, 2), gt=0)
    coarse: Rational = Field(default=Fraction(2), gt=0)

    def knob(self, name: str, start: Fraction) -> Knob:
        """A knob of that name within these bounds."""
        return Knob(name, start, self.low, self.high, self.fine, self.coarse)
