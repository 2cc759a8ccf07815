"""What is written beside curves: it says what is true, and covers nothing."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from drawings import FOUR, canvas_cells, chains, dot, drawn, finite, line, lines, plot
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples

from tutor.figure import SIDE_BY_SIDE
from tutor.plotting import draw
from tutor.rational import show

roomy = st.tuples(st.integers(40, 110), st.integers(8, 40))


@examples(0.6)
@given(ends=st.lists(finite, min_size=1, max_size=10), size=roomy)
def test_every_curve_has_its_tag_beside_the_plot(ends, size):
    """Each tag is right of the frame, whole and in its colour, and they are in the order of the ends from above."""
    tags = [f"z{i}" for i in range(len(ends))]
    curves = [
        line([(Fraction(-4), Fraction(0)), (Fraction(4), end)], kind, role, tag=tag)
        for end, tag, (role, kind) in zip(ends, tags, SIDE_BY_SIDE, strict=False)
    ]
    drawing = draw(plot(curves), *size)
    canvas = drawing.canvas
    beside = [row[canvas.left + canvas.width + 1 :] for row in lines(drawing)]
    found = [tag for row in beside for tag in row.split()]
    assert sorted(found) == tags
    height = {tag: min(max(end, canvas.y.low), canvas.y.high) for tag, end in zip(tags, ends, strict=True)}
    rows = [canvas.row(height[tag]) for tag in found]
    assert rows == sorted(rows)
    for row in drawing.rows:
        for text, role, _ in row:
            for tag in set(text.split()) & set(tags):
                assert role == curves[tags.index(tag)].role


def test_a_tag_stands_in_the_row_of_its_end():
    """Where there is room, a tag is in the row in which its curve ends."""
    drawing = draw(plot([line([(-4, 0), (4, 3)], tag="f"), line([(-4, 0), (4, -2)], tag="g")]), 60, 20)
    for tag, end in (("f", 3), ("g", -2)):
        assert lines(drawing)[drawing.canvas.row(end)].endswith(f" {tag}")


def test_a_narrow_plot_keeps_its_room_and_drops_its_tags():
    """Where tags would take the plot's room, there are none."""
    drawing = draw(plot([line([(-4, 0), (4, 3)], tag="sigmoid")]), 30, 10)
    assert not any("sigmoid" in row for row in lines(drawing))
    assert drawing.canvas.left + drawing.canvas.width == 29


@examples(0.6)
@given(points=chains, marks=st.lists(st.builds(dot, finite, finite), max_size=3), size=roomy)
def test_slopes_cover_nothing_and_are_those_of_the_pieces(points, marks, size):
    """Slopes are written in blank cells, apart from what is drawn, and each is that of a piece."""
    bare = draw(plot([line(points)], marks), *size)
    drawing = draw(plot([line(points, slopes=True)], marks), *size)
    before, after = (list(canvas_cells(each)) for each in (bare, drawing))
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old[2] != new[2]]
    assert all(old[2] == " " for old, _ in changed)
    new = {(x, y): character for _, (x, y, character, *_) in changed}
    taken = drawn(bare) | drawn(bare, "mark")
    assert not any((x + by, y) in taken for x, y in new for by in (-1, 1))
    slopes = {show((y1 - y0) / (x1 - x0)) for (x0, y0), (x1, y1) in pairwise(points)}
    rows = ["".join(new.get((x, y), " ") for x in range(size[0])) for y in range(size[1])]
    written = {text.strip() for row in rows for text in row.split("  ")}
    assert written - {""} <= {f"slope {slope}" for slope in slopes}


@pytest.mark.parametrize("width", range(44, 60))
def test_a_slope_stands_on_one_side_of_the_end_of_a_range(width):
    """The lines at both ends of a range that is set off are as long with slopes as without them."""
    curve = [(Fraction(x), Fraction(y)) for x, y in ((-4, 0), (0, 0), (4, 4))]
    drawn_ = [
        draw(replace(plot([line(curve, slopes=slopes)], x=FOUR), shaded=(Fraction(-2), Fraction(2))), width, 16)
        for slopes in (False, True)
    ]
    without, with_ = ["\n".join(lines(each)) for each in drawn_]
    assert "slope" in with_
    assert with_.count("┊") == without.count("┊") > 0


def test_where_there_is_room_every_piece_has_its_slope():
    """A V and a level piece have their slopes written out, the slope of two pieces alike once."""
    points = [(Fraction(x), Fraction(y)) for x, y in ((-4, 3), (-3, 2), (-1, 0), (1, 4), (4, 4))]
    text = "\n".join(lines(draw(plot([line(points, slopes=True)], x=FOUR), 80, 24)))
    assert [text.count(f"slope {slope}") for slope in ("−1", "2", "0")] == [1, 1, 1]


def test_a_curve_of_many_pieces_has_no_slopes_written_on_it():
    """Where pieces are many, none has its slope written on it."""
    points = [(Fraction(n, 4), Fraction(n % 2)) for n in range(-16, 17)]
    assert draw(plot([line(points, slopes=True)]), 110, 40) == draw(plot([line(points)]), 110, 40)
