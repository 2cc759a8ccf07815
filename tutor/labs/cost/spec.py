"""What a lesson states of the `cost` lab, and what is measured: activations, passes, types, rounds."""

from fractions import Fraction
from typing import Literal

from pydantic import Field

from tutor.lab import Knob, Lab

NAMES = ("relu", "leaky_relu", "tanh", "sigmoid", "swish")
PASSES = ("forward", "backward")
TYPES = ("float32", "float64")
ROUNDS = 40

ELEMENTS = 16_384
"""The numbers in an array. A round of all twenty timings takes 5 ms; with four times as many numbers, 30 ms."""

View = Literal["cost", "order"]
Written = Literal["tutor", "plain"]

Column = tuple[str, str]
"""A pass and a type."""

Call = tuple[str, str, str]
"""An activation, a pass and a type: what is timed at once."""

COLUMNS: tuple[Column, ...] = tuple((passing, dtype) for dtype in TYPES for passing in PASSES)


class CostSpec(Lab):
    """Twenty timings: five activations, forwards and back, in float32 and float64.

    Attributes:
        written: `tutor` times the functions that this program computes with, `plain` a line of NumPy for each.
        knobs: `rounds`, or nothing.
        show: the views, the first one shown first.
    """

    written: Written = "tutor"
    knobs: tuple[Literal["rounds"], ...] = Field(default=("rounds",), max_length=1)
    show: tuple[View, ...] = Field(default=("cost", "order"), min_length=1)

    @property
    def all_knobs(self) -> tuple[Knob, ...]:
        """How many rounds are looked at."""
        return (Knob("rounds", Fraction(0), Fraction(0), Fraction(ROUNDS), Fraction(1), Fraction(10)),)

    @property
    def views(self) -> tuple[str, ...]:
        """The figures named in `show`."""
        return self.show

    @property
    def stated(self) -> frozenset[Fraction]:
        """The number of rounds and of elements, and the bits of the types."""
        return frozenset(map(Fraction, (ROUNDS, ELEMENTS, 32, 64)))

    @property
    def clock(self) -> str:
        """The number of rounds."""
        return "rounds"
