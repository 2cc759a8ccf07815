"""The figures of the `plane` lab, one function for each view, and the table that names them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from tutor.figure import Curve, Figure, Plot, Point, Points, Table, axis
from tutor.labs import formula
from tutor.net.activation import Array
from tutor.net.contour import chained, edges
from tutor.rational import Real, show

if TYPE_CHECKING:
    from tutor.labs.plane.facts import PlaneReading

_GAP: Point = (math.nan, math.nan)
"""Between two parts of one curve: what is not finite is not drawn."""

_COLUMNS, _ROWS = 19, 9
"""The fill: coarse, so that the data, the edges and the boundary stay visible between its signs."""

_MOST_LOSSES = 200


def _plane(reading: PlaneReading) -> Figure:
    """Which class each place is taken for, the regions' edges, the boundary f = 0, and the rows."""
    x0, x1, y0, y1 = reading.classes.box
    curves = []
    if reading.regions is not None and len(reading.regions) > 1:
        curves.append(Curve(_parts(edges(reading.regions)), "trace", "region edges"))
    if len(reading.boundary):
        curves.append(Curve(_parts(reading.boundary), "curve", "f = 0"))
    found = f"{_counted(len(reading.regions), 'region')}; " if reading.regions is not None else ""
    return Plot(
        x=axis(x0, x1),
        y=axis(y0, y1, most=6),
        curves=tuple(curves),
        points=tuple(each for each in (*_fill(reading), *_data(reading)) if each.points),
        text=f"{found}{reading.told}",
        tell=lambda: _classes(reading),
    )


def _regions(reading: PlaneReading) -> Figure:
    """For each unit where it switches and in how many regions it is active."""
    header = ("layer", "unit", "switches where", "active in")
    found = reading.regions
    if found is None:
        return Table(header, (), f"{reading.activation} bends everywhere: there are no regions")
    if reading.activation == "identity":  # every z passes, below 0 too: a pattern of signs is no pattern of activity
        return Table(header, (), "identity never switches: one region, and no unit is ever inactive")
    body = []
    for layer, active in enumerate(found.active):
        for unit, regions in enumerate(active.sum(axis=0).tolist()):
            line = _line(reading, unit) if not layer else "lines that bend at the layer before"
            whole = {0: "no region: dead in the box", len(found): "all regions"}
            body.append((str(layer), str(unit), line, whole.get(regions, f"{regions} of {len(found)} regions")))
    crossed = _counted(len(reading.boundary), "piece")
    return Table(header, tuple(body), f"{_counted(len(found), 'region')}; the boundary f = 0 has {crossed}")


def _loss(reading: PlaneReading) -> Figure:
    """The loss at each step so far, as its logarithm."""
    losses = _losses(reading)
    steps = np.unique(np.linspace(0, reading.step, min(_MOST_LOSSES, reading.step + 1)).round().astype(int))
    points = tuple((Fraction(step), math.log10(losses[step])) for step in steps.tolist())
    heights = [Fraction(y) for _, y in points]
    return Plot(
        x=axis(Fraction(0), Fraction(reading.lab.steps), most=6),
        y=axis(min(heights), max(heights), round_out=True, most=5),
        curves=(Curve(points, "curve", "log₁₀ loss"),) if len(points) > 1 else (),
        points=(Points(points[-1:], "mark", "now", "◆"),),
        text=f"loss {show(reading.loss)} at step {reading.step}",
        tell=lambda: _told_losses(losses),
    )


def affine(of_x: Real, of_y: Real, intercept: Real) -> str:
    """of_x·x + of_y·y + intercept as it is written by hand: `x − 2y + 1`, `7`."""
    slopes = [formula.affine(slope, 0, name) for slope, name in ((of_x, "x"), (of_y, "y")) if slope]
    return formula.joined([*slopes, show(intercept)] if intercept or not slopes else slopes)


VIEWS: dict[str, Callable[[PlaneReading], Figure]] = {"plane": _plane, "regions": _regions, "loss": _loss}


def _parts(segments: Array) -> tuple[Point, ...]:
    """Segments as one curve with gaps."""
    points: list[Point] = []
    for way in chained(segments):
        points += [*([_GAP] if points else []), *_points(way)]
    return tuple(points)


def _fill(reading: PlaneReading) -> tuple[Points, Points]:
    """A sign of the class at the places of a coarse grid; none beside a boundary, which is to be seen."""
    # One more place on each side than is kept: those at the frame would be drawn half a cell off.
    xs, ys, heights = reading.grid(2 * _COLUMNS + 1, 2 * _ROWS + 1)
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


def _data(reading: PlaneReading) -> Iterable[Points]:
    """The rows by their class; capitals where the network is wrong."""
    points, label = reading.rows
    for number, symbol in ((0, "o"), (1, "x")):
        mine = label == number
        right, wrong = points[mine & reading.right], points[mine & ~reading.right]
        yield Points(_points(right), "data", f"class {number}", symbol)
        yield Points(_points(wrong), "bad", f"class {number}, wrong side", symbol.upper())


def _points(array: Array) -> tuple[Point, ...]:
    return tuple((x, y) for x, y in array.tolist())


def _classes(reading: PlaneReading) -> Table:
    _, label = reading.rows
    body = tuple(
        (str(number), *(str(int(n)) for n in (mine.sum(), (mine & reading.right).sum(), (mine & ~reading.right).sum())))
        for number, mine in ((number, label == number) for number in (0, 1))
    )
    share = round(100 * float((reading.sampled[2] > 0).mean()))
    return Table(("class", "rows", "right", "wrong"), body, f"the rows by class; f > 0 on {share} % of the box")


def _line(reading: PlaneReading, unit: int) -> str:
    """The equation of the line z = 0 of a unit of the first layer."""
    (of_x, of_y), b = reading.network.weights[0][unit], reading.network.biases[0][unit]
    if not (of_x or of_y):
        return "nowhere"
    if isinstance(b, float):
        return f"≈ {affine(*(round(float(each), 2) for each in (of_x, of_y, b)))} = 0"
    return f"{affine(of_x, of_y, b)} = 0"


def _losses(reading: PlaneReading) -> list[float]:
    """The loss at each step up to the one that is seen; one of 0 is told as the smallest number."""
    before = reading.lab.run(reading.settings, reading.store).losses[: reading.step]
    return [max(each, float(np.finfo(float).tiny)) for each in (*before.tolist(), reading.loss)]


def _told_losses(losses: list[float]) -> Table:
    steps = sorted({round(k * (len(losses) - 1) / 8) for k in range(9)})
    return Table(("step", "loss"), tuple((str(k), show(losses[k])) for k in steps), "the loss at some steps")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
