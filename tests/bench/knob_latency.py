"""Knob key → changed screen, and start → first paint, through a pseudo-terminal.

    python tests/bench/knob_latency.py [KEYS] [STARTS]

Prints the median and 95th percentile of a key in the lesson screen with the network lab at 120×40, against a bare
Textual app that repaints as many cells for a key; and how long a start takes against an empty one. Peers alternate, so
that a noisy machine hurts both: the ratios say more than the milliseconds.
"""

import os
import statistics
import sys
import tempfile

from terminal import Terminal

EMPTY = "from textual.app import App\nApp().run()"
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    count = 0
    def compose(self):
        yield Static(id="plot")
    def on_key(self):
        self.count += 1
        self.query_one(Static).update("\\n".join(str(self.count % 10) * 66 for _ in range(24)))
Bare().run()
"""
"""The least that Textual can do for a key that changes 24 rows of 66 cells."""
FIRST_CELL = b"\x1b[1;1H"
RIGHT, LEFT = b"\x1b[C", b"\x1b[D"


def knob_latency(keys: int, home: str) -> tuple[list[float], list[float]]:
    """Milliseconds for each key, ours and the bare app's: a knob of the network lab, turned back and forth."""
    lesson, environment = [sys.executable, "-m", "tutor", "when-linear#bend-it"], {"RELU_TUTOR_HOME": home}
    with Terminal(lesson, env=environment) as ours, Terminal([sys.executable, "-c", BARE], env={}) as bare:
        ours.until(b"bends")
        times: tuple[list[float], list[float]] = ([], [])
        for terminal in (ours, bare):
            terminal.settle()
        for i in range(keys):
            for terminal, found in zip((ours, bare), times, strict=True):
                seconds, seen = terminal.press(RIGHT if (i // 10) % 2 == 0 else LEFT)
                if not seen:
                    sys.exit("a key changed nothing on screen")
                found.append(seconds * 1000)
        return times


def first_paints(starts: int, home: str) -> tuple[list[float], list[float]]:
    """Seconds to the first paint of ours, with the question of the opening on it, and of an empty app."""
    ours, empty = [], []
    for _ in range(starts):
        with Terminal([sys.executable, "-m", "tutor"], env={"RELU_TUTOR_HOME": home}) as terminal:
            ours.append(terminal.until(b"non-linearity"))
        with Terminal([sys.executable, "-c", EMPTY], env={}) as terminal:
            empty.append(terminal.until(FIRST_CELL))
    return ours, empty


def main() -> None:
    """Measure and print."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a start without compiled modules measures the compiler
    keys, starts = (int(argument) for argument in (sys.argv[1:] + ["300", "15"][len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as home:
        ours, empty = first_paints(starts, home)
        times = knob_latency(keys, home)
    peers = ("knob key to changed screen, 120×40", "the same rows in a bare Textual app")
    for name, found in zip(peers, times, strict=True):
        p95 = statistics.quantiles(found, n=20)[-1]
        print(f"{name}, {keys} keys: median {statistics.median(found):.1f} ms, p95 {p95:.1f} ms")
    ratios = [a / b for a, b in zip(ours, empty, strict=True)]
    print(
        f"start to first paint, {starts} starts: {statistics.median(ours):.3f} s, "
        f"an empty Textual app {statistics.median(empty):.3f} s; ratio, median of pairs {statistics.median(ratios):.2f}"
    )


if __name__ == "__main__":
    main()
