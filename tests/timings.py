"""Timings for tests of the cost lab: functions and a timer whose times are known."""

from tutor.labs.cost.lab import CostReading
from tutor.labs.cost.run import Timing
from tutor.labs.cost.spec import COLUMNS, ELEMENTS, NAMES, PASSES, ROUNDS

CALLS = [(name, passing, dtype) for name in NAMES for passing, dtype in COLUMNS]


class Clock:
    """A timer in ns that only goes on when a function is called: by what that function is said to cost an element."""

    def __init__(self, costs):
        self.now, self.costs, self.calls = 0, costs, []

    def functions(self):
        return {(name, passing): self._function(name, passing) for name in NAMES for passing in PASSES}

    def _function(self, name, passing):
        def function(z):
            assert z.shape == (ELEMENTS,)
            call = (name, passing, str(z.dtype))
            before = self.calls.count(call)  # the first call warms up, and is no measurement
            self.calls.append(call)
            series = self.costs.get(call, [1.0])
            self.now += round(series[max(0, before - 1) % len(series)] * ELEMENTS)
            return z

        return function


def timing_of(costs):
    """Rounds of functions with these costs, none measured yet, and their clock."""
    clock = Clock(costs)
    return Timing(clock.functions(), lambda: clock.now), clock


def reading_of(costs, rounds=ROUNDS):
    """The reading of some rounds of functions with these costs."""
    timing, _ = timing_of(costs)
    timing.measure(rounds, float("inf"))
    return CostReading("tutor", timing, rounds)


def in_one_column(**columns):
    """Costs from what was written as name=(low, median, high), for one column in three rounds."""
    return {(name, "forward", "float32"): [low, median, high] for name, (low, median, high) in columns.items()}


def always(median):
    """The same cost in all three rounds."""
    return (median, median, median)
