"""What rows of data tell of the hidden units, read in batches: on how many a unit is active, and its largest z."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutor.net.activation import Array
from tutor.net.network import Forward, Network

Counts = NDArray[np.intp]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Seen:
    """The hidden units over some rows. Of the rows themselves nothing is kept, so they need not be in memory at once.

    Attributes:
        rows: the number of rows.
        active: for each hidden layer the number of rows on which each unit is active, shape (units,).
        highest: for each hidden layer the largest z, shape (units,): float64, or fractions; −inf without rows.
    """

    rows: int
    active: tuple[Counts, ...]
    highest: tuple[Array, ...]

    def __add__(self, other: "Seen") -> "Seen":
        """The same over the rows of both."""
        return Seen(
            self.rows + other.rows,
            tuple(one + two for one, two in zip(self.active, other.active, strict=True)),
            tuple(np.maximum(one, two) for one, two in zip(self.highest, other.highest, strict=True)),
        )


def nothing_seen(network: Network) -> Seen:
    """The hidden units over no rows."""
    sizes = [len(biases) for biases in network.biases[:-1]]
    return Seen(
        0, tuple(np.zeros(size, dtype=np.intp) for size in sizes), tuple(np.full(size, -np.inf) for size in sizes)
    )


def seen(network: Network, forward: Forward) -> Seen:
    """What the rows of a forward pass tell."""
    if not len(forward.z[0]):
        return nothing_seen(network)
    active = tuple(np.count_nonzero(flags, axis=0) for flags in active_in(network, forward))
    return Seen(len(forward.z[0]), active, tuple(z.max(axis=0) for z in forward.z[:-1]))


def active_in(network: Network, forward: Forward) -> Sequence[Flags]:
    """For each hidden layer, where its units are active, z > 0, in a forward pass; shape (rows, units).

    A unit with the same slope on both sides of 0, as the identity has, never switches: it counts as always active.
    """
    each = zip(forward.z, network.activations, strict=False)
    return [z > 0 if g.switches else np.ones(z.shape, dtype=bool) for z, g in each]
