"""relu-tutor inspect: the pieces, verdicts and dead units of a network, as text or JSON."""

import argparse
import json
import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

from tutor.commands import Say
from tutor.commands.arguments import Parser, UsageError, number
from tutor.files.columns import inputs_of
from tutor.files.network import load_network
from tutor.files.table import Table, open_table
from tutor.labs import formula
from tutor.net.activation import ACTIVATIONS
from tutor.net.inspection import Inspection, inspect
from tutor.net.layout import count, sizes_of
from tutor.net.liveness import Liveness
from tutor.net.network import Network, as_float
from tutor.rational import Real, counted, rounded, show

_RANGE, _BOX = (Fraction(-4), Fraction(4)), (Fraction(-1), Fraction(1), Fraction(-1), Fraction(1))
_MOST_UNITS = 20_000
_MOST_EXACT = {1: 1000, 2: 400}
"""By number of inputs: the most parameters with which a hand-set network is analysed in fractions, in some seconds."""
_SHOWN = 12
"""The most pieces in the text; --json has all."""


def run(arguments: Sequence[str], say: Say) -> int:
    """Analyse the network that the arguments name and print what is found; returns 0.

    Raises:
        UsageError: for a command line that makes no sense, or a network that cannot be analysed.
        FileError: for a network or table that cannot be read.
    """
    asked = _parser().read(arguments)
    if asked.regions and not asked.json:
        raise UsageError("--regions lists polygons as JSON: it goes with --json")
    loaded = load_network(asked.network, asked.activation)
    network = _chosen(loaded, asked.output)
    span = _span(asked, network)
    table = _table(asked, network, outputs=sizes_of(loaded)[-1])
    try:
        found = inspect(network, span, table.batches() if table else ())
    except ValueError as error:
        raise UsageError(f"{asked.network}: {error}") from None
    if asked.json:
        try:
            say(json.dumps(as_json(found, table, polygons=asked.regions)))
        except OverflowError:
            raise UsageError(
                f"{asked.network}: a fraction of the result is too large for the numbers of JSON"
            ) from None
        return 0
    for line in as_text(found, asked.network.name, table):
        say(line)
    return 0


def _parser() -> Parser:
    parser = Parser(
        "relu-tutor inspect", "The pieces or regions of a network, whether it is linear, and its dead units."
    )
    parser.add_argument("network", type=Path, metavar="NET", help=".toml, .npz or .safetensors")
    parser.add_argument("--range", nargs=2, type=number, metavar=("LO", "HI"), help="for one input; -4 4 unless given")
    parser.add_argument(
        "--box", nargs=4, type=number, metavar=("X0", "X1", "Y0", "Y1"), help="for two inputs; -1 1 -1 1 unless given"
    )
    parser.add_argument("--data", type=Path, metavar="FILE.csv", help="rows of inputs; labels are left out")
    parser.add_argument(
        "--columns", default="", metavar="LIST", help="the inputs in the table, by name or by number: x,y or 2-785"
    )
    parser.add_argument(
        "--activation", choices=ACTIVATIONS, help="of the hidden layers; relu unless the file names one"
    )
    parser.add_argument("--output", type=int, metavar="N", help="which output to look at, from 0, if there are several")
    parser.add_argument("--regions", action="store_true", help="with --json: the polygons too, not only their count")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
    return parser


def _chosen(network: Network, output: int | None) -> Network:
    """The network with only the output to look at, in floats if it is large.

    Raises:
        UsageError: if it is too large, or has no such output.
    """
    hidden = sum(sizes_of(network)[1:-1])
    if hidden > _MOST_UNITS:
        raise UsageError(f"{hidden:,} units are too many to analyse; {_MOST_UNITS:,} are the most")
    outputs = sizes_of(network)[-1]
    if outputs > 1 and output is None:
        raise UsageError(f"the network has {outputs} outputs: choose one with --output 0 … {outputs - 1}")
    row = output or 0
    if not 0 <= row < outputs:
        raise UsageError(f"there is no output {row}: the network has {outputs}, counted from 0")
    one = Network(
        (*network.weights[:-1], network.weights[-1][[row]]),
        (*network.biases[:-1], network.biases[-1][[row]]),
        network.activation,
    )
    return as_float(one) if count(sizes_of(one)) > _MOST_EXACT.get(sizes_of(one)[0], 1000) else one


def _span(asked: argparse.Namespace, network: Network) -> tuple[Real, ...]:
    inputs = sizes_of(network)[0]
    if asked.range and inputs != 1:
        raise UsageError(f"--range is for one input; this network has {inputs}")
    if asked.box and inputs != 2:
        raise UsageError(f"--box is for two inputs; this network has {inputs}")
    if inputs > 2:
        if asked.data is None:
            raise UsageError(f"a network of {inputs} inputs is looked at on data: name it with --data FILE.csv")
        return ()
    ends = tuple(asked.range or _RANGE) if inputs == 1 else tuple(asked.box or _BOX)
    for name, low, high in zip(("--range",) if inputs == 1 else ("--box",) * 2, ends[::2], ends[1::2], strict=True):
        if low >= high:
            raise UsageError(f"{name} {show(low)} {show(high)} is empty: the first number has to be the smaller")
    return ends if _is_exact(network) else tuple(map(float, ends))


def _table(asked: argparse.Namespace, network: Network, outputs: int) -> Table | None:
    if asked.data is None:
        if asked.columns:
            raise UsageError("--columns is for the table that --data names")
        return None
    inputs = sizes_of(network)[0]
    choose = partial(inputs_of, inputs=inputs, outputs=outputs, asked=asked.columns)
    return open_table(asked.data, choose, exactly=_is_exact(network))


def _is_exact(network: Network) -> bool:
    return network.biases[0].dtype == object


def as_json(found: Inspection, table: Table | None, *, polygons: bool) -> dict[str, Any]:
    """The inspection as a JSON object; fractions become the nearest floats."""
    one_input = found.deviation is not None
    return {
        "shape": sizes_of(found.network),
        "activation": found.network.activation.name,
        "data": _data_json(table, found.rows) if table else None,
        "range": list(map(float, found.span)) or None,
        "pieces": [
            {"from": float(p.low), "to": float(p.high), "slope": float(p.slope), "intercept": float(p.intercept)}
            for p in found.pieces
        ]
        if one_input
        else None,
        "breakpoints": [
            {"x": float(p.x), "slope_before": float(p.before), "slope_after": float(p.after), "units": p.units}
            for p in found.breakpoints
        ]
        if one_input
        else None,
        "linear": {
            "on_range": found.linear.on_range,
            "on_data": found.linear.on_data,
            "everywhere": found.linear.everywhere,
            "reason": found.linear.reason,
        },
        "deviation": None if found.deviation is None else float(found.deviation),
        "units": [_unit_json(unit) for unit in found.units],
        "regions": _regions_json(found, polygons=polygons),
    }


def _data_json(table: Table, rows: int) -> dict[str, Any]:
    names = [table.head.name(column) for column in table.columns.at]
    return {"file": str(table.path), "rows": rows, "inputs": names, "notes": table.notes}


def _unit_json(unit: Liveness) -> dict[str, Any]:
    return {
        "layer": unit.layer,
        "unit": unit.unit,
        "status": unit.kind,
        "active_rows": unit.active_rows,
        "rows": unit.rows,
        "wakes": None if unit.wakes is None else list(map(float, unit.wakes)),
    }


def _regions_json(found: Inspection, *, polygons: bool) -> dict[str, Any] | None:
    if found.regions is None:
        return None
    regions: dict[str, Any] = {"count": len(found.regions), "zero_regions": found.regions.flat().tolist()}
    if polygons:
        maps = found.regions.maps.astype(float).tolist()
        regions["polygons"] = [
            {"corners": found.regions.polygon(r).astype(float).tolist(), "gradient": affine[:2], "intercept": affine[2]}
            for r, affine in enumerate(maps)
        ]
        regions["zero_level"] = found.regions.zero_level().astype(float).tolist()
    return regions


def as_text(found: Inspection, name: str, table: Table | None) -> Iterator[str]:
    """The inspection as lines of text."""
    kind = "exact" if _is_exact(found.network) else "in floats"
    shape = "-".join(map(str, sizes_of(found.network)))
    yield f"{name}: {shape}, {found.network.activation.name}, {kind}"
    if table:
        yield f"{table.path.name}: {counted(found.rows, 'row', ',')}; {table.notes[0]}"
        for note in table.notes[1:]:
            yield f"  {note}"
    yield ""
    yield from _about_f(found)
    yield ""
    yield from _verdicts(found)
    yield ""
    yield from _units(found)


def _about_f(found: Inspection) -> Iterator[str]:
    if found.deviation is not None:
        place = _places(found)
        low, high = map(place, found.span)
        yield f"On [{low}, {high}] f has {counted(len(found.pieces), 'piece', ',')}:"
        for piece in found.pieces[:_SHOWN]:
            affine = formula.affine(piece.slope, piece.intercept)
            equal = "≈" if "≈" in affine else "="  # one sign says it for the whole formula
            where = f"for {place(piece.low)} ≤ x ≤ {place(piece.high)}"
            yield f"  f(x) {equal} {affine.replace('≈', '')}   {where}"
        if len(found.pieces) > _SHOWN:
            yield f"  … and {len(found.pieces) - _SHOWN} more; --json lists them"
    elif found.regions is not None:
        x0, x1, y0, y1 = map(show, found.span)
        segments, areas = len(found.regions.zero_level()), len(found.regions.flat())
        yield f"On the box [{x0}, {x1}] × [{y0}, {y1}] f has {counted(len(found.regions), 'region', ',')};"
        yield f"f = 0 on {counted(segments, 'segment', ',')} and throughout {counted(areas, 'region', ',')}."


def _verdicts(found: Inspection) -> Iterator[str]:
    where = "on the range" if found.deviation is not None else "on the box"
    verdicts = (
        (where, found.linear.on_range),
        ("on the data", found.linear.on_data),
        ("everywhere", found.linear.everywhere),
    )
    for place, verdict in verdicts:
        if verdict is not None:
            reason = f": {found.linear.reason}" if place == where else ""
            yield f"{'linear' if verdict else 'not linear'} {place}{reason}"
    if found.deviation:
        yield f"largest distance from the chord: {show(found.deviation)}"


def _places(found: Inspection) -> Callable[[Real], str]:
    """Writes an x as text, with three digits more than it takes to tell the ends of the narrowest piece apart."""
    largest = max(abs(float(end)) for end in found.span)
    narrowest = min(float(piece.high - piece.low) for piece in found.pieces[:_SHOWN])
    digits = min(17, 3 + math.ceil(math.log10(largest / narrowest)))

    def place(x: Real) -> str:
        exactly = show(x)
        return rounded(float(x), digits) if "≈" in exactly else exactly

    return place


_KINDS = {
    "active": "active throughout",
    "partly": "active in part",
    "dead_on_data": "dead on the data",
    "dead_on_range": "dead on the range",
}


def _units(found: Inspection) -> Iterator[str]:
    table = [("layer", "unit", "verdict", "active rows", "wakes at")]
    for unit in found.units:
        rows = f"{unit.active_rows} of {unit.rows}" if unit.rows else "–"
        wakes = ", ".join(map(show, unit.wakes)) if unit.wakes and unit.kind == "dead_on_data" else ""
        table.append((str(unit.layer), str(unit.unit), _KINDS[unit.kind], rows, wakes))
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    dead = sum(unit.kind.startswith("dead") for unit in found.units)
    yield f"{counted(dead, 'dead unit', ',')} of {len(found.units)}"
