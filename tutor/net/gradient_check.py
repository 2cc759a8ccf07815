"""The gradient by central differences, as a check of backpropagation."""

from typing import NamedTuple

import numpy as np

from tutor.net.activation import Array
from tutor.net.gradient import gradients
from tutor.net.layout import Floats, pack, sizes_of, unpack
from tutor.net.loss import MSE, Loss
from tutor.net.network import Network

_STEP = float(np.cbrt(np.finfo(float).eps))
"""h for a parameter of size 1. It balances the two errors: that of the formula grows as h², rounding as 1/h."""


class Slopes(NamedTuple):
    """∂L/∂θ of every parameter, in the order of `net.layout`.

    Attributes:
        backpropagated: by the chain rule; shape (count,).
        differences: by central differences; shape (count,).
        apart: |difference| of the two, as a share of the larger size of both, or of 1e-6 if that is more; shape
            (count,). At a corner of the activation they differ: there the loss has no derivative.
    """

    backpropagated: Floats
    differences: Floats
    apart: Floats


def gradient_check(network: Network, x: Array, y: Array, loss: Loss = MSE) -> Slopes:
    """Both gradients of a float64 network, for x of shape (rows, inputs) and y of shape (rows, outputs).

    ∂L/∂θ ≈ (L(θ + h) − L(θ − h))/(2h), with h = ∛ε·max(1, |θ|) (Press et al. 2007, Numerical Recipes, 5.7).
    """
    theta, sizes = pack(network), sizes_of(network)
    found = pack(gradients(network, x, y, loss))

    def loss_at(parameters: Floats) -> float:
        return float(loss.value(unpack(parameters, sizes, network.activation)(x), y))

    differences = np.empty_like(theta)
    for i, value in enumerate(theta.tolist()):
        above, below = theta.copy(), theta.copy()
        h = _STEP * max(1.0, abs(value))
        above[i], below[i] = value + h, value - h
        differences[i] = (loss_at(above) - loss_at(below)) / (above[i] - below[i])
    size = np.maximum(np.maximum(abs(found), abs(differences)), _SMALL)
    return Slopes(found, differences, abs(found - differences) / size)


_SMALL = 1e-6
"""A gradient smaller than this is compared with it: near 0 a share of it would be rounding."""
