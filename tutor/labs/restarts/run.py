"""The runs of the `restarts` lab: a study that goes on slice by slice, and is kept at its marks to look back on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np

from tutor.lab import Settings
from tutor.labs.restarts.spec import RestartsSpec, mark
from tutor.labs.restarts.study import StudyAtStep
from tutor.net.activation import ACTIVATIONS
from tutor.net.optimizer import OPTIMIZERS, Optimizer
from tutor.net.restarts.run import Restarts
from tutor.net.restarts.snapshot import Snapshot
from tutor.net.restarts.study import Study
from tutor.pace import run_slice
from tutor.store import Store

_CHUNK = 25
"""The most steps between two looks at the timer."""

_FOUND_BYTES = 20
"""At a mark, the bytes for each network of its loss and of what may be found out of it: from 10 to 42."""

_OBJECT_BYTES, _MARK_BYTES = 16_000, 600
"""Measured: what the objects take beside their numbers, those of a run and those of a mark."""


@dataclass(eq=False)
class StudyRun:
    """A study on its way. It is kept as it was at each mark: only there can it be looked at, then and later.

    Attributes:
        timer: seconds, from any start.
        mark: the steps from one mark to the next; the last step is a mark too.
        kept: the study at the marks reached so far, by their steps.
    """

    restarts: Restarts
    timer: Callable[[], float] = perf_counter
    mark: int = field(init=False)
    kept: dict[int, StudyAtStep] = field(init=False)

    def __post_init__(self) -> None:
        self.mark = mark(self.restarts.study.steps)
        self.kept = {0: StudyAtStep(Snapshot(self.restarts))}

    @property
    def nbytes(self) -> int:
        """About how many bytes the study and the marks hold."""
        restarts = self.restarts
        at_mark = restarts.parameters.nbytes + restarts.study.runs * _FOUND_BYTES + _MARK_BYTES
        return restarts.nbytes + _OBJECT_BYTES + len(self.kept) * at_mark

    def at(self, step: int) -> StudyAtStep:
        """The study at the last mark up to a step. It is trained to that mark, if it has not come so far."""
        shown = self._mark_before(step)
        while self.restarts.step < shown:
            self._go_on(shown - self.restarts.step)
        return self.kept[shown]

    def history(self, step: int) -> tuple[StudyAtStep, ...]:
        """The study at all marks up to a step."""
        last = self.at(step)
        return (*(self.kept[at] for at in range(0, last.step, self.mark)), last)

    def advance(self, step: int, most: int, seconds: float) -> int:
        """The step reached from `step` with about this many seconds of work, at most `most`; a mark if one was passed.

        A run that has come further is watched again, from mark to mark.
        """
        while self.restarts.step < step and not self.restarts.done:
            self._go_on(step - self.restarts.step)
        following = min(self._mark_before(step) + self.mark, most)
        if self.restarts.step < following:
            run_slice(self._go_on, most - self.restarts.step, seconds, most_at_once=_CHUNK, timer=self.timer)
            reached = self.restarts.step
            passed = self._mark_before(reached)
            return passed if passed > step else reached
        return max(step, following)

    def _mark_before(self, step: int) -> int:
        """The last mark up to a step."""
        last = self.restarts.study.steps
        return last if step >= last else step - step % self.mark

    def _go_on(self, steps: int) -> int:
        """Take up to this many steps, at most to the next mark; return their number."""
        before = self.restarts.step
        self.restarts.advance(min(steps, self.mark - before % self.mark))
        now = self.restarts.step
        if now == self._mark_before(now):
            self.kept[now] = StudyAtStep(Snapshot(self.restarts), self.kept[0])
        return now - before


def run(spec: RestartsSpec, settings: Settings, store: Store) -> StudyRun:
    """The run of the study at these settings."""
    study = Study(
        spec.sizes(int(settings["units"])),
        spec.init,
        ACTIVATIONS[list(ACTIVATIONS)[int(settings["activation"])]],
        optimizer=Optimizer(list(OPTIMIZERS)[int(settings["optimizer"])], float(settings["rate"])),
        steps=spec.steps,
        runs=spec.runs,
        seed=int(settings["seed"]),
        fit_below=float(spec.fit),
    )
    x, y = spec.task(settings).rows
    return store.run((study, x, y), lambda: StudyRun(Restarts(study, np.array(x)[:, None], np.array(y)[:, None])))
