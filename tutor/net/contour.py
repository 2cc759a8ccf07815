"""Polylines of the plane: the zero contour of sampled heights, the edges of regions, and segments joined end to end."""

from collections import defaultdict

import numpy as np

from tutor.net.activation import Array
from tutor.net.regions import Regions

_SAME = 1e-9
"""Ends closer than this fraction of the largest coordinate are one point."""


def zero_contour(xs: Array, ys: Array, heights: Array) -> Array:
    """Where f = 0, as segments, shape (segments, 2, 2): segment, end, (x, y).

    `heights` holds f at (xs[j], ys[i]), shape (len(ys), len(xs)). Marching triangles: each cell of the grid is halved,
    and f is taken as affine on either half. Unlike marching squares (Lorensen, Cline 1987, in the plane), this has no
    ambiguous cases.
    """
    corner = np.stack([*np.meshgrid(xs, ys), heights], axis=-1)  # (x, y, f)
    a, b, c, d = corner[:-1, :-1], corner[:-1, 1:], corner[1:, 1:], corner[1:, :-1]
    triangles = np.concatenate([np.stack(each, axis=2).reshape(-1, 3, 3) for each in ((a, b, c), (a, c, d))])
    above = triangles[..., 2] > 0
    crossed = above.any(axis=1) & ~above.all(axis=1)
    triangles, above = triangles[crossed], above[crossed]
    alone = (above == (above.sum(axis=1) == 1)[:, None]).argmax(axis=1)  # the corner that has its side to itself
    each = np.arange(len(triangles))
    one = triangles[each, alone]
    others = np.stack([triangles[each, (alone + turn) % 3] for turn in (1, 2)], axis=1)
    share = one[:, None, 2] / (one[:, None, 2] - others[..., 2])
    segments: Array = one[:, None, :2] + share[..., None] * (others[..., :2] - one[:, None, :2])
    return segments


def edges(regions: Regions) -> Array:
    """The edges of the regions inside the box, each once, in float64, shape (edges, 2, 2)."""
    corners = regions.corners.astype(float)
    after = np.arange(1, len(corners) + 1)  # the next corner of the same polygon
    after[regions.starts[1:] - 1] = regions.starts[:-1]
    segments = np.stack([corners, corners[after]], axis=1)
    met = np.sort(_numbered(segments), axis=1)
    _, first, count = np.unique(met, axis=0, return_index=True, return_counts=True)
    inside: Array = segments[first[count == 2]]  # an edge on the box belongs to one polygon only
    return inside


def chained(segments: Array) -> list[Array]:
    """Segments of shape (n, 2, 2) joined end to end, as polylines of shape (points, 2) that pass each segment once.

    A polyline begins where an odd number of segments meet, as long as there is such a point (Hierholzer 1873).
    """
    ends = _numbered(segments).tolist()
    at: defaultdict[int, list[int]] = defaultdict(list)
    for segment, (one, other) in enumerate(ends):
        at[one].append(segment)
        at[other].append(segment)
    free = [one != other for one, other in ends]  # the others are shorter than a point is wide
    found = []
    for start in sorted(at, key=lambda point: len(at[point]) % 2 == 0):
        while (way := _way(start, ends, at, free)) is not None:
            found.append(segments[tuple(zip(*way, strict=True))])
    return found


def _way(point: int, ends: list[list[int]], at: dict[int, list[int]], free: list[bool]) -> list[tuple[int, int]] | None:
    """From a point along free segments to the last one, as (segment, end) of each point; None if no free one begins."""
    way: list[tuple[int, int]] = []
    while True:
        while at[point] and not free[at[point][-1]]:
            at[point].pop()
        if not at[point]:
            return way or None
        segment = at[point].pop()
        free[segment] = False
        here = 0 if ends[segment][0] == point else 1
        way += [(segment, 1 - here)] if way else [(segment, here), (segment, 1 - here)]
        point = ends[segment][1 - here]


def _numbered(segments: Array) -> Array:
    """The number of the point at each end of each segment, shape (segments, 2)."""
    points = segments.reshape(-1, 2)
    size = max(float(np.abs(points).max(initial=0.0)), np.finfo(float).tiny)
    _, number = np.unique(np.round(points / (_SAME * size)), axis=0, return_inverse=True)
    return np.asarray(number).reshape(-1, 2)
