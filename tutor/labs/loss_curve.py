"""The loss over the steps of a training, on a logarithmic scale."""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from tutor.figure import Curve, Plot, Points, Table, axis
from tutor.net.layout import Floats
from tutor.rational import show

_SMALLEST = 1e-30
"""A smaller loss is drawn as this one: 0 has no logarithm."""

_MOST_POINTS = 160
"""More than a terminal has columns."""

_LISTED = 9
"""Steps in the table."""

SHORTEST = 8
"""The fewest steps on an axis: with fewer its ticks would not be whole numbers."""


class Run(NamedTuple):
    """A training.

    Attributes:
        name: what the losses are, for the one that is looked at; for another one, what stands at the end of its curve.
        first: the step at which it begins.
        losses: finite, from there on; at least one.
    """

    name: str
    first: int
    losses: Sequence[float] | Floats


def loss_curve(run: Run, here: int, last: int, others: Sequence[Run] = ()) -> Plot:
    """The loss at each step so far, and a mark at one of them.

    Args:
        run: that is looked at.
        here: the step with the mark, counted from its first.
        last: the right end of the axis, at least.
        others: drawn dotted, each with its name.
    """
    name, first, losses = run
    points = logs(losses, first, {here})
    beside = [(other, tuple(logs(other.losses, other.first).items())) for other in others]
    heights = [*points.values(), *(y for _, curve in beside for _, y in curve)]
    low, high = (Fraction(round(1000 * end), 1000) for end in (min(heights), max(heights)))
    end = max([last, *(x for _, curve in beside for x, _ in curve)])
    return Plot(
        x=axis(Fraction(0), Fraction(end), most=6),
        y=axis(low, high, round_out=True, most=5),
        curves=(
            *(Curve(curve, "trace", other.name, "dotted", other.name) for other, curve in beside if len(curve) > 1),
            *((Curve(tuple(points.items()), "curve", "log₁₀ loss"),) if len(points) > 1 else ()),
        ),
        points=(Points(((first + here, points[first + here]),), "mark", "now", "◆"),),
        over="step",
        text=f"{name} {show(float(losses[here]))} at step {f'{first} + ' if first else ''}{here}",
        tell=lambda: Table(
            ("step", "loss"),
            tuple((str(first + step), show(float(losses[step]))) for step in thinned(len(losses) - 1, _LISTED)),
            "the loss at some steps",
        ),
    )


def logs(losses: Sequence[float] | Floats, first: int = 0, besides: Iterable[int] = ()) -> dict[int, float]:
    """log₁₀ of the loss at some steps, evenly spaced, and at others besides; by the steps counted on from `first`."""
    steps = {*thinned(len(losses) - 1, _MOST_POINTS), *besides}
    return {first + step: math.log10(max(float(losses[step]), _SMALLEST)) for step in sorted(steps)}


def thinned(last: int, most: int) -> list[int]:
    """Up to `most` of the steps 0 … last, evenly spaced, the first and the last among them."""
    count = min(last + 1, most)
    return [round(i * last / max(1, count - 1)) for i in range(count)]
