"""What can be read off a network with two inputs and one output at one setting of the knobs of the `plane` lab."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tutor.expression import Measure, UndefinedError
from tutor.figure import Figure
from tutor.lab import Lamp, Offer, Reading, Settings
from tutor.labs import formula
from tutor.labs.plane import views as plane_views
from tutor.net.activation import Array
from tutor.net.contour import zero_contour
from tutor.net.dataset import CLASSES, Classes
from tutor.net.layout import count
from tutor.net.linearity import ROUNDING, on_one_plane
from tutor.net.loss import LOSSES
from tutor.net.network import Network, as_float, exact
from tutor.net.regions import Regions, regions
from tutor.rational import show
from tutor.store import Store

if TYPE_CHECKING:
    from tutor.labs.plane.spec import PlaneLab

GRID = 49
"""So many columns and rows of samples of an f that has no regions; a cell of a plot is no smaller than their mesh."""

_ROUNDING = 1e-12
"""|f| up to this share of what its terms can add up to in the box is taken for 0: its sign would be chance."""


@dataclass(frozen=True, eq=False)
class PlaneReading(Reading):
    """One plane lab at one setting. What is computed once is kept for as long as the setting is looked at."""

    lab: PlaneLab
    settings: Settings
    store: Store

    @cached_property
    def network(self) -> Network:
        """The network at these settings: exact where given and piecewise linear, else in float64."""
        return self.lab.network(self.settings, self.store)

    @cached_property
    def floating(self) -> Network:
        """The same in float64."""
        return as_float(self.network)

    @property
    def classes(self) -> Classes:
        """The data set."""
        return CLASSES[self._chosen("data")]

    @property
    def activation(self) -> str:
        """The name of the hidden layers' activation."""
        return self.network.activation.name

    @cached_property
    def rows(self) -> tuple[Array, Array]:
        """The points, shape (rows, 2), and their labels, shape (rows,)."""
        x, y = self.lab.rows_at(self.settings)
        return x, y[:, 0]

    @cached_property
    def output(self) -> Array:
        """f at each row, shape (rows,)."""
        return self.heights(self.rows[0])

    @cached_property
    def right(self) -> Array:
        """Whether each row is taken for what it is: class 1 where f > 0, class 0 where f ≤ 0."""
        result: Array = (self.output > 0) == (self.rows[1] == 1)
        return result

    @cached_property
    def loss(self) -> float:
        """The mean binary cross-entropy over the rows."""
        return float(LOSSES["bce"].value(self.output[:, None], self.rows[1][:, None]))

    @cached_property
    def regions(self) -> Regions | None:
        """The linear regions in the box; None for an activation that is not piecewise linear."""
        return regions(self.network, self.classes.box) if self.network.activation.slopes else None

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

    def grid(self, columns: int, rows: int) -> tuple[Array, Array, Array]:
        """x, shape (columns,), and y, shape (rows,), evenly spaced over the box, and f there, shape (rows, columns)."""
        x0, x1, y0, y1 = map(float, self.classes.box)
        xs, ys = np.linspace(x0, x1, columns), np.linspace(y0, y1, rows)
        points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        return xs, ys, self.heights(points).reshape(rows, columns)

    def heights(self, points: Array) -> Array:
        """f at points of shape (n, 2) in float64, shape (n,), what is rounding taken for 0."""
        f: Array = self.floating(points)[:, 0]
        return np.where(abs(f) <= self._noise, 0.0, f)

    @cached_property
    def _noise(self) -> float:
        x0, x1, y0, y1 = map(abs, self.classes.box)
        size = np.array([max(x0, x1), max(y0, y1)], dtype=float)
        for weight, bias in zip(self.floating.weights, self.floating.biases, strict=True):
            size = abs(weight) @ size + abs(bias)  # |g(z)| ≤ |z| for every activation here
        return _ROUNDING * float(size[0])

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

    @property
    def step(self) -> int:
        """The step that is seen: the clock's, or the last one before a divergence."""
        clock = int(self.settings["step"])
        return clock if self.offer is None else min(clock, self.lab.run(self.settings, self.store).step)

    @cached_property
    def offer(self) -> Offer | None:
        """A tenth of the learning rate, where training has diverged."""
        if not self.lab.clock:
            return None
        run = self.lab.run(self.settings, self.store)
        if run.diverged is None or self.settings["step"] < run.step:
            return None
        rate = self.settings["rate"] / 10
        return Offer(f"{run.diverged.reason}. Try a rate of {show(rate)}", {"rate": rate})

    def figure(self, view: str) -> Figure:
        """What one of the views shows."""
        return plane_views.VIEWS[view](self)

    @property
    def told(self) -> str:
        """How many rows are right."""
        return f"{int(self.right.sum())} of {len(self.right)} rows right"

    @property
    def formula(self) -> tuple[str, ...]:
        """f with its numbers, or the size of the network; and how well it does."""
        sizes = self.lab.sizes(self.settings)
        size = f"{'-'.join(map(str, sizes))} network, {self.activation}, {count(sizes)} parameters"
        at = f"step {self.step}: " if self.lab.clock else ""
        done = f"{at}{self.told} ({show(self._accuracy)} %), loss {show(self.loss)}"
        return (size, done) if self.lab.clock else (f"f(x, y) = {self._sum()}", size, done)

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """Does f = 0 separate the classes; is f one plane?"""
        wrong = int((~self.right).sum())
        apart = (
            f"{wrong} of {len(self.right)} rows are on the wrong side of f = 0"
            if wrong
            else "each is on its side of f = 0"
        )
        return (
            Lamp("separates", "all rows", not wrong, apart),
            Lamp("linear", "on the box", self.linear, self._why_linear()),
        )

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Every setting by its name; f(x, y), loss, accuracy (in %), regions, boundary_pieces and linear."""
        settings = {name: _number(self.settings.__getitem__, name) for name in self.settings}
        step = {"step": _number(lambda: self.step)} if self.lab.clock else {}
        return {
            **settings,
            **step,
            "f": Measure(self._f, 2),
            "loss": _number(lambda: self.loss),
            "accuracy": _number(lambda: self._accuracy),
            "regions": _number(lambda: len(self._known_regions())),
            "boundary_pieces": _number(lambda: len(self._known_regions().zero_level())),
            "linear": _number(lambda: self.linear),
        }

    @property
    def _accuracy(self) -> Fraction:
        return Fraction(100 * int(self.right.sum()), len(self.right))

    def _known_regions(self) -> Regions:
        if self.regions is None:
            raise UndefinedError(f"{self.activation} bends everywhere and has no regions")
        return self.regions

    def _f(self, x: Fraction, y: Fraction) -> Fraction:
        return Fraction(self.network(exact([[x, y]]).astype(self.network.biases[0].dtype))[0, 0])

    def _why_linear(self) -> str:
        if self.regions is None:
            return "to within rounding at all samples" if self.linear else f"{self.activation} bends it"
        several = len(self.regions)
        if several == 1:
            return "no unit switches in it"
        return (
            f"f is the same in all {several} regions" if self.linear else f"f is not the same in all {several} regions"
        )

    def _sum(self) -> str:
        (inner, outer), (biases, (c,)) = self.network.weights, self.network.biases
        wrapped = {"relu": "max(0, {})", "identity": "({})"}.get(self.activation, self.activation + "({})")
        terms = [
            formula.affine(v, 0, wrapped.format(plane_views.affine(w[0], w[1], b)))
            for w, b, v in zip(inner, biases, outer[0], strict=True)
            if v
        ]
        return formula.joined([*terms, show(c)] if c or not terms else terms)

    def _chosen(self, name: str) -> str:
        return next(knob for knob in self.lab.all_knobs if knob.name == name).shown(self.settings[name])


def _number(read: Callable[..., Any], *given: Any) -> Measure:
    """A measure that takes nothing; it is worked out when it is asked for."""
    return Measure(lambda: Fraction(read(*given)))
