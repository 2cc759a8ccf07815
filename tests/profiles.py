"""How thoroughly the tests search: `quick` at every run, `full` with `pytest --full`."""

from hypothesis import HealthCheck, settings

EXAMPLES = {"quick": 40, "full": 1000}
"""Random examples for each property, by profile."""

for _name, _most in EXAMPLES.items():
    settings.register_profile(_name, max_examples=_most, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def examples(share):
    """A decorator for a property whose examples take long: it gets this share of the profile's examples."""
    return settings(max_examples=max(1, round(share * settings().max_examples)))


def random_cases(most):
    """How many random cases a test makes by itself: so many in the full profile, an eighth of them else."""
    return most if settings().max_examples >= EXAMPLES["full"] else most // 8


def every(nth, cases):
    """All cases in the full profile, every nth of them else: for cases by the hundred, each of which takes long."""
    return [*cases][:: 1 if settings().max_examples >= EXAMPLES["full"] else nth]
