"""Drawings: exactly as large as asked for, true to the figure, and never the end of the process.

Run as a program, this file draws hostile figures, in a process with little memory.
"""

import os
import random
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from drawings import (
    FOUR,
    LINES,
    MARKERS,
    TABLE,
    axes,
    canvas_cells,
    cells,
    chains,
    dot,
    finite,
    line,
    lines,
    plot,
    roomy,
    sizes,
)
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples

from tutor.figure import Axis, Points, Table, axis
from tutor.plotting import draw
from tutor.table_text import table_rows

if sys.platform == "linux":
    import resource


@examples(0.6)
@given(
    figure=st.builds(
        plot,
        st.lists(
            st.builds(
                line, chains, st.sampled_from(LINES), tag=st.sampled_from(["", "f", "leaky"]), slopes=st.booleans()
            ),
            max_size=4,
        ),
        st.lists(st.builds(dot, finite, finite, st.sampled_from("◆○●+=p")), max_size=3),
        axes,
        axes,
    ),
    size=sizes,
    markers=st.sampled_from(MARKERS),
)
def test_every_drawing_has_exactly_the_cells_asked_for(figure, size, markers):
    """A drawing has the size asked for, in ASCII where that is asked, and its canvas lies inside."""
    width, height = size
    drawing = draw(figure, width, height, markers)
    rows = lines(drawing)
    assert [len(row) for row in rows] == [width] * height
    if markers == "ascii":
        assert all(row.isascii() for row in rows)
    assert all(one[1:] != next_one[1:] for row in drawing.rows for one, next_one in pairwise(row))
    if drawing.canvas:
        assert drawing.canvas.left + drawing.canvas.width <= width
        assert drawing.canvas.top + drawing.canvas.height <= height


@examples(0.6)
@given(x=axes, y=axes, size=roomy, share=st.tuples(*[st.integers(0, 97).map(lambda n: Fraction(n, 97))] * 2))
def test_a_point_is_drawn_where_the_canvas_says(x, y, size, share):
    """A point is drawn in the column and row of the canvas that are nearest to it."""
    px, py = (a.low + s * (a.high - a.low) for a, s in zip((x, y), share, strict=True))
    drawing = draw(plot(points=[dot(px, py)], x=x, y=y), *size)
    canvas = drawing.canvas
    ((column, row),) = cells(drawing, "@")
    assert (column, row) == (canvas.column(px), canvas.row(py))
    half_x, half_y = ((a.high - a.low) / (n - 1) / 2 for a, n in ((canvas.x, canvas.width), (canvas.y, canvas.height)))
    assert abs(canvas.x_at(column) - px) <= float(half_x) * 1.001
    assert abs(canvas.y_at(row) - py) <= float(half_y) * 1.001


@pytest.mark.parametrize(
    ("x", "y", "seen"),
    [
        *((-4, -4, 1), (4, 4, 1), (4, -4, 1), (5e-324, -5e-324, 1)),
        *((Fraction(601, 100), 0, 0), (0, -7, 0), (1e300, 0, 0)),
        *((float("nan"), 0, 0), (0, float("inf"), 0), (-float("inf"), float("nan"), 0)),
    ],
)
def test_points_on_the_limits_are_drawn_and_those_outside_are_not(x, y, seen):
    """A point on the limits is drawn; one outside, or not finite, is not."""
    assert len(cells(draw(plot(points=[dot(x, y)]), 40, 12), "@")) == seen


def test_later_points_cover_earlier_ones_and_curves():
    """The last point at a place is the one that is seen."""
    through = line([(-4, 0), (4, 0)])
    drawing = draw(plot([through], [dot(0, 0, "a"), dot(0, 0, "b")]), 40, 11)
    assert len(cells(drawing, "b")) == 1
    assert not cells(drawing, "a")


def test_roles_are_kept_and_colour_codes_are_not():
    """Each cell keeps the role of what is drawn there, and holds no escape code."""
    drawing = draw(
        plot([line([(-4, -4), (4, 4)]), line([(-4, 4), (4, -4)], "dashed", "series-1")], [dot(0, 2, "@")]), 40, 12
    )
    roles = {
        role: {
            character
            for row in drawing.rows
            for text, r, _ in row
            if r == role
            for character in text
            if character != " "
        }
        for role in ("curve", "series-1", "mark", None)
    }
    assert roles["mark"] == {"@"}
    assert len(roles["series-1"]) >= 2
    assert len(roles["curve"]) >= 2
    assert not roles[None] & {"@", *roles["curve"], *roles["series-1"]}
    assert "\x1b" not in "".join(lines(drawing))


def test_one_drawing_leaves_nothing_behind_in_the_next():
    """A drawing depends on its figure alone, whatever was drawn before."""
    first = plot([line([(-4, -4), (4, 4)])], [dot(1, 2)])
    other = plot([line([(0, 90), (70, 3)], "dotted")], [dot(20, 30, "#")], axis(Fraction(0), Fraction(90)), y=FOUR)
    bare = plot([line([(0, 1), (2, 3)])], x=Axis(Fraction(0), Fraction(2), ()), y=Axis(Fraction(0), Fraction(3), ()))
    figures = (first, other, bare, plot())
    fresh = draw.__wrapped__  # not one that was kept
    alone = [fresh(figure, 60, 15) for figure in figures]
    draw(other, 31, 9, "ascii")
    draw(plot(), 200, 60, "block")
    assert [fresh(figure, 60, 15) for figure in reversed(figures)] == alone[::-1]
    assert not any(character.isdigit() for line in lines(alone[2]) for character in line)


def test_a_frame_that_is_used_again_is_empty():
    """A figure on the same axes as the last one shows nothing of it."""
    full, empty = plot([line([(-4, -4), (4, 4)])], [dot(1, 2)]), plot()
    before = draw.__wrapped__(empty, 60, 15)
    draw.__wrapped__(full, 60, 15)
    assert draw.__wrapped__(empty, 60, 15) == before
    assert draw.__wrapped__(full, 60, 15) != before


@pytest.mark.parametrize("shaded", [(-1, 2), (-4, 4), (0, Fraction(1, 1000))])
def test_the_shaded_columns_are_those_of_the_interval(shaded):
    """The shaded columns are those of the ends of the interval."""
    low, high = map(Fraction, shaded)
    drawing = draw(plot(points=[dot(low, 0, "a"), dot(high, 1, "b")], shaded=(low, high)), 85, 20)
    ((first, _),), ((last, _),) = cells(drawing, "a"), cells(drawing, "b")
    behind = {column for column, *_, under in canvas_cells(drawing) if under == "range"}
    assert behind == set(range(first, last + 1))


@pytest.mark.parametrize("shaded", [(-6, 2), (-1, 9), (-40, 40)])
def test_an_interval_wider_than_the_axis_is_shaded_as_far_as_the_axis_goes(shaded):
    """The shaded columns lie on the canvas, however wide the interval is."""
    drawing = draw(plot(shaded=tuple(map(Fraction, shaded))), 60, 15)
    behind = {column for column, *_, under in canvas_cells(drawing) if under == "range"}
    assert behind == set(range(min(behind), max(behind) + 1))
    ends = (max(Fraction(shaded[0]), FOUR.low), min(Fraction(shaded[1]), FOUR.high))
    assert (min(behind), max(behind)) == tuple(map(drawing.canvas.column, ends))


@pytest.mark.parametrize("size", [(11, 24), (80, 3), (0, 0), (1, 1), (0, 5), (5, 0)])
def test_without_room_for_a_frame_there_are_blanks(size):
    """Without room for a frame, a drawing is blank and has no canvas."""
    drawing = draw(plot([line([(-4, -4), (4, 4)])]), *size)
    assert lines(drawing) == [" " * size[0]] * size[1]
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
    curve = line([(Fraction(-4), y.low), (Fraction(0), y.low), (Fraction(4), y.high)])
    rows = lines(draw(plot([curve], y=y), 60, 12))
    assert [len(row) for row in rows] == [60] * 12
    assert capfd.readouterr() == ("", "")


def test_a_canvas_that_is_one_number_wide_in_floating_point_still_has_columns():
    """A canvas whose limits are one float has shaded columns inside it."""
    narrow = axis(Fraction(0), Fraction(1, 10**400))
    drawing = draw(plot(x=narrow, shaded=(narrow.low, narrow.high)), 60, 12)
    assert any(under == "range" for *_, under in canvas_cells(drawing))


@pytest.mark.parametrize("height", [1, 3, 8])
def test_a_table_has_exactly_the_cells_asked_for(height):
    """A table fills the size asked for."""
    rows = lines(draw(TABLE, 30, height))
    assert [len(row) for row in rows] == [30] * height


def test_an_ascii_table_is_pure_ascii():
    """With ASCII markers, a table is ASCII alone."""
    table = Table(("x", "a"), (("−3", "≈0.33333"), ("2", "·")), "z ≤ 0")
    assert all(row.isascii() for row in lines(draw(table, 40, 3, "ascii")))


def test_an_ascii_table_has_its_powers_of_ten_and_its_columns():
    """In ASCII, powers of ten are written with an e, and the columns stay where they are."""
    table = Table(("x", "a", "b"), (("0", "≈8.2·10⁻⁹", "one"), ("2", "·", "two")), "slopes")
    (_, small, _), fancy = (lines(draw(table, 40, 3, markers)) for markers in ("ascii", "braille"))
    assert small.split() == ["0", "~8.2e-9", "one"]
    assert small.index("one") == fancy[1].index("one")


def test_a_table_is_aligned_with_its_numbers_to_the_right():
    """The numbers of a column end at the same place."""
    numbers = ("−10", "0.25", "7/3", "≈0.33333", "≈−4.5·10⁻¹²", "1000000000")
    rows = table_rows(Table(("unit", "a", "b"), tuple((f"unit {i}", n, n) for i, n in enumerate(numbers)), ""), 80)
    assert len({row.rindex(n) + len(n) for row, n in zip(rows[1:], numbers, strict=True)}) == 1
    assert len({row.index(n) + len(n) for row, n in zip(rows[1:], numbers, strict=True)}) == 1


def test_columns_are_two_blanks_apart_at_any_width():
    """There are two blanks between columns, also where a column has to follow below."""
    table = Table(("x", "y", "z"), (("1", "2", "3"),), "")
    assert table_rows(table, 7) == ["x  y  z", "1  2  3"]
    assert table_rows(table, 6) == ["x  y", "1  2", "", "x  z", "1  3"]


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
        kinds = [chance.choice(LINES) for _ in range(chance.randint(0, 4))]
        curves = [line(points(x, y, 6), kind, tag=chance.choice(["", "f"])) for kind in kinds]
        dots = [Points(points(x, y, 3), "mark", "m", chance.choice("◆○●+=pq")) for _ in range(chance.randint(0, 2))]
        width, height = chance.choice([(80, 24), (12, 4), (13, 5), (40, 10), (11, 3), (0, 0), (1, 1), (200, 60)])
        markers = chance.choice(MARKERS)
        rows = lines(draw(plot(curves, dots, x, y), width, height, markers))
        if [len(row) for row in rows] != [width] * height:
            raise AssertionError((width, height, rows))
        if markers == "ascii" and not "".join(rows).isascii():
            raise AssertionError(rows)


def _not_finite():
    for bad in (float("nan"), float("inf"), -float("inf")):
        for gap in ((bad, 0.0), (0.0, bad), (bad, bad)):
            drawing = draw(plot([line([(-4, -2), (-2, -2), gap, (2, 2), (4, 2)])]), 85, 20, "ascii")
            found = cells(drawing, "*")
            left = {column for column, row in found if abs(drawing.canvas.y_at(row) + 2) < 0.5}
            right = {column for column, row in found if abs(drawing.canvas.y_at(row) - 2) < 0.5}
            ends = [drawing.canvas.column(x) for x in (-4, -2, 2, 4)]
            expected = [set(range(ends[0], ends[1] + 1)), set(range(ends[2], ends[3] + 1))]
            if [left, right] != expected or len(found) != len(left) + len(right):
                raise AssertionError((gap, lines(drawing)))


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
        draw(plot([line(points)], y=axis(low, high)), 80, 24, markers)


if __name__ == "__main__":
    _main(*sys.argv[1:])


@pytest.mark.parametrize("width", [*range(20, 60, 5)])
def test_columns_that_belong_together_are_not_parted(width):
    """A number and its gradient stand in one block wherever one block holds both."""
    header = ("", "w", "dL/dw", "b", "dL/db", "v", "dL/dv", "why 0")
    table = Table(header, (("unit 0", *(["−1/2"] * 6), "always off"),), "", together=2)
    heads = [each for each in table_rows(table, width) if "dL" in each or "why" in each]
    assert [name for head in heads for name in head.split() if name not in {"why", "0"}] == [*header[1:7]]
    for head in heads:
        names = head.replace("why 0", "").split()
        assert names[::2] == [name.removeprefix("dL/d") for name in names[1::2]]


@pytest.mark.parametrize("width", [20, 30, 37])
@pytest.mark.parametrize(
    "table",
    [
        Table(("", "verdict"), (("unit 0", "dead on the data and the range"), ("unit 1", "active")), ""),
        Table(("what became of them", "networks"), (("anything else, at no plateau", "950"), ("fits", "50")), ""),
    ],
    ids=["long verdict", "long name"],
)
def test_words_that_have_no_room_are_broken_and_no_cell_is_lost(table, width):
    """Every line of a table fits, and every word and number of it is there, however narrow it is."""
    lines = table_rows(table, width)
    assert max(map(len, lines)) <= width
    assert sorted(" ".join(lines).split()) == sorted(
        word for row in (table.header, *table.rows) for cell in row for word in cell.split()
    )
