"""What the plane lab finds of a network with two inputs, against plain numbers."""

import math
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from plane_labs import CHOICES, VIEWS, XOR, curves_of, f_of, given_labs, numbers, points_of
from profiles import examples
from readings import measure, read

from tutor.expression import UndefinedError
from tutor.labs.plane import PlaneLab


@examples(0.3)
@given(lab=given_labs(), x=numbers, y=numbers)
def test_f_is_exact_where_it_can_be_and_two_classes_have_a_boundary(lab, x, y):
    """f is exact for piecewise-linear activations, and between two classes there is a boundary."""
    reading = read(lab)
    if lab.activation == "tanh":
        assert float(measure(reading, "f", x, y)) == pytest.approx(float(f_of(lab, x, y)))
    else:
        assert measure(reading, "f", x, y) == f_of(lab, x, y)
    plot = reading.figure("plane")
    if {0, 1} <= set(b"".join(plot.ground.rows)):
        assert curves_of(plot)["the boundary"]


def test_xor_by_hand():
    """The network of the textbooks separates XOR, with three regions."""
    reading = read(PlaneLab(**XOR))
    corners = {(0, 0): -1, (0, 1): 1, (1, 0): 1, (1, 1): -1}
    assert {at: 2 * measure(reading, "f", *at) for at in corners} == corners
    names = ("accuracy", "regions", "boundary_pieces", "linear")
    assert [measure(reading, name) for name in names] == [100, 3, 2, 0]
    assert reading.formula[0] == "f(x, y) = max(0, x + y) − 2·max(0, x + y − 1) − 0.5"
    assert [lamp.lit for lamp in reading.lamps] == [True, False]
    assert set(points_of(reading.figure("plane"))) == {"○", "△"}
    active = [row[-1] for row in read(PlaneLab(**XOR, show=("regions",))).figure("regions").rows]
    assert active == ["2 of 3 regions", "1 of 3 regions"]
    without = read(PlaneLab(**XOR), activation=CHOICES["identity"])
    assert [measure(without, name) for name in ("regions", "linear")] == [1, 1]
    assert measure(without, "accuracy") < 100


@pytest.mark.parametrize("v", [1, Fraction(8, 3), Fraction(800_000, 3), Fraction(1, 999)])
def test_a_row_on_the_boundary_is_of_class_0_whatever_rounding_makes_of_it(v):
    """A row with f = 0 is of class 0, however f is rounded."""
    w = [Fraction(7, 3), Fraction(6, 13)]
    points = points_of(read(PlaneLab(**{**XOR, "w": [w], "b": [0], "v": [v], "c": -v * sum(w)})).figure("plane"))
    assert (1, 1) in points["○"]


def test_units_that_undo_one_another_leave_a_plane():
    """f is a plane where units that switch cancel, and none where they do not."""
    numbers = {"data": "circle", "w": [[1, 2], [-1, -2]], "b": ["1/3", "-1/3"]}
    for v, linear in (([1, -1], 1), ([1, 1], 0)):
        reading = read(PlaneLab(**numbers, v=v))
        assert (measure(reading, "linear"), measure(reading, "regions")) == (linear, 2)
        assert reading.lamps[1].lit == linear


@pytest.mark.parametrize("k", range(1, 8))
def test_lines_in_general_position_make_the_regions_of_the_formula_clipped_to_the_box(k):
    """k lines make 1 + k regions and one for each crossing in the box."""
    ts = [Fraction(n, k) for n in range(k)]  # tangents of a small circle: no three through a point, no two parallel
    lines = [((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t), Fraction(-1, 4)) for t in ts]
    lab = PlaneLab(
        data="circle", w=[(m, n) for m, n, _ in lines], b=[b for *_, b in lines], v=[1] * k, show=("plane", "regions")
    )
    crossings = 0
    for (a, b, c), (d, e, f) in combinations(lines, 2):
        x, y = (Fraction(n, 1) / (a * e - b * d) for n in (b * f - c * e, c * d - a * f))
        crossings += max(abs(x), abs(y)) < Fraction(5, 4)
    reading = read(lab)
    assert measure(reading, "regions") == 1 + k + crossings
    assert k > 4 or crossings == math.comb(k, 2)
    table = reading.figure("regions")
    assert len(table.rows) == k
    assert f"{1 + k + crossings} regions" in table.text


def test_training_separates_what_the_units_can_and_a_plane_cannot():
    """Training separates XOR with ReLU and tanh, and not with a plane."""
    lab = PlaneLab(data="xor", hidden=(8,), rate="1/20", steps=300, seed=1)
    found = {kind: read(lab, activation=number, step=300) for kind, number in CHOICES.items()}
    assert [found[kind].lamps[0].lit for kind in ("identity", "relu", "tanh")] == [False, True, True]
    assert [found[kind].lamps[1].lit for kind in ("identity", "relu", "tanh")] == [True, False, False]
    assert measure(found["identity"], "regions") == 1


def test_what_tanh_has_not_is_undefined():
    """A smooth network has no regions: asking for them is an UndefinedError."""
    lab = PlaneLab(data="circle", hidden=(3,), activation="tanh", show=VIEWS)
    reading = read(lab)
    for name in ("regions", "boundary_pieces"):
        with pytest.raises(UndefinedError):
            measure(reading, name)
    assert reading.figure("regions").rows == ()
    assert "region" not in reading.figure("plane").text
    flat = read(PlaneLab(data="circle", activation="tanh", init="zeros"))
    assert flat.lamps[1].lit
    assert not flat.figure("plane").curves
