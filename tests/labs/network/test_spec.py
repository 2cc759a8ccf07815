"""The network lab's handles on breakpoints, rows of the learner's own, and a second network beside."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from readings import STORE, read_at

from tutor.expression import UndefinedError
from tutor.lab import KnobError, measures_at, start_settings, turn_all
from tutor.labs.network import NetworkLab
from tutor.rational import show

A = {"w": [1, 1, 1], "b": [-10, 10, 10], "v": [1, 1, 1], "range": (-4, 4)}
halves = st.integers(-8, 8).map(lambda n: Fraction(n, 2))
HANDLES = ("breakpoint0", "breakpoint2", "w0", "b0", "b2")


@given(
    turns=st.lists(st.tuples(st.sampled_from([*HANDLES, "w1", "b1", "v0", "c"]), halves), max_size=6),
    w=st.tuples(halves, halves, halves),
    b=st.tuples(halves, halves, halves),
)
def test_a_breakpoint_that_is_turned_takes_the_bias_along(turns, w, b):
    """Failing means that the handle and the curve come apart, or that a turn changes an unrelated number."""
    lab = NetworkLab(**{**A, "w": w, "b": b}, knobs=HANDLES)
    now = start_settings(lab)
    for name, value in turns:
        before, now = now, lab.turn(now, name, value)
        i = name[-1]
        moved = {name} | ({f"b{i}", f"breakpoint{i}"} if now.get(f"w{i}") and name[0] == "b" else set())
        moved |= {f"breakpoint{i}"} if name[0] == "w" and value else set()
        assert {each for each in now if now[each] != before[each]} <= moved
        assert now[name] == value
        for unit in "02":
            if now[f"w{unit}"]:
                assert now[f"w{unit}"] * now[f"breakpoint{unit}"] + now[f"b{unit}"] == 0
        reading = read_at(lab, now)
        for unit in "012":
            if now[f"w{unit}"] == 0:
                with pytest.raises(UndefinedError):
                    reading.measures[f"breakpoint{unit}"].read()
            else:
                assert now[f"w{unit}"] * reading.measures[f"breakpoint{unit}"].read() + now[f"b{unit}"] == 0


def test_a_level_unit_keeps_its_handle_and_its_bias():
    """Failing means that a learner who passes w = 0 loses the breakpoint, or the height of the level unit."""
    lab = NetworkLab(w=[2], b=[-6], v=[1], range=(-4, 4), knobs=["breakpoint0", "w0"])
    level = turn_all(lab, start_settings(lab), {"w0": Fraction(0)})
    assert (level["breakpoint0"], level["b0"]) == (3, -6)
    moved = lab.turn(level, "breakpoint0", Fraction(1))
    assert (moved["breakpoint0"], moved["b0"]) == (1, -6)
    assert lab.turn(moved, "w0", Fraction(-3))["breakpoint0"] == -2


def test_a_handle_is_there_only_where_it_is_named():
    """Failing means that lessons without handles have more knobs than before, or that a handle is a second edit."""
    assert "breakpoint0" not in start_settings(NetworkLab(**A))
    assert NetworkLab(**A).derived == {""}
    lab = NetworkLab(**A, knobs=["breakpoint1"], bounds={"breakpoint": {"low": -20, "high": 20}})
    knobs = {knob.name: knob for knob in lab.all_knobs}
    assert {name for name in knobs if name.startswith("breakpoint")} == {"breakpoint1"}
    assert (knobs["breakpoint1"].start, knobs["breakpoint1"].high) == (-10, 20)
    now = lab.turn(start_settings(lab), "breakpoint1", Fraction(1))
    assert measures_at(lab, now, STORE)["edits"].read() == 1
    assert read_at(lab, now).formula[0] == "f(x) = max(0, x − 10) + max(0, x − 1) + max(0, x + 10)"


DATA = {"x": [1, 2], "y": [0, "1/2"]}
VIEWS = ["sum", "rows", "gradients"]


@settings(max_examples=40)
@given(own=st.integers(0, 3), rows=st.lists(st.tuples(halves, halves), min_size=3, max_size=3))
def test_own_rows_count_like_rows_of_the_lesson_and_the_others_not_at_all(own, rows):
    """Failing means that a row which the learner has not added yet moves the loss, or one that was added does not."""
    lab = NetworkLab(**A, data=DATA, own_rows=3, show=VIEWS)
    placed = {f"{letter}{j + 2}": value for j, row in enumerate(rows) for letter, value in zip("xy", row, strict=True)}
    reading = read_at(lab, {**start_settings(lab), **placed, "own": Fraction(own)})
    x, y = zip(*rows[:own], strict=True) if own else ((), ())
    plain = NetworkLab(**A, data={"x": [*DATA["x"], *x], "y": [*DATA["y"], *y]}, show=VIEWS)
    expected = read_at(plain, start_settings(plain))
    for name, measure in expected.measures.items():
        if not measure.takes:
            assert reading.measures[name].read() == measure.read()
    assert reading.lamps == expected.lamps
    for view in ("rows", "gradients"):
        assert reading.figure(view) == expected.figure(view)
    points = {each.label: each for each in reading.figure("sum").points}
    assert points["data"].points == ((1, 0), (2, Fraction(1, 2)))
    assert [*(points["your rows"].points if own else ())] == rows[:own]
    assert ("your rows" in points) == (own > 0)


def test_the_knobs_of_own_rows():
    """Failing means that a label of the lesson can be turned, or half a row added."""
    lab = NetworkLab(**A, data=DATA, own_rows=2, knobs=["own", "x2", "y3"], bounds={"y": {"low": 0, "high": 5}})
    knobs = {knob.name: knob for knob in lab.all_knobs}
    assert [name for name in knobs if name[0] in "xyo"] == ["x0", "x1", "x2", "y2", "x3", "y3", "own"]
    assert (knobs["own"].low, knobs["own"].high, knobs["own"].start) == (0, 2, 0)
    assert (knobs["y3"].low, knobs["y3"].high) == (0, 5)
    assert knobs["own"].typed("2") == 2
    for wrong in ("1/2", "3", "-1"):
        with pytest.raises(KnobError):
            knobs["own"].typed(wrong)


def _apart(one, other, low, high):
    """All breakpoints lie on multiples of 1/12: so the largest difference does, or at an end."""
    grid = {low, high, *(Fraction(n, 12) for n in range(int(low * 12), int(high * 12) + 1))}
    return max(abs(one(x) - other(x)) for x in grid if low <= x <= high)


small = st.integers(-4, 4).map(lambda n: Fraction(n, 2))


@settings(max_examples=60)
@given(
    one=st.lists(st.tuples(small, small, small), min_size=1, max_size=3),
    other=st.lists(st.tuples(small, small, small), min_size=1, max_size=3),
    c=small,
    kind=st.sampled_from(["relu", "identity", "leaky_relu"]),
    ends=st.lists(st.integers(-9, 9).map(lambda n: Fraction(n, 3)), min_size=2, max_size=2, unique=True),
)
def test_how_far_two_networks_are_apart(one, other, c, kind, ends):
    """Failing means that two networks count as the same which are not, or the other way round."""
    leak = {"relu": Fraction(0), "identity": Fraction(1), "leaky_relu": Fraction(1, 100)}[kind]

    def function(units, c):
        return lambda x: c + sum(v * max(w * x + b, leak * (w * x + b)) for w, b, v in units)

    f, g = function(one, Fraction(0)), function(other, c)
    keys = [dict(zip("wbv", zip(*units, strict=True), strict=True)) for units in (one, other)]
    beside = {**keys[1], "c": c, "label": "the other"}
    lab = NetworkLab(**keys[0], activation=kind, range=sorted(ends), beside=beside)
    reading = read_at(lab, start_settings(lab))
    low, high = lab.range
    assert reading.measures["apart"].read() == _apart(f, g, low, high)
    plot = reading.figure("sum")
    curve = next(curve for curve in plot.curves if curve.label == "the other")
    assert (curve.role, curve.symbol) == ("after", "-")
    assert all(y == g(x) == reading.measures["g"].read(x) for x, y in curve.points)
    assert plot.y.low <= min(y for _, y in curve.points) <= max(y for _, y in curve.points) <= plot.y.high
    assert ("the same as the other" in plot.text) == (reading.apart == 0)
    rows = [[Fraction(cell.replace("−", "-")) for cell in row] for row in plot.numbers.rows if "≈" not in str(row)]
    turns = {-b / w for w, b, _ in (*one, *other) if w and kind != "identity"}
    assert [row[0] for row in plot.numbers.rows] == [
        show(x) for x in sorted({low, *(x for x in turns if low < x < high)})
    ]
    for start, end, slope, *heights in rows:
        assert heights == [f(start), f(end), g(start), g(end)]
        assert slope * (end - start) == f(end) - f(start)


def test_the_other_network_does_not_change():
    """Failing means that the curve to be met moves with the knobs."""
    lab = NetworkLab(**A, beside={"w": [2], "b": [1], "v": [3]})
    readings = [read_at(lab, start_settings(lab)), read_at(lab, {**start_settings(lab), "w0": Fraction(5)})]
    assert [reading.measures["g"].read(Fraction(1)) for reading in readings] == [9, 9]
    assert readings[0].formula[-1] == "g(x) = 3·max(0, 2x + 1)"
    assert lab.stated >= {2, 3}


@pytest.mark.parametrize(
    "wrong",
    [
        {"knobs": ["breakpoint3"]},
        {"bounds": {"breakpoint0": {}}},
        {"own_rows": 1},
        {"own_rows": 6, "data": DATA},
        {"own_rows": -1, "data": DATA},
        {"own_rows": 1, "data": DATA, "knobs": ["y1"]},
        {"own_rows": 1, "data": DATA, "knobs": ["x3"]},
        {"own_rows": 1, "data": DATA, "bounds": {"own": {}}},
        {"data": DATA, "knobs": ["own"]},
        {"beside": {"w": [1], "b": [1, 2], "v": [1]}},
        {"beside": {"w": [1], "b": [1], "v": []}},
        {"beside": {"w": [1], "b": [1], "v": [1], "label": ""}},
        {"beside": {"w": [1], "b": [1], "v": [1]}, "data": DATA, "rate": "1/10"},
    ],
    ids=str,
)
def test_options_that_cannot_be_are_refused(wrong):
    """Failing means that a slip in a lesson shows up only when a learner gets there."""
    with pytest.raises(ValidationError):
        NetworkLab(**A, **wrong)
