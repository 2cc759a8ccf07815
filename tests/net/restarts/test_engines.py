"""Both engines against backpropagation on one network after the other."""

import mixed
import numpy as np
import pytest
from mixed import KINDS

from tutor.net.activation import RELU
from tutor.net.gradient import gradients
from tutor.net.initial import initial
from tutor.net.layout import count, pack, unpack
from tutor.net.loss import LOSSES, MSE
from tutor.net.restarts.forward import seed_first
from tutor.net.restarts.layered import Layered, losses
from tutor.net.restarts.sorted_samples import SortedSamples


def by_backpropagation(parameters, sizes, x, y, *, activation=RELU, loss=MSE):
    networks = [unpack(column, sizes, activation) for column in parameters.T]
    found = [gradients(network, x, y, loss) for network in networks]
    slopes = [pack(each) for each in found]
    return np.stack(slopes, axis=1), [network(x) for network in networks]


def sorted_gradients(parameters, sizes, x, y):
    found = np.empty_like(parameters)
    with np.errstate(all="ignore"):
        return found, SortedSamples(x, y, sizes, parameters.shape[1]).gradients(parameters, found)


def layered_gradients(parameters, sizes, x, y, *, activation=RELU, loss=MSE):
    parameters = seed_first(parameters)
    found = np.empty_like(parameters)
    engine = Layered(sizes, activation, loss, parameters.shape[1], parameters.dtype)
    return found, engine.gradients(parameters, found, np.column_stack([x, np.ones(len(x))]).T[None], y.T[None])


def close(found, true):
    np.testing.assert_allclose(found, true, rtol=1e-9, atol=1e-9 * np.abs(true).max(initial=1e-300))


@pytest.mark.parametrize("units", [1, 3, 7])
@pytest.mark.parametrize("x", [np.linspace(-4, 4, 33), np.random.default_rng(5).normal(30, 9, 50), np.full(4, 2.0)])
def test_sorted_samples_give_the_gradients_of_random_networks(units, x):
    """The gradients from sums over prefixes are those of backpropagation."""
    sizes, x = (1, units, 1), x[:, None]
    y = np.sin(x) + x
    parameters = np.random.default_rng(units).normal(size=(count(sizes), 40))
    found, r_f = sorted_gradients(parameters, sizes, x, y)
    true, outputs = by_backpropagation(parameters, sizes, x, y)
    close(found, true)
    np.testing.assert_allclose(r_f, [((f - y) * f).mean() for f in outputs], rtol=1e-8, atol=1e-8 * (y * y).mean())


@pytest.mark.parametrize("x", [range(-4, 5), [0, 0, 0, 3, 3, -2, -2, 1], [2, 2]], ids=str)
def test_sorted_samples_agree_on_ties(x):
    """They are so too with rows on a breakpoint, w = ±0, b = 0 and repeated x."""
    sizes, random = (1, 3, 1), np.random.default_rng(7)
    x = np.array(x, float)[:, None]
    y = np.abs(x + 1)
    parameters = random.integers(-3, 4, size=(count(sizes), 600)).astype(float)
    parameters[0, ::3] = -0.0
    found, _ = sorted_gradients(parameters, sizes, x, y)
    close(found, by_backpropagation(parameters, sizes, x, y)[0])


def test_sorted_samples_follow_breakpoints_from_call_to_call():
    """They stay so when breakpoints pass rows, or w changes its sign, between two calls."""
    sizes, random, seeds = (1, 3, 1), np.random.default_rng(3), 20
    x = np.arange(-4.0, 5.0)[:, None]
    y = np.abs(x + 1)
    parameters, found = random.integers(-2, 3, size=(count(sizes), seeds)).astype(float), np.empty((10, seeds))
    engine = SortedSamples(x, y, sizes, seeds)
    for t in range(60):
        with np.errstate(all="ignore"):
            engine.gradients(parameters, found)
        close(found, by_backpropagation(parameters, sizes, x, y)[0])
        if t % 2:
            parameters[:6] *= -1  # the breakpoints stay where they are
        else:
            parameters += random.integers(-1, 2, size=parameters.shape) * (random.random(parameters.shape) < 0.2)


def test_the_gradient_of_a_dead_unit_is_exactly_zero():
    """The gradients of a dead unit are exactly 0: Adam would take a full step for the smallest rounding."""
    sizes = (1, 3, 1)
    x = np.random.default_rng(1).normal(size=(50, 1))
    parameters = np.random.default_rng(2).normal(size=(10, 30))
    parameters[[0, 2]], parameters[[1, 3]] = [[0.7], [-0.3]], [[-9.0], [-8.0]]  # dead for w > 0 and for w < 0
    for engine in (sorted_gradients, layered_gradients):
        found, _ = engine(parameters, sizes, x, np.sin(x))
        assert not found[:4].any()
        assert not found[6:8].any()
        assert found[4:6].any()


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("sizes", [(1, 3, 1), (3, 2), (2, 4, 3, 2), (1, 2, 2, 2, 1)], ids=str)
def test_layers_give_the_gradients_of_every_activation_and_loss(sizes, name, loss):
    """Gradients and losses are those of backpropagation for every activation, loss, depth and width."""
    random, activation, loss = np.random.default_rng(4), mixed.activation(name, sizes), LOSSES[loss]
    x = random.normal(size=(7, sizes[0]))
    y = (random.random((7, sizes[-1])) < 0.5).astype(float)
    starts = [initial(sizes, "uniform", (4, i), activation) for i in range(5)]
    parameters = np.stack([pack(network) for network in starts], axis=1)
    found, values = layered_gradients(parameters, sizes, x, y, activation=activation, loss=loss)
    true, outputs = by_backpropagation(parameters, sizes, x, y, activation=activation, loss=loss)
    close(found, true)
    np.testing.assert_allclose(values, [loss.value(f, y) for f in outputs], rtol=1e-9)
    np.testing.assert_allclose(losses(np.array(outputs).transpose(0, 2, 1), y.T[None], loss), values, rtol=1e-9)


def test_layers_agree_on_ties():
    """ReLU′(0) is 0 where all networks are computed at once."""
    sizes = (1, 2, 2, 1)
    x = np.arange(-3.0, 4.0)[:, None]
    parameters = np.random.default_rng(8).integers(-2, 3, size=(count(sizes), 200)).astype(float)
    close(layered_gradients(parameters, sizes, x, x * x)[0], by_backpropagation(parameters, sizes, x, x * x)[0])
