"""Steps on bound arrays against steps one by one; their formulas are tested with training."""

import numpy as np
import pytest

from tutor.net.optimizer import OPTIMIZERS, Optimizer
from tutor.net.program import run

every = pytest.mark.parametrize(
    "optimizer", [Optimizer(name, 0.03, decay) for name in OPTIMIZERS for decay in (0.0, 0.1)], ids=str
)


def _drawn(dtype, shape=(7, 3)):
    random = np.random.default_rng(0)
    return random.normal(size=shape).astype(dtype), random.normal(size=(6, *shape)).astype(dtype)


@every
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_bound_steps_are_those_taken_one_by_one(optimizer, dtype):
    """A program takes the same steps to the bit, from any step on, and keeps the dtype."""
    start, gradients = _drawn(dtype)
    one, bound, gradient = start.copy(), start.copy(), np.empty_like(start)
    memory, kept = optimizer.memory(one), optimizer.memory(bound)
    update = optimizer.bind(bound, gradient, kept)
    for t, each in enumerate(gradients, 4):
        optimizer.step(one, each.copy(), memory, t)
        if t in (4, 7):
            update.begin(t)
        gradient[...] = each
        run(update.program)
        assert np.array_equal(one, bound)
        assert np.array_equal(memory, kept)
    assert bound.dtype == kept.dtype == gradient.dtype == dtype
    assert not np.array_equal(start, bound)


@every
def test_a_scaled_gradient_takes_the_same_steps(optimizer):
    """A gradient that has the factor `scale` beforehand moves the parameters alike, up to rounding."""
    start, gradients = _drawn(np.float64)
    plain, scaled, gradient = start.copy(), start.copy(), np.empty_like(start)
    memory = optimizer.memory(plain)
    update = optimizer.bind(scaled, gradient, optimizer.memory(scaled), scaled=True)
    update.begin(1)
    for t, each in enumerate(gradients, 1):
        optimizer.step(plain, each.copy(), memory, t)
        gradient[...] = optimizer.scale * each
        run(update.program)
    np.testing.assert_allclose(scaled, plain, rtol=1e-14)
