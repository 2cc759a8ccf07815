"""An inspection as a JSON object."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from tutor.files.table import Table
from tutor.net.cause import Cause
from tutor.net.inspection import Inspection
from tutor.net.layout import sizes_of
from tutor.net.liveness import Liveness
from tutor.net.pieces import Unit


def as_json(found: Inspection, causes: Mapping[Unit, Cause], table: Table | None, *, polygons: bool) -> dict[str, Any]:
    """The inspection as a JSON object; fractions become the nearest floats."""
    return {
        "shape": sizes_of(found.network),
        "activation": found.network.activation_names or None,
        "data": _data_json(table, found.rows) if table else None,
        "range": list(map(float, found.span)) or None,
        **_pieces_json(found),
        "linear": {
            "on_range": found.linear.on_range,
            "on_data": found.linear.on_data,
            "everywhere": found.linear.everywhere,
            "any_is_on_data": found.always_linear_on_data,
            "reason": found.linear.reason,
        },
        "dead_share": float(found.dead_share),
        "layers": [_layer_json(layer, tuple(units)) for layer, units in groupby(found.units, lambda unit: unit.layer)],
        "units": [_unit_json(unit, causes.get((unit.layer, unit.unit))) for unit in found.units],
        "regions": _regions_json(found, polygons=polygons),
    }


def line_json(line: Inspection, rows: Sequence[int]) -> dict[str, Any]:
    """The pieces of f along the line from one row to another, on which t goes from 0 to 1."""
    return {"rows": rows, **_pieces_json(line), "linear": line.linear.on_range, "reason": line.linear.reason}


def plane_json(plane: Inspection, rows: Sequence[int], *, polygons: bool) -> dict[str, Any]:
    """The regions of f in the plane through three rows, in coordinates that are (0, 0), (1, 0) and (0, 1) there."""
    regions = _regions_json(plane, polygons=polygons)
    return {"rows": rows, "linear": plane.linear.on_range, "reason": plane.linear.reason, "regions": regions}


def _pieces_json(found: Inspection) -> dict[str, Any]:
    if found.deviation is None:
        return {"pieces": None, "breakpoints": None, "deviation": None}
    return {
        "pieces": [
            {"from": float(p.low), "to": float(p.high), "slope": float(p.slope), "intercept": float(p.intercept)}
            for p in found.pieces
        ],
        "breakpoints": [
            {"x": float(p.x), "slope_before": float(p.before), "slope_after": float(p.after), "units": p.units}
            for p in found.breakpoints
        ],
        "deviation": float(found.deviation),
    }


def _data_json(table: Table, rows: int) -> dict[str, Any]:
    return {"file": str(table.path), "rows": rows, "inputs": table.names, "notes": table.notes}


def _layer_json(layer: int, units: Sequence[Liveness]) -> dict[str, Any]:
    return {
        "layer": layer,
        "units": len(units),
        "dead_on_data": sum(unit.dead_on_data for unit in units),
        "dead_on_range": sum(unit.kind == "dead_on_range" for unit in units),
        "always_active": sum(unit.kind == "active" for unit in units),
    }


def _unit_json(unit: Liveness, cause: Cause | None) -> dict[str, Any]:
    return {
        "layer": unit.layer,
        "unit": unit.unit,
        "status": unit.kind,
        "active_rows": unit.active_rows,
        "rows": unit.rows,
        "wakes": None if unit.wakes is None else list(map(float, unit.wakes)),
        "cause": cause.kind if cause else None,
        "wakes_above_bias": None if cause is None or cause.kind == "below" else -float(cause.reach),
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
