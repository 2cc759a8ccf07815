"""How a signal ends the full screen: politely if the app still answers, within a second in any case."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, NoReturn, Protocol

GRACE = 0.7
"""Seconds between a polite signal and the end."""

Handler = Callable[[int, FrameType | None], object]

_POLITE = ("SIGTERM", "SIGHUP", "SIGINT")
_ABRUPT = ("SIGQUIT", "SIGABRT", "SIGALRM")


class Ending(Protocol):
    """An app that can be ended."""

    def leave(self) -> bool:
        """Ask the app to leave; whether it has begun and can be asked. Called between any two instructions."""

    def give_up(self) -> None:
        """Keep what can be kept and restore the terminal, now. Never raises."""


@contextmanager
def heeded(app: Ending) -> Iterator[Callable[[], int]]:
    """While the app runs, signals end it; gives a function for the number of the signal that did, else 0.

    SIGTERM, SIGHUP and SIGINT ask the app to leave. If it is still there `GRACE` later, or is asked again, the program
    keeps what it can, restores the terminal and ends by the signal's default. The other deadly signals do that at once.

    Python runs these handlers between two instructions, in a loop that never ends as well. Those of asyncio, which
    Textual's own way would need, run between two events: an app that is stuck would never hear of them.
    """
    asked = 0

    def polite(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked or not app.leave():
            end(number, frame)
        asked = number
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, GRACE)

    def end(number: int, _: FrameType | None) -> NoReturn:
        app.give_up()
        number = asked or number
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        os._exit(128 + number)  # where the signal is blocked

    before: dict[str, Any] = {}
    handlers: list[tuple[tuple[str, ...], Handler]] = [(_POLITE, polite), (_ABRUPT, end)]
    for names, handler in handlers:
        for name in names:
            if hasattr(signal, name):  # Windows has few of them
                with suppress(ValueError):  # only the main thread may do this
                    before[name] = signal.signal(getattr(signal, name), handler)
    try:
        yield lambda: asked
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        for name, found in before.items():
            signal.signal(getattr(signal, name), found)
