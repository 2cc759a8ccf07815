"""The memory of a session against an empty Textual app's, and how it grows, through a pseudo-terminal.

    python tests/bench/memory.py [TURNS] [STEPS] [STARTS]

Prints the resident size (VmRSS, Linux alone) at 120×40 at the opening with the course loaded, in a step with the
network lab, and of an empty Textual app, as the medians of some starts that take turns, and how much of it no file
stands behind. The goal is at most 1.6 times the empty app. Then one session turns a knob many times, there and back,
and one goes from step to step and back: how much each has grown since what they need first was there. The goal is 5 MB
over 10,000 turns and 200 changes of step; by default it is fewer.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from knob_latency import EMPTY, FIRST_CELL, LEFT, RIGHT
from terminal import QUIET, Terminal

LAB, WITH_LAB = "when-linear#bend-it", b"Hint"
"""A step with the network lab, and a word that comes with the lab, not with the text before it."""
FEW, THERE = 200, 10
"""Turns of a knob after which what is needed once is there, and turns in one direction."""
LOADED = b"lessons, about"
"""What the opening tells once the course is loaded."""
GOAL, GROWTH = 1.6, 5


class Size(NamedTuple):
    """Resident memory in MB: all of it, and the part that no file stands behind."""

    all: float
    anonymous: float


def size(terminal: Terminal) -> Size:
    """What a program takes now."""
    lines = Path(f"/proc/{terminal.pid}/status").read_text(encoding="utf-8").splitlines()
    found = dict(line.split(":", 1) for line in lines)
    return Size(*(int(found[key].split()[0]) / 1024 for key in ("VmRSS", "RssAnon")))


def start(*arguments: str, home: str) -> Terminal:
    """The tutor."""
    return Terminal([sys.executable, "-m", "tutor", *arguments], env={"RELU_TUTOR_HOME": home})


def in_lab(home: str) -> Terminal:
    """The tutor in a step with a lab, at rest."""
    terminal = start(LAB, home=home)
    terminal.until(WITH_LAB)
    terminal.settle()
    return terminal


def starts(count: int) -> dict[str, list[Size]]:
    """What each of the three takes at rest, start by start."""
    found: dict[str, list[Size]] = {"an empty Textual app": [], "the opening": [], f"a lab ({LAB})": []}
    empty, opening, lab = found.values()
    for _ in range(count):
        with tempfile.TemporaryDirectory() as home:
            with Terminal([sys.executable, "-c", EMPTY], env={}) as terminal:
                terminal.until(FIRST_CELL)
                terminal.settle()
                empty.append(size(terminal))
            with start(home=home) as terminal:
                terminal.until(LOADED)
                terminal.settle()
                opening.append(size(terminal))
            with in_lab(home) as terminal:
                lab.append(size(terminal))
    return found


def turned(terminal: Terminal, turns: int) -> None:
    """Turn a knob, there and back; each key waits for the frame of the one before."""
    for i in range(turns):
        os.write(terminal.fd, RIGHT if (i // THERE) % 2 == 0 else LEFT)
        terminal.read(2)
        while terminal.read(QUIET / 10):
            pass


def stepped(terminal: Terminal, steps: int) -> None:
    """Go to the next step and back."""
    for i in range(steps):
        terminal.press(b"n" if i % 2 == 0 else b"p")
        time.sleep(QUIET)


def growth(turns: int, steps: int) -> tuple[float, float]:
    """MB by which a session has grown over turns of a knob, and another over changes of step."""
    with tempfile.TemporaryDirectory() as home, in_lab(home) as terminal:
        turned(terminal, FEW)
        before = size(terminal).all
        turned(terminal, turns)
        by_turns = size(terminal).all - before
    with tempfile.TemporaryDirectory() as home, in_lab(home) as terminal:
        stepped(terminal, THERE)
        before = size(terminal).all
        stepped(terminal, steps)
        return by_turns, size(terminal).all - before


def main() -> None:
    """Measure and print."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the compiler leaves memory behind, and takes the time of a start
    turns, steps, count = (int(argument) for argument in (sys.argv[1:] + ["1000", "40", "5"][len(sys.argv) - 1 :]))
    found = starts(count)
    empty = statistics.median(each.all for each in found["an empty Textual app"])
    for name, sizes in found.items():
        median, anonymous = (statistics.median(column) for column in zip(*sizes, strict=True))
        print(
            f"{name}: {median:.1f} MB, anonymous {anonymous:.1f} MB; {median / empty:.2f} times the empty app"
            f" (goal {GOAL}; {count} starts, {min(sizes).all:.1f} to {max(sizes).all:.1f} MB)"
        )
    by_turns, by_steps = growth(turns, steps)
    print(f"grown by {by_turns:.1f} MB over {turns} turns of a knob, {by_steps:.1f} MB over {steps} changes of step")
    print(f"(goal {GROWTH} MB over 10,000 turns and 200 changes)")


if __name__ == "__main__":
    main()
