"""What rows of data tell of the hidden units, read in batches: on how many a unit is active, and its largest z."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutor.net.activation import Array
from tutor.net.network import Forward, Network

Counts = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Seen:
    """The hidden units over some rows. Of the rows themselves nothing is kept, so they need not be in memory at once.

    Attributes:
        rows: the number of rows.
        active: for each hidden layer the number of rows on which z > 0, shape (units,). A unit with the same slope on
            both sides of 0, as the identity has, never switches: it counts as always active.
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
    hidden, rows = forward.z[:-1], len(forward.z[0])
    slopes = network.activation.slopes
    if slopes is not None and slopes[0] == slopes[1]:
        active = tuple(np.full(z.shape[1], rows) for z in hidden)
    else:
        active = tuple(np.count_nonzero(z > 0, axis=0) for z in hidden)
    if not rows:
        return nothing_seen(network)
    return Seen(rows, active, tuple(z.max(axis=0) for z in hidden))
