"""What a lab is: knobs go in; measures, lamps, formulas and figures come out.

A lab is a value read from a lesson file. `lab.read(settings, store)` gives all that can be seen at some settings.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from tutor import rational
from tutor.expression import Measure, Measures, UndefinedError
from tutor.figure import Figure
from tutor.schema import Bounds, Strict
from tutor.store import Store

Settings = Mapping[str, Fraction]
"""The value of every knob by its name. Never changed in place: a turn makes a new one."""


class KnobError(ValueError):
    """The text cannot be the value of this knob; the message says why, and what can."""


@dataclass(frozen=True)
class Knob:
    """A number that the learner turns: from `low` to `high` by `fine` or `coarse` steps, starting at `start`.

    Attributes:
        names: what the values low, low + 1, … stand for, if the knob chooses among things; else empty.
    """

    name: str
    start: Fraction
    low: Fraction
    high: Fraction
    fine: Fraction
    coarse: Fraction
    names: tuple[str, ...] = ()

    @classmethod
    def within(cls, bounds: Bounds, name: str, start: Fraction) -> "Knob":
        """A knob that turns within some bounds."""
        return cls(name, start, bounds.low, bounds.high, bounds.fine, bounds.coarse)

    def shown(self, value: Fraction) -> str:
        """A value as a person reads it."""
        return self.names[int(value - self.low)] if self.names else rational.show(value)

    def moved(self, value: Fraction, steps: int, *, coarse: bool = False) -> Fraction:
        """The value `steps` marks further up or down: a multiple of the step, or a bound if that is nearer."""
        step = self.coarse if coarse else self.fine
        marks = value / step
        mark = math.floor(marks) + steps if steps > 0 else math.ceil(marks) + steps
        return min(self.high, max(self.low, mark * step))

    def typed(self, text: str) -> Fraction:
        """The value that was typed.

        Raises:
            KnobError: if it is no number, or out of bounds.
        """
        if text.strip() in self.names:
            return self.low + self.names.index(text.strip())
        try:
            value = rational.parse(text)
        except rational.NumberError as problem:
            if self.names:
                raise KnobError(f"{self.name} is one of {', '.join(self.names)}") from None
            raise KnobError(f"{self.name}: {problem}") from None
        if not self.low <= value <= self.high:
            raise KnobError(f"{self.name} goes from {rational.show(self.low)} to {rational.show(self.high)}")
        if self.names and value.denominator != 1:
            raise KnobError(f"{self.name} is one of {', '.join(self.names)}")
        return value


def choice(name: str, names: Sequence[str], start: int = 0) -> Knob:
    """A knob that chooses among named things by their numbers 0, 1, …, and starts at number `start`."""
    return Knob(name, Fraction(start), Fraction(0), Fraction(len(names) - 1), Fraction(1), Fraction(1), tuple(names))


@dataclass(frozen=True)
class Lamp:
    """A verdict that is on or off, with the reason that proves it.

    Attributes:
        subject: what the verdict is about, such as "linear"; lamps with one subject stand together.
        case: where it holds or not, such as "on the data".
        reason: the proof, in a few words.
        condition: when the lamp is on, if the subject does not say so: a "unit" that is "active on a row".
    """

    subject: str
    case: str
    lit: bool
    reason: str
    condition: str = ""

    @property
    def label(self) -> str:
        """Subject and case together."""
        return f"{self.subject} {self.case}".strip()


@dataclass(frozen=True)
class Offer:
    """A way out that a lab offers where something went wrong, such as a smaller learning rate.

    Attributes:
        say: what happened, why, and what the offer does.
        settings: the knobs to set, by name.
        goes_on: whether to go on from this step with them, and not to start again.
    """

    say: str
    settings: Settings
    goes_on: bool = False


class Reading(ABC):
    """All that can be seen of a lab at one setting of its knobs. Each part is worked out when it is asked for."""

    @property
    @abstractmethod
    def measures(self) -> Measures:
        """The numbers that checks, and the prose of the lesson, can name."""

    @property
    @abstractmethod
    def lamps(self) -> tuple[Lamp, ...]:
        """The verdicts."""

    @property
    @abstractmethod
    def formula(self) -> tuple[str, ...]:
        """The formula with the numbers plugged in, line by line."""

    @abstractmethod
    def figure(self, view: str) -> Figure:
        """The figure of one of the lab's views."""

    @property
    def explainable(self) -> tuple[str, ...]:
        """The numbers that `explain` can derive, such as `f(4)` or `loss`."""
        return ()

    def explain(self, number: str) -> tuple[str, ...]:
        """The arithmetic that gives a number, line by line, with the values plugged in.

        Raises:
            KeyError: for what is not `explainable`.
        """
        raise KeyError(number)

    @property
    def offer(self) -> Offer | None:
        """What the lab offers where it cannot go on; None where all is well."""
        return None

    @property
    def goes_on(self) -> bool:
        """Whether a run goes on from here; asked far more often than with which settings."""
        return self.onward is not None

    @property
    def onward(self) -> Settings | None:
        """The settings of a run that goes on from here, its clock at 0; None where there is nothing to go on from."""
        return None

    @property
    def inside(self) -> "Lab | None":
        """A lab on what is chosen here, such as one network of many, to be opened beside this one; None without one."""
        return None


class Lab(Strict, ABC):
    """A lab as it stands in a lesson: what does not change, and the knobs that do. Two labs are equal if they are one.

    Measures, lamps, formula and offer depend on the settings alone; the store only saves the time to work them out
    again. Long work such as training is no exception: the knob named by `clock` says how far it has come, and `advance`
    how far it comes within a slice of time. So a run is paused, resumed and looked back on by turning a knob, and kept
    like any other setting. A reading does the work that its settings ask for and the store does not hold.

    Two things depend on more. A figure of a whole run shows it as far as it has come, beyond the clock. And the `cost`
    lab shows what it has measured.

    Attributes:
        knobs: the names of those that the learner may turn.
    """

    needs_pacing: ClassVar = False
    """Whether a screen should slow the clock down: a run may be over sooner than anyone could watch it."""

    titles: ClassVar[Mapping[str, str]] = {}
    """The name of each view, in words, as it stands on screen."""

    large_only: ClassVar[frozenset[str]] = frozenset()
    """The views that never stand small beside another: long tables, which would be made only to find that they are."""

    runs_beside: ClassVar[frozenset[str]] = frozenset({"before"})
    """The names under which other runs may stand among the settings; see `branch`."""

    views_of_units: ClassVar[frozenset[str]] = frozenset()
    """The views that tell of each unit what its lamp tells."""

    knobs: tuple[str, ...] = ()

    @property
    @abstractmethod
    def all_knobs(self) -> tuple[Knob, ...]:
        """Every number that can be set, in the order of the formula."""

    @property
    @abstractmethod
    def views(self) -> tuple[str, ...]:
        """The names of the figures; the first one is shown first."""

    @property
    @abstractmethod
    def stated(self) -> frozenset[Fraction]:
        """The numbers that the lab itself states, which prose may repeat without proof."""

    def title(self, view: str) -> str:
        """The name of a view, in words. Raises KeyError for a view that the lab has not."""
        return self.titles[view]

    @abstractmethod
    def read(self, settings: Settings, store: Store) -> Reading:
        """The reading at `settings`, which has a value for each of `all_knobs`."""

    @property
    def clock(self) -> str:
        """The knob that runs by itself when the learner lets it; empty where none does."""
        return ""

    def advance(self, settings: Settings, seconds: float, most: Fraction, store: Store) -> Fraction:  # noqa: ARG002
        """The value that the clock reaches from here with about this many seconds of work, at most `most`.

        If it is the value that the clock has already, the clock can go no further; the reading there says why.
        """
        return settings[self.clock]

    def numbers(self, settings: Settings) -> tuple[str, ...]:  # noqa: ARG002
        """The names of the numbers of a start that stand among these settings besides the knobs."""
        return ()

    def idle(self, settings: Settings) -> frozenset[str]:  # noqa: ARG002
        """The knobs that change nothing at these settings, and so are not shown."""
        return frozenset()

    def turn(self, settings: Settings, name: str, value: Fraction) -> Settings:
        """The settings with one knob turned, and with it those that depend on it.

        The clock goes back to 0, since it counts another run now, unless the knob is `derived` or stays where it is.
        """
        begins = self.clock and name not in self.derived and value != settings[name]
        return {**settings, name: value, **({self.clock: Fraction(0)} if begins else {})}

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def knob_named(self, name: str) -> Knob:
        """The knob of a name, whether it may be turned or not. Raises StopIteration for a name that there is not."""
        return next(knob for knob in self.all_knobs if knob.name == name)

    @property
    def start_parameters(self) -> tuple[str, ...]:
        """The knobs that hold the network from which a run starts, and which `onward` sets; see `tutor.branch`."""
        return ()

    @property
    def derived(self) -> frozenset[str]:
        """Knobs that are another way to turn others, or the clock; they are not counted as edits."""
        return frozenset({self.clock})


def start_settings(lab: Lab) -> Settings:
    """The settings with every knob at its start."""
    return {knob.name: knob.start for knob in lab.all_knobs}


def turnable(lab: Lab) -> tuple[Knob, ...]:
    """The knobs that the learner may turn."""
    knobs = {knob.name: knob for knob in lab.all_knobs}
    return tuple(knobs[name] for name in lab.knobs)


def turn_all(lab: Lab, settings: Settings, changes: Settings) -> Settings:
    """The settings with several knobs turned, one after the other; the clock last, since other turns reset it."""
    for name in sorted(changes, key=lambda name: name == lab.clock):
        settings = lab.turn(settings, name, changes[name])
    return settings


def check_bounds(lab: Lab, changes: Settings) -> None:
    """Refuse settings that no knob can have: rows that are not there, a name that is none, a step after the last.

    Raises:
        UndefinedError: for the first knob that does not turn so far.
    """
    for knob in lab.all_knobs:
        if not knob.low <= changes.get(knob.name, knob.low) <= knob.high:
            raise UndefinedError(f"{knob.name} goes from {rational.show(knob.low)} to {rational.show(knob.high)}")


def edits(lab: Lab, settings: Settings) -> int:
    """The number of knobs that are not at their start; neither `derived` ones nor parameters that do not turn count."""
    uncounted = lab.derived | {*lab.start_parameters}.difference(lab.knobs)
    return sum(settings[name] != value for name, value in start_settings(lab).items() if name not in uncounted)


def reading_key(lab: Lab, settings: Settings) -> Hashable:
    """Under which a store keeps the reading at some settings."""
    return lab, frozenset(settings.items())


def reading_at(lab: Lab, settings: Settings, store: Store) -> Reading:
    """The reading at some settings: the one that the store keeps, or a new one."""
    return store.reading(reading_key(lab, settings), lambda: lab.read(settings, store))


def measures_at(lab: Lab, settings: Settings, store: Store) -> Measures:
    """The measures at some settings, and `edits`, the number of knobs that are not at their start."""
    return with_edits(reading_at(lab, settings, store), lab, settings)


def with_edits(reading: Reading, lab: Lab, settings: Settings) -> Measures:
    """The measures of a reading, and `edits`."""
    return {**reading.measures, "edits": Measure(lambda: Fraction(edits(lab, settings)))}
