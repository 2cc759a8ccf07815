"""How long a table of numbers takes to read, against np.loadtxt.

    python tests/bench/table.py [RUNS]

Writes a CSV of 10,000 × 784 numbers with a header and a label, as MNIST is exported, and the same with semicolons and
decimal commas, with blanks, and with every cell quoted (which is read cell by cell). Prints the median of the runs
against np.loadtxt on the first of them, which has the same numbers. Both alternate, so that a noisy machine hurts both.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tutor.files.columns import inputs_of
from tutor.files.table import open_table

ROWS, INPUTS = 10_000, 784


def seconds(function: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    random = np.random.default_rng(0)
    rows = random.integers(0, 256, (ROWS, INPUTS)) / 255 * (random.random((ROWS, INPUTS)) < 0.3)
    lines = [
        f"{label}," + ",".join(f"{number:.4g}" for number in row)
        for label, row in zip(range(ROWS), rows.tolist(), strict=True)
    ]
    text = "\n".join(["label," + ",".join(f"p{i}" for i in range(INPUTS)), *lines, ""])
    ways = {
        "commas": text,
        "semicolons and decimal commas": text.replace(",", ";").replace(".", ","),
        "blanks": text.replace(",", " "),
        "quoted": '"' + text[:-1].replace(",", '","').replace("\n", '"\n"') + '"\n',
    }
    with tempfile.TemporaryDirectory() as folder:
        peer = Path(folder) / "peer.csv"
        peer.write_text(text, encoding="utf-8")
        for name, written in ways.items():
            path = Path(folder) / "table.csv"
            path.write_text(written, encoding="utf-8")

            def ours(path: Path = path) -> np.ndarray:
                return open_table(path, lambda head: inputs_of(head, INPUTS, 10)).numbers()

            def theirs() -> np.ndarray:
                return np.loadtxt(peer, delimiter=",", skiprows=1, usecols=range(1, INPUTS + 1))

            assert np.array_equal(ours(), theirs())
            pairs = [(seconds(ours), seconds(theirs)) for _ in range(runs)]
            mine, loadtxt = (statistics.median(column) for column in zip(*pairs, strict=True))
            ratio = statistics.median(a / b for a, b in pairs)
            print(
                f"{ROWS:,} × {INPUTS}, {name}: median {mine:.2f} s, np.loadtxt {loadtxt:.2f} s; "
                f"ratio, median of {runs} pairs {ratio:.2f}"
            )


if __name__ == "__main__":
    main()
