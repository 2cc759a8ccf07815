"""The training lab: what it reads off a run, against Training used directly and against plain arithmetic."""

import math
import re
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from readings import STORE, advance, read_at

from tutor.expression import UndefinedError, holds, parse_comparison
from tutor.figure import Plot, Table
from tutor.lab import Lab, edits, measures_at, start_settings, turn_all, turnable
from tutor.labs import LABS
from tutor.labs.training import TrainingLab
from tutor.net.activation import ACTIVATIONS
from tutor.net.initial import initial
from tutor.net.layout import pack
from tutor.net.network import as_float, one_hidden_layer
from tutor.net.optimizer import OPTIMIZERS, Optimizer
from tutor.net.training import Hyperparameters, Training
from tutor.schema import Bounds
from tutor.store import Store

D9 = {"x": range(-4, 5), "y": [abs(x + 1) for x in range(-4, 5)]}
A = {"w": [1, 1, 1], "b": [-10, 10, 10], "v": [1, 1, 1], "data": D9}
VIEWS = ("fit", "loss", "lanes", "activations")
STEPS = 70

halves = st.integers(-4, 4).map(lambda n: Fraction(n, 2))
steps = st.integers(0, STEPS)


@st.composite
def labs(draw, activations=tuple(ACTIVATIONS), **more):
    """A lab with a drawn start, its own data, and any way of training."""
    xs = draw(st.lists(halves, min_size=2, max_size=5, unique=True))
    ys = draw(st.lists(halves, min_size=len(xs), max_size=len(xs)))
    return TrainingLab(
        units=draw(st.integers(1, 4)),
        init=draw(st.sampled_from(["uniform", "he", "glorot", "zeros"])),
        seed=draw(st.integers(0, 99)),
        activation=draw(st.sampled_from(activations)),
        optimizer=draw(st.sampled_from(tuple(OPTIMIZERS))),
        rate=draw(st.sampled_from(["1/100", "1/10", 1])),
        data={"x": xs, "y": ys},
        steps=STEPS,
        **more,
    )


def _settings(lab, **values):
    return turn_all(lab, start_settings(lab), {name: Fraction(value) for name, value in values.items()})


def _read(lab, **values):
    return read_at(lab, _settings(lab, **values))


def _measure(reading, name, *arguments):
    return reading.measures[name].read(*map(Fraction, arguments))


def _trained(lab, step):
    """The run of a lab with a drawn start, trained directly up to a step, or to where it diverges."""
    start = initial((1, lab.units, 1), lab.init, (lab.seed,), ACTIVATIONS[lab.activation])
    x, y = (np.array([[float(each)] for each in row]) for row in (lab.data.x, lab.data.y))
    training = Training(start, x, y, Hyperparameters(optimizer=Optimizer(lab.optimizer, float(lab.rate))))
    training.advance(step)
    return training


def _numbers(network):
    """w, b, v and c as plain floats."""
    (inner, outer), (b, (c,)) = network.weights, network.biases
    return inner[:, 0].tolist(), b.tolist(), outer[0].tolist(), float(c)


def _relu_f(numbers, x):
    w, b, v, c = numbers
    return c + sum(v_ * max(0.0, w_ * x + b_) for w_, b_, v_ in zip(w, b, v, strict=True))


def _run_to_the_end(lab, now, seconds=0.0):
    found = [now["step"]]
    while (value := advance(lab, now, seconds)) != now["step"]:
        now = lab.turn(now, "step", value)
        found.append(value)
    return now, found


def test_the_network_of_the_thread_ends_on_the_best_line():
    """Failing means that the lesson's network no longer gets stuck where it is proved to."""
    reading = _read(TrainingLab(**A, rate="1/1000", steps=20_000), step=20_000)
    assert abs(_measure(reading, "loss") - Fraction(40, 27)) < Fraction(1, 10**9)
    assert holds(parse_comparison("loss ≈ 1.4815"), reading.measures)
    assert _measure(reading, "start_loss") == Fraction(float(Fraction(2989, 9)))
    assert (_measure(reading, "dead"), _measure(reading, "linear_on_range")) == (1, 1)
    assert (_measure(reading, "bends"), _measure(reading, "diverged")) == (0, 0)
    assert [(lamp.label, lamp.lit) for lamp in reading.lamps[:4]] == [
        ("linear on [−4, 4]", True),
        ("unit 0", False),
        ("unit 1", True),
        ("unit 2", True),
    ]
    for x in (-4, 0, 4):
        assert abs(_measure(reading, "f", x) - Fraction(x + 7, 3)) < Fraction(1, 10**4)
    assert (_measure(reading, "w0"), _measure(reading, "b0"), _measure(reading, "v0")) == (1, -10, 1)
    assert 0 < _measure(reading, "largest_gradient") < Fraction(1, 10**6)
    assert not reading.lamps[-1].lit, "it still moves, however little"


def test_dead_is_about_the_data_also_where_the_range_is_wider():
    """Failing means that a unit which no row activates is told to live, since it would outside the data."""
    lab = TrainingLab(w=[1], b=[-5], v=[1], data={"x": [1, 2], "y": [0, 1]}, range=(0, 10))
    reading = _read(lab)
    assert _measure(reading, "dead") == 1
    assert (reading.lamps[1].lit, reading.lamps[1].reason) == (False, "dead on the data")
    assert (_measure(reading, "bends"), reading.lamps[0].lit) == (1, False)


def test_too_large_a_rate_diverges_at_step_three_and_a_smaller_one_is_offered():
    """Failing means that a run which blows up is not noticed, or that the way out leads into the same wall."""
    lab = TrainingLab(**A, rate="1/50", show=VIEWS)
    end, values = _run_to_the_end(lab, start_settings(lab))
    assert values[-1] == 3
    for step in (3, 4, 5000):
        reading = _read(lab, step=step)
        assert (_measure(reading, "diverged"), _measure(reading, "step")) == (1, 3)
        assert "2/λ" in reading.offer.say
        assert reading.explainable == ()
    assert _measure(_read(lab, step=2), "diverged") == 0
    assert _read(lab, step=2).offer is None
    offered = turn_all(lab, end, reading.offer.settings)
    assert offered["step"] == 0
    assert 0 < offered["rate"] < Fraction(447, 10**5)
    assert offered["rate"] % Fraction(1, 1000) == 0
    later = read_at(lab, {**offered, "step": Fraction(300)})
    assert (_measure(later, "diverged"), later.offer) == (0, None)


def test_what_is_offered_lies_within_the_bounds_of_the_knob():
    """Failing means that the front end sets a knob to where it cannot be turned."""
    tight = {"rate": Bounds(low="1/50", high=1)}
    assert _read(TrainingLab(**A, rate="1/50", bounds=tight), step=3).offer is None
    coarse = {"rate": Bounds(high=1, fine="1/10")}
    offer = _read(TrainingLab(**A, rate="1/10", bounds=coarse), step=9).offer
    assert 0 < offer.settings["rate"] < Fraction(447, 10**5)
    adam = TrainingLab(**A, rate=1000, optimizer="adam", bounds={"rate": Bounds(high=1000)})
    assert 0 < _read(adam, step=500).offer.settings["rate"] < 1000


@settings(max_examples=40, deadline=None)
@given(lab=labs(), looks=st.lists(steps, min_size=1, max_size=5))
def test_it_is_the_same_run_in_whatever_order_it_is_looked_at(lab, looks):
    """Failing means that scrubbing back, or running in slices, shows another network than training did."""
    store = Store()
    for step in (each for look in looks for each in (look, max(0, look - 1))):
        reading = read_at(lab, _settings(lab, step=step), store)
        training = _trained(lab, step)
        training.advance(1)
        ended = training.diverged
        assert _measure(reading, "diverged") == (ended is not None)
        expected = ended.network if ended else training.at(step)
        assert np.array_equal(pack(reading.network), pack(expected))
        advance(lab, reading.settings, 0.0, store=store)
        assert np.array_equal(pack(read_at(lab, reading.settings, store).network), pack(expected))


def test_a_step_is_gradient_descent():
    """Failing means that the parameters move another way than the lesson says: θ − η·∂L/∂θ, all at once."""
    lab = TrainingLab(w=[1, -1], b=[0, 1], v=[1, 2], c="1/2", data={"x": [-2, 1, 3], "y": [1, 0, 2]}, rate="1/100")
    rows, n = [(-2, 1), (1, 0), (3, 2)], 3
    w, b, v, c = [1.0, -1.0], [0.0, 1.0], [1.0, 2.0], 0.5
    for step in range(8):
        reading = _read(lab, step=step)
        for name, value in (("w0", w[0]), ("w1", w[1]), ("b0", b[0]), ("b1", b[1]), ("v0", v[0]), ("v1", v[1])):
            assert math.isclose(_measure(reading, name), value, rel_tol=1e-9, abs_tol=1e-12)
        residuals = [(x, _relu_f((w, b, v, c), x) - y) for x, y in rows]
        assert math.isclose(_measure(reading, "loss"), sum(r**2 for _, r in residuals) / n, rel_tol=1e-9)
        active = [[(x, 2 * r / n) for x, r in residuals if w[i] * x + b[i] > 0] for i in (0, 1)]
        by_w = [sum(d * v[i] * x for x, d in active[i]) for i in (0, 1)]
        by_b = [sum(d * v[i] for _, d in active[i]) for i in (0, 1)]
        by_v = [sum(d * (w[i] * x + b[i]) for x, d in active[i]) for i in (0, 1)]
        by_c = sum(2 * r / n for _, r in residuals)
        largest = max(map(abs, (*by_w, *by_b, *by_v, by_c)))
        assert math.isclose(_measure(reading, "largest_gradient"), largest, rel_tol=1e-9)
        w, b, v = ([old - g / 100 for old, g in zip(*each, strict=True)] for each in ((w, by_w), (b, by_b), (v, by_v)))
        c -= by_c / 100


@settings(max_examples=40, deadline=None)
@given(lab=labs(show=("fit", "activations")), step=steps, seconds=st.sampled_from([0.0, 0.0005]))
def test_the_clock_goes_on_until_it_cannot(lab, step, seconds):
    """Failing means that a run stops early, runs past its last step, or goes back."""
    now = _settings(lab, step=step)
    end, values = _run_to_the_end(lab, now, seconds)
    assert all(a < b for a, b in pairwise(values))
    assert values[-1] <= STEPS
    assert values[-1] == STEPS or _measure(read_at(lab, end), "diverged") == 1
    again, replayed = _run_to_the_end(lab, {**now, "step": Fraction(0)}, seconds)
    assert all(a < b for a, b in pairwise(replayed))
    assert again["step"] == STEPS or _measure(read_at(lab, again), "diverged") == 1


def test_a_run_that_was_seen_is_seen_again_in_parts():
    """Failing means that who starts a finished run anew sees nothing but its end."""
    lab = TrainingLab(units=3, data=D9, steps=4000)
    _, first = _run_to_the_end(lab, start_settings(lab), 0.002)
    _, again = _run_to_the_end(lab, start_settings(lab), 0.0)
    assert len(again) > 20
    assert (first[-1], again[-1]) == (4000, 4000)


def test_a_lab_with_fewer_steps_is_not_told_of_later_ones():
    """Failing means that a run which another step of the lesson took further is shown past the end of the clock."""
    long, short = (TrainingLab(units=2, data=D9, steps=many, show=VIEWS) for many in (400, 50))
    _read(long, step=400).figure("fit")
    reading = _read(short, step=20)
    assert reading.figure("loss").curves[0].points[-1][0] == 50
    assert 0 <= int(re.match(r"step 0 to (\d+)", reading.figure("lanes").header[1])[1]) <= 50
    assert _run_to_the_end(short, start_settings(short))[0]["step"] == 50


@settings(max_examples=40, deadline=None)
@given(lab=labs(("relu", "leaky_relu", "identity"), show=("lanes",)), step=steps, look=steps)
def test_the_lanes_tell_at_which_steps_a_unit_is_dead_and_f_is_a_line(lab, step, look):
    """Failing means that a unit is drawn dead while a row still activates it, or f straight while it bends."""
    store = Store()
    read_at(lab, _settings(lab, step=step), store).figure("lanes")
    table = read_at(lab, _settings(lab, step=look), store).figure("lanes")
    assert isinstance(table, Table)
    lanes = dict(table.rows)
    every = int(found[1]) if (found := re.search(r"every (\d+) steps", table.header[1])) else 1
    columns = len(lanes["f"])
    assert columns <= 30, "in 80 columns the end of the lanes, and the step, are cut off"
    reached = int(_measure(_read(lab, step=max(step, look)), "step"))
    assert (columns - 1) * every <= reached < columns * every or _trained(lab, STEPS).diverged
    training = _trained(lab, reached)
    xs = [float(x) for x in lab.data.x]
    dense = np.linspace(min(xs), max(xs), 301)
    for column in range(columns):
        network = training.at(column * every)
        w, b, *_ = _numbers(network)
        for i, (w_, b_) in enumerate(zip(w, b, strict=True)):
            dead = lab.activation == "relu" and all(w_ * x + b_ <= 0 for x in xs)
            assert lanes[f"unit {i}"][column] == ("×" if dead else "·")
        heights = network(dense[:, None])[:, 0]
        chord = heights[0] + (heights[-1] - heights[0]) * (dense - dense[0]) / (dense[-1] - dense[0])
        apart, size = abs(heights - chord).max(), abs(heights).max() + 1
        assert lanes["f"][column] == "–" or apart > 1e-14 * size
        assert lanes["f"][column] == "^" or apart <= 1e-8 * size
    shown = int(_measure(_read(lab, step=look), "step"))
    assert lanes["step"].index("◆") == min(shown // every, columns - 1)
    assert lanes["step"].replace("◆", "").strip() == str(shown)


@settings(max_examples=40, deadline=None)
@given(lab=labs(("relu",)), step=steps, x=halves)
def test_measures_of_a_relu_network(lab, step, x):
    """Failing means that goals and answers about f, its bends, its units or its loss are judged wrongly."""
    reading = _read(lab, step=step)
    if _measure(reading, "diverged"):
        return
    numbers = w, b, v, _ = _numbers(reading.network)
    rows = [(float(at), float(y)) for at, y in zip(lab.data.x, lab.data.y, strict=True)]
    low, high = min(at for at, _ in rows), max(at for at, _ in rows)
    assert math.isclose(_measure(reading, "f", x), _relu_f(numbers, float(x)), rel_tol=1e-9, abs_tol=1e-9)
    loss = sum((_relu_f(numbers, at) - y) ** 2 for at, y in rows) / len(rows)
    assert math.isclose(_measure(reading, "loss"), loss, rel_tol=1e-9, abs_tol=1e-12)
    dead = [all(w_ * at + b_ <= 0 for at, _ in rows) for w_, b_ in zip(w, b, strict=True)]
    assert _measure(reading, "dead") == sum(dead)
    assert [not lamp.lit for lamp in reading.lamps if lamp.subject == "unit"] == dead
    changes = {}
    for w_, b_, v_ in zip(w, b, v, strict=True):
        if w_ and low + 1e-9 < -b_ / w_ < high - 1e-9:
            changes[-b_ / w_] = changes.get(-b_ / w_, 0.0) + v_ * abs(w_)
    corners = [low, *sorted(changes), high]
    heights = [_relu_f(numbers, at) for at in corners]
    slope = (heights[-1] - heights[0]) / (high - low)
    apart = max(abs(y - heights[0] - slope * (at - low)) for at, y in zip(corners, heights, strict=True))
    assert math.isclose(_measure(reading, "deviation"), apart, rel_tol=1e-6, abs_tol=1e-9)
    clear = [change for change in changes.values() if abs(change) > 1e-6]
    if len(clear) == len(changes):
        assert _measure(reading, "bends") == len(clear)
    assert _measure(reading, "linear_on_range") == (_measure(reading, "bends") == 0) == reading.lamps[0].lit


@settings(max_examples=25, deadline=None)
@given(lab=labs(("tanh", "sigmoid", "swish")), step=steps)
def test_a_smooth_network_has_a_deviation_but_no_bends_to_count(lab, step):
    """Failing means that a curve without corners is given some, or is called a line."""
    reading = _read(lab, step=step)
    low, high = float(min(lab.data.x)), float(max(lab.data.x))
    x = np.linspace(low, high, 4097)[:, None]
    heights = reading.network(x)[:, 0]
    apart = abs(heights - heights[0] - (heights[-1] - heights[0]) * (x[:, 0] - low) / (high - low)).max()
    assert math.isclose(_measure(reading, "deviation"), apart, rel_tol=0.01, abs_tol=1e-9)
    if apart > 1e-6 * abs(heights).max():
        assert _measure(reading, "linear_on_range") == 0
    if apart == 0:
        assert _measure(reading, "linear_on_range") == 1
    assert _measure(reading, "dead") == 0
    with pytest.raises(UndefinedError):
        _measure(reading, "bends")


@settings(max_examples=20, deadline=None)
@given(lab=labs(show=VIEWS), step=steps)
def test_five_activations_are_compared_at_one_step_from_one_start(lab, step):
    """Failing means that activations are compared after unlike trainings."""
    reading = _read(lab, step=step)
    shown = int(_measure(reading, "step"))
    for name in ("relu", "leaky_relu", "tanh", "sigmoid", "swish"):
        alone = _read(lab, activation=list(ACTIVATIONS).index(name), step=shown)
        assert _measure(reading, f"loss_{name}") == _measure(alone, "loss")
    plot = reading.figure("activations")
    assert [curve.label for curve in plot.curves] == ["relu", "leaky_relu", "tanh", "sigmoid", "swish"]
    assert len({curve.symbol for curve in plot.curves}) == 5
    assert {row[0] for row in plot.numbers.rows} == {curve.label for curve in plot.curves}


def test_the_other_activations_are_trained_only_where_they_are_shown():
    """Failing means that every run costs five, or that the view has to catch up with the clock."""
    for views, reached in ((("fit",), 0), (("fit", "activations"), 5)):
        store = Store()
        lab = TrainingLab(units=3, data=D9, steps=5, show=views)
        assert advance(lab, start_settings(lab), 60.0, store=store) == 5
        assert lab.plan(start_settings(lab)).with_activation("tanh").run(store).reached == reached
        assert ("loss_tanh" in read_at(lab, start_settings(lab)).measures) == (reached > 0)


@settings(max_examples=40, deadline=None)
@given(lab=labs(show=VIEWS), step=steps)
def test_the_plots_show_what_they_name_inside_their_frame(lab, step):
    """Failing means that a curve is another function's, that data are cut off, or that the loss is another one's."""
    reading = _read(lab, step=step)
    plot = reading.figure("fit")
    assert isinstance(plot, Plot)
    low, high = min(lab.data.x), max(lab.data.x)
    assert (plot.x.low, plot.x.high) == (low, high)
    data = next(points.points for points in plot.points if points.label == "data")
    assert data == tuple(zip(lab.data.x, lab.data.y, strict=True))
    assert all(plot.y.low <= y <= plot.y.high for _, y in data)
    curves = {curve.label: curve.points for curve in plot.curves}
    assert ("at the start" in curves) == (_measure(reading, "step") > 0)
    for points in curves.values():
        xs = [x for x, _ in points]
        assert xs == sorted(set(xs))
        assert (xs[0], xs[-1]) == (low, high)
    if not _measure(reading, "diverged"):
        assert all(math.isclose(y, _measure(reading, "f", x), abs_tol=1e-9) for x, y in curves["f"])
        losses = reading.figure("loss")
        ((at, height),) = losses.points[0].points
        assert at == _measure(reading, "step")
        assert math.isclose(height, math.log10(max(_measure(reading, "loss"), Fraction(1, 10**30))), abs_tol=1e-3)
        assert all(losses.y.low <= y <= losses.y.high for _, y in losses.curves[0].points)
        start = math.log10(max(_measure(reading, "start_loss"), Fraction(1, 10**30)))
        assert math.isclose(losses.curves[0].points[0][1], start, abs_tol=1e-3)


def test_a_run_that_went_out_of_bounds_can_be_looked_at():
    """Failing means that the screen breaks, or warns, where training did; warnings are errors here."""
    for name in ACTIVATIONS:
        for rate in (Fraction(1, 5), 10**3, 10**100, 10**200, 10**307):
            lab = TrainingLab(units=4, init="he", activation=name, target="2x+20", steps=100, show=VIEWS)
            reading = _read(lab, step=100, rate=rate)
            assert np.isfinite(pack(reading.network)).all()
            if not _measure(reading, "diverged"):
                continue
            if reading.offer:
                assert 0 < reading.offer.settings["rate"] < rate
            for view in VIEWS:
                figure = reading.figure(view)
                assert not re.search(r"\b(inf|nan)\b", figure.text)
                if isinstance(figure, Plot):
                    assert figure.numbers.rows
                    assert float(figure.y.high - figure.y.low) < 10_000
            assert len(reading.lamps) == 6
            assert len(reading.formula) == 2
            for measure in reading.measures.values():
                try:
                    measure.read(*[Fraction(1)] * measure.takes)
                except UndefinedError:
                    continue


@pytest.mark.parametrize(("view", "steps_"), [("fit", 0), ("loss", 0), ("lanes", 0), ("activations", 0), ("fit", 9)])
def test_every_figure_has_a_line_of_text(view, steps_):
    """Failing means that a screen reader is told nothing, already before the first step."""
    lab = TrainingLab(**A, show=VIEWS, rate="1/1000")
    figure = read_at(lab, _settings(lab, step=steps_), Store()).figure(view)
    assert figure.text.count("\n") == 0
    assert f"step {steps_}" in figure.text.lower()


def test_the_target_is_drawn_beside_the_data():
    """Failing means that what is to be learnt cannot be seen between the samples and outside them."""
    lab = TrainingLab(units=2, target="x^2", low=-2, high=2, samples=5, axis=(-3, 3))
    plot = _read(lab).figure("fit")
    points = next(curve.points for curve in plot.curves if curve.label == "x^2")
    assert all(math.isclose(y, x * x) for x, y in points)
    assert plot.shaded == (-2, 2)
    assert plot.points[0].points == ((-2, 4), (-1, 1), (0, 0), (1, 1), (2, 4))


@pytest.mark.parametrize(
    ("numbers", "lit"),
    [({"v": [1, "1/6", "1/6"], "c": -1}, True), ({"v": [0, 0, 0], "c": "1/2"}, False), ({}, False)],
    ids=["the best line", "a constant", "net A"],
)
def test_training_is_at_rest_where_every_gradient_is_zero(numbers, lit):
    """Failing means that a network which is stuck is told to move, or one that moves to be stuck."""
    lamp = _read(TrainingLab(**{**A, **numbers})).lamps[-1]
    assert (lamp.label, lamp.lit) == ("at rest", lit)


def test_the_last_update_is_explained():
    """Failing means that the arithmetic on show does not come to the number on show."""
    lab = TrainingLab(**A, rate="1/1000")
    reading = _read(lab, step=5)
    assert set(reading.explainable) == {"loss", "c", *(f"{letter}{i}" for letter in "wbv" for i in range(3))}
    for name in reading.explainable[1:]:
        first, second, last = reading.explain(name)
        assert first.startswith(f"{name} at step 5 = {name} at step 4 − ")
        was, rate, gradient = (
            float(text.replace("−", "-")) for text in re.fullmatch(r"≈ (\S+) − ([\d.]+)·\(?([^)]+)\)?", second).groups()
        )
        now = float(last.removeprefix("≈ ").replace("−", "-"))
        assert math.isclose(was - rate * gradient, now, rel_tol=1e-3, abs_tol=1e-3)
        assert math.isclose(now, _measure(reading, name), rel_tol=1e-4)
    _, terms, loss = reading.explain("loss")
    squares = re.findall(r"\(?(−?[\d.]+)\)?²", terms)
    mean = sum(float(each.replace("−", "-")) ** 2 for each in squares) / 9
    assert len(squares) == 9
    assert math.isclose(mean, float(loss.removeprefix("≈ ")), rel_tol=0.01)
    with pytest.raises(KeyError):
        reading.explain("w9")
    assert _read(lab).explainable == ("loss",)
    for optimizer in (1, 2):
        assert _read(lab, step=5, optimizer=optimizer).explainable == ("loss",)


def test_the_formula_has_the_numbers_of_the_network():
    """Failing means that the learner reads another function than the one that is drawn."""
    lab = TrainingLab(**A, rate="1/1000")
    assert _read(lab).formula[0] == "f(x) = max(0, x − 10) + max(0, x + 10) + max(0, x + 10)"
    text = _read(lab, step=3).formula[0]
    assert text.startswith("f(x) ≈ ")
    numbers = _numbers(_read(lab, step=3).network)
    for x in (-4, 1, 4):
        code = text.removeprefix("f(x) ≈ ").replace("−", "-").replace("·", "*").replace("x", f"*({x})")
        code = code.replace("ma*", "ma").replace(f"ma({x})(", "max(").replace(" *(", " 1*(").replace("-*", "-1*")
        assert abs(eval(code, {"max": max}) - _relu_f(numbers, x)) < 0.05  # noqa: S307 -- the lab's own formula
    assert "tanh(" in _read(lab, activation=3).formula[0]
    assert "max(" not in _read(lab, activation=3).formula[0]


def test_the_knobs_and_their_bounds():
    """Failing means that a knob turns too far, or what is turned is not what is trained."""
    assert LABS["training"] is TrainingLab
    lab = TrainingLab(units=3, data=D9, knobs=("rate", "seed", "y0", "step"), bounds={"rate": Bounds(high="1/2")})
    assert isinstance(lab, Lab)
    knobs = {knob.name: knob for knob in lab.all_knobs}
    assert list(knobs) == ["seed", "activation", "optimizer", "rate", *(f"y{i}" for i in range(9)), "step"]
    assert [knob.name for knob in turnable(lab)] == ["rate", "seed", "y0", "step"]
    rate, step = knobs["rate"], knobs["step"]
    assert (rate.low, rate.high, rate.fine, rate.coarse) == (0, Fraction(1, 2), Fraction(1, 1000), Fraction(1, 100))
    assert (step.low, step.high, step.fine, step.coarse) == (0, 10_000, 1, 200)
    assert knobs["activation"].shown(knobs["activation"].start) == "relu"
    assert "seed" not in {knob.name for knob in TrainingLab(**A).all_knobs}
    assert _settings(lab, seed="7/3", step="5/2")["step"] == 2
    assert _settings(lab, seed="7/3")["seed"] == 2
    assert edits(lab, _settings(lab, step=9)) == 0
    assert measures_at(lab, _settings(lab, step=9, seed=2), STORE)["edits"].read() == 1
    assert {-4, 4, 3, 5, 10_000, Fraction(1, 50)} <= lab.stated


@settings(max_examples=30, deadline=None)
@given(lab=labs(), turn=st.sampled_from(["seed", "rate", "y0", "activation", "optimizer"]))
def test_a_turned_knob_is_read_as_if_the_lab_were_written_so(lab, turn):
    """Failing means that turning a knob changes another thing, or leaves what was trained before."""
    values = {"seed": 5, "rate": Fraction(1, 20), "y0": Fraction(7, 2), "activation": 3, "optimizer": 1}
    names = {"activation": "tanh", "optimizer": "momentum"}
    data = {"x": lab.data.x, "y": (values["y0"], *lab.data.y[1:]) if turn == "y0" else lab.data.y}
    keys = {"units": lab.units, "init": lab.init, "seed": lab.seed, "activation": lab.activation, "data": data}
    keys |= {"optimizer": lab.optimizer, "rate": lab.rate, "steps": STEPS}
    written = TrainingLab(**{**keys, **({} if turn == "y0" else {turn: names.get(turn, values[turn])})})
    found, expected = _read(lab, **{turn: values[turn], "step": 12}), _read(written, step=12)
    assert np.array_equal(pack(found.network), pack(expected.network))


def test_a_given_start_and_a_drawn_one():
    """Failing means that training begins elsewhere than the lesson says."""
    given_ = _read(TrainingLab(**A, activation="tanh")).network
    exact = one_hidden_layer(
        [Fraction(1)] * 3, [Fraction(-10), Fraction(10), Fraction(10)], [Fraction(1)] * 3, Fraction(0)
    )
    assert np.array_equal(pack(given_), pack(as_float(exact)))
    assert given_.activation.name == "tanh"
    drawn = _read(TrainingLab(units=4, init="he", seed=3, data=D9)).network
    assert np.array_equal(pack(drawn), pack(initial((1, 4, 1), "he", (3,))))


@pytest.mark.parametrize(
    "wrong",
    [
        {"data": D9},
        {"units": 3},
        {**A, "units": 3},
        {**A, "seed": 1},
        {**A, "init": "he"},
        {**A, "b": [1, 1]},
        {**A, "v": [1]},
        {**A, "target": "abs(x)"},
        {**A, "low": -1},
        {**A, "range": (1, 1)},
        {**A, "axis": (2, 1)},
        {**A, "activation": "rely"},
        {**A, "optimizer": "sgd"},
        {**A, "rate": -1},
        {**A, "steps": 0},
        {**A, "steps": 100_001},
        {**A, "knobs": ["seed"]},
        {**A, "knobs": ["step", "step"]},
        {**A, "knobs": ["y9"]},
        {**A, "bounds": {"w0": {}}},
        {**A, "bounds": {"rate": {"low": -1}}},
        {**A, "show": ["curve"]},
        {**A, "show": []},
        {"units": 0, "data": D9},
        {"units": 11, "data": D9},
        {"units": 2, "data": D9, "c": 1},
        {"units": 2, "data": D9, "init": "xavier"},
        {"units": 2, "data": {"x": [1, 1], "y": [0, 1]}},
        {"units": 2, "target": "cos(x)"},
        {"units": 2, "target": "abs(x)", "low": 1, "high": 1},
        {"units": 2, "target": "abs(x)", "samples": 1},
        {"units": 2, "target": "abs(x)", "knobs": ["y0"]},
    ],
)
def test_a_lab_that_makes_no_sense_is_refused(wrong):
    """Failing means that a slip of an author shows only when a learner gets there."""
    with pytest.raises(ValidationError):
        TrainingLab(**wrong)


def test_a_run_that_is_held_back_trains_no_further():
    """The lanes and the loss curve would show what is to come, while the learner waits for it."""
    lab = TrainingLab(units=3, target="abs(x+1)", rate=Fraction(1, 100), steps=300, show=("lanes", "loss"))
    start = start_settings(lab)
    assert advance(lab, start, 60.0, Fraction(20)) == 20
    now = {**start, "step": Fraction(20)}
    assert max(x for x, _ in read_at(lab, now).figure("loss").curves[0].points) == 20
    assert advance(lab, now, 60.0, Fraction(20)) == 20
    assert advance(lab, now, 60.0) == 300
