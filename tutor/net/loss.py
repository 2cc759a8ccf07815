"""The table of losses: one row for each, with its terms and their derivative."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tutor.net.activation import IDENTITY, Activation, Array, sigmoid
from tutor.net.program import Program, constant


@dataclass(frozen=True)
class Loss:
    """A loss L = (1/n)·Σ of terms over n rows, of the outputs f against the labels y.

    Attributes:
        name: as in the literature.
        terms: (f, y) → the terms, elementwise.
        factor: what a residual is multiplied by to give the derivative of its term by f.
        residual: (f, y) → the residuals, elementwise.
        in_place: (f, y, residual, total), contiguous float arrays of shape (rows, outputs), `total` of shape () → the
            program that writes the residuals, and the sum of the terms to `total`.
    """

    name: str
    terms: Callable[[Array, Array], Array]
    factor: int
    residual: Callable[[Array, Array], Array]
    in_place: Callable[[Array, Array, Array, Array], Program]

    def value(self, output: Array, y: Array) -> Any:
        """L, a number; `output` and y have shape (rows, outputs)."""
        return self.terms(output, y).sum() / len(y)

    def derivative(self, output: Array, y: Array) -> Array:
        """∂L/∂f, shape (rows, outputs)."""
        return self.factor * self.residual(output, y) / len(y)

    def behind(self, activation: Activation) -> "Loss":
        """The loss of f = h(z) as a loss of z, for an output layer with the activation h: ∂L/∂z = ∂L/∂f·h′(z)."""
        if activation is IDENTITY:
            return self

        def in_place(z: Array, y: Array, residual: Array, total: Array) -> Program:
            f, slope = np.empty_like(z), np.empty_like(z)
            write_f, write_slope = activation.in_place(z, f, slope)
            by_f = self.in_place(f, y, residual, total)
            return [*write_f, *by_f, *write_slope, (np.multiply, (residual, slope, residual))]

        return Loss(
            self.name,
            lambda z, y: self.terms(activation.function(z), y),
            self.factor,
            lambda z, y: self.residual(activation.function(z), y) * activation.derivative(z),
            in_place,
        )


def _mse_in_place(f: Array, y: Array, residual: Array, total: Array) -> Program:
    flat = residual.reshape(-1)
    return [(np.subtract, (f, y, residual)), (flat.dot, (flat, total))]


def _bce_in_place(f: Array, y: Array, residual: Array, total: Array) -> Program:
    terms, y_f, zero, one_each = np.empty_like(f), np.empty_like(f), constant(0, f.dtype), np.ones(f.size, f.dtype)
    return [
        (np.logaddexp, (zero, f, terms)),
        (np.subtract, (f, terms, residual)),
        (np.exp, (residual, residual)),  # σ(f) = e^f/(1 + e^f)
        (np.subtract, (residual, y, residual)),
        (np.multiply, (y, f, y_f)),
        (np.subtract, (terms, y_f, terms)),
        (terms.reshape(-1).dot, (one_each, total)),
    ]


_ROWS = (
    # The mean squared error; exact for fractions.
    Loss("mse", lambda f, y: (f - y) ** 2, 2, np.subtract, _mse_in_place),
    # Binary cross-entropy −y·log σ(f) − (1 − y)·log(1 − σ(f)) on logits f, for labels 0 and 1, written so that no
    # large |f| overflows. Float64 only.
    Loss("bce", lambda f, y: np.logaddexp(0.0, f) - y * f, 1, lambda f, y: sigmoid(f) - y, _bce_in_place),
)

LOSSES: dict[str, Loss] = {row.name: row for row in _ROWS}
MSE = LOSSES["mse"]

DIVERGED = 1e8
"""How far above its start, or above what f = 0 would have, a loss has diverged."""


def divergence_limit(at_start: Array | float, y: Array) -> Array:
    """The loss above which training has diverged, finite; for each loss at the start, labels of shape (rows, outputs).

    It is DIVERGED times the loss at the start or the mean of y², whichever is larger. A NaN at the start is left out.
    """
    limits = np.finfo(float)
    with np.errstate(over="ignore"):
        floor = max(float((y**2).sum()) / len(y), float(limits.tiny))
        largest: Array = np.minimum(DIVERGED * np.fmax(at_start, floor), limits.max)
    return largest
