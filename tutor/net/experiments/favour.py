"""Whether training favours straight lines: how straight networks are before and after it."""

from dataclasses import dataclass

import numpy as np

from tutor.net.experiments.finding import Findings, median, share
from tutor.net.experiments.training import Many, Sampled
from tutor.net.layout import Floats, Sizes, layers
from tutor.net.restarts.run import Restarts

PLACES = 4
"""Decimals of a deviation."""


@dataclass(frozen=True, kw_only=True)
class Favour(Many):
    """The deviation of ReLU networks 1-n-1 from a straight line, before and after training.

    The deviation is the largest |f(x) − chord(x)| between the smallest and the largest input.

    Attributes:
        straight: a network with a smaller deviation counts as straight.
        fit: a network with a smaller loss fits.
    """

    data: Sampled
    straight: float
    fit: float

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.activation != "relu" or len(self.hidden) != 1:
            raise ValueError("the deviation is worked out for one hidden layer of relu")

    def findings(self) -> Findings:
        """`start_straight`, `straight`, `fit` in percent; `start_deviation`, `deviation`, medians."""
        restarts = Restarts(self.study(), *self.data.rows())
        restarts.advance(self.steps)
        before, after = (self._deviations(each) for each in (restarts.start, restarts.parameters))
        return {
            "start_straight": share(int((before < self.straight).sum()), self.runs),
            "start_deviation": median(before, PLACES),
            "straight": share(int((after < self.straight).sum()), self.runs),
            "deviation": median(after, PLACES),
            "fit": share(int((restarts.losses < self.fit).sum()), self.runs),
        }

    def _deviations(self, parameters: Floats) -> Floats:
        return deviations(parameters, (1, *self.hidden, 1), self.data.low, self.data.high)


def deviations(parameters: Floats, sizes: Sizes, low: float, high: float) -> Floats:
    """max |f(x) − chord(x)| on [low, high] of ReLU networks 1-n-1, shape (networks,).

    Parameters have shape (count, networks). Between breakpoints the difference is affine, so it is largest at one.
    """
    hidden, output = layers(parameters, sizes)
    w, b, v, c = hidden[:, 0], hidden[:, 1], output[0, :-1], output[0, -1]
    with np.errstate(divide="ignore", invalid="ignore"):
        # A breakpoint outside moves to an end of the range, where the difference is 0.
        breakpoints = np.clip(np.nan_to_num(-b / w, nan=low), low, high)
    ends = np.broadcast_to([[low], [high]], (2, parameters.shape[1]))
    x = np.concatenate([ends, breakpoints])
    f = c + (v * np.maximum(0.0, w * x[:, None] + b)).sum(axis=1)
    chord = f[0] + (f[1] - f[0]) * (x - low) / (high - low)
    deviation: Floats = np.abs(f - chord).max(axis=0)
    return deviation
