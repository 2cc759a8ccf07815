"""The parameters of a network as one vector, which optimisers move and training keeps.

The order is layer by layer and unit by unit: the weights of a unit, then its bias. So each layer is a matrix [W | b] of
shape (units, inputs + 1) that maps (a, 1) to z, and a step of an optimiser is a few operations on one array.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tutor.net.activation import RELU, Activations, Array
from tutor.net.network import Network

Floats = NDArray[np.floating]
Sizes = tuple[int, ...]
"""The number of inputs, then the units of each layer; the last layer is the output. (1, 3, 1) has one hidden layer."""


def sizes_of(network: Network) -> Sizes:
    """The sizes of a network."""
    return (network.weights[0].shape[1], *(weight.shape[0] for weight in network.weights))


def count(sizes: Sizes) -> int:
    """The number of parameters of a network of these sizes."""
    return sum(units * (before + 1) for before, units in pairwise(sizes))


def layers(parameters: Floats, sizes: Sizes) -> Iterator[Floats]:
    """For each layer a view [W | b], shape (units, inputs + 1, …), of parameters of shape (count, …)."""
    start = 0
    for before, units in pairwise(sizes):
        end = start + units * (before + 1)
        yield parameters[start:end].reshape(units, before + 1, *parameters.shape[1:])
        start = end


def bias_indices(sizes: Sizes) -> NDArray[np.intp]:
    """Where the biases stand among the parameters."""
    places = np.arange(count(sizes), dtype=float)
    return np.concatenate([matrix[:, -1] for matrix in layers(places, sizes)]).astype(np.intp)


class WeightsAndBiases(Protocol):
    """Weights and biases of each layer: a network's own, or their gradients."""

    @property
    def weights(self) -> tuple[Array, ...]: ...  # noqa: D102 -- see the class

    @property
    def biases(self) -> tuple[Array, ...]: ...  # noqa: D102


def pack(of: WeightsAndBiases) -> Floats:
    """The parameters of a network, or a gradient, as one float64 vector, shape (count,): a copy."""
    both = zip(of.weights, of.biases, strict=True)
    return np.concatenate([np.column_stack([weight, bias]).astype(float).ravel() for weight, bias in both])


def unpack(parameters: Floats, sizes: Sizes, activation: Activations = RELU) -> Network:
    """The float64 network with parameters of shape (count,): a copy."""
    matrices = [matrix.astype(float) for matrix in layers(parameters, sizes)]
    return Network(tuple(m[:, :-1] for m in matrices), tuple(m[:, -1] for m in matrices), activation)
