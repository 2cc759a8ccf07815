"""What a study reports about its networks."""

from dataclasses import replace
from math import inf, nan, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tutor.net.activation import ACTIVATIONS, RELU
from tutor.net.layout import pack, sizes_of
from tutor.net.network import Network, as_exact
from tutor.net.pieces import breakpoints
from tutor.net.restarts.outcome import Outcome, chance_of_success, outcome, wilson
from tutor.net.restarts.run import Restarts
from tutor.net.restarts.study import Study

D9_X = np.arange(-4.0, 5.0)[:, None]
HAND_MADE: dict[str, list[Any]] = {
    "fit": [((1, 1, 1), (-1, -1, 1), (0, 0, 0), 0.09), ((1, 1, 2), (1, 5, -1), (0, 0, 0), 4)],
    "constant": [((0, 1, 1), (1, -4, 1), (-1, -9, 3), 1), ((1, 9, 1), (-1, 9, 1), (1e-12, 9, 1), 0)],
    "linear": [((1, 9, 1), (-1, -4, 7), (0, 0, 0), 0), ((1, 9, 1), (1, 0, 1e-5), (0, 0, 0), 0)],
    "one bend": [
        ((1, -1, 0.5), (0, 0, 0), (0, 0, 0), 0),
        ((1, -1 / 3, -1), (1, 9, 1), (-1, -5, 4), 0),
        ((1, 0, 1), (1, 0, 1), (1, -2, 1e-5), 0),
        ((1, 0, 1), (-1, 0, -2), (0, 0, 0), 0),
    ],
    "other": [((1, 2, 1), (1, -1, -2), (0, 0, 0), 0), ((1, 2, 1), (1, 1.9, -1), (0, 0, 0), 0)],
    "diverged": [((nan, 0, 1), (0, 0, 0), (0, 0, 0), 0), ((1, 0, 1e9), (0, 0, 0), (0, 0, 0), 0)],
}


def _packed(w_b_v, c):
    w, b, v = (np.array(column, float) for column in zip(*w_b_v, strict=True))
    return pack(Network((w[:, None], v[None]), (b, np.array([float(c)]))))


def _studied(columns, activation=RELU):
    restarts = Restarts(Study((1, 3, 1), "he", activation, runs=len(columns)), D9_X, np.abs(D9_X + 1))
    restarts.parameters[...] = np.stack(columns, axis=1)
    return restarts


@pytest.mark.parametrize("kind", HAND_MADE)
def test_each_network_is_told_for_what_it_is(kind):
    """Each network is reported as the kind that it was built to be."""
    columns = [_packed(units, c) for *units, c in HAND_MADE[kind]]
    found = outcome(_studied(columns))
    assert set(found.kinds) == {kind}
    assert found.counts[kind] == len(columns)


def test_a_smooth_curve_has_no_bend():
    """A smooth curve, however sharp, is not said to have one bend."""
    column = _packed(((1000, 0, 0.001), (0, 0, 0), (0, 0, 0)), 0)
    assert outcome(_studied([column], RELU)).kinds == ("one bend",)
    assert outcome(_studied([column], ACTIVATIONS["swish"])).kinds == ("other",)


@given(
    places=st.lists(st.floats(-2.5, 2.5), min_size=2, max_size=3),
    changes=st.lists(st.floats(0.5, 2), min_size=3, max_size=3),
    falling=st.lists(st.booleans(), min_size=3, max_size=3),
    slope=st.floats(-1, 1),
    deep=st.booleans(),
)
def test_bends_closer_than_an_interval_are_one_wherever_the_grid_lies(places, changes, falling, slope, deep):
    """Bends count as one if all of them lie closer together than an interval, as the exact pieces tell."""
    signs = [-1.0 if each else 1.0 for each in falling][: len(places)]
    w, v = np.array([*signs, 1.0]), np.array([*changes[: len(places)], slope])
    b = np.array([*(-sign * place for sign, place in zip(signs, places, strict=True)), 300])
    shallow = Network((w[:, None], v[None]), (b, np.array([1e4])))
    above = ((*shallow.weights, np.array([[1.0]])), (*shallow.biases, np.zeros(1)))  # a unit that is always active
    network = Network(*above) if deep else shallow
    x = np.linspace(-256, 256, 33)[:, None]  # an interval has the length 1, and the points between two are whole
    restarts = Restarts(Study(sizes_of(network), runs=1), x, 1000 * np.sin(x))
    restarts.parameters[:, 0] = pack(network)
    bends = [float(point.x) for point in breakpoints(as_exact(network)) if abs(point.x) < 256 and point.change]
    apart = bends[-1] - bends[0]
    assume(not 1 - 1e-9 < apart < 1.02)  # 0.02 of the smallest change is the least that counts as a bend
    assert outcome(restarts).kinds == ("one bend" if apart < 1 else "other",)


def test_two_bends_on_either_side_of_a_point_of_the_grid_are_one():
    """Half a V whose two bends are 0.7 apart, with a point between two intervals of 3.9 in the middle, has one bend."""
    x = np.linspace(-1000, 1000, 400)[:, None]
    restarts = Restarts(Study((1, 2, 1), runs=2), x, np.abs(x))
    close = Network(
        (np.array([[-0.8069], [-0.9819]]), np.array([[0.9773, 0.2109]])), (np.array([-6.6235, -7.3752]), np.zeros(1))
    )
    apart = replace(close, biases=(np.array([-6.6235, -3.3752]), np.zeros(1)))
    restarts.parameters[...] = np.stack([pack(close), pack(apart)], axis=1)
    assert outcome(restarts).kinds == ("one bend", "other")


def test_an_output_relu_bends_a_network_too():
    """With ReLU behind the output, what it cuts off counts: bends of max(0, f), and a constant where f < 0."""
    units = [
        ((1, 0, 1), (0, 0, 0), (0, 0, 0), -2),
        ((1, 0, 1), (-1, 0, 2), (0, 0, 0), -1),
        ((1, 0, 1), (0, 0, 0), (0, 0, 0), -9),
    ]
    restarts = _studied([_packed(each, c) for *each, c in units])
    assert outcome(restarts).kinds == ("one bend", "one bend", "one bend")
    restarts.study = replace(restarts.study, output=RELU)
    assert outcome(restarts).kinds == ("one bend", "other", "constant")
    x = np.linspace(-256, 256, 33)[:, None]
    wide = Restarts(Study((1, 2, 1), output=RELU, runs=2), x, np.sin(x))
    for i, (b, c) in enumerate(((-1.2, -0.4), (-1.2, -0.1))):  # f > 0 from 0.4 or 0.1 on
        wide.parameters[:, i] = [1, 0, 1, b, 1, 1, c]
    assert outcome(wide).kinds == ("one bend", "other")


def test_two_inputs_are_linear_by_least_squares():
    """A function of two inputs can be linear too."""
    x = np.random.default_rng(0).normal(size=(20, 2))
    restarts = Restarts(Study((2, 2, 1), runs=2), x, x[:, :1] * x[:, 1:])
    restarts.parameters[...] = np.array([[1, 2, 9, 1, -1, 9, 1, 1, 0], [1, 2, 0, 1, -1, 0, 1, 1, 0.0]]).T
    assert outcome(restarts).kinds == ("linear", "other")


def test_born_dead_is_told_of_the_start():
    """`born_dead` counts the networks that were constant at the start, and no others."""
    restarts = _studied([_packed(((0, 1, 1), (0, 1, 1), (0, 1, 1)), 0)] * 3)
    assert outcome(restarts).born_dead == 0
    restarts.start[:, 1:] = restarts.parameters[:, 1:]
    assert outcome(restarts).born_dead == 2


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(8, 10, 0.4901625, 0.9433178), (0, 10, 0.0, 0.2775328), (10, 10, 0.7224672, 1.0), (1, 2, 0.0945312, 0.9054688)],
)
def test_the_interval_is_wilsons(successes, trials, low, high):
    """The ends of the interval are the published ones, and solve Wilson's equation."""
    found = wilson(successes, trials)
    np.testing.assert_allclose(found, (low, high), atol=1e-6)
    for p in found:
        distance = abs(successes / trials - p)
        assert distance == pytest.approx(1.959964 * sqrt(p * (1 - p) / trials), abs=1e-7)


def test_rates_and_plateaus():
    """Counts, rates and plateaus are those of the networks."""
    kinds = ("fit", "other", "linear", "diverged", "fit", "constant", "other", "other")
    losses = (0.001, 1.01, 1.0, inf, 0.0, 2.0, 1.0201, 0.5)
    found = Outcome(kinds, losses, 0, 0.01)
    assert found.success_rate == 0.25
    assert found.interval == wilson(2, 8)
    assert found.plateaus == {"< 0.01": 2, "0.5": 1, "1": 2, "1.02": 1, "2": 1}
    assert sum(found.counts.values()) == 8
    assert chance_of_success(0.25, 2) == 1 - 0.75**2
