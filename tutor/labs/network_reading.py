"""What can be read off a one-hidden-layer ReLU network at one setting of its knobs. Everything here is exact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from tutor.expression import Measure, UndefinedError
from tutor.figure import Figure
from tutor.lab import Lamp, Reading, Settings
from tutor.labs import formula, network_views
from tutor.net import linearity as linear
from tutor.net import pieces as exact_pieces
from tutor.net.gradient import Gradients, descend, gradients
from tutor.net.liveness import Liveness, liveness
from tutor.net.loss import MSE
from tutor.net.network import Forward, Network, exact
from tutor.rational import show

if TYPE_CHECKING:
    from tutor.labs.network import NetworkLab


@dataclass(frozen=True, eq=False)
class NetworkReading(Reading):
    """One network lab at one setting. What is computed once is kept for as long as the setting is looked at."""

    lab: NetworkLab
    settings: Settings

    @cached_property
    def network(self) -> Network:
        """The network at these settings."""
        return self.lab.network(self.settings)

    @property
    def units(self) -> range:
        """The indices of the hidden units."""
        return range(len(self.lab.w))

    @cached_property
    def xs(self) -> tuple[Fraction, ...]:
        """The inputs of the data, or nothing."""
        return tuple(self.settings[f"x{i}"] for i in range(len(self.lab.data.x))) if self.lab.data else ()

    @cached_property
    def ys(self) -> tuple[Fraction, ...]:
        """The labels of the data, or nothing."""
        return self.lab.data.y if self.lab.data else ()

    @cached_property
    def rows(self) -> Forward:
        """The forward pass over the data."""
        return self.network.forward(exact([[x] for x in self.xs]))

    @cached_property
    def loss(self) -> Fraction:
        """The mean squared error over the data."""
        return Fraction(MSE.value(self.rows.output, exact([[y] for y in self.ys])))

    @cached_property
    def gradients(self) -> Gradients:
        """The gradients of the loss over the data."""
        return gradients(self.network, exact([[x] for x in self.xs]), exact([[y] for y in self.ys]))

    @cached_property
    def after(self) -> Network | None:
        """The network after one step of gradient descent, where the lab has a learning rate."""
        rate = self.settings.get("rate")
        return None if rate is None else descend(self.network, self.gradients, rate)

    @cached_property
    def breakpoints(self) -> tuple[exact_pieces.Breakpoint, ...]:
        """All breakpoints, on the whole axis."""
        return exact_pieces.breakpoints(self.network)

    @cached_property
    def pieces(self) -> tuple[exact_pieces.Piece, ...]:
        """The pieces on the lesson's range."""
        return exact_pieces.pieces(self.network, *self.lab.range)

    @cached_property
    def on_range(self) -> linear.Linearity:
        """Linear on the lesson's range, or not, and why."""
        return linear.linearity(self.network, *self.lab.range)

    @cached_property
    def everywhere(self) -> linear.Linearity:
        """Linear on the whole axis, or not, and why."""
        return linear.linearity(self.network)

    @cached_property
    def liveness(self) -> tuple[Liveness, ...]:
        """Each unit over the data and the range."""
        return self._liveness(self.network)

    @cached_property
    def off_line(self) -> tuple[Fraction, Fraction] | None:
        """The first data point (x, f(x)) off the line through the outermost ones."""
        return linear.off_line(list(zip(self.xs, self.rows.output[:, 0], strict=True)))

    def f(self, x: Fraction) -> Fraction:
        """f(x)."""
        return exact_pieces.value(self.network, x)

    def figure(self, view: str) -> Figure:
        """What one of the views shows."""
        return network_views.VIEWS[view](self)

    @property
    def formula(self) -> tuple[str, ...]:
        """f with the numbers plugged in, what that comes to on the range, and where one step would take it."""
        low, high = map(show, self.lab.range)
        lines = [
            f"f(x) = {formula.network(self.network)}",
            f"on [{low}, {high}]: f(x) = {formula.piecewise(self.pieces)}",
        ]
        if self.after is not None:
            lines.append(f"after one step of {show(self.settings['rate'])}: f(x) = {formula.network(self.after)}")
        return tuple(lines)

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """Linear on the data, on the range, everywhere; and each unit: is it active anywhere?"""
        low, high = map(show, self.lab.range)
        lamps = []
        if self.lab.data:
            off = self.off_line
            reason = (
                f"the point at x = {show(off[0])} is off the line through the outermost ones"
                if off
                else "all its points are on one line"
            )
            lamps.append(Lamp("linear", "on the data", off is None, reason))
        lamps.append(Lamp("linear", f"on [{low}, {high}]", self.on_range.linear, self.on_range.reason))
        lamps.append(Lamp("linear", "everywhere", self.everywhere.linear, self.everywhere.reason))
        lamps += [
            Lamp("unit", str(u.unit), not (u.dead_on_data or (not u.rows and u.dead_on_range)), u.status)
            for u in self.liveness
        ]
        return tuple(lamps)

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Everything a goal, an answer or the prose of a lesson can name; the README lists them."""
        settings = {name: _number(self.settings.__getitem__, name) for name in self.settings}
        after = {} if self.after is None else self._measures_after(self.after)
        return {**settings, **self._curve_measures(), **self._unit_measures(), **self._data_measures(), **after}

    def _curve_measures(self) -> dict[str, Measure]:
        low, high = self.lab.range
        return {
            "f": Measure(self.f, 1),
            "slope": Measure(self._slope, 1),
            "pieces": _number(lambda: len(self.pieces)),
            "bends": _number(lambda: len(self.on_range.bends)),
            "deviation": _number(linear.chord_deviation, self.network, low, high),
            "linear_on_range": _number(lambda: self.on_range.linear),
            "linear_everywhere": _number(lambda: self.everywhere.linear),
        }

    def _unit_measures(self) -> dict[str, Measure]:
        found = {"dead_on_range": _number(lambda: sum(u.dead_on_range for u in self.liveness))}
        for i in self.units:
            found[f"z{i}"] = Measure(partial(_z, self.network, i), 1)
            found[f"a{i}"] = Measure(partial(_a, self.network, i), 1)
            found[f"breakpoint{i}"] = _number(self._breakpoint, i)
        return found

    def _data_measures(self) -> dict[str, Measure]:
        if not self.lab.data:
            return {}
        found = {
            "rows": _number(lambda: len(self.xs)),
            "dead": _number(lambda: sum(u.dead_on_data for u in self.liveness)),
            "loss": _number(lambda: self.loss),
            "linear_on_data": _number(lambda: self.off_line is None),
            "dL_dc": _number(lambda: self.gradients.biases[1][0]),
        }
        for i in self.units:
            found[f"active{i}"] = _number(lambda i: self.liveness[i].active_rows, i)
            found[f"dL_dw{i}"] = _number(lambda i: self.gradients.weights[0][i, 0], i)
            found[f"dL_db{i}"] = _number(lambda i: self.gradients.biases[0][i], i)
            found[f"dL_dv{i}"] = _number(lambda i: self.gradients.weights[1][0, i], i)
        return found

    def _measures_after(self, after: Network) -> dict[str, Measure]:
        found = {"dead_after": _number(lambda: sum(u.dead_on_data for u in self._liveness(after)))}
        for i in self.units:
            found[f"z{i}_after"] = Measure(partial(_z, after, i), 1)
            found[f"w{i}_after"] = _number(lambda i: after.weights[0][i, 0], i)
            found[f"b{i}_after"] = _number(lambda i: after.biases[0][i], i)
        return found

    def _slope(self, x: Fraction) -> Fraction:
        if any(point.x == x and point.change for point in self.breakpoints):
            raise UndefinedError(f"f bends at {show(x)} and has no slope there")
        around = exact_pieces.pieces(self.network, None, x)[-1]
        return around.slope

    def _breakpoint(self, i: int) -> Fraction:
        if self.settings[f"w{i}"] == 0:
            raise UndefinedError(f"unit {i} has w = 0 and no breakpoint")
        return -self.settings[f"b{i}"] / self.settings[f"w{i}"]

    def _liveness(self, network: Network) -> tuple[Liveness, ...]:
        return liveness(network, exact([[x] for x in self.xs]).reshape(-1, 1), *self.lab.range)


def _number(read: Callable[..., Any], *given: Any) -> Measure:
    """A measure that takes nothing; it is worked out when it is asked for."""
    return Measure(lambda: Fraction(read(*given)))


def _z(network: Network, unit: int, x: Fraction) -> Fraction:
    return Fraction(network.forward(exact([[x]])).z[0][0, unit])


def _a(network: Network, unit: int, x: Fraction) -> Fraction:
    return Fraction(network.forward(exact([[x]])).a[1][0, unit])
