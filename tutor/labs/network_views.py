"""The figures of the `network` lab, one function for each view, and the table that names them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from tutor.figure import DIGITS, Curve, Figure, Plot, Point, Points, Table, axis
from tutor.net.network import Network, exact
from tutor.net.pieces import breakpoints, values
from tutor.net.zero_gradient import Parameter, Why, why_zero
from tutor.rational import show

if TYPE_CHECKING:
    from tutor.labs.network_reading import NetworkReading


def _sum(reading: NetworkReading) -> Figure:
    """f, where it was at the start, and where one step of gradient descent would take it."""
    curves = []
    now, start = _graph(reading.network, reading), _graph(reading.lab.start, reading)
    if start != now:
        curves.append(Curve(start, "trace", "at the start", "·"))
    if reading.after is not None:
        curves.append(Curve(_graph(reading.after, reading), "after", "after one step", "-"))
    curves.append(Curve(now, "curve", "f"))
    return _plot(reading, tuple(curves), (*_data(reading), *_bends(reading)))


def _units(reading: NetworkReading) -> Figure:
    """What each unit adds, vᵢ·aᵢ, and the sum."""
    parts = _unit_curves(reading, lambda i, z: reading.settings[f"v{i}"] * max(Fraction(0), z))
    return _plot(reading, (*parts, Curve(_graph(reading.network, reading), "curve", "f")), _bends(reading))


def _pre_activations(reading: NetworkReading) -> Figure:
    """The lines zᵢ = wᵢ·x + bᵢ: a unit is active where its line is above 0."""
    zero = Curve(tuple((x, Fraction(0)) for x in _axis(reading)), "trace", "z = 0")
    return _plot(reading, (zero, *_unit_curves(reading, lambda _, z: z)), ())


def _rows(reading: NetworkReading) -> Figure:
    """Data rows × units: the activation where the unit is active, a dot where it is not."""
    activations, z = reading.rows.a[1], reading.rows.z[0]
    header = ("x", *map(show, reading.xs), "verdict")
    body = tuple(
        (
            f"unit {u.unit}",
            *(
                show(Fraction(a)) if active > 0 else "·"
                for a, active in zip(activations[:, u.unit], z[:, u.unit], strict=True)
            ),
            u.status,
        )
        for u in reading.liveness
    )
    return Table(header, body, "the activation of each unit on each row; · where it is inactive (z ≤ 0)")


def _gradients(reading: NetworkReading) -> Figure:
    """Each unit's parameters with the gradient of the loss by each, and why those are 0 that are."""
    slope, s = reading.gradients, reading.settings
    by = zip(slope.weights[0][:, 0], slope.biases[0], slope.weights[1][0], strict=True)
    body = [
        (
            f"unit {i}",
            *(
                show(Fraction(each))
                for pair in zip((s[f"w{i}"], s[f"b{i}"], s[f"v{i}"]), bys, strict=True)
                for each in pair
            ),
            _why(reading, i),
        )
        for i, bys in enumerate(by)
    ]
    of_c = slope.biases[1][0]
    body.append(
        ("c", "", "", show(s["c"]), show(Fraction(of_c)), "", "", "the residuals sum to 0" if of_c == 0 else "")
    )
    header = ("", "w", "dL/dw", "b", "dL/db", "v", "dL/dv", "why 0")
    return Table(header, tuple(body), f"loss {show(reading.loss)}, and its gradient by each parameter")


VIEWS: dict[str, Callable[[NetworkReading], Figure]] = {
    "sum": _sum,
    "units": _units,
    "pre-activations": _pre_activations,
    "rows": _rows,
    "gradients": _gradients,
}


def _why(reading: NetworkReading, unit: int) -> str:
    """Why a gradient of this unit is zero; nothing where none is."""
    x, y = exact([[x] for x in reading.xs]), exact([[y] for y in reading.ys])
    parameters = (Parameter(0, unit, 0), Parameter(0, unit), Parameter(1, 0, unit))
    reasons = (why_zero(reading.network, x, y, parameter) for parameter in parameters)
    why = next((reason for reason in reasons if reason), None)
    if why is None:
        return ""
    return {Why.NO_INPUT: "x is 0 on its active rows", Why.NO_WAY_OUT: f"v{unit} is 0"}.get(why, why.value)


def _axis(reading: NetworkReading) -> tuple[Fraction, Fraction]:
    return reading.lab.axis or reading.lab.range


def _graph(network: Network, reading: NetworkReading) -> tuple[Point, ...]:
    """f as a polyline: its ends and its breakpoints are all that is needed."""
    low, high = _axis(reading)
    xs = (low, *(p.x for p in breakpoints(network) if low < p.x < high), high)
    return tuple(zip(xs, values(network, xs), strict=True))


def _unit_curves(reading: NetworkReading, height: Callable[[int, Fraction], Fraction]) -> tuple[Curve, ...]:
    low, high = _axis(reading)
    xs = (low, *(p.x for p in reading.breakpoints if low < p.x < high), high)
    z = reading.network.forward(exact([[x] for x in xs])).z[0]
    return tuple(
        Curve(tuple((x, height(i, z[k, i])) for k, x in enumerate(xs)), "unit", f"unit {i}", DIGITS[i])
        for i in reading.units
    )


def _bends(reading: NetworkReading) -> tuple[Points, ...]:
    low, high = _axis(reading)
    xs = [p.x for p in reading.breakpoints if low <= p.x <= high and p.change]
    at = tuple(zip(xs, values(reading.network, xs), strict=True)) if xs else ()
    return (Points(at, "mark", "bend", "◆"),) if at else ()


def _data(reading: NetworkReading) -> tuple[Points, ...]:
    if not reading.ys:
        return ()
    return (Points(tuple(zip(reading.xs, reading.ys, strict=True)), "data", "data", "○"),)


def _plot(reading: NetworkReading, curves: tuple[Curve, ...], points: tuple[Points, ...]) -> Plot:
    low, high = reading.lab.range
    drawn: tuple[Curve | Points, ...] = (*curves, *points)
    heights = [Fraction(y) for each in drawn for _, y in each.points]
    given = reading.lab.y_axis
    bends = [show(p.x) for p in reading.on_range.bends]
    where = f"on [{show(low)}, {show(high)}]"
    text = f"bends at {', '.join(bends)}" if bends else f"no bend {where}"
    return Plot(
        x=axis(*_axis(reading)),
        y=axis(*given) if given else axis(min(heights), max(heights), round_out=True, most=5),
        curves=curves,
        points=points,
        text=text,
        tell=lambda: _numbers(reading),
        shaded=(low, high) if reading.lab.axis else None,
    )


def _numbers(reading: NetworkReading) -> Table:
    low, high = reading.lab.range
    ends = (low, *(point.x for point in reading.on_range.inside), high)
    heights = values(reading.network, ends)
    rows = zip(pairwise(ends), pairwise(heights), reading.pieces, strict=True)
    return Table(
        ("from", "to", "slope", "f at from", "f at to"),
        tuple(tuple(map(show, (*between, piece.slope, *heights))) for between, heights, piece in rows),
        "the pieces of f",
    )
