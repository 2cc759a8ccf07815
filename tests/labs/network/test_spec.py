"""What a lesson may state of the network lab, and which knobs come of it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_labs import (
    A,
    halves,
    network_lab,
)
from pydantic import ValidationError
from readings import STORE, read_at

from tutor.expression import UndefinedError
from tutor.lab import KnobError, measures_at, start_settings, turn_all, turnable
from tutor.labs.network import NetworkLab
from tutor.schema import Bounds


def test_the_knobs_are_the_numbers_of_the_lab_within_their_bounds():
    """Each number is a knob, with the bounds given for its name, or else for its letter."""
    bounds = {"w": Bounds(low=-2, high=2), "w1": Bounds(low=0, high=1), "rate": Bounds(low=0, high=1, fine="1/100")}
    lab = network_lab({"w": [1, 1], "b": [0, 0], "v": [1, 1]}, data={"x": [1], "y": [0]}, rate="1/10", bounds=bounds)
    knobs = {knob.name: knob for knob in lab.all_knobs}
    assert list(knobs) == ["w0", "w1", "b0", "b1", "v0", "v1", "c", "x0", "rate"]
    assert (knobs["w0"].low, knobs["w0"].high) == (-2, 2)
    assert (knobs["w1"].low, knobs["w1"].high) == (0, 1)
    assert (knobs["b0"].low, knobs["b0"].high) == (-12, 12)
    assert (knobs["rate"].start, knobs["rate"].fine) == (Fraction(1, 10), Fraction(1, 100))
    assert [knob.name for knob in turnable(network_lab(A, knobs=("b2", "c")))] == ["b2", "c"]
    assert network_lab(A, axis=(-12, 12), data={"x": [7], "y": [33]}).stated >= {-10, 10, 1, 0, -4, 4, -12, 12, 7, 33}


def test_the_knobs_of_every_layer():
    """Weights and biases between two layers are knobs, named as in the course."""
    lab = NetworkLab(
        w=[1, 1],
        b=[0, 0],
        then=[{"w": [[1, -1], [2, -2]], "b": [3, 4]}],
        v=[1, 1],
        range=(-1, 1),
        bounds={"w": {"low": -3, "high": 3}},
    )
    knobs = {knob.name: knob for knob in lab.all_knobs}
    first, second = ["w1_0_0", "w1_1_0", "b1_0", "b1_1"], ["w2_0_0", "w2_0_1", "w2_1_0", "w2_1_1", "b2_0", "b2_1"]
    assert list(knobs) == [*first, *second, "v0", "v1", "c"]
    assert (knobs["w2_1_1"].start, knobs["w2_1_1"].high, knobs["b2_1"].start) == (-2, 3, 4)


HANDLES = ("breakpoint0", "breakpoint2", "w0", "b0", "b2")


DATA = {"x": [1, 2], "y": [0, "1/2"]}


@given(
    turns=st.lists(st.tuples(st.sampled_from([*HANDLES, "w1", "b1", "v0", "c"]), halves), max_size=6),
    w=st.tuples(halves, halves, halves),
    b=st.tuples(halves, halves, halves),
)
def test_a_breakpoint_that_is_turned_takes_the_bias_along(turns, w, b):
    """After any turns breakpoint, weight and bias of a unit agree, and nothing else has changed."""
    lab = network_lab({**A, "w": w, "b": b}, knobs=HANDLES)
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
    """A unit that passes w = 0 keeps its breakpoint and its bias."""
    lab = NetworkLab(w=[2], b=[-6], v=[1], range=(-4, 4), knobs=["breakpoint0", "w0"])
    level = turn_all(lab, start_settings(lab), {"w0": Fraction(0)})
    assert (level["breakpoint0"], level["b0"]) == (3, -6)
    moved = lab.turn(level, "breakpoint0", Fraction(1))
    assert (moved["breakpoint0"], moved["b0"]) == (1, -6)
    assert lab.turn(moved, "w0", Fraction(-3))["breakpoint0"] == -2


def test_a_handle_is_there_only_where_it_is_named():
    """A breakpoint is a knob only where `knobs` names it, and turning it is one edit."""
    assert "breakpoint0" not in start_settings(network_lab(A))
    assert network_lab(A).derived == {""}
    lab = network_lab(A, knobs=["breakpoint1"], bounds={"breakpoint": {"low": -20, "high": 20}})
    knobs = {knob.name: knob for knob in lab.all_knobs}
    assert {name for name in knobs if name.startswith("breakpoint")} == {"breakpoint1"}
    assert (knobs["breakpoint1"].start, knobs["breakpoint1"].high) == (-10, 20)
    now = lab.turn(start_settings(lab), "breakpoint1", Fraction(1))
    assert measures_at(lab, now, STORE)["edits"].read() == 1
    assert read_at(lab, now).formula[0] == "f(x) = max(0, x − 10) + max(0, x − 1) + max(0, x + 10)"


def test_the_knobs_of_own_rows():
    """The numbers of own rows are knobs, their count is a choice, and labels of the lesson stay."""
    lab = network_lab(A, data=DATA, own_rows=2, knobs=["own", "x2", "y3"], bounds={"y": {"low": 0, "high": 5}})
    knobs = {knob.name: knob for knob in lab.all_knobs}
    assert [name for name in knobs if name[0] in "xyo"] == ["x0", "x1", "x2", "y2", "x3", "y3", "own"]
    assert (knobs["own"].low, knobs["own"].high, knobs["own"].start) == (0, 2, 0)
    assert (knobs["y3"].low, knobs["y3"].high) == (0, 5)
    assert knobs["own"].typed("2") == 2
    for wrong in ("1/2", "3", "-1"):
        with pytest.raises(KnobError):
            knobs["own"].typed(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"w": []},
        {"w": [1] * 11, "b": [1] * 11, "v": [1] * 11},
        {"b": [1, 1]},
        {"v": [1, 1, 1, 1]},
        {"range": (4, -4)},
        {"range": (4, 4)},
        {"axis": (0, 0)},
        {"y_axis": (1, 0)},
        {"data": {"x": [], "y": []}},
        {"data": {"x": [1, 2], "y": [1]}},
        {"show": ["rows"]},
        {"show": ["gradients"]},
        {"show": ["graph"]},
        {"show": []},
        {"rate": "1/10"},
        {"knobs": ["b3"]},
        {"knobs": ["x0"]},
        {"bounds": {"q": {}}},
        {"bounds": {"b": {"fine": 0}}},
        {"c": float("nan")},
        {"c": "1/0"},
        {"c": "1e400"},
        {"c": None},
        {"colour": "red"},
    ],
    ids=str,
)
def test_a_lab_that_cannot_be_is_refused(wrong):
    """A slip in a lesson is a ValidationError, which the reader of lessons reports."""
    with pytest.raises(ValidationError):
        network_lab(A, **wrong)


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
    """A slip in a lesson is a ValidationError, which the reader of lessons reports."""
    with pytest.raises(ValidationError):
        network_lab(A, **wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"activation": "tanh"},
        {"then": [{"w": [[1]], "b": [0]}], "v": [1]},
        {"then": [{"w": [[1, 1, 1]], "b": [0]}], "v": [1]},
        {"then": [{"w": [[1, 1]], "b": [0, 0]}]},
        {"then": [{"w": [], "b": []}]},
        {"then": [{"w": [[1, 1]] * 5, "b": [0] * 5}], "v": [1] * 5},
        {"then": [{"w": [[1, 1]], "b": [0]}, {"w": [[1]], "b": [0]}, *[{"w": [[1]], "b": [0]}] * 2], "v": [1]},
        {"then": [{"w": [[1, 1]], "b": [0]}, {"w": [[1, 1]], "b": [0]}], "v": [1]},
        {"then": [{"w": [[1, 1]], "b": [0]}], "v": [1, 1]},
        {"then": [{"w": [[1, 1]], "b": [0]}], "v": [1], "knobs": ["w2_1_0"]},
        {"then": [{"w": [[1, 1]], "b": [0]}], "v": [1], "knobs": ["w2_0"]},
        {"then": [{"w": [[1, 1]], "b": [0]}], "v": [1], "knobs": ["breakpoint2_0"]},
    ],
    ids=str,
)
def test_layers_that_do_not_fit_are_refused(wrong):
    """Layers whose sizes do not fit, and more or wider layers than can be analysed quickly, are refused."""
    with pytest.raises(ValidationError):
        NetworkLab(**{"w": [1, 1], "b": [0, 0], "v": [1, 1], "range": (-1, 1), **wrong})


def test_a_row_of_weights_that_does_not_fit_is_named():
    """The message names the layer and the unit whose row of weights is too short."""
    with pytest.raises(ValidationError, match="layer 3: unit 1 has 1 weights for 2 units before it"):
        NetworkLab(
            w=[1],
            b=[0],
            then=[{"w": [[1], [1]], "b": [0, 0]}, {"w": [[1, 1], [1]], "b": [0, 0]}],
            v=[1, 1],
            range=(-1, 1),
        )


def test_a_huge_number_in_a_lesson_is_read_or_refused():
    """A number of 400 digits is read, or is a ValidationError."""
    try:
        lab = network_lab(A, c=10**400)
    except ValidationError:
        return
    assert lab.c == 10**400


def test_a_misspelt_knob_gets_a_suggestion():
    """The message about an unknown knob names the one that is most alike."""
    with pytest.raises(ValidationError, match="did you mean b1"):
        network_lab(A, knobs=["b_1"])
