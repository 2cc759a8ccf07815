"""Pieces, breakpoints and verdicts of linearity against direct evaluation in plain fractions."""

import re
from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from profiles import examples

from tutor.net.activation import ACTIVATIONS
from tutor.net.linearity import chord_deviation, linearity, off_line
from tutor.net.network import Network, exact, one_hidden_layer
from tutor.net.pieces import breakpoints, pieces, value
from tutor.rational import show

SLOPES = {name: row.slopes for name, row in ACTIVATIONS.items()}
GRID = Fraction(1, 12)
"""Networks made of halves up to 2 have all their breakpoints on multiples of this."""

inputs = st.integers(-1008, 1008).map(lambda n: Fraction(n, 84))
on_grid = st.integers(-48, 48).map(lambda n: n * GRID)


def _change_at(f, x):
    """The slope right of x less the slope left of it, from three values; no other breakpoint is within a grid step."""
    h = GRID / 2
    return (f(x + h) - 2 * f(x) + f(x - h)) / h


def _grid(low, high):
    n = int(low / GRID)
    return [k * GRID for k in range(n, int(high / GRID) + 1)]


@st.composite
def intervals(draw, numbers=inputs):
    """Two ends, low < high."""
    low, high = sorted((draw(numbers), draw(numbers)))
    assume(low < high)
    return low, high


@examples(0.6)
@given(data=st.data())
def test_breakpoints_are_where_a_unit_turns_and_say_by_how_much_f_bends(plains_on_a_grid, data):
    """Breakpoints are where a unit switches, with the change of slope that second differences show."""
    plain = data.draw(plains_on_a_grid)
    found = {point.x: point for point in breakpoints(plain.network)}
    assert list(found) == sorted(found)
    assert len(found) == len(breakpoints(plain.network)), "two breakpoints at one x"
    for x in _grid(-4, 4):
        turning = tuple((0, i) for i, (w, _, _) in enumerate(plain.units) if w != 0 and plain.z(i, x) == 0)
        assert (x in found) == bool(turning)
        assert (found[x].change if x in found else 0) == _change_at(plain, x)
        if turning:
            assert found[x].units == turning
            assert len(found[x].changes) == len(turning)


@given(data=st.data())
def test_each_unit_adds_its_own_change(plains_on_a_grid, data):
    """Each unit at a breakpoint has its own change of slope."""
    plain = data.draw(plains_on_a_grid)
    for point in breakpoints(plain.network):
        for (_, unit), change in zip(point.units, point.changes, strict=True):
            alone = type(plain)((plain.units[unit],), Fraction(0))
            assert _change_at(alone, point.x) == change


@given(data=st.data(), interval=intervals())
def test_pieces_cover_the_interval_and_are_f_on_it(plains_of_any_kind, data, interval):
    """Pieces cover the interval, and their formulas are f."""
    plain, (low, high) = data.draw(plains_of_any_kind), interval
    found = pieces(plain.network, low, high)
    assert (found[0].low, found[-1].high) == (low, high)
    for left, right in pairwise(found):
        assert left.high == right.low
    for piece in found:
        assert piece.low < piece.high
        for share in (0, Fraction(1, 3), Fraction(1, 2), Fraction(6, 7), 1):
            x = piece.low + share * (piece.high - piece.low)
            assert piece.slope * x + piece.intercept == plain(x)


@given(data=st.data(), interval=intervals())
def test_the_activation_pattern_is_constant_on_a_piece_and_changes_from_one_to_the_next(plains, data, interval):
    """The activation pattern is constant on a piece, and changes from one piece to the next."""
    plain, (low, high) = data.draw(plains), interval
    patterns = []
    for piece in pieces(plain.network, low, high):
        shares = (Fraction(k, 9) for k in range(1, 9))
        inside = [piece.low + share * (piece.high - piece.low) for share in shares]
        seen = {tuple(plain.z(i, x) > 0 for i in range(len(plain.units))) for x in inside}
        assert len(seen) == 1
        patterns += seen
    for one, next_one in pairwise(patterns):
        assert one != next_one


@given(data=st.data(), distance=st.integers(1, 1000).map(Fraction))
def test_the_outermost_pieces_go_on_for_ever(plains, data, distance):
    """The outermost pieces are f however far out."""
    plain = data.draw(plains)
    found = pieces(plain.network)
    first, last = found[0], found[-1]
    assert first.low is None
    assert last.high is None
    if len(found) == 1:
        xs = [(first, distance), (first, Fraction(0)), (first, -distance)]
    else:
        xs = [(first, first.high), (first, first.high - distance), (last, last.low), (last, last.low + distance)]
    for piece, x in xs:
        assert piece.slope * x + piece.intercept == plain(x)


@given(data=st.data(), interval=intervals())
def test_half_open_intervals_are_parts_of_the_whole(plains, data, interval):
    """The pieces of a half-open interval are those of the whole axis inside it."""
    plain, (low, high) = data.draw(plains), interval
    network = plain.network
    upper, lower = pieces(network, low, None), pieces(network, None, high)
    assert (upper[0].low, upper[-1].high) == (low, None)
    assert (lower[0].low, lower[-1].high) == (None, high)
    for piece in (*upper, *lower):
        start = piece.low if piece.low is not None else (piece.high - 3 if piece.high is not None else Fraction(0))
        end = piece.high if piece.high is not None else start + 3
        for x in (start, (start + end) / 2, end):
            assert piece.slope * x + piece.intercept == plain(x)


@examples(0.6)
@given(data=st.data(), interval=intervals(on_grid))
def test_linear_means_that_every_point_is_on_the_chord(plains_on_a_grid, data, interval):
    """f is linear on a range exactly if all its points lie on the chord, whatever bends at the ends."""
    plain, (low, high) = data.draw(plains_on_a_grid), interval
    slope = (plain(high) - plain(low)) / (high - low)
    off = [x for x in _grid(low, high) if plain(x) != plain(low) + slope * (x - low)]
    verdict = linearity(plain.network, low, high)
    assert verdict.linear == (not off)
    assert [point.x for point in verdict.bends] == [x for x in _grid(low, high)[1:-1] if _change_at(plain, x) != 0]


@examples(0.6)
@given(data=st.data(), interval=intervals(on_grid))
def test_the_deviation_is_the_largest_distance_from_the_chord(plains_on_a_grid, data, interval):
    """The deviation is the largest distance from the chord."""
    plain, (low, high) = data.draw(plains_on_a_grid), interval
    slope = (plain(high) - plain(low)) / (high - low)
    worst = max(abs(plain(x) - plain(low) - slope * (x - low)) for x in _grid(low, high))
    assert chord_deviation(plain.network, low, high) == worst


@examples(0.6)
@given(data=st.data())
def test_linear_everywhere_means_linear_on_every_wide_range(plains_on_a_grid, data):
    """f is linear everywhere exactly if it is linear on every wide range."""
    plain = data.draw(plains_on_a_grid)
    # Numbers up to 2 in steps of 1/2 have all their breakpoints within ±4.
    assert linearity(plain.network).linear == linearity(plain.network, Fraction(-5), Fraction(5)).linear
    assert linearity(plain.network).linear == all(_change_at(plain, x) == 0 for x in _grid(-4, 4))


@examples(0.6)
@given(data=st.data(), interval=intervals(on_grid))
def test_the_reason_names_only_true_things(plains_on_a_grid, data, interval):
    """Whatever a reason states is true."""
    plain, (low, high) = data.draw(plains_on_a_grid), interval
    reason = linearity(plain.network, low, high).reason
    inside = [x for x in _grid(low, high) if low < x < high]
    turning = {
        x: [v for i, (w, _, v) in enumerate(plain.units) if w != 0 and plain.z(i, x) == 0 and v != 0] for x in inside
    }
    bends = [x for x in inside if _change_at(plain, x) != 0]
    if bends:
        assert reason == f"the slope changes by {show(_change_at(plain, bends[0]))} at {show(bends[0])}"
    elif any(turning.values()):
        assert "cancel" in reason
        (at,) = re.findall(r"at (\S+) cancel", reason)
        (said,) = re.findall(r": (.+) = 0", reason)
        terms = said.replace(" − ", " + −").replace("−", "-").split(" + ")
        assert turning[Fraction(at.replace("−", "-"))]
        assert sum(map(Fraction, terms)) == 0
        assert any(map(Fraction, terms))
    else:
        assert reason.startswith("no ")


def test_the_reason_does_not_deny_a_unit_whose_bend_cancels_further_right(plain):
    """Of units that reach the output and cancel, the reason does not say that they do not reach it."""
    network = plain((1, 1, -1), (0, -1, 1), (0, 1, -1)).network
    verdict = linearity(network)
    assert verdict.linear
    assert [(point.x, point.changes) for point in verdict.inside] == [(0, (0,)), (1, (1, -1))]
    assert "cancel" in verdict.reason


def test_the_reason_does_not_deny_a_breakpoint_outside_a_half_open_interval(plain):
    """A breakpoint outside a half-open interval is not denied: the reason speaks of the interval only."""
    bent_at_minus_1 = plain((1,), (1,), (1,)).network
    assert linearity(bent_at_minus_1, Fraction(0), None).linear
    assert "anywhere" not in linearity(bent_at_minus_1, Fraction(0), None).reason
    assert "anywhere" not in linearity(bent_at_minus_1, None, Fraction(-2)).reason


def test_breakpoints_on_the_ends_of_the_range_do_not_bend_it(plain):
    """A range is straight if all bends lie on its ends."""
    network = plain((1, 1), (1, -1), (1, 1)).network
    one = Fraction(1)
    assert linearity(network, -one, one).linear
    assert len(pieces(network, -one, one)) == 1
    assert not linearity(network, -one, one + Fraction(1, 10**30)).linear
    assert not linearity(network, -one - Fraction(1, 10**30), one).linear


def test_known_bends(net_a, net_b):
    """The networks of the first lessons bend where those say."""
    low, high = Fraction(-4), Fraction(4)
    assert linearity(net_a.network, low, high).linear
    assert not linearity(net_a.network).linear
    assert [(p.x, p.units, p.change) for p in breakpoints(net_a.network)] == [
        (-10, ((0, 1), (0, 2)), 2),
        (10, ((0, 0),), 1),
    ]
    assert [(p.slope, p.intercept) for p in pieces(net_a.network, low, high)] == [(2, 20)]
    # B is |x + 1| there: w·x + b = ±(x + 1).
    assert [(p.x, p.units, p.change) for p in breakpoints(net_b.network)] == [
        (-1, ((0, 0), (0, 1)), 2),
        (10, ((0, 2),), 1),
    ]
    assert [(p.slope, p.intercept) for p in pieces(net_b.network, low, high)] == [(-1, -1), (1, 1)]
    assert chord_deviation(net_b.network, low, high) == Fraction(15, 4)


@given(data=st.data())
def test_dead_units_leave_a_constant(plains, data):
    """A network of dead units is a constant."""
    plain = data.draw(plains)
    units = tuple((Fraction(0), -abs(b), v) for _, b, v in plain.units)
    network = type(plain)(units, plain.c).network
    assert breakpoints(network) == ()
    (piece,) = pieces(network)
    assert (piece.slope, piece.intercept) == (0, plain.c)
    assert linearity(network).reason == "no breakpoint anywhere"


@given(data=st.data())
def test_the_identity_has_no_breakpoints(plains, data):
    """A network of identities has no breakpoints."""
    plain = data.draw(plains)
    linear = type(plain)(plain.units, plain.c, "identity").network
    assert breakpoints(linear) == ()
    assert linearity(linear).linear


@given(data=st.data(), x=inputs)
def test_value_is_f(plains_of_any_kind, data, x):
    """f(x) is the number that the formula gives."""
    plain = data.draw(plains_of_any_kind)
    found = value(plain.network, x)
    assert isinstance(found, Fraction)
    assert found == plain(x)


@pytest.mark.parametrize("low", [0, 1])
def test_an_empty_interval_is_refused(net_a, low):
    """A range with low ≥ high is refused."""
    with pytest.raises(ValueError, match="empty interval"):
        pieces(net_a.network, Fraction(low), Fraction(0))


def test_other_networks_are_refused():
    """Networks of other shapes, and activations that are not piecewise linear, are refused."""
    one = [Fraction(1)]
    smooth = [one_hidden_layer(one, one, one, Fraction(0), row) for row in ACTIVATIONS.values() if row.slopes is None]
    zeros = [np.zeros((2, 2)), np.zeros((1, 2)), np.zeros((2, 1)), np.zeros((1, 1))]
    two_inputs = Network((zeros[0], zeros[1]), (np.zeros(2), np.zeros(1)))
    two_outputs = Network((zeros[2], zeros[0]), (np.zeros(2), np.zeros(2)))
    for network in (*smooth, two_inputs, two_outputs):
        for read in (breakpoints, pieces, linearity):
            with pytest.raises(ValueError, match=r"needs one input|not piecewise linear|it jumps"):
                read(network)


@examples(3)
@given(data=st.data(), interval=intervals())
def test_pieces_of_deep_networks_are_f_and_cut_where_the_pattern_changes(deeps_of_any_kind, data, interval):
    """The pieces of a deep network are f, and are cut where the pattern changes."""
    deep, (low, high) = data.draw(deeps_of_any_kind), interval
    found = pieces(deep.network, low, high)
    assert (found[0].low, found[-1].high) == (low, high)
    bending = [SLOPES[name][0] != SLOPES[name][1] for name in deep.names]
    for piece in found:
        for share in (0, Fraction(1, 7), Fraction(1, 2), Fraction(9, 10), 1):
            x = piece.low + share * (piece.high - piece.low)
            assert piece.slope * x + piece.intercept == deep(x)
            each = zip(bending, piece.active, deep.pattern(x), strict=True)
            assert share in {0, 1} or all(
                active == (signs if bends else (True,) * len(signs)) for bends, active, signs in each
            )
    for left, right in pairwise(found):
        assert left.high == right.low
        assert left.active != right.active


@examples(3)
@given(data=st.data())
def test_the_changes_at_a_breakpoint_of_a_deep_network_add_up(deeps_of_any_kind, data):
    """The changes at a breakpoint of a deep network are those of the units that switch, and add up."""
    deep = data.draw(deeps_of_any_kind)
    found = pieces(deep.network)
    for point, (left, right) in zip(breakpoints(deep.network), pairwise(found), strict=True):
        assert point.x == left.high
        assert point.change == right.slope - left.slope
        assert point.units == tuple(
            (layer, unit)
            for layer, (was, now) in enumerate(zip(left.active, right.active, strict=True))
            for unit in range(len(was))
            if was[unit] != now[unit]
        )


@examples(1)
@given(data=st.data())
def test_a_unit_that_switches_alone_changes_the_slope_as_if_it_alone_were_cut(deeps_of_any_kind, data):
    """A deep unit's own change is the one that f shows if only this unit switches."""
    deep = data.draw(deeps_of_any_kind)
    for point in breakpoints(deep.network):
        layers = {layer for layer, _ in point.units}
        if len(layers) > 1 or {*deep.names} != {"relu"}:
            continue  # across layers the changes depend on the order
        h = Fraction(1, 10**9)
        (layer,) = layers
        for (_, unit), change in zip(point.units, point.changes, strict=True):
            dead = tuple((tuple(Fraction(0) for _ in w), Fraction(-1)) for w, _ in deep.layers[layer])
            others = list(deep.layers)
            others[layer] = tuple(dead[i] if i == unit else row for i, row in enumerate(deep.layers[layer]))
            without = type(deep)(tuple(others), deep.names)
            if without.pattern(point.x + h)[layer + 1 :] != deep.pattern(point.x + h)[layer + 1 :]:
                continue
            if without.pattern(point.x - h)[layer + 1 :] != deep.pattern(point.x - h)[layer + 1 :]:
                continue
            second = [f(point.x + h) - 2 * f(point.x) + f(point.x - h) for f in (deep, without)]
            assert change == (second[0] - second[1]) / h


def test_depth_past_counting_is_refused(monkeypatch):
    """A network with too many pieces is refused at once."""
    monkeypatch.setattr("tutor.net.pieces.MOST_PIECES", 2_000)
    two, fold = exact([[1], [1]]), exact([[2, -4], [2, -4]])
    bias = exact([0, Fraction(-1, 2)])
    tent = Network((two, *[fold] * 29, exact([[2, -4]])), (*[bias] * 30, exact([0])))
    with pytest.raises(ValueError, match="pieces"):
        pieces(tent, Fraction(0), Fraction(1))


coordinates = st.integers(-3, 3).map(Fraction)


def _collinear(points):
    return all(
        (b[0] - a[0]) * (c[1] - a[1]) == (c[0] - a[0]) * (b[1] - a[1]) for a, b, c in combinations(points, 3)
    ) and not any(a[0] == b[0] and a[1] != b[1] for a, b in combinations(points, 2))


@given(points=st.lists(st.tuples(coordinates, coordinates), max_size=6))
def test_off_line_finds_a_point_exactly_when_no_line_goes_through_all(points):
    """`off_line` finds a point exactly when no line goes through all."""
    found = off_line(points)
    assert (found is None) == _collinear(points)
    assert found is None or found in points


@given(
    xs=st.lists(coordinates, min_size=2, max_size=6, unique=True), m=coordinates, k=coordinates, shuffle=st.randoms()
)
def test_off_line_names_the_one_point_that_was_moved(xs, m, k, shuffle):
    """`off_line` finds the one point that was moved off the line."""
    points = [(x, m * x + k) for x in sorted(xs)]
    shuffled = list(points)
    shuffle.shuffle(shuffled)
    assert off_line(shuffled) is None
    if len(points) > 2:
        moved = (points[1][0], points[1][1] + 1)
        assert off_line([moved if point == points[1] else point for point in shuffled]) == moved


@given(data=st.data(), xs=st.lists(inputs, min_size=1, max_size=6))
def test_linear_on_a_range_implies_linear_on_data_inside_it(plains, data, xs):
    """f that is linear on a range is linear on data inside it."""
    plain = data.draw(plains)
    low, high = min(xs) - 1, max(xs) + 1
    if linearity(plain.network, low, high).linear:
        outputs = plain.network(exact([[x] for x in xs]))[:, 0]
        assert off_line(list(zip(xs, outputs, strict=True))) is None
