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


def share_of_units(per_run: ArrayLike) -> Finding:
    """A rate in percent among the units of independent runs, from the units of each, booleans of shape (runs, units).

    What becomes of the units of one network hangs together, so they count as fewer trials than there are: as many as
    would give the rates of the runs the variance that they have (Kish 1965: the design effect).
    """
    units = np.asarray(per_run, dtype=float)
    runs, size = units.shape
    p, variance = float(units.mean()), float(units.mean(axis=1).var())
    trials = min(runs * size, runs * p * (1 - p) / variance) if variance else runs
    likely, almost_sure = ([100 * end for end in wilson(p * trials, trials, z)] for z in (LIKELY, ALMOST_SURE))
    return Finding(100 * p, 1, (likely[0], likely[1]), (almost_sure[0], almost_sure[1]))


def mean(per_run: ArrayLike, places: int) -> Finding:
    """The mean over independent runs, from one number for each run, shape (runs,), with the normal interval."""
    numbers = np.asarray(per_run, dtype=float)
    value, error = float(numbers.mean()), float(numbers.std()) / sqrt(len(numbers))
    return Finding(value, places, *((value - z * error, value + z * error) for z in (LIKELY, ALMOST_SURE)))


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
