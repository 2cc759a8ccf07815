"""Pieces of one-input networks: how long, against evaluating 10,001 samples, and whether both paths agree.

    OPENBLAS_NUM_THREADS=1 python tests/bench/pieces.py [REPEATS]

with one thread, as the tutor itself runs: on a busy machine a second one waits for its turn.
The peer, NumPy's forward pass on 10,001 samples, is what a plot by sampling would cost; both are timed in turn. The
rational path then checks every piece that is wider than rounding.
"""

import statistics
import sys
from collections.abc import Callable
from fractions import Fraction
from timeit import default_timer

import numpy as np

from tutor.net.float_pieces import float_pieces
from tutor.net.initial import initial
from tutor.net.layout import Sizes
from tutor.net.network import Network, as_exact, one_hidden_layer
from tutor.net.pieces import breakpoints, pieces

LOW, HIGH = -4.0, 4.0


def network_of(sizes: Sizes) -> Network:
    """He's weights, and biases that spread the breakpoints over the range."""
    drawn, random = initial(sizes, "he", (0,)), np.random.default_rng(1)
    return Network(drawn.weights, tuple(random.normal(0.0, 1.0, len(bias)) for bias in drawn.biases))


def milliseconds(*runs: Callable[[], object], repeats: int) -> list[float]:
    """The median of each, taken in turn."""
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(repeats):
        for run, found in zip(runs, times, strict=True):
            start = default_timer()
            run()
            found.append((default_timer() - start) * 1000)
    return [statistics.median(found) for found in times]


def against_samples(sizes: Sizes, repeats: int) -> None:
    """Print the time for the pieces and the time for the samples."""
    network, xs = network_of(sizes), np.linspace(LOW, HIGH, 10_001)[:, None]
    ours, peer = milliseconds(lambda: float_pieces(network, LOW, HIGH), lambda: network(xs), repeats=repeats)
    shape = "-".join(map(str, sizes))
    found = len(float_pieces(network, LOW, HIGH))
    print(f"{shape}: {found} pieces in {ours:.2f} ms, 10,001 samples in {peer:.1f} ms: {peer / ours:.0f} times")


def against_fractions(sizes: Sizes) -> None:
    """Print how many pieces the rational path proves, and how many of them the float path misses."""
    network = network_of(sizes)
    proved = [p for p in pieces(as_exact(network), Fraction(LOW), Fraction(HIGH)) if p.high - p.low > 1e-9]
    found = float_pieces(network, LOW, HIGH)
    wide = np.flatnonzero(np.diff(found.edges) > 1e-9)
    missed = abs(len(proved) - len(wide)) + sum(
        abs(found.edges[i] - p.low) > 1e-9 or abs(found.slopes[i] - p.slope) > 1e-9 * (1 + abs(p.slope))
        for i, p in zip(wide, proved, strict=False)
    )
    print(f"{'-'.join(map(str, sizes))}: {len(proved)} pieces proved in fractions, {missed} mismatches")


def growth(repeats: int) -> None:
    """Print the cost from 64 to 16,384 units of one layer, divided by n·log₂ n."""
    for units in (64, 256, 1024, 4096, 16384):
        network = network_of((1, units, 1))
        (ours,) = milliseconds(lambda net=network: float_pieces(net, LOW, HIGH), repeats=repeats)
        print(f"1-{units}-1: {ours:.3f} ms, {ours * 1e6 / (units * np.log2(units)):.1f} ns for each n·log₂ n")


def tent(folds: int) -> Network:
    """[0, 1] folded in two `folds` times, by two units a layer."""
    fold = np.array([[2.0, -4.0]] * 2)
    return Network((np.ones((2, 1)), *[fold] * (folds - 1), fold[:1]), (*[np.array([0.0, -0.5])] * folds, np.zeros(1)))


def main() -> None:
    """Measure and print."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    for sizes in ((1, 4096, 1), (1, 64, 64, 64, 64, 64, 1)):
        against_samples(sizes, repeats)
    for sizes in ((1, 256, 1), (1, 16, 16, 16, 1)):
        against_fractions(sizes)
    growth(repeats)
    (ours,) = milliseconds(lambda: float_pieces(tent(15), 0.0, 1.0), repeats=repeats)
    exact = np.array_equal(float_pieces(tent(15), 0.0, 1.0).edges, np.arange(2**15 + 1) / 2**15)
    print(f"tent map of 32,768 pieces in {ours:.1f} ms, every breakpoint exact: {exact}")
    random = np.random.default_rng(2)
    drawn = [[[Fraction(int(n), 12) for n in random.integers(-40, 40, 16)] for _ in "wbv"] for _ in range(repeats)]
    hand_set = [one_hidden_layer(w, b, v, Fraction(1, 3)) for w, b, v in drawn]
    (ours,) = milliseconds(lambda: breakpoints(hand_set.pop()), repeats=repeats)
    print(f"16 units in fractions: {ours:.2f} ms")


if __name__ == "__main__":
    main()
