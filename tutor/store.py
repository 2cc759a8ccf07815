"""Results that take long to compute, kept for whoever asks again. Without them everything is the same, only slower.

A program has one store, and hands it to what it opens. Runs (a training, a study of restarts) are kept by their plan:
equal plans make equal runs, so they are shared. Readings of labs are kept by lab and settings.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Protocol, TypeVar, cast

MOST_BYTES = 128 * 2**20
"""Of all runs together. The largest study that a lesson may ask for keeps 40 MB."""

MOST_READINGS = 16
"""A few keys that turn nothing, an undo, the start of a step: these come back to a reading."""


class Run(Protocol):
    """Work that goes on in slices, and never forgets what it has done."""

    @property
    def nbytes(self) -> int:
        """About how many bytes of memory it holds now."""


R = TypeVar("R", bound=Run)
T = TypeVar("T")


class Store:
    """The runs and readings that were asked for last.

    Args:
        most_bytes: the limit for all runs together; the run asked for last is kept in any case.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._runs: OrderedDict[Hashable, Run] = OrderedDict()
        self._readings: OrderedDict[Hashable, object] = OrderedDict()

    @property
    def nbytes(self) -> int:
        """About how many bytes the runs hold."""
        return sum(run.nbytes for run in self._runs.values())

    def run(self, plan: Hashable, begin: Callable[[], R]) -> R:
        """The run of a plan: the one that is kept, or one that begins now."""
        found = cast("R", self._runs.get(plan)) if plan in self._runs else begin()
        self._runs[plan] = found
        self._runs.move_to_end(plan)
        if len(self._runs) > 1 and self.nbytes > self._most_bytes:
            self._forget()
        return found

    def reading(self, key: Hashable, read: Callable[[], T]) -> T:
        """What is read at a key: what is kept of it, or what `read` returns now."""
        if key not in self._readings:
            self._readings[key] = read()
            if len(self._readings) > MOST_READINGS:
                self._readings.popitem(last=False)
        self._readings.move_to_end(key)
        return cast("T", self._readings[key])

    def _forget(self) -> None:
        """Drop the runs asked for longest ago, and the readings, which may hold on to them."""
        self._readings.clear()
        while len(self._runs) > 1 and self.nbytes > self._most_bytes:
            self._runs.popitem(last=False)
