"""Polylines as fine lines: several dots to a cell, dashed along their way.

Every curve is clipped to the limits before its dots are walked, and points that are not finite are left out. So the
work depends on the size of the drawing and on the number of points, not on how steep a line is.
"""

import math
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from tutor.figure import Axis, Curve, Line, Point, Role

Markers = Literal["braille", "block", "ascii"]
"""What fine lines are drawn with. Braille is finest; some fonts align it badly, and some terminals lack it."""

Box = tuple[float, float, float, float]
"""The lowest and highest x, the lowest and highest y."""

Place = tuple[float, float]


class _Pen(NamedTuple):
    """The dots of a cell, and the character for each set of them.

    Attributes:
        across, down: dots in a cell.
        bits: the bit of each dot, row by row.
        left: the sum of the bits of the dots on the left.
        characters: by the sum of the bits; empty where the line itself has a character.
    """

    across: int
    down: int
    bits: tuple[int, ...]
    left: int
    characters: str


_PENS: dict[Markers, _Pen] = {
    "braille": _Pen(2, 4, (1, 8, 2, 16, 4, 32, 64, 128), 1 + 2 + 4 + 64, "".join(map(chr, range(0x2800, 0x2900)))),
    "block": _Pen(2, 2, (1, 2, 4, 8), 1 + 4, " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"),
    "ascii": _Pen(1, 1, (1,), 1, ""),
}

_DASHES: dict[Line, tuple[int, ...]] = {
    "solid": (),
    "thick": (),
    "dashed": (6, 4),
    "dotted": (1, 2),
    "dash-dot": (6, 2, 1, 2),
    "long-dash": (14, 4),
    "dash-dot-dot": (6, 2, 1, 2, 1, 2),
}
"""How long a line is drawn, left out, drawn, …, in dots: half cells."""

ASCII: dict[Line, str] = {
    "solid": "*",
    "thick": "#",
    "dashed": "-",
    "dotted": ".",
    "dash-dot": "~",
    "long-dash": "_",
    "dash-dot-dot": "+",
}
"""The character of a line, where a cell has one dot."""

_TURN = 4
"""Cells in which curves that coincide take their turns."""


def fine_lines(
    curves: Sequence[Curve], limits: tuple[Axis, Axis], size: tuple[int, int], markers: Markers
) -> Iterable[tuple[int, int, str, Role]]:
    """The cells that the curves touch, as (row, column, character, role).

    The size is width and height in cells; the limits are in the middle of the first cell and of the last, along x and
    y. Where curves share cells, they take turns column by column, and broken ones leave out half of their dots. So each
    of several that coincide can be seen, with colours and without.
    """
    x, y = limits
    box = float(x.low), float(x.high), float(y.low), float(y.high)
    pen, width, found = _PENS[markers], size[0], dict[int, list[tuple[Curve, int]]]()
    for curve in curves:
        for cell, bits in _drawn(curve.points, curve.line, box, size, markers).items():
            found.setdefault(cell, []).append((curve, bits))
    for cell, sharing in found.items():
        row, column = divmod(cell, width)
        many = len(sharing)
        curve, bits = sharing[column // max(1, _TURN // many) % many] if many > 1 else sharing[0]
        if many > 1 and _DASHES[curve.line]:
            bits = bits & pen.left or bits
        yield row, column, pen.characters[bits] if pen.characters else ASCII[curve.line], curve.role


@lru_cache(maxsize=96)  # while a knob turns, most curves stay: of activations, of other units in each of several panels
def _drawn(points: tuple[Point, ...], line: Line, box: Box, size: tuple[int, int], markers: Markers) -> dict[int, int]:
    """The dots in each cell that one curve touches, as the sum of their bits; cells are numbered row by row."""
    pen, width = _PENS[markers], size[0]
    across, down, bits = pen.across, pen.down, pen.bits
    dashes, found = _pattern(line, across), dict[int, int]()
    for part in _clipped(points, box):
        dots = _walked(_in_dots(part, box, size, pen))
        if dashes:
            dots = [dot for i, dot in enumerate(dots) if dashes[i % len(dashes)]]
        if line == "thick" and down > 1:
            lowest = size[1] * down - 1
            dots += [(x, y + 1) for x, y in dots if y < lowest]
        for x, y in dots:
            cell = y // down * width + x // across
            found[cell] = found.get(cell, 0) | bits[y % down * across + x % across]
    return found


@cache
def _pattern(line: Line, across: int) -> tuple[bool, ...]:
    """Whether each dot of a period is drawn; empty for an unbroken line, and where lines have their own characters."""
    lengths = _DASHES[line] if across > 1 else ()
    return tuple(i % 2 == 0 for i, length in enumerate(lengths) for _ in range(length))


def _in_dots(part: list[Place], box: Box, size: tuple[int, int], pen: _Pen) -> list[Place]:
    """Places inside the box in dots from the upper left corner, not rounded.

    The arithmetic is that of `Canvas.column` and `Canvas.row`, so that a mark is in the cell of its place on the curve.
    """
    low_x, high_x, low_y, high_y = box
    (width, height), across, down = size, pen.across, pen.down
    span_x, span_y, columns, rows = high_x - low_x, high_y - low_y, width - 1, height - 1
    return [
        (((x - low_x) / span_x * columns + 0.5) * across, ((high_y - y) / span_y * rows + 0.5) * down) for x, y in part
    ]


def _walked(corners: list[Place]) -> list[tuple[int, int]]:
    """The dots of a polyline from its first corner to its last, those of its corners among them.

    In each column of dots that a flat segment crosses, this is the dot of its height in the middle of the column; in
    each row that a steep one crosses, that of its x. So each dot holds a place of the polyline.
    """
    found: list[tuple[int, int]] = []
    for (x0, y0), (x1, y1) in pairwise(corners):
        if abs(x1 - x0) >= abs(y1 - y0):
            dots = [(x, int(y)) for x, y in _steps(x0, y0, x1, y1)]
        else:
            dots = [(int(x), y) for y, x in _steps(y0, x0, y1, x1)]
        found += dots[1:] if found and found[-1] == dots[0] else dots
    return found


def _steps(along0: float, across0: float, along1: float, across1: float) -> list[tuple[int, float]]:
    """Each whole step along a segment, and how far across it is there: at its ends, and in the middle of a step."""
    first, last = int(along0), int(along1)
    if first == last:
        return [(first, across0), (first, across1)]
    slope, way = (across1 - across0) / (along1 - along0), 1 if last > first else -1
    start = across0 + slope * (0.5 - along0)
    between = [(step, start + slope * step) for step in range(first + way, last, way)]
    return [(first, across0), *between, (last, across1)]


def _clipped(points: tuple[Point, ...], box: Box) -> Iterable[list[Place]]:
    """The parts of a polyline inside the limits, as polylines of at least two finite points."""
    part: list[Place] = []
    low_x, high_x, low_y, high_y = box
    for (x0, y0), (x1, y1) in pairwise([(float(x), float(y)) for x, y in points]):
        inside = low_x <= x0 <= high_x and low_x <= x1 <= high_x and low_y <= y0 <= high_y and low_y <= y1 <= high_y
        segment = ((x0, y0), (x1, y1)) if inside else _clip(x0, y0, x1, y1, box)
        if segment is None:
            continue
        if not part or part[-1] != segment[0]:
            if part:
                yield part
            part = [segment[0]]
        part.append(segment[1])
    if part:
        yield part


def _clip(x0: float, y0: float, x1: float, y1: float, box: Box) -> tuple[Place, Place] | None:
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
    """Hold an end to the edge: rounding may carry it past, and far past for a segment from far away."""
    return min(high, max(low, value))
