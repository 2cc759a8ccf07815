"""Sums, products and means with the numbers plugged in, as text."""

from collections.abc import Sequence
from fractions import Fraction

from tutor.labs.formula import joined
from tutor.rational import show

_MOST_TERMS = 10
"""A sum of more is cut short in the middle."""


def factor(value: Fraction, *, leads: bool = False) -> str:
    """A number in a product or behind a minus: `(−1)`, `(1/3)`, `2`; where it leads, a bare minus will do."""
    text = show(value)
    return f"({text})" if "/" in text or ("−" in text and not leads) else text


def product(*values: Fraction) -> str:
    """`2·(−3)·(1/2)`."""
    first, *others = values
    return "·".join([factor(first, leads=True), *map(factor, others)])


def shortened(terms: Sequence[str]) -> list[str]:
    """The terms, those in the middle of many left out."""
    return [*terms] if len(terms) <= _MOST_TERMS else [*terms[:5], "…", *terms[-2:]]


def mean(terms: Sequence[str], count: int) -> str:
    """`(4 + 9)/3`: the sum of the terms, by a count that may be larger, for terms that are 0 are left out."""
    total = joined(shortened(terms))
    if count == 1:
        return total
    return f"{total}/{count}" if len(terms) == 1 and "/" not in total else f"({total})/{count}"


def equation(name: str, *sides: str) -> str:
    """`name = side = side`, a side that repeats the one before left out; without a name a line that goes on."""
    kept = [side for i, side in enumerate(sides) if i == 0 or side != sides[i - 1]]
    return " = ".join([name, *kept]).strip().replace("= ≈", "≈ ")
