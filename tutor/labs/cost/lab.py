"""The `cost` lab: what each activation costs for a number, forwards and back, measured now on this machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from tutor.expression import Measure
from tutor.figure import Figure
from tutor.lab import Lamp, Reading, Settings
from tutor.labs.cost.facts import CostFacts
from tutor.labs.cost.run import Timing, timing
from tutor.labs.cost.spec import COLUMNS, NAMES, PASSES, ROUNDS, Column, CostSpec, Written
from tutor.labs.cost.views import TITLES, VIEWS, how
from tutor.labs.measures import number
from tutor.store import Store


class CostLab(CostSpec):
    """The one lab that measures: what is seen depends on this machine, and on the rounds measured since the start."""

    titles: ClassVar = TITLES

    def read(self, settings: Settings, store: Store) -> "CostReading":
        """What the first rounds say; of those not measured yet, nothing."""
        return CostReading(self.written, timing(self.written, store), int(settings["rounds"]))

    def advance(self, settings: Settings, seconds: float, most: Fraction, store: Store) -> Fraction:
        """The number of rounds that are measured, and more than these settings ask for, unless that is the most.

        Settings kept from another run of the program ask for rounds that are not measured: then it may be fewer.
        """
        now, asked = timing(self.written, store), int(settings["rounds"])
        if asked < len(now.rounds):
            return min(Fraction(asked + 1), most)
        now.measure(int(most), seconds)
        if len(now.rounds) == asked < most:
            now.measure(asked + 1, 0)
        return Fraction(len(now.rounds))


@dataclass(eq=False)
class CostReading(Reading):
    """What the first `asked` rounds say, as far as they are measured when it is looked at."""

    written: Written
    timing: Timing
    asked: int

    def __post_init__(self) -> None:
        self._facts = CostFacts(())

    @property
    def facts(self) -> CostFacts:
        """What the rounds say that are measured now."""
        rounds = min(self.asked, len(self.timing.rounds))
        if rounds != len(self._facts.rounds):
            self._facts = CostFacts(self.timing.rounds[:rounds])
        return self._facts

    @property
    def measures(self) -> Mapping[str, Measure]:
        """The rounds, the twenty medians, and how many of the others beat ReLU forwards in float64."""
        facts = self.facts
        calls = ((name, passing, dtype) for name in NAMES for passing, dtype in COLUMNS)
        medians = {"_".join([*names, dtype[-2:]]): number(facts.median, *names, dtype) for *names, dtype in calls}
        return {
            **medians,
            "rounds": number(lambda: len(facts.rounds)),
            "cheaper_than_relu": number(lambda: facts.cheaper_than_relu),
        }

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """One lamp: all rounds are measured."""
        rounds = len(self.facts.rounds)
        return (Lamp("done", "", rounds >= ROUNDS, f"{rounds} of {ROUNDS} rounds"),)

    @property
    def formula(self) -> tuple[str, ...]:
        """What was found in float32, forwards and back."""
        if not self.facts.rounds:
            return ("Nothing is measured yet: let the rounds run.",)
        found = (_sentence(self.facts, (passing, "float32")) for passing in PASSES)
        return (*found, how(self.written, self.facts))

    def figure(self, view: str) -> Figure:
        """The figure of one view."""
        return VIEWS[view](self.written, self.facts)


def _sentence(facts: CostFacts, column: Column) -> str:
    """Which activation is the cheapest of a column, and what ReLU costs beside it, or the second if that is ReLU."""
    passing, dtype = column
    first, second, *_ = facts.order(column)
    other = second if first == "relu" else "relu"
    cheapest = f"Here, {dtype} {passing}: cheapest {first}"
    if facts.alike(first, other, column):
        return f"{cheapest}; {other} costs about the same."
    times = facts.median(other, *column) / facts.median(first, *column)
    return f"{cheapest}; {other} costs {times:.1f} times as much."
