"""The names that someone may have meant. It needs the standard library alone, since the first paint waits for it."""

from collections.abc import Iterable
from difflib import get_close_matches

_SIMILAR = 0.4
"""The share of two names that has to agree: `b9` finds `b0`, and `bias` finds nothing of another meaning."""


def nearest(name: str, known: Iterable[str], most: int = 1) -> list[str]:
    """Up to `most` known names that are similar to `name`, the most similar first."""
    return get_close_matches(name, list(known), most, _SIMILAR)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`; did you mean …?` with the most similar name; empty if none is similar."""
    near = nearest(name, known)
    return f"; did you mean {near[0]}?" if near else ""
