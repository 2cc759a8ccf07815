"""How far the reading of a large table has come, on standard error."""

from collections.abc import Iterable, Iterator
from time import perf_counter

from tutor.net.activation import Array
from tutor.terminal import show_progress

_SOON = 0.5
"""Seconds after which something is told: what is over sooner needs no word."""


def told_on_terminal(batches: Iterable[Array]) -> Iterator[Array]:
    """The batches as they are; after a while, the number of rows so far, if standard error is a terminal."""
    start, rows, told = perf_counter(), 0, False
    try:
        for batch in batches:
            yield batch
            rows += len(batch)
            if perf_counter() - start > _SOON:
                told = show_progress(f"{rows:,} rows ")
    finally:  # what is wrong with the table is told in a line of its own
        if told:
            show_progress("")
