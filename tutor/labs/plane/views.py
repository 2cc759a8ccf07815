"""The figures of the `plane` lab, one function for each view, and the table that names them."""

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import numpy as np

from tutor.figure import Curve, Figure, Ground, Plot, Point, Points, Series, Table, axis
from tutor.labs.formula import weighted_sum
from tutor.labs.loss_curve import loss_curve
from tutor.labs.plane.facts import PlaneFacts
from tutor.labs.plane.hidden import AXES, hidden_space, no_space
from tutor.labs.unit_rows import Group, unit_rows
from tutor.net.activation import Array
from tutor.net.contour import chained, edges
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


def _plane(facts: PlaneFacts) -> Figure:
    """The class that the network gives to each place, the edges of the regions, the boundary f = 0, and the rows."""
    x0, x1, y0, y1 = facts.classes.box
    curves = []
    if facts.regions is not None and len(facts.regions) > 1:
        edge = _parts(_long(edges(facts.regions), facts))
        one_unit = facts.spec.sizes(facts.settings) == (2, 1, 1)  # its edge is one straight line: where it folds f
        curves.append(
            Curve(edge, "after", "the fold, z is 0", "dashed")
            if one_unit
            else Curve(edge, "trace", "region edges", "dotted")
        )
    if len(facts.boundary):
        curves.append(Curve(_parts(facts.boundary), "curve", "the boundary", "thick"))
    found = f"{counted(len(facts.regions), 'region')}; " if facts.regions is not None else ""
    return Plot(
        x=axis(x0, x1),
        y=axis(y0, y1, most=6),
        curves=tuple(curves),
        points=_data(facts, facts.rows[0]),
        ground=_ground(facts),
        text=f"{found}{facts.score}",
        tell=lambda: _classes(facts),
    )


def _regions(facts: PlaneFacts) -> Figure:
    """For each unit, where it switches and in how many regions it is active."""
    header = ("layer", "unit", "switches where", "active in")
    found = facts.regions
    if found is None:
        return Table(header, (), f"{facts.activation} bends everywhere: there are no regions")
    if facts.activation == "identity":  # every z passes, below 0 too: a pattern of signs is no pattern of activity
        return Table(header, (), "identity never switches: one region, and no unit is ever inactive")
    body = []
    for layer, active in enumerate(found.active):
        for unit, regions in enumerate(active.sum(axis=0).tolist()):
            line = _line(facts, unit) if not layer else "lines that bend at the layer before"
            whole = {0: "no region: dead in the box", len(found): "all regions"}
            body.append((str(layer), str(unit), line, whole.get(regions, f"{regions} of {len(found)} regions")))
    crossed = counted(len(facts.boundary), "piece")
    return Table(header, tuple(body), f"{counted(len(found), 'region')}; the boundary f = 0 has {crossed}")


def _hidden(facts: PlaneFacts) -> Figure:
    """The rows where the two units of the last hidden layer put them."""
    units = facts.hidden.shape[1]
    return hidden_space(facts, _data(facts, facts.hidden)) if units == AXES else no_space(units)


def _rows(facts: PlaneFacts) -> Figure:
    """On which rows each unit is active, class by class; in each class from the left to the right."""
    points, label = facts.rows
    order = np.argsort(points[:, 0], kind="stable")
    groups = [Group(f"class {number}", order[label[order] == number].tolist()) for number in (0, 1)]
    return unit_rows(facts.floating, points, groups)


def _loss(facts: PlaneFacts) -> Figure:
    """The logarithm of the loss at each step up to the one that is shown."""
    return loss_curve(facts.losses, facts.step, facts.spec.steps)


TITLES = {
    "plane": "the plane",
    "regions": "the regions",
    "hidden": "the hidden space",
    "rows": "row by row",
    "loss": "the loss",
}

VIEWS: dict[str, Callable[[PlaneFacts], Figure]] = {
    "plane": _plane,
    "regions": _regions,
    "hidden": _hidden,
    "rows": _rows,
    "loss": _loss,
}


def _long(segments: Array, facts: PlaneFacts) -> Array:
    """The segments that are longer than a dot: shorter ones, in a corner of the box, would look like a stray mark."""
    x0, x1, y0, y1 = map(float, facts.classes.box)
    sizes = abs(segments[:, 1] - segments[:, 0]) / [x1 - x0, y1 - y0]
    result: Array = segments[sizes.max(axis=1) > _SHORTEST_EDGE]
    return result


def _parts(segments: Array) -> tuple[Point, ...]:
    """Segments as one curve with gaps."""
    points: list[Point] = []
    for way in chained(segments):
        points += [*([_GAP] if points else []), *_points(way)]
    return tuple(points)


def _ground(facts: PlaneFacts) -> Ground:
    """Where f > 0, and where it is not."""
    _, _, heights = facts.grid(_COLUMNS, _ROWS)
    rows = tuple(row.tobytes() for row in (heights > 0).astype(np.uint8))
    return Ground(facts.classes.box, rows, "taken for class 1")


_SIGNS: tuple[tuple[Series, str, str], ...] = (("series-1", "○", "●"), ("series-2", "△", "▲"))
"""For each class its colour, its sign, and the sign of a row on the wrong side: told apart by colour and by shape."""


def _data(facts: PlaneFacts, places: Array) -> tuple[Points, ...]:
    """The rows at these places by their class, filled in where the network is wrong."""
    label, found = facts.rows[1], []
    for number, (role, symbol, filled) in enumerate(_SIGNS):
        mine = label == number
        found.append(Points(_points(places[mine & facts.right]), role, f"class {number}", symbol))
        found.append(Points(_points(places[mine & ~facts.right]), "bad", "on the wrong side", filled))
    return tuple(each for each in found if each.points)


def _points(array: Array) -> tuple[Point, ...]:
    return tuple((x, y) for x, y in array.tolist())


def _classes(facts: PlaneFacts) -> Table:
    """How many rows of each class are on their side, and where the boundary between the sides runs."""
    _, label = facts.rows
    body = []
    for number in (0, 1):
        mine = label == number
        counts = (mine.sum(), (mine & facts.right).sum(), (mine & ~facts.right).sum())
        body.append((f"class {number}", *(str(int(n)) for n in counts), "", ""))
    parts = chained(facts.boundary)
    pieces = [ends for part in parts for ends in pairwise(part if facts.regions is not None else _thinned(part))]
    body += [(f"f = 0, piece {i}", "", "", "", *map(_place, ends)) for i, ends in enumerate(pieces, 1)]
    share = percent(float((facts.sampled[2] > 0).mean()))
    where = f"{counted(len(pieces), 'piece')} of the boundary f = 0" if pieces else "f is nowhere 0 along a line"
    header = ("", "rows", "right", "wrong", "from (x, y)", "to (x, y)")
    return Table(header, tuple(body), f"the rows by class; {where}; f > 0 on {share} of the box")


def _thinned(part: Array) -> list[Array]:
    """Some corners of a part of the boundary, evenly chosen, the first and the last among them."""
    many = min(len(part), _MOST_CORNERS)
    return [part[round(i * (len(part) - 1) / max(1, many - 1))] for i in range(many)]


def _place(point: Array) -> str:
    """`(1/3, −3)`: simple fractions, and other numbers to three digits."""
    return f"({', '.join(map(_coordinate, point.tolist()))})"


def _coordinate(value: float) -> str:
    near = Fraction(value).limit_denominator(_SIMPLE)
    return show(near) if abs(float(near) - value) <= 1e-9 else f"≈{rounded(value, 3)}"


def _line(facts: PlaneFacts, unit: int) -> str:
    """The equation of the line z = 0 of a unit of the first layer."""
    (of_x, of_y), b = facts.network.weights[0][unit], facts.network.biases[0][unit]
    if not (of_x or of_y):
        return "nowhere"
    if isinstance(b, float):
        of_x, of_y, b = (round(float(each), 2) for each in (of_x, of_y, b))
        return f"≈ {weighted_sum((of_x, of_y), 'xy', b)} = 0"
    return f"{weighted_sum((of_x, of_y), 'xy', b)} = 0"
