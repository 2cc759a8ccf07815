"""How much faster many restarts are at once: against a loop in PyTorch, a batch in NumPy, and a batch in PyTorch.

Run it with a Python that has NumPy and PyTorch: `PYTHONPATH=. python tests/bench/restarts.py`. All contenders run
on one thread, take turns in short rounds, begin with the same parameters and must end with the same losses.
"""

import os
import sys
import time
from statistics import median

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

from tutor.net.layout import layers
from tutor.net.optimizer import Optimizer
from tutor.net.restarts.run import Restarts
from tutor.net.restarts.study import Study

try:
    import torch
except ImportError:
    sys.exit("this benchmark compares with PyTorch, which is not installed for this Python")

NETWORKS, LOOPED, ROUNDS, STEPS = 1000, 2, 8, 50


class Ours:
    def __init__(self, study, x, y):
        self.restarts, self.share = Restarts(study, x, y), 1
        self.start = self.restarts.parameters.copy()

    def advance(self):
        self.restarts.advance(STEPS)

    def losses(self):
        return self.restarts.losses


class Batch:
    """The straightforward batch in NumPy: arrays of shape (networks, rows, units), one hidden layer."""

    def __init__(self, study, start, x, y):
        self.optimizer, self.share, self.t = study.optimizer, 1, 0
        hidden, output = layers(start, study.sizes)
        self.parameters = [hidden[:, 0].T.copy(), hidden[:, 1].T.copy(), output[0, :-1].T.copy(), output[0, -1].copy()]
        self.memory = [self.optimizer.memory(each) for each in self.parameters]
        self.x, self.y = x[:, 0], y[:, 0]

    def residuals(self):
        w, b, v, c = self.parameters
        z = w[:, None] * self.x[:, None] + b[:, None]
        a = np.maximum(z, 0)
        return z, a, (a * v[:, None]).sum(axis=2) + c[:, None] - self.y

    def advance(self):
        for _ in range(STEPS):
            self.t += 1
            z, a, r = self.residuals()
            delta = 2 / len(self.x) * r
            back = delta[:, :, None] * self.parameters[2][:, None] * (z > 0)
            by_w = (back * self.x[:, None]).sum(axis=1)
            gradients = by_w, back.sum(axis=1), (delta[:, :, None] * a).sum(axis=1), delta.sum(axis=1)
            for parameter, gradient, memory in zip(self.parameters, gradients, self.memory, strict=True):
                self.optimizer.step(parameter, gradient, memory, self.t)

    def losses(self):
        return (self.residuals()[2] ** 2).mean(axis=1)


class TorchLoop:
    """One network after the other: torch.nn, autograd, torch.optim. A few stand for all."""

    def __init__(self, study, start, x, y):
        self.share = NETWORKS / LOOPED
        dtype = getattr(torch, study.dtype)
        self.x, self.y = torch.tensor(x, dtype=dtype), torch.tensor(y, dtype=dtype)
        self.models = [self.model(study, start[:, i], dtype) for i in range(LOOPED)]
        self.optimizers = [torch.optim.Adam(model.parameters(), lr=study.optimizer.rate) for model in self.models]

    @staticmethod
    def model(study, parameters, dtype):
        parts = []
        for matrix in layers(parameters, study.sizes):
            linear = torch.nn.Linear(matrix.shape[1] - 1, matrix.shape[0], dtype=dtype)
            with torch.no_grad():
                linear.weight.copy_(torch.tensor(matrix[:, :-1]))
                linear.bias.copy_(torch.tensor(matrix[:, -1]))
            parts += [linear, torch.nn.ReLU()]
        return torch.nn.Sequential(*parts[:-1])

    def advance(self):
        for model, optimizer in zip(self.models, self.optimizers, strict=True):
            for _ in range(STEPS):
                optimizer.zero_grad()
                ((model(self.x) - self.y) ** 2).mean().backward()
                optimizer.step()

    def losses(self):
        return np.array([((model(self.x) - self.y) ** 2).mean().item() for model in self.models])


class TorchBatch:
    """All networks at once by hand: baddbmm over the networks, autograd, torch.optim."""

    def __init__(self, study, start, x, y):
        self.share = 1
        dtype = getattr(torch, study.dtype)
        matrices = [torch.tensor(matrix.transpose(2, 0, 1).copy()) for matrix in layers(start, study.sizes)]
        self.weights = [matrix[:, :, :-1].clone().requires_grad_() for matrix in matrices]
        self.biases = [matrix[:, :, -1:].clone().requires_grad_() for matrix in matrices]
        self.x, self.y = torch.tensor(x.T, dtype=dtype).expand(NETWORKS, -1, -1), torch.tensor(y.T, dtype=dtype)
        self.optimizer = torch.optim.Adam([*self.weights, *self.biases], lr=study.optimizer.rate)

    def each(self):
        a = self.x
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            a = torch.relu(torch.baddbmm(bias, weight, a))
        return ((torch.baddbmm(self.biases[-1], self.weights[-1], a) - self.y) ** 2).mean(dim=(1, 2))

    def advance(self):
        for _ in range(STEPS):
            self.optimizer.zero_grad()
            self.each().sum().backward()
            self.optimizer.step()

    def losses(self):
        return self.each().detach().numpy()


def compare(title, study, x, y, others):
    """Print the time of a step of all networks for each contender."""
    ours = Ours(study, x, y)
    contenders = [ours, *(other(study, ours.start, x, y) for other in others)]
    times = [[] for _ in contenders]
    for _ in range(ROUNDS):
        for contender, taken in zip(contenders, times, strict=True):
            before = time.perf_counter()
            contender.advance()
            taken.append((time.perf_counter() - before) * contender.share / STEPS)
    print(f"{title}\n  ours{'':10} {1e3 * median(times[0]):9.3f} ms a step of {NETWORKS} networks")
    for contender, taken in zip(contenders[1:], times[1:], strict=True):
        theirs = contender.losses()
        same = np.isclose(theirs, ours.losses()[: len(theirs)], rtol=1e-3, atol=1e-6).sum()
        ratio = median(their / our for their, our in zip(taken, times[0], strict=True))
        name = type(contender).__name__
        print(f"  {name:14} {1e3 * median(taken):9.3f} ms, {ratio:7.1f} × ours; same losses: {same} of {len(theirs)}")


def growth(study, few, many):
    """Print how much longer a step takes with many samples, as the breakpoints come to rest."""
    ours = []
    for rows in (few, many):
        x = np.linspace(-4, 4, rows)[:, None]
        ours.append(Ours(study, x, abs(x + 1)))
    for first in (0, 400, 2000, 8000):
        for each in ours:
            each.restarts.advance(first - each.restarts.step)
        ratios = []
        for _ in range(ROUNDS):
            taken = []
            for each in ours:
                before = time.perf_counter()
                each.advance()
                taken.append(time.perf_counter() - before)
            ratios.append(taken[1] / taken[0])
        print(f"  from step {first:4}: {many} samples take {median(ratios):.2f} × as long as {few}")


def main():
    torch.set_num_threads(1)
    shallow = Study((1, 3, 1), "uniform", optimizer=Optimizer("adam", 0.01), runs=NETWORKS)
    for rows, others in ((128, (TorchLoop, Batch)), (3000, (TorchLoop,))):
        x = np.linspace(-4, 4, rows)[:, None]
        compare(f"1-3-1, {rows} samples, float64", shallow, x, abs(x + 1), others)
    growth(shallow, 128, 3000)
    deep = Study(
        (1, *(2,) * 10, 1), "he", optimizer=Optimizer("adam", 0.001), runs=NETWORKS, steps=10**6, dtype="float32"
    )
    x = np.linspace(-(3**0.5), 3**0.5, 128)[:, None]
    compare("ten hidden layers of two units, 128 samples, float32", deep, x, abs(x), (TorchLoop, TorchBatch))


if __name__ == "__main__":
    main()
