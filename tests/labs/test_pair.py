"""The pair lab: f(p) + f(q) against f(p + q)."""

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


def _read(p, q, kind="relu", **more):
    lab = PairLab(p=p, q=q, activation=kind, **more)
    return read_at(lab, start_settings(lab))


@given(p=numbers, q=numbers, x=numbers, kind=kinds)
def test_the_measures_are_those_of_the_formula(p, q, x, kind):
    """f, p, q and gap are those of the formula."""
    measures = _read(p, q, kind).measures
    assert measures["f"].read(x) == _f(kind, x)
    assert (measures["p"].read(), measures["q"].read()) == (p, q)
    assert measures["gap"].read() == _f(kind, p) + _f(kind, q) - _f(kind, p + q)


@given(p=numbers, q=numbers, kind=kinds)
def test_the_lamp_is_lit_exactly_where_both_sides_agree(p, q, kind):
    """The lamp is lit for the identity, and for ReLU where p and q have no different signs."""
    (lamp,) = _read(p, q, kind).lamps
    assert lamp.lit == (kind == "identity" or p * q >= 0)
    assert ("≠" in lamp.reason) != lamp.lit
    assert lamp.label == "f(p) + f(q) = f(p + q)"


@given(p=numbers, q=numbers, kind=kinds)
def test_the_figure_shows_the_graph_and_every_point_on_it(p, q, kind):
    """Each point has its own symbol and label, and lies in the frame; all but the sum of values lie on the curve."""
    plot = _read(p, q, kind).figure("pair")
    for points in plot.points:
        ((x, y),) = points.points
        assert plot.x.low <= x <= plot.x.high
        assert plot.y.low <= y <= plot.y.high
    places = {points.symbol: points.points[0] for points in plot.points}
    assert places == {
        "p": (p, _f(kind, p)),
        "q": (q, _f(kind, q)),
        "●": (p + q, _f(kind, p + q)),
        "◆": (p + q, _f(kind, p) + _f(kind, q)),
    }
    assert all(y == _f(kind, x) for x, y in plot.curves[0].points)
    labels = {points.symbol: points.label for points in plot.points}
    assert labels == {"p": "p", "q": "q", "●": "f(p + q)", "◆": "f(p) + f(q)"}
    roles = {points.symbol: points.role for points in plot.points}
    assert roles["◆"] == ("good" if kind == "identity" or p * q >= 0 else "bad")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ends", [(-5, 5), (1, 6), (-6, -1), (0, 4), (-4, 0), (-1, 7)])
def test_whatever_the_bounds_the_points_lie_in_the_frame_and_the_curve_runs_to_the_right(kind, ends):
    """With bounds on one side of 0 all points are still in the frame."""
    low, high = map(Fraction, ends)
    for p, q in ((low, low), (low, high), (high, high)):
        plot = _read(p, q, kind, bounds=Bounds(low=low, high=high)).figure("pair")
        xs = [x for x, _ in plot.curves[0].points]
        assert xs == sorted(xs)
        for points in plot.points:
            ((x, y),) = points.points
            assert plot.x.low <= x <= plot.x.high
            assert plot.y.low <= y <= plot.y.high


@given(p=numbers, q=numbers, kind=kinds)
def test_the_table_and_the_texts_say_what_the_figure_shows(p, q, kind):
    """Text, table and formula agree with the figure on whether both sides are equal."""
    reading = _read(p, q, kind)
    plot = reading.figure("pair")
    agree = kind == "identity" or p * q >= 0
    assert ("apart" in plot.text) != agree
    assert [row[0] for row in plot.numbers.rows] == ["p", "q", "p + q"]
    separate, together = reading.formula
    assert (separate.rpartition("= ")[2] == together.rpartition("= ")[2]) == agree


def test_relu_at_three_and_minus_two():
    """ReLU at 3 and −2, the best-known counterexample, has a gap of 2."""
    reading = _read(3, -2)
    assert reading.measures["gap"].read() == 2
    assert reading.formula == (
        "f(p) + f(q) = f(3) + f(−2) = 3 + 0 = 3",
        "f(p + q)    = f(3 + −2) = f(1) = 1",
    )
    assert not reading.lamps[0].lit


def test_the_knobs_and_what_the_lab_states():
    """The knobs that the lesson names start where it says, and turn as far as it says."""
    lab = PairLab(p="1/2", q=-3, knobs=("q",), bounds=Bounds(low=-3, high=3))
    assert start_settings(lab) == {"p": Fraction(1, 2), "q": -3}
    assert [(k.name, k.start, k.low, k.high) for k in turnable(lab)] == [("q", -3, -3, 3)]
    assert lab.stated == {Fraction(1, 2), Fraction(-3)}
    assert lab.views == ("pair",)
    assert measures_at(lab, {"p": Fraction(1), "q": Fraction(-3)}, STORE)["edits"].read() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"q": 1},
        {"p": 1, "q": "one"},
        {"p": 1, "q": True},
        {"p": 1, "q": float("nan")},
        {"p": 1, "q": float("inf")},
        {"p": 1, "q": 2, "activation": "tanh"},
        {"p": 1, "q": 2, "knobs": ["r"]},
        {"p": 1, "q": 2, "r": 3},
        {"p": 1, "q": 2, "bounds": {"fine": 0}},
        {"p": 1, "q": 2, "bounds": {"coarse": -1}},
    ],
    ids=str,
)
def test_bad_content_is_a_validation_error(wrong):
    """A slip in a lesson is a ValidationError, which the reader of lessons reports."""
    with pytest.raises(ValidationError):
        PairLab.model_validate(wrong)


@given(p=numbers, q=numbers, kind=kinds)
def test_what_is_explained_is_true_and_ends_in_its_number(p, q, kind):
    """Every side of every line has the same value, and the last is the number that is explained."""
    reading = _read(p, q, kind)
    assert reading.explainable == ("f(p)", "f(q)", "f(p + q)", "gap")
    names = {"f": lambda z: _f(kind, z), "p": p, "q": q}
    for name in reading.explainable:
        value = _f(kind, p) + _f(kind, q) - _f(kind, p + q) if name == "gap" else evaluate(name, **names)
        lines = reading.explain(name)
        assert lines[-1].endswith(f"= {show(value)}")
        for line in lines:
            expected = p + q if line.startswith("p + q") else value
            told = [side for side in sides(line) if side != "gap"]
            assert {evaluate(side, **names) for side in told} == {expected}


def test_nothing_else_is_explained():
    """Asking for another number is a KeyError."""
    with pytest.raises(KeyError):
        _read(1, 2).explain("f(3)")
