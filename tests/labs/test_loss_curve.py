"""The loss over the steps of a training, as several labs draw it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.labs.loss_curve import Run, loss_curve
from tutor.plotting import draw


@given(losses=st.lists(st.floats(0, 1e300), min_size=1, max_size=400), data=st.data())
def test_the_curve_is_the_logarithm_of_the_loss(losses, data):
    """Each point is log₁₀ of the loss at its step, from the first to the last; the mark lies on the curve."""
    here = data.draw(st.integers(0, len(losses) - 1))
    plot = loss_curve(Run("loss", 0, losses), here, 500)
    (mark,) = plot.points[0].points
    points = plot.curves[0].points if plot.curves else (mark,)
    assert [points[0][0], points[-1][0]] == [0, len(losses) - 1]
    assert mark in points
    assert mark[0] == here
    for step, height in points:
        assert height == pytest.approx(math.log10(max(losses[int(step)], 1e-30)))
    assert plot.numbers.rows[0][0] == "0"
    assert plot.numbers.rows[-1][0] == str(len(losses) - 1)
    draw(plot, 40, 10)
