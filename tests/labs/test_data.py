"""The rows that a lesson states: listed, or a function at evenly spaced x."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tutor.labs.data import Data, Task
from tutor.net.dataset import TARGETS

numbers = st.fractions(-9, 9, max_denominator=12)


@given(rows=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=9))
def test_listed_rows_are_as_they_are_listed(rows):
    """Rows, ends and stated numbers are those of the list."""
    x, y = zip(*rows, strict=True)
    task = Task(data=Data(x=x, y=y))
    assert task.rows == (tuple(map(float, x)), tuple(map(float, y)))
    assert task.ends == (min(x), max(x))
    assert task.stated_rows == {*x, *y}


@given(
    target=st.sampled_from(sorted(TARGETS)),
    ends=st.lists(numbers, min_size=2, max_size=2, unique=True),
    samples=st.integers(2, 200),
)
def test_a_target_is_sampled_evenly_from_end_to_end(target, ends, samples):
    """The x of a target are evenly spaced from low to high, and each label is its value there."""
    low, high = sorted(ends)
    task = Task(target=target, low=low, high=high, samples=samples)
    x, y = task.rows
    assert x == pytest.approx([float(low + (high - low) * Fraction(i, samples - 1)) for i in range(samples)])
    assert y == pytest.approx([float(TARGETS[target].function(each)) for each in x])
    assert task.ends == (low, high)
    assert task.stated_rows == {low, high, samples}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "one of target and data"),
        ({"target": "abs(x)", "data": {"x": [1], "y": [1]}}, "one of target and data"),
        ({"data": {"x": [1, 2], "y": [1]}}, "has 1 labels for 2 inputs"),
        ({"data": {"x": [], "y": []}}, "at least 1 item"),
        ({"data": {"x": [1], "y": [1]}, "low": 0}, "low: has no meaning without a target"),
        ({"data": {"x": [1], "y": [1]}, "samples": 9}, "samples: has no meaning without a target"),
        ({"target": "abs(x)", "low": 4}, "low: has to be less than high"),
        ({"target": "abs(x)", "samples": 1}, "greater than or equal to 2"),
        ({"target": "abs(y)"}, r"did you mean abs\(x\)"),
    ],
    ids=str,
)
def test_a_task_that_cannot_be_is_refused_with_the_reason(wrong, said):
    """A slip in a lesson is a ValidationError that says what is wrong."""
    with pytest.raises(ValidationError, match=said):
        Task(**wrong)
