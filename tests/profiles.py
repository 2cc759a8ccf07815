"""How thoroughly the tests search: `quick` at every run, `full` with `pytest --full`."""

import pytest
from hypothesis import HealthCheck, settings

EXAMPLES = {"quick": 70, "full": 1000}
"""Random examples for each property, by profile."""

for _name, _most in EXAMPLES.items():
    settings.register_profile(_name, max_examples=_most, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def examples(share):
    """A decorator for a property whose examples take long: it gets this share of the profile's examples."""
    return settings(max_examples=max(1, round(share * settings().max_examples)))


def some(cases, quick):
    """The first few cases in every run, the rest in the full profile: each is a process of its own."""
    return [pytest.param(case, marks=[] if i < quick else pytest.mark.full) for i, case in enumerate(cases)]


def every(nth, cases):
    """All cases in the full profile, every nth of them else: for cases by the hundred, each of which takes long."""
    return [*cases][:: 1 if settings().max_examples >= EXAMPLES["full"] else nth]
