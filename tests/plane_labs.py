"""Plane labs for tests, and their function in plain arithmetic."""

import math
from fractions import Fraction

from hypothesis import strategies as st

from tutor.labs.plane import PlaneLab
from tutor.net.dataset import CLASSES

XOR = {"data": "xor", "rows": 4, "noise": 0, "w": [[1, 1], [1, 1]], "b": [0, -1], "v": [1, -2], "c": "-1/2"}
VIEWS = ("plane", "regions", "loss")
KINDS = {"relu": lambda z: max(z, 0), "identity": lambda z: z, "tanh": math.tanh}
CHOICES = {"identity": 0, "relu": 1, "tanh": 2}

numbers = st.integers(-8, 8).map(lambda n: Fraction(n, 4))
datas = st.sampled_from(sorted(CLASSES))


@st.composite
def given_labs(draw):
    """A lab with given numbers, of any activation."""
    units = draw(st.lists(st.tuples(numbers, numbers, numbers, numbers), min_size=1, max_size=5))
    w = [(of_x, of_y) for of_x, of_y, _, _ in units]
    b, v = [b for *_, b, _ in units], [v for *_, v in units]
    kind = draw(st.sampled_from(sorted(KINDS)))
    rows = draw(st.integers(2, 40))
    data = draw(datas)
    return PlaneLab(data=data, rows=rows, activation=kind, w=w, b=b, v=v, c=draw(numbers), show=("plane", "regions"))


def f_of(lab, x, y):
    """f(x, y) at the start of a lab with given numbers."""
    g = KINDS[lab.activation]
    units = zip(lab.w, lab.b, lab.v, strict=True)
    return lab.c + sum(v * g(of_x * x + of_y * y + b) for (of_x, of_y), b, v in units)


def points_of(plot):
    """The points of a plot by their symbol."""
    return {points.symbol: points.points for points in plot.points}


def curves_of(plot):
    """The finite points of each curve of a plot by its label."""
    return {curve.label: [p for p in curve.points if math.isfinite(p[0])] for curve in plot.curves}
