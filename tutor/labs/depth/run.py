"""The runs of the `depth` lab: which settings belong to one training, and the rows that it learns."""

from dataclasses import dataclass
from fractions import Fraction

from tutor.lab import Settings
from tutor.labs.depth.spec import ACTIVATION, INIT, OPTIMIZER, DepthSpec
from tutor.labs.replay import TrainingRun
from tutor.net.activation import ACTIVATIONS, Array
from tutor.net.initial import initial
from tutor.net.optimizer import Optimizer
from tutor.net.stack import drawn
from tutor.net.training import Hyperparameters, Training
from tutor.store import Store

_STUDY = 0
"""The seed of the experiments on depth, whose stack number `seed` has the same weights and inputs."""


@dataclass(frozen=True)
class Plan:
    """What a training depends on, and nothing else: equal plans make equal runs.

    Attributes:
        layers, width: the number of hidden layers, and the units of each.
        rows: the number of rows.
        activation, init, optimizer: by their names.
        seed: of the start and of the rows.
        rate: the learning rate.
    """

    layers: int
    width: int
    rows: int
    activation: str
    init: str
    optimizer: str
    seed: int
    rate: Fraction

    @property
    def data(self) -> tuple[Array, Array]:
        """The inputs, shape (rows, width), and the labels, shape (rows, 1): the first input of each row."""
        x = drawn((_STUDY, self.seed), self.rows, self.width)[0]
        return x, x[:, :1]

    def run(self, store: Store) -> TrainingRun:
        """The run of this plan."""
        return store.run(self, self._begin)

    def _begin(self) -> TrainingRun:
        # The output comes last, so a stack with more layers has those of a shorter one, and the same draws in them.
        sizes = (*[self.width] * (self.layers + 1), 1)
        start = initial(sizes, self.init, (_STUDY, self.seed), ACTIVATIONS[self.activation])
        how = Hyperparameters(optimizer=Optimizer(self.optimizer, float(self.rate)))
        return TrainingRun(Training(start, *self.data, how))


def plan(spec: DepthSpec, settings: Settings) -> Plan:
    """The plan of the training at these settings."""
    return Plan(
        int(settings["layers"]),
        spec.width,
        spec.rows,
        ACTIVATION[int(settings["activation"])],
        INIT[int(settings["init"])],
        OPTIMIZER[int(settings["optimizer"])],
        int(settings["seed"]),
        settings["rate"],
    )
