"""The hidden space of the `plane` lab: where two hidden units put the rows, and the line that parts them there."""

import math
from fractions import Fraction

import numpy as np

from tutor.figure import Axis, Curve, Figure, Ground, Plot, Point, Points, Table, axis
from tutor.labs.formula import weighted_sum
from tutor.labs.names import unit
from tutor.labs.plane.facts import PlaneFacts
from tutor.net.activation import Array
from tutor.rational import Real, rounded, show

AXES = 2
"""The units that a picture can show, one along each axis."""


def no_space(units: int) -> Table:
    """What stands in the place of the picture where another number of units is set."""
    why = f"a picture has {AXES} axes: turn the units to {AXES}"
    return Table(("hidden units", "axes"), ((str(units), str(AXES)),), why)


def hidden_space(facts: PlaneFacts, rows: tuple[Points, ...]) -> Figure:
    """The rows at the places to which two units move them, and the line on which f is 0 there."""
    names = _hidden_names(facts)
    (of_first, of_second), c = facts.over.floating.weights[-1][0].tolist(), float(facts.over.floating.biases[-1][0])
    x, y = (_wide(facts.hidden[:, i]) for i in range(AXES))
    box = (x.low, x.high, y.low, y.high)
    xs, ys = (np.linspace(float(each.low), float(each.high), many) for each, many in ((x, _ACROSS), (y, _UP)))
    above = of_first * xs + of_second * ys[:, None] + c > 0
    across = ((float(x.low), float(x.high)), (float(y.low), float(y.high)))
    line = _line_in_box((of_first, of_second, c), across)
    ground = Ground(box, tuple(row.tobytes() for row in above.astype(np.uint8)), "f above 0")
    v = [_near(each) for each in (of_first, of_second, c)]
    return Plot(
        x=x,
        y=y,
        curves=(Curve(line, "curve", "f is 0", "thick"),) if line else (),
        points=rows,
        ground=ground,
        over="bar",
        title=f"{names[0]} across, {names[1]} up",
        text=f"f = {weighted_sum(v[:AXES], names, v[AXES])}; {facts.over.score}",
        tell=lambda: _told_hidden(facts),
    )


_ACROSS, _UP = 97, 49
"""Samples of the ground: about one for each cell of a plot in a usual terminal."""

_SIMPLE = 60
"""The largest denominator of a number that is written as a fraction."""


def _hidden_names(facts: PlaneFacts) -> list[str]:
    hidden = len(facts.network.weights) - 1
    return [f"a{unit(hidden - 1, i, hidden)}" for i in range(facts.hidden.shape[1])]


def _wide(of: Array) -> Axis:
    """An axis with all of these values and 0, and some room around them."""
    values = [0.0, *of[np.isfinite(of)].tolist()]
    low, high = math.floor(min(values) * _FINE), math.ceil(max(values) * _FINE)
    room = max(high - low, _FINE) // 5  # at least 1/5, where all values are nearly one
    return axis(Fraction(low - room, _FINE), Fraction(high + room, _FINE), most=5)


_FINE = 100
"""The ends of these axes are multiples of 1/100."""


def _line_in_box(
    line: tuple[float, float, float], box: tuple[tuple[float, float], tuple[float, float]]
) -> tuple[Point, ...]:
    """p·x + q·y + r = 0 from one side of the box to the other, and perhaps beyond; nothing where p and q are 0."""
    p, q, r = line
    (x0, x1), (y0, y1) = box
    if abs(p) * (x1 - x0) > abs(q) * (y1 - y0):  # steep: x follows from y
        return tuple((-(q * y + r) / p, y) for y in (y0, y1))
    return tuple((x, -(p * x + r) / q) for x in (x0, x1)) if q else ()


def _near(value: float) -> Real:
    """A number as it was given, or one that was trained to two decimals."""
    simple = Fraction(value).limit_denominator(_SIMPLE)
    return simple if float(simple) == value else round(value, 2)


def _told_hidden(facts: PlaneFacts) -> Table:
    """The rows one by one if they are few; else how far each class reaches."""
    names, (points, label) = _hidden_names(facts), facts.over.rows
    if len(label) <= _MOST_ROWS:
        numbers = np.column_stack([points, facts.hidden, facts.over.output])
        body = [(*map(show, row), str(int(at))) for row, at in zip(numbers.tolist(), label, strict=True)]
        return Table(("x", "y", *names, "f", "class"), tuple(body), "the rows in the hidden space")
    body = []
    for number in (0, 1):
        mine = facts.hidden[label == number]
        ends = (end for i in range(AXES) for end in (mine[:, i].min(), mine[:, i].max()))
        both = str(int((mine == 0).all(axis=1).sum()))
        body.append((f"class {number}", str(len(mine)), *(rounded(float(end), 3) for end in ends), both))
    header = ("", "rows", *(f"{name} {end}" for name in names for end in ("from", "to")), "both 0")
    return Table(header, tuple(body), "the rows in the hidden space")


_MOST_ROWS = 12
"""Rows that are told one by one."""
