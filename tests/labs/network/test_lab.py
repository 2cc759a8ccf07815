"""The network lab with other activations and several hidden layers, against a forward pass written once more."""

from fractions import Fraction
from itertools import pairwise

import pytest
from by_hand import GS, evaluate
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from readings import read_at

from tutor.figure import Table
from tutor.lab import start_settings
from tutor.labs.network import NetworkLab
from tutor.rational import show

VIEWS = ("sum", "units", "pre-activations", "rows", "gradients")
halves = st.integers(-4, 4).map(lambda n: Fraction(n, 2))
xs = st.integers(-60, 60).map(lambda n: Fraction(n, 12))


def _matrix(rows, columns):
    return st.lists(st.lists(halves, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


@st.composite
def labs(draw, most_layers=3):
    """A lab with any of the activations and up to so many hidden layers."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=most_layers))
    (b, *then_b), (v,) = [draw(_matrix(1, n))[0] for n in sizes], draw(_matrix(1, sizes[-1]))
    weights = [draw(_matrix(n, m)) for m, n in pairwise(sizes)]
    rows = draw(st.lists(st.tuples(halves, halves), min_size=1, max_size=3))
    low, high = sorted(draw(st.lists(halves, min_size=2, max_size=2, unique=True)))
    return NetworkLab(
        activation=draw(st.sampled_from(sorted(GS))),
        w=draw(_matrix(1, sizes[0]))[0],
        b=b,
        then=[{"w": w, "b": b} for w, b in zip(weights, then_b, strict=True)],
        v=v,
        c=draw(halves),
        range=(low, high),
        data={"x": [x for x, _ in rows], "y": [y for _, y in rows]},
        rate="1/10",
        show=VIEWS,
    )


def _read(lab, **turned):
    return read_at(lab, {**start_settings(lab), **turned})


def _forward(lab, s, x):
    """Every z and a by its name, and f, from settings alone."""
    found, g, before = {}, GS[lab.activation], [x]
    for layer, units in enumerate((len(lab.w), *(len(each.w) for each in lab.then)), 1):
        names = [f"{i}" if layer == 1 else f"{layer}_{i}" for i in range(units)]
        into = [[s[f"w{n}" if layer == 1 else f"w{n}_{j}"] for j in range(len(before))] for n in names]
        z = [
            sum(w * a for w, a in zip(row, before, strict=True)) + s[f"b{n}"]
            for row, n in zip(into, names, strict=True)
        ]
        before = [g(each) for each in z]
        found |= {f"z{n}": each for n, each in zip(names, z, strict=True)}
        found |= {f"a{n}": each for n, each in zip(names, before, strict=True)}
    return found, s["c"] + sum(s[f"v{j}"] * a for j, a in enumerate(before))


def _loss(lab, s):
    rows = list(zip(lab.data.x, lab.data.y, strict=True))
    return sum((_forward(lab, s, x)[1] - y) ** 2 for x, y in rows) / Fraction(len(rows))


@settings(max_examples=60)
@given(lab=labs(), x=xs)
def test_every_number_on_the_way_to_f(lab, x):
    """Failing means that a knob turns another layer's weight, or that z, a or f are another unit's or activation's."""
    reading = _read(lab)
    units, f = _forward(lab, reading.settings, x)
    assert reading.measures["f"].read(x) == f
    assert {
        name for name in reading.measures if name[0] in "za" and name[1:2].isdigit() and "after" not in name
    } == set(units)
    for name, value in units.items():
        assert reading.measures[name].read(x) == value
    assert reading.measures["loss"].read() == _loss(lab, reading.settings)


@settings(max_examples=60)
@given(lab=labs(), x=xs)
def test_the_formula_is_the_network(lab, x):
    """Failing means that the formula with its numbers is of another function than the curve beside it."""
    reading, names = _read(lab), {"x": x}
    *units, sum_of_units = reading.formula[: len(lab.then) + 2 if lab.then else 1]
    for name, text in (part.split(" = ") for line in units for part in line.split("; ")):
        names[name] = evaluate(text, **names)
    assert evaluate(sum_of_units.removeprefix("f(x) = "), **names) == _forward(lab, reading.settings, x)[1]


@settings(max_examples=60)
@given(lab=labs())
def test_the_pieces_cover_the_range_and_bend_where_it_is_said(lab):
    """Failing means that a bend of a deeper layer is missed, or one is counted that cancels."""
    reading = _read(lab)
    ends = [reading.lab.range[0], *(p.x for p in reading.on_range.inside), reading.lab.range[1]]
    heights = [_forward(lab, reading.settings, x)[1] for x in ends]
    slopes = [(heights[i + 1] - heights[i]) / (ends[i + 1] - ends[i]) for i in range(len(ends) - 1)]
    for i, slope in enumerate(slopes):
        for share in (Fraction(1, 7), Fraction(1, 2), Fraction(6, 7)):
            x = ends[i] + share * (ends[i + 1] - ends[i])
            assert _forward(lab, reading.settings, x)[1] == heights[i] + slope * (x - ends[i])
            assert reading.measures["slope"].read(x) == slope
    bends = sum(one != other for one, other in pairwise(slopes))
    assert reading.measures["bends"].read() == bends
    lamp = next(lamp for lamp in reading.lamps if lamp.case.startswith("on ["))
    assert lamp.lit == (not bends)


@settings(max_examples=60)
@given(lab=labs())
def test_the_lamp_of_every_unit_in_every_layer(lab):
    """Failing means that a deeper unit has no lamp, that a dead one is called alive, or one that leaks dead."""
    reading = _read(lab)
    lamps = {lamp.case: lamp for lamp in reading.lamps if lamp.subject == "unit"}
    on_rows = [_forward(lab, reading.settings, x)[0] for x in lab.data.x]
    assert list(lamps) == [name[1:] for name in on_rows[0] if name[0] == "z"]
    for name, lamp in lamps.items():
        active = sum(row[f"z{name}"] > 0 for row in on_rows)
        assert lamp.lit == (lab.activation != "relu" or active > 0)
        assert "dead" not in lamp.reason.replace("never dead", "") or not lamp.lit
        assert lamp.condition == ("active on a row" if lab.activation == "relu" else "never dead")
        if lab.activation != "identity":
            assert reading.measures[f"active{name}"].read() == active
    assert reading.measures["dead"].read() == sum(not lamp.lit for lamp in lamps.values())


@settings(max_examples=60)
@given(lab=labs())
def test_without_data_a_unit_that_leaks_is_alive_on_any_range(lab):
    """Failing means that a leaky unit is called dead because no input of the range activates it."""
    lab = lab.model_copy(update={"data": None, "rate": None})
    reading = _read(lab)
    inside = [p.x for p in reading.on_range.inside]
    ends = [lab.range[0], *inside, lab.range[1]]
    tried = [_forward(lab, reading.settings, x)[0] for x in (*ends, *((a + b) / 2 for a, b in pairwise(ends)))]
    for lamp in (lamp for lamp in reading.lamps if lamp.subject == "unit"):
        active = any(row[f"z{lamp.case}"] > 0 for row in tried)
        assert lamp.lit == (lab.activation != "relu" or active)
        assert lamp.condition == ("active on the range" if lab.activation == "relu" else "never dead")


@settings(max_examples=40)
@given(lab=labs(), data=st.data())
def test_a_gradient_is_the_slope_of_the_loss(lab, data):
    """Failing means that a gradient stands beside another layer's parameter, or forgets the activation's slope."""
    reading, h = _read(lab), Fraction(1, 10**9)
    units = [_forward(lab, reading.settings, x)[0] for x in lab.data.x]
    assume(all(z for row in units for name, z in row.items() if name[0] == "z"))  # away from corners the loss is smooth
    name = data.draw(st.sampled_from(sorted(lab.parameters)))
    # As a function of one parameter the loss is a parabola here, of which this difference is the exact slope.
    above, below = ({**reading.settings, name: reading.settings[name] + step} for step in (h, -h))
    gradient = reading.measures[f"dL_d{name}"].read()
    assert gradient == (_loss(lab, above) - _loss(lab, below)) / (2 * h)
    assert reading.measures[f"{name}_after"].read() == reading.settings[name] - gradient / 10


@settings(max_examples=40)
@given(lab=labs())
def test_the_views_show_the_last_and_the_first_layer(lab):
    """Failing means that what the units add does not add up to f, or that lines are called straight that bend."""
    reading = _read(lab)
    last = f"{len(lab.then) + 1}_" if lab.then else ""
    adds = {curve.label: dict(curve.points) for curve in reading.figure("units").curves}
    f = adds.pop("f")
    assert list(adds) == [f"unit {last}{j}" for j in range(len(lab.v))]
    for x, height in f.items():
        found, _ = _forward(lab, reading.settings, x)
        assert [points[x] for points in adds.values()] == [v * found[f"a{last}{j}"] for j, v in enumerate(lab.v)]
        assert height == lab.c + sum(points[x] for points in adds.values())
    for curve in reading.figure("pre-activations").curves[1:]:
        i = int(curve.label.removeprefix("unit "))
        assert all(y == lab.w[i] * x + lab.b[i] for x, y in curve.points)


@settings(max_examples=40)
@given(lab=labs())
def test_the_tables_list_every_layer(lab):
    """Failing means that an activation or a gradient of a deeper layer is missing or in the wrong row."""
    reading = _read(lab)
    rows, gradients = reading.figure("rows"), reading.figure("gradients")
    assert isinstance(gradients, Table)
    on_rows = [_forward(lab, reading.settings, x)[0] for x in lab.data.x]
    for row in rows.rows:
        name = row[0].removeprefix("unit ")
        for cell, found in zip(row[1:-1], on_rows, strict=True):
            a, active = found[f"a{name}"], found[f"z{name}"] > 0 or lab.activation == "identity"
            assert cell == (show(a) if active or a else "·")
    assert len(rows.rows) == sum(name[0] == "a" for name in on_rows[0])
    if lab.then:
        assert [row[0] for row in gradients.rows] == list(lab.parameters)
        for name, value, gradient, why in gradients.rows:
            exact = reading.measures[f"dL_d{name}"].read()
            assert (value, gradient) == (show(reading.settings[name]), show(exact))
            assert bool(why) == (exact == 0)


def test_folding_doubles_the_pieces_with_every_layer():
    """Failing means that the lesson on depth counts other pieces than there are."""
    fold = {"w": [[2, -4], [2, -4]], "b": [0, "-1/2"]}
    lab = NetworkLab(w=[1, 1], b=[0, "-1/2"], then=[fold, fold], v=[2, -4], range=(0, 1))
    reading = _read(lab)
    assert reading.measures["pieces"].read() == 8
    assert [reading.f(Fraction(n, 8)) for n in range(9)] == [0, 1, 0, 1, 0, 1, 0, 1, 0]
    assert reading.figure("sum").text == "bends at 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875"


def test_many_bends_are_counted_and_not_listed():
    """Failing means that the one line of text under a deep network's plot is a paragraph."""
    fold = {"w": [[2, -4], [2, -4]], "b": [0, "-1/2"]}
    lab = NetworkLab(w=[1, 1], b=[0, "-1/2"], then=[fold] * 3, v=[2, -4], range=(0, 1))
    assert _read(lab).figure("sum").text == "15 bends, from 1/16 to 15/16"


def test_with_the_identity_no_knob_bends_the_line():
    """Failing means that linear on linear is not linear: the lesson's answer would be wrong."""
    reading = _read(NetworkLab(activation="identity", w=[1, 1, 1], b=[-10, 10, 10], v=[1, 1, 1], range=(-4, 4)))
    assert reading.formula[:2] == ("f(x) = (x − 10) + (x + 10) + (x + 10)", "on [−4, 4]: f(x) = 3x + 10")
    assert [lamp.lit for lamp in reading.lamps] == [True] * 5


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
    """Failing means that a slip in a lesson shows up only when a learner gets there, or an analysis takes seconds."""
    with pytest.raises(ValidationError):
        NetworkLab(**{"w": [1, 1], "b": [0, 0], "v": [1, 1], "range": (-1, 1), **wrong})


def test_a_row_of_weights_that_does_not_fit_is_named():
    """Failing means that an author of a deep network has to search for the row that is too short."""
    with pytest.raises(ValidationError, match="layer 3: unit 1 has 1 weights for 2 units before it"):
        NetworkLab(
            w=[1],
            b=[0],
            then=[{"w": [[1], [1]], "b": [0, 0]}, {"w": [[1, 1], [1]], "b": [0, 0]}],
            v=[1, 1],
            range=(-1, 1),
        )


def test_the_knobs_of_every_layer():
    """Failing means that a weight between two layers cannot be turned, or has another name than the course says."""
    lab = NetworkLab(
        w=[1, 1],
        b=[0, 0],
        then=[{"w": [[1, -1], [2, -2]], "b": [3, 4]}],
        v=[1, 1],
        range=(-1, 1),
        bounds={"w": {"low": -3, "high": 3}},
    )
    knobs = {knob.name: knob for knob in lab.all_knobs}
    names = ["w0", "w1", "b0", "b1", "w2_0_0", "w2_0_1", "w2_1_0", "w2_1_1", "b2_0", "b2_1", "v0", "v1", "c"]
    assert list(knobs) == names
    assert (knobs["w2_1_1"].start, knobs["w2_1_1"].high, knobs["b2_1"].start) == (-2, 3, 4)
