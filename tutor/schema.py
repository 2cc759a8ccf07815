"""What all tables of a lesson file share: strictness, numbers, bounds, and names that must be known.

A validator raises ValueError with what is wrong; the reader of lessons adds the file, the line and the key.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from tutor import rational
from tutor.nearest import did_you_mean

_LARGEST = 1_000_000
"""The largest number, and the largest denominator, in a lesson: larger ones could not be drawn."""


class Strict(BaseModel):
    """A table of a lesson file: unknown keys are refused, and values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def _to_fraction(value: Any) -> Fraction:
    if isinstance(value, str):
        return rational.parse(value)
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise ValueError(f'not a number: {value}; write a number, or a fraction in quotes such as "1/3"')
    number = Fraction(value)
    if abs(number) > _LARGEST or number.denominator > _LARGEST:
        raise ValueError(f"out of range: numbers lie between −{_LARGEST} and {_LARGEST}, with denominators up to that")
    return number


Rational = Annotated[Fraction, BeforeValidator(_to_fraction)]
"""A number in a lesson file: 3, 0.1 (kept as 1/10) or "1/3"."""


def _to_float(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction | str):
        raise ValueError(f"not a number: {value}")
    try:
        number = float(value)
    except ValueError:
        raise ValueError(f"not a number: {value}") from None
    if not math.isfinite(number):
        raise ValueError(f"not a number that a network can have: {value}")
    return number


Float = Annotated[float, BeforeValidator(_to_float)]
"""A float64; written with all its digits, it is read again bit for bit."""


class Bounds(Strict):
    """How far a knob turns, and its fine and coarse steps."""

    low: Rational = Fraction(-12)
    high: Rational = Fraction(12)
    fine: Rational = Field(default=Fraction(1, 2), gt=0)
    coarse: Rational = Field(default=Fraction(2), gt=0)


def _ascending(ends: tuple[Fraction, Fraction]) -> tuple[Fraction, Fraction]:
    if ends[0] >= ends[1]:
        raise ValueError("the first end must be less than the second")
    return ends


Ends = Annotated[tuple[Rational, Rational], AfterValidator(_ascending)]
"""An interval (low, high), low < high."""


def one_of(names: Collection[str]) -> AfterValidator:
    """A validator that accepts only these names, such as those of a table."""

    def check(name: str) -> str:
        if name not in names:
            raise ValueError(f"{name} is not one of {', '.join(names)}{did_you_mean(name, names)}")
        return name

    return AfterValidator(check)


def check_names(where: str, names: Iterable[str], allowed: Collection[str]) -> None:
    """Refuse names that a lab lacks.

    Raises:
        ValueError: for the first one, with the name that is most alike.
    """
    for name in names:
        if name not in allowed:
            raise ValueError(f"{where}: this lab has no {name}{did_you_mean(name, allowed)}")


def check_distinct(where: str, names: Sequence[str]) -> None:
    """Refuse a list in which a name stands twice.

    Raises:
        ValueError: if one does.
    """
    if len(set(names)) < len(names):
        raise ValueError(f"{where}: a name stands twice")


def check_count(values: Sequence[object], units: Sequence[object], where: str = "") -> None:
    """Refuse a list that does not have one number for each unit.

    Raises:
        ValueError: with both counts, and with `where` in front if it is given.
    """
    if len(values) != len(units):
        raise ValueError(f"{where and where + ': '}has {len(values)} numbers for {len(units)} units")
