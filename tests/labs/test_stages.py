"""From z to f: the four small plots, and their table, against each unit computed by hand."""

from fractions import Fraction

import numpy as np
import pytest
from by_hand import GS
from hypothesis import given
from network_labs import deep_labs, forward, network_lab
from profiles import examples
from readings import read
from training_labs import numbers_of, steps, training_labs

from tutor.figure import Panels
from tutor.net.activation import ACTIVATIONS
from tutor.rational import show

C2 = {"w": [-2, 1, 2], "b": [2, -1, -4], "v": [1, 1, 1]}
"""Three units that make −2x + 2, then x − 1, then 3x − 5."""


def _curves(panels):
    return [{curve.label: curve.points for curve in plot.curves} for plot in panels.plots]


@examples(0.4)
@given(lab=deep_labs())
def test_every_stage_shows_the_units_of_the_last_layer(lab):
    """At each corner z, a and v·a of each unit, and f, are those of the network; the table has the same numbers."""
    reading = read(lab.model_copy(update={"show": ("stages",)}))
    panels = reading.figure("stages")
    assert isinstance(panels, Panels)
    z, a, parts, (f,) = (list(each.items()) for each in _curves(panels))
    last = f"{len(lab.then) + 1}_" if lab.then else ""
    assert [label for label, _ in z] == ["", *(f"unit {last}{j}" for j in range(len(lab.v)))]
    for at, (x, height) in enumerate(f[1]):
        found, value = forward(lab, reading.facts.settings, x)
        assert height == value
        for j, v in enumerate(lab.v):
            name = f"{last}{j}"
            assert z[1 + j][1][at] == (x, found[f"z{name}"])
            assert a[j][1][at] == (x, found[f"a{name}"])
            assert parts[j][1][at] == (x, v * found[f"a{name}"])
        if at < len(panels.numbers.rows):
            told = dict(zip(panels.numbers.header, panels.numbers.rows[at], strict=True))
            assert (told["x"], told["f"]) == (show(x), show(value))
            assert all(told[f"z{last}{j}"] == show(found[f"z{last}{j}"]) for j in range(len(lab.v)))
            assert all(told[f"v{j}·a{last}{j}"] == show(v * found[f"a{last}{j}"]) for j, v in enumerate(lab.v))
    for plot in panels.plots:
        assert all(plot.y.low <= y <= plot.y.high for curve in plot.curves for _, y in curve.points)


@examples(0.3)
@given(lab=training_labs(show=("stages",)), step=steps)
def test_the_stages_of_a_training_are_those_of_its_network(lab, step):
    """At each point of the curves z, a and v·a of each unit, and f, are those of the trained network."""
    reading = read(lab, step=step)
    w, b, v, c = numbers_of(reading.facts.network)
    z, a, parts, total = _curves(reading.figure("stages"))
    g = GS.get(lab.activation) or (lambda x: float(ACTIVATIONS[lab.activation].function(np.array(x))))
    for at, (x, height) in enumerate(total["f"]):
        sums = c
        for j, (w_, b_, v_) in enumerate(zip(w, b, v, strict=True)):
            unit = f"unit {j}"
            assert z[unit][at][1] == pytest.approx(w_ * x + b_, rel=1e-9, abs=1e-9)
            assert a[unit][at][1] == pytest.approx(float(g(z[unit][at][1])), rel=1e-9, abs=1e-9)
            assert parts[unit][at][1] == pytest.approx(v_ * a[unit][at][1], rel=1e-9, abs=1e-9)
            sums += parts[unit][at][1]
        assert height == pytest.approx(sums, rel=1e-9, abs=1e-9)
    assert len(total["f"]) <= 45


def test_the_stages_of_three_units_on_three_pieces():
    """The units of the exercise of the course add up to the corners (0, 2), (1, 0), (2, 1) and (3, 4)."""
    panels = read(network_lab(C2, range=(0, 3), show=("stages",))).figure("stages")
    assert panels.text == "bends at 1, 2"
    assert [plot.title for plot in panels.plots] == ["z", "→ a", "→ v·a", "→ sum f"]
    assert _curves(panels)[3]["f"] == tuple((Fraction(x), Fraction(y)) for x, y in ((0, 2), (1, 0), (2, 1), (3, 4)))
