"""Long work cut into slices of time, so that a key is answered between two of them."""

from collections.abc import Callable
from time import perf_counter

_QUICKEST = 1e-7
"""The least seconds that a unit of work is taken to need: a timer may say that it needed none."""


def run_slice(
    advance: Callable[[int], int],
    units: int,
    seconds: float,
    *,
    most_at_once: int,
    timer: Callable[[], float] = perf_counter,
) -> int:
    """Do as much work as fits into a slice of time, and at least one unit; return the number of units done.

    Args:
        advance: does up to the given number of units and returns how many it did; 0 where it can go no further.
        units: the most units in all.
        seconds: the length of the slice. The last call of `advance` may overrun it; a call is made only if the time
            left is enough for its units, judged by what those of the call before took.
        most_at_once: the most units in a call of `advance`, between two looks at the timer.
        timer: seconds, from any start.
    """
    now = timer()
    end, done, size = now + seconds, 0, 1
    while done < units:
        before, did = now, advance(min(size, units - done))
        if did <= 0:
            break
        now, done = timer(), done + did
        each = max((now - before) / did, _QUICKEST)
        if now + each > end:
            break
        size = max(1, int(min(most_at_once, (end - now) / each)))
    return done
