"""The runs that a store keeps of labs: how large they are, that they keep to the bound, and come out the same again."""

import gc
import tracemalloc
from fractions import Fraction

import pytest
from studies import study_lab
from training_labs import D9, A

from tutor.lab import measures_at, start_settings
from tutor.labs.cost.run import timing
from tutor.labs.plane import PlaneLab
from tutor.labs.plane import run as of_plane
from tutor.labs.restarts import run as of_restarts
from tutor.labs.training import TrainingLab
from tutor.labs.training import run as of_training
from tutor.store import Store


def _trained(lab, module, steps):
    run = module.plan(lab, start_settings(lab)).run(Store())
    run.reach(steps)
    return run


def _studied(steps, *, looked=False, **keys):
    lab = study_lab(steps=100, **keys)
    run = of_restarts.run(lab, start_settings(lab), Store())
    for each in run.history(steps) if looked else ():
        assert sum(each.counts.values()) == lab.runs
        assert each.bars
        assert each.plateaus
    run.at(steps)
    return run


def _measured(rounds):
    found = timing("plain", Store())
    found.measure(rounds, 60)
    return found


WIDE = {"activation": "tanh", "optimizer": "adam", "target": "abs(x)", "samples": 200}
DEEP = {"hidden": [2] * 10, "samples": 128, "runs": 100}
RUNS = {
    "training, at the start": lambda: _trained(TrainingLab(units=3, data=D9), of_training, 0),
    "training, 3000 steps": lambda: _trained(TrainingLab(**A, rate="1/1000"), of_training, 3000),
    "training, wide": lambda: _trained(TrainingLab(units=10, **WIDE), of_training, 300),
    "plane, at the start": lambda: _trained(PlaneLab(data="xor"), of_plane, 0),
    "plane, 500 steps": lambda: _trained(PlaneLab(data="xor"), of_plane, 500),
    "plane, wide": lambda: _trained(PlaneLab(data="moons", hidden=(16, 16), rows=200), of_plane, 200),
    "restarts, at the start": lambda: _studied(0, runs=1000),
    "restarts, half way": lambda: _studied(50, runs=300),
    "restarts, done": lambda: _studied(100, runs=300),
    "restarts, every mark looked at": lambda: _studied(100, runs=60, looked=True),
    "restarts, few": lambda: _studied(50, runs=5),
    "restarts, deep": lambda: _studied(20, **DEEP),
    "restarts, deep, done": lambda: _studied(100, **{**DEEP, "runs": 40}),
    "restarts, deep, Adam and tanh": lambda: _studied(20, **DEEP, optimizer="adam", activation="tanh"),
    "cost, nothing measured": lambda: _measured(0),
    "cost, 40 rounds": lambda: _measured(40),
}


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.today(3)
def test_a_run_says_how_large_it_is(name):
    """The bytes that a run says it holds are those that it holds, within a factor of 2."""
    run = RUNS[name]
    run()  # what is imported or drawn once is no part of a run
    gc.collect()
    tracemalloc.start()
    try:
        found = run()
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held / 2 <= found.nbytes <= held * 2


MIB = 2**20


class Nothing:
    """A run that holds nothing."""

    nbytes = 0


def test_twenty_studies_and_trainings_keep_to_the_bound():
    """When the next run is asked for, all runs together keep to the bytes of the store, and readings hold no others."""
    bound = MIB
    store, opened = Store(bound), []
    gc.collect()
    tracemalloc.start()
    try:
        for seed in range(20):
            study = study_lab(runs=60, steps=50, seed=seed)
            training = TrainingLab(units=4, target="sin(x)", seed=seed, rate="1/1000", show=("activations",))
            for lab, step in ((study, 50), (training, 100)):
                now = {**start_settings(lab), "step": Fraction(step)}
                found = measures_at(lab, now, store)
                opened.append((found["diverged"].read(), found["step"].read()))
                lab.advance(now, 0.0, Fraction(step), store)
                store.run("whatever is asked for next", Nothing)
                assert store.nbytes <= bound
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] <= 2 * bound
    finally:
        tracemalloc.stop()
    assert {step for *_, step in opened} == {50, 100}


def test_a_run_that_was_evicted_comes_out_the_same():
    """Begun anew, a run gives the measures that it gave before it was dropped."""
    store = Store(most_runs=1)
    labs = [study_lab(runs=20, steps=60), TrainingLab(units=3, data=D9), PlaneLab(data="xor", hidden=(3,))]
    at_step = [(lab, {**start_settings(lab), "step": Fraction(step)}) for lab in labs for step in (47, 60)]

    def found():
        return [
            {name: each.read() for name, each in measures_at(lab, now, store).items() if not each.takes}
            for lab, now in at_step
        ]

    first, small = found(), store.nbytes
    assert small < 2 * MIB
    assert found() == first
