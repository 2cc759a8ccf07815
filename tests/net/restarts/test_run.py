"""A study in training against single trainings, whatever the pauses and the neighbours."""

from dataclasses import replace
from fractions import Fraction

import mixed
import numpy as np
import pytest

from tutor.net.activation import ACTIVATIONS, leaky_relu
from tutor.net.gradient import gradients
from tutor.net.initial import initial
from tutor.net.layout import bias_indices, pack, unpack
from tutor.net.loss import LOSSES
from tutor.net.optimizer import Optimizer
from tutor.net.restarts import run
from tutor.net.restarts.dead_layers import dead_for_good, last_dead_layer
from tutor.net.restarts.run import Restarts
from tutor.net.restarts.study import Study

X = np.linspace(-3, 4, 11)[:, None]
Y = np.abs(X + 1)
OPTIMIZERS = {
    "gd": Optimizer("gd", 0.02),
    "decay": Optimizer("gd", 0.02, decay=0.01),
    "momentum": Optimizer("momentum", 0.004),
    "adam": Optimizer("adam", 0.01),
    "rmsprop": Optimizer("rmsprop", 0.0005),
}
GIVEN = initial((1, 3, 1), "pytorch", (9,))
AS_PEOPLE_TRAIN = {
    "no biases": {"biases": False},
    "near": {"near": GIVEN, "noise": 0.3},
    "rates": {"rates": ((30, 0.001), (100, 0.02), (117, 0.0004))},
    "sigmoid output": {"output": ACTIVATIONS["sigmoid"]},
    "relu output": {"output": ACTIVATIONS["relu"]},
    "cross entropy": {"loss": LOSSES["bce"]},
    "leak": {"activation": leaky_relu(Fraction(1, 1000))},
    "all": {"biases": False, "near": GIVEN, "noise": 0.3, "rates": ((101, 0.001),), "output": ACTIVATIONS["tanh"]},
}
LABELS = {"cross entropy": (Y > 1).astype(float)}


def trained_alone(study, i, steps, y=Y):
    """The parameters of network i after the steps of a plain loop."""
    theta = pack(study.start(i))
    memory, batch = study.optimizer.memory(theta), study.batch or len(X)
    per_epoch = -(-len(X) // batch)
    for t in range(steps):
        epoch, k = divmod(t, per_epoch)
        rows = np.random.default_rng([study.seed, i, 1, epoch]).permutation(len(X))[k * batch : (k + 1) * batch]
        rows = rows if study.batch else np.arange(len(X))
        network = unpack(theta, study.sizes, study.activation)
        gradient = pack(gradients(network, X[rows], y[rows], study.loss.behind(study.output)))
        if not study.biases:
            gradient[bias_indices(study.sizes)] = 0
        rate = [study.optimizer.rate, *(rate for k, rate in study.rates if k <= t)][-1]
        replace(study.optimizer, rate=rate).step(theta, gradient, memory, t + 1)
    return theta


def trained(study, *, sorted_samples=None, pauses=(), y=Y):
    restarts = Restarts(study, X, y)
    if sorted_samples is not None:
        restarts._state.sorted_samples = sorted_samples
    for pause in (*pauses, study.steps):
        restarts.advance(pause)
    return restarts


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("kind", ["sorted", "layered", "deep", "batches", "mixed"])
@pytest.mark.today(5)
def test_all_at_once_is_the_same_as_one_by_one(kind, optimizer):
    """Each network of a study is the one that its seed gives when it is trained alone."""
    sizes = (1, 2, 2, 2, 1) if kind in {"deep", "mixed"} else (1, 3, 1)
    g = mixed.activation("mixed" if kind == "mixed" else "relu", sizes, ("relu", "tanh"))
    batch = 4 if kind == "batches" else None
    study = Study(sizes, "uniform", g, optimizer=OPTIMIZERS[optimizer], batch=batch, steps=230, runs=6, seed=3)
    restarts = trained(study, sorted_samples=kind == "sorted")
    assert restarts.done
    for i in range(study.runs):
        np.testing.assert_allclose(restarts.parameters[:, i], trained_alone(study, i, 230), rtol=1e-9, atol=1e-9)
        alone = np.mean((restarts.network(i)(X) - Y) ** 2)
        np.testing.assert_allclose(restarts.losses[i], alone, rtol=1e-9)


@pytest.mark.parametrize("name", AS_PEOPLE_TRAIN)
@pytest.mark.parametrize("optimizer", ["gd", "momentum", "adam"])
@pytest.mark.parametrize("kind", ["as chosen", "layered", "batches"])
@pytest.mark.today(14)
def test_so_it_is_as_people_train(kind, optimizer, name):
    """The same holds without biases, near a given network, with other losses and outputs, and when the rate changes.

    300 networks are enough for the faster engine, where there is a choice.
    """
    batch, runs, y = 4 if kind == "batches" else None, 300 if kind == "as chosen" else 8, LABELS.get(name, Y)
    study = Study((1, 3, 1), "pytorch", optimizer=OPTIMIZERS[optimizer], batch=batch, steps=130, runs=runs, seed=3)
    study = replace(study, **AS_PEOPLE_TRAIN[name])
    restarts = trained(study, sorted_samples=False if kind == "layered" else None, y=y)
    assert restarts._state.sorted_samples == (kind == "as chosen" and name in {"no biases", "near", "rates"})
    assert np.isfinite(restarts.losses).all()
    for i in (0, 7):
        alone = trained_alone(study, i, 130, y)
        np.testing.assert_allclose(restarts.parameters[:, i], alone, rtol=1e-8, atol=1e-9)
        f = study.output.function(unpack(alone, study.sizes, study.activation)(X))
        np.testing.assert_allclose(restarts.losses[i], study.loss.value(f, y), rtol=1e-7)


@pytest.mark.parametrize("sorted_samples", [True, False])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_without_biases_all_stay_exactly_0(optimizer, sorted_samples):
    """Without biases each of them is exactly 0 after every step, in all layers, and the weights move."""
    study = Study((1, 3, 1), "pytorch", optimizer=OPTIMIZERS[optimizer], steps=120, runs=20, biases=False)
    restarts = trained(study, sorted_samples=sorted_samples, pauses=(1, 30))
    assert not restarts.parameters[bias_indices(study.sizes)].any()
    assert not restarts.start[bias_indices(study.sizes)].any()
    assert (restarts.parameters != restarts.start).any(axis=1).sum() == 6
    deep = trained(Study((1, 2, 2, 2, 1), optimizer=OPTIMIZERS[optimizer], steps=120, runs=20, biases=False))
    assert not deep.parameters[bias_indices(deep.study.sizes)].any()


def test_near_a_network_without_noise_all_are_that_network_trained_alone():
    """Without noise every network starts at the given one, and ends where it ends when it is trained alone."""
    study = Study((1, 3, 1), near=GIVEN, steps=200, runs=300)
    restarts = trained(study)
    theta = pack(GIVEN)
    for _ in range(200):
        theta -= 0.02 * pack(gradients(unpack(theta, study.sizes), X, Y))
    np.testing.assert_allclose(restarts.parameters, np.repeat(theta[:, None], 300, axis=1), rtol=1e-9)


@pytest.mark.parametrize("sorted_samples", [True, False])
@pytest.mark.parametrize("k", [1, 37, 100, 149])
def test_a_change_of_the_rate_is_two_trainings_one_after_the_other(k, sorted_samples):
    """With gradient descent, a change of the rate after k steps is a training of k steps and another from there."""
    both = trained(Study((1, 3, 1), steps=150, runs=9, rates=((k, 0.003),)), sorted_samples=sorted_samples)
    first = trained(Study((1, 3, 1), steps=k, runs=9), sorted_samples=sorted_samples)
    for i in range(9):
        second = Study((1, 3, 1), near=first.network(i), optimizer=Optimizer("gd", 0.003), steps=150 - k, runs=1)
        last = trained(second, sorted_samples=sorted_samples).parameters[:, 0]
        np.testing.assert_allclose(both.parameters[:, i], last, rtol=1e-10)


def test_a_layer_that_a_higher_rate_would_wake_is_not_given_up():
    """A dead layer that momentum cannot move at this rate is kept as long as a higher one is to come."""
    parameters = np.array([[1.0], [-9.0], [1.0], [-9.0], [1.0], [1.0], [0.5]])
    memory = np.full((1, 7, 1), 1e-17)
    calm = Study((1, 2, 1), optimizer=Optimizer("momentum", 0.1))
    for rates, expected in (((), 1), (((60, 1e6),), 0), (((40, 1e6), (45, 0.1)), 1), (((40, 1e6), (60, 0.1)), 0)):
        found = dead_for_good(parameters, memory, replace(calm, rates=rates), 50, np.array([1]))
        assert found.tolist() == [expected]


@pytest.mark.parametrize(("sorted_samples", "batch"), [(True, None), (False, None), (False, 4)])
def test_pauses_and_the_size_of_groups_change_nothing(sorted_samples, batch, monkeypatch):
    """A study gives the same parameters to the bit whatever its pauses and the sizes of its groups."""
    rates = ((98, 0.02), (150, 0.001))
    study = Study((1, 3, 1), "he", optimizer=OPTIMIZERS["adam"], rates=rates, batch=batch, steps=250, runs=30)
    once = trained(study, sorted_samples=sorted_samples)
    monkeypatch.setattr(run, "group_size", lambda *_: 7)
    often = trained(study, sorted_samples=sorted_samples, pauses=(1, 98, 1, 7, 100, 3))
    assert np.array_equal(once.parameters, often.parameters)


@pytest.mark.parametrize("sorted_samples", [True, False])
def test_a_network_that_diverges_stops_there_and_leaves_the_others_alone(sorted_samples):
    """A network that diverges keeps its parameters from there on, and changes no other."""
    study = Study((1, 3, 1), "uniform", optimizer=OPTIMIZERS["adam"], steps=220, runs=8)
    others = np.arange(8) != 3
    calm = trained(study, sorted_samples=sorted_samples)
    for bad in (1e200, np.nan, 1e9):
        restarts = Restarts(study, X, Y)
        restarts._state.sorted_samples = sorted_samples
        restarts.parameters[:, 3] = bad
        restarts.advance(220)
        assert restarts.diverged.tolist() == (~others).tolist()
        assert np.array_equal(restarts.parameters[:, others], calm.parameters[:, others])
        assert np.array_equal(restarts.parameters[:, 3], np.full(10, bad), equal_nan=True)


@pytest.mark.parametrize("sorted_samples", [True, False])
def test_a_rate_too_high_diverges(sorted_samples):
    """A network that blew up and died counts as diverged, not as constant."""
    study = Study((1, 3, 1), "uniform", optimizer=Optimizer("gd", 1.5), steps=130, runs=20)
    restarts = trained(study, sorted_samples=sorted_samples, pauses=(100,))
    assert restarts.diverged.sum() > 10


@pytest.mark.parametrize("batch", [None, 4])
@pytest.mark.parametrize("init", ["he", "uniform"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("kind", ["relu", "mixed"])
@pytest.mark.today(10)
def test_leaving_out_what_is_dead_changes_no_result(kind, optimizer, init, batch, monkeypatch):
    """Leaving out dead layers changes no parameter of a study."""
    settings, sizes = OPTIMIZERS[optimizer], (1, *(2,) * 6, 1)
    g = mixed.activation(kind, sizes, ("relu", "relu", "tanh"))
    study = Study(sizes, init, g, optimizer=settings, batch=batch, steps=650, runs=30, seed=1)
    short = trained(study)
    monkeypatch.setattr(run, "last_dead_layer", lambda parameters, *_: np.zeros(parameters.shape[1], np.intp))
    full = trained(study)
    assert not full._dead.any()
    assert (short._dead > 0).sum() == 0 if settings.decay else (short._dead > 0).sum() > 5
    np.testing.assert_allclose(short.parameters, full.parameters, rtol=1e-9, atol=1e-9)


def test_a_dead_layer_that_still_coasts_is_not_given_up():
    """A dead layer is not left out while momentum, Adam's memory or decay can still move it."""
    parameters = np.array([[1.0], [-9.0], [1.0], [-9.0], [1.0], [1.0], [0.5]])
    study = Study((1, 2, 1), steps=1)
    assert last_dead_layer(parameters, study, X).tolist() == [1]
    assert last_dead_layer(parameters + np.array([[0.0], [6.0], *[[0.0]] * 5]), study, X).tolist() == [0]
    for name, arrays, small in (("gd", 0, 1), ("momentum", 1, 1e-17), ("adam", 2, 1e-30), ("rmsprop", 1, 1.0)):
        at = Study((1, 2, 1), optimizer=Optimizer(name, 0.1))
        decay = Study((1, 2, 1), optimizer=Optimizer(name, 0.1, decay=0.1))
        for m, expected in ((0.0, 1), (small, 1), (1.0, 0 if name in {"momentum", "adam"} else 1)):
            memory = np.ones((arrays, 7, 1))
            memory[:1, 1] = m
            memory[:1, [0, 2, 3]] = 0
            assert dead_for_good(parameters, memory, at, 50, np.array([1])).tolist() == [expected]
            assert dead_for_good(parameters, memory, decay, 50, np.array([1])).tolist() == [0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"init": "xavier"},
        {"runs": 0},
        {"steps": -1},
        {"batch": 0},
        {"rates": ((5, 0.1), (5, 0.2))},
        {"rates": ((5, 0.1), (4, 0.2))},
        {"rates": ((5, 0.0),)},
        {"near": initial((1, 2, 1), "he", (0,))},
    ],
    ids="-".join,
)
def test_a_study_that_cannot_be_is_refused(wrong):
    """A study with impossible settings is refused at once."""
    with pytest.raises(ValueError, match=r"not one of|cannot be|cannot start"):
        Study((1, 3, 1), **wrong)
