"""Formulas as text: what is written, evaluated as people read it, is the number that it stands for."""

from fractions import Fraction
from math import prod

import pytest
from by_hand import evaluate
from hypothesis import given
from hypothesis import strategies as st

from tutor.labs.formula import abridged, affine, equation, mean, product, shortened, weighted_sum
from tutor.rational import show

numbers = st.fractions(-9, 9, max_denominator=12)
few = st.lists(numbers, min_size=1, max_size=6)


@given(weights=st.lists(numbers, min_size=2, max_size=2), constant=numbers, x=numbers, y=numbers)
def test_a_weighted_sum_is_what_it_says(weights, constant, x, y):
    """Σ weight·term + constant, with a sign for each term and none for a weight of 1."""
    text = weighted_sum(weights, "xy", constant)
    assert evaluate(text, x=x, y=y) == weights[0] * x + weights[1] * y + constant
    assert "+ −" not in text
    assert affine(weights[0], constant) == weighted_sum(weights[:1], "x", constant)


@given(values=few)
def test_a_product_and_a_mean_are_what_they_say(values):
    """The factors multiply to the product, and the terms add up to the mean."""
    assert evaluate(product(*values)) == prod(values)
    assert evaluate(mean([show(each) for each in values], 7)) == sum(values) / Fraction(7)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (affine(Fraction(2), Fraction(20)), "2x + 20"),
        (affine(Fraction(-1), Fraction(-1)), "−x − 1"),
        (affine(Fraction(1, 3), Fraction(0)), "(1/3)x"),
        (affine(Fraction(0), Fraction(7)), "7"),
        (weighted_sum((Fraction(2), Fraction(0)), ("max(0, x)", "y"), Fraction(-3)), "2·max(0, x) − 3"),
        (product(Fraction(2), Fraction(-3), Fraction(1, 3)), "2·(−3)·(1/3)"),
        (equation("f(2)", "1 + 1", "1 + 1", "2"), "f(2) = 1 + 1 = 2"),
        (equation("f(2)", "≈0.33333"), "f(2) ≈ 0.33333"),
    ],
    ids=str,
)
def test_formulas_look_as_if_written_by_hand(text, expected):
    """A number is written as in a book: no factor of 1, no term of 0, brackets only where they are needed."""
    assert text == expected


def test_the_middle_of_many_terms_is_left_out():
    """Of more than ten terms the first five and the last two are written."""
    terms = list("abcdefghijk")
    assert shortened(terms) == [*"abcde", "…", *"jk"]
    assert shortened(terms[:10]) == terms[:10]


@given(terms=st.lists(st.tuples(numbers.filter(bool), numbers), min_size=3, max_size=12), room=st.integers(20, 90))
def test_an_abridged_formula_says_how_many_terms_it_lacks(terms, room):
    """What it shows is the beginning of the formula; shown terms and those it counts are all terms."""
    units = [f"max(0, {affine(w, b)})" for w, b in terms]
    whole = "f(x) = " + weighted_sum([Fraction(1)] * len(units), units, Fraction(0))
    short = abridged(whole, room)
    if short == whole:
        return
    if short.endswith(" terms"):
        assert short == f"f(x) = {len(units)} terms"
        return
    kept, _, more = short.rpartition(" + ")
    assert len(short) <= room
    assert whole.startswith(kept)
    assert kept.count("max") + int(more.removesuffix(" more")) == len(units)
