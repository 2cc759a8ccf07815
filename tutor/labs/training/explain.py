"""The arithmetic behind two numbers of a network in training: the loss, and the last update of a parameter."""

import math

from tutor.labs.training.facts import TrainingFacts
from tutor.net.layout import pack
from tutor.rational import rounded

_MOST_TERMS = 12


def explainable(facts: TrainingFacts) -> tuple[str, ...]:
    """The loss; and after a step of plain gradient descent each parameter."""
    if facts.diverged or not math.isfinite(facts.loss):
        return ()
    updated = facts.step > 0 and facts.plan.optimizer == "gd"
    return ("loss", *(facts.places if updated else ()))


def explain(facts: TrainingFacts, number: str) -> tuple[str, ...]:
    """The arithmetic, a line each.

    Raises:
        KeyError: for what is not `explainable`.
    """
    if number not in explainable(facts):
        raise KeyError(number)
    return _loss(facts) if number == "loss" else _update(facts, number)


def _loss(facts: TrainingFacts) -> tuple[str, ...]:
    x, y = facts.plan.rows
    residuals = (facts.network(x) - y)[:, 0].tolist()
    terms = [f"{_factor(each)}²" for each in residuals]
    more = [f"… of {len(terms)} rows"] if len(terms) > _MOST_TERMS else []
    return (
        "loss = the mean of (f(x) − y)² over the rows",
        f"≈ ({' + '.join([*terms[:_MOST_TERMS], *more])})/{len(terms)}",
        f"≈ {rounded(facts.loss, 5)}",
    )


def _update(facts: TrainingFacts, name: str) -> tuple[str, ...]:
    at, rate, step = facts.places[name], facts.plan.rate, facts.step
    before = facts.run.network(step - 1)
    was, slope = float(pack(before)[at]), float(facts.gradient_of(before)[at])
    now = float(pack(facts.network)[at])
    return (
        f"{name} at step {facts.told(step)} = {name} at step {facts.told(step - 1)} − rate·∂L/∂{name}",
        f"≈ {rounded(was, 5)} − {rounded(rate, 5)}·{_factor(slope)}",
        f"≈ {rounded(now, 5)}",
    )


def _factor(value: float) -> str:
    """A number to three digits, in brackets where it is more than a plain one: it is squared, or multiplied."""
    text = rounded(value, 3)
    return text if text.replace(".", "").isdecimal() else f"({text})"
