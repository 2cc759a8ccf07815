"""Numbers and options of command lines: what is read, and what is a mistake in one line."""

from argparse import ArgumentTypeError
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.commands.arguments import Parser, UsageError, not_negative, number, positive, positive_whole, real, whole

NUMBERS = st.fractions(-(10**9), 10**9, max_denominator=10**6)
"""Numbers that are short enough to type."""


@pytest.fixture
def parser():
    """A command with two numbers and an option that could be abbreviated."""
    parser = Parser("relu-tutor try", "A command for tests.")
    parser.add_argument("--range", nargs=2, type=number)
    parser.add_argument("--steps", type=positive_whole)
    return parser


@given(NUMBERS, NUMBERS)
def test_numbers_of_either_sign_are_read_exactly(low, high):
    """A number after an option is read exactly, whatever its sign, with a hyphen or a minus."""
    parser = Parser("relu-tutor try", "A command for tests.")
    parser.add_argument("--range", nargs=2, type=number)
    for minus in "-−":
        typed = [str(each).replace("-", minus) for each in (low, high)]
        assert parser.read(["--range", *typed]).range == [low, high]


@pytest.mark.parametrize("text", ["-1e-3", "-.5", "−1/3", "-1/3"])
def test_every_spelling_of_a_negative_number_is_a_number(text, parser):
    """argparse takes none of the spellings of a negative number for an option."""
    assert parser.read(["--range", text, "0"]).range == [number(text), 0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--nosuch"], "unrecognized arguments: --nosuch"),
        (["--step", "1"], "unrecognized arguments: --step 1"),
        (["--range", "1"], "argument --range: expected 2 arguments"),
        (["--range", "1", "-inf"], "“-inf” is not a number here"),
        (["--steps", "-3"], "argument --steps: -3 is not a whole number from 1 to 999,999,999"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_help(arguments, message, parser):
    """A mistake raises a UsageError of one line, which ends with where to look."""
    with pytest.raises(UsageError) as raised:
        parser.read(arguments)
    assert message in str(raised.value)
    assert str(raised.value).endswith("; see relu-tutor try --help")
    assert "\n" not in str(raised.value)


@given(NUMBERS)
def test_real_numbers_are_the_nearest_floats_and_keep_their_bounds(value):
    """A number becomes the nearest float; `positive` and `not_negative` refuse what lies below their bound."""
    text, expected = str(value), value.numerator / value.denominator
    assert number(text) == value
    assert real(text) == expected
    for read, allowed in ((positive, value > 0), (not_negative, value >= 0)):
        if allowed:
            assert read(text) == expected
        else:
            with pytest.raises(ArgumentTypeError, match=r"is (not above|below) 0"):
                read(text)


@given(st.integers(-5, 10**10))
def test_whole_numbers_have_nine_digits_at_most(value):
    """A whole number is read from its least value to 999,999,999; all others are refused."""
    for read, least in ((whole, 0), (positive_whole, 1)):
        if least <= value < 10**9:
            assert read(f" {value} ") == value
        else:
            with pytest.raises(ArgumentTypeError, match=f"not a whole number from {least} to 999,999,999"):
                read(str(value))


@pytest.mark.parametrize("text", ["", "x", "1.5", "1e3", "1_0", "½", "--1"])
def test_other_text_is_no_whole_number(text):
    """A text that is no whole number is refused by name."""
    with pytest.raises(ArgumentTypeError, match="is not a whole number from 0"):
        whole(text)


def test_floats_are_no_fractions():
    """What is exact stays exact, and what is a float is a float."""
    assert (number("0.1"), real("0.1")) == (Fraction(1, 10), 0.1)
