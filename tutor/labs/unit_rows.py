"""Units × rows as a picture: on which rows each hidden unit is active, and how much."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from tutor.figure import Table
from tutor.labs.names import unit
from tutor.net.activation import Array
from tutor.net.liveness import active_on
from tutor.net.network import Network
from tutor.rational import rounded

SHADES = "░▒▓█"
"""From up to a quarter of the largest activation of a unit to more than three quarters."""

INACTIVE = "·"

BLOCK = 20
"""Cells of a block at most: two of them stand side by side in a usual terminal."""

_MOST_LISTED = 12


class Group(NamedTuple):
    """Rows that stand together.

    Attributes:
        name: what they have in common.
        rows: their numbers, in the order in which they are shown.
    """

    name: str
    rows: Sequence[int]


def unit_rows(network: Network, x: Array, groups: Sequence[Group], names: Sequence[str] = ()) -> Table:
    """A line for each hidden unit, with a cell for each row.

    Args:
        network: in floats.
        x: the inputs, shape (rows, inputs).
        groups: the rows, group by group.
        names: what each row is called, where the rows on which a unit is active are to be told by name.
    """
    units = list(_units(network, x))
    blocks = [
        Group(_range(group, start), group.rows[start : start + BLOCK])
        for group in groups
        for start in range(0, len(group.rows), BLOCK)
    ]
    header = ("", *(block.name for block in blocks), "active on")
    body = tuple(
        (each.name, *(each.cells(block.rows) for block in blocks), f"{int(each.active.sum())} of {len(x)} rows")
        for each in units
    )
    text = f"how active each unit is on each row, from {SHADES[0]} to {SHADES[-1]}; {INACTIVE} where z ≤ 0"
    return Table(header, body, text, tell=lambda: _told(units, groups, names))


class _Unit(NamedTuple):
    """A unit over the rows: whether it is active on each, and its activation; both of shape (rows,)."""

    name: str
    active: Array
    a: Array

    def cells(self, rows: Sequence[int]) -> str:
        """A sign for each of these rows."""
        largest = abs(self.a[self.active]).max(initial=0.0) or 1.0
        shares = (abs(float(self.a[row])) / largest for row in rows)
        signs = (SHADES[min(len(SHADES) - 1, int(len(SHADES) * share * _BELOW))] for share in shares)
        return "".join(sign if self.active[row] else INACTIVE for row, sign in zip(rows, signs, strict=True))


_BELOW = 1 - 1e-9
"""An activation of exactly a quarter of the largest belongs to the first quarter."""


def _units(network: Network, x: Array) -> Iterator[_Unit]:
    with np.errstate(all="ignore"):
        passed, active = network.forward(x), active_on(network, x)
    for layer, flags in enumerate(active):
        a = np.nan_to_num(passed.a[layer + 1].astype(float))
        yield from (_Unit(f"unit {unit(layer, i, len(active))}", flags[:, i], a[:, i]) for i in range(a.shape[1]))


def _range(group: Group, start: int) -> str:
    """The name of a block: that of its group, with the numbers of its rows there if the group has several blocks."""
    if len(group.rows) <= BLOCK:
        return group.name
    return f"{group.name}, {start + 1} to {min(start + BLOCK, len(group.rows))}"


def _told(units: Sequence[_Unit], groups: Sequence[Group], names: Sequence[str]) -> Table:
    """The same in numbers: on how many rows of each group, on which rows if they have names, and the largest a."""
    body = []
    for each in units:
        counts = (f"{int(each.active[list(group.rows)].sum())} of {len(group.rows)}" for group in groups)
        on = [names[row] for group in groups for row in group.rows if each.active[row]] if names else []
        largest = float(each.a[each.active].max(initial=0.0))
        listed = [", ".join(on[:_MOST_LISTED]) + (", …" if len(on) > _MOST_LISTED else "")] if names else []
        body.append((each.name, *counts, *listed, rounded(largest, 4)))
    header = ("", *(f"active on: {group.name}" for group in groups), *(["which"] if names else []), "largest a")
    return Table(header, tuple(body), "the rows on which each unit is active")
