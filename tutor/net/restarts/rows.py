"""The rows that each network of a study takes at each step."""

import numpy as np

from tutor.net.layout import Floats


class Rows:
    """Full batches, or mini-batches in an order of each network's own.

    In every epoch network i goes through the rows in a new random order, from the seed (seed, i, 1, epoch), which is
    also its order when it is trained alone. The last batch of an epoch has the rows that are left.

    Args:
        x: shape (rows, inputs).
        y: shape (rows, outputs).
        batch: rows in a mini-batch; None for full batches.
        seed: of the study.
        networks: the numbers i of the networks.
    """

    def __init__(self, x: Floats, y: Floats, batch: int | None, seed: int, networks: list[int]) -> None:
        self.x, self.y = np.concatenate([x, np.ones_like(x[:, :1])], axis=1).T.copy(), y.T.copy()
        self.rows, self.seed, self.networks = len(x), seed, networks
        self.batch = None if batch is None or batch >= self.rows else batch
        self._epoch, self._order = -1, np.empty((0, 0), np.intp)

    def at(self, step: int) -> tuple[Floats, Floats]:
        """The rows of the step after `step` steps: x (seeds, inputs + 1, rows) with ones, y (seeds, outputs, rows).

        For full batches the first axis has length 1, since all networks take the same rows.
        """
        if self.batch is None:
            return self.x[None], self.y[None]
        epoch, i = divmod(step, -(-self.rows // self.batch))
        if epoch != self._epoch:
            orders = [np.random.default_rng([self.seed, j, 1, epoch]).permutation(self.rows) for j in self.networks]
            self._epoch, self._order = epoch, np.array(orders)
        chosen = self._order[:, i * self.batch : (i + 1) * self.batch]
        return self.x[:, chosen].transpose(1, 0, 2), self.y[:, chosen].transpose(1, 0, 2)
