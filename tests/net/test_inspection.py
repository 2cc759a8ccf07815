"""The verdicts on a network in floats against those proved of the very same network in fractions."""

from fractions import Fraction
from itertools import cycle, islice, pairwise

import numpy as np
import pytest
from profiles import random_cases

from tutor.net.activation import ACTIVATIONS
from tutor.net.inspection import inspect
from tutor.net.network import Network, as_exact, exact

LOW, HIGH = Fraction(-3), Fraction(3)


def _random(random, inputs, name):
    sizes = (inputs, *random.integers(1, 6, size=random.integers(1, 5)), 1)
    weights = [random.normal(size=(units, before)) for before, units in pairwise(sizes)]
    biases = [random.normal(size=len(weight)) - random.choice([0, 2]) for weight in weights]
    every = cycle(map(ACTIVATIONS.__getitem__, _MIXED if name == "mixed" else [name]))
    return Network(tuple(weights), tuple(biases), tuple(islice(every, len(sizes) - 2)))


_MIXED = ("leaky_relu", "relu", "identity")


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "mixed"])
def test_one_input_gets_the_verdicts_that_fractions_prove(name):
    """For one input, the verdicts in floats are those that fractions prove."""
    random, rows = np.random.default_rng(6), [-2.0, -0.5, 0.25, 3.0]
    kinds = set()
    for _ in range(random_cases(300)):
        network = _random(random, 1, name)
        found = inspect(network, (-3.0, 3.0), [np.array(rows)[:, None]])
        proved = inspect(as_exact(network), (LOW, HIGH), [exact([[row] for row in rows])])
        assert [(u.layer, u.unit, u.kind, u.active_rows) for u in found.units] == [
            (u.layer, u.unit, u.kind, u.active_rows) for u in proved.units
        ]
        kinds |= {u.kind for u in found.units}
        verdicts = [(each.linear.on_range, each.linear.on_data, each.linear.everywhere) for each in (found, proved)]
        assert verdicts[0] == verdicts[1]
        assert abs(found.deviation - proved.deviation) < 1e-9
        assert [point.units for point in found.breakpoints] == [point.units for point in proved.breakpoints]
    assert kinds == {"active", "partly"} | ({"dead_on_data", "dead_on_range"} if name != "leaky_relu" else set())


def test_two_inputs_get_the_verdicts_that_fractions_prove():
    """For two inputs, the verdicts in floats are those that fractions prove."""
    random, rows = np.random.default_rng(7), [[-0.5, 0.25], [0.75, 0.5], [0.0, -1.0], [1.0, 1.0]]
    for _ in range(random_cases(160)):
        network = _random(random, 2, random.choice(["relu", "mixed"]))
        found = inspect(network, (-1.0, 1.0, -1.0, 1.0), [np.array(rows)])
        box = tuple(Fraction(end) for end in (-1, 1, -1, 1))
        proved = inspect(as_exact(network), box, [exact(rows)])
        assert [(u.kind, u.active_rows) for u in found.units] == [(u.kind, u.active_rows) for u in proved.units]
        assert len(found.regions) == len(proved.regions)
        verdicts = [(each.linear.on_range, each.linear.on_data, each.linear.everywhere) for each in (found, proved)]
        assert verdicts[0] == verdicts[1]


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_an_activated_output_bends_f_and_is_a_unit(name):
    """With an activation behind the output, the pieces are those of g(f), and the output is active where f > 0."""
    random, rows = np.random.default_rng(8), np.linspace(-3, 3, 13)[:, None]
    kinds = set()
    for seed in range(random_cases(160)):
        network = _random(random, 1, name)
        g = ACTIVATIONS[name]
        network, span, x = (
            (as_exact(network), (LOW, HIGH), exact(rows.tolist())) if seed % 2 else (network, (-3.0, 3.0), rows)
        )
        found = inspect(network, span, [x], g)
        for piece in found.pieces:
            at = np.array([[float(piece.low)], [float(piece.high + piece.low) / 2], [float(piece.high)]])
            f = np.asarray(network(at), dtype=float)
            g_of_f = np.maximum(f, 0 if name == "relu" else f / 100)
            assert np.allclose(float(piece.slope) * at + float(piece.intercept), g_of_f, atol=1e-9)
        *hidden, output = found.units
        assert (output.layer, output.unit) == (len(network.weights) - 1, 0)
        assert {unit.layer for unit in hidden} == set(range(len(network.weights) - 1))
        assert output.active_rows == (network(x) > 0).sum()
        ever = bool((np.asarray(network(np.linspace(-3, 3, 2001)[:, None])) > 1e-9).any())
        assert not (ever and output.dead_on_range)
        if output.kind == "dead_on_range":
            assert not any(piece.slope or piece.intercept for piece in found.pieces)
        kinds.add(output.kind)
        assert found.network is network
    assert "dead_on_range" in kinds or name != "relu"


def test_an_output_may_have_another_activation_than_the_hidden_units():
    """A ReLU stands behind hidden units that leak: f(x) = max(0, x + x/100) here. And behind a single layer."""
    leaky = Network((exact([[1], [-1]]), exact([[1, -1]])), (exact([0, 0]), exact([0])), ACTIVATIONS["leaky_relu"])
    found = inspect(leaky, (LOW, HIGH), [], ACTIVATIONS["relu"])
    assert [(piece.slope, piece.intercept) for piece in found.pieces] == [(0, 0), (1 + Fraction(1, 100), 0)]
    single = Network((np.ones((1, 1)),), (np.zeros(1),), ACTIVATIONS["leaky_relu"])
    found = inspect(single, (-1.0, 1.0), [], ACTIVATIONS["relu"])
    assert [(piece.slope, piece.intercept) for piece in found.pieces] == [(0, 0), (1, 0)]
