"""Textual's driver for POSIX terminals, made to outlast whatever a terminal sends, and the terminal itself."""

import os
import selectors
import signal
import sys
import termios
from codecs import getincrementaldecoder
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TextIO

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

_OFF = (
    b"\x1b[?2004l\x1b[?7h\x1b[?2048l"  # paste, wrap, size reports
    b"\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[<u"  # mouse, keyboard
    b"\x1b[?1049l\x1b[?25h\x1b[?1004l"  # alternate screen, cursor, focus reports
)
"""What takes back every mode that Textual sets."""

_CHUNK, _PAUSE = 4096, 0.1
"""Bytes read at once; seconds after which a lone Esc is a key."""


class TerminalDriver(LinuxDriver):
    """Reads keys from standard input and paints on standard output, which may be the only streams on a terminal.

    Textual paints on standard error, and shows nothing under `2>log`. It ends the app with a traceback over bytes that
    are not UTF-8 and over key codes that are no characters. Where the terminal is gone, it reads in an endless loop.
    """

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self._taken = False
        self._resumes = False
        self._output = Output(sys.__stdout__ or sys.stdout)
        self._file = self._output  # type: ignore[assignment]  # the writer needs no more of it

    # Textual takes the terminal once more at every SIGCONT, also before the app has taken it, or after a SIGSTOP, which
    # gives no notice: two threads then read the same keys, and the program does not end.

    def start_application_mode(self) -> None:
        """Take the terminal, if it is not taken."""
        if not self._taken:
            super().start_application_mode()  # type: ignore[no-untyped-call]  # untyped in Textual
            self._taken = self._key_thread is not None and self._key_thread.is_alive()

    def stop_application_mode(self) -> None:
        """Give the terminal back, if it is taken."""
        if self._taken:
            self._taken = False
            super().stop_application_mode()

    def _sigtstp_application(self, *_: object) -> None:
        self._soon(self._stop)

    def _sigcont_application(self, *_: object) -> None:
        self._soon(self._go_on)

    def _soon(self, do: Callable[[], None]) -> None:
        """Do it between two events: a handler of signals may find the queue of the output locked by its own thread."""
        with suppress(RuntimeError):  # the loop has ended, and the terminal is given back
            self._loop.call_soon_threadsafe(do)

    def _stop(self) -> None:
        if self._taken and self._auto_restart:
            self._resumes = self._must_signal_resume = True  # and stays so at a second stop before the way back
            self.suspend_application_mode()
        os.kill(os.getpid(), signal.SIGSTOP)

    def _go_on(self) -> None:
        if self._taken and self._auto_restart:
            self._resumes = True
            self.suspend_application_mode()
        if self._resumes:
            self._resumes = False
            self.resume_application_mode()

    def run_input_thread(self) -> None:
        """Read keys until the app leaves or the terminal is gone."""
        parser, decode = XTermParser(), getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:  # the only one that macOS has for terminals
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                text = ""
                if selector.select(_PAUSE):
                    received = self._read()
                    if not received:
                        os.kill(os.getpid(), signal.SIGHUP)  # as if the terminal had said goodbye
                        return
                    text = decode(received)
                for character in text:
                    parser = self._feed(parser, character)
                parser = self._feed(parser, "")

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, _CHUNK)
        except OSError:
            return b""

    def _feed(self, parser: XTermParser, character: str) -> XTermParser:
        """Pass on what a character completes, or what time has; returns the parser to go on with."""
        try:
            for message in parser.feed(character) if character else parser.tick():
                self.process_message(message)
        except (ValueError, ArithmeticError):  # a key code beyond Unicode, a screen of no width
            return XTermParser()
        return parser

    def restore(self) -> None:
        """Give the terminal back at once, as it was found, whatever state the app is in. Never raises."""
        if self._writer_thread is None:
            return  # it has not been taken yet
        with suppress(OSError, termios.error):
            termios.tcflush(self.fileno, termios.TCIOFLUSH)
        with suppress(OSError, termios.error):
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        with suppress(OSError, ValueError):
            out = self._output.fileno()
            os.set_blocking(out, False)  # a terminal that does not read must not hold the program back
            os.write(out, _OFF)
            os.set_blocking(out, True)


class Output:
    """A stream to a terminal. What is written after the terminal is gone is dropped."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        """Write, if the terminal is there."""
        with suppress(OSError, ValueError):
            self._stream.write(text)

    def flush(self) -> None:
        """Send what was written, if the terminal is there."""
        with suppress(OSError, ValueError):
            self._stream.flush()

    def fileno(self) -> int:
        """The descriptor of the stream."""
        return self._stream.fileno()
