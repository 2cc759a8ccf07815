"""The two classes of points against their formulas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.net.dataset import CLASSES, drawn

names = pytest.mark.parametrize("name", CLASSES)
RANGE = (0.7, 1.0)


def _radius(points):
    return np.hypot(points[:, 0], points[:, 1])


@names
def test_half_of_the_rows_are_of_each_class_and_a_seed_draws_the_same_ones(name):
    """Half of the rows are of each class, and the same seed draws the same rows."""
    for rows in (2, 7, 80, 200):
        x, y = drawn(CLASSES[name], rows, 0.05, 3)
        assert (x.shape, y.shape) == ((rows, 2), (rows, 1))
        assert set(y.ravel()) == {0.0, 1.0}
        assert abs((y == 1).sum() - (y == 0).sum()) <= 1
        again, other = drawn(CLASSES[name], rows, 0.05, 3)[0], drawn(CLASSES[name], rows, 0.05, 4)[0]
        assert np.array_equal(x, again)
        assert not np.array_equal(x, other)


@names
def test_the_noise_is_the_standard_deviation_and_the_box_holds_the_rows(name):
    """`noise` is the standard deviation of the errors, and the box holds the rows."""
    apart = drawn(CLASSES[name], 200, 0.1, 5)[0] - drawn(CLASSES[name], 200, 0.0, 5)[0]
    assert abs(apart.mean()) < 0.02
    assert 0.085 < apart.std() < 0.115
    assert abs(np.corrcoef(apart.T)[0, 1]) < 0.3
    x0, x1, y0, y1 = CLASSES[name].box
    points = drawn(CLASSES[name], 200, 0.05, 5)[0]
    assert ((points > [x0, y0]) & (points < [x1, y1])).all()


@given(st.integers(0, 999), st.integers(2, 200))
def test_without_noise_the_points_keep_to_their_formulas(seed, rows):
    """Without noise, the points lie where the formulas of their names put them."""
    points = {}
    for name, classes in CLASSES.items():
        x, y = drawn(classes, rows, 0.0, seed)
        points[name] = (x[y[:, 0] == 0], x[y[:, 0] == 1])
    outside, inside = map(_radius, points["circle"])
    assert inside.max() <= 0.5
    assert outside.min() >= RANGE[0]
    assert outside.max() <= RANGE[1]
    for label, corners in enumerate(({(0, 0), (1, 1)}, {(0, 1), (1, 0)})):
        assert set(map(tuple, points["xor"][label])) <= corners
    upper, lower = points["moons"]
    assert np.allclose(_radius(upper), 1)
    assert np.allclose(_radius(lower - [1, 0.5]), 1)
    assert upper[:, 1].min() >= -1e-12
    assert lower[:, 1].max() <= 0.5 + 1e-12
    for label, arm in enumerate(points["spiral"]):
        turn = np.arctan2(arm[:, 0], arm[:, 1]) - 3.5 * np.pi * _radius(arm) - np.pi * (1 - label)
        assert np.allclose(np.exp(1j * turn)[1:], 1)
