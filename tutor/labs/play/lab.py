"""The `play` lab: a network of any shape on any data, trained, looked at and edited freely."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import ClassVar

import numpy as np

from tutor.branch import by_name, gone_on, keep, own
from tutor.expression import Measure
from tutor.figure import Figure
from tutor.lab import Lab, Lamp, Offer, Reading, Settings
from tutor.labs import formula, measures, replay
from tutor.labs.play.facts import POOR, PlayFacts
from tutor.labs.play.run import NAMES, letter, plan, start
from tutor.labs.play.spec import LARGEST, MOST_UNITS, PlaySpec
from tutor.labs.play.views import TITLES, VIEWS, shape_of
from tutor.labs.restarts import RestartsLab
from tutor.net.activation import ACTIVATIONS
from tutor.net.dataset import TARGETS
from tutor.net.initial import INITIALISATIONS
from tutor.net.layout import count, pack
from tutor.net.network import one_hidden_layer
from tutor.net.zero_gradient import why_zero
from tutor.rational import counted, percent, rounded, show
from tutor.store import Store


class PlayLab(PlaySpec):
    """A network that one builds, trains and edits. From any step it can go on with anything changed."""

    titles: ClassVar = TITLES
    views_of_units: ClassVar = frozenset({"lanes"})
    runs_beside: ClassVar = frozenset(NAMES)
    large_only: ClassVar = frozenset({"rows", "gradients", "parameters"})

    def read(self, settings: Settings, store: Store) -> "PlayReading":
        """What is seen at these settings. It trains up to their step when that is asked for."""
        return PlayReading(PlayFacts(self, settings, store))

    def advance(self, settings: Settings, seconds: float, most: Fraction, store: Store) -> Fraction:
        """The step reached with about this many seconds of training; where training ended, the step itself."""
        run = plan(self, settings).run(store)
        return Fraction(replay.advance([run], int(settings["step"]), int(most), seconds))

    def turn(self, settings: Settings, name: str, value: Fraction) -> Settings:
        """The settings with one knob turned, or with one parameter of the start set to a number."""
        names = self.names(settings)
        if name not in names:
            return super().turn(settings, name, value)
        numbers = by_name(names, start(self, settings))
        return {**settings, **numbers, name: value, "step": Fraction(0)}


@dataclass(frozen=True, eq=False)
class PlayReading(Reading):
    """The playground at one setting."""

    facts: PlayFacts

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Every setting; the step, the loss, how many units are dead, at_rest, and f(x) or f(x, y)."""
        facts = self.facts
        return {
            **measures.of_settings(own(facts.settings)),
            "step": measures.number(lambda: facts.step),
            "loss": Measure(lambda: measures.finite(facts.loss)),
            "dead": measures.number(lambda: len(facts.dead)),
            "at_rest": measures.number(lambda: facts.at_rest),
            "f": Measure(self._f, facts.inputs),
        }

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """Whether f is linear where it is looked at, whether units are dead, and whether training is at rest."""
        facts, (linear, why) = self.facts, self.facts.linear
        where = "on the box" if facts.inputs == 2 else "on the range"
        names = ", ".join(facts.dead)
        dead = f"unit{'s' if len(facts.dead) > 1 else ''} {names} of {len(facts.units)}" if names else "each is active"
        largest = float(abs(facts.gradient).max())
        return (
            Lamp("linear", where, linear, why),
            Lamp("dead units", "", bool(facts.dead), dead),
            Lamp("at rest", "", facts.at_rest, f"the largest gradient is {rounded(largest, 2)}"),
        )

    @property
    def formula(self) -> tuple[str, ...]:
        """f with its numbers where it is short; the shape; and how well it does."""
        facts = self.facts
        behind = "" if facts.plan.output == "identity" else f", {facts.plan.output} output"
        each = facts.network.activation_names
        size = f"{shape_of(facts.plan)}, {each}{behind}, {counted(count(facts.plan.sizes), 'parameter')}"
        return (*self._short(), f"{size}; {self._score()}")

    def figure(self, view: str) -> Figure:
        """The figure of one view."""
        with np.errstate(all="ignore"):  # a run that went out of bounds is drawn too
            return VIEWS[view](self.facts)

    @property
    def explainable(self) -> tuple[str, ...]:
        """The loss, and the gradient of each parameter."""
        return ("loss", *(f"∂L/∂{name}" for name in self.facts.places)) if self.facts.is_finite else ()

    def explain(self, number: str) -> tuple[str, ...]:
        """What the loss is the mean of; of a gradient its check, and why it is 0. Raises KeyError for others."""
        facts = self.facts
        if number not in self.explainable:
            raise KeyError(number)
        if number == "loss":
            term = "(f − y)²" if facts.plan.loss == "mse" else "log(1 + e^f) − y·f"
            return (f"the mean of {term} over {len(facts.rows[0])} rows", f"≈ {rounded(facts.loss, 6)}")
        name = number.removeprefix("∂L/∂")
        i, slopes = list(facts.places).index(name), facts.checked
        why = why_zero(facts.network, *facts.rows, facts.places[name], facts.plan.loss_of_output)
        return (
            f"{number} = {rounded(float(slopes.backpropagated[i]), 6)}, by backpropagation",
            f"(L({name} + h) − L({name} − h))/(2h) = {rounded(float(slopes.differences[i]), 6)}",
            f"off by {rounded(float(slopes.apart[i]), 2)} of its size",
            *([f"It is 0 because: {why.value}."] if why else []),
        )

    @cached_property
    def offer(self) -> Offer | None:
        """Where training diverged, a smaller rate; where the loss rests above 0.01, why, and a way on."""
        facts = self.facts
        if facts.diverged and facts.run.diverged:
            rate = facts.settings["rate"] / 10
            return Offer(f"{facts.run.diverged.told}. Try a rate of {show(rate)}?", {"rate": rate})
        if not self._rests:
            return None
        line = ", that of the best line" if facts.at_best_line else ""
        stuck = f"The loss rests at {rounded(facts.loss, 3)}{line}"
        often = " Or w: how many of a thousand starts rest there?" if self.inside else ""
        if facts.woken:
            name, bias = facts.woken
            dead = f"{counted(len(facts.dead), 'unit')} dead"
            return Offer(
                f"{stuck}, with {dead}. Wake one by {name} = {show(bias)}, and go on?{often}",
                {name: bias},
                goes_on=True,
            )
        if facts.plan.optimizer == "gd":
            adam = facts.spec.knob_named("optimizer").typed("adam")
            return Offer(f"{stuck}, and no unit is dead. Try Adam from the same start?{often}", {"optimizer": adam})
        units = facts.settings["units1"] + 1
        if facts.at_best_line and units <= MOST_UNITS:
            return Offer(
                f"{stuck}, and no unit is dead. Try one more unit in the first layer?{often}", {"units1": units}
            )
        seed = (facts.settings["seed"] + 1) % 1000
        return Offer(f"{stuck}, and no unit is dead. Try the start with seed {seed}?{often}", {"seed": seed})

    @cached_property
    def _rests(self) -> bool:
        """Whether the loss has settled where the rows are not learnt."""
        facts = self.facts
        return bool(facts.step) and facts.is_finite and facts.loss > POOR and facts.settled

    @property
    def goes_on(self) -> bool:
        """Whether it has been trained, and has numbers to start from, none larger than a file may list."""
        facts = self.facts
        return bool(facts.step) and facts.is_finite and float(abs(pack(facts.network)).max()) <= LARGEST

    @cached_property
    def onward(self) -> Settings | None:
        """The settings whose start is the network of now; the run that is left is kept under a letter.

        The memory of momentum and Adam begins afresh, and so does the order of the rows in mini-batches.
        """
        facts = self.facts
        if not self.goes_on:
            return None
        numbers = by_name(facts.places, pack(facts.network).tolist())
        return gone_on(facts.spec, keep(letter(facts.settings), facts.settings), numbers)

    @cached_property
    def inside(self) -> Lab | None:
        """The same training from a thousand starts; None where a study of restarts has no such data or start."""
        facts, plan_ = self.facts, self.facts.plan
        init = facts.spec.chosen(facts.settings, "init")
        is_alike = len({*plan_.activations}) == 1
        is_plain = is_alike and plan_.loss == "mse" and plan_.output == "identity" and not (plan_.batch or plan_.decay)
        if plan_.rows.data not in TARGETS or plan_.rows.noise or not is_plain:
            return None
        stated = {
            "hidden": plan_.sizes[1:-1],
            "init": init if init in INITIALISATIONS else facts.spec.init,
            "activation": plan_.activations[0],
            "optimizer": plan_.optimizer,
            "target": plan_.rows.data,
            "low": plan_.rows.ends[0],
            "high": plan_.rows.ends[1],
            "samples": min(plan_.rows.number, _MOST_SAMPLES),
            "rate": facts.settings["rate"],
            "steps": facts.spec.steps,
            "runs": min(_STARTS, _MOST_NUMBERS // count(plan_.sizes)),
            "rests_at": facts.loss if self._rests else None,
            "knobs": ("rate", "bar", "step"),
        }
        try:
            return RestartsLab.model_validate(stated)
        except ValueError:  # a rate with more digits than a lesson may state
            return None

    def _short(self) -> tuple[str, ...]:
        network = self.facts.network
        if self.facts.inputs != 1 or len(network.weights) != 2 or not self.facts.is_finite:
            return ()
        (inner, outer), (biases, (c,)) = network.weights, network.biases
        w, b, v, (last,) = (
            [Fraction(round(each * 1000), 1000) for each in numbers.tolist()]
            for numbers in (inner[:, 0], biases, outer[0], np.array([c]))
        )
        text = formula.network(one_hidden_layer(w, b, v, last, network.activations[0]))
        output = ACTIVATIONS[self.facts.plan.output]
        return (f"f(x) ≈ {text if output.name == 'identity' else formula.applied(output, text)}",)

    def _score(self) -> str:
        facts = self.facts
        if not math.isfinite(facts.loss):
            return "the loss is too large for a float"
        right = f", {percent(facts.right)} of the rows right" if facts.plan.loss == "bce" else ""
        return f"loss {show(facts.loss)}{right}"

    def _f(self, *x: Fraction) -> Fraction:
        return measures.finite(float(self.facts.plan.f(self.facts.network, np.array([x], float))[0, 0]))


_STARTS, _MOST_SAMPLES, _MOST_NUMBERS = 1000, 128, 100_000
"""Of a study: the starts, and the most rows and parameters of all networks that the lab of restarts takes."""
