"""The cells of a plot: which x and y they stand for, and where the numbers along its frame go."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from tutor.figure import Axis
from tutor.rational import Real

_LEAST_USED, _FEWEST = Fraction(3, 5), 3
"""The share of more than so many cells that the limits take up in any case."""

_USED = Fraction(3, 4)
"""The share of the cells that the limits should take up at least; the rest goes to an even spacing of the ticks."""


@dataclass(frozen=True)
class Canvas:
    """Where the plot itself lies inside the drawing, in cells, and which x and y its edges are."""

    left: int
    top: int
    width: int
    height: int
    x: Axis
    y: Axis

    @cached_property
    def _ends(self) -> tuple[float, float, float, float]:
        """The limits of both axes; a fraction takes longer to become a float than the rest of a place."""
        return float(self.x.low), float(self.x.high), float(self.y.low), float(self.y.high)

    def column(self, x: Real) -> int:
        """The column of the drawing in which x lies."""
        low, high, _, _ = self._ends
        return self.left + math.floor((float(x) - low) / (high - low) * (self.width - 1) + 0.5)

    def row(self, y: Real) -> int:
        """The row of the drawing in which y lies."""
        _, _, low, high = self._ends
        return self.top + math.floor((high - float(y)) / (high - low) * (self.height - 1) + 0.5)

    def x_at(self, column: int) -> float:
        """The x at the middle of a column."""
        share = (column - self.left) / max(1, self.width - 1)
        low, high, _, _ = self._ends
        return low + share * (high - low)

    def y_at(self, row: int) -> float:
        """The y at the middle of a row."""
        share = (row - self.top) / max(1, self.height - 1)
        _, _, low, high = self._ends
        return high - share * (high - low)


def fitted(axis: Axis, cells: int, apart: int) -> Axis:
    """The axis over this many cells with its ticks in the middle of cells, equally many cells apart, `apart` at least.

    To this end the limits are widened, and where there is little room some of the ticks are left out, never 0 alone.
    An axis whose ticks are not evenly spaced keeps its limits. Where two ticks would waste too many cells, one is left.
    """
    if len({after - before for before, after in pairwise(axis.ticks)}) != 1:
        return Axis(axis.low, axis.high, _every(axis.ticks, -(-len(axis.ticks) * apart // max(1, cells))))
    best, best_share = Axis(axis.low, axis.high, _every(axis.ticks, len(axis.ticks))), Fraction(0)
    for found in _fits(axis, cells, apart):
        share = (axis.high - axis.low) / (found.high - found.low)
        if share > best_share:
            best, best_share = found, share
        if share >= _USED:
            break
    return _with_one_tick(axis, cells) if best_share < _LEAST_USED and cells > _FEWEST else best


def _with_one_tick(axis: Axis, cells: int) -> Axis:
    """The axis with one tick, 0 if there is one, in the middle of a cell; of the cells all but one show what it has."""
    tick = Fraction(0) if 0 in axis.ticks else axis.ticks[len(axis.ticks) // 2]
    cell = (axis.high - axis.low) / (cells - 2)
    low = tick - math.ceil((tick - axis.low) / cell) * cell
    return Axis(low, low + (cells - 1) * cell, (tick,))


def _fits(axis: Axis, cells: int, apart: int) -> Iterator[Axis]:
    """For every, every second, third, … tick, the axis with as many cells between them as there is room for."""
    for every in range(1, len(axis.ticks)):
        ticks = _every(axis.ticks, every)
        if len(ticks) < 2:
            return
        step, first, last = ticks[1] - ticks[0], ticks[0], ticks[-1]
        for between in range(int((cells - 1) * step / (axis.high - axis.low)), apart - 1, -1):
            cell = step / between
            below, above = math.ceil((first - axis.low) / cell), math.ceil((axis.high - last) / cell)
            free = cells - 1 - below - above - between * (len(ticks) - 1)
            if free >= 0:
                low = first - (below + free // 2) * cell
                yield Axis(low, low + (cells - 1) * cell, ticks)
                break


def _every(ticks: tuple[Fraction, ...], every: int) -> tuple[Fraction, ...]:
    """Every second, third, … tick; 0 stays if it is one of them."""
    every = max(1, every)
    start = ticks.index(Fraction(0)) % every if 0 in ticks else 0
    return ticks[start::every]


def drawable(axis: Axis) -> Axis:
    """The axis, widened where its ends are one number, or nearly so, in floating point."""
    low, high = float(axis.low), float(axis.high)
    if high - low > 1e-9 * max(1e-9, abs(low), abs(high)):
        return axis
    room = Fraction(max(1.0, abs(low))) / 1000
    return Axis(axis.low - room, axis.high + room, ())
