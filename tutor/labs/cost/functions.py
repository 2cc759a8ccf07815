"""What the `cost` lab times: the activations as this program computes them, and as the shortest line of NumPy.

The short ones agree with those of `tutor.net.activation` to rounding, where e^−z does not overflow. Those keep their
digits in the tails and work on fractions too, and pay for it.
"""

from collections.abc import Callable, Mapping

import numpy as np

from tutor.labs.cost.spec import NAMES, PASSES, Written
from tutor.net.activation import ACTIVATIONS, Array

Functions = Mapping[tuple[str, str], Callable[[Array], Array]]
"""By activation and pass: an array in, a new one of the same shape and type out."""


def _leaky(z: Array) -> Array:
    result: Array = np.maximum(z, z * 0.01)
    return result


def _leaky_derivative(z: Array) -> Array:
    # Of two Python numbers np.where makes float64.
    result: Array = np.where(z > 0, z.dtype.type(1), z.dtype.type(0.01))
    return result


def _sigmoid(z: Array) -> Array:
    result: Array = 1 / (1 + np.exp(-z))
    return result


def _sigmoid_derivative(z: Array) -> Array:
    s = _sigmoid(z)
    result: Array = s * (1 - s)
    return result


def _swish_derivative(z: Array) -> Array:
    s = _sigmoid(z)
    result: Array = s + z * s * (1 - s)
    return result


_PLAIN: Functions = {
    ("relu", "forward"): lambda z: np.maximum(z, 0),
    ("relu", "backward"): lambda z: (z > 0).astype(z.dtype),
    ("leaky_relu", "forward"): _leaky,
    ("leaky_relu", "backward"): _leaky_derivative,
    ("tanh", "forward"): np.tanh,
    ("tanh", "backward"): lambda z: 1 - np.tanh(z) ** 2,
    ("sigmoid", "forward"): _sigmoid,
    ("sigmoid", "backward"): _sigmoid_derivative,
    ("swish", "forward"): lambda z: z / (1 + np.exp(-z)),
    ("swish", "backward"): _swish_derivative,
}

FUNCTIONS: dict[Written, Functions] = {
    "tutor": {
        (name, passing): function
        for name in NAMES
        for passing, function in zip(PASSES, (ACTIVATIONS[name].function, ACTIVATIONS[name].derivative), strict=True)
    },
    "plain": _PLAIN,
}
