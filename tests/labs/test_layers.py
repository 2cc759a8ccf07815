"""The layers lab: the folded tent against the tent itself."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from readings import read_at

from tutor.expression import UndefinedError
from tutor.lab import start_settings, turnable
from tutor.labs.layers import MOST_FOLDS, LayersLab
from tutor.plotting import draw

all_folds = pytest.mark.parametrize("folds", range(1, MOST_FOLDS + 1))
on_range = st.fractions(0, 1, max_denominator=997)


def _read(folds, **more):
    lab = LayersLab(folds=folds, **more)
    return read_at(lab, start_settings(lab))


def _tent(folds, x):
    for _ in range(folds):
        x = 2 * x if x <= Fraction(1, 2) else 2 - 2 * x
    return x


def _measure(reading, name, *arguments):
    return reading.measures[name].read(*map(Fraction, arguments))


@given(st.integers(1, MOST_FOLDS), on_range)
def test_f_and_its_slope_are_those_of_the_tent_folded_so_often(folds, x):
    """f and its slope are those of the tent of the tent; at a corner the slope is undefined."""
    reading = _read(folds)
    assert _measure(reading, "f", x) == _tent(folds, x)
    corner = (x * 2**folds).denominator == 1 and (folds, x) != (1, 1)  # beyond 1 the first tent goes straight on
    if corner:
        with pytest.raises(UndefinedError):
            _measure(reading, "slope", x)
    else:
        h = Fraction(1, 10**6)
        assert _measure(reading, "slope", x) == (_tent(folds, x + h) - _tent(folds, x)) / h


@all_folds
def test_every_fold_doubles_the_pieces_and_adds_two_units(folds):
    """With k folds there are 2^k pieces, 2k units, and 2k + 1 pieces at most in one layer."""
    reading = _read(folds)
    names = ("folds", "units", "pieces", "most_in_one_layer")
    counts = [folds, 2 * folds, 2**folds, 2 * folds + 1]
    assert [_measure(reading, name) for name in names] == counts
    assert reading.lamps[0].lit == (2**folds > 2 * folds + 1)
    table = reading.figure("pieces")
    assert table.rows[-1] == tuple(map(str, counts))
    assert [int(row[2]) for row in table.rows] == [2**k for k in range(1, folds + 1)]


@all_folds
def test_the_curves_are_the_tent_and_the_tent_of_one_fold_less(folds):
    """Both curves have all corners of their tent, and different lines."""
    plot = _read(folds).figure("fold")
    before, now = plot.curves
    assert len(now.points) == 2**folds + 1
    assert len(before.points) == 2 ** (folds - 1) + 1
    for curve, times in ((now, folds), (before, folds - 1)):
        assert all(y == _tent(times, x) for x, y in curve.points)
        assert [x for x, _ in curve.points] == [Fraction(k, 2**times) for k in range(2**times + 1)]
    assert before.line != now.line
    assert f"{2**folds} pieces" in plot.text
    assert len(plot.numbers.rows) == len(now.points)
    assert len(draw(plot, 60, 10).rows) == 10


def test_three_folds_in_words():
    """The formula and the comparison of three folds are those of the tent."""
    reading = _read(3)
    assert reading.formula[1:] == ("f(x) = t(t(t(x)))", "on [0, 1]: 8 pieces, slopes 8 and −8 by turns")
    assert reading.lamps[0].reason == "8 pieces from 6 units; in one layer they make at most 7"


def test_the_knob_and_what_the_lab_states():
    """The knob starts and ends where the lesson says, and its numbers may be repeated in prose."""
    lab = LayersLab(folds=2)
    (knob,) = turnable(lab)
    assert (knob.name, knob.start, knob.low, knob.high, knob.fine) == ("folds", 2, 1, MOST_FOLDS, 1)
    assert {Fraction(2), Fraction(-4), Fraction(1, 2), Fraction(1)} <= lab.stated
    assert (lab.views, lab.clock) == (("fold", "pieces"), "")
    assert turnable(LayersLab(knobs=[])) == ()


@pytest.mark.parametrize(
    "wrong",
    [{"folds": 0}, {"folds": 7}, {"folds": "1/2"}, {"knobs": ["width"]}, {"show": []}, {"w": [1]}],
    ids=str,
)
def test_bad_content_is_a_validation_error(wrong):
    """A slip in a lesson is a ValidationError, which the reader of lessons reports."""
    with pytest.raises(ValidationError):
        LayersLab.model_validate(wrong)
