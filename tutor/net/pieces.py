"""Exact pieces of a network of any depth with one input and one output, in rationals.

On an interval where no unit of the layers before switches, every pre-activation is affine, z = s·x + t, so a unit
switches at x = −t/s or not at all. Layer by layer, this cuts the axis into the pieces of f.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from tutor.net.activation import Activation
from tutor.net.network import Network, exact

Unit = tuple[int, int]
"""(layer, unit), both counted from 0."""

Pattern = tuple[tuple[bool, ...], ...]
"""For each hidden layer, which of its units are active: those with z > 0; with the identity, all of them."""

Line = tuple[Fraction, Fraction]
"""Slope and intercept."""

MOST_PIECES = 20_000
"""An analysis with more pieces is refused: each layer can double them, and it would run for hours."""


@dataclass(frozen=True)
class Breakpoint:
    """An x where units switch between active and inactive.

    Attributes:
        x: the place.
        units: the units that switch there, in the order of the layers.
        changes: for each of these units, how much it adds to the slope of f; the sum is the whole change. If units of
            several layers switch at one x, the change of a unit is taken after those of the layers before it.
    """

    x: Fraction
    units: tuple[Unit, ...]
    changes: tuple[Fraction, ...]

    @property
    def change(self) -> Fraction:
        """The slope of f right of x minus the slope left of x; 0 if the units cancel."""
        return sum(self.changes, Fraction(0))


@dataclass(frozen=True)
class Piece:
    """An interval on which the activation pattern is constant, so that f(x) = slope·x + intercept.

    An end that is None is at infinity.
    """

    low: Fraction | None
    high: Fraction | None
    slope: Fraction
    intercept: Fraction
    active: Pattern


def pieces(network: Network, low: Fraction | None = None, high: Fraction | None = None) -> tuple[Piece, ...]:
    """The pieces of f from `low` to `high`, left to right; None is infinity.

    Raises:
        ValueError: if the network has another shape, an activation is not piecewise linear, the interval is empty,
            or there are more than MOST_PIECES.
    """
    if low is not None and high is not None and low >= high:
        raise ValueError(f"empty interval: {low} ≥ {high}")
    return tuple(
        Piece(_later(piece.low, low), _earlier(piece.high, high), piece.slope, piece.intercept, piece.active)
        for piece in _whole(network)
        if (low is None or piece.high is None or piece.high > low)
        and (high is None or piece.low is None or piece.low < high)
    )


@lru_cache(maxsize=32)  # all verdicts and figures of one network ask for them
def breakpoints(network: Network) -> tuple[Breakpoint, ...]:
    """All breakpoints on the whole axis, ascending.

    Raises:
        ValueError: as `pieces`.
    """
    return tuple(_breakpoint(network, left, right) for left, right in pairwise(_whole(network)))


def values(network: Network, xs: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """f(x) for each of the inputs, as fractions, in one forward pass."""
    return tuple(network(exact([[x] for x in xs]).reshape(-1, 1))[:, 0])


def value(network: Network, x: Fraction) -> Fraction:
    """f(x), as a fraction."""
    return values(network, (x,))[0]


def slopes(network: Network) -> tuple[tuple[Fraction, Fraction], ...]:
    """The slopes of each hidden layer's activation left and right of z = 0.

    Raises:
        ValueError: if an activation is not piecewise linear.
    """
    return tuple(_slopes(each) for each in network.activations)


def _slopes(activation: Activation) -> tuple[Fraction, Fraction]:
    if activation.slopes is None:
        raise ValueError(f"no pieces of f with {activation.name}: {activation.why_whole}")
    return activation.slopes


@dataclass(frozen=True)
class _Stretch:
    """An interval, with the activations of the last layer so far: one line for each unit."""

    low: Fraction | None
    high: Fraction | None
    lines: tuple[Line, ...]
    active: Pattern


@lru_cache(maxsize=32)
def _whole(network: Network) -> tuple[Piece, ...]:
    if network.weights[0].shape[1] != 1 or network.weights[-1].shape[0] != 1:
        raise ValueError(f"needs one input and one output, got weights {[w.shape for w in network.weights]}")
    bends = slopes(network)
    stretches = [_Stretch(None, None, ((Fraction(1), Fraction(0)),), ())]  # the input itself: 1·x + 0
    *hidden, (outer, offset) = [(w.tolist(), b.tolist()) for w, b in zip(network.weights, network.biases, strict=True)]
    for (weight, bias), (left, right) in zip(hidden, bends, strict=True):
        cut: list[_Stretch] = []
        for stretch in stretches:
            cut += _cut(stretch, _combined(weight, bias, stretch.lines), left, right)
            if len(cut) > MOST_PIECES:
                raise ValueError(f"more than {MOST_PIECES:,} pieces: too many to list")
        stretches = cut
    return tuple(
        Piece(each.low, each.high, *_combined(outer, offset, each.lines)[0], each.active) for each in stretches
    )


def _combined(weight: list[list[Fraction]], bias: list[Fraction], lines: Sequence[Line]) -> list[Line]:
    """z = W·a + b for activations that are lines."""
    combined = []
    for row, b in zip(weight, bias, strict=True):
        slope, intercept = Fraction(0), b
        for w, (s, t) in zip(row, lines, strict=True):
            if w and s:
                slope += w * s
            if w and t:
                intercept += w * t
        combined.append((slope, intercept))
    return combined


def _cut(stretch: _Stretch, z: list[Line], left: Fraction, right: Fraction) -> Iterator[_Stretch]:
    """The parts of a stretch on which no unit of the next layer switches, from that layer's z."""
    roots = [-t / s if s and left != right else None for s, t in z]
    inside = sorted({r for r in roots if r is not None and _inside(stretch.low, r, stretch.high)})
    for low, high in pairwise([stretch.low, *inside, stretch.high]):
        active = tuple(left == right or _positive(line, root, low) for line, root in zip(z, roots, strict=True))
        factors = (right if on else left for on in active)
        lines = tuple(
            (s * g, t * g) if g not in {0, 1} else (s, t) if g else _NOTHING
            for (s, t), g in zip(z, factors, strict=True)
        )
        yield _Stretch(low, high, lines, (*stretch.active, active))


_NOTHING = (Fraction(0), Fraction(0))


def _positive(line: Line, root: Fraction | None, low: Fraction | None) -> bool:
    """Whether s·x + t > 0 on an interval that begins at `low` and does not contain the root."""
    s, t = line
    if root is None:
        return t > 0
    right_of_root = low is not None and low >= root
    return (s > 0) == right_of_root


def _breakpoint(network: Network, before: Piece, after: Piece) -> Breakpoint:
    """f′ is a product over the layers, D·g′(z)·s: a unit that switches changes it by D·(change of g′)·s."""
    assert after.low is not None  # noqa: S101 -- only the first piece begins at infinity
    bends = slopes(network)
    units: list[Unit] = []
    changes: list[Fraction] = []
    arriving = _arriving(network, after.active)
    leaving = _leaving(network, before.active)
    for layer, (was, now, (left, right)) in enumerate(zip(before.active, after.active, bends, strict=True)):
        for unit, (inactive, active) in enumerate(zip(was, now, strict=True)):
            if inactive != active:
                step = right - left if active else left - right
                units.append((layer, unit))
                changes.append(leaving[layer][unit] * step * arriving[layer][unit])
    return Breakpoint(after.low, tuple(units), tuple(changes))


def _arriving(network: Network, active: Pattern) -> list[list[Fraction]]:
    """dz/dx of every hidden unit, for an activation pattern."""
    into = [[Fraction(w) for w in network.weights[0][:, 0]]]
    for weight, on, bend in zip(network.weights[1:-1], active, slopes(network), strict=False):
        passed = [s * g for s, g in zip(into[-1], _factors(bend, on), strict=True)]
        into.append([sum((w * s for w, s in zip(row, passed, strict=True) if s), Fraction(0)) for row in weight])
    return into


def _leaving(network: Network, active: Pattern) -> list[list[Fraction]]:
    """df/da of every hidden unit, for an activation pattern."""
    out = [list(network.weights[-1][0])]
    backwards = map(reversed, (network.weights[1:-1], active, slopes(network)))
    for weight, on, bend in zip(*backwards, strict=False):
        passed = [d * g for d, g in zip(out[-1], _factors(bend, on), strict=True)]
        out.append([sum((w * d for w, d in zip(column, passed, strict=True) if d), Fraction(0)) for column in weight.T])
    return out[::-1]


def _factors(bend: tuple[Fraction, Fraction], active: Sequence[bool]) -> list[Fraction]:
    left, right = bend
    return [right if on else left for on in active]


def _inside(low: Fraction | None, x: Fraction, high: Fraction | None) -> bool:
    return (low is None or low < x) and (high is None or x < high)


def _later(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return one if other is None else other if one is None else max(one, other)


def _earlier(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return one if other is None else other if one is None else min(one, other)
