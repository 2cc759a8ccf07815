"""The table of targets: functions of one input, by the name under which a learner asks for them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tutor.net.activation import Array


@dataclass(frozen=True)
class Target:
    """A function to be learnt.

    Attributes:
        name: its formula, as it is typed.
        function: elementwise on float64.
        tells: what it is good for.
    """

    name: str
    function: Callable[[Array], Array]
    tells: str


_ROWS = (
    Target("x", lambda x: x, "a line through 0: no bend is needed"),
    Target("2x+20", lambda x: 2 * x + 20, "the line that the thread's linear network draws"),
    Target("abs(x)", abs, "one bend at 0"),
    Target("abs(x+1)", lambda x: abs(x + 1), "one bend at -1: the thread's other network"),
    Target("5-abs(x)", lambda x: 5 - abs(x), "one bend, downwards: output weights have to be negative"),
    Target("x^2", lambda x: x**2, "bent everywhere: no piece fits it"),
    Target("sin(x)", np.sin, "smooth, with several turns"),
    Target("step", lambda x: np.where(x > 0, 1.0, 0.0), "a jump, which no continuous function fits"),
)

TARGETS: dict[str, Target] = {row.name: row for row in _ROWS}


def sampled(target: Target, low: float, high: float, samples: int) -> tuple[Array, Array]:
    """Evenly spaced inputs from low to high, both included, and their labels: each of shape (samples, 1)."""
    x = np.linspace(low, high, samples)[:, None]
    return x, target.function(x)
