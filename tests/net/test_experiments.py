"""The kinds of experiments against second ways to work them out: one network at a time, and in fractions."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.net.activation import ACTIVATIONS
from tutor.net.experiments.birth import Birth
from tutor.net.experiments.comparison import Comparison
from tutor.net.experiments.deaths import Deaths
from tutor.net.experiments.depth import Depth
from tutor.net.experiments.favour import Favour, deviations
from tutor.net.experiments.finding import (
    Finding,
    as_text,
    counted,
    deterministic,
    mean,
    median,
    share,
    share_of_units,
    total,
)
from tutor.net.experiments.gap import Gap
from tutor.net.experiments.output_relu import OutputRelu
from tutor.net.experiments.random_pieces import RandomPieces, seen_pieces
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
from tutor.net.pieces import pieces
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


def test_what_units_die_of_is_seen_in_single_trainings_with_large_steps_and_with_small_ones():
    """A unit is carried out if it dies with large steps and with small ones, thrown out if with large ones alone."""
    many = MANY | {"hidden": (6,), "init": "he", "rate": 0.03, "steps": 40, "runs": 30}
    settings = Deaths(data=BENT, **many, slower=10, at_least=(1, 3))
    x, y = BENT.rows()

    def end(i, rate, steps):
        training = Training(initial((1, 6, 1), "he", (4, i)), x, y, Hyperparameters(optimizer=Optimizer(rate=rate)))
        training.advance(steps)
        return training.diverged is not None, (training.network.forward(x).z[0] <= 0).all(axis=0)

    large, small = ([end(i, rate, steps) for i in range(30)] for rate, steps in ((0.03, 40), (0.003, 400)))
    kept = [i for i, (diverged, _) in enumerate(large) if not diverged]
    dead, slowly = (np.array([each[i][1] for i in kept]) for each in (large, small))
    found = {name: finding.value for name, finding in settings.findings().items()}
    assert found == pytest.approx(
        {
            "born_dead": 0,
            "killed": 100 * dead.mean(),
            "carried": 100 * (dead & slowly).mean(),
            "thrown": 100 * (dead & ~slowly).mean(),
            "spared": 100 * (slowly & ~dead).mean(),
            "dead": dead.sum(axis=1).mean(),
            "diverged": 100 * (1 - len(kept) / 30),
            "dead_1": 100 * (dead.sum(axis=1) >= 1).sum() / 30,
            "dead_3": 100 * (dead.sum(axis=1) >= 3).sum() / 30,
        }
    )
    assert min(found[name] for name in ("carried", "thrown", "spared", "diverged", "dead_3")) > 0


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
    settings = Gap(data=rows, **(MANY | {"runs": 12, "steps": 600, "decay": 0.01}), fit_below=0.01, bent_above=0.2)
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
            "start_bent": 100 * np.mean(np.array(before) > 0.2),
            "bent": 100 * np.mean(np.array(after) > 0.2),
        },
        rel=1e-6,
    )
    assert 0 < len(after) < 12


def test_uniform_units_bend_as_often_as_an_integral_says():
    """On [−4, 4], 1/16 of uniform units are dead, as many always active; on [20, 60] the ends decide likewise.

    b > m·|w| with w, b uniform in (−1, 1) has the probability 1/(4m): over [−m, m] a unit is always active with it, and
    dead with the same. Over [20, 60] a unit bends if −b/w lies there: 1/(4·20) − 1/(4·60).
    """
    shared = {"hidden": 4, "init": "uniform", "runs": 3000, "seed": 5}
    around = Birth(data=BENT, scale="raw", **shared).findings()
    ages = Birth(data=Sampled(target="x", low=20, high=60, samples=5), scale="raw", **shared).findings()
    for figure, expected in (("dead", 1 / 16), ("always", 1 / 16), ("bends", 7 / 8)):
        low, high = around[figure].allowed
        assert low <= 100 * expected <= high
    low, high = ages["bends"].allowed
    assert low <= 100 * (1 / 80 - 1 / 240) <= high
    low, high = ages["straight"].allowed
    assert low <= 100 * (1 - 1 / 120) ** 4 <= high
    assert sum(ages[figure].value for figure in ("dead", "always", "bends")) == pytest.approx(100)


def test_inputs_are_standardised_whatever_their_unit():
    """Standardised inputs are the same for ages and for ages in months, and around 0 as wide as 1."""
    shared = {"scale": "standardised", "hidden": 3, "init": "he", "runs": 40, "seed": 5}
    years, months = (Birth(data=Listed(x=x, y=x), **shared) for x in ((20, 30, 70), (240, 360, 840)))
    assert years.inputs() == pytest.approx(months.inputs())
    assert (years.inputs().mean(), years.inputs().std()) == pytest.approx((0, 1))
    assert years.findings() == months.findings()
    assert years.findings()["bends"].value == 100, "he starts have their breakpoints at 0, the mean"


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_what_a_stack_multiplies_a_gradient_by_is_what_moving_its_inputs_shows(activation):
    """The factor of a stack is that of difference quotients: the sum of outputs, weighted, as its inputs move."""
    settings = Depth(layers=3, width=4, activation=activation, inits=("uniform",), rows=5, runs=1, seed=7)
    stack = initial((4,) * 4, "uniform", (7, 0), ACTIVATIONS[activation])
    x, above = np.random.default_rng([7, 0, 2]).normal(size=(2, 5, 4))

    def weighted(inputs):
        for weight, bias in zip(stack.weights, stack.biases, strict=True):
            inputs = stack.activation.function(inputs @ weight.T + bias)
        return (inputs * above).sum()

    below = np.empty_like(x)
    for place in np.ndindex(x.shape):
        moved = np.zeros_like(x)
        moved[place] = 1e-6
        below[place] = (weighted(x + moved) - weighted(x - moved)) / 2e-6
    found = settings.findings()
    expected = np.log10(np.linalg.norm(below) / np.linalg.norm(above))
    assert found["uniform"].value == pytest.approx(expected, abs=1e-5)
    assert ("uniform_dead_1" in found) == (activation == "relu")


def test_ten_layers_of_the_identity_multiply_by_their_weights_alone_and_sigmoid_by_a_quarter_each_at_most():
    """In stacks of one unit the factor is |w|·g′ each: sigmoid's is smaller than that of the identity by (1/4)^10."""
    one = {"layers": 10, "width": 1, "inits": ("glorot", "uniform"), "rows": 1, "runs": 1, "seed": 3}
    line, curve = (Depth(activation=name, **one).findings() for name in ("identity", "sigmoid"))
    weights = [float(w[0, 0]) for w in initial((1,) * 11, "uniform", (3, 0)).weights]
    assert line["uniform"].value == pytest.approx(np.log10(np.abs(weights)).sum())
    for init in one["inits"]:
        assert curve[init].value <= line[init].value - 10 * np.log10(4)


def test_dead_units_of_a_stack_are_counted_layer_by_layer():
    """Units without a positive pre-activation on any row are dead, and each layer is counted by itself."""
    settings = Depth(layers=6, width=3, activation="relu", inits=("he",), rows=8, runs=20, seed=1)
    dead = np.zeros(6)
    for i in range(20):
        stack = initial((3,) * 7, "he", (1, i))
        a = np.random.default_rng([1, i, 2]).normal(size=(2, 8, 3))[0]
        for layer, weight in enumerate(stack.weights):
            a = np.maximum(0, a @ weight.T)
            dead[layer] += (a == 0).all(axis=0).sum()
    found = [finding.value for name, finding in settings.findings().items() if "dead" in name]
    assert found == pytest.approx(100 * dead / 60)
    assert dead[-1] > dead[0]


def test_pieces_are_those_of_the_exact_ones_that_differ_in_slope():
    """The mean number of pieces is the one worked out in fractions, with and without pieces of equal slope."""
    settings = RandomPieces(hidden=(2, 2, 2), init="uniform", low=-2, high=3, runs=8, seed=3)
    seen, patterns = [], []
    for i in range(8):
        exactly = pieces(as_exact(initial((1, 2, 2, 2, 1), "uniform", (3, i))), Fraction(-2), Fraction(3))
        slopes = [piece.slope for piece in exactly]
        patterns.append(len(slopes))
        seen.append(1 + sum(a != b for a, b in pairwise(slopes)))
    found = {name: finding.value for name, finding in settings.findings().items()}
    assert found == pytest.approx(
        {"value": np.mean(seen), "patterns": np.mean(patterns), "straight": 100 * np.mean(np.array(seen) == 1)}
    )
    assert sum(patterns) > sum(seen)


def test_rounding_makes_no_piece():
    """A change of slope by rounding makes no piece, a network of slope 0 throughout is one, and small bends count."""
    assert seen_pieces(np.array([1.0, 1.0 + 1e-15, -1e-6, 0.0])) == 3
    assert seen_pieces(np.zeros(5)) == 1


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


@given(st.integers(12, 28))
def test_a_rate_allows_what_a_binomial_does(hits):
    """A rate allows the rates that a binomial distribution allows, and no others.

    At either end of what is allowed, samples like this one or further away have a chance of about 1 in 2000.
    """
    low, high = (end / 100 for end in share(hits, 40).allowed)

    def at_most(k, p):
        return sum(comb(40, i) * p**i * (1 - p) ** (40 - i) for i in range(k + 1))

    assert 1e-5 < at_most(hits, high) < 4e-3
    assert 1e-5 < 1 - at_most(hits - 1, low) < 4e-3
    assert counted(hits, 40).allowed == pytest.approx((40 * low, 40 * high))


def test_units_of_one_network_count_as_fewer_trials():
    """A share of units has the interval of its networks if their units share one fate, of its units if they do not."""
    random = np.random.default_rng(1)
    together = np.repeat(random.random((300, 1)) < 0.3, 10, axis=1)
    assert share_of_units(together).interval == pytest.approx(share(int(together[:, 0].sum()), 300).interval)
    apart = random.random((300, 10)) < 0.3
    width = np.diff(share(int(apart.sum()), 3000).interval)
    assert np.diff(share_of_units(apart).interval) == pytest.approx(width, rel=0.15)
    none = share_of_units(np.zeros((300, 10)))
    assert (none.value, none.interval) == (0, share(0, 300).interval)


def test_a_mean_allows_what_other_samples_show():
    """The interval of a mean holds the true one in about 95 of 100 samples, and what it allows in nearly all."""
    found = [mean(each, 2) for each in np.random.default_rng(2).poisson(3.0, (400, 100))]
    assert 0.92 < np.mean([each.interval[0] <= 3 <= each.interval[1] for each in found]) < 0.98
    assert np.mean([each.allowed[0] <= 3 <= each.allowed[1] for each in found]) > 0.99


def test_a_sum_and_a_median_allow_what_their_samples_show():
    """A sum and a median allow what other samples of the same kind show, and little more."""
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
    """A figure as text is the number that is stored, without −0."""
    found = {"value": share(833, 1000), "loss": deterministic(-1e-9, 3), "x": Finding(2, 1, (1, 3), (0, 4))}
    assert dict(as_text(found)) == {
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
        (lambda: Deaths(data=SINE, **(MANY | {"optimizer": "adam"}), slower=2, at_least=()), "gd without decay"),
        (lambda: Deaths(data=SINE, **MANY, slower=1, at_least=()), "no smaller"),
        (lambda: Gap(data=SINE, **(MANY | {"activation": "tanh"}), fit_below=1, bent_above=1), "one hidden layer"),
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
