"""Knob key → changed screen in every kind of lab, and keys while a training runs, through a pseudo-terminal.

    python tests/bench/lab_latency.py [KEYS]

For each kind of lab the first step of the course that has a goal and a knob beside the clock; at 120×40. The bare
Textual app of knob_latency.py is the peer, in turns with ours. Then: a training of the course is started, and hints
are asked for while it runs.
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

RUN = "capstone#one-that-stuck"
"""A training of 10,000 steps of a network 1-3-1, before which no check stands."""
STARTS = 10
TURNS = 12
"""Keys in one direction before it turns round: more than there are drawings that the program keeps."""


def steps() -> Iterator[tuple[str, str, int, int]]:
    """For each kind of lab: its name, a step, how many checks stand before the goal, and how often its knob turns."""
    course = load([lessons_folder()])
    for kind, model in LABS.items():
        for lesson in course.lessons:
            for step in lesson.steps:
                goals = [i for i, check in enumerate(step.checks) if isinstance(check, GoalCheck)]
                if type(step.lab) is model and goals and (knob := turnable(step.lab)[0]).name != step.lab.clock:
                    turns = min(TURNS, int((knob.high - knob.start) / knob.fine))
                    yield kind, f"{lesson.id}#{step.id}", goals[0], turns
                    break
            else:
                continue
            break


def latencies(target: str, before: int, turns: int, keys: int) -> tuple[list[float], list[float]]:
    """Milliseconds for each key, ours and the bare app's."""
    with (
        tempfile.TemporaryDirectory() as home,
        Terminal([sys.executable, "-m", "tutor", target], env={"RELU_TUTOR_HOME": home}) as ours,
        Terminal([sys.executable, "-c", BARE], env={}) as bare,
    ):
        ours.until(b"Hint")
        ours.settle()
        for _ in range(before):
            ours.press(b"ss")
            ours.settle()
            ours.press(b"\r")
            ours.settle()
        bare.settle()
        times: tuple[list[float], list[float]] = ([], [])
        for i in range(keys):
            for terminal, found in zip((ours, bare), times, strict=True):
                seconds, seen = terminal.press(RIGHT if (i // turns) % 2 == 0 else LEFT)
                if seen:
                    found.append(seconds * 1000)
        return times


def hints(target: str, *, running: bool) -> Iterator[float]:
    """Milliseconds until each of three hints is on screen, asked for while the clock of the lab runs, or rests."""
    with (
        tempfile.TemporaryDirectory() as home,
        Terminal([sys.executable, "-m", "tutor", target], env={"RELU_TUTOR_HOME": home}) as ours,
    ):
        ours.until(b"Hint")
        ours.settle()
        for i in range(3):
            if running:
                os.write(ours.fd, b"g")
                wait(ours, b"g pauses")
                ours.read(0.1)  # the frame of this key
                ours.read(0.1)
            pressed = time.perf_counter()
            os.write(ours.fd, b"h")
            wait(ours, f"Hint {i + 1}".encode())
            yield (time.perf_counter() - pressed) * 1000
            ours.settle(0.6)


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
    for kind, target, before, turns in steps():
        ours, bare = latencies(target, before, turns, keys)
        told(f"{kind} ({target})", ours)
        told("  a bare Textual app", bare)
    for running in (True, False):
        what = "while 10,000 steps run" if running else "while they rest"
        told(f"a hint, {what} ({RUN})", [each for _ in range(STARTS) for each in hints(RUN, running=running)])


if __name__ == "__main__":
    main()
