"""How long the linear regions of a network take, against a forward pass on a grid.

    python tests/bench/regions.py [RUNS]

Prints the number of regions of a 2-16-16-1 network on [−1, 1]² and the median of the runs, against the same network
evaluated on 101×101 points, which is the least that a picture without regions needs. Peers alternate, so that a noisy
machine hurts both: the ratio says more than the milliseconds. Then one hidden layer of n lines in general position,
which has to have 1 + n + n(n − 1)/2 regions.
"""

import statistics
import sys
import time
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from tutor.net.network import Network
from tutor.net.regions import regions

SIZES = (2, 16, 16, 1)


def he(sizes: tuple[int, ...], seed: int) -> Network:
    """Weights from a normal distribution of variance 2 / fan-in (He et al. 2015), small random biases."""
    random = np.random.default_rng(seed)
    weights = tuple(random.normal(0, (2 / before) ** 0.5, (units, before)) for before, units in pairwise(sizes))
    return Network(weights, tuple(random.normal(0, 0.3, units) for units in sizes[1:]))


def tangents(n: int) -> Network:
    """n tangents of the unit circle, along a quarter of it: any two meet, no three, and all inside [−2, 2]²."""
    angles = np.linspace(0, np.pi / 2, n)
    return Network((np.stack((np.cos(angles), np.sin(angles)), axis=1), np.ones((1, n))), (-np.ones(n), np.zeros(1)))


def milliseconds(function: Callable[..., object], *arguments: object) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    function(*arguments)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    axis = np.linspace(-1, 1, 101)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    network, box = he(SIZES, seed=0), (-1.0, 1.0, -1.0, 1.0)
    count = len(regions(network, box))  # and warms up
    times = [(milliseconds(regions, network, box), milliseconds(network, grid)) for _ in range(runs)]
    ours, peer = (statistics.median(column) for column in zip(*times, strict=True))
    ratio = statistics.median(a / b for a, b in times)
    print(
        f"{'-'.join(map(str, SIZES))} on [−1, 1]², {count} regions, {runs} runs: median {ours:.1f} ms, "
        f"forward pass on 101×101 points {peer:.1f} ms; ratio, median of pairs {ratio:.2f}"
    )
    for n in (8, 32, 128):
        lines, expected = tangents(n), 1 + n + n * (n - 1) // 2
        count, took = len(regions(lines, (-2, 2, -2, 2))), milliseconds(regions, lines, (-2, 2, -2, 2))
        if count != expected:
            sys.exit(f"{n} lines make {count} regions, and have to make {expected}")
        print(f"{n} lines: {count} regions = 1 + n + n(n − 1)/2, {took:.1f} ms")


if __name__ == "__main__":
    main()
