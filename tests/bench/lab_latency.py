"""Knob key → changed screen in every kind of lab, and keys while a training runs, through a pseudo-terminal.

    python tests/bench/lab_latency.py [KEYS]

For each kind of lab the first step of the course that has a goal and a knob beside the clock; at 120×40. The bare
Textual app of knob_latency.py is the peer, in turns with ours. Then: a training of the course is started, and the page
of keys is asked for while it runs.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator

from knob_latency import BARE, LEFT, RIGHT
from terminal import Terminal

from tutor.check import GoalCheck
from tutor.lab import turnable
from tutor.labs import LABS
from tutor.lesson.index import lessons_folder
from tutor.lesson.library import load

RUNS = ("stuck#from-the-thread", 1)
"""A training of 10,000 steps, and how many checks stand before it runs."""


def steps() -> Iterator[tuple[str, str, int, int]]:
    """For each kind of lab: its name, a step, how many checks stand before the goal, and how many knobs."""
    course = load([lessons_folder()])
    for kind, model in LABS.items():
        for lesson in course.lessons:
            for step in lesson.steps:
                goals = [i for i, check in enumerate(step.checks) if isinstance(check, GoalCheck)]
                if type(step.lab) is model and goals and turnable(step.lab)[0].name != step.lab.clock:
                    yield kind, f"{lesson.id}#{step.id}", goals[0], len(turnable(step.lab))
                    break
            else:
                continue
            break


def latencies(target: str, before: int, keys: int) -> tuple[list[float], list[float]]:
    """Milliseconds for each key, ours and the bare app's."""
    with (
        tempfile.TemporaryDirectory() as home,
        Terminal([sys.executable, "-m", "tutor", target], env={"RELU_TUTOR_HOME": home}) as ours,
        Terminal([sys.executable, "-c", BARE], env={}) as bare,
    ):
        ours.until(b"Hint")
        ours.settle()
        for _ in range(before):
            ours.press(b"s")
            ours.settle()
            ours.press(b"\r")
            ours.settle()
        bare.settle()
        times: tuple[list[float], list[float]] = ([], [])
        for i in range(keys):
            for terminal, found in zip((ours, bare), times, strict=True):
                seconds, seen = terminal.press(RIGHT if (i // 4) % 2 == 0 else LEFT)
                if seen:
                    found.append(seconds * 1000)
        return times


def while_running(target: str, before: int, keys: int) -> list[float]:
    """Milliseconds until the page of keys is on screen, asked for while the clock of the lab runs."""
    found = []
    with (
        tempfile.TemporaryDirectory() as home,
        Terminal([sys.executable, "-m", "tutor", target], env={"RELU_TUTOR_HOME": home}) as ours,
    ):
        ours.until(b"Hint")
        ours.settle()
        for _ in range(before):
            ours.press(b"s")
            ours.settle()
            ours.press(b"\r")
            ours.settle()
        for _ in range(keys):
            os.write(ours.fd, b"g")
            wait(ours, b"g pauses")
            pressed = time.perf_counter()
            os.write(ours.fd, b"?")
            wait(ours, b"Going through")
            found.append((time.perf_counter() - pressed) * 1000)
            os.write(ours.fd, b"\x1b")
            ours.settle(1)
        return found


def wait(terminal: Terminal, needle: bytes) -> None:
    """Read until these bytes come."""
    seen = b""
    while needle not in seen:
        seen += terminal.read(2) or sys.exit(f"never seen: {needle!r}")


def told(name: str, found: list[float]) -> None:
    """One line."""
    if len(found) < 20:
        print(f"{name:40} only {len(found)} keys changed the screen")
        return
    p95 = statistics.quantiles(found, n=20)[-1]
    print(f"{name:40} median {statistics.median(found):5.1f} ms, p95 {p95:5.1f} ms ({len(found)} keys)")


def main() -> None:
    """Measure and print."""
    keys = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    for kind, target, before, _ in steps():
        ours, bare = latencies(target, before, keys)
        told(f"{kind} ({target})", ours)
        told("  a bare Textual app", bare)
    told(f"? while a training runs ({RUNS[0]})", while_running(*RUNS, 25))


if __name__ == "__main__":
    main()
