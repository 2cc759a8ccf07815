"""The hidden space of the plane lab: the rows where two units put them, and the line that parts them there."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plane_labs import KINDS, XOR, curves_of, datas, f_of, numbers, points_of
from profiles import examples
from readings import read

from tutor.figure import Table
from tutor.labs.plane import PlaneLab
from tutor.net.dataset import CLASSES, drawn
from tutor.rational import show

pairs = st.tuples(numbers, numbers)


@st.composite
def two_units(draw):
    """A lab with two given hidden units."""
    given_ = {"w": [draw(pairs), draw(pairs)], "b": draw(pairs), "v": draw(pairs), "c": draw(numbers)}
    kind, rows = draw(st.sampled_from(sorted(KINDS))), draw(st.integers(2, 30))
    return PlaneLab(data=draw(datas), rows=rows, activation=kind, **given_, show=("hidden",))


def _activations(lab, x, y):
    return tuple(
        float(KINDS[lab.activation](of_x * x + of_y * y + b)) for (of_x, of_y), b in zip(lab.w, lab.b, strict=True)
    )


@examples(0.5)
@given(lab=two_units())
def test_each_row_stands_where_the_units_put_it(lab):
    """Every row is at (a0, a1) by hand, by its class; f is 0 along the line, and above 0 where filled."""
    plot = read(lab).figure("hidden")
    x, y = drawn(CLASSES[lab.data], lab.rows, float(lab.noise), lab.seed)
    expected = sorted(_activations(lab, *map(float, at)) for at in x)
    found = sorted((float(a), float(b)) for points in plot.points for a, b in points.points)
    assert found == [pytest.approx(each, abs=1e-9) for each in expected]
    points = points_of(plot)
    for signs, number in (("○●", 0), ("△▲", 1)):
        assert sum(len(points.get(sign, ())) for sign in signs) == int((y[:, 0] == number).sum())
    line = [(p, q) for p, q in curves_of(plot).get("f is 0", ()) if math.isfinite(p)]
    assert bool(line) == any(lab.v)
    for p, q in line:
        size = 1 + abs(p * float(lab.v[0])) + abs(q * float(lab.v[1])) + abs(float(lab.c))
        assert abs(float(lab.v[0]) * p + float(lab.v[1]) * q + float(lab.c)) <= 1e-12 * size
    x0, x1, y0, y1 = map(float, plot.ground.box)
    for i in range(0, 49, 12):
        for j in range(0, 97, 24):
            f = float(lab.v[0]) * (x0 + (x1 - x0) * j / 96) + float(lab.v[1]) * (y0 + (y1 - y0) * i / 48) + float(lab.c)
            assert abs(f) < 1e-9 or plot.ground.rows[i][j] == (f > 0)
    for a, b in expected:
        assert plot.x.low < a < plot.x.high
        assert plot.y.low < b < plot.y.high


def test_xor_is_parted_by_a_line_in_the_hidden_space():
    """The four corners are moved to three places, which the line f = 0 parts; the table has each corner."""
    plot = read(PlaneLab(**XOR, show=("hidden",))).figure("hidden")
    assert plot.text == "f = a0 − 2·a1 − 0.5; 4 of 4 rows right"
    assert {symbol: set(points) for symbol, points in points_of(plot).items()} == {
        "○": {(0, 0), (2, 1)},
        "△": {(1, 0)},
    }
    for x, y, a0, a1, f, _ in plot.numbers.rows:
        at = int(x), int(y)
        assert (a0, a1) == tuple(show(Fraction(a)) for a in _activations(PlaneLab(**XOR), *at))
        assert f == show(Fraction(f_of(PlaneLab(**XOR), *at)))


def test_another_number_of_units_has_no_picture_and_says_so():
    """Where the units are turned to three, a table says why there is no picture."""
    lab = PlaneLab(data="xor", hidden=(2,), seed=7, steps=5, show=("hidden",))
    assert read(lab, step=5).figure("hidden").numbers.rows
    for units in (1, 3):
        figure = read(lab, units=units).figure("hidden")
        assert isinstance(figure, Table)
        assert figure.rows == ((str(units), "2"),)


def test_one_unit_folds_along_one_line():
    """A single hidden unit has one fold, drawn from one side of the box to another, on which its z is 0."""
    lab = PlaneLab(data="xor", w=[[1, 1]], b=[-1], v=[1], c="-1/2")
    fold = curves_of(read(lab).figure("plane"))["the fold, z is 0"]
    assert len(fold) == 2
    assert all(x + y - 1 == pytest.approx(0, abs=1e-9) for x, y in fold)
    assert "region edges" in curves_of(read(PlaneLab(**XOR)).figure("plane"))
