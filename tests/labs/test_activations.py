"""The activations lab: values and slopes at one z, and the curves, against the standard library."""

import math
from fractions import Fraction
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples
from pydantic import ValidationError
from readings import read_at

from tutor.lab import start_settings, turnable
from tutor.labs.activations import ActivationsLab
from tutor.net.activation import ACTIVATIONS
from tutor.plotting import draw
from tutor.schema import Bounds

NAMES = tuple(name for name in ACTIVATIONS if name not in {"identity", "step"})
"""As many as the lab takes: all but the identity."""

zs = st.fractions(-5, 5, max_denominator=12)
points = st.fractions(-40, 40, max_denominator=12)


def _sigmoid(z):
    return 1 / (1 + math.exp(-z))


G = {
    "relu": lambda z: max(z, 0),
    "leaky_relu": lambda z: z if z > 0 else z / 100,
    "tanh": math.tanh,
    "sigmoid": _sigmoid,
    "swish": lambda z: z * _sigmoid(z),
    "gelu": lambda z: z * math.erfc(-z / math.sqrt(2)) / 2,
}
SLOPE = {
    "relu": lambda z: int(z > 0),
    "leaky_relu": lambda z: 1 if z > 0 else Fraction(1, 100),
    "tanh": lambda z: 1 / math.cosh(z) ** 2,
    "sigmoid": lambda z: _sigmoid(z) * _sigmoid(-z),
    "swish": lambda z: _sigmoid(z) + z * _sigmoid(z) * _sigmoid(-z),
    "gelu": lambda z: math.erfc(-z / math.sqrt(2)) / 2 + z * NormalDist().pdf(float(z)),
}
EXACT = ("relu", "leaky_relu")


def _read(z, names=NAMES, **more):
    lab = ActivationsLab(z=z, activations=names, **more)
    return read_at(lab, start_settings(lab))


def _same(name, found, expected):
    return found == expected if name in EXACT else float(found) == pytest.approx(float(expected), rel=1e-9, abs=1e-300)


@examples(0.5)
@given(z=zs, x=points)
def test_the_measures_are_those_of_the_formulas(z, x):
    """Values and slopes are those of the formulas, exactly where the activation is piecewise linear."""
    measures = _read(z).measures
    assert measures["z"].read() == z
    for name in NAMES:
        assert _same(name, measures[f"value_{name}"].read(), G[name](z))
        assert _same(name, measures[f"slope_{name}"].read(), SLOPE[name](z))
        assert _same(name, measures[f"g_{name}"].read(x), G[name](x))
        assert _same(name, measures[f"dg_{name}"].read(x), SLOPE[name](x))


@given(z=zs)
def test_a_gradient_passes_everywhere_but_on_the_left_of_relu(z):
    """A lamp is lit for every activation and z, except for ReLU where z ≤ 0."""
    lamps = {lamp.case: lamp.lit for lamp in _read(z).lamps}
    assert lamps == {name: name != "relu" or z > 0 for name in NAMES}


def test_a_small_slope_far_out_is_not_0():
    """A slope that is too small to see is still other than 0."""
    far = Bounds(low=-100, high=100)
    for z in (-100, 100):
        reading = _read(z, ("tanh", "sigmoid", "swish"), bounds=far)
        assert all(lamp.lit for lamp in reading.lamps)
        assert all(reading.measures[f"slope_{name}"].read() for name in ("tanh", "sigmoid", "swish"))


@examples(0.25)
@given(z=zs)
@pytest.mark.parametrize(("view", "functions"), [("f", G), ("slope", SLOPE)])
def test_the_curves_and_the_marks_are_on_the_functions(view, functions, z):
    """Every point of a curve, and the mark at z, lies on its function."""
    plot = _read(z).figure(view)
    assert [curve.label for curve in plot.curves] == list(NAMES)
    assert len({curve.line for curve in plot.curves}) == len(NAMES)
    assert [curve.tag for curve in plot.curves] == [name.removesuffix("_relu") for name in NAMES]
    for name, curve in zip(NAMES, plot.curves, strict=True):
        xs = [x for x, _ in curve.points]
        assert (xs, xs[0], xs[-1]) == (sorted(xs), -5, 5)
        assert all(_same(name, y, functions[name](x)) for x, y in curve.points if x != 0)
    (marks,) = plot.points
    for name, (x, y) in zip(NAMES, marks.points, strict=True):
        assert x == z
        assert _same(name, y, functions[name](z))
        assert plot.y.low <= y <= plot.y.high


def test_the_slope_of_relu_jumps_at_0_and_its_graph_has_a_corner_there():
    """The slope of ReLU is drawn with its jump at 0, and its graph with the corner."""
    reading = _read(1, ("relu",))
    (slope,) = reading.figure("slope").curves
    assert [point for point in slope.points if point[0] == 0] == [(0, 0), (0, 1)]
    (graph,) = reading.figure("f").curves
    assert (0, 0) in graph.points


def test_the_formulas_have_z_plugged_in():
    """The arithmetic on show is that of the side of 0 on which z lies."""
    names = ("identity", "relu", "leaky_relu", "tanh")
    left, near, right = (_read(z, names).formula for z in (-2, "-1/2", "1/3"))
    assert left[:3] == (
        "identity: −2, slope 1",
        "relu: max(0, −2) = 0, slope 0",
        "leaky_relu: (−2)/100 = −0.02, slope 0.01",
    )
    assert left[3].startswith("tanh: tanh (−2) ≈ −0.964")
    assert near[2] == "leaky_relu: (−0.5)/100 = −0.005, slope 0.01"
    assert right[1:3] == ("relu: max(0, 1/3) = 1/3, slope 1", "leaky_relu: 1/3, slope 1")


@pytest.mark.parametrize("ends", [(-5, 5), (1, 6), (-6, -1), (0, 4), (-100, 100)])
def test_every_view_can_be_drawn_and_read_whatever_the_bounds(ends):
    """Each view has a text, a table, and curves that run to the right, also where 0 is out of sight."""
    low, high = map(Fraction, ends)
    reading = _read(low, bounds=Bounds(low=low, high=high))
    for view in ("f", "slope"):
        plot = reading.figure(view)
        assert len(draw(plot, 60, 10).rows) == 10
        assert all(f"{name} " in plot.text for name in NAMES)
        assert plot.numbers.header == ("z", *NAMES)
        for curve in plot.curves:
            assert [x for x, _ in curve.points] == sorted(x for x, _ in curve.points)
    table = reading.figure("values")
    assert [row[:2] for row in table.rows] == [(name, ACTIVATIONS[name].formula) for name in NAMES]


def test_the_knob_and_what_the_lab_states():
    """The knob starts and ends where the lesson says, and its numbers may be repeated in prose."""
    lab = ActivationsLab(z="-1/2", activations=["relu"], bounds=Bounds(low=-3, high=3), show=["values"])
    assert [(knob.name, knob.start, knob.low, knob.high) for knob in turnable(lab)] == [("z", Fraction(-1, 2), -3, 3)]
    assert lab.stated == {Fraction(-1, 2), Fraction(-3), Fraction(3)}
    assert lab.views == ("values",)
    assert turnable(ActivationsLab(z=0, activations=["relu"], knobs=[])) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"z": 1},
        {"z": 1, "activations": []},
        {"z": 1, "activations": ["selu"]},
        {"z": 1, "activations": ["relu", "relu"]},
        {"z": 6, "activations": ["relu"]},
        {"z": 1, "activations": ["relu"], "bounds": {"low": 1, "high": 1}},
        {"z": 1, "activations": ["relu"], "bounds": {"high": 101}},
        {"z": 1, "activations": ["relu"], "knobs": ["x"]},
        {"z": 1, "activations": ["relu"], "show": []},
        {"z": 1, "activations": ["relu"], "w": 1},
    ],
    ids=str,
)
def test_bad_content_is_a_validation_error(wrong):
    """A slip in a lesson is a ValidationError, which the reader of lessons reports."""
    with pytest.raises(ValidationError):
        ActivationsLab.model_validate(wrong)


@pytest.mark.parametrize("view", ["f", "slope"])
def test_five_curves_have_five_colours_five_dashes_and_five_tags(view):
    """Five curves have five roles, lines and tags, so that each of these alone tells them apart."""
    curves = _read(1, NAMES[:5]).figure(view).curves
    looks = ({getattr(curve, of) for curve in curves} for of in ("role", "line", "tag"))
    assert [len(look) for look in looks] == [5, 5, 5]
