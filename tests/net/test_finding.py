"""The figures of experiments: how far chance may move a rate, a mean, a median or a sum, and how they are told."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.net.experiments.finding import (
    Finding,
    as_text,
    counted,
    deterministic,
    mean,
    median,
    share,
    share_of_units,
    total,
)


@given(st.integers(12, 28))
def test_a_rate_allows_what_a_binomial_does(hits):
    """A rate allows the rates that a binomial distribution allows, and no others.

    At either end of what is allowed, samples like this one or further away have a chance of about 1 in 2000.
    """
    low, high = (end / 100 for end in share(hits, 40).allowed)

    def at_most(k, p):
        return sum(comb(40, i) * p**i * (1 - p) ** (40 - i) for i in range(k + 1))

    assert 1e-5 < at_most(hits, high) < 4e-3
    assert 1e-5 < 1 - at_most(hits - 1, low) < 4e-3
    assert counted(hits, 40).allowed == pytest.approx((40 * low, 40 * high))


def test_units_of_one_network_count_as_fewer_trials():
    """A share of units has the interval of its networks if their units share one fate, of its units if they do not."""
    random = np.random.default_rng(1)
    together = np.repeat(random.random((300, 1)) < 0.3, 10, axis=1)
    assert share_of_units(together).interval == pytest.approx(share(int(together[:, 0].sum()), 300).interval)
    apart = random.random((300, 10)) < 0.3
    width = np.diff(share(int(apart.sum()), 3000).interval)
    assert np.diff(share_of_units(apart).interval) == pytest.approx(width, rel=0.15)
    none = share_of_units(np.zeros((300, 10)))
    assert (none.value, none.interval) == (0, share(0, 300).interval)


def test_a_mean_allows_what_other_samples_show():
    """The interval of a mean holds the true one in about 95 of 100 samples, and what it allows in nearly all."""
    found = [mean(each, 2) for each in np.random.default_rng(2).poisson(3.0, (400, 100))]
    assert 0.92 < np.mean([each.interval[0] <= 3 <= each.interval[1] for each in found]) < 0.98
    assert np.mean([each.allowed[0] <= 3 <= each.allowed[1] for each in found]) > 0.99


def test_a_sum_and_a_median_allow_what_their_samples_show():
    """A sum and a median allow what other samples of the same kind show, and little more."""
    random = np.random.default_rng(0)
    samples = random.poisson(3.0, (400, 100))
    inside = [low <= 300 <= high for low, high in (total(each).allowed for each in samples)]
    assert np.mean(inside) > 0.99
    assert np.mean([low <= 360 <= high for low, high in (total(each).allowed for each in samples)]) < 0.6
    medians = [median(each, 3) for each in random.exponential(1.0, (400, 100))]
    truth = np.log(2.0)
    assert 0.93 < np.mean([each.interval[0] <= truth <= each.interval[1] for each in medians]) < 0.99
    assert np.mean([each.allowed[0] <= truth <= each.allowed[1] for each in medians]) > 0.99
    assert not any(each.allowed[0] <= 2.5 * truth <= each.allowed[1] for each in medians)


def test_a_figure_is_told_as_it_is_kept():
    """A figure as text is the number that is stored, without −0."""
    found = {"value": share(833, 1000), "loss": deterministic(-1e-9, 3), "x": Finding(2, 1, (1, 3), (0, 4))}
    assert dict(as_text(found)) == {
        "value": "83.3", "low": "80.9", "high": "85.5", "loss": "0.000", "x": "2.0", "x_low": "1.0", "x_high": "3.0",
    }  # fmt: skip
    assert deterministic(40 / 27, 4).agreement(Fraction("1.4815")) == "same"
    assert deterministic(40 / 27, 4).agreement(Fraction("1.4817")) == "differs"
    assert share(833, 1000).agreement(Fraction(82)) == "within chance"
    assert share(833, 1000).agreement(Fraction(75)) == "differs"
