"""The verdicts on a network in floats against those proved of the very same network in fractions."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from tutor.net.activation import ACTIVATIONS
from tutor.net.inspection import inspect
from tutor.net.network import Network, as_exact, exact

LOW, HIGH = Fraction(-3), Fraction(3)


def _random(random, inputs, name):
    sizes = (inputs, *random.integers(1, 6, size=random.integers(1, 5)), 1)
    weights = [random.normal(size=(units, before)) for before, units in pairwise(sizes)]
    biases = [random.normal(size=len(weight)) - random.choice([0, 2]) for weight in weights]
    return Network(tuple(weights), tuple(biases), ACTIVATIONS[name])


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_one_input_gets_the_verdicts_that_fractions_prove(name):
    """For one input, the verdicts in floats are those that fractions prove."""
    random, rows = np.random.default_rng(6), [-2.0, -0.5, 0.25, 3.0]
    kinds = set()
    for _ in range(300):
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
    assert kinds == {"active", "partly"} | ({"dead_on_data", "dead_on_range"} if name == "relu" else set())


def test_two_inputs_get_the_verdicts_that_fractions_prove():
    """For two inputs, the verdicts in floats are those that fractions prove."""
    random, rows = np.random.default_rng(7), [[-0.5, 0.25], [0.75, 0.5], [0.0, -1.0], [1.0, 1.0]]
    for _ in range(60):
        network = _random(random, 2, "relu")
        found = inspect(network, (-1.0, 1.0, -1.0, 1.0), [np.array(rows)])
        box = tuple(Fraction(end) for end in (-1, 1, -1, 1))
        proved = inspect(as_exact(network), box, [exact(rows)])
        assert [(u.kind, u.active_rows) for u in found.units] == [(u.kind, u.active_rows) for u in proved.units]
        assert len(found.regions) == len(proved.regions)
        verdicts = [(each.linear.on_range, each.linear.on_data, each.linear.everywhere) for each in (found, proved)]
        assert verdicts[0] == verdicts[1]
