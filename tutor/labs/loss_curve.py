"""The loss over the steps of a training, on a logarithmic scale."""

import math
from collections.abc import Sequence
from fractions import Fraction

from tutor.figure import Curve, Plot, Points, Table, axis
from tutor.rational import show

SMALLEST = 1e-30
"""A smaller loss is drawn as this one: 0 has no logarithm."""

MOST_POINTS = 160
"""More than a terminal has columns."""

_LISTED = 9
"""Steps in the table."""


def loss_curve(losses: Sequence[float], here: int, last: int) -> Plot:
    """The loss at each step so far, and a mark at one of them.

    Args:
        losses: finite, from step 0 on.
        here: the step with the mark.
        last: the right end of the axis.
    """
    logs = {step: math.log10(max(losses[step], SMALLEST)) for step in {*thinned(len(losses) - 1, MOST_POINTS), here}}
    points = tuple((Fraction(step), logs[step]) for step in sorted(logs))
    low, high = (Fraction(round(1000 * end), 1000) for end in (min(logs.values()), max(logs.values())))
    return Plot(
        x=axis(Fraction(0), Fraction(last), most=6),
        y=axis(low, high, round_out=True, most=5),
        curves=(Curve(points, "curve", "log₁₀ loss"),) if len(points) > 1 else (),
        points=(Points(((Fraction(here), logs[here]),), "mark", "now", "◆"),),
        over="step",
        text=f"loss {show(losses[here])} at step {here}",
        tell=lambda: Table(
            ("step", "loss"),
            tuple((str(step), show(losses[step])) for step in thinned(len(losses) - 1, _LISTED)),
            "the loss at some steps",
        ),
    )


def thinned(last: int, most: int) -> list[int]:
    """Up to `most` of the steps 0 … last, evenly spaced, the first and the last among them."""
    count = min(last + 1, most)
    return [round(i * last / max(1, count - 1)) for i in range(count)]
