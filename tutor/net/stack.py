"""What a stack of layers multiplies a gradient by on its way down, from the last layer to the inputs.

Each layer multiplies it twice: by its slopes, ∂L/∂z = ∂L/∂a ⊙ g′(z), and by its weights, ∂L/∂a of the layer before =
Wᵀ·∂L/∂z. The size of a gradient is the root of the sum of its squares over units and rows.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tutor.net.initial import Seed
from tutor.net.layout import Floats

LARGEST_SLOPE = {name: Fraction(1) for name in ("identity", "relu", "leaky_relu", "tanh")} | {"sigmoid": Fraction(1, 4)}
"""The largest g′ by activation, where it is a simple number; those of GELU and swish are a little above 1."""

_FROM_ABOVE = 2
"""What a seed ends in for the inputs and the gradient above; 0 and 1 are taken, see `initial` and `batches`."""


@dataclass(frozen=True)
class Passage:
    """The sizes of a gradient on its way down through a stack.

    Attributes:
        by_a: the size of ∂L/∂a of the inputs, then of each layer from the first to the last; shape (layers + 1,).
        by_z: the size of ∂L/∂z of each layer from the first to the last; shape (layers,).
    """

    by_a: tuple[float, ...]
    by_z: tuple[float, ...]

    @property
    def slopes(self) -> tuple[float, ...]:
        """What the slopes of each layer multiply by, from the first to the last; NaN where nothing arrives."""
        return tuple(map(_ratio, self.by_z, self.by_a[1:]))

    @property
    def weights(self) -> tuple[float, ...]:
        """What the weights of each layer multiply by, from the first to the last; NaN where nothing arrives."""
        return tuple(map(_ratio, self.by_a[:-1], self.by_z))

    @property
    def factor(self) -> float:
        """What all layers multiply by: the size below them over the size above them; NaN where nothing arrives."""
        return _ratio(self.by_a[0], self.by_a[-1])


def passage(weights: Sequence[Floats], slopes: Sequence[Floats], above: Floats) -> Passage:
    """The way of a gradient down through a stack.

    Args:
        weights: of each layer, shape (units, units of the layer before).
        slopes: g′(z) of each layer, shape (rows, units).
        above: ∂L/∂a of the last layer, shape (rows, units).
    """
    by_a, by_z = zip(*_downwards(weights, slopes, above), strict=True)
    return Passage((*reversed(by_a), _size(above)), tuple(reversed(by_z)))


def drawn(seed: Seed, rows: int, width: int) -> Floats:
    """Standard normal inputs of a stack, and a standard normal gradient above it; shape (2, rows, width)."""
    return np.random.default_rng([*seed, _FROM_ABOVE]).normal(size=(2, rows, width))


def power_of_ten(factor: float) -> float:
    """log₁₀ of a factor ≥ 0, −∞ for 0."""
    return math.log10(factor) if factor else -math.inf


def _downwards(weights: Sequence[Floats], slopes: Sequence[Floats], gradient: Floats) -> Iterator[tuple[float, float]]:
    """Layer by layer, the last one first: the sizes of ∂L/∂a below it and of its ∂L/∂z."""
    for weight, slope in zip(reversed(weights), reversed(slopes), strict=True):
        by_z = gradient * slope
        gradient = by_z @ weight
        yield _size(gradient), _size(by_z)


def _size(gradient: Floats) -> float:
    return float(np.sqrt((gradient**2).sum()))


def _ratio(below: float, above: float) -> float:
    return below / above if above else math.nan
