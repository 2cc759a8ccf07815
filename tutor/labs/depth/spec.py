"""What a lesson states of the `depth` lab: a stack of layers of one width, how it starts, and how it is trained."""

from fractions import Fraction
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from tutor.lab import Knob, Lab, Settings, choice
from tutor.schema import Bounds, Rational, check_distinct, check_names

View = Literal["gradient", "dead", "activity", "along", "loss"]

ACTIVATION = ("relu", "leaky_relu", "tanh", "sigmoid", "gelu", "swish")
INIT = ("he", "glorot", "uniform")
OPTIMIZER = ("gd", "adam")

MOST_LAYERS = 12
"""A key has to be answered within some milliseconds."""

_OF_RATE = Bounds(low=Fraction(1, 1000), high=Fraction(1), fine=Fraction(1, 100), coarse=Fraction(1, 10))


class DepthSpec(Lab):
    """A stack of hidden layers of one width, and one output f = c + Σ vᵢ·aᵢ on its last layer.

    The inputs are standard normal, as many as a layer has units. The label of a row is its first input: the stack has
    to pass one number through. It is trained with all rows in every step on the mean squared error.

    Attributes:
        layers: the number of hidden layers.
        width: the units of each of them, and the inputs.
        rows: the number of rows.
        activation, init, optimizer: by their names.
        seed: of the start and of the rows. Stack `seed` of an experiment on depth with seed 0 has the same.
        rate, steps: the learning rate, and for how many steps the stack is trained at most.
        knobs: which numbers may be turned: layers, activation, init, optimizer, seed, rate, step.
        bounds: how far the rate turns.
        show: the views, the first one shown first.
    """

    needs_pacing: ClassVar = True

    layers: int = Field(default=10, ge=1, le=MOST_LAYERS)
    width: int = Field(default=16, ge=1, le=32)
    rows: int = Field(default=64, ge=1, le=200)
    activation: Literal["relu", "leaky_relu", "tanh", "sigmoid", "gelu", "swish"] = "relu"
    init: Literal["he", "glorot", "uniform"] = "he"
    optimizer: Literal["gd", "adam"] = "gd"
    seed: int = Field(default=0, ge=0, le=999)
    rate: Annotated[Rational, Field(gt=0)] = Fraction(1, 50)
    steps: int = Field(default=300, ge=1, le=5000)
    knobs: tuple[str, ...] = ("activation", "init", "layers", "seed", "step")
    bounds: dict[Literal["rate"], Bounds] = Field(default_factory=dict)
    show: tuple[View, ...] = Field(default=("gradient", "dead", "activity", "along", "loss"), min_length=1)

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        check_names("knobs", self.knobs, [knob.name for knob in self.all_knobs])
        check_distinct("knobs", self.knobs)
        if any(bounds.low <= 0 for bounds in self.bounds.values()):
            raise ValueError("bounds: rate is above 0")
        return self

    @cached_property
    def all_knobs(self) -> tuple[Knob, ...]:
        """What a run depends on, and the step."""
        one = Fraction(1)
        return (
            Knob("layers", Fraction(self.layers), one, Fraction(MOST_LAYERS), one, Fraction(3)),
            choice("activation", ACTIVATION, ACTIVATION.index(self.activation)),
            choice("init", INIT, INIT.index(self.init)),
            choice("optimizer", OPTIMIZER, OPTIMIZER.index(self.optimizer)),
            Knob("seed", Fraction(self.seed), Fraction(0), Fraction(999), one, Fraction(10)),
            Knob.within(self.bounds.get("rate", _OF_RATE), "rate", self.rate),
            Knob("step", Fraction(0), Fraction(0), Fraction(self.steps), one, max(one, Fraction(self.steps // 20))),
        )

    @property
    def views(self) -> tuple[str, ...]:
        """The figures named in `show`."""
        return self.show

    @property
    def stated(self) -> frozenset[Fraction]:
        """The numbers of the lab, given or default."""
        whole = (self.layers, self.width, self.rows, self.seed, self.steps)
        return frozenset({*map(Fraction, whole), self.rate})

    @property
    def clock(self) -> str:
        """The step."""
        return "step"

    def turn(self, settings: Settings, name: str, value: Fraction) -> Settings:
        """The settings with one knob turned; all but the rate are cut to whole numbers."""
        return super().turn(settings, name, value if name == "rate" else Fraction(int(value)))
