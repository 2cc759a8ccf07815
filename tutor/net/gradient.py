"""Gradients by backpropagation, and one step of gradient descent.

Exact on exact networks with piecewise-linear activations, float64 on float64 networks: the formulas are the same.
"""

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
    """∂L/∂W and ∂L/∂b, for x of shape (rows, inputs) and y of shape (rows, outputs).

    Backpropagation (Rumelhart, Hinton, Williams 1986): δ of the output is ∂L/∂f, for the mean squared error
    2(f − y)/n; one layer back, δ ← (δ·W) ⊙ g′(z); and ∂L/∂W = δᵀ·a, ∂L/∂b = Σ δ over the rows.
    """
    passed = network.forward(x)
    delta = loss.derivative(passed.output, y)
    by_weight: list[Array] = []
    by_bias: list[Array] = []
    for layer in reversed(range(len(network.weights))):
        by_weight.append(delta.T @ passed.a[layer])
        by_bias.append(delta.sum(axis=0))
        if layer:
            delta = (delta @ network.weights[layer]) * network.activation.derivative(passed.z[layer - 1])
    return Gradients(tuple(reversed(by_weight)), tuple(reversed(by_bias)))


def descend(network: Network, slope: Gradients, rate: Fraction | float) -> Network:
    """One step of gradient descent: every parameter θ becomes θ − η·∂L/∂θ, with learning rate η = `rate`."""
    return Network(
        tuple(weight - rate * by for weight, by in zip(network.weights, slope.weights, strict=True)),
        tuple(bias - rate * by for bias, by in zip(network.biases, slope.biases, strict=True)),
        network.activation,
    )
