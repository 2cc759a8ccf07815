"""Training of one network that goes on slice by slice, and can be looked back on: for every lab that shows one."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from time import perf_counter
from typing import Protocol

from tutor.branch import taken
from tutor.lab import Settings
from tutor.net.layout import Floats
from tutor.net.network import Network
from tutor.net.training import CHECKPOINTS, Divergence, Training
from tutor.pace import run_slice
from tutor.store import Store

CHUNK = 16
"""Steps between two looks at the timer, at most: about a millisecond, even for five networks."""

SAMPLES = 48
"""The most networks kept along a run, evenly spaced: the symbols in a row of 60 cells."""

MOST_MARKS = 30
"""Those of them that are shown in a lane: as many as fit beside the text in 80 columns."""

_SAMPLE_BYTES = 1_000
"""Measured: what a sample takes beside its numbers."""


class TrainingRun:
    """One training. It never forgets a step, so that all who look at it can share it.

    Attributes:
        reached: the last step so far. The loss there is known to be in bounds, or `diverged` says why not.
        samples: the network at every multiple of some spacing, by its step; at most SAMPLES of them.

    Args:
        training: at step 0; from here on the run alone advances it.
    """

    def __init__(self, training: Training) -> None:
        self._training = training
        self.reached = -1
        self.samples: dict[int, Network] = {}
        self._spacing = 1
        self._seconds = 0.0
        self._latest = training.network
        self.reach(0)

    @property
    def diverged(self) -> Divergence | None:
        """Why the run cannot go on from the step it has reached; None where it can."""
        return self._training.diverged

    @property
    def losses(self) -> Floats:
        """The loss at each step so far, shape (reached + 1,); one fewer if the last one is out of bounds."""
        return self._training.losses[: self.reached + 1]

    @property
    def nbytes(self) -> int:
        """About how many bytes it holds: the training, and the samples."""
        return self._training.nbytes + len(self.samples) * (self._training.parameters_nbytes + _SAMPLE_BYTES)

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
        # One step ahead: only the attempt shows whether a network can be trained on, and a reading has to say so.
        training.advance(1)
        self._seconds += perf_counter() - begin

    def shown(self, step: int) -> int:
        """The step itself once it is reached, or the step at which training diverged before it."""
        self.reach(step)
        return min(step, self.diverged.step) if self.diverged else step

    def network(self, step: int) -> Network:
        """The network at a step; from a divergence on, the last one whose parameters are finite."""
        self.reach(step)
        if self.diverged and step >= self.diverged.step:
            return self.diverged.network
        return self._latest if step == self.reached else self._training.at(step)

    def sampled(self, last: int, most: int) -> dict[int, Network]:
        """Up to `most` of the samples, evenly spaced, by their steps; none beyond `last`."""
        steps = [step for step in self.samples if step <= last]
        return {step: self.samples[step] for step in steps[:: -(-len(steps) // most)]}

    def later(self, step: int, seconds: float) -> int:
        """The step, of those trained already, to show next: as much later as was trained in this time.

        It is a multiple of the spacing of the checkpoints, from which a network is quickly computed again.
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


class Planned(Protocol):
    """A plan of a training."""

    def run(self, store: Store) -> TrainingRun:
        """The run of this plan."""


class Stepped(Protocol):
    """What a lab states of its run."""

    @property
    def steps(self) -> int:
        """The most steps."""


class Replay(ABC):
    """The facts of a lab that follow from which training it shows, and at which step.

    Attributes:
        spec: with the most steps.
        settings: among them the step.
        store: where the runs are kept.
    """

    spec: Stepped
    settings: Settings
    store: Store

    @property
    @abstractmethod
    def plan(self) -> Planned:
        """What the run depends on."""

    @cached_property
    def run(self) -> TrainingRun:
        """The run, trained to the step of the settings or to where it diverged."""
        run = self.plan.run(self.store)
        run.reach(int(self.settings["step"]))
        return run

    @property
    def reached(self) -> int:
        """The step that the run has reached, within the steps of the lab."""
        return min(self.run.reached, self.spec.steps)

    @cached_property
    def step(self) -> int:
        """The step that is shown: that of the settings, or an earlier one at which training diverged."""
        return self.run.shown(int(self.settings["step"]))

    @cached_property
    def network(self) -> Network:
        """The network at this step; where training diverged, the last one whose parameters are finite."""
        return self.run.network(self.step)

    @property
    def taken(self) -> int:
        """The steps that were taken before the start of this run."""
        return taken(self.settings)

    def told(self, step: int) -> str:
        """A step of this run as a person reads it: `35`, or `200 + 35` in a run that went on at step 200."""
        return f"{self.taken} + {step}" if self.taken else str(step)

    @property
    def diverged(self) -> bool:
        """Whether training went out of bounds at this step or before."""
        return self.run.diverged is not None and self.run.diverged.step <= self.step


def advance(runs: Sequence[TrainingRun], step: int, most: int, seconds: float) -> int:
    """The step that all runs reach from `step` with about this many seconds of work, at most `most`.

    The first run counts: where it diverges, the clock ends. Another run stays where it diverged.
    """
    first = runs[0]
    for run in runs:
        run.reach(step)
    if step < first.reached:
        now = min(most, first.later(step, seconds))
        for run in runs:
            run.reach(now)
        return now

    def go_on(steps: int) -> int:
        before = first.reached
        for run in runs:
            run.reach(before + steps)
        return first.reached - before

    run_slice(go_on, most - first.reached, seconds, most_at_once=CHUNK)
    return max(step, first.reached)
