"""The `network` lab: f(x) = c + Σ vᵢ·max(0, wᵢ·x + bᵢ), every number of it a knob."""

from collections.abc import Iterator
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property
from typing import Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from tutor.lab import Bounds, Knob, Lab, Rational, Settings, Strict, start_settings
from tutor.labs.network_reading import NetworkReading
from tutor.net.network import Network, one_hidden_layer

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


class NetworkLab(Lab):
    """A network with one input, one hidden layer of ReLU units and one output.

    Attributes:
        w, b, v, c: the parameters, as handed over.
        range: the interval that the lesson speaks of; lamps are about it, and it is shaded on a wider axis.
        axis: the limits of x in the plot; the range, unless given.
        y_axis: the limits of y; fitted to what is drawn, unless given.
        data: rows for the data lamp, for liveness, loss and gradients.
        rate: a learning rate; with it the lab shows the network after one step of gradient descent as well.
        knobs: which of the numbers may be turned: w0, b0, v0, c, x0 (an input of the data) or rate.
        bounds: how far they turn, by the knob's name or by its letter.
        show: the views, the first one shown first.
    """

    w: tuple[Rational, ...] = Field(min_length=1, max_length=10)
    b: tuple[Rational, ...]
    v: tuple[Rational, ...]
    c: Rational = Fraction(0)
    range: tuple[Rational, Rational]
    axis: tuple[Rational, Rational] | None = None
    y_axis: tuple[Rational, Rational] | None = None
    data: Data | None = None
    rate: Rational | None = None
    knobs: tuple[str, ...] = ()
    bounds: dict[str, Bounds] = Field(default_factory=dict)
    show: tuple[View, ...] = Field(default=("sum",), min_length=1)

    @field_validator("b", "v")
    @classmethod
    def _as_many_as_units(cls, values: tuple[Fraction, ...], info: ValidationInfo) -> tuple[Fraction, ...]:
        units = len(info.data.get("w", values))
        if len(values) != units:
            raise ValueError(f"has {len(values)} numbers for {units} units")
        return values

    @field_validator("range", "axis", "y_axis")
    @classmethod
    def _ascending(cls, ends: tuple[Fraction, Fraction] | None) -> tuple[Fraction, Fraction] | None:
        if ends and ends[0] >= ends[1]:
            raise ValueError("the first end must be less than the second")
        return ends

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        known = [knob.name for knob in self.all_knobs]
        families = sorted({name.rstrip("0123456789") for name in known})
        for where, names, allowed in (("knobs", self.knobs, known), ("bounds", self.bounds, known + families)):
            for name in names:
                if name not in allowed:
                    near = get_close_matches(name, allowed, 1, 0.1)
                    raise ValueError(
                        f"{where}: this lab has no {name}" + (f"; did you mean {near[0]}?" if near else "")
                    )
        if len(set(self.knobs)) < len(self.knobs):
            raise ValueError("knobs: a name stands twice")
        for view in self.show:
            if view in _NEEDS_DATA and self.data is None:
                raise ValueError(f"show: the view {view} needs data")
        if self.rate is not None and self.data is None:
            raise ValueError("rate: a step of gradient descent needs data")
        return self

    @cached_property
    def all_knobs(self) -> tuple[Knob, ...]:
        """Every parameter, input of the data, and the learning rate if there is one."""
        return tuple(
            (self.bounds.get(name) or self.bounds.get(name.rstrip("0123456789")) or Bounds()).knob(name, start)
            for name, start in self._numbers()
        )

    @property
    def turnable(self) -> tuple[str, ...]:
        """The knobs named in `knobs`."""
        return self.knobs

    @property
    def views(self) -> tuple[str, ...]:
        """The figures named in `show`."""
        return self.show

    @property
    def stated(self) -> frozenset[Fraction]:
        """Parameters, the ends of range and axis, the data, and the rate."""
        ends = (*self.range, *(self.axis or ()))
        labels = self.data.y if self.data else ()
        return frozenset({*(number for _, number in self._numbers()), *ends, *labels})

    def read(self, settings: Settings) -> NetworkReading:
        """What is seen at these settings."""
        return NetworkReading(self, settings)

    @cached_property
    def start(self) -> Network:
        """The network as the lesson hands it over."""
        return self.network(start_settings(self))

    def network(self, settings: Settings) -> Network:
        """The network at these settings."""
        w, b, v = ([settings[f"{letter}{i}"] for i in range(len(self.w))] for letter in "wbv")
        return one_hidden_layer(w, b, v, settings["c"])

    def _numbers(self) -> Iterator[tuple[str, Fraction]]:
        for letter, values in (("w", self.w), ("b", self.b), ("v", self.v)):
            yield from ((f"{letter}{i}", value) for i, value in enumerate(values))
        yield "c", self.c
        if self.data:
            yield from ((f"x{i}", value) for i, value in enumerate(self.data.x))
        if self.rate is not None:
            yield "rate", self.rate
