"""A feed-forward network of any number of layers, exact or in floating point."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tutor.net.activation import RELU, Activation, Array


@dataclass(frozen=True, eq=False)
class Network:
    """Layers of units; every hidden layer has the same activation, the output layer is linear.

    Attributes:
        weights: one matrix a layer, shape (units of this layer, units of the layer before).
        biases: one vector a layer, shape (units of this layer,).
        activation: g, applied after every layer but the last.

    All arrays are float64, or all are dtype object holding `Fraction`s: then every result is exact.

    Raises:
        ValueError: for shapes that do not fit one another.
    """

    weights: tuple[Array, ...]
    biases: tuple[Array, ...]
    activation: Activation = RELU

    def __post_init__(self) -> None:
        for i, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            fits = weight.ndim == 2 and bias.shape == (weight.shape[0],)
            if not fits or (i and weight.shape[1] != len(self.biases[i - 1])):
                raise ValueError(f"layer {i}: weights {weight.shape} and biases {bias.shape} do not fit")

    @property
    def is_exact(self) -> bool:
        """Whether its numbers are fractions."""
        return self.biases[-1].dtype == object

    def __call__(self, x: Array) -> Array:
        """f(x) for inputs of shape (rows, inputs); the result has shape (rows, outputs)."""
        return self.forward(x).output

    def forward(self, x: Array) -> "Forward":
        """The pre-activations and activations of every layer, for x of shape (rows, inputs)."""
        activations, pre_activations = [x], []
        for weight, bias in zip(self.weights, self.biases, strict=True):
            pre_activations.append(activations[-1] @ weight.T + bias)  # z = W·a + b
            activations.append(self.activation.function(pre_activations[-1]))  # a = g(z)
        activations[-1] = pre_activations[-1]  # the output layer is linear
        return Forward(tuple(pre_activations), tuple(activations))


@dataclass(frozen=True, eq=False)
class Forward:
    """The numbers of a forward pass.

    Attributes:
        z: pre-activations, one array a layer, shape (rows, units).
        a: the inputs, then the activations of each layer; the last is the output f(x).
    """

    z: tuple[Array, ...]
    a: tuple[Array, ...]

    @property
    def output(self) -> Array:
        """f(x), shape (rows, outputs)."""
        return self.a[-1]


def exact(values: Sequence[object]) -> Array:
    """An exact array: `values` (integers, fractions or finite floats, also nested) as `Fraction`s in the same shape."""
    array = np.array(values, dtype=object)
    return np.array([Fraction(value) for value in array.flat], dtype=object).reshape(array.shape)


def as_exact(network: Network) -> Network:
    """The same network as an exact one: each parameter is the fraction that equals its float64.

    Raises:
        ValueError, OverflowError: for a parameter that is not finite.
    """
    return Network(
        tuple(exact(weight.tolist()) for weight in network.weights),
        tuple(exact(bias.tolist()) for bias in network.biases),
        network.activation,
    )


def as_float(network: Network) -> Network:
    """The same network in float64: each fraction is rounded to the nearest number."""
    return Network(
        tuple(weight.astype(float) for weight in network.weights),
        tuple(bias.astype(float) for bias in network.biases),
        network.activation,
    )


def with_activated_output(network: Network, output: Activation) -> Network:
    """The network output(f): its outputs are one more hidden layer, behind which stands an output layer W = 1, b = 0.

    Raises:
        ValueError: if the hidden layers have another activation; a network has one for all of them.
    """
    if len(network.weights) > 1 and network.activation != output:
        raise ValueError(f"{output.name} behind the output goes with {output.name} in the hidden layers alone")
    one, zero = np.eye(len(network.biases[-1])), np.zeros(len(network.biases[-1]))
    if network.is_exact:
        one, zero = exact(one.tolist()), exact(zero.tolist())
    return Network((*network.weights, one), (*network.biases, zero), output)


def one_hidden_layer(
    w: Sequence[Fraction],
    b: Sequence[Fraction],
    v: Sequence[Fraction],
    c: Fraction,
    activation: Activation = RELU,
) -> Network:
    """The exact network f(x) = c + Σ vᵢ·g(wᵢ·x + bᵢ): one input, one hidden layer, one output."""
    return Network((exact([[wi] for wi in w]), exact([list(v)])), (exact(list(b)), exact([c])), activation)
