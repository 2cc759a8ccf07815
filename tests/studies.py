"""Studies of restarts for tests: as a lab, and trained in one go without it."""

from fractions import Fraction
from itertools import count

from readings import read_at

from tutor.lab import start_settings
from tutor.labs.restarts import RestartsLab
from tutor.net.activation import ACTIVATIONS
from tutor.net.dataset import TARGETS, sampled
from tutor.net.optimizer import Optimizer
from tutor.net.restarts.run import Restarts
from tutor.net.restarts.study import Study


def study_lab(**keys):
    """A lab of 60 networks 1-3-1 in 500 steps, unless the keys say otherwise."""
    return RestartsLab(**{"hidden": [3], "target": "abs(x+1)", "runs": 60, "steps": 500, **keys})


def at(lab, step, **turned):
    """The settings at a step, with some knobs turned."""
    return {**start_settings(lab), "step": Fraction(step), **{name: Fraction(value) for name, value in turned.items()}}


def read_study(lab, step, **turned):
    """The reading at a step, with some knobs turned."""
    return read_at(lab, at(lab, step, **turned))


def study(*, sizes=(1, 3, 1), activation="relu", rate=0.02, runs=60, steps=500, seed=0):
    """The study of such a lab."""
    optimizer = Optimizer("gd", rate)
    return Study(sizes, "uniform", ACTIVATIONS[activation], optimizer=optimizer, steps=steps, runs=runs, seed=seed)


def trained(step, **keys):
    """The study in one go up to a step, without the lab."""
    restarts = Restarts(study(**keys), *sampled(TARGETS["abs(x+1)"], -4, 4, 9))
    restarts.advance(step)
    return restarts


def ticking(tick):
    """A timer that goes on by `tick` whenever it is looked at."""
    ticks = count()
    return lambda: next(ticks) * tick
