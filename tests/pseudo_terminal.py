"""The program on a pseudo-terminal: what a terminal sends it, and how it leaves the terminal."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from contextlib import contextmanager, suppress

from program import COMMAND, environment

ON, OFF = b"\x1b[?1049h", (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l")
"""What takes the screen; what gives it back: the other screen, the cursor, the mouse, and pastes."""

PATIENCE = 30
"""Seconds after which a program that does not do what it should is stopped: machines are shared."""


class Terminal:
    """A running program and the other end of its terminal.

    Attributes:
        status: of the program that has ended: its exit status, or the number of a signal below zero.
        seen: what it printed.
        stops: how many times it stopped, and was sent on.
    """

    def __init__(self, process, end, inside):
        self.process, self._end, self._inside = process, end, inside
        self._before = termios.tcgetattr(inside)
        self.status, self.seen, self.stops = None, bytearray(), 0
        self._due = 0
        """How many stops there will have been, when the program has come to the last that it was told."""

    def send(self, data):
        """Type; what does not fit into the terminal's buffer is lost, as it is in a real one."""
        os.set_blocking(self._end, False)
        with suppress(OSError):
            os.write(self._end, data)

    def resize(self, columns, rows):
        fcntl.ioctl(self._end, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def signal(self, number):
        os.kill(self.process.pid, number)

    def read(self, seconds=0.0):
        """What comes within that time, until there is a pause."""
        new = b""
        while select.select([self._end], [], [], 0 if new else seconds)[0]:
            try:
                data = os.read(self._end, 1 << 16)
            except OSError:
                break
            if not data:
                break
            new += data
        self.seen += new
        return new

    def until(self, needle, seconds=PATIENCE):
        """Read until something is printed; whether it was."""
        new, deadline = b"", time.monotonic() + seconds
        while (
            needle not in new
            and time.monotonic() < deadline
            and not (self.ended() and not select.select([self._end], [], [], 0)[0])
        ):
            new += self.read(0.05)
        return needle in new

    def answers(self, seconds=PATIENCE):
        """Whether the program paints within that time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self.ended():
            if self.read(0.05):
                return True
        return False

    def ended(self):
        """Whether the program has ended. One that has stopped is sent on, as by a shell's `fg`."""
        if self.status is None:
            found, status = os.waitpid(self.process.pid, os.WNOHANG | os.WUNTRACED)
            if found and os.WIFSTOPPED(status):
                self.stops += 1
                self.signal(signal.SIGCONT)
            elif found:
                self.status = self.process.returncode = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def stop(self):
        """Suspend the program, as soon as it has come to an end with what it is doing."""
        self._due = self.stops + 1
        self.signal(signal.SIGTSTP)

    def calm_down(self):
        """Wait until the program goes on for good: what is typed while it stops is thrown away."""
        before, deadline = -1, time.monotonic() + PATIENCE
        while before != self.stops or (self.stops < self._due and time.monotonic() < deadline):
            before = self.stops
            for _ in range(10):
                self.read(0.03)
                self.ended()

    def ends(self, seconds=PATIENCE):
        """Read on until the program ends; whether it does."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.read(0.02)
            if self.ended():
                self.read(0.02)
                return True
        return False

    def leaves(self):
        """Press Ctrl+Q, once more after each stop that throws it away; whether the program ends."""
        before = -1
        while before != self.stops and not self.ended():
            before = self.stops
            self.send(b"\x11")
            if self.ends():
                return True
        return False

    def kill(self):
        """Kill the program, and read what it had printed before."""
        self.process.kill()
        while self.read(0.2):
            pass

    def hang_up(self):
        """Close the window."""
        os.close(self._end)
        self._end = -1

    @property
    def clean(self):
        """Whether the terminal is as it was found: its settings, the screen, the cursor, mouse and pastes."""
        taken = self.seen.rfind(ON)
        given_back = all(self.seen.rfind(off) > taken for off in OFF)
        return termios.tcgetattr(self._inside) == self._before and (taken < 0 or given_back)


@contextmanager
def on_terminal(*arguments, size=(100, 30), command=COMMAND, changes=None, **options):
    """The program with all three streams on a terminal of its own, unless `options` put one elsewhere."""
    end, inside = pty.openpty()
    streams = {name: options.pop(name, inside) for name in ("stdin", "stdout", "stderr")}
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    # COLUMNS and LINES, which xdist sets, would go before the size of the terminal, and before each that it gets later.
    inherited = {name: value for name, value in environment().items() if name not in {"COLUMNS", "LINES"}}
    process = subprocess.Popen(
        [*command, *arguments],
        **streams,
        env={**inherited, "TERM": "xterm-256color", **(changes or {})},
        preexec_fn=_take_terminal,  # noqa: PLW1509 -- it must be the terminal of the session, or it sends no signals
        **options,
    )
    terminal = Terminal(process, end, inside)
    try:
        yield terminal
    finally:
        if not terminal.ended():
            process.kill()
            process.wait()
        for each in (terminal._end, inside):
            if each >= 0:
                os.close(each)


def _take_terminal():
    os.setsid()
    for stream in (0, 1, 2):
        with suppress(OSError):
            fcntl.ioctl(stream, termios.TIOCSCTTY, 0)
            return
