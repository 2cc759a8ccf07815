"""The `restarts` lab: one shape of network, trained from many starts at once: how many fit, and where others stop."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import ClassVar

import numpy as np

from tutor.expression import Measure
from tutor.figure import Figure
from tutor.lab import Lamp, Reading, Settings
from tutor.labs.data import Data
from tutor.labs.measures import number
from tutor.labs.network import NetworkLab
from tutor.labs.restarts.facts import RestartsFacts
from tutor.labs.restarts.run import run
from tutor.labs.restarts.spec import RestartsSpec
from tutor.labs.restarts.views import TITLES, VIEWS
from tutor.net.activation import RELU
from tutor.rational import percent, percentage, rounded, show
from tutor.schema import Bounds
from tutor.store import Store

_FINEST, _LARGEST = 1_000_000, 1_000_000
"""The largest denominator and the largest number of a network lab."""

_FINE = Bounds(low=Fraction(-100), high=Fraction(100), fine=Fraction(1, 10), coarse=Fraction(1))
"""How the numbers of a network turn when it is opened."""

_MOST_UNITS = 10
"""The most units of a network lab."""


class RestartsLab(RestartsSpec):
    """Many networks of one shape in training, and one of them to be opened."""

    titles: ClassVar = TITLES

    def read(self, settings: Settings, store: Store) -> "RestartsReading":
        """What is seen at the last mark up to the step of these settings. It trains up to it when that is asked for."""
        return RestartsReading(RestartsFacts(self, settings, store))

    def advance(self, settings: Settings, seconds: float, most: Fraction, store: Store) -> Fraction:
        """The step reached with about this many seconds of training."""
        return Fraction(run(self, settings, store).advance(int(settings["step"]), int(most), seconds))


@dataclass(frozen=True, eq=False)
class RestartsReading(Reading):
    """One study at one step."""

    facts: RestartsFacts

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """The settings of the study, what is counted, and the chosen bar; shares are in %."""
        facts = self.facts
        found: dict[str, Callable[[], Fraction | float]] = {
            "step": lambda: facts.step,
            "runs": lambda: facts.runs,
            "rate": lambda: facts.settings["rate"],
            "seed": lambda: facts.settings["seed"],
            "fits": lambda: facts.now.fits,
            "success": lambda: 100 * facts.share,
            "success_low": lambda: 100 * facts.interval(facts.now)[0],
            "success_high": lambda: 100 * facts.interval(facts.now)[1],
            "chance2": lambda: 100 * facts.chance(2),
            "chance3": lambda: 100 * facts.chance(3),
            "born_dead": lambda: facts.now.born_dead,
            "diverged": lambda: facts.now.diverged,
            "constant": lambda: facts.now.counts["constant"],
            "linear": lambda: facts.now.counts["linear"],
            "one_bend": lambda: facts.now.counts["one bend"],
            "other": lambda: facts.now.counts["other"],
            "bar_loss": lambda: facts.known_bar.loss,
            "bar_count": lambda: len(facts.known_bar.networks),
        }
        return {name: number(read) for name, read in found.items()}

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """One lamp: the training is done."""
        return (Lamp("done", "", self.facts.step >= self.facts.spec.steps, _progress(self.facts)),)

    @property
    def formula(self) -> tuple[str, ...]:
        """What is trained, how many fit, the chance with two and three starts, and the step."""
        facts, study = self.facts, self.facts.now.study
        low, high = facts.interval(facts.now)
        units = f"{'-'.join(map(str, study.sizes))} of {study.activations[0].name} units"
        target = f"; {facts.spec.task(facts.settings).name}" if facts.spec.also else ""
        how = f"{study.optimizer.name}, rate {show(facts.settings['rate'])}{target}"
        fits = f"{facts.now.fits:,} of {facts.runs:,} fit (loss below {show(facts.spec.fit)})"
        return (
            f"{facts.runs:,} networks {units}; {how}",
            f"{fits}: {percent(facts.share)}, 95 % interval {percentage(low)} to {percent(high)}",
            f"one of 2 starts fits: {percent(facts.chance(2))}; one of 3: {percent(facts.chance(3))}",
            *self._resting(),
            _progress(facts),
        )

    def _resting(self) -> tuple[str, ...]:
        facts, loss = self.facts, self.facts.spec.rests_at
        if loss is None:
            return ()
        return (f"{facts.now.standing_at(loss):,} of {facts.runs:,} stand at about {rounded(loss, 3)}, as yours does",)

    def figure(self, view: str) -> Figure:
        """The figure of one view."""
        return VIEWS[view](self.facts)

    @cached_property
    def inside(self) -> NetworkLab | None:
        """The network of the chosen bar that is nearest to its middle, for one small hidden layer of ReLU units."""
        sizes, bar = self.facts.now.study.sizes, self.facts.bar
        relu = self.facts.now.study.activations == (RELU,)
        if bar is None or not relu or len(sizes) != 3 or sizes[1] > _MOST_UNITS:
            return None
        network = self.facts.now.snapshot.network(int(bar.networks[0]))
        (inner, outer), (biases, (c,)) = network.weights, network.biases
        if max(np.abs(each).max() for each in (inner, outer, biases, c)) > _LARGEST:
            return None
        task = self.facts.spec.task(self.facts.settings)
        x, y = (tuple(map(_fraction, column)) for column in task.rows)
        low, high = task.ends
        knobs = tuple(f"{letter}{i}" for i in range(sizes[1]) for letter in "wbv")
        return NetworkLab(
            w=tuple(map(_to_thousandths, inner[:, 0])),
            b=tuple(map(_to_thousandths, biases)),
            v=tuple(map(_to_thousandths, outer[0])),
            c=_to_thousandths(c),
            range=(low, high) if low < high else (low - 1, high + 1),
            data=Data(x=x, y=y),
            knobs=(*knobs, "c"),
            bounds=dict.fromkeys("wbvc", _FINE),
            show=("sum", "units", "rows"),
        )


def _progress(facts: RestartsFacts) -> str:
    asked = int(facts.settings["step"])
    kept = "" if asked == facts.step else f", the last kept before {asked}"
    return f"step {facts.step} of {facts.spec.steps}{kept}"


def _fraction(value: float) -> Fraction:
    return Fraction(float(value)).limit_denominator(_FINEST)


def _to_thousandths(value: float) -> Fraction:
    """A parameter to a thousandth: what a person can read, type and turn; the loss hardly differs."""
    return Fraction(round(float(value) * 1000), 1000)
