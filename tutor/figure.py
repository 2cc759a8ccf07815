"""Figures as data: a plot, several small ones, or a table. How they are drawn is left to the front end.

Every figure says in one line of text what it shows, and has the table of its numbers. The plain front end prints these,
and a screen reader reads them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import cycle, islice
from typing import Literal, get_args

from tutor.rational import Real

Series = Literal["series-1", "series-2", "series-3", "series-4", "series-5"]
"""Colours for curves of equal standing, and for classes, told apart by colour-blind people too."""

Role = Literal["curve", "trace", "after", "data", "guess", "mark", "good", "bad"] | Series
"""What a curve or a point stands for; the front end gives each role its colour."""

Line = Literal["solid", "thick", "dashed", "dotted", "dash-dot", "long-dash", "dash-dot-dot"]
"""How a curve is drawn."""

_SERIES: tuple[Series, ...] = get_args(Series)
_LINES: tuple[Line, ...] = ("solid", "dashed", "dotted", "dash-dot", "long-dash", "dash-dot-dot", "thick")

SIDE_BY_SIDE: tuple[tuple[Series, Line], ...] = tuple(islice(zip(cycle(_SERIES), cycle(_LINES), strict=False), 35))
"""Colour and line of curves of equal standing: no two curves have both in common, and the first five share neither."""

Point = tuple[Real, Real]

DIGITS = "₀₁₂₃₄₅₆₇₈₉"


@dataclass(frozen=True)
class Curve:
    """A polyline through `points`, left to right.

    Attributes:
        tag: a few characters that stand at the right end of the line; empty for none.
        slopes: whether the slope of each piece is written beside it, where there is room.
    """

    points: tuple[Point, ...]
    role: Role
    label: str
    line: Line = "solid"
    tag: str = ""
    slopes: bool = False


@dataclass(frozen=True)
class Points:
    """Single points, each drawn as the one character `symbol`.

    Attributes:
        joined: whether a thin line joins them, in their order.
    """

    points: tuple[Point, ...]
    role: Role
    label: str
    symbol: str
    joined: bool = False


Box = tuple[Fraction, Fraction, Fraction, Fraction]
"""A part of the plane: the lowest and highest x, the lowest and highest y."""


@dataclass(frozen=True)
class Ground:
    """Which of two sides each place of the plane is on: evenly spaced samples from corner to corner of a box.

    Attributes:
        box: what they cover.
        rows: a byte for each sample, 1 or 0, row by row from the lowest y up.
        label: what 1 stands for.
    """

    box: Box
    rows: tuple[bytes, ...]
    label: str


@dataclass(frozen=True)
class Axis:
    """The limits of an axis, low < high, and the places of its numbers, ascending."""

    low: Fraction
    high: Fraction
    ticks: tuple[Fraction, ...]


@dataclass(frozen=True)
class Table:
    """Rows of text under a header.

    Attributes:
        text: what the table shows, in one line.
        together: how many columns behind the first belong together: what has no room goes below by so many at a time.
        tell: makes the table of its numbers, where its cells are drawn with signs; None where they can be read.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text: str
    together: int = 1
    tell: "Callable[[], Table] | None" = field(default=None, compare=False)

    @property
    def numbers(self) -> "Table":
        """The table itself, or the one that tells what its signs mean."""
        return self.tell() if self.tell else self


@dataclass(frozen=True)
class Plot:
    """Curves and points in a frame; later ones are drawn over earlier ones. Without ticks there is no frame either.

    Attributes:
        shaded: an interval of x that is set off from the rest, if any.
        ground: how the plane is filled, if it is.
        over: what runs along the lower edge.
        asked: values of x that have a labelled tick in any case.
        title: what stands on the upper edge of the frame, to tell it from others beside it.
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
    ground: Ground | None = None
    over: Literal["input", "step", "layer", "bar", "parameter", "share"] = "input"
    asked: tuple[Fraction, ...] = ()
    title: str = ""

    @property
    def numbers(self) -> Table:
        """The numbers of the plot, as a table."""
        return self.tell()


@dataclass(frozen=True)
class Panels:
    """Small plots, to be read from left to right and from top to bottom; those below each other have their x in line.

    Attributes:
        stacked: whether they stand below each other in any room.
        text: what they show, in one line.
        tell: makes the table of their numbers, when that is asked for.
    """

    plots: tuple[Plot, ...]
    text: str
    tell: Callable[[], Table] = field(compare=False)
    stacked: bool = False

    @property
    def numbers(self) -> Table:
        """The numbers of all plots, as one table."""
        return self.tell()


Figure = Plot | Panels | Table


def nice_step(span: Fraction, most: int) -> Fraction:
    """The smallest of 1, 2, 5 · 10ᵏ that divides `span` > 0 into at most `most` parts."""
    step = Fraction(10) ** (len(str(int(span))) - len(str(span.denominator)) - 3)
    while True:
        for factor in (1, 2, 5):
            if span <= most * factor * step:
                return factor * step
        step *= 10


@lru_cache(maxsize=32)  # most axes stay while a knob turns
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
