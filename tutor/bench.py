"""A lab that is being worked on: a frozen value, and the pure functions that make the next one.

A bench needs no lesson. A step of a lesson holds one; a look inside one network of many is one.
"""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from tutor.branch import taken
from tutor.expression import Measures
from tutor.figure import Figure
from tutor.lab import Knob, Lab, Reading, Settings, edits, reading_key, start_settings, turn_all, turnable, with_edits
from tutor.store import Store

MOST_UNDO = 500


@dataclass(frozen=True)
class Bench:
    """A lab, the values of its knobs, and the values they had before.

    Attributes:
        settings: every knob's value now.
        view: the name of the figure on show.
        past, future: settings for undo and redo, the nearest last.
        store: where readings and runs are kept; no part of the value.
    """

    lab: Lab
    settings: Settings
    view: str
    store: Store = field(compare=False, repr=False)
    past: tuple[Settings, ...] = ()
    future: tuple[Settings, ...] = ()

    @property
    def reading(self) -> Reading:
        """What the lab shows at these settings."""
        return self.store.reading(self._key, lambda: self.lab.read(self.settings, self.store))

    @property
    def figure(self) -> Figure:
        """What the view on show draws."""
        return self.reading.figure(self.view)

    @property
    def measures(self) -> Measures:
        """What can be read off the lab now, and `edits`."""
        return with_edits(self.reading, self.lab, self.settings)

    @property
    def knobs(self) -> tuple[Knob, ...]:
        """The knobs that may be turned."""
        return turnable(self.lab)

    @property
    def clock(self) -> Knob | None:
        """The knob that runs by itself; None where none does."""
        return next((knob for knob in self.lab.all_knobs if knob.name == self.lab.clock), None)

    @property
    def progress(self) -> float:
        """The fraction of the clock's range already run, 0 to 1; 1 without a clock."""
        knob = self.clock
        return float((self.settings[knob.name] - knob.low) / (knob.high - knob.low)) if knob else 1.0

    @property
    def edits(self) -> int:
        """How many knobs are not where they started."""
        return edits(self.lab, self.settings)

    @property
    def taken(self) -> int:
        """The steps that were taken before the start of this run; 0 for a run that begins as the lesson says."""
        return taken(self.settings)

    @cached_property
    def _key(self) -> Hashable:
        """Under which the store keeps the reading. It is asked for often, and a set of fractions is slow to hash."""
        return reading_key(self.lab, self.settings)

    def knob(self, name: str) -> Knob | None:
        """The knob of that name, if it may be turned; the clock always may."""
        return next((knob for knob in (*self.knobs, self.clock) if knob and knob.name == name), None)


def set_up(lab: Lab, store: Store) -> Bench:
    """A bench with every knob at its start, on the lab's first view."""
    return Bench(lab, start_settings(lab), lab.views[0], store)


def turn(bench: Bench, name: str, value: Fraction) -> Bench:
    """Turn one knob to a value."""
    return bench if bench.settings[name] == value else changed(bench, bench.lab.turn(bench.settings, name, value))


def set_to(bench: Bench, settings: Mapping[str, Fraction]) -> Bench:
    """Turn every knob to its start, and from there some knobs to these values; one undo leads back."""
    return changed(bench, turn_all(bench.lab, start_settings(bench.lab), settings))


def reset(bench: Bench) -> Bench:
    """Turn every knob to its start; undo leads back."""
    return set_to(bench, {})


def undo(bench: Bench) -> Bench:
    """The settings before the last turn."""
    if not bench.past:
        return bench
    future = (*bench.future, bench.settings)
    return replace(bench, settings=bench.past[-1], past=bench.past[:-1], future=future)


def redo(bench: Bench) -> Bench:
    """The settings before the last undo."""
    if not bench.future:
        return bench
    return replace(bench, settings=bench.future[-1], past=_past(bench), future=bench.future[:-1])


def next_view(bench: Bench) -> Bench:
    """Show the lab's next view."""
    views = bench.lab.views
    return show_view(bench, views[(views.index(bench.view) + 1) % len(views)])


def show_view(bench: Bench, name: str) -> Bench:
    """Show one of the lab's views."""
    return bench if bench.view == name else replace(bench, view=name)


def start_clock(bench: Bench) -> Bench:
    """Remember the settings, so that undo leads back to before the run; a clock at its end starts again from 0."""
    knob = bench.clock
    if knob is None:
        return bench
    if bench.settings[knob.name] < knob.high:
        return replace(bench, past=_past(bench))
    return turn(bench, knob.name, knob.low)


def tick(bench: Bench, seconds: float, share: float = 1.0) -> Bench:
    """Let the clock run on for a slice of work; the same bench where it can go no further.

    Args:
        bench: with a clock or without.
        seconds: of work, about.
        share: the fraction of its range, 0 to 1, beyond which the clock does not run.
    """
    knob = bench.clock
    if knob is None:
        return bench
    now = bench.settings[knob.name]
    most = knob.low + math.ceil((knob.high - knob.low) * Fraction(share))
    value = bench.lab.advance(bench.settings, seconds, max(most, now), bench.store)
    if value == now:
        return bench
    return replace(bench, settings=bench.lab.turn(bench.settings, knob.name, value), future=())


def changed(bench: Bench, settings: Settings) -> Bench:
    """The bench at other settings, to which any change of the lab may have led; one undo leads back."""
    if settings == bench.settings:
        return bench
    return replace(bench, settings=settings, past=_past(bench), future=())


def _past(bench: Bench) -> tuple[Settings, ...]:
    """The settings before, those of now among them."""
    return (*bench.past, bench.settings)[-MOST_UNDO:]


def take_offer(bench: Bench) -> Bench:
    """Do what the lab offers where it cannot go on; the same bench where nothing is offered."""
    offer = bench.reading.offer
    if offer is None:
        return bench
    if offer.goes_on:
        return go_on(bench, offer.settings)
    return changed(bench, turn_all(bench.lab, bench.settings, offer.settings))


def go_on(bench: Bench, changes: Settings | None = None) -> Bench:
    """Let the network of this step be the start from which training goes on; one undo leads back to the run before.

    What an optimiser remembers of the steps before is not taken along. The same bench where there is nothing to go on
    from.

    Args:
        bench: with a run or without.
        changes: knobs to turn at once, by name, among them the lab's `start_parameters`.
    """
    onward = bench.reading.onward
    return bench if onward is None else changed(bench, turn_all(bench.lab, onward, changes or {}))


def to_go_on(bench: Bench) -> Mapping[str, Knob]:
    """The numbers of the network of this step, as knobs that start at what they are; none where no run goes on."""
    onward, names = bench.reading.onward, bench.lab.start_parameters
    if onward is None:
        return {}
    return {knob.name: replace(knob, start=onward[knob.name]) for knob in bench.lab.all_knobs if knob.name in names}


def look_inside(bench: Bench) -> Bench | None:
    """A bench of its own for what is picked on this one, such as one network of many; None where nothing is."""
    lab = bench.reading.inside
    return set_up(lab, bench.store) if lab else None
