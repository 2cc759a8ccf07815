"""The end of the program: soon, quietly, and with the terminal as it was, whatever it is busy with."""

import random
import signal
import subprocess
import time

import pytest
from program import COMMAND, posix
from pseudo_terminal import ON, on_terminal

pytestmark = posix


POLITE = ["SIGTERM", "SIGHUP", "SIGINT"]
ABRUPT = ["SIGQUIT", "SIGABRT", "SIGALRM"]


def opened(terminal):
    """Wait for a question, which comes with the live step."""
    assert terminal.until(b"number: 3")


@pytest.mark.parametrize("keys", [b"s\rq", b"\x10\x11", b"kpkp\x11", b"ssnssnssn\x11", b"c\x11", b"?\x11"])
@pytest.mark.today(1)
def test_leaving_right_after_another_key_is_no_bug(keys):
    """What arrives for a screen that is about to come or go is dropped."""
    with on_terminal("one-unit") as terminal:
        opened(terminal)
        terminal.send(keys)
        assert terminal.ends()
        assert (terminal.status, terminal.clean) == (0, True), terminal.seen[-300:]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGQUIT", "SIGHUP", "SIGINT", "SIGABRT", "SIGALRM"])
@pytest.mark.today(1)
def test_a_signal_at_rest_ends_the_program_and_restores_the_terminal(name):
    """A polite signal gives 128 and its number; any other is died of."""
    number = getattr(signal, name)
    with on_terminal("one-unit") as terminal:
        opened(terminal)
        terminal.read(0.3)
        terminal.signal(number)
        assert terminal.ends()
        assert terminal.status == (128 + number if name in POLITE else -number)
        assert terminal.clean


@pytest.mark.parametrize("seed", range(100))
@pytest.mark.today(1)
def test_a_signal_at_any_moment_of_the_start_restores_the_terminal(seed):
    """Also before the first paint, and while the lesson is loading."""
    rng = random.Random(seed)  # noqa: S311 -- the same moments in every run
    number = getattr(signal, rng.choice([*POLITE, *ABRUPT]))
    with on_terminal("one-unit") as terminal:
        terminal.read(rng.uniform(0, 1.2))
        terminal.signal(number)
        assert terminal.ends()
        assert terminal.status in {128 + number, -number, 1 if number == signal.SIGINT else -number}, seed
        assert terminal.clean, (seed, terminal.seen[-300:])
        assert b"Traceback" not in terminal.seen or number == signal.SIGINT, seed


STUCK = """
import os, sys
from tutor import cli
from tutor.tui.lesson_screen import LessonScreen
def hang(self):
    os.write(1, b"NO WAY OUT")
    while True: pass
LessonScreen.action_hint = hang
sys.exit(cli.main(["one-unit"]))
"""


@pytest.mark.parametrize("name", POLITE)
@pytest.mark.today(1)
def test_a_signal_ends_a_program_that_does_not_answer(name):
    """The handlers run between two instructions, so that a loop without an end is no refuge."""
    number = getattr(signal, name)
    with on_terminal("-c", STUCK, command=COMMAND[:1]) as terminal:
        opened(terminal)
        terminal.send(b"h")
        assert terminal.until(b"NO WAY OUT")
        terminal.signal(number)
        assert terminal.ends()
        assert (terminal.status, terminal.clean) == (-number, True)


@pytest.mark.parametrize("place", ["what-kills", "one-unit", "stuck"])
@pytest.mark.today(1)
def test_a_terminal_that_is_gone_takes_the_program_with_it(place):
    """Also while a lab runs by its clock; nothing goes on without anybody to see it."""
    with on_terminal(place) as terminal:
        assert terminal.until(ON)
        terminal.read(1)
        terminal.send(b"kg")
        terminal.read(0.5)
        terminal.hang_up()
        deadline = time.monotonic() + 10
        while not terminal.ended() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert terminal.ended()


def test_a_key_suspends_the_program_and_a_shell_brings_it_back():
    """Ctrl+Z gives the terminal back, and `fg` shows the lesson again, with the keys where they were."""
    shell = ["sh", "-ic", f"set -m; {' '.join(COMMAND)} one-unit; echo STOPPED; read x; fg; echo DONE"]
    with on_terminal(command=shell) as terminal:
        opened(terminal)
        terminal.read(0.3)
        terminal.send(b"\x1a")
        assert terminal.until(b"STOPPED")
        terminal.send(b"\n")
        assert terminal.until(b"number: 3")
        terminal.send(b"\x11")
        assert terminal.until(b"DONE")


def test_a_program_without_a_shell_does_not_suspend():
    """Nobody could bring it back."""
    with on_terminal("one-unit") as terminal:
        opened(terminal)
        terminal.read(0.3)
        terminal.send(b"\x1a")
        assert terminal.until(b"shell has started")
        assert not terminal.stops


@pytest.mark.parametrize("number", [signal.SIGTSTP, signal.SIGSTOP])
@pytest.mark.today(1)
def test_stopped_and_sent_on_it_takes_the_terminal_once(number):
    """A second thread for the keys would keep the program from ending."""
    with on_terminal("one-unit") as terminal:
        opened(terminal)
        for _ in range(2):
            terminal.signal(number)
            deadline = time.monotonic() + 10
            while terminal.stops == 0 and time.monotonic() < deadline:
                terminal.ended()
                time.sleep(0.02)
            assert terminal.until(ON)
            terminal.stops = 0
            terminal.read(0.3)
        terminal.send(b"\x11")
        assert terminal.ends()
        assert (terminal.status, terminal.clean) == (0, True)


def test_a_second_stop_before_the_way_back_does_not_lose_the_terminal():
    """Ctrl+Z typed while the terminal is given back stops the program again, and it takes the terminal all the same."""
    with on_terminal("one-unit") as terminal:
        opened(terminal)
        for _ in range(3):
            terminal.signal(signal.SIGTSTP)
            terminal.signal(signal.SIGTSTP)
            terminal.send(b"\x1a")
            terminal.calm_down()
        terminal.send(b"\x11")
        assert terminal.ends()
        assert (terminal.status, terminal.clean) == (0, True)


def test_it_paints_where_the_terminal_is():
    """Under `2>log` standard error is a file, and the lesson is on the screen all the same."""
    with on_terminal("one-unit", stderr=subprocess.DEVNULL) as terminal:
        opened(terminal)
        terminal.send(b"\x11")
        assert terminal.ends()
        assert (terminal.status, terminal.clean) == (0, True)
