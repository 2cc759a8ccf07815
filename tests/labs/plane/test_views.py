"""The plane lab: what it reads off a network with two inputs, and what it draws, against plain numbers."""

import math
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from readings import STORE, advance, read_at

from tutor.expression import UndefinedError
from tutor.figure import Plot, Table
from tutor.lab import measures_at, start_settings, turn_all, turnable
from tutor.labs.plane import PlaneLab
from tutor.net.activation import ACTIVATIONS
from tutor.net.dataset import CLASSES, drawn
from tutor.net.initial import initial
from tutor.net.optimizer import Optimizer
from tutor.net.training import Hyperparameters, Training
from tutor.plotting import draw

XOR = {"data": "xor", "rows": 4, "noise": 0, "w": [[1, 1], [1, 1]], "b": [0, -1], "v": [1, -2], "c": "-1/2"}
VIEWS = ("plane", "regions", "loss")
KINDS = {"relu": lambda z: max(z, 0), "identity": lambda z: z, "tanh": math.tanh}
CHOICES = {"identity": 0, "relu": 1, "tanh": 2}

numbers = st.integers(-8, 8).map(lambda n: Fraction(n, 4))
datas = st.sampled_from(sorted(CLASSES))


@st.composite
def given_labs(draw):
    """A lab with given numbers, of any activation."""
    units = draw(st.lists(st.tuples(numbers, numbers, numbers, numbers), min_size=1, max_size=5))
    w = [(of_x, of_y) for of_x, of_y, _, _ in units]
    b, v = [b for *_, b, _ in units], [v for *_, v in units]
    kind = draw(st.sampled_from(sorted(KINDS)))
    rows = draw(st.integers(2, 40))
    data = draw(datas)
    return PlaneLab(data=data, rows=rows, activation=kind, w=w, b=b, v=v, c=draw(numbers), show=("plane", "regions"))


def _read(lab, **turns):
    return read_at(lab, turn_all(lab, start_settings(lab), {name: Fraction(value) for name, value in turns.items()}))


def _measure(reading, name, *arguments):
    return reading.measures[name].read(*map(Fraction, arguments))


def _f(lab, x, y):
    g = KINDS[lab.activation]
    units = zip(lab.w, lab.b, lab.v, strict=True)
    return lab.c + sum(v * g(of_x * x + of_y * y + b) for (of_x, of_y), b, v in units)


def _points(plot):
    return {points.symbol: points.points for points in plot.points}


def _curves(plot):
    return {curve.label: [p for p in curve.points if math.isfinite(p[0])] for curve in plot.curves}


@settings(max_examples=50)
@given(lab=given_labs())
def test_the_fill_and_the_rows_are_those_of_the_network(lab):
    """Failing means that a place or a row is shown as of another class than the network takes it for."""
    reading = _read(lab)
    points = _points(reading.figure("plane"))
    assert all(_f(lab, x, y) < 1e-9 for x, y in points.get("·", ()))
    assert all(_f(lab, x, y) > -1e-9 for x, y in points.get("+", ()))
    x, y = drawn(CLASSES[lab.data], lab.rows, float(lab.noise), lab.seed)
    rows = [(tuple(map(float, at)), int(label), _f(lab, *map(float, at))) for at, (label,) in zip(x, y, strict=True)]
    assume(all(abs(f) > 1e-9 or f == 0 for *_, f in rows))
    for symbol, label, above in (("o", 0, False), ("O", 0, True), ("x", 1, True), ("X", 1, False)):
        assert set(points.get(symbol, ())) == {at for at, is_of, f in rows if is_of == label and (f > 0) == above}
    right = [(f > 0) == (label == 1) for _, label, f in rows]
    assert _measure(reading, "accuracy") == Fraction(100 * sum(right), len(right))
    separates, linear = reading.lamps
    assert separates.lit == all(right)
    assert linear.lit == bool(_measure(reading, "linear"))
    loss = sum(math.log1p(math.exp(f)) - label * f for _, label, f in rows) / len(rows)
    assert float(_measure(reading, "loss")) == pytest.approx(float(loss))


@settings(max_examples=50)
@given(lab=given_labs())
def test_f_is_0_on_the_boundary_and_some_z_on_every_edge(lab):
    """Failing means that the lines in the picture are not where the class or the formula changes."""
    curves = _curves(_read(lab).figure("plane"))
    # Between samples tanh is off its chord by no more than (mesh²/8)·|curvature|.
    bound = (
        1e-9
        if lab.activation != "tanh"
        else sum(abs(v) * (of_x**2 + of_y**2) for (of_x, of_y), v in zip(lab.w, lab.v, strict=True)) * (4 / 48) ** 2 / 4
    )
    assert all(abs(_f(lab, x, y)) <= bound for x, y in curves.get("f = 0", ()))
    units = list(zip(lab.w, lab.b, strict=True))
    for x, y in curves.get("region edges", ()):
        assert min(abs(of_x * x + of_y * y + b) for (of_x, of_y), b in units) < 1e-9


@settings(max_examples=30)
@given(lab=given_labs(), x=numbers, y=numbers)
def test_f_is_exact_where_it_can_be_and_two_classes_have_a_boundary(lab, x, y):
    """Failing means that claims about f are judged by rounded numbers, or that the classes meet without a line."""
    reading = _read(lab)
    if lab.activation == "tanh":
        assert float(_measure(reading, "f", x, y)) == pytest.approx(float(_f(lab, x, y)))
    else:
        assert _measure(reading, "f", x, y) == _f(lab, x, y)
    plot = reading.figure("plane")
    if {"·", "+"} <= set(_points(plot)):
        assert _curves(plot)["f = 0"]


def test_xor_by_hand():
    """Failing means that the network of every textbook does not separate XOR here."""
    reading = _read(PlaneLab(**XOR))
    corners = {(0, 0): -1, (0, 1): 1, (1, 0): 1, (1, 1): -1}
    assert {at: 2 * _measure(reading, "f", *at) for at in corners} == corners
    names = ("accuracy", "regions", "boundary_pieces", "linear")
    assert [_measure(reading, name) for name in names] == [100, 3, 2, 0]
    assert reading.formula[0] == "f(x, y) = max(0, x + y) − 2·max(0, x + y − 1) − 0.5"
    assert [lamp.lit for lamp in reading.lamps] == [True, False]
    assert set(_points(reading.figure("plane"))) == {"·", "+", "o", "x"}
    active = [row[-1] for row in _read(PlaneLab(**XOR, show=("regions",))).figure("regions").rows]
    assert active == ["2 of 3 regions", "1 of 3 regions"]
    without = _read(PlaneLab(**XOR), activation=CHOICES["identity"])
    assert [_measure(without, name) for name in ("regions", "linear")] == [1, 1]
    assert _measure(without, "accuracy") < 100


@pytest.mark.parametrize("v", [1, Fraction(8, 3), Fraction(800_000, 3), Fraction(1, 999)])
def test_a_row_on_the_boundary_is_of_class_0_whatever_rounding_makes_of_it(v):
    """Failing means that accuracy hangs on the last digit of a float, and not on what the numbers say."""
    w = [Fraction(7, 3), Fraction(6, 13)]
    points = _points(_read(PlaneLab(**{**XOR, "w": [w], "b": [0], "v": [v], "c": -v * sum(w)})).figure("plane"))
    assert (1, 1) in points["o"]


def test_where_f_is_0_throughout_there_is_no_pattern_of_rounding():
    """Failing means that a network that tells nothing apart is shown with specks of both classes."""
    w, v = [["3/4", "3/4"]] * 3, ["3/4", "3/4", "-3/2"]
    reading = _read(PlaneLab(data="circle", activation="identity", w=w, b=["1/7"] * 3, v=v))
    plot = reading.figure("plane")
    assert set(_points(plot)) == {"·", "o", "X"}
    assert plot.numbers.rows == (("0", "40", "40", "0"), ("1", "40", "0", "40"))
    assert _measure(reading, "accuracy") == 50


@pytest.mark.parametrize("toward", [(1, 0), (-1, 0), (0, 1), (0, -1)])
def test_the_fill_leaves_room_for_the_boundary_and_has_no_side(toward):
    """Failing means that signs cover the boundary, or that all of them are shifted."""
    lab = PlaneLab(data="circle", activation="identity", w=[toward], b=[0], v=[1])
    points = _points(_read(lab).figure("plane"))
    fill = {(round(x, 9), round(y, 9)) for symbol in "·+" for x, y in points[symbol]}
    assert fill == {(-x, -y) for x, y in fill}
    along = {abs(x if toward[0] else y) for x, y in fill}
    assert min(along) > 0.1
    assert len(along) > 3


def test_units_that_undo_one_another_leave_a_plane():
    """Failing means that a network is called bent because units switch, or straight though f bends."""
    numbers = {"data": "circle", "w": [[1, 2], [-1, -2]], "b": ["1/3", "-1/3"]}
    for v, linear in (([1, -1], 1), ([1, 1], 0)):
        reading = _read(PlaneLab(**numbers, v=v))
        assert (_measure(reading, "linear"), _measure(reading, "regions")) == (linear, 2)
        assert reading.lamps[1].lit == linear


@pytest.mark.parametrize("k", range(1, 8))
def test_lines_in_general_position_make_the_regions_of_the_formula_clipped_to_the_box(k):
    """Failing means that the count on show is not 1 + k + the crossings of two lines, in the box."""
    ts = [Fraction(n, k) for n in range(k)]  # tangents of a small circle: no three through a point, no two parallel
    lines = [((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t), Fraction(-1, 4)) for t in ts]
    lab = PlaneLab(
        data="circle", w=[(m, n) for m, n, _ in lines], b=[b for *_, b in lines], v=[1] * k, show=("plane", "regions")
    )
    crossings = 0
    for (a, b, c), (d, e, f) in combinations(lines, 2):
        x, y = (Fraction(n, 1) / (a * e - b * d) for n in (b * f - c * e, c * d - a * f))
        crossings += max(abs(x), abs(y)) < Fraction(5, 4)
    reading = _read(lab)
    assert _measure(reading, "regions") == 1 + k + crossings
    assert k > 4 or crossings == math.comb(k, 2)
    table = reading.figure("regions")
    assert len(table.rows) == k
    assert f"{1 + k + crossings} regions" in table.text


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_reading_is_that_of_the_step_whatever_was_looked_at_before(kind):
    """Failing means that a run looks different when it is watched, gone back on, or jumped through."""
    lab = PlaneLab(data="moons", hidden=(5,), activation=kind, rate="1/20", steps=60, seed=11, show=VIEWS)
    x, y = drawn(CLASSES["moons"], 80, 0.05, 11)
    plain = Training(
        initial((2, 5, 1), "he", (11,), ACTIVATIONS[kind]),
        x,
        y,
        Hyperparameters(loss="bce", optimizer=Optimizer("adam", 0.05)),
    )
    losses = [plain.loss]
    for _ in range(60):
        plain.advance(1)
        losses.append(plain.loss)
    for step in (0, 40, 7, 60, 39):
        reading = _read(lab, step=step)
        assert float(_measure(reading, "loss")) == pytest.approx(losses[step], rel=1e-12)
        assert _measure(reading, "step") == step
        plot = reading.figure("loss")
        assert plot.numbers.rows[-1][0] == str(step)
        (curve,) = plot.curves or [None]
        if step:
            assert [10**height for _, height in curve.points] == pytest.approx(losses[: step + 1])
            assert [at for at, _ in curve.points] == list(range(step + 1))


def test_the_clock_runs_to_its_end_and_never_past_it():
    """Failing means that training stops early, runs past the last step, or stands still at once."""
    lab = PlaneLab(data="circle", hidden=(3,), steps=50, seed=12)
    at, seen = start_settings(lab), []
    while not seen or seen[-1] < 50:
        value = advance(lab, at, 0.001)
        assert at["step"] < value <= 50
        at = lab.turn(at, "step", value)
        seen.append(value)
        assert _measure(read_at(lab, at), "step") == value
    assert advance(lab, at, 1) == lab.run(at, STORE).step == 50
    back = lab.turn(at, "step", Fraction(10))
    assert 10 < advance(lab, back, 0.0001) < 50  # what was run before is watched again, not skipped


def test_another_run_begins_at_its_start():
    """Failing means that turning a knob makes the learner wait for as many steps as were taken before."""
    knobs = ("data", "activation", "units", "seed", "rate", "step")
    lab = PlaneLab(data="xor", knobs=knobs)
    assert tuple(knob.name for knob in turnable(lab)) == knobs
    at = lab.turn(start_settings(lab), "step", Fraction(20))
    for name, value in (("data", 0), ("activation", 2), ("units", 4), ("seed", 5), ("rate", Fraction(1, 10))):
        assert lab.turn(at, name, at[name])["step"] == 20
        turned_once = lab.turn(at, name, Fraction(value))
        assert (turned_once["step"], turned_once[name]) == (0, value)
        later = ({**each, "step": Fraction(3)} for each in (turned_once, at))
        assert len({_measure(read_at(lab, each), "loss") for each in later}) == 2
    assert measures_at(lab, at, STORE)["edits"].read() == 0  # the clock is no edit


def test_the_seed_of_a_start_leaves_the_rows_alone():
    """Failing means that starting again is mixed up with other data."""
    lab = PlaneLab(data="moons", hidden=(3,), seed=2)
    one, other = (_read(lab, seed=seed).figure("plane") for seed in (2, 9))
    rows = [sorted(p for s, points in _points(each).items() if s in "oOxX" for p in points) for each in (one, other)]
    assert rows[0] == rows[1]
    assert one != other


def test_training_separates_what_the_units_can_and_a_plane_cannot():
    """Failing means that training, or the lamp that a lesson's goal rests on, does not work."""
    lab = PlaneLab(data="xor", hidden=(8,), rate="1/20", steps=300, seed=1)
    found = {kind: _read(lab, activation=number, step=300) for kind, number in CHOICES.items()}
    assert [found[kind].lamps[0].lit for kind in ("identity", "relu", "tanh")] == [False, True, True]
    assert [found[kind].lamps[1].lit for kind in ("identity", "relu", "tanh")] == [True, False, False]
    assert _measure(found["identity"], "regions") == 1


def test_what_tanh_has_not_is_undefined():
    """Failing means that a smooth network is told to have regions, or that asking for them is a crash."""
    lab = PlaneLab(data="circle", hidden=(3,), activation="tanh", show=VIEWS)
    reading = _read(lab)
    for name in ("regions", "boundary_pieces"):
        with pytest.raises(UndefinedError):
            _measure(reading, name)
    assert reading.figure("regions").rows == ()
    assert "region" not in reading.figure("plane").text
    flat = _read(PlaneLab(data="circle", activation="tanh", init="zeros"))
    assert flat.lamps[1].lit
    assert not flat.figure("plane").curves


def test_a_divergence_is_told_and_a_smaller_rate_offered():
    """Failing means that a learner is left with a run that cannot go on, or that the reading of it is a crash."""
    lab = PlaneLab(data="xor", activation="identity", optimizer="gd", rate=10, steps=200, seed=14, show=VIEWS)
    at = turn_all(lab, start_settings(lab), {"step": Fraction(200)})
    reading = read_at(lab, at)
    reached = _measure(reading, "step")  # before anything else is looked at
    assert reached < 200
    assert advance(lab, {**at, "step": reached}, 0.01) == reached
    for view in VIEWS:
        draw(reading.figure(view), 60, 10)
    assert reading.offer
    assert "rate" in reading.offer.say
    assert reading.offer.settings == {"rate": 1}
    assert read_at(lab, {**at, "step": Fraction(0)}).offer is None
    assert turn_all(lab, at, reading.offer.settings)["step"] == 0


@pytest.mark.parametrize(
    "lab",
    [
        PlaneLab(data="spiral", hidden=(6, 6), seed=3, show=VIEWS),
        PlaneLab(data="circle", activation="tanh", seed=3, show=VIEWS),
        PlaneLab(**XOR, show=("plane", "regions")),
    ],
    ids=("deep", "tanh", "given"),
)
def test_every_view_has_a_line_of_text_few_curves_and_fits_a_small_plot(lab):
    """Failing means that a view cannot be read aloud, by its signs, or in a small terminal."""
    reading = _read(lab, step=5) if lab.clock else _read(lab)
    for view in lab.views:
        figure = reading.figure(view)
        assert figure.text
        assert "\n" not in figure.text
        assert len(draw(figure, 60, 10).rows) == 10
        if isinstance(figure, Plot):
            symbols = [each.symbol for each in (*figure.curves, *figure.points) if each.symbol]
            assert len(set(symbols)) == len(symbols)
            assert len([curve for curve in figure.curves if curve.symbol is None]) <= 2
            assert isinstance(figure.numbers, Table)
            assert figure.numbers.rows
    table = reading.figure("plane").numbers
    total, right = (sum(int(row[i]) for row in table.rows) for i in (1, 2))
    assert Fraction(100 * right, total) == _measure(reading, "accuracy")
    assert f"{right} of {total} rows right" in reading.figure("plane").text


def test_the_formula_tells_size_parameters_and_success():
    """Failing means that a network is told to be of another size than it is."""
    lab = PlaneLab(data="xor", rows=40, hidden=(4, 4), seed=1)
    size, done = _read(lab).formula
    assert size == "2-4-4-1 network, relu, 37 parameters"
    assert done.startswith("step 0: ")
    assert " of 40 rows right" in done
    assert _read(lab, units=5).formula[0] == "2-5-5-1 network, relu, 51 parameters"


def test_what_the_lab_states_and_its_knobs():
    """Failing means that prose may not repeat the lab's numbers, or that a knob has another name or bounds."""
    lab = PlaneLab(**XOR, knobs=("w1_0", "b0", "c", "data"), bounds={"w": {"low": -2, "high": 2}, "c": {"low": -1}})
    assert lab.clock == ""
    assert {Fraction(-1, 2), Fraction(-2), Fraction(4), Fraction(3, 2)} <= lab.stated
    found = {knob.name: knob for knob in lab.all_knobs}
    assert list(found) == [*("data", "activation", "w0_0", "w0_1", "w1_0", "w1_1", "b0", "b1", "v0", "v1", "c")]
    assert (found["w1_0"].low, found["w1_0"].start, found["w1_0"].high) == (-2, 1, 2)
    assert (found["c"].low, found["b0"].low) == (-1, -12)
    assert found["data"].shown(found["data"].start) == "xor"
    assert {Fraction(8), Fraction(500), Fraction(1, 50), Fraction(80)} <= PlaneLab(data="circle").stated


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"data": "ring"},
        {"data": "xor", "rows": 201},
        {"data": "xor", "rows": 1},
        {"data": "xor", "noise": -1},
        {"data": "xor", "activation": "sigmoid"},
        {"data": "xor", "hidden": []},
        {"data": "xor", "hidden": [17]},
        {"data": "xor", "hidden": [2, 2, 2]},
        {"data": "xor", "init": "none"},
        {"data": "xor", "rate": 0},
        {"data": "xor", "steps": 0},
        {"data": "xor", "c": 1},
        {"data": "xor", "b": [1]},
        {"data": "xor", "knobs": ["w0_0"]},
        {"data": "xor", "knobs": ["units"], "hidden": [2, 3]},
        {"data": "xor", "knobs": ["seed", "seed"]},
        {"data": "xor", "bounds": {"seed": {}}},
        {"data": "xor", "show": ["rows"]},
        {"data": "xor", "show": []},
        {**XOR, "hidden": [2]},
        {**XOR, "rate": 1},
        {**XOR, "b": [0]},
        {**XOR, "v": []},
        {**XOR, "w": [[1], [1]]},
        {**XOR, "knobs": ["step"]},
        {**XOR, "knobs": ["w2_0"]},
        {**XOR, "show": ["loss"]},
        {**XOR, "w": [[True, 1], [1, 1]]},
    ],
    ids=str,
)
def test_bad_content_is_a_validation_error(wrong):
    """Failing means that a slip in a lesson is accepted, or raises what the reader of lessons does not catch."""
    with pytest.raises(ValidationError):
        PlaneLab.model_validate(wrong)


def test_a_network_without_a_bend_has_no_inactive_unit():
    """Failing means that identity, which lets every z pass, is told to have dead units."""
    lab = PlaneLab(data="circle", hidden=(4,), activation="identity", seed=0, show=("regions",))
    table = _read(lab).figure("regions")
    assert table.rows == ()
    assert "dead" not in table.text


def test_a_run_that_is_held_back_trains_no_further():
    """The loss curve would show what is to come, while the learner waits for it."""
    lab = PlaneLab(data="xor", hidden=(2,), steps=100)
    assert advance(lab, start_settings(lab), 60.0, Fraction(20)) == 20 == lab.run(start_settings(lab), STORE).step
