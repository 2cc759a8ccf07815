"""Figures as rows of text: the frame, its numbers, and the curves and points in it, cell by cell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from tutor.canvas import Canvas, fitted
from tutor.figure import Axis, Curve, Ground, Line, Plot, Points, Role, Table
from tutor.fine_lines import ASCII, Markers, fine_lines
from tutor.rational import POWER, show, with_e

Under = Literal["range", "below", "above"]
"""What is behind a cell: the range that is set off, or one of the two sides of a filled plane."""

Stretch = tuple[str, Role | None, Under | None]
"""A piece of a row, the role that gives it its colour, None for frame and numbers, and what is behind it."""

_ASCII = str.maketrans("◆○●◉△▲·−≈≤≥×┊─│┌┐└┘┬┤├┴┼₀₁₂₃₄₅₆₇₈₉", "%o@@^A.-~<>x:-|+++++++++0123456789")

_NUMERIC = re.compile(rf"|·|[<−≈ ]*[\d.,/−]+(?:{POWER.pattern})?")
"""A cell with a number, or with the sign that there is none."""

_MOST_SLOPES = 12
"""A curve of more pieces has its slopes in the table alone."""

_LEAST_CANVAS = 24
"""Columns of the plot itself that tags at the ends of lines leave."""


def _in_ascii(line: str) -> str:
    """A row, in as many characters: a power of ten as `e-9`, since a dot stands for what is inactive."""
    return POWER.sub(lambda power: with_e(power[0]).ljust(len(power[0])), line).translate(_ASCII)


class Entry(NamedTuple):
    """An entry of the legend: what a curve or a point looks like, what it is, and its role."""

    sample: str
    label: str
    role: Role


_SAMPLES: dict[Line, str] = {
    "solid": "─",
    "thick": "━",
    "dashed": "╌╌",
    "dotted": "┈┈",
    "dash-dot": "─·",
    "long-dash": "─ ─",
    "dash-dot-dot": "─··",
}


def legend(plot: Plot, markers: Markers) -> tuple[Entry, ...]:
    """What each curve and each kind of point of a plot stands for. What is drawn as its own name has no entry."""
    lines = [
        Entry(2 * ASCII[curve.line] if markers == "ascii" else _SAMPLES[curve.line], curve.label, curve.role)
        for curve in plot.curves
    ]
    signs = [
        Entry(_in_ascii(each.symbol) if markers == "ascii" else each.symbol, each.label, each.role)
        for each in plot.points
    ]
    return tuple(entry for entry in (*lines, *signs) if entry.label not in {"", entry.sample})


@dataclass(frozen=True)
class Drawing:
    """A drawn figure: rows of stretches, each row exactly as wide as requested.

    Attributes:
        canvas: None for a table.
    """

    rows: tuple[tuple[Stretch, ...], ...]
    canvas: Canvas | None = None


@lru_cache(maxsize=16)  # a knob turned to and fro, an undo, another view and back; several figures are shown at once
def draw(figure: Plot | Table, width: int, height: int, markers: Markers = "braille") -> Drawing:
    """The figure in exactly width × height cells; empty where a frame does not fit."""
    if isinstance(figure, Table):
        lines = [line[:width].ljust(width) for line in table_rows(figure, width)[:height]]
        lines += [" " * width] * (height - len(lines))
        return Drawing(tuple(((_in_ascii(line) if markers == "ascii" else line, None, None),) for line in lines))
    if width < 12 or height < 4:
        return Drawing(tuple(((" " * width, None, None),) for _ in range(height)))
    tags = tuple(curve.tag for curve in figure.curves if curve.tag)
    frame, canvas = _framed(figure.x, figure.y, figure.asked, _gutter(tags, width, height), width, height)
    cells = frame.copy()
    _draw_curves(cells, canvas, figure, markers)
    for points in figure.points:
        _draw_points(cells, canvas, points)
    _tag(cells, canvas, figure.curves)
    for curve in figure.curves:
        if curve.slopes:
            _write_slopes(cells, canvas, curve)
    _shade(cells, canvas, figure, markers)
    return Drawing(cells.rows(markers), canvas)


@dataclass(frozen=True)
class _Cells:
    """The cells drawn so far: for each a character, its role and what is behind it, row by row."""

    characters: list[list[str]]
    roles: list[list[Role | None]]
    under: list[list[Under | None]]

    @classmethod
    def blank(cls, width: int, height: int) -> "_Cells":
        """Nothing drawn yet."""
        return cls(
            [[" "] * width for _ in range(height)],
            [[None] * width for _ in range(height)],
            [[None] * width for _ in range(height)],
        )

    def copy(self) -> "_Cells":
        """A copy to draw on."""
        return _Cells(*([row[:] for row in each] for each in (self.characters, self.roles, self.under)))

    def put(self, row: int, column: int, text: str, role: Role | None) -> None:
        """Text from a cell on to the right, over what was there."""
        self.characters[row][column : column + len(text)] = text
        self.roles[row][column : column + len(text)] = [role] * len(text)

    def free(self, row: int, column: int, width: int) -> bool:
        """Whether nothing is drawn in some cells of a row."""
        return self.characters[row][column : column + width] == [" "] * width

    def rows(self, markers: Markers) -> tuple[tuple[Stretch, ...], ...]:
        """Rows in which neighbouring cells that look alike are one stretch. A blank joins the stretch before it."""
        return tuple(tuple(self._runs(row, markers)) for row in range(len(self.characters)))

    def _runs(self, row: int, markers: Markers) -> Iterator[Stretch]:
        text, roles, under = "".join(self.characters[row]), self.roles[row], self.under[row]
        text = _in_ascii(text) if markers == "ascii" else text
        start, current, behind = 0, roles[0], under[0]
        for column, role in enumerate(roles):
            if under[column] != behind or (role != current and text[column] != " "):
                if under[column] != behind or text[start:column].strip():
                    if start < column:
                        yield text[start:column], current, behind
                    start = column
                current, behind = role, under[column]
        yield text[start:], current, behind


@lru_cache(maxsize=16)  # the axes stay while a knob turns
def _framed(
    x: Axis, y: Axis, asked: tuple[Fraction, ...], right: int, width: int, height: int
) -> tuple[_Cells, Canvas]:
    """The frame and its numbers: those along y get the room they need, those along x stand where they fit.

    Args:
        right: columns to be left for the tags, right of the frame.
    """
    cells = _Cells.blank(width, height)
    y = fitted(_drawable(y), height - 3, 2 if height > 8 else 1)
    left = min(width - 3, max((len(show(tick)) for tick in y.ticks), default=0))
    inner = max(1, width - left - right - 2)
    x = _drawable(x)
    longest = max((len(show(tick)) for tick in x.ticks), default=1)
    within = [tick for tick in asked if x.low <= tick <= x.high]
    canvas = Canvas(left + 1, 1, inner, height - 3, fitted(x, inner, _apart(longest)), y)
    bottom, edge = canvas.top + canvas.height, canvas.left + inner
    cells.put(0, left, f"┌{'─' * inner}┐", None)
    for row in range(canvas.top, bottom):
        cells.put(row, left, "│", None)
        cells.put(row, edge, "│", None)
    cells.put(bottom, left, f"└{'─' * inner}┘", None)
    for tick in y.ticks:
        cells.put(canvas.row(tick), 0, f"{show(tick)[:left]:>{left}}┤", None)
    for tick in within:
        _number(cells, canvas, tick, "mark")
    for tick in canvas.x.ticks:
        if tick not in within:
            _number(cells, canvas, tick, None)
    return cells, canvas


def _apart(longest: int) -> int:
    """Columns from one number along x to the next, so that no two touch, though the outer ones are moved inwards."""
    return max(6, longest + 1 + max(0, longest // 2 - 1))


def _number(cells: _Cells, canvas: Canvas, tick: Fraction, role: Role | None) -> None:
    """A tick on the lower edge, and its number below, unless another number is in the way."""
    column, label, bottom, width = canvas.column(tick), show(tick), canvas.top + canvas.height, len(cells.roles[0])
    cells.put(bottom, column, "┬", role)
    start = max(0, min(column - (len(label) - 1) // 2, width - len(label)))
    if len(label) <= width and cells.free(
        bottom + 1, max(0, start - 1), len(label) + (start > 0) + (start + len(label) < width)
    ):
        cells.put(bottom + 1, start, label, role)


def _draw_curves(cells: _Cells, canvas: Canvas, plot: Plot, markers: Markers) -> None:
    joined = (Curve(points.points, points.role, "") for points in plot.points if points.joined)
    curves = (*plot.curves, *joined)
    for row, column, text, role in fine_lines(curves, (canvas.x, canvas.y), (canvas.width, canvas.height), markers):
        cells.characters[canvas.top + row][canvas.left + column] = text
        cells.roles[canvas.top + row][canvas.left + column] = role


def _draw_points(cells: _Cells, canvas: Canvas, points: Points) -> None:
    """Points within the limits; NaN never is."""
    low_x, high_x, low_y, high_y = map(float, (canvas.x.low, canvas.x.high, canvas.y.low, canvas.y.high))
    for x, y in points.points:
        if low_x <= float(x) <= high_x and low_y <= float(y) <= high_y:
            cells.put(canvas.row(y), canvas.column(x), points.symbol, points.role)


def _gutter(tags: Sequence[str], width: int, height: int) -> int:
    """The columns right of the frame that the tags take up, each with a blank before it; 0 where there is no room."""
    room = max(map(len, tags), default=0) + 1
    columns = -(-len(tags) // max(1, height - 3))
    return room * columns if tags and width - room * columns >= _LEAST_CANVAS else 0


def _tag(cells: _Cells, canvas: Canvas, curves: tuple[Curve, ...]) -> None:
    """Write the tags beside the ends of their curves, in their order from above; none covers another."""
    start = canvas.left + canvas.width + 1
    ends = sorted(((_end(curve, canvas), i) for i, curve in enumerate(curves) if curve.tag))
    if not ends or start >= len(cells.roles[0]):
        return
    room = max(len(curve.tag) for curve in curves) + 1
    columns = max(1, (len(cells.roles[0]) - start) // room)
    wanted = [ends[i : i + columns] for i in range(0, len(ends), columns)]
    rows: list[int] = []
    for group in wanted:
        rows.append(max(group[0][0], rows[-1] + 1 if rows else canvas.top))
    lowest = canvas.top + canvas.height
    for i in reversed(range(len(rows))):
        lowest = rows[i] = min(rows[i], lowest - 1)
    for row, group in zip(rows, wanted, strict=True):
        for place, (_, i) in enumerate(group):
            cells.put(row, start + 1 + place * room, curves[i].tag, curves[i].role)


def _end(curve: Curve, canvas: Canvas) -> int:
    """The row in which a curve ends, or which is nearest to its end."""
    heights = [y for _, y in curve.points if y == y]  # noqa: PLR0124 -- NaN is not
    if not heights:
        return canvas.top
    low, high = canvas.y.low, canvas.y.high
    return canvas.row(min(max(heights[-1], low), high))


def _write_slopes(cells: _Cells, canvas: Canvas, curve: Curve) -> None:
    """Write the slope of each piece above or below its middle, where that covers nothing."""
    pieces = _pieces(curve, canvas)
    if len(pieces) > _MOST_SLOPES:
        return
    for start, end, slope in pieces:
        columns = canvas.column(end[0]) - canvas.column(start[0])
        column = canvas.column((start[0] + end[0]) / 2)
        row = canvas.row((start[1] + end[1]) / 2)
        texts = (f"slope {slope}", slope)
        places = (
            (text, near)
            for text in texts
            if len(text) <= columns + 4
            for near in _near(text, column, row, start[1] < end[1])
        )
        for text, (at_row, at) in places:
            inside = canvas.top <= at_row < canvas.top + canvas.height
            inside = inside and canvas.left <= at - 1 and at + len(text) < canvas.left + canvas.width
            if inside and cells.free(at_row, at - 1, len(text) + 2):
                cells.put(at_row, at, text, None)
                break


def _near(text: str, column: int, row: int, rising: bool) -> Iterator[tuple[int, int]]:
    """Row and column of the first cell of a text at places beside a line, from the best on."""
    middle = column - len(text) // 2
    for by in (1, 2):
        yield row - by, middle
        yield row + by, middle
    left, right = column - len(text) - 2, column + 3
    for by in (0, 1, 2):
        yield row - by, left if rising else right
        yield row + by, right if rising else left


def _pieces(curve: Curve, canvas: Canvas) -> list[tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction], str]]:
    """The part of each piece within the limits, both ends, and its slope as text; pieces of one slope are joined."""
    found: list[tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction], Fraction]] = []
    for (x0, y0), (x1, y1) in pairwise(curve.points):
        slope = Fraction(y1 - y0) / Fraction(x1 - x0)
        if found and found[-1][2] == slope:
            found[-1] = (found[-1][0], (Fraction(x1), Fraction(y1)), slope)
        else:
            found.append(((Fraction(x0), Fraction(y0)), (Fraction(x1), Fraction(y1)), slope))
    seen = []
    for (x0, y0), (x1, _), slope in found:
        low, high = max(x0, canvas.x.low), min(x1, canvas.x.high)
        if slope:
            at = sorted(x0 + (y - y0) / slope for y in (canvas.y.low, canvas.y.high))
            low, high = max(low, at[0]), min(high, at[1])
        elif not canvas.y.low <= y0 <= canvas.y.high:
            continue
        if low < high:
            seen.append(((low, y0 + slope * (low - x0)), (high, y0 + slope * (high - x0)), show(slope)))
    return seen


def _shade(cells: _Cells, canvas: Canvas, plot: Plot, markers: Markers) -> None:
    """Fill what is behind the cells, in colour and, for those who see none, with signs in blank cells."""
    rows = range(canvas.top, canvas.top + canvas.height)
    if plot.shaded is not None:
        low, high = (min(max(end, plot.x.low), plot.x.high) for end in plot.shaded)
        first, last = canvas.column(low), canvas.column(high)
        for row in rows:
            cells.under[row][first : last + 1] = ["range"] * (last + 1 - first)
            for column in (first, last):
                if cells.characters[row][column] == " ":
                    cells.put(row, column, "┊", None)
    if plot.ground is not None:
        sign = "'" if markers == "ascii" else "·"
        for row in rows:
            _fill(cells, canvas, plot.ground, row, sign)


def _fill(cells: _Cells, canvas: Canvas, ground: Ground, row: int, sign: str) -> None:
    x0, x1, y0, y1 = map(float, ground.box)
    many = len(ground.rows) - 1
    height = round((canvas.y_at(row) - y0) / (y1 - y0) * many)
    if not 0 <= height <= many:
        return
    samples = ground.rows[height]
    last, step = len(samples) - 1, (len(samples) - 1) / (x1 - x0)
    for column in range(canvas.left, canvas.left + canvas.width):
        at = round((canvas.x_at(column) - x0) * step)
        if 0 <= at <= last:
            cells.under[row][column] = "above" if samples[at] else "below"
            if samples[at] and (column + 2 * row) % 4 == 0 and cells.characters[row][column] == " ":
                cells.put(row, column, sign, "trace")


def _drawable(axis: Axis) -> Axis:
    """The axis, widened where its ends are one number, or nearly so, in floating point."""
    low, high = float(axis.low), float(axis.high)
    if high - low > 1e-9 * max(1e-9, abs(low), abs(high)):
        return axis
    room = Fraction(max(1.0, abs(low))) / 1000
    return Axis(axis.low - room, axis.high + room, ())


def table_rows(table: Table, width: int) -> list[str]:
    """The table as lines with aligned columns, two blanks apart, numbers to the right.

    Columns for which there is no room follow below, with the first column beside them again.
    """
    cells = [table.header, *table.rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(table.header))]
    words = [any(not _NUMERIC.fullmatch(row[i]) for row in table.rows) for i in range(len(widths))]
    blocks = [
        [
            "  ".join(row[i].ljust(widths[i]) if words[i] else row[i].rjust(widths[i]) for i in columns).rstrip()
            for row in cells
        ]
        for columns in _side_by_side(widths, width)
    ]
    return [line for i, block in enumerate(blocks) for line in ([""] * (i > 0) + block)]


def _side_by_side(widths: list[int], width: int) -> list[list[int]]:
    """Which columns stand beside each other: the first in each block, and as many more as there is room for."""
    blocks: list[list[int]] = []
    used = 0
    for column in range(1, len(widths)):
        used += 2 + widths[column]
        if not blocks or used > width:
            blocks.append([0])
            used = widths[0] + 2 + widths[column]
        blocks[-1].append(column)
    return blocks or [[0]]
