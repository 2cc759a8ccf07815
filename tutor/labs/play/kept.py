"""The runs that are kept beside the one that is worked on: their settings, among the others, as `A/rate`.

So what is seen depends on the settings alone, undo takes back what was kept, and a file holds it.
"""

from fractions import Fraction

from tutor.lab import Settings

NAMES = "ABCD"
"""One letter for each; a figure has no more colours."""


def kept(settings: Settings) -> dict[str, Settings]:
    """The settings of each run that is kept, by its letter."""
    found: dict[str, dict[str, Fraction]] = {}
    for key, value in settings.items():
        name, slash, rest = key.partition("/")
        if slash:
            found.setdefault(name, {})[rest] = value
    return dict(sorted(found.items()))


def own(settings: Settings) -> Settings:
    """The settings of the run that is worked on alone."""
    return {key: value for key, value in settings.items() if "/" not in key}


def beside(settings: Settings) -> Settings:
    """The settings of the others, under the keys that they have among all."""
    return {key: value for key, value in settings.items() if "/" in key}


def keep(settings: Settings) -> tuple[Settings, str]:
    """The settings with the run of now kept too, and its letter: the first that is free, or the last."""
    name = next((name for name in NAMES if name not in kept(settings)), NAMES[-1])
    return keep_as(name, own(settings), drop(name, settings)), name


def keep_as(name: str, run: Settings, settings: Settings) -> Settings:
    """The settings with a run kept under a letter."""
    return {**settings, **{f"{name}/{key}": value for key, value in run.items()}}


def drop(name: str, settings: Settings) -> Settings:
    """The settings without a run that was kept."""
    return {key: value for key, value in settings.items() if not key.startswith(f"{name}/")}
