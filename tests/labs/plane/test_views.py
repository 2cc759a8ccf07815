"""The figures of the plane lab: places, rows, edges and boundary are those of the network."""

import math
from fractions import Fraction
from itertools import pairwise

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
    for x, y, above in _samples(reading.figure("plane").ground, every=8):
        assert f_of(lab, x, y) > -1e-9 if above else f_of(lab, x, y) < 1e-9
    x, y = drawn(CLASSES[lab.data], lab.rows, float(lab.noise), lab.seed)
    rows = [(tuple(map(float, at)), int(label), f_of(lab, *map(float, at))) for at, (label,) in zip(x, y, strict=True)]
    assume(all(abs(f) > 1e-9 or f == 0 for *_, f in rows))
    for symbol, label, above in (("○", 0, False), ("●", 0, True), ("△", 1, True), ("▲", 1, False)):
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
    assert all(abs(f_of(lab, x, y)) <= bound for x, y in curves.get("the boundary", ()))
    units = list(zip(lab.w, lab.b, strict=True))
    for x, y in curves.get("region edges", ()):
        assert min(abs(of_x * x + of_y * y + b) for (of_x, of_y), b in units) < 1e-9


@examples(0.3)
@given(lab=given_labs())
def test_no_edge_is_as_short_as_a_dot(lab):
    """Region edges are drawn where they are at least a fiftieth of the box long: shorter ones look like stray marks."""
    x0, x1, y0, y1 = CLASSES[lab.data].box
    for curve in read(lab).figure("plane").curves:
        if curve.label == "region edges":
            pairs = [pair for pair in pairwise(curve.points) if all(math.isfinite(x) for x, _ in pair)]
            assert all(max(abs(b[0] - a[0]) / (x1 - x0), abs(b[1] - a[1]) / (y1 - y0)) > 0.0199 for a, b in pairs)


def test_where_f_is_0_throughout_there_is_no_pattern_of_rounding():
    """Where f is 0 in exact numbers, the whole box is of class 0."""
    w, v = [["3/4", "3/4"]] * 3, ["3/4", "3/4", "-3/2"]
    reading = read(PlaneLab(data="circle", activation="identity", w=w, b=["1/7"] * 3, v=v))
    plot = reading.figure("plane")
    assert set(points_of(plot)) == {"○", "▲"}
    assert set(b"".join(plot.ground.rows)) == {0}
    assert [row[:4] for row in plot.numbers.rows] == [("class 0", "40", "40", "0"), ("class 1", "40", "0", "40")]
    assert measure(reading, "accuracy") == 50


def _samples(ground, every=1):
    """x, y and the side of samples of the ground, from a corner of its box to the opposite one."""
    x0, x1, y0, y1 = ground.box
    rows, columns = len(ground.rows) - 1, len(ground.rows[0]) - 1
    for i in range(0, rows + 1, every):
        for j in range(0, columns + 1, every):
            yield x0 + (x1 - x0) * Fraction(j, columns), y0 + (y1 - y0) * Fraction(i, rows), ground.rows[i][j]


@pytest.mark.parametrize("toward", [(1, 0), (-1, 0), (0, 1), (0, -1)])
def test_the_ground_has_no_side(toward):
    """The ground is filled on both sides alike: where f > 0, it is not at the opposite place, and nowhere on f = 0."""
    lab = PlaneLab(data="circle", activation="identity", w=[toward], b=[0], v=[1])
    sides = {(x, y): above for x, y, above in _samples(read(lab).figure("plane").ground)}
    for (x, y), above in sides.items():
        f = toward[0] * x + toward[1] * y
        assert (above, sides[-x, -y]) == (f > 0, f < 0)


@examples(0.3)
@given(lab=given_labs())
def test_the_boundary_is_told_piece_by_piece(lab):
    """Below the classes, the table has each piece of f = 0: as many as the network has, and f is 0 at their ends."""
    assume(lab.activation != "tanh")
    reading = read(lab)
    pieces = reading.figure("plane").numbers.rows[2:]
    assert len(pieces) == measure(reading, "boundary_pieces")
    for i, (name, *blank, start, end) in enumerate(pieces, 1):
        assert (name, blank) == (f"f = 0, piece {i}", ["", "", ""])
        for place in (start, end):
            x, y = (Fraction(each.replace("−", "-").replace("≈", "")) for each in place[1:-1].split(", "))
            size = 1 + sum(abs(v) * (abs(of_x) + abs(of_y)) for (of_x, of_y), v in zip(lab.w, lab.v, strict=True))
            assert abs(f_of(lab, x, y)) <= (Fraction(1, 100) * size if "≈" in place else 0)


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
            symbols = [each.symbol for each in figure.points]
            assert len(set(symbols)) == len(symbols)
            assert len({curve.line for curve in figure.curves}) == len(figure.curves) <= 2
            assert isinstance(figure.numbers, Table)
            assert figure.numbers.rows
    table = reading.figure("plane").numbers
    total, right = (sum(int(row[i]) for row in table.rows[:2]) for i in (1, 2))
    assert Fraction(100 * right, total) == measure(reading, "accuracy")
    assert f"{right} of {total} rows right" in reading.figure("plane").text


def test_a_network_without_a_bend_has_no_inactive_unit():
    """A network of identity units has no region in which a unit is inactive."""
    lab = PlaneLab(data="circle", hidden=(4,), activation="identity", seed=0, show=("regions",))
    table = read(lab).figure("regions")
    assert table.rows == ()
    assert "dead" not in table.text
