"""The gradient by central differences, as a check of backpropagation."""

from typing import NamedTuple

import numpy as np

from tutor.net.activation import Array
from tutor.net.gradient import gradients
from tutor.net.layout import Floats, layers, pack, sizes_of
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

    ∂L/∂θ ≈ (L(θ + h) − L(θ − h))/(2h), with h = ε^(1/3)·max(1, |θ|) (Press et al. 2007, Numerical Recipes, 5.7).
    """
    theta, found = pack(network), pack(gradients(network, x, y, loss))
    h = np.diag(_STEP * np.maximum(1.0, abs(theta)))
    above, below = theta[:, None] + h, theta[:, None] - h
    apart = np.diagonal(above) - np.diagonal(below)
    differences = (_losses(above, network, x, y, loss) - _losses(below, network, x, y, loss)) / apart
    size = np.maximum(np.maximum(abs(found), abs(differences)), _SMALL)
    return Slopes(found, differences, abs(found - differences) / size)


_PARTS = 1 << 18
"""About the most numbers in the arrays of one layer."""


def _losses(parameters: Floats, network: Network, x: Array, y: Array, loss: Loss) -> Floats:
    """The loss of networks of one shape, shape (networks,), for parameters of shape (count, networks)."""
    sizes, found = sizes_of(network), []
    together = max(1, _PARTS // (max(sizes) * len(x)))
    for first in range(0, parameters.shape[1], together):
        a = x.T[None]
        for matrix in layers(np.ascontiguousarray(parameters[:, first : first + together]), sizes):
            by_network = matrix.transpose(2, 0, 1)
            z = by_network[..., :-1] @ a + by_network[..., -1:]
            a = network.activation.function(z)
        found.append(loss.terms(z, y.T[None]).sum(axis=(1, 2)) / len(y))
    return np.concatenate(found)


_SMALL = 1e-6
"""A gradient smaller than this is compared with it: near 0 a share of it would be rounding."""
