"""The loss and its gradient, fast: what training calls at every step.

The same formulas as in `gradient`, with three differences. Parameters and gradient are one vector, laid out as in
`layout`. Arrays are transposed, (units, rows): then z = [W | b]·(a, 1) is one product, with a row of ones that stays
under a. And each intermediate result has a place of its own, so that no step allocates memory: in networks this small
an operation costs what calling NumPy costs, and every call counts.
"""

from dataclasses import dataclass

import numpy as np

from tutor.net.activation import RELU, Activation
from tutor.net.layout import Floats, Sizes, layers
from tutor.net.loss import MSE, Loss


def with_ones(x: Floats) -> Floats:
    """(x, 1): inputs of shape (rows, inputs), and after them a column of ones that multiplies the biases."""
    return np.column_stack([x, np.ones(len(x))])


@dataclass(frozen=True, eq=False, slots=True)
class _Layer:
    """One layer, and room for what it computes.

    Attributes:
        matrix: [W | b], a view of the parameters.
        matrix_t: its transpose.
        by_matrix: ∂L/∂[W | b], a view of the gradient.
        z: pre-activations, shape (units, rows).
        a: (g(z), 1), shape (units + 1, rows). ReLU and the output layer keep g(z) where z was.
        a_t: its transpose.
        slope: g′(z), shape (units, rows).
        by_a: ∂L/∂(a, 1), shape (units + 1, rows); nobody reads the last row.
        delta: ∂L/∂z, shape (units, rows): `by_a` without its last row, in the same place.
        zeros: as many as in z; `maximum` is several times slower against a number.
    """

    matrix: Floats
    matrix_t: Floats
    by_matrix: Floats
    z: Floats
    a: Floats
    a_t: Floats
    slope: Floats
    by_a: Floats
    delta: Floats
    zeros: Floats


class _Room:
    """The layers for one number of rows."""

    def __init__(self, parameters: Floats, gradient: Floats, sizes: Sizes, rows: int, *, in_place: bool) -> None:
        # Of all layers, one under the other, and under each a row of ones.
        self.a, self.slope = np.ones((2, sum(sizes[1:]) + len(sizes) - 1, rows))
        found, end = [], 0
        for matrix, by_matrix in zip(layers(parameters, sizes), layers(gradient, sizes), strict=True):
            start, end = end, end + len(matrix) + 1
            a, by_a, zeros = self.a[start:end], np.empty((len(matrix) + 1, rows)), np.zeros((len(matrix), rows))
            z = a[:-1] if in_place or end == len(self.a) else np.empty_like(zeros)
            slope, delta = self.slope[start : end - 1], by_a[:-1]
            found.append(_Layer(matrix, matrix.T, by_matrix, z, a, a.T, slope, by_a, delta, zeros))
        *self.hidden, self.last = found
        self.backwards = self.hidden[::-1]
        self.residuals = self.last.delta.reshape(-1)
        self.factor = np.array(2.0 / rows)  # as an array: NumPy takes twice as long for a Python float


class Kernel:
    """The loss of a network whose parameters are one vector, and its gradient.

    Attributes:
        parameters: float64, shape (count,). They may be changed in place between calls.
        gradient: ∂L/∂θ of the last call, shape (count,).

    Args:
        parameters: kept, not copied.
        sizes: inputs, then the units of each layer.
        activation: of the hidden layers.
        loss: L.
    """

    def __init__(self, parameters: Floats, sizes: Sizes, activation: Activation = RELU, loss: Loss = MSE) -> None:
        self.parameters, self.gradient = parameters, np.empty_like(parameters)
        self._sizes, self._activation, self._loss = sizes, activation, loss
        self._fast = activation is RELU
        self._rooms: dict[int, _Room] = {}

    def __call__(self, x: Floats, y: Floats) -> float:
        """The loss at inputs `with_ones`, shape (rows, inputs + 1), and labels (rows, outputs); sets `gradient`."""
        room = self._rooms.get(len(x)) or self._make_room(len(x))
        self._forward(room, x.T)
        loss = self._differentiate_loss(room, y)
        self._backward(room, x)
        return loss

    def _make_room(self, rows: int) -> _Room:
        room = _Room(self.parameters, self.gradient, self._sizes, rows, in_place=self._fast)
        self._rooms[rows] = room
        return room

    def _forward(self, room: _Room, before: Floats) -> None:
        # Products are ndarray.dot: on small matrices np.dot takes longer, and @ twice as long.
        for layer in room.hidden:
            layer.matrix.dot(before, layer.z)
            if self._fast:
                np.maximum(layer.z, layer.zeros, out=layer.z)
            else:
                layer.a[:-1] = self._activation.function(layer.z)
                layer.slope[...] = self._activation.derivative(layer.z)
            before = layer.a
        if self._fast:
            np.sign(room.a, room.slope)  # 1 where a > 0, 0 where a = 0; all layers in one call
        room.last.matrix.dot(before, room.last.z)

    def _differentiate_loss(self, room: _Room, y: Floats) -> float:
        """L; the `delta` of the output layer becomes ∂L/∂f."""
        output, delta = room.last.z, room.last.delta
        if self._loss is not MSE:
            delta[...] = self._loss.derivative(output.T, y).T
            return float(self._loss.value(output.T, y))
        np.subtract(output, y.T, delta)
        loss = float(room.residuals.dot(room.residuals)) / len(y)
        np.multiply(delta, room.factor, delta)
        return loss

    def _backward(self, room: _Room, x: Floats) -> None:
        after = room.last
        for layer in room.backwards:
            after.delta.dot(layer.a_t, after.by_matrix)
            after.matrix_t.dot(after.delta, layer.by_a)
            np.multiply(layer.delta, layer.slope, layer.delta)
            after = layer
        after.delta.dot(x, after.by_matrix)
