"""How work that takes long is cut into slices: so many seconds at a time, between which a key can be answered."""

from collections.abc import Callable
from time import perf_counter

_QUICKEST = 1e-7
"""Seconds for a unit of work: none takes less, and a timer may say that it took none."""


def run_slice(
    advance: Callable[[int], int],
    units: int,
    seconds: float,
    *,
    most_at_once: int,
    timer: Callable[[], float] = perf_counter,
) -> int:
    """Do as much work as fits into a slice of time, and at least one unit; return how many units were done.

    Args:
        advance: does up to so many units, and returns how many it did; 0 where it can go no further.
        units: at most so many in all.
        seconds: for the slice. It is kept to within the time of one call, whose size follows what a unit took before.
        most_at_once: so many units at most between two looks at the timer.
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
