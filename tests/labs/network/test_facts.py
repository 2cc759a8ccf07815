"""The network lab: what it reads off a network, and how it draws it, against plain fractions."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from readings import STORE, read_at

from tutor.expression import UndefinedError
from tutor.figure import Plot, Table
from tutor.lab import measures_at, start_settings, turnable
from tutor.labs.network import NetworkLab
from tutor.rational import show
from tutor.schema import Bounds

D9 = {"x": range(-4, 5), "y": [abs(x + 1) for x in range(-4, 5)]}
A = {"w": [1, 1, 1], "b": [-10, 10, 10], "v": [1, 1, 1]}
B = {"w": [1, -1, 1], "b": [1, -1, -10], "v": [1, 1, 1]}
VIEWS = ("sum", "units", "pre-activations", "rows", "gradients")

halves = st.integers(-4, 4).map(lambda n: Fraction(n, 2))
xs = st.integers(-60, 60).map(lambda n: Fraction(n, 12))


@st.composite
def labs(draw):
    """A lab with everything in it; all breakpoints are multiples of 1/12."""
    units = draw(st.lists(st.tuples(halves, halves, halves), min_size=1, max_size=3))
    rows = draw(st.lists(st.tuples(halves, halves), min_size=1, max_size=4))
    low, high = sorted((draw(xs), draw(xs)))
    assume(low < high)
    w, b, v = zip(*units, strict=True)
    x, y = zip(*rows, strict=True)
    return NetworkLab(w=w, b=b, v=v, c=draw(halves), range=(low, high), data={"x": x, "y": y}, rate="1/10", show=VIEWS)


def _lab(numbers, **more):
    return NetworkLab(**{"range": (-4, 4), **numbers, **more})


def _read(lab, **turned):
    return read_at(lab, {**start_settings(lab), **{name: Fraction(value) for name, value in turned.items()}})


def _f(lab, x):
    units = zip(lab.w, lab.b, lab.v, strict=True)
    return lab.c + sum((v * max(Fraction(0), w * x + b) for w, b, v in units), Fraction(0))


def _change(lab, x):
    h = Fraction(1, 24)
    return (_f(lab, x + h) - 2 * _f(lab, x) + _f(lab, x - h)) / h


def _twelfths(low, high):
    return [Fraction(n, 12) for n in range(int(low * 12), int(high * 12) + 1)]


def _measure(reading, name, *arguments):
    return reading.measures[name].read(*map(Fraction, arguments))


@settings(max_examples=60)
@given(lab=labs(), x=xs)
def test_measures_of_the_curve(lab, x):
    """Failing means that goals and answers about f, its bends and its straightness are judged wrongly."""
    reading = _read(lab)
    low, high = lab.range
    inside = [at for at in _twelfths(low, high) if low < at < high]
    bends = [at for at in inside if _change(lab, at) != 0]
    turns = {-b / w for w, b in zip(lab.w, lab.b, strict=True) if w != 0}
    chord = (_f(lab, high) - _f(lab, low)) / (high - low)
    assert _measure(reading, "f", x) == _f(lab, x)
    assert _measure(reading, "bends") == len(bends)
    assert _measure(reading, "pieces") == 1 + sum(low < at < high for at in turns)
    assert _measure(reading, "linear_on_range") == (not bends)
    assert _measure(reading, "linear_everywhere") == all(_change(lab, at) == 0 for at in _twelfths(-4, 4))
    off = (abs(_f(lab, at) - _f(lab, low) - chord * (at - low)) for at in inside)
    assert _measure(reading, "deviation") == max(off, default=0)
    if _change(lab, x) != 0:
        with pytest.raises(UndefinedError):
            _measure(reading, "slope", x)
    else:
        h = Fraction(1, 24)
        assert _measure(reading, "slope", x) == (_f(lab, x + h) - _f(lab, x - h)) / (2 * h)


@given(lab=labs(), x=xs)
def test_measures_of_the_units(lab, x):
    """Failing means that z, a or the breakpoint of a unit is another unit's."""
    reading = _read(lab)
    for i, (w, b) in enumerate(zip(lab.w, lab.b, strict=True)):
        assert _measure(reading, f"z{i}", x) == w * x + b
        assert _measure(reading, f"a{i}", x) == max(0, w * x + b)
        if w == 0:
            with pytest.raises(UndefinedError):
                _measure(reading, f"breakpoint{i}")
        else:
            assert w * _measure(reading, f"breakpoint{i}") + b == 0
    dead = sum(all(w * end + b <= 0 for end in lab.range) for w, b in zip(lab.w, lab.b, strict=True))
    assert _measure(reading, "dead_on_range") == dead


@given(lab=labs())
def test_measures_of_the_data(lab):
    """Failing means that the loss, the gradients or the verdicts on the data are wrong."""
    reading = _read(lab)
    rows = list(zip(lab.data.x, lab.data.y, strict=True))
    delta = [2 * (_f(lab, x) - y) / len(rows) for x, y in rows]
    assert _measure(reading, "rows") == len(rows)
    assert _measure(reading, "loss") == sum((_f(lab, x) - y) ** 2 for x, y in rows) / Fraction(len(rows))
    assert _measure(reading, "dL_dc") == sum(delta)
    dead = 0
    for i, (w, b, v) in enumerate(zip(lab.w, lab.b, lab.v, strict=True)):
        active = [(x, d) for (x, _), d in zip(rows, delta, strict=True) if w * x + b > 0]
        dead += not active
        assert _measure(reading, f"active{i}") == len(active)
        assert _measure(reading, f"dL_dw{i}") == sum(d * v * x for x, d in active)
        assert _measure(reading, f"dL_db{i}") == sum(d * v for _, d in active)
        assert _measure(reading, f"dL_dv{i}") == sum(d * (w * x + b) for x, d in active)
    assert _measure(reading, "dead") == dead
    points = sorted({(x, _f(lab, x)) for x, _ in rows})
    slopes = {(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(points)}
    assert _measure(reading, "linear_on_data") == (len(slopes) <= 1)


@given(lab=labs())
def test_measures_after_one_step(lab):
    """Failing means that the unit which a step kills is told to live, or the other way round."""
    reading = _read(lab)
    dead = 0
    for i, (w, b) in enumerate(zip(lab.w, lab.b, strict=True)):
        w_after = w - lab.rate * _measure(reading, f"dL_dw{i}")
        b_after = b - lab.rate * _measure(reading, f"dL_db{i}")
        assert _measure(reading, f"w{i}_after") == w_after
        assert _measure(reading, f"b{i}_after") == b_after
        assert _measure(reading, f"z{i}_after", 3) == 3 * w_after + b_after
        dead += all(w_after * x + b_after <= 0 for x in lab.data.x)
    assert _measure(reading, "dead_after") == dead


@given(lab=labs())
def test_the_lamps_agree_with_the_measures(lab):
    """Failing means that the lamp and the goal say different things of one network."""
    reading = _read(lab)
    lamps = {lamp.label: lamp for lamp in reading.lamps}
    low, high = map(show, lab.range)
    assert lamps["linear on the data"].lit == _measure(reading, "linear_on_data")
    assert lamps[f"linear on [{low}, {high}]"].lit == _measure(reading, "linear_on_range")
    assert lamps["linear everywhere"].lit == _measure(reading, "linear_everywhere")
    assert sum(not lamps[f"unit {i}"].lit for i in range(len(lab.w))) == _measure(reading, "dead")
    assert len(lamps) == 3 + len(lab.w)
    assert all(lamp.reason for lamp in lamps.values())


@settings(max_examples=60)
@given(lab=labs())
def test_the_plots_show_what_they_name_inside_their_frame(lab):
    """Failing means that a curve is another function's, is cut off, or lacks a corner."""
    reading = _read(lab)
    for view in ("sum", "units", "pre-activations"):
        plot = reading.figure(view)
        assert isinstance(plot, Plot)
        assert (plot.x.low, plot.x.high) == lab.range
        for drawn in (*plot.curves, *plot.points):
            assert all(plot.y.low <= y <= plot.y.high for _, y in drawn.points)
        for curve in plot.curves:
            at = [x for x, _ in curve.points]
            assert at == sorted(set(at))
            assert (at[0], at[-1]) == lab.range
    curves = {view: {curve.label: curve for curve in reading.figure(view).curves} for view in VIEWS[:3]}
    turns = {-b / w for w, b in zip(lab.w, lab.b, strict=True) if w != 0}
    f = curves["sum"]["f"].points
    assert all(y == _f(lab, x) for x, y in f)
    assert {x for x in turns if lab.range[0] < x < lab.range[1]} <= {x for x, _ in f}
    for i, (w, b, v) in enumerate(zip(lab.w, lab.b, lab.v, strict=True)):
        assert all(y == v * max(0, w * x + b) for x, y in curves["units"][f"unit {i}"].points)
        assert all(y == w * x + b for x, y in curves["pre-activations"][f"unit {i}"].points)
        assert curves["units"][f"unit {i}"].symbol == "₀₁₂₃₄₅₆₇₈₉"[i]


@settings(max_examples=60)
@given(lab=labs())
def test_the_bends_and_the_data_are_marked_where_they_are(lab):
    """Failing means that a bend that cancels is marked, or one that shows is not."""
    points = {each.label: each.points for each in _read(lab).figure("sum").points}
    low, high = lab.range
    assert list(points.get("bend", ())) == [(x, _f(lab, x)) for x in _twelfths(low, high) if _change(lab, x) != 0]
    assert list(points["data"]) == list(zip(lab.data.x, lab.data.y, strict=True))


@settings(max_examples=60)
@given(lab=labs())
def test_the_table_of_a_plot_tells_its_pieces(lab):
    """Failing means that who reads the numbers learns another curve than who looks at it."""
    plot = _read(lab).figure("sum")
    low, high = lab.range
    rows = [[Fraction(cell.replace("−", "-")) for cell in row] for row in plot.numbers.rows if "≈" not in str(row)]
    for start, end, slope, at_start, at_end in rows:
        assert (at_start, at_end) == (_f(lab, start), _f(lab, end))
        assert slope * (end - start) == at_end - at_start
    assert [plot.numbers.rows[0][0], plot.numbers.rows[-1][1]] == [show(low), show(high)]
    bends = [x for x in _twelfths(low, high) if low < x < high and _change(lab, x) != 0]
    if bends:
        assert plot.text.startswith("bends at ")
        assert plot.text.endswith(f"bends at {', '.join(map(show, bends))}")
    else:
        assert "no bend" in plot.text


@given(lab=labs())
def test_the_tables_have_a_row_for_each_unit(lab):
    """Failing means that an activation or a gradient is in the wrong row or column."""
    reading = _read(lab)
    rows, gradients = reading.figure("rows"), reading.figure("gradients")
    for table in (rows, gradients):
        assert isinstance(table, Table)
        assert all(len(row) == len(table.header) for row in table.rows)
    assert rows.header == ("x", *map(show, lab.data.x), "verdict")
    assert gradients.rows[-1][0] == "c"
    for i, (w, b, v) in enumerate(zip(lab.w, lab.b, lab.v, strict=True)):
        z = [w * x + b for x in lab.data.x]
        assert rows.rows[i][1:-1] == tuple(show(each) if each > 0 else "·" for each in z)
        by = (_measure(reading, f"dL_d{letter}{i}") for letter in "wbv")
        expected = [show(value) for pair in zip((w, b, v), by, strict=True) for value in pair]
        assert list(gradients.rows[i][1:-1]) == expected
    assert list(gradients.rows[-1][3:5]) == [show(lab.c), show(_measure(reading, "dL_dc"))]


@given(lab=labs())
def test_a_reason_is_given_exactly_where_a_gradient_is_zero(lab):
    """Failing means that a zero gradient is left unexplained, or a gradient that is not 0 is explained away."""
    reading = _read(lab)
    table = reading.figure("gradients")
    for i in range(len(lab.w)):
        by = [_measure(reading, f"dL_d{letter}{i}") for letter in "wbv"]
        why = table.rows[i][-1]
        assert bool(why) == (0 in by)
        if why == "no active row":
            assert _measure(reading, f"active{i}") == 0
        if why == f"v{i} is 0":
            assert lab.v[i] == 0
        if why.startswith("every residual"):
            assert _measure(reading, "loss") == 0
    assert bool(table.rows[-1][-1]) == (_measure(reading, "dL_dc") == 0)


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
    """Failing means that a zero gradient gets a false proof: what is one term, or all 0, cannot cancel."""
    bias = 1 if 0 in x else 0
    reading = _read(_lab({"w": [1], "b": [bias], "v": [1]}, data={"x": x, "y": y}, show=("gradients",)))
    assert _measure(reading, "active0") == 1
    assert _measure(reading, "dL_dw0") == 0
    assert "cancel" not in reading.figure("gradients").rows[0][-1]


def test_known_values():
    """Failing means that the networks of the lessons have other values, losses or gradients than on paper."""
    a, b = _read(_lab(A, data=D9)), _read(_lab(B))
    assert [_measure(a, "f", x) for x in (-4, -1, 4, 12, -12)] == [12, 18, 28, 46, 0]
    assert [_measure(b, "f", x) for x in (-4, -2, -1, 0, 4)] == [3, 1, 0, 1, 5]
    assert _measure(a, "loss") == Fraction(2989, 9)
    assert [_measure(a, f"dL_dw{i}") for i in range(3)] == [0, Fraction(200, 9), Fraction(200, 9)]
    assert [_measure(a, f"dL_db{i}") for i in range(3)] == [0, Fraction(106, 3), Fraction(106, 3)]
    assert [_measure(a, f"dL_dv{i}") for i in range(3)] == [0, Fraction(3380, 9), Fraction(3380, 9)]
    assert _measure(a, "dL_dc") == Fraction(106, 3)
    assert [a.lamps[i].lit for i in range(3)] == [True, True, False]
    assert [b.lamps[i].lit for i in range(2)] == [False, False]
    assert [lamp.lit for lamp in a.lamps[3:]] == [False, True, True]
    assert a.formula[1] == "on [−4, 4]: f(x) = 2x + 20"
    assert b.formula[1] == "on [−4, 4]: f(x) = −x − 1 up to x = −1, then x + 1"


def test_two_slopes_that_round_to_the_same_text_are_still_two_pieces():
    """Failing means that the formula says "one line" of a curve that bends, because it compares rounded texts."""
    reading = _read(_lab({"w": [1, -1], "b": [0, 0], "v": ["1000001003/3000000000", "-1000001/3000000"]}))
    assert _measure(reading, "bends") == 1
    assert "up to x = 0, then" in reading.formula[1]


def test_the_stuck_network_is_exactly_stuck():
    """Failing means that the lesson on the best line rests on gradients that are not 0."""
    reading = _read(_lab({**A, "v": [1, "1/6", "1/6"]}, c=-1, data=D9, show=("gradients",)))
    names = [f"dL_d{letter}{i}" for letter in "wbv" for i in range(3)] + ["dL_dc"]
    assert [_measure(reading, name) for name in names] == [0] * 10
    assert _measure(reading, "loss") == Fraction(40, 27)
    assert [row[-1] for row in reading.figure("gradients").rows] == [
        "no active row",
        "the terms of its active rows cancel",
        "the terms of its active rows cancel",
        "the residuals sum to 0",
    ]


@pytest.mark.parametrize(("rate", "dead"), [("2/13", 1), ("3/20", 0), (1, 1), (0, 0)])
def test_one_step_kills_the_unit_from_two_thirteenths_on(rate, dead):
    """Failing means that the lesson on dying units names a wrong learning rate."""
    lab = _lab({"w": [1], "b": [0], "v": [1]}, data={"x": [1, 2], "y": [0, 0]}, rate=rate)
    reading = _read(lab)
    assert (_measure(reading, "dL_dw0"), _measure(reading, "dL_db0")) == (5, 3)
    assert _measure(reading, "dead_after") == dead
    assert "after one step" in reading.formula[-1]
    assert [curve.label for curve in reading.figure("sum").curves] == ["after one step", "f"]


@settings(max_examples=60)
@given(lab=labs(), turned=st.sampled_from(["w0", "b0", "v0", "c", "x0"]), value=halves)
def test_a_turned_knob_is_read_as_if_the_lab_were_written_so(lab, turned, value):
    """Failing means that turning a knob moves another number, or that what was computed before sticks."""
    reading = _read(lab, **{turned: value})
    letter = turned[0]
    if letter == "c":
        written = lab.model_copy(update={"c": value})
    elif letter == "x":
        data = lab.data.model_copy(update={"x": (value, *lab.data.x[1:])})
        written = lab.model_copy(update={"data": data})
    else:
        written = lab.model_copy(update={letter: (value, *getattr(lab, letter)[1:])})
    for name, measure in _read(NetworkLab.model_validate(written.model_dump())).measures.items():
        arguments = [Fraction(1, 7)] * measure.takes
        try:
            expected = measure.read(*arguments)
        except UndefinedError:
            with pytest.raises(UndefinedError):
                reading.measures[name].read(*arguments)
        else:
            assert reading.measures[name].read(*arguments) == expected
    assert measures_at(lab, reading.settings, STORE)["edits"].read() == (start_settings(lab)[turned] != value)


def test_the_curve_at_the_start_stays_in_sight_once_it_was_left():
    """Failing means that the learner cannot see what an edit did."""
    lab = _lab(A)
    assert [curve.label for curve in _read(lab).figure("sum").curves] == ["f"]
    turned = _read(lab, b1=1).figure("sum")
    assert [curve.label for curve in turned.curves] == ["at the start", "f"]
    assert all(y == _f(lab, x) for x, y in turned.curves[0].points)


def test_a_wider_axis_shows_more_and_shades_the_range():
    """Failing means that "linear here" and "bent out there" cannot be seen in one plot."""
    plot = _read(_lab(A, axis=(-12, 12), y_axis=(0, 50))).figure("sum")
    assert (plot.x.low, plot.x.high, plot.y.low, plot.y.high) == (-12, 12, 0, 50)
    assert plot.shaded == (-4, 4)
    assert [x for x, _ in plot.curves[0].points] == [-12, -10, 10, 12]
    assert plot.text == "no bend on [−4, 4]"
    assert _read(_lab(A)).figure("sum").shaded is None


def test_without_data_there_is_nothing_to_say_about_data():
    """Failing means that a lab without rows has a loss, or calls units dead on the data."""
    reading = _read(_lab(A))
    assert not {"loss", "dead", "rows", "linear_on_data", "dL_dc", "active0", "dead_after"} & set(reading.measures)
    assert [lamp.label for lamp in reading.lamps][:2] == ["linear on [−4, 4]", "linear everywhere"]
    assert [lamp.reason for lamp in reading.lamps][2:] == ["dead on the range", *["active somewhere on the range"] * 2]
    assert [lamp.lit for lamp in reading.lamps][2:] == [False, True, True]


def test_the_knobs_are_the_numbers_of_the_lab_within_their_bounds():
    """Failing means that a knob turns too far, or that a bound given by letter does not hold."""
    bounds = {"w": Bounds(low=-2, high=2), "w1": Bounds(low=0, high=1), "rate": Bounds(low=0, high=1, fine="1/100")}
    lab = _lab({"w": [1, 1], "b": [0, 0], "v": [1, 1]}, data={"x": [1], "y": [0]}, rate="1/10", bounds=bounds)
    knobs = {knob.name: knob for knob in lab.all_knobs}
    assert list(knobs) == ["w0", "w1", "b0", "b1", "v0", "v1", "c", "x0", "rate"]
    assert (knobs["w0"].low, knobs["w0"].high) == (-2, 2)
    assert (knobs["w1"].low, knobs["w1"].high) == (0, 1)
    assert (knobs["b0"].low, knobs["b0"].high) == (-12, 12)
    assert (knobs["rate"].start, knobs["rate"].fine) == (Fraction(1, 10), Fraction(1, 100))
    assert [knob.name for knob in turnable(_lab(A, knobs=("b2", "c")))] == ["b2", "c"]
    assert _lab(A, axis=(-12, 12), data={"x": [7], "y": [33]}).stated >= {-10, 10, 1, 0, -4, 4, -12, 12, 7, 33}


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
    """Failing means that a slip in a lesson shows up only when a learner gets there."""
    with pytest.raises(ValidationError):
        _lab(A, **wrong)


def test_a_huge_number_in_a_lesson_is_read_or_refused():
    """Failing means that one number with 400 digits raises what the reader of lessons does not catch."""
    try:
        lab = _lab(A, c=10**400)
    except ValidationError:
        return
    assert lab.c == 10**400


def test_a_misspelt_knob_gets_a_suggestion():
    """Failing means that an author has to guess."""
    with pytest.raises(ValidationError, match="did you mean b1"):
        _lab(A, knobs=["b_1"])


def test_the_identity_of_x_alone_is_written_as_x():
    """The formula of a straight line would read f(x) = (x)."""
    lab = NetworkLab(activation="identity", w=[1], b=[0], v=[1], range=(-4, 4))
    assert read_at(lab, start_settings(lab)).formula[0] == "f(x) = x"
