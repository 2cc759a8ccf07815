"""What is true of the network of the playground at one setting of its knobs. All in float64."""

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np

from tutor.branch import others
from tutor.lab import Settings
from tutor.labs.names import in_layout, unit
from tutor.labs.over_plane import OverPlane, straight_at, why_linear
from tutor.labs.play.run import Plan, Rows, plan
from tutor.labs.play.spec import PlaySpec
from tutor.labs.replay import Replay
from tutor.net.activation import ACTIVATIONS, Array
from tutor.net.cause import waking_bias
from tutor.net.dataset import CLASSES
from tutor.net.gradient import gradients
from tutor.net.gradient_check import Slopes, gradient_check
from tutor.net.inspection import Inspection, inspect
from tutor.net.layout import Floats, pack
from tutor.net.liveness import Liveness, units_seen
from tutor.net.network import Forward, Network
from tutor.net.restarts.outcome import WITHIN
from tutor.net.seen import seen
from tutor.net.zero_gradient import Parameter
from tutor.store import Store

_FINE = 4
"""The ends of an axis over rows of one's own are multiples of 1/4."""

_SMALLEST_GRADIENT = 1e-9
"""Training is at rest where no gradient is larger: rounding alone may leave as much."""

_WHILE, _HARDLY = 300, 0.001
"""Steps, at least, in which the loss of a settled training has fallen by less than this share."""

_SAMPLES = 401
"""Where an f without pieces is judged by samples, so many of them, evenly spaced.

An odd number: the middle is one of them, where units without a bias jump, if often for a single x.
"""

POOR = 0.01
"""A loss above this, once it has settled, is worth a word on why."""


@dataclass(frozen=True, eq=False)
class PlayFacts(Replay):
    """One training at one step. Each fact is worked out when it is first asked for, and kept.

    Everything but `run` and `reached` depends on the settings alone.
    """

    spec: PlaySpec
    settings: Settings
    store: Store

    @cached_property
    def plan(self) -> Plan:
        """What the run depends on."""
        return plan(self.spec, self.settings)

    @property
    def inputs(self) -> int:
        """One or two."""
        return self.plan.sizes[0]

    @property
    def rows(self) -> tuple[Array, Array]:
        """The inputs, shape (rows, inputs), and the labels, shape (rows, 1)."""
        return self.plan.rows.arrays

    @cached_property
    def span(self) -> tuple[Fraction, ...]:
        """What is looked at: the range (low, high) of one input, or the box (x0, x1, y0, y1) of two."""
        if self.plan.rows.data in CLASSES:
            return CLASSES[self.plan.rows.data].box
        if not self.plan.rows.x:
            return self.plan.rows.ends
        x = self.rows[0]
        return tuple(end for column in x.T for end in _ends(column))

    def unit(self, layer: int, i: int) -> str:
        """The name of unit i of a hidden layer, both counted from 0."""
        return unit(layer, i, len(self.plan.activations))

    @cached_property
    def places(self) -> dict[str, Parameter]:
        """Every parameter by its name, in the order of the vector of `net.layout`."""
        return in_layout(self.plan.sizes)

    @cached_property
    def passed(self) -> Forward:
        """The rows through the network, without the activation of its output."""
        with np.errstate(all="ignore"):
            return self.network.forward(self.rows[0])

    @cached_property
    def loss(self) -> float:
        """The loss over all rows, without weight decay; infinite or NaN where a float cannot hold it."""
        with np.errstate(all="ignore"):
            return float(self.plan.loss_of_output.value(self.passed.output, self.rows[1]))

    @cached_property
    def gradient(self) -> Floats:
        """∂L/∂θ over all rows, without weight decay, in the order of `places`."""
        with np.errstate(all="ignore"):
            return pack(gradients(self.network, *self.rows, self.plan.loss_of_output))

    @cached_property
    def checked(self) -> Slopes:
        """The same gradient, and by central differences."""
        with np.errstate(all="ignore"):
            return gradient_check(self.network, *self.rows, self.plan.loss_of_output)

    @cached_property
    def at_rest(self) -> bool:
        """Whether every gradient is 0, to within rounding."""
        return bool(abs(self.gradient).max() <= _SMALLEST_GRADIENT)

    @cached_property
    def settled(self) -> bool:
        """Whether the loss has hardly fallen for a while; in mini-batches, where it goes up and down, only at rest."""
        span = max(_WHILE, self.step // 5)
        if self.plan.batch or self.step < span:
            return self.at_rest
        losses = self.run.losses
        return bool(losses[self.step] > (1 - _HARDLY) * losses[self.step - span]) or self.at_rest

    @cached_property
    def at_best_line(self) -> bool:
        """Whether the squared error is that of the best affine function of the inputs, within a share of WITHIN."""
        if self.plan.loss != "mse":
            return False
        x, y = self.rows
        basis = np.column_stack([x, np.ones(len(x))])
        best = float(((y - basis @ np.linalg.lstsq(basis, y, rcond=None)[0]) ** 2).mean())
        return best <= self.loss * WITHIN and self.loss <= best * WITHIN

    @cached_property
    def woken(self) -> tuple[str, Fraction] | None:
        """A dead unit's bias, and a value with which it is active on half of the rows; None where no unit is dead."""
        dead = next(((each.layer, each.unit) for each in self.units if each.dead_on_data), None)
        return (f"b{self.unit(*dead)}", waking_bias(self.network, dead, self.rows[0])) if dead else None

    @cached_property
    def over(self) -> OverPlane:
        """The network over the plane, for two inputs: its side is class 1 where f is above the middle of the labels."""
        x, y = self.rows
        x0, x1, y0, y1 = self.span
        *biases, last = self.network.biases
        raised = self.network if self._middle == 0 else replace(self.network, biases=(*biases, last - self._middle))
        return OverPlane(raised, (x0, x1, y0, y1), (x, y[:, 0]))

    @cached_property
    def found(self) -> Inspection | None:
        """For one input, what is proved of f on its range; None where an activation is smooth, or f overflows."""
        if self.inputs != 1:
            return None
        return _inspected(self.network, tuple(map(float, self.span)), self.plan.rows, self.plan.output)

    @cached_property
    def linear(self) -> tuple[bool, str]:
        """Whether f is linear on its range or box, and why: proved by pieces or regions, else judged by samples."""
        whole = self.plan.whole(self.network)
        with np.errstate(all="ignore"):
            if self.inputs == 2:
                over = self.over if whole is self.network else OverPlane(whole, self.over.box, self.over.rows)
                return over.linear, why_linear(over)
            if self.found:
                return bool(self.found.linear.on_range), self.found.linear.reason
            low, high = map(float, self.span)
            x = np.linspace(low, high, _SAMPLES)[:, None]
            return straight_at(whole, x, whole(x)[:, 0])

    @cached_property
    def units(self) -> tuple[Liveness, ...]:
        """Every hidden unit, on the data."""
        return units_seen(self.network, seen(self.network, self.passed), None)

    @cached_property
    def kept(self) -> dict[str, "PlayFacts"]:
        """The runs that are kept beside this one, by their letters."""
        return {name: PlayFacts(self.spec, settings, self.store) for name, settings in others(self.settings).items()}

    @cached_property
    def dead(self) -> list[str]:
        """The units that are dead on the data, by the names that they have in formulas: `0`, `2_1`."""
        dead = [self.unit(each.layer, each.unit) for each in self.units if each.dead_on_data]
        return [*dead, "output"] if self.output_is_dead else dead

    @property
    def output_is_dead(self) -> bool:
        """Whether a ReLU behind the output lets nothing through on any row."""
        return self.plan.output == "relu" and not bool((self.passed.output > 0).any())

    @property
    def right(self) -> float:
        """The share of the rows on whose side f is; for labels 0 and 1."""
        return float(((self.passed.output > self._middle) == (self.rows[1] == 1)).mean())

    @property
    def _middle(self) -> float:
        """The last z from which on f is nearer to 1 than to 0: 0 for a logit and before a sigmoid, else 1/2."""
        return 0.0 if self.plan.loss == "bce" or self.plan.output == "sigmoid" else 0.5

    @property
    def is_finite(self) -> bool:
        """Whether every parameter and the loss are finite."""
        return bool(np.isfinite(pack(self.network)).all()) and math.isfinite(self.loss)


@lru_cache(maxsize=64)  # views and lamps ask again, and a clock comes back to the samples of its run
def _inspected(network: Network, span: tuple[float, ...], rows: Rows, output: str) -> Inspection | None:
    if not network.is_piecewise_linear or ACTIVATIONS[output].slopes is None:
        return None
    with np.errstate(all="ignore"):
        try:
            return inspect(network, span, [rows.arrays[0]], None if output == "identity" else ACTIVATIONS[output])
        except ValueError:  # f overflows, or has more pieces than can be listed
            return None


def _ends(column: Array) -> tuple[Fraction, Fraction]:
    """The ends of an axis with all of a column on it."""
    low, high = math.floor(float(column.min()) * _FINE), math.ceil(float(column.max()) * _FINE)
    return Fraction(low, _FINE), Fraction(max(high, low + 1), _FINE)
