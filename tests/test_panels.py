"""Several small plots in one drawing: each whole in its part, however much room there is."""

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from drawings import FOUR, MARKERS, axes, chains, line, lines, plot, sizes
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples

from tutor.figure import Axis, Ground, Panels, axis
from tutor.plotting import draw, legend

TITLES = ("z", "→ a", "→ v·a", "→ sum f")


def _panels(plots, **more):
    return Panels(tuple(plots), "some plots", lambda: None, **more)


@st.composite
def panels(draw):
    x = draw(axes)
    count = draw(st.integers(1, 4))
    plots = [plot([line(draw(chains))], x=x, y=draw(axes), title=title) for title in TITLES[:count]]
    return _panels(plots, stacked=draw(st.booleans()))


@examples(0.6)
@given(panels=panels(), size=sizes, markers=st.sampled_from(MARKERS))
def test_panels_fill_exactly_the_room_there_is(panels, size, markers):
    """Every row is as wide as asked for, and in ASCII markers nothing else is drawn."""
    rows = lines(draw(panels, *size, markers))
    assert [len(row) for row in rows] == [size[0]] * size[1]
    assert markers != "ascii" or "".join(rows).isascii()


@examples(0.4)
@given(panels=panels(), width=st.integers(48, 120), height=st.integers(16, 40))
def test_every_panel_has_its_frame_and_its_title_in_their_order(panels, width, height):
    """Where there is room for all, each plot has a frame, and the titles read in the order of the plots."""
    rows = lines(draw(panels, width, height))
    text = "\n".join(rows)
    assert text.count("┌") == text.count("┘") == len(panels.plots)
    places = [text.index(f" {each.title} ") for each in panels.plots]
    assert places == sorted(places)


@pytest.mark.parametrize("markers", MARKERS)
def test_stacked_panels_have_equal_x_in_one_column(markers):
    """Numbers of unlike length along y do not move one plot against the one below it."""
    x, y = FOUR, (axis(Fraction(0), Fraction(1)), axis(Fraction(-10_000), Fraction(10_000)))
    stacked = _panels([plot([line([(1, each.low), (1, each.high)])], x=x, y=each) for each in y], stacked=True)
    rows = lines(draw(stacked, 60, 24, markers))
    corner = "+" if markers == "ascii" else "┌"
    assert rows[0].index(corner) == rows[12].index(corner)
    inner = [[i for i, sign in enumerate(row[8:-1]) if sign not in " │|"] for row in rows[2:8] + rows[14:20]]
    assert {column for row in inner for column in row} == set(inner[0])


def test_a_curve_that_is_in_several_panels_is_one_entry_of_the_legend():
    """Unit 0 has one entry, though it is drawn in each panel; what only one of them has is there too."""
    shared, other = line([(0, 0), (1, 1)]), replace(line([(0, 0)], "dashed", "after"), label="other")
    panels = _panels([plot([shared]), plot([shared, other])])
    assert [entry.label for entry in legend(panels, "braille")] == ["f", "other"]


@pytest.mark.parametrize("stacked", [True, False])
def test_where_panels_have_no_room_the_last_one_is_drawn(stacked):
    """A view of several plots is never blank where one plot has room."""
    first, last = (plot([line([(0, 0), (1, y)])], title=title) for y, title in ((1, "first"), (2, "last")))
    panels = _panels([first, last], stacked=stacked)
    assert draw(panels, 20, 6).rows == draw(last, 20, 6).rows


@pytest.mark.parametrize("count", [5, 7, 11, 16])
@pytest.mark.parametrize("size", [(56, 12), (80, 20), (120, 30)])
def test_many_panels_without_ticks_all_have_room(count, size):
    """They have no frames, stand in rows of which the last may be short, and no title is cut or missing."""
    bare = Axis(Fraction(0), Fraction(1), ())
    ground = Ground((Fraction(0), Fraction(1), Fraction(0), Fraction(1)), (bytes([1, 1]), bytes([1, 1])), "there")
    many = _panels([replace(plot([], x=bare, y=bare, title=f"u{i}"), ground=ground) for i in range(count)])
    drawing = draw(many, *size)
    rows = lines(drawing)
    assert [len(row) for row in rows] == [size[0]] * size[1]
    assert re.findall(r"u\d+", "\n".join(rows)) == [f"u{i}" for i in range(count)]
    assert not set("\n".join(rows)) & set("┌┐└┘│─")
    filled = [sum(len(text) for text, _, under in row if under == "above") for row in drawing.rows]
    assert sum(filled) > size[0] * size[1] / 3


@pytest.mark.parametrize("low", [-4, -3, 0])
def test_a_number_in_the_lower_edge_has_blanks_around_it(low):
    """A minus that touches the edge is taken for a part of it: −4 would be read as 4."""
    x = axis(Fraction(low), Fraction(4))
    edges = [row for row in lines(draw(_panels(4 * [plot(x=x)]), 48, 14)) if "└" in row]
    assert any(" 0 " in row for row in edges)
    for row in edges:
        for before, after in pairwise(row):
            assert not ({before, after} & set("└┘─") and {before, after} & set("−0123456789")), row
