"""The `network` lab: f(x) = c + Σ vᵢ·g(wᵢ·x + bᵢ), or several hidden layers, with every number a knob."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import ClassVar

from tutor.expression import Measure
from tutor.figure import Figure
from tutor.lab import Lamp, Reading, Settings
from tutor.labs import formula
from tutor.labs.measures import number, of_settings
from tutor.labs.network import explain, views
from tutor.labs.network.facts import NetworkFacts, a, entry, z
from tutor.labs.network.spec import NetworkSpec
from tutor.net.liveness import Liveness
from tutor.net.network import Network
from tutor.net.pieces import pieces, value
from tutor.rational import show
from tutor.store import Store


class NetworkLab(NetworkSpec):
    """A network of which every number is a knob, and everything about it is proved."""

    titles: ClassVar = views.TITLES
    views_of_units: ClassVar = frozenset({"rows"})

    def read(self, settings: Settings, store: Store) -> "NetworkReading":  # noqa: ARG002 -- nothing here takes long
        """What is seen at these settings."""
        return NetworkReading(NetworkFacts(self, settings))


@dataclass(frozen=True, eq=False)
class NetworkReading(Reading):
    """A network lab at one setting."""

    facts: NetworkFacts

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """The settings, and measures of the curve, the units, the data, and one step of gradient descent."""
        facts = self.facts
        return {
            **of_settings(facts.settings),
            **_of_curve(facts),
            **_of_units(facts),
            **_of_data(facts),
            **_after(facts),
        }

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """Whether f is linear on the data, on the range, and everywhere; and for each unit whether it is active."""
        facts = self.facts
        units = (_alive(each, facts.spec.unit(each.layer, each.unit)) for each in facts.liveness)
        return (*_linear(facts), *units)

    @property
    def formula(self) -> tuple[str, ...]:
        """f with the numbers plugged in, its pieces on the range, and what it is compared with."""
        spec, network = self.facts.spec, self.facts.network
        low, high = map(show, spec.range)
        lines = [*formula.layers(network), f"on [{low}, {high}]: f(x) = {formula.piecewise(self.facts.pieces)}"]
        if self.facts.after is not None:
            rate = show(self.facts.settings["rate"])
            lines.append(f"after one step of {rate}{_formula_after(spec, self.facts.after)}")
        if spec.beside and spec.other:
            name = "" if spec.beside.label == "g" else f"{spec.beside.label}: "
            lines.append(f"{name}g(x) = {formula.network(spec.other)}")
        if spec.activation == "leaky_relu":
            lines.append(f"leaky_relu(z) = {network.activations[0].formula}")
        return tuple(lines)

    def figure(self, view: str) -> Figure:
        """The figure of one view."""
        return views.VIEWS[view](self.facts)

    @property
    def explainable(self) -> tuple[str, ...]:
        """Values, slopes, breakpoints, deviation, loss and gradients of a network with one hidden layer."""
        return explain.explainable(self.facts)

    def explain(self, number: str) -> tuple[str, ...]:
        """The arithmetic behind one of these numbers; f(x) and slope(x) for any x. Raises KeyError for others."""
        return explain.explain(self.facts, number)


def _linear(facts: NetworkFacts) -> Iterator[Lamp]:
    low, high = map(show, facts.spec.range)
    if facts.spec.data:
        off = facts.off_line
        why = "all its points are on one line"
        if off:
            why = f"the point at x = {show(off[0])} is off the line through the outermost ones"
        yield Lamp("linear", "on the data", off is None, why)
    yield Lamp("linear", f"on [{low}, {high}]", facts.on_range.linear, facts.on_range.reason)
    yield Lamp("linear", "everywhere", facts.everywhere.linear, facts.everywhere.reason)


def _alive(unit: Liveness, name: str) -> Lamp:
    dead = unit.dead_on_data or (not unit.rows and unit.dead_on_range)
    never = unit.active_rows == 0 if unit.rows else unit.ever_active is False
    status = f"{unit.status}, but it leaks: never dead" if unit.leaks and never else unit.status
    return Lamp("unit", name, not dead, status, unit.condition)


def _formula_after(spec: NetworkSpec, after: Network) -> str:
    if len(spec.hidden) == 1:
        return f": f(x) = {formula.network(after)}"
    low, high = spec.range
    return f", on [{show(low)}, {show(high)}]: f(x) = {formula.piecewise(pieces(after, low, high))}"


def _of_curve(facts: NetworkFacts) -> dict[str, Measure]:
    found = {
        "f": Measure(facts.f, 1),
        "slope": Measure(facts.slope, 1),
        "pieces": number(lambda: len(facts.pieces)),
        "bends": number(lambda: len(facts.on_range.bends)),
        "deviation": number(lambda: facts.deviation),
        "linear_on_range": number(lambda: facts.on_range.linear),
        "linear_everywhere": number(lambda: facts.everywhere.linear),
    }
    if facts.spec.other is not None:
        found["g"] = Measure(partial(value, facts.spec.other), 1)
        found["apart"] = number(lambda: facts.apart)
    return found


def _of_units(facts: NetworkFacts) -> dict[str, Measure]:
    found = {"dead_on_range": number(lambda: sum(unit.dead_on_range for unit in facts.liveness))}
    for layer, i in facts.units:
        name = facts.spec.unit(layer, i)
        found[f"z{name}"] = Measure(partial(z, facts.network, layer, i), 1)
        found[f"a{name}"] = Measure(partial(a, facts.network, layer, i), 1)
    for i in range(len(facts.spec.w)):
        found[f"breakpoint{i}"] = number(facts.breakpoint, i)
    return found


def _of_data(facts: NetworkFacts) -> dict[str, Measure]:
    if not facts.spec.data:
        return {}
    found = {
        "rows": number(lambda: len(facts.xs)),
        "dead": number(lambda: sum(unit.dead_on_data for unit in facts.liveness)),
        "loss": number(lambda: facts.loss),
        "linear_on_data": number(lambda: facts.off_line is None),
    }
    for at, (layer, i) in enumerate(facts.units):
        found[f"active{facts.spec.unit(layer, i)}"] = number(lambda at: facts.liveness[at].active_rows, at)
    for name, parameter in facts.spec.parameters.items():
        found[f"dL_d{name}"] = number(facts.gradient, parameter)
    return found


def _after(facts: NetworkFacts) -> dict[str, Measure]:
    after = facts.after
    if after is None:
        return {}
    found = {"dead_after": number(lambda: sum(unit.dead_on_data for unit in facts.liveness_of(after)))}
    for layer, i in facts.units:
        found[f"z{facts.spec.unit(layer, i)}_after"] = Measure(partial(z, after, layer, i), 1)
    for name, parameter in facts.spec.parameters.items():
        found[f"{name}_after"] = number(entry, after.weights, after.biases, parameter)
    return found
