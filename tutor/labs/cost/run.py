"""The run of the `cost` lab: rounds of timings, measured slice by slice."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter_ns

import numpy as np

from tutor.labs.cost.functions import FUNCTIONS, Functions
from tutor.labs.cost.spec import COLUMNS, ELEMENTS, NAMES, TYPES, Call, Written
from tutor.pace import run_slice
from tutor.store import Store

Round = dict[Call, float]
"""Nanoseconds for each element, by what was timed."""

_ROUND_BYTES = 1_200
"""The bytes of a round: twenty floats in a dictionary, whose keys all rounds share."""


@dataclass(eq=False)
class Timing:
    """The rounds measured so far: in each, every function is called once on each type, in an order drawn anew.

    Attributes:
        functions: what is timed.
        timer: nanoseconds, from any start.
        rounds: what was measured in each round.
    """

    functions: Functions
    timer: Callable[[], int] = perf_counter_ns
    rounds: list[Round] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = np.random.default_rng(0)
        z = self._random.normal(0.0, 2.0, ELEMENTS)
        self._inputs = {dtype: z.astype(dtype) for dtype in TYPES}
        self._calls: list[Call] = [(name, passing, dtype) for name in NAMES for passing, dtype in COLUMNS]

    @property
    def nbytes(self) -> int:
        """About how many bytes it holds."""
        return sum(z.nbytes for z in self._inputs.values()) + len(self.rounds) * _ROUND_BYTES

    def measure(self, rounds: int, seconds: float) -> None:
        """Measure on, up to `rounds` in all: for about this many seconds, but at least one round."""
        left = rounds - len(self.rounds)
        run_slice(self._round, left, seconds, most_at_once=1, timer=lambda: self.timer() / 1e9)

    def _round(self, count: int) -> int:
        if not self.rounds:  # the first call of each would pay for memory and tables that the later ones find
            for name, passing, dtype in self._calls:
                self.functions[name, passing](self._inputs[dtype])
        times = {}
        for i in self._random.permutation(len(self._calls)).tolist():
            name, passing, dtype = self._calls[i]
            function, z = self.functions[name, passing], self._inputs[dtype]
            begin = self.timer()
            function(z)
            times[self._calls[i]] = (self.timer() - begin) / ELEMENTS
        self.rounds.append(times)
        return count


def timing(written: Written, store: Store) -> Timing:
    """The rounds that were measured since the store was made."""
    return store.run(("cost", written), lambda: Timing(FUNCTIONS[written]))
