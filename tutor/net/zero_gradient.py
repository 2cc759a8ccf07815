"""Why is this gradient zero? One reason for a parameter, told apart from the others.

The gradient of a parameter is a sum over the rows of three factors: what comes in (the activation that the weight
multiplies, 1 for a bias), what goes out (∂f/∂z of the parameter's unit), and the
residual there (∂L/∂f).
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from tutor.net.activation import Array
from tutor.net.loss import MSE, Loss
from tutor.net.network import Network


class Why(Enum):
    """The reasons, in the order in which they are looked for: each holds on the rows that those before left over."""

    NO_ACTIVE_ROW = "no active row"
    """The unit, or the one whose activation comes in, is inactive on every row."""
    NO_INPUT = "what comes in is 0 on its active rows"
    """The weight multiplies an input that is 0 wherever the unit is active."""
    NO_WAY_OUT = "its outgoing weights are 0 or lead only to inactive units"
    NO_RESIDUAL = "f − y is 0 on its active rows"
    CANCEL = "the terms of its active rows cancel"


@dataclass(frozen=True)
class Parameter:
    """A weight, or a bias where `input` is None.

    Attributes:
        layer: from 0; the last is the output layer.
        unit: the unit that it belongs to, from 0.
        input: the input or unit of the layer before that a weight multiplies.
    """

    layer: int
    unit: int
    input: int | None = None


ROUNDING = 1e-12
"""In floats a sum counts as 0 below this share of its terms' sizes."""


def why_zero(network: Network, x: Array, y: Array, parameter: Parameter, loss: Loss = MSE) -> Why | None:
    """Why ∂L/∂(parameter) is 0 over the rows x (rows, inputs) and y (rows, outputs); None where it is not 0.

    Exact for exact networks; in floats a gradient is 0 if it is so up to ROUNDING of its terms.
    """
    passed = network.forward(x)
    residual = loss.derivative(passed.output, y)
    layer, unit = parameter.layer, parameter.unit
    comes_in = passed.a[layer][:, parameter.input] if parameter.input is not None else np.ones(len(x), dtype=int)
    ways_out, reached = _ways_out(network, passed.z, layer, unit)
    terms = comes_in * (residual * ways_out).sum(axis=1)
    if not _is_zero(terms):
        return None
    rows = _active(network, passed.z, layer)[:, unit]
    if not rows.any():
        return Why.NO_ACTIVE_ROW
    rows &= comes_in != 0
    if not rows.any():
        return Why.NO_ACTIVE_ROW if layer and not comes_in.any() else Why.NO_INPUT
    rows &= reached
    if not rows.any():
        return Why.NO_WAY_OUT
    counted = (residual[rows] != 0).any(axis=1)
    return Why.CANCEL if counted.any() else Why.NO_RESIDUAL


def _ways_out(network: Network, z: tuple[Array, ...], layer: int, unit: int) -> tuple[Array, Array]:
    """∂f/∂z of a unit, shape (rows, outputs), and on which rows any path of non-zero factors leads to an output.

    Where paths exist and their sum is 0 all the same, the terms cancel: no way out is something else.
    """
    signed = np.zeros_like(z[layer])
    signed[:, unit] = 1
    paths = abs(signed)
    for below, weight in zip(z[layer:-1], network.weights[layer + 1 :], strict=True):
        slope = network.activation.derivative(below)
        signed = (signed * slope) @ weight.T
        paths = (paths * abs(slope)) @ abs(weight.T)
    return signed, (paths != 0).any(axis=1)


def _active(network: Network, z: tuple[Array, ...], layer: int) -> Any:
    """Where the units of a layer pass something on: shape (rows, units); the output layer always does."""
    if layer == len(z) - 1:
        return np.ones(z[layer].shape, dtype=bool)
    return network.activation.derivative(z[layer]) != 0


def _is_zero(terms: Array) -> bool:
    total = terms.sum()
    return bool(total == 0 or (terms.dtype != object and abs(total) <= ROUNDING * abs(terms).sum()))
