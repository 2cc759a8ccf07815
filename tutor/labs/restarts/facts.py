"""What can be read off a study of restarts at one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tutor.expression import Measure, UndefinedError
from tutor.figure import Figure
from tutor.lab import Lamp, Reading, Settings
from tutor.labs.network.spec import Data, NetworkLab
from tutor.labs.restarts import views
from tutor.labs.restarts.run import Plateau, StudyAtStep
from tutor.net.activation import RELU
from tutor.net.restarts.outcome import chance_of_success, wilson
from tutor.rational import percent, percentage, show
from tutor.schema import Bounds

if TYPE_CHECKING:
    from tutor.labs.restarts.spec import RestartsLab

_FINEST, _LARGEST = 1_000_000, 1_000_000
"""The largest denominator and the largest number of a network lab."""

_FINE = Bounds(low=Fraction(-100), high=Fraction(100), fine=Fraction(1, 10), coarse=Fraction(1))
"""How the numbers of a network turn that is looked into."""

_MOST_UNITS = 10
"""Of a network lab."""


@dataclass(frozen=True, eq=False)
class RestartsReading(Reading):
    """One study at one step.

    Attributes:
        history: how it stood at the marks up to that step, and at that step.
    """

    lab: RestartsLab
    settings: Settings
    history: tuple[StudyAtStep, ...]

    @property
    def stand(self) -> StudyAtStep:
        """How the study stands at the step shown."""
        return self.history[-1]

    @property
    def step(self) -> int:
        """The step shown: of one that has gone by, the last mark before it."""
        return self.stand.snapshot.step

    @property
    def runs(self) -> int:
        """How many networks."""
        return self.stand.study.runs

    @cached_property
    def share(self) -> Fraction:
        """The share of the networks that fit."""
        return Fraction(self.stand.fits, self.runs)

    def interval(self, stand: StudyAtStep) -> tuple[float, float]:
        """The 95 % interval of the probability that a start fits."""
        return wilson(stand.fits, self.runs)

    def chance(self, starts: int) -> Fraction:
        """The chance that at least one of so many starts fits."""
        return chance_of_success(self.share, starts)

    @cached_property
    def bars(self) -> tuple[Plateau, ...]:
        """The plateaus with most networks, in the order of their losses."""
        plateaus = self.stand.plateaus
        most = sorted(range(len(plateaus)), key=lambda i: (-len(plateaus[i].networks), i))[: views.BARS]
        return tuple(plateaus[i] for i in sorted(most))

    @property
    def bar(self) -> Plateau | None:
        """The bar that is looked at; None beyond the last."""
        chosen = int(self.settings["bar"])
        return self.bars[chosen] if chosen < len(self.bars) else None

    def figure(self, view: str) -> Figure:
        """What one of the views shows."""
        return views.VIEWS[view](self)

    @property
    def formula(self) -> tuple[str, ...]:
        """What is trained, how many fit, the chance with more starts than one, and how far it is."""
        study, (low, high) = self.stand.study, self.interval(self.stand)
        shape, rate = "-".join(map(str, study.sizes)), show(self.settings["rate"])
        fits = f"{self.stand.fits:,} of {self.runs:,} fit (loss below {show(self.lab.fit)})"
        return (
            f"{self.runs:,} networks {shape} of {study.activation.name} units; {study.optimizer.name}, rate {rate}",
            f"{fits}: {percent(self.share)}, 95 % interval {percentage(low)} to {percent(high)}",
            f"one of 2 starts fits: {percent(self.chance(2))}; one of 3: {percent(self.chance(3))}",
            self._progress,
        )

    @property
    def _progress(self) -> str:
        asked = int(self.settings["step"])
        kept = "" if asked == self.step else f", the last kept before {asked}"
        return f"step {self.step} of {self.lab.steps}{kept}"

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """One lamp: the training is done."""
        return (Lamp("done", "", self.step >= self.lab.steps, self._progress),)

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Everything a goal, an answer or the prose of a lesson can name; the README lists them."""
        stand = self.stand
        found: dict[str, Callable[[], Fraction | float]] = {
            "step": lambda: self.step,
            "runs": lambda: self.runs,
            "rate": lambda: self.settings["rate"],
            "seed": lambda: self.settings["seed"],
            "fits": lambda: stand.fits,
            "success": lambda: 100 * self.share,
            "success_low": lambda: 100 * self.interval(stand)[0],
            "success_high": lambda: 100 * self.interval(stand)[1],
            "chance2": lambda: 100 * self.chance(2),
            "chance3": lambda: 100 * self.chance(3),
            "born_dead": lambda: stand.born_dead,
            "diverged": lambda: stand.diverged,
            "constant": lambda: stand.counts["constant"],
            "linear": lambda: stand.counts["linear"],
            "one_bend": lambda: stand.counts["one bend"],
            "other": lambda: stand.counts["other"],
            "bar_loss": lambda: self._chosen.loss,
            "bar_count": lambda: len(self._chosen.networks),
        }
        return {name: _number(read) for name, read in found.items()}

    @property
    def _chosen(self) -> Plateau:
        if self.bar is None:
            raise UndefinedError(f"the histogram has {len(self.bars)} bars, and none with this number")
        return self.bar

    @cached_property
    def inside(self) -> NetworkLab | None:
        """The network of the chosen bar that is nearest to its middle, for one small hidden layer of ReLU units."""
        sizes, bar = self.stand.study.sizes, self.bar
        relu = self.stand.study.activation is RELU
        if bar is None or not relu or len(sizes) != 3 or sizes[1] > _MOST_UNITS:
            return None
        network = self.stand.snapshot.network(int(bar.networks[0]))
        (inner, outer), (biases, (c,)) = network.weights, network.biases
        if max(np.abs(each).max() for each in (inner, outer, biases, c)) > _LARGEST:
            return None
        x, y = (tuple(map(_fraction, column)) for column in self.lab.rows)
        low, high = (min(x), max(x)) if self.lab.data else (self.lab.low, self.lab.high)
        knobs = tuple(f"{letter}{i}" for i in range(sizes[1]) for letter in "wbv")
        return NetworkLab(
            w=tuple(map(_rounded, inner[:, 0])),
            b=tuple(map(_rounded, biases)),
            v=tuple(map(_rounded, outer[0])),
            c=_rounded(c),
            range=(low, high) if low < high else (low - 1, high + 1),
            data=Data(x=x, y=y),
            knobs=(*knobs, "c"),
            bounds=dict.fromkeys("wbvc", _FINE),
            show=("sum", "units", "rows"),
        )


def _number(read: Callable[[], Fraction | float]) -> Measure:
    return Measure(lambda: Fraction(read()))


def _fraction(value: float) -> Fraction:
    return Fraction(float(value)).limit_denominator(_FINEST)


def _rounded(value: float) -> Fraction:
    """A parameter to a thousandth: what a person can read, type and turn; the loss hardly differs."""
    return Fraction(round(float(value) * 1000), 1000)
