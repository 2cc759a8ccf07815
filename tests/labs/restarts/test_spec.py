"""What a lesson may state of the restarts lab, and which knobs come of it."""

from fractions import Fraction
from itertools import pairwise

import pytest
from pydantic import ValidationError
from studies import study_lab

from tutor.labs.restarts.spec import BARS
from tutor.schema import Bounds

VIEWS = ("rate", "histogram", "outcomes")


def test_the_clock_counts_in_marks_of_one_fiftieth():
    """The step turns from mark to mark, fifty in a run."""
    knobs = {knob.name: knob for knob in study_lab(steps=10_000).all_knobs}
    assert (knobs["step"].low, knobs["step"].high, knobs["step"].fine, knobs["step"].coarse) == (0, 10_000, 200, 200)
    assert (knobs["bar"].low, knobs["bar"].high) == (0, BARS - 1)
    ladder = [knobs["step"].moved(Fraction(0), i) for i in range(3)]
    assert [b - a for a, b in pairwise(ladder)] == [200, 200]
    assert study_lab(steps=10_000, rate="1/30").stated >= {3, 10_000, Fraction(1, 30), -4, 4, 9, 60, Fraction(1, 100)}


def test_bounds_hold_for_their_knob():
    """A rate turns within the bounds that the lesson gives, the other knobs within their own."""
    lab = study_lab(bounds={"rate": Bounds(low="1/100", high="1/10", fine="1/100", coarse="1/20")})
    knobs = {knob.name: knob for knob in lab.all_knobs}
    assert (knobs["rate"].low, knobs["rate"].high) == (Fraction(1, 100), Fraction(1, 10))
    assert knobs["seed"].low == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"hidden": []},
        {"hidden": [0]},
        {"target": "cos(x)"},
        {"target": None},
        {"data": {"x": [1], "y": [1]}},
        {"low": 4, "high": -4},
        {"samples": 1},
        {"init": "random"},
        {"activation": "selu"},
        {"optimizer": "sgd"},
        {"rate": 0},
        {"fit": 0},
        {"runs": 0},
        {"runs": 5001},
        {"runs": 5000, "hidden": [20]},
        {"runs": 5000, "knobs": ["units"]},
        {"steps": 0},
        {"knobs": ["lr"]},
        {"knobs": ["bar", "bar"]},
        {"knobs": ["target"]},
        {"also": [{"target": "abs(x+1)", "samples": 17}]},
        {"also": [{"target": "cos(x)"}]},
        {"also": [{"low": 0}]},
        {"knobs": ["units"], "hidden": [2, 2]},
        {"bounds": {"bar": {}}},
        {"bounds": {"rate": {"low": 0}}},
        {"bounds": {"seed": {"low": -1}}},
        {"bounds": {"units": {"low": 0}}},
        {"show": ["losses"]},
        {"show": []},
    ],
    ids=str,
)
def test_a_lab_that_cannot_be_is_refused(wrong):
    """A slip in a lesson is a ValidationError, which the reader of lessons reports."""
    with pytest.raises(ValidationError):
        study_lab(**wrong)
