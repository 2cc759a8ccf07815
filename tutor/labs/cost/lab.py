"""The `cost` lab: what each activation takes for a number, forwards and back, measured now on this machine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, partial
from itertools import pairwise
from time import perf_counter_ns
from typing import Literal

import numpy as np
from pydantic import Field

from tutor.expression import Measure, UndefinedError
from tutor.figure import Figure, Table
from tutor.lab import Knob, Lab, Lamp, Reading, Settings
from tutor.labs.cost.functions import PLAIN
from tutor.net.activation import ACTIVATIONS, Array
from tutor.pace import run_slice
from tutor.store import Store

NAMES = ("relu", "leaky_relu", "tanh", "sigmoid", "swish")
PASSES = ("forward", "backward")
TYPES = ("float32", "float64")
ROUNDS = 40

_ROUND_BYTES = 4_000
"""Of the twenty timings of a round, in a dictionary."""

ELEMENTS = 16_384
"""In an array. A round of all twenty takes 5 ms; with four times as many, 30 ms."""

View = Literal["cost", "order"]
Written = Literal["tutor", "plain"]
Column = tuple[str, str]
"""A pass and a type."""

COLUMNS: tuple[Column, ...] = tuple((passing, dtype) for dtype in TYPES for passing in PASSES)

Functions = Mapping[tuple[str, str], Callable[[Array], Array]]
"""By activation and pass, what is timed: from an array to a new one of the same shape and type."""

FUNCTIONS: dict[Written, Functions] = {
    "tutor": {
        (name, passing): function
        for name in NAMES
        for passing, function in zip(PASSES, (ACTIVATIONS[name].function, ACTIVATIONS[name].derivative), strict=True)
    },
    "plain": PLAIN,
}

_SAID: dict[Written, str] = {
    "tutor": "as this program writes them, for accuracy",
    "plain": "as a line of NumPy",
}


@dataclass(eq=False)
class Timing:
    """The rounds measured so far: in each, every function is called once on each type, in an order drawn anew.

    Attributes:
        timer: nanoseconds, from any start.
        rounds: for each round, nanoseconds for an element by (activation, pass, type).
    """

    functions: Functions
    timer: Callable[[], int] = perf_counter_ns
    rounds: list[dict[tuple[str, str, str], float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = np.random.default_rng(0)
        z = self._random.normal(0.0, 2.0, ELEMENTS)
        self._inputs = {dtype: z.astype(dtype) for dtype in TYPES}

    def measure(self, rounds: int, seconds: float) -> None:
        """Measure on, up to so many rounds in all: for about so many seconds, but at least one round."""
        left = rounds - len(self.rounds)
        run_slice(self._round, left, seconds, most_at_once=1, timer=lambda: self.timer() / 1e9)

    @property
    def nbytes(self) -> int:
        """About how many bytes it holds."""
        return sum(z.nbytes for z in self._inputs.values()) + len(self.rounds) * _ROUND_BYTES

    def _round(self, count: int) -> int:
        calls = [(name, passing, dtype) for name in NAMES for passing, dtype in COLUMNS]
        if not self.rounds:  # the first call of each would pay for memory and tables that the later ones find
            for name, passing, dtype in calls:
                self.functions[name, passing](self._inputs[dtype])
        times = {}
        for i in self._random.permutation(len(calls)).tolist():
            name, passing, dtype = calls[i]
            function, z = self.functions[name, passing], self._inputs[dtype]
            begin = self.timer()
            function(z)
            times[calls[i]] = (self.timer() - begin) / ELEMENTS
        self.rounds.append(times)
        return count


class CostLab(Lab):
    """Twenty timings: five activations, forwards and back, in float32 and float64.

    Attributes:
        written: `tutor` times the functions that this program computes with, `plain` a line of NumPy for each.
        knobs: `rounds`, or nothing.
        show: the views, the first one shown first.
    """

    written: Written = "tutor"
    knobs: tuple[Literal["rounds"], ...] = Field(default=("rounds",), max_length=1)
    show: tuple[View, ...] = Field(default=("cost", "order"), min_length=1)

    @property
    def all_knobs(self) -> tuple[Knob, ...]:
        """How many rounds are looked at."""
        return (Knob("rounds", Fraction(0), Fraction(0), Fraction(ROUNDS), Fraction(1), Fraction(10)),)

    @property
    def views(self) -> tuple[str, ...]:
        """The figures named in `show`."""
        return self.show

    @property
    def stated(self) -> frozenset[Fraction]:
        """The number of rounds and of elements, and the bits of the types."""
        return frozenset(map(Fraction, (ROUNDS, ELEMENTS, 32, 64)))

    @property
    def clock(self) -> str:
        """Measuring goes on by rounds."""
        return "rounds"

    def read(self, settings: Settings, store: Store) -> "CostReading":
        """What the first rounds say; of those not measured yet, nothing."""
        rounds = self.timing(store).rounds[: int(settings["rounds"])]
        return CostReading(self.written, tuple(rounds), settings)

    def timing(self, store: Store) -> Timing:
        """The rounds that were measured as long as the store has been there."""
        return store.run(("cost", self.written), lambda: Timing(FUNCTIONS[self.written]))

    def advance(self, settings: Settings, seconds: float, most: Fraction, store: Store) -> Fraction:  # noqa: ARG002
        """How many rounds are measured, more than these settings ask for unless that is all.

        Settings kept from another run of the program ask for rounds that are not measured: then it is how many are.
        """
        now, asked = self.timing(store), int(settings["rounds"])
        if asked < len(now.rounds):
            return Fraction(min(asked + 1, ROUNDS))
        now.measure(ROUNDS, seconds)
        if len(now.rounds) == asked < ROUNDS:
            now.measure(asked + 1, 0)
        return Fraction(len(now.rounds))


@dataclass(frozen=True)
class Spread:
    """Several measurements of one thing, in ns for an element: the median and the quartiles."""

    low: float
    median: float
    high: float

    @property
    def text(self) -> str:
        """The median, and the quartiles in brackets."""
        return f"{_ns(self.median)} ({_ns(self.low)}–{_ns(self.high)})"


def _ns(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"


@dataclass(frozen=True, eq=False)
class CostReading(Reading):
    """What some rounds say."""

    written: Written
    rounds: tuple[dict[tuple[str, str, str], float], ...]
    settings: Settings

    @cached_property
    def spreads(self) -> dict[tuple[str, str, str], Spread]:
        """By activation, pass and type; empty without a round."""
        if not self.rounds:
            return {}
        every = np.array([[times[call] for call in self.rounds[0]] for times in self.rounds])
        return {
            call: Spread(*quartiles)
            for call, quartiles in zip(
                self.rounds[0], np.percentile(every, (25, 50, 75), axis=0).T.tolist(), strict=True
            )
        }

    def order(self, column: Column) -> tuple[str, ...]:
        """The activations from the cheapest median on."""
        return tuple(sorted(NAMES, key=lambda name: self.spreads[name, *column].median))

    def alike(self, cheaper: str, other: str, column: Column) -> bool:
        """Whether the ranges from quartile to quartile overlap, for one with a smaller median and another."""
        return self.spreads[other, *column].low <= self.spreads[cheaper, *column].high

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """The rounds, the twenty medians, and how many of the others beat ReLU forwards in float64."""
        found = {
            f"{name}_{passing}_{dtype[-2:]}": Measure(partial(self._median, name, passing, dtype))
            for name in NAMES
            for passing, dtype in COLUMNS
        }
        return {
            **found,
            "rounds": Measure(lambda: Fraction(len(self.rounds))),
            "cheaper_than_relu": Measure(self._cheaper_than_relu),
        }

    def _median(self, name: str, passing: str, dtype: str) -> Fraction:
        if not self.rounds:
            raise UndefinedError("nothing is measured yet")
        return Fraction(self.spreads[name, passing, dtype].median)

    def _cheaper_than_relu(self) -> Fraction:
        relu = self._median("relu", "forward", "float64")
        return Fraction(sum(self._median(name, "forward", "float64") < relu for name in NAMES))

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """One lamp: all rounds are measured."""
        return (Lamp("done", "", len(self.rounds) >= ROUNDS, f"{len(self.rounds)} of {ROUNDS} rounds"),)

    @property
    def formula(self) -> tuple[str, ...]:
        """What was measured, forwards and back in float32."""
        if not self.rounds:
            return ("Nothing is measured yet: let the rounds run.",)
        return (*(self._sentence((passing, "float32")) for passing in PASSES), self._how)

    @property
    def _how(self) -> str:
        return f"{_SAID[self.written]}; {ELEMENTS:,} numbers, {len(self.rounds)} of {ROUNDS} rounds"

    def _sentence(self, column: Column) -> str:
        passing, dtype = column
        first, second, *_ = self.order(column)
        other = second if first == "relu" else "relu"
        times = self.spreads[other, *column].median / self.spreads[first, *column].median
        says = f"Here, {dtype} {passing}: cheapest {first}"
        if self.alike(first, other, column):
            return f"{says}; {other} is not to be told from it."
        return f"{says}; {other} costs {times:.1f} times as much."

    def figure(self, view: str) -> Figure:
        """What one of the views shows."""
        return self._cost() if view == "cost" else self._order()

    def _cost(self) -> Table:
        """A row for each activation and pass, a column for each type."""
        rows = tuple(
            (f"{name} {passing}", *(self._cell(name, passing, dtype) for dtype in TYPES))
            for passing in PASSES
            for name in NAMES
        )
        return Table(("activation", *TYPES), rows, f"median ns a number (quartiles), {self._how}")

    def _cell(self, name: str, passing: str, dtype: str) -> str:
        return self.spreads[name, passing, dtype].text if self.rounds else "·"

    def _order(self) -> Table:
        """The activations from the cheapest down, a column for each pass and type."""
        columns = [self._ranked(column) if self.rounds else ["·"] * len(NAMES) for column in COLUMNS]
        rows = tuple((str(place), *names) for place, names in enumerate(zip(*columns, strict=True), 1))
        header = ("place", *(f"{dtype} {passing}" for passing, dtype in COLUMNS))
        return Table(header, rows, "cheapest first; ≈ where the quartiles overlap with those of the one above")

    def _ranked(self, column: Column) -> list[str]:
        names = self.order(column)
        near = [False, *(self.alike(*both, column) for both in pairwise(names))]
        return [f"≈ {name}" if alike else name for alike, name in zip(near, names, strict=True)]
