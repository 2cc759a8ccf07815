"""What a lesson states of the `network` lab: the numbers of its network, its rows, and which of them are knobs."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import Literal, Self

import numpy as np
from pydantic import Field, ValidationInfo, field_validator, model_validator

from tutor.lab import Knob, Lab, Settings, choice, start_settings
from tutor.labs import names
from tutor.labs.data import Data
from tutor.labs.loss_lines import LossLines
from tutor.net.activation import ACTIVATIONS
from tutor.net.network import Network, one_hidden_layer
from tutor.net.zero_gradient import Parameter
from tutor.schema import Bounds, Ends, Rational, Strict, check_count, check_distinct, check_names

View = Literal["sum", "units", "pre-activations", "stages", "staircase", "chord", "rows", "gradients", "shelf", "slice"]
_NEEDS_DATA = {"rows", "gradients", "shelf", "slice"}


class Layer(Strict):
    """A further hidden layer: for each unit a row of weights, one for each unit of the layer before; and the biases."""

    w: tuple[tuple[Rational, ...], ...] = Field(min_length=1, max_length=4)
    b: tuple[Rational, ...]

    @field_validator("b")
    @classmethod
    def _as_many_as_units(cls, values: tuple[Fraction, ...], info: ValidationInfo) -> tuple[Fraction, ...]:
        check_count(values, info.data.get("w", values))
        return values


class Beside(Strict):
    """A second network g(x) = c + Σ vᵢ·g(wᵢ·x + bᵢ), to be compared with the first; it does not change.

    Attributes:
        w, b, v, c: its parameters.
        label: the name of its curve.
    """

    w: tuple[Rational, ...] = Field(min_length=1, max_length=10)
    b: tuple[Rational, ...]
    v: tuple[Rational, ...]
    c: Rational = Fraction(0)
    label: str = Field(default="g", min_length=1, max_length=24)

    @field_validator("b", "v")
    @classmethod
    def _as_many_as_units(cls, values: tuple[Fraction, ...], info: ValidationInfo) -> tuple[Fraction, ...]:
        check_count(values, info.data.get("w", values))
        return values


class NetworkSpec(Lab, LossLines):
    """A network with one input, one or more hidden layers of units, and one output, as a lesson states it.

    `LossLines` says along which lines the loss is shown.

    Attributes:
        activation: the name of the activation of every hidden unit.
        w, b, v, c: the parameters at the start; w and b are the first hidden layer's.
        then: further hidden layers, between the first and v.
        range: the interval that the lesson speaks of; lamps are about it, and it is shaded on a wider axis.
        axis: the limits of x in the plot; the range, unless given.
        chord: the ends of the chord in the view of that name; the range, unless given.
        y_axis: the limits of y; fitted to what is drawn, unless given.
        data: rows for the data lamp, for liveness, loss and gradients.
        own_rows: how many rows the learner may add to the data; the knob `own` says how many of them count.
        rate: a learning rate; with one, the lab also shows the network after one step of gradient descent.
        beside: another network, drawn beside this one.
        knobs: which numbers may be turned: w0, b0, v0, c, w2_0_1, b2_0, x0 (an input of the data), rate, own; y3 (a
            label of an own row); or breakpoint0, which turns b0 so that the breakpoint lies there.
        bounds: how far they turn, by the name of the knob or by its letter.
        show: the views, the first one shown first.
    """

    activation: Literal["relu", "identity", "leaky_relu"] = "relu"
    w: tuple[Rational, ...] = Field(min_length=1, max_length=10)
    b: tuple[Rational, ...]
    then: tuple[Layer, ...] = Field(default=(), max_length=3)
    v: tuple[Rational, ...]
    c: Rational = Fraction(0)
    range: Ends
    axis: Ends | None = None
    chord: Ends | None = None
    y_axis: Ends | None = None
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
        check_count(values, info.data.get("w", values))
        return values

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
        check_count(values, layers[-1].w if layers else info.data["w"])
        return values

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        known = [knob.name for knob in self.all_knobs]
        bounded = {name for name in known if name != "own"}  # `own_rows` bounds it
        bounded |= set(map(names.family, bounded))
        check_names("knobs", self.knobs, [*known, *(f"breakpoint{i}" for i in range(len(self.w)))])
        check_names("bounds", self.bounds, sorted(bounded))
        check_distinct("knobs", self.knobs)
        return self

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        for view in self.show:
            if view in _NEEDS_DATA and self.data is None:
                raise ValueError(f"show: the view {view} needs data")
        if self.rate is not None and self.data is None:
            raise ValueError("rate: a step of gradient descent needs data")
        self.check_loss_lines(self.show, self.parameters, self.along)
        if self.own_rows and self.data is None:
            raise ValueError("own_rows: rows are added to data, and there are none")
        if self.beside and self.rate is not None:
            raise ValueError("beside: with a rate, the network after one step is drawn beside this one already")
        return self

    @cached_property
    def all_knobs(self) -> tuple[Knob, ...]:
        """The parameters, the numbers of the rows, the learning rate, and the breakpoints that `knobs` names."""
        knobs = [
            Knob.within(names.bounds_of(name, self.bounds) or Bounds(), name, start) for name, start in self._numbers()
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
        """The parameters of both networks, the ends of range and axis, the data, and the rate."""
        ends = (*self.range, *(self.axis or ()), *(self.chord or ()))
        labels = self.data.y if self.data else ()
        other = (*self.beside.w, *self.beside.b, *self.beside.v, self.beside.c) if self.beside else ()
        numbers = (number for _, number in self._numbers())
        return frozenset({*numbers, *ends, *labels, *other, Fraction(self.own_rows)}) | self.stated_of_lines

    @property
    def x_limits(self) -> tuple[Fraction, Fraction]:
        """The limits of x in the plots."""
        return self.axis or self.range

    @property
    def along(self) -> str:
        """The parameter along which the shelf shows the loss; empty where there is none."""
        return self.shelf or next((name for name in self.knobs if name in self.parameters), "")

    def turn(self, settings: Settings, name: str, value: Fraction) -> Settings:
        """The settings with one knob turned. A breakpoint moves its unit's bias; a weight or a bias the breakpoint."""
        now = {**settings, name: value}
        for i in self._handles:
            (w, b), breakpoint_ = names.first_layer(i, len(self.hidden)), f"breakpoint{i}"
            if now[w] == 0:
                continue  # z is the same everywhere: there is no breakpoint to move, and b has to stay
            if name == breakpoint_:
                now[b] = -now[w] * value
            elif name in {w, b}:
                now[breakpoint_] = -now[b] / now[w]
        return now

    @property
    def derived(self) -> frozenset[str]:
        """The breakpoints among the knobs: moving one turns its unit's bias."""
        return super().derived | {f"breakpoint{i}" for i in self._handles}

    @cached_property
    def start(self) -> Network:
        """The network at the start."""
        return self.network(start_settings(self))

    @property
    def hidden(self) -> tuple[int, ...]:
        """The number of units of each hidden layer."""
        return (len(self.w), *(len(layer.w) for layer in self.then))

    def unit(self, layer: int, i: int) -> str:
        """The name of unit i of a hidden layer, both counted from 0."""
        return names.unit(layer, i, len(self.hidden))

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """Every parameter by its name, in the order of the formula."""
        return names.parameters(self.hidden)

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
        """The network beside this one, if there is one."""
        g = self.beside
        return one_hidden_layer(g.w, g.b, g.v, g.c, ACTIVATIONS[self.activation]) if g else None

    def rows(self, settings: Settings) -> tuple[tuple[Fraction, Fraction], ...]:
        """The rows (x, y) at these settings: those of the data, then those of the learner's own that count."""
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
