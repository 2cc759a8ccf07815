"""What a stack of layers multiplies a gradient by, before training."""

from dataclasses import dataclass

import numpy as np

from tutor.net.activation import ACTIVATIONS
from tutor.net.experiments.finding import Findings, median, share_of_units
from tutor.net.experiments.training import named
from tutor.net.initial import INITIALISATIONS, initial
from tutor.net.stack import drawn, passage, power_of_ten

PLACES = 2
"""Decimals of a power of ten."""


@dataclass(frozen=True, kw_only=True)
class Depth:
    """Stacks of layers of one width at random starts: how the gradient shrinks or grows on its way down.

    The inputs are standard normal. So is the gradient that comes from above, ∂L/∂a of the last layer, on each row: what
    a stack does to it does not depend on labels. Each layer multiplies it by its slopes and its weights,
    ∂L/∂a ← Wᵀ·(∂L/∂a ⊙ g′(z)).

    Attributes:
        layers: the number of layers.
        width: the units of each layer, and the inputs.
        activation: the name of g.
        inits: names of initialisations.
        rows: the number of inputs.
        runs: the number of stacks for each initialisation.
        seed: stack i has the seed (seed, i).
    """

    layers: int
    width: int
    activation: str
    inits: tuple[str, ...]
    rows: int
    runs: int
    seed: int

    def __post_init__(self) -> None:
        named("activation", self.activation, ACTIVATIONS)
        for init in self.inits:
            named("init", init, INITIALISATIONS)
        if min(self.layers, self.width, self.rows) < 1:
            raise ValueError("at least one layer, one unit and one row")

    def findings(self) -> Findings:
        """For each initialisation a power of ten, and with ReLU the dead units of each layer.

        `he` and so on: the median over the stacks of log₁₀ of the factor, which is the size of the gradient below all
        layers over that above them (the root of the sum of squares over units and rows). `he_dead_1`: the percentage of
        units of layer 1 that are active on no row.
        """
        found = {}
        for init in self.inits:
            stacks = [self._stack(init, i) for i in range(self.runs)]
            found[init] = median([power for power, _ in stacks], PLACES)
            if self.activation == "relu":
                for layer, dead in enumerate(np.stack([each for _, each in stacks], axis=1), start=1):
                    found[f"{init}_dead_{layer}"] = share_of_units(dead)
        return found

    def _stack(self, init: str, i: int) -> tuple[float, np.ndarray]:
        """log₁₀ of the factor of one stack, and which units are inactive on all rows, shape (layers, width)."""
        activation = ACTIVATIONS[self.activation]
        stack = initial((self.width,) * (self.layers + 1), init, (self.seed, i), activation)
        inputs, above = drawn((self.seed, i), self.rows, self.width)
        z = stack.forward(inputs).z
        passed = passage(stack.weights, [activation.derivative(each) for each in z], above)
        return power_of_ten(passed.factor), np.array([(each <= 0).all(axis=0) for each in z])
