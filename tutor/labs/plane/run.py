"""The runs of the `plane` lab: which settings belong to one training, and the rows that it learns."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from tutor.lab import Settings
from tutor.labs.plane.spec import PlaneSpec
from tutor.labs.replay import TrainingRun
from tutor.net.activation import ACTIVATIONS, Array
from tutor.net.dataset import CLASSES, drawn
from tutor.net.initial import initial
from tutor.net.optimizer import Optimizer
from tutor.net.training import Hyperparameters, Training
from tutor.store import Store


@dataclass(frozen=True)
class Rows:
    """Which rows are drawn: the name of the data set, their number, the noise and the seed."""

    data: str
    number: int
    noise: Fraction
    seed: int

    @property
    def drawn(self) -> tuple[Array, Array]:
        """The points, shape (rows, 2), and their labels 0 and 1, shape (rows, 1)."""
        return _drawn(self)


@lru_cache(maxsize=8)  # the rows stay while a network is turned or trained; 200 of them take 5 kB
def _drawn(rows: Rows) -> tuple[Array, Array]:
    return drawn(CLASSES[rows.data], rows.number, float(rows.noise), rows.seed)


@dataclass(frozen=True)
class Plan:
    """What a training depends on, and nothing else: equal plans make equal runs.

    Attributes:
        rows: what is learnt.
        sizes: inputs, then the units of each layer.
        activation, init, optimizer: by their names.
        seed: of the start.
        rate: the learning rate.
    """

    rows: Rows
    sizes: tuple[int, ...]
    activation: str
    init: str
    seed: int
    optimizer: str
    rate: Fraction

    def run(self, store: Store) -> TrainingRun:
        """The run of this plan."""
        return store.run(self, self._begin)

    def _begin(self) -> TrainingRun:
        start = initial(self.sizes, self.init, (self.seed,), ACTIVATIONS[self.activation])
        how = Hyperparameters(loss="bce", optimizer=Optimizer(self.optimizer, float(self.rate)))
        return TrainingRun(Training(start, *self.rows.drawn, how))


def rows(spec: PlaneSpec, settings: Settings) -> Rows:
    """Which rows are drawn at these settings."""
    return Rows(spec.data_at(settings), spec.rows, spec.noise, spec.seed)


def plan(spec: PlaneSpec, settings: Settings) -> Plan:
    """The plan of the training at these settings, for a lab that trains."""
    return Plan(
        rows(spec, settings),
        spec.sizes(settings),
        spec.activation_at(settings),
        spec.init,
        int(settings["seed"]),
        spec.optimizer,
        settings["rate"],
    )
