"""How tests look at a lab: settings, readings, measures and the clock, with a store of runs that all tests share."""

from fractions import Fraction

from tutor.lab import start_settings, turn_all
from tutor.store import Store

STORE = Store()
"""What was trained for one test may be seen by another: a reading must not depend on it."""


def settings_of(lab, **turned):
    """The settings of a lab with some knobs turned."""
    return turn_all(lab, start_settings(lab), {name: Fraction(value) for name, value in turned.items()})


def read(lab, **turned):
    """The reading of a lab with some knobs turned."""
    return read_at(lab, settings_of(lab, **turned))


def read_at(lab, settings, store=STORE):
    """The reading of a lab at some settings."""
    return lab.read(settings, store)


def measure(reading, name, *arguments):
    """The value of a measure."""
    return reading.measures[name].read(*map(Fraction, arguments))


def advance(lab, settings, seconds, most=None, store=STORE):
    """The value that the clock of a lab reaches; at most its highest, unless another limit is given."""
    highest = next(knob.high for knob in lab.all_knobs if knob.name == lab.clock)
    return lab.advance(settings, seconds, highest if most is None else Fraction(most), store)
