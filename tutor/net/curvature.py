"""The largest curvature of the loss, which bounds the learning rate."""

from collections.abc import Sequence

import numpy as np

from tutor.net.activation import Array
from tutor.net.gradient import Gradients, backpropagated, gradients
from tutor.net.layout import pack, sizes_of, unpack
from tutor.net.loss import MSE, Loss
from tutor.net.network import Network

LARGEST = 500
"""The most parameters for which the curvature is worked out: the time grows with their cube."""


def largest_curvature(network: Network, x: Array, y: Array, loss: Loss = MSE) -> float:
    """The largest eigenvalue λ of the Hessian ∂²L/∂θ², for x of shape (rows, inputs) and y of shape (rows, outputs).

    Column i is the central difference of the gradient in parameter i. With piecewise-linear activations, every z stays
    on its side of the corner meanwhile, so this is the curvature of the piece on which the parameters lie.

    Raises:
        ValueError: for more than `LARGEST` parameters.
        numpy.linalg.LinAlgError: if the Hessian is not finite.
    """
    parameters, sizes = pack(network), sizes_of(network)
    if len(parameters) > LARGEST:
        raise ValueError(f"{len(parameters)} parameters: the curvature is worked out for {LARGEST} at most")
    start = unpack(parameters, sizes, network.activation)
    slopes = [g.derivative(z) for g, z in zip(network.activations, start.forward(x).z, strict=False)]
    columns = []
    for i, h in enumerate(1e-5 * np.maximum(1.0, abs(parameters))):
        above, below = parameters.copy(), parameters.copy()
        above[i] += h
        below[i] -= h
        nearby = (unpack(each, sizes, network.activation) for each in (above, below))
        if network.is_piecewise_linear:
            ends = [pack(_on_one_piece(each, x, y, loss, slopes)) for each in nearby]
        else:
            ends = [pack(gradients(each, x, y, loss)) for each in nearby]
        columns.append((ends[0] - ends[1]) / (2 * h))
    hessian = np.array(columns)
    return float(np.linalg.eigvalsh((hessian + hessian.T) / 2)[-1])


def _on_one_piece(network: Network, x: Array, y: Array, loss: Loss, slopes: Sequence[Array]) -> Gradients:
    """The gradient where each hidden layer computes slope·z instead of g(z)."""
    a = [x]
    for weight, bias, slope in zip(network.weights, network.biases, slopes, strict=False):
        a.append(slope * (a[-1] @ weight.T + bias))
    output = a[-1] @ network.weights[-1].T + network.biases[-1]
    return backpropagated(network, a, slopes, loss.derivative(output, y))
