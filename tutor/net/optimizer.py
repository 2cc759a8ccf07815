"""Gradient descent, momentum and Adam as one step in place, on parameters of any shape."""

from dataclasses import dataclass

import numpy as np

from tutor.net.layout import Floats

OPTIMIZERS = {"gd": 0, "momentum": 1, "adam": 2}
"""By name, how many arrays of the parameters' shape each remembers from step to step."""


@dataclass(frozen=True)
class Optimizer:
    """How a gradient g moves the parameters θ, with learning rate η.

    gd: θ ← θ − η·g. momentum (Polyak 1964): m ← μ·m + g, θ ← θ − η·m. adam (Kingma, Ba 2015): with the bias-corrected
    means m̂ of g and v̂ of g², θ ← θ − η·m̂/(√v̂ + ε). Weight decay adds decay·θ to g, for all parameters.

    Attributes:
        name: of the table OPTIMIZERS.
        rate: the learning rate η.
        decay: the factor of the weight decay.
        momentum: μ of momentum.
        betas: how much of the means of g and of g² Adam keeps at each step.
        epsilon: ε of Adam.

    Raises:
        ValueError: for a name that is not in the table.
    """

    name: str = "gd"
    rate: float = 0.02
    decay: float = 0.0
    momentum: float = 0.9
    betas: tuple[float, float] = (0.9, 0.999)
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        if self.name not in OPTIMIZERS:
            raise ValueError(f"{self.name!r} is none of {', '.join(OPTIMIZERS)}")

    def memory(self, parameters: Floats) -> Floats:
        """What is remembered before the first step: zeros, shape (arrays, *parameters.shape)."""
        return np.zeros((OPTIMIZERS[self.name], *parameters.shape), parameters.dtype)

    def step(self, parameters: Floats, gradient: Floats, memory: Floats, t: int) -> None:
        """Move `parameters` and `memory` in place by step t = 1, 2, …; `gradient` is used up as room to compute in."""
        if self.decay:
            gradient += self.decay * parameters
        if self.name == "adam":
            self._adam(gradient, memory, t)
        elif self.name == "momentum":
            m = memory[0]
            m *= self.momentum
            m += gradient
            np.multiply(m, self.rate, out=gradient)
        else:
            gradient *= self.rate
        parameters -= gradient

    def _adam(self, gradient: Floats, memory: Floats, t: int) -> None:
        # m and v are kept without their factors (1 − β), which saves two passes over the arrays:
        # η·m̂/(√v̂ + ε) = k·m/(√v + ε·s), with s = √((1 − β₂ᵗ)/(1 − β₂)) and k = η·s·(1 − β₁)/(1 − β₁ᵗ).
        m, v = memory
        keep, keep_squares = self.betas
        s = float(np.sqrt((1 - keep_squares**t) / (1 - keep_squares)))
        m *= keep
        m += gradient
        np.multiply(gradient, gradient, out=gradient)
        v *= keep_squares
        v += gradient
        np.sqrt(v, out=gradient)
        gradient += self.epsilon * s
        np.divide(m, gradient, out=gradient)
        gradient *= self.rate * s * (1 - keep) / (1 - keep**t)
