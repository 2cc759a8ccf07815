"""What a lesson states of the `training` lab: the start, the rows, how it is trained, and what may be turned."""

from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from tutor.branch import TAKEN, own
from tutor.lab import Knob, Lab, Settings, choice
from tutor.labs.data import Task
from tutor.labs.loss_lines import LossLines
from tutor.labs.names import bounds_of, family, in_layout
from tutor.net.activation import ACTIVATIONS
from tutor.net.initial import INITIALISATIONS, initial
from tutor.net.layout import pack
from tutor.net.optimizer import OPTIMIZERS
from tutor.schema import Bounds, Ends, Rational, check_count, check_distinct, check_names, one_of

View = Literal["fit", "stages", "loss", "lanes", "activations", "rows", "shelf", "slice"]

_SHELF = Fraction(-6), Fraction(6)
"""How far a parameter goes in the view `shelf`, where the lesson does not say."""

_BOUNDS = {
    "rate": Bounds(low=Fraction(0), high=Fraction(1, 5), fine=Fraction(1, 1000), coarse=Fraction(1, 100)),
    "seed": Bounds(low=Fraction(0), high=Fraction(999), fine=Fraction(1), coarse=Fraction(10)),
    **dict.fromkeys("wbvcy", Bounds()),
}
"""How far a knob turns where the lesson does not say, by its family."""


class TrainingSpec(Lab, Task, LossLines):
    """A network f(x) = c + Σ vᵢ·g(wᵢ·x + bᵢ), trained with all rows in every step to a small mean squared error.

    `Task` says what is to be learnt, `LossLines` along which lines the loss is shown.

    The settings hold the start in full: each parameter is a knob, whether it may be turned or not. So a run goes on
    from any network by making it the start.

    Attributes:
        w, b, v, c: the start, where the lesson gives it.
        units, init, seed: otherwise, the number of units and how the start is drawn.
        activation: the name of g.
        optimizer, rate, steps: how the network is trained, and for how many steps at most.
        range: the interval that the lamps are about; from the first x of the data to the last, unless given.
        axis: the limits of x in the plots; the range, unless given.
        y_axis: the limits of y; fitted to the data and f, unless given.
        knobs: which numbers may be turned: rate, seed, activation, optimizer, step, y0 (a label of the data), and w0,
            b0, v0, c (a parameter of the start).
        bounds: how far rate, seed, y, w, b, v and c turn; each key that is left out keeps its default.
        show: the views, the first one shown first.
        wake: whether the lab offers to wake a dead unit, and to go on from there.
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
    optimizer: Annotated[str, one_of(OPTIMIZERS)] = "gd"
    rate: Annotated[Rational, Field(ge=0)] = Fraction(1, 50)
    steps: int = Field(default=10_000, ge=1, le=100_000)
    range: Ends | None = None
    axis: Ends | None = None
    y_axis: Ends | None = None
    knobs: tuple[str, ...] = ("step",)
    bounds: dict[str, Bounds] = Field(default_factory=dict)
    show: tuple[View, ...] = Field(default=("fit",), min_length=1)
    wake: bool = False

    @model_validator(mode="after")
    def _one_start(self) -> Self:
        given = self.model_fields_set
        if bool(self.w) == (self.units is not None):
            raise ValueError("units: a start is either given by w, b and v, or drawn with so many units")
        if wrong := given & ({"units", "init", "seed"} if self.w else {"w", "b", "v", "c"}):
            raise ValueError(f"{min(wrong)}: has no meaning where the start is {'given' if self.w else 'drawn'}")
        for name, values in (("b", self.b), ("v", self.v)):
            check_count(values, self.w, name)
        return self

    @model_validator(mode="after")
    def _has_a_range(self) -> Self:
        if self.range is None and self.ends[0] == self.ends[1]:
            raise ValueError("range: is needed where all rows have one x")
        return self

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        check_names("knobs", self.knobs, [knob.name for knob in self.all_knobs if knob.name != TAKEN])
        check_names("bounds", self.bounds, self._bounded)
        check_distinct("knobs", self.knobs)
        self.check_loss_lines(self.show, self.start_parameters, self.shelf)
        for knob in self.all_knobs:
            if knob.name in {"rate", "seed"} and knob.low < 0:
                raise ValueError(f"bounds: {knob.name} is at least 0")
        return self

    @cached_property
    def all_knobs(self) -> tuple[Knob, ...]:
        """The seed, the activation, the optimizer, the rate, the labels, the start, steps before it, and the step."""
        many = Fraction(max(1, self.steps // 50))
        activations, optimizers = list(ACTIVATIONS), list(OPTIMIZERS)
        return (
            *(() if self.w else (self._knob("seed", Fraction(self.seed)),)),
            choice("activation", activations, activations.index(self.activation)),
            choice("optimizer", optimizers, optimizers.index(self.optimizer)),
            self._knob("rate", self.rate),
            *(self._knob(f"y{i}", y) for i, y in enumerate(self.data.y if self.data else ())),
            *(self._knob(name, value) for name, value in self.start_from(self.seed).items()),
            Knob(TAKEN, Fraction(0), Fraction(0), Fraction(self.steps), Fraction(1), many),
            Knob("step", Fraction(0), Fraction(0), Fraction(self.steps), Fraction(1), many),
        )

    @cached_property
    def start_parameters(self) -> tuple[str, ...]:
        """Unit by unit its w and b, then each v, then c: in the order of net.layout."""
        return tuple(in_layout((1, len(self.w) or self.units or 1, 1)))

    def start_from(self, seed: int) -> Settings:
        """Each parameter of the start: as given, or as drawn with a seed, each float as the fraction that it is."""
        if self.w:
            values = [*chain(*zip(self.w, self.b, strict=True)), *self.v, self.c]
        else:
            drawn = initial((1, self.units or 1, 1), self.init, (seed,))
            values = list(map(Fraction, pack(drawn).tolist()))
        return dict(zip(self.start_parameters, values, strict=True))

    @property
    def views(self) -> tuple[str, ...]:
        """The figures named in `show`."""
        return self.show

    @property
    def stated(self) -> frozenset[Fraction]:
        """The start, the data, how it is trained, and the ends of range and axis."""
        start = (*self.w, *self.b, *self.v, self.c) if self.w else (self.units or 0, self.seed)
        numbers = (*start, self.rate, self.steps, *self.span, *(self.axis or ()))
        return frozenset(map(Fraction, numbers)) | self.stated_rows | self.stated_of_lines

    @property
    def shelf_ends(self) -> tuple[Fraction, Fraction]:
        """How far the parameter of the shelf goes."""
        return self.shelf_range or _SHELF

    @property
    def clock(self) -> str:
        """The step."""
        return "step"

    @property
    def span(self) -> tuple[Fraction, Fraction]:
        """The range: as given, or from the first x of the data to the last."""
        return self.range or self.ends

    def turn(self, settings: Settings, name: str, value: Fraction) -> Settings:
        """The settings with one knob turned; a seed or a step is cut to a whole number. A seed draws a new start."""
        if name in {"seed", "step"}:
            value = Fraction(int(value))
        if name == "seed" and value != settings[name]:
            settings = {**own(settings), **self.start_from(int(value)), TAKEN: Fraction(0)}
        return super().turn(settings, name, value)

    @property
    def derived(self) -> frozenset[str]:
        """The step, and the steps before."""
        return super().derived | {TAKEN}

    @property
    def _bounded(self) -> list[str]:
        labels = ("y", *(f"y{i}" for i, _ in enumerate(self.data.y))) if self.data else ()
        return ["rate", *(() if self.w else ("seed",)), *labels, *"wbv", *self.start_parameters]

    def _knob(self, name: str, start: Fraction) -> Knob:
        given = bounds_of(name, self.bounds)
        changes = {key: getattr(given, key) for key in given.model_fields_set} if given else {}
        return Knob.within(_BOUNDS[family(name)].model_copy(update=changes), name, start)
