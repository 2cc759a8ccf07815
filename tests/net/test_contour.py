"""Zero levels by samples, edges of regions, and polylines."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.net.contour import chained, edges, zero_contour
from tutor.net.initial import initial
from tutor.net.regions import regions

SIDE = np.linspace(-1, 1, 21)
numbers = st.integers(-8, 8).map(lambda n: n / 4 + 0.01)


def _heights(f, xs=SIDE, ys=SIDE):
    return np.array([[f(x, y) for x in xs] for y in ys], dtype=float)


def _length(segments):
    return np.hypot(*(segments[:, 0] - segments[:, 1]).T).sum()


def _pairs(segments):
    return Counter(frozenset(map(tuple, np.round(each, 9).tolist())) for each in segments)


@given(numbers, numbers, numbers)
def test_the_contour_of_a_plane_is_its_line(m, n, k):
    """The contour of a plane lies on its line, without holes."""
    xs, ys = SIDE, np.linspace(-2, 1, 13)
    segments = zero_contour(xs, ys, _heights(lambda x, y: m * x + n * y + k, xs, ys))
    assert np.abs(segments @ [m, n] + k).max(initial=0) < 1e-12
    # The line within the box, by cutting it at the two sides across which it is steeper.
    ts = np.linspace(-4, 4, 80_001)
    foot = -k * np.array([m, n]) / (m * m + n * n)
    line = foot + ts[:, None] * np.array([-n, m]) / np.hypot(m, n)
    inside = ((line >= [-1, -2]) & (line <= [1, 1])).all(axis=1)
    assert _length(segments) == pytest.approx(1e-4 * inside.sum(), abs=3e-4)


def test_the_contour_of_a_circle_is_one_closed_way_round_it():
    """The contour of a circle is one closed polyline, within a cell of it."""
    segments = zero_contour(SIDE, SIDE, _heights(lambda x, y: x * x + y * y - 0.5))  # also 0 at samples
    (way,) = chained(segments)
    assert np.allclose(way[0], way[-1])
    assert np.abs(np.hypot(*way.T) - np.sqrt(0.5)).max() < 0.005
    assert _length(segments) == pytest.approx(2 * np.pi * np.sqrt(0.5), rel=0.01)


def test_nothing_is_0_nowhere_and_a_saddle_is_cut_in_one_way():
    """Heights of one sign have no contour, and the contour of a saddle has no crossing."""
    for height in (1.0, -1.0, 0.0):
        assert not len(zero_contour(SIDE, SIDE, np.full((21, 21), height)))
    segments = zero_contour(np.array([0.0, 1.0]), np.array([0.0, 1.0]), np.array([[1.0, -1.0], [-1.0, 1.0]]))
    assert len(segments) == 2
    assert not set(map(tuple, segments[0].tolist())) & set(map(tuple, segments[1].tolist()))


@given(st.integers(0, 10**6), st.sampled_from([(2, 3, 1), (2, 6, 1), (2, 4, 3, 1)]))
def test_the_edges_are_those_that_two_regions_share_and_the_ways_pass_each_once(seed, sizes):
    """Edges are those that two regions share, and the polylines pass each once."""
    found = regions(initial(sizes, "uniform", (seed,)), (-2, 2, -2, 2))
    inner = Counter()
    for r in range(len(found)):
        polygon = found.polygon(r)
        inner += _pairs(np.stack([polygon, np.roll(polygon, -1, axis=0)], axis=1))
    shared = {pair for pair, count in inner.items() if count == 2}
    segments = edges(found)
    assert _pairs(segments) == Counter(shared)
    ways = chained(segments)
    walked = Counter()
    for way in ways:
        walked += _pairs(np.stack([way[:-1], way[1:]], axis=1))
    assert walked == Counter(shared)
    ends = Counter(point for pair in shared for point in pair)
    assert len(ways) <= max(1, sum(count % 2 for count in ends.values()) // 2 + len(found)) * bool(shared)


def test_lines_are_as_many_ways_as_lines():
    """A picture of n lines is n polylines."""
    found = regions(initial((2, 8, 1), "uniform", (0,)), (-9, 9, -9, 9))
    assert len(edges(found)) > 8
    assert len(chained(edges(found))) == 8
