"""Starts: each initialisation has the distribution that its formula states, and a seed is a start."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.net.initial import INITIALISATIONS, initial, near, without_biases
from tutor.net.layout import layers, pack, sizes_of, unpack

SIZES = (50, 200, 80, 3)


def test_he_keeps_the_variance_2_over_inputs():
    """He weights have mean 0 and variance 2/inputs, and biases are 0."""
    network = initial(SIZES, "he", (0,))
    for weight, bias in zip(network.weights[:2], network.biases, strict=False):
        assert abs(weight.var() * weight.shape[1] / 2 - 1) < 0.05
        assert abs(weight.mean()) < 0.01
        assert abs(weight).max() > 3 * weight.std(), "not a normal distribution"
        assert not bias.any()


def test_glorot_fills_its_bounds():
    """Glorot weights fill ±√(6/(inputs + units)) uniformly."""
    network = initial(SIZES, "glorot", (0,))
    for weight, bias in zip(network.weights[:2], network.biases, strict=False):
        bound = np.sqrt(6 / sum(weight.shape))
        assert 0.99 * bound < abs(weight).max() <= bound
        assert abs(weight.std() / bound - np.sqrt(1 / 3)) < 0.02
        assert not bias.any()


def test_uniform_fills_minus_1_to_1_biases_too():
    """Uniform weights and biases fill (−1, 1)."""
    network = initial(SIZES, "uniform", (0,))
    for array in (*network.weights[:2], *network.biases[:2]):
        assert abs(array).max() <= 1
        assert abs(array.std() - np.sqrt(1 / 3)) < 0.08
    assert not pack(initial(SIZES, "zeros", (0,))).any()


def test_rand_fills_0_to_1_biases_too():
    """The start that numpy.random.rand draws has no negative parameter."""
    for array in (*(network := initial(SIZES, "rand", (0,))).weights[:2], *network.biases[:2]):
        assert 0 <= array.min() < 0.1
        assert 0.9 < array.max() <= 1
        assert abs(array.mean() - 0.5) < 0.1


@given(inputs=st.integers(1, 400), units=st.integers(1, 40), seed=st.integers(0, 10**6))
def test_pytorch_fills_one_over_the_root_of_the_inputs_biases_too(inputs, units, seed):
    """PyTorch's weights and biases fill ±1/√inputs uniformly, whatever the shape of the layer."""
    network = initial((inputs, units, 1), "pytorch", (seed,))
    for weight, bias in zip(network.weights, network.biases, strict=True):
        drawn = np.append(weight, bias) * np.sqrt(weight.shape[1])
        assert abs(drawn).max() <= 1
        n = drawn.size
        assert abs(drawn.mean()) <= 6 / np.sqrt(3 * n), "the mean of n uniform numbers, six standard deviations"
        assert abs((drawn**2).mean() - 1 / 3) <= 6 * np.sqrt(4 / 45 / n)
        assert bias.any()


@pytest.mark.parametrize("name", [name for name in INITIALISATIONS if name != "zeros"])
def test_a_seed_is_a_start(name):
    """The same seed draws the same start, and another seed another one."""
    one = pack(initial((1, 3, 1), name, (0, 7)))
    assert (one == pack(initial((1, 3, 1), name, (0, 7)))).all()
    for other in ((0, 8), (1, 7), (7, 0), (0,)):
        assert (one != pack(initial((1, 3, 1), name, other))).any()


def test_near_a_network_each_parameter_has_normal_noise():
    """Each parameter is that of the network plus a normal number of its own; the seed draws it, and 0 is no noise."""
    network = initial(SIZES, "uniform", (0,))
    assert (pack(near(network, 0.0, (1,))) == pack(network)).all()
    noise = pack(near(network, 0.5, (1,))) - pack(network)
    assert abs(noise.mean()) < 0.02
    assert abs(noise.std() / 0.5 - 1) < 0.02
    assert abs(np.mean(abs(noise) < 0.5) - 0.683) < 0.02, "of a normal distribution 68.3 % are within one deviation"
    assert (pack(near(network, 0.5, (1,))) == pack(network) + noise).all()
    assert (pack(near(network, 0.5, (2,))) != pack(network) + noise).all()


def test_a_network_without_biases_has_its_weights():
    """Without biases a network keeps its weights, and each bias is 0."""
    network = initial(SIZES, "uniform", (0,))
    bare = without_biases(network)
    assert all((a == b).all() for a, b in zip(bare.weights, network.weights, strict=True))
    assert [bias.tolist() for bias in bare.biases] == [[0.0] * len(bias) for bias in network.biases]


def test_parameters_as_a_vector_are_the_network():
    """Packing a network into a vector and unpacking it gives the same network."""
    network = initial((2, 3, 1), "uniform", (0,))
    vector = pack(network)
    assert sizes_of(network) == (2, 3, 1)
    assert len(vector) == 13
    for matrix, weight, bias in zip(layers(vector, (2, 3, 1)), network.weights, network.biases, strict=True):
        assert (matrix == np.column_stack([weight, bias])).all()
    back = unpack(vector, (2, 3, 1))
    vector[:] = 0
    assert all(
        (a == b).all() for a, b in zip(back.weights + back.biases, network.weights + network.biases, strict=True)
    )
