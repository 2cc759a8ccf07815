"""What a lab is: knobs go in; measures, lamps, formulas and figures come out.

A lab is a value read from a lesson file. `lab.read(settings)` gives everything that can be seen at those settings.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from tutor import rational
from tutor.expression import Measure, Measures
from tutor.figure import Figure
from tutor.schema import Bounds, Strict
from tutor.store import Store

Settings = Mapping[str, Fraction]
"""The value of every knob by its name. Never changed in place: a turn makes a new one."""


class KnobError(ValueError):
    """What was typed cannot be the value of this knob; the message says why and what can."""


@dataclass(frozen=True)
class Knob:
    """A number that the learner turns: from `low` to `high` by `fine` or `coarse` steps, starting at `start`.

    Attributes:
        names: what the values low, low + 1, … stand for, where the knob chooses among things; else empty.
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
        """A knob of that name that turns within these bounds."""
        return cls(name, start, bounds.low, bounds.high, bounds.fine, bounds.coarse)

    def shown(self, value: Fraction) -> str:
        """A value as a person reads it."""
        return self.names[int(value - self.low)] if self.names else rational.show(value)

    def moved(self, value: Fraction, steps: int, *, coarse: bool = False) -> Fraction:
        """The value `steps` marks further up or down, on multiples of the step, held inside the bounds."""
        step = self.coarse if coarse else self.fine
        marks = value / step
        mark = math.floor(marks) + steps if steps > 0 else math.ceil(marks) + steps
        return min(self.high, max(self.low, mark * step))

    def typed(self, text: str) -> Fraction:
        """The value that was typed. Raises KnobError if it is no number or out of bounds."""
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
    """A knob that chooses among things by the numbers 0, 1, and so on."""
    return Knob(name, Fraction(start), Fraction(0), Fraction(len(names) - 1), Fraction(1), Fraction(1), tuple(names))


@dataclass(frozen=True)
class Lamp:
    """A verdict that is on or off, with the reason that proves it.

    Attributes:
        subject: what the verdict is about, such as "linear"; lamps with one subject stand together.
        case: of which it holds or not, such as "on the data".
        condition: when it is on, where the subject does not say so: a "unit" that is "active on a row".
    """

    subject: str
    case: str
    lit: bool
    reason: str
    condition: str = ""

    @property
    def label(self) -> str:
        """Subject and case in one."""
        return f"{self.subject} {self.case}".strip()


@dataclass(frozen=True)
class Offer:
    """A way out that a lab offers where something went wrong, such as a smaller learning rate.

    Attributes:
        say: what happened, why, and what taking the offer does.
        settings: the knobs to set, by name.
    """

    say: str
    settings: Settings


class Reading(ABC):
    """All that can be seen of a lab at one setting of its knobs."""

    @property
    @abstractmethod
    def measures(self) -> Measures:
        """What checks, and the prose of the lesson, can name."""

    @property
    @abstractmethod
    def lamps(self) -> tuple[Lamp, ...]:
        """The verdicts."""

    @property
    @abstractmethod
    def formula(self) -> tuple[str, ...]:
        """The formula with the numbers plugged in, a line each."""

    @abstractmethod
    def figure(self, view: str) -> Figure:
        """What one of the lab's views shows."""

    @property
    def explainable(self) -> tuple[str, ...]:
        """The numbers on show that `explain` can derive, such as `f(4)` or `loss`."""
        return ()

    def explain(self, number: str) -> tuple[str, ...]:
        """The arithmetic that gives a number, a line each, with the values plugged in.

        Raises:
            KeyError: for what is not `explainable`.
        """
        raise KeyError(number)

    @property
    def offer(self) -> Offer | None:
        """What the lab offers where it cannot go on; None where all is well."""
        return None

    @property
    def inside(self) -> "Lab | None":
        """A lab on what is picked here, such as one network of many, to be opened beside this one."""
        return None


class Lab(Strict, ABC):
    """A lab as it stands in a lesson: what does not change, and the knobs that do. Two labs are equal if they are one.

    What is seen is a function of the settings alone; the store only saves the time to work it out again. What takes
    long, such as training, is no exception: the knob named by `clock` says how far it has come, and `advance` how far
    it comes within a slice of time. So a run is paused, resumed and looked back on by turning a knob, and kept like any
    other setting. (The one lab that measures the machine it runs on says so.)

    Attributes:
        knobs: the names of those that the learner may turn.
    """

    needs_pacing: ClassVar = False
    """Whether a screen should slow the clock down: a run may be over sooner than anyone could watch it."""

    knobs: tuple[str, ...] = ()

    @property
    @abstractmethod
    def all_knobs(self) -> tuple[Knob, ...]:
        """Every number that can be set, in the order in which the formula names them."""

    @property
    @abstractmethod
    def views(self) -> tuple[str, ...]:
        """The names of the figures, the one shown first in front."""

    @property
    @abstractmethod
    def stated(self) -> frozenset[Fraction]:
        """The numbers that the lab itself states, which prose may repeat without proof."""

    @abstractmethod
    def read(self, settings: Settings, store: Store) -> Reading:
        """What is seen at `settings`, which has a value for each of `all_knobs`."""

    @property
    def clock(self) -> str:
        """The knob that runs by itself when the learner lets it; empty where none does."""
        return ""

    def advance(self, settings: Settings, seconds: float, most: Fraction, store: Store) -> Fraction:  # noqa: ARG002
        """The value that the clock reaches from here with about so many seconds of work; at most `most`.

        The value that the clock has already means that it can go no further; the reading there says why.
        """
        return settings[self.clock]

    def turn(self, settings: Settings, name: str, value: Fraction) -> Settings:
        """The settings with one knob turned, and those with it that hang on it.

        What the clock counts is another run then, and begins at 0; a knob that is `derived` leaves the run as it is.
        """
        begins = self.clock and name not in self.derived and value != settings[name]
        return {**settings, name: value, **({self.clock: Fraction(0)} if begins else {})}

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    @property
    def derived(self) -> frozenset[str]:
        """Knobs that are another way to turn others, or the clock; they are not counted as edits."""
        return frozenset({self.clock})


def start_settings(lab: Lab) -> Settings:
    """The settings in which the lesson hands the lab over."""
    return {knob.name: knob.start for knob in lab.all_knobs}


def turnable(lab: Lab) -> tuple[Knob, ...]:
    """The knobs that the learner may turn."""
    knobs = {knob.name: knob for knob in lab.all_knobs}
    return tuple(knobs[name] for name in lab.knobs)


def turn_all(lab: Lab, settings: Settings, changes: Settings) -> Settings:
    """The settings with several knobs turned, one after the other; the clock last, since other turns put it back."""
    for name in sorted(changes, key=lambda name: name == lab.clock):
        settings = lab.turn(settings, name, changes[name])
    return settings


def edits(lab: Lab, settings: Settings) -> int:
    """How many knobs are not where they started."""
    return sum(settings[name] != value for name, value in start_settings(lab).items() if name not in lab.derived)


def reading_at(lab: Lab, settings: Settings, store: Store) -> Reading:
    """What is seen at some settings; worked out once for as long as the store keeps it."""
    return store.reading((lab, frozenset(settings.items())), lambda: lab.read(settings, store))


def measures_at(lab: Lab, settings: Settings, store: Store) -> Measures:
    """The measures at some settings, and `edits`, which counts the knobs that are not where they started."""
    found = reading_at(lab, settings, store).measures
    return {**found, "edits": Measure(lambda: Fraction(edits(lab, settings)))}
