"""The clock of a screen: runs what is on the bench in slices, so that keys are answered in between.

Time passes only here. How far a run has come is a knob of the bench.
"""

import math
from collections.abc import Callable
from time import monotonic
from typing import Any, NamedTuple, Protocol

from textual.timer import Timer

from tutor.bench import Bench, start_clock, tick


class Pace(NamedTuple):
    """Seconds: of the pause between two slices of work, of work in one, and between two frames that show it.

    A key waits for a slice or a frame. A frame costs more than a slice, so there are fewer of them.
    """

    pause: float
    slice: float
    frame: float


WATCHED, AWAITED, BEHIND = Pace(0.01, 0.006, 0.1), Pace(0.002, 0.012, 0.2), Pace(0.001, 0.024, 0.3)
"""For a lab that needs pacing, whose run is watched; for the others, whose outcome is awaited; and for a watched run
that takes longer than anyone waits.
"""

RUN = 4.0
"""Seconds that a run which needs pacing takes at least, unless the learner sets another pace."""


class Clocked(Protocol):
    """A screen with a bench."""

    @property
    def bench(self) -> Bench | None:
        """The bench, if it is in sight."""

    def work(self, change: Callable[..., Bench], *given: Any, show: bool = True) -> bool:
        """Change the bench; hand it down if it is to be shown. Returns whether anything changed."""

    def hand_down(self) -> None:
        """Show everything as it is now."""

    def set_timer(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Call back once, after some seconds."""


class Clock:
    """Starts and stops the clock of a screen's bench."""

    def __init__(self, screen: Clocked) -> None:
        self._screen = screen
        self.seconds = RUN
        """What a run that needs pacing takes at least."""
        self._timer: Timer | None = None
        self._framed = self._began = 0.0

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self._timer is not None

    def start(self) -> None:
        """Let it run, if the bench has a clock; from its start again, where it is at its end."""
        self._screen.work(start_clock)
        bench = self._screen.bench
        if bench is not None and bench.clock and not self.running:
            self._began = monotonic() - self.seconds * math.sqrt(bench.progress)
            self._wait(_pace(bench).pause)
            self._screen.hand_down()

    def stop(self) -> None:
        """Stop it, and show what has come since the last frame."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            self._screen.hand_down()

    def _wait(self, pause: float) -> None:
        """Tick after a pause, if the clock still runs then.

        A timer that has run out hands its call to the screen, which may be given a key before. Stopping the timer does
        not take this call back, so the call asks whether it is still waited for.
        """
        timer = self._screen.set_timer(pause, lambda: self._tick() if self._timer is timer else None)
        self._timer = timer

    def _tick(self) -> None:
        bench = self._screen.bench
        if bench is None:
            return
        now = monotonic()
        # Squared, since most happens early in a run, and is to be seen.
        share = min(1.0, (now - self._began) / self.seconds) ** 2 if bench.lab.needs_pacing else 1.0
        pace = BEHIND if bench.progress < _LATE * share else _pace(bench)
        if bench.progress < share or share == 1:
            show = now - self._framed >= pace.frame
            if not self._screen.work(tick, pace.slice, share, show=show):
                self.stop()
                return
            if show:
                self._framed = monotonic()
        self._wait(pace.pause)


_LATE = 0.9
"""With less than this share of what it should have come to by now, a run is behind."""


def _pace(bench: Bench) -> Pace:
    return WATCHED if bench.lab.needs_pacing else AWAITED
