"""Long work in slices of time, so that keys are answered in between."""

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
    """The number of units of work done in a slice of time: as many as fit, and at least one.

    The slice is kept to within the time of one call of `advance`; the size of a call follows what a unit took before.

    Args:
        advance: does up to `n` units, and returns how many it did; 0 where it can go no further.
        units: the limit for the whole slice.
        seconds: the length of the slice.
        most_at_once: the limit for one call of `advance`, after which the timer is read.
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
        size = max(1, min(most_at_once, int((end - now) / each)))
    return done
