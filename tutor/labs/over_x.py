"""What a lab that trains shows over x beside f: the function to be learnt, the rows, and an axis on which they fit."""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np

from tutor.figure import Axis, Curve, Point, Table, axis
from tutor.net.activation import Array
from tutor.net.dataset import TARGETS
from tutor.rational import show

SMOOTH = 129
"""The points of a smooth curve."""

_FINE = 200
"""Axes over floats end at multiples of 1/200: fractions of floats are long, and slow to work with."""


def polyline(x: Array, y: Array) -> tuple[Point, ...]:
    """The points (x, y), for two arrays of shape (n,)."""
    return tuple(zip(x.tolist(), y.tolist(), strict=True))


def target(name: str, low: Fraction, high: Fraction) -> Curve:
    """The function to be learnt, by its name, from low to high."""
    x = np.linspace(float(low), float(high), SMOOTH)
    return Curve(polyline(x, TARGETS[name].function(x)), "good", name, "dashed")


def heights(of: Sequence[float]) -> Axis:
    """An axis with all of these heights on it, its ends rounded outwards."""
    low, high = math.floor(min(of) * _FINE), math.ceil(max(of) * _FINE)
    return axis(Fraction(low, _FINE), Fraction(high, _FINE), round_out=True, most=5)


def fitted(labels: Iterable[float], f: Iterable[float], room: int) -> Axis:
    """An axis with all labels on it, and f as far as it is near: a curve that runs off must not flatten the rest.

    Near is what lies no further beyond the labels than `room` times their spread, or `room` if that is more.
    """
    low, high = min(labels := list(labels)), max(labels)
    beyond = room * max(1.0, high - low)
    return heights([low, high, *(min(high + beyond, max(low - beyond, y)) for y in f if math.isfinite(y))])


def rows_told(x: Sequence[float], y: Sequence[float], f: Sequence[float], text: str) -> Table:
    """The rows with f and the residual."""
    body = (tuple(map(number, (xi, yi, fi, fi - yi))) for xi, yi, fi in zip(x, y, f, strict=True))
    return Table(("x", "y", "f(x)", "f(x) − y"), tuple(body), text)


def number(value: float) -> str:
    """A number of a training as a person reads it."""
    return show(value) if math.isfinite(value) else "too large"
