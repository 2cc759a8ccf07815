"""The `network` lab: f(x) = c + Σ vᵢ·g(wᵢ·x + bᵢ), g being ReLU unless it says otherwise, every number of it a knob."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import Literal, Self

import numpy as np
from pydantic import Field, ValidationInfo, field_validator, model_validator

from tutor.lab import Knob, Lab, Settings, choice, start_settings
from tutor.labs import names as network_names
from tutor.labs.network.facts import NetworkReading
from tutor.net.activation import ACTIVATIONS
from tutor.net.network import Network, one_hidden_layer
from tutor.net.zero_gradient import Parameter
from tutor.schema import Bounds, Rational, Strict
from tutor.store import Store

View = Literal["sum", "units", "pre-activations", "rows", "gradients"]
_NEEDS_DATA = {"rows", "gradients"}


class Data(Strict):
    """The rows that the network is measured on: inputs x and labels y."""

    x: tuple[Rational, ...] = Field(min_length=1)
    y: tuple[Rational, ...]

    @field_validator("y")
    @classmethod
    def _as_long_as_x(cls, y: tuple[Fraction, ...], info: ValidationInfo) -> tuple[Fraction, ...]:
        if len(y) != len(info.data.get("x", y)):
            raise ValueError(f"has {len(y)} labels for {len(info.data['x'])} inputs")
        return y


class Layer(Strict):
    """A further hidden layer: for each unit a row of weights, one for each unit of the layer before; and the biases."""

    w: tuple[tuple[Rational, ...], ...] = Field(min_length=1, max_length=4)
    b: tuple[Rational, ...]

    @field_validator("b")
    @classmethod
    def _as_many_as_units(cls, values: tuple[Fraction, ...], info: ValidationInfo) -> tuple[Fraction, ...]:
        return _as_many(values, info.data.get("w", values))


class Beside(Strict):
    """A second network g(x) = c + Σ vᵢ·g(wᵢ·x + bᵢ), to be compared with the first; it does not change.

    Attributes:
        w, b, v, c: its parameters.
        label: what its curve is called.
    """

    w: tuple[Rational, ...] = Field(min_length=1, max_length=10)
    b: tuple[Rational, ...]
    v: tuple[Rational, ...]
    c: Rational = Fraction(0)
    label: str = Field(default="g", min_length=1, max_length=24)

    @field_validator("b", "v")
    @classmethod
    def _as_many_as_units(cls, values: tuple[Fraction, ...], info: ValidationInfo) -> tuple[Fraction, ...]:
        return _as_many(values, info.data.get("w", values))


class NetworkLab(Lab):
    """A network with one input, one or more hidden layers of units, and one output.

    Attributes:
        activation: of every hidden unit, by its name.
        w, b, v, c: the parameters, as handed over; w and b are the first hidden layer's.
        then: further hidden layers, between the first and v.
        range: the interval that the lesson speaks of; lamps are about it, and it is shaded on a wider axis.
        axis: the limits of x in the plot; the range, unless given.
        y_axis: the limits of y; fitted to what is drawn, unless given.
        data: rows for the data lamp, for liveness, loss and gradients.
        own_rows: so many rows the learner may add to the data: the knob `own` says how many of them count.
        rate: a learning rate; with it the lab shows the network after one step of gradient descent as well.
        beside: another network, drawn beside this one.
        knobs: which of the numbers may be turned: w0, b0, v0, c, w2_0_1, b2_0, x0 (an input of the data), rate, own; y3
            of an own row; or breakpoint0, which turns b0 so that the breakpoint comes to lie there.
        bounds: how far they turn, by the knob's name or by its letter.
        show: the views, the first one shown first.
    """

    activation: Literal["relu", "identity", "leaky_relu"] = "relu"
    w: tuple[Rational, ...] = Field(min_length=1, max_length=10)
    b: tuple[Rational, ...]
    then: tuple[Layer, ...] = Field(default=(), max_length=3)
    v: tuple[Rational, ...]
    c: Rational = Fraction(0)
    range: tuple[Rational, Rational]
    axis: tuple[Rational, Rational] | None = None
    y_axis: tuple[Rational, Rational] | None = None
    data: Data | None = None
    own_rows: int = Field(default=0, ge=0, le=5)
    rate: Rational | None = None
    beside: Beside | None = None
    knobs: tuple[str, ...] = ()
    bounds: dict[str, Bounds] = Field(default_factory=dict)
    show: tuple[View, ...] = Field(default=("sum",), min_length=1)

    @field_validator("b")
    @classmethod
    def _as_many_as_units(cls, values: tuple[Fraction, ...], info: ValidationInfo) -> tuple[Fraction, ...]:
        return _as_many(values, info.data.get("w", values))

    @field_validator("then")
    @classmethod
    def _fits_the_layer_before(cls, layers: tuple[Layer, ...], info: ValidationInfo) -> tuple[Layer, ...]:
        if "w" not in info.data:
            return layers
        befores = (len(info.data["w"]), *(len(layer.w) for layer in layers))
        for number, (layer, before) in enumerate(zip(layers, befores, strict=False), 2):
            for i, row in enumerate(layer.w):
                if len(row) != before:
                    raise ValueError(f"layer {number}: unit {i} has {len(row)} weights for {before} units before it")
        return layers

    @field_validator("v")
    @classmethod
    def _as_many_as_last_units(cls, values: tuple[Fraction, ...], info: ValidationInfo) -> tuple[Fraction, ...]:
        if "then" not in info.data or "w" not in info.data:
            return values
        layers = info.data["then"]
        return _as_many(values, layers[-1].w if layers else info.data["w"])

    @field_validator("range", "axis", "y_axis")
    @classmethod
    def _ascending(cls, ends: tuple[Fraction, Fraction] | None) -> tuple[Fraction, Fraction] | None:
        if ends and ends[0] >= ends[1]:
            raise ValueError("the first end must be less than the second")
        return ends

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        known = [knob.name for knob in self.all_knobs]
        bounded = {name for name in known if name != "own"}  # how many rows there are, own_rows says
        bounded |= {network_names.family(name) for name in bounded}
        could_be = [*known, *(f"breakpoint{i}" for i in range(len(self.w)))]
        for where, names, allowed in (("knobs", self.knobs, could_be), ("bounds", self.bounds, sorted(bounded))):
            for name in names:
                if name not in allowed:
                    near = get_close_matches(name, allowed, 1, 0.1)
                    raise ValueError(
                        f"{where}: this lab has no {name}" + (f"; did you mean {near[0]}?" if near else "")
                    )
        if len(set(self.knobs)) < len(self.knobs):
            raise ValueError("knobs: a name stands twice")
        return self

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        for view in self.show:
            if view in _NEEDS_DATA and self.data is None:
                raise ValueError(f"show: the view {view} needs data")
        if self.rate is not None and self.data is None:
            raise ValueError("rate: a step of gradient descent needs data")
        if self.own_rows and self.data is None:
            raise ValueError("own_rows: rows are added to data, and there are none")
        if self.beside and self.rate is not None:
            raise ValueError("beside: with a rate, the network after one step is drawn beside this one already")
        return self

    @cached_property
    def all_knobs(self) -> tuple[Knob, ...]:
        """Every parameter, every row that can be turned, the learning rate, and the handles that `knobs` names."""
        knobs = [
            Knob.within(self.bounds.get(name) or self.bounds.get(network_names.family(name)) or Bounds(), name, start)
            for name, start in self._numbers()
        ]
        if self.own_rows:
            knobs.append(choice("own", [str(count) for count in range(self.own_rows + 1)]))
        return tuple(knobs)

    @property
    def views(self) -> tuple[str, ...]:
        """The figures named in `show`."""
        return self.show

    @property
    def stated(self) -> frozenset[Fraction]:
        """Parameters, those of the network beside too, the ends of range and axis, the data, and the rate."""
        ends = (*self.range, *(self.axis or ()))
        labels = self.data.y if self.data else ()
        other = (*self.beside.w, *self.beside.b, *self.beside.v, self.beside.c) if self.beside else ()
        numbers = (number for _, number in self._numbers())
        return frozenset({*numbers, *ends, *labels, *other, Fraction(self.own_rows)})

    def read(self, settings: Settings, store: Store) -> NetworkReading:  # noqa: ARG002 -- nothing here takes long
        """What is seen at these settings."""
        return NetworkReading(self, settings)

    def turn(self, settings: Settings, name: str, value: Fraction) -> Settings:
        """One knob turned. A breakpoint takes its unit's bias along, and a weight or a bias the breakpoint."""
        now = {**settings, name: value}
        for i in self._handles:
            w, b, breakpoint_ = f"w{i}", f"b{i}", f"breakpoint{i}"
            if now[w] == 0:
                continue  # z is the same everywhere: no breakpoint to move, and b has to stay
            if name == breakpoint_:
                now[b] = -now[w] * value
            elif name in {w, b}:
                now[breakpoint_] = -now[b] / now[w]
        return now

    @property
    def derived(self) -> frozenset[str]:
        """The breakpoints among the knobs: to move one is to turn its unit's bias."""
        return super().derived | {f"breakpoint{i}" for i in self._handles}

    @cached_property
    def start(self) -> Network:
        """The network as the lesson hands it over."""
        return self.network(start_settings(self))

    @property
    def hidden(self) -> tuple[int, ...]:
        """The number of units of each hidden layer."""
        return (len(self.w), *(len(layer.w) for layer in self.then))

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """Every parameter by its name, in the order of the formula."""
        return network_names.parameters(self.hidden)

    def network(self, settings: Settings) -> Network:
        """The network at these settings."""
        units = (*self.hidden, 1)
        weights = tuple(np.empty(shape, object) for shape in zip(units, (1, *self.hidden), strict=True))
        biases = tuple(np.empty(count, object) for count in units)
        for name, at in self.parameters.items():
            if at.input is None:
                biases[at.layer][at.unit] = Fraction(settings[name])
            else:
                weights[at.layer][at.unit, at.input] = Fraction(settings[name])
        return Network(weights, biases, ACTIVATIONS[self.activation])

    @cached_property
    def other(self) -> Network | None:
        """The network beside this one."""
        g = self.beside
        return one_hidden_layer(g.w, g.b, g.v, g.c, ACTIVATIONS[self.activation]) if g else None

    def rows(self, settings: Settings) -> tuple[tuple[Fraction, Fraction], ...]:
        """The rows (x, y) at these settings: those of the data, and of the learner's own those that count."""
        if self.data is None:
            return ()
        given = [(settings[f"x{i}"], y) for i, y in enumerate(self.data.y)]
        own = range(len(given), len(given) + int(settings.get("own", 0)))
        return (*given, *((settings[f"x{i}"], settings[f"y{i}"]) for i in own))

    @property
    def _handles(self) -> list[int]:
        """The units whose breakpoint is a knob."""
        return [i for i in range(len(self.w)) if f"breakpoint{i}" in self.knobs]

    def _numbers(self) -> Iterator[tuple[str, Fraction]]:
        layers = chain.from_iterable((*layer.w, layer.b) for layer in self.then)
        yield from zip(self.parameters, chain(self.w, self.b, *layers, self.v, (self.c,)), strict=True)
        if self.data:
            rows = len(self.data.x)
            yield from ((f"x{i}", value) for i, value in enumerate(self.data.x))
            yield from ((f"{letter}{rows + j}", Fraction(0)) for j in range(self.own_rows) for letter in "xy")
        if self.rate is not None:
            yield "rate", self.rate
        yield from ((f"breakpoint{i}", -self.b[i] / self.w[i] if self.w[i] else Fraction(0)) for i in self._handles)


def _as_many(values: tuple[Fraction, ...], units: Sequence[object]) -> tuple[Fraction, ...]:
    if len(values) != len(units):
        raise ValueError(f"has {len(values)} numbers for {len(units)} units")
    return values
