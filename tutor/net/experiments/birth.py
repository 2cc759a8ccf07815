"""What units are before the first step: dead, always active, or bending inside the data."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tutor.net.experiments.finding import Findings, share
from tutor.net.experiments.training import Dead, Listed, Sampled, named
from tutor.net.initial import INITIALISATIONS, initial
from tutor.net.layout import Floats

Scale = Literal["raw", "standardised"]


@dataclass(frozen=True, kw_only=True)
class Birth:
    """The units of networks 1-n-1 at random starts, over some inputs.

    Attributes:
        data: the inputs; the labels do not matter.
        scale: `standardised` subtracts the mean of the inputs and divides by their standard deviation.
        hidden: n, the units of each network.
        init: the name of an initialisation.
        runs: the number of networks.
        seed: network i has the seed (seed, i).
    """

    data: Sampled | Listed
    scale: Scale
    hidden: int
    init: str
    runs: int
    seed: int

    def __post_init__(self) -> None:
        named("init", self.init, INITIALISATIONS)

    def findings(self) -> Findings:
        """Percentages of all units, which are drawn independently, and one of the networks.

        Units: `dead` on the data; `always` active; `bends`, active on some rows and not on all. Networks: `straight`,
        those none of whose units bends.
        """
        on_some, on_all = self._active()
        units = {"dead": ~on_some, "always": on_all, "bends": on_some & ~on_all}
        found = {name: share(int(which.sum()), which.size) for name, which in units.items()}
        return found | {"straight": share(int((~units["bends"]).all(axis=1).sum()), self.runs)}

    def inputs(self) -> Floats:
        """The inputs as the networks get them, shape (rows,)."""
        x: Floats = self.data.rows()[0][:, 0]
        return x if self.scale == "raw" else (x - x.mean()) / x.std()

    def _active(self) -> tuple[Dead, Dead]:
        """Which units are active on some row, and which on all; shape (runs, units)."""
        networks = [initial((1, self.hidden, 1), self.init, (self.seed, i)) for i in range(self.runs)]
        w, b = (np.stack(each) for each in zip(*((n.weights[0], n.biases[0]) for n in networks), strict=True))
        active = w * self.inputs() + b[:, :, None] > 0
        return active.any(axis=2), active.all(axis=2)
