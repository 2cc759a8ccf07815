"""The playground at 120×40: a key against a bare Textual app, and training while it draws against training alone.

    python tests/bench/play.py [KEYS] [SECONDS]

The network is 2-8-8-1, in mini-batches of 10, by Adam. Peers alternate or follow each other in one run: the ratios say
more than the figures.
"""

import re
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from knob_latency import BARE, LEFT, RIGHT
from terminal import Terminal

from tutor.bench import set_up
from tutor.labs.play import PlayLab
from tutor.labs.play.run import plan
from tutor.playground.file import written
from tutor.store import Store

LAB = {"data": "circle", "hidden": [8, 8], "optimizer": "adam", "batch": 10, "steps": 100_000}


def key(keys: int, file: Path, home: str) -> tuple[list[float], list[float]]:
    """Milliseconds for each key, ours and the bare app's: the knob `noise`, turned back and forth."""
    command = [sys.executable, "-m", "tutor", "play", str(file)]
    with (
        Terminal(command, env={"RELU_TUTOR_HOME": home}) as ours,
        Terminal([sys.executable, "-c", BARE], env={}) as bare,
    ):
        ours.until(b"regions")
        for terminal in (ours, bare):
            terminal.settle()
        ours.press(b"\t")
        ours.settle()
        times: tuple[list[float], list[float]] = ([], [])
        for i in range(keys):
            for terminal, found in zip((ours, bare), times, strict=True):
                seconds, seen = terminal.press(RIGHT if (i // 10) % 2 == 0 else LEFT)
                if seen:
                    found.append(seconds * 1000)
        return times


def alone(seconds: float) -> float:
    """Training steps in a second, without a screen."""
    bench = set_up(PlayLab.model_validate(LAB), Store())
    run, begin, step = plan(bench.lab, bench.settings).run(bench.store), perf_counter(), 0
    while perf_counter() < begin + seconds:
        run.reach(step := step + 500)
    return step / (perf_counter() - begin)


def drawing(seconds: float, file: Path, home: str) -> float:
    """Training steps in a second, while the screen shows them."""
    (Path(home) / "settings.toml").write_text('pace = "fast"\n', encoding="utf-8")
    command = [sys.executable, "-m", "tutor", "play", str(file)]
    with Terminal(command, env={"RELU_TUTOR_HOME": home}) as ours:
        ours.until(b"regions")
        ours.settle()
        ours.seen, begin = b"", perf_counter()
        ours.press(b"g")
        while perf_counter() < begin + seconds:
            ours.seen += ours.read(0.05)
        steps = [int(step) for step in re.findall(rb"step (\d+) of", ours.seen)]
        return max(steps, default=0) / seconds


def main() -> None:
    """Measure and print."""
    keys, seconds = int((sys.argv[1:] or ["120"])[0]), float((sys.argv[2:] or ["3"])[0])
    with tempfile.TemporaryDirectory() as home:
        file = Path(home) / "bench.toml"
        file.write_text(written(set_up(PlayLab.model_validate(LAB), Store())), encoding="utf-8")
        ours, bare = key(keys, file, home)
        print(f"a key at 120×40: median {statistics.median(ours):.1f} ms, bare app {statistics.median(bare):.1f} ms")
        print(f"ratio {statistics.median(ours) / statistics.median(bare):.2f}")
        before, shown, after = alone(seconds), drawing(seconds, file, home), alone(seconds)
        print(f"training steps a second: {shown:.0f} while it draws, {before:.0f} and {after:.0f} alone")
        print(f"ratio {shown / statistics.mean((before, after)):.2f}")


if __name__ == "__main__":
    main()
