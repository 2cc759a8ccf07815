"""The network lab as a whole: lamps, formula, and readings of labs that are written or turned alike."""

from fractions import Fraction
from itertools import pairwise

import pytest
from by_hand import evaluate
from hypothesis import given
from hypothesis import strategies as st
from network_labs import (
    D9,
    A,
    B,
    deep_labs,
    forward,
    halves,
    network_lab,
    relu_labs,
    xs,
)
from profiles import examples
from readings import STORE, measure, read, read_at

from tutor.expression import UndefinedError
from tutor.lab import measures_at, start_settings
from tutor.labs.network import NetworkLab
from tutor.rational import show


def test_known_values():
    """The networks of the lessons have the values, losses and gradients that were worked out on paper."""
    a, b = read(network_lab(A, data=D9)), read(network_lab(B))
    assert [measure(a, "f", x) for x in (-4, -1, 4, 12, -12)] == [12, 18, 28, 46, 0]
    assert [measure(b, "f", x) for x in (-4, -2, -1, 0, 4)] == [3, 1, 0, 1, 5]
    assert measure(a, "loss") == Fraction(2989, 9)
    assert [measure(a, f"dL_dw{i}") for i in range(3)] == [0, Fraction(200, 9), Fraction(200, 9)]
    assert [measure(a, f"dL_db{i}") for i in range(3)] == [0, Fraction(106, 3), Fraction(106, 3)]
    assert [measure(a, f"dL_dv{i}") for i in range(3)] == [0, Fraction(3380, 9), Fraction(3380, 9)]
    assert measure(a, "dL_dc") == Fraction(106, 3)
    assert [a.lamps[i].lit for i in range(3)] == [True, True, False]
    assert [b.lamps[i].lit for i in range(2)] == [False, False]
    assert [lamp.lit for lamp in a.lamps[3:]] == [False, True, True]
    assert a.formula[1] == "on [−4, 4]: f(x) = 2x + 20"
    assert b.formula[1] == "on [−4, 4]: f(x) = −x − 1 up to x = −1, then x + 1"


@given(lab=relu_labs())
def test_the_lamps_agree_with_the_measures(lab):
    """Lamps and measures give the same verdicts."""
    reading = read(lab)
    lamps = {lamp.label: lamp for lamp in reading.lamps}
    low, high = map(show, lab.range)
    assert lamps["linear on the data"].lit == measure(reading, "linear_on_data")
    assert lamps[f"linear on [{low}, {high}]"].lit == measure(reading, "linear_on_range")
    assert lamps["linear everywhere"].lit == measure(reading, "linear_everywhere")
    assert sum(not lamps[f"unit {i}"].lit for i in range(len(lab.w))) == measure(reading, "dead")
    assert len(lamps) == 3 + len(lab.w)
    assert all(lamp.reason for lamp in lamps.values())


@examples(0.6)
@given(lab=deep_labs())
def test_the_lamp_of_every_unit_in_every_layer(lab):
    """Every unit of every layer has a lamp; one that leaks is never dead."""
    reading = read(lab)
    lamps = {lamp.case: lamp for lamp in reading.lamps if lamp.subject == "unit"}
    on_rows = [forward(lab, reading.facts.settings, x)[0] for x in lab.data.x]
    assert list(lamps) == [name[1:] for name in on_rows[0] if name[0] == "z"]
    for name, lamp in lamps.items():
        active = sum(row[f"z{name}"] > 0 for row in on_rows)
        assert lamp.lit == (lab.activation != "relu" or active > 0)
        assert "dead" not in lamp.reason.replace("never dead", "") or not lamp.lit
        assert lamp.condition == ("active on a row" if lab.activation == "relu" else "never dead")
        if lab.activation != "identity":
            assert reading.measures[f"active{name}"].read() == active
    assert reading.measures["dead"].read() == sum(not lamp.lit for lamp in lamps.values())


@examples(0.6)
@given(lab=deep_labs())
def test_without_data_a_unit_that_leaks_is_alive_on_any_range(lab):
    """Without data a unit is alive if an x of the range activates it, or if it leaks."""
    lab = lab.model_copy(update={"data": None, "rate": None})
    reading = read(lab)
    inside = [p.x for p in reading.facts.on_range.inside]
    ends = [lab.range[0], *inside, lab.range[1]]
    tried = [forward(lab, reading.facts.settings, x)[0] for x in (*ends, *((a + b) / 2 for a, b in pairwise(ends)))]
    for lamp in (lamp for lamp in reading.lamps if lamp.subject == "unit"):
        active = any(row[f"z{lamp.case}"] > 0 for row in tried)
        assert lamp.lit == (lab.activation != "relu" or active)
        assert lamp.condition == ("active somewhere" if lab.activation == "relu" else "never dead")


def test_without_data_there_is_nothing_to_say_about_data():
    """A lab without rows has no measure and no lamp about data."""
    reading = read(network_lab(A))
    assert not {"loss", "dead", "rows", "linear_on_data", "dL_dc", "active0", "dead_after"} & set(reading.measures)
    assert [lamp.label for lamp in reading.lamps][:2] == ["linear on [−4, 4]", "linear everywhere"]
    assert [lamp.reason for lamp in reading.lamps][2:] == ["dead on the range", *["active somewhere on the range"] * 2]
    assert [lamp.lit for lamp in reading.lamps][2:] == [False, True, True]


@examples(0.6)
@given(lab=relu_labs(), turned=st.sampled_from(["w0", "b0", "v0", "c", "x0"]), value=halves)
def test_a_turned_knob_is_read_as_if_the_lab_were_written_so(lab, turned, value):
    """Turning a knob gives the reading of a lab that is written with that number."""
    reading = read(lab, **{turned: value})
    letter = turned[0]
    if letter == "c":
        written = lab.model_copy(update={"c": value})
    elif letter == "x":
        data = lab.data.model_copy(update={"x": (value, *lab.data.x[1:])})
        written = lab.model_copy(update={"data": data})
    else:
        written = lab.model_copy(update={letter: (value, *getattr(lab, letter)[1:])})
    for name, expected_measure in read(NetworkLab.model_validate(written.model_dump())).measures.items():
        arguments = [Fraction(1, 7)] * expected_measure.takes
        try:
            expected = expected_measure.read(*arguments)
        except UndefinedError:
            with pytest.raises(UndefinedError):
                reading.measures[name].read(*arguments)
        else:
            assert reading.measures[name].read(*arguments) == expected
    assert measures_at(lab, reading.facts.settings, STORE)["edits"].read() == (start_settings(lab)[turned] != value)


DATA = {"x": [1, 2], "y": [0, "1/2"]}


OWN_VIEWS = ["sum", "rows", "gradients"]


@examples(0.4)
@given(own=st.integers(0, 3), rows=st.lists(st.tuples(halves, halves), min_size=3, max_size=3))
def test_own_rows_count_like_rows_of_the_lesson_and_the_others_not_at_all(own, rows):
    """Own rows that count change a reading as rows of the lesson would; the others change nothing."""
    lab = network_lab(A, data=DATA, own_rows=3, show=OWN_VIEWS)
    placed = {f"{letter}{j + 2}": value for j, row in enumerate(rows) for letter, value in zip("xy", row, strict=True)}
    reading = read_at(lab, {**start_settings(lab), **placed, "own": Fraction(own)})
    x, y = zip(*rows[:own], strict=True) if own else ((), ())
    plain = network_lab(A, data={"x": [*DATA["x"], *x], "y": [*DATA["y"], *y]}, show=OWN_VIEWS)
    expected = read_at(plain, start_settings(plain))
    for name, found in expected.measures.items():
        if not found.takes:
            assert measure(reading, name) == found.read()
    assert reading.lamps == expected.lamps
    for view in ("rows", "gradients"):
        assert reading.figure(view) == expected.figure(view)
    points = {each.label: each for each in reading.figure("sum").points}
    assert points["data"].points == ((1, 0), (2, Fraction(1, 2)))
    assert [*(points["your rows"].points if own else ())] == rows[:own]
    assert ("your rows" in points) == (own > 0)


@examples(0.6)
@given(lab=deep_labs(), x=xs)
def test_the_formula_is_the_network(lab, x):
    """The formula, evaluated, gives f(x)."""
    reading, names = read(lab), {"x": x}
    *units, sum_of_units = reading.formula[: len(lab.then) + 2 if lab.then else 1]
    for name, text in (part.split(" = ") for line in units for part in line.split("; ")):
        names[name] = evaluate(text, **names)
    assert evaluate(sum_of_units.removeprefix("f(x) = "), **names) == forward(lab, reading.facts.settings, x)[1]


def test_two_slopes_that_round_to_the_same_text_are_still_two_pieces():
    """Pieces whose formulas only look alike are told apart."""
    reading = read(network_lab({"w": [1, -1], "b": [0, 0], "v": ["1000001003/3000000000", "-1000001/3000000"]}))
    assert measure(reading, "bends") == 1
    assert "up to x = 0, then" in reading.formula[1]


def test_the_identity_of_x_alone_is_written_as_x():
    """The straight line x reads f(x) = x, without brackets."""
    lab = NetworkLab(activation="identity", w=[1], b=[0], v=[1], range=(-4, 4))
    assert read_at(lab, start_settings(lab)).formula[0] == "f(x) = x"


def test_with_the_identity_no_knob_bends_the_line():
    """A network of identity units is linear everywhere."""
    reading = read(NetworkLab(activation="identity", w=[1, 1, 1], b=[-10, 10, 10], v=[1, 1, 1], range=(-4, 4)))
    assert reading.formula[:2] == ("f(x) = (x − 10) + (x + 10) + (x + 10)", "on [−4, 4]: f(x) = 3x + 10")
    assert [lamp.lit for lamp in reading.lamps] == [True] * 5
