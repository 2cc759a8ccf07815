"""The knobs of units in rows, and the others apart."""

from fractions import Fraction

from tutor.lab import Knob
from tutor.tui.knob_grid import arranged, columns


def knobs(*names):
    return [Knob(name, *map(Fraction, (0, -10, 10, 1, 5))) for name in names]


def names(row):
    return [knob and knob.name for knob in row]


def test_a_unit_is_a_row():
    """Letters are columns, units are rows; what belongs to no unit stands apart."""
    found = arranged(knobs("w0", "b0", "w1", "b1", "c", "rate"), [])
    assert [names(row) for row in found.units] == [["w0", "b0"], ["w1", "b1"]]
    assert names(found.apart) == ["c", "rate"]


def test_what_is_fixed_fills_its_place():
    """A number that cannot be turned stands where it would; one that is not there leaves a gap."""
    found = arranged(knobs("w0", "b0", "w2"), knobs("w0", "b0", "w2", "b2", "w1"))
    assert [names(row) for row in found.units] == [["w0", "b0"], ["w2", "b2"]]
    found = arranged(knobs("w0", "b0", "w2"), knobs("w0", "b0", "w2"))
    assert [names(row) for row in found.units] == [["w0", "b0"], ["w2", None]]


def test_one_number_of_each_unit_makes_no_grid():
    """Three biases stand beside each other, as any three knobs do."""
    assert arranged(knobs("b0", "b1", "b2"), []) == ((), tuple(knobs("b0", "b1", "b2")))


def test_ten_units_fit_into_half_of_80_columns():
    """Ten rows of three, and room for no more; in a broad panel several units share a row."""
    ten = arranged(knobs(*(f"{letter}{i}" for i in range(10) for letter in "wbv"), "c"), [])
    assert columns(ten, 12, 38, bars=True) == (3, 1)
    assert columns(ten, 12, 140, bars=True)[0] == 6
    assert columns(ten, 12, 140, bars=False)[0] == 9
    assert columns(ten, 12, 30, bars=True)[0] == 2, "not even one unit fits into a row"
