"""Which units are active where, and which are dead: every unit of every hidden layer.

A unit is *inactive on an input* if z ≤ 0 there, *active on k of n rows*, *dead on the data* if z ≤ 0 on every row
(with ReLU the gradients of its incoming weights are then exactly 0), *dead on a range* if z ≤ 0 on all of it. Whatever
is stated of a range is read off the pieces or regions that cover it, so it is proved, not sampled. A unit with a slope
where it is inactive, as in leaky ReLU, is never dead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np

from tutor.net.activation import Array
from tutor.net.network import Network
from tutor.net.pieces import Piece, pieces
from tutor.net.seen import Flags, Seen, active_in, seen

Inputs = tuple[Fraction | float, ...]
"""A point: one number for each input of the network."""


class Cover(Protocol):
    """Pieces or regions that cover a range of inputs, each with its activation pattern."""

    def ever_active(self, layer: int) -> Flags:
        """For each unit of a hidden layer, whether it is active somewhere on the range; shape (units,)."""
        ...

    def always_active(self, layer: int) -> Flags:
        """For each unit of a hidden layer, whether it is active inside every piece or region; shape (units,)."""
        ...

    def waking(self, layer: int) -> list[Inputs | None]:
        """For each unit of a hidden layer, a point at which it is active, or None if there is none."""
        ...


@dataclass(frozen=True)
class Liveness:
    """One unit over the rows of the data and over a range of inputs.

    Attributes:
        layer: its hidden layer, from 0.
        unit: its index in the layer, from 0.
        active_rows: the number of rows on which z > 0.
        rows: the number of rows.
        ever_active: z > 0 somewhere on the range; None without a range.
        always_active: z > 0 inside all pieces of the range; None without a range.
        wakes: a point of the range at which it is active, if there is one.
        leaks: its slope is not 0 where z ≤ 0, so it cannot be dead.
    """

    layer: int
    unit: int
    active_rows: int
    rows: int
    ever_active: bool | None = None
    always_active: bool | None = None
    wakes: Inputs | None = None
    leaks: bool = False

    @property
    def dead_on_data(self) -> bool:
        """Active on no row. False if there are no rows."""
        return self.rows > 0 and self.active_rows == 0 and not self.leaks

    @property
    def dead_on_range(self) -> bool:
        """z ≤ 0 on the whole range, proved."""
        return self.ever_active is False and not self.leaks

    @property
    def dead(self) -> bool:
        """Dead on the data, or without data on the range."""
        return self.dead_on_data or (self.dead_on_range and not self.active_rows)

    @property
    def status(self) -> str:
        """The verdict in the words of the course."""
        if self.dead_on_data:
            return "dead on the data and the range" if self.dead_on_range else "dead on the data"
        if not self.rows:
            if self.ever_active is False:
                return "dead on the range" if self.dead_on_range else "active nowhere on the range"
            return "active somewhere on the range"
        return f"active on {self.active_rows} of {self.rows} rows"

    @property
    def condition(self) -> str:
        """What keeps it from being dead on the rows, or on the range if there are no rows."""
        if self.leaks:
            return "never dead"
        return "active on a row" if self.rows else "active somewhere"

    @property
    def kind(self) -> str:
        """The verdict in one word: `dead_on_range`, `dead_on_data`, `active` (on all rows and the range) or `partly`.

        A unit that some row activates is never called dead, even if that row lies outside the range.
        """
        if self.dead_on_range and not self.active_rows:
            return "dead_on_range"
        if self.dead_on_data:
            return "dead_on_data"
        return "active" if self.active_rows == self.rows and self.always_active is not False else "partly"


@dataclass(frozen=True)
class PieceCover:
    """The exact pieces of a finite range as its cover."""

    pieces: tuple[Piece, ...]

    def ever_active(self, layer: int) -> Flags:
        """As in `Cover`."""
        return np.array([any(flags) for flags in self._by_unit(layer)])

    def always_active(self, layer: int) -> Flags:
        """As in `Cover`."""
        return np.array([all(flags) for flags in self._by_unit(layer)])

    def waking(self, layer: int) -> list[Inputs | None]:
        """As in `Cover`: the middle of the first piece on which a unit is active."""
        return [self._middle(flags.index(True)) if any(flags) else None for flags in self._by_unit(layer)]

    def _by_unit(self, layer: int) -> list[tuple[bool, ...]]:
        return list(zip(*(piece.active[layer] for piece in self.pieces), strict=True))

    def _middle(self, piece: int) -> Inputs:
        low, high = self.pieces[piece].low, self.pieces[piece].high
        if low is None or high is None:
            raise ValueError("a range of infinite length has no middle")
        return ((low + high) / 2,)


def liveness(network: Network, x: Array, low: Fraction, high: Fraction) -> tuple[Liveness, ...]:
    """Every hidden unit of an exact network, over rows x of shape (rows, 1) and the range [low, high].

    Raises:
        ValueError: as `pieces`.
    """
    return units(network, x, PieceCover(pieces(network, low, high)))


def units(network: Network, x: Array, cover: Cover | None) -> tuple[Liveness, ...]:
    """Every hidden unit, over rows x of shape (rows, inputs) and a cover of the range, or None without a range."""
    return units_seen(network, seen(network, network.forward(x)), cover)


def units_seen(network: Network, over: Seen, cover: Cover | None) -> tuple[Liveness, ...]:
    """Every hidden unit, over rows that have been seen and a cover of the range, or None without a range."""
    found: list[Liveness] = []
    rows = over.rows
    for layer, (counts, g) in enumerate(zip((each.tolist() for each in over.active), network.activations, strict=True)):
        leaks = g.leaks
        if cover is None:
            found += [Liveness(layer, unit, count, rows, leaks=leaks) for unit, count in enumerate(counts)]
            continue
        on_range = zip(
            cover.ever_active(layer).tolist(), cover.always_active(layer).tolist(), cover.waking(layer), strict=True
        )
        found += [
            Liveness(layer, unit, count, rows, *proved, leaks)
            for unit, (count, proved) in enumerate(zip(counts, on_range, strict=True))
        ]
    return tuple(found)


def active_on(network: Network, x: Array) -> Sequence[Flags]:
    """For each hidden layer, where its units are active on rows x of shape (rows, inputs); shape (rows, units)."""
    return active_in(network, network.forward(x))


def dead_on(network: Network, x: Array) -> Sequence[Flags]:
    """For each hidden layer, which units are dead on rows x of shape (rows, inputs); shape (units,)."""
    each = zip(active_on(network, x), network.activations, strict=True)
    return [np.asarray(~(active.any(axis=0) | g.leaks)) for active, g in each]
