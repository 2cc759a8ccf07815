"""Draw a figure as rows of text: the one module that knows plotext.

plotext 6 aborts the process on NaN or infinite values, and fills lines in before it clips them (a steep line took
20 s). So everything is clipped to the limits here first, and only finite numbers with low < high get through.
It keeps its figure in one global: draw from the interface's thread only.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any, Literal, get_args

import plotext as plt

from tutor.figure import Axis, Curve, Plot, Point, Role, Table
from tutor.rational import show

Markers = Literal["braille", "block", "ascii"]
"""What fine lines are drawn with. Braille is finest; some fonts align it badly, and some terminals lack it."""

Run = tuple[str, Role | None]
"""A piece of a row, and the role that gives it its colour; None for frame and numbers."""

_FINE: dict[Markers, str] = {"braille": "braille", "block": "hd", "ascii": "*"}
_ASCII = str.maketrans("◆○●◉·−≈≤≥×┊─│┌┐└┘┬┤├┴┼₀₁₂₃₄₅₆₇₈₉", "%o@@.-~<>x:-|+++++++++0123456789")
_ROLES: tuple[Role, ...] = get_args(Role)
_FIRST_COLOUR = 100
"""plotext colours each role with a number of its own from here on; they are read back as roles, never shown."""

_NUMERIC = re.compile(r"|·|[−≈]*[\d./e+−]+")
"""A cell with a number, or with the sign that there is none."""

_ANSI = re.compile(r"\x1b\[([\d;]*)m")
_ROLE_CODE = re.compile(r"38;5;(\d+)")


@dataclass(frozen=True)
class Canvas:
    """Where the plot itself lies inside the drawing, in cells, and which x and y its edges are."""

    left: int
    top: int
    width: int
    height: int
    x: Axis
    y: Axis

    def column(self, x: float) -> int:
        """The column of the drawing in which x lies."""
        span = float(self.x.high - self.x.low)
        return self.left + round((float(x) - float(self.x.low)) / span * (self.width - 1))

    def x_at(self, column: int) -> float:
        """The x at the middle of a column."""
        share = (column - self.left) / max(1, self.width - 1)
        return float(self.x.low) + share * float(self.x.high - self.x.low)

    def y_at(self, row: int) -> float:
        """The y at the middle of a row."""
        share = (row - self.top) / max(1, self.height - 1)
        return float(self.y.high) - share * float(self.y.high - self.y.low)


@dataclass(frozen=True)
class Drawing:
    """A drawn figure: rows of runs, each row exactly as wide as was asked for.

    Attributes:
        canvas: None for a table.
        shaded: the columns of the interval that is set off, first and last.
    """

    rows: tuple[tuple[Run, ...], ...]
    canvas: Canvas | None = None
    shaded: tuple[int, int] | None = None


def draw(figure: Plot | Table, width: int, height: int, markers: Markers = "braille") -> Drawing:
    """The figure in exactly width × height cells; in nothing where there is no room for a frame."""
    if isinstance(figure, Table):
        lines = [line[:width].ljust(width) for line in table_rows(figure, width)[:height]]
        lines += [" " * width] * (height - len(lines))
        return Drawing(tuple(((line.translate(_ASCII) if markers == "ascii" else line, None),) for line in lines))
    if width < 12 or height < 4:
        return Drawing(tuple(((" " * width, None),) for _ in range(height)))
    plot = replace(figure, x=_drawable(figure.x), y=_drawable(figure.y))
    text = _with_plotext(plot, width, height, markers)
    rows = tuple(tuple(_runs(line)) for line in text.split("\n"))
    if markers == "ascii":
        rows = tuple(tuple((run.translate(_ASCII), role) for run, role in row) for row in rows)
    canvas = _canvas(plot, text, height)
    shaded = _shaded(plot, canvas)
    if shaded:
        end = ":" if markers == "ascii" else "┊"
        inside = range(canvas.top, canvas.top + canvas.height)
        rows = tuple(_with_ends(row, shaded, end) if y in inside else row for y, row in enumerate(rows))
    return Drawing(rows, canvas, shaded)


def _with_ends(row: tuple[Run, ...], columns: tuple[int, int], end: str) -> tuple[Run, ...]:
    """The row with both ends of the shaded interval marked where nothing is drawn: shading alone needs colour."""
    marked, x = [], 0
    for text, role in row:
        at = [column - x for column in columns if 0 <= column - x < len(text) and text[column - x] == " "]
        marked.append(
            ("".join(end if i in at else character for i, character in enumerate(text)) if at else text, role)
        )
        x += len(text)
    return tuple(marked)


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


def table_rows(table: Table, width: int) -> list[str]:
    """The table as lines with aligned columns, numbers to the right; columns move closer where it is narrow."""
    cells = [table.header, *table.rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(table.header))]
    gap = "  " if sum(widths) + 2 * (len(widths) - 1) <= width else " "
    words = [any(not _NUMERIC.fullmatch(row[i]) for row in table.rows) for i in range(len(widths))]
    return [
        gap.join(
            cell.ljust(width) if word else cell.rjust(width)
            for cell, width, word in zip(row, widths, words, strict=True)
        ).rstrip()
        for row in cells
    ]


def _with_plotext(plot: Plot, width: int, height: int, markers: Markers) -> str:
    figure = _prepared()
    figure.clear.data()
    figure.plot_size(width, height)
    for name, axis, room in (("x", plot.x, (width - 6) // 7), ("y", plot.y, _room(height))):
        ruler = figure.ruler(name)
        ruler.lim(float(axis.low), float(axis.high))
        ticks = _thinned(axis.ticks, room)
        ruler.ticks([float(tick) for tick in ticks], [show(tick) for tick in ticks])
    dotted = [curve for curve in plot.curves if curve.symbol]
    columns = width - 2 - max((len(show(tick)) for tick in _thinned(plot.y.ticks, _room(height))), default=0)
    for curve in plot.curves:
        if curve.symbol:
            every = range(dotted.index(curve), columns, max(2, len(dotted)))
            _draw_points(plot, _sampled(curve, plot.x, columns, every), curve.symbol, curve.role)
            continue
        for part in _clipped(curve, _box(plot)):
            signal = figure.signal(*zip(*part, strict=True), marker=_marker(_FINE[markers], curve.role))
            figure.draw(signal.lines())
    for points in plot.points:
        _draw_points(plot, points.points, points.symbol, points.role)
    text: str = figure.build().string()
    return text.removesuffix("\n")


@cache
def _prepared() -> Any:
    """plotext's one figure with all that stays the same: any size, no colours but ours, no legend over the data."""
    plt.terminal.limit(False, False)
    figure = plt.figure
    figure.clear()
    figure.canvas("default")
    plain = plt.pixel("default", "default")
    figure.axes(pixel=plain)
    figure.ruler("x").pixel(plain)
    figure.ruler("y").pixel(plain)
    figure.legend(active=False)
    return figure


def _draw_points(plot: Plot, points: Iterable[Point], symbol: str, role: Role) -> None:
    low_x, high_x, low_y, high_y = _box(plot)
    floats = ((float(x), float(y)) for x, y in points)
    inside = [(x, y) for x, y in floats if low_x <= x <= high_x and low_y <= y <= high_y]
    if inside:
        plt.figure.draw(plt.figure.signal(*zip(*inside, strict=True), marker=_marker(symbol, role)))


def _sampled(curve: Curve, x: Axis, columns: int, every: range) -> Iterable[tuple[float, float]]:
    """The curve at some of the columns. Curves that coincide take different ones, so that each can be seen."""
    low, step = float(x.low), float(x.high - x.low) / max(1, columns - 1)
    corners = [(float(cx), float(cy)) for cx, cy in curve.points]
    for at in (low + column * step for column in every):
        for (x0, y0), (x1, y1) in pairwise(corners):
            if x0 <= at <= x1 and x0 < x1:
                yield at, y0 + (at - x0) / (x1 - x0) * (y1 - y0)
                break


def _box(plot: Plot) -> tuple[float, float, float, float]:
    return float(plot.x.low), float(plot.x.high), float(plot.y.low), float(plot.y.high)


def _room(height: int) -> int:
    """For how many numbers there is room along y."""
    return (height - 2) // 2


def _thinned(ticks: tuple[Fraction, ...], room: int) -> tuple[Fraction, ...]:
    """Every second, third, … tick, so that no more than there is room for remain; 0 stays if it is one of them."""
    every = max(1, -(-len(ticks) // max(1, room)))
    start = ticks.index(Fraction(0)) % every if 0 in ticks else 0
    return ticks[start::every]


def _marker(symbol: str, role: Role) -> object:
    return plt.marker(symbol).fill(plt.pixel(_FIRST_COLOUR + _ROLES.index(role)))


def _runs(line: str) -> list[Run]:
    """A line with plotext's colour codes, as runs with roles; neighbours of one role are one run."""
    runs: list[Run] = []
    role: Role | None = None
    position = 0
    for match in (*_ANSI.finditer(line), None):
        text = line[position : match.start() if match else len(line)]
        if text and runs and runs[-1][1] == role:
            runs[-1] = (runs[-1][0] + text, role)
        elif text:
            runs.append((text, role))
        if match:
            found = _ROLE_CODE.search(match[1])
            number = int(found[1]) - _FIRST_COLOUR if found else -1
            role = _ROLES[number] if 0 <= number < len(_ROLES) else None
            position = match.end()
    return runs


def _canvas(plot: Plot, text: str, height: int) -> Canvas:
    """Found by the corners of the frame that was drawn."""
    lines = _ANSI.sub("", text).split("\n")
    top = next(i for i, line in enumerate(lines) if "┌" in line)
    bottom = next((i for i in range(height - 1, top, -1) if "└" in lines[i]), height - 1)
    left, right = lines[top].index("┌"), lines[top].index("┐")
    return Canvas(left + 1, top + 1, right - left - 1, bottom - top - 1, plot.x, plot.y)


def _clipped(curve: Curve, box: tuple[float, float, float, float]) -> Iterable[list[tuple[float, float]]]:
    """The parts of a polyline inside the limits, as polylines of at least two finite points."""
    part: list[tuple[float, float]] = []
    for (x0, y0), (x1, y1) in pairwise(curve.points):
        segment = _clip(float(x0), float(y0), float(x1), float(y1), box)
        if segment is None:
            continue
        if not part or part[-1] != segment[0]:
            if part:
                yield part
            part = [segment[0]]
        part.append(segment[1])
    if part:
        yield part


def _clip(
    x0: float, y0: float, x1: float, y1: float, box: tuple[float, float, float, float]
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The part of a segment inside the box, or None (Liang and Barsky 1984).

    With p = x0 + t·dx, each edge of the box bounds t from below or from above.
    """
    low_x, high_x, low_y, high_y = box
    dx, dy = x1 - x0, y1 - y0
    if not all(map(math.isfinite, (x0, y0, dx, dy))):
        return None
    first, last = 0.0, 1.0
    for direction, distance in ((-dx, x0 - low_x), (dx, high_x - x0), (-dy, y0 - low_y), (dy, high_y - y0)):
        if direction == 0:
            if distance < 0:
                return None
        elif direction < 0:
            first = max(first, distance / direction)
        else:
            last = min(last, distance / direction)
    if first > last:
        return None
    start = (x0, y0) if first == 0 else (x0 + first * dx, y0 + first * dy)
    end = (x1, y1) if last == 1 else (x0 + last * dx, y0 + last * dy)
    return (_hold(start[0], low_x, high_x), _hold(start[1], low_y, high_y)), (
        _hold(end[0], low_x, high_x),
        _hold(end[1], low_y, high_y),
    )


def _hold(value: float, low: float, high: float) -> float:
    """Rounding may carry an end past the edge, and far past it where a segment comes from far away."""
    return min(high, max(low, value))
