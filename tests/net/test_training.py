"""Training against formulas in plain Python and against PyTorch; to any step and back; and when it diverges."""

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.net.curvature import largest_curvature
from tutor.net.initial import initial
from tutor.net.layout import pack
from tutor.net.loss import LOSSES
from tutor.net.network import Network, as_float
from tutor.net.optimizer import OPTIMIZERS, Optimizer
from tutor.net.training import CHECKPOINTS, Hyperparameters, Training

X = np.arange(-4.0, 5.0)[:, None]
Y = abs(X + 1)
KINDS = [Optimizer(name, 0.003, decay) for name in OPTIMIZERS for decay in (0.0, 0.1)]
every_kind = pytest.mark.parametrize("optimizer", KINDS, ids=lambda each: f"{each.name} decay {each.decay}")


def _bytes(network):
    return pack(network).tobytes()


def _by_hand(optimizer, w, b, steps):
    """f = w·x + b by the formulas of the papers, with numbers only; the parameters after each step."""
    xs, ys = X[:, 0].tolist(), Y[:, 0].tolist()
    theta, m, v = [w, b], [0.0, 0.0], [0.0, 0.0]
    for t in range(1, steps + 1):
        errors = [theta[0] * x + theta[1] - y for x, y in zip(xs, ys, strict=True)]
        slopes = [2 / 9 * sum(e * x for e, x in zip(errors, xs, strict=True)), 2 / 9 * sum(errors)]
        for i, slope in enumerate(slopes):
            g = slope + optimizer.decay * theta[i]
            if optimizer.name == "adam":
                m[i], v[i] = 0.9 * m[i] + 0.1 * g, 0.999 * v[i] + 0.001 * g * g
                theta[i] -= optimizer.rate * m[i] / (1 - 0.9**t) / (math.sqrt(v[i] / (1 - 0.999**t)) + 1e-8)
            elif optimizer.name == "rmsprop":
                v[i] = 0.99 * v[i] + 0.01 * g * g
                theta[i] -= optimizer.rate * g / (math.sqrt(v[i]) + 1e-8)
            else:
                m[i] = g + (0.9 * m[i] if optimizer.name == "momentum" else 0.0)
                theta[i] -= optimizer.rate * m[i]
        yield list(theta)


@every_kind
def test_updates_are_those_of_the_papers(optimizer):
    """The first three steps of each optimiser are those of the formulas in its paper."""
    start = initial((1, 1), "uniform", (5,))
    training = Training(start, X, Y, Hyperparameters(optimizer=optimizer))
    w, b = pack(start).tolist()
    for expected in _by_hand(optimizer, w, b, 3):
        training.advance(1)
        np.testing.assert_allclose(pack(training.network), expected, rtol=1e-11)


@every_kind
@pytest.mark.parametrize("loss", LOSSES)
def test_losses_are_those_of_pytorch(optimizer, loss):
    """Each loss with each optimiser gives the losses that PyTorch gives for the same numbers."""
    torch = pytest.importorskip("torch")
    start, y = initial((1, 4, 1), "uniform", (5,)), (Y > 2).astype(float)
    ours = Training(start, X, y, Hyperparameters(loss, optimizer))
    ours.advance(20)
    w, b, v, c = (torch.tensor(a, requires_grad=True) for p in zip(start.weights, start.biases, strict=True) for a in p)
    kind = {"adam": torch.optim.Adam, "rmsprop": torch.optim.RMSprop}.get(optimizer.name, torch.optim.SGD)
    others = {"momentum": optimizer.momentum} if optimizer.name == "momentum" else {}
    peer = kind([w, b, v, c], lr=optimizer.rate, weight_decay=optimizer.decay, **others)
    function = torch.nn.MSELoss() if loss == "mse" else torch.nn.BCEWithLogitsLoss()
    for expected in ours.losses:
        peer.zero_grad()
        found = function(torch.relu(torch.tensor(X) @ w.T + b) @ v.T + c, torch.tensor(y))
        assert found.item() == pytest.approx(expected, rel=1e-10)
        found.backward()
        peer.step()


def test_each_epoch_takes_every_row_once_in_its_own_order():
    """An epoch takes every row once, with its label, in the order that the seed and its number draw."""
    training = Training(initial((1, 3, 1), "uniform", (1,)), X, Y, Hyperparameters(batch=4, seed=(7, 2)))
    training.advance(9)
    orders = [np.random.default_rng([7, 2, 1, epoch]).permutation(9) for epoch in range(3)]
    parts = [order[part] for order in orders for part in (slice(0, 4), slice(4, 8), slice(8, 9))]
    expected = [LOSSES["mse"].value(training.at(k)(X[rows]), Y[rows]) for k, rows in enumerate(parts)]
    np.testing.assert_allclose(training.losses, expected, rtol=1e-12)
    assert training.loss == LOSSES["mse"].value(training.network(X), Y)


LAST = 3 * CHECKPOINTS  # far enough for checkpoints to be dropped twice


def _fresh(kind, batch):
    return Training(initial((1, 3, 2, 1), "uniform", (4,)), X, Y, Hyperparameters(optimizer=KINDS[kind], batch=batch))


@cache
def _step_by_step(kind, batch):
    training = _fresh(kind, batch)
    networks = [_bytes(training.start), *(_bytes(training.network) for _ in range(LAST) if training.advance(1))]
    return networks, training.losses.tolist()


@given(
    kind=st.integers(0, len(KINDS) - 1),
    batch=st.sampled_from([None, 2, 4, 9, 20]),
    moves=st.lists(st.tuples(st.integers(1, 150), st.lists(st.floats(0, 1), max_size=2)), min_size=1, max_size=8),
)
def test_slices_and_looks_back_leave_no_trace(kind, batch, moves):
    """Networks and losses are the same to the bit, however training is sliced and looked back at."""
    networks, losses = _step_by_step(kind, batch)
    training = _fresh(kind, batch)
    for steps, looks in moves:
        training.advance(min(steps, LAST - training.step))
        for step in [round(look * training.step) for look in looks]:
            assert _bytes(training.at(step)) == networks[step]
        assert _bytes(training.network) == networks[training.step]
        assert training.losses.tolist() == losses[: training.step]


def test_the_memory_of_the_past_is_bounded():
    """The number of checkpoints is bounded, and every step can still be reached."""
    training = _fresh(0, None)
    training.advance(20 * CHECKPOINTS)
    assert CHECKPOINTS / 2 <= len(training._checkpoints) <= CHECKPOINTS
    assert _bytes(training.at(0)) == _bytes(training.start)
    with pytest.raises(ValueError, match=f"step 0 to step {training.step}"):
        training.at(training.step + 1)


@pytest.mark.parametrize(("rate", "steps", "near"), [(1e-4, 50_000, 1e-3), (1e-3, 20_000, 1e-9), (3e-3, 7_000, 1e-9)])
def test_gradient_descent_gets_stuck_with_a_dead_unit_that_never_moved(net_a, rate, steps, near):
    """Training ends at the loss 40/27 of the lessons, and the dead unit has not moved by a bit."""
    start = as_float(net_a.network)
    training = Training(start, X, Y, Hyperparameters(optimizer=Optimizer("gd", rate)))
    assert training.advance(steps) == steps
    assert training.loss == pytest.approx(40 / 27, abs=near)
    moved = pack(training.network) != pack(start)
    assert np.flatnonzero(~moved).tolist() == [0, 1, 6], "w, b and v of unit 0, and no other"
    assert (training.network.forward(X).z[0][:, 0] < 0).all()


def test_divergence_stops_training_and_is_explained(net_a):
    """Training that diverges stops at the right step, with finite parameters and the right reason."""
    training = Training(as_float(net_a.network), X, Y, Hyperparameters(optimizer=Optimizer("gd", 0.02)))
    assert training.advance(100) == 3
    found = training.diverged
    how, why = found.reason.split(": ")
    assert how == "the loss grew without bound at step 3"
    assert (
        why == "the learning rate 0.02 is above 2/λ = 0.00447, "
        "where λ = 447 is how sharply the loss bends at the start, its largest curvature; "
        "above that, each step may lead further away"
    )
    assert found.step == training.step == len(training.losses) == 3
    assert found.loss == pytest.approx(training.loss)
    assert found.loss > 1e8 * training.losses[0] > training.losses.max()
    assert _bytes(found.network) == _bytes(training.network) == _bytes(training.at(3))
    assert training.advance(10) == 0


def test_each_optimizer_has_its_own_reason(net_a):
    """Each optimiser is compared with its own bound on the learning rate."""
    for optimizer, part in (
        (Optimizer("momentum", 0.02), "is above 2·(1+μ)/λ = 0.0085, where λ = 447 is"),
        (
            Optimizer("gd", 0.02, decay=3.0),
            "2/λ = 0.00444, where λ = 450 is how sharply the loss bends at the start, its largest curvature, w",
        ),
        (Optimizer("adam", 1e4), "how far Adam moves each parameter in a step, and no curvature λ bounds it by 2/λ"),
        (Optimizer("rmsprop", 1e4), "how far RMSprop moves each parameter in a step, and no curvature λ bounds it"),
        (Optimizer("gd", 1e155), "above 2/λ"),
    ):
        training = Training(as_float(net_a.network), X, Y, Hyperparameters(optimizer=optimizer))
        training.advance(100)
        assert part in training.diverged.reason
        assert np.isfinite(pack(training.diverged.network)).all()


def test_an_infinite_parameter_is_found_although_the_loss_is_finite():
    """Training stops at a unit that is dead because its bias is −∞."""
    training = _fresh(0, None)
    training.advance(5)
    training._parameters[1] = -np.inf
    assert training.advance(5) == 0
    assert training.diverged.step == 5
    assert math.isfinite(training.diverged.loss)
    assert _bytes(training.diverged.network) == _bytes(training.at(4))


@pytest.mark.parametrize("batch", [None, 4])
@pytest.mark.parametrize("slices", [[1] * 1100, [3000], [700, 400], [1020, 1, 1]])
def test_the_step_at_which_a_parameter_became_infinite_is_found_whatever_the_slices(slices, batch):
    """Training ends at the step at which a bias is −∞, although the loss stays 0 and later steps were taken already."""
    start = Network((np.zeros((1, 1)), np.zeros((1, 1))), (np.array([4.0]), np.zeros(1)))
    settings = Hyperparameters(optimizer=Optimizer("gd", 0.5, decay=6.0), batch=batch)  # b ← −2·b, until 6·b overflows
    training = Training(start, X, 0.0 * Y, settings)
    assert sum(map(training.advance, slices)) == 1021
    assert training.diverged.reason.startswith("a parameter grew without bound at step 1021")
    assert training.diverged.step == training.step == len(training.losses) == 1021
    assert _bytes(training.diverged.network) == _bytes(training.at(1020))
    assert training.at(1020).biases[0][0] == 2.0**1022
    assert training.network.biases[0][0] == -np.inf


def test_a_start_far_too_large_and_a_network_too_large_for_the_curvature():
    """A start that is too large is blamed on itself; without a curvature, the rate alone is named."""
    training = Training(initial((1, 1), "he", (0,)), X, 1e200 * Y, Hyperparameters())
    assert training.advance(1) == 0
    assert training.diverged.reason == "the loss at the start, inf, is already too large to train on"
    with pytest.raises(ValueError, match="601 parameters"):
        largest_curvature(initial((1, 200, 1), "he", (0,)), X, Y)
    wide = Training(initial((1, 200, 1), "he", (0,)), X, Y, Hyperparameters(optimizer=Optimizer(rate=10.0)))
    wide.advance(100)
    assert wide.diverged.reason.endswith("the learning rate 10 is too large")


def test_what_cannot_be_trained_is_refused():
    """Data that do not fit, numbers that are not finite, and unknown names are refused at once."""
    start = initial((1, 3, 1), "he", (0,))
    for x, y in ((X, Y[:-1]), (X[:, 0], Y), (np.hstack([X, X]), Y), (X[:0], Y[:0]), (X, Y * np.nan)):
        with pytest.raises(ValueError, match=r"do not fit|not finite"):
            Training(start, x, y, Hyperparameters())
    for wrong in ({"loss": "mae"}, {"batch": 0}):
        with pytest.raises(ValueError, match=r"not one of|at least"):
            Hyperparameters(**wrong)
    with pytest.raises(ValueError, match="not one of"):
        Optimizer("sgd")
