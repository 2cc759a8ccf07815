"""The experiments on random starts, before training, against second ways to work them out."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from tutor.net.activation import ACTIVATIONS
from tutor.net.experiments.birth import Birth
from tutor.net.experiments.depth import Depth
from tutor.net.experiments.random_pieces import RandomPieces, seen_pieces
from tutor.net.experiments.training import Listed, Sampled
from tutor.net.initial import initial
from tutor.net.network import as_exact
from tutor.net.pieces import pieces

BENT = Sampled(target="abs(x+1)", low=-4, high=4, samples=9)


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
    inits = ("glorot", "uniform")
    one = {"layers": 10, "width": 1, "rows": 1, "runs": 1, "seed": 3}
    line, curve = (Depth(activation=name, inits=inits, **one).findings() for name in ("identity", "sigmoid"))
    weights = [float(w[0, 0]) for w in initial((1,) * 11, "uniform", (3, 0)).weights]
    assert line["uniform"].value == pytest.approx(np.log10(np.abs(weights)).sum())
    for init in inits:
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
