"""The arithmetic behind two numbers of a stack: what its layers multiply a gradient by, and what slopes do at most."""

import math

from tutor.labs.depth.facts import DepthFacts
from tutor.labs.formula import rounded_factor as short
from tutor.net.stack import LARGEST_SLOPE
from tutor.rational import rounded


def explainable(facts: DepthFacts) -> tuple[str, ...]:
    """The factor, where every layer passes a gradient on; the bound, where there is one."""
    passes = math.isfinite(facts.now.passage.factor) and facts.now.passage.factor > 0
    bounded = facts.plan.activation in LARGEST_SLOPE
    return (*(["factor"] if passes else []), *(["bound"] if bounded else []))


def explain(facts: DepthFacts, number: str) -> tuple[str, ...]:
    """The arithmetic, a line each.

    Raises:
        KeyError: for what is not `explainable`.
    """
    if number not in explainable(facts):
        raise KeyError(number)
    return _factor(facts) if number == "factor" else _bound(facts)


def _factor(facts: DepthFacts) -> tuple[str, ...]:
    """A line for each layer, from the last one down: what arrives, times slopes, times weights."""
    passed = facts.now.passage
    layers = zip(passed.by_a[1:], passed.slopes, passed.weights, passed.by_a[:-1], strict=True)
    lines = [
        f"layer {layer}: {short(above)}·{short(slope)}·{short(weight)} ≈ {short(below)}"
        for layer, (above, slope, weight, below) in enumerate(layers, start=1)
    ]
    return (
        "size of the gradient above a layer · its slopes · its weights ≈ size below",
        *reversed(lines),
        f"factor ≈ {short(passed.by_a[0])}/{short(passed.by_a[-1])} ≈ {short(passed.factor)}",
    )


def _bound(facts: DepthFacts) -> tuple[str, ...]:
    name, layers = facts.plan.activation, facts.plan.layers
    slope = LARGEST_SLOPE[name]
    power = f"({slope})^{layers} = {facts.bound}" if slope != 1 else f"1^{layers} = 1"
    near = f" ≈ {rounded(float(facts.bound), 3)}" if facts.bound != 1 else ""
    return (f"the largest slope of {name} is {slope}", f"bound = {power}{near}")
