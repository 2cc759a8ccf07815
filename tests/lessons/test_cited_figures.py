"""The stored figures of experiments against a sample of each kind that is run again."""

from dataclasses import replace

import pytest
from profiles import every

from tutor.lesson.experiments import read_experiments
from tutor.lesson.index import lessons_folder
from tutor.net.experiments.finding import VALUE, as_text
from tutor.net.restarts.outcome import wilson

# What is left out of an experiment to make it quick, and what of it is then comparable: `runs` gives a sample of the
# networks; fewer `steps` serve where training has stopped long before; some of the `units` or `activations` are some of
# the figures.
SAMPLES: dict[str, dict[str, object]] = {
    "success_relu_3": {"runs": 350},
    "success_tanh_3": {"runs": 30},
    "deaths_ten_steps": {"runs": 300},
    "deaths_at_0020": {"runs": 100},
    "ladder_bent_adam": {"runs": 20, "activations": ("leaky_relu",)},
    "deaths_300_steps": {"runs": 60},
    "gap": {"runs": 30},
    "ladder_bent_gd": {"runs": 20, "activations": ("relu", "gelu")},
    "born_around_0": {"runs": 200},
    "ladder_sine_gd": {"runs": 20, "activations": ("tanh", "relu")},
    "born_ages": {"runs": 200},
    "ladder_sine_adam": {"runs": 20, "activations": ("swish",)},
    "born_ages_standardised": {"runs": 200},
    "gap_decay": {"runs": 60},
    "depth_relu": {"runs": 60},
    "depth_tanh": {"runs": 60},
    "pieces_3_layers": {"runs": 60},
    "depth_sigmoid": {"runs": 60},
    "revived_adam": {"runs": 30},
    "pieces_12_layers": {"runs": 300},
    "stuck_at_0085": {},
    "revived_momentum_slow": {"runs": 40},
    "stuck_at_0080": {"steps": 5_000},
    "stuck_at_0072": {},
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


@pytest.fixture(scope="module")
def experiments():
    """The shipped table by name."""
    found = read_experiments(lessons_folder())
    assert found.problems == ()
    return found.by_name


@pytest.mark.parametrize("name", every(3, SAMPLES))
@pytest.mark.today(3)
def test_a_sample_agrees_with_what_is_stored(experiments, name):
    """A sample of each experiment agrees with its stored figures.

    A figure with chance in it is told from another with 99.9 % confidence, one without it to rounding.
    """
    stored, sampled = experiments[name], replace(experiments[name].settings, **SAMPLES[name])
    findings = sampled.findings()
    found = dict(as_text(findings)).keys()
    assert found <= stored.stored.keys()
    assert found == stored.stored.keys() or {"units", "activations"} & SAMPLES[name].keys()
    for figure, finding in findings.items():
        kept = stored.stored[figure]
        if stored.kind in COUNTS and figure != VALUE:
            kept = kept * sampled.runs / stored.settings.runs
        assert finding.agreement(kept) != "differs", (figure, finding, float(kept))


def test_every_kind_is_sampled(experiments):
    """The samples cover every kind of experiment in the table."""
    assert {experiments[name].kind for name in SAMPLES} == {each.kind for each in experiments.values()}


def _trials(each, figure):
    """The trials behind a stored rate; None for a median, a mean, or a share of units that hang together."""
    settings, units_of_networks = each.settings, {"born_dead", "killed", "carried", "thrown", "spared", "dead"}
    if figure.endswith("deviation") or each.kind == "depth" or (each.kind == "random pieces" and figure != "straight"):
        return None
    if each.kind == "deaths" and figure in units_of_networks:
        return None
    if each.kind == "birth" and figure != "straight":
        return settings.runs * settings.hidden
    if each.kind == "gap" and figure != "fit":
        return round(each.stored["fit"] * settings.runs / 100)
    return settings.runs


def test_every_stored_interval_is_that_of_its_rate(experiments):
    """The low and high of every stored rate are those of its Wilson interval."""
    for name, each in experiments.items():
        for figure, value in each.stored.items():
            low = "low" if figure == VALUE else f"{figure}_low"
            if low not in each.stored or not (trials := _trials(each, figure)):
                continue
            expected = wilson(round(value * trials / 100), trials)
            kept = (each.stored[low], each.stored[low.replace("low", "high")])
            within = 1e-9 if trials <= 1000 else 0.11  # among more trials, one decimal does not tell how many hits
            rounded = pytest.approx([round(100 * end, 1) for end in expected], abs=within)
            assert [float(end) for end in kept] == rounded, (name, figure)


def test_what_became_of_units_adds_up(experiments):
    """Units that were killed were carried out or thrown out, and units at the start are dead, always active or bend."""
    for each in experiments.values():
        stored = each.stored
        if each.kind == "deaths":
            assert stored["killed"] == pytest.approx(stored["carried"] + stored["thrown"], abs=0.11)
            share = (stored["born_dead"] + stored["killed"]) / 100
            assert stored["dead"] == pytest.approx(each.settings.hidden[0] * share, abs=0.02)
        if each.kind == "birth":
            assert stored["dead"] + stored["always"] + stored["bends"] == pytest.approx(100, abs=0.11)


def test_numbers_of_units_fit_one_another(experiments):
    """In each revival, no more units came back than were dead, and all counts add up."""
    for each in (each for each in experiments.values() if each.kind == "revival"):
        layers = [""] if len(each.settings.hidden) == 1 else ["first_", "second_"]
        for layer, units in zip(layers, each.settings.hidden, strict=True):
            told_of = {name: each.stored[layer + name] for name in ("units", "born_dead", "ever_dead", "dead", "back")}
            assert told_of["units"] == units * (each.settings.runs - each.stored["diverged"])
            assert told_of["born_dead"] <= told_of["ever_dead"] <= told_of["units"]
            assert told_of["ever_dead"] - told_of["dead"] <= told_of["back"] <= told_of["ever_dead"]
