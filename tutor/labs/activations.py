"""The `activations` lab: several activations g at one z, each with its value and its slope."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache, partial
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from tutor.expression import Measure
from tutor.figure import SIDE_BY_SIDE, Axis, Curve, Figure, Plot, Point, Points, Table, axis
from tutor.lab import Knob, Lab, Lamp, Reading, Settings
from tutor.labs.formula import equation
from tutor.net.activation import ACTIVATIONS, Activation, Array
from tutor.net.network import exact
from tutor.rational import Real, show
from tutor.schema import Bounds, Rational, check_distinct, one_of
from tutor.store import Store

View = Literal["f", "slope", "values"]

_FURTHEST = 100
"""The largest |z|: a slope that is shown as 0 has to be 0, not too small for a float."""

_SAMPLES = 121
"""The points of a smooth curve; a piecewise-linear one needs its ends and its corner alone."""


class ActivationsLab(Lab):
    """One pre-activation z, and what several activations make of it.

    Attributes:
        z: the pre-activation at the start.
        activations: names in the activation table, at most six.
        knobs: ["z"], or [] if z stays.
        bounds: how far z turns, and how far the curves are drawn.
        show: the views, the first one shown first.
    """

    titles: ClassVar = {"f": "the activations", "slope": "their slopes", "values": "values at this z"}

    z: Rational
    activations: tuple[Annotated[str, one_of(ACTIVATIONS)], ...] = Field(min_length=1, max_length=6)
    knobs: tuple[Literal["z"], ...] = ("z",)
    bounds: Bounds = Field(default_factory=lambda: Bounds(low=Fraction(-5), high=Fraction(5)))
    show: tuple[View, ...] = Field(default=("f", "slope", "values"), min_length=1)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        check_distinct("activations", self.activations)
        if not -_FURTHEST <= self.bounds.low < self.bounds.high <= _FURTHEST:
            raise ValueError(f"bounds: low < high, both within {_FURTHEST} of 0")
        if not self.bounds.low <= self.z <= self.bounds.high:
            raise ValueError(f"z: {show(self.z)} is outside the bounds")
        return self

    @property
    def all_knobs(self) -> tuple[Knob, ...]:
        """z alone."""
        return (Knob.within(self.bounds, "z", self.z),)

    @property
    def views(self) -> tuple[str, ...]:
        """The figures named in `show`."""
        return self.show

    @property
    def stated(self) -> frozenset[Fraction]:
        """z at the start, and how far it turns."""
        return frozenset({self.z, self.bounds.low, self.bounds.high})

    def read(self, settings: Settings, store: Store) -> "ActivationsReading":  # noqa: ARG002 -- nothing here takes long
        """What is seen at this z."""
        rows = tuple(ACTIVATIONS[name] for name in self.activations)
        return ActivationsReading(settings["z"], rows, self.bounds.low, self.bounds.high)


@dataclass(frozen=True)
class ActivationsReading(Reading):
    """Several activations at one z; exact for those that are piecewise linear, in float64 for the others."""

    z: Fraction
    rows: tuple[Activation, ...]
    low: Fraction
    high: Fraction

    @cached_property
    def values(self) -> tuple[Real, ...]:
        """g(z) of each activation."""
        return tuple(_at(row, row.function, self.z) for row in self.rows)

    @cached_property
    def slopes(self) -> tuple[Real, ...]:
        """g′(z) of each activation."""
        return tuple(_at(row, row.derivative, self.z) for row in self.rows)

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """z; value_NAME and slope_NAME of each activation at z, and g_NAME(x) and dg_NAME(x) at any x."""
        found = {"z": Measure(lambda: self.z)}
        for row in self.rows:
            for name, function in ((f"g_{row.name}", row.function), (f"dg_{row.name}", row.derivative)):
                found[name] = Measure(partial(_fraction, row, function), 1)
            found[f"value_{row.name}"] = Measure(partial(_fraction, row, row.function, self.z))
            found[f"slope_{row.name}"] = Measure(partial(_fraction, row, row.derivative, self.z))
        return found

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """For each activation, whether its slope at z is other than 0."""
        return tuple(
            Lamp("a gradient can pass", row.name, slope != 0, f"the slope at z = {show(self.z)} is {show(slope)}")
            for row, slope in zip(self.rows, self.slopes, strict=True)
        )

    @property
    def formula(self) -> tuple[str, ...]:
        """Each activation with z plugged in, and its slope."""
        return tuple(
            f"{row.name}: {_equation(row, self.z, value)}, slope {show(slope)}"
            for row, value, slope in zip(self.rows, self.values, self.slopes, strict=True)
        )

    def figure(self, view: str) -> Figure:
        """The curves of g, those of g′, or the numbers at z."""
        if view == "values":
            return self._values()
        return self._plot("slope" if view == "slope" else "value")

    def _values(self) -> Table:
        body = tuple(
            (row.name, row.formula, show(value), show(slope))
            for row, value, slope in zip(self.rows, self.values, self.slopes, strict=True)
        )
        return Table(("activation", "formula", "value", "slope"), body, f"values and slopes at z = {show(self.z)}")

    def _plot(self, what: Literal["value", "slope"]) -> Plot:
        heights = self.slopes if what == "slope" else self.values
        curves, y = _curves(self.rows, what, self.low, self.high)
        found = ", ".join(f"{row.name} {show(height)}" for row, height in zip(self.rows, heights, strict=True))
        return Plot(
            x=axis(self.low, self.high),
            y=y,
            curves=curves,
            points=(Points(tuple((self.z, height) for height in heights), "mark", f"at z = {show(self.z)}", "◆"),),
            text=f"{what} at z = {show(self.z)}: {found}",
            tell=lambda: self._at_ticks(what),
        )

    def _at_ticks(self, what: Literal["value", "slope"]) -> Table:
        at = axis(self.low, self.high).ticks
        body = tuple(
            (show(x), *(show(_at(row, row.derivative if what == "slope" else row.function, x)) for row in self.rows))
            for x in at
        )
        return Table(("z", *(row.name for row in self.rows)), body, f"the {what} at some z")


_TAGS = {**{name: name for name in ACTIVATIONS}, "leaky_relu": "leaky"}
"""The names at the ends of the lines; a long one would take up a sixth of a narrow plot."""


@lru_cache(maxsize=16)  # the curves stay while z turns; six of them take 100 kB
def _curves(
    rows: tuple[Activation, ...], what: Literal["value", "slope"], low: Fraction, high: Fraction
) -> tuple[tuple[Curve, ...], Axis]:
    """The curves of g or of g′ from low to high, and the axis of their heights."""
    curves = tuple(
        Curve((_slope if what == "slope" else _curve)(row, low, high), role, row.name, line, _TAGS[row.name])
        for row, (role, line) in zip(rows, SIDE_BY_SIDE, strict=False)
    )
    heights = [Fraction(y) for curve in curves for _, y in curve.points]
    return curves, axis(min(heights), max(heights), round_out=True, most=5)


def _curve(row: Activation, low: Fraction, high: Fraction) -> tuple[Point, ...]:
    if row.slopes is None:
        return _sampled(row.function, low, high)
    corner = [Fraction(0)] if low < 0 < high else []
    return tuple((x, _at(row, row.function, x)) for x in (low, *corner, high))


def _slope(row: Activation, low: Fraction, high: Fraction) -> tuple[Point, ...]:
    if row.slopes is None:
        return _sampled(row.derivative, low, high)
    left, right = row.slopes
    zero = min(max(low, Fraction(0)), high)
    return ((low, left), (zero, left), (zero, right), (high, right))


def _sampled(function: Callable[[Array], Array], low: Fraction, high: Fraction) -> tuple[Point, ...]:
    xs = np.linspace(float(low), float(high), _SAMPLES)
    return tuple(zip(xs.tolist(), function(xs).tolist(), strict=True))


def _at(row: Activation, function: Callable[[Array], Array], x: Fraction) -> Real:
    """g or g′ at x: exact for a piecewise-linear activation, else a float."""
    return Fraction(function(exact([x]))[0]) if row.slopes else float(function(np.array([float(x)]))[0])


def _fraction(row: Activation, function: Callable[[Array], Array], x: Fraction) -> Fraction:
    return Fraction(_at(row, function, x))


def _equation(row: Activation, z: Fraction, value: Real) -> str:
    """`max(0, −2) = 0`: the formula with z plugged in, on its side of 0, and the value."""
    right, _, left = row.formula.partition(" for z > 0, else ")
    text, number = left if left and z <= 0 else right, show(z)
    if text == "z":
        return number
    alone = number if text.startswith("max") or not set(number) & set("−/≈") else f"({number})"
    return equation(text.replace("z", alone), show(value))
