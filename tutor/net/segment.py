"""A network along the segment between two inputs: a network of one input, whose pieces are found like those of any."""

from dataclasses import replace

from tutor.net.activation import Array
from tutor.net.network import Network


def on_segment(network: Network, start: Array, end: Array) -> Network:
    """The network t → f(A + t·(B − A)) of one input, with A = `start` at t = 0 and B = `end` at t = 1.

    A line composed with the first layer is again an affine map, W·(A + t·(B − A)) + b = (W·(B − A))·t + (W·A + b), so
    only the first layer changes, and every unit keeps its place. Exact if network and inputs are.

    Args:
        network: with any number of inputs.
        start: A, shape (inputs,).
        end: B, shape (inputs,).
    """
    first, *rest = network.weights
    shifted, *biases = network.biases
    slope = (first @ (end - start)).reshape(-1, 1)
    return replace(network, weights=(slope, *rest), biases=(first @ start + shifted, *biases))
