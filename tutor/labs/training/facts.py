"""What can be read off a network in training, at one setting of the knobs. All in float64."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tutor.expression import Measure, UndefinedError
from tutor.figure import Figure
from tutor.lab import Lamp, Offer, Reading, Settings
from tutor.labs import formula
from tutor.labs.replay import Plan, TrainingRun
from tutor.labs.training import explain as training_explain
from tutor.labs.training import views as training_views
from tutor.labs.training.shape import Shape, shape
from tutor.net.curvature import largest_curvature
from tutor.net.gradient import gradients
from tutor.net.layout import Floats, pack
from tutor.net.loss import MSE
from tutor.net.network import Network, one_hidden_layer
from tutor.rational import rounded, show
from tutor.store import Store

if TYPE_CHECKING:
    from tutor.labs.training.spec import TrainingLab

COMPARED = ("relu", "leaky_relu", "tanh", "sigmoid", "swish")
"""The activations that are trained side by side."""

_CALLED = {"relu": "max(0, ", "identity": "(", "leaky_relu": "leaky(", "sigmoid": "σ("}
"""An activation in a formula, up to its z; others go by their names."""


@dataclass(frozen=True, eq=False)
class TrainingReading(Reading):
    """One training at one step. What the run has reached beyond that step is drawn too where a view shows the run."""

    lab: TrainingLab
    settings: Settings
    store: Store

    @cached_property
    def plan(self) -> Plan:
        """What the run depends on."""
        return self.lab.plan(self.settings)

    @cached_property
    def run(self) -> TrainingRun:
        """The run, trained to the step of the settings or to where it diverged."""
        run = self.plan.run(self.store)
        run.reach(int(self.settings["step"]))
        return run

    @property
    def step(self) -> int:
        """The step that is shown: that of the settings, but none past a divergence."""
        step = int(self.settings["step"])
        return min(step, self.run.diverged.step) if self.run.diverged else step

    @property
    def reached(self) -> int:
        """How far the run has come, within the steps of the lab."""
        return min(self.run.reached, self.lab.steps)

    @property
    def diverged(self) -> bool:
        """Whether the run went out of bounds at this step or before."""
        return self.run.diverged is not None and self.run.diverged.step <= self.step

    @cached_property
    def network(self) -> Network:
        """The network at this step; where the run diverged, the last one whose parameters are finite."""
        return self.run.network(self.step)

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
        """f on the range."""
        return shape(self.network, *map(float, self.lab.span), self.plan.x)

    @cached_property
    def gradient(self) -> Floats:
        """∂L/∂θ, laid out as in net.layout."""
        return self.gradient_of(self.network)

    @property
    def largest_gradient(self) -> float:
        """The largest |∂L/∂θ|; infinite or NaN where a float cannot hold it."""
        return float(abs(self.gradient).max())

    def loss_of(self, network: Network) -> float:
        """The mean squared error of a network over all rows."""
        x, y = self.plan.rows
        with np.errstate(all="ignore"):
            return float(MSE.value(network(x), y))

    def gradient_of(self, network: Network) -> Floats:
        """∂L/∂θ of a network over all rows."""
        with np.errstate(all="ignore"):
            found = gradients(network, *self.plan.rows)
        return pack(Network(found.weights, found.biases))

    def figure(self, view: str) -> Figure:
        """What one of the views shows."""
        with np.errstate(all="ignore"):  # a run that went out of bounds is drawn too
            return training_views.VIEWS[view](self)

    @property
    def formula(self) -> tuple[str, ...]:
        """f with its numbers to three decimals, and the loss."""
        (inner, outer), (biases, (c,)) = self.network.weights, self.network.biases
        given = (inner[:, 0], biases, outer[0], np.array([c]))
        w, b, v, (last,) = ([_rounded(each) for each in numbers] for numbers in given)
        text = formula.network(one_hidden_layer(w, b, v, last))
        name = self.plan.activation
        same = all(np.array_equal(np.array(r, float), n) for r, n in zip((w, b, v, [last]), given, strict=True))
        where = f"; diverged at step {self.step}" if self.diverged else f" at step {self.step}"
        return (
            f"f(x) {'=' if same else '≈'} {text.replace('max(0, ', _CALLED.get(name, f'{name}('))}",
            f"loss {show(self.loss) if math.isfinite(self.loss) else 'too large for a float'}{where}",
        )

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """Linear on the range; each unit: is it active on the data; and whether training is at rest."""
        low, high = map(show, self.lab.span)
        largest = self.largest_gradient
        at_rest = largest <= self._rounding
        size = f"the largest is {rounded(largest, 3)}" if math.isfinite(largest) else "some are too large for a float"
        reason = f"every gradient is 0 to within rounding: {size}" if at_rest else f"not every gradient is 0: {size}"
        return (
            Lamp("linear", f"on [{low}, {high}]", self.shape.linear, self.shape.reason),
            *(Lamp("unit", str(u.unit), not u.dead_on_data, u.status, u.condition) for u in self.shape.units),
            Lamp("at rest", "", at_rest, reason if largest else "every gradient is 0"),
        )

    @property
    def explainable(self) -> tuple[str, ...]:
        """The loss; and each parameter, where gradient descent has just made it."""
        return training_explain.explainable(self)

    def explain(self, number: str) -> tuple[str, ...]:
        """The arithmetic of the loss, or of the last update of a parameter."""
        return training_explain.explain(self, number)

    @cached_property
    def offer(self) -> Offer | None:
        """Where the run diverged: why, and the same start with a smaller learning rate."""
        diverged = self.run.diverged
        rate = self._smaller_rate() if self.diverged else None
        if diverged is None or rate is None:
            return None
        why = diverged.reason[0].upper() + diverged.reason[1:]
        say = f"{why}. Start again with the learning rate {rounded(float(rate), 6)}?"
        return Offer(say, {"rate": rate, "step": Fraction(0)})

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Everything a goal, an answer or the prose of a lesson can name; the README lists them."""
        settings = {name: _number(self.settings.__getitem__, name) for name in self.settings}
        numbers: dict[str, Callable[[], Any]] = {
            "step": lambda: self.step,
            "loss": lambda: self.loss,
            "start_loss": lambda: self.loss_of(self.plan.start),
            "diverged": lambda: self.diverged,
            "dead": lambda: sum(u.dead_on_data for u in self.shape.units),
            "linear_on_range": lambda: self.shape.linear,
            "deviation": lambda: self.shape.deviation,
            "bends": self._bends,
            "largest_gradient": lambda: self.largest_gradient,
        }
        found = {name: _number(read) for name, read in numbers.items()}
        parameters = {name: _number(self._parameter, name) for name in training_explain.parameters(self)}
        return {**settings, **parameters, **found, "f": Measure(self._f, 1), **self._compared_measures()}

    def _compared_measures(self) -> dict[str, Measure]:
        names = COMPARED if "activations" in self.lab.show else ()
        return {f"loss_{name}": _number(self._compared_loss, name) for name in names}

    def _compared_loss(self, name: str) -> float:
        return self.loss_of(self.compared[name].network(self.step))

    def _parameter(self, name: str) -> float:
        return float(pack(self.network)[training_explain.parameters(self)[name]])

    def _f(self, x: Fraction) -> Fraction:
        with np.errstate(all="ignore"):
            return _finite(self.network(np.array([[float(x)]]))[0, 0])

    def _bends(self) -> int:
        if self.shape.bends is None:
            raise UndefinedError(
                f"with {self.plan.activation} f is not piecewise linear here: it has no bends to count"
            )
        return len(self.shape.bends)

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

    def _smaller_rate(self) -> Fraction | None:
        """A quarter of the learning rate, or half of what the curvature at the start allows, if that is less.

        None where the knob does not go so low.
        """
        rate, curvature = Fraction(self.settings["rate"]), 0.0
        if self.plan.optimizer != "adam":  # no curvature bounds its rate
            with suppress(np.linalg.LinAlgError):
                curvature = largest_curvature(self.plan.start, *self.plan.rows)
        wanted = min(rate / 4, Fraction(1 / curvature)) if curvature > 0 else rate / 4
        knob = next(knob for knob in self.lab.all_knobs if knob.name == "rate")
        on_marks = wanted // knob.fine * knob.fine
        smaller = on_marks or Fraction(f"{float(wanted):.0e}")  # one digit, such as 0.0004
        return smaller if knob.low <= smaller < rate else None


def _number(read: Callable[..., Any], *given: Any) -> Measure:
    """A measure that takes nothing; it is worked out when it is asked for."""
    return Measure(lambda: _finite(read(*given)))


def _finite(value: Any) -> Fraction:
    if not math.isfinite(value):
        raise UndefinedError("training diverged, and the number is too large for a float")
    return Fraction(value)


def _rounded(value: float) -> Fraction:
    return Fraction(round(Fraction(float(value)) * 1000), 1000)
