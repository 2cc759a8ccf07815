"""Of lessons made false on purpose, the linter catches at least the share that it caught before.

The shares are stored in `tests/data/caught.toml`, in percent. They may only rise.
"""

import tomllib
from pathlib import Path

import pytest
from false_lessons import MUTATORS, alone
from shipped import STORE, cited, each_lesson

from tutor.lesson.prove import prove

FLOORS = tomllib.loads(Path(__file__).parents[1].joinpath("data", "caught.toml").read_text(encoding="utf-8"))
each_class = pytest.mark.parametrize("name", MUTATORS)


def caught(name, most):
    """The share of up to `most` mutants of a class that is caught, in percent, and those that are not."""
    mutants = sorted(MUTATORS[name](), key=lambda mutant: mutant.place)[:most]
    missed = [mutant.what for mutant in mutants if not mutant.caught]
    return 100 * (1 - len(missed) / len(mutants)), missed


@each_class
@pytest.mark.today(2)
def test_of_a_few_mutants_as_many_are_caught_as_before(name):
    """Of a sample of 40 mutants of each class, at least the stored share is caught."""
    share, missed = caught(name, 40)
    assert share >= FLOORS[name]["of_40"], missed


@pytest.mark.full
@each_class
def test_of_a_thousand_mutants_as_many_are_caught_as_before(name):
    """Of a sample of 1000 the stored share is caught. Where it is clearly more, the stored share has to be raised."""
    share, missed = caught(name, 1000)
    floor = FLOORS[name]["of_1000"]
    assert share >= floor, missed
    assert share < floor + 2, f"{share:.1f} percent are caught: raise the floor of {name} in tests/data/caught.toml"


def test_every_class_has_its_floors():
    """The stored shares name each class of mutants."""
    assert set(FLOORS) == set(MUTATORS)


@pytest.mark.full
@each_lesson
def test_a_step_by_itself_was_true_before_it_was_changed(lesson):
    """Each step has no problem when it is proved by itself, so what is caught of a mutant is its change."""
    for step in lesson.steps:
        assert prove(alone(lesson, step), cited(lesson), STORE) == []
