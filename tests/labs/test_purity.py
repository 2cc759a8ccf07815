"""What is seen of a lab is a function of its settings, whatever a store has kept; but for the lab that measures."""

from fractions import Fraction

import pytest
from depth_labs import depth_labs
from hypothesis import given
from hypothesis import strategies as st
from network_labs import deep_labs
from plane_labs import given_labs
from profiles import examples
from readings import advance
from studies import study_lab
from training_labs import VIEWS, A, training_labs

from tutor.expression import UndefinedError
from tutor.lab import start_settings, turn_all
from tutor.labs import LABS
from tutor.labs.activations import ActivationsLab
from tutor.labs.depth import DepthLab
from tutor.labs.layers import LayersLab
from tutor.labs.pair import PairLab
from tutor.labs.plane import PlaneLab
from tutor.labs.play import PlayLab
from tutor.labs.training import TrainingLab
from tutor.net.activation import ACTIVATIONS
from tutor.store import Store

KINDS = {
    "activations": st.just(ActivationsLab(z=1, activations=list(ACTIVATIONS)[1:7])),
    "depth": depth_labs(),
    "layers": st.just(LayersLab()),
    "network": deep_labs(),
    "pair": st.just(PairLab(x1=1, x2=-2)),
    "plane": given_labs()
    | st.builds(
        PlaneLab,
        data=st.sampled_from(["xor", "moons"]),
        activation=st.sampled_from(["identity", "relu", "tanh"]),
        optimizer=st.sampled_from(["gd", "momentum", "adam"]),
        rate=st.sampled_from(["1/50", 1, 10, 100_000]),  # with gradient descent the largest ones diverge
        rows=st.just(20),
        hidden=st.sampled_from([(2,), (3, 2)]),
        steps=st.just(40),
    ),
    "play": st.builds(
        PlayLab,
        data=st.sampled_from(["abs(x)", "step", "xor"]),
        hidden=st.sampled_from([(3,), (2, 2)]),
        activation=st.sampled_from(["relu", "tanh"]),
        optimizer=st.sampled_from(["gd", "adam"]),
        rate=st.sampled_from(["1/50", 1]),  # with gradient descent the largest one may diverge
        rows=st.just(12),
        steps=st.just(40),
    ),
    "restarts": st.builds(
        study_lab,
        rate=st.sampled_from(["1/50", "1/5", 5]),
        optimizer=st.sampled_from(["gd", "adam"]),
        runs=st.just(5),
        steps=st.sampled_from([30, 133]),
    ),
    "training": training_labs(show=VIEWS),
}


def test_every_kind_of_lab_is_tested_but_the_one_that_measures():
    """A new kind of lab has to be added to the table above."""
    assert {*KINDS, "cost"} == set(LABS)


@st.composite
def settings_of(draw, lab):
    """Settings with some knobs turned a little, and any value of the clock."""
    turned = {
        knob.name: knob.moved(knob.start, draw(st.integers(-3, 3)), coarse=draw(st.booleans()))
        for knob in lab.all_knobs
        if draw(st.booleans())
    }
    if lab.clock:
        turned[lab.clock] = Fraction(draw(st.integers(0, lab.steps)))
    return turn_all(lab, start_settings(lab), turned)


def seen(lab, now, store):
    """All that a reading tells but its figures, which may show how far a run has come."""
    reading = lab.read(now, store)
    values = {}
    for name, each in reading.measures.items():
        try:
            values[name] = each.read(*[Fraction(1, 3)] * each.takes)
        except UndefinedError as undefined:
            values[name] = str(undefined)
    return values, reading.lamps, reading.formula, reading.offer, reading.explainable


@pytest.mark.parametrize("kind", KINDS)
@examples(0.3)
@given(data=st.data())
@pytest.mark.today(2)
def test_a_reading_is_the_same_with_a_fresh_store_and_with_a_used_one(kind, data):
    """Measures, lamps, formula and offer depend on the settings alone, not on what was read or trained before."""
    lab = data.draw(KINDS[kind])
    now, used = data.draw(settings_of(lab)), Store()
    for other in data.draw(st.lists(settings_of(lab), max_size=2)):
        seen(lab, other, used)
    if lab.clock:
        for step, slices in data.draw(st.lists(st.tuples(st.integers(0, lab.steps), st.integers(0, 3)), max_size=3)):
            there = {**now, lab.clock: Fraction(step)}
            seen(lab, there, used)
            for _ in range(slices):
                there = {**there, lab.clock: advance(lab, there, 0.0, store=used)}
    expected = seen(lab, now, Store())
    assert seen(lab, now, used) == expected
    assert seen(lab, now, used) == expected


DIVERGING = {"optimizer": "gd", "steps": 25}


@pytest.mark.parametrize(
    "lab",
    [
        study_lab(runs=3, steps=101),
        PlaneLab(data="xor", hidden=(2,), steps=40),
        PlaneLab(data="xor", hidden=(2,), activation="identity", rate=10, **DIVERGING),
        PlaneLab(data="moons", hidden=(3,), rate=100_000, **DIVERGING),
        DepthLab(layers=3, width=2, rows=3, steps=40),
        DepthLab(layers=6, width=16, init="uniform", **DIVERGING),
        TrainingLab(**A, rate="1/50", show=VIEWS, **DIVERGING),
        TrainingLab(**A, rate=10**6, **DIVERGING),
    ],
    ids=[
        "restarts",
        "plane",
        "plane, diverges",
        "plane, diverges at once",
        "depth",
        "depth, diverges",
        "training, diverges",
        "training, at once",
    ],
)
@pytest.mark.today(2)
def test_at_every_step_a_run_that_is_done_looks_as_if_it_had_just_come_there(lab):
    """Looking back on a finished run, every step reads as it did when the run reached it."""
    store = Store()
    seen(lab, {**start_settings(lab), lab.clock: Fraction(lab.steps)}, store)
    for step in range(lab.steps + 1):
        there = {**start_settings(lab), lab.clock: Fraction(step)}
        assert seen(lab, there, store) == seen(lab, there, Store())
