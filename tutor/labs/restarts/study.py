"""A study of restarts at one step: how many networks fit, what the others are, and at which losses they stand."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tutor.labs.restarts.spec import BARS
from tutor.net.restarts.outcome import KINDS, WITHIN, outcome, plateaus
from tutor.net.restarts.snapshot import Snapshot
from tutor.net.restarts.study import Study

NEAR = 1e-5
"""Losses this close stand at one place: where training ended at it, they agree to ten digits."""


@dataclass(frozen=True, eq=False)
class Bar:
    """A bar of the histogram: networks with about the same loss.

    Attributes:
        loss: their median loss.
        networks: their numbers, the one nearest to the median loss in front.
        fit: whether these are the networks that fit.
        near: how many of them are within NEAR of the median.
    """

    loss: float
    networks: NDArray[np.intp]
    fit: bool
    near: int


@dataclass(frozen=True, eq=False)
class StudyAtStep:
    """Lazy statistics of a study at one step.

    Attributes:
        snapshot: all networks at that step.
        start: the study before the first step; None where this is it.
    """

    snapshot: Snapshot
    start: "StudyAtStep | None" = None

    @property
    def study(self) -> Study:
        """The settings of the study; its `steps` are those taken."""
        return self.snapshot.study

    @property
    def step(self) -> int:
        """The number of steps taken."""
        return self.snapshot.step

    @cached_property
    def fit(self) -> NDArray[np.bool_]:
        """Which networks fit, shape (runs,)."""
        below: NDArray[np.bool_] = self.snapshot.losses < self.study.fit_below
        return below & ~self.snapshot.diverged

    def standing_at(self, loss: float) -> int:
        """How many networks have about this loss, as `plateaus` tells them apart."""
        losses = self.snapshot.losses
        return int(((losses <= WITHIN * loss) & (losses * WITHIN >= loss) & ~self.snapshot.diverged).sum())

    @cached_property
    def fits(self) -> int:
        """How many networks fit."""
        return int(self.fit.sum())

    @cached_property
    def diverged(self) -> int:
        """How many networks diverged."""
        return int(self.snapshot.diverged.sum())

    @cached_property
    def kinds(self) -> NDArray[np.str_]:
        """For each network, which of KINDS it is, shape (runs,)."""
        kinds = np.full(self.study.runs, "fit", dtype=f"U{max(map(len, KINDS))}")
        others = np.flatnonzero(~self.fit)
        if len(others):  # to count the bends of a network takes 40 µs, and those that fit need not be counted
            kinds[others] = outcome(Snapshot(self.snapshot, others)).kinds
        return kinds

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many networks are of each kind."""
        return {kind: int((self.kinds == kind).sum()) for kind in KINDS}

    @cached_property
    def born_dead(self) -> int:
        """How many networks were constant on the data before the first step."""
        return self.start.born_dead if self.start else outcome(self.snapshot).born_dead

    @property
    def plateaus(self) -> tuple[NDArray[np.intp], ...]:
        """The networks in groups of about the same loss: those that fit, if any do, then by their losses.

        Those that diverged are in none.
        """
        fit = (np.flatnonzero(self.fit),) if self.fits else ()
        return (*fit, *plateaus(self.snapshot.losses, np.flatnonzero(~self.fit & ~self.snapshot.diverged)))

    @cached_property
    def bars(self) -> tuple[Bar, ...]:
        """The plateaus with most networks, in the order of their losses; at most BARS of them."""
        plateaus = self.plateaus
        most = sorted(range(len(plateaus)), key=lambda i: (-len(plateaus[i]), i))[:BARS]
        return tuple(self._bar(plateaus[i]) for i in sorted(most))

    def _bar(self, networks: NDArray[np.intp]) -> Bar:
        losses = self.snapshot.losses[networks]
        loss = float(np.median(losses))
        away = np.abs(losses - loss)
        ordered = networks[np.argsort(away, kind="stable")]
        return Bar(loss, ordered, bool(self.fit[networks[0]]), int((away < NEAR).sum()))
