"""Layers that are dead for good, and the part of such a network that still trains.

A hidden layer of ReLU is dead on the data if none of its units is active on any row. It passes only zeros on, and no
gradient back: the gradients of its own parameters, and of all parameters below it, are exactly 0. If the memory of the
optimiser cannot move these parameters either, the layer stays dead for ever. The network is then constant on the data.
Only the layers above the dead layer d still train, on zeros for every row: a network of sizes[d:] with a slice of the
parameters, which is trained like any other. With full batches, one row takes the place of all: f is the same for every
row, and the derivatives of both losses are linear in y, so the mean of y stands for the labels (up to rounding; an
output activation changes nothing in that).

If d is the last hidden layer, a single layer is left, whose bias goes to the mean of y.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tutor.net.activation import RELU
from tutor.net.layout import Floats, count
from tutor.net.optimizer import Optimizer
from tutor.net.restarts.forward import by_parts, pre_activations
from tutor.net.restarts.study import Study

Layers = NDArray[np.intp]


def last_dead_layer(parameters: Floats, study: Study, x: Floats) -> Layers:
    """The last hidden layer 1, 2, … that is dead on all rows of x, or 0 for none; shape (seeds,)."""
    found = np.zeros(parameters.shape[1], np.intp)
    if RELU not in study.activations:
        return found
    for part in by_parts(len(found), len(x) * max(study.sizes)):
        for layer, z in enumerate(pre_activations(parameters[:, part], study, x), start=1):
            if layer < len(study.sizes) - 1 and study.activations[layer - 1] is RELU:
                found[part][(z <= 0).all(axis=(1, 2))] = layer
    return found


def dead_for_good(parameters: Floats, memory: Floats, study: Study, t: int, dead: Layers) -> Layers:
    """`dead` where the layers up to the dead one can no longer move after step t, else 0; shape (seeds,).

    Weight decay always moves parameters, and may move a breakpoint back among the rows. With it the result is 0.
    """
    if study.optimizer.decay or not dead.any():
        return np.zeros_like(dead)
    size = np.abs(parameters)
    fastest = replace(study.optimizer, rate=study.largest_rate_after(t))
    still = size - _largest_move(memory, fastest, t) == size
    frozen = np.array([count(study.sizes[: layer + 1]) for layer in range(len(study.sizes))])
    below = np.arange(len(parameters))[:, None] < frozen[dead]
    return np.where((still | ~below).all(axis=0), dead, 0)


def _largest_move(memory: Floats, optimizer: Optimizer, t: int) -> Floats:
    """A bound on the moves of all coming steps, if gradients are 0 from step t + 1 on; shape (count, seeds) or (1, 1).

    Momentum: the k-th of these steps moves θ by η·μᵏ·|m|. Adam: in k steps, m shrinks by β₁ᵏ and √v by √β₂ᵏ, so with
    β₁ < √β₂ the moves only get smaller. The factors cover what the bias corrections can still add. Without a gradient
    gradient descent and RMSprop do not move.
    """
    if optimizer.name in {"gd", "rmsprop"} or t == 0:
        return np.zeros((1, 1))
    if optimizer.name == "momentum":
        moves: Floats = optimizer.rate * np.abs(memory[0])
        return moves
    m, v = memory
    keep, keep_squares = optimizer.betas
    if keep * keep >= keep_squares:
        return np.full((1, 1), np.inf)
    # As in `optimizer`: without the factors (1 − β) of m and v, η·m̂/(√v̂ + ε) = η·s·(1 − β₁)/(1 − β₁ᵗ)·m/(√v + ε·s).
    s, s_at_last = float(np.sqrt((1 - keep_squares**t) / (1 - keep_squares))), float(np.sqrt(1 / (1 - keep_squares)))
    with np.errstate(invalid="ignore", divide="ignore"):
        bound: Floats = np.abs(m) / (np.sqrt(v) + optimizer.epsilon * s)
    bound *= optimizer.rate * s_at_last * (1 - keep) / (1 - keep**t)
    bound[m == 0] = 0  # also where the quotient was 0/0
    return bound
