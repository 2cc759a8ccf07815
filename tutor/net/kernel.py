"""Backpropagation for training: the outputs and the gradient of one network, as programs.

The same formulas as in `gradient`, with three differences. Parameters and gradient are one vector, laid out as in
`layout`. Activations are transposed, (units, rows): then z = [W | b]·(a, 1) is one product, with a row of ones that
stays under a. And the calls are bound to arrays that are allocated once; see `program`.
"""

from collections.abc import Sequence

import numpy as np

from tutor.net.activation import RELU, Activation, Activations, by_layer
from tutor.net.layout import Floats, Sizes, layers
from tutor.net.loss import MSE, Loss
from tutor.net.program import Program, constant


def with_ones(x: Floats) -> Floats:
    """(x, 1): inputs of shape (rows, inputs), and after them a column of ones that multiplies the biases."""
    return np.column_stack([x, np.ones(len(x))])


class Kernel:
    """The outputs of a network whose parameters are one vector, and the gradient of its loss.

    Attributes:
        parameters: float64, shape (count,). They may be changed in place between runs.
        gradient: scale·∂L/∂θ of the rows that were differentiated last, shape (count,).
        total: the sum of the terms of the loss over these rows, shape ().

    Args:
        parameters: kept, not copied.
        sizes: inputs, then the units of each layer.
        activation: of all hidden layers, or of each.
        loss: L.
        scale: a factor of the gradient.
    """

    def __init__(
        self, parameters: Floats, sizes: Sizes, activation: Activations = RELU, loss: Loss = MSE, scale: float = 1.0
    ) -> None:
        self.parameters, self.gradient, self.total = parameters, np.empty_like(parameters), np.empty(())
        self._matrices, self._by_matrices = (list(layers(each, sizes)) for each in (parameters, self.gradient))
        self._sizes, self._loss, self._scale = sizes, loss, scale
        self._activations = by_layer(activation, len(sizes) - 2)
        self._rooms: dict[int, _Room] = {}

    def forward(self, x: Floats, output: Floats) -> Program:
        """Write f(x) to `output`, shape (rows, outputs), for inputs `with_ones`, shape (rows, inputs + 1)."""
        room, a = self._room(len(x)), x.T
        program: Program = []
        # Products are ndarray.dot: on small matrices np.dot takes longer, and @ three times as long.
        for layer, write_a in enumerate(room.write_a):
            program += [(self._matrices[layer].dot, (a, room.z[layer])), *write_a]  # z = [W | b]·(a, 1)
            a = room.a[layer]
        return [*program, (a.T.dot, (self._matrices[-1].T, output))]

    def differentiate(self, x: Floats, y: Floats) -> Program:
        """Write `gradient` and `total` for these inputs `with_ones` and their labels, shape (rows, outputs)."""
        room = self._room(len(x))
        factor = constant(self._scale * self._loss.factor / len(x))
        program: Program = [
            *self.forward(x, room.output),
            *room.write_slopes,
            *self._loss.in_place(room.output, y, room.residual, self.total),
            (np.multiply, (room.residual, factor, room.by_output)),
        ]
        after = room.by_output.T
        for layer in reversed(range(len(room.a))):
            delta = room.delta[layer]
            program += [
                (after.dot, (room.a[layer].T, self._by_matrices[layer + 1])),  # ∂L/∂[W | b] = δ·(a, 1)ᵀ
                (self._matrices[layer + 1].T.dot, (after, room.by_a[layer])),
                (np.multiply, (delta, room.slope[layer], delta)),  # δ ← (Wᵀ·δ) ⊙ g′(z)
            ]
            after = delta
        return [*program, (after.dot, (x, self._by_matrices[0]))]

    def _room(self, rows: int) -> "_Room":
        if rows not in self._rooms:
            self._rooms[rows] = _Room(self._sizes[1:-1], self._sizes[-1], self._activations, rows)
        return self._rooms[rows]


class _Room:
    """The arrays for some number of rows, and the programs of the activations on them; one of each a hidden layer.

    Attributes:
        z: pre-activations, shape (units, rows).
        a: (g(z), 1), shape (units + 1, rows).
        slope: g′(z), shape (units, rows).
        by_a: ∂L/∂(a, 1), shape (units + 1, rows); nothing reads the last row.
        delta: ∂L/∂z, shape (units, rows): `by_a` without its last row, in the same place.
        write_a: writes g(z) to a layer's `a`.
        write_slopes: writes g′(z) to `slope`, for all layers; at once where they have one g.
        output, residual, by_output: f(x), the residuals of the loss, scale·∂L/∂f; shape (rows, outputs).
    """

    def __init__(self, hidden: Sizes, outputs: int, activations: Sequence[Activation], rows: int) -> None:
        # Of all layers, one under the other, and under each a row of ones.
        all_z, all_a, all_slope, all_by_a = np.ones((4, sum(hidden) + len(hidden), rows))
        ends = np.cumsum([units + 1 for units in hidden], dtype=int).tolist()
        whole = [slice(end - units - 1, end) for end, units in zip(ends, hidden, strict=True)]
        units = [slice(part.start, part.stop - 1) for part in whole]
        self.a, self.by_a = ([array[part] for part in whole] for array in (all_a, all_by_a))
        self.z, self.slope, self.delta = ([array[part] for part in units] for array in (all_z, all_slope, all_by_a))
        each = [
            g.in_place(all_z[part], all_a[part], all_slope[part]) for g, part in zip(activations, units, strict=True)
        ]
        self.write_a = [write_a for write_a, _ in each]
        alike = len({*activations}) == 1
        whole_slopes = (
            [activations[0].in_place(all_z, all_a, all_slope)[1]] if alike else [slopes for _, slopes in each]
        )
        self.write_slopes = [call for program in whole_slopes for call in program]
        self.output, self.residual, self.by_output = np.empty((3, rows, outputs))
