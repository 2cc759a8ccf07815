"""What is written beside curves: tags at their right ends, and slopes on their pieces."""

import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from tutor.canvas import Canvas
from tutor.cells import Cells
from tutor.figure import Curve
from tutor.rational import show

_LEAST_CANVAS = 24
"""Columns that tags have to leave to the plot itself; where they cannot, they are left out."""

_MOST_SLOPES = 12
"""A curve of more pieces has its slopes in the table alone."""

_CLEAR = 3
"""Blanks on either side of a slope: two of them side by side must not read as one."""

Place = tuple[Fraction, Fraction]
Piece = tuple[Place, Place, Fraction]
"""Both ends of a piece, and its slope."""


def gutter(curves: Sequence[Curve], width: int, rows: int) -> int:
    """The columns that tags take up right of a plot with this many rows, in a drawing `width` columns wide.

    There is a blank before each tag. Where there are more tags than rows, several share a row.
    """
    tags = [curve.tag for curve in curves if curve.tag]
    needed = -(-len(tags) // max(1, rows)) * _room(curves)
    return needed if tags and width - needed >= _LEAST_CANVAS else 0


def write_tags(cells: Cells, canvas: Canvas, curves: Sequence[Curve]) -> None:
    """Write each tag beside the end of its curve, or as near to it as the other tags allow."""
    start, room = canvas.left + canvas.width + 2, _room(curves)
    side_by_side = (cells.width - start + 1) // room
    if not side_by_side:
        return
    ends = sorted((_end(curve, canvas), i) for i, curve in enumerate(curves) if curve.tag)
    groups = [ends[i : i + side_by_side] for i in range(0, len(ends), side_by_side)]
    for row, group in zip(_spread([group[0][0] for group in groups], canvas), groups, strict=True):
        for place, (_, i) in enumerate(group):
            cells.put(row, start + place * room, curves[i].tag, curves[i].role)


def write_slopes(cells: Cells, canvas: Canvas, curve: Curve, ends: Sequence[int] = ()) -> None:
    """Write the slope of each piece beside its middle, where that covers nothing, and leave out the others.

    None lies over one of the columns `ends`, where an interval of x ends that is set off.
    """
    pieces = _pieces(curve)
    for start, end, slope in _within(pieces, canvas) if len(pieces) <= _MOST_SLOPES else ():
        column, row = canvas.column((start[0] + end[0]) / 2), canvas.row((start[1] + end[1]) / 2)
        length = canvas.column(end[0]) - canvas.column(start[0]) + abs(canvas.row(end[1]) - canvas.row(start[1]))
        text = f"slope {show(slope)}"  # a bare number beside others with the word would read as something else
        places = _beside(row, column, len(text), slope)
        if len(text) <= length + 2:
            _write(cells, canvas, text, [at for at in places if not _straddled(at[1], len(text), ends)])


def _room(curves: Sequence[Curve]) -> int:
    return max((len(curve.tag) for curve in curves), default=0) + 1


def _end(curve: Curve, canvas: Canvas) -> int:
    """The row of the frame that is nearest to the right end of a curve."""
    heights = [float(y) for _, y in curve.points if math.isfinite(y)]
    low, high = float(canvas.y.low), float(canvas.y.high)
    return canvas.row(min(max(heights[-1], low), high)) if heights else canvas.top


def _spread(rows: list[int], canvas: Canvas) -> list[int]:
    """Ascending rows moved apart, so that no two are the same and all are in the canvas."""
    found: list[int] = []
    for row in rows:
        found.append(max(row, found[-1] + 1) if found else row)
    after = canvas.top + canvas.height
    for i in reversed(range(len(found))):
        after = found[i] = min(found[i], after - 1)
    return found


def _pieces(curve: Curve) -> list[Piece]:
    """The pieces of a polyline; neighbours of one slope are one piece."""
    found: list[Piece] = []
    for start, end in pairwise((Fraction(x), Fraction(y)) for x, y in curve.points):
        slope = (end[1] - start[1]) / (end[0] - start[0])
        if found and found[-1][2] == slope:
            start = found.pop()[0]  # noqa: PLW2901 -- the piece begins where the last one did
        found.append((start, end, slope))
    return found


def _within(pieces: Sequence[Piece], canvas: Canvas) -> Iterator[Piece]:
    """The part of each piece that lies within the limits."""
    for (x0, y0), (x1, _), slope in pieces:
        low, high = max(x0, canvas.x.low), min(x1, canvas.x.high)
        if slope:
            bottom, top = sorted(x0 + (y - y0) / slope for y in (canvas.y.low, canvas.y.high))
            low, high = max(low, bottom), min(high, top)
        if low < high and canvas.y.low <= y0 + slope * (low - x0) <= canvas.y.high:
            yield (low, y0 + slope * (low - x0)), (high, y0 + slope * (high - x0)), slope


def _beside(row: int, column: int, length: int, slope: Fraction) -> Iterator[tuple[int, int]]:
    """Where a text near a line may begin, from the best place on: above, below, and at its sides where it is steep."""
    above, below = (column - length - 2, column + 3) if slope > 0 else (column + 3, column - length - 2)
    yield row - 1, column - length // 2
    yield row + 1, column - length // 2
    for by in (0, 1):
        yield row - by, above
        yield row + by, below


def _straddled(start: int, length: int, columns: Sequence[int]) -> bool:
    """Whether a text lies over one of these columns, or touches it."""
    return any(start - 1 <= column <= start + length for column in columns)


def _write(cells: Cells, canvas: Canvas, text: str, places: Iterable[tuple[int, int]]) -> None:
    """Write a text at the first place where it fits, with blanks on either side; nowhere, if there is none."""
    for row, start in places:
        stop, edge = start + len(text), canvas.left + canvas.width
        inside = canvas.top <= row < canvas.top + canvas.height and canvas.left < start and stop < edge
        if inside and cells.free(row, start - _CLEAR, stop + _CLEAR):
            cells.put(row, start, text, None)
            return
