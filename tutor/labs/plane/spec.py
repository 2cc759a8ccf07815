"""The `plane` lab: a network with two inputs that tells two classes apart; trained, or with its numbers given."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from tutor.lab import Knob, Lab, Settings, choice
from tutor.labs.plane.facts import PlaneReading
from tutor.net.activation import ACTIVATIONS, Array
from tutor.net.dataset import CLASSES, drawn
from tutor.net.initial import initial
from tutor.net.network import Network, as_float, exact
from tutor.net.optimizer import Optimizer
from tutor.net.training import Hyperparameters, Training
from tutor.pace import run_slice
from tutor.schema import Bounds, Rational
from tutor.store import Store

View = Literal["plane", "regions", "loss"]
DATA, ACTIVATION = ("circle", "xor", "moons", "spiral"), ("identity", "relu", "tanh")

_OF_TRAINING = {"hidden", "init", "optimizer", "rate", "steps"}
_MOST_UNITS = 16
_CHUNK = 8
"""Steps between two looks at the watch."""

_STEPS_A_SECOND = 20_000
"""The clock runs no faster over what was trained before, so that a run can be watched again."""

_BOUNDS = {
    "rate": Bounds(low=Fraction(1, 1000), high=Fraction(1), fine=Fraction(1, 100), coarse=Fraction(1, 10)),
    "weight": Bounds(low=Fraction(-12), high=Fraction(12)),
}


class PlaneLab(Lab):
    """A network with inputs x and y, one or two hidden layers and one output f: a row is taken for class 1 where f > 0.

    It is trained on the binary cross-entropy of σ(f); or w, b, v and c are given, and nothing is trained.

    Attributes:
        data: the name of a data set: circle, xor, moons or spiral.
        rows, noise: how many rows, half of each class, and the standard deviation of the error of each coordinate.
        activation: of the hidden layers: identity, relu or tanh.
        seed: of the data; and of the start, which the knob `seed` alone turns.
        hidden: the units of each hidden layer. The knob `units` sets all layers to one number.
        init: name of the initialisation.
        optimizer, rate, steps: how the network is trained, and up to which step.
        w, b, v, c: the numbers of a network with one hidden layer: f = c + Σ vᵢ·g(w[i][0]·x + w[i][1]·y + bᵢ).
        knobs: which may be turned: data, activation, and units, seed, rate, step; or w0_0, w0_1, b0, v0, …, c.
        bounds: how far a rate or a given number turns, by the knob's name or by its letter.
        show: the views, the first one shown first.
    """

    needs_pacing: ClassVar = True

    data: Literal["circle", "xor", "moons", "spiral"]
    rows: int = Field(default=80, ge=2, le=200)
    noise: Annotated[Rational, Field(ge=0, le=1)] = Fraction(1, 20)
    activation: Literal["identity", "relu", "tanh"] = "relu"
    seed: int = Field(default=0, ge=0, le=999)
    hidden: tuple[Annotated[int, Field(ge=1, le=_MOST_UNITS)], ...] = Field(default=(8,), min_length=1, max_length=2)
    init: Literal["uniform", "he", "glorot", "zeros"] = "he"
    optimizer: Literal["gd", "momentum", "adam"] = "adam"
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
            if len(values) != len(self.w):
                raise ValueError(f"{name}: has {len(values)} numbers for {len(self.w)} units")
        if "loss" in self.show:
            raise ValueError("show: w is given, and so there are no steps that loss could show")
        return self

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        known = [knob.name for knob in self.all_knobs]
        bounded = [name for name in known if name == "rate" or name not in _TRAINED]
        letters = sorted({_letter(name) for name in bounded})
        for where, names, allowed in (("knobs", self.knobs, known), ("bounds", self.bounds, bounded + letters)):
            for name in names:
                if name not in allowed:
                    near = get_close_matches(name, allowed, 1, 0.1)
                    raise ValueError(
                        f"{where}: this lab has no {name}" + (f"; did you mean {near[0]}?" if near else "")
                    )
        if len(set(self.knobs)) < len(self.knobs):
            raise ValueError("knobs: a name stands twice")
        if "units" in self.knobs and len(set(self.hidden)) > 1:
            raise ValueError("knobs: units sets all hidden layers to one number, and here they differ")
        return self

    @cached_property
    def all_knobs(self) -> tuple[Knob, ...]:
        """What is learnt and with which activation; then what a run depends on, or every given number."""
        shared = (choice("data", DATA, DATA.index(self.data)), choice("activation", ACTIVATION, self._activation))
        if self.w is not None:
            return (
                *shared,
                *(Knob.within(self._bounds(name, "weight"), name, start) for name, start in self._numbers()),
            )
        one, end = Fraction(1), Fraction(self.steps)
        return (
            *shared,
            Knob("units", Fraction(self.hidden[0]), one, Fraction(_MOST_UNITS), one, Fraction(4)),
            Knob("seed", Fraction(self.seed), Fraction(0), Fraction(999), one, Fraction(10)),
            Knob.within(self._bounds("rate", "rate"), "rate", self.rate),
            Knob("step", Fraction(0), Fraction(0), end, one, max(one, Fraction(round(self.steps / 20)))),
        )

    @property
    def views(self) -> tuple[str, ...]:
        """The figures named in `show`."""
        return self.show

    @property
    def stated(self) -> frozenset[Fraction]:
        """The numbers of the fence, the given or the default ones, and the ends of the box."""
        run = () if self.w is not None else (*map(Fraction, (*self.hidden, self.steps, self.seed)), self.rate)
        given = (number for _, number in self._numbers())
        return frozenset({*run, *given, Fraction(self.rows), self.noise, *CLASSES[self.data].box})

    @property
    def clock(self) -> str:
        """The step, where the network is trained."""
        return "step" if self.w is None else ""

    def advance(self, settings: Settings, seconds: float, most: Fraction, store: Store) -> Fraction:
        """Train on for about so many seconds; less far where the last step or a divergence is reached."""
        run, step = self.run(settings, store), int(settings["step"])
        end = min(int(most), step + max(1, int(seconds * _STEPS_A_SECOND)))
        run_slice(run.advance, end - run.step, seconds, most_at_once=_CHUNK)
        return Fraction(max(step, min(end, run.step)))

    def read(self, settings: Settings, store: Store) -> PlaneReading:
        """What is seen at these settings. Trains up to the step, if that has not been done."""
        return PlaneReading(self, settings, store)

    def rows_at(self, settings: Settings) -> tuple[Array, Array]:
        """The points, shape (rows, 2), and their labels 0 and 1, shape (rows, 1)."""
        return _rows(*self._data(settings))

    def sizes(self, settings: Settings) -> tuple[int, ...]:
        """2, the units of each hidden layer, 1."""
        if self.w is not None:
            return (2, len(self.w), 1)
        units = int(settings["units"])
        return (2, *(self.hidden if units == self.hidden[0] else [units] * len(self.hidden)), 1)

    def run(self, settings: Settings, store: Store) -> Training:
        """The training that these settings belong to, at their step or further."""
        plan = Plan(
            self._data(settings),
            self.sizes(settings),
            ACTIVATION[int(settings["activation"])],
            self.init,
            int(settings["seed"]),
            self.optimizer,
            settings["rate"],
        )
        run = store.run(plan, plan.begin)
        run.advance(int(settings["step"]) - run.step)
        return run

    def network(self, settings: Settings, store: Store) -> Network:
        """The network at these settings: exact where its numbers are given and it is piecewise linear."""
        if self.w is None:
            return self._trained(settings, store)
        units = range(len(self.w))
        w = exact([[settings[f"w{i}_{k}"] for k in range(2)] for i in units])
        b, v = ([settings[f"{letter}{i}"] for i in units] for letter in "bv")
        activation = ACTIVATIONS[ACTIVATION[int(settings["activation"])]]
        network = Network((w, exact([v])), (exact(b), exact([settings["c"]])), activation)
        return network if activation.slopes else as_float(network)

    def _trained(self, settings: Settings, store: Store) -> Network:
        run, step = self.run(settings, store), int(settings["step"])
        if run.diverged and step >= run.step:
            return run.diverged.network
        return run.at(step)

    def _data(self, settings: Settings) -> tuple[str, int, Fraction, int]:
        return DATA[int(settings["data"])], self.rows, self.noise, self.seed

    @property
    def _activation(self) -> int:
        return ACTIVATION.index(self.activation)

    def _bounds(self, name: str, default: str) -> Bounds:
        return self.bounds.get(name) or self.bounds.get(_letter(name)) or _BOUNDS[default]

    def _numbers(self) -> Iterator[tuple[str, Fraction]]:
        if self.w is None:
            return
        for i, row in enumerate(self.w):
            yield from ((f"w{i}_{k}", value) for k, value in enumerate(row))
        for letter, values in (("b", self.b), ("v", self.v)):
            yield from ((f"{letter}{i}", value) for i, value in enumerate(values))
        yield "c", self.c


_TRAINED = {"data", "activation", "units", "seed", "rate", "step"}


def _letter(name: str) -> str:
    """`w` of w0_1: the name under which all of a kind are bounded."""
    return re.split(r"\d", name)[0]


@lru_cache(maxsize=8)
def _rows(data: str, rows: int, noise: Fraction, seed: int) -> tuple[Array, Array]:
    return drawn(CLASSES[data], rows, float(noise), seed)


@dataclass(frozen=True)
class Plan:
    """What a training depends on, and nothing else: equal plans make equal runs.

    Attributes:
        data: name of the data set, rows, noise and seed.
        sizes: inputs, then the units of each layer.
        activation, init, optimizer: by their names.
        seed: of the start.
        rate: the learning rate.
    """

    data: tuple[str, int, Fraction, int]
    sizes: tuple[int, ...]
    activation: str
    init: str
    seed: int
    optimizer: str
    rate: Fraction

    def begin(self) -> Training:
        """The training at step 0."""
        start = initial(self.sizes, self.init, (self.seed,), ACTIVATIONS[self.activation])
        how = Hyperparameters(loss="bce", optimizer=Optimizer(self.optimizer, float(self.rate)))
        return Training(start, *_rows(*self.data), how)
