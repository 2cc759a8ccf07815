"""Networks: the forward pass against sums written out, exactly and in floating point."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.net.activation import ACTIVATIONS
from tutor.net.network import Network, exact, one_hidden_layer

small = st.integers(-36, 36).map(lambda n: Fraction(n, 12))
inputs = st.integers(-1200, 1200).map(lambda n: Fraction(n, 60))


@given(data=st.data())
def test_one_hidden_layer_is_the_sum_in_its_formula(plains_of_any_kind, data):
    """f(x) is c + Σ v·g(w·x + b)."""
    plain = data.draw(plains_of_any_kind)
    xs = data.draw(st.lists(inputs, min_size=1, max_size=5))
    output = plain.network(exact([[x] for x in xs]))
    assert output.shape == (len(xs), 1)
    assert list(output[:, 0]) == [plain(x) for x in xs]


@given(data=st.data())
def test_the_forward_pass_shows_every_pre_activation_and_activation(plains, data):
    """The forward pass holds the z and the a of each unit on each row."""
    plain, xs = data.draw(plains), data.draw(st.lists(inputs, min_size=1, max_size=4))
    passed = plain.network.forward(exact([[x] for x in xs]))
    assert [layer.shape for layer in passed.z] == [(len(xs), len(plain.units)), (len(xs), 1)]
    assert list(passed.a[0][:, 0]) == xs
    for row, x in enumerate(xs):
        for unit in range(len(plain.units)):
            z = plain.z(unit, x)
            assert passed.z[0][row, unit] == z
            assert passed.a[1][row, unit] == max(0, z)
        assert passed.z[1][row, 0] == passed.a[2][row, 0] == passed.output[row, 0] == plain(x)


@st.composite
def layered(draw):
    """Sizes of up to four layers, and for each a matrix and a vector as nested lists."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    matrix = [[[draw(small) for _ in range(before)] for _ in range(units)] for before, units in pairwise(sizes)]
    return matrix, [[draw(small) for _ in range(units)] for units in sizes[1:]]


def _by_hand(weights, biases, values):
    for layer, (matrix, vector) in enumerate(zip(weights, biases, strict=True)):
        values = [
            sum((w * a for w, a in zip(row, values, strict=True)), b) for row, b in zip(matrix, vector, strict=True)
        ]
        if layer < len(weights) - 1:
            values = [max(Fraction(0), z) for z in values]
    return values


@given(layers=layered(), data=st.data())
def test_deep_networks_apply_the_activation_to_every_layer_but_the_last(layers, data):
    """Layers are chained, with the activation after every layer but the last."""
    weights, biases = layers
    x = [data.draw(small) for _ in weights[0][0]]
    network = Network(tuple(map(exact, weights)), tuple(map(exact, biases)))
    assert list(network(exact([x]))[0]) == _by_hand(weights, biases, x)


@given(layers=layered(), data=st.data())
def test_floating_point_agrees_with_the_exact_path(layers, data):
    """A network in floats computes what the exact one does, rounded."""
    weights, biases = layers
    rows = [[data.draw(small) for _ in weights[0][0]] for _ in range(3)]
    true = Network(tuple(map(exact, weights)), tuple(map(exact, biases)))
    fast = Network(tuple(w.astype(float) for w in true.weights), tuple(b.astype(float) for b in true.biases))
    found = fast(np.array(rows, dtype=float))
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, true(exact(rows)).astype(float), rtol=1e-12, atol=1e-11)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_of_the_table_runs_in_a_network(name):
    """Every activation of the table works in hidden layers, and is not applied to the output."""
    network = Network((np.array([[1.0]]), np.array([[-2.0]])), (np.zeros(1), np.zeros(1)), ACTIVATIONS[name])
    x = np.array([[-0.5], [0.0], [2.0]])
    np.testing.assert_allclose(network(x), -2 * ACTIVATIONS[name].function(x))


def test_known_values(net_a, net_b):
    """The two networks of the lessons have the values worked out on paper."""
    at_a, at_b = (-4, -1, 4, 12, -12), (-4, -2, -1, 0, 4)
    assert list(net_a.network(exact([[x] for x in at_a]))[:, 0]) == [12, 18, 28, 46, 0]
    assert list(net_b.network(exact([[x] for x in at_b]))[:, 0]) == [3, 1, 0, 1, 5]


def _zeros(*shapes):
    return tuple(np.zeros(shape) for shape in shapes)


@pytest.mark.parametrize(
    ("weights", "biases"),
    [
        (_zeros((2, 1), (1, 3)), _zeros(2, 1)),
        (_zeros((2, 1), (1, 2)), _zeros(2, 2)),
        (_zeros((2, 1), (1, 2)), _zeros(1, 1)),
        (_zeros((2, 1), (1, 2)), _zeros(2)),
        (_zeros((2, 1)), _zeros(2, 1)),
        (_zeros((2,), (1, 2)), _zeros(2, 1)),
        (_zeros((2, 1), (2,)), _zeros(2, 2)),
        (_zeros((2, 1)), _zeros((2, 1))),
    ],
)
def test_layers_that_do_not_fit_are_refused(weights, biases):
    """Weights and biases whose shapes do not fit are refused, not broadcast."""
    with pytest.raises(ValueError, match=r"do not fit|argument"):
        Network(weights, biases)


def test_exact_keeps_the_shape_and_every_value():
    """`exact` keeps the shape, and the value of every float to its last bit."""
    made = exact([[1, Fraction(1, 3), 0.1], [-2, 0.5, 10**30]])
    assert made.shape == (2, 3)
    assert made.dtype == object
    assert all(isinstance(value, Fraction) for value in made.flat)
    assert made[0, 1] == Fraction(1, 3)
    assert made[0, 2] == Fraction(3602879701896397, 2**55)
    assert made[1, 2] == 10**30
    assert exact([]).shape == (0,)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_exact_refuses_what_is_no_number(value):
    """`exact` refuses NaN and infinities."""
    with pytest.raises((ValueError, OverflowError)):
        exact([value])


def test_one_hidden_layer_needs_as_many_biases_and_output_weights_as_units():
    """Too few or too many biases or output weights are refused."""
    one, two = [Fraction(1)], [Fraction(1)] * 2
    for w, b, v in ((two, one, two), (two, two, one), (one, two, two)):
        with pytest.raises(ValueError, match="do not fit"):
            one_hidden_layer(w, b, v, Fraction(0))
