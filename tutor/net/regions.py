"""The linear regions of a network of any depth with two inputs and one output: exact polygons that tile a box.

On every polygon found so far, each z of the next layer is affine. So the line z = 0 of a unit cuts the polygons through
which it passes in two, and leaves the others whole. Unit by unit and layer by layer, this ends with the polygons on
which the activation pattern is constant (Montúfar et al. 2014, On the Number of Linear Regions of Deep Neural
Networks). The cut is that of Sutherland and Hodgman (1974), with both halves kept and all polygons cut at once.

Polygons have different numbers of corners. All corners are in one array, polygon after polygon, and `starts` holds
where each polygon begins. A line crosses a shared edge at the same point from either side, so the polygons meet edge to
edge.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tutor.net.activation import Array
from tutor.net.network import Network, exact
from tutor.rational import Real

Box = tuple[Real, Real, Real, Real]
Mask = NDArray[np.bool_]
Indices = NDArray[np.intp]

LIMIT = 50_000
"""The most regions; more would be no picture, and are refused."""

ROUNDING = 1e-12
"""In floats, z counts as 0 if |z| is at most this fraction of the sum of its |terms|; a fraction must be 0."""


@dataclass(frozen=True, eq=False)
class Regions:
    """The regions of one network in one box: convex polygons that tile it.

    Attributes:
        corners: all polygons' corners, counter-clockwise, one polygon after the other, shape (corners, 2).
        starts: polygon r is corners[starts[r]:starts[r + 1]], shape (regions + 1,).
        maps: f(x, y) = maps[r] · (x, y, 1) on polygon r, shape (regions, 3).
        active: for each hidden layer whether z > 0 inside, shape (regions, units); true for units that never switch.
        noise: f counts as 0 where |f| is at most this, for it may be rounding; 0 for an exact network.
    """

    corners: Array
    starts: Indices
    maps: Array
    active: tuple[Mask, ...]
    noise: Real

    def __len__(self) -> int:
        return len(self.maps)

    def polygon(self, r: int) -> Array:
        """The corners of region r, counter-clockwise, shape (k, 2)."""
        return self.corners[self.starts[r] : self.starts[r + 1]]

    def inside(self, r: int) -> Array:
        """A point strictly inside region r, the mean of its corners, shape (2,)."""
        mean: Array = self.polygon(r).sum(axis=0) / len(self.polygon(r))
        return mean

    def zero_level(self) -> Array:
        """The decision boundary f = 0 as segments, each once, shape (segments, 2, 2): segment, end, (x, y).

        In a region where f is not 0 throughout, f = 0 on a segment, at a point, or nowhere. These are the segments:
        those across a region, where f changes sign, and the edges on which f is 0. An edge of a region in `flat` is
        among them only if the region on its other side is not flat.
        """
        cut = self._cut()
        zero = ~(cut.above | cut.below) & self._sloping(cut)[cut.owner]
        points, count = cut.points[zero], np.bincount(cut.owner[zero], minlength=len(self))
        end = np.cumsum(count)
        two = count >= 2
        segments = np.stack((points[(end - count)[two]], points[end[two] - 1]), axis=1)
        middles = segments.sum(axis=1)  # twice the midpoints, which no two segments share
        if not middles.dtype.hasobject:  # found from two regions, the same midpoint differs in the last digits
            middles = np.round(middles / (1000 * ROUNDING * np.abs(self.corners).max(axis=0)))
        once: Array = segments[list({tuple(middle): i for i, middle in enumerate(middles.tolist())}.values())]
        return once

    def flat(self) -> Indices:
        """The regions on which f is 0 throughout, ascending."""
        return np.flatnonzero(~self._sloping(self._cut()))

    def _cut(self) -> "_Cut":
        polygons = _Polygons(self.corners, self.starts)
        return _cut(polygons, _affine(self.maps[polygons.owner], self.corners), self.noise)

    def _sloping(self, cut: "_Cut") -> Mask:
        return cut.has(cut.above | cut.below, len(self))


def regions(network: Network, box: Box) -> Regions:
    """The linear regions of f on the box x0 ≤ x ≤ x1, y0 ≤ y ≤ y1, given as (x0, x1, y0, y1).

    A region is where the activation pattern is constant. So f may be the same on both sides of a cut, if the bend does
    not reach the output or another bend undoes it. A line that only touches a polygon does not cut it, and an
    activation that does not bend (identity) cuts nothing. The regions of an exact network are exact. In floats, a line
    that misses a corner by no more than `ROUNDING` goes through it.

    Raises:
        ValueError: if the network has not two inputs and one output, an activation is not piecewise linear, the box
            is empty or infinite, or there are more than `LIMIT` regions.
    """
    slopes, kind = _slopes(network), network.weights[0].dtype
    polygons = _rectangle(box, kind)
    *noises, (noise,) = _noises(network, np.abs(polygons.corners).max(axis=0), [np.abs(each).max() for each in slopes])
    a = exact([[[1, 0, 0], [0, 1, 0]]]).astype(kind)  # (polygons, units, 3): the inputs, x and y
    active: tuple[Mask, ...] = ()
    for i, (hidden, bend) in enumerate(zip(noises, slopes, strict=True)):
        z = _layer(network, i, a)
        if bend[0] == bend[1]:  # nothing switches: every unit counts as active, and the polygons stay whole
            origin, positive = np.arange(len(z)), np.ones(z.shape[:2], dtype=bool)
        else:
            polygons, origin, positive = _bend(polygons, z, hidden)
        active = (*(pattern[origin] for pattern in active), positive)
        a = bend[positive.astype(np.intp)][..., None] * z[origin]
    return Regions(*polygons, _layer(network, -1, a)[:, 0], active, noise)


class _Polygons(NamedTuple):
    """Corners and starts of polygons, as in `Regions`."""

    corners: Array
    starts: Indices

    @property
    def owner(self) -> Indices:
        """The polygon of each corner."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


class _Cut(NamedTuple):
    """The corners of polygons, together with the points where a line crosses their edges.

    Attributes:
        points: in the order of the polygons' outlines, shape (points, 2).
        owner: the polygon of each point.
        above: whether a point lies on the positive side of the line.
        below: whether it lies on the negative side. A point on the line is neither above nor below.
    """

    points: Array
    owner: Indices
    above: Mask
    below: Mask

    def has(self, mask: Mask, polygons: int) -> Mask:
        """For each polygon, from 0 to `polygons` − 1, whether the mask is true at any of its points."""
        return np.bincount(self.owner[mask], minlength=polygons) > 0


def _slopes(network: Network) -> list[Array]:
    """The slopes of each hidden layer's g left and right of 0, in the network's kind of number."""
    shapes = [weight.shape for weight in network.weights]
    if not shapes or shapes[0][1] != 2 or shapes[-1][0] != 1:
        raise ValueError(f"needs two inputs and one output, got weights {shapes}")
    for g in network.activations:
        if g.slopes is None:
            raise ValueError(f"no regions of f with {g.name}: {g.why_whole}")
    return [np.array(g.slopes, dtype=network.weights[0].dtype) for g in network.activations]


def _rectangle(box: Box, kind: np.dtype[np.generic]) -> _Polygons:
    x0, x1, y0, y1 = box if kind.hasobject else map(float, box)
    if not (-np.inf < x0 < x1 < np.inf and -np.inf < y0 < y1 < np.inf):
        raise ValueError(f"needs a finite box with x0 < x1 and y0 < y1, got {x0}, {x1}, {y0}, {y1}")
    return _Polygons(exact([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]).astype(kind), np.array([0, 4]))


def _noises(network: Network, size: Array, steepest: Sequence[Real]) -> Iterator[Array]:
    """How much of each z may be rounding, one vector a layer: `ROUNDING` times a bound on the sum of its |terms|.

    `size` is a bound on |x| and |y|, `steepest` on |g′| of each hidden layer.
    """
    for weight, bias, most in zip(network.weights, network.biases, (*steepest, 1), strict=True):
        size = np.abs(weight) @ size + np.abs(bias)
        yield size * (0 if size.dtype.hasobject else ROUNDING)
        size = size * most


def _layer(network: Network, i: int, a: Array) -> Array:
    """The affine maps of z = W·a + b, from those of a; shape (polygons, units, 3)."""
    z: Array = network.weights[i] @ a
    z[..., 2] += network.biases[i]
    return z


def _affine(maps: Array, points: Array) -> Array:
    """maps · (x, y, 1), for shapes (..., 3) and (..., 2)."""
    values: Array = maps[..., 0] * points[..., 0] + maps[..., 1] * points[..., 1] + maps[..., 2]
    return values


def _bend(polygons: _Polygons, z: Array, noise: Array) -> tuple[_Polygons, Indices, Mask]:
    """Cuts the polygons along the lines z = 0 of one layer.

    Returns:
        The parts; for each part, the index of the polygon that it was cut from; where z > 0, shape (parts, units).
    """
    origin, positive = np.arange(len(z)), np.zeros(z.shape[:2], dtype=bool)
    for unit in range(z.shape[1]):
        s = _affine(z[origin, unit][polygons.owner], polygons.corners)
        polygons, parent, here = _split(polygons, s, noise[unit])
        origin, positive = origin[parent], positive[parent]
        positive[:, unit] = here
    return polygons, origin, positive


def _split(polygons: _Polygons, s: Array, noise: Real) -> tuple[_Polygons, Indices, Mask]:
    """Cuts in two every polygon that has corners with s > 0 and corners with s < 0.

    Returns:
        The parts: first the whole polygons and the positive parts, in the old order, then the negative parts. For each
        part, the index of the polygon that it was cut from, and whether s > 0 inside.
    """
    n = len(polygons.starts) - 1
    cut = _cut(polygons, s, noise)
    positive = cut.has(cut.above, n)
    both = positive & cut.has(cut.below, n)
    if n + np.count_nonzero(both) > LIMIT:
        raise ValueError(f"more than {LIMIT:,} linear regions: needs fewer units or a smaller box")
    cutting = both[cut.owner]
    first, second = ~(cutting & cut.below), cutting & ~cut.above
    counts = np.concatenate(([0], np.bincount(cut.owner[first]), np.bincount(cut.owner[second], minlength=n)[both]))
    parts = _Polygons(np.concatenate((cut.points[first], cut.points[second])), np.cumsum(counts))
    parent = np.concatenate((np.arange(n), np.flatnonzero(both)))
    return parts, parent, positive[parent] & (np.arange(len(parent)) < n)


def _cut(polygons: _Polygons, s: Array, noise: Real) -> _Cut:
    """The corners, and the points where s changes sign along an edge; s, given at corners, is affine on a polygon."""
    corners, owner = polygons.corners, polygons.owner
    above, below = s > noise, s < -noise
    after = np.arange(1, len(corners) + 1)  # the next corner of the same polygon
    after[polygons.starts[1:] - 1] = polygons.starts[:-1]
    edges = np.flatnonzero((above & below[after]) | (below & above[after]))
    ends = np.stack((edges, after[edges]))
    high, low = np.where(above[edges], ends, ends[::-1])  # one order, and so the same digits, from either side
    points = corners[high] + (s[high] / (s[high] - s[low]))[:, None] * (corners[low] - corners[high])
    at = edges + 1
    return _Cut(
        np.insert(corners, at, points, axis=0),
        np.insert(owner, at, owner[edges]),
        np.insert(above, at, values=False),
        np.insert(below, at, values=False),
    )
