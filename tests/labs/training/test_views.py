"""The figures of the training lab: curves, lanes and tables are those of the run."""

import math
import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from profiles import examples
from readings import measure, read, read_at, settings_of
from training_labs import D9, STEPS, VIEWS, A, numbers_of, run_to_the_end, steps, trained, training_labs

from tutor.figure import Plot, Table
from tutor.lab import start_settings
from tutor.labs.training import TrainingLab
from tutor.net.activation import ACTIVATIONS
from tutor.store import Store


def test_a_lab_with_fewer_steps_is_not_told_of_later_ones():
    """A lab shows a run as far as its own steps go, also if another lab trained it further."""
    long, short = (TrainingLab(units=2, data=D9, steps=many, show=VIEWS) for many in (400, 50))
    read(long, step=400).figure("fit")
    reading = read(short, step=20)
    assert reading.figure("loss").curves[0].points[-1][0] == 50
    assert 0 <= int(re.match(r"step 0 to (\d+)", reading.figure("lanes").header[1])[1]) <= 50
    assert run_to_the_end(short, start_settings(short))[0]["step"] == 50


@examples(0.4)
@given(lab=training_labs(("relu", "leaky_relu", "identity"), show=("lanes",)), step=steps, look=steps)
def test_the_lanes_tell_at_which_steps_a_unit_is_dead_and_f_is_a_line(lab, step, look):
    """Each mark of a lane is the verdict at its step, and the mark of the step stands under it."""
    store = Store()
    read_at(lab, settings_of(lab, step=step), store).figure("lanes")
    table = read_at(lab, settings_of(lab, step=look), store).figure("lanes")
    assert isinstance(table, Table)
    lanes = dict(table.rows)
    every = int(found[1]) if (found := re.search(r"every (\d+) steps", table.header[1])) else 1
    columns = len(lanes["f"])
    assert columns <= 30, "in 80 columns the end of the lanes, and the step, are cut off"
    reached = int(measure(read(lab, step=max(step, look)), "step"))
    assert (columns - 1) * every <= reached < columns * every or trained(lab, STEPS).diverged
    training = trained(lab, reached)
    xs = [float(x) for x in lab.data.x]
    dense = np.linspace(min(xs), max(xs), 301)
    for column in range(columns):
        network = training.at(column * every)
        w, b, *_ = numbers_of(network)
        for i, (w_, b_) in enumerate(zip(w, b, strict=True)):
            dead = lab.activation == "relu" and all(w_ * x + b_ <= 0 for x in xs)
            assert lanes[f"unit {i}"][column] == ("×" if dead else "·")
        heights = network(dense[:, None])[:, 0]
        chord = heights[0] + (heights[-1] - heights[0]) * (dense - dense[0]) / (dense[-1] - dense[0])
        apart, size = abs(heights - chord).max(), abs(heights).max() + 1
        assert lanes["f"][column] == "–" or apart > 1e-14 * size
        assert lanes["f"][column] == "^" or apart <= 1e-8 * size
    shown = int(measure(read(lab, step=look), "step"))
    assert lanes["step"].index("◆") == min(shown // every, columns - 1)
    assert lanes["step"].replace("◆", "").strip() == str(shown)


@examples(0.2)
@given(lab=training_labs(show=VIEWS), step=steps)
def test_five_activations_are_compared_at_one_step_from_one_start(lab, step):
    """Each of five activations is shown at the same step from the same start."""
    reading = read(lab, step=step)
    shown = int(measure(reading, "step"))
    for name in ("relu", "leaky_relu", "tanh", "sigmoid", "swish"):
        alone = read(lab, activation=list(ACTIVATIONS).index(name), step=shown)
        assert measure(reading, f"loss_{name}") == measure(alone, "loss")
    plot = reading.figure("activations")
    assert [curve.label for curve in plot.curves] == ["relu", "leaky_relu", "tanh", "sigmoid", "swish"]
    assert len({curve.line for curve in plot.curves}) == len({curve.tag for curve in plot.curves}) == 5
    assert {row[0] for row in plot.numbers.rows} == {curve.label for curve in plot.curves}


@examples(0.4)
@given(lab=training_labs(show=VIEWS), step=steps)
def test_the_plots_show_what_they_name_inside_their_frame(lab, step):
    """Every curve is the function that it names, whole, and inside the frame."""
    reading = read(lab, step=step)
    plot = reading.figure("fit")
    assert isinstance(plot, Plot)
    low, high = min(lab.data.x), max(lab.data.x)
    assert (plot.x.low, plot.x.high) == (low, high)
    data = next(points.points for points in plot.points if points.label == "data")
    assert data == tuple(zip(lab.data.x, lab.data.y, strict=True))
    assert all(plot.y.low <= y <= plot.y.high for _, y in data)
    curves = {curve.label: curve.points for curve in plot.curves}
    assert ("at the start" in curves) == (measure(reading, "step") > 0)
    for points in curves.values():
        xs = [x for x, _ in points]
        assert xs == sorted(set(xs))
        assert (xs[0], xs[-1]) == (low, high)
    if not measure(reading, "diverged"):
        assert all(math.isclose(y, measure(reading, "f", x), abs_tol=1e-9) for x, y in curves["f"])
        losses = reading.figure("loss")
        ((at, height),) = losses.points[0].points
        assert at == measure(reading, "step")
        assert math.isclose(height, math.log10(max(measure(reading, "loss"), Fraction(1, 10**30))), abs_tol=1e-3)
        assert all(losses.y.low <= y <= losses.y.high for _, y in losses.curves[0].points)
        start = math.log10(max(measure(reading, "start_loss"), Fraction(1, 10**30)))
        assert math.isclose(losses.curves[0].points[0][1], start, abs_tol=1e-3)


@pytest.mark.parametrize(("view", "steps_"), [("fit", 0), ("loss", 0), ("lanes", 0), ("activations", 0), ("fit", 9)])
def test_every_figure_has_a_line_of_text(view, steps_):
    """Each view has one line of text that names the step, at the first step too."""
    lab = TrainingLab(**A, show=VIEWS, rate="1/1000")
    figure = read_at(lab, settings_of(lab, step=steps_), Store()).figure(view)
    assert figure.text.count("\n") == 0
    assert f"step {steps_}" in figure.text.lower()


def test_the_target_is_drawn_beside_the_data():
    """The function to be learnt is drawn between the samples and beyond them."""
    lab = TrainingLab(units=2, target="x^2", low=-2, high=2, samples=5, axis=(-3, 3))
    plot = read(lab).figure("fit")
    points = next(curve.points for curve in plot.curves if curve.label == "x^2")
    assert all(math.isclose(y, x * x) for x, y in points)
    assert plot.shaded == (-2, 2)
    assert plot.points[0].points == ((-2, 4), (-1, 1), (0, 0), (1, 1), (2, 4))
