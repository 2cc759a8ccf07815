"""What a stack multiplies a gradient by, in stacks that can be worked out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.net.activation import ACTIVATIONS
from tutor.net.stack import LARGEST_SLOPE, drawn, passage, power_of_ten

numbers = st.floats(0.01, 100)


@given(layers=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=6), above=numbers)
def test_one_unit_a_layer_multiplies_by_its_slope_and_its_weight(layers, above):
    """With one unit and one row, sizes are plain products; slopes and weights are those that were given."""
    slopes, weights = zip(*layers, strict=True)
    found = passage([np.array([[w]]) for w in weights], [np.array([[s]]) for s in slopes], np.array([[-above]]))
    assert found.slopes == pytest.approx(slopes)
    assert found.weights == pytest.approx(weights)
    assert found.factor == pytest.approx(math.prod(slopes) * math.prod(weights))
    assert found.by_z[-1] == pytest.approx(above * slopes[-1])


def test_below_a_slope_of_0_nothing_arrives():
    """The layer with slope 0 multiplies by 0, those before it by nothing that is a number; the factor is 0."""
    one = np.ones((1, 1))
    found = passage([one] * 3, [one, 0 * one, one], one)
    assert found.slopes[1:] == (0, 1)
    assert math.isnan(found.slopes[0])
    assert math.isnan(found.weights[1])
    assert found.factor == 0
    assert power_of_ten(found.factor) == -math.inf
    assert math.isnan(passage([one], [one], 0 * one).factor)


@pytest.mark.parametrize("name", LARGEST_SLOPE)
def test_the_largest_slopes_are_reached_and_never_exceeded(name):
    """No slope on a fine grid is above the largest, and one is equal to it."""
    slopes = ACTIVATIONS[name].derivative(np.linspace(-8, 8, 1601)).astype(float)
    assert slopes.max() == pytest.approx(float(LARGEST_SLOPE[name]))


def test_a_seed_draws_the_same_rows():
    """Equal seeds draw equal rows, other seeds others; inputs and gradient above differ."""
    first, other = drawn((0, 1), 3, 2), drawn((0, 2), 3, 2)
    assert (first == drawn((0, 1), 3, 2)).all()
    assert (first != other).all()
    assert (first[0] != first[1]).all()
