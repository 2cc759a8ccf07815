"""Axes: round steps, and ticks that stand where they should."""

import math
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tutor.figure import axis, nice_step

positive = st.fractions(Fraction(1, 10**6), 10**6).filter(bool) | st.builds(
    lambda n, k: Fraction(n) * Fraction(10) ** k, st.integers(1, 999), st.integers(-30, 30)
)
ends = st.fractions(-1000, 1000, max_denominator=60)

LADDER = sorted(factor * Fraction(10) ** k for factor in (1, 2, 5) for k in range(-45, 45))


@given(span=positive, most=st.integers(1, 40))
@example(span=Fraction(999), most=40)
@example(span=Fraction(1, 999), most=40)
@example(span=Fraction(8), most=8)
def test_the_step_is_the_smallest_round_one_that_is_large_enough(span, most):
    """The step is the smallest of 1, 2 and 5 times a power of ten with at most so many steps in the span."""
    assert nice_step(span, most) == next(step for step in LADDER if span <= most * step)


@given(low=ends, length=positive, most=st.integers(1, 12))
def test_the_limits_stay_and_every_multiple_of_the_step_between_them_is_a_tick(low, length, most):
    """An axis keeps its limits, and every multiple of the step between them is a tick."""
    high = low + length
    made = axis(low, high, most=most)
    step = nice_step(length, most)
    assert (made.low, made.high) == (low, high)
    first, last = math.ceil(low / step), math.floor(high / step)
    assert made.ticks == tuple(step * n for n in range(first, last + 1))
    assert len(made.ticks) <= most + 1


@given(low=ends, length=positive, most=st.integers(1, 12))
def test_rounding_out_widens_to_the_nearest_ticks(low, length, most):
    """Rounded out, an axis ends at the nearest ticks beyond its limits."""
    high = low + length
    made = axis(low, high, round_out=True, most=most)
    step = nice_step(length, most)
    assert made.low <= low < made.low + step
    assert made.high - step < high <= made.high
    assert (made.ticks[0], made.ticks[-1]) == (made.low, made.high)
    assert {b - a for a, b in zip(made.ticks, made.ticks[1:], strict=False)} == {step}


@given(at=ends)
@pytest.mark.parametrize("round_out", [False, True])
def test_a_constant_still_gets_an_axis_around_it(round_out, at):
    """An axis of no length is widened around its value, and has a tick."""
    made = axis(at, at, round_out=round_out)
    assert made.low < at < made.high
    assert made.ticks


@given(low=ends, length=st.fractions(Fraction(1, 100), 100, max_denominator=100))
def test_an_axis_of_usual_size_has_at_least_three_ticks(low, length):
    """An axis of usual length has three ticks or more."""
    assert len(axis(low, low + length).ticks) >= 3
