"""What a ReLU on the output costs: once that unit is dead, nothing learns any more."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tutor.net.activation import RELU
from tutor.net.experiments.finding import Finding, Findings, share
from tutor.net.experiments.training import Dead, Many, dead_units, starts, trained
from tutor.net.layout import Floats
from tutor.net.restarts.forward import outputs
from tutor.net.restarts.study import Study


@dataclass(frozen=True, kw_only=True)
class OutputRelu(Many):
    """ReLU networks whose output is max(0, z), compared with the same starts whose output is z."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.activation != "relu":
            raise ValueError("the units have to be relu, as the output is")

    def findings(self) -> Findings:
        """The percentages of networks that are constant on the data.

        `value`: the output is dead at the end. `at_start`: it is dead before the first step. `without`: with a linear
        output, a hidden layer is dead at the end.
        """
        at_start, at_end, without = (np.concatenate(each) for each in zip(*self._parts(), strict=True))
        return {"value": self._share(at_end), "at_start": self._share(at_start), "without": self._share(without)}

    def _parts(self) -> Iterator[tuple[Dead, Dead, Dead]]:
        """Which networks are dead at the start, dead at the end, and constant without the ReLU; shape (networks,)."""
        study, (x, y) = self.study(), self.data.rows()
        clipped = replace(study, output=RELU)
        for start in starts(study):
            first, last = _ends(trained(start, clipped, x, y))
            _, linear = _ends(trained(start, study, x, y))
            hidden = [layer.all(axis=1) for layer in dead_units(linear, study, x)]
            yield _is_zero(first, clipped, x), _is_zero(last, clipped, x), np.any(hidden, axis=0)

    def _share(self, networks: Dead) -> Finding:
        return share(int(networks.sum()), self.runs)


def _is_zero(parameters: Floats, study: Study, x: Floats) -> Dead:
    """Which networks have the output 0 on every row, shape (networks,)."""
    return np.concatenate([(f == 0).all(axis=(1, 2)) for _, f in outputs(parameters, study, x)])


def _ends(parameters: Iterator[Floats]) -> tuple[Floats, Floats]:
    """The parameters before the first step and after the last."""
    first = next(parameters).copy()
    (last,) = deque(parameters, maxlen=1) or (first,)
    return first, last
