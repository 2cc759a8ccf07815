"""The runs of the `training` lab: which settings belong to one run, and which runs are on show together."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tutor.lab import Settings
from tutor.labs.data import Column
from tutor.labs.replay import TrainingRun
from tutor.labs.training.spec import TrainingSpec
from tutor.net.activation import ACTIVATIONS, Array
from tutor.net.layout import unpack
from tutor.net.network import Network
from tutor.net.optimizer import OPTIMIZERS, Optimizer
from tutor.net.training import Hyperparameters, Training
from tutor.store import Store

COMPARED = ("relu", "leaky_relu", "tanh", "sigmoid", "swish")
"""The activations that are trained side by side."""


@dataclass(frozen=True)
class Plan:
    """What a run depends on, and nothing else: equal plans make equal runs.

    Attributes:
        parameters: the start of a network with one input, one hidden layer and one output, laid out as in net.layout.
        activation: its name.
        optimizer: its name.
        rate: the learning rate.
        x, y: the data, a number for each row.
    """

    parameters: tuple[float, ...]
    activation: str
    optimizer: str
    rate: float
    x: Column
    y: Column

    @property
    def start(self) -> Network:
        """The network at step 0."""
        units = len(self.parameters) // 3
        return unpack(np.array(self.parameters), (1, units, 1), ACTIVATIONS[self.activation])

    @property
    def rows(self) -> tuple[Array, Array]:
        """x and y, each of shape (rows, 1)."""
        return np.array(self.x)[:, None], np.array(self.y)[:, None]

    def run(self, store: Store) -> TrainingRun:
        """The run of this plan."""
        return store.run(self, self._begin)

    def with_activation(self, name: str) -> "Plan":
        """The plan with the same start, data and rate, and another activation."""
        return replace(self, activation=name)

    def _begin(self) -> TrainingRun:
        how = Hyperparameters(optimizer=Optimizer(self.optimizer, self.rate))
        return TrainingRun(Training(self.start, *self.rows, how))


def plan(spec: TrainingSpec, settings: Settings) -> Plan:
    """The plan of the run at these settings."""
    x, y = spec.rows
    return Plan(
        tuple(float(settings[name]) for name in spec.start_parameters),
        list(ACTIVATIONS)[int(settings["activation"])],
        list(OPTIMIZERS)[int(settings["optimizer"])],
        float(settings["rate"]),
        x,
        tuple(float(settings[f"y{i}"]) for i, _ in enumerate(y)) if spec.data else y,
    )


def plans(spec: TrainingSpec, settings: Settings) -> Iterator[Plan]:
    """The plans of all runs on show at these settings; the first is that of the settings."""
    first = plan(spec, settings)
    yield first
    if "activations" in spec.show:
        yield from (first.with_activation(name) for name in COMPARED if name != first.activation)
