"""Why the gradient of a parameter is zero: the one reason that applies.

The gradient of a parameter is a sum over the rows. Each term has three factors: what comes in (the activation that the
weight multiplies; 1 for a bias), what goes out (∂f/∂z of the parameter's unit), and the residual ∂L/∂f.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from tutor.net.activation import Array
from tutor.net.loss import MSE, Loss
from tutor.net.network import Network


class Why(Enum):
    """The reasons, in the order of the tests. Each test looks at the rows that the tests before left over."""

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
        unit: its unit, from 0.
        input: the input, or the unit of the layer before, that a weight multiplies.
    """

    layer: int
    unit: int
    input: int | None = None


ROUNDING = 1e-12
"""In floats, a sum counts as 0 if it is at most this fraction of the sum of |terms|."""


def why_zero(network: Network, x: Array, y: Array, parameter: Parameter, loss: Loss = MSE) -> Why | None:
    """Why ∂L/∂(parameter) is 0, or None if it is not, for x of shape (rows, inputs) and y of shape (rows, outputs).

    Exact for exact networks. In floats, a gradient counts as 0 within ROUNDING.
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
    """∂f/∂z of a unit, shape (rows, outputs), and on which rows some path to an output has only factors other than 0.

    Where such paths exist but add up to 0, the terms cancel. That is not the same as having no way out.
    """
    signed = np.zeros_like(z[layer])
    signed[:, unit] = 1
    paths = abs(signed)
    for below, g, weight in zip(z[layer:-1], network.activations[layer:], network.weights[layer + 1 :], strict=True):
        slope = g.derivative(below)
        signed = (signed * slope) @ weight.T
        paths = (paths * abs(slope)) @ abs(weight.T)
    return signed, (paths != 0).any(axis=1)


def _active(network: Network, z: tuple[Array, ...], layer: int) -> Any:
    """Where the slopes of a layer's units are not 0, shape (rows, units). Units of the output layer always count."""
    if layer == len(z) - 1:
        return np.ones(z[layer].shape, dtype=bool)
    return network.activations[layer].derivative(z[layer]) != 0


def _is_zero(terms: Array) -> bool:
    total = terms.sum()
    return bool(total == 0 or (terms.dtype != object and abs(total) <= ROUNDING * abs(terms).sum()))
