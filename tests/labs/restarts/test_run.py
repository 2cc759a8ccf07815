"""The runs of the restarts lab: paced, and looked back on, against a study trained in one go."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples
from readings import STORE, advance, measure, read_at
from studies import at, read_study, study, study_lab, ticking, trained

from tutor.lab import start_settings
from tutor.labs.restarts.run import StudyRun, run
from tutor.net.dataset import TARGETS, sampled
from tutor.net.restarts.run import Restarts
from tutor.store import Store

VIEWS = ("rate", "histogram", "outcomes")


@examples(0.15)
@given(slices=st.lists(st.floats(0, 40), max_size=12), steps=st.integers(1, 260))
def test_slices_end_where_one_run_would_be(slices, steps):
    """However a run is sliced, the study at the last mark is the one trained in one go."""
    whole = StudyRun(Restarts(study(runs=4, steps=steps), *sampled(TARGETS["abs(x+1)"], -4, 4, 9)), ticking(1.0))
    step = 0
    for seconds in slices:
        before, step = step, whole.advance(step, steps, seconds)
        assert before < step <= steps or before == step == steps
        shown = whole.at(step).snapshot
        assert shown.step == (step if step == steps else step - step % whole.mark)
        np.testing.assert_array_equal(shown.parameters, trained(shown.step, runs=4, steps=steps).parameters)


def test_a_slice_does_more_where_it_has_more_time_and_ends_in_time():
    """A slice keeps to its time, and more time takes it further."""
    rows = sampled(TARGETS["abs(x+1)"], -4, 4, 9)
    reached = []
    for seconds in (0, 20, 60):
        timer = ticking(1.0)
        paced = StudyRun(Restarts(study(runs=2), *rows), timer)
        before = timer()
        reached.append(paced.advance(0, 500, seconds))
        assert timer() - before <= seconds + 5
    assert 0 < reached[0] < reached[1] < reached[2]


def test_a_run_goes_on_to_its_end_and_stays_there():
    """The clock goes on with every slice to the last step, and stays there."""
    lab = study_lab(steps=333, runs=5)
    now = start_settings(lab)
    for _ in range(1000):
        value = advance(lab, now, 0.001)
        if value == now["step"]:
            break
        assert now["step"] < value <= 333
        now = lab.turn(now, "step", value)
    assert now["step"] == 333
    assert read_at(lab, now).lamps[0].lit
    assert not read_study(lab, 332).lamps[0].lit


def test_looking_back_shows_the_last_mark_and_says_so():
    """An earlier step shows the study at the last mark before it, and says so."""
    lab = study_lab(seed=11)
    at_end = read_study(lab, 500)
    back = read_study(lab, 237)
    assert measure(back, "step") == 230
    assert back.formula[-1] == "step 230 of 500, the last kept before 237"
    assert at_end.formula[-1] == "step 500 of 500"
    np.testing.assert_array_equal(back.facts.now.snapshot.parameters, trained(230, seed=11).parameters)
    np.testing.assert_array_equal(at_end.facts.now.snapshot.parameters, trained(500, seed=11).parameters)


def test_looking_back_is_a_run_that_is_played_again():
    """A run that is done is watched again, from mark to mark."""
    lab = study_lab(seed=12)
    assert measure(read_study(lab, 500), "step") == 500
    played, step = [], Fraction(237)
    while not played or played[-1] != step:
        played.append(step)
        step = advance(lab, at(lab, step), 0.0)
    assert played == [237, *range(240, 501, 10)]


def test_the_same_study_is_trained_once():
    """Labs and settings of one study share its run."""
    lab = study_lab(seed=21)
    first = run(lab, start_settings(lab), STORE)
    assert run(study_lab(seed=21, show=["outcomes"]), at(lab, 5, bar=2), STORE) is first
    assert run(study_lab(seed=22), start_settings(study_lab(seed=22)), STORE) is not first


@pytest.mark.parametrize("most", [20, 25])
def test_a_run_that_is_held_back_trains_no_further(most):
    """A clock that may go to a step trains no further, whether it is a mark or not."""
    lab, store = study_lab(runs=3), Store()
    assert advance(lab, at(lab, 0), 60.0, most, store) == 20
    end = {**at(lab, 0), "step": Fraction(20)}
    while (value := advance(lab, end, 60.0, most, store)) != end["step"]:
        end["step"] = value
    assert end["step"] == most
    assert run(lab, end, store).restarts.step == most


def test_a_step_beyond_the_last_is_the_last():
    """Settings of a lesson that once had more steps are read, and the clock ends there."""
    whole = StudyRun(Restarts(study(runs=2, steps=30), *sampled(TARGETS["abs(x+1)"], -4, 4, 9)), ticking(1.0))
    assert whole.at(50).step == 30
    assert whole.advance(50, 30, 1.0) == 50


def test_a_slice_that_passes_a_mark_ends_at_one():
    """The clock stands at the last mark that a slice has passed, where the study can be looked at."""
    whole = StudyRun(Restarts(study(runs=2), *sampled(TARGETS["abs(x+1)"], -4, 4, 9)), ticking(1.0))
    step, found = 0, []
    while step < 500:
        step = whole.advance(step, 500, 3.0)
        found.append(step)
    assert any(each % whole.mark for each in found), "some slices are too short to pass a mark"
    for before, after in pairwise(found):
        assert after % whole.mark == 0 or after // whole.mark == before // whole.mark
