"""A figure that an experiment found: its rounded value, and the range within which another sample may come out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tutor.net.restarts.outcome import wilson

LIKELY, ALMOST_SURE = 1.959964, 3.290527
"""Standard deviations of a normal distribution within which it stays with 95 % and with 99.9 %."""

Range = tuple[float, float]
Agreement = Literal["same", "within chance", "differs"]


@dataclass(frozen=True)
class Finding:
    """One figure.

    Attributes:
        value: what was found.
        places: decimals to which it is rounded.
        interval: the 95 % interval, of a rate or a median; None for a figure that has none.
        allowed: from where to where another sample of the same size may come out, with about 99.9 %. Without chance in
            it: from where to where the arithmetic of another machine may move it.
    """

    value: float
    places: int
    interval: Range | None
    allowed: Range

    @property
    def decimal(self) -> str:
        """The rounded value."""
        return _decimal(self.value, self.places)

    def agreement(self, stored: Fraction) -> Agreement:
        """Whether a stored figure is this one, or could be another sample of it."""
        if Fraction(self.decimal) == stored:
            return "same"
        low, high = self.allowed
        return "within chance" if low <= stored <= high else "differs"


Findings = Mapping[str, Finding]
"""By name. The one figure that an experiment is named after is `value`."""

VALUE = "value"


def decimals(findings: Findings) -> Iterator[tuple[str, str]]:
    """Every number as (name, decimal): `value` with the ends `low`, `high` of its interval; `x`, `x_low`, `x_high`."""
    for name, finding in findings.items():
        yield name, finding.decimal
        if finding.interval:
            prefix = "" if name == VALUE else f"{name}_"
            for end, bound in zip(("low", "high"), finding.interval, strict=True):
                yield prefix + end, _decimal(bound, finding.places)


def deterministic(value: float, places: int, slack: float = 0.0) -> Finding:
    """A figure without chance; `slack` is the share of it by which the arithmetic of another machine may move it."""
    away = slack * abs(value) + 0.5 * 10.0**-places
    return Finding(value, places, None, (value - away, value + away))


def share(hits: int, trials: int) -> Finding:
    """A rate in percent, with the score interval (Wilson 1927)."""
    low, high = (100 * end for end in wilson(hits, trials, LIKELY))
    from_, to = (100 * end for end in wilson(hits, trials, ALMOST_SURE))
    return Finding(100 * hits / trials, 1, (low, high), (from_, to))


def counted(hits: int, trials: int) -> Finding:
    """How many of the trials it were."""
    low, high = (trials * end for end in wilson(hits, trials, ALMOST_SURE))
    return Finding(hits, 0, None, (low, high))


def total(per_run: ArrayLike) -> Finding:
    """A sum over independent runs; what belongs to one run may hang together. Shape (runs,)."""
    numbers = np.asarray(per_run, dtype=float)
    away = ALMOST_SURE * float(numbers.std()) * sqrt(len(numbers))
    value = float(numbers.sum())
    return Finding(value, 0, None, (value - away, value + away))


def median(values: ArrayLike, places: int) -> Finding:
    """The median of independent values, shape (runs,), with the interval between two of them.

    As many values lie below the true median as heads fall in so many tosses: n/2, give or take z·√n/2.
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    return Finding(float(np.median(ordered)), places, _around(ordered, LIKELY), _around(ordered, ALMOST_SURE))


def _around(ordered: NDArray[np.floating], z: float) -> Range:
    n = len(ordered)
    away = z * sqrt(n) / 2
    low, high = max(0, floor(n / 2 - away) - 1), min(n - 1, ceil(n / 2 + away))
    return float(ordered[low]), float(ordered[high])


def _decimal(value: float, places: int) -> str:
    return f"{value:z.{places}f}"  # z: no −0
