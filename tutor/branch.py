"""Going on from a step with other numbers: the settings of a lab hold the new start, and other runs beside it.

The settings of a run hold the network from which it starts, number by number. So a run that goes on from a step of
another one is a run like any other. Its settings also say how many steps were taken before (`from`). The settings of
other runs stand among them, each under a name: the run before as `before/rate`, the kept runs of the playground as
`A/rate`. So what is seen depends on the settings alone, and undo takes a branch back.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from tutor.lab import Knob, Lab, Settings, start_settings

TAKEN = "from"
"""The knob for the steps that were taken before this start, by the runs from which this one goes on."""

BEFORE = "before"
"""The name of the run from which this one goes on, in a lab that keeps no other."""

NO_START = "Nothing to go on from: train first. A training that diverged cannot go on."
"""What is said where a run cannot go on."""

_LARGEST = 10**300
"""A parameter that is kept is at most so large: it has to be a float."""


def taken(settings: Settings) -> int:
    """The steps that were taken before the start of this run; 0 for a run that begins as the lesson says."""
    return int(settings.get(TAKEN, 0))


def own(settings: Settings) -> Settings:
    """The settings of this run alone."""
    return {key: value for key, value in settings.items() if "/" not in key}


def beside(settings: Settings) -> Settings:
    """The settings of the other runs, under the keys that they have among all."""
    return {key: value for key, value in settings.items() if "/" in key}


def others(settings: Settings) -> dict[str, Settings]:
    """The settings of each of the other runs, by its name."""
    found: dict[str, dict[str, Fraction]] = {}
    for key, value in beside(settings).items():
        name, _, rest = key.partition("/")
        found.setdefault(name, {})[rest] = value
    return dict(sorted(found.items()))


def before(settings: Settings) -> Settings | None:
    """The settings of the run from which this one goes on, at the step at which it does; None where there is none."""
    return others(settings).get(BEFORE)


def keep(name: str, settings: Settings) -> Settings:
    """The settings with this run under a name too, in place of another one of this name."""
    return {**drop(name, settings), **under(name, own(settings))}


def drop(name: str, settings: Settings) -> Settings:
    """The settings without another run."""
    return {key: value for key, value in settings.items() if not key.startswith(f"{name}/")}


def by_name(names: Iterable[str], numbers: Iterable[float]) -> Settings:
    """Parameters by their names, each float as the fraction that it is."""
    return dict(zip(names, map(Fraction, numbers), strict=True))


def gone_on(lab: Lab, settings: Settings, start: Settings) -> Settings:
    """The settings of a run that starts from the network of this step, with its clock at 0.

    Args:
        lab: with a clock.
        settings: of the run that is left, at the step from which to go on, and of those beside it.
        start: the parameters of the network at this step, by name.
    """
    return {**settings, **start, TAKEN: taken(settings) + settings[lab.clock], lab.clock: Fraction(0)}


def to_keep(lab: Lab, settings: Settings) -> Settings:
    """Those of the settings that `restored` asks for: all of a run that goes on from another one.

    Of any other run the parameters are left out that cannot be turned: they are what the lesson says.
    """
    if taken(settings):
        return settings
    return {name: value for name, value in settings.items() if name in lab.knobs or name not in lab.start_parameters}


def restored(lab: Lab, kept: Settings) -> Settings | None:
    """The settings of a run that goes on from another one, from what was kept of it.

    None where it is no such run, or where a number does not fit the lab any more. A knob that cannot be turned is at
    its start, since that is what the lesson says now.
    """
    now, past = own(kept), others(kept)
    if not taken(kept) or not past or not {*past} <= lab.runs_beside:
        return None
    if not all(_fits(lab, run) for run in (now, *past.values())):
        return None
    carried = {*lab.knobs, *lab.start_parameters, lab.clock, TAKEN}
    start = {name: value for name, value in start_settings(lab).items() if name not in carried}
    return {**now, **start, **beside(kept)}


def under(name: str, run: Settings) -> Settings:
    """The settings of another run, under the keys that they have among all."""
    return {f"{name}/{key}": value for key, value in run.items()}


def _fits(lab: Lab, settings: Mapping[str, Fraction]) -> bool:
    """Whether these are the settings of a run: every knob at a value that it can have, and the numbers of a start."""
    knobs = {knob.name: knob for knob in lab.all_knobs}
    if not knobs.keys() <= settings.keys() or not all(_can_be(lab, knobs[name], settings[name]) for name in knobs):
        return False
    further = settings.keys() - knobs.keys()
    return further == {*lab.numbers(settings)} and all(abs(settings[name]) <= _LARGEST for name in further)


def _can_be(lab: Lab, knob: Knob, value: Fraction) -> bool:
    """Whether a knob can have this value; a parameter that was trained may be anywhere, and so may many steps."""
    if knob.name in lab.start_parameters:
        return abs(value) <= _LARGEST
    whole = value.denominator == 1 or not (knob.names or knob.name in {TAKEN, lab.clock})
    return whole and knob.low <= value and (knob.name == TAKEN or value <= knob.high)
