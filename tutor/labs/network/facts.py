"""What can be read off a small network at one setting of its knobs. Everything here is exact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from tutor.expression import Measure, UndefinedError
from tutor.figure import Figure
from tutor.lab import Lamp, Reading, Settings
from tutor.labs import formula
from tutor.labs import names as network_names
from tutor.labs.network import explain as network_explain
from tutor.labs.network import views as network_views
from tutor.net import linearity as linear
from tutor.net import pieces as exact_pieces
from tutor.net.activation import Array
from tutor.net.gradient import Gradients, descend, gradients
from tutor.net.liveness import Liveness, liveness
from tutor.net.loss import MSE
from tutor.net.network import Forward, Network, exact
from tutor.net.zero_gradient import Parameter
from tutor.rational import show

if TYPE_CHECKING:
    from tutor.labs.network.spec import NetworkLab


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
    def units(self) -> tuple[tuple[int, int], ...]:
        """(layer, unit) of every hidden unit, both counted from 0."""
        return tuple((layer, i) for layer, count in enumerate(self.lab.hidden) for i in range(count))

    @cached_property
    def xs(self) -> tuple[Fraction, ...]:
        """The inputs of the data, the learner's own rows at the end; or nothing."""
        return tuple(x for x, _ in self.lab.rows(self.settings))

    @cached_property
    def ys(self) -> tuple[Fraction, ...]:
        """The labels of the data, or nothing."""
        return tuple(y for _, y in self.lab.rows(self.settings))

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
    def apart(self) -> Fraction:
        """The largest |f(x) − g(x)| on the range, g being the network beside this one; 0 without one.

        Between breakpoints of either the difference is affine, so it is largest at one of them or at an end.
        """
        low, high = self.lab.range
        both = [self.network, self.lab.other or self.network]
        xs = (low, high, *(p.x for each in both for p in exact_pieces.breakpoints(each) if low < p.x < high))
        heights = zip(*(exact_pieces.values(each, xs) for each in both), strict=True)
        return max(Fraction(abs(f - g)) for f, g in heights)

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
    def explainable(self) -> tuple[str, ...]:
        """Values, breakpoints, slopes, loss, deviation and gradients, for one hidden layer."""
        return network_explain.explainable(self)

    def explain(self, number: str) -> tuple[str, ...]:
        """The arithmetic behind one of these; f(x) and slope(x) for any x. Raises KeyError for anything else."""
        return network_explain.explain(self, number)

    @property
    def formula(self) -> tuple[str, ...]:
        """f with the numbers plugged in, what that comes to on the range, and what it is compared with."""
        low, high = map(show, self.lab.range)
        lines = [*formula.layers(self.network), f"on [{low}, {high}]: f(x) = {formula.piecewise(self.pieces)}"]
        if self.after is not None:
            lines.append(f"after one step of {show(self.settings['rate'])}{self._told_after(self.after)}")
        if self.lab.beside and self.lab.other:
            name = "" if self.lab.beside.label == "g" else f"{self.lab.beside.label}: "
            lines.append(f"{name}g(x) = {formula.network(self.lab.other)}")
        if self.lab.activation == "leaky_relu":
            lines.append(f"leaky_relu(z) = {self.network.activation.formula}")
        return tuple(lines)

    def _told_after(self, after: Network) -> str:
        if len(self.lab.hidden) == 1:
            return f": f(x) = {formula.network(after)}"
        low, high = self.lab.range
        on_range = formula.piecewise(exact_pieces.pieces(after, low, high))
        return f", on [{show(low)}, {show(high)}]: f(x) = {on_range}"

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
            Lamp(
                "unit",
                network_names.unit(u.layer, u.unit),
                not (u.dead_on_data or (not u.rows and u.dead_on_range)),
                _status(u),
                u.condition,
            )
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
            **self._beside_measures(),
        }

    def _beside_measures(self) -> dict[str, Measure]:
        if self.lab.other is None:
            return {}
        return {"g": Measure(partial(exact_pieces.value, self.lab.other), 1), "apart": _number(lambda: self.apart)}

    def _unit_measures(self) -> dict[str, Measure]:
        found = {"dead_on_range": _number(lambda: sum(u.dead_on_range for u in self.liveness))}
        for layer, i in self.units:
            name = network_names.unit(layer, i)
            found[f"z{name}"] = Measure(partial(_z, self.network, layer, i), 1)
            found[f"a{name}"] = Measure(partial(_a, self.network, layer, i), 1)
        for i in range(len(self.lab.w)):
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
        }
        for at, (layer, i) in enumerate(self.units):
            found[f"active{network_names.unit(layer, i)}"] = _number(lambda at: self.liveness[at].active_rows, at)
        for name, parameter in self.lab.parameters.items():
            found[f"dL_d{name}"] = _number(self.gradient, parameter)
        return found

    def gradient(self, parameter: Parameter) -> Fraction:
        """The gradient of the loss by one parameter."""
        return _entry(self.gradients.weights, self.gradients.biases, parameter)

    def _measures_after(self, after: Network) -> dict[str, Measure]:
        found = {"dead_after": _number(lambda: sum(u.dead_on_data for u in self._liveness(after)))}
        for layer, i in self.units:
            found[f"z{network_names.unit(layer, i)}_after"] = Measure(partial(_z, after, layer, i), 1)
        for name, parameter in self.lab.parameters.items():
            found[f"{name}_after"] = _number(_entry, after.weights, after.biases, parameter)
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


def _entry(weights: tuple[Array, ...], biases: tuple[Array, ...], at: Parameter) -> Fraction:
    """The number that belongs to a parameter, in arrays of a network's shapes."""
    return Fraction(biases[at.layer][at.unit] if at.input is None else weights[at.layer][at.unit, at.input])


def _z(network: Network, layer: int, unit: int, x: Fraction) -> Fraction:
    return Fraction(network.forward(exact([[x]])).z[layer][0, unit])


def _a(network: Network, layer: int, unit: int, x: Fraction) -> Fraction:
    return Fraction(network.forward(exact([[x]])).a[layer + 1][0, unit])


def _status(unit: Liveness) -> str:
    """The verdict, and why a unit that is never active is not dead all the same."""
    never = unit.active_rows == 0 if unit.rows else unit.ever_active is False
    return f"{unit.status}, but it leaks: never dead" if unit.leaks and never else unit.status
