"""Results that take long to compute, kept for whoever asks again. Without them everything is the same, only slower.

A program has one store, and hands it to what it opens. It keeps two things. Runs (a training, a study of restarts) are
kept by their plan: equal plans make equal runs, so they are shared. Readings of labs are kept by lab and settings.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Protocol, TypeVar, cast

MOST_BYTES = 128 * 2**20
"""The most memory of all runs together. The largest study that a lesson may ask for keeps 40 MB."""

MOST_RUNS = 32
"""The most runs: six settings of a lab that trains five networks side by side. Each is asked how large it is."""

MOST_READINGS = 16
"""The most readings: keys that turn nothing, an undo, and the start of a step come back to one of the last."""


class Run(Protocol):
    """Work that goes on in slices, and never forgets what it has done."""

    @property
    def nbytes(self) -> int:
        """About how many bytes of memory it holds now. This is asked often, and has to be quick."""


R = TypeVar("R", bound=Run)
T = TypeVar("T")


class Store:
    """The runs and readings that were asked for last.

    Runs are looked at whenever one is asked for: those asked for longest ago are dropped until all keep to the bounds.
    A run that goes on afterwards is found too large at the next time. An evicted run is begun anew when it is asked for
    again; whoever still holds it may go on with it.

    Args:
        most_bytes: the most memory of all runs together; the one asked for last is kept in any case.
        most_runs: the most runs.
    """

    def __init__(self, most_bytes: int = MOST_BYTES, most_runs: int = MOST_RUNS) -> None:
        self._most_bytes, self._most_runs = most_bytes, most_runs
        self._runs: OrderedDict[Hashable, Run] = OrderedDict()
        self._readings: OrderedDict[Hashable, object] = OrderedDict()

    @property
    def nbytes(self) -> int:
        """About how many bytes the runs hold together."""
        return sum(run.nbytes for run in self._runs.values())

    def run(self, plan: Hashable, begin: Callable[[], R]) -> R:
        """The run of a plan: the one that is kept, or else the one that `begin` makes now."""
        found = cast("R", self._runs[plan]) if plan in self._runs else begin()
        self._runs[plan] = found
        self._runs.move_to_end(plan)
        if len(self._runs) > self._most_runs or self.nbytes > self._most_bytes:
            self._evict()
        return found

    def reading(self, key: Hashable, read: Callable[[], T]) -> T:
        """The reading of a key: the one that is kept, or else what `read` returns now."""
        if key not in self._readings:
            self._readings[key] = read()
            if len(self._readings) > MOST_READINGS:
                self._readings.popitem(last=False)
        self._readings.move_to_end(key)
        return cast("T", self._readings[key])

    def _evict(self) -> None:
        """Drop the runs asked for longest ago, and all readings, since they may hold on to those runs."""
        self._readings.clear()
        while len(self._runs) > 1 and (len(self._runs) > self._most_runs or self.nbytes > self._most_bytes):
            self._runs.popitem(last=False)
