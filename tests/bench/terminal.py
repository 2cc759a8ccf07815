"""A program in a pseudo-terminal: start it, press keys, see when the screen has changed."""

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

QUIET = 0.03
"""Seconds without output after which a frame is taken as complete."""


class Terminal:
    """A child process on a pseudo-terminal of a given size; killed at the end."""

    def __init__(self, argv: Sequence[str], *, columns: int = 120, rows: int = 40, env: Mapping[str, str]) -> None:
        self.seen = b""
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(argv[0], list(argv), {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **env})
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        os.close(self.fd)

    def read(self, timeout: float) -> bytes:
        """What comes within the time, or nothing."""
        ready, _, _ = select.select([self.fd], [], [], timeout)
        try:
            return os.read(self.fd, 1 << 16) if ready else b""
        except OSError:
            sys.exit(f"the program ended: {self.seen[-2000:].decode(errors='replace')}")

    def until(self, needle: bytes, timeout: float = 10) -> float:
        """Seconds from the start of the process until these bytes have come."""
        end = time.perf_counter() + timeout
        while needle not in self.seen:
            if time.perf_counter() > end:
                sys.exit(f"never seen: {needle!r}")
            self.seen += self.read(0.1)
        return time.perf_counter() - self.started

    def settle(self, quiet: float = 0.5) -> None:
        """Read until nothing more comes."""
        while self.read(quiet):
            pass

    def press(self, key: bytes) -> tuple[float, bytes]:
        """Seconds from a key to the last byte of what it changed, and what came."""
        pressed = changed = time.perf_counter()
        os.write(self.fd, key)
        seen = b""
        while chunk := self.read(QUIET if seen else 2):
            changed, seen = time.perf_counter(), seen + chunk
        return changed - pressed, seen
