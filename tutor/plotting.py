"""Figures as rows of text: the frame, its numbers, and the curves and points in it, cell by cell."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from tutor.annotations import gutter, write_slopes, write_tags
from tutor.canvas import Canvas, drawable, fitted
from tutor.cells import Cells, Stretch, Under, in_ascii
from tutor.figure import Axis, Curve, Figure, Ground, Line, Panels, Plot, Points, Role, Table
from tutor.fine_lines import ASCII, Markers, fine_lines
from tutor.rational import show
from tutor.table_text import table_rows

_TEXTURE = {False: "·", True: "'"}
"""The sign in blank cells of a filled side, by whether it has to be ASCII."""


class Entry(NamedTuple):
    """An entry of the legend: what a curve or a point looks like, what it is, and its role."""

    sample: str
    label: str
    role: Role


_SAMPLES: dict[Line, str] = {
    "solid": "━",
    "thick": "▬",
    "dashed": "╍",
    "dotted": "┄",
    "dash-dot": "━·",
    "long-dash": "━ ━",
    "dash-dot-dot": "━··",
}


def legend(figure: Figure, markers: Markers) -> tuple[Entry, ...]:
    """What the curves, the points and the ground of a figure stand for; nothing for a table.

    What has one label and one role is one entry. What is drawn as its own name, or has no label, has none.
    """
    plots = figure.plots if isinstance(figure, Panels) else (figure,) if isinstance(figure, Plot) else ()
    return tuple(dict.fromkeys(entry for plot in plots for entry in _entries(plot, markers)))


def _entries(plot: Plot, markers: Markers) -> tuple[Entry, ...]:
    plain = markers == "ascii"
    drawn: list[tuple[str, Curve | Points]] = [
        (2 * ASCII[curve.line] if plain else _SAMPLES[curve.line], curve) for curve in plot.curves
    ]
    drawn += [(in_ascii(each.symbol) if plain else each.symbol, each) for each in plot.points]
    samples: dict[tuple[str, Role], list[str]] = {}
    for sample, each in drawn:
        known = samples.setdefault((each.label, each.role), [])
        if sample not in known:
            known.append(sample)
    entries = [Entry(" ".join(known), label, role) for (label, role), known in samples.items()]
    if plot.ground is not None:
        entries.append(Entry(_TEXTURE[plain], plot.ground.label, "trace"))
    return tuple(entry for entry in entries if entry.label not in {"", entry.sample})


@dataclass(frozen=True)
class Drawing:
    """A drawn figure: rows of stretches, each row exactly as wide as requested.

    Attributes:
        canvas: None for a table.
    """

    rows: tuple[tuple[Stretch, ...], ...]
    canvas: Canvas | None = None


@lru_cache(maxsize=16)  # a knob turned to and fro, an undo, another view and back; several figures are shown at once
def draw(figure: Figure, width: int, height: int, markers: Markers = "braille") -> Drawing:
    """The figure in exactly width × height cells; empty where a frame does not fit."""
    plain = markers == "ascii"
    if isinstance(figure, Table):
        lines = [line[:width].ljust(width) for line in table_rows(figure, width)[:height]]
        lines += [" " * width] * (height - len(lines))
        return Drawing(tuple(((in_ascii(line) if plain else line, None, None),) for line in lines))
    if isinstance(figure, Panels):
        panels = _side_by_side(figure, width, height, markers)
        # Where there is no room for all of them, the last stands for the view: the others lead to it.
        return Drawing(panels.rows(ascii_only=plain)) if panels else draw(figure.plots[-1], width, height, markers)
    if width < _NARROWEST or height < _LOWEST:
        return _nothing(width, height)
    cells, canvas = _plotted(figure, (width, height), markers)
    return Drawing(cells.rows(ascii_only=plain), canvas)


_NARROWEST, _LOWEST = 12, 4
"""Columns and rows that a frame needs."""

_LEAST_BARE = 7, 3
"""Columns and rows that a plot without a frame needs beside others."""

_IN_FULL_ROWS = 4
"""The most panels that are only put into full rows; of more, the last row may have gaps."""

_NUMBERS_BELOW = 8
"""Rows of a small plot from which on the numbers along x have a row of their own, below the frame."""


def _nothing(width: int, height: int) -> Drawing:
    return Drawing(tuple(((" " * width, None, None),) for _ in range(height)))


def _side_by_side(panels: Panels, width: int, height: int, markers: Markers) -> Cells | None:
    """The plots in a grid that gives each of them as much room as there is; None where their frames do not fit."""
    count = len(panels.plots)
    narrowest, lowest = (_NARROWEST, _LOWEST) if any(map(_has_frame, panels.plots)) else _LEAST_BARE
    fits = [
        (min(width // across - 4, 4 * (height // -(-count // across) - 2)), count % across == 0, across)
        for across in ([1] if panels.stacked else range(1, count + 1))
        if (count % across == 0 or count > _IN_FULL_ROWS)
        and width // across >= narrowest
        and height // -(-count // across) >= lowest
    ]
    if not fits:
        return None
    *_, across = max(fits)
    down = -(-count // across)
    cells = Cells.blank(width, height)
    for i, plot in enumerate(panels.plots):
        row, column = divmod(i, across)
        (top, bottom), (start, stop) = _part(row, down, height), _part(column, across, width)
        size = stop - start, bottom - top
        below = size[1] >= _NUMBERS_BELOW
        left = max(_left(each.y, size[1] - 2 - below) for each in panels.plots[column::across])  # in line
        cells.paste(_plotted(plot, size, markers, below=below, left=left)[0], top, start)
    return cells


def _part(i: int, parts: int, whole: int) -> tuple[int, int]:
    """Where part i of a length begins and where it ends."""
    return whole * i // parts, whole * (i + 1) // parts


def _plotted(
    plot: Plot, size: tuple[int, int], markers: Markers, *, below: bool = True, left: int = 0
) -> tuple[Cells, Canvas]:
    """The cells of one plot. Its numbers along y have `left` columns at least, those along x perhaps a row below."""
    width, height = size
    if _has_frame(plot):
        right = gutter(plot.curves, width, height - 3)
        frame, canvas = _framed(plot.x, plot.y, (width - right, height), (plot.asked, plot.title), (below, left))
        cells = frame.copy(right)
    else:
        cells, canvas = _bare(plot, size)
    _draw_curves(cells, canvas, plot, markers)
    for points in plot.points:
        _draw_points(cells, canvas, points)
    write_tags(cells, canvas, plot.curves)
    for curve in plot.curves:
        if curve.slopes:
            write_slopes(cells, canvas, curve, _shaded(canvas, plot))
    _shade(cells, canvas, plot)
    if plot.ground is not None:
        _fill(cells, canvas, plot.ground, _TEXTURE[markers == "ascii"])
    return cells, canvas


def _has_frame(plot: Plot) -> bool:
    return bool(plot.x.ticks or plot.y.ticks)


def _bare(plot: Plot, size: tuple[int, int]) -> tuple[Cells, Canvas]:
    """No frame: the title above, and a column and a row free, so that neighbours do not touch."""
    width, height = size
    cells = Cells.blank(width, height)
    cells.put(0, 0, plot.title[: width - 1], None)
    rows = height - 1 - (height > _LEAST_BARE[1])
    return cells, Canvas(0, 1, width - 1, rows, drawable(plot.x), drawable(plot.y))


@lru_cache(maxsize=32)  # the axes stay while a knob turns; three small views may be panels of four plots each
def _framed(
    x: Axis, y: Axis, size: tuple[int, int], texts: tuple[tuple[Fraction, ...], str], room: tuple[bool, int]
) -> tuple[Cells, Canvas]:
    """The frame and its numbers: those along y get the room they need, those along x stand where they fit.

    `texts` are the x that are asked for, and the title. `room` says whether the numbers along x have a row of their own
    below the frame, and how many columns those along y have at least.
    """
    (width, height), x, (asked, title), (below, left) = size, drawable(x), texts, room
    cells = Cells.blank(width, height)
    rows = height - 2 - below
    y = _fitted_y(y, rows)
    left = min(width - 3, max(left, _widest(y)))
    inner = width - left - 2
    longest = max((len(show(tick)) for tick in x.ticks), default=1)
    canvas = Canvas(left + 1, 1, inner, rows, fitted(x, inner, _apart(longest)), y)
    bottom = canvas.top + canvas.height
    cells.put(0, left, f"┌{'─' * inner}┐", None)
    if title and len(title) + 4 <= inner:
        cells.put(0, left + 2, f" {title} ", None)
    for row in range(canvas.top, bottom):
        cells.put(row, left, "│", None)
        cells.put(row, width - 1, "│", None)
    cells.put(bottom, left, f"└{'─' * inner}┘", None)
    for tick in y.ticks:
        cells.put(canvas.row(tick), 0, f"{show(tick)[:left]:>{left}}┤", None)
    wanted = [tick for tick in asked if x.low <= tick <= x.high]
    for tick in (*wanted, *canvas.x.ticks):
        role: Role | None = "mark" if tick in wanted else None
        if below:
            _number(cells, canvas, tick, role)
        else:
            _number_on_edge(cells, canvas, tick, role)
    return cells, canvas


def _fitted_y(y: Axis, rows: int) -> Axis:
    return fitted(drawable(y), rows, 2 if rows > 5 else 1)


def _widest(y: Axis) -> int:
    return max((len(show(tick)) for tick in y.ticks), default=0)


def _left(y: Axis, rows: int) -> int:
    """The columns of the numbers along y, in a plot of so many rows."""
    return _widest(_fitted_y(y, rows))


def _apart(longest: int) -> int:
    """Columns from one number along x to the next, so that no two touch, though the outer ones are moved inwards."""
    return max(6, longest + 1 + max(0, longest // 2 - 1))


def _number(cells: Cells, canvas: Canvas, tick: Fraction, role: Role | None) -> None:
    """A tick on the lower edge, and its number below, unless another number is in the way."""
    column, label, bottom = canvas.column(tick), show(tick), canvas.top + canvas.height
    start = max(0, min(column - (len(label) - 1) // 2, cells.width - len(label)))
    stop = start + len(label)
    if cells.characters[bottom][column] != "┬":
        cells.put(bottom, column, "┬", role)
    if stop <= cells.width and cells.free(bottom + 1, start - 1, stop + 1):
        cells.put(bottom + 1, start, label, role)


def _number_on_edge(cells: Cells, canvas: Canvas, tick: Fraction, role: Role | None) -> None:
    """The number of a tick in the lower edge itself, blanks around it, where there is no row below."""
    label, bottom, last = show(tick), canvas.top + canvas.height, canvas.left + canvas.width
    label = f" {label} "  # a minus beside the edge is read as a part of it
    start = max(canvas.left, min(canvas.column(tick) - (len(label) - 1) // 2, last - len(label)))
    if set(cells.characters[bottom][start : start + len(label)]) <= {"─"}:
        cells.put(bottom, start, label, role)


def _draw_curves(cells: Cells, canvas: Canvas, plot: Plot, markers: Markers) -> None:
    joined = (Curve(points.points, points.role, "") for points in plot.points if points.joined)
    size = canvas.width, canvas.height
    for row, column, text, role in fine_lines((*plot.curves, *joined), (canvas.x, canvas.y), size, markers):
        cells.characters[canvas.top + row][canvas.left + column] = text
        cells.roles[canvas.top + row][canvas.left + column] = role


def _draw_points(cells: Cells, canvas: Canvas, points: Points) -> None:
    """Points within the limits; NaN never is."""
    low_x, high_x, low_y, high_y = map(float, (canvas.x.low, canvas.x.high, canvas.y.low, canvas.y.high))
    for x, y in points.points:
        if low_x <= float(x) <= high_x and low_y <= float(y) <= high_y:
            cells.put(canvas.row(y), canvas.column(x), points.symbol, points.role)


def _shaded(canvas: Canvas, plot: Plot) -> tuple[int, ...]:
    """The columns at both ends of the interval that is set off, as far as it lies in the canvas; none without one."""
    return tuple(canvas.column(min(max(end, plot.x.low), plot.x.high)) for end in plot.shaded or ())


def _shade(cells: Cells, canvas: Canvas, plot: Plot) -> None:
    """Set an interval of x off, as far as it lies in the canvas; its ends have signs, since shading needs colour."""
    if plot.shaded is None:
        return
    first, last = _shaded(canvas, plot)
    for row in range(canvas.top, canvas.top + canvas.height):
        cells.under[row][first : last + 1] = ["range"] * (last + 1 - first)
        for column in (first, last):
            if cells.characters[row][column] == " ":
                cells.put(row, column, "┊", None)


def _fill(cells: Cells, canvas: Canvas, ground: Ground, texture: str) -> None:
    """Put the ground behind the cells, as its nearest samples say. One side has a texture, for want of colour."""
    x0, x1, y0, y1 = map(float, ground.box)
    rows, columns = len(ground.rows) - 1, len(ground.rows[0]) - 1
    across = range(canvas.left, canvas.left + canvas.width)
    places = [(column, round((canvas.x_at(column) - x0) / (x1 - x0) * columns)) for column in across]
    places = [(column, at) for column, at in places if 0 <= at <= columns]
    if not places:
        return
    first, last = places[0][0], places[-1][0]
    for row in range(canvas.top, canvas.top + canvas.height):
        up = round((canvas.y_at(row) - y0) / (y1 - y0) * rows)
        if not 0 <= up <= rows:
            continue
        samples, characters = ground.rows[up], cells.characters[row]
        cells.under[row][first : last + 1] = [_SIDES[samples[at]] for _, at in places]
        for column, at in places[2 * row % 4 :: 4]:
            if samples[at] and characters[column] == " ":
                cells.put(row, column, texture, "trace")


_SIDES: tuple[Under, Under] = "below", "above"
