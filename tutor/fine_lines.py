"""Polylines as fine lines, several dots to a cell: the only module that knows plotext.

plotext 6 aborts the process on NaN or infinite values, and fills lines in before it clips them (a steep line took
20 s). So everything is clipped to the limits first, and only finite numbers with low < high reach plotext.
plotext keeps its figure in a global: draw from the interface's thread only. Its own frame and numbers are off: they
took three quarters of the time of a drawing.
"""

import math
import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Any, Literal, get_args

import plotext as plt

from tutor.figure import Axis, Curve, Role

Markers = Literal["braille", "block", "ascii"]
"""What fine lines are drawn with. Braille is finest; some fonts align it badly, and some terminals lack it."""

Box = tuple[float, float, float, float]
"""The lowest and highest x, the lowest and highest y."""

_FINE: dict[Markers, str] = {"braille": "braille", "block": "hd", "ascii": "*"}
_ROLES: tuple[Role, ...] = get_args(Role)
_FIRST_COLOUR = 100
"""plotext colours each role with a number of its own from here on; they are read back as roles, never shown."""

_RUN = re.compile(r"\x1b\[(?:0|38;5;(\d+))m([^\x1b]*)")
"""What plotext writes in a row: a colour code, and the cells that have it."""


def fine_lines(
    curves: Iterable[Curve], limits: tuple[Axis, Axis], size: tuple[int, int], markers: Markers
) -> Iterable[tuple[int, int, str, Role]]:
    """The cells that the curves touch, as (row, column, text, role).

    The size is width and height in cells; the limits lie in the first dot and in the last, along x and y.
    """
    x, y = limits
    box = float(x.low), float(x.high), float(y.low), float(y.high)
    parts = [(part, curve.role) for curve in curves for part in _clipped(curve, box)]
    if not parts:
        return
    figure = _prepared()
    figure.clear.data()
    figure.plot_size(*size)
    for name, low, high in (("x", *box[:2]), ("y", *box[2:])):
        figure.ruler(name).lim(low, high)
    for part, role in parts:
        marker = plt.marker(_FINE[markers]).fill(plt.pixel(_FIRST_COLOUR + _ROLES.index(role)))
        figure.draw(figure.signal(*zip(*part, strict=True), marker=marker).lines())
    for row, line in enumerate(figure.build().string().split("\n")):
        column = 0
        for colour, text in _RUN.findall(line):
            if colour:
                yield row, column, text, _ROLES[int(colour) - _FIRST_COLOUR]
            column += len(text)


@cache
def _prepared() -> Any:
    """plotext's only figure, prepared once: any size, no frame, no colours but ours."""
    plt.terminal.limit(False, False)
    figure = plt.figure
    figure.clear()
    figure.canvas("default")
    figure.axes(active=False)
    for name in "xy":
        figure.ruler(name).ticks([], [])
    figure.legend(active=False)
    return figure


def _clipped(curve: Curve, box: Box) -> Iterable[list[tuple[float, float]]]:
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
    x0: float, y0: float, x1: float, y1: float, box: Box
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
    """Hold an end to the edge: rounding may carry it past, and far past for a segment from far away."""
    return min(high, max(low, value))
