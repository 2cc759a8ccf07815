"""What is true of a network with two inputs and one output at one setting of the knobs of the `plane` lab."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from tutor.expression import UndefinedError
from tutor.lab import Settings
from tutor.labs.over_plane import OverPlane
from tutor.labs.plane.run import plan, rows
from tutor.labs.plane.spec import PlaneSpec
from tutor.labs.replay import TrainingRun
from tutor.net.activation import ACTIVATIONS, Array
from tutor.net.dataset import CLASSES, Classes
from tutor.net.loss import LOSSES
from tutor.net.network import Network, as_float, exact
from tutor.net.regions import Regions
from tutor.net.training import Divergence
from tutor.store import Store


@dataclass(frozen=True, eq=False)
class PlaneFacts:
    """A plane lab at one setting. Each fact is worked out when it is first asked for, and kept.

    Everything but `run` depends on the settings alone: the run trains up to their step before it is looked at.
    """

    spec: PlaneSpec
    settings: Settings
    store: Store

    @property
    def run(self) -> TrainingRun | None:
        """The training, where the network is trained."""
        return plan(self.spec, self.settings).run(self.store) if self.spec.clock else None

    @cached_property
    def step(self) -> int:
        """The step that is shown: that of the settings, or an earlier one at which training diverged; 0 without any."""
        return self.run.shown(int(self.settings["step"])) if self.run else 0

    @cached_property
    def diverged(self) -> Divergence | None:
        """How training went out of bounds, if it did so at this step or before."""
        found = self.run.diverged if self.run else None
        return found if found and self.settings["step"] >= found.step else None

    @cached_property
    def network(self) -> Network:
        """The network at these settings: exact where given and piecewise linear, else in float64."""
        return self.run.network(self.step) if self.run else self._given()

    @property
    def classes(self) -> Classes:
        """The data set."""
        return CLASSES[self.spec.data_at(self.settings)]

    @cached_property
    def over(self) -> OverPlane:
        """The network over the box of the data."""
        x, y = rows(self.spec, self.settings).drawn
        return OverPlane(self.network, self.classes.box, (x, y[:, 0]))

    @property
    def activation(self) -> str:
        """The name of the hidden layers' activation."""
        return self.network.activation_names

    @cached_property
    def hidden(self) -> Array:
        """The activations of the last hidden layer on each row, in float64, shape (rows, units)."""
        return self.over.floating.forward(self.over.rows[0]).a[-2]

    @cached_property
    def loss(self) -> float:
        """The mean binary cross-entropy over the rows."""
        return float(LOSSES["bce"].value(self.over.output[:, None], self.over.rows[1][:, None]))

    @property
    def losses(self) -> list[float]:
        """The loss at each step up to the one that is shown; empty where nothing is trained."""
        return [*self.run.losses[: self.step].tolist(), self.loss] if self.run else []

    @property
    def known_regions(self) -> Regions:
        """The linear regions in the box.

        Raises:
            UndefinedError: for an activation that is not piecewise linear.
        """
        if self.over.regions is None:
            raise UndefinedError(f"{self.activation} bends everywhere and has no regions")
        return self.over.regions

    def f(self, x: Fraction, y: Fraction) -> Fraction:
        """f(x, y)."""
        return Fraction(self.network(exact([[x, y]]).astype(self.network.biases[0].dtype))[0, 0])

    def _given(self) -> Network:
        units = range(len(self.spec.w or ()))
        w = exact([[self.settings[f"w{i}_{k}"] for k in range(2)] for i in units])
        b, v = ([self.settings[f"{letter}{i}"] for i in units] for letter in "bv")
        activation = ACTIVATIONS[self.spec.activation_at(self.settings)]
        network = Network((w, exact([v])), (exact(b), exact([self.settings["c"]])), activation)
        return network if activation.slopes else as_float(network)
