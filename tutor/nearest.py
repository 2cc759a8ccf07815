"""The names that someone may have meant. Only the standard library: the first paint needs this."""

from collections.abc import Iterable
from difflib import get_close_matches

_SIMILAR = 0.4
"""The share of two names that has to agree, so that `b9` finds `b0`, and `bias` nothing that it is not."""


def nearest(name: str, known: Iterable[str], most: int = 1) -> list[str]:
    """Up to `most` known names that are similar to `name`, the most similar first."""
    return get_close_matches(name, list(known), most, _SIMILAR)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`; did you mean …?`, or nothing where no known name is similar."""
    near = nearest(name, known)
    return f"; did you mean {near[0]}?" if near else ""
