"""A study of restarts that goes on slice by slice, and what was kept of it to look back on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from tutor.net.restarts.outcome import KINDS, Outcome, outcome, plateaus
from tutor.net.restarts.run import Restarts
from tutor.net.restarts.snapshot import Snapshot
from tutor.net.restarts.study import Study
from tutor.pace import run_slice
from tutor.store import Store

MARKS = 50
"""So many times on its way a study is kept as it stands."""

_CHUNK = 25
"""At most so many steps between two looks at the clock."""

FIT = "fit"


@dataclass(frozen=True, eq=False)
class Plateau:
    """Networks with about the same loss.

    Attributes:
        loss: their median; of those that fit too.
        networks: their numbers, the one nearest to the median loss in front.
        near: how many of them are within NEAR of the median.
    """

    loss: float
    networks: NDArray[np.intp]
    fit: bool
    near: int


NEAR = 1e-5
"""Losses that close to each other stand at the same place. Training that ended there agrees to ten digits."""


@dataclass(frozen=True, eq=False)
class StudyAtStep:
    """What a study is at one step. What takes long is found out when it is asked for, and once.

    Attributes:
        start: what it was before the first step; None where this is that.
    """

    snapshot: Snapshot
    start: "StudyAtStep | None" = None

    @property
    def study(self) -> Study:
        """The settings; its `steps` are those taken."""
        return self.snapshot.study

    @cached_property
    def fit(self) -> NDArray[np.bool_]:
        """Which networks fit, shape (runs,)."""
        below: NDArray[np.bool_] = self.snapshot.losses < self.study.fit_below
        return below & ~self.snapshot.diverged

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
        """For each network, which of KINDS it is."""
        kinds = np.full(self.study.runs, FIT, dtype=f"U{max(map(len, KINDS))}")
        others = np.flatnonzero(~self.fit)
        if len(others):  # to tell that a network bends takes 40 µs, and of those that fit nobody asks
            kinds[others] = outcome(Snapshot(self.snapshot, others)).kinds
        return kinds

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many networks are of each kind."""
        return {kind: int((self.kinds == kind).sum()) for kind in KINDS}

    @cached_property
    def born_dead(self) -> int:
        """How many networks were constant on the data before the first step."""
        return self.start.born_dead if self.start else self._outcome.born_dead

    @cached_property
    def _outcome(self) -> Outcome:
        return outcome(self.snapshot)

    @cached_property
    def plateaus(self) -> tuple[Plateau, ...]:
        """The networks by their losses, the smallest in front; those that diverged are in none."""
        losses, fit = self.snapshot.losses, self.fit
        found = [_plateau(losses, np.flatnonzero(fit), fit=True)] if self.fits else []
        others = np.flatnonzero(~fit & ~self.snapshot.diverged)
        found += [_plateau(losses, group, fit=False) for group in plateaus(losses, others)]
        return tuple(found)


def _plateau(losses: NDArray[np.floating], networks: NDArray[np.intp], *, fit: bool) -> Plateau:
    loss = float(np.median(losses[networks]))
    away = np.abs(losses[networks] - loss)
    return Plateau(loss, networks[np.argsort(away, kind="stable")], fit, int((away < NEAR).sum()))


@dataclass(eq=False)
class StudyRun:
    """A study on its way. It is kept as it stands at each mark and where a slice ended.

    Attributes:
        mark: the steps from one mark to the next.
        timer: seconds, from any start.
    """

    restarts: Restarts
    timer: Callable[[], float] = perf_counter
    mark: int = field(init=False)
    now: StudyAtStep = field(init=False)
    kept: dict[int, StudyAtStep] = field(init=False)

    def __post_init__(self) -> None:
        self.mark = mark(self.restarts.study.steps)
        self.now = StudyAtStep(Snapshot(self.restarts))
        self.kept = {0: self.now}

    @property
    def steps(self) -> int:
        """How many it is to take."""
        return self.restarts.study.steps

    def at(self, step: int) -> StudyAtStep:
        """What it is at a step; gone by, what it was at the last mark before. Goes there if it has not come so far."""
        while self.restarts.step < step:
            self._go(step)
        if step >= self.now.snapshot.step:
            return self.now
        return self.kept[step - step % self.mark]

    def go_on(self, step: int, seconds: float) -> int:
        """The step that is reached from `step` with about so many seconds of work; from one gone by the next mark."""
        self.at(step)
        if step < self.restarts.step:
            return min(step - step % self.mark + self.mark, self.restarts.step)
        run_slice(self._on, self.steps - step, seconds, most_at_once=_CHUNK, timer=self.timer)
        self._stand()
        return self.restarts.step

    def _on(self, steps: int) -> int:
        """So many steps on, fewer where a mark lies between; how many it were."""
        before = self.restarts.step
        self._go(before + steps, stand=False)
        return self.restarts.step - before

    @property
    def nbytes(self) -> int:
        """About how many bytes the marks hold: parameters and losses of every network at each."""
        return len(self.kept) * (self.restarts.parameters.nbytes + self.restarts.losses.nbytes)

    def history(self, step: int) -> tuple[StudyAtStep, ...]:
        """How it stood at the marks up to a step, and at that step."""
        shown = self.at(step)
        marks = (self.kept[at] for at in range(0, shown.snapshot.step, self.mark))
        return (*marks, shown)

    def _go(self, step: int, *, stand: bool = True) -> None:
        """On to a step, at most to the next mark."""
        at = self.restarts.step
        self.restarts.advance(min(step, at - at % self.mark + self.mark) - at)
        if stand or self.restarts.step % self.mark == 0:
            self._stand()

    def _stand(self) -> None:
        """Keep it as it stands."""
        step = self.restarts.step
        if step == self.now.snapshot.step:
            return
        self.now = StudyAtStep(Snapshot(self.restarts), self.kept[0])
        if step % self.mark == 0:
            self.kept[step] = self.now


def mark(steps: int) -> int:
    """The steps from one mark to the next."""
    return max(1, steps // MARKS)


def run(study: Study, x: tuple[float, ...], y: tuple[float, ...], store: Store) -> StudyRun:
    """The run of a study on rows with one input."""
    return store.run((study, x, y), lambda: StudyRun(Restarts(study, np.array(x)[:, None], np.array(y)[:, None])))
