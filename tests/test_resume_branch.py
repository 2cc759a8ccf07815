"""A training that went on from a step of another one comes back as it was; where it cannot, the step begins as ever."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from keeping import in_memory, keep_once
from moves import begun
from profiles import examples
from shipped import LESSONS, STORE

from tutor import bench
from tutor.branch import before, taken
from tutor.lab import start_settings
from tutor.progress import opened
from tutor.resume import load, resume
from tutor.session import work

LESSON = next(lesson for lesson in LESSONS if lesson.id == "how-long-dead")
STEP = "wake-one"
INDEX = LESSON.step_index(STEP)


def turn(session, **values):
    for name, value in values.items():
        session = work(session, bench.turn, name, Fraction(value))
    return session


def woken():
    """Woken at step 200, the rate turned, and 30 steps taken."""
    session = turn(begun(LESSON, STEP, STORE), step=200)
    return turn(work(session, bench.go_on, {"b1": Fraction(1, 3)}), rate="1/100", step=30)


def settings_in(progress):
    return progress.state(LESSON.id)[STEP]["settings"]


def changed(progress, change):
    """Change what is kept of the settings, as another version or another lesson would have written it."""
    state = progress.state(LESSON.id)[STEP]
    change(state["settings"])
    progress.keep(LESSON.id, STEP, {STEP: state}, [], set())


def bench_in(progress):
    return load(progress, LESSON, STORE).states[INDEX].bench


def test_a_branch_comes_back_with_the_run_before(tmp_path):
    """After a restart all numbers are there to the last bit: start, steps before, and the run before."""
    session = woken()
    with opened(tmp_path) as progress:
        keep_once(progress, session)
    with opened(tmp_path) as progress:
        again = resume(progress, LESSON, STORE, STEP)
    assert again.bench.settings == session.bench.settings
    assert (taken(again.bench.settings), before(again.bench.settings)["step"]) == (200, 200)
    for view in again.bench.lab.views:
        now, then = (bench.show_view(each.bench, view).figure for each in (again, session))
        assert now == then


@examples(0.2)
@given(
    st.lists(st.tuples(st.integers(1, 40), st.sampled_from(["", "b1", "c", "w2"]), st.integers(-12, 12)), max_size=3)
)
def test_any_chain_of_branches_comes_back(branches):
    """However often it went on, with whatever number, the settings that were kept are those that come back."""
    session = begun(LESSON, STEP, STORE)
    for step, name, value in branches:
        session = work(turn(session, step=step), bench.go_on, {name: Fraction(value, 5)} if name else {})
    with in_memory() as progress:
        keep_once(progress, session)
        assert bench_in(progress).settings == session.bench.settings


def test_a_run_that_did_not_go_on_keeps_what_can_be_turned_alone():
    """Its start is what the lesson says, also if the lesson says something else one day."""
    with in_memory() as progress:
        keep_once(progress, turn(begun(LESSON, STEP, STORE), rate="1/100", step=20))
        kept = settings_in(progress)
        assert kept.keys() & {"w0", "b1", "v2", "c"} == set()
        assert (kept["rate"], kept["step"]) == ("1/100", "20")


def test_an_older_file_without_parameters_is_read():
    """A file of a version before has the knobs alone."""
    with in_memory() as progress:
        keep_once(progress, turn(begun(LESSON, STEP, STORE), step=20))
        changed(progress, lambda kept: [kept.pop(name) for name in [*kept] if name not in {"rate", "step"}])
        found = bench_in(progress)
        assert found.settings == {**start_settings(found.lab), "step": Fraction(20)}


FAULTS = {
    "a parameter is gone": lambda kept: kept.pop("w1"),
    "another unit": lambda kept: kept.update(w3="1", b3="1", v3="1"),
    "a number of the run before is gone": lambda kept: kept.pop("before/rate"),
    "no run before": lambda kept: [kept.pop(name) for name in [*kept] if name.startswith("before/")],
    "too large for a float": lambda kept: kept.update(b1="1" + "0" * 400),
    "a run before with an activation that is none": lambda kept: kept.update({"before/activation": "99"}),
    "half an activation": lambda kept: kept.update({"before/activation": "1/2"}),
    "steps before that are none": lambda kept: kept.update({"from": "-3"}),
    "a step beyond the last": lambda kept: kept.update({"before/step": "1000000"}),
    "no steps before": lambda kept: kept.update({"from": "0"}),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_branch_that_does_not_fit_begins_at_the_lessons_start(fault):
    """The knobs that still fit are as they were; the start is the lesson's, and the run can be looked at."""
    with in_memory() as progress:
        keep_once(progress, woken())
        changed(progress, fault)
        found = bench_in(progress)
        assert found.settings == {**start_settings(found.lab), "rate": Fraction(1, 100), "step": Fraction(30)}
        assert found.reading.formula


def test_a_knob_that_does_not_turn_is_what_the_lesson_says_now():
    """In a branch too: another activation in the file is passed over, and so the lesson can be changed."""
    with in_memory() as progress:
        keep_once(progress, woken())
        changed(progress, lambda kept: kept.update(activation="3"))
        found = bench_in(progress)
        assert found.settings["activation"] == start_settings(found.lab)["activation"]
        assert taken(found.settings) == 200


def test_what_is_kept_of_a_branch_is_text():
    """It goes through JSON, each number as the fraction that it is."""
    with in_memory() as progress:
        keep_once(progress, woken())
        assert json.loads(json.dumps(settings_in(progress))) == settings_in(progress)
        assert all(Fraction(text) == woken().bench.settings[name] for name, text in settings_in(progress).items())
