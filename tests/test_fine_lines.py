"""Lines: where their polylines go and nowhere else, told apart by their dashes, and quickly."""

from fractions import Fraction
from itertools import pairwise

import pytest
from drawings import FOUR, LINES, MARKERS, cells, chains, dot, drawn, line, lines, passed, plot, roomy
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples

from tutor.figure import SIDE_BY_SIDE, Axis
from tutor.plotting import draw

steep = st.lists(
    st.tuples(st.fractions(-7, 7, max_denominator=6), st.fractions(-40, 40, max_denominator=6)),
    min_size=2,
    max_size=6,
    unique_by=lambda point: point[0],
).map(sorted)
crooked = chains.filter(lambda chain: len(chain) > 1)


@examples(0.6)
@given(points=st.one_of(steep, crooked), size=roomy, markers=st.sampled_from(MARKERS))
def test_a_line_goes_where_the_polyline_goes_and_nowhere_else(points, size, markers):
    """A line is drawn in cells that its polyline passes through, and in each column and row that it crosses."""
    drawing = draw(plot([line(points)]), *size, markers)
    canvas = drawing.canvas
    through, found = passed(points, canvas), drawn(drawing)
    assert found <= through
    for k in range(161):
        x = canvas.x.low + k * (canvas.x.high - canvas.x.low) / 160
        y = _on(points, x)
        if y is not None and canvas.y.low <= y <= canvas.y.high:
            column, row = canvas.column(x), canvas.row(y)
            assert any(abs(c - column) <= 1 and abs(r - row) <= 1 for c, r in found), (x, y)


def _on(points, x):
    """The height of the polyline at x, or None left and right of it."""
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= x <= x1:
            return y0 + (x - x0) / (x1 - x0) * (y1 - y0)
    return None


@examples(0.6)
@given(points=crooked, size=roomy, at=st.fractions(0, 1, max_denominator=60))
def test_a_mark_lies_on_its_curve(points, size, at):
    """The cell of a mark is one that its curve passes through; at a corner, one in which the curve is drawn."""
    x = points[0][0] + at * (points[-1][0] - points[0][0])
    y = _on(points, x)
    drawing = draw(plot([line(points)], [dot(x, y)]), *size)
    canvas, marks = drawing.canvas, cells(drawing, "@")
    if canvas.x.low <= x <= canvas.x.high and canvas.y.low <= y <= canvas.y.high:
        assert len(marks) == 1
        assert marks[0] in passed(points, canvas)
    bare = drawn(draw(plot([line(points)]), *size))
    for px, py in points:
        if canvas.x.low <= px <= canvas.x.high and canvas.y.low <= py <= canvas.y.high:
            assert (canvas.column(px), canvas.row(py)) in bare


@pytest.mark.parametrize("markers", MARKERS)
def test_a_steep_line_is_quick_and_stays_in_its_column(markers):
    """A nearly vertical line stays in its column, in every row; it is clipped before it is walked."""
    far = line([(Fraction(-4), Fraction(-400_000)), (Fraction(4), Fraction(400_000))])
    drawing = draw(plot([far]), 80, 24, markers)
    canvas, found = drawing.canvas, drawn(drawing)
    assert {row for _, row in found} == set(range(canvas.top, canvas.top + canvas.height))
    assert all(abs(column - canvas.column(0)) <= 1 for column, _ in found)


@pytest.mark.parametrize("markers", MARKERS)
@pytest.mark.parametrize("curves", range(2, 11))
@pytest.mark.parametrize("width", [40, 80])
def test_curves_that_coincide_can_all_be_seen(markers, curves, width):
    """Each of several curves that coincide shows its colour at least twice."""
    bent = [(-4, -3), (0, 0), (4, 3)]
    same = [line(bent, kind, role) for role, kind in SIDE_BY_SIDE[:curves]]
    drawing = draw(plot(same), width, 20, markers)
    roles = [curve.role for curve in same]
    for role in set(roles):
        assert len(drawn(drawing, role)) >= 2 * roles.count(role)


@pytest.mark.parametrize("markers", MARKERS)
@pytest.mark.parametrize("kind", LINES[2:])
def test_a_dashed_curve_under_an_unbroken_one_shows(markers, kind):
    """A curve on which an unbroken one lies is still seen, by its colour and by its gaps."""
    points = [(-4, -3), (0, 0), (4, 3)]
    alone = draw(plot([line(points)]), 60, 20, markers)
    both = draw(plot([line(points, kind, "trace"), line(points)]), 60, 20, markers)
    assert drawn(both, "trace")
    assert drawn(both)
    assert lines(alone) != lines(both)


@pytest.mark.parametrize("markers", MARKERS)
def test_lines_look_different_without_colour(markers):
    """No two kinds of line are drawn alike, in any of the markers."""
    pictures = {tuple(lines(draw(plot([line([(-4, -3), (4, 3)], kind)]), 60, 20, markers))) for kind in LINES}
    assert len(pictures) == len(LINES)


@pytest.mark.parametrize("markers", MARKERS)
@pytest.mark.parametrize("kind", LINES)
@examples(0.1)
@given(points=chains, size=roomy)
def test_a_dash_keeps_to_its_polyline(markers, kind, points, size):
    """Every dash of a curve is in a cell that its polyline passes through; a thick one may be in the cell below."""
    drawing = draw(plot([line(points, kind)]), *size, markers)
    through = passed(points, drawing.canvas)
    below = {(column, row + 1) for column, row in through} if kind == "thick" else set()
    assert drawn(drawing) <= through | below


def test_two_ends_that_are_one_number_in_floating_point_do_not_stop_a_dotted_curve():
    """A curve with two x that are one float is drawn."""
    third = Fraction(1, 3)
    curve = line([(float(third), 0.0), (third, 1.0), (Fraction(2), 1.0)], "dotted")
    assert drawn(draw(plot([curve], x=Axis(third, Fraction(2), ())), 40, 10))


def test_no_curve_is_drawn_with_letters():
    """A line is made of braille or block elements, in ASCII of signs; none is made of letters or digits."""
    bare = Axis(FOUR.low, FOUR.high, ())
    for markers in MARKERS:
        for kind in LINES:
            text = "".join(lines(draw(plot([line([(-4, -3), (4, 3)], kind)], x=bare, y=bare), 60, 20, markers)))
            assert not any(character.isalnum() for character in text), (markers, kind)
