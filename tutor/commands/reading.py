"""How far the reading of a large table has come, on standard error."""

import sys
from collections.abc import Iterable, Iterator
from time import perf_counter

from tutor.net.activation import Array

_SOON = 0.5
"""Seconds after which something is told: what is over sooner needs no word."""


def told_on_terminal(batches: Iterable[Array]) -> Iterator[Array]:
    """The batches as they are; after a while, the number of rows so far, if standard error is a terminal."""
    start, rows, said = perf_counter(), 0, False
    for batch in batches:
        yield batch
        rows += len(batch)
        if perf_counter() - start > _SOON:
            said = _write(f"\r{rows:,} rows ")
    if said:
        _write("\r\x1b[K")


def _write(text: str) -> bool:
    if sys.stderr is None or not sys.stderr.isatty():
        return False
    print(text, end="", file=sys.stderr, flush=True)
    return True
