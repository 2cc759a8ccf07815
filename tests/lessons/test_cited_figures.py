"""The stored figures of experiments against a sample of each kind that is run again."""

from dataclasses import replace

import pytest
from profiles import every

from tutor.lesson.experiments import read_experiments
from tutor.net.experiments.finding import VALUE, as_text
from tutor.net.restarts.outcome import wilson

# What is left out of an experiment to make it quick, and what of it is then comparable: `runs` gives a sample of the
# networks; fewer `steps` serve where training has stopped long before; some of the `units` are some of the figures.
SAMPLES = {
    "success_relu_3": {},
    "success_tanh_3": {"runs": 30},
    "favour_line": {"runs": 60},
    "favour_bent": {"runs": 50},
    "revived_plain": {"runs": 40},
    "revived_momentum": {"runs": 60},
    "revived_decay": {"runs": 30},
    "revived_two_layers": {"runs": 40},
    "stuck_relu": {"steps": 20_000},
    "stuck_leaky_relu": {"steps": 20_000},
    "stuck_tanh": {"steps": 5_000},
    "stuck_fast": {"steps": 20_000},
    "stuck_too_fast": {},
    "rescue_b1": {},
    "rescue_unit_0": {},
    "rescue_twins": {},
    "output_relu": {"runs": 300},
    "units_sin_relu": {"units": (2, 3), "fits": 60},
    "units_sin_tanh": {"units": (2,), "fits": 20},
    "units_bent_relu": {"units": (2,), "fits": 20},
    "units_bent_tanh": {"units": (2,), "fits": 20},
}
COUNTS = {"success", "revival"}  # their figures, but for the rate, are numbers of all runs


@pytest.fixture
def experiments(lessons):
    """The shipped table by name."""
    found = read_experiments(lessons)
    assert found.problems == ()
    return found.by_name


@pytest.mark.parametrize("name", every(2, SAMPLES))
def test_a_sample_agrees_with_what_is_stored(experiments, name):
    """A sample of each experiment agrees with its stored figures.

    A figure with chance in it is told from another with 99.9 % confidence, one without it to rounding.
    """
    stored, sampled = experiments[name], replace(experiments[name].settings, **SAMPLES[name])
    findings = sampled.findings()
    found = dict(as_text(findings)).keys()
    assert found <= stored.stored.keys()
    assert found == stored.stored.keys() or "units" in SAMPLES[name]
    for figure, finding in findings.items():
        kept = stored.stored[figure]
        if stored.kind in COUNTS and figure != VALUE:
            kept = kept * sampled.runs / stored.settings.runs
        assert finding.agreement(kept) != "differs", (figure, finding, float(kept))


def test_every_kind_is_sampled(experiments):
    """The samples cover every kind of experiment in the table."""
    assert {experiments[name].kind for name in SAMPLES} == {each.kind for each in experiments.values()}


def test_every_stored_interval_is_that_of_its_rate(experiments):
    """The low and high of every stored rate are those of its Wilson interval."""
    for name, each in experiments.items():
        for figure, value in each.stored.items():
            low = "low" if figure == VALUE else f"{figure}_low"
            if low not in each.stored or figure.endswith("deviation"):
                continue
            runs = each.settings.runs
            expected = wilson(round(value * runs / 100), runs)
            kept = (each.stored[low], each.stored[low.replace("low", "high")])
            assert [round(100 * end, 1) for end in expected] == [float(end) for end in kept], (name, figure)


def test_numbers_of_units_fit_one_another(experiments):
    """In each revival, no more units came back than were dead, and all counts add up."""
    for each in (each for each in experiments.values() if each.kind == "revival"):
        layers = [""] if len(each.settings.hidden) == 1 else ["first_", "second_"]
        for layer, units in zip(layers, each.settings.hidden, strict=True):
            told_of = {name: each.stored[layer + name] for name in ("units", "born_dead", "ever_dead", "dead", "back")}
            assert told_of["units"] == units * (each.settings.runs - each.stored["diverged"])
            assert told_of["born_dead"] <= told_of["ever_dead"] <= told_of["units"]
            assert told_of["ever_dead"] - told_of["dead"] <= told_of["back"] <= told_of["ever_dead"]
