"""The check `sketch`: heights of a curve, placed by hand or typed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sample_checks import sketch

from tutor.check import AnswerError


@pytest.mark.parametrize("typed", ["3 1 0", "3, 1, 0", "3;1;0", " 3  1\t0 ", "6/2 1.0 0", "3 , 1 , 0"])
def test_heights_are_separated_as_people_separate_them(typed):
    """Blanks, commas and semicolons separate the heights."""
    check = sketch()
    assert check.judge(check.typed(typed)).right


@pytest.mark.parametrize("typed", ["3,0 1 0", "3,0; 1,0; 0,0", "3,0, 1,0, 0"])
def test_a_comma_between_digits_parts_decimals_where_blanks_separate_the_heights(typed):
    """With blanks or semicolons between the heights, a comma within one is its decimal comma."""
    assert sketch().typed(typed) == (3, 1, 0)


@pytest.mark.parametrize("typed", ["", "3 1", "3 1 0 0", "three"])
def test_heights_that_are_not_one_for_each_x_are_refused(typed):
    """Only one number for each x is an answer."""
    with pytest.raises(AnswerError):
        sketch().typed(typed)


def test_each_point_that_is_off_is_named_and_no_other():
    """The verdict names the x of each point outside the tolerance, and no other; a point at its edge is right."""
    check = sketch(tolerance="1/4")
    verdict = check.judge(tuple(map(Fraction, ("3.25", "1.26", "-1"))))
    assert not verdict.right
    named = verdict.say.partition("x = ")[2].partition(".")[0]
    assert [Fraction(part.replace("−", "-")) for part in named.split(", ")] == [0, 2]
    assert check.judge((Fraction("3.25"), Fraction("0.75"), Fraction(0))).right
    assert check.size == 3


@given(st.integers(0, 2), st.fractions(-9, 9, max_denominator=12), st.sampled_from(["1/3", "1/2", 1]))
def test_a_point_is_placed_on_the_nearest_mark_within_the_bounds(row, height, step):
    """A placed point is a mark of the step or a bound, at most half a step from where it was put; the rest stay."""
    check = sketch(step=step)
    draft = check.placed(check.blank, row, height)
    assert [v for i, v in enumerate(draft) if i != row] == [0, 0]
    assert draft[row] in {check.low, check.high} or draft[row] / Fraction(step) % 1 == 0
    assert abs(draft[row] - min(check.high, max(check.low, height))) <= Fraction(step) / 2


@pytest.mark.parametrize(
    "changes",
    [
        {"xs": [0, -1, 2]},
        {"xs": [0, 0, 2]},
        {"heights": [3, 1]},
        {"heights": [3, 1, 5]},
        {"heights": [3, 1, -5]},
        {"low": 4, "high": -4},
        {"step": 0},
        {"step": -1},
    ],
    ids=str,
)
def test_a_sketch_that_nobody_could_draw_is_refused(changes):
    """The inputs ascend, each has a height within the bounds, and the step is above 0."""
    with pytest.raises(ValidationError):
        sketch(**changes)
