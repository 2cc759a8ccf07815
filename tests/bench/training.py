"""How much faster a network is trained than in PyTorch: same starts, same batches, same losses.

    PYTHONPATH=. python tests/bench/training.py [ROUNDS]

Run it with a Python that has NumPy and PyTorch. Both take turns in rounds of 250 steps on one thread, and every loss
must be equal to 1e-9; the ratio of the medians says more than the microseconds, for a noisy machine hurts both.
PyTorch is nn.Sequential and torch.optim, with its data in tensors and put in order once an epoch.
"""

import os
import sys
from statistics import median
from timeit import default_timer

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

from tutor.net.initial import initial
from tutor.net.layout import Sizes
from tutor.net.network import Network
from tutor.net.optimizer import Optimizer
from tutor.net.training import Hyperparameters, Training

try:
    import torch
except ImportError:
    sys.exit("this benchmark compares with PyTorch, which is not installed for this Python")

ROWS, STEPS = 250, 250
GOALS = {10: 20, None: 10}
"""By the rows of a batch (None: all), how many times faster than PyTorch training is meant to be."""


class Peer:
    """The same training in PyTorch."""

    def __init__(self, start: Network, x: np.ndarray, y: np.ndarray, settings: Hyperparameters) -> None:
        parts = []
        for weight, bias in zip(start.weights, start.biases, strict=True):
            linear = torch.nn.Linear(weight.shape[1], weight.shape[0], dtype=torch.float64)
            with torch.no_grad():
                linear.weight.copy_(torch.tensor(weight))
                linear.bias.copy_(torch.tensor(bias))
            parts += [linear, torch.nn.ReLU()]
        self.model, self.loss = torch.nn.Sequential(*parts[:-1]), torch.nn.MSELoss()
        kind = torch.optim.Adam if settings.optimizer.name == "adam" else torch.optim.SGD
        self.optimizer = kind(self.model.parameters(), lr=settings.optimizer.rate)
        self.x, self.y, self.settings = torch.tensor(x), torch.tensor(y), settings
        self.losses: list[float] = []
        self.epoch = 0

    def batches(self) -> list[tuple[torch.Tensor, torch.Tensor]]:
        """Those of the next epoch."""
        size = self.settings.batch
        if size is None:
            return [(self.x, self.y)]
        order = np.random.default_rng([*self.settings.seed, 1, self.epoch]).permutation(ROWS)
        self.epoch += 1
        index = torch.from_numpy(order)
        return list(zip(self.x[index].split(size), self.y[index].split(size), strict=True))

    def advance(self, steps: int) -> None:
        """So many steps, whole epochs."""
        end = len(self.losses) + steps
        while len(self.losses) < end:
            for x, y in self.batches():
                self.optimizer.zero_grad(set_to_none=True)
                loss = self.loss(self.model(x), y)
                loss.backward()
                self.optimizer.step()
                self.losses.append(loss.item())


def microseconds(training: Training | Peer) -> float:
    """For a step, in one round."""
    start = default_timer()
    training.advance(STEPS)
    return (default_timer() - start) / STEPS * 1e6


def compare(sizes: Sizes, settings: Hyperparameters, rounds: int) -> None:
    """Print one line."""
    random = np.random.default_rng(0)
    x = random.uniform(-1.0, 1.0, (ROWS, sizes[0]))
    y = np.sin(3.0 * x.sum(axis=1, keepdims=True))
    start = initial(sizes, "he", (1,))
    ours, peer = Training(start, x, y, settings), Peer(start, x, y, settings)
    times = [(microseconds(ours), microseconds(peer)) for _ in range(rounds)]
    np.testing.assert_allclose(ours.losses, peer.losses, rtol=1e-9, atol=1e-9)
    mine, theirs = (median(column) for column in zip(*times, strict=True))
    ratio, goal = median(theirs / mine for mine, theirs in times), GOALS[settings.batch]
    network, batch = "-".join(map(str, sizes)), f"batch {settings.batch or ROWS} of {ROWS}"
    print(
        f"{network}, {batch}, {settings.optimizer.name}: {mine:.1f} µs a step, PyTorch {theirs:.0f} µs; "
        f"ratio, median of {rounds} rounds {ratio:.1f}, goal {goal}: {'met' if ratio >= goal else 'MISSED'}"
    )


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    torch.set_num_threads(1)
    for batch in GOALS:
        for sizes in ((2, 4, 2, 1), (2, 8, 8, 1)):
            for optimizer in (Optimizer("gd", 0.01), Optimizer("adam", 0.001)):
                compare(sizes, Hyperparameters(optimizer=optimizer, batch=batch), rounds)


if __name__ == "__main__":
    main()
