"""Of lessons made false on purpose, the linter catches at least the share that it caught before.

The shares are stored in `tests/data/caught.toml`, in percent. They may only rise.
"""

import tomllib
from pathlib import Path

import pytest
from mutants import MUTATORS
from shipped import LESSONS, STORE, cited

from tutor.lesson.prove import prove

FLOORS = tomllib.loads(Path(__file__).parents[1].joinpath("data", "caught.toml").read_text(encoding="utf-8"))
each_class = pytest.mark.parametrize("name", MUTATORS)


def caught(name, most):
    """The share of up to `most` mutants of a class that is caught, in percent, and those that are not."""
    mutants = sorted(MUTATORS[name](), key=lambda mutant: mutant.place)[:most]
    missed = [mutant.what for mutant in mutants if not mutant.caught]
    return 100 * (1 - len(missed) / len(mutants)), missed


@each_class
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


def test_what_is_made_false_was_true():
    """Every lesson has no problem before it is changed, and the floors name each class."""
    assert [problem for lesson in LESSONS for problem in prove(lesson, cited(lesson), STORE)] == []
    assert set(FLOORS) == set(MUTATORS)
