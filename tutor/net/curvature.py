"""The largest curvature of the loss: what bounds the learning rate."""

import numpy as np

from tutor.net.activation import Array
from tutor.net.layout import Floats, pack, sizes_of, unpack
from tutor.net.loss import MSE, Loss
from tutor.net.network import Network

LARGEST = 500
"""Parameters of a network for which the Hessian is still worth its time: it grows with their cube."""


def largest_curvature(network: Network, x: Array, y: Array, loss: Loss = MSE) -> float:
    """The largest eigenvalue λ of the Hessian ∂²L/∂θ², for x of shape (rows, inputs) and y of shape (rows, outputs).

    Column i is the central difference of the gradient in parameter i. With a piecewise-linear activation every z stays
    meanwhile on the side of the corner where it is: the curvature is that of the piece on which the network lies.

    Raises:
        ValueError: for more than `LARGEST` parameters.
        numpy.linalg.LinAlgError: if the Hessian is not finite.
    """
    parameters, sizes = pack(network), sizes_of(network)
    if len(parameters) > LARGEST:
        raise ValueError(f"{len(parameters)} parameters: the curvature is worked out for {LARGEST} at most")
    start = unpack(parameters, sizes, network.activation)
    slopes = [network.activation.derivative(z) for z in start.forward(x).z[:-1]] if network.activation.slopes else None
    columns = []
    for i, h in enumerate(1e-5 * np.maximum(1.0, abs(parameters))):
        above, below = parameters.copy(), parameters.copy()
        above[i] += h
        below[i] -= h
        ends = [_gradient(unpack(each, sizes, network.activation), x, y, loss, slopes) for each in (above, below)]
        columns.append((ends[0] - ends[1]) / (2 * h))
    hessian = np.array(columns)
    return float(np.linalg.eigvalsh((hessian + hessian.T) / 2)[-1])


def _gradient(network: Network, x: Array, y: Array, loss: Loss, slopes: list[Array] | None) -> Floats:
    """∂L/∂θ as in `gradient`, as one vector; with `slopes` given, a layer computes slope·z in place of g(z)."""
    a, by_z = [x], []
    for i, (weight, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
        z = a[-1] @ weight.T + bias
        if i == len(network.weights) - 1:
            delta = loss.derivative(z, y)
        else:
            by_z.append(slopes[i] if slopes else network.activation.derivative(z))
            a.append(by_z[i] * z if slopes else network.activation.function(z))
    parts: list[Floats] = []
    for layer in reversed(range(len(network.weights))):
        parts.insert(0, np.column_stack([delta.T @ a[layer], delta.sum(axis=0)]).ravel())
        if layer:
            delta = (delta @ network.weights[layer]) * by_z[layer - 1]
    return np.concatenate(parts)
