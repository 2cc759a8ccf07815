"""Gradients of many networks at once, for any sizes, activation and loss.

Backpropagation as in `gradient`, with the seeds as the first axis: every layer of every network is one small matrix
product, and one call of `np.matmul` does all networks. For layers of two units, 128 samples and float32, a layer
forwards and back takes 0.17 µs for each network. With the seeds as the last axis, multiplying and adding takes 0.41 µs,
and the gap grows with the width of the layers. The arrays that go in and out are `.T` views, whose last axis is the
seeds.
"""

from collections.abc import Sequence

import numpy as np

from tutor.net.activation import RELU, Activation, Activations, by_layer
from tutor.net.layout import Floats, Sizes, layers
from tutor.net.loss import Loss
from tutor.net.program import Program, run


def losses(output: Floats, y: Floats, loss: Loss) -> Floats:
    """The loss of each network, shape (seeds,), for outputs and labels of shape (seeds, outputs, rows)."""
    result: Floats = loss.terms(output, y).sum(axis=(1, 2)) / y.shape[2]
    return result


class _Room:
    """The arrays for some number of rows, shape (seeds, units, rows), one for each hidden layer.

    Each layer keeps what the way back needs. The layers share the rest, so that it stays in the cache.

    Attributes:
        z: pre-activations, in memory that all layers share; one more array is for the output layer.
        a: activations, with a last unit that is always 1.
        slope: g′(z); booleans for ReLU, which take less of the cache.
        activate: the programs that write `a` and `slope` from z.
        delta: ∂L/∂a, then ∂L/∂z; neighbouring layers take turns with two places in memory.
    """

    def __init__(self, sizes: Sizes, activations: Sequence[Activation], seeds: int, rows: int, dtype: np.dtype) -> None:
        *hidden, _ = units = sizes[1:]

        def shared() -> list[Floats]:
            flat = np.zeros(seeds * max(units) * rows, dtype)
            return [flat[: seeds * u * rows].reshape(seeds, u, rows) for u in units]

        self.z, even, odd = shared(), shared(), shared()
        self.delta = [(even, odd)[layer % 2][layer] for layer in range(len(hidden))]
        self.a = [np.ones((seeds, u + 1, rows), dtype) for u in hidden]
        each = list(zip(hidden, activations, strict=True))
        self.slope = [np.empty((seeds, u, rows), bool if g is RELU else dtype) for u, g in each]
        self.activate: list[Program] = []
        for z, a, slope, g in zip(self.z[:-1], self.a, self.slope, activations, strict=True):
            write_a, write_slope = g.in_place(z, a[:, :-1], slope)
            self.activate.append([*write_a, *write_slope])


class Layered:
    """The gradients of some number of networks.

    Args:
        sizes: the sizes of every network.
        activation: g of all hidden layers, or of each.
        loss: L.
        seeds: the number of networks.
        dtype: of the parameters, float64 or float32.
    """

    def __init__(self, sizes: Sizes, activation: Activations, loss: Loss, seeds: int, dtype: np.dtype) -> None:
        self.sizes, self.loss = sizes, loss
        self.activations = by_layer(activation, len(sizes) - 2)
        self.seeds, self.dtype = seeds, dtype
        self._rooms: dict[int, _Room] = {}

    def gradients(self, parameters: Floats, gradient: Floats, x: Floats, y: Floats) -> Floats:
        """Write ∂L/∂θ, shape (count, seeds), for parameters of that shape; return the losses, shape (seeds,).

        Inputs x have shape (seeds, inputs + 1, rows), with a last input that is always 1, and labels y have shape
        (seeds, outputs, rows). For both, the first axis may have length 1: all networks then share the rows.
        """
        room = self._room(x.shape[2])
        matrices = _by_seed(parameters, self.sizes)
        output = self._forward(matrices, x, room)
        # The derivative in the table divides by the number of rows, which it takes to be the length of its arguments.
        rows_first = self.loss.derivative(output.transpose(2, 1, 0), y.transpose(2, 1, 0))
        delta = np.ascontiguousarray(rows_first.transpose(2, 1, 0))
        by_matrix = _by_seed(gradient, self.sizes)
        for layer in reversed(range(len(matrices))):
            a = room.a[layer - 1] if layer else x
            np.matmul(delta, a.transpose(0, 2, 1), out=by_matrix[layer])  # ∂L/∂[W | b] = δ·(a, 1)ᵀ
            if layer:
                back = matrices[layer][:, :, :-1].transpose(0, 2, 1)
                delta = np.matmul(back, delta, out=room.delta[layer - 1])
                delta *= room.slope[layer - 1]  # δ ← (Wᵀ·δ) ⊙ g′(z)
        return losses(output, y, self.loss)

    def _forward(self, matrices: list[Floats], x: Floats, room: _Room) -> Floats:
        a = x
        for layer, matrix in enumerate(matrices[:-1]):
            np.matmul(matrix, a, out=room.z[layer])  # z = [W | b]·(a, 1)
            run(room.activate[layer])
            a = room.a[layer]
        return np.matmul(matrices[-1], a, out=room.z[-1])

    def _room(self, rows: int) -> _Room:
        if rows not in self._rooms:
            self._rooms[rows] = _Room(self.sizes, self.activations, self.seeds, rows, self.dtype)
        return self._rooms[rows]


def _by_seed(parameters: Floats, sizes: Sizes) -> list[Floats]:
    """For each layer, the view [W | b] of shape (seeds, units, inputs + 1)."""
    return [matrix.transpose(2, 0, 1) for matrix in layers(parameters, sizes)]
