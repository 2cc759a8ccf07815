"""All that can be proved about a network at once: its pieces or regions, whether it is linear, and its units.

An exact network is analysed in fractions. A network in floats is analysed in floats, and its verdicts carry a size.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tutor.net.activation import Activation, Array
from tutor.net.covers import FloatCover, RegionCover
from tutor.net.float_pieces import CLOSE, FloatPieces, float_pieces
from tutor.net.linearity import ROUNDING, OnOnePlane, bent_region, chord_deviation, linearity
from tutor.net.liveness import Liveness, PieceCover, units_seen
from tutor.net.network import Network, with_activated_output
from tutor.net.pieces import Unit, breakpoints, pieces, slopes
from tutor.net.regions import Box, Regions, regions
from tutor.net.seen import Seen, nothing_seen, seen
from tutor.rational import Real, rounded, show


@dataclass(frozen=True)
class FoundPiece:
    """An interval on which f(x) = slope·x + intercept."""

    low: Real
    high: Real
    slope: Real
    intercept: Real


@dataclass(frozen=True)
class FoundBreakpoint:
    """An x where units switch, and the slopes of f before and after it."""

    x: Real
    before: Real
    after: Real
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Linear:
    """Three verdicts, each None if it is not known, and the reason for the verdict on the range."""

    on_range: bool | None = None
    on_data: bool | None = None
    everywhere: bool | None = None
    reason: str = "pieces and regions need a network with one or two inputs"


@dataclass(frozen=True)
class Inspection:
    """The findings about one network.

    Attributes:
        network: the network, without the activation of its output.
        span: the range (low, high) for one input, the box (x0, x1, y0, y1) for two; else empty.
        seen: what the rows of data tell of the hidden units.
        linear: whether f is linear.
        units: every hidden unit; with an output that is activated the output too, as a layer behind the hidden ones.
        pieces: for one input, left to right.
        breakpoints: for one input, those inside the range, left to right.
        deviation: for one input, the largest |f(x) − chord(x)| on the range.
        regions: for two inputs.
    """

    network: Network
    span: tuple[Real, ...]
    seen: Seen
    linear: Linear
    units: tuple[Liveness, ...]
    pieces: tuple[FoundPiece, ...] = ()
    breakpoints: tuple[FoundBreakpoint, ...] = ()
    deviation: Real | None = None
    regions: Regions | None = None

    @property
    def rows(self) -> int:
        """The number of rows of data."""
        return self.seen.rows

    @property
    def dead_share(self) -> Fraction:
        """The share of the hidden units that are dead; 0 if there are none."""
        return Fraction(sum(unit.dead for unit in self.units), len(self.units) or 1)

    @property
    def always_linear_on_data(self) -> bool:
        """Whether there are so few rows that any function is linear on them: an affine one goes through them all.

        k + 1 rows of k inputs have an affine function through any heights, unless they lie in a plane themselves.
        """
        inputs: int = self.network.weights[0].shape[1]
        return 0 < self.rows <= inputs + 1

    @property
    def corners(self) -> Array:
        """The ends of all pieces, or the corners of all regions, shape (corners, inputs); none without a range."""
        if self.regions is not None:
            return self.regions.corners
        ends = [piece.low for piece in self.pieces] + [piece.high for piece in self.pieces[-1:]]
        return np.array(ends, dtype=self.network.biases[0].dtype).reshape(-1, 1)


def inspect(
    network: Network, span: tuple[Real, ...], batches: Iterable[Array], output: Activation | None = None
) -> Inspection:
    """The findings about a network with one output, on a range or a box, and over rows that come in batches.

    `span` is (low, high) for one input and the box (x0, x1, y0, y1) for two. With more inputs, only the rows are looked
    at. Each batch has the shape (rows, inputs), and is no longer needed when the next one comes.
    `output` is the activation behind the output, if there is one: with a ReLU the output is a unit that may be dead.

    Raises:
        ValueError: for activations that are not piecewise linear, several outputs, an empty range, more pieces or
            regions than can be listed, or if f overflows in float64.
    """
    slopes(network)
    if (outputs := len(network.biases[-1])) != 1:
        raise ValueError(f"needs one output, and the network has {outputs}")
    if output is not None:
        return replace(inspect(with_activated_output(network, output), span, batches), network=network)
    with np.errstate(all="ignore"):  # numbers that are not finite are refused
        over, on_data = _on_data(network, batches)
        inputs = network.weights[0].shape[1]
        if inputs == 1:
            return (_in_fractions if network.is_exact else _in_floats)(network, span, over, on_data)
        if inputs == 2:
            return _on_box(network, span, over, on_data)
        everywhere = False if on_data is False else None
        return Inspection(network, (), over, Linear(None, on_data, everywhere), units_seen(network, over, None))


def _on_data(network: Network, batches: Iterable[Array]) -> tuple[Seen, bool | None]:
    """What the rows tell of the hidden units, and whether f is linear on them; None if there are none."""
    over, plane = nothing_seen(network), OnOnePlane()
    for x in filter(len, batches):
        forward = network.forward(x)
        # One bound for all rows of the batch: a bound for each row would take as long as the forward pass.
        noise = 0.0 if network.is_exact else float(_noises(network, abs(x).max(axis=0, keepdims=True))[-1].max())
        over += seen(network, forward)
        plane.add(x, _finite(forward.output[:, 0]), noise)
    return over, plane.holds if over.rows else None


def _finite(values: Array) -> Array:
    if values.dtype != object and not np.isfinite(values).all():
        raise ValueError("its numbers are too large: f overflows in float64")
    return values


def _in_fractions(network: Network, span: tuple[Real, ...], over: Seen, on_data: bool | None) -> Inspection:  # noqa: FBT001 -- a verdict handed on
    low, high = (Fraction(end) for end in span)
    found = pieces(network, low, high)
    verdict = linearity(network, low, high)
    by_x = {piece.high: (piece.slope, after.slope) for piece, after in pairwise(found)}
    return Inspection(
        network,
        (low, high),
        over,
        Linear(verdict.linear, on_data, linearity(network).linear, verdict.reason),
        units_seen(network, over, PieceCover(found)),
        tuple(
            FoundPiece(low if p.low is None else p.low, high if p.high is None else p.high, p.slope, p.intercept)
            for p in found
        ),
        tuple(
            FoundBreakpoint(point.x, *by_x[point.x], point.units)
            for point in breakpoints(network)
            if low < point.x < high
        ),
        chord_deviation(network, low, high),
    )


def _in_floats(network: Network, span: tuple[Real, ...], over: Seen, on_data: bool | None) -> Inspection:  # noqa: FBT001 -- as above
    low, high = map(float, span)
    found = float_pieces(network, low, high)
    edges, slope = found.edges.tolist(), found.slopes.tolist()
    switching: list[list[Unit]] = [[] for _ in edges]
    for edge, layer, unit in found.switches.tolist():
        switching[edge].append((layer, unit))
    heights, noise, woken = _at(network, found.edges)
    _finite(np.concatenate([heights, found.slopes, found.intercepts]))
    along = (found.edges - low) / (high - low)
    chord = heights[0] + (heights[-1] - heights[0]) * along
    deviation = float(max(abs(heights - chord).max(), abs(found.heights - chord).max()))
    linear = bool(deviation <= ROUNDING * abs(heights).max() + noise.max())
    return Inspection(
        network,
        (low, high),
        over,
        Linear(
            linear, on_data, linear and _straight_everywhere(network), _why_straight(found, deviation, linear=linear)
        ),
        units_seen(network, over, FloatCover(found, woken)),
        tuple(map(FoundPiece, edges, edges[1:], slope, found.intercepts.tolist())),
        tuple(
            FoundBreakpoint(at, *around, tuple(those))
            for at, around, those in zip(edges[1:], pairwise(slope), switching[1:], strict=False)
        ),
        deviation,
    )


def _straight_everywhere(network: Network) -> bool:
    whole = float_pieces(network, -np.inf, np.inf)
    slope, intercept, bends = whole.slopes[0], whole.intercepts[0], whole.edges[1:-1]
    *_, of_slope = _noises(network, np.ones((1, 1)))
    if np.ptp(whole.slopes) > ROUNDING * abs(whole.slopes).max() + of_slope.max():
        return False
    # Far out, the rounding of a slope makes false breakpoints. There f is off the line by no more than its rounding.
    heights, noise, _ = _at(network, bends)
    right = whole.slopes[1:] * bends + whole.intercepts[1:]
    line = slope * bends + intercept
    return bool((np.maximum(abs(heights - line), abs(right - line)) <= ROUNDING * abs(line) + noise).all())


def _why_straight(found: FloatPieces, deviation: float, *, linear: bool) -> str:
    low, high = (show(float(end)) for end in found.edges[[0, -1]])
    off = f"up to {rounded(deviation, 2)} off the chord on [{low}, {high}]"
    if linear:
        return f"no breakpoint between {low} and {high}" if len(found) == 1 else f"only rounding bends it: f is {off}"
    change = np.diff(found.slopes)
    if not change.any():
        return f"f jumps within {rounded(CLOSE, 3)} of the range, closer than pieces are told apart; it is {off}"
    largest = int(abs(change).argmax())
    at, by = (show(float(each)) for each in (found.edges[largest + 1], change[largest]))
    return f"the slope changes most at {at}, by {by}; f is {off}"


def _at(network: Network, edges: Array) -> tuple[Array, Array, list[NDArray[np.intp]]]:
    """f at the edges, its rounding there, and for each unit of each layer an edge at which it is active, or −1.

    The pieces show all of f but peaks narrower than CLOSE, and such a peak stands on an edge.
    """
    heights, noise, woken = [np.empty(0)], [np.empty(0)], [np.full(len(bias), -1) for bias in network.biases[:-1]]
    rows = max(1, 10**6 // max(map(len, network.biases)))
    for start in range(0, len(edges), rows):
        x = edges[start : start + rows, None]
        *hidden, output = network.forward(x).z
        *noises, of_f = _noises(network, x)
        heights.append(output[:, 0])
        noise.append(of_f[:, 0])
        for layer, (z, rounding) in enumerate(zip(hidden, noises, strict=True)):
            active = z > rounding
            first = np.where(active.any(axis=0), start + active.argmax(axis=0), -1)
            woken[layer] = np.where(woken[layer] < 0, first, woken[layer])
    return np.concatenate(heights), np.concatenate(noise), woken


def _noises(network: Network, x: Array) -> list[Array]:
    """For each layer, how large |z| may be by rounding alone: a few ulps of a bound on the sum of its |terms|."""
    size, found = abs(x), []
    for weight, bias in zip(network.weights, network.biases, strict=True):
        size = size @ abs(weight.T) + abs(bias)
        found.append(8 * np.finfo(float).eps * size)
    return found


def _on_box(network: Network, span: tuple[Real, ...], over: Seen, on_data: bool | None) -> Inspection:  # noqa: FBT001 -- as above
    x0, x1, y0, y1 = span
    box: Box = (x0, x1, y0, y1)
    found = regions(network, box)
    _finite(found.maps)
    other = bent_region(found)
    bent = other is not None or on_data is False
    everywhere = False if bent else _linear_on_the_plane(network)
    return Inspection(
        network,
        span,
        over,
        Linear(other is None, on_data, everywhere, _why_plane(found, other)),
        units_seen(network, over, RegionCover(found)),
        regions=found,
    )


def _linear_on_the_plane(network: Network) -> bool | None:
    """Whether f is affine on the whole plane; None for several hidden layers, where a box cannot decide it.

    The unit v·g(s·L), with L = 0 the equation of its line, changes the slope of f across that line by v·|s|·(r − l).
    So f is affine if these changes cancel on every line.
    """
    if not any(each.switches for each in network.activations):
        return True
    if len(network.weights) > 2:
        return None
    bends: defaultdict[tuple[Real, ...], list[Real]] = defaultdict(list)
    for (m, n), b, v in zip(
        network.weights[0].tolist(), network.biases[0].tolist(), network.weights[1][0], strict=True
    ):
        if scale := m or n:
            line = (m / scale, n / scale, b / scale)
            bends[line if isinstance(b, Fraction) else tuple(round(each, 9) for each in line)].append(v * abs(scale))
    if network.is_exact:
        return all(sum(each) == 0 for each in bends.values())
    by_line = [np.array(each, dtype=np.float64) for each in bends.values()]
    return all(bool(abs(changes.sum()) <= ROUNDING * abs(changes).sum()) for changes in by_line)


def _why_plane(found: Regions, other: int | None) -> str:
    """Why f is one affine map on the box, or is not: in a region where it is another one than in the first."""
    if len(found) == 1:
        return "no unit switches inside the box"
    if other is None:
        return f"the changes of the units that switch cancel: f is the same in all {len(found)} regions"
    one, two = (_gradient(found.maps[r]) for r in (0, other))
    return f"the gradient of f is {one} in one region and {two} in another" if one != two else "f jumps inside the box"


def _gradient(affine: Array) -> str:
    return f"({', '.join(show(each) for each in affine[:2].tolist())})"
