"""An app that outlasts what Textual does not: signals, screens that close under a message, and text that is markup."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from textual._context import active_message_pump
from textual.app import ScreenError, ScreenStackError
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widget import MountError, Widget

from tutor.tui.keys import PatientApp, Result
from tutor.tui.signs import Signs
from tutor.visible import visible

_GONE = (NoMatches, MountError, ScreenStackError, ScreenError)
_SIGNS = Signs()


class LastingApp(PatientApp[Result]):
    """Leaves when it is asked to, from outside too, and tells a bug from a screen that has gone."""

    def __init__(self) -> None:
        super().__init__(driver_class=_driver())
        self._loop_of_events: asyncio.AbstractEventLoop | None = None

    def on_load(self) -> None:
        """The loop runs, and the terminal is about to be taken."""
        self._loop_of_events = asyncio.get_running_loop()

    def keep(self) -> None:
        """Keep what is not kept yet. May raise: whoever gives up goes on all the same."""

    def leave(self) -> bool:
        """Ask the app to leave, from a signal; whether it runs and can be asked."""
        if self._loop_of_events is None:
            return False
        try:
            self._loop_of_events.call_soon_threadsafe(self.exit)
        except RuntimeError:  # the loop has ended
            return False
        return True

    def give_up(self) -> None:
        """Keep what can be kept and restore the terminal, now: the app does not answer. Never raises."""
        with suppress(Exception):
            self.keep()
        restore = getattr(self._driver, "restore", None)  # those of Windows and of tests have none
        if restore is not None:
            restore()

    def action_suspend_process(self) -> None:
        """Back to the shell, until its `fg`."""
        if sys.platform == "win32" or os.getsid(os.getppid()) != os.getsid(0):
            self.notify("No shell has started this program: there is none to return to.")
        else:
            super().action_suspend_process()

    def notify(self, message: str, *, markup: bool = False, **how: Any) -> None:  # noqa: ARG002 -- Textual's
        """Show a notice. Its text is never markup: it may quote what was typed, or the path of a file."""
        super().notify(visible(message), markup=False, **how)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Every row of every widget goes through these; ours is the last."""
        return [*super().get_line_filters(), _SIGNS]

    def _handle_exception(self, error: Exception) -> None:
        # In a screen that closes, and in all once the app is leaving, Textual mounts nothing more: what is still on its
        # way there finds no widgets, those of Textual too. That is no bug. Anywhere else the same exception is.
        if not (isinstance(error, _GONE) and self._has_gone(active_message_pump.get(self))):
            super()._handle_exception(error)

    def _has_gone(self, where: object) -> bool:
        """Whether a widget or screen is closed, or about to be."""
        screens = where.ancestors_with_self if isinstance(where, Widget) else ()
        return (
            self._exit
            or not self.is_running
            or any(isinstance(each, Screen) and each not in self.screen_stack for each in screens)
        )

    def _fatal_error(self) -> None:
        # Textual would print the whole traceback over the shell. The command line tells it in one line, with the rest
        # in a file, once the terminal is restored. There is no public hook for this; a test holds it in place.
        self._close_messages_no_wait()


def _driver() -> type[Driver] | None:
    """The driver for this platform; None leaves the choice to Textual."""
    if sys.platform == "win32" or os.environ.get("TEXTUAL_DRIVER"):
        return None
    from tutor.tui.terminal_driver import TerminalDriver  # noqa: PLC0415 -- POSIX alone has what it imports

    return TerminalDriver
