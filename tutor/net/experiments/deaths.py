"""What units die of: they are born dead, carried out by the gradient, or thrown out by large steps."""

from dataclasses import dataclass, replace

import numpy as np

from tutor.net.experiments.finding import Finding, Findings, mean, share, share_of_units
from tutor.net.experiments.training import Dead, Many, dead_units
from tutor.net.layout import Floats
from tutor.net.restarts.run import Restarts

PLACES = 2
"""Decimals of a mean number of units."""


@dataclass(frozen=True, kw_only=True)
class Deaths(Many):
    """The dead units of ReLU networks 1-n-1 after plain gradient descent, and what they died of.

    The unit of a first layer that is dead stays so (plain gradient descent, the same rows). So it is enough to look at
    the start and at the end. To tell whether a unit died of the size of the steps, the same start is trained once more
    with steps of a small part of the size, and as many more of them: at the same time, rate times steps. This follows
    the way on which the gradient leads when it is asked at every point (the gradient flow). A unit that is dead at the
    end, and was not at the start, was

    - *carried out* by the gradient, if it is dead with the small steps too;
    - *thrown out* by the large steps, if with the small ones it is not.

    Attributes:
        slower: the small steps have the rate divided by this number.
        at_least: numbers of dead units.
    """

    slower: int
    at_least: tuple[int, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.activation != "relu" or len(self.hidden) != 1 or self.optimizer != "gd" or self.decay:
            raise ValueError("that the dead stay dead is certain for one hidden layer of relu, and gd without decay")
        if self.slower < 2:
            raise ValueError(f"slower: {self.slower} makes the steps no smaller")

    def findings(self) -> Findings:
        """Percentages of units, the number of dead units at the end, and percentages of starts.

        Of the units of all networks that did not diverge: `born_dead`; `killed`, active on some row at the start and
        dead at the end; of these `carried` and `thrown`. `spared`: dead with the small steps, and not with the large
        ones. `dead`: the mean number of dead units in such a network. Of all starts: `diverged`; `dead_k`, those that
        did not diverge and have k dead units or more, for each k of `at_least`.
        """
        fast, slow = self._trained(1), self._trained(self.slower)
        kept = ~fast.diverged
        born, dead, dead_slow = (self._dead(each) for each in (fast.start, fast.parameters, slow.parameters))
        of_units = {
            "born_dead": born,
            "killed": dead & ~born,
            "carried": dead & dead_slow & ~born,
            "thrown": dead & ~dead_slow,
            "spared": dead_slow & ~dead,
        }
        number = dead.sum(axis=1)
        found: dict[str, Finding] = {name: share_of_units(units[kept]) for name, units in of_units.items()}
        found["dead"] = mean(number[kept], PLACES)
        found["diverged"] = share(int((~kept).sum()), self.runs)
        for least in self.at_least:
            found[f"dead_{least}"] = share(int((kept & (number >= least)).sum()), self.runs)
        return found

    def _trained(self, slower: int) -> Restarts:
        study = self.study()
        optimizer = replace(study.optimizer, rate=self.rate / slower)
        restarts = Restarts(replace(study, optimizer=optimizer, steps=self.steps * slower), *self.data.rows())
        restarts.advance(restarts.study.steps)
        return restarts

    def _dead(self, parameters: Floats) -> Dead:
        """Which units are dead on the data, shape (runs, units)."""
        x, _ = self.data.rows()
        with np.errstate(all="ignore"):  # a network that diverged is left out
            (dead,) = dead_units(parameters, self.study(), x)
        return dead
