"""Measures that take no argument, made from what is worked out when they are asked for."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from tutor.expression import Measure, UndefinedError
from tutor.lab import Settings


def number(read: Callable[..., Any], *arguments: Any) -> Measure:
    """The measure whose value is read(*arguments): a number, or a verdict as 0 or 1."""
    return Measure(lambda: Fraction(read(*arguments)))


def finite(value: float) -> Fraction:
    """A number of a training.

    Raises:
        UndefinedError: where it is not finite.
    """
    if not math.isfinite(value):
        raise UndefinedError("training diverged, and the number is too large for a float")
    return Fraction(value)


def of_settings(settings: Settings) -> dict[str, Measure]:
    """Each setting as the measure of its name."""
    return {name: number(settings.__getitem__, name) for name in settings}
