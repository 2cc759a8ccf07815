"""Linear regions against the network itself, known counts, and the same polygons in the other kind of number."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tutor.net import regions as module
from tutor.net.activation import ACTIVATIONS
from tutor.net.network import Network, exact
from tutor.net.regions import regions

SQUARE = (-1, 1, -1, 1)


def _network(layers, *names):
    """With one activation for all layers, or one for each; ReLU unless named."""
    activations = tuple(ACTIVATIONS[name] for name in names or ("relu",))
    arrays = [exact(rows) for rows in layers]  # a unit a row, its bias last
    return Network(
        tuple(rows[:, :-1] for rows in arrays),
        tuple(rows[:, -1] for rows in arrays),
        activations if len(activations) > 1 else activations[0],
    )


def _floating(network):
    weights, biases = (tuple(a.astype(float) for a in arrays) for arrays in (network.weights, network.biases))
    return Network(weights, biases, network.activation)


def _lines(*rows, name="relu"):
    return _network([rows, [[1] * len(rows) + [0]]], name)


# f = |3x + 7y − 1|, and a second layer's line across its zero level: met from two sides, with two roundings.
CROSSED = _network([[(3, 7, -1), (-3, -7, 1), (1, 0, 2)], [(1, 1, 0, 0), (4, 1, 8, -15)], [(1, 0, 0)]])
BOTH = pytest.mark.parametrize("convert", [lambda network: network, _floating])

boxes = st.sampled_from([SQUARE, (-3, 3, -2, 2), (0, 2, -1, 0), (Fraction(-1, 3), 2, Fraction(1, 7), 1)])


@st.composite
def networks(draw):
    """One to five hidden layers of small numbers; many units are dead, repeated, scaled or through one point."""
    sizes = [2, *draw(st.lists(st.integers(1, 5), min_size=1, max_size=4)), 1]
    random = np.random.default_rng(draw(st.integers(0, 2**32)))  # strategies would draw mostly zeros: few regions
    scale = draw(st.sampled_from([1, Fraction(8, 7)]))  # sevenths have no exact float
    layers = [(random.integers(-2, 3, (m, n + 1)) * scale).tolist() for n, m in pairwise(sizes)]
    layers[0][-1] = draw(st.sampled_from([layers[0][-1], *([k * w for w in layers[0][0]] for k in (1, -1, 2))]))
    if draw(st.booleans()):  # |f|: wherever it is 0, it only touches 0
        layers[-1:] = [[layers[-1][0], [-w for w in layers[-1][0]]], [[1, 1, 0]]]
    kinds = st.sampled_from(["relu", "leaky_relu", "identity"])
    hidden = len(layers) - 1
    return _network(layers, *draw(kinds.map(lambda name: [name]) | st.lists(kinds, min_size=hidden, max_size=hidden)))


def _side(a, b, p):
    """Twice the area of the triangle a, b, p: positive if p lies left of the way from a to b."""
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])


def _meet(a, b, c, d):
    return _side(a, b, c) * _side(a, b, d) <= 0 and _side(c, d, a) * _side(c, d, b) <= 0


def _area(polygon):
    return sum(_side((0, 0), p, q) for p, q in zip(polygon, np.roll(polygon, -1, axis=0), strict=True)) / 2


def _patterns(found):
    return [tuple(bits) for bits in np.concatenate(found.active, axis=1).tolist()]


def _values(maps, points):
    return (maps[:, :2] * points).sum(axis=1) + maps[:, 2]


@pytest.mark.parametrize("n", [1, 2, 3, 7, 12, 32, 128])
def test_n_lines_in_general_position_make_as_many_regions_as_zaslavsky_says(n):
    """n lines in general position make the number of regions of Zaslavsky's formula."""
    ts = [Fraction(k, n) for k in range(1, n + 1)]  # tangents of a quarter circle: only two meet, and inside the box
    rows = [[(1 - t * t) / (1 + t * t), 2 * t / (1 + t * t), -1] for t in ts]
    for network in (_lines(*rows), _floating(_lines(*rows)))[n > 12 :]:
        assert len(regions(network, (-2, 2, -2, 2))) == 1 + n + n * (n - 1) // 2


@BOTH
@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([(1, 0, 0), (2, 0, 0), (-3, 0, 0)], 2),  # coincident
        ([(3, 1, 0), (3, 1, 1), (-3, -1, 1)], 4),  # parallel
        ([(3, 3, -2), (3, -6, 1), (6, -3, -1)], 6),  # through one point
        ([(1, 0, -1), (0, 1, 1)], 1),  # along the box's edges
        ([(1, 1, -2), (3, 1, -5)], 1),  # touching a corner, missing the box
        ([(1, 1, 0), (1, -1, 0)], 4),  # through the box's corners
        ([(0, 0, 1), (0, 0, -1), (0, 0, 0)], 1),  # no line at all
        ([(1, 0, -3), (0, -1, -2)], 1),  # all dead
    ],
)
def test_special_positions(rows, count, convert):
    """Lines that coincide, meet in one point or only touch make no sliver and lose no region."""
    for name, expected in (("relu", count), ("leaky_relu", count), ("identity", 1)):
        assert len(regions(convert(_lines(*rows, name=name)), SQUARE)) == expected


@given(st.floats(-0.5, 0.5), st.floats(-0.5, 0.5), st.integers(2, 9), st.floats(0, 1))
def test_rounded_lines_through_one_point_make_no_slivers(x, y, n, turn):
    """Rounded lines through one point have one crossing, without slivers around it."""
    weights = np.array([(np.cos(angle), np.sin(angle)) for angle in turn + np.pi * np.arange(n) / n])
    network = Network((weights, np.ones((1, n))), (-(weights @ [x, y]), np.zeros(1)))
    assert len(regions(network, SQUARE)) == 2 * n


@given(networks(), boxes)
def test_the_polygons_are_convex_and_tile_the_box(network, box):
    """The polygons are convex, tile the box, and differ in their patterns."""
    found = regions(network, box)
    polygons = [found.polygon(r) for r in range(len(found))]
    assert sum(map(_area, polygons)) == (box[1] - box[0]) * (box[3] - box[2])
    for polygon in polygons:
        assert len({tuple(corner) for corner in polygon}) == len(polygon) >= 3
        assert all(_side(polygon[k - 2], polygon[k - 1], polygon[k]) > 0 for k in range(len(polygon)))
    assert len(set(_patterns(found))) == len(found)
    assert ((found.corners >= box[::2]) & (found.corners <= box[1::2])).all()


@given(networks(), boxes, st.booleans())
def test_on_each_polygon_the_map_is_f_and_the_pattern_is_that_of_the_forward_pass(network, box, floating):
    """On each polygon, map and pattern are those of the network."""
    network, tolerance = (_floating(network), 1e-12) if floating else (network, 0)
    found = regions(network, box)
    insides = np.stack([found.inside(r) for r in range(len(found))])
    owner = np.repeat(np.arange(len(found)), np.diff(found.starts))
    passed = network.forward(insides)
    assert (abs(_values(found.maps, insides) - passed.output[:, 0]) <= 1000 * tolerance).all()
    assert (abs(_values(found.maps[owner], found.corners) - network(found.corners)[:, 0]) <= 1000 * tolerance).all()
    for active, z, g in zip(found.active, passed.z[:-1], network.activations, strict=True):
        signs = z > 0 if g.slopes[0] != g.slopes[1] else np.ones_like(active)
        assert ((active == signs) | (abs(z) <= tolerance) & (z != 0)).all()


@given(networks(), boxes)
@example(CROSSED, SQUARE)
def test_floating_point_finds_the_exact_regions(network, box):
    """The regions, maps and zero levels in floats are the exact ones, rounded."""
    true, fast = regions(network, box), regions(_floating(network), box)
    assert (len(fast), fast.corners.dtype, fast.maps.dtype) == (len(true), np.float64, np.float64)
    order = [_patterns(fast).index(pattern) for pattern in _patterns(true)]
    np.testing.assert_allclose(fast.maps[order], true.maps.astype(float), rtol=1e-12, atol=1e-12)
    for r, same in enumerate(order):
        assert abs(_area(fast.polygon(same)) - float(_area(true.polygon(r)))) < 1e-12
    assert {order[r] for r in true.flat()} == set(fast.flat())
    assert len(fast.zero_level()) == len(true.zero_level())


@given(networks(), st.lists(st.tuples(st.integers(-40, 40), st.integers(-40, 40)), min_size=2, max_size=8))
def test_the_zero_level_separates_the_signs_of_f(network, points):
    """The zero level separates the signs of f, each segment once and without a gap."""
    found = regions(network, (-2, 2, -2, 2))
    level, xs = found.zero_level(), exact(points) * Fraction(1, 20)
    assert len({frozenset(map(tuple, segment)) for segment in level}) == len(level)
    for share in (0, Fraction(1, 3), 1):
        assert not network(level[:, 0] + share * (level[:, 1] - level[:, 0])).any()
    for (p, f_p), (q, f_q) in pairwise(zip(xs, network(xs)[:, 0], strict=True)):
        if f_p * f_q < 0:
            assert any(_meet(p, q, a, b) for a, b in level)
    assert list(found.flat()) == [r for r in range(len(found)) if not network(found.polygon(r)).any()]


@BOTH
@pytest.mark.parametrize(
    ("layers", "name", "level", "flat"),
    [
        ([[(1, 0, 0), (-1, 0, 0)], [(1, 1, 0)]], "relu", {((0, -1), (0, 1))}, 0),  # |x|: touches 0, does not cross
        ([[(1, 0, 0)], [(1, 0)]], "relu", {((0, -1), (0, 1))}, 1),  # flat where x < 0
        ([[(1, 0, 0), (2, 0, 0)], [(2, -1, 0)]], "relu", set(), 2),  # f = 0: flat everywhere
        ([[(2, 0, 1)], [(1, 0)]], "leaky_relu", {((-0.5, -1), (-0.5, 1))}, 0),  # crosses on the edge of two regions
        ([[(1, 1, 0)]], "identity", {((-1, 1), (1, -1))}, 0),  # no hidden layer: crosses inside a region
        ([[(0, 1, 1)], [(1, 0)]], "relu", {((-1, -1), (1, -1))}, 0),  # 0 only along the box's edge
    ],
)
def test_known_zero_levels(layers, name, level, flat, convert):
    """The zero levels of small networks are those drawn by hand, edges with f = 0 included."""
    found = regions(convert(_network(layers, name)), SQUARE)
    assert {tuple(sorted(map(tuple, segment.astype(float)))) for segment in found.zero_level()} == level
    assert (len(found.zero_level()), len(found.flat())) == (len(level), flat)


@BOTH
def test_what_has_no_regions_is_refused(convert, monkeypatch):
    """Networks without regions, empty boxes and too many regions are refused."""
    cross = convert(_lines((1, 0, 0), (0, 1, 0)))
    for box in ((1, 1, 0, 1), (0, 1, 2, 1), (0, float("inf"), 0, 1), (0, 1, float("nan"), 1)):
        with pytest.raises(ValueError, match="box with x0 < x1"):
            regions(cross, box)
    for layers in ([[(1, 0)], [(1, 0)]], [[(1, 0, 0)], [(1, 0), (1, 0)]], [[(1, 0, 0, 0)], [(1, 0)]]):
        with pytest.raises(ValueError, match="two inputs and one output"):
            regions(convert(_network(layers)), SQUARE)
    with pytest.raises(ValueError, match="no regions of f with tanh"):
        regions(Network(cross.weights, cross.biases, ACTIVATIONS["tanh"]), SQUARE)
    monkeypatch.setattr(module, "LIMIT", len(regions(cross, SQUARE)) - 1)
    with pytest.raises(ValueError, match="more than 3 linear regions"):
        regions(cross, SQUARE)
