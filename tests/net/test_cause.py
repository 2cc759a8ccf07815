"""Why a unit is dead: against sums by hand, and by what happens if its bias is changed."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples

from tutor.net.activation import ACTIVATIONS
from tutor.net.cause import Cause, causes, waking_bias, why_dead
from tutor.net.inspection import inspect
from tutor.net.network import Network, as_float, exact

_small = st.integers(-3, 3)


@st.composite
def networks(draw, inputs):
    """Exact networks with few units and small numbers, of which many units are dead."""
    sizes = [inputs, *draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)), 1]
    weights, biases = [], []
    for before, units in pairwise(sizes):
        weights.append(
            exact(draw(st.lists(st.lists(_small, min_size=before, max_size=before), min_size=units, max_size=units)))
        )
        biases.append(exact([b - 1 for b in draw(st.lists(_small, min_size=units, max_size=units))]))
    return Network(tuple(weights), tuple(biases))


def _sums_by_hand(network, rows):
    """For each hidden layer and unit its Σ w·a on each row, and the activations that it reads."""
    found, read = {}, [list(row) for row in rows]
    for layer, (weights, biases) in enumerate(zip(network.weights[:-1], network.biases[:-1], strict=True)):
        sums = [[sum(w * a for w, a in zip(unit, row, strict=True)) for unit in weights.tolist()] for row in read]
        for unit in range(len(weights)):
            found[layer, unit] = [row[unit] for row in sums], read
        read = [[max(0, s + b) for s, b in zip(row, biases.tolist(), strict=True)] for row in sums]
    return found


def _with_bias(network, layer, unit, bias):
    biases = [each.copy() for each in network.biases]
    biases[layer][unit] = bias
    return replace(network, biases=tuple(biases))


@given(st.data(), st.integers(1, 3))
def test_the_cause_on_the_data_is_what_the_sums_by_hand_say(data, inputs):
    """The units below are the cause if they are all 0, else the bias if some sum is positive, else the inputs."""
    network = data.draw(networks(inputs))
    rows = data.draw(st.lists(st.lists(_small, min_size=inputs, max_size=inputs), min_size=1, max_size=5))
    found = inspect(network, (Fraction(-9), Fraction(9)) * min(2, inputs) if inputs < 3 else (), [exact(rows)])
    told = why_dead(found)
    by_hand = _sums_by_hand(network, rows)
    for (layer, unit), (sums, read) in by_hand.items():
        is_dead = max(sums) + network.biases[layer][unit] <= 0
        assert ((layer, unit) in told) == is_dead
        if not is_dead:
            continue
        cause = told[layer, unit]
        assert cause.reach == max(sums)
        reads = [j for j, w in enumerate(network.weights[layer][unit]) if w]
        silent = layer > 0 and reads and all(row[j] == 0 for row in read for j in reads)
        assert cause.kind == ("below" if silent else "bias" if max(sums) > 0 else "inputs")


@examples(0.5)
@given(st.data(), st.integers(1, 2), st.booleans())
def test_a_bias_above_minus_its_reach_wakes_a_unit_and_no_other_does(data, inputs, in_floats):
    """Without data, a unit that is dead on the range stays dead with the bias −reach, and wakes just above."""
    network = data.draw(networks(inputs))
    network = as_float(network) if in_floats else network
    span = (Fraction(-2), Fraction(3)) * inputs
    span = tuple(map(float, span)) if in_floats else span
    for (layer, unit), cause in why_dead(inspect(network, span, [])).items():
        if cause.kind == "below":
            above = _with_bias(network, layer, unit, network.biases[layer][unit])
            above.weights[layer][unit] *= -7
            assert _is_dead(above, span, layer, unit)
            above.weights[layer][unit] /= -7
            continue
        assert _is_dead(_with_bias(network, layer, unit, -cause.reach), span, layer, unit)
        assert not _is_dead(_with_bias(network, layer, unit, -cause.reach + type(cause.reach)(0.25)), span, layer, unit)
        without = _is_dead(_with_bias(network, layer, unit, 0 * cause.reach), span, layer, unit)
        assert without == (cause.kind == "inputs")


def _is_dead(network, span, layer, unit):
    return next(u.dead for u in inspect(network, span, []).units if (u.layer, u.unit) == (layer, unit))


def test_a_leaky_unit_has_no_cause():
    """A unit that leaks is never dead, so there is nothing to explain."""
    network = Network((exact([[1]]), exact([[1]])), (exact([-9]), exact([0])), ACTIVATIONS["leaky_relu"])
    assert why_dead(inspect(network, (Fraction(-1), Fraction(1)), [exact([[0]])])) == {}


@pytest.mark.parametrize("dtype", [float, object])
def test_a_unit_without_weights_is_dead_because_of_its_inputs(dtype):
    """All weights 0 give no positive sum, and no unit below is to blame."""
    weights = (exact([[1], [-1]]), exact([[0, 0]]), exact([[1]]))
    network = Network(weights, (exact([0, 0]), exact([-1]), exact([0])))
    network = as_float(network) if dtype is float else network
    cause = why_dead(inspect(network, (-1, 1), [np.array([[Fraction(1)]], dtype=dtype)]))[1, 0]
    assert (cause.kind, cause.reach) == ("inputs", 0)


@pytest.mark.parametrize(("weight", "bias", "kind", "reach"), [(-1, 0, "inputs", -1), (1, -9, "bias", 4)])
def test_an_output_behind_which_a_relu_stands_has_a_cause_too(weight, bias, kind, reach):
    """The output is explained like a unit, by the largest z of its layer."""
    network = Network((exact([[1]]), exact([[weight]])), (exact([0]), exact([bias])))
    highest = [z.max(axis=0) for z in network.forward(exact([[1], [4]])).z]
    (cause,) = causes(network, highest, [np.array([False]), np.array([True])]).items()
    assert cause == ((1, 0), Cause(kind, reach))


@examples(0.5)
@given(data=st.data(), network=networks(2), rows=st.lists(st.tuples(_small, _small), min_size=1, max_size=9))
def test_a_waking_bias_makes_a_unit_active_on_half_of_the_rows(data, network, rows):
    """Half of them, rounded up, if the sums differ; more only where sums are equal to that in the middle."""
    layer, unit = data.draw(st.sampled_from(sorted(_sums_by_hand(network, rows))))
    bias = waking_bias(as_float(network), (layer, unit), np.array(rows, float))
    sums, _ = _sums_by_hand(network, rows)[layer, unit]
    active = [each for each in sums if each + bias > 0]
    middle = sorted(sums, reverse=True)[(len(sums) - 1) // 2]
    assert min(active) == middle
    assert sum(each > middle for each in sums) < (len(sums) + 1) // 2 <= len(active)
