"""Gradient descent, momentum, Adam and RMSprop as one step in place, on parameters of any shape."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np

from tutor.net.layout import Floats
from tutor.net.program import Program, constant, run

OPTIMIZERS = {"gd": 0, "momentum": 1, "adam": 2, "rmsprop": 1}
"""By name, the number of arrays that an optimiser remembers from step to step, each in the shape of the parameters."""


@dataclass(frozen=True)
class Optimizer:
    """How a gradient g moves the parameters θ, with learning rate η.

    gd: θ ← θ − η·g. momentum (Polyak 1964): m ← μ·m + g, θ ← θ − η·m. adam (Kingma, Ba 2015): with the bias-corrected
    means m̂ of g and v̂ of g², θ ← θ − η·m̂/(√v̂ + ε). rmsprop (Tieleman, Hinton 2012, lecture 6.5; where ε stands is not
    said there, and is as in PyTorch): v ← α·v + (1 − α)·g², θ ← θ − η·g/(√v + ε). Weight decay adds decay·θ to g, for
    all parameters.

    Attributes:
        name: one of OPTIMIZERS.
        rate: the learning rate η.
        decay: the factor of the weight decay.
        momentum: μ of momentum.
        betas: β₁ and β₂ of Adam, the fractions of the means of g and g² that a step keeps.
        alpha: α of RMSprop, the fraction of the mean of g² that a step keeps.
        epsilon: ε of Adam and RMSprop.

    Raises:
        ValueError: for a name that is not in the table.
    """

    name: str = "gd"
    rate: float = 0.02
    decay: float = 0.0
    momentum: float = 0.9
    betas: tuple[float, float] = (0.9, 0.999)
    alpha: float = 0.99
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        if self.name not in OPTIMIZERS:
            raise ValueError(f"{self.name!r} is not one of {', '.join(OPTIMIZERS)}")

    def memory(self, parameters: Floats) -> Floats:
        """The memory before the first step: zeros, shape (arrays, *parameters.shape)."""
        return np.zeros((OPTIMIZERS[self.name], *parameters.shape), parameters.dtype)

    def step(self, parameters: Floats, gradient: Floats, memory: Floats, t: int) -> None:
        """Move `parameters` and `memory` in place by step t = 1, 2, …; `gradient` is overwritten."""
        update = self.bind(parameters, gradient, memory)
        update.begin(t)
        run(update.program)

    @property
    def scale(self) -> float:
        """The factor that a gradient may have beforehand, to save a step one call: η for gd without decay, else 1."""
        return self.rate if self.name == "gd" and not self.decay else 1.0

    def bind(self, parameters: Floats, gradient: Floats, memory: Floats, *, scaled: bool = False) -> "Update":
        """`step` as a program, for arrays that stay the same; with `scaled`, each gradient has the factor `scale`."""
        begin, program = _MOVES[self.name](self, gradient, memory)
        if self.decay:
            decay, room = constant(self.decay, parameters.dtype), np.empty_like(parameters)
            program = [(np.multiply, (parameters, decay, room)), (np.add, (gradient, room, gradient)), *program]
        elif scaled and self.name == "gd":
            program = []
        return Update(begin, [*program, (np.subtract, (parameters, gradient, parameters))])


class Update(NamedTuple):
    """The steps of an optimiser on arrays that stay the same.

    Attributes:
        begin: (t): the next run of the program is step t; the runs after it are the steps that follow.
        program: takes a step.
    """

    begin: Callable[[int], None]
    program: Program


# These leave out the last call of a step: their programs turn the gradient into what is subtracted from the parameters.


def _gd(optimizer: Optimizer, gradient: Floats, _: Floats) -> Update:
    return Update(_no_matter_when, [(np.multiply, (gradient, constant(optimizer.rate, gradient.dtype), gradient))])


def _momentum(optimizer: Optimizer, gradient: Floats, memory: Floats) -> Update:
    m, (keep, rate) = memory[0], (constant(each, gradient.dtype) for each in (optimizer.momentum, optimizer.rate))
    return Update(
        _no_matter_when,
        [(np.multiply, (m, keep, m)), (np.add, (m, gradient, m)), (np.multiply, (m, rate, gradient))],
    )


def _no_matter_when(_: int) -> None:
    """These steps are all alike."""


def _adam(optimizer: Optimizer, gradient: Floats, memory: Floats) -> Update:
    # m and v are kept without their factors (1 − β), which saves two passes over the arrays:
    # η·m̂/(√v̂ + ε) = k·m/(√v + ε·s), with s = √((1 − β₂ᵗ)/(1 − β₂)) and k = η·s·(1 − β₁)/(1 − β₁ᵗ).
    m, v = memory
    beta_1, beta_2 = optimizer.betas
    keep, keep_squares, epsilon_s, k = (constant(each, gradient.dtype) for each in (beta_1, beta_2, 0, 0))
    t = 0

    def begin(step: int) -> None:
        nonlocal t
        t = step

    def set_factors() -> None:
        nonlocal t
        s = sqrt((1 - beta_2**t) / (1 - beta_2))
        epsilon_s[()] = optimizer.epsilon * s
        k[()] = optimizer.rate * s * (1 - beta_1) / (1 - beta_1**t)
        t += 1

    return Update(
        begin,
        [
            (set_factors, ()),
            (np.multiply, (m, keep, m)),
            (np.add, (m, gradient, m)),
            (np.multiply, (gradient, gradient, gradient)),
            (np.multiply, (v, keep_squares, v)),
            (np.add, (v, gradient, v)),
            (np.sqrt, (v, gradient)),
            (np.add, (gradient, epsilon_s, gradient)),
            (np.divide, (m, gradient, gradient)),
            (np.multiply, (gradient, k, gradient)),
        ],
    )


def _rmsprop(optimizer: Optimizer, gradient: Floats, memory: Floats) -> Update:
    # v is kept without its factor (1 − α), as in Adam: η·g/(√v + ε) = k·g/(√v + ε·s), with s = 1/√(1 − α) and k = η·s.
    v, room = memory[0], np.empty_like(gradient)
    s = 1 / sqrt(1 - optimizer.alpha)
    alpha, epsilon_s, k = (
        constant(each, gradient.dtype) for each in (optimizer.alpha, optimizer.epsilon * s, optimizer.rate * s)
    )
    return Update(
        _no_matter_when,
        [
            (np.multiply, (gradient, gradient, room)),
            (np.multiply, (v, alpha, v)),
            (np.add, (v, room, v)),
            (np.sqrt, (v, room)),
            (np.add, (room, epsilon_s, room)),
            (np.divide, (gradient, room, gradient)),
            (np.multiply, (gradient, k, gradient)),
        ],
    )


_MOVES = {"gd": _gd, "momentum": _momentum, "adam": _adam, "rmsprop": _rmsprop}
