"""The figures of the restarts lab: rates, plateaus and outcomes are those of the study."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings import measure
from studies import read_study, study_lab, trained

from tutor.labs.restarts.study import Bar
from tutor.labs.restarts.views import named
from tutor.net.restarts.outcome import outcome

VIEWS = ("rate", "histogram", "outcomes")


def test_the_outcomes_are_counted_by_hand():
    """Networks that start at 0 are all constant, and all at one loss."""
    reading = read_study(study_lab(runs=40, init="zeros", steps=50), 0)
    rows = {row[0]: row[1:] for row in reading.figure("outcomes").rows}
    assert rows["collapsed to a constant"] == ("40", "100.0")
    assert rows["constant before the first step"] == ("40", "100.0")
    assert rows["fit"] == ("0", "0.0")
    assert [len(bar.networks) for bar in reading.facts.bars] == [40]
    # f = 0, and the labels are 3, 2, 1, 0, 1, …, 5: the loss is (9 + 4 + 1 + 0 + 1 + 4 + 9 + 16 + 25)/9.
    assert float(measure(reading, "bar_loss")) == pytest.approx(69 / 9)
    assert "≈23/3 (constant)" in reading.figure("histogram").text


def test_a_bar_is_told_by_what_most_of_its_networks_are():
    """A bar is named by the kind of most of its networks, with `mostly` if not of all."""
    reading, true = read_study(study_lab(runs=150), 500), outcome(trained(500, runs=150))
    told = {row[0]: row[3] for row in reading.figure("histogram").numbers.rows}
    assert any(kind.startswith("mostly") for kind in told.values())
    for i, bar in enumerate(reading.facts.bars):
        kinds = [true.kinds[network] for network in bar.networks]
        kind = told[str(i)].removesuffix(", chosen")
        most = max(map(kinds.count, kinds))
        assert kinds.count(kind.removeprefix("mostly ")) == most
        assert kind.startswith("mostly ") == (most < len(kinds))


def test_a_bar_that_is_cut_is_marked():
    """The bar of those that fit is marked and counted where it is cut."""
    plot = read_study(study_lab(), 500).figure("histogram")
    fits = outcome(trained(500)).counts["fit"]
    assert fits > plot.y.high
    assert plot.points[0].points == ((0, plot.y.high),)
    assert str(fits) in plot.points[0].label


@given(
    loss=st.fractions(Fraction(1, 20), 20, max_denominator=50),
    off=st.floats(-1, 1),
    networks=st.integers(2, 9),
)
def test_a_plateau_at_a_simple_fraction_is_named_by_it(loss, off, networks):
    """A plateau is named by a fraction where at least half of its networks stand at a simple one."""
    close = Bar(float(loss) + off * 1e-7, np.arange(networks), fit=False, near=networks)
    assert named(close) == (f"≈{loss}" if loss.denominator > 1 else f"≈{close.loss:.4g}")
    passing = Bar(float(loss), np.arange(networks), fit=False, near=(networks - 1) // 2)
    single = Bar(float(loss), np.arange(1), fit=False, near=1)
    away = Bar(float(loss) + (1e-4 if off > 0 else -1e-4), np.arange(networks), fit=False, near=networks)
    for other in (passing, single, away):
        assert Fraction(named(other)[1:]) != loss or "/" not in named(other)


def test_the_rate_is_drawn_at_the_marks_between_its_interval():
    """The success rate is drawn at each mark up to the step, between the ends of its interval."""
    reading = read_study(study_lab(seed=14), 237)
    low, high, rate = (dict(curve.points) for curve in reading.figure("rate").curves)
    assert list(rate) == [*range(0, 237, 10)]
    for step, value in rate.items():
        assert low[step] <= value <= high[step]
    for step in (0, 100, 230):
        assert rate[step] == Fraction(100 * outcome(trained(step, seed=14)).counts["fit"], 60)
    assert reading.figure("rate").numbers.rows[-1][0] == "230"


def test_all_views_are_drawn_of_any_study():
    """A study of one network, and one in which all diverged, can be looked at."""
    all_diverged = read_study(study_lab(rate=5), 500)
    assert measure(all_diverged, "diverged") == 60
    assert all_diverged.inside is None
    one = read_study(study_lab(runs=1, steps=3, target=None, data={"x": [1, 1], "y": [0, 2]}), 2)
    for reading in (all_diverged, one):
        for view in VIEWS:
            assert reading.figure(view).text
    for reading in (all_diverged, one):
        for drawn in (reading.figure("rate"), reading.figure("histogram")):
            low, high = drawn.y.low, drawn.y.high
            assert all(low <= y <= high for each in (*drawn.curves, *drawn.points) for _, y in each.points)
