"""The kernel against the plain gradient and differences; the curvature against differences of the loss."""

import tracemalloc
from fractions import Fraction

import mixed
import numpy as np
import pytest
from mixed import KINDS

from tutor.net.activation import ACTIVATIONS
from tutor.net.curvature import largest_curvature
from tutor.net.gradient import gradients
from tutor.net.initial import initial
from tutor.net.kernel import Kernel, with_ones
from tutor.net.layout import pack, unpack
from tutor.net.loss import LOSSES
from tutor.net.network import as_float
from tutor.net.optimizer import OPTIMIZERS, Optimizer
from tutor.net.program import run

X = np.arange(-4.0, 5.0)[:, None]
Y = abs(X + 1)
both = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
every = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)


def _differentiated(kernel, x, y):
    """∂L/∂θ at these rows, with the loss as the kernel finds it."""
    run(kernel.differentiate(with_ones(x), y))
    return kernel.gradient.copy(), kernel.total.item() / len(x)


def _rows(sizes, rows):
    random = np.random.default_rng(rows)
    return random.normal(size=(rows, sizes[0])), random.integers(0, 2, (rows, sizes[-1])).astype(float)


@both
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sizes", [(1, 3, 1), (2, 4, 3, 2), (3, 2), (1, 2, 2, 2, 1)], ids=str)
def test_the_kernel_gives_the_loss_and_gradient_of_the_formulas(sizes, kind, loss):
    """Loss, outputs and gradient are those of the plain formulas and of differences, for any number of rows."""
    activation = mixed.activation(kind, sizes)
    network = initial(sizes, "uniform", (3,), activation)
    parameters, h = pack(network), 1e-6
    kernel = Kernel(parameters, sizes, activation, loss)
    for rows in (7, 1, 5, 7):  # a room for each number of rows, and the first one again
        x, y = _rows(sizes, rows)
        found, value = _differentiated(kernel, x, y)
        np.testing.assert_allclose(value, loss.value(network(x), y), rtol=1e-12)
        expected = pack(gradients(network, x, y, loss))
        np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-14)
        output = np.empty_like(y)
        run(kernel.forward(with_ones(x), output))
        np.testing.assert_allclose(output, network(x), rtol=1e-12)
        scaled, _ = _differentiated(Kernel(parameters, sizes, activation, loss, scale=0.25), x, y)
        np.testing.assert_allclose(scaled, 0.25 * expected, rtol=1e-11, atol=1e-14)
    assert all(abs(z).min() > 1e-4 for z in network.forward(x).z[:-1]), "a corner is too near; take another seed"
    for i, before in enumerate(parameters.tolist()):
        ends = [_differentiated(kernel, x, y)[1] for parameters[i] in (before + h, before - h)]
        parameters[i] = before
        np.testing.assert_allclose(expected[i], (ends[0] - ends[1]) / (2 * h), rtol=1e-5, atol=1e-7)


def test_a_row_on_the_corner_counts_as_inactive():
    """ReLU′(0) is 0 in the kernel."""
    kernel = Kernel(np.array([1.0, -2.0, 1.0, 5.0]), (1, 1, 1))  # f = 5 + max(0, x − 2)
    gradient, value = _differentiated(kernel, np.array([[2.0]]), np.zeros((1, 1)))
    assert value == 25.0
    assert gradient.tolist() == [0.0, 0.0, 0.0, 10.0]


@both
@every
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_no_step_allocates_an_array(optimizer, activation, loss):
    """A step computes in arrays that are there: to make them anew costs more than the arithmetic."""
    x, y = _rows((2, 4, 3, 1), 1000)
    kernel = Kernel(pack(initial((2, 4, 3, 1), "he", (0,))), (2, 4, 3, 1), activation, loss)
    settings = Optimizer(optimizer, decay=0.1)
    update = settings.bind(kernel.parameters, kernel.gradient, settings.memory(kernel.parameters))
    program = [*kernel.differentiate(with_ones(x), y), *update.program]
    update.begin(1)
    run(program)
    tracemalloc.start()
    run(program)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * len(x), "an array with a number for each row is larger"


@both
@every
def test_the_largest_curvature_is_that_of_the_loss(activation, loss):
    """The largest curvature is that of a Hessian from second differences of the loss alone."""
    (x, y), h = _rows((2, 3, 1), 6), 1e-4
    network = initial((2, 3, 1), "uniform", (1,), activation)

    def value(step):
        return loss.value(unpack(pack(network) + h * step, (2, 3, 1), activation)(x), y)

    axes = np.eye(13)
    rows = [[value(u + v) - value(u - v) - value(v - u) + value(-u - v) for u in axes] for v in axes]
    expected = np.linalg.eigvalsh(np.array(rows) / (4 * h * h)).max()
    assert largest_curvature(network, x, y, loss) == pytest.approx(expected, rel=1e-4, abs=1e-6)


def test_the_largest_curvature_of_the_lessons_network(net_a, plain):
    """The curvatures of the lessons' network, at the start and where it is stuck, are those worked out on paper."""
    stuck = plain((1, 1, 1), (-10, 10, 10), (1, Fraction(1, 6), Fraction(1, 6)), -1)
    for each, known in ((net_a, 447.02), (stuck, 428.69)):
        assert largest_curvature(as_float(each.network), X, Y) == pytest.approx(known, abs=0.01)


def test_a_row_on_a_corner_does_not_make_the_curvature_infinite():
    """A jump of the gradient is no curvature: x = 0 with biases of 0 is common."""
    on, off = initial((1, 4, 1), "he", (1,)), initial((1, 4, 1), "he", (1,))
    off.biases[0][...] = -3e-5  # x = 0 is then inactive by more than a difference moves z, as ReLU′(0) = 0 says
    assert largest_curvature(on, X, Y) == pytest.approx(largest_curvature(off, X, Y), rel=5e-5)
