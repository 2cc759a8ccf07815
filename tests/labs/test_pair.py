"""The pair lab: f(x1) + f(x2) against f(x1 + x2)."""

from fractions import Fraction

import pytest
from by_hand import evaluate, sides
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from readings import STORE, read_at

from tutor.lab import measures_at, start_settings, turnable
from tutor.labs.pair import PairLab
from tutor.rational import show
from tutor.schema import Bounds

numbers = st.fractions(-5, 5, max_denominator=6)
KINDS = ("relu", "identity")
kinds = st.sampled_from(KINDS)


def _f(kind, z):
    return z if kind == "identity" or z > 0 else Fraction(0)


def _read(x1, x2, kind="relu", **more):
    lab = PairLab(x1=x1, x2=x2, activation=kind, **more)
    return read_at(lab, start_settings(lab))


@given(x1=numbers, x2=numbers, x=numbers, kind=kinds)
def test_the_measures_are_those_of_the_formula(x1, x2, x, kind):
    """f, x1, x2 and gap are those of the formula."""
    measures = _read(x1, x2, kind).measures
    assert measures["f"].read(x) == _f(kind, x)
    assert (measures["x1"].read(), measures["x2"].read()) == (x1, x2)
    assert measures["gap"].read() == _f(kind, x1) + _f(kind, x2) - _f(kind, x1 + x2)


@given(x1=numbers, x2=numbers, kind=kinds)
def test_the_lamp_is_lit_exactly_where_both_sides_agree(x1, x2, kind):
    """The lamp is lit for the identity, and for ReLU where x1 and x2 have no different signs."""
    (lamp,) = _read(x1, x2, kind).lamps
    assert lamp.lit == (kind == "identity" or x1 * x2 >= 0)
    assert ("≠" in lamp.reason) != lamp.lit
    assert lamp.label == "f(x1) + f(x2) = f(x1 + x2)"


@given(x1=numbers, x2=numbers, kind=kinds)
def test_the_figure_shows_the_graph_and_every_point_on_it(x1, x2, kind):
    """Each point has its own symbol and label, and lies in the frame; all but the sum of values lie on the curve."""
    plot = _read(x1, x2, kind).figure("pair")
    for points in plot.points:
        ((x, y),) = points.points
        assert plot.x.low <= x <= plot.x.high
        assert plot.y.low <= y <= plot.y.high
    places = {points.symbol: points.points[0] for points in plot.points}
    assert places == {
        "○": (x1, _f(kind, x1)),
        "□": (x2, _f(kind, x2)),
        "●": (x1 + x2, _f(kind, x1 + x2)),
        "◆": (x1 + x2, _f(kind, x1) + _f(kind, x2)),
    }
    assert all(y == _f(kind, x) for x, y in plot.curves[0].points)
    labels = {points.symbol: points.label for points in plot.points}
    assert labels == {"○": "x1", "□": "x2", "●": "f(x1 + x2)", "◆": "f(x1) + f(x2)"}
    roles = {points.symbol: points.role for points in plot.points}
    assert roles["◆"] == ("good" if kind == "identity" or x1 * x2 >= 0 else "bad")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ends", [(-5, 5), (1, 6), (-6, -1), (0, 4), (-4, 0), (-1, 7)])
def test_whatever_the_bounds_the_points_lie_in_the_frame_and_the_curve_runs_to_the_right(kind, ends):
    """With bounds on one side of 0 all points are still in the frame."""
    low, high = map(Fraction, ends)
    for x1, x2 in ((low, low), (low, high), (high, high)):
        plot = _read(x1, x2, kind, bounds=Bounds(low=low, high=high)).figure("pair")
        xs = [x for x, _ in plot.curves[0].points]
        assert xs == sorted(xs)
        for points in plot.points:
            ((x, y),) = points.points
            assert plot.x.low <= x <= plot.x.high
            assert plot.y.low <= y <= plot.y.high


@given(x1=numbers, x2=numbers, kind=kinds)
def test_the_table_and_the_texts_say_what_the_figure_shows(x1, x2, kind):
    """Text, table and formula agree with the figure on whether both sides are equal."""
    reading = _read(x1, x2, kind)
    plot = reading.figure("pair")
    agree = kind == "identity" or x1 * x2 >= 0
    assert ("apart" in plot.text) != agree
    assert [row[0] for row in plot.numbers.rows] == ["x1", "x2", "x1 + x2"]
    separate, together = reading.formula
    assert (separate.rpartition("= ")[2] == together.rpartition("= ")[2]) == agree


def test_relu_at_three_and_minus_two():
    """ReLU at 3 and −2, the best-known counterexample, has a gap of 2."""
    reading = _read(3, -2)
    assert reading.measures["gap"].read() == 2
    assert reading.formula == (
        "f(x1) + f(x2) = f(3) + f(−2) = 3 + 0 = 3",
        "f(x1 + x2)    = f(3 + −2) = f(1) = 1",
    )
    assert not reading.lamps[0].lit


def test_the_knobs_and_what_the_lab_states():
    """The knobs that the lesson names start where it says, and turn as far as it says."""
    lab = PairLab(x1="1/2", x2=-3, knobs=("x2",), bounds=Bounds(low=-3, high=3))
    assert start_settings(lab) == {"x1": Fraction(1, 2), "x2": -3}
    assert [(k.name, k.start, k.low, k.high) for k in turnable(lab)] == [("x2", -3, -3, 3)]
    assert lab.stated == {Fraction(1, 2), Fraction(-3)}
    assert lab.views == ("pair",)
    assert measures_at(lab, {"x1": Fraction(1), "x2": Fraction(-3)}, STORE)["edits"].read() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"x2": 1},
        {"x1": 1, "x2": "one"},
        {"x1": 1, "x2": True},
        {"x1": 1, "x2": float("nan")},
        {"x1": 1, "x2": float("inf")},
        {"x1": 1, "x2": 2, "activation": "tanh"},
        {"x1": 1, "x2": 2, "knobs": ["r"]},
        {"x1": 1, "x2": 2, "r": 3},
        {"x1": 1, "x2": 2, "bounds": {"fine": 0}},
        {"x1": 1, "x2": 2, "bounds": {"coarse": -1}},
    ],
    ids=str,
)
def test_bad_content_is_a_validation_error(wrong):
    """A slip in a lesson is a ValidationError, which the reader of lessons reports."""
    with pytest.raises(ValidationError):
        PairLab.model_validate(wrong)


@given(x1=numbers, x2=numbers, kind=kinds)
def test_what_is_explained_is_true_and_ends_in_its_number(x1, x2, kind):
    """Every side of every line has the same value, and the last is the number that is explained."""
    reading = _read(x1, x2, kind)
    assert reading.explainable == ("f(x1)", "f(x2)", "f(x1 + x2)", "gap")
    names = {"f": lambda z: _f(kind, z), "x1": x1, "x2": x2}
    for name in reading.explainable:
        value = _f(kind, x1) + _f(kind, x2) - _f(kind, x1 + x2) if name == "gap" else evaluate(name, **names)
        lines = reading.explain(name)
        assert lines[-1].endswith(f"= {show(value)}")
        for line in lines:
            expected = x1 + x2 if line.startswith("x1 + x2") else value
            told = [side for side in sides(line) if side != "gap"]
            assert {evaluate(side, **names) for side in told} == {expected}


def test_nothing_else_is_explained():
    """Asking for another number is a KeyError."""
    with pytest.raises(KeyError):
        _read(1, 2).explain("f(3)")
