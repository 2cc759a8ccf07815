"""The `depth` lab: what a stack of layers multiplies a gradient by, at the start and along a training."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from tutor.expression import Measure, UndefinedError
from tutor.figure import Figure
from tutor.lab import Lamp, Offer, Reading, Settings
from tutor.labs import measures, replay
from tutor.labs.depth import explain, views
from tutor.labs.depth.facts import EXPLODES, VANISHES, DepthFacts, Stack
from tutor.labs.depth.run import plan
from tutor.labs.depth.spec import MOST_LAYERS, DepthSpec
from tutor.labs.formula import rounded_factor
from tutor.net.stack import Passage, power_of_ten
from tutor.rational import counted, rounded, show
from tutor.store import Store


class DepthLab(DepthSpec):
    """A stack of layers whose gradient is followed from the last one down, before and while it is trained."""

    titles: ClassVar = views.TITLES

    def read(self, settings: Settings, store: Store) -> "DepthReading":
        """What is seen at these settings. It trains up to their step when that is asked for."""
        return DepthReading(DepthFacts(self, settings, store))

    def advance(self, settings: Settings, seconds: float, most: Fraction, store: Store) -> Fraction:
        """The step reached with about this many seconds of training; where training ended, the step itself."""
        run = plan(self, settings).run(store)
        return Fraction(replay.advance([run], int(settings["step"]), int(most), seconds))


@dataclass(frozen=True, eq=False)
class DepthReading(Reading):
    """One stack at one step. Figures that show the whole run show it as far as it has come."""

    facts: DepthFacts

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """The settings; factors, dead units and the loss, now and at the start; `dead_3` and so on of each layer."""
        facts = self.facts
        numbers: dict[str, Callable[[], Any]] = {
            "step": lambda: facts.step,
            "diverged": lambda: facts.diverged,
            "bound": lambda: facts.bound,
            **_of_stack("", lambda: facts.now),
            **_of_stack("start_", lambda: facts.start),
            "slopes_factor": lambda: math.prod(facts.now.passage.slopes),
            "weights_factor": lambda: math.prod(facts.now.passage.weights),
            "dead_layers": lambda: len(facts.now.dead_layers),
        }
        return {
            **measures.of_settings(facts.settings),
            **{name: measures.number(_finite, read) for name, read in numbers.items()},
            **dict(_by_layer("dead", lambda: facts.now.dead)),
            **dict(_by_layer("start_dead", lambda: facts.start.dead)),
            **dict(_by_layer("gradient", lambda: facts.now.passage.by_z)),
        }

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """Whether the gradient vanishes, whether it explodes, and whether a layer is dead."""
        seen = self.facts.now
        factor, dead = seen.passage.factor, seen.dead_layers
        vanishes = not seen.passage.by_a[-1] or factor < VANISHES
        return (
            Lamp("gradient", "vanishes", vanishes, _why(self.facts, "below" if vanishes else "not below", VANISHES)),
            Lamp("gradient", "explodes", factor > EXPLODES, _why(self.facts, _above(factor), EXPLODES)),
            Lamp("dead layer", "", bool(dead), _why_dead(self.facts, dead)),
        )

    @property
    def formula(self) -> tuple[str, ...]:
        """What slopes and weights multiply the gradient by, in all and layer by layer; then the stack and its loss."""
        facts, passed = self.facts, self.facts.now.passage
        what = facts.plan
        loss = show(facts.now.loss) if math.isfinite(facts.now.loss) else "too large for a float"
        where = f"diverged at step {facts.step}" if facts.diverged else f"step {facts.step}"
        order = f"layers {what.layers} to 1" if what.layers > 1 else "layer 1"
        return (
            f"factor = slopes · weights ≈ {_all(passed)}",
            f"slopes, {order}: {_product(passed.slopes)}",
            f"weights, {order}: {_product(passed.weights)}",
            f"{counted(what.layers, 'layer')} of {what.width}, {what.activation}, {what.init}; {where}: loss {loss}",
        )

    def figure(self, view: str) -> Figure:
        """The figure of one view."""
        with np.errstate(all="ignore"):  # a run that went out of bounds is drawn too
            return views.VIEWS[view](self.facts)

    @property
    def explainable(self) -> tuple[str, ...]:
        """The factor and the bound, where they are numbers."""
        return explain.explainable(self.facts)

    def explain(self, number: str) -> tuple[str, ...]:
        """The arithmetic of the factor, layer by layer, or of the bound. Raises KeyError for others."""
        return explain.explain(self.facts, number)

    @cached_property
    def offer(self) -> Offer | None:
        """A tenth of the learning rate, where training has diverged and the knob goes so low."""
        diverged, rate = self.facts.run.diverged, self.facts.settings["rate"] / 10
        knob = self.facts.spec.knob_named("rate")
        if diverged is None or not self.facts.diverged or rate < knob.low:
            return None
        return Offer(f"{diverged.told}. Start again with the learning rate {show(rate)}?", {"rate": rate})


def _of_stack(prefix: str, seen: Callable[[], Stack]) -> dict[str, Callable[[], Any]]:
    """The measures that there are of the stack now and of that at the start."""
    return {
        f"{prefix}factor": lambda: seen().passage.factor,
        f"{prefix}log_factor": lambda: power_of_ten(seen().passage.factor),
        f"{prefix}dead": lambda: sum(seen().dead),
        f"{prefix}loss": lambda: seen().loss,
    }


def _by_layer(name: str, read: Callable[[], Sequence[float]]) -> Iterator[tuple[str, Measure]]:
    """A measure for each layer that a stack can have, counted from 1."""

    def of_layer(layer: int) -> float:
        numbers = read()
        if layer > len(numbers):
            raise UndefinedError(f"the stack has only {counted(len(numbers), 'layer')}")
        return numbers[layer - 1]

    for layer in range(1, MOST_LAYERS + 1):
        yield f"{name}_{layer}", measures.number(_finite, lambda layer=layer: of_layer(layer))


def _finite(read: Callable[[], Any]) -> Any:
    value = read()
    if not math.isfinite(value):
        raise UndefinedError("no gradient passes the stack, or it is too large for a float")
    return value


def _why(facts: DepthFacts, how: str, limit: Fraction) -> str:
    passed = facts.now.passage
    if not passed.by_a[-1]:
        return "no gradient arrives at the last layer"
    if not passed.factor:
        return "the factor is 0"
    if not math.isfinite(passed.factor):
        return "the numbers are too large for a float"
    layers = counted(facts.plan.layers, "layer")
    return f"{layers} multiply it by {rounded(passed.factor, 3)}, {how} {show(limit)}"


def _above(factor: float) -> str:
    return "above" if factor > EXPLODES else "not above"


def _why_dead(facts: DepthFacts, layers: Sequence[int]) -> str:
    if layers:
        last = max(layers)
        which = f"layer {last}" if len(layers) == 1 else f"layers {', '.join(map(str, layers))}"
        return f"no unit of {which} is active on any row: no layer up to {last} learns"
    if facts.plan.activation != "relu":
        return f"with {facts.plan.activation} no unit is ever dead"
    return "each layer has a unit that is active on a row"


def _all(passed: Passage) -> str:
    """`0.0056·31 ≈ 0.17`: slopes and weights of all layers, and both together."""
    if not passed.by_a[-1]:
        return "–: no gradient arrives"
    if not passed.factor:
        return "0"
    slopes, weights = (_short(math.prod(each)) for each in (passed.slopes, passed.weights))
    return f"{slopes}·{weights} ≈ {rounded(passed.factor, 2)}"


def _product(factors: Sequence[float]) -> str:
    """The factors of the layers from the last one down, and their product; after a 0 nothing arrives."""
    shown = [factor for factor in reversed(factors) if not math.isnan(factor)]
    if not shown:
        return "nothing arrives"
    return f"{'·'.join(map(_short, shown))} ≈ {rounded(math.prod(shown), 2)}"


def _short(factor: float) -> str:
    return rounded_factor(factor, 2 if factor < 100 else 3)
