"""The loss table: one row for each loss, its value and its derivative in one record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tutor.net.activation import Array, sigmoid


@dataclass(frozen=True)
class Loss:
    """A loss L of the outputs f against the labels y, both of shape (rows, outputs).

    Attributes:
        name: as in the literature.
        formula: L, for people.
        value: (f, y) → L, a number.
        derivative: (f, y) → ∂L/∂f, shape (rows, outputs).
    """

    name: str
    formula: str
    value: Callable[[Array, Array], Any]
    derivative: Callable[[Array, Array], Array]


def mean_squared_error(output: Array, y: Array) -> Any:
    """L = (1/n)·Σ (f − y)², over n rows; `output` and y have shape (rows, outputs). Exact for fractions."""
    return ((output - y) ** 2).sum() / len(y)


def binary_cross_entropy(output: Array, y: Array) -> Any:
    """L = (1/n)·Σ log(1 + e^f) − y·f, over n rows: the outputs f are logits, the labels y are 0 or 1. Float64 only.

    It is −y·log σ(f) − (1 − y)·log(1 − σ(f)), written so that no large |f| overflows.
    """
    return (np.logaddexp(0.0, output) - y * output).sum() / len(y)


_ROWS = (
    Loss("mse", "(1/n)·Σ (f − y)²", mean_squared_error, lambda f, y: 2 * (f - y) / len(y)),
    Loss("bce", "(1/n)·Σ log(1 + e^f) − y·f", binary_cross_entropy, lambda f, y: (sigmoid(f) - y) / len(y)),
)

LOSSES: dict[str, Loss] = {row.name: row for row in _ROWS}
MSE = LOSSES["mse"]
