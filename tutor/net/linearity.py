"""Whether f is one straight line, on the data, on a range and everywhere: exact verdicts, each with its reason."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tutor.net.activation import Array
from tutor.net.network import Network
from tutor.net.pieces import Breakpoint, breakpoints, values
from tutor.net.regions import Regions
from tutor.rational import show

ROUNDING = 1e-9
"""In floats, f counts as straight if its distance from a line is at most this fraction of its largest value."""


@dataclass(frozen=True)
class Linearity:
    """Whether f is one straight line on an interval, and why.

    Attributes:
        inside: the breakpoints strictly inside the interval, ascending.
        where: the interval in words, for the reason.
    """

    inside: tuple[Breakpoint, ...]
    where: str

    @property
    def bends(self) -> tuple[Breakpoint, ...]:
        """The breakpoints at which the slope changes."""
        return tuple(point for point in self.inside if point.change != 0)

    @property
    def linear(self) -> bool:
        """True exactly when no breakpoint inside changes the slope."""
        return not self.bends

    @property
    def reason(self) -> str:
        """The proof in one clause."""
        if self.bends:
            first = self.bends[0]
            return f"the slope changes by {show(first.change)} at {show(first.x)}"
        if not self.inside:
            return f"no breakpoint {self.where}"
        cancelling = [point for point in self.inside if any(point.changes)]
        if not cancelling:
            return f"no unit with a breakpoint {self.where} reaches the output"
        terms = " + ".join(show(change) for change in cancelling[0].changes).replace("+ −", "− ")
        more = f", and so at {len(cancelling) - 1} more" if len(cancelling) > 1 else ""
        return f"the slope changes at {show(cancelling[0].x)} cancel: {terms} = 0{more}"


def linearity(network: Network, low: Fraction | None = None, high: Fraction | None = None) -> Linearity:
    """Whether f is linear from `low` to `high` (None is infinity), proved from its breakpoints.

    Raises:
        ValueError: as `pieces`.
    """
    return Linearity(_between(breakpoints(network), low, high), _where(low, high))


def chord_deviation(network: Network, low: Fraction, high: Fraction) -> Fraction:
    """The largest |f(x) − chord(x)| on [low, high], the chord being the line through both ends.

    Between breakpoints the difference is affine, so it is largest at one of them.
    """
    xs = (low, *(point.x for point in _between(breakpoints(network), low, high)), high)
    heights = values(network, xs)
    slope = (heights[-1] - heights[0]) / (high - low)
    return max(abs(y - heights[0] - slope * (x - low)) for x, y in zip(xs, heights, strict=True))


def bent_region(found: Regions) -> int | None:
    """The region whose f is furthest from the affine map of the first one; None if f is one affine map on the box.

    In a region the difference of the two maps is affine, so it is largest at a corner. In floats it counts from
    ROUNDING times the largest |f| on, and what is rounding in f itself.
    """
    owner = np.repeat(np.arange(len(found)), np.diff(found.starts))
    corners = np.column_stack([found.corners, np.ones_like(found.corners[:, 0])])
    heights, apart = (
        abs((corners * maps).sum(axis=1)) for maps in (found.maps[owner], found.maps[owner] - found.maps[0])
    )
    bound = 0 if found.maps.dtype == object else ROUNDING * heights.max() + found.noise
    furthest = apart.argmax()
    return None if apart[furthest] <= bound else int(owner[furthest])


def off_line(points: list[tuple[Fraction, Fraction]]) -> tuple[Fraction, Fraction] | None:
    """The first point that is not on the line through the two outermost points; None if all are on one line.

    Points are (x, y), in any order. No line y = m·x + k holds two different y at one x.
    """
    ordered = sorted(set(points))
    if len(ordered) < 2:
        return None
    (x0, y0), (x1, y1) = ordered[0], ordered[-1]
    return next(((x, y) for x, y in ordered if (y - y0) * (x1 - x0) != (y1 - y0) * (x - x0) or x0 == x1), None)


def on_one_plane(x: Array, y: Array, noise: float = 0.0) -> bool:
    """Whether some affine y = m·x + k goes through all rows; x has shape (rows, inputs), y (rows,).

    Exact for fractions, by elimination. In floats, the residual of least squares may be up to ROUNDING times the
    largest |y|, plus `noise`, the error that each y may have.
    """
    if not len(x):
        return True
    if x.dtype != object:
        middle, size = _scale(x)  # centred and scaled, so that no input is lost beside a larger one
        basis = np.column_stack([(x - middle) / size, np.ones(len(x))])
        rest = y - basis @ np.linalg.lstsq(basis, y, rcond=None)[0]
        return bool(abs(rest).max() <= ROUNDING * abs(y).max() + noise)
    rows = np.column_stack([x, np.ones(len(x), dtype=x.dtype), y])
    solved = 0
    for column in range(x.shape[1] + 1):
        pivot = next((i for i in range(solved, len(rows)) if rows[i, column]), None)
        if pivot is not None:
            rows[[solved, pivot]] = rows[[pivot, solved]]
            below = rows[solved + 1 :]
            below -= np.outer(below[:, column] / rows[solved, column], rows[solved])
            solved += 1
    return not rows[solved:, -1].any()  # the equations left over must read 0 = 0


class OnOnePlane:
    """Whether some affine y = m·x + k goes through all rows, which are added batch by batch.

    In floats, of the rows so far only the factor R of a QR decomposition is kept (Golub, Van Loan, Matrix Computations,
    6.5): Rᵀ·R = Aᵀ·A for A = [x, 1, y], so that R leaves the same residual. Most networks are found to be bent in
    the first rows, and then nothing is kept.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[Array, Array]] = []
        self._bent = False
        self._largest = self._noise = 0.0
        self._scale: tuple[Array, Array] | None = None
        self._factor: Array | None = None

    def add(self, x: Array, y: Array, noise: float = 0.0) -> None:
        """Add rows: x has shape (rows, inputs), y (rows,). In floats each y may have the error `noise`."""
        if self._bent or not len(x):
            return
        self._waiting.append((x, y))
        if x.dtype != object:
            self._noise, self._largest = max(self._noise, noise), max(self._largest, float(abs(y).max()))
            if sum(len(rows) for rows, _ in self._waiting) > 2 * x.shape[1] + 2:
                self._settle()

    @property
    def holds(self) -> bool:
        """Whether an affine function goes through all rows so far, exactly or as `on_one_plane` in floats."""
        if self._waiting and self._waiting[0][0].dtype == object:
            return on_one_plane(*self._taken())
        if self._waiting:
            self._settle()
        if self._bent or self._factor is None:
            return not self._bent
        basis, y = self._factor[:, :-1], self._factor[:, -1]
        rest = y - basis @ np.linalg.lstsq(basis, y, rcond=None)[0]
        return bool(np.linalg.norm(rest) <= ROUNDING * self._largest + self._noise)

    def _settle(self) -> None:
        """Take the rows that wait into the factor; the first of them may be bent, and then nothing is kept."""
        x, y = self._taken()
        self._waiting.clear()
        if self._factor is None and not on_one_plane(x, y, self._noise):
            self._bent = True
            return
        middle, size = self._scale = self._scale or _scale(x)
        rows = np.column_stack([(x - middle) / size, np.ones(len(x)), y])
        stacked = rows if self._factor is None else np.concatenate([self._factor, rows])
        self._factor = np.asarray(np.linalg.qr(stacked, mode="r"))

    def _taken(self) -> tuple[Array, Array]:
        x, y = zip(*self._waiting, strict=True)
        return np.concatenate(x), np.concatenate(y)


def _scale(x: Array) -> tuple[Array, Array]:
    """The mean of each column, and its largest distance from it, or 1 where that is 0."""
    middle = x.mean(axis=0)
    size = abs(x - middle).max(axis=0)
    return middle, np.where(size > 0, size, 1.0)


def _where(low: Fraction | None, high: Fraction | None) -> str:
    if low is None:
        return "anywhere" if high is None else f"below {show(high)}"
    return f"above {show(low)}" if high is None else f"between {show(low)} and {show(high)}"


def _between(points: tuple[Breakpoint, ...], low: Fraction | None, high: Fraction | None) -> tuple[Breakpoint, ...]:
    return tuple(p for p in points if (low is None or p.x > low) and (high is None or p.x < high))
