"""The networks of a study that take their steps together."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutor.net.activation import IDENTITY, RELU
from tutor.net.layout import Floats, bias_indices, count
from tutor.net.loss import MSE
from tutor.net.program import run
from tutor.net.restarts.forward import seed_first
from tutor.net.restarts.layered import Layered
from tutor.net.restarts.rows import Rows
from tutor.net.restarts.sorted_samples import SortedSamples
from tutor.net.restarts.study import Study

IN_CACHE = 1 << 21
"""About the most bytes of the arrays of a group.

Measured for ten layers of two units, 128 rows and float32, on a core with 1 MB of second-level cache: a group of 128
networks has this size. In groups of 256 a network takes 1.7 times as long, in groups of 32 1.5 times.
"""


@dataclass
class State:
    """The data of a study, and all its networks at one step.

    Attributes:
        x: inputs, shape (rows, inputs).
        y: labels, shape (rows, outputs).
        parameters: shape (count, runs).
        memory: of the optimiser, shape (arrays, count, runs).
        limit: the loss above which a network has diverged, shape (runs,).
        diverged: which networks were stopped because they diverged, shape (runs,).
        sorted_samples: whether that engine is used; see `is_sorted`.
    """

    x: Floats
    y: Floats
    parameters: Floats
    memory: Floats
    limit: Floats
    diverged: NDArray[np.bool_]
    sorted_samples: bool


def is_sorted(study: Study, rows: int) -> bool:
    """Whether `sorted_samples` can be used, and is the faster engine."""
    hidden = study.sizes[1]
    can = (
        study.sizes == (1, hidden, 1)
        and study.activations == (RELU,)
        and study.output is IDENTITY
        and study.loss is MSE
        and study.dtype == "float64"
        and (study.batch is None or study.batch >= rows)
    )
    # A step costs `sorted_samples` some 75 calls, and a time that grows with networks·H². It costs `layered` some 30
    # calls, and a time that grows with networks·H·rows. Measured in µs a step, for `sorted_samples` and `layered`:
    # 1000 networks 1-3-1 on 9 rows 210 and 423, on 128 rows 220 and 1768; 100 networks 1-3-1 on 32 rows 84 and 82;
    # 1000 networks 1-8-1 on 9 rows 815 and 608, on 32 rows 811 and 1147; 100 networks 1-16-1 on 32 rows 326 and 221, on
    # 128 rows 328 and 700.
    return can and rows >= 3 * hidden and rows * study.runs >= 3000


def group_size(study: Study, state: State, dead: int) -> int:
    """The best number of networks in a group: few enough to stay in the cache, enough to spread the cost of a call."""
    return max(32, IN_CACHE // _bytes_each(study, state, dead))


def _bytes_each(study: Study, state: State, dead: int) -> int:
    """The approximate bytes that the arrays of a group take for each of its networks."""
    if state.sorted_samples:
        numbers = 8 * study.sizes[1] ** 2 + 40 * study.sizes[1]
    else:
        rows = len(state.x)
        seen = study.batch or (1 if dead else rows)
        numbers = 2 * sum(study.sizes[dead + 1 :]) * min(seen, rows) + 4 * count(study.sizes)
    return numbers * np.dtype(study.dtype).itemsize


class Group:
    """Some networks of a study, with all their layers or only those above a dead one; see `dead_layers`.

    Args:
        study: the settings; the learning rate is that of its optimiser until the networks are grouped anew.
        state: all networks, from which these are taken and into which they are stored.
        networks: the numbers of these networks.
        dead: the hidden layer that is dead for good in all of them, or 0.

    Attributes:
        nbytes: the approximate bytes of its arrays.
    """

    def __init__(self, study: Study, state: State, networks: NDArray[np.intp], dead: int) -> None:
        self.state, self.networks = state, networks
        self.nbytes = len(networks) * _bytes_each(study, state, dead)
        self.first = count(study.sizes[: dead + 1])  # the parameters before these stay as they are
        self.limit, self.stopped = state.limit[self.networks], np.zeros(len(networks), bool)
        self.parameters = state.parameters[self.first :, self.networks]
        self.memory = state.memory[:, self.first :, self.networks]
        self._fixed = None if study.biases else bias_indices(study.sizes[dead:])
        self._gradients = self._sorted(study) if state.sorted_samples else self._layered(study, dead)
        self._update = study.optimizer.bind(self.parameters, self.gradient, self.memory)

    def _sorted(self, study: Study) -> Callable[[int], Floats]:
        # A copy that was indexed by an array may have another order in memory, and mixed orders are slow.
        self.parameters, self.memory = np.ascontiguousarray(self.parameters), np.ascontiguousarray(self.memory)
        engine = SortedSamples(self.state.x, self.state.y, study.sizes, len(self.networks))
        self.gradient = np.empty_like(self.parameters)
        return lambda _: engine.gradients(self.parameters, self.gradient)

    def _layered(self, study: Study, dead: int) -> Callable[[int], Floats]:
        x, y = self.state.x, self.state.y
        if dead:
            x = np.zeros((len(x), study.sizes[dead]))
            if study.batch is None or study.batch >= len(x):
                x, y = x[:1], y.mean(axis=0, keepdims=True)
        dtype = np.dtype(study.dtype)
        rows = Rows(x.astype(dtype), y.astype(dtype), study.batch, study.seed, self.networks.tolist())
        loss = study.loss.behind(study.output)
        engine = Layered(study.sizes[dead:], study.activations[dead:], loss, len(self.networks), dtype)
        self.parameters, self.memory = seed_first(self.parameters), seed_first(self.memory)
        self.gradient = np.empty_like(self.parameters)
        return lambda step: engine.gradients(self.parameters, self.gradient, *rows.at(step))

    def advance(self, step: int, until: int) -> None:
        """Take the steps after `step` up to `until`."""
        self._update.begin(step + 1)
        for before in range(step, until):
            losses = self._gradients(before)
            within = losses <= self.limit
            if not within.all():
                self._stop(~within & ~self.stopped)
            if self._fixed is not None:
                self.gradient[self._fixed] = 0
            run(self._update.program)

    def _stop(self, diverged: NDArray[np.bool_]) -> None:
        """Store networks as they are now. They are computed on until the next grouping, but never stored again."""
        networks = self.networks[diverged]
        self.state.diverged[networks] = True
        self.state.parameters[self.first :, networks] = self.parameters[:, diverged]
        self.stopped |= diverged

    def store(self) -> None:
        """Store the networks, except those that were stopped."""
        going = ~self.stopped
        self.state.parameters[self.first :, self.networks[going]] = self.parameters[:, going]
        self.state.memory[:, self.first :, self.networks[going]] = self.memory[..., going]
