"""The figures of the network lab: each curve is the function it names, each cell the number of its row."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from network_labs import (
    VIEWS,
    A,
    change,
    deep_labs,
    f_of,
    forward,
    network_lab,
    relu_labs,
    twelfths,
)
from profiles import examples
from readings import measure, read

from tutor.figure import Plot, Table
from tutor.labs.network import NetworkLab
from tutor.rational import show


@examples(0.6)
@given(lab=relu_labs())
def test_the_plots_show_what_they_name_inside_their_frame(lab):
    """Every curve is the function that it names, whole, and inside the frame."""
    reading = read(lab)
    for view in ("sum", "units", "pre-activations"):
        plot = reading.figure(view)
        assert isinstance(plot, Plot)
        assert (plot.x.low, plot.x.high) == lab.range
        for points in (*(curve.points for curve in plot.curves), *(each.points for each in plot.points)):
            assert all(plot.y.low <= y <= plot.y.high for _, y in points)
        for curve in plot.curves:
            at = [x for x, _ in curve.points]
            assert at == sorted(set(at))
            assert (at[0], at[-1]) == lab.range
    curves = {view: {curve.label: curve for curve in reading.figure(view).curves} for view in VIEWS[:3]}
    turns = {-b / w for w, b in zip(lab.w, lab.b, strict=True) if w != 0}
    f = curves["sum"]["f"].points
    assert all(y == f_of(lab, x) for x, y in f)
    assert {x for x in turns if lab.range[0] < x < lab.range[1]} <= {x for x, _ in f}
    for i, (w, b, v) in enumerate(zip(lab.w, lab.b, lab.v, strict=True)):
        assert all(y == v * max(0, w * x + b) for x, y in curves["units"][f"unit {i}"].points)
        assert all(y == w * x + b for x, y in curves["pre-activations"][f"unit {i}"].points)
        assert curves["units"][f"unit {i}"].tag == f"v{'₀₁₂₃₄₅₆₇₈₉'[i]}a{'₀₁₂₃₄₅₆₇₈₉'[i]}"
        assert curves["pre-activations"][f"unit {i}"].tag == f"z{'₀₁₂₃₄₅₆₇₈₉'[i]}"
    for view in ("units", "pre-activations"):
        looks = [(curve.role, curve.line) for curve in curves[view].values()]
        assert len(set(looks)) == len(looks)
    assert curves["sum"]["f"].slopes


@examples(0.6)
@given(lab=relu_labs())
def test_the_bends_and_the_data_are_marked_where_they_are(lab):
    """The bends that show are marked, those that cancel are not, and the data lie where they are."""
    points = {each.label: each.points for each in read(lab).figure("sum").points}
    low, high = lab.range
    assert list(points.get("bend", ())) == [(x, f_of(lab, x)) for x in twelfths(low, high) if change(lab, x) != 0]
    assert list(points["data"]) == list(zip(lab.data.x, lab.data.y, strict=True))


@examples(0.6)
@given(lab=relu_labs())
def test_the_table_of_a_plot_tells_its_pieces(lab):
    """The table of a plot has the pieces of its curve, and the line of text its bends."""
    plot = read(lab).figure("sum")
    low, high = lab.range
    rows = [[Fraction(cell.replace("−", "-")) for cell in row] for row in plot.numbers.rows if "≈" not in str(row)]
    for start, end, slope, at_start, at_end in rows:
        assert (at_start, at_end) == (f_of(lab, start), f_of(lab, end))
        assert slope * (end - start) == at_end - at_start
    assert [plot.numbers.rows[0][0], plot.numbers.rows[-1][1]] == [show(low), show(high)]
    bends = [x for x in twelfths(low, high) if low < x < high and change(lab, x) != 0]
    if bends:
        assert plot.text.startswith("bends at ")
        assert plot.text.endswith(f"bends at {', '.join(map(show, bends))}")
    else:
        assert "no bend" in plot.text


@given(lab=relu_labs())
def test_the_tables_have_a_row_for_each_unit(lab):
    """Each activation and each gradient is in the row and column of its unit."""
    reading = read(lab)
    rows, gradients = reading.figure("rows"), reading.figure("gradients")
    for table in (rows, gradients):
        assert isinstance(table, Table)
        assert all(len(row) == len(table.header) for row in table.rows)
    assert rows.header == ("x", *map(show, lab.data.x), "verdict")
    assert gradients.rows[-1][0] == "c"
    for i, (w, b, v) in enumerate(zip(lab.w, lab.b, lab.v, strict=True)):
        z = [w * x + b for x in lab.data.x]
        assert rows.rows[i][1:-1] == tuple(show(each) if each > 0 else "·" for each in z)
        by = (measure(reading, f"dL_d{letter}{i}") for letter in "wbv")
        expected = [show(value) for pair in zip((w, b, v), by, strict=True) for value in pair]
        assert list(gradients.rows[i][1:-1]) == expected
    assert list(gradients.rows[-1][3:5]) == [show(lab.c), show(measure(reading, "dL_dc"))]


@given(lab=relu_labs())
def test_a_reason_is_given_exactly_where_a_gradient_is_zero(lab):
    """A unit has a reason where one of its gradients is 0, a true one, and only there."""
    reading = read(lab)
    table = reading.figure("gradients")
    for i in range(len(lab.w)):
        by = [measure(reading, f"dL_d{letter}{i}") for letter in "wbv"]
        why = table.rows[i][-1]
        assert bool(why) == (0 in by)
        if why == "no active row":
            assert measure(reading, f"active{i}") == 0
        if why == f"v{i} is 0":
            assert lab.v[i] == 0
        if why.startswith("every residual"):
            assert measure(reading, "loss") == 0
    assert bool(table.rows[-1][-1]) == (measure(reading, "dL_dc") == 0)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        # Its one active row is met exactly, and the other row is not.
        ((1, -1), (1, 5)),
        # Its one active row has x = 0, so that ∂L/∂w is 0 and ∂L/∂b is not.
        ((0, -5), (9, 9)),
    ],
    ids=["residual 0", "x = 0"],
)
def test_a_single_term_is_not_said_to_cancel(x, y):
    """A gradient whose one term is 0 is not explained by terms that cancel."""
    bias = 1 if 0 in x else 0
    reading = read(network_lab({"w": [1], "b": [bias], "v": [1]}, data={"x": x, "y": y}, show=("gradients",)))
    assert measure(reading, "active0") == 1
    assert measure(reading, "dL_dw0") == 0
    assert "cancel" not in reading.figure("gradients").rows[0][-1]


def test_the_curve_at_the_start_stays_in_sight_once_it_was_left():
    """Once a knob is turned, the curve at the start is drawn too."""
    lab = network_lab(A)
    assert [curve.label for curve in read(lab).figure("sum").curves] == ["f"]
    turned = read(lab, b1=1).figure("sum")
    assert [curve.label for curve in turned.curves] == ["at the start", "f"]
    assert all(y == f_of(lab, x) for x, y in turned.curves[0].points)


def test_a_wider_axis_shows_more_and_shades_the_range():
    """A wider axis shows f beyond the range, and shades the range."""
    plot = read(network_lab(A, axis=(-12, 12), y_axis=(0, 50))).figure("sum")
    assert (plot.x.low, plot.x.high, plot.y.low, plot.y.high) == (-12, 12, 0, 50)
    assert plot.shaded == (-4, 4)
    assert [x for x, _ in plot.curves[0].points] == [-12, -10, 10, 12]
    assert plot.text == "no bend on [−4, 4]"
    assert read(network_lab(A)).figure("sum").shaded is None


@examples(0.4)
@given(lab=deep_labs())
def test_the_views_show_the_last_and_the_first_layer(lab):
    """What the units of the last layer add, adds up to f; the lines are those of the first layer."""
    reading = read(lab)
    last = f"{len(lab.then) + 1}_" if lab.then else ""
    adds = {curve.label: dict(curve.points) for curve in reading.figure("units").curves}
    f = adds.pop("f")
    assert list(adds) == [f"unit {last}{j}" for j in range(len(lab.v))]
    for x, height in f.items():
        found, _ = forward(lab, reading.facts.settings, x)
        assert [points[x] for points in adds.values()] == [v * found[f"a{last}{j}"] for j, v in enumerate(lab.v)]
        assert height == lab.c + sum(points[x] for points in adds.values())
    for curve in reading.figure("pre-activations").curves[1:]:
        i = int(curve.label.removeprefix("unit ").removeprefix("1_" if lab.then else ""))
        assert all(y == lab.w[i] * x + lab.b[i] for x, y in curve.points)


@examples(0.4)
@given(lab=deep_labs())
def test_the_tables_list_every_layer(lab):
    """Activations and gradients of every layer are in the row that names them."""
    reading = read(lab)
    rows, gradients = reading.figure("rows"), reading.figure("gradients")
    assert isinstance(gradients, Table)
    on_rows = [forward(lab, reading.facts.settings, x)[0] for x in lab.data.x]
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
            assert (value, gradient) == (show(reading.facts.settings[name]), show(exact))
            assert bool(why) == (exact == 0)


def test_many_bends_are_counted_and_not_listed():
    """The line of text counts more than ten bends instead of listing them."""
    fold = {"w": [[2, -4], [2, -4]], "b": [0, "-1/2"]}
    lab = NetworkLab(w=[1, 1], b=[0, "-1/2"], then=[fold] * 3, v=[2, -4], range=(0, 1))
    assert read(lab).figure("sum").text == "15 bends, from 1/16 to 15/16"


@examples(0.6)
@given(lab=relu_labs())
def test_each_unit_is_told_by_its_bend_and_its_slopes(lab):
    """The table of `units` has what each unit adds to f, that of `pre-activations` its line before ReLU."""
    reading = read(lab)
    low, high = lab.range
    units = {row[0]: row[1:] for row in reading.figure("units").numbers.rows}
    before = {row[0]: row[1:] for row in reading.figure("pre-activations").numbers.rows}
    for i, (w, b, v) in enumerate(zip(lab.w, lab.b, lab.v, strict=True)):
        bends, slopes, at_low, at_high = units[f"unit {i}"]
        assert (at_low, at_high) == tuple(show(v * max(0, w * x + b)) for x in (low, high))
        zero = -b / w if w else None
        bent = zero is not None and low < zero < high and v != 0
        assert bends == (show(zero) if bent else "nowhere")
        sides = [(low + zero) / 2, (zero + high) / 2] if bent else [(low + high) / 2]
        assert slopes == ", ".join(show(v * w if w * x + b > 0 else Fraction(0)) for x in sides)
        nowhere = "everywhere" if b == 0 else "nowhere"
        line = (w, zero, w * low + b, w * high + b)
        assert before[f"z{'₀₁₂₃₄₅₆₇₈₉'[i]}"] == tuple(nowhere if each is None else show(each) for each in line)
    assert units["f"][2:] == (show(f_of(lab, low)), show(f_of(lab, high)))


@examples(0.6)
@given(lab=relu_labs())
def test_the_staircase_has_the_slope_of_each_piece(lab):
    """Between two bends the lower plot is at the slope of f there, and the dotted lines are where it jumps."""
    panels = read(lab.model_copy(update={"show": ("staircase",)})).figure("staircase")
    above, below = panels.plots
    assert panels.stacked
    assert (above.x, above.shaded) == (below.x, below.shaded)
    *risers, slope = below.curves
    treads = [(x, y) for x, y in slope.points if math.isfinite(x)]
    low, high = lab.range
    assert (treads[0][0], treads[-1][0]) == (low, high)
    for (start, one), (end, other) in zip(treads[::2], treads[1::2], strict=True):
        middle, h = (start + end) / 2, (end - start) / 4
        assert one == other == (f_of(lab, middle + h) - f_of(lab, middle - h)) / (2 * h)
    assert [x for (x, _), _ in (riser.points for riser in risers)] == [
        x for x in twelfths(low, high) if low < x < high and change(lab, x) != 0
    ]
    rows = panels.numbers.rows
    assert [row[2] for row in rows] == [show(y) for _, y in treads[::2]]
    assert [row[3] for row in rows[:-1]] == [show(change(lab, riser.points[0][0])) for riser in risers]
    assert all(below.y.low <= y <= below.y.high for _, y in treads)


def test_the_steps_of_a_staircase_have_their_own_numbers():
    """Few slopes stand along the axis as they are."""
    lab = network_lab({"w": [1, -1, 1], "b": [1, -1, -2], "v": [1, 1, 1]}, show=("staircase",))
    panels = read(lab).figure("staircase")
    assert panels.text == "slopes −1, 1, 2 on [−4, 4]"
    assert panels.plots[1].y.ticks == (-1, 1, 2)
