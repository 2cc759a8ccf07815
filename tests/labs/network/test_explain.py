"""What the network lab explains: each line of arithmetic is true, and ends in the number it explains."""

import re
from fractions import Fraction

import pytest
from by_hand import GS, evaluate, sides
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples
from readings import read

from tutor import expression
from tutor.labs.network import NetworkLab
from tutor.rational import parse, show

numbers = st.integers(-6, 6).map(lambda n: Fraction(n, 3))


@st.composite
def labs(draw):
    """A lab with one hidden layer; with and without data, with every activation."""
    units = draw(st.integers(1, 3))
    w, b, v = (draw(st.lists(numbers, min_size=units, max_size=units)) for _ in range(3))
    rows = draw(st.lists(st.tuples(numbers, numbers), max_size=4))
    low, high = sorted(draw(st.lists(numbers, min_size=2, max_size=2, unique=True)))
    data = {"x": [x for x, _ in rows], "y": [y for _, y in rows]} if rows else None
    kind = draw(st.sampled_from(sorted(GS)))
    return NetworkLab(activation=kind, w=w, b=b, v=v, c=draw(numbers), range=(low, high), data=data)


def _value(reading, name):
    return expression.evaluate(expression.parse(name), reading.measures)


def _names(reading):
    low, high = reading.facts.spec.range
    chord = (reading.facts.f(high) - reading.facts.f(low)) / (high - low)
    return {**reading.facts.settings, "chord": lambda x: reading.facts.f(low) + chord * (x - low)}


@examples(0.8)
@given(lab=labs())
def test_every_line_is_true_and_the_last_number_is_the_one_explained(lab):
    """Every side of every line has the same value, and the last is the number that is explained."""
    reading = read(lab)
    for name in reading.explainable:
        lines, value = reading.explain(name), _value(reading, name)
        assert re.split("[=≈] ", lines[-1])[-1] == show(value).removeprefix("≈")
        about_it = [line.removeprefix(name) for line in lines if line.startswith((f"{name} =", f"{name} ≈", "="))]
        others = [line.removeprefix("its slope") for line in lines if line.startswith(("chord(", "its slope"))]
        assert about_it
        for line in about_it:
            assert {evaluate(side, **_names(reading)) for side in sides(line)} <= {value}
        for line in others:
            assert len({evaluate(side, **_names(reading)) for side in sides(line)}) <= 1


@examples(0.6)
@given(lab=labs())
def test_what_can_be_explained_is_what_the_lab_shows(lab):
    """Each value, breakpoint, piece and gradient on show can be explained, once."""
    reading = read(lab)
    names = reading.explainable
    assert len(set(names)) == len(names)
    low, high = lab.range
    turns = {-b / w for w, b in zip(lab.w, lab.b, strict=True) if w and lab.activation != "identity"}
    xs = {low, high, (low + high) / 2, *reading.facts.xs, *(x for x in turns if low < x < high)}
    assert {f"f({show(x)})" for x in xs} <= set(names)
    assert {name for name in names if name.startswith("breakpoint")} == {
        f"breakpoint{i}" for i, w in enumerate(lab.w) if w
    }
    assert {"deviation"} | ({"loss"} if lab.data else set()) <= set(names)
    assert {name for name in reading.measures if name.startswith("dL_d")} <= set(names)
    slopes = [parse(name[6:-1]) for name in names if name.startswith("slope(")]
    assert [sum(piece.low < x < piece.high for x in slopes) for piece in reading.facts.pieces] == [1] * len(
        reading.facts.pieces
    )


@given(lab=labs(), x=st.fractions(-9, 9, max_denominator=9))
def test_f_and_the_slope_are_explained_at_any_x(lab, x):
    """f and slope are explained at any x; where f bends, the slope is a KeyError."""
    reading = read(lab)
    assert reading.explain(f"f({x})")[-1].endswith(show(reading.facts.f(x)))
    assert reading.explain(f"f({show(x)})") == reading.explain(f"f({x})")
    if any(point.x == x and point.change for point in reading.facts.breakpoints):
        with pytest.raises(KeyError):
            reading.explain(f"slope({x})")
    else:
        assert reading.explain(f"slope({x})")[-1].endswith(f"= {show(_value(reading, f'slope({x})'))}")


@pytest.mark.parametrize(
    "name", ["", "f", "f()", "f(x)", "f(1/0)", "f(1", "g(1)", "z0(1)", "loss", "breakpoint1", "pieces"]
)
def test_anything_else_is_no_name(name):
    """What is misspelt, or not in the lab, is a KeyError."""
    reading = read(NetworkLab(w=[1, 0], b=[1, 1], v=[1, 1], range=(-1, 1)))
    with pytest.raises(KeyError):
        reading.explain(name)


def test_only_the_rows_that_count_are_written_out():
    """A gradient is explained by the rows on which its unit is active."""
    reading = read(NetworkLab(w=[1], b=[-1], v=[3], range=(-4, 4), data={"x": [-2, 1, 2, 4], "y": [0, 0, -1, 2]}))
    lines = reading.explain("dL_dw0")
    assert [line for line in lines if "active" in line] == ["unit 0 is active at x = 2, 4; the other rows add 0"]
    assert lines[-2:] == ("dL_dw0 = (2·(3 − (−1))·3·2 + 2·(9 − 2)·3·4)/4", "= (48 + 168)/4 = 54")


def test_the_example_of_the_course():
    """f(4) is explained as the course does it by hand."""
    reading = read(NetworkLab(w=[1, 1, 1], b=[-10, 10, 10], v=[1, 1, 1], range=(-4, 4)))
    lines = reading.explain("f(4)")
    assert lines[0] == "f(4) = 1·max(0, 4 − 10) + 1·max(0, 4 + 10) + 1·max(0, 4 + 10)"
    assert lines[-1] == "= 0 + 14 + 14 = 28"


def test_nothing_is_explained_of_several_hidden_layers():
    """A network of two hidden layers has nothing to explain."""
    lab = NetworkLab(w=[1], b=[0], then=[{"w": [[1]], "b": [0]}], v=[1], range=(-1, 1))
    assert read(lab).explainable == ()
    with pytest.raises(KeyError):
        read(lab).explain("f(1)")
