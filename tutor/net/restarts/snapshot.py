"""A study as it stood at one step, kept while the study goes on."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tutor.net.layout import Floats
from tutor.net.restarts.run import Restarts


class Snapshot(Restarts):
    """All that can be asked of a study, as it was when this was made: a study that is done with the steps it has taken.

    Args:
        of: the study, or a snapshot of it.
        which: the numbers of the networks to keep; all unless given. The others are no longer of the study.
    """

    def __init__(self, of: Restarts, which: NDArray[np.intp] | None = None) -> None:
        kept = np.arange(of.study.runs) if which is None else which
        self.study = replace(of.study, steps=of.step, runs=len(kept))
        self.x, self.y, self.step = of.x, of.y, of.step
        self.start = of.start if which is None else of.start[:, kept]
        self._groups = []
        self._parameters, self._losses_now = of.parameters[:, kept], of.losses[kept]
        self._diverged_now = of.diverged[kept]

    @property
    def parameters(self) -> Floats:
        """Of all networks kept, shape (count, runs); of one that diverged, those at which it did."""
        return self._parameters

    @property
    def losses(self) -> Floats:
        """L of all networks kept on all rows, shape (runs,), not finite for some that diverged."""
        return self._losses_now

    @property
    def diverged(self) -> NDArray[np.bool_]:
        """Which of the networks kept had diverged, shape (runs,)."""
        return self._diverged_now
