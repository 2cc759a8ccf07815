"""Which rows each step of a training takes, and the programs that differentiate the loss of these rows."""

import numpy as np
from numpy.typing import NDArray

from tutor.net.initial import Seed
from tutor.net.kernel import Kernel
from tutor.net.layout import Floats
from tutor.net.program import Program

TOGETHER, NUMBERS = 16, 4096
"""The orders of up to 16 epochs are drawn together, unless they have more than 4096 numbers. Drawn one by one, between
the steps, each takes three times as long, since the processor's caches are full of other things.
"""

Batch = tuple[Program, int]
"""The program that differentiates the loss of some rows, and the number of the rows."""


class Batches:
    """The rows of each step: all of them, or a mini-batch.

    Epoch e = 0, 1, … of mini-batches goes through all rows in the order permutation(rows), from seed and e.

    Args:
        kernel: of the network.
        x: inputs `with_ones`, shape (rows, inputs + 1).
        y: labels, shape (rows, outputs).
        size: rows in a mini-batch, fewer in the last one of an epoch; None for all rows, in their order.
        seed: of the orders.
    """

    def __init__(self, kernel: Kernel, x: Floats, y: Floats, size: int | None, seed: Seed) -> None:
        self._x, self._y, self._seed = x, y, seed
        self._mini = size is not None
        # The batches are views of these arrays, which each epoch of mini-batches fills anew.
        self._ordered_x, self._ordered_y = (x.copy(), y.copy()) if self._mini else (x, y)
        starts = range(0, len(x), size or len(x))
        parts = [slice(start, start + starts.step) for start in starts]
        rows = [(self._ordered_x[part], self._ordered_y[part]) for part in parts]
        self._batches: list[Batch] = [(kernel.differentiate(*each), len(each[0])) for each in rows]
        self._epoch = -1  # which one the arrays hold
        self._orders: dict[int, NDArray[np.intp]] = {}

    def between(self, first: int, until: int) -> list[Batch]:
        """The batches of the steps from `first` to before `until`, at most to the end of the epoch of `first`.

        They are valid until batches of another epoch are asked for.
        """
        if not self._mini:
            return self._batches * (until - first)
        epoch, start = divmod(first, len(self._batches))
        if epoch != self._epoch:
            order = self._order(epoch)
            # "clip" makes `take` write straight to the array.
            self._x.take(order, 0, self._ordered_x, "clip")
            self._y.take(order, 0, self._ordered_y, "clip")
            self._epoch = epoch
        return self._batches[start : start + until - first]

    def _order(self, epoch: int) -> NDArray[np.intp]:
        if epoch not in self._orders:
            rows = len(self._x)
            drawn = range(epoch, epoch + max(1, min(TOGETHER, NUMBERS // rows)))
            self._orders = {e: np.random.default_rng([*self._seed, 1, e]).permutation(rows) for e in drawn}
        return self._orders[epoch]
