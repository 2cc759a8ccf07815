"""The gradient by central differences, as a check of backpropagation."""

from typing import NamedTuple

import numpy as np

from tutor.net.activation import Array
from tutor.net.gradient import gradients
from tutor.net.layout import Floats, pack, sizes_of
from tutor.net.loss import MSE, Loss
from tutor.net.network import Network
from tutor.net.restarts.forward import all_losses
from tutor.net.restarts.study import Study

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

    ∂L/∂θ ≈ (L(θ + h) − L(θ − h))/(2h), with h = ε^(1/3)·max(1, |θ|) (Press et al. 2007, Numerical Recipes, 5.7).
    """
    theta, found = pack(network), pack(gradients(network, x, y, loss))
    h = np.diag(_STEP * np.maximum(1.0, abs(theta)))
    above, below = theta[:, None] + h, theta[:, None] - h
    apart = np.diagonal(above) - np.diagonal(below)
    shape = Study(sizes_of(network), activation=network.activation, loss=loss)
    differences = (all_losses(above, shape, x, y) - all_losses(below, shape, x, y)) / apart
    size = np.maximum(np.maximum(abs(found), abs(differences)), _SMALL)
    return Slopes(found, differences, abs(found - differences) / size)


_SMALL = 1e-6
"""A gradient smaller than this is compared with it: near 0 a share of it would be rounding."""
