"""Knob key → changed screen, and start → first paint, through a pseudo-terminal.

    python tests/bench/knob_latency.py [KEYS] [STARTS]

Prints the median and 95th percentile of a key in the lesson screen with the network lab at 120×40, and how long a
start takes against an empty Textual app in the same run. Peers alternate, so that a noisy machine hurts both.
"""

import os
import statistics
import sys
import tempfile

from terminal import Terminal

EMPTY = "from textual.app import App\nApp().run()"
FIRST_CELL = b"\x1b[1;1H"
RIGHT, LEFT = b"\x1b[C", b"\x1b[D"


def knob_latency(keys: int, home: str) -> list[float]:
    """Milliseconds for each key: a knob of the network lab, turned back and forth."""
    argv = [sys.executable, "-m", "tutor", "when-linear#bend-it"]
    with Terminal(argv, env={"RELU_TUTOR_HOME": home}) as terminal:
        terminal.until(b"bends")
        terminal.settle()
        times = []
        for i in range(keys):
            seconds, seen = terminal.press(RIGHT if (i // 10) % 2 == 0 else LEFT)
            if not seen:
                sys.exit("a key changed nothing on screen")
            times.append(seconds * 1000)
        return times


def first_paints(starts: int, home: str) -> tuple[list[float], list[float]]:
    """Seconds to the first paint of ours, with the lesson's text on it, and of an empty app."""
    ours, empty = [], []
    for _ in range(starts):
        with Terminal([sys.executable, "-m", "tutor"], env={"RELU_TUTOR_HOME": home}) as terminal:
            ours.append(terminal.until(b"Two sums that ought to agree"))
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
    p95 = statistics.quantiles(times, n=20)[-1]
    print(
        f"knob key to changed screen, 120×40, {keys} keys: median {statistics.median(times):.1f} ms, p95 {p95:.1f} ms"
    )
    ratios = [a / b for a, b in zip(ours, empty, strict=True)]
    print(
        f"start to first paint, {starts} starts: {statistics.median(ours):.3f} s, "
        f"an empty Textual app {statistics.median(empty):.3f} s; ratio, median of pairs {statistics.median(ratios):.2f}"
    )


if __name__ == "__main__":
    main()
