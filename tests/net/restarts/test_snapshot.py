"""A study kept as it stood, while it goes on."""

import numpy as np
import pytest

from tutor.net.optimizer import Optimizer
from tutor.net.restarts.outcome import outcome
from tutor.net.restarts.run import Restarts
from tutor.net.restarts.snapshot import Snapshot
from tutor.net.restarts.study import Study

X = np.arange(-4.0, 5.0)[:, None]


def _restarts(*, rate=0.02, hidden=(3,), step=150):
    study = Study((1, *hidden, 1), "uniform", optimizer=Optimizer("gd", rate), steps=400, runs=30)
    restarts = Restarts(study, X, np.abs(X + 1))
    restarts.advance(step)
    return restarts


@pytest.mark.parametrize("hidden", [(3,), (2, 2)])
@pytest.mark.parametrize("rate", [0.02, 0.2], ids=["some fit", "some diverge"])
def test_it_says_what_the_study_said_and_keeps_to_it(rate, hidden):
    """A snapshot gives what the study gave when it was made, also after the study went on."""
    restarts = _restarts(rate=rate, hidden=hidden)
    snapshot = Snapshot(restarts)
    before = (restarts.parameters.copy(), restarts.losses.copy(), restarts.diverged.copy())
    said = outcome(restarts)
    restarts.advance(100)
    assert not np.array_equal(restarts.parameters, before[0], equal_nan=True)
    for kept, was in zip((snapshot.parameters, snapshot.losses, snapshot.diverged), before, strict=True):
        np.testing.assert_array_equal(kept, was)
    assert repr(outcome(snapshot)) == repr(said)  # nan among the losses is not equal to itself


def test_a_part_of_it_is_judged_as_within_the_whole():
    """Each network of a part has the outcome that it has in the whole."""
    snapshot = Snapshot(_restarts())
    which = np.array([3, 29, 4, 11])
    part, whole = outcome(Snapshot(snapshot, which)), outcome(snapshot)
    assert part.kinds == tuple(whole.kinds[i] for i in which)
    assert part.losses == tuple(whole.losses[i] for i in which)


def test_it_is_done_and_takes_no_steps():
    """A snapshot is done and takes no steps."""
    snapshot = Snapshot(_restarts())
    kept = snapshot.parameters.copy()
    assert snapshot.done
    snapshot.advance(10)
    assert snapshot.step == 150
    np.testing.assert_array_equal(snapshot.parameters, kept)
