"""Drawings: exactly as large as asked for, true to the figure, and never the end of the process.

Run as a program, this file draws hostile figures: plotext can abort a process, and that must not be the tests' own.
"""

import math
import os
import random
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples

from tutor.figure import DIGITS, Axis, Curve, Plot, Points, Table, axis
from tutor.plotting import Canvas, draw, table_rows
from tutor.rational import show

if sys.platform == "linux":
    import resource

TABLE = Table(("x", "f(x)"), (("−4", "12"), ("0.25", "7/3")), "two points")
FOUR = axis(Fraction(-4), Fraction(4))
MARKERS = ("braille", "block", "ascii")


def _plot(curves=(), points=(), x=FOUR, y=FOUR, shaded=None):
    return Plot(x, y, tuple(curves), tuple(points), "a plot", lambda: TABLE, shaded)


def _line(points, symbol=None, role="curve"):
    return Curve(tuple(points), role, "f", symbol)


def _dot(x, y, symbol="@"):
    return Points(((x, y),), "mark", "here", symbol)


def _lines(drawing):
    return ["".join(text for text, _ in row) for row in drawing.rows]


def _cells(drawing, symbol):
    """The (column, row) of every cell of the plot itself that holds the symbol."""
    canvas = drawing.canvas
    return [
        (column, row)
        for row, line in enumerate(_lines(drawing))
        for column, character in enumerate(line)
        if character == symbol
        and canvas.left <= column < canvas.left + canvas.width
        and canvas.top <= row < canvas.top + canvas.height
    ]


finite = st.fractions(-6, 6, max_denominator=12)
lengths = st.fractions(Fraction(1, 20), 200, max_denominator=20)
axes = st.builds(lambda low, length, out: axis(low, low + length, round_out=out), finite, lengths, st.booleans())
sizes = st.tuples(st.integers(0, 130), st.integers(0, 50))
roomy = st.tuples(st.integers(30, 110), st.integers(8, 40))
chains = st.lists(st.tuples(finite, finite), max_size=6, unique_by=lambda point: point[0]).map(sorted).map(tuple)


@examples(0.6)
@given(
    plot=st.builds(
        _plot,
        st.lists(st.builds(_line, chains, st.sampled_from([None, None, "0", "·", "-"])), max_size=4),
        st.lists(st.builds(_dot, finite, finite, st.sampled_from("◆○●+=p")), max_size=3),
        axes,
        axes,
    ),
    size=sizes,
    markers=st.sampled_from(MARKERS),
)
def test_every_drawing_has_exactly_the_cells_asked_for(plot, size, markers):
    """A drawing has the size asked for, in ASCII where that is asked, and its canvas lies inside."""
    width, height = size
    drawing = draw(plot, width, height, markers)
    lines = _lines(drawing)
    assert [len(line) for line in lines] == [width] * height
    if markers == "ascii":
        assert all(line.isascii() for line in lines)
    assert all(one[1] != next_one[1] for row in drawing.rows for one, next_one in pairwise(row))
    if drawing.canvas:
        assert drawing.canvas.left + drawing.canvas.width <= width
        assert drawing.canvas.top + drawing.canvas.height <= height


@examples(0.6)
@given(x=axes, y=axes, size=roomy, share=st.tuples(*[st.integers(0, 97).map(lambda n: Fraction(n, 97))] * 2))
def test_a_point_is_drawn_where_the_canvas_says(x, y, size, share):
    """A point is drawn in the column and row of the canvas that are nearest to it."""
    px, py = (a.low + s * (a.high - a.low) for a, s in zip((x, y), share, strict=True))
    drawing = draw(_plot(points=[_dot(px, py)], x=x, y=y), *size)
    canvas = drawing.canvas
    ((column, row),) = _cells(drawing, "@")
    place = share[0] * (canvas.width - 1)
    if place % 1 != Fraction(1, 2):
        assert column == canvas.column(px)
    half_x, half_y = ((a.high - a.low) / (n - 1) / 2 for a, n in ((x, canvas.width), (y, canvas.height)))
    assert abs(canvas.x_at(column) - px) <= float(half_x) * 1.001
    assert abs(canvas.y_at(row) - py) <= float(half_y) * 1.001


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


def _on(points, x):
    """The height of the polyline at x, or None left and right of it."""
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= x <= x1:
            return y0 + (x - x0) / (x1 - x0) * (y1 - y0)
    return None


@examples(0.6)
@given(
    points=st.lists(
        st.tuples(st.fractions(-7, 7, max_denominator=6), st.fractions(-40, 40, max_denominator=6)),
        min_size=2,
        max_size=6,
        unique_by=lambda point: point[0],
    ).map(sorted),
    size=roomy,
)
def test_a_fine_line_goes_where_the_polyline_goes_and_nowhere_else(points, size):
    """A fine line covers its polyline inside the limits, and no cell away from it."""
    drawing = draw(_plot([_line(points)]), *size, "ascii")
    canvas = drawing.canvas
    drawn = set(_cells(drawing, "*"))
    step_x, step_y = Fraction(8, canvas.width - 1), Fraction(8, canvas.height - 1)
    for k in range(8 * (canvas.width - 1) + 1):
        x = -4 + k * step_x / 8
        y = _on(points, x)
        if y is not None and abs(y) <= 4:
            column, row = canvas.left + k / 8, canvas.top + float((4 - y) / step_y)
            assert any(abs(c - column) <= 1.01 and abs(r - row) <= 1.01 for c, r in drawn), (x, y)
    for column, row in drawn:
        x, y = -4 + (column - canvas.left) * step_x, 4 - (row - canvas.top) * step_y
        near = [(x + k * step_x / 4, _on(points, x + k * step_x / 4)) for k in range(-4, 5)]
        near += [(px, py) for px, py in points if abs(px - x) <= step_x]
        heights = [py for _, py in near if py is not None]
        assert heights, (x, y)
        assert min(heights) - step_y <= y <= max(heights) + step_y


@pytest.mark.parametrize("markers", MARKERS)
def test_a_steep_line_is_quick_and_stays_in_its_column(markers):
    """A nearly vertical line stays in its column, in every row; it is clipped before it is filled in."""
    line = _line([(Fraction(-4), Fraction(-400_000)), (Fraction(4), Fraction(400_000))])
    drawing = draw(_plot([line]), 80, 24, markers)
    canvas = drawing.canvas
    inside = [text[canvas.left : canvas.left + canvas.width] for text in _lines(drawing)[canvas.top :][: canvas.height]]
    used = {column for text in inside for column, character in enumerate(text) if character != " "}
    middle = canvas.column(0) - canvas.left
    assert used
    assert all(abs(column - middle) <= 1 for column in used)
    assert all(text.strip() for text in inside)


@pytest.mark.parametrize("curves", range(2, 11))
@pytest.mark.parametrize("width", [40, 80])
def test_dotted_curves_that_coincide_can_all_be_seen(curves, width):
    """Each of several curves that coincide shows its digit at least twice."""
    dotted = [_line([(-4, -3), (0, 0), (4, 3)], DIGITS[i], "unit") for i in range(curves)]
    drawing = draw(_plot(dotted), width, 20)
    for i in range(curves):
        assert len(_cells(drawing, DIGITS[i])) >= 2


@examples(0.6)
@given(points=chains, size=roomy)
def test_a_dotted_curve_keeps_to_its_polyline(points, size):
    """Every dot of a curve lies on its polyline, to a cell."""
    drawing = draw(_plot([_line(points, "7")]), *size)
    canvas = drawing.canvas
    step = 8 / (canvas.width - 1)
    for column, row in _cells(drawing, "7"):
        x, y = canvas.x_at(column), canvas.y_at(row)
        near = [_on(points, x + k * step / 4) for k in range(-4, 5)] + [py for px, py in points if abs(px - x) <= step]
        heights = [height for height in near if height is not None]
        assert min(heights) - 8 / (canvas.height - 1) <= y <= max(heights) + 8 / (canvas.height - 1)


def test_two_ends_that_are_one_number_in_floating_point_do_not_stop_a_dotted_curve():
    """A curve with two x that are one float is drawn."""
    third = Fraction(1, 3)
    curve = _line([(float(third), 0.0), (third, 1.0), (Fraction(2), 1.0)], "0")
    drawing = draw(_plot([curve], x=Axis(third, Fraction(2), ())), 40, 10)
    assert _cells(drawing, "0")


@pytest.mark.parametrize(
    ("x", "y", "seen"),
    [
        *((-4, -4, 1), (4, 4, 1), (4, -4, 1), (5e-324, -5e-324, 1)),
        *((Fraction(401, 100), 0, 0), (0, -5, 0), (1e300, 0, 0)),
        *((float("nan"), 0, 0), (0, float("inf"), 0), (-float("inf"), float("nan"), 0)),
    ],
)
def test_points_on_the_limits_are_drawn_and_those_outside_are_not(x, y, seen):
    """A point on the limits is drawn; one outside, or not finite, is not."""
    assert len(_cells(draw(_plot(points=[_dot(x, y)]), 40, 12), "@")) == seen


def test_later_points_cover_earlier_ones_and_curves():
    """The last point at a place is the one that is seen."""
    through = _line([(-4, 0), (4, 0)])
    drawing = draw(_plot([through], [_dot(0, 0, "a"), _dot(0, 0, "b")]), 40, 11)
    assert len(_cells(drawing, "b")) == 1
    assert not _cells(drawing, "a")


def test_a_later_curve_covers_an_earlier_one_whatever_they_are_drawn_with():
    """The last curve at a place is the one that is seen, fine or dotted."""
    fine, dotted = _line([(-4, 0), (4, 0)]), _line([(-4, 0), (4, 0)], "7", "unit")
    assert not _cells(draw(_plot([dotted, fine]), 40, 11), "7")
    assert len(_cells(draw(_plot([fine, dotted]), 40, 11), "7")) >= 2


def test_numbers_along_x_stand_at_their_ticks_and_never_run_together():
    """At every width, each number along x stands at its tick, apart from the others."""
    _stand_at_their_ticks(Axis(Fraction(-4), Fraction(4), tuple(Fraction(n, 3) for n in range(-12, 13))))
    long = tuple(Fraction(n, 1000) + 10**6 for n in range(25))
    _stand_at_their_ticks(Axis(long[0], long[-1], long))


def _stand_at_their_ticks(x):
    ticks = x.ticks
    for width in range(20, 120):
        drawing = draw(_plot(x=x), width, 12)
        *_, frame, labels = _lines(drawing)
        marked = {column for column, character in enumerate(frame) if character == "┬"}
        assert marked <= {drawing.canvas.column(tick) for tick in ticks}
        for label in labels.split():
            assert label in {show(tick) for tick in ticks}
        starts = [i for i, c in enumerate(labels) if c != " " and labels[i - 1] == " "]
        for start, label in zip(starts, labels.split(), strict=True):
            assert marked & set(range(start, start + len(label)))


def test_roles_are_kept_and_colour_codes_are_not():
    """Each cell keeps the role of what is drawn there, and holds no escape code."""
    drawing = draw(
        _plot([_line([(-4, -4), (4, 4)]), _line([(-4, 4), (4, -4)], "5", "unit")], [_dot(0, 2, "@")]), 40, 12
    )
    roles = {
        role: {
            character for row in drawing.rows for text, r in row if r == role for character in text if character != " "
        }
        for role in ("curve", "unit", "mark", None)
    }
    assert roles["mark"] == {"@"}
    assert roles["unit"] == {"5"}
    assert len(roles["curve"]) >= 2
    assert "@" not in roles[None]
    assert "5" not in roles[None]
    assert "\x1b" not in "".join(_lines(drawing))


def test_the_numbers_at_the_ticks_are_those_of_the_axis():
    """Ticks are labelled with their exact numbers."""
    fine = Axis(Fraction(0), Fraction(1), (Fraction(0), Fraction(1, 4), Fraction(1, 3), Fraction(3, 4)))
    text = "\n".join(_lines(draw(_plot(x=fine, y=fine), 80, 20)))
    for tick in fine.ticks:
        assert text.count(show(tick)) >= 2


@pytest.mark.parametrize("size", [(80, 24), (40, 10), (24, 8), (16, 6)])
def test_a_small_plot_drops_numbers_evenly_and_keeps_its_zero(size):
    """On a small axis the numbers left are evenly spaced, and 0 is among them."""
    drawing = draw(_plot(), *size)
    labels = [line[: drawing.canvas.left - 1].strip() for line in _lines(drawing)]
    shown = [int(label.replace("−", "-")) for label in labels if label]
    assert 0 in shown
    assert len({a - b for a, b in pairwise(shown)}) <= 1
    assert "0" in _lines(drawing)[-1].split()


def test_one_drawing_leaves_nothing_behind_in_the_next():
    """A drawing depends on its figure alone, whatever was drawn before."""
    first = _plot([_line([(-4, -4), (4, 4)])], [_dot(1, 2)])
    other = _plot([_line([(0, 90), (70, 3)], "3")], [_dot(20, 30, "#")], axis(Fraction(0), Fraction(90)), y=FOUR)
    bare = _plot([_line([(0, 1), (2, 3)])], x=Axis(Fraction(0), Fraction(2), ()), y=Axis(Fraction(0), Fraction(3), ()))
    figures = (first, other, bare, _plot())
    fresh = draw.__wrapped__  # not one that was kept
    alone = [fresh(figure, 60, 15) for figure in figures]
    draw(other, 31, 9, "ascii")
    draw(_plot(), 200, 60, "block")
    assert [fresh(figure, 60, 15) for figure in reversed(figures)] == alone[::-1]
    assert not any(character.isdigit() for line in _lines(alone[2]) for character in line)


def test_a_frame_that_is_used_again_is_empty():
    """A figure on the same axes as the last one shows nothing of it."""
    full, empty = _plot([_line([(-4, -4), (4, 4)])], [_dot(1, 2)]), _plot()
    before = draw.__wrapped__(empty, 60, 15)
    draw.__wrapped__(full, 60, 15)
    assert draw.__wrapped__(empty, 60, 15) == before
    assert draw.__wrapped__(full, 60, 15) != before


@pytest.mark.parametrize("shaded", [(-1, 2), (-4, 4), (0, Fraction(1, 1000))])
def test_the_shaded_columns_are_those_of_the_interval(shaded):
    """The shaded columns are those of the ends of the interval."""
    low, high = map(Fraction, shaded)
    drawing = draw(_plot(points=[_dot(low, 0, "a"), _dot(high, 1, "b")], shaded=(low, high)), 85, 20)
    ((first, _),), ((last, _),) = _cells(drawing, "a"), _cells(drawing, "b")
    assert drawing.shaded == (first, last)


@pytest.mark.parametrize("shaded", [(-6, 2), (-1, 9), (-40, 40)])
def test_an_interval_wider_than_the_axis_is_shaded_as_far_as_the_axis_goes(shaded):
    """The shaded columns lie on the canvas, however wide the interval is."""
    drawing = draw(_plot(shaded=tuple(map(Fraction, shaded))), 60, 15)
    canvas, (first, last) = drawing.canvas, drawing.shaded
    assert canvas.left <= first <= last < canvas.left + canvas.width


@pytest.mark.parametrize("size", [(11, 24), (80, 3), (0, 0), (1, 1), (0, 5), (5, 0)])
def test_without_room_for_a_frame_there_are_blanks(size):
    """Without room for a frame, a drawing is blank and has no canvas."""
    drawing = draw(_plot([_line([(-4, -4), (4, 4)])]), *size)
    assert _lines(drawing) == [" " * size[0]] * size[1]
    assert drawing.canvas is None


@pytest.mark.parametrize(
    "y",
    [
        axis(Fraction(10), 10 + Fraction(4, 10**20), round_out=True),
        axis(Fraction(0), Fraction(1, 10**400)),
        axis(Fraction(10**17), Fraction(10**17) + 1),
    ],
    ids=["10 to 10 + 4e-20", "0 to 1e-400", "1e17 to 1e17 + 1"],
)
def test_limits_that_are_one_number_in_floating_point_are_drawn_in_silence(y, capfd):
    """Limits that are one float are drawn, and nothing is printed."""
    curve = _line([(Fraction(-4), y.low), (Fraction(0), y.low), (Fraction(4), y.high)])
    lines = _lines(draw(_plot([curve], y=y), 60, 12))
    assert [len(line) for line in lines] == [60] * 12
    assert capfd.readouterr() == ("", "")


def test_a_canvas_that_is_one_number_wide_in_floating_point_still_has_columns():
    """A canvas whose limits are one float has shaded columns inside it."""
    narrow = axis(Fraction(0), Fraction(1, 10**400))
    drawing = draw(_plot(x=narrow, shaded=(narrow.low, narrow.high)), 60, 12)
    first, last = drawing.shaded
    assert drawing.canvas.left <= first <= last < drawing.canvas.left + drawing.canvas.width


@pytest.mark.parametrize("height", [1, 3, 8])
def test_a_table_has_exactly_the_cells_asked_for(height):
    """A table fills the size asked for."""
    lines = _lines(draw(TABLE, 30, height))
    assert [len(line) for line in lines] == [30] * height


def test_an_ascii_table_is_pure_ascii():
    """With ASCII markers, a table is ASCII alone."""
    table = Table(("x", "a"), (("−3", "≈0.33333"), ("2", "·")), "z ≤ 0")
    assert all(line.isascii() for line in _lines(draw(table, 40, 3, "ascii")))


def test_an_ascii_table_has_its_powers_of_ten_and_its_columns():
    """In ASCII, powers of ten are written with an e, and the columns stay where they are."""
    table = Table(("x", "a", "b"), (("0", "≈8.2·10⁻⁹", "one"), ("2", "·", "two")), "slopes")
    (_, small, _), fancy = (_lines(draw(table, 40, 3, markers)) for markers in ("ascii", "braille"))
    assert small.split() == ["0", "~8.2e-9", "one"]
    assert small.index("one") == fancy[1].index("one")


def test_a_table_is_aligned_with_its_numbers_to_the_right():
    """The numbers of a column end at the same place."""
    numbers = ("−10", "0.25", "7/3", "≈0.33333", "≈−4.5·10⁻¹²", "1000000000")
    rows = table_rows(Table(("unit", "a", "b"), tuple((f"unit {i}", n, n) for i, n in enumerate(numbers)), ""), 80)
    assert len({row.rindex(n) + len(n) for row, n in zip(rows[1:], numbers, strict=True)}) == 1
    assert len({row.index(n) + len(n) for row, n in zip(rows[1:], numbers, strict=True)}) == 1


def test_a_narrow_table_moves_its_columns_closer():
    """Where there is little room, the columns move closer before one is cut."""
    table = Table(("x", "y", "z"), (("1", "2", "3"),), "")
    assert table_rows(table, 7) == ["x  y  z", "1  2  3"]
    assert [len(row) for row in table_rows(table, 6)] == [5, 5]


@given(width=st.integers(1, 60), columns=st.integers(1, 9))
def test_columns_without_room_follow_below_with_the_first_beside_them(width, columns):
    """Columns without room follow below, each time beside the first, and within the width."""
    table = Table(tuple(f"head{i}" for i in range(columns)), (tuple(str(10**i) for i in range(columns)),) * 2, "")
    rows = table_rows(table, width)
    words = [row.split() for row in rows if row]
    assert [word for row in words[::3] for word in row if word != "head0"] == list(table.header[1:])
    assert all(row[0] == ("head0" if i % 3 == 0 else "1") for i, row in enumerate(words))
    assert all(len(row) <= width or len(row.split()) <= 2 for row in rows)
    assert rows.count("") == len(words) // 3 - 1


def _draw_in_a_process(*arguments):
    here = Path(__file__)
    environment = {**os.environ, "PYTHONPATH": str(here.parent.parent)}
    return subprocess.run(
        [sys.executable, here, *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("name", ["end outside", "start outside", "flat limits"])
def test_a_segment_from_very_far_away_does_not_abort_the_process(name):
    """A segment from very far away is drawn without an error."""
    done = _draw_in_a_process(name)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_not_finite_is_left_out_and_the_rest_is_drawn():
    """Points that are not finite are left out; the pieces on both sides are drawn in full."""
    done = _draw_in_a_process("not finite")
    assert done.returncode == 0, done.stderr[-2000:]


def test_a_thousand_hostile_figures_do_not_end_the_process():
    """A thousand figures with NaN, infinity, huge values and tiny limits are drawn in the size asked for."""
    done = _draw_in_a_process("sweep")
    assert done.returncode == 0, done.stderr[-2000:]


FAR = {
    # The pieces inside the limits are far smaller than the rounding of their far ends.
    "end outside": ([(2.5, 1e300), (3.0, 4.0)], Fraction(0), Fraction(1, 10**12)),
    "start outside": ([(3.0, 4.0), (3.5, 1e300)], Fraction(0), Fraction(1, 10**12)),
    "flat limits": ([(-2.0, 1e300), (0.0, -1.0)], Fraction(1), Fraction(1) + Fraction(1, 10**9)),
}

HOSTILE = [float("nan"), float("inf"), -float("inf"), 1e300, -1e300, 1e308, -1.7e308, 5e-324, -5e-324, 1e-300]
HOSTILE += [0.0, -0.0, 4.0, -4.0, 1e5, 3.9999999999999996, 4.000000000000001, Fraction(0), Fraction(1, 3), Fraction(4)]
HOSTILE += [Fraction(10**300), -Fraction(10**300), Fraction(1, 10**300)]

LIMITS = [(-4, 4), (0, Fraction(1, 10**12)), (-(10**21), 10**20), (1, 1 + Fraction(1, 10**9)), (0, 10**300)]
LIMITS += [(-Fraction(1, 10**300), Fraction(1, 10**300)), (Fraction(1, 3), Fraction(2, 3)), (10**17, 10**17 + 1)]


def _sweep(figures=1000):
    chance = random.Random(0)  # noqa: S311 -- figures, not secrets

    def points(x, y, most):
        return tuple((number(x), number(y)) for _ in range(chance.randint(0, most)))

    def number(of):
        if chance.random() < 0.6:
            return chance.choice(HOSTILE)
        return of.low + (of.high - of.low) * Fraction(chance.randint(-4, 28), 24)

    for _ in range(figures):
        x, y = (axis(*map(Fraction, chance.choice(LIMITS)), round_out=chance.random() < 0.3) for _ in range(2))
        symbols = [chance.choice([None, None, *"01·-"]) for _ in range(chance.randint(0, 4))]
        curves = [_line(points(x, y, 6), symbol) for symbol in symbols]
        dots = [Points(points(x, y, 3), "mark", "m", chance.choice("◆○●+=pq")) for _ in range(chance.randint(0, 2))]
        width, height = chance.choice([(80, 24), (12, 4), (13, 5), (40, 10), (11, 3), (0, 0), (1, 1), (200, 60)])
        markers = chance.choice(MARKERS)
        lines = _lines(draw(_plot(curves, dots, x, y), width, height, markers))
        if [len(line) for line in lines] != [width] * height:
            raise AssertionError((width, height, lines))
        if markers == "ascii" and not "".join(lines).isascii():
            raise AssertionError(lines)


def _not_finite():
    for bad in (float("nan"), float("inf"), -float("inf")):
        for gap in ((bad, 0.0), (0.0, bad), (bad, bad)):
            drawing = draw(_plot([_line([(-4, -2), (-2, -2), gap, (2, 2), (4, 2)])]), 85, 20, "ascii")
            cells = _cells(drawing, "*")
            left = {column for column, row in cells if abs(drawing.canvas.y_at(row) + 2) < 0.5}
            right = {column for column, row in cells if abs(drawing.canvas.y_at(row) - 2) < 0.5}
            ends = [drawing.canvas.column(x) for x in (-4, -2, 2, 4)]
            expected = [set(range(ends[0], ends[1] + 1)), set(range(ends[2], ends[3] + 1))]
            if [left, right] != expected or len(cells) != len(left) + len(right):
                raise AssertionError((gap, _lines(drawing)))


def _main(name):
    if sys.platform == "linux":
        # Where a line is filled in without end, fail at once instead of filling the memory.
        resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))
    if name == "sweep":
        _sweep()
        return
    if name == "not finite":
        _not_finite()
        return
    points, low, high = FAR[name]
    for markers in MARKERS:
        draw(_plot([_line(points)], y=axis(low, high)), 80, 24, markers)


if __name__ == "__main__":
    _main(*sys.argv[1:])
