"""The runs of the `training` lab: training that goes on, looks back, and is kept while it is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from tutor.net.activation import ACTIVATIONS, Array
from tutor.net.layout import Floats, unpack
from tutor.net.network import Network
from tutor.net.optimizer import Optimizer
from tutor.net.training import CHECKPOINTS, Divergence, Hyperparameters, Training
from tutor.pace import run_slice
from tutor.store import Store

CHUNK = 16
"""Steps between two looks at the watch: less than a millisecond even for five networks."""

SAMPLES = 48
"""So many networks along a run are kept at most, evenly spaced: as many symbols as stand in a row of 60 cells."""


@dataclass(frozen=True)
class Plan:
    """What a run depends on, and nothing else: equal plans make equal runs.

    Attributes:
        parameters: the start of a network with one input, one hidden layer and one output, laid out as in net.layout.
        activation: its name.
        optimizer: its name.
        rate: the learning rate.
        x, y: the data, a row each.
    """

    parameters: tuple[float, ...]
    activation: str
    optimizer: str
    rate: float
    x: tuple[float, ...]
    y: tuple[float, ...]

    @property
    def start(self) -> Network:
        """The network at step 0."""
        units = len(self.parameters) // 3
        return unpack(np.array(self.parameters), (1, units, 1), ACTIVATIONS[self.activation])

    @property
    def rows(self) -> tuple[Array, Array]:
        """x and y, each of shape (rows, 1)."""
        return np.array(self.x)[:, None], np.array(self.y)[:, None]

    def run(self, store: Store) -> "TrainingRun":
        """The run of this plan."""
        return store.run(self, lambda: TrainingRun(self))

    def with_activation(self, name: str) -> "Plan":
        """The same start, data and rate with another activation."""
        return replace(self, activation=name)


class TrainingRun:
    """One training. It never forgets a step, so it can be shared by all who look at it.

    Attributes:
        reached: the last step so far; the loss there is known to be finite, or `diverged` says why not.
        samples: the network at every step that is a multiple of a spacing, at most SAMPLES of them.
    """

    def __init__(self, plan: Plan) -> None:
        self._training = Training(
            plan.start, *plan.rows, Hyperparameters(optimizer=Optimizer(plan.optimizer, plan.rate))
        )
        self.reached = -1
        self.samples: dict[int, Network] = {}
        self._spacing = 1
        self._seconds = 0.0
        self._latest = self._training.network
        self.reach(0)

    @property
    def diverged(self) -> Divergence | None:
        """Why the run cannot go on from the step it has reached."""
        return self._training.diverged

    @property
    def nbytes(self) -> int:
        """About how many bytes it holds: the training, and the samples."""
        return self._training.nbytes + len(self.samples) * self._training.parameters_nbytes

    @property
    def losses(self) -> Floats:
        """The loss at each step so far, shape (reached + 1,); one less if the last one is out of bounds."""
        return self._training.losses[: self.reached + 1]

    def reach(self, step: int) -> None:
        """Train on up to this step, or until training diverges."""
        training, begin = self._training, perf_counter()
        if step <= self.reached or training.diverged:
            return
        while training.step < step and not training.diverged:
            self._sample()
            following = (training.step // self._spacing + 1) * self._spacing
            training.advance(min(step, following) - training.step)
        self._sample()
        self.reached, self._latest = training.step, training.network
        # One step ahead: whether a network can be trained on is found out only then, and has to be told with it.
        training.advance(1)
        self._seconds += perf_counter() - begin

    def network(self, step: int) -> Network:
        """The network at a step; past a divergence the last one whose parameters are finite."""
        self.reach(step)
        if self.diverged and step >= self.diverged.step:
            return self.diverged.network
        return self._latest if step == self.reached else self._training.at(step)

    def later(self, step: int, seconds: float) -> int:
        """A step after `step`, of those trained already: as much later as was trained in that time, to see it again.

        It is a multiple of the spacing of the checkpoints, since from those a network is quickly there.
        """
        spacing = 1
        while self.reached > spacing * CHECKPOINTS:
            spacing *= 2
        marks = (step + self.reached * seconds / max(self._seconds, 1e-9)) // spacing
        return min(self.reached, max(int(marks), step // spacing + 1) * spacing)

    def _sample(self) -> None:
        """Keep the network if it is due; when there are too many, drop every second one."""
        if self._training.diverged or self._training.step % self._spacing:
            return
        self.samples[self._training.step] = self._training.network
        if len(self.samples) > SAMPLES:
            self._spacing *= 2
            self.samples = {step: kept for step, kept in self.samples.items() if step % self._spacing == 0}


def advance(runs: Sequence[TrainingRun], step: int, high: int, seconds: float) -> int:
    """The step that all these runs have reached after about so many seconds of work, none beyond `high`.

    It is the first one that counts: where it diverges, it ends; another one stays where it diverged.
    """
    first = runs[0]
    for run in runs:
        run.reach(step)
    if step < first.reached:
        now = min(high, first.later(step, seconds))
        for run in runs:
            run.reach(now)
        return now

    def on(steps: int) -> int:
        before = first.reached
        for run in runs:
            run.reach(before + steps)
        return first.reached - before

    run_slice(on, high - first.reached, seconds, most_at_once=CHUNK)
    return max(step, first.reached)
