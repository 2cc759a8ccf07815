"""The loss along a straight line through the parameters: along one of them (shelf), or to another setting (slice)."""

import math
from collections.abc import Callable, Collection, Sequence
from fractions import Fraction
from itertools import chain
from typing import NamedTuple

from pydantic import Field

from tutor.figure import Axis, Curve, Plot, Point, Points, Table, axis
from tutor.labs.formula import equation
from tutor.rational import Real, rounded, show
from tutor.schema import Ends, Rational, Strict, check_names

Interval = tuple[Real, Real]

SAMPLES = 121
"""Points of a curved loss: more than a plot has columns in a usual terminal."""

SHARES = tuple(-1 / 4 + k / 80 for k in range(SAMPLES))
"""Where a slice is computed: from a quarter of the way before its first end to a quarter beyond the other."""

_FINE = 1000
"""Axes of a loss end at multiples of 1/1000."""


class Slice(Strict):
    """The other end of a slice of the loss.

    Attributes:
        to: the parameters there; those that are not named stay as they are.
        label: what they are called.
    """

    to: dict[str, Rational] = Field(min_length=1)
    label: str = Field(default="there", min_length=1, max_length=24)


class LossLines(Strict):
    """What a lesson states for the views `shelf` and `slice`.

    Attributes:
        shelf: the parameter along which the loss is shown; the first one among the knobs, unless given.
        shelf_range: how far it goes.
        slice: the other end of the slice.
    """

    shelf: str = ""
    shelf_range: Ends | None = None
    slice: Slice | None = None

    def check_loss_lines(self, show: Collection[str], parameters: Collection[str], along: str) -> None:
        """Refuse views without what they need, and parameters that the network lacks.

        Raises:
            ValueError: for the first of these.
        """
        check_names("shelf", [self.shelf] if self.shelf else [], parameters)
        check_names("slice", self.slice.to if self.slice else [], parameters)
        if "shelf" in show and not along:
            raise ValueError('show: the view shelf needs the name of a parameter, such as shelf = "b0"')
        if "slice" in show and self.slice is None:
            raise ValueError("show: the view slice needs its other end, such as slice = { to = { b0 = 1 } }")

    @property
    def stated_of_lines(self) -> frozenset[Fraction]:
        """The ends of the shelf, and the parameters at the other end of the slice."""
        return frozenset(chain(self.shelf_range or (), self.slice.to.values() if self.slice else ()))


class Shelf(NamedTuple):
    """The loss against one parameter.

    Attributes:
        name: of the parameter.
        ends: how far it goes.
        curve: (value, loss), ascending; the ends of the flat parts are among them.
        flat: the intervals in which the loss stays the same, ascending.
        here: the value of the parameter, and the loss.
        loss_at: the loss at any value.
    """

    name: str
    ends: tuple[Fraction, Fraction]
    curve: Sequence[Point]
    flat: Sequence[Interval]
    here: Point
    loss_at: Callable[[Fraction], Real]


def shelf(of: Shelf) -> Plot:
    """The loss against one parameter, its flat parts, and where the parameter stands."""
    name, ends, curve, flat, here, loss_at = of
    where = " and ".join(_interval(low, high, ends) for low, high in flat) or "nowhere"
    stands = f" at {equation(name, show(here[0]))}; flat {where}"
    if any(low <= here[0] <= high for low, high in flat):
        stands = f", flat here: {name} {where}"
    shelves = tuple(
        Curve(tuple(point for point in curve if low <= point[0] <= high), "bad", "flat: gradient 0", "thick")
        for low, high in flat
    )
    x = axis(min(ends[0], Fraction(math.floor(here[0]))), max(ends[1], Fraction(math.ceil(here[0]))))
    return Plot(
        x=x,
        y=_heights([*(y for _, y in curve), here[1]]),
        curves=(Curve(tuple(curve), "curve", "loss"), *shelves),
        points=(Points((here,), "mark", name, "◆"),),
        over="parameter",
        text=f"loss {_text(here[1])}{stands}",
        tell=lambda: _told(name, {*x.ticks, *(Fraction(end) for each in flat for end in each)}, flat, loss_at),
    )


def _interval(low: Real, high: Real, ends: tuple[Fraction, Fraction]) -> str:
    if low <= ends[0]:
        return "everywhere here" if high >= ends[1] else f"up to {show(high)}"
    return f"from {show(low)} on" if high >= ends[1] else f"from {show(low)} to {show(high)}"


def _told(name: str, values: set[Fraction], flat: Sequence[Interval], loss_at: Callable[[Fraction], Real]) -> Table:
    """The loss at the ticks, and at the ends of the flat parts."""
    rows = tuple(
        (show(value), _text(loss_at(value)), "flat" if any(low <= value <= high for low, high in flat) else "")
        for value in sorted(values)
    )
    return Table((name, "loss", "there"), rows, f"the loss at some values of {name}")


def cut(losses: Sequence[float], ends: tuple[Real, Real], there: str) -> Plot:
    """The loss on the straight way from the parameters as they are to others, and a little beyond both.

    Args:
        losses: at each of SHARES.
        ends: the loss here and there.
        there: what the other parameters are called.
    """
    curve = tuple(zip(SHARES, losses, strict=True))
    between = [y for t, y in curve if 0 <= t <= 1 and math.isfinite(y)]
    higher, most = max(map(float, ends)), max(between, default=0.0)
    over = (
        f"between them up to ≈{rounded(most, 4)}" if most > higher + _NO_HILL * max(1.0, higher) else "no hill between"
    )
    return Plot(
        x=axis(Fraction(SHARES[0]), Fraction(SHARES[-1])),
        y=_heights([*between, *ends]),
        curves=(Curve(curve, "curve", "loss"),),
        points=(
            Points(((Fraction(0), ends[0]),), "mark", "here", "◆"),
            Points(((Fraction(1), ends[1]),), "good", there, "●"),
        ),
        over="share",
        text=f"{_text(ends[0])} here, {_text(ends[1])} {there}; {over}",
        tell=lambda: _told_of_way(losses),
    )


_NO_HILL = 1e-9
"""Of the higher end: what rounding may add to it."""


def _told_of_way(losses: Sequence[float]) -> Table:
    """The loss at every tenth of SHARES: at every eighth of the way."""
    rows = tuple((show(Fraction(SHARES[i])), _text(losses[i])) for i in range(0, SAMPLES, 10))
    return Table(("share of the way", "loss"), rows, "the loss along the way")


def _heights(of: Sequence[Real]) -> Axis:
    """The axis of these losses and 0."""
    finite = [0.0, *(float(y) for y in of if math.isfinite(y))]
    return axis(Fraction(0), Fraction(math.ceil(max(finite) * _FINE), _FINE), round_out=True, most=5)


def _text(loss: Real) -> str:
    return show(loss) if math.isfinite(loss) else "too large"
