"""Where a number of a network in training comes from: the loss, and the last update of a parameter."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tutor.net.layout import pack
from tutor.rational import rounded

if TYPE_CHECKING:
    from tutor.labs.training.facts import TrainingReading

_MOST_TERMS = 12


def parameters(reading: TrainingReading) -> dict[str, int]:
    """The place of each parameter in their vector: w0, b0, w1, b1, …, v0, v1, …, c."""
    units = len(reading.plan.parameters) // 3
    hidden = [f"{letter}{i}" for i in range(units) for letter in "wb"]
    return {name: i for i, name in enumerate((*hidden, *(f"v{i}" for i in range(units)), "c"))}


def explainable(reading: TrainingReading) -> tuple[str, ...]:
    """The loss, and after a step of plain gradient descent each parameter."""
    if reading.diverged or not math.isfinite(reading.loss):
        return ()
    updated = reading.step > 0 and reading.plan.optimizer == "gd"
    return ("loss", *(parameters(reading) if updated else ()))


def explain(reading: TrainingReading, number: str) -> tuple[str, ...]:
    """The arithmetic, a line each.

    Raises:
        KeyError: for what is not `explainable`.
    """
    if number not in explainable(reading):
        raise KeyError(number)
    return _loss(reading) if number == "loss" else _update(reading, number)


def _loss(reading: TrainingReading) -> tuple[str, ...]:
    x, y = reading.plan.rows
    residuals = (reading.network(x) - y)[:, 0].tolist()
    terms = [f"{_factor(each)}²" for each in residuals]
    more = [f"… of {len(terms)} rows"] if len(terms) > _MOST_TERMS else []
    return (
        "loss = the mean of (f(x) − y)² over the rows",
        f"≈ ({' + '.join([*terms[:_MOST_TERMS], *more])})/{len(terms)}",
        f"≈ {rounded(reading.loss, 5)}",
    )


def _update(reading: TrainingReading, name: str) -> tuple[str, ...]:
    at, rate, step = parameters(reading)[name], reading.plan.rate, reading.step
    before = reading.run.network(step - 1)
    was, slope = float(pack(before)[at]), float(reading.gradient_of(before)[at])
    now = float(pack(reading.network)[at])
    return (
        f"{name} at step {step} = {name} at step {step - 1} − rate·∂L/∂{name}",
        f"≈ {rounded(was, 5)} − {rounded(rate, 5)}·{_factor(slope)}",
        f"≈ {rounded(now, 5)}",
    )


def _factor(value: float) -> str:
    """To three digits, in brackets where more than a plain number would be squared or multiplied."""
    text = rounded(value, 3)
    return text if text.replace(".", "").isdecimal() else f"({text})"
