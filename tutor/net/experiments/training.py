"""What the kinds of experiment share: the data, how networks are drawn and trained, and which units are dead."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from tutor.net.activation import ACTIVATIONS
from tutor.net.dataset import TARGETS, sampled
from tutor.net.initial import INITIALISATIONS
from tutor.net.kernel import with_ones
from tutor.net.layout import Floats, pack
from tutor.net.optimizer import Optimizer
from tutor.net.program import run
from tutor.net.restarts.forward import pre_activations, seed_first
from tutor.net.restarts.layered import Layered
from tutor.net.restarts.study import Study

Dead = NDArray[np.bool_]

TOGETHER = 100
"""The number of networks trained at once: few enough for their arrays to stay in the cache of an ordinary machine."""


@dataclass(frozen=True, kw_only=True)
class Sampled:
    """A target of the table, at evenly spaced points from `low` to `high`, both included."""

    target: str
    low: float
    high: float
    samples: int

    def __post_init__(self) -> None:
        named("target", self.target, TARGETS)

    def rows(self) -> tuple[Floats, Floats]:
        """Inputs and labels, each of shape (samples, 1)."""
        return sampled(TARGETS[self.target], self.low, self.high, self.samples)


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Inputs and their labels, as lists of numbers."""

    x: tuple[float, ...]
    y: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.x or len(self.x) != len(self.y):
            raise ValueError(f"{len(self.x)} inputs and {len(self.y)} labels")

    def rows(self) -> tuple[Floats, Floats]:
        """Inputs and labels, each of shape (rows, 1)."""
        return np.array(self.x, float)[:, None], np.array(self.y, float)[:, None]


@dataclass(frozen=True, kw_only=True)
class Many:
    """Many networks with one input and one output, each trained from its own start on the mean squared error.

    Attributes:
        data: the rows, taken in full batches.
        hidden: the units of each hidden layer.
        activation, init, optimizer: names in their tables.
        rate: the learning rate.
        decay: the weight decay.
        steps: the number of steps of each network.
        runs: the number of networks.
        seed: run i has the seed (seed, i).
    """

    data: Sampled | Listed
    hidden: tuple[int, ...]
    activation: str
    init: str
    optimizer: str
    rate: float
    decay: float
    steps: int
    runs: int
    seed: int

    def __post_init__(self) -> None:
        named("activation", self.activation, ACTIVATIONS)
        named("init", self.init, INITIALISATIONS)
        self.study()

    def study(self) -> Study:
        """These settings as those of a study of restarts."""
        return Study(
            sizes=(1, *self.hidden, 1),
            init=self.init,
            activation=ACTIVATIONS[self.activation],
            optimizer=Optimizer(self.optimizer, self.rate, self.decay),
            steps=self.steps,
            runs=self.runs,
            seed=self.seed,
        )


def named(what: str, name: str, table: Mapping[str, object]) -> None:
    """Refuse a name that is not in its table.

    Raises:
        ValueError: with the names that are in it.
    """
    if name not in table:
        raise ValueError(f"the {what} {name!r} is not one of {', '.join(table)}")


def starts(study: Study) -> Iterator[Floats]:
    """The parameters of the networks before the first step, up to TOGETHER at a time, shape (count, networks)."""
    for first in range(0, study.runs, TOGETHER):
        numbers = range(first, min(first + TOGETHER, study.runs))
        yield np.stack([pack(study.start(i)) for i in numbers], axis=1)


def trained(parameters: Floats, study: Study, x: Floats, y: Floats) -> Iterator[Floats]:
    """The parameters before the first step and after each step: always the same array, shape (count, networks).

    Args:
        parameters: those at the start.
        study: sizes, activations, loss, optimiser and steps.
        x: inputs, shape (rows, 1).
        y: labels, shape (rows, 1).
    """
    parameters = seed_first(parameters)
    gradient = np.empty_like(parameters)
    update = study.optimizer.bind(parameters, gradient, study.optimizer.memory(parameters))
    loss = study.loss.behind(study.output)
    engine = Layered(study.sizes, study.activation, loss, parameters.shape[1], parameters.dtype)
    rows, labels = with_ones(x).T[None].copy(), y.T[None].copy()
    update.begin(1)
    yield parameters
    for _ in range(study.steps):
        with np.errstate(all="ignore"):  # left before each yield, so that the caller keeps its own
            engine.gradients(parameters, gradient, rows, labels)
            run(update.program)
        yield parameters


def dead_units(parameters: Floats, study: Study, x: Floats) -> list[Dead]:
    """For each hidden layer, which units are active on no row of x, shape (networks, units)."""
    hidden = islice(pre_activations(parameters, study, x), len(study.sizes) - 2)
    with np.errstate(all="ignore"):
        return [np.asarray(~(z > 0).any(axis=2)) for z in hidden]
