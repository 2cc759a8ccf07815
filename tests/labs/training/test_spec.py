"""What a lesson may state of the training lab, and which knobs come of it."""

from fractions import Fraction

import pytest
from pydantic import ValidationError
from readings import STORE, settings_of
from training_labs import D9, A

from tutor.lab import Lab, edits, measures_at, turnable
from tutor.labs import LABS
from tutor.labs.training import TrainingLab
from tutor.schema import Bounds


def test_the_knobs_and_their_bounds():
    """The knobs have the names and bounds that the lesson gives; a seed and a step are whole numbers."""
    assert LABS["training"] is TrainingLab
    lab = TrainingLab(units=3, data=D9, knobs=("rate", "seed", "y0", "step"), bounds={"rate": Bounds(high="1/2")})
    assert isinstance(lab, Lab)
    knobs = {knob.name: knob for knob in lab.all_knobs}
    start = ["w0", "b0", "w1", "b1", "w2", "b2", "v0", "v1", "v2", "c"]
    labels = [f"y{i}" for i in range(9)]
    assert list(knobs) == ["seed", "activation", "optimizer", "rate", *labels, *start, "from", "step"]
    assert [knob.name for knob in turnable(lab)] == ["rate", "seed", "y0", "step"]
    rate, step = knobs["rate"], knobs["step"]
    assert (rate.low, rate.high, rate.fine, rate.coarse) == (0, Fraction(1, 2), Fraction(1, 1000), Fraction(1, 100))
    assert (step.low, step.high, step.fine, step.coarse) == (0, 10_000, 1, 200)
    assert knobs["activation"].shown(knobs["activation"].start) == "relu"
    assert "seed" not in {knob.name for knob in TrainingLab(**A).all_knobs}
    assert settings_of(lab, seed="7/3", step="5/2")["step"] == 2
    assert settings_of(lab, seed="7/3")["seed"] == 2
    assert edits(lab, settings_of(lab, step=9)) == 0
    assert measures_at(lab, settings_of(lab, step=9, seed=2), STORE)["edits"].read() == 1
    assert {-4, 4, 3, 5, 10_000, Fraction(1, 50)} <= lab.stated


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
        {**A, "bounds": {"w3": {}}},
        {**A, "knobs": ["w3"]},
        {**A, "knobs": ["from"]},
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
    """A slip in a lesson is a ValidationError, which the reader of lessons reports."""
    with pytest.raises(ValidationError):
        TrainingLab(**wrong)
