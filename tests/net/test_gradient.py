"""Gradients against differences: exact ones for fractions, central ones for every activation in float64."""

from fractions import Fraction
from itertools import pairwise

import mixed
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from mixed import KINDS

from tutor.net.gradient import descend, gradients
from tutor.net.liveness import liveness
from tutor.net.loss import MSE
from tutor.net.network import Network, exact

numbers = st.integers(-4, 4).map(lambda n: Fraction(n, 2)) | st.integers(-420, 420).map(lambda n: Fraction(n, 84))
D9_X = [Fraction(x) for x in range(-4, 5)]
D9_Y = [abs(x + 1) for x in D9_X]


def _column(values):
    return exact([[value] for value in values])


def _loss(plain, rows):
    return sum((plain(x) - y) ** 2 for x, y in rows) / Fraction(len(rows))


def _moved(plain, unit, which, h):
    """The same network with one number moved by h; which: 0 is w, 1 is b, 2 is v."""
    units = [list(each) for each in plain.units]
    units[unit][which] += h
    return type(plain)(tuple(map(tuple, units)), plain.c, plain.name)


def _unmoved_signs(plain, xs):
    """A step that carries no pre-activation across 0."""
    smallest = min(abs(plain.z(unit, x)) for unit in range(len(plain.units)) for x in xs)
    return smallest / (2 * max(1, *map(abs, xs)))


@given(data=st.data(), rows=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=5))
def test_gradients_are_exact_symmetric_differences(plains_of_any_kind, data, rows):
    """Exact gradients are symmetric differences: within a pattern the loss is quadratic in each number."""
    plain = data.draw(plains_of_any_kind)
    xs, ys = zip(*rows, strict=True)
    h = _unmoved_signs(plain, xs)
    assume(h > 0)
    found = gradients(plain.network, _column(xs), _column(ys))
    by = (found.weights[0][:, 0], found.biases[0], found.weights[1][0])
    for unit in range(len(plain.units)):
        for which in range(3):
            above, below = (_loss(_moved(plain, unit, which, step), rows) for step in (h, -h))
            assert by[which][unit] == (above - below) / (2 * h)
    up, down = (_loss(type(plain)(plain.units, plain.c + step, plain.name), rows) for step in (h, -h))
    assert found.biases[1][0] == (up - down) / (2 * h)


@given(data=st.data(), rows=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=5))
def test_a_row_on_the_corner_counts_as_inactive(plains, data, rows):
    """A row with z = 0 adds nothing to the gradients of its unit: ReLU′(0) = 0."""
    plain = data.draw(plains)
    x0 = next((-b / w for w, b, _ in plain.units if w != 0), None)
    assume(x0 is not None)
    rows = [*rows, (x0, Fraction(1))]
    xs, ys = zip(*rows, strict=True)
    found = gradients(plain.network, _column(xs), _column(ys))
    for unit, (_, _, v) in enumerate(plain.units):
        active = [(x, 2 * (plain(x) - y) / len(rows)) for x, y in rows if plain.z(unit, x) > 0]
        assert found.biases[0][unit] == sum(v * delta for _, delta in active)
        assert found.weights[0][unit, 0] == sum(v * delta * x for x, delta in active)
        assert found.weights[1][0, unit] == sum(delta * plain.z(unit, x) for x, delta in active)


@given(data=st.data(), rows=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=6))
def test_the_loss_is_the_mean_of_the_squares(plains, data, rows):
    """The loss is Σ (f − y)² divided by the number of rows."""
    plain = data.draw(plains)
    xs, ys = zip(*rows, strict=True)
    assert MSE.value(plain.network(_column(xs)), _column(ys)) == _loss(plain, rows)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("sizes", [(1, 3, 1), (2, 4, 3, 2), (3, 2), (1, 2, 2, 2, 1)], ids=str)
@pytest.mark.parametrize("name", KINDS)
def test_gradients_agree_with_central_differences_for_every_activation(name, sizes, seed):
    """Gradients are central differences for every depth, width and activation, also one added later."""
    random = np.random.default_rng(seed)
    weights = [random.normal(size=(units, before)) for before, units in pairwise(sizes)]
    biases = [random.normal(size=units) for units in sizes[1:]]
    network = Network(tuple(weights), tuple(biases), mixed.activation(name, sizes))
    x, y = random.normal(size=(5, sizes[0])), random.normal(size=(5, sizes[-1]))
    hidden = network.forward(x).z[:-1]
    assert all(abs(z).min() > 1e-4 for z in hidden), "a corner is too near for a difference; take another seed"
    found = gradients(network, x, y)
    h = 1e-6
    for arrays, by in ((weights, found.weights), (biases, found.biases)):
        for array, slope in zip(arrays, by, strict=True):
            assert slope.shape == array.shape
            for at in np.ndindex(array.shape):
                before = array[at]
                array[at] = before + h
                above = MSE.value(network(x), y)
                array[at] = before - h
                below = MSE.value(network(x), y)
                array[at] = before
                np.testing.assert_allclose(slope[at], (above - below) / (2 * h), rtol=1e-5, atol=1e-7)


@given(data=st.data(), rows=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=5))
def test_floating_point_agrees_with_the_exact_path(plains_of_any_kind, data, rows):
    """Gradients in floats are the exact ones, rounded."""
    plain = data.draw(plains_of_any_kind)
    xs, ys = zip(*rows, strict=True)
    # In float64 a corner may fall on either side.
    assume(_unmoved_signs(plain, xs) > 0)
    true = gradients(plain.network, _column(xs), _column(ys))
    network = plain.network
    fast = gradients(
        Network(
            tuple(w.astype(float) for w in network.weights),
            tuple(b.astype(float) for b in network.biases),
            network.activation,
        ),
        _column(xs).astype(float),
        _column(ys).astype(float),
    )
    for one, other in zip((*true.weights, *true.biases), (*fast.weights, *fast.biases), strict=True):
        assert other.dtype == np.float64
        np.testing.assert_allclose(other, one.astype(float), rtol=1e-9, atol=1e-9)


@given(data=st.data(), rows=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=4), rate=numbers)
def test_one_step_moves_every_number_against_its_gradient(plains, data, rows, rate):
    """A step changes every number θ to θ − η·∂L/∂θ, and leaves the old network as it was."""
    plain = data.draw(plains)
    xs, ys = zip(*rows, strict=True)
    network = plain.network
    slope = gradients(network, _column(xs), _column(ys))
    after = descend(network, slope, rate)
    for new, old, by in zip(
        (*after.weights, *after.biases),
        (*network.weights, *network.biases),
        (*slope.weights, *slope.biases),
        strict=True,
    ):
        assert new.shape == old.shape
        assert all(a == o - rate * g for a, o, g in zip(new.flat, old.flat, by.flat, strict=True))
    assert after.activation is network.activation
    assert network(_column(xs))[0, 0] == plain(xs[0])


def test_a_small_step_lowers_the_loss(net_a):
    """A small step lowers the loss on the data of the lessons."""
    x, y = _column(D9_X), _column(D9_Y)
    network = net_a.network
    after = descend(network, gradients(network, x, y), Fraction(1, 10_000))
    assert MSE.value(after(x), y) < MSE.value(network(x), y)


def test_known_gradients(net_a):
    """Loss and gradients of the lessons' network are those worked out on paper."""
    x, y = _column(D9_X), _column(D9_Y)
    found = gradients(net_a.network, x, y)
    assert MSE.value(net_a.network(x), y) == Fraction(2989, 9)
    assert list(found.weights[0][:, 0]) == [0, Fraction(200, 9), Fraction(200, 9)]
    assert list(found.biases[0]) == [0, Fraction(106, 3), Fraction(106, 3)]
    assert list(found.weights[1][0]) == [0, Fraction(3380, 9), Fraction(3380, 9)]
    assert list(found.biases[1]) == [Fraction(106, 3)]


def test_the_best_line_is_a_place_where_every_gradient_is_zero(plain):
    """At the lessons' stuck network every gradient is exactly 0."""
    stuck = plain((1, 1, 1), (-10, 10, 10), (1, Fraction(1, 6), Fraction(1, 6)), -1).network
    x, y = _column(D9_X), _column(D9_Y)
    found = gradients(stuck, x, y)
    every = [value for array in (*found.weights, *found.biases) for value in array.flat]
    assert MSE.value(stuck(x), y) == Fraction(40, 27)
    assert every == [0] * 10


def test_one_step_kills_the_unit_from_two_thirteenths_on(plain):
    """The unit dies in one step exactly from the learning rate 2/13 on."""
    network = plain((1,), (0,), (1,)).network
    x, y = _column([Fraction(1), Fraction(2)]), _column([Fraction(0), Fraction(0)])
    slope = gradients(network, x, y)
    assert (slope.weights[0][0, 0], slope.biases[0][0]) == (5, 3)
    for rate, dead in (
        (Fraction(2, 13), True),
        (Fraction(2, 13) - Fraction(1, 10**30), False),
        (Fraction(2, 13) + Fraction(1, 10**30), True),
        (Fraction(1, 8), False),
        (Fraction(1), True),
        (Fraction(0), False),
    ):
        (unit,) = liveness(descend(network, slope, rate), x, Fraction(0), Fraction(3))
        assert unit.dead_on_data is dead
