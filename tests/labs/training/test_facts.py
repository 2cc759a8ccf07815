"""What the training lab finds of a network in training, against Training used directly and plain arithmetic."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from profiles import examples
from readings import measure, read
from training_labs import A, halves, numbers_of, relu_f, steps, training_labs

from tutor.expression import UndefinedError, holds, parse_comparison
from tutor.labs.training import TrainingLab


def test_the_network_of_the_thread_ends_on_the_best_line():
    """The lesson's network ends on the best line, with unit 0 dead."""
    reading = read(TrainingLab(**A, rate="1/1000", steps=20_000), step=20_000)
    assert abs(measure(reading, "loss") - Fraction(40, 27)) < Fraction(1, 10**9)
    assert holds(parse_comparison("loss ≈ 1.4815"), reading.measures)
    assert measure(reading, "start_loss") == Fraction(float(Fraction(2989, 9)))
    assert (measure(reading, "dead"), measure(reading, "linear_on_range")) == (1, 1)
    assert (measure(reading, "bends"), measure(reading, "diverged")) == (0, 0)
    assert [(lamp.label, lamp.lit) for lamp in reading.lamps[:4]] == [
        ("linear on [−4, 4]", True),
        ("unit 0", False),
        ("unit 1", True),
        ("unit 2", True),
    ]
    for x in (-4, 0, 4):
        assert abs(measure(reading, "f", x) - Fraction(x + 7, 3)) < Fraction(1, 10**4)
    assert (measure(reading, "w0"), measure(reading, "b0"), measure(reading, "v0")) == (1, -10, 1)
    assert 0 < measure(reading, "largest_gradient") < Fraction(1, 10**6)
    assert not reading.lamps[-1].lit, "it still moves, however little"


def test_dead_is_about_the_data_also_where_the_range_is_wider():
    """A unit that no row activates is dead, also if an x of a wider range activates it."""
    lab = TrainingLab(w=[1], b=[-5], v=[1], data={"x": [1, 2], "y": [0, 1]}, range=(0, 10))
    reading = read(lab)
    assert measure(reading, "dead") == 1
    assert (reading.lamps[1].lit, reading.lamps[1].reason) == (False, "dead on the data")
    assert (measure(reading, "bends"), reading.lamps[0].lit) == (1, False)


def test_a_step_is_gradient_descent():
    """Each step is θ − η·∂L/∂θ, for all parameters at once."""
    lab = TrainingLab(w=[1, -1], b=[0, 1], v=[1, 2], c="1/2", data={"x": [-2, 1, 3], "y": [1, 0, 2]}, rate="1/100")
    rows, n = [(-2, 1), (1, 0), (3, 2)], 3
    w, b, v, c = [1.0, -1.0], [0.0, 1.0], [1.0, 2.0], 0.5
    for step in range(8):
        reading = read(lab, step=step)
        for name, value in (("w0", w[0]), ("w1", w[1]), ("b0", b[0]), ("b1", b[1]), ("v0", v[0]), ("v1", v[1])):
            assert math.isclose(measure(reading, name), value, rel_tol=1e-9, abs_tol=1e-12)
        residuals = [(x, relu_f((w, b, v, c), x) - y) for x, y in rows]
        assert math.isclose(measure(reading, "loss"), sum(r**2 for _, r in residuals) / n, rel_tol=1e-9)
        active = [[(x, 2 * r / n) for x, r in residuals if w[i] * x + b[i] > 0] for i in (0, 1)]
        by_w = [sum(d * v[i] * x for x, d in active[i]) for i in (0, 1)]
        by_b = [sum(d * v[i] for _, d in active[i]) for i in (0, 1)]
        by_v = [sum(d * (w[i] * x + b[i]) for x, d in active[i]) for i in (0, 1)]
        by_c = sum(2 * r / n for _, r in residuals)
        largest = max(map(abs, (*by_w, *by_b, *by_v, by_c)))
        assert math.isclose(measure(reading, "largest_gradient"), largest, rel_tol=1e-9)
        w, b, v = ([old - g / 100 for old, g in zip(*each, strict=True)] for each in ((w, by_w), (b, by_b), (v, by_v)))
        c -= by_c / 100


@examples(0.4)
@given(lab=training_labs(("relu",)), step=steps, x=halves)
def test_measures_of_a_relu_network(lab, step, x):
    """f, loss, deviation, bends and dead units are those of plain arithmetic."""
    reading = read(lab, step=step)
    if measure(reading, "diverged"):
        return
    numbers = w, b, v, _ = numbers_of(reading.facts.network)
    rows = [(float(at), float(y)) for at, y in zip(lab.data.x, lab.data.y, strict=True)]
    low, high = min(at for at, _ in rows), max(at for at, _ in rows)
    assert math.isclose(measure(reading, "f", x), relu_f(numbers, float(x)), rel_tol=1e-9, abs_tol=1e-9)
    loss = sum((relu_f(numbers, at) - y) ** 2 for at, y in rows) / len(rows)
    assert math.isclose(measure(reading, "loss"), loss, rel_tol=1e-9, abs_tol=1e-12)
    dead = [all(w_ * at + b_ <= 0 for at, _ in rows) for w_, b_ in zip(w, b, strict=True)]
    assert measure(reading, "dead") == sum(dead)
    assert [not lamp.lit for lamp in reading.lamps if lamp.subject == "unit"] == dead
    changes = {}
    for w_, b_, v_ in zip(w, b, v, strict=True):
        if w_ and low + 1e-9 < -b_ / w_ < high - 1e-9:
            changes[-b_ / w_] = changes.get(-b_ / w_, 0.0) + v_ * abs(w_)
    corners = [low, *sorted(changes), high]
    heights = [relu_f(numbers, at) for at in corners]
    slope = (heights[-1] - heights[0]) / (high - low)
    apart = max(abs(y - heights[0] - slope * (at - low)) for at, y in zip(corners, heights, strict=True))
    assert math.isclose(measure(reading, "deviation"), apart, rel_tol=1e-6, abs_tol=1e-9)
    clear = [change for change in changes.values() if abs(change) > 1e-6]
    if len(clear) == len(changes):
        assert measure(reading, "bends") == len(clear)
    assert measure(reading, "linear_on_range") == (measure(reading, "bends") == 0) == reading.lamps[0].lit


@examples(0.25)
@given(lab=training_labs(("tanh", "sigmoid", "swish")), step=steps)
def test_a_smooth_network_has_a_deviation_but_no_bends_to_count(lab, step):
    """A smooth network has a deviation, no dead unit, and undefined bends."""
    reading = read(lab, step=step)
    low, high = float(min(lab.data.x)), float(max(lab.data.x))
    x = np.linspace(low, high, 4097)[:, None]
    heights = reading.facts.network(x)[:, 0]
    apart = abs(heights - heights[0] - (heights[-1] - heights[0]) * (x[:, 0] - low) / (high - low)).max()
    assert math.isclose(measure(reading, "deviation"), apart, rel_tol=0.01, abs_tol=1e-9)
    if apart > 1e-6 * abs(heights).max():
        assert measure(reading, "linear_on_range") == 0
    if apart == 0:
        assert measure(reading, "linear_on_range") == 1
    assert measure(reading, "dead") == 0
    with pytest.raises(UndefinedError):
        measure(reading, "bends")


@pytest.mark.parametrize(
    ("numbers", "lit"),
    [({"v": [1, "1/6", "1/6"], "c": -1}, True), ({"v": [0, 0, 0], "c": "1/2"}, False), ({}, False)],
    ids=["the best line", "a constant", "net A"],
)
def test_training_is_at_rest_where_every_gradient_is_zero(numbers, lit):
    """The lamp `at rest` is lit exactly where every gradient is 0 to within rounding."""
    lamp = read(TrainingLab(**{**A, **numbers})).lamps[-1]
    assert (lamp.label, lamp.lit) == ("at rest", lit)
