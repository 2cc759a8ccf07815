"""The figures of the `plane` lab, one function for each view, and the table that names them."""

import math
from collections.abc import Callable, Iterable
from fractions import Fraction

import numpy as np

from tutor.figure import Curve, Figure, Plot, Point, Points, Table, axis
from tutor.labs.formula import weighted_sum
from tutor.labs.plane.facts import PlaneFacts
from tutor.net.activation import Array
from tutor.net.contour import chained, edges
from tutor.rational import counted, percent, show

_GAP: Point = (math.nan, math.nan)
"""The gap between two parts of one curve: what is not finite is not drawn."""

_COLUMNS, _ROWS = 19, 9
"""The fill: coarse, so that the data, the edges and the boundary stay visible between its signs."""

_MOST_LOSSES = 200
"""Points of the curve of the loss."""

_SMALLEST = float(np.finfo(float).tiny)
"""A smaller loss is drawn as this one: 0 has no logarithm."""


def _plane(facts: PlaneFacts) -> Figure:
    """The class that the network gives to each place, the edges of the regions, the boundary f = 0, and the rows."""
    x0, x1, y0, y1 = facts.classes.box
    curves = []
    if facts.regions is not None and len(facts.regions) > 1:
        curves.append(Curve(_parts(edges(facts.regions)), "trace", "region edges"))
    if len(facts.boundary):
        curves.append(Curve(_parts(facts.boundary), "curve", "f = 0"))
    found = f"{counted(len(facts.regions), 'region')}; " if facts.regions is not None else ""
    return Plot(
        x=axis(x0, x1),
        y=axis(y0, y1, most=6),
        curves=tuple(curves),
        points=tuple(each for each in (*_fill(facts), *_data(facts)) if each.points),
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


def _loss(facts: PlaneFacts) -> Figure:
    """The logarithm of the loss at each step up to the one that is shown."""
    losses = [max(each, _SMALLEST) for each in facts.losses]
    steps = np.unique(np.linspace(0, facts.step, min(_MOST_LOSSES, facts.step + 1)).round().astype(int))
    points = tuple((Fraction(step), math.log10(losses[step])) for step in steps.tolist())
    heights = [Fraction(y) for _, y in points]
    return Plot(
        x=axis(Fraction(0), Fraction(facts.spec.steps), most=6),
        y=axis(min(heights), max(heights), round_out=True, most=5),
        curves=(Curve(points, "curve", "log₁₀ loss"),) if len(points) > 1 else (),
        points=(Points(points[-1:], "mark", "now", "◆"),),
        text=f"loss {show(facts.loss)} at step {facts.step}",
        tell=lambda: _some_losses(losses),
    )


VIEWS: dict[str, Callable[[PlaneFacts], Figure]] = {"plane": _plane, "regions": _regions, "loss": _loss}


def _parts(segments: Array) -> tuple[Point, ...]:
    """Segments as one curve with gaps."""
    points: list[Point] = []
    for way in chained(segments):
        points += [*([_GAP] if points else []), *_points(way)]
    return tuple(points)


def _fill(facts: PlaneFacts) -> tuple[Points, Points]:
    """A sign of the class at the places of a coarse grid, but none beside the boundary, so that it is seen."""
    # The grid has one place more on each side than is kept: those at the frame would be drawn half a cell off.
    xs, ys, heights = facts.grid(2 * _COLUMNS + 1, 2 * _ROWS + 1)
    above = heights > 0
    middle = above[1::2, 1::2]
    beside = np.stack([above[0:-2:2, 1::2], above[2::2, 1::2], above[1::2, 0:-2:2], above[1::2, 2::2]])
    clear = (beside == middle).all(axis=0)
    found = []
    for taken, label, symbol in ((~middle, "f ≤ 0", "·"), (middle, "f > 0", "+")):
        row, column = np.nonzero(taken & clear)
        points = zip(xs[1::2][column].tolist(), ys[1::2][row].tolist(), strict=True)
        found.append(Points(tuple(points), "unit", label, symbol))
    return found[0], found[1]


def _data(facts: PlaneFacts) -> Iterable[Points]:
    """The rows by their class, in capitals where the network is wrong."""
    points, label = facts.rows
    for number, symbol in ((0, "o"), (1, "x")):
        mine = label == number
        right, wrong = points[mine & facts.right], points[mine & ~facts.right]
        yield Points(_points(right), "data", f"class {number}", symbol)
        yield Points(_points(wrong), "bad", f"class {number}, wrong side", symbol.upper())


def _points(array: Array) -> tuple[Point, ...]:
    return tuple((x, y) for x, y in array.tolist())


def _classes(facts: PlaneFacts) -> Table:
    _, label = facts.rows
    body = tuple(
        (str(number), *(str(int(n)) for n in (mine.sum(), (mine & facts.right).sum(), (mine & ~facts.right).sum())))
        for number, mine in ((number, label == number) for number in (0, 1))
    )
    share = percent(float((facts.sampled[2] > 0).mean()))
    return Table(("class", "rows", "right", "wrong"), body, f"the rows by class; f > 0 on {share} of the box")


def _line(facts: PlaneFacts, unit: int) -> str:
    """The equation of the line z = 0 of a unit of the first layer."""
    (of_x, of_y), b = facts.network.weights[0][unit], facts.network.biases[0][unit]
    if not (of_x or of_y):
        return "nowhere"
    if isinstance(b, float):
        of_x, of_y, b = (round(float(each), 2) for each in (of_x, of_y, b))
        return f"≈ {weighted_sum((of_x, of_y), 'xy', b)} = 0"
    return f"{weighted_sum((of_x, of_y), 'xy', b)} = 0"


def _some_losses(losses: list[float]) -> Table:
    steps = sorted({round(k * (len(losses) - 1) / 8) for k in range(9)})
    return Table(("step", "loss"), tuple((str(k), show(losses[k])) for k in steps), "the loss at some steps")
