"""The bound on the loss that both engines of training share."""

import numpy as np
import pytest

from tutor.net.loss import DIVERGED, divergence_limit

LARGEST = float(np.finfo(float).max)
Y = np.array([[3.0, 0.0], [0.0, 4.0]])


@pytest.mark.parametrize(
    ("at_start", "limit"),
    [
        (100.0, DIVERGED * 100.0),
        (1.0, DIVERGED * 12.5),  # (9 + 16)/2, the loss of f = 0
        (np.nan, DIVERGED * 12.5),
        (np.inf, LARGEST),
        (1e305, LARGEST),
    ],
)
def test_the_limit_is_a_multiple_of_the_larger_loss_and_finite(at_start, limit):
    """The limit follows the larger of the loss at the start and that of f = 0, and an infinite loss is above it."""
    assert divergence_limit(at_start, Y) == limit
    assert divergence_limit(np.array([1.0, at_start]), Y).tolist() == [DIVERGED * 12.5, limit]


def test_the_limit_is_above_0_where_everything_is_0():
    """A network that starts with a loss of 0 may still be trained."""
    assert divergence_limit(0.0, np.zeros((3, 1))) > 0
