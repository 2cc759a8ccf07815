"""The `training` lab: a network with one input and one hidden layer, trained step by step on all rows at once."""

from collections.abc import Iterator
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from tutor.lab import Knob, Lab, Settings, choice
from tutor.labs import replay as training_run
from tutor.labs.network.spec import Data
from tutor.labs.replay import Plan
from tutor.labs.training.facts import COMPARED, TrainingReading
from tutor.net.activation import ACTIVATIONS
from tutor.net.dataset import TARGETS, sampled
from tutor.net.initial import INITIALISATIONS, initial
from tutor.net.layout import pack
from tutor.net.network import as_float, one_hidden_layer
from tutor.net.optimizer import OPTIMIZERS
from tutor.schema import Bounds, Rational, one_of
from tutor.store import Store

View = Literal["fit", "loss", "lanes", "activations"]
Ends = tuple[Rational, Rational]

_BOUNDS = {
    "rate": Bounds(low=Fraction(0), high=Fraction(1, 5), fine=Fraction(1, 1000), coarse=Fraction(1, 100)),
    "seed": Bounds(low=Fraction(0), high=Fraction(999), fine=Fraction(1), coarse=Fraction(10)),
    "y": Bounds(),
}
"""How far a knob turns where the lesson does not say, by its name or its letter."""


class TrainingLab(Lab):
    """A network f(x) = c + Σ vᵢ·g(wᵢ·x + bᵢ), trained with all rows in every step to a small mean squared error.

    Attributes:
        w, b, v, c: the start, where the lesson gives it.
        units, init, seed: else how many units, and how the start is drawn.
        activation: g, by its name.
        data: the rows; or
        target, low, high, samples: the name of a function, sampled evenly from low to high.
        optimizer, rate, steps: how it is trained, and how far at most.
        range: the interval that the lamps are about; from the first x of the data to the last, unless given.
        axis: the limits of x in the plots; the range, unless given.
        y_axis: the limits of y; fitted to the data and f, unless given.
        knobs: which may be turned: rate, seed, activation, optimizer, step, y0 (a label of the data).
        bounds: how far rate, seed and y turn; what is left out is as always.
        show: the views, the first one shown first.
    """

    needs_pacing: ClassVar = True

    w: tuple[Rational, ...] = Field(default=(), max_length=10)
    b: tuple[Rational, ...] = ()
    v: tuple[Rational, ...] = ()
    c: Rational = Fraction(0)
    units: int | None = Field(default=None, ge=1, le=10)
    init: Annotated[str, one_of(INITIALISATIONS)] = "uniform"
    seed: int = Field(default=0, ge=0, le=1_000_000)
    activation: Annotated[str, one_of(ACTIVATIONS)] = "relu"
    data: Data | None = None
    target: Annotated[str, one_of(TARGETS)] | None = None
    low: Rational = Fraction(-4)
    high: Rational = Fraction(4)
    samples: int = Field(default=9, ge=2, le=200)
    optimizer: Annotated[str, one_of(OPTIMIZERS)] = "gd"
    rate: Annotated[Rational, Field(ge=0)] = Fraction(1, 50)
    steps: int = Field(default=10_000, ge=1, le=100_000)
    range: Ends | None = None
    axis: Ends | None = None
    y_axis: Ends | None = None
    knobs: tuple[str, ...] = ("step",)
    bounds: dict[str, Bounds] = Field(default_factory=dict)
    show: tuple[View, ...] = Field(default=("fit",), min_length=1)

    @field_validator("range", "axis", "y_axis")
    @classmethod
    def _ascending(cls, ends: tuple[Fraction, Fraction] | None) -> tuple[Fraction, Fraction] | None:
        if ends and ends[0] >= ends[1]:
            raise ValueError("the first end must be less than the second")
        return ends

    @model_validator(mode="after")
    def _one_start(self) -> Self:
        given = self.model_fields_set
        if bool(self.w) == (self.units is not None):
            raise ValueError("units: a start is either given by w, b and v, or drawn with so many units")
        if wrong := given & ({"units", "init", "seed"} if self.w else {"w", "b", "v", "c"}):
            raise ValueError(f"{min(wrong)}: has no meaning where the start is {'given' if self.w else 'drawn'}")
        for name, values in (("b", self.b), ("v", self.v)):
            if len(values) != len(self.w):
                raise ValueError(f"{name}: has {len(values)} numbers for {len(self.w)} units")
        return self

    @model_validator(mode="after")
    def _one_data(self) -> Self:
        if (self.data is None) == (self.target is None):
            raise ValueError("target: one of target and data is needed, and not both")
        if self.data and (wrong := self.model_fields_set & {"low", "high", "samples"}):
            raise ValueError(f"{min(wrong)}: has no meaning without a target")
        if self.low >= self.high:
            raise ValueError("low: has to be less than high")
        if self.range is None and self.span[0] == self.span[1]:
            raise ValueError("range: is needed where all rows have one x")
        return self

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        known = [knob.name for knob in self.all_knobs]
        for where, names, allowed in (("knobs", self.knobs, known), ("bounds", self.bounds, self._bounded)):
            for name in names:
                if name not in allowed:
                    near = get_close_matches(name, allowed, 1, 0.1)
                    hint = f"; did you mean {near[0]}?" if near else ""
                    raise ValueError(f"{where}: this lab has no {name}{hint}")
        if len(set(self.knobs)) < len(self.knobs):
            raise ValueError("knobs: a name stands twice")
        for knob in self.all_knobs:
            if knob.name in {"rate", "seed"} and knob.low < 0:
                raise ValueError(f"bounds: {knob.name} is at least 0")
        return self

    @cached_property
    def all_knobs(self) -> tuple[Knob, ...]:
        """The seed, what is trained and how, the labels, and the step."""
        many = Fraction(max(1, self.steps // 50))
        activations, optimizers = list(ACTIVATIONS), list(OPTIMIZERS)
        return (
            *(() if self.w else (self._knob("seed", Fraction(self.seed)),)),
            choice("activation", activations, activations.index(self.activation)),
            choice("optimizer", optimizers, optimizers.index(self.optimizer)),
            self._knob("rate", self.rate),
            *(self._knob(f"y{i}", y) for i, y in enumerate(self.data.y if self.data else ())),
            Knob("step", Fraction(0), Fraction(0), Fraction(self.steps), Fraction(1), many),
        )

    @property
    def views(self) -> tuple[str, ...]:
        """The figures named in `show`."""
        return self.show

    @property
    def stated(self) -> frozenset[Fraction]:
        """The start, the data, how it is trained, and the ends of range and axis."""
        start = (*self.w, *self.b, *self.v, self.c) if self.w else (self.units or 0, self.seed)
        rows = (*self.data.x, *self.data.y) if self.data else (self.low, self.high, self.samples)
        return frozenset(map(Fraction, (*start, *rows, self.rate, self.steps, *self.span, *(self.axis or ()))))

    @property
    def clock(self) -> str:
        """Training goes on by its steps."""
        return "step"

    @cached_property
    def span(self) -> tuple[Fraction, Fraction]:
        """The range, as given or as far as the data go."""
        if self.range:
            return self.range
        return (min(self.data.x), max(self.data.x)) if self.data else (self.low, self.high)

    def turn(self, settings: Settings, name: str, value: Fraction) -> Settings:
        """The settings with one knob turned; a seed or a step that was typed is cut to a whole number."""
        return super().turn(settings, name, Fraction(int(value)) if name in {"seed", "step"} else value)

    def read(self, settings: Settings, store: Store) -> TrainingReading:
        """What is seen at these settings. It trains up to the step when that is asked for."""
        return TrainingReading(self, settings, store)

    def advance(self, settings: Settings, seconds: float, most: Fraction, store: Store) -> Fraction:
        """The step reached with so many seconds of training; the step it is at, where that is the last or diverged."""
        runs = [plan.run(store) for plan in self._plans(settings)]
        return Fraction(training_run.advance(runs, int(settings["step"]), int(most), seconds))

    def plan(self, settings: Settings) -> Plan:
        """What the run at these settings depends on."""
        x, y = self._rows
        labels = tuple(float(settings[f"y{i}"]) for i, _ in enumerate(y)) if self.data else y
        return Plan(
            self._parameters(int(settings.get("seed", 0))),
            list(ACTIVATIONS)[int(settings["activation"])],
            list(OPTIMIZERS)[int(settings["optimizer"])],
            float(settings["rate"]),
            x,
            labels,
        )

    def _plans(self, settings: Settings) -> Iterator[Plan]:
        """All runs that are on show, that of the settings first."""
        plan = self.plan(settings)
        yield plan
        if "activations" in self.show:
            yield from (plan.with_activation(name) for name in COMPARED if name != plan.activation)

    def _parameters(self, seed: int) -> tuple[float, ...]:
        if self.w:
            start = as_float(one_hidden_layer(self.w, self.b, self.v, self.c))
        else:
            start = initial((1, self.units or 1, 1), self.init, (seed,))
        return tuple(pack(start).tolist())

    @cached_property
    def _rows(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        if self.data:
            return tuple(map(float, self.data.x)), tuple(map(float, self.data.y))
        x, y = sampled(TARGETS[self.target or ""], float(self.low), float(self.high), self.samples)
        return tuple(x[:, 0].tolist()), tuple(y[:, 0].tolist())

    @property
    def _bounded(self) -> list[str]:
        labels = ("y", *(f"y{i}" for i, _ in enumerate(self.data.y))) if self.data else ()
        return ["rate", *(() if self.w else ("seed",)), *labels]

    def _knob(self, name: str, start: Fraction) -> Knob:
        letter = name.rstrip("0123456789")
        given = self.bounds.get(name) or self.bounds.get(letter)
        changes = {key: getattr(given, key) for key in given.model_fields_set} if given else {}
        return Knob.within(_BOUNDS[letter].model_copy(update=changes), name, start)
