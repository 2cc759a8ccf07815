"""Pieces of a network with one input and one output in floating point: all pieces of a layer at once.

The method is that of `pieces`, with arrays instead of loops. It serves large or trained networks, where every number is
rounded anyway: breakpoints closer than CLOSE, relative to the ends of the range, count as one.

In the first layer a unit has at most one breakpoint. So the pieces of one hidden layer of n units follow from sorting
the breakpoints and adding up the changes of slope from left to right, in a time of order n·log n.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tutor.net.network import Network
from tutor.net.pieces import slopes as activation_slopes

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indices = NDArray[np.intp]

CLOSE = 1e-12
MOST_PIECES, MOST_NUMBERS = 500_000, 20_000_000
"""The most pieces, and the most pieces × units of a layer: more would fill the memory, and are refused."""


@dataclass(frozen=True, eq=False)
class FloatPieces:
    """The pieces of f from low to high, left to right: on piece p, f(x) = slopes[p]·x + intercepts[p].

    Attributes:
        edges: the ends of the pieces, ascending, shape (pieces + 1,); the first and last may be infinite.
        slopes: shape (pieces,).
        intercepts: shape (pieces,).
        first: for each hidden layer, which units are active on the first piece.
        switches: one row (edge, layer, unit) for each unit that switches at an inner edge, in that order.
    """

    edges: Floats
    slopes: Floats
    intercepts: Floats
    first: tuple[Flags, ...]
    switches: Indices

    def __len__(self) -> int:
        return len(self.slopes)

    @property
    def heights(self) -> Floats:
        """f at the edges, shape (pieces + 1,); the edges must be finite."""
        left = self.slopes * self.edges[:-1] + self.intercepts
        return np.append(left, self.slopes[-1] * self.edges[-1] + self.intercepts[-1])

    @cached_property
    def deviation(self) -> float:
        """The largest |f(x) − chord(x)|, the chord being the line through both ends of a finite range."""
        heights, along = self.heights, (self.edges - self.edges[0]) / (self.edges[-1] - self.edges[0])
        return float(abs(heights - (heights[0] + (heights[-1] - heights[0]) * along)).max())

    def ever_active(self, layer: int) -> Flags:
        """For each unit of a layer, whether it is active on some piece."""
        flags = self.first[layer].copy()
        flags[self._units_that_switch(layer)] = True
        return flags

    def always_active(self, layer: int) -> Flags:
        """For each unit of a layer, whether it is active on all pieces."""
        flags = self.first[layer].copy()
        flags[self._units_that_switch(layer)] = False
        return flags

    def waking(self, layer: int) -> list[tuple[Fraction | float, ...] | None]:
        """For each unit of a layer, the middle of the first piece on which it is active, or None."""
        switches = self.switches[self.switches[:, 1] == layer][::-1]  # backwards, so that the first switch is kept
        piece = np.full(len(self.first[layer]), -1)
        piece[switches[:, 2]] = switches[:, 0]
        piece[self.first[layer]] = 0
        middle = middles(self.edges)
        return [(float(middle[p]),) if p >= 0 else None for p in piece]

    def _units_that_switch(self, layer: int) -> Indices:
        units: Indices = self.switches[self.switches[:, 1] == layer, 2]
        return units


def float_pieces(network: Network, low: float, high: float) -> FloatPieces:
    """The pieces of f from `low` to `high`, either of which may be infinite.

    Raises:
        ValueError: if the network has another shape, an activation is not piecewise linear, the interval is empty,
            or there are more than MOST_PIECES pieces or MOST_NUMBERS numbers.
    """
    if network.weights[0].shape[1] != 1 or network.weights[-1].shape[0] != 1:
        raise ValueError(f"needs one input and one output, got weights {[w.shape for w in network.weights]}")
    if not low < high:
        raise ValueError(f"empty interval: {low} ≥ {high}")
    bends = [(float(left), float(right)) for left, right in activation_slopes(network)]
    weights, biases = [w.astype(float) for w in network.weights], [b.astype(float) for b in network.biases]
    if len(weights) == 1:
        nothing = np.empty((0, 3), np.intp)
        return FloatPieces(np.array([low, high]), weights[0][0], biases[0], (), nothing)
    cutting = _first_layer(weights[:2], biases[:2], bends[0], (low, high))
    for weight, bias, bend in zip(weights[2:], biases[2:], bends[1:], strict=True):
        cutting = _next_layer(cutting, weight, bias, *bend)
    edge = np.searchsorted(cutting.edges, cutting.where)
    order = np.lexsort((cutting.unit, cutting.layer, edge))
    switches = np.column_stack([edge, cutting.layer, cutting.unit])[order]
    return FloatPieces(cutting.edges, cutting.slopes[0] + 0.0, cutting.intercepts[0] + 0.0, cutting.first, switches)


def middles(edges: Floats) -> Floats:
    """A point inside each interval between neighbouring edges; the outermost may be infinite."""
    inner = np.clip(edges, *_finite(edges))
    middle = inner[:-1] + (inner[1:] - inner[:-1]) / 2
    if np.isinf(edges[0]):
        middle[0] = inner[1] - 1 - abs(inner[1]) if len(middle) > 1 or np.isfinite(edges[-1]) else 0.0
    if np.isinf(edges[-1]) and not (len(middle) == 1 and np.isinf(edges[0])):
        middle[-1] = inner[-2] + 1 + abs(inner[-2])
    return middle


def _finite(edges: Floats) -> tuple[float, float]:
    finite = edges[np.isfinite(edges)]
    return (float(finite[0]), float(finite[-1])) if len(finite) else (0.0, 0.0)


@dataclass(frozen=True, eq=False)
class _Cutting:
    """The pieces so far, and on each of them the lines z = slope·x + intercept of the next layer's units.

    Attributes:
        edges: shape (pieces + 1,).
        slopes: shape (units, pieces).
        intercepts: shape (units, pieces).
        first: the activation pattern of the layers so far, on the first piece.
        where: the x of each switch so far, always one of the edges; shape (switches,), as for `layer` and `unit`.
        layer: the layer of the unit that switches.
        unit: its index in the layer.
    """

    edges: Floats
    slopes: Floats
    intercepts: Floats
    first: tuple[Flags, ...]
    where: Floats
    layer: Indices
    unit: Indices


def _first_layer(
    weights: list[Floats], biases: list[Floats], bend: tuple[float, float], ends: tuple[float, float]
) -> _Cutting:
    (left, right), (low, high) = bend, ends
    (inner, outer), (bias, offset) = weights, biases
    w = inner[:, 0]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        roots = -bias / w
    switching = np.flatnonzero((roots > low) & (roots < high) & (left != right))
    switching = switching[np.argsort(roots[switching], kind="stable")]
    edges, at = _merged(np.empty(0), roots[switching], low, high)
    kept = (at > 0) & (at < len(edges) - 1)  # a root that falls on an end of the range is outside
    switching, at = switching[kept], at[kept]
    _check_size(len(outer), len(edges) - 1)
    z = w * middles(edges)[0] + bias
    first = (z > 0) | (left == right)
    first[switching] = w[switching] < 0
    factor = np.where(first, right, left)
    # Left to right: at its root a unit's a = g(z) changes by (r − l)·|w| in slope, by (r − l)·sign(w)·b in intercept.
    turned = outer[:, switching] * ((right - left) * np.sign(w[switching]))
    flat, pieces = np.zeros(len(outer)), len(edges) - 1
    slopes = _summed(outer * (factor * w), flat, turned * w[switching], at, pieces)
    intercepts = _summed(outer * (factor * bias), offset, turned * bias[switching], at, pieces)
    return _Cutting(edges, slopes, intercepts, (first,), edges[at], np.zeros_like(switching), switching)


def _summed(terms: Floats, constant: Floats, changes: Floats, at: Indices, pieces: int) -> Floats:
    """Running sums, shape (units, pieces): terms and a constant, plus the changes at the edges left of a piece.

    Args:
        terms: of the first piece, shape (units, units of the layer before).
        constant: shape (units,).
        changes: shape (units, switches).
        at: the edges of the changes, ascending.
        pieces: their number.
    """
    start = terms.sum(axis=1) + constant
    sums = np.empty((len(start), changes.shape[1] + 1))
    sums[:, 0] = start
    np.cumsum(changes, axis=1, out=sums[:, 1:])
    sums[:, 1:] += start[:, None]
    size = abs(terms).sum(axis=1) + abs(constant) + abs(changes).sum(axis=1)
    return _without_noise(sums, size[:, None])[:, np.searchsorted(at, np.arange(pieces), side="right")]


_NOISE = 16 * float(np.finfo(float).eps)
"""Rounding in a sum, as a share of the sizes of its terms."""


def _without_noise(sums: Floats, sizes: Floats) -> Floats:
    """The sums, but 0 where a sum is rounding alone: a unit whose terms cancel would count as active."""
    return np.where(abs(sums) <= _NOISE * sizes, 0.0, sums)


def _next_layer(cutting: _Cutting, weight: Floats, bias: Floats, left: float, right: float) -> _Cutting:
    old = cutting.edges
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        roots = -cutting.intercepts / cutting.slopes
    new = np.sort(roots[(roots > old[:-1]) & (roots < old[1:])]) if left != right else np.empty(0)
    edges, _ = _merged(old[1:-1], new, old[0], old[-1])
    _check_size(len(cutting.slopes), len(edges) - 1)
    middle = middles(edges)
    parent = np.searchsorted(old, middle) - 1
    slopes, intercepts = cutting.slopes[:, parent], cutting.intercepts[:, parent]
    active = (slopes * middle + intercepts > 0) | (left == right)
    unit, edge = np.nonzero(active[:, 1:] != active[:, :-1])
    factor = active if (left, right) == (0, 1) else np.where(active, right, left)
    slopes, intercepts, sizes = slopes * factor, intercepts * factor, abs(weight)
    return _Cutting(
        edges,
        _without_noise(weight @ slopes, sizes @ abs(slopes)),
        _without_noise(weight @ intercepts + bias[:, None], sizes @ abs(intercepts) + abs(bias)[:, None]),
        (*cutting.first, active[:, 0]),
        np.append(cutting.where, edges[edge + 1]),
        np.append(cutting.layer, np.full_like(unit, len(cutting.first))),
        np.append(cutting.unit, unit),
    )


def _merged(old: Floats, new: Floats, low: float, high: float) -> tuple[Floats, Indices]:
    """All edges from low to high, and for each new x (ascending) the index of its edge.

    The old edges stay where they are. A new x that is close to an edge takes its place.
    """
    close = CLOSE * max((abs(end) for end in (low, high) if np.isfinite(end)), default=1.0)
    fixed = np.concatenate([[low], old, [high]])
    after = np.searchsorted(fixed, new)
    near = (new - fixed[after - 1] <= close) | (fixed[after] - new <= close)
    free = new[~near]
    if len(free) > 1:
        free = free[np.concatenate([[True], np.diff(free) > close])]
    edges = np.insert(fixed, np.searchsorted(fixed, free), free) + 0.0  # −0 would be shown as such
    right = np.clip(np.searchsorted(edges, new), 1, len(edges) - 1)
    nearest = np.where(new - edges[right - 1] <= edges[right] - new, right - 1, right)
    return edges, nearest


def _check_size(units: int, pieces: int) -> None:
    if pieces > MOST_PIECES or units * pieces > MOST_NUMBERS:
        raise ValueError(f"{units:,} units on {pieces:,} pieces are too many to analyse")
