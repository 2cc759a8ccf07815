"""Active, inactive, dead: counted by hand, and proved on whole intervals."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from profiles import examples

from tutor.net.gradient import gradients
from tutor.net.liveness import Liveness, liveness
from tutor.net.network import exact

inputs = st.integers(-4, 4).map(lambda n: Fraction(n, 2)) | st.integers(-1008, 1008).map(lambda n: Fraction(n, 84))


def _column(xs):
    return exact([[x] for x in xs]).reshape(-1, 1)


@given(data=st.data(), xs=st.lists(inputs, max_size=6), ends=st.tuples(inputs, inputs))
def test_rows_are_counted_and_ranges_decided_as_by_hand(plains, data, xs, ends):
    """Active rows, and activity on a range, are those worked out by hand."""
    plain, (low, high) = data.draw(plains), sorted(ends)
    assume(low < high)
    found = liveness(plain.network, _column(xs), low, high)
    assert [u.unit for u in found] == list(range(len(plain.units)))
    for u in found:
        w, b, _ = plain.units[u.unit]
        assert u.rows == len(xs)
        assert u.active_rows == sum(1 for x in xs if w * x + b > 0)
        largest = b + (w * high if w > 0 else w * low)
        assert u.dead_on_range == (largest <= 0)
        assert u.dead_on_data == (len(xs) > 0 and all(w * x + b <= 0 for x in xs))


@given(data=st.data(), ends=st.tuples(inputs, inputs), share=st.integers(0, 60).map(lambda n: Fraction(n, 60)))
def test_dead_on_a_range_is_dead_at_every_point_of_it(plains, data, ends, share):
    """A unit that is dead on a range is inactive at every point of it."""
    plain, (low, high) = data.draw(plains), sorted(ends)
    assume(low < high)
    x = low + share * (high - low)
    for u in liveness(plain.network, _column([x]), low, high):
        if u.dead_on_range:
            assert u.dead_on_data


@given(data=st.data(), rows=st.lists(st.tuples(inputs, inputs), min_size=1, max_size=6))
def test_a_unit_that_is_dead_on_the_data_gets_no_gradient(plains, data, rows):
    """The gradients of a unit that is dead on the data are exactly 0."""
    plain = data.draw(plains)
    xs, ys = zip(*rows, strict=True)
    slope = gradients(plain.network, _column(xs), _column(ys))
    for u in liveness(plain.network, _column(xs), Fraction(0), Fraction(1)):
        if u.dead_on_data:
            assert (slope.weights[0][u.unit, 0], slope.biases[0][u.unit], slope.weights[1][0, u.unit]) == (0, 0, 0)


@examples(2)
@given(data=st.data(), xs=st.lists(inputs, max_size=5), ends=st.tuples(inputs, inputs))
def test_every_unit_of_every_layer_is_decided(deeps, data, xs, ends):
    """Units of deep layers are decided as by hand, and the input given wakes them."""
    deep, (low, high) = data.draw(deeps), sorted(ends)
    assume(low < high)
    found = liveness(deep.network, _column(xs), low, high)
    assert [(u.layer, u.unit) for u in found] == [
        (layer, unit) for layer, rows in enumerate(deep.layers[:-1]) for unit in range(len(rows))
    ]
    samples = [low + Fraction(k, 60) * (high - low) for k in range(61)]
    for u in found:
        z = {x: deep.zs(x)[u.layer][u.unit] for x in {*samples, *xs}}
        if deep.names[u.layer] == "identity":
            assert (u.active_rows, u.ever_active, u.always_active) == (len(xs), True, True)
            continue
        assert u.active_rows == sum(z[x] > 0 for x in xs)
        if u.wakes is None:
            assert u.dead_on_range
            assert all(z[x] <= 0 for x in samples)
        else:
            assert low < u.wakes[0] < high
            assert deep.zs(u.wakes[0])[u.layer][u.unit] > 0
        if u.always_active:
            assert all(z[x] >= 0 for x in samples)


def test_a_unit_that_leaks_is_never_dead(plain):
    """A leaky unit is never dead: its weights still learn."""
    leaky = plain((1,), (-10,), (1,), name="leaky_relu").network
    (unit,) = liveness(leaky, _column([0, 1]), Fraction(-4), Fraction(4))
    slope = gradients(leaky, _column([0, 1]), _column([5, 5]))
    assert slope.weights[0][0, 0] != 0
    assert (unit.dead_on_data, unit.dead_on_range, unit.kind) == (False, False, "partly")
    assert unit.status == "active on 0 of 2 rows"
    (unit,) = liveness(leaky, _column([]), Fraction(-4), Fraction(4))
    assert unit.status == "active nowhere on the range"


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (Liveness(0, 0, 0, 9, ever_active=False, always_active=False), "dead_on_range"),
        (Liveness(0, 0, 0, 9, ever_active=True, always_active=False, wakes=(1,)), "dead_on_data"),
        (Liveness(0, 0, 0, 9), "dead_on_data"),
        (Liveness(0, 0, 9, 9, ever_active=True, always_active=True, wakes=(1,)), "active"),
        (Liveness(0, 0, 9, 9, ever_active=True, always_active=False, wakes=(1,)), "partly"),
        (Liveness(0, 0, 4, 9, ever_active=True, always_active=True, wakes=(1,)), "partly"),
        (Liveness(0, 0, 4, 9, ever_active=False, always_active=False), "partly"),
        (Liveness(0, 0, 0, 0, ever_active=True, always_active=True, wakes=(1,)), "active"),
        (Liveness(0, 0, 0, 0, ever_active=False, always_active=False), "dead_on_range"),
    ],
)
def test_a_unit_is_of_one_kind(found, kind):
    """Each unit has the one kind that its rows and its range imply."""
    assert found.kind == kind


def test_zero_is_inactive(plain):
    """z = 0 counts as inactive, as ReLU′(0) = 0 does."""
    (u,) = liveness(plain((1,), (0,), (1,)).network, _column([0, -1]), Fraction(-4), Fraction(0))
    assert u.dead_on_data
    assert u.dead_on_range
    (alive,) = liveness(plain((1,), (0,), (1,)).network, _column([0]), Fraction(-4), Fraction(1, 10**40))
    assert alive.dead_on_data
    assert not alive.dead_on_range


def test_a_unit_with_weight_zero_is_decided_by_its_bias(plain):
    """A constant unit, which has no breakpoint, is active exactly if its bias is positive."""
    network = plain((0, 0, 0), (-1, 0, 1), (1, 1, 1)).network
    found = liveness(network, _column([5]), Fraction(-4), Fraction(4))
    assert [u.dead_on_range for u in found] == [True, True, False]
    assert [u.active_rows for u in found] == [0, 0, 1]


def test_known_units(net_a):
    """In the lessons' network unit 0 is dead, and units 1 and 2 are always active."""
    found = liveness(net_a.network, _column(range(-4, 5)), Fraction(-4), Fraction(4))
    assert [u.active_rows for u in found] == [0, 9, 9]
    assert [u.dead_on_range for u in found] == [True, False, False]
    wide = liveness(net_a.network, _column(range(-4, 5)), Fraction(-12), Fraction(12))
    assert [u.dead_on_range for u in wide] == [False, False, False]
    assert wide[0].dead_on_data


@pytest.mark.parametrize(
    ("found", "dead", "status"),
    [
        (Liveness(0, 0, 0, 9, ever_active=False), True, "dead on the data and the range"),
        (Liveness(0, 0, 0, 9, ever_active=True), True, "dead on the data"),
        (Liveness(0, 0, 4, 9, ever_active=True), False, "active on 4 of 9 rows"),
        (Liveness(0, 0, 4, 9, ever_active=False), False, "active on 4 of 9 rows"),
        (Liveness(0, 0, 0, 0, ever_active=False), False, "dead on the range"),
        (Liveness(0, 0, 0, 0, ever_active=True), False, "active somewhere on the range"),
    ],
)
def test_the_verdict_uses_the_words_of_the_course(found, dead, status):
    """The status names the right kind of dead, and without data nothing is dead on the data."""
    assert found.dead_on_data is dead
    assert found.status == status
