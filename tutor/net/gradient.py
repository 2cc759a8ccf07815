"""Gradients by backpropagation, and one step of gradient descent: the plain formulas, for every kind of network.

Exact on exact networks with piecewise-linear activations, float64 on float64 networks.

Backpropagation stands in three more places, each of them faster where it serves:
- `kernel`, for the steps of one training: a mini-batch of 10 rows of a network 2-4-2-1 takes 5 µs there, 54 µs here.
- `restarts.layered`, for many networks at once: 0.6 µs for each of 1000 networks 2-4-2-1. For a single network it
  takes 30 µs, since a product of stacked matrices costs three times what one of two matrices does.
- `restarts.sorted_samples`, for many networks 1-H-1: its time does not depend on the number of rows.
The exact path could use none of them: they compute in arrays of floats that were allocated before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tutor.net.activation import Array
from tutor.net.loss import MSE, Loss
from tutor.net.network import Network


@dataclass(frozen=True, eq=False)
class Gradients:
    """∂L/∂W and ∂L/∂b for each layer, in the shapes of the network's weights and biases."""

    weights: tuple[Array, ...]
    biases: tuple[Array, ...]


def gradients(network: Network, x: Array, y: Array, loss: Loss = MSE) -> Gradients:
    """∂L/∂W and ∂L/∂b, for x of shape (rows, inputs) and y of shape (rows, outputs)."""
    passed = network.forward(x)
    slopes = [g.derivative(z) for g, z in zip(network.activations, passed.z, strict=False)]
    return backpropagated(network, passed.a, slopes, loss.derivative(passed.output, y))


def backpropagated(network: Network, a: Sequence[Array], slopes: Sequence[Array], delta: Array) -> Gradients:
    """∂L/∂W and ∂L/∂b from what a forward pass computed (Rumelhart, Hinton, Williams 1986).

    δ of the output is ∂L/∂f. One layer back, δ ← (δ·W) ⊙ g′(z); and ∂L/∂W = δᵀ·a, ∂L/∂b = Σ δ over the rows.

    Args:
        network: its weights W.
        a: what each layer receives, shape (rows, inputs of the layer): first the inputs x.
        slopes: g′(z) of each hidden layer, shape (rows, units).
        delta: ∂L/∂f, shape (rows, outputs).
    """
    by_weight: list[Array] = []
    by_bias: list[Array] = []
    for layer in reversed(range(len(network.weights))):
        by_weight.append(delta.T @ a[layer])
        by_bias.append(delta.sum(axis=0))
        if layer:
            delta = (delta @ network.weights[layer]) * slopes[layer - 1]
    return Gradients(tuple(reversed(by_weight)), tuple(reversed(by_bias)))


def descend(network: Network, gradient: Gradients, rate: Fraction | float) -> Network:
    """One step of gradient descent: every parameter θ becomes θ − η·∂L/∂θ, with learning rate η = `rate`."""
    return Network(
        tuple(weight - rate * by for weight, by in zip(network.weights, gradient.weights, strict=True)),
        tuple(bias - rate * by for bias, by in zip(network.biases, gradient.biases, strict=True)),
        network.activation,
    )
