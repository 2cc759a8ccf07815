"""A feed-forward network of any number of layers, exact or in floating point."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from tutor.net.activation import IDENTITY, RELU, Activation, Activations, Array, by_layer


@dataclass(frozen=True, eq=False)
class Network:
    """Layers of units, each with an activation; the output layer is linear.

    Attributes:
        weights: one matrix a layer, shape (units of this layer, units of the layer before).
        biases: one vector a layer, shape (units of this layer,).
        activation: g, applied after every layer but the last; or the g of each hidden layer, from the first on.

    All arrays are float64, or all are dtype object holding `Fraction`s: then every result is exact.

    Raises:
        ValueError: for shapes that do not fit one another, or another number of activations.
    """

    weights: tuple[Array, ...]
    biases: tuple[Array, ...]
    activation: Activations = RELU

    def __post_init__(self) -> None:
        for i, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            fits = weight.ndim == 2 and bias.shape == (weight.shape[0],)
            if not fits or (i and weight.shape[1] != len(self.biases[i - 1])):
                raise ValueError(f"layer {i}: weights {weight.shape} and biases {bias.shape} do not fit")
        by_layer(self.activation, len(self.weights) - 1)

    @cached_property
    def activations(self) -> tuple[Activation, ...]:
        """g of each hidden layer."""
        return by_layer(self.activation, len(self.weights) - 1)

    @property
    def is_piecewise_linear(self) -> bool:
        """Whether f is made of straight pieces, since every g is."""
        return all(each.slopes is not None for each in self.activations)

    @property
    def activation_names(self) -> str:
        """The name of g; of each hidden layer's, from the first on, where they differ. Empty without hidden layers."""
        names = [each.name for each in self.activations]
        return ", ".join(names if len({*self.activations}) > 1 else names[:1])

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
        for weight, bias, g in zip(self.weights, self.biases, (*self.activations, IDENTITY), strict=True):
            pre_activations.append(activations[-1] @ weight.T + bias)  # z = W·a + b
            activations.append(g.function(pre_activations[-1]))  # a = g(z); the output layer is linear
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
    """The network output(f): its outputs are one more hidden layer, with an output layer W = 1, b = 0 behind it."""
    one, zero = np.eye(len(network.biases[-1])), np.zeros(len(network.biases[-1]))
    if network.is_exact:
        one, zero = exact(one.tolist()), exact(zero.tolist())
    return Network((*network.weights, one), (*network.biases, zero), (*network.activations, output))


def one_hidden_layer(
    w: Sequence[Fraction],
    b: Sequence[Fraction],
    v: Sequence[Fraction],
    c: Fraction,
    activation: Activation = RELU,
) -> Network:
    """The exact network f(x) = c + Σ vᵢ·g(wᵢ·x + bᵢ): one input, one hidden layer, one output."""
    return Network((exact([[wi] for wi in w]), exact([list(v)])), (exact(list(b)), exact([c])), activation)
