"""What a lesson may state of the plane lab, and which knobs come of it."""

from fractions import Fraction

import pytest
from plane_labs import XOR
from pydantic import ValidationError

from tutor.labs.plane import PlaneLab


def test_what_the_lab_states_and_its_knobs():
    """The knobs have the names and bounds that the lesson gives, and prose may repeat its numbers."""
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
        {"data": "xor", "show": ["sum"]},
        {"data": "xor", "show": ["hidden"]},
        {"data": "xor", "hidden": [2, 3], "show": ["hidden"]},
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
    """A slip in a lesson is a ValidationError, which the reader of lessons reports."""
    with pytest.raises(ValidationError):
        PlaneLab.model_validate(wrong)
