"""The kinds of experiments against second ways to work them out: one network at a time, and in fractions."""

from dataclasses import replace
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.net.experiments.favour import Favour, deviations
from tutor.net.experiments.finding import Finding, counted, decimals, deterministic, median, share, total
from tutor.net.experiments.output_relu import OutputRelu
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

small = st.integers(-6, 6).map(lambda n: Fraction(n, 2))


@given(st.lists(st.tuples(small, small, small), min_size=1, max_size=4), small)
def test_a_deviation_is_the_one_worked_out_in_fractions(units, c):
    """Failing means that a network is called straight, or bent, by a wrong measure."""
    w, b, v = zip(*units, strict=True)
    network = one_hidden_layer(w, b, v, c)
    found = deviations(pack(as_float(network))[:, None], (1, len(units), 1), -4.0, 4.0)
    assert found == pytest.approx(float(chord_deviation(network, Fraction(-4), Fraction(4))), abs=1e-12)


def test_favour_measures_the_networks_that_single_trainings_make():
    """Failing means that start and end are confused, or other networks are measured."""
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
    """Failing means that networks beyond the first lot are repeated, or that a figure is told of a step too few."""
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
    """Failing means that the lesson's answer to “dead for how long?” was counted wrong."""
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
    """Failing means that the test before compares zeros with zeros."""
    found = Revival(data=SINE, **(MANY | TWO_LAYERS)).findings()
    assert min(found[f"second_{name}"].value for name in ("born_dead", "ever_dead", "dead", "back")) > 0


def test_a_relu_on_the_output_is_that_of_backpropagation_by_hand():
    """Failing means that the forum's network was not the one that was trained."""
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
    """Failing means that “stuck at 26/45” is told of runs that were elsewhere, or that did fit."""
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
    """w = v = 1, b = c = 0 on (1, 0), (2, 0) at rate 1/5 dies in one step; failing means another loss is told."""
    settings = Stuck(data=Listed(x=(1, 2), y=(0, 0)), w=(1,), b=(0,), v=(1,), c=0, activation="relu", rate=0.2, steps=1)
    found = settings.findings()
    # ∂L/∂c = 2·(1 + 2)/2 = 3, so that c = −3/5 is all that is left of f.
    assert (found["value"].decimal, found["dead"].decimal) == ("0.3600", "1")


@pytest.mark.parametrize(("activation", "n", "target"), [("identity", 1, "sin(x)"), ("identity", 2, "x^2")])
def test_units_without_a_bend_come_as_near_as_the_best_line(activation, n, target):
    """Failing means that a fit stops before its optimum, or that its error is not the one on the data."""
    data = Sampled(target=target, low=-1, high=4, samples=21)
    x, y = data.rows()
    line = np.polyfit(x[:, 0], y[:, 0], 1)
    best = np.sqrt(np.mean((np.polyval(line, x) - y) ** 2))
    settings = UnitsNeeded(data=data, activation=activation, units=(n,), fits=3, rounds=100, seed=0)
    assert settings.findings()[f"rms_{n}"].value == pytest.approx(best, rel=1e-6)


def test_two_relu_make_one_bend_exactly_and_two_smooth_units_do_not():
    """Failing means that the lesson on activations calls the wrong one enough."""
    fits = {"data": BENT, "units": (2,), "fits": 10, "rounds": 200, "seed": 0}
    assert UnitsNeeded(activation="relu", **fits).findings()["rms_2"].value < 1e-9
    assert UnitsNeeded(activation="sigmoid", **fits).findings()["rms_2"].value > 1e-2


@given(st.integers(12, 28))
def test_a_rate_allows_what_a_binomial_does(hits):
    """Failing means that a rate is told to differ that does not, or the other way round.

    At either end of what is allowed, samples like this one or further away have a chance of about 1 in 2000.
    """
    low, high = (end / 100 for end in share(hits, 40).allowed)

    def at_most(k, p):
        return sum(comb(40, i) * p**i * (1 - p) ** (40 - i) for i in range(k + 1))

    assert 1e-5 < at_most(hits, high) < 4e-3
    assert 1e-5 < 1 - at_most(hits - 1, low) < 4e-3
    assert counted(hits, 40).allowed == pytest.approx((40 * low, 40 * high))


def test_a_sum_and_a_median_allow_what_their_samples_show():
    """Failing means that a stored sum or median is accepted whatever it is, or hardly ever."""
    random = np.random.default_rng(0)
    samples = random.poisson(3.0, (400, 100))
    inside = [low <= 300 <= high for low, high in (total(each).allowed for each in samples)]
    assert np.mean(inside) > 0.99
    assert np.mean([low <= 360 <= high for low, high in (total(each).allowed for each in samples)]) < 0.6
    medians = [median(each, 3) for each in random.exponential(1.0, (400, 100))]
    truth = np.log(2.0)
    assert 0.93 < np.mean([each.interval[0] <= truth <= each.interval[1] for each in medians]) < 0.99
    assert np.mean([each.allowed[0] <= truth <= each.allowed[1] for each in medians]) > 0.99
    assert not any(each.allowed[0] <= 2.5 * truth <= each.allowed[1] for each in medians)


def test_a_figure_is_told_as_it_is_kept():
    """Failing means that a regenerated figure differs from the stored one by its last digit, or by a −0."""
    found = {"value": share(833, 1000), "loss": deterministic(-1e-9, 3), "x": Finding(2, 1, (1, 3), (0, 4))}
    assert dict(decimals(found)) == {
        "value": "83.3", "low": "80.9", "high": "85.5", "loss": "0.000", "x": "2.0", "x_low": "1.0", "x_high": "3.0",
    }  # fmt: skip
    assert deterministic(40 / 27, 4).agreement(Fraction("1.4815")) == "same"
    assert deterministic(40 / 27, 4).agreement(Fraction("1.4817")) == "differs"
    assert share(833, 1000).agreement(Fraction(82)) == "within chance"
    assert share(833, 1000).agreement(Fraction(75)) == "differs"


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
        (lambda: Stuck(data=SINE, w=(1,), b=(), v=(1,), c=0, activation="relu", rate=1, steps=1), "for each unit"),
    ],
)
def test_settings_that_cannot_be_are_refused(make, said):
    """Failing means that an experiment is run on something else than its settings say."""
    with pytest.raises(ValueError, match=said):
        make()
