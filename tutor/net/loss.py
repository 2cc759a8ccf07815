"""The loss table: one row for each loss, its terms and their derivative in one record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tutor.net.activation import Array, sigmoid

DIVERGED = 1e8
"""A loss that is this many times what it was at the start, and what it would be for f = 0, has diverged."""


@dataclass(frozen=True)
class Loss:
    """A loss L = (1/n)·Σ of terms over n rows, of the outputs f against the labels y.

    Attributes:
        name: as in the literature.
        terms: (f, y) → the terms, elementwise.
        slope: (f, y) → their derivatives by f, elementwise.
    """

    name: str
    terms: Callable[[Array, Array], Array]
    slope: Callable[[Array, Array], Array]

    def value(self, output: Array, y: Array) -> Any:
        """L, a number; `output` and y have shape (rows, outputs)."""
        return self.terms(output, y).sum() / len(y)

    def derivative(self, output: Array, y: Array) -> Array:
        """∂L/∂f, shape (rows, outputs)."""
        return self.slope(output, y) / len(y)


_ROWS = (
    # The mean squared error; exact for fractions.
    Loss("mse", lambda f, y: (f - y) ** 2, lambda f, y: 2 * (f - y)),
    # Binary cross-entropy −y·log σ(f) − (1 − y)·log(1 − σ(f)) on logits f, for labels 0 and 1, written so that no
    # large |f| overflows. Float64 only.
    Loss("bce", lambda f, y: np.logaddexp(0.0, f) - y * f, lambda f, y: sigmoid(f) - y),
)

LOSSES: dict[str, Loss] = {row.name: row for row in _ROWS}
MSE = LOSSES["mse"]


def divergence_limit(at_start: Any, y: Array) -> Array:
    """The losses above which networks have diverged, float64 and finite, in the shape of `at_start`.

    Args:
        at_start: the losses at the start; those that are NaN are left out of account.
        y: the labels, shape (rows, outputs); the mean of Σ y² over the rows is the squared error of f = 0.
    """
    numbers = np.finfo(float)
    with np.errstate(over="ignore"):
        least = max(float(numbers.tiny), float((y**2).sum()) / len(y))
        limit: Array = DIVERGED * np.fmax(np.asarray(at_start, float), least)
    return np.minimum(limit, float(numbers.max))  # an infinite loss is above it
