"""What batches of rows tell of the units: counts and the largest z, as if all rows were there at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.net.activation import ACTIVATIONS
from tutor.net.initial import initial
from tutor.net.network import Network, as_exact, exact
from tutor.net.seen import nothing_seen, seen


@given(
    st.lists(st.integers(0, 7), min_size=1, max_size=4),
    st.integers(0, 99),
    st.sampled_from(["relu", "leaky_relu"]),
    st.booleans(),
)
def test_batches_add_up(sizes, seed, name, is_exact):
    """Over batches of any sizes, counts and the largest z are those of each unit on each row."""
    random = np.random.default_rng(seed)
    start = initial((2, 4, 3, 1), "uniform", (seed,))
    network = Network(start.weights, start.biases, ACTIVATIONS[name])
    network = as_exact(network) if is_exact else network
    batches = [random.integers(-3, 4, (size, 2)).tolist() for size in sizes]
    found = nothing_seen(network)
    for rows in batches:
        x = exact(rows).reshape(-1, 2) if is_exact else np.array(rows, dtype=float).reshape(-1, 2)
        found += seen(network, network.forward(x))
    assert found.rows == sum(sizes)
    points = [row for rows in batches for row in rows]
    for layer in range(2):
        for unit in range((4, 3)[layer]):
            x = exact(points).reshape(-1, 2) if is_exact else np.array(points, dtype=float).reshape(-1, 2)
            zs = [network.forward(x[i : i + 1]).z[layer][0, unit] for i in range(len(points))]
            assert found.active[layer][unit] == sum(z > 0 for z in zs)
            assert found.highest[layer][unit] == pytest.approx(max(zs, default=-np.inf))


def test_a_unit_that_never_switches_is_always_active():
    """The identity has one slope, so its units count as active on every row."""
    network = Network((-np.eye(1), np.eye(1)), (np.zeros(1), np.zeros(1)), ACTIVATIONS["identity"])
    assert seen(network, network.forward(np.ones((3, 1)))).active[0].tolist() == [3]
