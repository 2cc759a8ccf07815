"""A network on the line, or in the plane, through some inputs: one of one or two inputs, analysed like any other."""

from dataclasses import replace

import numpy as np

from tutor.net.activation import Array
from tutor.net.network import Network


def through(network: Network, start: Array, *ends: Array) -> Network:
    """The network t → f(A + Σ tᵢ·(Bᵢ − A)), with A = `start` at t = 0 and Bᵢ = `ends[i]` at tᵢ = 1, the others 0.

    An affine map and the first layer are one affine map: W·(A + Σ tᵢ·(Bᵢ − A)) + b = Σ (W·(Bᵢ − A))·tᵢ + (W·A + b). So
    only the first layer changes, and every unit keeps its place. Exact if network and inputs are.

    Args:
        network: with any number of inputs.
        start: A, shape (inputs,).
        ends: one for a line, two for a plane; each of shape (inputs,).
    """
    first, *rest = network.weights
    shifted, *biases = network.biases
    slopes = np.stack([first @ (end - start) for end in ends], axis=1)
    return replace(network, weights=(slopes, *rest), biases=(first @ start + shifted, *biases))
