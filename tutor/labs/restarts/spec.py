"""What a lesson states of the `restarts` lab: the shape, how it is trained, and what may be turned."""

from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from tutor.lab import Knob, Lab, Settings, choice
from tutor.labs.data import Task
from tutor.net.activation import ACTIVATIONS
from tutor.net.initial import INITIALISATIONS
from tutor.net.layout import Sizes, count
from tutor.net.optimizer import OPTIMIZERS
from tutor.schema import Bounds, Float, Rational, check_distinct, one_of

View = Literal["rate", "histogram", "outcomes"]
Turned = Literal["rate", "seed", "units", "activation", "optimizer", "target", "bar", "step"]
Bounded = Literal["rate", "seed", "units"]

MARKS = 50
"""How often a study is kept on its way."""

BARS = 12
"""The most bars of the histogram: the plateaus with most networks."""

_MOST_PARAMETERS = 100_000
"""The most parameters of all networks together; they are kept at each mark, which takes 40 MB for this many."""

_BOUNDS: dict[Bounded, Bounds] = {
    "rate": Bounds(low=Fraction(1, 1000), high=Fraction(1, 2), fine=Fraction(1, 200), coarse=Fraction(1, 20)),
    "seed": Bounds(low=Fraction(0), high=Fraction(999), fine=Fraction(1), coarse=Fraction(10)),
    "units": Bounds(low=Fraction(1), high=Fraction(10), fine=Fraction(1), coarse=Fraction(3)),
}
_LEAST: dict[Bounded, Fraction] = {"rate": Fraction(1, 1_000_000), "seed": Fraction(0), "units": Fraction(1)}
_WHOLE = {"seed", "units", "bar", "step"}
_LOOKS = {"bar", "step"}
"""The knobs that say where to look; any other makes another study."""


class RestartsSpec(Lab, Task):
    """Networks with one input and one output, each trained from a start of its own to learn the `Task`.

    Attributes:
        also: other tasks, which the knob `target` offers behind that one.
        hidden: the units of each hidden layer.
        init, activation, optimizer: by their names in the tables.
        rate: the learning rate.
        steps: the number of steps that each network takes.
        runs: the number of networks.
        seed: network i starts from the seed (seed, i).
        fit: a network fits if its loss is smaller.
        rests_at: the loss at which a network trained alone rests; it is told how many of the study stand there.
        knobs: which numbers may be turned. `units` needs one hidden layer, `target` a choice of tasks. `bar` chooses a
            bar of the histogram.
        bounds: how far rate, seed and units turn.
        show: the views, the first one shown first.
    """

    also: tuple[Task, ...] = ()
    hidden: tuple[Annotated[int, Field(ge=1, le=64)], ...] = Field(min_length=1, max_length=20)
    init: Annotated[str, one_of(INITIALISATIONS)] = "uniform"
    activation: Annotated[str, one_of(ACTIVATIONS)] = "relu"
    optimizer: Annotated[str, one_of(OPTIMIZERS)] = "gd"
    samples: int = Field(default=9, ge=2, le=128)
    rate: Annotated[Rational, Field(gt=0)] = Fraction(1, 50)
    steps: int = Field(default=10_000, ge=1, le=100_000)
    runs: int = Field(default=1000, ge=1, le=5000)
    seed: int = Field(default=0, ge=0, le=1_000_000)
    fit: Annotated[Rational, Field(gt=0)] = Fraction(1, 100)
    rests_at: Annotated[Float, Field(gt=0)] | None = None
    knobs: tuple[Turned, ...] = ("step",)
    bounds: dict[Bounded, Bounds] = Field(default_factory=dict)
    show: tuple[View, ...] = Field(default=("rate", "histogram", "outcomes"), min_length=1)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        check_distinct("knobs", self.knobs)
        if "units" in self.knobs and len(self.hidden) > 1:
            raise ValueError("knobs: units needs one hidden layer")
        if "target" in self.knobs and not self.also:
            raise ValueError("knobs: target needs other tasks to choose from, in also")
        check_distinct("also", [task.name for task in self._tasks])
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
        every, activations, optimizers = Fraction(mark(self.steps)), list(ACTIVATIONS), list(OPTIMIZERS)
        starts: dict[Bounded, Fraction] = {
            "rate": self.rate,
            "seed": Fraction(self.seed),
            "units": Fraction(self.hidden[0]),
        }
        return (
            *(Knob.within(self._bounds(name), name, start) for name, start in starts.items()),
            choice("activation", activations, activations.index(self.activation)),
            choice("optimizer", optimizers, optimizers.index(self.optimizer)),
            choice("target", [task.name for task in self._tasks]),
            Knob("bar", Fraction(0), Fraction(0), Fraction(BARS - 1), Fraction(1), Fraction(3)),
            Knob("step", Fraction(0), Fraction(0), Fraction(self.steps), every, every),
        )

    @property
    def views(self) -> tuple[str, ...]:
        """The figures named in `show`."""
        return self.show

    @property
    def clock(self) -> str:
        """The step."""
        return "step"

    @property
    def derived(self) -> frozenset[str]:
        """The bar and the step: where one looks is no edit."""
        return frozenset(_LOOKS)

    @property
    def stated(self) -> frozenset[Fraction]:
        """The numbers of the study, and of its data."""
        counts = map(Fraction, (*self.hidden, self.steps, self.runs, self.seed))
        return frozenset({*counts, self.rate, self.fit}).union(*(task.stated_rows for task in self._tasks))

    def turn(self, settings: Settings, name: str, value: Fraction) -> Settings:
        """The settings with one knob turned; a seed, units, a bar or a step are cut to a whole number."""
        return super().turn(settings, name, Fraction(int(value)) if name in _WHOLE else value)

    def sizes(self, units: int) -> Sizes:
        """The shape with this many units in its hidden layer; that of the lesson for 0, or where there are several."""
        return (1, *((units,) if units and len(self.hidden) == 1 else self.hidden), 1)

    def task(self, settings: Settings) -> Task:
        """What is learnt at these settings."""
        return self._tasks[int(settings["target"])]

    @property
    def _tasks(self) -> tuple[Task, ...]:
        return (self, *self.also)

    def _bounds(self, name: Bounded) -> Bounds:
        return {**_BOUNDS, **self.bounds}[name]


def mark(steps: int) -> int:
    """The steps from one mark of a study to the next."""
    return max(1, steps // MARKS)
