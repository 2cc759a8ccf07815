"""The inputs that checks ask about."""

from fractions import Fraction

import pytest
from sample_checks import number
from shipped import LESSONS

from tutor.check import SketchCheck, asked_inputs


@pytest.mark.parametrize(
    ("ask", "proof", "inputs"),
    [
        ("What is f(4)?", None, (4,)),
        ("What comes out at −3?", "f(-3)", (-3,)),
        ("What is f(−1/2) − f(0.25)?", "f(-1/2) - f(1/4)", (Fraction(-1, 2), Fraction(1, 4))),
        ("And f(−5 + 1)?", "f(-5 + 1)", (-4,)),
        ("How steep is it?", "slope(1.5)", (Fraction(3, 2),)),
        ("What is relu(3)?", "max(0, 3) + abs(-2)", ()),
        ("What is f(x, y)?", "f(1, 2) + f(x)", ()),
        ("By how much does f rise from x = −1 to x = 0.5?", "1 + 1", (-1, Fraction(1, 2))),
        ("What is f(4), at x = 4?", "f(4)", (4,)),
        ("How many bends?", "bends", ()),
    ],
)
def test_the_inputs_that_a_check_asks_for(ask, proof, inputs):
    """The inputs are those at which the question, or the proof, names a value; functions of arithmetic have none."""
    assert asked_inputs(number(ask=ask, proof=proof)) == inputs


def test_a_sketch_asks_about_the_inputs_of_its_points():
    """The inputs of a sketch are those of its points."""
    checks = [check for lesson in LESSONS for step in lesson.steps for check in step.checks]
    sketches = [check for check in checks if isinstance(check, SketchCheck)]
    assert sketches
    assert all(asked_inputs(sketch) == sketch.xs for sketch in sketches)
