"""A network over the plane: what is true of it, and its picture. For every lab with two inputs."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from tutor.figure import Box
from tutor.net.activation import IDENTITY, Array
from tutor.net.contour import zero_contour
from tutor.net.linearity import bent_region, on_one_plane
from tutor.net.network import Network, as_float
from tutor.net.regions import Regions, regions

GRID = 49
"""The columns, and the rows, of samples of an f that has no regions; a cell of a plot is no smaller than their mesh."""

_ROUNDING = 1e-12
"""|f| up to this share of what its terms can add up to in the box is taken for 0: its sign would be chance."""


@dataclass(frozen=True, eq=False)
class OverPlane:
    """A network with two inputs and one output, over a box that holds rows of two classes.

    The network says class 1 where f > 0, class 0 elsewhere. A fact is worked out when it is first asked for, and kept.

    Attributes:
        network: exact, or in float64.
        box: the part of the plane that is looked at, as (x0, x1, y0, y1).
        rows: the points, shape (rows, 2), and their labels 0 and 1, shape (rows,).
    """

    network: Network
    box: Box
    rows: tuple[Array, Array]

    @cached_property
    def floating(self) -> Network:
        """The network in float64."""
        return as_float(self.network)

    @cached_property
    def output(self) -> Array:
        """f at each row, shape (rows,)."""
        return self.heights(self.rows[0])

    @cached_property
    def right(self) -> Array:
        """Whether the network is right on each row, shape (rows,): it says class 1 where f > 0, class 0 elsewhere."""
        result: Array = (self.output > 0) == (self.rows[1] == 1)
        return result

    @property
    def score(self) -> str:
        """How many rows are right, in words."""
        return f"{int(self.right.sum())} of {len(self.right)} rows right"

    @property
    def accuracy(self) -> Fraction:
        """The share of the rows that are right."""
        return Fraction(int(self.right.sum()), len(self.right))

    @cached_property
    def regions(self) -> Regions | None:
        """The linear regions in the box; None for an activation that is not piecewise linear."""
        return regions(self.network, self.box) if self.network.is_piecewise_linear else None

    @cached_property
    def boundary(self) -> Array:
        """f = 0 in the box as segments, shape (segments, 2, 2): exact edges, or from samples where there are none."""
        if self.regions is not None:
            return self.regions.zero_level().astype(float)
        return zero_contour(*self.sampled)

    @cached_property
    def sampled(self) -> tuple[Array, Array, Array]:
        """x and y of a grid over the box, shape (GRID,), and f on it, shape (GRID, GRID), row after row."""
        return self.grid(GRID, GRID)

    @cached_property
    def linear(self) -> bool:
        """Whether f is one affine function on the box: proved by its regions, or judged by samples of a smooth f."""
        return self.at_samples[0] if self.regions is None else bent_region(self.regions) is None

    @cached_property
    def at_samples(self) -> tuple[bool, str]:
        """Whether f is affine at the samples, and why."""
        _, _, heights = self.sampled
        return straight_at(self.network, self.points(GRID, GRID), heights.ravel())

    def points(self, columns: int, rows: int) -> Array:
        """Points evenly spaced over the box, row by row from the lowest y up, shape (rows · columns, 2)."""
        return np.stack(np.meshgrid(*self._sides(columns, rows)), axis=-1).reshape(-1, 2)

    def grid(self, columns: int, rows: int) -> tuple[Array, Array, Array]:
        """x, shape (columns,), and y, shape (rows,), evenly spaced over the box, and f there, shape (rows, columns)."""
        return *self._sides(columns, rows), self.heights(self.points(columns, rows)).reshape(rows, columns)

    def _sides(self, columns: int, rows: int) -> tuple[Array, Array]:
        x0, x1, y0, y1 = map(float, self.box)
        return np.linspace(x0, x1, columns), np.linspace(y0, y1, rows)

    def heights(self, points: Array) -> Array:
        """f at points of shape (n, 2) in float64, shape (n,); 0 where rounding alone gives f its sign."""
        f: Array = self.floating(points)[:, 0]
        return np.where(abs(f) <= self._noise, 0.0, f)

    @cached_property
    def _noise(self) -> float:
        x0, x1, y0, y1 = map(abs, self.box)
        size = np.array([max(x0, x1), max(y0, y1)], dtype=float)
        layers = zip(self.floating.weights, self.floating.biases, (*self.network.activations, IDENTITY), strict=True)
        for weight, bias, g in layers:
            size = abs(weight) @ size + abs(bias)
            size = size if g.slopes else np.maximum(size, 1)  # |g(z)| ≤ |z|, or ≤ 1 for sigmoid and step
        return _ROUNDING * float(size[0])


def straight_at(network: Network, x: Array, f: Array) -> tuple[bool, str]:
    """Whether f is affine at samples, and why: for a network that is not piecewise linear.

    Args:
        network: with the activations that may bend f.
        x: the samples, shape (n, inputs).
        f: the outputs there, shape (n,).
    """
    if not np.isfinite(f).all():
        return False, "f is too large for a float"
    if on_one_plane(x, f):
        return True, "to within rounding at all samples"
    bends = [each for each in network.activations if each.slopes is None]
    if not bends:
        return False, "it bends between samples"
    return False, f"{bends[0].name} {'jumps' if bends[0].jumps else 'bends it'}"


def why_linear(over: OverPlane) -> str:
    """Why f is one affine function on the box, or is not."""
    if over.regions is None:
        return over.at_samples[1]
    several = len(over.regions)
    if several == 1:
        return "no unit switches in it"
    return f"f is the same in all {several} regions" if over.linear else f"f is not the same in all {several} regions"
