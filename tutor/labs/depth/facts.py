"""What is true of a stack at one setting of the knobs of the `depth` lab. All in float64."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np

from tutor.expression import UndefinedError
from tutor.lab import Settings
from tutor.labs.depth.run import Plan, plan
from tutor.labs.depth.spec import DepthSpec
from tutor.labs.replay import Replay
from tutor.net.activation import Array
from tutor.net.loss import MSE
from tutor.net.network import Network
from tutor.net.stack import LARGEST_SLOPE, Passage, passage
from tutor.store import Store

VANISHES, EXPLODES = Fraction(1, 10_000), Fraction(10_000)
"""Factors from which on the lamps say that a gradient vanishes or explodes."""

_MOST_MARKS = 24
"""Steps of a run at which its stack is looked at, for a view of the whole run; each takes about 0.3 ms."""


@dataclass(frozen=True, eq=False)
class Stack:
    """What is known of the hidden layers of one network.

    Attributes:
        passage: the sizes of the gradient of the loss on its way down.
        active: the share of the rows on which each unit is active; shape (layers, units).
        dead: the number of units of each layer that are dead on the data; shape (layers,).
        loss: the mean squared error over the rows; infinite or NaN where a float cannot hold it.
    """

    passage: Passage
    active: Array
    dead: tuple[int, ...]
    loss: float

    @property
    def dead_layers(self) -> tuple[int, ...]:
        """The layers without an active unit, counted from 1: no gradient passes one."""
        units = self.active.shape[1]
        return tuple(layer for layer, count in enumerate(self.dead, start=1) if count == units)


@lru_cache(maxsize=64)  # the samples of a run, while its clock runs; with their networks 2 MB, 7 at most
def stack(network: Network, of: Plan) -> Stack:
    """What is known of a network of this plan."""
    x, y = of.data
    with np.errstate(all="ignore"):
        passed = network.forward(x)
        slopes = [g.derivative(z) for g, z in zip(network.activations, passed.z, strict=False)]
        above = MSE.derivative(passed.output, y) @ network.weights[-1]
        z = np.stack(passed.z[:-1])
        dead = np.zeros(len(z), int) if network.activations[0].leaks else (z <= 0).all(axis=1).sum(axis=1)
        found = passage(network.weights[:-1], slopes, above)
        return Stack(found, (z > 0).mean(axis=1), tuple(dead.tolist()), float(MSE.value(passed.output, y)))


@dataclass(frozen=True, eq=False)
class DepthFacts(Replay):
    """One stack at one step of its training. Each fact is worked out when it is first asked for, and kept.

    Everything but `run`, `along` and `losses` depends on the settings alone: the run trains up to their step before it
    is looked at. These three also say how far it has come beyond, for figures that show all of it.
    """

    spec: DepthSpec
    settings: Settings
    store: Store

    @cached_property
    def plan(self) -> Plan:
        """What the run depends on."""
        return plan(self.spec, self.settings)

    @cached_property
    def now(self) -> Stack:
        """The stack at this step; where training diverged, the last one whose parameters are finite."""
        return stack(self.network, self.plan) if self.step else self.start

    @property
    def start(self) -> Stack:
        """The stack at step 0."""
        return stack(self.run.samples[0], self.plan)

    @property
    def along(self) -> dict[int, Stack]:
        """The stack at some steps of the run so far, evenly spaced from step 0 on."""
        samples = self.run.sampled(self.spec.steps, _MOST_MARKS)
        return {step: stack(network, self.plan) for step, network in samples.items()}

    @property
    def losses(self) -> list[float]:
        """The loss at each step of the run so far."""
        found: list[float] = self.run.losses[: self.spec.steps + 1].tolist()
        return found

    @property
    def bound(self) -> Fraction:
        """What the slopes of all layers multiply a gradient by at most.

        Raises:
            UndefinedError: for an activation whose largest slope is no simple number.
        """
        name = self.plan.activation
        if name not in LARGEST_SLOPE:
            raise UndefinedError(f"the slope of {name} slightly exceeds 1, and has no simple bound")
        return LARGEST_SLOPE[name] ** self.plan.layers
