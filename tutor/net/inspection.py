"""All that can be proved of a network at once: its pieces or regions, whether it is linear, and every unit.

An exact network is analysed in fractions. One in floats is analysed in floats, and its verdicts carry a size.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from tutor.net.activation import Array
from tutor.net.float_pieces import FloatPieces, float_pieces
from tutor.net.linearity import ROUNDING, chord_deviation, linearity, on_one_plane
from tutor.net.liveness import Cover, Flags, Liveness, PieceCover, units
from tutor.net.network import Network
from tutor.net.pieces import Unit, breakpoints, pieces, slopes
from tutor.net.regions import Box, Regions, regions
from tutor.rational import show

Number = Fraction | float


@dataclass(frozen=True)
class Stretch:
    """An interval on which f(x) = slope·x + intercept."""

    low: Number
    high: Number
    slope: Number
    intercept: Number


@dataclass(frozen=True)
class Bend:
    """An x where units switch, and the slope of f on both sides."""

    x: Number
    before: Number
    after: Number
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Linear:
    """Three verdicts, each None where nothing is known, and the reason for the one on the range."""

    on_range: bool | None = None
    on_data: bool | None = None
    everywhere: bool | None = None
    reason: str = "neither pieces nor regions: they are told of networks with one or two inputs"


@dataclass(frozen=True)
class Inspection:
    """What was found.

    Attributes:
        network: the network.
        span: the ends (low, high) for one input, the box (x0, x1, y0, y1) for two; else empty.
        rows: how many rows of data there were.
        pieces: for one input, left to right.
        bends: for one input, the breakpoints inside the range, left to right.
        linear: is f linear?
        deviation: for one input, the largest |f(x) − chord(x)| on the range.
        units: every hidden unit.
        regions: for two inputs.
    """

    network: Network
    span: tuple[Number, ...]
    rows: int
    linear: Linear
    units: tuple[Liveness, ...]
    pieces: tuple[Stretch, ...] = ()
    bends: tuple[Bend, ...] = ()
    deviation: Number | None = None
    regions: Regions | None = None


def inspect(network: Network, span: tuple[Number, ...], x: Array) -> Inspection:
    """Everything about a network with one output, on a range or a box, over data rows x of shape (rows, inputs).

    With neither one nor two inputs only the data is looked at.

    Raises:
        ValueError: for an activation that is not piecewise linear, an empty range, or more pieces or regions than can
            be listed.
    """
    slopes(network)
    on_data = on_one_plane(x, network(x)[:, 0]) if len(x) else None
    inputs = network.weights[0].shape[1]
    if inputs == 1:
        return (_exactly if network.biases[0].dtype == object else _in_floats)(network, span, x, on_data)
    if inputs == 2:
        return _on_box(network, span, x, on_data)
    return Inspection(network, (), len(x), Linear(on_data=on_data), units(network, x, None))


def _exactly(network: Network, span: tuple[Number, ...], x: Array, on_data: bool | None) -> Inspection:  # noqa: FBT001 -- a verdict handed on
    low, high = (Fraction(end) for end in span)
    found = pieces(network, low, high)
    verdict = linearity(network, low, high)
    by_x = {piece.high: (piece.slope, after.slope) for piece, after in pairwise(found)}
    return Inspection(
        network,
        (low, high),
        len(x),
        Linear(verdict.linear, on_data, linearity(network).linear, verdict.reason),
        units(network, x, PieceCover(found)),
        tuple(
            Stretch(low if p.low is None else p.low, high if p.high is None else p.high, p.slope, p.intercept)
            for p in found
        ),
        tuple(Bend(point.x, *by_x[point.x], point.units) for point in breakpoints(network) if low < point.x < high),
        chord_deviation(network, low, high),
    )


def _in_floats(network: Network, span: tuple[Number, ...], x: Array, on_data: bool | None) -> Inspection:  # noqa: FBT001 -- as above
    low, high = map(float, span)
    found = float_pieces(network, low, high)
    edges, slope = found.edges.tolist(), found.slopes.tolist()
    switching: list[list[Unit]] = [[] for _ in edges]
    for edge, layer, unit in found.switches.tolist():
        switching[edge].append((layer, unit))
    whole = float_pieces(network, -np.inf, np.inf).slopes
    everywhere = bool(np.ptp(whole) <= ROUNDING * abs(whole).max())
    linear, reason = _straight(found)
    return Inspection(
        network,
        (low, high),
        len(x),
        Linear(linear, on_data, everywhere, reason),
        units(network, x, found),
        tuple(map(Stretch, edges, edges[1:], slope, found.intercepts.tolist())),
        tuple(
            Bend(at, *around, tuple(those))
            for at, around, those in zip(edges[1:], pairwise(slope), switching[1:], strict=False)
        ),
        found.deviation,
    )


def _straight(found: FloatPieces) -> tuple[bool, str]:
    low, high = (show(float(end)) for end in found.edges[[0, -1]])
    if len(found) == 1:
        return True, f"no breakpoint between {low} and {high}"
    deviation = f"within {found.deviation:.2g} of the chord on [{low}, {high}]"
    if found.deviation <= ROUNDING * abs(found.heights).max():
        return True, f"straight to {deviation}"
    change = np.diff(found.slopes)
    largest = int(abs(change).argmax())
    at, by = (show(float(each)) for each in (found.edges[largest + 1], change[largest]))
    return False, f"the slope changes most at {at}, by {by}; f is only {deviation}"


@dataclass(frozen=True)
class _RegionCover:
    """Regions as the cover of a box."""

    regions: Regions

    def ever_active(self, layer: int) -> Flags:
        return np.asarray(self.regions.active[layer].any(axis=0))

    def always_active(self, layer: int) -> Flags:
        return np.asarray(self.regions.active[layer].all(axis=0))

    def waking(self, layer: int) -> list[tuple[Number, ...] | None]:
        active = self.regions.active[layer]
        first = active.argmax(axis=0)
        return [tuple(self.regions.inside(r)) if active[r, unit] else None for unit, r in enumerate(first.tolist())]


def _on_box(network: Network, span: tuple[Number, ...], x: Array, on_data: bool | None) -> Inspection:  # noqa: FBT001 -- as above
    x0, x1, y0, y1 = span
    box: Box = (x0, x1, y0, y1)
    found = regions(network, box)
    apart = abs(found.maps - found.maps[0]).max(axis=1)
    one_plane = bool(apart.max() <= (0 if found.maps.dtype == object else ROUNDING * abs(found.maps).max()))
    cover: Cover = _RegionCover(found)
    return Inspection(
        network,
        span,
        len(x),
        # A bend on the box is one of the whole plane; without one, what lies outside the box is not known.
        Linear(one_plane, on_data, None if one_plane else False, _why_plane(found, int(apart.argmax()), one_plane)),
        units(network, x, cover),
        regions=found,
    )


def _why_plane(found: Regions, other: int, one_plane: bool) -> str:  # noqa: FBT001 -- as above
    if len(found) == 1:
        return "no unit switches inside the box"
    if one_plane:
        return f"the changes of the units that switch cancel: f is the same in all {len(found)} regions"
    one, two = (_gradient(found.maps[r]) for r in (0, other))
    return f"the gradient of f is {one} in one region and {two} in another"


def _gradient(affine: Array) -> str:
    return f"({', '.join(show(each) for each in affine[:2].tolist())})"
