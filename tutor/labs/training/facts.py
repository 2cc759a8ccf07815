"""What is true of a network in training at one setting of the knobs of the `training` lab. All in float64."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from tutor.branch import before
from tutor.lab import Settings
from tutor.labs.replay import Replay, TrainingRun
from tutor.labs.training.run import COMPARED, Plan, plan
from tutor.labs.training.shape import Shape, shape
from tutor.labs.training.spec import TrainingSpec
from tutor.net.along import losses
from tutor.net.gradient import gradients
from tutor.net.layout import Floats, pack, sizes_of, unpack
from tutor.net.loss import MSE
from tutor.net.network import Network
from tutor.store import Store


@dataclass(frozen=True, eq=False)
class TrainingFacts(Replay):
    """One training at one step. Each fact is worked out when it is first asked for, and kept.

    Everything but `run` and `reached` depends on the settings alone: the run trains up to their step before it is
    looked at. These two also say how far it has come beyond, for figures that show all of it.
    """

    spec: TrainingSpec
    settings: Settings
    store: Store

    @cached_property
    def plan(self) -> Plan:
        """What the run depends on."""
        return plan(self.spec, self.settings)

    @cached_property
    def before(self) -> "TrainingFacts | None":
        """The run from which this one went on, at the step at which it did."""
        settings = before(self.settings)
        return TrainingFacts(self.spec, settings, self.store) if settings else None

    @cached_property
    def compared(self) -> Mapping[str, TrainingRun]:
        """The runs with the same start, data and rate and each of the five activations, trained up to this step."""
        runs = {name: self.plan.with_activation(name).run(self.store) for name in COMPARED}
        for run in runs.values():
            run.reach(self.step)
        return runs

    @cached_property
    def loss(self) -> float:
        """The mean squared error over all rows; infinite or NaN where a float cannot hold it."""
        return self.loss_of(self.network)

    @cached_property
    def shape(self) -> Shape:
        """The shape of f on the range."""
        return shape(self.network, *map(float, self.spec.span), self.plan.x)

    @cached_property
    def largest_gradient(self) -> float:
        """The largest |∂L/∂θ|; infinite or NaN where a float cannot hold it."""
        return float(abs(self.gradient_of(self.network)).max())

    @cached_property
    def at_rest(self) -> bool:
        """Whether every gradient is 0 to within rounding."""
        return self.largest_gradient <= self._rounding

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each parameter in their vector: w0, b0, w1, b1, …, v0, v1, …, c."""
        return {name: i for i, name in enumerate(self.spec.start_parameters)}

    def with_parameters(self, numbers: Mapping[str, Fraction]) -> Network:
        """The network at this step with some parameters set to other numbers."""
        found = pack(self.network)
        for name, number in numbers.items():
            found[self.places[name]] = float(number)
        return unpack(found, sizes_of(self.network), self.network.activation)

    def losses_between(self, ends: tuple[Network, Network], shares: Sequence[float]) -> list[float]:
        """The loss at these shares of the straight way from one network to another."""
        return list(map(float, losses(*ends, np.array(shares), *self.plan.rows)))

    def switches(self, name: str) -> list[float]:
        """The values of a weight or a bias of a unit at which the unit switches on a row; empty for v and c."""
        letter, i = name[0], name[1:]
        if letter not in "wb" or not self.network.is_piecewise_linear:
            return []
        w, b = (float(pack(self.network)[self.places[f"{each}{i}"]]) for each in "wb")
        return [-w * x for x in self.plan.x] if letter == "b" else [-b / x for x in self.plan.x if x]

    def loss_of(self, network: Network) -> float:
        """The mean squared error of a network over all rows."""
        x, y = self.plan.rows
        with np.errstate(all="ignore"):
            return float(MSE.value(network(x), y))

    def gradient_of(self, network: Network) -> Floats:
        """∂L/∂θ of a network over all rows, laid out as in net.layout."""
        with np.errstate(all="ignore"):
            found = gradients(network, *self.plan.rows)
        return pack(Network(found.weights, found.biases))

    @property
    def _rounding(self) -> float:
        """How large a gradient may be by rounding alone: some ulps of what its terms could add up to at most."""
        x, y = map(abs, self.plan.rows)
        outer = abs(self.network.weights[1][0])
        with np.errstate(all="ignore"):
            a = abs(self.network.forward(self.plan.rows[0]).a[1])
            by_f = 2 * (a @ outer + abs(self.network.biases[1][0]) + y[:, 0]).max()  # |∂L/∂f|, summed over the rows
            by_parameter = max(1.0, a.max(), outer.max() * max(1.0, x.max()))  # |∂f/∂θ|
            return float(8 * np.finfo(float).eps * by_f * by_parameter)
