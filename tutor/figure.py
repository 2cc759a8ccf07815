"""Figures as data: a plot or a table. How they are drawn is left to the front end.

Every figure says in one line of text what it shows, and every plot has the table of its numbers. The plain front end
prints these, and a screen reader reads them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from tutor.rational import Real

Role = Literal["curve", "trace", "unit", "after", "data", "guess", "mark", "good", "bad"]
"""What a curve or a point stands for; the front end gives each role its colour."""

SIDE_BY_SIDE: tuple[Role, ...] = ("unit", "after", "trace", "guess", "curve")
"""Roles for up to five curves of equal standing: each has its own colour, and none that of the data.

Their symbols tell them apart without colour.
"""

Point = tuple[Real, Real]

DIGITS = "₀₁₂₃₄₅₆₇₈₉"


@dataclass(frozen=True)
class Curve:
    """A polyline through `points`, left to right.

    Attributes:
        symbol: one character to draw it with; None draws a fine line.
    """

    points: tuple[Point, ...]
    role: Role
    label: str
    symbol: str | None = None


@dataclass(frozen=True)
class Points:
    """Single points, each drawn as the one character `symbol`."""

    points: tuple[Point, ...]
    role: Role
    label: str
    symbol: str


@dataclass(frozen=True)
class Axis:
    """The limits of an axis, low < high, and the places of its numbers."""

    low: Fraction
    high: Fraction
    ticks: tuple[Fraction, ...]


@dataclass(frozen=True)
class Table:
    """Rows of text under a header.

    Attributes:
        text: what the table shows, in one line.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text: str


@dataclass(frozen=True)
class Plot:
    """Curves and points in a frame; later ones are drawn over earlier ones.

    Attributes:
        shaded: an interval of x that is set off from the rest, if any.
        text: what the plot shows, in one line.
        tell: makes the table of its numbers, when that is asked for.
    """

    x: Axis
    y: Axis
    curves: tuple[Curve, ...]
    points: tuple[Points, ...]
    text: str
    tell: Callable[[], Table] = field(compare=False)
    shaded: tuple[Fraction, Fraction] | None = None

    @property
    def numbers(self) -> Table:
        """The numbers of the plot, as a table."""
        return self.tell()


Figure = Plot | Table


def nice_step(span: Fraction, most: int) -> Fraction:
    """The smallest of 1, 2, 5 · 10ᵏ that divides `span` > 0 into at most `most` parts."""
    step = Fraction(10) ** (len(str(int(span))) - len(str(span.denominator)) - 3)
    while True:
        for factor in (1, 2, 5):
            if span <= most * factor * step:
                return factor * step
        step *= 10


def axis(low: Fraction, high: Fraction, *, round_out: bool = False, most: int = 8) -> Axis:
    """An axis with round tick positions; `round_out` widens the limits to the ticks around them.

    An empty interval (all values equal) is widened by 1 on both sides.
    """
    if low == high:
        low, high = low - 1, high + 1
    step = nice_step(high - low, most)
    first, last = -(-low // step), high // step
    if round_out:
        first, last = low // step, -(-high // step)
        low, high = first * step, last * step
    return Axis(low, high, tuple(n * step for n in range(int(first), int(last) + 1)))
