"""Training at a terminal: a progress bar, and Ctrl+C, which stops the training but not the program."""

import signal
import sys
from dataclasses import dataclass
from types import FrameType

from tutor.net.restarts.run import Restarts
from tutor.pace import run_slice

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
    """Advance in slices of about a tenth of a second, with a bar on a terminal."""
    bar = _Bar(restarts.study.steps)
    while not restarts.done and not interrupt.wanted:
        run_slice(restarts.advance, restarts.study.steps - restarts.step, 0.1, most_at_once=_MOST_AT_ONCE)
        bar.show(restarts.step)
    bar.clear()


@dataclass(frozen=True)
class _Bar:
    """A progress bar on standard error, so that the result can be piped; nothing if that is no terminal."""

    steps: int

    def show(self, step: int) -> None:
        full = step * _BAR // self.steps
        self._write(f"\r{'█' * full}{'░' * (_BAR - full)} step {step:,} of {self.steps:,}; Ctrl+C stops ")

    def clear(self) -> None:
        self._write("\r\x1b[K")

    @staticmethod
    def _write(text: str) -> None:
        if sys.stderr is not None and sys.stderr.isatty():
            print(text, end="", file=sys.stderr, flush=True)
