"""The `restarts` lab: one shape of network, trained from many starts at once: how many fit, where others stop."""

from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from tutor.lab import Knob, Lab, Settings, choice
from tutor.labs.network.spec import Data
from tutor.labs.restarts.facts import RestartsReading
from tutor.labs.restarts.run import StudyRun, mark, run
from tutor.labs.restarts.views import BARS
from tutor.net.activation import ACTIVATIONS
from tutor.net.dataset import TARGETS, sampled
from tutor.net.initial import INITIALISATIONS
from tutor.net.layout import Sizes, count
from tutor.net.optimizer import OPTIMIZERS, Optimizer
from tutor.net.restarts.study import Study
from tutor.schema import Bounds, Rational, one_of
from tutor.store import Store

View = Literal["rate", "histogram", "outcomes"]
Turned = Literal["rate", "seed", "units", "activation", "bar", "step"]
Bounded = Literal["rate", "seed", "units"]

_MOST_PARAMETERS = 100_000
"""Of all networks together; they are kept at each mark, 40 MB for this many."""

_BOUNDS: dict[Bounded, Bounds] = {
    "rate": Bounds(low=Fraction(1, 1000), high=Fraction(1, 2), fine=Fraction(1, 200), coarse=Fraction(1, 20)),
    "seed": Bounds(low=Fraction(0), high=Fraction(999), fine=Fraction(1), coarse=Fraction(10)),
    "units": Bounds(low=Fraction(1), high=Fraction(10), fine=Fraction(1), coarse=Fraction(3)),
}
_LEAST: dict[Bounded, Fraction] = {"rate": Fraction(1, 1_000_000), "seed": Fraction(0), "units": Fraction(1)}
_WHOLE = {"seed", "units", "bar", "step"}
_LOOKS = {"bar", "step"}
"""Knobs that say where to look; any other makes another study."""


class RestartsLab(Lab):
    """Networks with one input and one output, each trained from a start of its own.

    Attributes:
        hidden: the units of each hidden layer.
        init, activation, optimizer: by their names in the tables.
        target: the function to be learnt, by its name, at `samples` points from `low` to `high`; or
        data: rows of the lesson's own.
        rate: the learning rate.
        steps: how many each network takes.
        runs: how many networks.
        seed: network i starts from the seed (seed, i).
        fit: a network fits if its loss is below.
        knobs: which may be turned. `units` needs one hidden layer. `bar` chooses a bar of the histogram.
        bounds: how far rate, seed and units turn.
        show: the views, the first one shown first.
    """

    hidden: tuple[Annotated[int, Field(ge=1, le=64)], ...] = Field(min_length=1, max_length=20)
    init: Annotated[str, one_of(INITIALISATIONS)] = "uniform"
    activation: Annotated[str, one_of(ACTIVATIONS)] = "relu"
    optimizer: Annotated[str, one_of(OPTIMIZERS)] = "gd"
    target: Annotated[str, one_of(TARGETS)] | None = None
    data: Data | None = None
    low: Rational = Fraction(-4)
    high: Rational = Fraction(4)
    samples: int = Field(default=9, ge=2, le=128)
    rate: Annotated[Rational, Field(gt=0)] = Fraction(1, 50)
    steps: int = Field(default=10_000, ge=1, le=100_000)
    runs: int = Field(default=1000, ge=1, le=5000)
    seed: int = Field(default=0, ge=0, le=1_000_000)
    fit: Annotated[Rational, Field(gt=0)] = Fraction(1, 100)
    knobs: tuple[Turned, ...] = ("step",)
    bounds: dict[Bounded, Bounds] = Field(default_factory=dict)
    show: tuple[View, ...] = Field(default=("rate", "histogram", "outcomes"), min_length=1)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.target is None) == (self.data is None):
            raise ValueError("target: one of target and data is needed, and not both")
        if self.low >= self.high:
            raise ValueError("low: has to be less than high")
        if len(set(self.knobs)) < len(self.knobs):
            raise ValueError("knobs: a name stands twice")
        if "units" in self.knobs and len(self.hidden) > 1:
            raise ValueError("knobs: units needs one hidden layer")
        for name, least in _LEAST.items():
            if self._bounds(name).low < least:
                raise ValueError(f"bounds: {name} is at least {least}")
        widest = int(self._bounds("units").high) if "units" in self.knobs else 0
        if self.runs * max(count(self.sizes(widest)), count(self.sizes(0))) > _MOST_PARAMETERS:
            raise ValueError(f"runs: {self.runs} networks of this shape have more than {_MOST_PARAMETERS} parameters")
        return self

    @cached_property
    def all_knobs(self) -> tuple[Knob, ...]:
        """The settings of the study, the bar that is looked at, and the step."""
        every, names = Fraction(mark(self.steps)), list(ACTIVATIONS)
        starts: dict[Bounded, Fraction] = {
            "rate": self.rate,
            "seed": Fraction(self.seed),
            "units": Fraction(self.hidden[0]),
        }
        return (
            *(Knob.within(self._bounds(name), name, start) for name, start in starts.items()),
            choice("activation", names, names.index(self.activation)),
            Knob("bar", Fraction(0), Fraction(0), Fraction(BARS - 1), Fraction(1), Fraction(3)),
            Knob("step", Fraction(0), Fraction(0), Fraction(self.steps), every, every),
        )

    @property
    def views(self) -> tuple[str, ...]:
        """The figures named in `show`."""
        return self.show

    @property
    def clock(self) -> str:
        """Training goes on by its steps."""
        return "step"

    @property
    def derived(self) -> frozenset[str]:
        """Where one looks is no edit."""
        return frozenset(_LOOKS)

    @property
    def stated(self) -> frozenset[Fraction]:
        """The numbers of the study, and of its data."""
        rows = (*self.data.x, *self.data.y) if self.data else (self.low, self.high, self.samples)
        study = (*self.hidden, self.rate, self.steps, self.runs, self.seed, self.fit)
        return frozenset(map(Fraction, (*rows, *study)))

    def read(self, settings: Settings, store: Store) -> RestartsReading:
        """What is seen at the step of these settings, or where that has gone by, at the last mark before it."""
        step = int(settings["step"])
        return RestartsReading(self, settings, self.run(settings, store).history(step))

    def advance(self, settings: Settings, seconds: float, most: Fraction, store: Store) -> Fraction:  # noqa: ARG002
        """The step reached; where it was looked back, the next mark."""
        return Fraction(self.run(settings, store).go_on(int(settings["step"]), seconds))

    def turn(self, settings: Settings, name: str, value: Fraction) -> Settings:
        """The settings with one knob turned; what was typed for a whole number is cut to one."""
        return super().turn(settings, name, Fraction(int(value)) if name in _WHOLE else value)

    def sizes(self, units: int) -> Sizes:
        """The shape, with so many units in the hidden layer if there is one, and as it is written for 0."""
        return (1, *((units,) if units and len(self.hidden) == 1 else self.hidden), 1)

    def run(self, settings: Settings, store: Store) -> StudyRun:
        """The run of the study with these settings."""
        study = Study(
            self.sizes(int(settings["units"])),
            self.init,
            ACTIVATIONS[list(ACTIVATIONS)[int(settings["activation"])]],
            optimizer=Optimizer(self.optimizer, float(settings["rate"])),
            steps=self.steps,
            runs=self.runs,
            seed=int(settings["seed"]),
            fit_below=float(self.fit),
        )
        return run(study, *self.rows, store)

    @cached_property
    def rows(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """The inputs and the labels of the data."""
        if self.target is None:
            assert self.data is not None  # noqa: S101 -- the validator has seen to it
            return tuple(map(float, self.data.x)), tuple(map(float, self.data.y))
        x, y = sampled(TARGETS[self.target], float(self.low), float(self.high), self.samples)
        return tuple(x[:, 0].tolist()), tuple(y[:, 0].tolist())

    def _bounds(self, name: Bounded) -> Bounds:
        return {**_BOUNDS, **self.bounds}[name]
