"""The picture of a network over the plane: the sides, the boundary, the edges of the regions, and the rows."""

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np

from tutor.figure import Box, Curve, Ground, Plot, Point, Points, Series, Table, axis
from tutor.labs.loss_curve import thinned
from tutor.labs.over_plane import OverPlane
from tutor.net.activation import Array
from tutor.net.contour import chained, edges
from tutor.net.layout import sizes_of
from tutor.rational import counted, percent, rounded, show

_GAP: Point = (math.nan, math.nan)
"""The gap between two parts of one curve: what is not finite is not drawn."""

_COLUMNS, _ROWS = 97, 49
"""Samples of the ground: about one for each cell of a plot in a usual terminal."""

_SHORTEST_EDGE = 1 / 50
"""Of the width or the height of the box."""

_MOST_CORNERS = 9
"""Corners that are told of each part of the boundary; a smooth one has hundreds."""

_SIMPLE = 60
"""The largest denominator of a coordinate that is told as a fraction."""


def plane_picture(over: OverPlane) -> Plot:
    """The class that the network gives to each place, the edges of the regions, the boundary f = 0, and the rows."""
    x0, x1, y0, y1 = over.box
    curves = []
    if over.regions is not None and len(over.regions) > 1:
        edge = segments_as_curve(_long(edges(over.regions), over))
        one_unit = sizes_of(over.network) == (2, 1, 1)  # its edge is one straight line: where it folds f
        curves.append(
            Curve(edge, "after", "the fold, z is 0", "dashed")
            if one_unit
            else Curve(edge, "trace", "region edges", "dotted")
        )
    if len(over.boundary):
        curves.append(Curve(segments_as_curve(over.boundary), "curve", "the boundary", "thick"))
    found = f"{counted(len(over.regions), 'region')}; " if over.regions is not None else ""
    return Plot(
        x=axis(x0, x1),
        y=axis(y0, y1, most=6),
        curves=tuple(curves),
        points=classes_at(over, over.rows[0]),
        ground=ground(over.box, over.grid(_COLUMNS, _ROWS)[2], "taken for class 1"),
        text=f"{found}{over.score}",
        tell=lambda: _classes(over),
    )


def _long(segments: Array, over: OverPlane) -> Array:
    """The segments that are longer than a dot: shorter ones, in a corner of the box, would look like a stray mark."""
    x0, x1, y0, y1 = map(float, over.box)
    sizes = abs(segments[:, 1] - segments[:, 0]) / [x1 - x0, y1 - y0]
    result: Array = segments[sizes.max(axis=1) > _SHORTEST_EDGE]
    return result


_SIGNS: tuple[tuple[Series, str, str], ...] = (("series-1", "○", "●"), ("series-2", "△", "▲"))
"""For each class its colour, its sign, and the sign of a row on the wrong side: told apart by colour and by shape."""


def classes_at(over: OverPlane, places: Array) -> tuple[Points, ...]:
    """The rows at these places by their class, filled in where the network is wrong."""
    label, found = over.rows[1], []
    for number, (role, symbol, filled) in enumerate(_SIGNS):
        mine = label == number
        found.append(Points(_points(places[mine & over.right]), role, f"class {number}", symbol))
        found.append(Points(_points(places[mine & ~over.right]), "bad", "on the wrong side", filled))
    return tuple(each for each in found if each.points)


def _points(array: Array) -> tuple[Point, ...]:
    return tuple((x, y) for x, y in array.tolist())


def _classes(over: OverPlane) -> Table:
    """How many rows of each class are on their side, and where the boundary between the sides runs."""
    _, label = over.rows
    body = []
    for number in (0, 1):
        mine = label == number
        counts = (mine.sum(), (mine & over.right).sum(), (mine & ~over.right).sum())
        body.append((f"class {number}", *(str(int(n)) for n in counts), "", ""))
    parts = chained(over.boundary)
    pieces = [
        ends
        for part in parts
        for ends in pairwise(part if over.regions is not None else part[thinned(len(part) - 1, _MOST_CORNERS)])
    ]
    body += [(f"f = 0, piece {i}", "", "", "", *map(_place, ends)) for i, ends in enumerate(pieces, 1)]
    share = percent(float((over.sampled[2] > 0).mean()))
    where = f"{counted(len(pieces), 'piece')} of the boundary f = 0" if pieces else "f is nowhere 0 along a line"
    header = ("", "rows", "right", "wrong", "from (x, y)", "to (x, y)")
    return Table(header, tuple(body), f"the rows by class; {where}; f > 0 on {share} of the box")


def _place(point: Array) -> str:
    """`(1/3, −3)`: simple fractions, and other numbers to three digits."""
    return f"({', '.join(map(_coordinate, point.tolist()))})"


def _coordinate(value: float) -> str:
    near = Fraction(value).limit_denominator(_SIMPLE)
    return show(near) if abs(float(near) - value) <= 1e-9 else f"≈{rounded(value, 3)}"


def segments_as_curve(segments: Array) -> tuple[Point, ...]:
    """Segments, shape (segments, 2, 2), as one curve with gaps."""
    points: list[Point] = []
    for way in chained(segments):
        points += [*([_GAP] if points else []), *_points(way)]
    return tuple(points)


def ground(box: Box, heights: Array, label: str) -> Ground:
    """Where f > 0 on a box, from samples of shape (rows, columns), the lowest row first."""
    rows = tuple(row.tobytes() for row in (heights > 0).astype(np.uint8))
    return Ground(box, rows, label)
