"""The kinds of experiments against second ways to work them out: one network at a time, and in fractions."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.net.experiments.birth import Birth
from tutor.net.experiments.comparison import Comparison
from tutor.net.experiments.deaths import Deaths
from tutor.net.experiments.depth import Depth
from tutor.net.experiments.favour import Favour, deviations
from tutor.net.experiments.gap import Gap
from tutor.net.experiments.output_relu import OutputRelu
from tutor.net.experiments.random_pieces import RandomPieces
from tutor.net.experiments.revival import Revival
from tutor.net.experiments.stuck import Stuck
from tutor.net.experiments.success import Success
from tutor.net.experiments.training import TOGETHER, Listed, Sampled, starts, trained
from tutor.net.experiments.units_needed import UnitsNeeded
from tutor.net.gradient import descend, gradients
from tutor.net.initial import initial
from tutor.net.layout import pack
from tutor.net.linearity import chord_deviation
from tutor.net.network import as_exact, as_float, one_hidden_layer
from tutor.net.optimizer import Optimizer
from tutor.net.training import Hyperparameters, Training

SINE = Sampled(target="sin(x)", low=-4, high=4, samples=11)
BENT = Sampled(target="abs(x+1)", low=-4, high=4, samples=9)
MANY = {
    "hidden": (3,),
    "activation": "relu",
    "init": "uniform",
    "optimizer": "gd",
    "rate": 0.05,
    "decay": 0.0,
    "steps": 150,
    "runs": 6,
    "seed": 4,
}
TWO_LAYERS = {"hidden": (3, 3), "optimizer": "momentum", "rate": 0.03}


def _compared(*names):
    many = {name: value for name, value in MANY.items() if name != "activation"}
    return Comparison(data=SINE, **many, activations=names, fit=1)


small = st.integers(-6, 6).map(lambda n: Fraction(n, 2))


@given(st.lists(st.tuples(small, small, small), min_size=1, max_size=4), small)
def test_a_deviation_is_the_one_worked_out_in_fractions(units, c):
    """The deviation of a network is the one worked out in fractions."""
    w, b, v = zip(*units, strict=True)
    network = one_hidden_layer(w, b, v, c)
    found = deviations(pack(as_float(network))[:, None], (1, len(units), 1), -4.0, 4.0)
    assert found == pytest.approx(float(chord_deviation(network, Fraction(-4), Fraction(4))), abs=1e-12)


def test_favour_measures_the_networks_that_single_trainings_make():
    """The figures of `favour` are those of single trainings, before and after."""
    settings = Favour(data=BENT, **(MANY | {"rate": 0.02}), straight=0.3, fit=0.5)
    before, after, losses = [], [], []
    for i in range(settings.runs):
        start = initial((1, 3, 1), "uniform", (4, i))
        training = Training(start, *BENT.rows(), Hyperparameters(optimizer=Optimizer(rate=0.02)))
        training.advance(settings.steps)
        for network, kept in ((start, before), (training.network, after)):
            kept.append(float(chord_deviation(as_exact(network), Fraction(-4), Fraction(4))))
        losses.append(training.loss)
    found = {name: finding.value for name, finding in settings.findings().items()}
    assert found == pytest.approx(
        {
            "start_straight": 100 * np.mean(np.array(before) < 0.3),
            "start_deviation": np.median(before),
            "straight": 100 * np.mean(np.array(after) < 0.3),
            "deviation": np.median(after),
            "fit": 100 * np.mean(np.array(losses) < 0.5),
        },
        rel=1e-6,
    )


def test_every_network_takes_every_step_from_the_start_of_its_number():
    """Each network, also past the first lot, takes every step from the start of its own number."""
    study = Success(data=SINE, **(MANY | {"runs": TOGETHER + 3, "steps": 7}), fit=1, plateaus=()).study()
    *_, last = starts(study)
    assert [each.shape[1] for each in starts(study)] == [TOGETHER, 3]
    states = [each.copy() for each in trained(last, study, *SINE.rows())]
    training = Training(
        initial((1, 3, 1), "uniform", (4, TOGETHER + 2)), *SINE.rows(), Hyperparameters(optimizer=study.optimizer)
    )
    for state in states:
        assert state[:, 2] == pytest.approx(pack(training.network), rel=1e-12)
        training.advance(1)
    assert len(states) == 8


@pytest.mark.parametrize(
    "options",
    [{}, {"optimizer": "momentum"}, {"decay": 0.1}, TWO_LAYERS, {"rate": 0.5, "steps": 60}],
    ids=str,
)
def test_units_that_came_back_are_those_seen_in_single_trainings(options):
    """The counts of `revival` are those seen step by step in single trainings."""
    settings = Revival(data=SINE, **(MANY | options))
    x, y = SINE.rows()
    names = ("born_dead", "ever_dead", "dead", "back")
    expected = {(layer, name): 0 for layer in range(len(settings.hidden)) for name in names}
    diverged = 0
    for i in range(settings.runs):
        sizes = settings.study().sizes
        optimizer = Optimizer(settings.optimizer, settings.rate, settings.decay)
        training = Training(initial(sizes, "uniform", (4, i)), x, y, Hyperparameters(optimizer=optimizer))
        histories = [[] for _ in settings.hidden]
        for _ in range(settings.steps + 1):
            for history, z in zip(histories, training.network.forward(x).z, strict=False):
                history.append((z <= 0).all(axis=0))
            training.advance(1)
        diverged += training.diverged is not None
        for layer, history in enumerate(histories if training.diverged is None else ()):
            dead = np.array(history)
            was = np.logical_or.accumulate(dead)
            seen = (dead[0], was[-1], dead[-1], (was & ~dead).any(axis=0))
            for name, units in zip(names, seen, strict=True):
                expected[layer, name] += units.sum()
    found = settings.findings()
    assert found["diverged"].value == diverged
    for (layer, name), units in expected.items():
        prefix = "" if len(settings.hidden) == 1 else ("first_", "second_")[layer]
        assert found[prefix + name].value == units, (prefix, name)


def test_the_samples_of_revivals_are_not_all_empty():
    """The samples of the test before have units that die and units that come back."""
    found = Revival(data=SINE, **(MANY | TWO_LAYERS)).findings()
    assert min(found[f"second_{name}"].value for name in ("born_dead", "ever_dead", "dead", "back")) > 0


def test_a_relu_on_the_output_is_that_of_backpropagation_by_hand():
    """The figures of `output relu` are those of backpropagation by hand."""
    data = Listed(x=(-1, 0, 1, 2), y=(-3, -1, 1, 3))
    settings = OutputRelu(data=data, **(MANY | {"hidden": (3, 2), "runs": 40, "steps": 30}))
    x, y = data.rows()
    at_start = at_end = constant = 0
    for i in range(settings.runs):
        network = initial((1, 3, 2, 1), "uniform", (4, i))
        at_start += (network(x) <= 0).all()
        linear = network
        for _ in range(settings.steps):
            z = network(x)
            # The slope of (max(0, z) − y)² is that of (z − t)² with t = max(0, z) ≤ 0 ? z : y.
            network = descend(network, gradients(network, x, np.where(z > 0, y, z)), settings.rate)
            linear = descend(linear, gradients(linear, x, y), settings.rate)
        at_end += (network(x) <= 0).all()
        constant += any((z <= 0).all() for z in linear.forward(x).z[:-1])
    found = {name: finding.value for name, finding in settings.findings().items()}
    assert 0 < at_start < at_end < settings.runs
    assert constant
    assert found == {"value": 2.5 * at_end, "at_start": 2.5 * at_start, "without": 2.5 * constant}


def test_runs_are_counted_on_the_plateau_where_they_stopped():
    """A plateau counts the runs that stopped there and do not fit."""
    settings = Success(data=BENT, **(MANY | {"rate": 0.02, "steps": 4000, "runs": 30}), fit=0.01, plateaus=("26/45",))
    losses = []
    for i in range(settings.runs):
        training = Training(initial((1, 3, 1), "uniform", (4, i)), *BENT.rows(), Hyperparameters())
        training.advance(settings.steps)
        losses.append(training.loss)
    found = settings.findings()
    assert found["value"].value == pytest.approx(100 * np.mean(np.array(losses) < 0.01))
    assert found["at_26_45"].value == sum(abs(loss - 26 / 45) < 0.01 * 26 / 45 for loss in losses) > 0
    all_of_them = replace(settings, fit=1e9).findings()
    assert (all_of_them["value"].value, all_of_them["at_26_45"].value) == (100, 0)


def test_one_unit_set_by_hand_is_killed_and_stays():
    """w = v = 1, b = c = 0 on (1, 0), (2, 0) at rate 1/5 dies in one step, and keeps the loss that it then has."""
    settings = Stuck(data=Listed(x=(1, 2), y=(0, 0)), w=(1,), b=(0,), v=(1,), c=0, activation="relu", rate=0.2, steps=1)
    found = settings.findings()
    # ∂L/∂c = 2·(1 + 2)/2 = 3, so that c = −3/5 is all that is left of f.
    assert (found["value"].text, found["dead"].text) == ("0.3600", "1")


@pytest.mark.parametrize(
    ("init", "rate", "steps", "seen"),
    [
        ("he", 0.04, 80, {"carried", "thrown", "spared", "diverged", "dead_2"}),
        ("uniform", 0.04, 150, {"born_dead", "carried", "dead_2"}),
    ],
)
def test_what_units_die_of_is_seen_in_single_trainings_with_large_steps_and_with_small_ones(init, rate, steps, seen):
    """A unit is carried out if it dies with large steps and with small ones, thrown out if with large ones alone."""
    many = MANY | {"hidden": (6,), "init": init, "rate": rate, "steps": steps, "runs": 30, "seed": 0}
    settings = Deaths(data=BENT, **many, slower=4, at_least=(1, 2))
    x, y = BENT.rows()

    def end(i, rate, steps):
        training = Training(initial((1, 6, 1), init, (0, i)), x, y, Hyperparameters(optimizer=Optimizer(rate=rate)))
        training.advance(steps)
        return training.diverged is not None, (training.network.forward(x).z[0] <= 0).all(axis=0)

    large, small = ([end(i, rate, steps) for i in range(30)] for rate, steps in ((rate, steps), (rate / 4, 4 * steps)))
    born = np.array([(initial((1, 6, 1), init, (0, i)).forward(x).z[0] <= 0).all(axis=0) for i in range(30)])
    kept = [i for i, (diverged, _) in enumerate(large) if not diverged]
    dead, slowly, born = *(np.array([each[i][1] for i in kept]) for each in (large, small)), born[kept]
    found = {name: finding.value for name, finding in settings.findings().items()}
    assert found == pytest.approx(
        {
            "born_dead": 100 * born.mean(),
            "killed": 100 * (dead & ~born).mean(),
            "carried": 100 * (dead & slowly & ~born).mean(),
            "thrown": 100 * (dead & ~slowly).mean(),
            "spared": 100 * (slowly & ~dead).mean(),
            "dead": dead.sum(axis=1).mean(),
            "diverged": 100 * (1 - len(kept) / 30),
            "dead_1": 100 * (dead.sum(axis=1) >= 1).sum() / 30,
            "dead_2": 100 * (dead.sum(axis=1) >= 2).sum() / 30,
        }
    )
    assert {name for name in seen if found[name] > 0} == seen


def test_one_large_step_throws_units_out_and_a_small_one_hardly_any():
    """On (1, 0) and (2, 0), as where one unit is killed by hand, one large step throws units out, and a small one none.

    A uniform unit is born dead there if b ≤ −w and b ≤ −2w, with a probability of 1/4 + 1/8.
    """
    data = Listed(x=(1, 2), y=(0, 0))
    one = MANY | {"hidden": (1,), "steps": 1, "runs": 200}
    large = Deaths(data=data, **(one | {"rate": 1.0}), slower=100, at_least=()).findings()
    small = Deaths(data=data, **(one | {"rate": 0.001}), slower=100, at_least=()).findings()
    assert large["thrown"].value > 10 > small["killed"].value
    assert large["killed"].value == pytest.approx(large["thrown"].value + large["carried"].value)
    for found in (large, small):
        low, high = found["born_dead"].allowed
        assert low <= 37.5 <= high


def test_a_gap_is_measured_in_the_networks_that_fit():
    """The figures of `gap` are those of single trainings, of those whose loss is small at the end."""
    rows = Listed(x=(-2, -1, 1, 2), y=(-2, -1, 1, 2))
    settings = Gap(data=rows, **(MANY | {"runs": 12, "steps": 600, "decay": 0.01}), fit_below=0.01, above=("1/5",))
    before, after = [], []
    for i in range(12):
        start = initial((1, 3, 1), "uniform", (4, i))
        training = Training(start, *rows.rows(), Hyperparameters(optimizer=Optimizer(rate=0.05, decay=0.01)))
        training.advance(600)
        if np.mean((training.network(rows.rows()[0]) - rows.rows()[1]) ** 2) < 0.01:
            for network, kept in ((start, before), (training.network, after)):
                kept.append(float(chord_deviation(as_exact(network), Fraction(-2), Fraction(2))))
    found = {name: finding.value for name, finding in settings.findings().items()}
    assert found == pytest.approx(
        {
            "fit": 100 * len(after) / 12,
            "start_deviation": np.median(before),
            "deviation": np.median(after),
            "start_above_1_5": 100 * np.mean(np.array(before) > 0.2),
            "above_1_5": 100 * np.mean(np.array(after) > 0.2),
        },
        rel=1e-6,
    )
    assert 0 < len(after) < 12


def test_a_comparison_is_one_success_for_each_activation():
    """A comparison has the rate that `success` has with each activation."""
    many = {name: value for name, value in MANY.items() if name != "activation"} | {"steps": 300, "runs": 20}
    found = Comparison(data=BENT, **many, activations=("tanh", "relu"), fit=0.3).findings()
    for name in ("tanh", "relu"):
        alone = Success(data=BENT, **many, activation=name, fit=0.3, plateaus=()).findings()
        assert found[name] == alone["value"]
    assert found["tanh"].value != found["relu"].value


@pytest.mark.parametrize(("activation", "n", "target"), [("identity", 1, "sin(x)"), ("identity", 2, "x^2")])
def test_units_without_a_bend_come_as_near_as_the_best_line(activation, n, target):
    """Units without a bend reach the error of the best line, and no smaller one."""
    data = Sampled(target=target, low=-1, high=4, samples=21)
    x, y = data.rows()
    line = np.polyfit(x[:, 0], y[:, 0], 1)
    best = np.sqrt(np.mean((np.polyval(line, x) - y) ** 2))
    settings = UnitsNeeded(data=data, activation=activation, units=(n,), fits=3, rounds=100, seed=0)
    assert settings.findings()[f"rms_{n}"].value == pytest.approx(best, rel=1e-6)


def test_two_relu_make_one_bend_exactly_and_two_smooth_units_do_not():
    """Two units of ReLU make one bend without an error, and two smooth units do not."""
    fits = {"data": BENT, "units": (2,), "fits": 10, "rounds": 200, "seed": 0}
    assert UnitsNeeded(activation="relu", **fits).findings()["rms_2"].value < 1e-9
    assert UnitsNeeded(activation="sigmoid", **fits).findings()["rms_2"].value > 1e-2


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Sampled(target="sinx", low=0, high=1, samples=3), "target 'sinx'"),
        (lambda: Listed(x=(1,), y=()), "1 inputs and 0 labels"),
        (lambda: Revival(data=SINE, **(MANY | {"activation": "tanh"})), "relu"),
        (lambda: Favour(data=SINE, **(MANY | {"hidden": (2, 2)}), straight=1, fit=1), "one hidden layer"),
        (lambda: OutputRelu(data=SINE, **(MANY | {"activation": "tanh"})), "relu"),
        (lambda: Success(data=SINE, **(MANY | {"optimizer": "sgd"}), fit=1, plateaus=()), "'sgd'"),
        (lambda: Success(data=SINE, **MANY, fit=1, plateaus=("a/b",)), "a/b"),
        (lambda: UnitsNeeded(data=SINE, activation="x", units=(1,), fits=1, rounds=1, seed=0), "activation 'x'"),
        (lambda: Deaths(data=SINE, **(MANY | {"optimizer": "adam"}), slower=2, at_least=()), "gd without decay"),
        (lambda: Deaths(data=SINE, **MANY, slower=1, at_least=()), "no smaller"),
        (lambda: Gap(data=SINE, **(MANY | {"activation": "tanh"}), fit_below=1, above=()), "one hidden layer"),
        (lambda: Gap(data=SINE, **MANY, fit_below=1, above=("a/b",)), "a/b"),
        (lambda: Birth(data=SINE, scale="raw", hidden=1, init="hee", runs=1, seed=0), "'hee'"),
        (lambda: RandomPieces(hidden=(1,), init="he", low=1, high=1, runs=1, seed=0), "empty range"),
        (lambda: Depth(layers=0, width=1, activation="relu", inits=("he",), rows=1, runs=1, seed=0), "at least one"),
        (lambda: Depth(layers=1, width=1, activation="relu", inits=("hee",), rows=1, runs=1, seed=0), "'hee'"),
        (lambda: _compared("tanh", "tanh"), "stands twice"),
        (lambda: _compared("tan"), "'tan'"),
        (lambda: Stuck(data=SINE, w=(1,), b=(), v=(1,), c=0, activation="relu", rate=1, steps=1), "for each unit"),
    ],
)
def test_settings_that_cannot_be_are_refused(make, said):
    """Impossible settings of an experiment are refused."""
    with pytest.raises(ValueError, match=said):
        make()
