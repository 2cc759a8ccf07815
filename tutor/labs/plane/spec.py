"""What a lesson states of the `plane` lab: a data set, and a network that is trained or whose numbers are given."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from tutor.lab import Knob, Lab, Settings, choice, start_settings
from tutor.labs.names import bounds_of, family
from tutor.net.dataset import CLASSES
from tutor.net.initial import INITIALISATIONS
from tutor.net.optimizer import OPTIMIZERS
from tutor.schema import Bounds, Rational, check_count, check_distinct, check_names, one_of

View = Literal["plane", "regions", "hidden", "rows", "loss"]
DATA, ACTIVATION = ("circle", "xor", "moons", "spiral"), ("identity", "relu", "tanh")

_OF_TRAINING = {"hidden", "init", "optimizer", "rate", "steps"}
"""The keys that say how a network is trained."""

_MOST_UNITS = 16
_TRAINED = {"data", "activation", "units", "seed", "rate", "step"}
"""The knobs of a lab that trains."""

_OF_RATE = Bounds(low=Fraction(1, 1000), high=Fraction(1), fine=Fraction(1, 100), coarse=Fraction(1, 10))


class PlaneSpec(Lab):
    """A network with inputs x and y, one or two hidden layers and one output f. Where f > 0 it says class 1.

    It is trained on the binary cross-entropy of σ(f); or w, b, v and c are given, and nothing is trained.

    Attributes:
        data: the name of a data set: circle, xor, moons or spiral.
        rows, noise: the number of rows, half of each class, and the standard deviation of the noise on each coordinate.
        activation: of the hidden layers: identity, relu or tanh.
        seed: of the data and of the start; the knob `seed` turns that of the start alone.
        hidden: the units of each hidden layer. The knob `units` sets all layers to one number.
        init: the name of the initialisation.
        optimizer, rate, steps: how the network is trained, and for how many steps at most.
        w, b, v, c: the numbers of a network with one hidden layer: f = c + Σ vᵢ·g(w[i][0]·x + w[i][1]·y + bᵢ).
        knobs: which numbers may be turned: data, activation, units, seed, rate, step; or w0_0, w0_1, b0, v0, …, c.
        bounds: how far a rate or a given number turns, by the name of the knob or by its letter.
        show: the views, the first one shown first.
    """

    needs_pacing: ClassVar = True

    data: Literal["circle", "xor", "moons", "spiral"]
    rows: int = Field(default=80, ge=2, le=200)
    noise: Annotated[Rational, Field(ge=0, le=1)] = Fraction(1, 20)
    activation: Literal["identity", "relu", "tanh"] = "relu"
    seed: int = Field(default=0, ge=0, le=999)
    hidden: tuple[Annotated[int, Field(ge=1, le=_MOST_UNITS)], ...] = Field(default=(8,), min_length=1, max_length=2)
    init: Annotated[str, one_of(INITIALISATIONS)] = "he"
    optimizer: Annotated[str, one_of(OPTIMIZERS)] = "adam"
    rate: Annotated[Rational, Field(gt=0)] = Fraction(1, 50)
    steps: int = Field(default=500, ge=1, le=20_000)
    w: tuple[tuple[Rational, Rational], ...] | None = Field(default=None, min_length=1, max_length=10)
    b: tuple[Rational, ...] = ()
    v: tuple[Rational, ...] = ()
    c: Rational = Fraction(0)
    knobs: tuple[str, ...] = ()
    bounds: dict[str, Bounds] = Field(default_factory=dict)
    show: tuple[View, ...] = Field(default=("plane",), min_length=1)

    @model_validator(mode="after")
    def _one_way_or_the_other(self) -> Self:
        given = self.model_fields_set
        if self.w is None:
            if alone := sorted(given & {"b", "v", "c"}):
                raise ValueError(f"{alone[0]}: needs w; without it the network is trained")
            return self
        if both := sorted(given & _OF_TRAINING):
            raise ValueError(f"{both[0]}: w is given, and so nothing is trained")
        for name, values in (("b", self.b), ("v", self.v)):
            check_count(values, self.w, name)
        if "loss" in self.show:
            raise ValueError("show: w is given, and so there are no steps that loss could show")
        return self

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        known = [knob.name for knob in self.all_knobs]
        bounded = [name for name in known if name == "rate" or name not in _TRAINED]
        check_names("knobs", self.knobs, known)
        check_names("bounds", self.bounds, bounded + sorted(set(map(family, bounded))))
        check_distinct("knobs", self.knobs)
        if "units" in self.knobs and len(set(self.hidden)) > 1:
            raise ValueError("knobs: units sets all hidden layers to one number, and here they differ")
        if "hidden" in self.show and self.sizes(start_settings(self))[-2] != 2:
            raise ValueError("show: the view hidden needs two units in the last hidden layer, one for each axis")
        return self

    @cached_property
    def all_knobs(self) -> tuple[Knob, ...]:
        """The data and the activation; then what a run depends on, or every given number."""
        activation = ACTIVATION.index(self.activation)
        shared = (choice("data", DATA, DATA.index(self.data)), choice("activation", ACTIVATION, activation))
        if self.w is not None:
            return (
                *shared,
                *(Knob.within(self._bounds(name), name, start) for name, start in self._numbers()),
            )
        one, end = Fraction(1), Fraction(self.steps)
        return (
            *shared,
            Knob("units", Fraction(self.hidden[0]), one, Fraction(_MOST_UNITS), one, Fraction(4)),
            Knob("seed", Fraction(self.seed), Fraction(0), Fraction(999), one, Fraction(10)),
            Knob.within(self._bounds("rate"), "rate", self.rate),
            Knob("step", Fraction(0), Fraction(0), end, one, max(one, Fraction(round(self.steps / 20)))),
        )

    @property
    def views(self) -> tuple[str, ...]:
        """The figures named in `show`."""
        return self.show

    @property
    def stated(self) -> frozenset[Fraction]:
        """The numbers of the lab, given or default, and the ends of the box."""
        run = () if self.w is not None else (*map(Fraction, (*self.hidden, self.steps, self.seed)), self.rate)
        given = (number for _, number in self._numbers())
        return frozenset({*run, *given, Fraction(self.rows), self.noise, *CLASSES[self.data].box})

    @property
    def clock(self) -> str:
        """The step, where the network is trained."""
        return "step" if self.w is None else ""

    def sizes(self, settings: Settings) -> tuple[int, ...]:
        """2, the units of each hidden layer, 1."""
        if self.w is not None:
            return (2, len(self.w), 1)
        units = int(settings["units"])
        return (2, *(self.hidden if units == self.hidden[0] else [units] * len(self.hidden)), 1)

    def data_at(self, settings: Settings) -> str:
        """The name of the data set at these settings."""
        return DATA[int(settings["data"])]

    def activation_at(self, settings: Settings) -> str:
        """The name of the hidden layers' activation at these settings."""
        return ACTIVATION[int(settings["activation"])]

    def _bounds(self, name: str) -> Bounds:
        return bounds_of(name, self.bounds) or (_OF_RATE if name == "rate" else Bounds())

    def _numbers(self) -> Iterator[tuple[str, Fraction]]:
        if self.w is None:
            return
        for i, row in enumerate(self.w):
            yield from ((f"w{i}_{k}", value) for k, value in enumerate(row))
        for letter, values in (("b", self.b), ("v", self.v)):
            yield from ((f"{letter}{i}", value) for i, value in enumerate(values))
        yield "c", self.c
