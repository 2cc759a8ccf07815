"""The plane lab as a whole: its formula, and its offer where training diverged."""

from fractions import Fraction

from plane_labs import VIEWS
from readings import advance, measure, read, read_at

from tutor.lab import start_settings, turn_all
from tutor.labs.plane import PlaneLab
from tutor.plotting import draw


def test_the_formula_tells_size_parameters_and_success():
    """The formula names the sizes, the number of parameters, and the rows that are right."""
    lab = PlaneLab(data="xor", rows=40, hidden=(4, 4), seed=1)
    size, done = read(lab).formula
    assert size == "2-4-4-1 network, relu, 37 parameters"
    assert done.startswith("step 0: ")
    assert " of 40 rows right" in done
    assert read(lab, units=5).formula[0] == "2-5-5-1 network, relu, 51 parameters"


def test_a_divergence_is_told_and_a_smaller_rate_offered():
    """Where training diverges, the clock ends, each view can be drawn, and a smaller rate is offered."""
    lab = PlaneLab(data="xor", activation="identity", optimizer="gd", rate=10, steps=200, seed=14, show=VIEWS)
    at = turn_all(lab, start_settings(lab), {"step": Fraction(200)})
    reading = read_at(lab, at)
    reached = measure(reading, "step")  # before anything else is looked at
    assert reached < 200
    assert advance(lab, {**at, "step": reached}, 0.01) == reached
    for view in VIEWS:
        draw(reading.figure(view), 60, 10)
    assert reading.offer
    assert "rate" in reading.offer.say
    assert reading.offer.settings == {"rate": 1}
    assert read_at(lab, {**at, "step": Fraction(0)}).offer is None
    assert turn_all(lab, at, reading.offer.settings)["step"] == 0
