"""An inspection as pictures in the terminal: f for one or two inputs, and on which rows each unit is active."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from textwrap import wrap
from typing import cast

import numpy as np

from tutor import terminal
from tutor.figure import Curve, Figure, Plot, Table, axis
from tutor.files.table import Table as Rows
from tutor.fine_lines import Markers
from tutor.labs.over_plane import OverPlane
from tutor.labs.plane_picture import ground, segments_as_curve
from tutor.labs.unit_rows import BLOCK, Group, unit_rows
from tutor.net.activation import Array
from tutor.net.contour import edges
from tutor.net.inspection import Inspection
from tutor.net.network import as_float
from tutor.net.seen import seen
from tutor.plotting import draw, legend
from tutor.rational import counted
from tutor.table_text import table_rows

_WIDEST, _HEIGHT = 100, 20
_SAMPLES = 2 * BLOCK
"""Rows of the picture of units × rows."""
_MOST_UNITS, _MOST_PIECES = 40, 2_000
_GRID = (160, 80)
"""Samples along x and y that tell on which side of 0 f is."""


def drawn(found: Inspection, table: Rows | None) -> Iterator[str]:
    """The pictures as lines: f as a curve or as a plane, if it has one or two inputs, and units × rows."""
    plot = _curve(found) if found.deviation is not None else _plane(found) if found.regions is not None else None
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    if plot is not None:
        yield ""
        yield from _lines(plot, width)
    x = _sample(found, table)
    if len(x) and found.units:
        yield ""
        yield from _lines(_units_by_rows(found, x), width)


def drawn_section(section: Inspection, where: str) -> Iterator[str]:
    """f on the line through two rows, or in the plane through three."""
    if plot := _curve(section) if section.deviation is not None else _plane(section):
        yield ""
        yield from _lines(replace(plot, text=f"f {where}"), min(_WIDEST, shutil.get_terminal_size().columns))


def _lines(figure: Figure, width: int) -> Iterator[str]:
    yield from wrap(f"{figure.text}:", width)
    if isinstance(figure, Table):
        yield from table_rows(figure, width)
        return
    markers = cast("Markers", terminal.markers()[0])
    for row in draw(figure, width, _HEIGHT, markers).rows:
        yield "".join(text for text, _, _ in row).rstrip()
    if entries := legend(figure, markers):
        yield from wrap(", ".join(f"{entry.sample} {entry.label}" for entry in entries), width)


def _curve(found: Inspection) -> Plot | None:
    """f along its pieces; None if it has too many to be told apart."""
    if len(found.pieces) > _MOST_PIECES:
        return None
    points = [(x, piece.slope * x + piece.intercept) for piece in found.pieces for x in (piece.low, piece.high)]
    heights = [Fraction(y) for _, y in points]
    low, high = (Fraction(end) for end in found.span)
    return Plot(
        x=axis(low, high),
        y=axis(min(heights), max(heights), round_out=True),
        curves=(Curve(tuple(points), "curve", "f"),),
        points=(),
        text="f on the range",
        tell=lambda: Table((), (), ""),
    )


def _plane(found: Inspection) -> Plot:
    """Where f > 0 and where f = 0, with the edges of the regions."""
    x0, x1, y0, y1 = (Fraction(end) for end in found.span)
    box = (x0, x1, y0, y1)
    curves = []
    if found.regions is not None:
        curves = [
            Curve(segments_as_curve(edges(found.regions)), "trace", "edges of regions", "dotted"),
            Curve(segments_as_curve(found.regions.zero_level().astype(float)), "curve", "f is 0", "thick"),
        ]
    return Plot(
        x=axis(x0, x1),
        y=axis(y0, y1, most=6),
        curves=tuple(curve for curve in curves if curve.points),
        points=(),
        ground=ground(box, OverPlane(found.network, box, _NO_ROWS).grid(*_GRID)[2], "f > 0"),
        text="f on the box",
        tell=lambda: Table((), (), ""),
    )


_NO_ROWS = np.empty((0, 2)), np.empty(0)


def _sample(found: Inspection, table: Rows | None) -> Array:
    """Some rows, evenly spread over the first batch of the table; without one, even x over a range."""
    if table is not None:
        rows = next(table.batches())
        sample: Array = rows[np.unique(np.linspace(0, len(rows) - 1, _SAMPLES).astype(int))].astype(float)
        return sample
    if found.deviation is None:
        return np.empty((0, 1))
    low, high = map(float, found.span)
    return np.linspace(low, high, _SAMPLES)[:, None]


def _units_by_rows(found: Inspection, x: Array) -> Table:
    """Units × rows. If there are too many units, those that are active on the fewest rows are shown."""
    whole = unit_rows(as_float(found.network), x, [Group("rows", range(len(x)))])
    hidden = (unit for unit in found.units if unit.layer < len(found.network.biases) - 1)
    names = (f"layer {unit.layer} unit {unit.unit}" for unit in hidden)
    whole = replace(whole, rows=tuple((name, *row[1:]) for name, row in zip(names, whole.rows, strict=True)))
    text = f"{counted(len(x), 'row')}, {whole.text}" if found.rows else f"even x over the range, {whole.text}"
    if len(whole.rows) <= _MOST_UNITS:
        return replace(whole, text=text)
    active = np.concatenate(seen(found.network, as_float(found.network).forward(x)).active)
    if found.rows:
        active = np.array([unit.active_rows for unit in found.units])
    order = np.argsort(active[: len(whole.rows)], kind="stable")[:_MOST_UNITS].tolist()
    text = f"the {_MOST_UNITS} units that are active on the fewest rows, {text}"
    return replace(whole, rows=tuple(whole.rows[i] for i in sorted(order)), text=text)
