"""What the depth lab says of a stack, against difference quotients and counting."""

import math

import numpy as np
import pytest
from depth_labs import STEPS, G, depth_labs, forward, stack_of
from hypothesis import assume, given
from hypothesis import strategies as st
from profiles import examples
from readings import STORE, measure, read, settings_of

from tutor.expression import UndefinedError
from tutor.labs.depth import DepthLab
from tutor.labs.depth.run import plan
from tutor.net.experiments.depth import Depth

H = 1e-6


def loss_from(layers, g, a, y):
    """The loss of what these layers, the last of them the output, make of a."""
    zs, _ = forward(layers, g, a)
    return ((zs[-1] - y) ** 2).sum() / len(y)


def size_of_gradient(loss, at):
    """The root of the sum of squares of the central differences of a loss at an array."""
    squares = 0.0
    for place in np.ndindex(at.shape):
        moved = np.zeros_like(at)
        moved[place] = H
        squares += ((loss(at + moved) - loss(at - moved)) / (2 * H)) ** 2
    return math.sqrt(squares)


@examples(0.3)
@given(lab=depth_labs(), step=st.sampled_from([0, STEPS]))
def test_gradients_and_factors_are_those_of_difference_quotients(lab, step):
    """Each gradient is what moving the z of its layer shows; the factor is that of inputs over last activations."""
    layers, x, y = stack_of(lab, STORE, step=step)
    reading, g = read(lab, step=step), G[lab.activation]
    assume(not measure(reading, "diverged"))
    zs, activations = forward(layers, g, x)
    assume(min(abs(z).min() for z in zs[:-1]) > 10 * H)  # no step goes over a corner
    for layer in range(1, lab.layers + 1):
        above = layers[layer:]

        def by_z(z, above=above):
            return loss_from(above, g, np.array([[g(each) for each in row] for row in z.tolist()]), y)

        expected = size_of_gradient(by_z, zs[layer - 1])
        assert float(measure(reading, f"gradient_{layer}")) == pytest.approx(expected, rel=1e-4, abs=1e-7)
    below, above = (
        size_of_gradient(lambda a, start=start: loss_from(layers[start:], g, a, y), activations[start])
        for start in (0, lab.layers)
    )
    assume(above > 1e-3)
    assert float(measure(reading, "factor")) == pytest.approx(below / above, rel=1e-4, abs=1e-6)


@examples(0.3)
@given(lab=depth_labs(activations=("relu", "leaky_relu", "sigmoid")), step=st.integers(0, STEPS))
def test_dead_units_are_those_that_are_active_on_no_row(lab, step):
    """With ReLU a unit is dead if its z is at most 0 on each row; with another activation no unit is."""
    layers, x, _ = stack_of(lab, STORE, step=step)
    zs, _ = forward(layers, G[lab.activation], x)
    assume(min(abs(z).min() for z in zs[:-1]) > 1e-12)
    dead = [sum(all(z <= 0 for z in unit) for unit in z.T) for z in zs[:-1]]
    if lab.activation != "relu":
        dead = [0] * lab.layers
    reading = read(lab, step=step)
    assert [measure(reading, f"dead_{layer}") for layer in range(1, lab.layers + 1)] == dead
    assert measure(reading, "dead") == sum(dead)
    assert measure(reading, "dead_layers") == dead.count(lab.width)
    with pytest.raises(UndefinedError, match="only"):
        measure(reading, f"dead_{lab.layers + 1}")


@given(lab=depth_labs(activations=("leaky_relu", "tanh", "sigmoid")))
@examples(0.3)
def test_slopes_stay_below_their_bound(lab):
    """Slopes alone multiply by at most the bound, and the factor is slopes times weights."""
    reading = read(lab)
    slopes, weights, factor = (float(measure(reading, f"{name}factor")) for name in ("slopes_", "weights_", ""))
    assert slopes <= measure(reading, "bound") * (1 + 1e-12)
    assert measure(reading, "bound") == (4**-lab.layers if lab.activation == "sigmoid" else 1)
    assert slopes * weights == pytest.approx(factor)
    assert 10 ** float(measure(reading, "log_factor")) == pytest.approx(factor)


@pytest.mark.parametrize("activation", ["gelu", "swish"])
def test_an_activation_whose_slope_exceeds_1_has_no_bound(activation):
    """The bound of GELU and swish is undefined, and cannot be explained."""
    reading = read(DepthLab(layers=2, width=2, activation=activation))
    with pytest.raises(UndefinedError, match=activation):
        measure(reading, "bound")
    assert "bound" not in reading.explainable


def test_the_stacks_are_those_of_the_experiments():
    """Stack by stack, the lab at step 0 has the dead units that an experiment on depth with seed 0 counts."""
    shared = {"layers": 5, "width": 3, "activation": "relu", "rows": 6}
    found = Depth(**shared, inits=("he",), runs=4, seed=0).findings()
    lab = DepthLab(**shared)
    for layer in range(1, 6):
        counted = sum(measure(read(lab, seed=seed), f"dead_{layer}") for seed in range(4))
        assert found[f"he_dead_{layer}"].value == pytest.approx(float(100 * counted / 12))


def test_a_stack_with_more_layers_has_the_layers_of_a_shorter_one():
    """The knob `layers` puts layers on top, and leaves those below as they are."""
    short, tall = (stack_of(DepthLab(width=3, layers=layers), STORE)[0] for layers in (2, 5))
    for (w, b), (other_w, other_b) in zip(short[:2], tall[:2], strict=True):
        assert (w == other_w).all()
        assert (b == other_b).all()


def dead_stack():
    """A lab with a dead layer, and this layer's number; the highest, where there are several."""
    for seed in range(200):
        lab = DepthLab(layers=3, width=2, rows=3, init="uniform", seed=seed, steps=STEPS)
        dead = [layer for layer in (1, 2, 3) if measure(read(lab), f"dead_{layer}") == 2]
        if dead and max(dead) == 2:
            return lab, 2
    raise AssertionError


def test_nothing_up_to_a_dead_layer_learns():
    """Training changes no weight of a dead layer or of one before it; the factor is 0 and has no logarithm."""
    lab, dead = dead_stack()
    reading = read(lab)
    assert measure(reading, "factor") == 0
    with pytest.raises(UndefinedError):
        measure(reading, "log_factor")
    assert all(measure(reading, f"gradient_{layer}") == 0 for layer in range(1, dead + 1))
    run = plan(lab, settings_of(lab)).run(STORE)
    run.reach(STEPS)
    before, after = run.network(0), run.network(STEPS)
    for layer in range(dead):
        assert (before.weights[layer] == after.weights[layer]).all()
    assert (before.biases[-1] != after.biases[-1]).all()
    vanishes, _, lamp = reading.lamps
    assert vanishes.lit
    assert lamp.lit
    assert lamp.reason == f"no unit of layer {dead} is active on any row: no layer up to {dead} learns"


def test_without_biases_a_dead_layer_kills_all_above_it():
    """With he all biases start at 0: once a layer is dead, z is 0 in all that follow, and the lamp names them all."""
    labs = (DepthLab(layers=5, width=2, rows=3, seed=seed) for seed in range(200))
    reading = next(reading for reading in map(read, labs) if measure(reading, "dead_layers") == 3)
    assert [measure(reading, f"dead_{layer}") for layer in (3, 4, 5)] == [2, 2, 2]
    assert reading.lamps[2].reason == "no unit of layers 3, 4, 5 is active on any row: no layer up to 5 learns"
