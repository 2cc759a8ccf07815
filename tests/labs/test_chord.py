"""The chord of f in the pair lab and in the network lab, against the arithmetic of two points."""

from fractions import Fraction

import pytest
from hypothesis import given
from network_labs import f_of, halves, network_lab, relu_labs
from pydantic import ValidationError
from readings import read

from tutor.labs.pair import PairLab
from tutor.rational import show


def _check(plot, f, low, high):
    """What is drawn, said and told of the chord from low to high."""
    curves, points = ({each.label: each.points for each in drawn} for drawn in (plot.curves, plot.points))
    middle, half = (low + high) / 2, (f(low) + f(high)) / Fraction(2)
    assert curves.get("chord", ()) == (((low, f(low)), (high, f(high))) if low < high else ())
    assert points[""] == ((low, f(low)), (high, f(high)))
    assert points["middle"] == ((middle, half),)
    assert points["f there"] == ((middle, f(middle)),)
    assert ("" in curves) == (half != f(middle)) == ("apart" in plot.text)
    assert all(y == f(x) for x, y in curves["f"])
    assert [row[1:4] for row in plot.numbers.rows] == [
        (show(x), show(y), show(on_chord))
        for x, y, on_chord in ((low, f(low), f(low)), (middle, f(middle), half), (high, f(high), f(high)))
    ]
    for x, _ in (*points[""], *curves["f"]):
        assert plot.x.low <= x <= plot.x.high


@given(lab=relu_labs(), low=halves, high=halves)
def test_the_chord_of_a_network_joins_two_points_of_f(lab, low, high):
    """Ends, middle and distance are those of f at the ends that the lesson states, or at those of the range."""
    ends = (min(low, high), max(low, high)) if low != high else None
    plot = read(lab.model_copy(update={"chord": ends})).figure("chord")
    _check(plot, lambda x: f_of(lab, Fraction(x)), *(ends or lab.range))


@given(x1=halves, x2=halves)
def test_the_chord_of_a_pair_joins_x1_and_x2(x1, x2):
    """In the pair lab the chord goes from one input to the other, whichever is the smaller."""
    lab = PairLab(x1=x1, x2=x2, show=("pair", "chord"))
    _check(read(lab).figure("chord"), lambda x: max(Fraction(0), x), min(x1, x2), max(x1, x2))


def test_the_chord_is_told_in_words():
    """The line of text says how high f is in the middle, what the chord says there, and how far apart they are."""
    bent = network_lab({"w": [1, -1], "b": [1, -1], "v": [1, 1]}, chord=(-4, 4), show=("chord",))
    assert read(bent).figure("chord").text == "f(0) = 1; the chord says 4; 3 apart"
    straight = PairLab(x1=1, x2=3, show=("chord",))
    assert read(straight).figure("chord").text == "f(2) = 2, as the chord says"
    assert read(straight, x1=3).figure("chord").text == "one point has no chord: it takes two"


def test_a_chord_is_stated():
    """The ends of a chord are numbers that prose may repeat; they ascend."""
    assert network_lab({"w": [1], "b": [0], "v": [1]}, chord=(-7, 9)).stated >= {-7, 9}
    with pytest.raises(ValidationError, match="first end must be less"):
        network_lab({"w": [1], "b": [0], "v": [1]}, chord=(4, 4))
