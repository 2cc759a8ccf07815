"""The arithmetic of lessons: exact, complete, and closed to anything else."""

import re
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples

from tutor.expression import (
    ExpressionError,
    Measure,
    UndefinedError,
    evaluate,
    holds,
    names,
    parse,
    parse_comparison,
    pretty,
)


def _undefined(_):
    raise UndefinedError("f bends there")


MEASURES = {
    "f": Measure(lambda x: 2 * x + 20, 1),
    "slope": Measure(_undefined, 1),
    "bends": Measure(lambda: Fraction(3)),
    "b1": Measure(lambda: Fraction(-1, 2)),
}

numbers = st.fractions(0, 20, max_denominator=1).map(str) | st.sampled_from(["0.5", "1.25", "0.125"])
OPERATORS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "max": max,
    "min": min,
}


@st.composite
def sums(draw, depth=4):
    """An expression as text, fully bracketed, with its value worked out on the way."""
    if depth == 0 or draw(st.booleans()):
        text = draw(numbers)
        return text, Fraction(text)
    (left, a), (right, b) = draw(sums(depth - 1)), draw(sums(depth - 1))
    operator = draw(st.sampled_from(sorted(OPERATORS)))
    text = f"{operator}({left}, {right})" if operator.isalpha() else f"({left} {operator} {right})"
    return text, OPERATORS[operator](a, b)


def value(text):
    return evaluate(parse(text), MEASURES)


def true(text):
    return holds(parse_comparison(text), MEASURES)


@given(made=sums())
def test_an_expression_is_worth_what_its_parts_make(made):
    """The value of an expression is that of its parts, worked out on the way."""
    text, expected = made
    assert value(text) == expected


@given(
    parts=st.lists(numbers, min_size=1, max_size=8),
    signs=st.lists(st.sampled_from("+-*"), min_size=7, max_size=7),
)
def test_products_bind_tighter_and_chains_go_left_to_right(parts, signs):
    """Products bind tighter than sums, and both go from left to right."""
    text = parts[0] + "".join(f" {sign} {part}" for sign, part in zip(signs, parts[1:], strict=False))
    terms = re.split(r" ([+-]) ", text)
    total = Fraction(0)
    for sign, term in zip(["+", *terms[1::2]], terms[::2], strict=True):
        product = Fraction(1)
        for factor in term.split(" * "):
            product *= Fraction(factor)
        total += product if sign == "+" else -product
    assert value(text) == total


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10 - 2 - 3", 5),
        ("12 / 3 / 2", 2),
        ("12 / 3 * 2", 8),
        ("2/13", Fraction(2, 13)),
        ("-3 - -4", 1),
        ("−3 · −4", 12),
        ("2 × 3", 6),
        ("--3", 3),
        ("-f(4)", -28),
        ("f(f(1))", 64),
        ("f(-4 + 8)", 28),
        ("max(0, 4 − 10) + 14", 14),
        ("relu(-3) + relu(3)", 3),
        ("relu(0)", 0),
        ("abs(-1/2)", Fraction(1, 2)),
        ("min(-1, 1)", -1),
        ("bends + b1", Fraction(5, 2)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("((((1))))", 1),
    ],
)
def test_values(text, expected):
    """Each rule of the language gives its value."""
    assert value(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "  ",
            "1 +",
            "+ 1",
            "* 2",
            "(1",
            "1)",
            "()",
            "f(",
            "f(4",
            "f()",
            "f(,)",
            "f(1,)",
            "1 2",
            "2x",
            "1.",
            ".5",
        ),
        *(
            "1..2",
            "1e5",
            "a.b",
            "f[0]",
            "'a'",
            '"a"',
            "1; 2",
            "x = y",
            "lambda: 0",
            "1 if 1 else 2",
            "2 ** 3",
            "$",
            "≈ 1",
        ),
        "1" * 41,
    ],
)
def test_what_is_no_expression_is_refused(text):
    """Text that is no expression raises ExpressionError."""
    with pytest.raises(ExpressionError):
        parse(text)


@pytest.mark.parametrize(
    "text", ["(" * 5000, "-" * 5000 + "1", "f(" * 5000 + "1" + ")" * 5000, "+".join(["1"] * 5000)], ids=len
)
def test_an_endless_expression_is_computed_or_refused(text):
    """An expression of any length is computed or raises ExpressionError."""
    with suppress(ExpressionError):
        value(text)


@given(text=st.text(alphabet="0123456789.+-*/(),<>=≈≤≥≠−·× abfmxwhen_", max_size=30) | st.text(max_size=30))
def test_no_text_raises_anything_but_the_two_errors(text):
    """Any text has a value, or raises ExpressionError or UndefinedError."""
    for read in (value, true):
        with suppress(ExpressionError, UndefinedError):
            read(text)


@pytest.mark.parametrize("text", ["g", "g(1)", "f(1, 2)", "f", "bends(1)", "max(1)", "max(1, 2, 3)", "__class__"])
def test_unknown_names_and_wrong_numbers_of_arguments_are_told(text):
    """An unknown name, or a wrong number of arguments, raises ExpressionError."""
    with pytest.raises(ExpressionError):
        value(text)


@pytest.mark.parametrize("text", ["1/0", "1/(b1 + 0.5)", "slope(0)", "0 * slope(0)"])
def test_what_has_no_value_is_undefined(text):
    """A division by zero and a measure without a value raise UndefinedError."""
    with pytest.raises(UndefinedError):
        value(text)


def test_an_unknown_name_is_named():
    """The error names the unknown measure, and `names` lists all names in order."""
    with pytest.raises(ExpressionError, match="bendz"):
        value("1 + bendz")
    assert list(names(parse("f(bends) + max(b1, g(2)) - -h"))) == ["f", "bends", "b1", "g", "h"]


@given(a=st.integers(-3, 3), b=st.integers(-3, 3))
def test_each_comparison_means_what_its_sign_says(a, b):
    """Every sign of comparison, in both spellings, means what it means in Python."""
    for signs, expected in (
        (("=", "=="), a == b),
        (("!=", "≠"), a != b),
        (("<",), a < b),
        (("<=", "≤"), a <= b),
        ((">",), a > b),
        ((">=", "≥"), a >= b),
    ):
        for sign in signs:
            assert true(f"{a} {sign} {b}") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f(4) = 28", True),
        ("f(4) = 14 + 14 = 28", True),
        ("f(4) = 14 + 14 = 29", False),
        ("1 < 2 < 3", True),
        ("1 < 3 < 2", False),
        ("3 > 2 >= 2 = 2", True),
        ("2/13 ≈ 0.1538", True),
        ("2/13 ≈ 0.1539", False),
        ("2/13 ≈ 0.15", True),
        ("2/13 ≈ 0.2", True),
        ("10/3 ≈ 3", True),
        ("10/3 ≈ 4", False),
    ],
)
def test_chains_and_roundings(text, expected):
    """A chain holds if all its links do; ≈ holds for a correct rounding and for no other number."""
    assert true(text) is expected


@pytest.mark.parametrize("text", ["0.9 ≈ 1/2", "0.6 ≈ 2/13", "−0.3 ≈ 1/10"])
def test_a_rounding_written_on_the_left_is_not_accepted_within_a_half(text):
    """≈ with the rounded number on the left is false unless the numbers are equal."""
    assert not true(text)


@pytest.mark.parametrize(
    "text", ["f(4)", "= 1", "1 =", "1 = = 2", "1 = 2 3", "f(4) = 28 when", "f(4) = 28 when b1", "1 = 1 when b1 = 2,"]
)
def test_what_is_no_comparison_is_refused(text):
    """Text without a comparison, or with half a `when`, raises ExpressionError."""
    with pytest.raises(ExpressionError):
        parse_comparison(text)


def test_when_lists_the_settings_and_leaves_the_claim():
    """`when` gives the settings by name, apart from the comparison."""
    comparison = parse_comparison("bends = 1 when b1 = 2, c = -1/2")
    assert [(name, evaluate(node, {})) for name, node in comparison.when] == [("b1", 2), ("c", Fraction(-1, 2))]
    assert comparison.operators == ("=",)
    assert parse_comparison("bends = 1").when == ()


@examples(0.3)
@given(made=sums())
def test_the_pretty_text_means_the_same(made):
    """The pretty text of an expression has its value."""
    text, expected = made
    assert value(pretty(text)) == expected


def test_pretty_uses_the_signs_of_mathematics():
    """The pretty text has ·, − and the signs ≤, ≥ and ≠."""
    assert parse_comparison("2*x - 1 <= 3 != 4 >= -5").pretty == "2·x − 1 ≤ 3 ≠ 4 ≥ −5"
