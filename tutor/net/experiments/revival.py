"""Whether dead units come back during training."""

from dataclasses import dataclass

import numpy as np

from tutor.net.experiments.finding import Finding, Findings, counted, total
from tutor.net.experiments.training import Dead, Many, dead_units, starts, trained
from tutor.net.layout import Floats
from tutor.net.restarts.study import Study

LAYERS = ("first", "second", "third")


@dataclass(frozen=True, kw_only=True)
class Revival(Many):
    """The fate of every unit: whether it is dead on the data before the first step and after each step.

    A network whose parameters are not finite at the end has diverged, and its units are not counted.
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.activation != "relu" or not 1 <= len(self.hidden) <= len(LAYERS):
            raise ValueError(f"from one to {len(LAYERS)} hidden layers of relu")

    def findings(self) -> Findings:
        """How many networks `diverged`, and how many units there are of each kind.

        The kinds are `units`: all; `born_dead`: dead before the first step; `ever_dead`: dead at some step; `dead`:
        dead at the end; `back`: active at some step after they were dead. With several hidden layers each layer is
        counted, as `first_units` and so on.
        """
        study, (x, y) = self.study(), self.data.rows()
        parts = [_watched(start, study, x, y) for start in starts(study)]
        kept = np.concatenate([part.finite for part in parts])
        found: dict[str, Finding] = {"diverged": counted(int((~kept).sum()), self.runs)}
        for layer, units in enumerate(self.hidden):
            prefix = f"{LAYERS[layer]}_" if len(self.hidden) > 1 else ""
            found[f"{prefix}units"] = total(kept * units)
            for name in ("born_dead", "ever_dead", "dead", "back"):
                of_all = np.concatenate([getattr(part, name)[layer] for part in parts])
                found[prefix + name] = total(of_all[kept].sum(axis=1))
        return found


@dataclass(eq=False)
class _Watch:
    """The units of some networks as seen so far; one array a layer, shape (networks, units)."""

    born_dead: list[Dead]
    ever_dead: list[Dead]
    back: list[Dead]
    dead: list[Dead]
    finite: Dead

    def see(self, dead: list[Dead]) -> None:
        for layer, now in enumerate(dead):
            self.back[layer] |= self.ever_dead[layer] & ~now
            self.ever_dead[layer] |= now
        self.dead = dead


def _watched(start: Floats, study: Study, x: Floats, y: Floats) -> _Watch:
    born = dead_units(start, study, x)
    ever, back = [each.copy() for each in born], [np.zeros_like(each) for each in born]
    watch = _Watch(born, ever, back, born, np.ones(start.shape[1], bool))
    for parameters in trained(start, study, x, y):
        watch.see(dead_units(parameters, study, x))
    watch.finite = np.asarray(np.isfinite(parameters).all(axis=0))
    return watch
