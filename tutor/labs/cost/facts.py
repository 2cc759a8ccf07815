"""What some rounds of timings say: medians, quartiles, and which activation is cheaper."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tutor.expression import UndefinedError
from tutor.labs.cost.run import Round
from tutor.labs.cost.spec import NAMES, Call, Column


@dataclass(frozen=True)
class Spread:
    """The quartiles of several measurements of one call, in ns for each element."""

    low: float
    median: float
    high: float

    @property
    def text(self) -> str:
        """The median, and the quartiles in brackets."""
        return f"{_ns(self.median)} ({_ns(self.low)}–{_ns(self.high)})"


@dataclass(frozen=True, eq=False)
class CostFacts:
    """What some rounds say."""

    rounds: Sequence[Round]

    @cached_property
    def spreads(self) -> dict[Call, Spread]:
        """By activation, pass and type; empty without a round."""
        if not self.rounds:
            return {}
        every = np.array([[times[call] for call in self.rounds[0]] for times in self.rounds])
        quartiles = np.percentile(every, (25, 50, 75), axis=0).T.tolist()
        return {call: Spread(*each) for call, each in zip(self.rounds[0], quartiles, strict=True)}

    def median(self, *call: str) -> float:
        """The median of a call, in ns for each element.

        Raises:
            UndefinedError: without a round.
        """
        if not self.rounds:
            raise UndefinedError("nothing is measured yet")
        name, passing, dtype = call
        return self.spreads[name, passing, dtype].median

    def order(self, column: Column) -> tuple[str, ...]:
        """The activations from the cheapest median on."""
        return tuple(sorted(NAMES, key=lambda name: self.spreads[name, *column].median))

    def alike(self, cheaper: str, other: str, column: Column) -> bool:
        """Whether the ranges from quartile to quartile overlap, for one with a smaller median and another."""
        return self.spreads[other, *column].low <= self.spreads[cheaper, *column].high

    @property
    def cheaper_than_relu(self) -> int:
        """How many activations have a smaller median than ReLU, forwards in float64."""
        relu = self.median("relu", "forward", "float64")
        return sum(self.median(name, "forward", "float64") < relu for name in NAMES)


def _ns(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"
