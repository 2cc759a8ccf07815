"""What a lesson may state of the depth lab, and which knobs come of it."""

from fractions import Fraction

import pytest
from pydantic import ValidationError
from readings import settings_of

from tutor.labs.depth import DepthLab


def test_what_the_lab_states_and_its_knobs():
    """The knobs begin where the lesson says, and prose may repeat its numbers."""
    lab = DepthLab(
        layers=6, activation="tanh", init="glorot", rate="1/100", bounds={"rate": {"low": "1/500", "high": 1}}
    )
    assert {6, 16, 64, 300, Fraction(1, 100)} <= lab.stated
    found = {knob.name: knob for knob in lab.all_knobs}
    assert list(found) == ["layers", "activation", "init", "optimizer", "seed", "rate", "step"]
    assert (found["layers"].low, found["layers"].start, found["layers"].high) == (1, 6, 12)
    assert [found[name].shown(found[name].start) for name in ("activation", "init", "optimizer")] == [
        "tanh",
        "glorot",
        "gd",
    ]
    assert found["rate"].low == Fraction(1, 500)
    assert lab.clock == "step"
    assert settings_of(lab, layers=Fraction(7, 2))["layers"] == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"layers": 0},
        {"layers": 13},
        {"width": 33},
        {"rows": 0},
        {"activation": "identity"},
        {"init": "zeros"},
        {"optimizer": "momentum"},
        {"rate": 0},
        {"steps": 0},
        {"knobs": ["width"]},
        {"knobs": ["seed", "seed"]},
        {"bounds": {"seed": {"low": 0}}},
        {"bounds": {"rate": {"low": 0, "high": 1}}},
        {"show": []},
        {"show": ["fit"]},
    ],
    ids=str,
)
def test_a_lab_that_cannot_be_is_refused(wrong):
    """A slip in a lesson is a ValidationError, which the reader of lessons reports."""
    with pytest.raises(ValidationError):
        DepthLab(**wrong)
