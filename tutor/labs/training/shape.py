"""The shape of a trained network with one input: is it a line on a range, where does it bend, which units are dead?"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tutor.figure import Point
from tutor.labs.data import Column
from tutor.net.activation import Array
from tutor.net.inspection import Inspection, inspect
from tutor.net.linearity import ROUNDING
from tutor.net.liveness import Liveness, dead_on, units
from tutor.net.network import Network
from tutor.rational import rounded

POINTS = 257
"""The places at which a smooth curve is looked at; a piecewise-linear one is looked at where it bends."""


@dataclass(frozen=True)
class Shape:
    """What is found of f on a range.

    Attributes:
        linear: whether f stays near its chord: within 10⁻⁹ of its largest value, plus what rounding can do.
        deviation: the largest |f(x) − chord(x)|; infinite where f overflows.
        reason: why it is linear, or is not.
        bends: where the slope changes by more than rounding; None for a smooth activation, and where f overflows.
        units: what is found of each unit on the data; where f is piecewise linear, on the range too.
    """

    linear: bool
    deviation: float
    reason: str
    bends: tuple[float, ...] | None
    units: tuple[Liveness, ...]


@lru_cache(
    maxsize=256
)  # the lanes come back to the 48 samples of a run; a network of 10 units and its shape take 10 kB
def shape(network: Network, low: float, high: float, x: Column) -> Shape:
    """The shape from low to high of a float network with one hidden layer; x holds the inputs of the data."""
    rows = np.array(x)[:, None]
    with np.errstate(all="ignore"):
        if not network.is_piecewise_linear:
            return _smooth(network, low, high, rows)
        try:
            found = inspect(network, (low, high), [rows])
        except ValueError as overflow:
            return _overflowing(network, rows, str(overflow))
    linear, deviation = bool(found.linear.on_range), float(found.deviation or 0)
    return Shape(linear, deviation, found.linear.reason, () if linear else _bends(found), found.units)


def dead_units(network: Network, x: Column) -> tuple[bool, ...]:
    """Whether each hidden unit is dead on the data: z ≤ 0 on every row, and the activation does not leak."""
    return tuple(dead_on(network, np.array(x)[:, None])[0].tolist())


def graph(network: Network, low: float, high: float) -> tuple[Point, ...]:
    """f as a polyline from low to high: through its corners, or through many points where f is smooth."""
    with np.errstate(all="ignore"):
        if not network.is_piecewise_linear:
            x = np.linspace(low, high, POINTS // 2 + 1)
        else:
            turns = -network.biases[0] / network.weights[0][:, 0]
            x = np.unique(np.concatenate([[low, high], turns[(turns > low) & (turns < high)]]))
        return tuple(zip(x.tolist(), network(x[:, None])[:, 0].tolist(), strict=True))


def _bends(found: Inspection) -> tuple[float, ...]:
    steepest = max(abs(float(piece.slope)) for piece in found.pieces)
    changes = ((float(point.x), abs(float(point.after - point.before))) for point in found.breakpoints)
    return tuple(x for x, change in changes if change > ROUNDING * steepest)


def _overflowing(network: Network, rows: Array, reason: str) -> Shape:
    on_data = units(network, rows, None)
    return Shape(linear=False, deviation=float("inf"), reason=reason, bends=None, units=on_data)


def _smooth(network: Network, low: float, high: float, rows: Array) -> Shape:
    x = np.linspace(low, high, POINTS)[:, None]
    passed = network.forward(x)
    heights = passed.output[:, 0]
    chord = heights[0] + (heights[-1] - heights[0]) * (x[:, 0] - low) / (high - low)
    apart = abs(heights - chord)
    if not np.isfinite(apart).all():
        return _overflowing(network, rows, "its numbers are too large: f overflows in float64")
    deviation = float(apart.max())
    terms = abs(passed.a[1]) @ abs(network.weights[1][0]) + abs(network.biases[1][0])
    linear = deviation <= ROUNDING * abs(heights).max() + 8 * np.finfo(float).eps * terms.max()
    reason = f"{rounded(deviation, 2)} from the chord at x = {rounded(float(x[apart.argmax(), 0]), 3)}"
    if linear:
        reason = f"within {rounded(deviation, 2)} of the chord at {POINTS} points"
    return Shape(bool(linear), deviation, reason, None, units(network, rows, None))
