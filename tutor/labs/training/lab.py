"""The `training` lab: a network with one input and one hidden layer, trained step by step on all rows at once."""

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from tutor.branch import BEFORE, TAKEN, by_name, gone_on, keep, own, taken
from tutor.expression import Measure, UndefinedError
from tutor.figure import Figure
from tutor.lab import Lamp, Offer, Reading, Settings
from tutor.labs import formula, measures, replay
from tutor.labs.training import explain, views
from tutor.labs.training.facts import TrainingFacts
from tutor.labs.training.run import COMPARED, plans
from tutor.labs.training.shape import dead_units
from tutor.labs.training.spec import TrainingSpec
from tutor.net.cause import waking_bias
from tutor.net.curvature import largest_curvature
from tutor.net.layout import pack
from tutor.net.network import one_hidden_layer
from tutor.rational import rounded, show
from tutor.store import Store

_CALLED = {"relu": "max(0, ", "identity": "(", "leaky_relu": "leaky(", "sigmoid": "σ("}
"""An activation in a formula, up to its z; others go by their names."""


class TrainingLab(TrainingSpec):
    """A network whose training is watched, scrubbed through, and started anew with other numbers."""

    titles: ClassVar = views.TITLES
    views_of_units: ClassVar = frozenset({"lanes"})

    def read(self, settings: Settings, store: Store) -> "TrainingReading":
        """What is seen at these settings. It trains up to their step when that is asked for."""
        return TrainingReading(TrainingFacts(self, settings, store))

    def turn(self, settings: Settings, name: str, value: Fraction) -> Settings:
        """The settings with one knob turned. After so many steps `from` the start, the run goes on as another one."""
        if name != TAKEN or value == settings[name]:
            return super().turn(settings, name, value)
        if taken(settings):  # steps are counted from the very start, where they all are alike
            settings = {**own(settings), **self.start_from(int(settings.get("seed", 0)))}
        there = {**settings, TAKEN: Fraction(0), "step": Fraction(int(value))}
        return self.read(there, Store()).onward or there

    def advance(self, settings: Settings, seconds: float, most: Fraction, store: Store) -> Fraction:
        """The step reached with about this many seconds of training; where training ended, the step itself."""
        runs = [each.run(store) for each in plans(self, settings)]
        return Fraction(replay.advance(runs, int(settings["step"]), int(most), seconds))


@dataclass(frozen=True, eq=False)
class TrainingReading(Reading):
    """One training at one step. Figures that show the whole run show it as far as it has come."""

    facts: TrainingFacts

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """The settings, the parameters, and what is true at this step; `loss_NAME` where activations are compared."""
        facts = self.facts
        numbers: dict[str, Callable[[], Any]] = {
            "step": lambda: facts.step,
            "loss": lambda: facts.loss,
            "start_loss": lambda: facts.loss_of(facts.plan.start),
            "diverged": lambda: facts.diverged,
            "dead": lambda: sum(unit.dead_on_data for unit in facts.shape.units),
            "linear_on_range": lambda: facts.shape.linear,
            "deviation": lambda: facts.shape.deviation,
            "bends": self._bends,
            "largest_gradient": lambda: facts.largest_gradient,
        }
        compared = COMPARED if "activations" in facts.spec.show else ()
        return {
            **measures.of_settings(own(facts.settings)),
            **{name: _number(self._parameter, name) for name in facts.places},
            **{name: _number(read) for name, read in numbers.items()},
            "f": Measure(self._f, 1),
            **{f"loss_{name}": _number(self._compared_loss, name) for name in compared},
        }

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """Whether f is linear on the range, each unit active on the data, and training at rest."""
        facts, (low, high) = self.facts, map(show, self.facts.spec.span)
        return (
            Lamp("linear", f"on [{low}, {high}]", facts.shape.linear, facts.shape.reason),
            *(Lamp("unit", str(u.unit), not u.dead_on_data, u.status, u.condition) for u in facts.shape.units),
            Lamp("at rest", "", facts.at_rest, _why_at_rest(facts)),
        )

    @property
    def formula(self) -> tuple[str, ...]:
        """f with its numbers to three decimals, and the loss."""
        facts = self.facts
        (inner, outer), (biases, (c,)) = facts.network.weights, facts.network.biases
        given = (inner[:, 0], biases, outer[0], np.array([c]))
        w, b, v, (last,) = ([_to_thousandths(each) for each in numbers] for numbers in given)
        text = formula.network(one_hidden_layer(w, b, v, last))
        name = facts.plan.activation
        same = all(np.array_equal(np.array(r, float), n) for r, n in zip((w, b, v, [last]), given, strict=True))
        step = facts.told(facts.step)
        where = f"; diverged at step {step}" if facts.diverged else f" at step {step}"
        return (
            f"f(x) {'=' if same else '≈'} {text.replace('max(0, ', _CALLED.get(name, f'{name}('))}",
            f"loss {show(facts.loss) if math.isfinite(facts.loss) else 'too large for a float'}{where}",
        )

    def figure(self, view: str) -> Figure:
        """The figure of one view."""
        with np.errstate(all="ignore"):  # a run that went out of bounds is drawn too
            return views.VIEWS[view](self.facts)

    @property
    def explainable(self) -> tuple[str, ...]:
        """The loss; and after a step of plain gradient descent each parameter."""
        return explain.explainable(self.facts)

    def explain(self, number: str) -> tuple[str, ...]:
        """The arithmetic of the loss, or of the last update of a parameter. Raises KeyError for others."""
        return explain.explain(self.facts, number)

    @cached_property
    def onward(self) -> Settings | None:
        """The settings of a run that starts from the network of this step, and has the memory of its optimiser to fill.

        None where nothing was trained yet, and where training diverged. A run that went on already and has not moved
        since goes on from where it is.
        """
        facts = self.facts
        if facts.diverged:
            return None
        if not facts.step:
            return facts.settings if facts.taken else None
        numbers = by_name(facts.places, pack(facts.network).tolist())
        return gone_on(facts.spec, keep(BEFORE, facts.settings), numbers)

    @cached_property
    def offer(self) -> Offer | None:
        """Where training diverged, the same start with a smaller learning rate; else to wake a dead unit."""
        return self._slower if self.facts.diverged else self._woken

    @property
    def _slower(self) -> Offer | None:
        diverged, rate = self.facts.run.diverged, _smaller_rate(self.facts)
        if diverged is None or rate is None:
            return None
        say = f"{diverged.told}. Start again with the learning rate {rounded(float(rate), 6)}?"
        return Offer(say, {"rate": rate, "step": Fraction(0)})

    @property
    def _woken(self) -> Offer | None:
        facts = self.facts
        dead = dead_units(facts.network, facts.plan.x) if facts.spec.wake and self.onward else ()
        if not any(dead):
            return None
        unit = dead.index(True)
        bias = waking_bias(facts.network, (0, unit), facts.plan.rows[0])
        say = f"Wake unit {unit} on half of the rows, by b{unit} = {show(bias)}, and go on from here?"
        return Offer(say, {f"b{unit}": bias}, goes_on=True)

    def _compared_loss(self, name: str) -> float:
        return self.facts.loss_of(self.facts.compared[name].network(self.facts.step))

    def _parameter(self, name: str) -> float:
        return float(pack(self.facts.network)[self.facts.places[name]])

    def _f(self, x: Fraction) -> Fraction:
        with np.errstate(all="ignore"):
            return measures.finite(self.facts.network(np.array([[float(x)]]))[0, 0])

    def _bends(self) -> int:
        if self.facts.shape.bends is None:
            name = self.facts.plan.activation
            raise UndefinedError(f"with {name} f is not piecewise linear here: it has no bends to count")
        return len(self.facts.shape.bends)


def _why_at_rest(facts: TrainingFacts) -> str:
    largest = facts.largest_gradient
    if not largest:
        return "every gradient is 0"
    size = f"the largest is {rounded(largest, 3)}" if math.isfinite(largest) else "some are too large for a float"
    return f"every gradient is 0 to within rounding: {size}" if facts.at_rest else f"not every gradient is 0: {size}"


def _smaller_rate(facts: TrainingFacts) -> Fraction | None:
    """A quarter of the learning rate, or half of what the curvature at the start allows if that is less.

    None where the knob does not go that low.
    """
    rate, curvature = Fraction(facts.settings["rate"]), 0.0
    if facts.plan.optimizer in {"gd", "momentum"}:  # no curvature bounds the rate of the others
        with suppress(np.linalg.LinAlgError):
            curvature = largest_curvature(facts.plan.start, *facts.plan.rows)
    wanted = min(rate / 4, Fraction(1 / curvature)) if curvature > 0 else rate / 4
    knob = facts.spec.knob_named("rate")
    on_marks = wanted // knob.fine * knob.fine
    smaller = on_marks or Fraction(f"{float(wanted):.0e}")  # one digit, such as 0.0004
    return smaller if knob.low <= smaller < rate else None


def _number(read: Callable[..., Any], *arguments: Any) -> Measure:
    """A measure that is undefined where a float cannot hold it."""
    return measures.number(lambda: measures.finite(read(*arguments)))


def _to_thousandths(value: float) -> Fraction:
    return Fraction(round(Fraction(float(value)) * 1000), 1000)
