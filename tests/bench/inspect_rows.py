"""How long `inspect` takes for a large network on many rows, against the forward pass alone, and how much memory.

    python tests/bench/inspect_rows.py [ROWS]

A network 784-512-512-10 with random weights (He et al. 2015) on 60,000 rows, which come in batches as a table is read.
The peer is the forward pass on the same batches, in NumPy with one thread as the commands have it. Both read them from
the disk, so that the rows do not count as memory.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from tutor.net.cause import why_dead
from tutor.net.inspection import inspect
from tutor.net.network import Network

SIZES, BATCH = (784, 512, 512, 10), 10**6 // 784


def seconds(function: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def peak() -> int:
    """The most memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000


def main() -> None:
    """Measure and print."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 60_000
    random = np.random.default_rng(0)
    weights = [random.normal(0, (2 / before) ** 0.5, (units, before)) for before, units in pairwise(SIZES)]
    biases = [random.normal(-0.5, 0.3, units) for units in SIZES[1:]]
    network = Network((*weights[:-1], weights[-1][[0]]), (*biases[:-1], biases[-1][[0]]))
    with tempfile.TemporaryFile() as file:
        for start in range(0, rows, BATCH):
            size = min(BATCH, rows - start)
            pixels = random.random((size, SIZES[0])) * (random.random((size, SIZES[0])) < 0.2)
            file.write(pixels.tobytes())

        def batches() -> Iterator[NDArray[np.float64]]:
            file.seek(0)
            while read := file.read(BATCH * SIZES[0] * 8):
                yield np.frombuffer(read).reshape(-1, SIZES[0])

        def forward() -> None:
            for x in batches():
                a = x
                for weight, bias in zip(network.weights[:-1], network.biases[:-1], strict=True):
                    a = np.maximum(a @ weight.T + bias, 0)
                a @ network.weights[-1].T + network.biases[-1]  # the output

        forward()
        before = peak()
        pairs = [(seconds(lambda: why_dead(inspect(network, (), batches()))), seconds(forward)) for _ in range(3)]
    ours, peer = sorted(pairs, key=lambda pair: pair[0] / pair[1])[1]
    print(
        f"{'-'.join(map(str, SIZES))} on {rows:,} rows, median of 3 pairs: inspect {ours:.2f} s, "
        f"forward pass {peer:.2f} s, ratio {ours / peer:.2f}; memory {peak()} MB (forward pass: {before} MB)"
    )


if __name__ == "__main__":
    main()
