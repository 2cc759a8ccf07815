"""The figures of the depth lab show what its measures say."""

import math

import pytest
from depth_labs import STEPS, VIEWS, G, depth_labs, forward, stack_of
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples
from readings import STORE, measure, read

from tutor.labs.depth import DepthLab
from tutor.plotting import draw
from tutor.rational import with_e


@examples(0.3)
@given(lab=depth_labs(), step=st.sampled_from([0, 7, STEPS]))
def test_every_view_can_be_drawn_and_told(lab, step):
    """Each view has a line of text, a table, and a drawing, whatever the stack does."""
    reading = read(lab, step=step)
    for view in VIEWS:
        figure = reading.figure(view)
        assert figure.text
        assert figure.numbers.rows
        draw(figure, 40, 12)


@pytest.mark.parametrize("step", [0, 50])
def test_the_gradient_falls_by_the_factor_of_each_layer(step):
    """The curve begins at 0 and ends at log_factor; each step down is that of slopes and weights in the table."""
    reading = read(DepthLab(activation="sigmoid", steps=50), step=step)
    plot = reading.figure("gradient")
    bound, *start, now = plot.curves
    assert len(start) == (1 if step else 0)
    assert [x for x, _ in now.points] == list(range(11))
    assert now.points[0][1] == 0
    assert now.points[-1][1] == pytest.approx(float(measure(reading, "log_factor")))
    assert bound.points[-1][1] == pytest.approx(math.log10(float(measure(reading, "bound"))))
    for curve in start:
        assert curve.points[-1][1] == pytest.approx(float(measure(reading, "start_log_factor")))
    rows = plot.numbers.rows
    assert [row[0] for row in rows] == [str(layer) for layer in range(10, 0, -1)]
    for k, (_, _, slope, _, weight, *_) in enumerate(rows):
        fall = now.points[k + 1][1] - now.points[k][1]
        assert math.log10(float(with_e(slope)) * float(with_e(weight))) == pytest.approx(fall, abs=0.01)


def test_the_bars_are_the_shares_of_dead_units():
    """The bar of each layer is as high as its share of dead units, beside a mark for the start."""
    lab = DepthLab(steps=100)
    reading = read(lab, step=100)
    plot = reading.figure("dead")
    tops = {round(float(x)): y for x, y in plot.curves[0].points[2::4]}
    (start,) = plot.points
    for layer in range(1, 11):
        assert tops[layer] == measure(reading, f"dead_{layer}") * 100 / 16
        assert start.points[layer - 1] == (layer, measure(reading, f"start_dead_{layer}") * 100 / 16)
    assert plot.numbers.rows[4][:3] == (
        "5",
        str(measure(reading, "dead_5")),
        str(measure(reading, "start_dead_5")),
    )


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_the_signs_are_quarters_of_the_rows(activation):
    """A unit that is active on no row is a dot; the others have one of four signs, by the share of their rows."""
    lab = DepthLab(layers=4, width=6, rows=8, activation=activation, seed=3)
    layers, x, _ = stack_of(lab, STORE)
    zs, _ = forward(layers, G[activation], x)
    table = read(lab).figure("activity")
    for (layer, signs), z in zip(table.rows, zs[:-1], strict=True):
        counts = [sum(each > 0 for each in unit) for unit in z.T]
        assert signs == "".join("·░░▒▒▓▓██"[count] for count in counts), layer


def test_the_whole_run_is_shown_as_far_as_it_has_come():
    """The view along the run has the factor and the dead units of its steps, and a mark at the step that is shown."""
    lab = DepthLab(layers=4, width=6, steps=30)
    read(lab, step=30).figure("along")
    reading = read(lab, step=10)
    powers, dead = reading.figure("along").plots
    found = dict(powers.curves[0].points), dict(dead.curves[0].points)
    for step in (0, 16, 30):
        there = read(lab, step=step)
        assert found[0][step] == pytest.approx(float(measure(there, "log_factor")))
        assert found[1][step] == measure(there, "dead") * 100 / 24
    assert powers.points[0].points == ((10, pytest.approx(float(measure(reading, "log_factor")))),)
