"""What is true of a network at one setting of the knobs of the `network` lab. Everything here is exact."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from tutor.expression import UndefinedError
from tutor.lab import Settings
from tutor.labs.names import first_layer
from tutor.labs.network.spec import NetworkSpec
from tutor.net import linearity as linear
from tutor.net import pieces as exact_pieces
from tutor.net.activation import Array
from tutor.net.along import Stretch, along, losses
from tutor.net.gradient import Gradients, descend, gradients
from tutor.net.liveness import Liveness, liveness
from tutor.net.loss import MSE
from tutor.net.network import Forward, Network, exact
from tutor.net.zero_gradient import Parameter
from tutor.rational import show


@dataclass(frozen=True, eq=False)
class NetworkFacts:
    """A network lab at one setting. Each fact is worked out when it is first asked for, and kept."""

    spec: NetworkSpec
    settings: Settings

    @cached_property
    def network(self) -> Network:
        """The network at these settings."""
        return self.spec.network(self.settings)

    @property
    def units(self) -> tuple[tuple[int, int], ...]:
        """(layer, unit) of every hidden unit, both counted from 0."""
        return tuple((layer, i) for layer, count in enumerate(self.spec.hidden) for i in range(count))

    @cached_property
    def xs(self) -> tuple[Fraction, ...]:
        """The inputs of the data, then those of the learner's own rows; empty without data."""
        return tuple(x for x, _ in self.spec.rows(self.settings))

    @cached_property
    def ys(self) -> tuple[Fraction, ...]:
        """The labels of the same rows."""
        return tuple(y for _, y in self.spec.rows(self.settings))

    @cached_property
    def inputs(self) -> Array:
        """The inputs as an array of shape (rows, 1)."""
        return column(self.xs)

    @cached_property
    def labels(self) -> Array:
        """The labels as an array of shape (rows, 1)."""
        return column(self.ys)

    @cached_property
    def forward(self) -> Forward:
        """The forward pass over the data."""
        return self.network.forward(self.inputs)

    @cached_property
    def loss(self) -> Fraction:
        """The mean squared error over the data."""
        return Fraction(MSE.value(self.forward.output, self.labels))

    @cached_property
    def gradients(self) -> Gradients:
        """The gradients of the loss over the data."""
        return gradients(self.network, self.inputs, self.labels)

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """The loss as a function of the parameter along which the shelf shows it."""
        rows = list(zip(self.xs, self.ys, strict=True))
        return along(self.network, self.spec.parameters[self.spec.along], rows)

    def loss_along(self, value: Fraction) -> Fraction:
        """The loss with the parameter of the shelf set to a value."""
        return next(each.at(value) for each in self.stretches if each.high is None or value <= each.high)

    @cached_property
    def other_end(self) -> Network:
        """The network at the other end of the slice; this one without a slice."""
        return self.spec.network({**self.settings, **(self.spec.slice.to if self.spec.slice else {})})

    def loss_of(self, network: Network) -> Fraction:
        """The mean squared error of a network over the data."""
        return Fraction(MSE.value(network(self.inputs), self.labels))

    def losses_to_other_end(self, shares: Sequence[float]) -> list[float]:
        """The loss at these shares of the way to the other end of the slice, in floats."""
        return list(map(float, losses(self.network, self.other_end, np.array(shares), self.inputs, self.labels)))

    @cached_property
    def after(self) -> Network | None:
        """The network after one step of gradient descent; None without a learning rate."""
        rate = self.settings.get("rate")
        return None if rate is None else descend(self.network, self.gradients, rate)

    @cached_property
    def apart(self) -> Fraction:
        """The largest |f(x) − g(x)| on the range, where g is the network beside this one; 0 without one.

        Between breakpoints of either the difference is affine, so it is largest at a breakpoint or at an end.
        """
        low, high = self.spec.range
        both = [self.network, self.spec.other or self.network]
        xs = (low, high, *(p.x for each in both for p in exact_pieces.breakpoints(each) if low < p.x < high))
        heights = zip(*(exact_pieces.values(each, xs) for each in both), strict=True)
        return max(Fraction(abs(f - g)) for f, g in heights)

    @cached_property
    def breakpoints(self) -> tuple[exact_pieces.Breakpoint, ...]:
        """All breakpoints, on the whole axis."""
        return exact_pieces.breakpoints(self.network)

    @cached_property
    def pieces(self) -> tuple[exact_pieces.Piece, ...]:
        """The pieces on the lesson's range."""
        return exact_pieces.pieces(self.network, *self.spec.range)

    @cached_property
    def slopes(self) -> tuple[tuple[Fraction, Fraction, Fraction], ...]:
        """(from, to, slope) of f within the limits of the plot; neighbours of one slope are one piece."""
        low, high = self.spec.x_limits
        found: list[tuple[Fraction, Fraction, Fraction]] = []
        for piece in exact_pieces.pieces(self.network, low, high):
            start = found.pop()[0] if found and found[-1][2] == piece.slope else piece.low
            found.append((low if start is None else start, high if piece.high is None else piece.high, piece.slope))
        return tuple(found)

    @cached_property
    def on_range(self) -> linear.Linearity:
        """Whether f is linear on the lesson's range, and why."""
        return linear.linearity(self.network, *self.spec.range)

    @cached_property
    def deviation(self) -> Fraction:
        """The largest |f(x) − chord(x)| on the lesson's range."""
        return linear.chord_deviation(self.network, *self.spec.range)

    @cached_property
    def everywhere(self) -> linear.Linearity:
        """Whether f is linear on the whole axis, and why."""
        return linear.linearity(self.network)

    @cached_property
    def liveness(self) -> tuple[Liveness, ...]:
        """What is proved of each unit on the data and the range."""
        return self.liveness_of(self.network)

    @cached_property
    def off_line(self) -> tuple[Fraction, Fraction] | None:
        """The first point (x, f(x)) of the data off the line through the outermost ones; None if there is none."""
        return linear.off_line(list(zip(self.xs, self.forward.output[:, 0], strict=True)))

    def f(self, x: Fraction) -> Fraction:
        """f(x)."""
        return exact_pieces.value(self.network, x)

    def slope(self, x: Fraction) -> Fraction:
        """The slope of f at x.

        Raises:
            UndefinedError: where f bends.
        """
        if any(point.x == x and point.change for point in self.breakpoints):
            raise UndefinedError(f"f bends at {show(x)} and has no slope there")
        return exact_pieces.pieces(self.network, None, x)[-1].slope

    def breakpoint(self, unit: int) -> Fraction:
        """Where z of a unit of the first layer is 0.

        Raises:
            UndefinedError: for a unit with w = 0.
        """
        w, b = (self.settings[name] for name in first_layer(unit, len(self.spec.hidden)))
        if w == 0:
            raise UndefinedError(f"unit {unit} has w = 0 and no breakpoint")
        return -b / w

    def gradient(self, parameter: Parameter) -> Fraction:
        """The gradient of the loss by one parameter."""
        return entry(self.gradients.weights, self.gradients.biases, parameter)

    def liveness_of(self, network: Network) -> tuple[Liveness, ...]:
        """What is proved of each unit of a network of this shape on the data and the range."""
        return liveness(network, self.inputs, *self.spec.range)


def column(numbers: Sequence[Fraction]) -> Array:
    """The numbers as an array of shape (numbers, 1)."""
    return exact([[number] for number in numbers]).reshape(-1, 1)


def entry(weights: tuple[Array, ...], biases: tuple[Array, ...], at: Parameter) -> Fraction:
    """The number of a parameter in arrays that have the shapes of a network."""
    return Fraction(biases[at.layer][at.unit] if at.input is None else weights[at.layer][at.unit, at.input])


def z(network: Network, layer: int, unit: int, x: Fraction) -> Fraction:
    """The pre-activation of one hidden unit at x."""
    return Fraction(network.forward(exact([[x]])).z[layer][0, unit])


def a(network: Network, layer: int, unit: int, x: Fraction) -> Fraction:
    """The activation of one hidden unit at x."""
    return Fraction(network.forward(exact([[x]])).a[layer + 1][0, unit])
