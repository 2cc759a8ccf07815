"""The tables of data to learn from: functions of one input, and points of the plane in two classes."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tutor.net.activation import Array


@dataclass(frozen=True)
class Target:
    """A function to learn.

    Attributes:
        name: its formula, as typed.
        function: elementwise on float64.
        note: what its graph looks like, and what that asks of a network.
    """

    name: str
    function: Callable[[Array], Array]
    note: str


_ROWS = (
    Target("x", lambda x: x, "a line through 0: no bend is needed"),
    Target("2x+20", lambda x: 2 * x + 20, "the line that the thread's linear network draws"),
    Target("abs(x)", abs, "one bend at 0"),
    Target("abs(x+1)", lambda x: abs(x + 1), "one bend at -1: the thread's other network"),
    Target("5-abs(x)", lambda x: 5 - abs(x), "one bend, downwards: output weights have to be negative"),
    Target("x^2", lambda x: x**2, "bent everywhere: no piece fits it"),
    Target("sin(x)", np.sin, "smooth, with several turns"),
    Target("step", lambda x: np.where(x > 0, 1.0, 0.0), "a jump, which no continuous function fits"),
)

TARGETS: dict[str, Target] = {row.name: row for row in _ROWS}


def sampled(target: Target, low: float, high: float, samples: int) -> tuple[Array, Array]:
    """Evenly spaced inputs from low to high, both included, and their labels: each of shape (samples, 1)."""
    x = np.linspace(low, high, samples)[:, None]
    return x, target.function(x)


@dataclass(frozen=True)
class Classes:
    """Points of the plane in two classes, 0 and 1, half of the rows in each.

    Attributes:
        name: as written in lessons.
        box: the part of the plane that holds them, as (x0, x1, y0, y1).
        draw: (random generator, labels, number of each row within its class) → points, shape (rows, 2).
    """

    name: str
    box: tuple[Fraction, Fraction, Fraction, Fraction]
    draw: Callable[[np.random.Generator, Array, Array], Array]


def _circle(random: np.random.Generator, label: Array, k: Array) -> Array:
    """A disc of radius 1/2, class 1, in a ring from 7/10 to 1. As in TensorFlow Playground (Smilkov et al. 2017)."""
    radius = np.where(label == 1, random.uniform(0.0, 0.5, k.size), random.uniform(0.7, 1.0, k.size))
    return _polar(radius, random.uniform(0.0, 2 * np.pi, k.size))


def _xor(random: np.random.Generator, label: Array, k: Array) -> Array:  # noqa: ARG001 -- one form for all rows
    """The corners of the unit square, class 1 where x ≠ y (Minsky, Papert 1969, Perceptrons)."""
    x = k % 2
    return np.column_stack([x, x ^ label]).astype(float)


def _moons(random: np.random.Generator, label: Array, k: Array) -> Array:  # noqa: ARG001 -- one form for all rows
    """Half circles: (cos t, sin t), and (1 − cos t, 1/2 − sin t) for class 1. As make_moons of scikit-learn."""
    t = np.pi * k / max(1, int(k.max()))
    upper, lower = np.column_stack([np.cos(t), np.sin(t)]), np.column_stack([1 - np.cos(t), 0.5 - np.sin(t)])
    return np.where(label[:, None] == 1, lower, upper)


def _spiral(random: np.random.Generator, label: Array, k: Array) -> Array:  # noqa: ARG001 -- one form for all rows
    """Two arms of 7/4 turns: radius r from 0 to 1 at the angle 7/2·π·r, or half a turn on. As in the Playground."""
    radius = k / (k.max() + 1)
    return _polar(radius, 3.5 * np.pi * radius + np.pi * (1 - label))


def _polar(radius: Array, angle: Array) -> Array:
    return np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])


def _square(low: str, high: str) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    return (Fraction(low), Fraction(high), Fraction(low), Fraction(high))


_CLASSES = (
    Classes("circle", _square("-5/4", "5/4"), _circle),
    Classes("xor", _square("-1/2", "3/2"), _xor),
    Classes("moons", _square("-3/2", "5/2"), _moons),
    Classes("spiral", _square("-5/4", "5/4"), _spiral),
)

CLASSES: dict[str, Classes] = {row.name: row for row in _CLASSES}


def drawn(classes: Classes, rows: int, noise: float, seed: int) -> tuple[Array, Array]:
    """Points of shape (rows, 2) and their labels, alternating 0 and 1, shape (rows, 1); the same seed draws the same.

    Each coordinate has a normal error with the standard deviation `noise`.
    """
    random = np.random.default_rng([seed, 2])  # 0 and 1 are for the start and the order of the rows; see `initial`
    i = np.arange(rows)
    label = i % 2
    points = classes.draw(random, label, i // 2)
    return points + noise * random.standard_normal((rows, 2)), label[:, None].astype(float)
