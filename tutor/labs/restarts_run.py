"""A study of restarts that goes on slice by slice, and what was kept of it to look back on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from tutor.net.restarts.outcome import KINDS, Outcome, outcome
from tutor.net.restarts.run import Restarts
from tutor.net.restarts.snapshot import Snapshot
from tutor.net.restarts.study import Study

MARKS = 50
"""So many times on its way a study is kept as it stands."""

_CHUNK = 25
"""At most so many steps between two looks at the clock."""

_QUICKEST = 1e-7
"""Seconds for a step: no step takes less, and a timer may say that it took none."""

_WITHIN = 1.01
"""A plateau takes the losses up to so many times its smallest, as `Outcome.plateaus` does."""

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
class Stand:
    """What a study is at one step. What takes long is found out when it is asked for, and once.

    Attributes:
        start: what it was before the first step; None where this is that.
    """

    snapshot: Snapshot
    start: "Stand | None" = None

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
        others = others[np.argsort(losses[others], kind="stable")]
        ordered, first = losses[others], 0
        while first < len(others):
            last = int(np.searchsorted(ordered, _WITHIN * ordered[first], side="right"))
            found.append(_plateau(losses, others[first:last], fit=False))
            first = last
        return tuple(found)


def _plateau(losses: NDArray[np.floating], networks: NDArray[np.intp], *, fit: bool) -> Plateau:
    loss = float(np.median(losses[networks]))
    away = np.abs(losses[networks] - loss)
    return Plateau(loss, networks[np.argsort(away, kind="stable")], fit, int((away < NEAR).sum()))


@dataclass(eq=False)
class Run:
    """A study on its way. It is kept as it stands at each mark and where a slice ended.

    Attributes:
        mark: the steps from one mark to the next.
        timer: seconds, from any start.
    """

    restarts: Restarts
    timer: Callable[[], float] = perf_counter
    mark: int = field(init=False)
    now: Stand = field(init=False)
    kept: dict[int, Stand] = field(init=False)
    _chunk: int = field(init=False, default=1)

    def __post_init__(self) -> None:
        self.mark = mark(self.restarts.study.steps)
        self.now = Stand(Snapshot(self.restarts))
        self.kept = {0: self.now}

    @property
    def steps(self) -> int:
        """How many it is to take."""
        return self.restarts.study.steps

    def at(self, step: int) -> Stand:
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
        end = self.timer() + seconds
        before = self.timer()
        while self.restarts.step < self.steps:
            at = self.restarts.step
            self._go(at + self._chunk, stand=False)
            after = self.timer()
            pace = max((after - before) / (self.restarts.step - at), _QUICKEST)
            self._chunk = max(1, min(_CHUNK, int((end - after) / pace)))
            if after + pace > end:
                break
            before = after
        self._stand()
        return self.restarts.step

    def history(self, step: int) -> tuple[Stand, ...]:
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
        self.now = Stand(Snapshot(self.restarts), self.kept[0])
        if step % self.mark == 0:
            self.kept[step] = self.now


def mark(steps: int) -> int:
    """The steps from one mark to the next."""
    return max(1, steps // MARKS)


@lru_cache(maxsize=3)
def run(study: Study, x: tuple[float, ...], y: tuple[float, ...]) -> Run:
    """The run of a study on rows with one input; the same one as long as it is among the last that were asked for."""
    return Run(Restarts(study, np.array(x)[:, None], np.array(y)[:, None]))
