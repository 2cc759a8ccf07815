"""The figures of the `network` lab, one function for each view, and the table that names them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from tutor.figure import DIGITS, Curve, Figure, Plot, Point, Points, Table, axis
from tutor.labs import names as network_names
from tutor.net.activation import Array
from tutor.net.liveness import active_on
from tutor.net.network import Network, exact
from tutor.net.pieces import breakpoints, values
from tutor.net.zero_gradient import Parameter, Why, why_zero
from tutor.rational import show

if TYPE_CHECKING:
    from tutor.labs.network.facts import NetworkReading


def _sum(reading: NetworkReading) -> Figure:
    """f, where it was at the start, where one step of gradient descent would take it, and the network beside it."""
    curves = []
    now, start = _graph(reading.network, reading), _graph(reading.lab.start, reading)
    if start != now:
        curves.append(Curve(start, "trace", "at the start", "·"))
    if reading.after is not None:
        curves.append(Curve(_graph(reading.after, reading), "after", "after one step", "-"))
    beside, other = reading.lab.beside, reading.lab.other
    if beside and other:
        curves.append(Curve(_graph(other, reading), "after", beside.label, "-"))
    curves.append(Curve(now, "curve", "f"))
    plot = _plot(reading, tuple(curves), (*_data(reading), *_bends(reading)))
    if not beside or not other:
        return plot
    apart = f"at most {show(reading.apart)} apart from" if reading.apart else "on the range the same as"
    return replace(
        plot, text=f"{plot.text}; {apart} {beside.label}", tell=lambda: _numbers(reading, other, beside.label)
    )


def _units(reading: NetworkReading) -> Figure:
    """What each unit of the last hidden layer adds, vᵢ·aᵢ, and the sum."""
    last = len(reading.lab.hidden) - 1
    xs = _corners(reading)
    parts = reading.network.forward(_column(xs)).a[-2] * reading.network.weights[-1][0]
    curves = (*_unit_curves(last, xs, parts), Curve(_graph(reading.network, reading), "curve", "f"))
    return _plot(reading, curves, _bends(reading))


def _pre_activations(reading: NetworkReading) -> Figure:
    """The lines zᵢ = wᵢ·x + bᵢ of the first layer: a unit is active where its line is above 0."""
    zero = Curve(tuple((x, Fraction(0)) for x in _axis(reading)), "trace", "z = 0")
    xs = _corners(reading)
    return _plot(reading, (zero, *_unit_curves(0, xs, reading.network.forward(_column(xs)).z[0])), ())


def _rows(reading: NetworkReading) -> Figure:
    """Data rows × units: the activation where the unit is active or leaks, a dot where it is not."""
    active = active_on(reading.network, _column(reading.xs))
    header = ("x", *map(show, reading.xs), "verdict")
    body = tuple(
        (
            f"unit {network_names.unit(u.layer, u.unit)}",
            *(
                show(Fraction(a)) if on or a else "·"
                for a, on in zip(reading.rows.a[u.layer + 1][:, u.unit], active[u.layer][:, u.unit], strict=True)
            ),
            u.status,
        )
        for u in reading.liveness
    )
    return Table(header, body, f"the activation of each unit on each row{_DOTS[reading.lab.activation]}")


_DOTS = {
    "relu": "; · where it is inactive (z ≤ 0)",
    "leaky_relu": "; below 0 where it is inactive and leaks, · where z = 0",
    "identity": "",
}


def _gradients(reading: NetworkReading) -> Figure:
    """The parameters with the gradient of the loss by each, and why those are 0 that are."""
    text = f"loss {show(reading.loss)}, and its gradient by each parameter"
    if len(reading.lab.hidden) > 1:
        return Table(("", "value", "gradient", "why 0"), _gradient_rows(reading), text)
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
    body.append(("c", "", "", show(s["c"]), show(Fraction(of_c)), "", "", _NO_SUM if of_c == 0 else ""))
    header = ("", "w", "dL/dw", "b", "dL/db", "v", "dL/dv", "why 0")
    return Table(header, tuple(body), text)


_NO_SUM = "the residuals sum to 0"


def _gradient_rows(reading: NetworkReading) -> tuple[tuple[str, ...], ...]:
    """A row for each parameter of a network of several hidden layers."""
    x, y = _column(reading.xs), _column(reading.ys)
    rows = []
    for name, parameter in reading.lab.parameters.items():
        by = reading.gradient(parameter)
        why = why_zero(reading.network, x, y, parameter) if by == 0 else None
        said = "" if why is None else _NO_SUM if name == "c" else why.value
        rows.append((name, show(reading.settings[name]), show(by), said))
    return tuple(rows)


VIEWS: dict[str, Callable[[NetworkReading], Figure]] = {
    "sum": _sum,
    "units": _units,
    "pre-activations": _pre_activations,
    "rows": _rows,
    "gradients": _gradients,
}


def _why(reading: NetworkReading, unit: int) -> str:
    """Why a gradient of this unit is zero; nothing where none is."""
    x, y = _column(reading.xs), _column(reading.ys)
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
    xs = _corners(reading, network)
    return tuple(zip(xs, values(network, xs), strict=True))


def _corners(reading: NetworkReading, network: Network | None = None) -> tuple[Fraction, ...]:
    """The ends of the axis and the breakpoints between them, of the network shown or of another."""
    low, high = _axis(reading)
    return (low, *(p.x for p in breakpoints(network or reading.network) if low < p.x < high), high)


def _column(numbers: Sequence[Fraction]) -> Array:
    return exact([[number] for number in numbers]).reshape(-1, 1)


def _unit_curves(layer: int, xs: Sequence[Fraction], heights: Array) -> tuple[Curve, ...]:
    """A curve for each unit of a layer; `heights` has shape (xs, units)."""
    return tuple(
        Curve(tuple(zip(xs, column, strict=True)), "unit", f"unit {network_names.unit(layer, i)}", DIGITS[i])
        for i, column in enumerate(heights.T)
    )


def _bends(reading: NetworkReading) -> tuple[Points, ...]:
    low, high = _axis(reading)
    xs = [p.x for p in reading.breakpoints if low <= p.x <= high and p.change]
    at = tuple(zip(xs, values(reading.network, xs), strict=True)) if xs else ()
    return (Points(at, "mark", "bend", "◆"),) if at else ()


def _data(reading: NetworkReading) -> tuple[Points, ...]:
    if not reading.lab.data:
        return ()
    rows, given = tuple(zip(reading.xs, reading.ys, strict=True)), len(reading.lab.data.x)
    own = (Points(rows[given:], "data", "your rows", "●"),) if rows[given:] else ()
    return (Points(rows[:given], "data", "data", "○"), *own)


def _plot(reading: NetworkReading, curves: tuple[Curve, ...], points: tuple[Points, ...]) -> Plot:
    low, high = reading.lab.range
    drawn: tuple[Curve | Points, ...] = (*curves, *points)
    heights = [Fraction(y) for each in drawn for _, y in each.points]
    given = reading.lab.y_axis
    bends = [show(p.x) for p in reading.on_range.bends]
    text = f"bends at {', '.join(bends)}" if bends else f"no bend on [{show(low)}, {show(high)}]"
    if len(bends) > _MOST_NAMED:
        text = f"{len(bends)} bends, from {bends[0]} to {bends[-1]}"
    return Plot(
        x=axis(*_axis(reading)),
        y=axis(*given) if given else axis(min(heights), max(heights), round_out=True, most=5),
        curves=curves,
        points=points,
        text=text,
        tell=lambda: _numbers(reading),
        shaded=(low, high) if reading.lab.axis else None,
    )


_MOST_NAMED = 10
"""Bends that are listed in the line of text; several layers can make many more."""


def _numbers(reading: NetworkReading, other: Network | None = None, label: str = "") -> Table:
    """The pieces of f; with another network, cut at the breakpoints of both, and with its heights."""
    low, high = reading.lab.range
    both = {p.x for each in (reading.network, other) if each for p in breakpoints(each) if low < p.x < high}
    ends = (low, *sorted(both), high)
    heights = [values(each, ends) for each in (reading.network, other) if each]
    header = ("from", "to", "slope", "f at from", "f at to", f"{label} at from", f"{label} at to")
    rows = []
    for (start, end), *at in zip(pairwise(ends), *map(pairwise, heights), strict=True):
        slope = (at[0][1] - at[0][0]) / (end - start)
        rows.append(tuple(map(show, (start, end, slope, *chain.from_iterable(at)))))
    return Table(
        header[: len(rows[0])], tuple(rows), f"the pieces of f, beside {label}" if other else "the pieces of f"
    )
