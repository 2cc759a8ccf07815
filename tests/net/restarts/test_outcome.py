"""What a study reports about its networks."""

from math import inf, nan, sqrt
from typing import Any

import numpy as np
import pytest

from tutor.net.activation import ACTIVATIONS, RELU
from tutor.net.layout import pack
from tutor.net.network import Network
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
