"""An inspection as lines of text: what f is, whether it is linear, the layers, and what keeps units dead."""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from statistics import median

from tutor.files.table import Table
from tutor.labs import formula
from tutor.net.cause import Cause
from tutor.net.inspection import Inspection
from tutor.net.layout import sizes_of
from tutor.net.liveness import Liveness
from tutor.net.pieces import Unit
from tutor.rational import Real, counted, percent, rounded, show

_PIECES, _UNITS = 12, 12
"""The most pieces, and the most dead units, in the text; --json has all, --units all units."""

_BARS = "·▁▂▃▄▅▆▇█"
_STEPS = 8
"""Bars of the histogram between no row and all rows."""

_RARELY = Fraction(1, 100)
"""The share of rows up to which a unit counts as nearly dead."""

_LONG = 1000
"""A denominator beyond which a fraction is rounded."""
_LONG_FRACTION = re.compile(r"−?\d+/\d{4,}")


def as_text(
    found: Inspection, causes: Mapping[Unit, Cause], name: str, table: Table | None, notes: Sequence[str] = ()
) -> Iterator[str]:
    """The inspection as lines of text; `table` is where the rows come from, `notes` tell how the network was read."""
    kind = "exact" if found.network.is_exact else "in floats"
    shape = "-".join(map(str, sizes_of(found.network)))
    yield f"{name}: {', '.join(filter(None, (shape, found.network.activation_names, kind)))}"
    yield from (f"  {note}" for note in notes)
    if table:
        yield f"{table.path.name}: {counted(found.rows, 'row', ',')}; {table.notes[0]}"
        yield from (f"  {note}" for note in table.notes[1:])
    yield ""
    yield from _about_f(found)
    yield from _verdicts(found)
    if found.units:
        yield ""
        yield from _layers(found)
        yield ""
        yield from _dead(found, causes)


def line_as_text(line: Inspection, rows: Sequence[int]) -> Iterator[str]:
    """The pieces of f along the line from one row to another, on which t goes from 0 to 1."""
    yield ""
    yield from _pieces(line, f"the line from row {rows[0]:,} (t = 0) to row {rows[1]:,} (t = 1)", "t")
    yield f"{'linear' if line.linear.on_range else 'not linear'} on the line: {_reason(line)}"


def plane_as_text(plane: Inspection, rows: Sequence[int]) -> Iterator[str]:
    """The regions of f in the plane through three rows: A at (0, 0), B at (1, 0) and C at (0, 1)."""
    a, b, c = (f"{row:,}" for row in rows)
    yield ""
    yield f"In the plane through row {a} (0, 0), row {b} (1, 0) and row {c} (0, 1),"
    yield from _regions(plane, "on [0, 1] × [0, 1],")
    yield f"{'linear' if plane.linear.on_range else 'not linear'} there: {_reason(plane)}"


def units_as_text(found: Inspection) -> Iterator[str]:
    """Every unit with its verdict, as lines of a table."""
    rows = [("layer", "unit", "verdict", "active rows", "wakes at")]
    for unit in found.units:
        active = f"{unit.active_rows:,} of {unit.rows:,}" if unit.rows else "–"
        wakes = ", ".join(map(_read, unit.wakes)) if unit.wakes and unit.kind == "dead_on_data" else ""
        rows.append((_layer(found, unit.layer), str(unit.unit), _kind(found, unit), active, wakes))
    yield ""
    yield from _aligned(rows)


def _about_f(found: Inspection) -> Iterator[str]:
    if found.deviation is not None:
        low, high = map(_places(found), found.span)
        yield from _pieces(found, f"[{low}, {high}]", "x")
        yield ""
    elif found.regions is not None:
        x0, x1, y0, y1 = map(show, found.span)
        yield from _regions(found, f"On the box [{x0}, {x1}] × [{y0}, {y1}]")
        yield ""


def _regions(found: Inspection, where: str) -> Iterator[str]:
    """How many regions a network with two inputs has, and where it is 0."""
    if found.regions is not None:
        segments, areas = len(found.regions.zero_level()), len(found.regions.flat())
        yield f"{where} f has {counted(len(found.regions), 'region', ',')};"
        yield f"f = 0 on {counted(segments, 'segment', ',')} and throughout {counted(areas, 'region', ',')}."


def _pieces(found: Inspection, where: str, variable: str) -> Iterator[str]:
    """The pieces of a network with one input, left to right, as formulas."""
    place = _places(found)
    yield f"On {where} f has {counted(len(found.pieces), 'piece', ',')}:"
    for piece in found.pieces[:_PIECES]:
        affine = formula.affine(_near(piece.slope), _near(piece.intercept), variable)
        equal = "≈" if "≈" in affine else "="  # one sign says it for the whole formula
        ends = f"for {place(piece.low)} ≤ {variable} ≤ {place(piece.high)}"
        yield f"  f({variable}) {equal} {affine.replace('≈', '')}   {ends}"
    if len(found.pieces) > _PIECES:
        yield f"  … and {len(found.pieces) - _PIECES:,} more; --json lists them"


def _verdicts(found: Inspection) -> Iterator[str]:
    where = f"on the {_place(found)}"
    inputs = sizes_of(found.network)[0]
    few = f", as any function is on {counted(found.rows, 'row')} of {counted(inputs, 'input')}"
    reasons = {where: f": {_reason(found)}", "on the data": few if found.always_linear_on_data else ""}
    verdicts = (
        (where, found.linear.on_range),
        ("on the data", found.linear.on_data),
        ("everywhere", found.linear.everywhere),
    )
    for place, verdict in verdicts:
        if verdict is not None:
            why = reasons.get(place, "") if verdict or place == where else ""
            yield f"{'linear' if verdict else 'not linear'} {place}{why}"
    if any(unit.kind == "dead_on_range" for unit in found.units if unit.layer == len(found.network.weights) - 1):
        yield f"f = 0 throughout: the output is dead on the {_place(found)}"
    if found.deviation:
        yield f"largest distance from the chord: {_read(found.deviation)}"


def _reason(found: Inspection) -> str:
    return _LONG_FRACTION.sub(lambda text: _read(Fraction(text[0].replace("−", "-"))), found.linear.reason)


def _places(found: Inspection) -> Callable[[Real], str]:
    """Writes an x as text, with three digits more than it takes to tell the ends of the narrowest piece apart."""
    largest = max(abs(float(end)) for end in found.span)
    narrowest = min(float(piece.high - piece.low) for piece in found.pieces[:_PIECES])
    digits = min(17, 3 + math.ceil(math.log10(largest / narrowest))) if narrowest else 17

    def place(x: Real) -> str:
        exactly = _read(x)
        return rounded(float(x), digits) if "≈" in exactly else exactly

    return place


def _layers(found: Inspection) -> Iterator[str]:
    """A line for each hidden layer: how many units are dead or always active, and on how many rows they are active."""
    with_rows, with_range = found.rows > 0, found.deviation is not None or found.regions is not None
    rows = [["layer", "units"]]
    rows[0] += ["dead on the data"] * with_rows + [f"dead on the {_place(found)}"] * with_range + ["always active"]
    rows[0] += ["active on, median", "no rows … all rows"] * with_rows
    for layer, units in groupby(found.units, lambda unit: unit.layer):
        these = tuple(units)
        row = [_layer(found, layer), f"{len(these):,}"]
        row += [f"{sum(unit.dead_on_data for unit in these):,}"] * with_rows
        row += [f"{sum(unit.kind == 'dead_on_range' for unit in these):,}"] * with_range
        row.append(f"{sum(unit.kind == 'active' for unit in these):,}")
        if with_rows:
            shares = [Fraction(unit.active_rows, unit.rows) for unit in these]
            row += [f"{percent(median(shares))} of rows", histogram(shares)]
        rows.append(row)
    yield from _aligned(rows)


def histogram(shares: Sequence[Fraction]) -> str:
    """How many of the shares are 0, in each eighth between, and 1, as a row of bars; `·` stands for none.

    The first and the last bar are set apart. The highest bar stands for the most shares, and no bar for one share is
    left out.
    """
    counts = [0] * (_STEPS + 2)
    for share in shares:
        counts[0 if share == 0 else _STEPS + 1 if share == 1 else 1 + int(share * _STEPS)] += 1
    bars = [_BARS[-(-count * (len(_BARS) - 1) // max(counts))] for count in counts]
    return f"{bars[0]} {''.join(bars[1:-1])} {bars[-1]}"


def _dead(found: Inspection, causes: Mapping[Unit, Cause]) -> Iterator[str]:
    """The dead units with what keeps them dead and what would wake them, then those that are nearly dead."""
    dead = [unit for unit in found.units if unit.dead]
    share = f": {percent(found.dead_share)}" if dead else ""
    yield f"{counted(len(dead), 'dead unit', ',')} of {len(found.units):,}{share}"
    rows = [("layer", "unit", "dead", "because of", "wakes with")]
    for unit in dead[:_UNITS]:
        why = _because(found, unit, causes[unit.layer, unit.unit])
        rows.append((_layer(found, unit.layer), str(unit.unit), _kind(found, unit).removeprefix("dead "), *why))
    if dead:
        yield from _aligned(rows)
    if len(dead) > _UNITS:
        yield f"… and {len(dead) - _UNITS:,} more; --units lists all units"
    rare = [unit for unit in found.units if 0 < unit.active_rows <= _RARELY * unit.rows]
    rare.sort(key=lambda unit: unit.active_rows)
    if rare:
        those = ", ".join(f"{unit.unit} of layer {unit.layer} ({unit.active_rows:,})" for unit in rare[:_UNITS])
        more = f" and {len(rare) - _UNITS:,} more" if len(rare) > _UNITS else ""
        yield f"active on at most 1 % of {found.rows:,} rows, by number of rows: unit {those}{more}"


def _because(found: Inspection, unit: Liveness, cause: Cause) -> tuple[str, str]:
    """What keeps a unit dead, and what would wake it."""
    bias, above = found.network.biases[unit.layer][unit.unit], f"a bias above {_read(-cause.reach)}"
    terms = "Σ w·a" if unit.layer else "w·x" if sizes_of(found.network)[0] == 1 else "Σ w·x"
    match cause.kind:
        case "below":
            return "the layer below: all units that it reads are dead", f"units of layer {unit.layer - 1}"
        case "bias":
            return f"its bias, {_read(bias)}: {terms} is {_read(cause.reach)} at most", above
        case "inputs":
            return f"its inputs: {terms} is {_read(cause.reach)} at most", f"other weights or inputs, or {above}"


def _layer(found: Inspection, layer: int) -> str:
    """The number of a layer; an output that is activated stands behind the hidden layers."""
    return "output" if layer == len(found.network.weights) - 1 else str(layer)


_KINDS = {
    "active": "active throughout",
    "partly": "active in part",
    "dead_on_data": "dead on the data",
    "dead_on_range": "dead on the {}",
}


def _kind(found: Inspection, unit: Liveness) -> str:
    return _KINDS[unit.kind].format(_place(found))


def _place(found: Inspection) -> str:
    return "box" if found.regions is not None else "range"


def _near(value: Real) -> Real:
    """A fraction that nobody wants to read as a float."""
    return float(value) if isinstance(value, Fraction) and value.denominator > _LONG and "/" in show(value) else value


def _read(value: Real) -> str:
    """A number as people read it."""
    return show(_near(value if isinstance(value, Fraction) else float(value)))


def _aligned(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The rows with their cells in columns."""
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
