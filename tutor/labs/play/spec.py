"""What a file of the playground states, a lesson's `play` lab likewise: data, a network, and how it is trained."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from tutor.branch import TAKEN, beside
from tutor.files import brief
from tutor.lab import Knob, Lab, Settings, choice, start_settings
from tutor.labs.names import in_layout
from tutor.net.activation import ACTIVATIONS
from tutor.net.dataset import CLASSES, TARGETS
from tutor.net.initial import INITIALISATIONS
from tutor.net.layout import Sizes, count
from tutor.net.loss import LOSSES
from tutor.net.optimizer import OPTIMIZERS
from tutor.rational import parse
from tutor.schema import Float, Strict, check_count, check_distinct, check_names, one_of

View = Literal["fit", "units", "loss", "lanes", "rows", "gradients", "parameters"]

OWN = "own"
"""The name of the data that the file lists itself."""

GIVEN = "given"
"""The name of the start whose numbers the file lists."""

OUTPUTS = ("identity", "relu", "sigmoid")
"""The activations behind the output. With the cross-entropy it is the identity: f is the logit."""

MOST_LAYERS, MOST_UNITS = 4, 32
MOST_PARAMETERS = 4_000
"""A key has to be answered within some milliseconds, and a turn copies the numbers of the start."""

_ZERO, _ONE, _MANY = Fraction(0), Fraction(1), Fraction(10**12)

_MOST_ROWS, LARGEST = 5_000, 1e9
"""Rows of one's own, which a file holds in full; the largest number in them, and in a start."""


def exact(value: Any, *, most: int = 10**6) -> Fraction:
    """A number of a file, with all the digits that it was typed with.

    Raises:
        ValueError: for what is no number, or one that is larger than `most`.
    """
    if isinstance(value, str):
        value = parse(value)
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise ValueError(f"not a number: {brief(value)}")
    number = Fraction(value)
    if abs(number) > most:
        raise ValueError(f"numbers lie between −{most:,} and {most:,}")
    return number


Exact = Annotated[Fraction, BeforeValidator(exact)]
"""A number that a knob had: it may have been typed with more digits than a lesson may state."""

SAME = "same"
"""The activation of a layer that has the one of the layer before."""

_UNITS, _ACTIVATION = (tuple(f"{name}{i + 1}" for i in range(MOST_LAYERS)) for name in ("units", "activation"))
"""The knobs of each hidden layer."""

_DRAWS_ANEW = {"init", "seed", "layers", *_UNITS}
"""The knobs that draw another start."""

WHOLE = {TAKEN, "data", *_ACTIVATION, "output", "loss", "optimizer", "batch", "step"} | _DRAWS_ANEW


class Numbers(Strict):
    """The weights W, units × inputs, and the biases b of one layer."""

    W: tuple[tuple[Float, ...], ...] = Field(min_length=1)
    b: tuple[Float, ...]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if len({len(row) for row in self.W}) > 1:
            raise ValueError("W: every unit has as many weights as there are inputs to the layer")
        check_count(self.b, self.W, "b")
        return self


class PlaySpec(Lab):
    """A network with one or two inputs and one output, trained on a function, on two classes, or on rows of one's own.

    Attributes:
        data: the name of a function or of a data set in the plane; or `own`, with x and y.
        x, y: rows of one's own: for each a list of one or two inputs, and a label. With two inputs labels are 0 and 1.
        rows, noise: how many rows are drawn, and the standard deviation of the noise on labels, or on coordinates.
        low, high: the first and the last x of a function.
        hidden: the units of each hidden layer.
        activation: of the hidden layers, or a list with that of each; `same` is the one of the layer before.
        output: the activation behind the output: identity, relu or sigmoid.
        init, seed: how a start is drawn.
        layer: the numbers of the start, layer by layer, in place of a drawn one.
        loss: mse, or bce: the binary cross-entropy of σ(f), for labels 0 and 1.
        optimizer, rate, batch, decay: how the network is trained; a batch of 0 is all rows.
        steps: the most steps.
        taken: in a file, the steps that were taken before its start; a bench has them among its settings.
        step: the step at which it stands.
        knobs: which numbers may be turned.
        show: the views, the first one shown first.
    """

    needs_pacing: ClassVar = True

    data: Annotated[str, one_of((*TARGETS, *CLASSES, OWN))] = "abs(x+1)"
    x: tuple[tuple[Float, ...], ...] = Field(default=(), max_length=_MOST_ROWS)
    y: tuple[Float, ...] = ()
    rows: int = Field(default=40, ge=2, le=500)
    noise: Annotated[Exact, Field(ge=0, le=1)] = _ZERO
    low: Exact = Fraction(-4)
    high: Exact = Fraction(4)
    hidden: tuple[Annotated[int, Field(ge=1, le=MOST_UNITS)], ...] = Field(
        default=(3,), min_length=1, max_length=MOST_LAYERS
    )
    activation: Annotated[
        tuple[Annotated[str, one_of((*ACTIVATIONS, SAME))], ...],
        BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
        Field(min_length=1),
    ] = ("relu",)
    output: Annotated[str, one_of(OUTPUTS)] = "identity"
    init: Annotated[str, one_of(INITIALISATIONS)] = "he"
    seed: int = Field(default=0, ge=0, le=999)
    layer: tuple[Numbers, ...] = ()
    loss: Annotated[str, one_of(LOSSES)] | None = None
    optimizer: Annotated[str, one_of(OPTIMIZERS)] = "gd"
    rate: Annotated[Exact, Field(gt=0, le=1)] = Fraction(1, 50)
    batch: int = Field(default=0, ge=0, le=500)
    decay: Annotated[Exact, Field(ge=0, le=1)] = _ZERO
    steps: int = Field(default=10_000, ge=1, le=100_000)
    taken: int = Field(default=0, ge=0)
    step: int = Field(default=0, ge=0)
    knobs: tuple[str, ...] = (
        "data",
        "noise",
        "layers",
        *(name for layer in zip(_UNITS, _ACTIVATION, strict=True) for name in layer),
        "output",
        "init",
        "seed",
        "loss",
        "optimizer",
        "rate",
        "batch",
        "decay",
        "step",
    )
    show: tuple[View, ...] = Field(
        default=("fit", "loss", "units", "lanes", "rows", "gradients", "parameters"), min_length=1
    )

    @model_validator(mode="after")
    def _rows_of_ones_own(self) -> Self:
        if self.data == OWN and not self.x:
            raise ValueError(f'x: data = "{OWN}" needs rows')
        if any(abs(number) > LARGEST for number in (*self.y, *(each for row in self.x for each in row))):
            raise ValueError(f"x, y: numbers lie between −{LARGEST:g} and {LARGEST:g}")
        if len(self.x) != len(self.y):
            raise ValueError(f"y: has {len(self.y)} labels for {len(self.x)} rows")
        if len({len(row) for row in self.x}) > 1 or (self.x and len(self.x[0]) not in {1, 2}):
            raise ValueError(f"x: every row has one input, or every row has two; here they have {_listed(self.x)}")
        if self.x and len(self.x[0]) == 2 and not set(self.y) <= {0.0, 1.0}:
            raise ValueError("y: with two inputs the labels are 0 and 1")
        if self.low >= self.high:
            raise ValueError("low: has to be less than high")
        return self

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if len(self.activation) not in {1, len(self.hidden)}:
            raise ValueError(f"activation: has {len(self.activation)} names for {len(self.hidden)} hidden layers")
        if self.activation[0] == SAME:
            raise ValueError("activation: there is no layer before the first")
        check_names("knobs", self.knobs, [knob.name for knob in self.all_knobs])
        check_distinct("knobs", self.knobs)
        if self.step > self.steps:
            raise ValueError(f"step: {self.step} is beyond the last one, {self.steps}")
        if self.loss == "bce" and not self._is_of_classes(self.data):
            raise ValueError("loss: bce is for labels 0 and 1")
        if self.output != "identity" and self._first("loss") == "bce":
            raise ValueError("output: with bce it is the identity, since bce is taken of logits")
        if any(len(layer.W) != len(after.W[0]) for layer, after in pairwise(self.layer)):
            raise ValueError("layer: each layer has as many inputs as the one before has units")
        if any(abs(number) > LARGEST for number in self.listed):
            raise ValueError(f"layer: numbers lie between −{LARGEST:g} and {LARGEST:g}")
        given = self._listed_sizes
        if self.layer and given != self.sizes(start_settings(self)):
            raise ValueError(f"layer: the numbers are those of a network {'-'.join(map(str, given))}")
        if count(self.sizes(start_settings(self))) > MOST_PARAMETERS:
            raise ValueError(f"hidden: more than {MOST_PARAMETERS:,} parameters")
        return self

    @cached_property
    def all_knobs(self) -> tuple[Knob, ...]:
        """The data, the shape, the start, and how it is trained; the step last."""
        layers = [*self.hidden, *[self.hidden[-1]] * (MOST_LAYERS - len(self.hidden))]
        many = Fraction(max(1, self.steps // 50))
        tables = {
            "data": self._data,
            **{name: [*([SAME] if i else []), *ACTIVATIONS] for i, name in enumerate(_ACTIVATION)},
            "output": list(OUTPUTS),
            "init": self._inits,
            "loss": list(LOSSES),
        }
        pick = {name: choice(name, names, names.index(self._first(name))) for name, names in tables.items()}
        return (
            pick["data"],
            Knob("noise", self.noise, _ZERO, _ONE, Fraction(1, 20), Fraction(1, 4)),
            Knob("layers", Fraction(len(self.hidden)), _ONE, Fraction(MOST_LAYERS), _ONE, _ONE),
            *(
                Knob(name, Fraction(units), _ONE, Fraction(MOST_UNITS), _ONE, Fraction(4))
                for name, units in zip(_UNITS, layers, strict=True)
            ),
            *(pick[name] for name in _ACTIVATION),
            pick["output"],
            pick["init"],
            Knob("seed", Fraction(self.seed), _ZERO, Fraction(999), _ONE, Fraction(10)),
            pick["loss"],
            choice("optimizer", list(OPTIMIZERS), list(OPTIMIZERS).index(self.optimizer)),
            Knob("rate", self.rate, Fraction(1, 100_000), _ONE, Fraction(1, 200), Fraction(1, 20)),
            Knob("batch", Fraction(self.batch), _ZERO, Fraction(500), _ONE, Fraction(10)),
            Knob("decay", self.decay, _ZERO, _ONE, Fraction(1, 1000), Fraction(1, 100)),
            Knob(TAKEN, Fraction(self.taken), _ZERO, _MANY, _ONE, _ONE),
            Knob("step", Fraction(self.step), _ZERO, Fraction(self.steps), _ONE, many),
        )

    @property
    def views(self) -> tuple[str, ...]:
        """The figures named in `show`."""
        return self.show

    @property
    def stated(self) -> frozenset[Fraction]:
        """The numbers of the knobs at their start, and of the rows."""
        return frozenset({*(knob.start for knob in self.all_knobs), self.low, self.high, Fraction(self.rows)})

    @property
    def clock(self) -> str:
        """The step."""
        return "step"

    @property
    def derived(self) -> frozenset[str]:
        """The step, and how many steps led to the start."""
        return frozenset({"step", TAKEN})

    def turn(self, settings: Settings, name: str, value: Fraction) -> Settings:
        """The settings with one knob turned. What draws another start drops the numbers of the one before."""
        if name in WHOLE:
            value = Fraction(int(value))
        if value == settings[name] or (name == "init" and not self._can_start(settings, value)):
            return settings
        turned = super().turn(settings, name, value)
        if name in _DRAWS_ANEW or self.inputs(turned) != self.inputs(settings):
            turned = self.without_numbers(turned)
            if name != "init" and self.chosen(turned, "init") == GIVEN:
                turned = self._set(turned, "init", self.init)
        return self._fitting(turned, name) if name in {"data", "loss", "output"} else turned

    def data_at(self, settings: Settings) -> str:
        """The name of the data."""
        return self._data[int(settings["data"])]

    def inputs(self, settings: Settings) -> int:
        """One, or two."""
        name = self.data_at(settings)
        return 2 if name in CLASSES else len(self.x[0]) if name == OWN else 1

    def sizes(self, settings: Settings) -> Sizes:
        """The inputs, the units of each hidden layer, 1."""
        layers = int(settings["layers"])
        return (self.inputs(settings), *(int(settings[name]) for name in _UNITS[:layers]), 1)

    def activations_chosen(self, settings: Settings) -> tuple[str, ...]:
        """What is chosen for each hidden layer; SAME for that of the layer before."""
        return tuple(self.chosen(settings, name) for name in _ACTIVATION[: int(settings["layers"])])

    def activations(self, settings: Settings) -> tuple[str, ...]:
        """The name of each hidden layer's activation."""
        return tuple(accumulate(self.activations_chosen(settings), lambda before, own: before if own == SAME else own))

    def idle(self, settings: Settings) -> frozenset[str]:
        """The knobs of layers that are not there."""
        there = int(settings["layers"])
        return frozenset({*_UNITS[there:], *_ACTIVATION[there:]})

    def names(self, settings: Settings) -> tuple[str, ...]:
        """The names of all parameters, in the order of the vector of `net.layout`."""
        return tuple(in_layout(self.sizes(settings)))

    def numbers(self, settings: Settings) -> tuple[str, ...]:
        """Those of all parameters, where the start has numbers of its own."""
        names = self.names(settings)
        return names if names[-1] in settings else ()

    def without_numbers(self, settings: Settings) -> Settings:
        """The settings of a start that is drawn, or listed in the file: without numbers of a start in them."""
        knobs = {knob.name: settings[knob.name] for knob in self.all_knobs}
        return {**knobs, TAKEN: _ZERO, **beside(settings)}

    def chosen(self, settings: Settings, name: str) -> str:
        """The name that a knob stands at: of the data, activation, init, loss or optimizer."""
        return self.knob_named(name).shown(settings[name])

    @property
    def _listed_sizes(self) -> Sizes:
        """The sizes of the network that the file lists; empty without one."""
        return tuple(len(layer.W[0]) for layer in self.layer) + ((len(self.layer[-1].W),) if self.layer else ())

    def _can_start(self, settings: Settings, init: Fraction) -> bool:
        """Whether a start of this kind fits the shape: the numbers of the file are those of one shape."""
        return self._inits[int(init)] != GIVEN or self.sizes(settings) == self._listed_sizes

    @property
    def listed(self) -> tuple[float, ...]:
        """The numbers of the start that the file lists, in the order of `names`."""
        rows = ((*row, bias) for layer in self.layer for row, bias in zip(layer.W, layer.b, strict=True))
        return tuple(number for row in rows for number in row)

    @cached_property
    def _data(self) -> list[str]:
        return [*TARGETS, *CLASSES, *([OWN] if self.x else [])]

    @cached_property
    def _inits(self) -> list[str]:
        return [*([GIVEN] if self.layer else []), *INITIALISATIONS]

    def _first(self, name: str) -> str:
        """What a knob among names stands at first."""
        loss = self.loss or ("bce" if self._is_of_classes(self.data) and self.output == "identity" else "mse")
        return {
            "data": self.data,
            **dict(zip(_ACTIVATION, (*self.activation, *[SAME] * MOST_LAYERS), strict=False)),
            "output": self.output,
            "init": GIVEN if self.layer else self.init,
            "loss": loss,
        }[name]

    def _is_of_classes(self, data: str) -> bool:
        return data in CLASSES or data == "step" or (data == OWN and set(self.y) <= {0.0, 1.0})

    def with_loss_that_fits(self, settings: Settings) -> Settings:
        """The squared error where labels are other than 0 and 1; else the settings as they are."""
        return settings if self._is_of_classes(self.data_at(settings)) else self._set(settings, "loss", "mse")

    def _fitting(self, settings: Settings, turned: str) -> Settings:
        """The settings with a loss and an output that go together, after one of them or the data was turned.

        The cross-entropy is for labels 0 and 1, and it is taken of logits: the output is then the identity.
        """
        if turned == "data" and self.inputs(settings) == 2:
            return self._set(self._set(settings, "loss", "bce"), "output", "identity")
        settings = self.with_loss_that_fits(settings)
        if self.chosen(settings, "loss") == "mse" or self.chosen(settings, "output") == "identity":
            return settings
        return self._set(settings, *(("output", "identity") if turned == "loss" else ("loss", "mse")))

    def _set(self, settings: Settings, name: str, value: str) -> Settings:
        return {**settings, name: self.knob_named(name).typed(value)}


def _listed(rows: Iterable[Sequence[object]]) -> str:
    """The numbers of inputs that rows have."""
    return " and ".join(map(str, sorted({len(row) for row in rows})))
