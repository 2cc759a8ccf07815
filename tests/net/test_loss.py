"""The losses: in place against the plain formulas, and the limit above which training has diverged."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.net.activation import ACTIVATIONS
from tutor.net.loss import DIVERGED, LOSSES, divergence_limit
from tutor.net.program import run

EVERY = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)


@EVERY
@given(rows=st.lists(st.tuples(st.floats(-1000, 1000), st.sampled_from([0.0, 1.0])), min_size=1, max_size=20))
def test_in_place_a_loss_is_the_same(loss, rows):
    """The program of a loss writes its residuals and the sum of its terms, up to rounding, also for large outputs."""
    f, y = (np.array(column)[:, None] for column in zip(*rows, strict=True))
    residual, total = np.empty_like(f), np.empty(())
    run(loss.in_place(f, y, residual, total))
    np.testing.assert_allclose(residual, loss.residual(f, y), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(total / len(f), loss.value(f, y), rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(loss.factor * residual / len(f), loss.derivative(f, y), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ACTIVATIONS)
@EVERY
@given(z=st.floats(-4, 4), y=st.sampled_from([0.0, 1.0]))
def test_behind_an_activation_a_loss_is_that_of_its_outputs(loss, name, z, y):
    """Behind the output activation h the loss of z is that of h(z), with its derivative, also in place."""
    if abs(z) < 1e-3:
        return  # near the corner of ReLU differences do not tell the derivative
    h, found, label, at = 1e-6, loss.behind(ACTIVATIONS[name]), np.array([[y]]), np.array([[z]])
    assert found.value(at, label) == loss.value(ACTIVATIONS[name].function(at), label)
    above, below = (found.value(at + step, label) for step in (h, -h))
    assert found.derivative(at, label)[0, 0] == pytest.approx((above - below) / (2 * h), abs=1e-6)
    residual, total = np.empty_like(at), np.empty(())
    run(found.in_place(at.copy(), label, residual, total))
    np.testing.assert_allclose(residual, found.residual(at, label), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(total, found.value(at, label), rtol=1e-9)


@EVERY
@given(f=st.floats(-20, 20), y=st.sampled_from([0.0, 1.0]))
def test_the_derivative_is_the_limit_of_differences(loss, f, y):
    """The derivative of every loss is the limit of differences of its terms."""
    h, label = 1e-6, np.array([[y]])
    above, below = (loss.value(np.array([[f + step]]), label) for step in (h, -h))
    assert loss.derivative(np.array([[f]]), label)[0, 0] == pytest.approx((above - below) / (2 * h), abs=1e-6)


@pytest.mark.parametrize(
    ("at_start", "y", "limit"),
    [
        (2.0, [1.0, 1.0], 2e8),
        (2.0, [3.0, 1.0], 5e8),
        (0.0, [0.0], 1e8 * np.finfo(float).tiny),
        (np.nan, [2.0], 4e8),
        (np.inf, [2.0], np.finfo(float).max),
        (1.0, [1e200], np.finfo(float).max),
    ],
)
def test_the_limit_is_far_above_the_start_and_the_labels_and_finite(at_start, y, limit):
    """A loss has diverged above 1e8 times its start or the mean of y²; the limit is finite, so that ∞ is above it."""
    labels = np.array(y)[:, None]
    assert divergence_limit(at_start, labels) == limit
    assert divergence_limit(np.array([at_start, 1.0]), labels)[0] == limit


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
