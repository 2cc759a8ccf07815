"""What can be read off a one-hidden-layer ReLU network at one setting of its knobs. Everything here is exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from tutor.expression import Measure, UndefinedError
from tutor.figure import Figure
from tutor.lab import Lamp, Settings, start_settings
from tutor.labs import formula, network_views
from tutor.net import pieces as exact_pieces
from tutor.net.gradient import Gradients, descend, gradients, mean_squared_error
from tutor.net.liveness import Liveness, liveness
from tutor.net.network import Forward, Network, exact, one_hidden_layer
from tutor.rational import show

if TYPE_CHECKING:
    from tutor.labs.network import NetworkLab


@dataclass(frozen=True, eq=False)
class NetworkReading:
    """One network lab at one setting. What is computed once is kept for as long as the setting is looked at."""

    lab: NetworkLab
    settings: Settings

    @cached_property
    def network(self) -> Network:
        """The network at these settings."""
        return self._network(self.settings)

    @cached_property
    def start(self) -> Network:
        """The network as the lesson handed it over."""
        return self._network(start_settings(self.lab))

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
        return Fraction(mean_squared_error(self.rows.output, exact([[y] for y in self.ys])))

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
    def on_range(self) -> exact_pieces.Linearity:
        """Linear on the lesson's range, or not, and why."""
        return exact_pieces.linearity(self.network, *self.lab.range)

    @cached_property
    def everywhere(self) -> exact_pieces.Linearity:
        """Linear on the whole axis, or not, and why."""
        return exact_pieces.linearity(self.network)

    @cached_property
    def liveness(self) -> tuple[Liveness, ...]:
        """Each unit over the data and the range."""
        return self._liveness(self.network)

    @cached_property
    def off_line(self) -> tuple[Fraction, Fraction] | None:
        """The first data point (x, f(x)) off the line through the outermost ones."""
        return exact_pieces.off_line(list(zip(self.xs, self.rows.output[:, 0], strict=True)))

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
            reason = f"the point at x = {show(off[0])} is off the line" if off else "all its points are on one line"
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
        constants = {name: Measure(lambda value=value: value) for name, value in self.settings.items()}
        return {**constants, **self._curve_measures(), **self._unit_measures(), **self._data_measures()}

    def _curve_measures(self) -> dict[str, Measure]:
        low, high = self.lab.range
        return {
            "f": Measure(self.f, 1),
            "slope": Measure(self._slope, 1),
            "pieces": Measure(lambda: Fraction(len(self.pieces))),
            "bends": Measure(lambda: Fraction(len(self.on_range.bends))),
            "deviation": Measure(lambda: exact_pieces.chord_deviation(self.network, low, high)),
            "linear_on_range": Measure(lambda: Fraction(self.on_range.linear)),
            "linear_everywhere": Measure(lambda: Fraction(self.everywhere.linear)),
        }

    def _unit_measures(self) -> dict[str, Measure]:
        found: dict[str, Measure] = {
            "dead_on_range": Measure(lambda: Fraction(sum(u.dead_on_range for u in self.liveness)))
        }
        for i in self.units:
            found[f"z{i}"] = Measure(lambda x, i=i: self.network.forward(exact([[x]])).z[0][0, i], 1)
            found[f"a{i}"] = Measure(lambda x, i=i: Fraction(self.network.forward(exact([[x]])).a[1][0, i]), 1)
            found[f"breakpoint{i}"] = Measure(lambda i=i: self._breakpoint(i))
            if self.after is not None:
                after = self.after
                found[f"z{i}_after"] = Measure(lambda x, i=i: after.forward(exact([[x]])).z[0][0, i], 1)
                found[f"w{i}_after"] = Measure(lambda i=i: after.weights[0][i, 0])
                found[f"b{i}_after"] = Measure(lambda i=i: after.biases[0][i])
        return found

    def _data_measures(self) -> dict[str, Measure]:
        if not self.lab.data:
            return {}
        found = {
            "rows": Measure(lambda: Fraction(len(self.xs))),
            "dead": Measure(lambda: Fraction(sum(u.dead_on_data for u in self.liveness))),
            "loss": Measure(lambda: self.loss),
            "linear_on_data": Measure(lambda: Fraction(self.off_line is None)),
            "dL_dc": Measure(lambda: self.gradients.biases[1][0]),
        }
        for i in self.units:
            found[f"active{i}"] = Measure(lambda i=i: Fraction(self.liveness[i].active_rows))
            found[f"dL_dw{i}"] = Measure(lambda i=i: Fraction(self.gradients.weights[0][i, 0]))
            found[f"dL_db{i}"] = Measure(lambda i=i: Fraction(self.gradients.biases[0][i]))
            found[f"dL_dv{i}"] = Measure(lambda i=i: Fraction(self.gradients.weights[1][0, i]))
        if self.after is not None:
            after = self.after
            found["dead_after"] = Measure(lambda: Fraction(sum(u.dead_on_data for u in self._liveness(after))))
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

    def _network(self, settings: Settings) -> Network:
        w, b, v = ([settings[f"{letter}{i}"] for i in self.units] for letter in "wbv")
        return one_hidden_layer(w, b, v, settings["c"])
