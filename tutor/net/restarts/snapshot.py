"""A study as it was at one step, kept while the study goes on."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tutor.net.layout import Floats
from tutor.net.restarts.run import Restarts


class Snapshot(Restarts):
    """A study at the step it had reached when the snapshot was made. It is done: it takes no more steps.

    Args:
        of: the study, or a snapshot of it.
        which: the numbers of the networks to keep, or None for all.
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
        """The parameters of the networks kept, shape (count, runs); where one diverged, those when it did."""
        return self._parameters

    @property
    def losses(self) -> Floats:
        """The loss of each network kept on all rows, shape (runs,); not finite for some that diverged."""
        return self._losses_now

    @property
    def diverged(self) -> NDArray[np.bool_]:
        """Which of the networks kept had diverged, shape (runs,)."""
        return self._diverged_now
