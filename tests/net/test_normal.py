"""The distribution function of the normal distribution, against the standard library and against its own derivative."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from tutor.net.normal import density, distribution, distribution_in_place
from tutor.net.program import run

shapes = array_shapes(min_dims=0, max_dims=3)


@given(z=st.floats(-8, 8))
def test_both_functions_are_those_of_the_standard_library(z):
    """Φ and its derivative are those of `statistics.NormalDist`."""
    array = np.array([z])
    assert distribution(array)[0] == pytest.approx(NormalDist().cdf(z), abs=1e-15)
    assert density(array)[0] == pytest.approx(NormalDist().pdf(z), rel=1e-12)


@given(z=st.floats(-37, -3))
def test_far_to_the_left_the_digits_are_right(z):
    """Far to the left Φ lies between the bounds φ/|z|·(1 − 1/z²) and φ/|z|, where 1 − Φ(−z) would have lost it."""
    phi = density(np.array([z]))[0] / -z
    assert phi * (1 - 1 / z**2) <= distribution(np.array([z]))[0] <= phi


@pytest.mark.parametrize(("dtype", "most"), [(np.float64, 2e-15), (np.float32, 2e-7)])
@given(z=arrays(np.float64, shapes, elements=st.floats(-12, 12)))
def test_in_place_it_is_the_same(dtype, most, z):
    """The program writes Φ to within rounding, and leaves z alone."""
    z = z.astype(dtype)
    before, phi = z.copy(), np.empty_like(z)
    run(distribution_in_place(z, phi))
    np.testing.assert_allclose(phi, distribution(z), rtol=0, atol=most)
    assert (z == before).all()


def test_in_place_it_is_right_between_all_centres_of_the_series():
    """The Taylor series hold at the edges of all cells, where they are worst, and past the ends of the table."""
    z = np.concatenate([np.arange(-640, 640) / 64 + 1 / 128, [-1e300, -40, 40, 1e300]])
    phi = np.empty_like(z)
    run(distribution_in_place(z, phi))
    assert abs(phi - distribution(z)).max() < 2e-15
    assert phi[-4] == 0
    assert phi[-1] == 1


def test_what_is_not_a_number_stays_one():
    """A network that has diverged gets NaN, no error."""
    z, phi = np.array([math.nan, 0.0]), np.empty(2)
    with np.errstate(invalid="ignore"):
        run(distribution_in_place(z, phi))
    assert math.isnan(phi[0])
    assert phi[1] == 0.5
