"""What the network lab finds of a network, against plain fractions and a forward pass written once more."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from network_labs import (
    D9,
    A,
    change,
    deep_labs,
    f_of,
    forward,
    loss,
    network_lab,
    relu_labs,
    twelfths,
    xs,
)
from profiles import examples
from readings import measure, read, read_at

from tutor.expression import UndefinedError
from tutor.lab import start_settings
from tutor.labs.network import NetworkLab
from tutor.rational import show


@examples(0.6)
@given(lab=relu_labs(), x=xs)
def test_measures_of_the_curve(lab, x):
    """f, slope, bends, pieces, deviation and both verdicts are those of plain fractions."""
    reading = read(lab)
    low, high = lab.range
    inside = [at for at in twelfths(low, high) if low < at < high]
    bends = [at for at in inside if change(lab, at) != 0]
    turns = {-b / w for w, b in zip(lab.w, lab.b, strict=True) if w != 0}
    chord = (f_of(lab, high) - f_of(lab, low)) / (high - low)
    assert measure(reading, "f", x) == f_of(lab, x)
    assert measure(reading, "bends") == len(bends)
    assert measure(reading, "pieces") == 1 + sum(low < at < high for at in turns)
    assert measure(reading, "linear_on_range") == (not bends)
    assert measure(reading, "linear_everywhere") == all(change(lab, at) == 0 for at in twelfths(-4, 4))
    off = (abs(f_of(lab, at) - f_of(lab, low) - chord * (at - low)) for at in inside)
    assert measure(reading, "deviation") == max(off, default=0)
    if change(lab, x) != 0:
        with pytest.raises(UndefinedError):
            measure(reading, "slope", x)
    else:
        h = Fraction(1, 24)
        assert measure(reading, "slope", x) == (f_of(lab, x + h) - f_of(lab, x - h)) / (2 * h)


@given(lab=relu_labs(), x=xs)
def test_measures_of_the_units(lab, x):
    """z, a and the breakpoint of each unit are its own, and a unit that no x of the range activates is counted dead."""
    reading = read(lab)
    for i, (w, b) in enumerate(zip(lab.w, lab.b, strict=True)):
        assert measure(reading, f"z{i}", x) == w * x + b
        assert measure(reading, f"a{i}", x) == max(0, w * x + b)
        if w == 0:
            with pytest.raises(UndefinedError):
                measure(reading, f"breakpoint{i}")
        else:
            assert w * measure(reading, f"breakpoint{i}") + b == 0
    dead = sum(all(w * end + b <= 0 for end in lab.range) for w, b in zip(lab.w, lab.b, strict=True))
    assert measure(reading, "dead_on_range") == dead


@given(lab=relu_labs())
def test_measures_of_the_data(lab):
    """Loss, gradients and verdicts on the data are those of plain fractions."""
    reading = read(lab)
    rows = list(zip(lab.data.x, lab.data.y, strict=True))
    delta = [2 * (f_of(lab, x) - y) / len(rows) for x, y in rows]
    assert measure(reading, "rows") == len(rows)
    assert measure(reading, "loss") == sum((f_of(lab, x) - y) ** 2 for x, y in rows) / Fraction(len(rows))
    assert measure(reading, "dL_dc") == sum(delta)
    dead = 0
    for i, (w, b, v) in enumerate(zip(lab.w, lab.b, lab.v, strict=True)):
        active = [(x, d) for (x, _), d in zip(rows, delta, strict=True) if w * x + b > 0]
        dead += not active
        assert measure(reading, f"active{i}") == len(active)
        assert measure(reading, f"dL_dw{i}") == sum(d * v * x for x, d in active)
        assert measure(reading, f"dL_db{i}") == sum(d * v for _, d in active)
        assert measure(reading, f"dL_dv{i}") == sum(d * (w * x + b) for x, d in active)
    assert measure(reading, "dead") == dead
    points = sorted({(x, f_of(lab, x)) for x, _ in rows})
    slopes = {(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(points)}
    assert measure(reading, "linear_on_data") == (len(slopes) <= 1)


@given(lab=relu_labs())
def test_measures_after_one_step(lab):
    """The parameters after a step are θ − η·∂L/∂θ, and the units that the step kills are counted."""
    reading = read(lab)
    dead = 0
    for i, (w, b) in enumerate(zip(lab.w, lab.b, strict=True)):
        w_after = w - lab.rate * measure(reading, f"dL_dw{i}")
        b_after = b - lab.rate * measure(reading, f"dL_db{i}")
        assert measure(reading, f"w{i}_after") == w_after
        assert measure(reading, f"b{i}_after") == b_after
        assert measure(reading, f"z{i}_after", 3) == 3 * w_after + b_after
        dead += all(w_after * x + b_after <= 0 for x in lab.data.x)
    assert measure(reading, "dead_after") == dead


@examples(0.6)
@given(lab=deep_labs(), x=xs)
def test_every_number_on_the_way_to_f(lab, x):
    """z, a, f and the loss are those of a forward pass written once more, in every layer."""
    reading = read(lab)
    units, f = forward(lab, reading.facts.settings, x)
    assert reading.measures["f"].read(x) == f
    assert {
        name for name in reading.measures if name[0] in "za" and name[1:2].isdigit() and "after" not in name
    } == set(units)
    for name, value in units.items():
        assert reading.measures[name].read(x) == value
    assert reading.measures["loss"].read() == loss(lab, reading.facts.settings)


@examples(0.6)
@given(lab=deep_labs())
def test_the_pieces_cover_the_range_and_bend_where_it_is_said(lab):
    """Between two breakpoints f is straight, and every change of slope is counted as a bend."""
    reading = read(lab)
    ends = [reading.facts.spec.range[0], *(p.x for p in reading.facts.on_range.inside), reading.facts.spec.range[1]]
    heights = [forward(lab, reading.facts.settings, x)[1] for x in ends]
    slopes = [(heights[i + 1] - heights[i]) / (ends[i + 1] - ends[i]) for i in range(len(ends) - 1)]
    for i, slope in enumerate(slopes):
        for share in (Fraction(1, 7), Fraction(1, 2), Fraction(6, 7)):
            x = ends[i] + share * (ends[i + 1] - ends[i])
            assert forward(lab, reading.facts.settings, x)[1] == heights[i] + slope * (x - ends[i])
            assert reading.measures["slope"].read(x) == slope
    bends = sum(one != other for one, other in pairwise(slopes))
    assert reading.measures["bends"].read() == bends
    lamp = next(lamp for lamp in reading.lamps if lamp.case.startswith("on ["))
    assert lamp.lit == (not bends)


@examples(0.4)
@given(lab=deep_labs(), data=st.data())
def test_a_gradient_is_the_slope_of_the_loss(lab, data):
    """Each gradient is the exact slope of the loss in its parameter."""
    reading, h = read(lab), Fraction(1, 10**9)
    units = [forward(lab, reading.facts.settings, x)[0] for x in lab.data.x]
    assume(all(z for row in units for name, z in row.items() if name[0] == "z"))  # away from corners the loss is smooth
    name = data.draw(st.sampled_from(sorted(lab.parameters)))
    # As a function of one parameter the loss is a parabola here, of which this difference is the exact slope.
    above, below = ({**reading.facts.settings, name: reading.facts.settings[name] + step} for step in (h, -h))
    gradient = reading.measures[f"dL_d{name}"].read()
    assert gradient == (loss(lab, above) - loss(lab, below)) / (2 * h)
    assert reading.measures[f"{name}_after"].read() == reading.facts.settings[name] - gradient / 10


def test_the_stuck_network_is_exactly_stuck():
    """At the best line every gradient is exactly 0, and each has its reason."""
    reading = read(network_lab({**A, "v": [1, "1/6", "1/6"]}, c=-1, data=D9, show=("gradients",)))
    names = [f"dL_d{letter}{i}" for letter in "wbv" for i in range(3)] + ["dL_dc"]
    assert [measure(reading, name) for name in names] == [0] * 10
    assert measure(reading, "loss") == Fraction(40, 27)
    assert [row[-1] for row in reading.figure("gradients").rows] == [
        "no active row",
        "the terms of its active rows cancel",
        "the terms of its active rows cancel",
        "the residuals sum to 0",
    ]


@pytest.mark.parametrize(("rate", "dead"), [("2/13", 1), ("3/20", 0), (1, 1), (0, 0)])
def test_one_step_kills_the_unit_from_two_thirteenths_on(rate, dead):
    """A learning rate of 2/13 is the smallest that kills the unit."""
    lab = network_lab({"w": [1], "b": [0], "v": [1]}, data={"x": [1, 2], "y": [0, 0]}, rate=rate)
    reading = read(lab)
    assert (measure(reading, "dL_dw0"), measure(reading, "dL_db0")) == (5, 3)
    assert measure(reading, "dead_after") == dead
    assert "after one step" in reading.formula[-1]
    assert [curve.label for curve in reading.figure("sum").curves] == ["after one step", "f"]


def test_folding_doubles_the_pieces_with_every_layer():
    """Three folds of the tent have 8 pieces."""
    fold = {"w": [[2, -4], [2, -4]], "b": [0, "-1/2"]}
    lab = NetworkLab(w=[1, 1], b=[0, "-1/2"], then=[fold, fold], v=[2, -4], range=(0, 1))
    reading = read(lab)
    assert reading.measures["pieces"].read() == 8
    assert [reading.facts.f(Fraction(n, 8)) for n in range(9)] == [0, 1, 0, 1, 0, 1, 0, 1, 0]
    assert reading.figure("sum").text == "bends at 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875"


def _apart(one, other, low, high):
    """All breakpoints lie on multiples of 1/12: so the largest difference does, or at an end."""
    grid = {low, high, *(Fraction(n, 12) for n in range(int(low * 12), int(high * 12) + 1))}
    return max(abs(one(x) - other(x)) for x in grid if low <= x <= high)


small = st.integers(-4, 4).map(lambda n: Fraction(n, 2))


@examples(0.6)
@given(
    one=st.lists(st.tuples(small, small, small), min_size=1, max_size=3),
    other=st.lists(st.tuples(small, small, small), min_size=1, max_size=3),
    c=small,
    kind=st.sampled_from(["relu", "identity", "leaky_relu"]),
    ends=st.lists(st.integers(-9, 9).map(lambda n: Fraction(n, 3)), min_size=2, max_size=2, unique=True),
)
def test_how_far_two_networks_are_apart(one, other, c, kind, ends):
    """`apart` is the largest distance of f and g on the range, and both curves are drawn and tabled."""
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
    assert (curve.role, curve.line) == ("after", "dashed")
    assert all(y == g(x) == reading.measures["g"].read(x) for x, y in curve.points)
    assert plot.y.low <= min(y for _, y in curve.points) <= max(y for _, y in curve.points) <= plot.y.high
    assert ("the same as the other" in plot.text) == (reading.facts.apart == 0)
    rows = [[Fraction(cell.replace("−", "-")) for cell in row] for row in plot.numbers.rows if "≈" not in str(row)]
    turns = {-b / w for w, b, _ in (*one, *other) if w and kind != "identity"}
    assert [row[0] for row in plot.numbers.rows] == [
        show(x) for x in sorted({low, *(x for x in turns if low < x < high)})
    ]
    for start, end, slope, *heights in rows:
        assert heights == [f(start), f(end), g(start), g(end)]
        assert slope * (end - start) == f(end) - f(start)


def test_the_other_network_does_not_change():
    """The network beside stays as it is while knobs are turned."""
    lab = network_lab(A, beside={"w": [2], "b": [1], "v": [3]})
    readings = [read_at(lab, start_settings(lab)), read_at(lab, {**start_settings(lab), "w0": Fraction(5)})]
    assert [reading.measures["g"].read(Fraction(1)) for reading in readings] == [9, 9]
    assert readings[0].formula[-1] == "g(x) = 3·max(0, 2x + 1)"
    assert lab.stated >= {2, 3}
