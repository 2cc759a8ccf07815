"""What is true of a network with two inputs and one output at one setting of the knobs of the `plane` lab."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from tutor.expression import UndefinedError
from tutor.lab import Settings
from tutor.labs.plane.run import plan, rows
from tutor.labs.plane.spec import PlaneSpec
from tutor.labs.replay import TrainingRun
from tutor.net.activation import ACTIVATIONS, Array
from tutor.net.contour import zero_contour
from tutor.net.dataset import CLASSES, Classes
from tutor.net.linearity import ROUNDING, on_one_plane
from tutor.net.loss import LOSSES
from tutor.net.network import Network, as_float, exact
from tutor.net.regions import Regions, regions
from tutor.net.training import Divergence
from tutor.store import Store

GRID = 49
"""The columns, and the rows, of samples of an f that has no regions; a cell of a plot is no smaller than their mesh."""

_ROUNDING = 1e-12
"""|f| up to this share of what its terms can add up to in the box is taken for 0: its sign would be chance."""


@dataclass(frozen=True, eq=False)
class PlaneFacts:
    """A plane lab at one setting. Each fact is worked out when it is first asked for, and kept.

    Everything but `run` depends on the settings alone: the run trains up to their step before it is looked at.
    """

    spec: PlaneSpec
    settings: Settings
    store: Store

    @property
    def run(self) -> TrainingRun | None:
        """The training, where the network is trained."""
        return plan(self.spec, self.settings).run(self.store) if self.spec.clock else None

    @cached_property
    def step(self) -> int:
        """The step that is shown: that of the settings, or an earlier one at which training diverged; 0 without any."""
        return self.run.shown(int(self.settings["step"])) if self.run else 0

    @cached_property
    def diverged(self) -> Divergence | None:
        """How training went out of bounds, if it did so at this step or before."""
        found = self.run.diverged if self.run else None
        return found if found and self.settings["step"] >= found.step else None

    @cached_property
    def network(self) -> Network:
        """The network at these settings: exact where given and piecewise linear, else in float64."""
        return self.run.network(self.step) if self.run else self._given()

    @cached_property
    def floating(self) -> Network:
        """The network in float64."""
        return as_float(self.network)

    @property
    def classes(self) -> Classes:
        """The data set."""
        return CLASSES[self.spec.data_at(self.settings)]

    @property
    def activation(self) -> str:
        """The name of the hidden layers' activation."""
        return self.network.activation.name

    @cached_property
    def rows(self) -> tuple[Array, Array]:
        """The points, shape (rows, 2), and their labels, shape (rows,)."""
        x, y = rows(self.spec, self.settings).drawn
        return x, y[:, 0]

    @cached_property
    def hidden(self) -> Array:
        """The activations of the last hidden layer on each row, in float64, shape (rows, units)."""
        return self.floating.forward(self.rows[0]).a[-2]

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
    def loss(self) -> float:
        """The mean binary cross-entropy over the rows."""
        return float(LOSSES["bce"].value(self.output[:, None], self.rows[1][:, None]))

    @property
    def losses(self) -> list[float]:
        """The loss at each step up to the one that is shown; empty where nothing is trained."""
        return [*self.run.losses[: self.step].tolist(), self.loss] if self.run else []

    @cached_property
    def regions(self) -> Regions | None:
        """The linear regions in the box; None for an activation that is not piecewise linear."""
        return regions(self.network, self.classes.box) if self.network.activation.slopes else None

    @property
    def known_regions(self) -> Regions:
        """The linear regions in the box.

        Raises:
            UndefinedError: for an activation that is not piecewise linear.
        """
        if self.regions is None:
            raise UndefinedError(f"{self.activation} bends everywhere and has no regions")
        return self.regions

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
        if self.regions is None:
            xs, ys, heights = self.sampled
            return on_one_plane(np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2), heights.ravel())
        found = self.regions
        owner = np.repeat(np.arange(len(found)), np.diff(found.starts))
        corners = np.column_stack([found.corners, np.ones_like(found.corners[:, 0])])
        heights, apart = (
            (corners * maps).sum(axis=1) for maps in (found.maps[owner], found.maps[owner] - found.maps[0])
        )
        bound = 0 if found.maps.dtype == object else ROUNDING * abs(heights).max() + found.noise
        return bool(abs(apart).max() <= bound)

    def f(self, x: Fraction, y: Fraction) -> Fraction:
        """f(x, y)."""
        return Fraction(self.network(exact([[x, y]]).astype(self.network.biases[0].dtype))[0, 0])

    def grid(self, columns: int, rows: int) -> tuple[Array, Array, Array]:
        """x, shape (columns,), and y, shape (rows,), evenly spaced over the box, and f there, shape (rows, columns)."""
        x0, x1, y0, y1 = map(float, self.classes.box)
        xs, ys = np.linspace(x0, x1, columns), np.linspace(y0, y1, rows)
        points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        return xs, ys, self.heights(points).reshape(rows, columns)

    def heights(self, points: Array) -> Array:
        """f at points of shape (n, 2) in float64, shape (n,); 0 where rounding alone gives f its sign."""
        f: Array = self.floating(points)[:, 0]
        return np.where(abs(f) <= self._noise, 0.0, f)

    @cached_property
    def _noise(self) -> float:
        x0, x1, y0, y1 = map(abs, self.classes.box)
        size = np.array([max(x0, x1), max(y0, y1)], dtype=float)
        for weight, bias in zip(self.floating.weights, self.floating.biases, strict=True):
            size = abs(weight) @ size + abs(bias)  # |g(z)| ≤ |z| for every activation here
        return _ROUNDING * float(size[0])

    def _given(self) -> Network:
        units = range(len(self.spec.w or ()))
        w = exact([[self.settings[f"w{i}_{k}"] for k in range(2)] for i in units])
        b, v = ([self.settings[f"{letter}{i}"] for i in units] for letter in "bv")
        activation = ACTIVATIONS[self.spec.activation_at(self.settings)]
        network = Network((w, exact([v])), (exact(b), exact([self.settings["c"]])), activation)
        return network if activation.slopes else as_float(network)
