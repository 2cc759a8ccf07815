"""The cells of a plot: numbers evenly spaced along the frame, each at its place."""

import math
from fractions import Fraction
from itertools import pairwise

import pytest
from drawings import FOUR, axes, drawn, line, lines, plot, roomy
from hypothesis import example, given
from hypothesis import strategies as st
from profiles import examples

from tutor.canvas import Canvas, fitted
from tutor.figure import Axis, axis
from tutor.plotting import draw
from tutor.rational import show


@given(x=axes, left=st.integers(0, 20), width=st.integers(2, 300))
def test_columns_and_their_middles_are_the_same_thing(x, left, width):
    """`column` and `x_at` are inverse to each other, and the limits lie in the outer columns."""
    canvas = Canvas(left, 1, width, 10, x, FOUR)
    for column in range(left, left + width):
        assert canvas.column(canvas.x_at(column)) == column
    assert canvas.column(x.low) == left
    assert canvas.column(x.high) == left + width - 1


@given(y=axes, top=st.integers(0, 5), height=st.integers(2, 60))
def test_rows_go_down_from_the_highest_y_to_the_lowest(y, top, height):
    """The first row is at the highest y and the last at the lowest."""
    canvas = Canvas(3, top, 10, height, FOUR, y)
    assert math.isclose(canvas.y_at(top), y.high, abs_tol=1e-9)
    assert math.isclose(canvas.y_at(top + height - 1), y.low, abs_tol=1e-9)
    assert canvas.y_at(top) > canvas.y_at(top + 1)


@given(of=axes, cells=st.integers(1, 200), apart=st.integers(1, 12))
def test_ticks_are_evenly_many_cells_apart_and_in_the_middle_of_cells(of, cells, apart):
    """Between the ticks of a fitted axis there are equally many cells, `apart` or more; nothing of the axis is lost."""
    found = fitted(of, cells, apart)
    assert found.low <= of.low < of.high <= found.high
    assert set(found.ticks) <= set(of.ticks)
    assert 0 in found.ticks or 0 not in of.ticks
    if len(found.ticks) > 1:
        cell = (found.high - found.low) / (cells - 1)
        places = [(tick - found.low) / cell for tick in found.ticks]
        assert all(place.denominator == 1 for place in places)
        (between,) = {after - before for before, after in pairwise(places)}
        assert between >= apart


@given(of=axes, cells=st.integers(20, 200))
def test_most_of_the_cells_are_for_what_the_axis_shows(of, cells):
    """Even ticks cost at most a quarter of the cells where two cells between ticks are enough."""
    found = fitted(of, cells, 2)
    assert (of.high - of.low) / (found.high - found.low) >= Fraction(3, 4)


@given(of=axes, cells=st.integers(4, 9), apart=st.integers(1, 3))
@example(of=axis(Fraction(-3, 2), Fraction(5, 2), most=6), cells=5, apart=1)
def test_of_few_cells_too_most_are_for_what_the_axis_shows(of, cells, apart):
    """Where two ticks in the middle of cells would waste nearly half of them, one tick is left."""
    found = fitted(of, cells, apart)
    assert (of.high - of.low) / (found.high - found.low) >= Fraction(3, 5)


def _labelled(drawing):
    """The rows and the columns of the frame that have a number, from left to right and from the top down."""
    canvas, rows = drawing.canvas, lines(drawing)
    down = [y for y, row in enumerate(rows) if row[canvas.left - 1] == "┤" and row[: canvas.left - 1].strip()]
    return down, [x for x, character in enumerate(rows[canvas.top + canvas.height]) if character == "┬"]


@examples(0.6)
@given(x=axes, y=axes, size=roomy)
def test_numbers_along_the_frame_are_equally_far_apart(x, y, size):
    """From one number to the next there are as many rows, or columns, as to the one after it."""
    for places in _labelled(draw(plot(x=x, y=y), *size)):
        assert len({after - before for before, after in pairwise(places)}) <= 1


@pytest.mark.parametrize("height", range(10, 40))
def test_from_0_to_2_is_as_far_as_from_2_to_4(height):
    """An axis from 0 to 10 has even numbers at every height."""
    down, _ = _labelled(draw(plot(y=axis(Fraction(0), Fraction(10), most=5)), 60, height))
    assert len(down) >= 2
    assert len({after - before for before, after in pairwise(down)}) <= 1


@examples(0.6)
@given(y=axes, size=roomy)
def test_a_number_stands_in_the_row_of_a_line_at_its_height(y, size):
    """A level line at a tick is drawn in the row of the tick's number, and in no other."""
    empty = draw(plot(y=y), *size)
    for tick in empty.canvas.y.ticks:
        drawing = draw(plot([line([(Fraction(-4), tick), (Fraction(4), tick)])], y=y), *size)
        ((row,),) = {tuple({row for _, row in drawn(drawing)})}
        assert lines(drawing)[row][: drawing.canvas.left - 1].strip() in {
            show(tick),
            show(tick)[: empty.canvas.left - 1],
        }


def test_numbers_along_x_stand_at_their_ticks_and_never_run_together():
    """At every width, each number along x stands at its tick, apart from the others."""
    _stand_at_their_ticks(Axis(Fraction(-4), Fraction(4), tuple(Fraction(n, 3) for n in range(-12, 13))))
    long = tuple(Fraction(n, 1000) + 10**6 for n in range(25))
    _stand_at_their_ticks(Axis(long[0], long[-1], long))


def _stand_at_their_ticks(x):
    ticks = x.ticks
    for width in range(20, 120):
        drawing = draw(plot(x=x), width, 12)
        *_, frame, labels = lines(drawing)
        marked = {column for column, character in enumerate(frame) if character == "┬"}
        assert marked <= {drawing.canvas.column(tick) for tick in ticks}
        for label in labels.split():
            assert label in {show(tick) for tick in ticks}
        starts = [i for i, c in enumerate(labels) if c != " " and (i == 0 or labels[i - 1] == " ")]
        for start, label in zip(starts, labels.split(), strict=True):
            assert marked & set(range(start, start + len(label)))


def test_the_numbers_at_the_ticks_are_those_of_the_axis():
    """Ticks are labelled with their exact numbers."""
    fine = Axis(Fraction(0), Fraction(1), (Fraction(0), Fraction(1, 4), Fraction(1, 3), Fraction(3, 4)))
    text = "\n".join(lines(draw(plot(x=fine, y=fine), 80, 20)))
    for tick in fine.ticks:
        assert text.count(show(tick)) >= 2


@pytest.mark.parametrize("size", [(80, 24), (40, 10), (24, 8), (16, 6)])
def test_a_small_plot_drops_numbers_evenly_and_keeps_its_zero(size):
    """On a small axis the numbers left are evenly spaced, and 0 is among them."""
    drawing = draw(plot(), *size)
    labels = [line[: drawing.canvas.left - 1].strip() for line in lines(drawing)]
    shown = [int(label.replace("−", "-")) for label in labels if label]
    assert 0 in shown
    assert len({a - b for a, b in pairwise(shown)}) <= 1
    assert "0" in lines(drawing)[-1].split()


@given(
    asked=st.lists(st.fractions(-4, 4, max_denominator=8), min_size=1, max_size=2, unique=True),
    size=st.tuples(st.integers(40, 110), st.integers(8, 30)),
)
def test_an_x_that_is_asked_for_has_its_number(asked, size):
    """Each x that is asked for has a tick and its number, unless another one that is asked for is in its way."""
    drawing = draw(plot(asked=tuple(asked)), *size)
    *_, frame, labels = lines(drawing)
    columns = [drawing.canvas.column(x) for x in asked]
    assert all(frame[column] == "┬" for column in columns)
    clear = len(columns) < 2 or abs(columns[0] - columns[1]) > 6
    for x in asked if clear else asked[:1]:
        assert show(x) in labels.split()
    starts = [i for i, c in enumerate(labels) if c != " " and (i == 0 or labels[i - 1] == " ")]
    numbers = {(drawing.canvas.column(x), show(x)) for x in (*drawing.canvas.x.ticks, *asked)}
    for start, text in zip(starts, labels.split(), strict=True):
        assert numbers & {(column, text) for column in range(start, start + len(text))}


def test_an_x_beyond_the_axis_has_no_number():
    """An x that is asked for and not on the axis changes nothing."""
    assert draw(plot(asked=(Fraction(12),)), 60, 15) == draw(plot(), 60, 15)
