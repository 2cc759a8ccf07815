"""How many pieces a network has that nobody made by hand."""

from dataclasses import dataclass

import numpy as np

from tutor.net.experiments.finding import Findings, mean, share
from tutor.net.experiments.training import named
from tutor.net.float_pieces import Floats, float_pieces
from tutor.net.initial import INITIALISATIONS, initial

PLACES = 1
"""Decimals of a mean number of pieces."""

BEND = 1e-9
"""A change of slope counts from this fraction of the steepest slope on: the rest is rounding."""


@dataclass(frozen=True, kw_only=True)
class RandomPieces:
    """The pieces of ReLU networks with one input and one output at random starts.

    Attributes:
        hidden: the units of each hidden layer.
        init: the name of an initialisation.
        low, high: the range.
        runs: the number of networks.
        seed: network i has the seed (seed, i).
    """

    hidden: tuple[int, ...]
    init: str
    low: float
    high: float
    runs: int
    seed: int

    def __post_init__(self) -> None:
        named("init", self.init, INITIALISATIONS)
        if not self.low < self.high:
            raise ValueError(f"empty range: {self.low} to {self.high}")

    def findings(self) -> Findings:
        """Means over the networks, and a share of them in percent.

        `value`: the mean number of pieces that are seen, with another slope on each than on the one before. `patterns`:
        the mean number of pieces with an activation pattern of its own; where a unit switches whose activation reaches
        nothing, two of these have one slope. `straight`: the networks with a single piece that is seen.
        """
        seen, patterns = np.array([self._pieces(i) for i in range(self.runs)]).T
        return {
            "value": mean(seen, PLACES),
            "patterns": mean(patterns, PLACES),
            "straight": share(int((seen == 1).sum()), self.runs),
        }

    def _pieces(self, i: int) -> tuple[int, int]:
        """The pieces of network i that are seen, and those by pattern."""
        pieces = float_pieces(initial((1, *self.hidden, 1), self.init, (self.seed, i)), self.low, self.high)
        return seen_pieces(pieces.slopes), len(pieces)


def seen_pieces(slopes: Floats) -> int:
    """The number of pieces that are seen, from the slopes of all pieces from left to right."""
    return 1 + int((abs(np.diff(slopes)) > BEND * abs(slopes).max()).sum())
