"""A training that is looked back on, against Training used directly; and several that go on together."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples

from tutor.labs.replay import SAMPLES, TrainingRun, advance
from tutor.net.activation import ACTIVATIONS
from tutor.net.initial import initial
from tutor.net.layout import pack
from tutor.net.optimizer import Optimizer
from tutor.net.training import Hyperparameters, Training

X = np.linspace(-2, 2, 5)[:, None]
LAST = 150

steps = st.integers(0, LAST)
rates = st.sampled_from([0.01, 0.1, 1.0, 1e6])
seeds = st.integers(0, 20)


def training(rate, seed, activation="relu"):
    start = initial((1, 3, 1), "he", (seed,), ACTIVATIONS[activation])
    return Training(start, X, abs(X), Hyperparameters(optimizer=Optimizer("gd", rate)))


def directly(rate, seed, step):
    """The network at a step, or where training diverges before; that step; and whether it diverges there."""
    found = training(rate, seed)
    found.advance(step + 1)
    if found.diverged and found.diverged.step <= step:
        return found.diverged.network, found.diverged.step, True
    return found.at(step), step, False


@examples(0.5)
@given(rate=rates, seed=seeds, looks=st.lists(steps, min_size=1, max_size=5))
def test_a_run_is_at_each_step_what_training_is(rate, seed, looks):
    """In whatever order steps are looked at, network, step and divergence are those of training directly."""
    run = TrainingRun(training(rate, seed))
    for step in looks:
        network, shown, diverged = directly(rate, seed, step)
        assert run.shown(step) == shown
        assert (run.diverged is not None and run.diverged.step <= step) == diverged
        assert np.array_equal(pack(run.network(step)), pack(network))
    assert run.reached == directly(rate, seed, max(looks))[1]
    assert len(run.losses) == run.reached + (not directly(rate, seed, max(looks))[2])


@examples(0.3)
@given(rate=rates, seed=seeds, looks=st.lists(steps, min_size=1, max_size=5))
def test_samples_are_evenly_spaced_networks_of_the_run(rate, seed, looks):
    """The samples go from step 0 on in even steps, at most SAMPLES of them, as far as the run has come."""
    run = TrainingRun(training(rate, seed))
    for step in looks:
        run.reach(step)
    at, spaces = list(run.samples), {b - a for a, b in pairwise(run.samples)}
    assert len(at) <= SAMPLES
    assert len(spaces) <= 1
    assert at[0] == 0
    assert at[-1] <= run.reached < at[-1] + max(spaces, default=LAST + 1)
    for step, network in run.samples.items():
        assert np.array_equal(pack(network), pack(training_at(rate, seed, step)))


def training_at(rate, seed, step):
    found = training(rate, seed)
    found.advance(step)
    return found.network


@examples(0.3)
@given(rate=rates, seed=seeds, step=steps, most=steps, seconds=st.sampled_from([0.0, 0.001]))
def test_runs_go_on_together_up_to_the_most(rate, seed, step, most, seconds):
    """All runs reach the step that is returned, if they do not diverge; it is past `step` and up to `most`."""
    runs = [TrainingRun(training(rate, seed, activation)) for activation in ("relu", "tanh", "swish")]
    step, most = sorted((step, most))
    runs[1].reach(most // 2)
    reached = advance(runs, step, most, seconds)
    ends = runs[0].diverged.step if runs[0].diverged else LAST
    assert step <= reached <= max(step, most)
    assert reached > step or step in {most, *range(ends, LAST + 1)}
    for run in runs:
        assert run.reached >= reached or run.diverged
    assert runs[0].reached <= max(step, most)


def test_a_finished_run_is_watched_again_in_parts():
    """From a step that has gone by a slice leads on by a part of the run, and finally to its end."""
    run, seen = TrainingRun(training(0.01, 1)), [0]
    run.reach(LAST)
    while seen[-1] < LAST:
        seen.append(advance([run], seen[-1], LAST, 0.0))
    assert all(a < b for a, b in pairwise(seen))
    assert len(seen) > 20
