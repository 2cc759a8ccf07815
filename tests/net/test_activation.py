"""The table of activations: every function, derivative and program against mathematics written out once more."""

import math
from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from tutor.net.activation import ACTIVATIONS, RELU, leaky_relu
from tutor.net.program import run

ROWS = pytest.mark.parametrize("row", ACTIVATIONS.values(), ids=ACTIVATIONS)
PIECEWISE = {name: row for name, row in ACTIVATIONS.items() if row.slopes is not None}
PIECEWISE_ROWS = pytest.mark.parametrize("row", PIECEWISE.values(), ids=PIECEWISE)

ordinary = st.floats(-30, 30)


def _sigmoid(z):
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


TEXTBOOK = {
    "identity": lambda z: z,
    "relu": lambda z: max(0.0, z),
    "leaky_relu": lambda z: max(z, z / 100),
    "tanh": lambda z: (math.exp(2 * z) - 1) / (math.exp(2 * z) + 1) if z < 300 else 1.0,
    "sigmoid": _sigmoid,
    "swish": lambda z: z * _sigmoid(z),
    "gelu": lambda z: z * math.erfc(-z / math.sqrt(2)) / 2,
}

TEXTBOOK_DERIVATIVE = {
    "identity": lambda _: 1.0,
    "relu": lambda z: 1.0 if z > 0 else 0.0,
    "leaky_relu": lambda z: 1.0 if z > 0 else 0.01,
    "tanh": lambda z: 1 / math.cosh(z) ** 2,
    "sigmoid": lambda z: math.exp(-abs(z)) / (1 + math.exp(-abs(z))) ** 2,
    "swish": lambda z: _sigmoid(z) + z * math.exp(-abs(z)) / (1 + math.exp(-abs(z))) ** 2,
    "gelu": lambda z: math.erfc(-z / math.sqrt(2)) / 2 + z * NormalDist().pdf(z),
}


@pytest.mark.parametrize("name", TEXTBOOK)
@given(z=ordinary)
def test_each_function_is_the_one_of_its_name(name, z):
    """Each function of the table is that of its name, written out in plain Python."""
    found = ACTIVATIONS[name].function(np.array([z]))[0]
    assert math.isclose(found, TEXTBOOK[name](z), rel_tol=1e-9, abs_tol=1e-14)


@pytest.mark.parametrize("name", TEXTBOOK_DERIVATIVE)
@given(z=st.floats(-300, 300))
def test_each_derivative_keeps_its_digits_far_out(name, z):
    """Each derivative is that of its name to 9 digits, also where a unit is saturated and the slope is tiny."""
    found = ACTIVATIONS[name].derivative(np.array([z]))[0]
    # swish′ and gelu′ are differences of nearly equal numbers around their zeros: an absolute size has to do there.
    falls = name in {"swish", "gelu"} and -2 < z < 0
    assert math.isclose(found, TEXTBOOK_DERIVATIVE[name](z), rel_tol=1e-9, abs_tol=1e-15 if falls else 0)


@ROWS
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@given(z=arrays(np.float64, array_shapes(min_dims=1, max_dims=3), elements=ordinary))
def test_in_place_they_are_the_same(row, dtype, z):
    """The programs of a row write what its function and its derivative return, up to rounding, in the same dtype."""
    z = z.astype(dtype)
    a, slope, size = np.empty_like(z), np.empty_like(z), np.finfo(dtype).eps
    value, derivative = row.function(z), row.derivative(z)
    write_a, write_slope = row.in_place(z, a, slope)
    run(write_a)
    np.testing.assert_allclose(a, value, rtol=8 * size, atol=8 * size)
    run(write_slope)
    np.testing.assert_allclose(slope, derivative, rtol=8 * size, atol=64 * size)
    if row.slopes is not None:
        assert np.array_equal(slope, derivative.astype(dtype)), "the slope at a corner, too, is exactly the same"


def test_relu_in_place_can_write_whether_a_unit_is_active():
    """Booleans take the place of the slopes 0 and 1, and the corner counts as inactive."""
    z, active = np.array([-1.0, -0.0, 0.0, 5e-324, 2.0]), np.empty(5, bool)
    write_a, write_slope = RELU.in_place(z, np.empty(5), active)
    run([*write_a, *write_slope])
    assert active.tolist() == [False, False, False, True, True]


@ROWS
@given(z=ordinary)
def test_the_derivative_is_the_limit_of_differences(row, z):
    """The derivative of every row, also of one added later, is the limit of differences of its function."""
    h = 1e-5
    if (row.slopes is not None or row.name == "step") and abs(z) <= 2 * h:
        return
    above, below = row.function(np.array([z + h, z - h]))
    assert math.isclose(row.derivative(np.array([z]))[0], (above - below) / (2 * h), rel_tol=1e-6, abs_tol=1e-8)


@PIECEWISE_ROWS
@given(z=st.fractions() | st.integers(-3, 3).map(Fraction))
def test_piecewise_linear_rows_are_exact_on_fractions(row, z):
    """On fractions, the piecewise-linear rows are exact, with the slopes that `slopes` states."""
    left, right = row.slopes
    value, slope = row.function(np.array([z]))[0], row.derivative(np.array([z]))[0]
    assert not isinstance(value, float)
    assert not isinstance(slope, float)
    assert value == (right if z > 0 else left) * z
    assert slope == (right if z > 0 else left)


@PIECEWISE_ROWS
def test_at_the_corner_the_slope_is_the_left_one(row):
    """At z = 0 the derivative is the slope on the left: ReLU′(0) = 0."""
    for zero in (0.0, -0.0, Fraction(0)):
        assert row.function(np.array([zero]))[0] == 0
        assert row.derivative(np.array([zero]))[0] == type(zero)(row.slopes[0])
    assert RELU.derivative(np.array([0.0]))[0] == 0


@ROWS
def test_huge_inputs_give_finite_numbers_without_a_warning(row):
    """Functions and derivatives of huge inputs are finite and raise no warning."""
    z = np.array([-1e300, -1e4, -750.0, -40.0, 40.0, 750.0, 1e4, 1e300])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert np.isfinite(row.function(z)).all()
        assert np.isfinite(row.derivative(z)).all()


@ROWS
@pytest.mark.parametrize("shape", [(0,), (3,), (2, 3), (4, 1, 2), (0, 3)])
def test_the_shape_stays(row, shape):
    """Functions and derivatives return the shape that they were given."""
    z = np.linspace(-2, 2, math.prod(shape)).reshape(shape)
    assert row.function(z).shape == shape
    assert row.derivative(z).shape == shape


@ROWS
def test_the_input_is_left_alone(row):
    """Neither the function nor the derivative changes its input."""
    z = np.array([-1.0, 0.0, 2.0])
    before = z.copy()
    row.function(z)
    row.derivative(z)
    assert (z == before).all()


def test_the_table_is_keyed_by_the_names_in_it():
    """Each row is found by its own name, and every row has a formula to be tested against."""
    assert all(name == row.name for name, row in ACTIVATIONS.items())
    assert RELU is ACTIVATIONS["relu"]
    assert set(TEXTBOOK) <= set(ACTIVATIONS)


@given(leak=st.fractions(Fraction(1, 10**6), Fraction(999, 1000), max_denominator=10**6), z=ordinary)
def test_a_leak_is_the_slope_below_zero(leak, z):
    """A leaky ReLU passes on its own fraction of a negative z: exactly in fractions, and in floats up to rounding."""
    row, exactly = leaky_relu(leak), Fraction(z)
    expected = exactly if z > 0 else leak * exactly
    assert row.function(np.array([exactly], object))[0] == expected
    assert row.derivative(np.array([exactly], object))[0] == (1 if z > 0 else leak)
    assert row.slopes == (leak, 1)
    assert math.isclose(row.function(np.array([z]))[0], expected, rel_tol=1e-15, abs_tol=1e-300)
    a, slope = np.empty((2, 1))
    write_a, write_slope = row.in_place(np.array([z]), a, slope)
    run([*write_a, *write_slope])
    assert math.isclose(a[0], expected, rel_tol=1e-15, abs_tol=1e-300)
    assert slope[0] == float(row.slopes[z > 0])


def test_one_leak_is_one_activation():
    """The same leak gives the same activation, and the one in the table has a hundredth; others are refused."""
    assert leaky_relu(Fraction(1, 100)) is ACTIVATIONS["leaky_relu"]
    assert leaky_relu(Fraction(3, 10)).formula == "z for z > 0, else 3/10·z"
    for wrong in (Fraction(0), Fraction(1), Fraction(-1, 100)):
        with pytest.raises(ValueError, match="between 0 and 1"):
            leaky_relu(wrong)
