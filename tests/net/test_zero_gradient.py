"""Each reason for a gradient of 0, told apart; and never a reason for one that is not 0."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples

from tutor.net.gradient import gradients
from tutor.net.linearity import on_one_plane
from tutor.net.network import Network, as_float, exact, one_hidden_layer
from tutor.net.zero_gradient import Parameter, Why, why_zero

small = st.integers(-2, 2).map(Fraction)


def _column(values):
    return exact([[value] for value in values])


def _parameters(network):
    """Every parameter with the index of its gradient."""
    for layer, weight in enumerate(network.weights):
        for unit in range(weight.shape[0]):
            yield Parameter(layer, unit), ("biases", layer, (unit,))
            for i in range(weight.shape[1]):
                yield Parameter(layer, unit, i), ("weights", layer, (unit, i))


@examples(2)
@given(data=st.data(), rows=st.lists(st.tuples(small, small), min_size=1, max_size=4))
def test_a_reason_is_given_exactly_when_the_gradient_is_zero_and_it_holds(deeps_of_any_kind, data, rows):
    """There is a reason exactly when the gradient is 0, and what it states is true."""
    deep = data.draw(deeps_of_any_kind)
    xs, ys = zip(*rows, strict=True)
    network = deep.network
    found = gradients(network, _column(xs), _column(ys))
    for parameter, (kind, layer, at) in _parameters(network):
        why = why_zero(network, _column(xs), _column(ys), parameter)
        assert (why is None) == (getattr(found, kind)[layer][at] != 0)
        if why is Why.NO_ACTIVE_ROW and {*deep.names} == {"relu"}:
            unit = (layer, parameter.unit) if layer < len(deep.layers) - 1 else None
            dead = unit and all(deep.zs(x)[layer][parameter.unit] <= 0 for x in xs)
            feeding = parameter.input is not None and layer
            assert dead or (feeding and all(deep.zs(x)[layer - 1][parameter.input] <= 0 for x in xs))
        if why is Why.NO_RESIDUAL:
            assert any(deep(x) == y for x, y in rows)
        if why is Why.CANCEL:
            assert any(deep(x) != y for x, y in rows)
        if all(deep(x) == y for x, y in rows):
            assert why in {Why.NO_RESIDUAL, Why.NO_ACTIVE_ROW, Why.NO_INPUT, Why.NO_WAY_OUT}


ONE, ZERO = Fraction(1), Fraction(0)
X, Y = [-1, 1], [2, 3]


@pytest.mark.parametrize(
    ("network", "parameter", "why"),
    [
        (([1], [-5], [1], 0), Parameter(0, 0, 0), Why.NO_ACTIVE_ROW),
        (([1], [-5], [1], 0), Parameter(0, 0), Why.NO_ACTIVE_ROW),
        (([1], [-5], [1], 0), Parameter(1, 0, 0), Why.NO_ACTIVE_ROW),
        (([1], [0], [0], 0), Parameter(0, 0), Why.NO_WAY_OUT),
        (([1], [0], [0], 0), Parameter(1, 0, 0), None),
        (([1], [0], [3], 0), Parameter(0, 0), Why.NO_RESIDUAL),
        (([0], [1], [0], Fraction(5, 2)), Parameter(1, 0), Why.CANCEL),
        (([0], [1], [0], Fraction(5, 2)), Parameter(1, 0, 0), Why.CANCEL),
    ],
)
def test_each_reason_by_hand(network, parameter, why):
    """Each reason is given for the smallest network that has it."""
    w, b, v, c = network
    w, b, v = ([Fraction(n) for n in each] for each in (w, b, v))
    made = one_hidden_layer(w, b, v, Fraction(c))
    assert why_zero(made, _column(X), _column(Y), parameter) is why
    x, y = (np.array(each, dtype=float)[:, None] for each in (X, Y))
    assert why_zero(as_float(made), x, y, parameter) is why


def test_paths_that_cancel_are_not_a_missing_way_out():
    """Two ways to the output that undo each other cancel; they are not a missing way out."""
    one = exact([[1]])
    twins = Network((one, exact([[1], [1]]), exact([[1, -1]])), (exact([1]), exact([0, 0]), exact([0])))
    assert why_zero(twins, _column([0, 1]), _column([5, 5]), Parameter(0, 0)) is Why.CANCEL
    apart = Network((one, exact([[1], [1]]), exact([[1, -1]])), (exact([1]), exact([-9, -9]), exact([0])))
    assert why_zero(apart, _column([0, 1]), _column([5, 5]), Parameter(0, 0)) is Why.NO_WAY_OUT


def test_an_input_of_zero_is_not_a_dead_unit():
    """A unit that is active on its only row is not called dead because x is 0 there."""
    network = one_hidden_layer([ONE], [ONE], [ONE], ZERO)
    assert why_zero(network, _column([0]), _column([5]), Parameter(0, 0, 0)) is Why.NO_INPUT
    assert why_zero(network, _column([0]), _column([5]), Parameter(0, 0)) is None


@pytest.mark.parametrize("offset", [0.0, 1.7e9, -1e-9])
@pytest.mark.parametrize("scale", [1.0, 1e-17, 1e12])
def test_inputs_far_from_0_or_of_any_size_are_on_their_line(offset, scale):
    """Points of a line are on one line, however far from 0, large or small their inputs are."""
    steps = np.arange(7.0)
    x = offset + scale * steps
    distinct = len(set(x.tolist())) == 7
    assert on_one_plane(x[:, None], 3 * (x - x[0]) / scale + 5)
    bent = abs(steps - 3)
    assert not distinct or not on_one_plane(x[:, None], bent)


@given(
    rows=st.lists(st.tuples(small, small), min_size=1, max_size=6),
    plane=st.tuples(small, small, small),
    moved=st.integers(0, 5),
)
def test_rows_on_a_plane_are_known_and_one_off_it_too(rows, plane, moved):
    """Rows on a plane are recognised, and so is one row off it."""
    m, n, k = plane
    x, y = exact([list(row) for row in rows]), exact([m * a + n * b + k for a, b in rows])
    assert on_one_plane(x, y)
    assert on_one_plane(x.astype(float), y.astype(float))
    i = moved % len(rows)
    y[i] += 1
    ones = np.ones((len(rows), 1))
    affine = np.hstack([x.astype(float), ones])
    decided = np.linalg.matrix_rank(np.hstack([affine, y.astype(float)[:, None]])) == np.linalg.matrix_rank(affine)
    assert on_one_plane(x, y) == decided
