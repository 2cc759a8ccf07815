"""A figure that an experiment found, as it is rounded, and how far from it another sample may come out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tutor.net.restarts.outcome import wilson

LIKELY, ALMOST_SURE = 1.959964, 3.290527
"""The standard deviations within which a normal variable stays with 95 % and with 99.9 %."""

Range = tuple[float, float]
Agreement = Literal["same", "within chance", "differs"]


@dataclass(frozen=True)
class Finding:
    """One figure.

    Attributes:
        value: the figure, not rounded.
        places: the decimals to which it is rounded.
        interval: the 95 % interval of a rate or a median; None for other figures.
        allowed: the range in which another sample of the same size comes out, with about 99.9 %. For a figure without
            chance, the range in which it comes out on another machine.
    """

    value: float
    places: int
    interval: Range | None
    allowed: Range

    @property
    def text(self) -> str:
        """The value, rounded."""
        return _rounded(self.value, self.places)

    def agreement(self, stored: Fraction) -> Agreement:
        """Whether a stored figure is the same as this one, or could be another sample of it."""
        if Fraction(self.text) == stored:
            return "same"
        low, high = self.allowed
        return "within chance" if low <= stored <= high else "differs"


Findings = Mapping[str, Finding]
"""The figures of an experiment, by name. The main one is `value`."""

VALUE = "value"


def as_text(findings: Findings) -> Iterator[tuple[str, str]]:
    """Every number by its name: `value`, and `low` and `high` for its interval; for another x, `x_low` and `x_high`."""
    for name, finding in findings.items():
        yield name, finding.text
        if finding.interval:
            prefix = "" if name == VALUE else f"{name}_"
            for end, bound in zip(("low", "high"), finding.interval, strict=True):
                yield prefix + end, _rounded(bound, finding.places)


def deterministic(value: float, places: int, slack: float = 0.0) -> Finding:
    """A figure without chance; `slack` is the fraction by which it may differ on another machine."""
    away = slack * abs(value) + 0.5 * 10.0**-places
    return Finding(value, places, None, (value - away, value + away))


def share(hits: int, trials: int) -> Finding:
    """A rate in percent, with its score interval (Wilson 1927)."""
    low, high = (100 * end for end in wilson(hits, trials, LIKELY))
    from_, to = (100 * end for end in wilson(hits, trials, ALMOST_SURE))
    return Finding(100 * hits / trials, 1, (low, high), (from_, to))


def counted(hits: int, trials: int) -> Finding:
    """The number of hits among some trials."""
    low, high = (trials * end for end in wilson(hits, trials, ALMOST_SURE))
    return Finding(hits, 0, None, (low, high))


def total(per_run: ArrayLike) -> Finding:
    """A sum over independent runs, from one number for each run, shape (runs,)."""
    numbers = np.asarray(per_run, dtype=float)
    away = ALMOST_SURE * float(numbers.std()) * sqrt(len(numbers))
    value = float(numbers.sum())
    return Finding(value, 0, None, (value - away, value + away))


def median(values: ArrayLike, places: int) -> Finding:
    """The median of independent values, shape (runs,), with an interval that ends at two of them.

    The number of values below the true median is that of heads in n tosses of a coin: n/2, give or take z·√n/2.
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    return Finding(float(np.median(ordered)), places, _around(ordered, LIKELY), _around(ordered, ALMOST_SURE))


def _around(ordered: NDArray[np.floating], z: float) -> Range:
    n = len(ordered)
    away = z * sqrt(n) / 2
    low, high = max(0, floor(n / 2 - away) - 1), min(n - 1, ceil(n / 2 + away))
    return float(ordered[low]), float(ordered[high])


def _rounded(value: float, places: int) -> str:
    return f"{value:z.{places}f}"  # z: no −0
