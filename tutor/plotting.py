"""Figures as rows of text: the frame, its numbers, and the curves and points in it, cell by cell."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import groupby, pairwise

from tutor.figure import Axis, Curve, Plot, Point, Role, Table
from tutor.fine_lines import Markers, fine_lines
from tutor.rational import POWER, Real, show, with_e

Stretch = tuple[str, Role | None]
"""A piece of a row, and the role that gives it its colour; None for frame and numbers."""

_ASCII = str.maketrans("◆○●◉·−≈≤≥×┊─│┌┐└┘┬┤├┴┼₀₁₂₃₄₅₆₇₈₉", "%o@@.-~<>x:-|+++++++++0123456789")

_NUMERIC = re.compile(rf"|·|[−≈]*[\d./−]+(?:{POWER.pattern})?")
"""A cell with a number, or with the sign that there is none."""


def _in_ascii(line: str) -> str:
    """A row, in as many characters: a power of ten as `e-9`, since a dot stands for what is inactive."""
    return POWER.sub(lambda power: with_e(power[0]).ljust(len(power[0])), line).translate(_ASCII)


@dataclass(frozen=True)
class Canvas:
    """Where the plot itself lies inside the drawing, in cells, and which x and y its edges are."""

    left: int
    top: int
    width: int
    height: int
    x: Axis
    y: Axis

    def column(self, x: Real) -> int:
        """The column of the drawing in which x lies."""
        span = float(self.x.high) - float(self.x.low)
        return self.left + math.floor((float(x) - float(self.x.low)) / span * (self.width - 1) + 0.5)

    def row(self, y: Real) -> int:
        """The row of the drawing in which y lies."""
        span = float(self.y.high) - float(self.y.low)
        return self.top + math.floor((float(self.y.high) - float(y)) / span * (self.height - 1) + 0.5)

    def x_at(self, column: int) -> float:
        """The x at the middle of a column."""
        share = (column - self.left) / max(1, self.width - 1)
        return float(self.x.low) + share * (float(self.x.high) - float(self.x.low))

    def y_at(self, row: int) -> float:
        """The y at the middle of a row."""
        share = (row - self.top) / max(1, self.height - 1)
        return float(self.y.high) - share * (float(self.y.high) - float(self.y.low))


@dataclass(frozen=True)
class Drawing:
    """A drawn figure: rows of stretches, each row exactly as wide as requested.

    Attributes:
        canvas: None for a table.
        shaded: the columns of the interval that is set off, first and last.
    """

    rows: tuple[tuple[Stretch, ...], ...]
    canvas: Canvas | None = None
    shaded: tuple[int, int] | None = None


@lru_cache(maxsize=8)  # a knob turned to and fro, an undo, another view and back
def draw(figure: Plot | Table, width: int, height: int, markers: Markers = "braille") -> Drawing:
    """The figure in exactly width × height cells; empty where a frame does not fit."""
    if isinstance(figure, Table):
        lines = [line[:width].ljust(width) for line in table_rows(figure, width)[:height]]
        lines += [" " * width] * (height - len(lines))
        return Drawing(tuple(((_in_ascii(line) if markers == "ascii" else line, None),) for line in lines))
    if width < 12 or height < 4:
        return Drawing(tuple(((" " * width, None),) for _ in range(height)))
    plot = replace(figure, x=_drawable(figure.x), y=_drawable(figure.y))
    frame, canvas = _framed(plot.x, plot.y, width, height)
    cells = frame.copy()
    _draw_curves(cells, canvas, plot.curves, markers)
    for points in plot.points:
        _draw_points(cells, canvas, points.points, points.symbol, points.role)
    shaded = _shaded(plot, canvas)
    for column in shaded or ():
        for row in range(canvas.top, canvas.top + canvas.height):
            if cells.characters[row][column] == " ":  # shading alone needs colour
                cells.put(row, column, "┊", None)
    return Drawing(cells.rows(markers), canvas, shaded)


@dataclass(frozen=True)
class _Cells:
    """The cells drawn so far: a character and a role for each, row by row."""

    characters: list[list[str]]
    roles: list[list[Role | None]]

    @classmethod
    def blank(cls, width: int, height: int) -> "_Cells":
        """Nothing drawn yet."""
        return cls([[" "] * width for _ in range(height)], [[None] * width for _ in range(height)])

    def copy(self) -> "_Cells":
        """A copy to draw on."""
        return _Cells([row[:] for row in self.characters], [row[:] for row in self.roles])

    def put(self, row: int, column: int, text: str, role: Role | None) -> None:
        """Text from a cell on to the right, over what was there."""
        self.characters[row][column : column + len(text)] = text
        self.roles[row][column : column + len(text)] = [role] * len(text)

    def rows(self, markers: Markers) -> tuple[tuple[Stretch, ...], ...]:
        """Rows in which neighbouring cells of one role are one stretch. A blank joins the stretch before it."""
        return tuple(tuple(self._runs(row, markers)) for row in range(len(self.characters)))

    def _runs(self, row: int, markers: Markers) -> Iterable[Stretch]:
        text, roles = "".join(self.characters[row]), self.roles[row]
        text = _in_ascii(text) if markers == "ascii" else text
        start, current = 0, roles[0]
        for column, role in enumerate(roles):
            if role != current and text[column] != " ":
                if text[start:column].strip():
                    yield text[start:column], current
                    start = column
                current = role
        yield text[start:], current


@lru_cache(maxsize=8)  # the axes stay while a knob turns
def _framed(x: Axis, y: Axis, width: int, height: int) -> tuple[_Cells, Canvas]:
    """The frame and its numbers: those along y get the room they need, those along x stand where they fit."""
    cells = _Cells.blank(width, height)
    ticks = _thinned(y.ticks, (height - 2) // 2)
    gutter = min(width - 3, max((len(show(tick)) for tick in ticks), default=0))
    canvas = Canvas(gutter + 1, 1, width - gutter - 2, height - 3, x, y)
    bottom = canvas.top + canvas.height
    cells.put(0, gutter, f"┌{'─' * canvas.width}┐", None)
    for row in range(canvas.top, bottom):
        cells.put(row, gutter, "│", None)
        cells.put(row, width - 1, "│", None)
    cells.put(bottom, gutter, f"└{'─' * canvas.width}┘", None)
    for tick in ticks:
        cells.put(canvas.row(tick), 0, f"{show(tick)[:gutter]:>{gutter}}┤", None)
    free = 0
    for tick in _thinned(x.ticks, (width - 6) // 7):
        column, label = canvas.column(tick), show(tick)
        cells.put(bottom, column, "┬", None)
        start = max(canvas.left, min(column - (len(label) - 1) // 2, width - len(label)))
        if free <= start <= width - len(label):
            cells.put(bottom + 1, start, label, None)
            free = start + len(label) + 1
    return cells, canvas


def _draw_curves(cells: _Cells, canvas: Canvas, curves: tuple[Curve, ...], markers: Markers) -> None:
    """Curves with a symbol of their own take turns column by column; fine ones that follow each other are one layer."""
    dotted = [curve for curve in curves if curve.symbol]
    for symbol, layer in groupby(curves, key=lambda curve: curve.symbol):
        if symbol is None:
            lines = fine_lines(layer, (canvas.x, canvas.y), (canvas.width, canvas.height), markers)
            for row, column, text, role in lines:
                cells.put(canvas.top + row, canvas.left + column, text, role)
            continue
        for curve in layer:
            every = range(dotted.index(curve), canvas.width, max(2, len(dotted)))
            _draw_points(cells, canvas, _sampled(curve, canvas, every), symbol, curve.role)


def _draw_points(cells: _Cells, canvas: Canvas, points: Iterable[Point], symbol: str, role: Role) -> None:
    """Points within the limits; NaN never is."""
    low_x, high_x, low_y, high_y = map(float, (canvas.x.low, canvas.x.high, canvas.y.low, canvas.y.high))
    for x, y in points:
        if low_x <= float(x) <= high_x and low_y <= float(y) <= high_y:
            cells.put(canvas.row(y), canvas.column(x), symbol, role)


@lru_cache(maxsize=32)  # while a knob turns, most curves with a symbol stay: those of the activations, the fold before
def _sampled(curve: Curve, canvas: Canvas, every: range) -> tuple[tuple[float, float], ...]:
    """The curve at some of the columns. Curves that coincide take different ones, so that each can be seen."""
    corners = [(float(x), float(y)) for x, y in curve.points]
    found = []
    for at in (canvas.x_at(canvas.left + column) for column in every):
        for (x0, y0), (x1, y1) in pairwise(corners):
            if x0 <= at <= x1 and x0 < x1:
                found.append((at, y0 + (at - x0) / (x1 - x0) * (y1 - y0)))
                break
    return tuple(found)


def _drawable(axis: Axis) -> Axis:
    """The axis, widened where its ends are one number, or nearly so, in floating point."""
    low, high = float(axis.low), float(axis.high)
    if high - low > 1e-9 * max(1e-9, abs(low), abs(high)):
        return axis
    room = Fraction(max(1.0, abs(low))) / 1000
    return Axis(axis.low - room, axis.high + room, ())


def _shaded(plot: Plot, canvas: Canvas) -> tuple[int, int] | None:
    """The columns of the interval that is set off, as far as they lie in the canvas."""
    if plot.shaded is None:
        return None
    low, high = (min(max(end, plot.x.low), plot.x.high) for end in plot.shaded)
    return canvas.column(float(low)), canvas.column(float(high))


def _thinned(ticks: tuple[Fraction, ...], room: int) -> tuple[Fraction, ...]:
    """Every second, third, … tick, so that no more than there is room for remain; 0 stays if it is one of them."""
    every = max(1, -(-len(ticks) // max(1, room)))
    start = ticks.index(Fraction(0)) % every if 0 in ticks else 0
    return ticks[start::every]


def table_rows(table: Table, width: int) -> list[str]:
    """The table as lines with aligned columns, numbers to the right; columns move closer where it is narrow.

    Columns for which there is no room at all follow below, with the first column beside them again.
    """
    cells = [table.header, *table.rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(table.header))]
    gap = "  " if sum(widths) + 2 * (len(widths) - 1) <= width else " "
    words = [any(not _NUMERIC.fullmatch(row[i]) for row in table.rows) for i in range(len(widths))]
    blocks = [
        [
            gap.join(row[i].ljust(widths[i]) if words[i] else row[i].rjust(widths[i]) for i in columns).rstrip()
            for row in cells
        ]
        for columns in _side_by_side(widths, width, len(gap))
    ]
    return [line for i, block in enumerate(blocks) for line in ([""] * (i > 0) + block)]


def _side_by_side(widths: list[int], width: int, gap: int) -> list[list[int]]:
    """Which columns stand beside each other: the first in each block, and as many more as there is room for."""
    blocks: list[list[int]] = []
    used = 0
    for column in range(1, len(widths)):
        used += gap + widths[column]
        if not blocks or used > width:
            blocks.append([0])
            used = widths[0] + gap + widths[column]
        blocks[-1].append(column)
    return blocks or [[0]]
