"""The loss along a straight line through the parameters: along one of them, exactly, or from one network to another."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tutor.net.activation import IDENTITY, Array
from tutor.net.layout import Floats, layers, pack, sizes_of
from tutor.net.network import Network, exact
from tutor.net.pieces import pieces
from tutor.net.zero_gradient import Parameter

Quadratic = tuple[Fraction, Fraction, Fraction]
"""p, q and r of p·t² + q·t + r."""


@dataclass(frozen=True)
class Stretch:
    """An interval of one parameter t on which no unit switches on any row, so that the loss is p·t² + q·t + r.

    An end that is None is at infinity.
    """

    low: Fraction | None
    high: Fraction | None
    loss: Quadratic

    @property
    def flat(self) -> bool:
        """Whether the loss stays the same: f on each row does, since p is the mean square of its slopes."""
        return self.loss[0] == 0

    def at(self, t: Fraction) -> Fraction:
        """The loss where the parameter is t."""
        p, q, r = self.loss
        return (p * t + q) * t + r


def along(network: Network, parameter: Parameter, rows: Sequence[tuple[Fraction, Fraction]]) -> tuple[Stretch, ...]:
    """The mean squared error over the rows (x, y) as a function of one parameter, the others fixed; exact.

    f on one row is a piecewise-linear function of the parameter. So the loss is piecewise quadratic, cut where a unit
    switches on a row. Neighbours with one quadratic are one stretch.

    Raises:
        ValueError: if the activation is not piecewise linear.
    """
    start, changes = _NOTHING, defaultdict[Fraction, Quadratic](lambda: _NOTHING)
    for x, y in rows:
        (_, slope, offset), *others = _on_row(network, parameter, x)
        before = _squared(slope, offset - y)
        start = _sum(start, before)
        for low, slope, offset in others:
            after = _squared(slope, offset - y)
            if low is not None:  # only the first piece begins at infinity
                changes[low] = _sum(changes[low], _sum(after, before, -1))
            before = after
    totals: list[tuple[Fraction | None, Quadratic]] = [(None, start)]
    for low in sorted(changes):
        if changes[low] != _NOTHING:
            totals.append((low, _sum(totals[-1][1], changes[low])))
    count, ends = len(rows), [*(low for low, _ in totals[1:]), None]
    return tuple(
        Stretch(low, high, (p / count, q / count, r / count))
        for (low, (p, q, r)), high in zip(totals, ends, strict=True)
    )


_NOTHING = (Fraction(0), Fraction(0), Fraction(0))


def _sum(one: Quadratic, other: Quadratic, sign: int = 1) -> Quadratic:
    return one[0] + sign * other[0], one[1] + sign * other[1], one[2] + sign * other[2]


def _squared(slope: Fraction, offset: Fraction) -> Quadratic:
    return slope * slope, 2 * slope * offset, offset * offset


def _on_row(network: Network, at: Parameter, x: Fraction) -> list[tuple[Fraction | None, Fraction, Fraction]]:
    """f(x) as a function of a parameter: where each piece begins, its slope and its intercept.

    From the layer of the parameter on, the network is one whose input is the parameter.
    """
    passed = network.forward(exact([[x]]))
    factor = Fraction(1) if at.input is None else passed.a[at.layer][0, at.input]
    into = passed.z[at.layer][0].copy()
    value = network.biases[at.layer][at.unit] if at.input is None else network.weights[at.layer][at.unit, at.input]
    into[at.unit] -= factor * value
    if at.layer == len(network.weights) - 1:
        return [(None, factor, into[0])]
    by = np.full((len(into), 1), Fraction(0))
    by[at.unit, 0] = factor
    rest = slice(at.layer + 1, None)
    whole = Network((by, *network.weights[rest]), (into, *network.biases[rest]), network.activations[at.layer :])
    return [(piece.low, piece.slope, piece.intercept) for piece in pieces(whole)]


def losses(network: Network, other: Network, shares: Floats, x: Array, y: Array) -> Floats:
    """The mean squared error of the networks θ + t·(θ′ − θ), where θ and θ′ are the parameters of two like networks.

    The shares t have the shape (n,), as the result; x and y that of the rows, (rows, 1). All in float64: where a float
    cannot hold a loss, it is infinite or NaN.
    """
    start = pack(network)
    moved = start[:, None] + (pack(other) - start)[:, None] * shares
    a: Floats = np.broadcast_to(x.astype(float).T[:, :, None], (x.shape[1], len(x), len(shares)))
    with np.errstate(all="ignore"):
        for matrix, g in zip(layers(moved, sizes_of(network)), (*network.activations, IDENTITY), strict=True):
            z = np.einsum("uit,irt->urt", matrix[:, :-1], a) + matrix[:, -1][:, None, :]  # z = W·a + b, for each t
            a = g.function(z)
        result: Floats = ((z[0] - y.astype(float)) ** 2).mean(axis=0)
    return result
