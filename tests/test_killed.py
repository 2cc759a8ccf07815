"""The promise of the README: an answer that is shown as judged is on the disk, whenever the program is killed."""

import os
import pty
import random
import re
import select
import signal
import sys
import time

import pytest
from program import COMMAND, environment

from tutor.progress import opened

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal and SIGKILL")

SEED = 13
LESSON, STEP = "start", "one-question"
MOST = 60
"""Seconds after which a program that says nothing is ended: a test that fails must not wait for ever."""


class Terminal:
    """The program on a pseudo-terminal: what it wrote, and its process."""

    def __init__(self, home, *arguments, lines="40"):
        self.seen = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            changes = {"RELU_TUTOR_HOME": str(home), "TERM": "xterm-256color", "COLUMNS": "100", "LINES": lines}
            os.execve(COMMAND[0], [*COMMAND, *arguments], environment(**changes))

    def read(self, seconds):
        """Read for some time at most; whether there was anything."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            chunk = os.read(self.fd, 1 << 16)
        except OSError:  # Linux: the program has ended
            return False
        self.seen += chunk
        return bool(chunk)

    def until(self, needle, begin=0):
        """Read until something is seen."""
        deadline = time.monotonic() + MOST
        while needle not in self.seen[begin:]:
            if not self.read(1) and time.monotonic() > deadline:
                raise AssertionError(f"never seen: {needle!r} in {self.seen[-2000:]!r}")

    def type(self, text):
        os.write(self.fd, text)

    def kill(self):
        """Kill it, and read what it had written before."""
        os.kill(self.pid, signal.SIGKILL)
        while self.read(0.2):
            pass
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def in_the_log(home):
    """The answers to the first question in the file, as the next run finds them."""
    with opened(home) as progress:
        assert progress.warning == ""
        return [record.answer for record in progress.answers(LESSON) if record.step == STEP]


def judged_in_plain(home, numbers):
    """Type wrong answers, kill at a random moment; how many were shown as judged."""
    terminal = Terminal(home, "--plain", f"{LESSON}#{STEP}")
    terminal.until(b"Type help")
    answers = numbers.randrange(1, 12)
    terminal.type(b"1\n3\n" * (answers // 2) + b"1\n" * (answers % 2))
    after = numbers.randrange(answers + 1)
    while terminal.seen.count(b"Not right.") < after:
        terminal.read(1)
    terminal.read(numbers.random() * 0.002)
    terminal.kill()
    return terminal.seen.count(b"Not right.")


SAYS = (b"nobody counts it", b"a wrong guess helps as well")
"""What the screen shows of the feedback to the two wrong options of the first question."""


def judged_on_screen(home, numbers):
    """Press the keys of wrong options, kill at a random moment; how many verdicts at least were painted."""
    terminal = Terminal(home, f"{LESSON}#{STEP}")
    terminal.until(b"What is it good for?")
    judged = 0
    for n in range(numbers.randrange(1, 5)):
        begin = len(terminal.seen)
        terminal.type(b"13"[n % 2 : n % 2 + 1])
        terminal.until(SAYS[n % 2], begin)
        judged += 1
    begin = len(terminal.seen)
    terminal.type(b"13"[judged % 2 : judged % 2 + 1])
    for _ in range(numbers.randrange(12)):
        terminal.read(0.002)
    terminal.kill()
    return judged + (SAYS[judged % 2] in re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", terminal.seen[begin:]))


def lost(folder, judge, times, seed):
    """Kill the program again and again; how many answers were shown as judged in all, and how many of them are lost."""
    numbers, shown, gone = random.Random(seed), 0, 0  # noqa: S311 -- the same kills in every run
    for n in range(times):
        home = folder / str(n)
        judged = judge(home, numbers)
        shown += judged
        gone += max(0, judged - len(in_the_log(home)))
    return shown, gone


@pytest.mark.parametrize(("judge", "times"), [(judged_in_plain, 3), (judged_on_screen, 1)], ids=["plain", "screen"])
def test_no_answer_that_was_shown_as_judged_is_lost(judge, times, tmp_path):
    """Killed at any moment, the program has kept every answer whose verdict it has shown."""
    shown, gone = lost(tmp_path, judge, times, SEED)
    assert shown
    assert gone == 0


@pytest.mark.full
@pytest.mark.parametrize("judge", [judged_in_plain, judged_on_screen], ids=["plain", "screen"])
def test_no_answer_is_lost_in_a_hundred_kills(judge, tmp_path):
    """The same of a hundred kills in each front end."""
    shown, gone = lost(tmp_path, judge, 100, SEED + 1)
    print(f"100 kills, {shown} answers shown as judged, {gone} of them lost")
    assert gone == 0
