"""The runs of the playground: which settings belong to one training, and the rows that it learns."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np

from tutor.branch import others
from tutor.lab import Settings
from tutor.labs.play.spec import GIVEN, OWN, PlaySpec
from tutor.labs.replay import TrainingRun
from tutor.net.activation import ACTIVATIONS, Array
from tutor.net.dataset import CLASSES, TARGETS, drawn, sampled
from tutor.net.initial import initial
from tutor.net.layout import Sizes, pack, unpack
from tutor.net.loss import LOSSES, Loss
from tutor.net.network import Network, with_activated_output
from tutor.net.optimizer import Optimizer
from tutor.net.training import Hyperparameters, Training
from tutor.store import Store

NAMES = "ABCD"
"""The letters under which runs are kept; a figure has no more colours."""

_OF_NOISE = 3
"""Seeds the noise on labels; 0, 1 and 2 are for the start, the order of the rows, and the points of the plane."""


@dataclass(frozen=True)
class Rows:
    """Which rows are learnt: the name of the data and how it is drawn, or the rows themselves."""

    data: str
    number: int
    noise: Fraction
    ends: tuple[Fraction, Fraction]
    x: tuple[tuple[float, ...], ...] = ()
    y: tuple[float, ...] = ()

    @property
    def arrays(self) -> tuple[Array, Array]:
        """The inputs, shape (rows, inputs), and the labels, shape (rows, 1)."""
        return _arrays(self)


@lru_cache(maxsize=8)  # the rows stay while a network is turned or trained; 500 of them take 12 kB
def _arrays(rows: Rows) -> tuple[Array, Array]:
    if rows.data == OWN:
        return np.array(rows.x), np.array(rows.y)[:, None]
    if rows.data in CLASSES:
        return drawn(CLASSES[rows.data], rows.number, float(rows.noise), 0)
    low, high = map(float, rows.ends)
    x, y = sampled(TARGETS[rows.data], low, high, rows.number)
    return x, y + float(rows.noise) * np.random.default_rng([0, _OF_NOISE]).standard_normal(y.shape)


@dataclass(frozen=True)
class Plan:
    """What a training depends on, and nothing else: equal plans make equal runs.

    Attributes:
        rows: what is learnt.
        sizes: the inputs, the units of each layer, 1.
        parameters: the start, in the order of `net.layout`.
        activations: of the hidden layers, by their names.
        output, loss, optimizer: by their names; the output is the activation behind it.
        rate, decay: the learning rate, and the weight decay.
        batch: rows in a mini-batch; 0 for all.
    """

    rows: Rows
    sizes: Sizes
    parameters: tuple[float, ...]
    activations: tuple[str, ...]
    output: str
    loss: str
    optimizer: str
    rate: float
    decay: float
    batch: int

    @property
    def start(self) -> Network:
        """The network at step 0."""
        return unpack(np.array(self.parameters), self.sizes, tuple(map(ACTIVATIONS.__getitem__, self.activations)))

    @property
    def loss_of_output(self) -> Loss:
        """The loss as one of the last z, before the activation of the output."""
        return LOSSES[self.loss].behind(ACTIVATIONS[self.output])

    def whole(self, network: Network) -> Network:
        """A network of this plan with the activation of its output, which is one more layer."""
        return network if self.output == "identity" else with_activated_output(network, ACTIVATIONS[self.output])

    def f(self, network: Network, x: Array) -> Array:
        """f of a network of this plan, shape (rows, 1), at x of shape (rows, inputs); with its output's activation."""
        return ACTIVATIONS[self.output].function(network(x))

    def run(self, store: Store) -> TrainingRun:
        """The run of this plan."""
        return store.run(self, self._begin)

    def _begin(self) -> TrainingRun:
        x, y = self.rows.arrays
        batch = min(self.batch, len(x)) or None
        how = Hyperparameters(self.loss, Optimizer(self.optimizer, self.rate, self.decay), batch, output=self.output)
        return TrainingRun(Training(self.start, x, y, how))


def rows(spec: PlaySpec, settings: Settings) -> Rows:
    """The rows at these settings."""
    name = spec.data_at(settings)
    if name == OWN:
        return Rows(name, len(spec.x), Fraction(0), (spec.low, spec.high), spec.x, spec.y)
    return Rows(name, spec.rows, settings["noise"], (spec.low, spec.high))


def plan(spec: PlaySpec, settings: Settings) -> Plan:
    """The plan of the training at these settings."""
    return Plan(
        rows(spec, settings),
        spec.sizes(settings),
        start(spec, settings),
        spec.activations(settings),
        spec.chosen(settings, "output"),
        spec.chosen(settings, "loss"),
        spec.chosen(settings, "optimizer"),
        float(settings["rate"]),
        float(settings["decay"]),
        int(settings["batch"]),
    )


def letter(settings: Settings) -> str:
    """The letter for the next run that is kept: the first that is free, or the last."""
    used = others(settings)
    return next((name for name in NAMES if name not in used), NAMES[-1])


def start(spec: PlaySpec, settings: Settings) -> tuple[float, ...]:
    """The parameters of the start: those that were set, those that the file lists, or drawn ones."""
    if names := spec.numbers(settings):
        return tuple(float(settings[name]) for name in names)
    init = spec.chosen(settings, "init")
    if init == GIVEN:
        return spec.listed
    return tuple(pack(initial(spec.sizes(settings), init, (int(settings["seed"]),))).tolist())
