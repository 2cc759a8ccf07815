"""Training at a terminal: a progress bar, and Ctrl+C, which stops the training but not the program."""

import signal
from types import FrameType

from tutor.net.restarts.run import Restarts
from tutor.pace import run_slice
from tutor.terminal import show_progress

_BAR = 30
"""Characters of the progress bar."""

_MOST_AT_ONCE = 1000
"""Steps between two looks at the clock, where they take next to no time."""


class Interrupt:
    """While it is open, Ctrl+C only sets `wanted`, so that every network finishes the step under way."""

    wanted = False

    def __enter__(self) -> "Interrupt":
        self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _note(self, _signal: int, _frame: FrameType | None) -> None:
        self.wanted = True


def train(restarts: Restarts, interrupt: Interrupt) -> None:
    """Advance in slices of about a tenth of a second, with a bar on standard error, so that the result can be piped."""
    while not restarts.done and not interrupt.wanted:
        run_slice(restarts.advance, restarts.study.steps - restarts.step, 0.1, most_at_once=_MOST_AT_ONCE)
        show_progress(_bar(restarts.step, restarts.study.steps))
    show_progress("")


def _bar(step: int, steps: int) -> str:
    full = step * _BAR // steps
    return f"{'█' * full}{'░' * (_BAR - full)} step {step:,} of {steps:,}; Ctrl+C stops "
