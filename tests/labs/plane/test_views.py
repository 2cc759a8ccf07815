"""The figures of the plane lab: places, rows, edges and boundary are those of the network."""

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from plane_labs import VIEWS, XOR, curves_of, f_of, given_labs, points_of
from profiles import examples
from readings import measure, read

from tutor.figure import Plot, Table
from tutor.labs.plane import PlaneLab
from tutor.net.dataset import CLASSES, drawn
from tutor.plotting import draw


@examples(0.5)
@given(lab=given_labs())
def test_the_fill_and_the_rows_are_those_of_the_network(lab):
    """Each sign and each row is shown as of the class that the network gives it."""
    reading = read(lab)
    points = points_of(reading.figure("plane"))
    assert all(f_of(lab, x, y) < 1e-9 for x, y in points.get("·", ()))
    assert all(f_of(lab, x, y) > -1e-9 for x, y in points.get("+", ()))
    x, y = drawn(CLASSES[lab.data], lab.rows, float(lab.noise), lab.seed)
    rows = [(tuple(map(float, at)), int(label), f_of(lab, *map(float, at))) for at, (label,) in zip(x, y, strict=True)]
    assume(all(abs(f) > 1e-9 or f == 0 for *_, f in rows))
    for symbol, label, above in (("o", 0, False), ("O", 0, True), ("x", 1, True), ("X", 1, False)):
        assert set(points.get(symbol, ())) == {at for at, is_of, f in rows if is_of == label and (f > 0) == above}
    right = [(f > 0) == (label == 1) for _, label, f in rows]
    assert measure(reading, "accuracy") == Fraction(100 * sum(right), len(right))
    separates, linear = reading.lamps
    assert separates.lit == all(right)
    assert linear.lit == bool(measure(reading, "linear"))
    loss = sum(math.log1p(math.exp(f)) - label * f for _, label, f in rows) / len(rows)
    assert float(measure(reading, "loss")) == pytest.approx(float(loss))


@examples(0.5)
@given(lab=given_labs())
def test_f_is_0_on_the_boundary_and_some_z_on_every_edge(lab):
    """f is 0 along the boundary, and the z of some unit along every edge."""
    curves = curves_of(read(lab).figure("plane"))
    # Between samples tanh is off its chord by no more than (mesh²/8)·|curvature|.
    bound = (
        1e-9
        if lab.activation != "tanh"
        else sum(abs(v) * (of_x**2 + of_y**2) for (of_x, of_y), v in zip(lab.w, lab.v, strict=True)) * (4 / 48) ** 2 / 4
    )
    assert all(abs(f_of(lab, x, y)) <= bound for x, y in curves.get("f = 0", ()))
    units = list(zip(lab.w, lab.b, strict=True))
    for x, y in curves.get("region edges", ()):
        assert min(abs(of_x * x + of_y * y + b) for (of_x, of_y), b in units) < 1e-9


def test_where_f_is_0_throughout_there_is_no_pattern_of_rounding():
    """Where f is 0 in exact numbers, the whole box is of class 0."""
    w, v = [["3/4", "3/4"]] * 3, ["3/4", "3/4", "-3/2"]
    reading = read(PlaneLab(data="circle", activation="identity", w=w, b=["1/7"] * 3, v=v))
    plot = reading.figure("plane")
    assert set(points_of(plot)) == {"·", "o", "X"}
    assert plot.numbers.rows == (("0", "40", "40", "0"), ("1", "40", "0", "40"))
    assert measure(reading, "accuracy") == 50


@pytest.mark.parametrize("toward", [(1, 0), (-1, 0), (0, 1), (0, -1)])
def test_the_fill_leaves_room_for_the_boundary_and_has_no_side(toward):
    """The fill is symmetric, and leaves a gap along the boundary."""
    lab = PlaneLab(data="circle", activation="identity", w=[toward], b=[0], v=[1])
    points = points_of(read(lab).figure("plane"))
    fill = {(round(x, 9), round(y, 9)) for symbol in "·+" for x, y in points[symbol]}
    assert fill == {(-x, -y) for x, y in fill}
    along = {abs(x if toward[0] else y) for x, y in fill}
    assert min(along) > 0.1
    assert len(along) > 3


@pytest.mark.parametrize(
    "lab",
    [
        PlaneLab(data="spiral", hidden=(6, 6), seed=3, show=VIEWS),
        PlaneLab(data="circle", activation="tanh", seed=3, show=VIEWS),
        PlaneLab(**XOR, show=("plane", "regions")),
    ],
    ids=("deep", "tanh", "given"),
)
def test_every_view_has_a_line_of_text_few_curves_and_fits_a_small_plot(lab):
    """Each view has one line of text, different symbols, at most two fine curves, and can be drawn small."""
    reading = read(lab, step=5) if lab.clock else read(lab)
    for view in lab.views:
        figure = reading.figure(view)
        assert figure.text
        assert "\n" not in figure.text
        assert len(draw(figure, 60, 10).rows) == 10
        if isinstance(figure, Plot):
            symbols = [each.symbol for each in (*figure.curves, *figure.points) if each.symbol]
            assert len(set(symbols)) == len(symbols)
            assert len([curve for curve in figure.curves if curve.symbol is None]) <= 2
            assert isinstance(figure.numbers, Table)
            assert figure.numbers.rows
    table = reading.figure("plane").numbers
    total, right = (sum(int(row[i]) for row in table.rows) for i in (1, 2))
    assert Fraction(100 * right, total) == measure(reading, "accuracy")
    assert f"{right} of {total} rows right" in reading.figure("plane").text


def test_a_network_without_a_bend_has_no_inactive_unit():
    """A network of identity units has no region in which a unit is inactive."""
    lab = PlaneLab(data="circle", hidden=(4,), activation="identity", seed=0, show=("regions",))
    table = read(lab).figure("regions")
    assert table.rows == ()
    assert "dead" not in table.text
