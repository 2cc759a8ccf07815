"""Where training ends that starts from one network, set by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from tutor.net.activation import ACTIVATIONS
from tutor.net.experiments.finding import Finding, Findings, deterministic
from tutor.net.experiments.training import Listed, Sampled, named
from tutor.net.network import Network
from tutor.net.optimizer import Optimizer
from tutor.net.training import Hyperparameters, Training

PLACES, SLACK = 4, 1e-3
"""The decimals of a loss, and the fraction by which rounding may have moved it at the end of training."""


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """Gradient descent with full batches from f(x) = c + Σ vᵢ·g(wᵢ·x + bᵢ) on the mean squared error.

    Attributes:
        data: the rows.
        w, b, v, c: the start.
        activation: the name of g.
        rate: the learning rate.
        steps: the number of steps.
    """

    data: Sampled | Listed
    w: tuple[float, ...]
    b: tuple[float, ...]
    v: tuple[float, ...]
    c: float
    activation: str
    rate: float
    steps: int

    def __post_init__(self) -> None:
        named("activation", self.activation, ACTIVATIONS)
        if not len(self.w) == len(self.b) == len(self.v) > 0:
            raise ValueError("w, b and v have one number for each unit")

    def findings(self) -> Findings:
        """`value`, the final loss, and with ReLU `dead`, the number of dead units; or `diverged_at`, a step."""
        x, y = self.data.rows()
        training = Training(self._start(), x, y, Hyperparameters(optimizer=Optimizer(rate=self.rate)))
        training.advance(self.steps)
        if training.diverged or not isfinite(training.loss):
            return {"diverged_at": deterministic(training.step, 0)}
        found: dict[str, Finding] = {"value": deterministic(training.loss, PLACES, SLACK)}
        if self.activation == "relu":
            dead = (training.network.forward(x).z[0] <= 0).all(axis=0)
            found["dead"] = deterministic(int(dead.sum()), 0)
        return found

    def _start(self) -> Network:
        weights = (_floats([self.w]).T, _floats([self.v]))
        return Network(weights, (_floats(self.b), _floats([self.c])), ACTIVATIONS[self.activation])


def _floats(numbers: Sequence[object]) -> np.ndarray:
    return np.array(numbers, dtype=float)
