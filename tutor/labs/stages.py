"""From z to f in four small plots: what each unit of a layer computes, and what becomes of it."""

import math
from collections.abc import Sequence
from fractions import Fraction

from tutor.figure import SIDE_BY_SIDE, Axis, Curve, Panels, Plot, Table, axis
from tutor.labs.names import unit
from tutor.net.activation import Array
from tutor.net.network import Network
from tutor.rational import Real, show

_FINE = 200
"""Axes over floats end at multiples of 1/200: fractions of floats are long, and slow to work with."""


def stages(network: Network, along: Axis, xs: Array, told: Array, text: str) -> Panels:
    """z, a and v·a of each unit of the last hidden layer, and their sum f, as plots over x.

    Args:
        network: with one input and one output, exact or in floats.
        along: the axis of x.
        xs: where the curves are computed, ascending, shape (n, 1): the ends of the axis, and all bends between them.
        told: the x of the table, shape (m, 1).
        text: what the plots show, in one line.
    """
    z, a, parts, f = _numbers(network, xs)
    at = xs[:, 0].tolist()
    zero = Curve(((along.low, Fraction(0)), (along.high, Fraction(0))), "trace", "", "dotted")
    total = Curve(tuple(zip(at, f.tolist(), strict=True)), "curve", "f", "thick")
    names = _names(network)
    shown = {
        "z": (z, (zero, *_of_units(names, at, z))),
        "→ a": (a, _of_units(names, at, a)),
        "→ v·a": (parts, _of_units(names, at, parts)),
        "→ sum f": (f, (total,)),
    }
    return Panels(
        plots=tuple(
            Plot(along, _heights(y), curves, (), title, lambda: _table(network, told), title=title)
            for title, (y, curves) in shown.items()
        ),
        text=text,
        tell=lambda: _table(network, told),
    )


def _numbers(network: Network, xs: Array) -> tuple[Array, Array, Array, Array]:
    """z, a and v·a, each of shape (xs, units), and f, shape (xs,)."""
    passed = network.forward(xs)
    z, a = passed.z[-2], passed.a[-2]
    return z, a, a * network.weights[-1][0], passed.output[:, 0]


def _names(network: Network) -> list[str]:
    """The units of the last hidden layer."""
    hidden = len(network.weights) - 1
    return [unit(hidden - 1, i, hidden) for i in range(len(network.biases[-2]))]


def _of_units(names: Sequence[str], at: Sequence[Real], heights: Array) -> tuple[Curve, ...]:
    return tuple(
        Curve(tuple(zip(at, of_unit.tolist(), strict=True)), role, f"unit {name}", line)
        for name, of_unit, (role, line) in zip(names, heights.T, SIDE_BY_SIDE, strict=False)
    )


def _heights(of: Array) -> Axis:
    """The axis of all of these heights and 0; its ends are not rounded out, since a small plot may have three rows."""
    found = [0, *(y for y in of.ravel().tolist() if math.isfinite(y))]
    low, high = math.floor(min(found) * _FINE), math.ceil(max(found) * _FINE)
    return axis(Fraction(low, _FINE), Fraction(high, _FINE), most=4)


def _table(network: Network, xs: Array) -> Table:
    """A row for each x: z, a and v·a of each unit, and f."""
    z, a, parts, f = _numbers(network, xs)
    names = _names(network)
    header = ("x", *(text for name, i in zip(names, range(len(names)), strict=True) for text in _header(name, i)), "f")
    rows = []
    for row, x in enumerate(xs[:, 0].tolist()):
        units = (number for i in range(z.shape[1]) for number in (z[row, i], a[row, i], parts[row, i]))
        rows.append(tuple(_text(number) for number in (x, *units, f[row])))
    return Table(header, tuple(rows), "z, a and v·a of each unit, and f")


def _header(name: str, i: int) -> tuple[str, str, str]:
    return f"z{name}", f"a{name}", f"v{i}·a{name}"


def _text(number: Real) -> str:
    return show(number + 0) if math.isfinite(number) else "too large"  # + 0: there is no −0
