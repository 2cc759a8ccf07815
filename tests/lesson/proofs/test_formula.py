"""Formulas in running text: found where people write them, and read as they are meant."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.expression import Call, Measure, Node, Numeral, evaluate, names
from tutor.lesson.proofs.algebra import folded, lifted, matched, numerals, put
from tutor.lesson.proofs.formula import formulas


def written(node):
    """An expression with all its parentheses."""
    if isinstance(node, Numeral):
        return str(node.value)
    return node.name + (f"({', '.join(map(written, node.arguments))})" if node.arguments else "")


def found(text, known=()):
    """What is found in a text, as written."""
    said = []
    for each in formulas(text, known):
        first, *others = map(written, each.sides)
        if each.states:
            said.append(" ".join([first, *(f"{o} {side}" for o, side in zip(each.operators, others, strict=True))]))
    return said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On the range, f(x) = 2x + 20.", ["f(x) = +(*(2, x), 20)"]),
        ("z is −x − 1, and a unit has |x + 1| and x²/4;", ["-(negative(x), 1)", "abs(+(x, 1))", "/(^(x, 2), 4)"]),
        ("rows: x = −4, −3, … up to 4", ["x = negative(4)", "negative(3)", "4"]),
        ("w − rate·dL/dw, with w = 1", ["-(w, *(rate, dL/dw))", "w = 1"]),
        ("half-way - unit 0: z = x − 10\n- unit 1", ["0", "z = -(x, 10)", "1"]),
        ("v·(−w), t(t(x)) and f(−3)", ["*(v, negative(w))", "f(negative(3))"]),
        ("{w}·x + {b} is zero", ["+(*(w, x), b)"]),
        ("(2, −3, 1) and 10⁻⁹", ["2", "negative(3)", "1", "^(10, -9)"]),
        ("−2x + 1 from 1/2 to +2", ["+(negative(*(2, x)), 1)", "/(1, 2)", "positive(2)"]),
        ("a unit, I say, x9 and dead units; CS231n; float32", []),
        ("max(0, 4 − 10", ["0", "-(4, 10)"]),
    ],
)
def test_formulas_are_found_in_a_text(text, expected):
    """Numbers and formulas are found between words, with the precedence that people mean; names alone are not."""
    assert found(text, ("rate",)) == expected


@given(st.one_of(st.text(max_size=60), st.text("f(x)01239.+−·/=<>≈ ,|²{}ab^", max_size=60)))
def test_any_text_is_read(text):
    """Any text gives formulas in order, each where it stands; nothing raises."""
    places = [(each.start, each.end) for each in formulas(text, ())]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)


@pytest.mark.parametrize("text", ["(" * 3000 + "1" + ")" * 3000, "−" * 3000 + "1", "+".join(["1"] * 3000)])
def test_an_endless_formula_is_no_crash(text):
    """What is nested too deep, or too long, is read as several formulas."""
    assert all(len(numerals(side)) <= 50 for each in formulas(text, ()) for side in each.sides)


numbers = st.fractions(-9, 9, max_denominator=4)
expressions: st.SearchStrategy[Node] = st.recursive(
    numbers.map(lambda value: Numeral(value, 0)) | st.just(Call("x", ())),
    lambda inner: st.builds(
        lambda name, a, b: Call(name, (a, b)), st.sampled_from(["+", "-", "*", "max"]), inner, inner
    ),
    max_leaves=6,
)


@given(expressions, numbers)
def test_what_is_put_in_is_found_again(pattern, value):
    """A number put into a formula is what has to stand for its variable to make it the result."""
    pattern = folded(pattern)
    made = put(pattern, "x", value)
    expected = Numeral(value, 0) if "x" in names(pattern) else None
    assert matched(pattern, "x", made) == expected


@given(expressions, numbers)
def test_folding_and_putting_in_keep_the_value(node, value):
    """An expression in one way of writing has the value that it had, and so has one with a number put in."""
    at_x = {"x": Measure(lambda: value)}
    assert evaluate(folded(node), at_x) == evaluate(node, at_x) == evaluate(put(node, "x", value), {})


@given(expressions, numbers)
def test_a_lifted_number_can_be_put_back(node, value):
    """An expression in which x was put for a number is the same again with that number for x."""
    bare = put(node, "x", Fraction(1))
    assert put(lifted(bare, value), "x", value) == bare
