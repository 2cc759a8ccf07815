"""The array path against the rational path, and against dense sampling."""

from fractions import Fraction
from itertools import cycle, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples, random_cases

from tutor.net.activation import ACTIVATIONS
from tutor.net.float_pieces import float_pieces, middles
from tutor.net.initial import initial
from tutor.net.liveness import liveness
from tutor.net.network import Network, as_exact, as_float, exact
from tutor.net.pieces import breakpoints, pieces

ends = st.tuples(st.integers(-8, 8), st.integers(-8, 8)).filter(lambda pair: pair[0] < pair[1])


def _random(random, *names):
    """A network of one to four hidden layers with parameters from a normal distribution; the names take turns."""
    sizes = (1, *random.integers(1, 7, size=random.integers(1, 5)), 1)
    weights = [random.normal(size=(units, before)) for before, units in pairwise(sizes)]
    turns = tuple(ACTIVATIONS[name] for name, _ in zip(cycle(names or ("relu",)), weights[1:], strict=False))
    return Network(tuple(weights), tuple(random.normal(size=len(w)) for w in weights), turns)


def _at(found, xs):
    """f at xs as the pieces have it."""
    piece = np.clip(np.searchsorted(found.edges, xs, side="right") - 1, 0, len(found) - 1)
    return found.slopes[piece] * xs + found.intercepts[piece]


@examples(5)
@given(data=st.data(), interval=ends)
def test_ties_are_told_as_the_rational_path_tells_them(deeps, data, interval):
    """Coinciding breakpoints, zero weights and ends of the range are treated as in fractions.

    With small whole numbers every float is exact but the breakpoints, and those are rounded alike.
    """
    deep, (low, high) = data.draw(deeps), interval
    proved = pieces(deep.network, Fraction(low), Fraction(high))
    found = float_pieces(as_float(deep.network), low, high)
    assert found.edges.tolist() == [float(piece.low) for piece in proved] + [high]
    assert np.allclose(found.slopes, [float(piece.slope) for piece in proved], rtol=1e-14, atol=0)
    assert np.allclose(found.intercepts, [float(piece.intercept) for piece in proved], rtol=1e-13, atol=1e-13)
    switches = [
        (edge, *unit)
        for edge, left in enumerate(proved[:-1], start=1)
        for point in breakpoints(deep.network)
        if point.x == left.high
        for unit in point.units
    ]
    assert list(map(tuple, found.switches.tolist())) == switches
    assert tuple(tuple(layer.tolist()) for layer in found.first) == proved[0].active


@examples(2)
@given(data=st.data())
def test_the_whole_axis_too(deeps, data):
    """The pieces of the whole axis are those of the rational path."""
    deep = data.draw(deeps)
    proved = pieces(deep.network)
    found = float_pieces(as_float(deep.network), -np.inf, np.inf)
    assert found.edges.tolist() == [-np.inf, *(float(piece.high) for piece in proved[:-1]), np.inf]
    assert np.allclose(found.slopes, [float(piece.slope) for piece in proved], rtol=1e-14, atol=0)


@pytest.mark.parametrize("names", [("relu",), ("leaky_relu",), ("identity",), ("relu", "leaky_relu", "identity")])
def test_pieces_are_f_on_a_dense_grid(names):
    """The pieces of a thousand random networks equal the network on a dense grid."""
    random = np.random.default_rng(1)
    xs = np.linspace(-3.0, 3.0, 501)
    for _ in range(random_cases(1000)):
        network = _random(random, *names)
        f = network(xs[:, None])[:, 0]
        assert np.allclose(_at(float_pieces(network, -3.0, 3.0), xs), f, rtol=0, atol=1e-10 * (1 + abs(f).max()))


def test_every_bend_of_the_samples_lies_at_a_breakpoint():
    """Wherever samples of f bend, there is a breakpoint."""
    random = np.random.default_rng(2)
    xs = np.linspace(-3.0, 3.0, 4001)
    for _ in range(random_cases(300)):
        network = _random(random)
        f = network(xs[:, None])[:, 0]
        bends = xs[1:-1][abs(np.diff(f, 2)) > 1e-9 * (1 + abs(f).max())]
        edges = float_pieces(network, -3.0, 3.0).edges
        assert all(abs(edges - x).min() <= xs[1] - xs[0] for x in bends)


def test_random_networks_have_the_pieces_that_the_rational_path_proves():
    """Number, place and slope of pieces are those of the rational path, up to rounding."""
    random = np.random.default_rng(3)
    for _ in range(random_cases(1500)):
        network = _random(random)
        proved = [p for p in pieces(as_exact(network), Fraction(-3), Fraction(3)) if p.high - p.low > 1e-9]
        found = float_pieces(network, -3.0, 3.0)
        wide = np.flatnonzero(np.diff(found.edges) > 1e-9)
        assert len(wide) == len(proved)
        for i, piece in zip(wide, proved, strict=True):
            assert abs(found.edges[i] - piece.low) < 1e-9
            assert abs(found.slopes[i] - piece.slope) < 1e-9 * (1 + abs(piece.slope))
            assert abs(found.intercepts[i] - piece.intercept) < 1e-9 * (1 + abs(piece.intercept))


def test_units_are_told_apart_by_where_they_are_active():
    """Units are ever, always or never active as at the middles of the pieces, and the input given wakes them."""
    random = np.random.default_rng(4)
    for _ in range(random_cases(300)):
        network = _random(random)
        found = float_pieces(network, -3.0, 3.0)
        z = network.forward(middles(found.edges)[:, None]).z
        for layer in range(len(found.first)):
            assert (found.ever_active(layer) == (z[layer] > 0).any(axis=0)).all()
            assert (found.always_active(layer) == (z[layer] > 0).all(axis=0)).all()
            for unit, wakes in enumerate(found.waking(layer)):
                assert (wakes is None) == (not found.ever_active(layer)[unit])
                assert wakes is None or network.forward(np.array([wakes])).z[layer][0, unit] > 0


def test_the_tent_map_of_32768_pieces_is_exact():
    """Fifteen layers of two units fold [0, 1] into 32,768 pieces."""
    two, fold, bias = np.array([[1.0], [1.0]]), np.array([[2.0, -4.0]] * 2), np.array([0.0, -0.5])
    tent = Network((two, *[fold] * 14, np.array([[2.0, -4.0]])), (*[bias] * 15, np.zeros(1)))
    found = float_pieces(tent, 0.0, 1.0)
    assert (found.edges == np.arange(2**15 + 1) / 2**15).all()
    assert (found.slopes == np.where(np.arange(2**15) % 2, -(2.0**15), 2.0**15)).all()
    assert found.deviation == 1.0


def test_close_breakpoints_are_one():
    """Breakpoints that differ by rounding are one breakpoint."""
    third = 0.1 + 0.2  # not 0.3
    network = Network((np.array([[1.0], [1.0]]), np.array([[1.0, 1.0]])), (np.array([-0.3, -third]), np.zeros(1)))
    found = float_pieces(network, -1.0, 1.0)
    assert len(found) == 2
    assert found.switches.tolist() == [[1, 0, 0], [1, 0, 1]]


@given(data=st.data(), interval=ends)
def test_the_deviation_is_that_of_the_rational_path(plains_of_any_kind, data, interval):
    """The deviation from the chord is that of the rational path, rounded."""
    from tutor.net.linearity import chord_deviation  # noqa: PLC0415 -- the independent way

    plain, (low, high) = data.draw(plains_of_any_kind), interval
    proved = chord_deviation(plain.network, Fraction(low), Fraction(high))
    found = float_pieces(as_float(plain.network), low, high).deviation
    assert abs(found - proved) <= 1e-9 * (1 + proved)


@pytest.mark.parametrize(("low", "high"), [(1.0, 1.0), (2.0, 1.0), (float("nan"), 1.0)])
def test_an_empty_interval_is_refused(low, high):
    """A range with low ≥ high is refused."""
    with pytest.raises(ValueError, match="empty interval"):
        float_pieces(_random(np.random.default_rng(0)), low, high)


def test_other_networks_are_refused():
    """Networks with other shapes or without pieces are refused."""
    random = np.random.default_rng(0)
    smooth = Network((random.normal(size=(2, 1)), random.normal(size=(1, 2))), (np.zeros(2), np.zeros(1)))
    with pytest.raises(ValueError, match="not piecewise linear"):
        float_pieces(Network(smooth.weights, smooth.biases, ACTIVATIONS["tanh"]), 0.0, 1.0)
    with pytest.raises(ValueError, match="one input and one output"):
        float_pieces(Network((np.zeros((2, 2)), np.zeros((1, 2))), smooth.biases), 0.0, 1.0)


def test_a_network_too_large_is_refused(monkeypatch):
    """An analysis that would fill the memory is refused."""
    monkeypatch.setattr("tutor.net.float_pieces.MOST_NUMBERS", 1000)
    random = np.random.default_rng(0)
    for sizes in ((1, 60, 60, 1), (1, 3, 60, 60, 60, 1)):
        with pytest.raises(ValueError, match="too many to analyse"):
            float_pieces(initial(sizes, "uniform", (0,)), -2.0, 2.0)
    assert len(float_pieces(_random(random), -2.0, 2.0)) > 0


def test_exact_and_float_are_the_same_network():
    """A network keeps its parameters on the way to fractions and back."""
    network = _random(np.random.default_rng(5))
    back = as_float(as_exact(network))
    assert all(
        (a == b).all() for a, b in zip(back.weights + back.biases, network.weights + network.biases, strict=True)
    )
    assert as_exact(network).weights[0][0, 0] == Fraction(float(network.weights[0][0, 0]))
    assert exact([0.1])[0] == Fraction(0.1)


@examples(0.5)
@given(
    w=st.lists(st.integers(1, 9), min_size=2, max_size=3),
    u=st.lists(st.integers(-9, 9), min_size=6, max_size=6),
    sign=st.sampled_from([-1, 1]),
    at=st.integers(-9, 9),
)
def test_a_unit_whose_terms_cancel_is_dead_in_floats_too(w, u, sign, at):
    """Decimals are no binary fractions: what is 0 in fractions is rounding in floats, and wakes no unit.

    The units of the first layer bend at one x, all to the same side. What the first unit behind them adds up is 0.
    """
    tenths = [sign * Fraction(each, 10) for each in w]
    rows = [[Fraction(each, 10) for each in u[i * len(w) : (i + 1) * len(w)]] for i in range(2)]
    rows[0][-1] = -sum(a * b for a, b in zip(rows[0][:-1], tenths[:-1], strict=True)) / tenths[-1]
    weights = exact([[each] for each in tenths]), exact(rows), exact([[1, 1]])
    network = Network(weights, (exact([each * Fraction(at, 10) for each in tenths]), exact([0, 0]), exact([0])))
    proved = liveness(network, exact([]).reshape(0, 1), Fraction(-4), Fraction(4))
    found = float_pieces(as_float(network), -4.0, 4.0)
    for layer in range(2):
        expected = [unit.ever_active for unit in proved if unit.layer == layer]
        assert found.ever_active(layer).tolist() == expected
