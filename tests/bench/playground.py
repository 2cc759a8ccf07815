"""How much faster an epoch of mini-batches is than node by node, as TensorFlow Playground trains: same losses.

    env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE PYTHONPATH=. python tests/bench/playground.py [ROUNDS]

An epoch is 25 batches of 10 of 250 rows, and the loss of all rows, in float64. The peer is `playground.js`, run by
node: a network of node and link objects, through which one row passes at a time. Measured side by side, a step of the
Playground's own code takes as long, to within a tenth. Both sides begin with the same parameters and take the same rows
in the same order; after every epoch their losses must be equal to 1e-9. They take turns in rounds of 32 epochs, the
first of which warms up. The ratio of the medians says more than the microseconds: a noisy machine hurts both.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from timeit import default_timer

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

from tutor.net.activation import ACTIVATIONS
from tutor.net.initial import initial
from tutor.net.layout import Sizes
from tutor.net.network import Network
from tutor.net.optimizer import Optimizer
from tutor.net.training import Hyperparameters, Training

ROWS, BATCH, RATE, EPOCHS = 250, 10, 0.01, 32
GOALS = {((2, 4, 2, 1), "tanh"): 1.3, ((2, 4, 2, 1), "relu"): 1.1, ((2, 8, 8, 1), "relu"): 3.2}
"""How many times as fast as the peer training is meant to be."""


class Peer:
    """The same training under node."""

    def __init__(self, node: str) -> None:
        script = str(Path(__file__).with_suffix(".js"))
        self.process = subprocess.Popen([node, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def create(self, start: Network, x: np.ndarray, y: np.ndarray, orders: list[list[int]]) -> None:
        """Begin again with this network."""
        both = zip(start.weights, start.biases, strict=True)
        layers = [list(zip(weight.tolist(), bias.tolist(), strict=True)) for weight, bias in both]
        data = {"x": x.tolist(), "y": y[:, 0].tolist(), "orders": orders, "batch": BATCH, "rate": RATE}
        self._ask(create={"layers": layers, "activation": start.activation.name, **data})

    def epochs(self) -> tuple[float, list[float]]:
        """Microseconds for each epoch of one round, as node measures them, and the losses."""
        answer = self._ask(epochs=EPOCHS)
        return 1000 * answer["milliseconds"] / EPOCHS, answer["losses"]

    def _ask(self, **question: object) -> dict:
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        """End node."""
        self.process.communicate()


def epochs(training: Training) -> tuple[float, list[float]]:
    """Microseconds for each epoch of one round, and the losses."""
    begin, losses = default_timer(), []
    for _ in range(EPOCHS):
        training.advance(ROWS // BATCH)
        losses.append(training.loss)
    return (default_timer() - begin) / EPOCHS * 1e6, losses


def compare(peer: Peer, sizes: Sizes, activation: str, rounds: int) -> None:
    """Print one line."""
    random = np.random.default_rng(0)
    x = random.uniform(-1.0, 1.0, (ROWS, sizes[0]))
    y = np.sin(3.0 * x.sum(axis=1, keepdims=True))
    start = initial(sizes, "he", (1,), ACTIVATIONS[activation])
    settings = Hyperparameters(optimizer=Optimizer("gd", RATE), batch=BATCH)
    orders = [
        np.random.default_rng([*settings.seed, 1, epoch]).permutation(ROWS).tolist()
        for epoch in range((rounds + 1) * EPOCHS)
    ]
    training = Training(start, x, y, settings)
    peer.create(start, x, y, orders)
    times = []
    for _ in range(rounds + 1):
        (mine, losses), (theirs, expected) = epochs(training), peer.epochs()
        np.testing.assert_allclose(losses, expected, rtol=1e-9)
        times.append((mine, theirs))
    times = times[1:]  # the first round warms up
    mine, theirs = (median(column) for column in zip(*times, strict=True))
    ratio, goal = median(theirs / mine for mine, theirs in times), GOALS[sizes, activation]
    print(
        f"{'-'.join(map(str, sizes))} {activation}: {mine:.0f} µs an epoch, node by node {theirs:.0f} µs; "
        f"{ratio:.2f} times as fast, median of {rounds} rounds, goal {goal}: {'met' if ratio >= goal else 'MISSED'}"
    )


def main() -> None:
    """Measure and print."""
    node = shutil.which("node") or sys.exit("this benchmark runs its peer under node, which is not installed")
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 24
    peer = Peer(node)
    for sizes, activation in GOALS:
        compare(peer, sizes, activation, rounds)
    peer.close()


if __name__ == "__main__":
    main()
