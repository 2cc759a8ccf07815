"""Checks answered by a number: `number`, and `drawn`, which asks in other numbers each time."""

import os
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sample_checks import PRODUCT, drawn, number

from tutor.check import AnswerError, DrawnCheck, NumberCheck
from tutor.expression import ExpressionError, Measure, UndefinedError

# One number


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1/3", Fraction(1, 3)), ("0.1", Fraction(1, 10)), ("−7/2", Fraction(-7, 2)), (" 2 / 13 ", Fraction(2, 13))],
)
def test_a_typed_number_is_kept_exactly(typed, value):
    """A typed fraction or decimal is kept as it is, and right where it is the answer."""
    assert number().typed(typed) == (value,)
    assert number(answer=str(value)).judge(number().typed(typed)).right


@pytest.mark.parametrize(
    "typed", ["", "abc", "nan", "inf", "-inf", "1e400", "1e999999999", "1/0", "1/0.0", "1//2", "0x10", "9" * 5000, "½"]
)
def test_what_is_no_number_is_refused_with_an_example_of_one(typed):
    """Text that is no finite number of readable length is refused, and the message shows what can be typed."""
    with pytest.raises(AnswerError, match="1/3"):
        number().typed(typed)


LESSON_NUMBERS = st.fractions(-1000, 1000, max_denominator=1000)


@given(LESSON_NUMBERS, LESSON_NUMBERS, st.fractions(0, 1000, max_denominator=1000))
def test_a_number_is_right_exactly_within_the_tolerance(answer, typed, tolerance):
    """A number is right if it lies within the tolerance, edges included, and wrong just beyond it."""
    check = number(answer=answer, tolerance=tolerance)
    assert check.judge((typed,)).right == (abs(typed - answer) <= tolerance)
    for side in (-1, 1):
        assert check.judge((answer + side * tolerance,)).right
        assert not check.judge((answer + side * (tolerance + Fraction(1, 10**9)),)).right


def test_a_foreseen_wrong_number_is_answered_by_its_own_mistake():
    """A foreseen wrong number is answered by its own mistake; any other by `otherwise`."""
    wrong = [
        {"value": 22, "mistake": "a negative sum was let through", "say": "ReLU passes none."},
        {"value": "44/3", "mistake": "one unit was forgotten", "say": "Both count."},
    ]
    check = number(wrong=wrong)
    for each in wrong:
        verdict = check.judge(check.typed(str(each["value"])))
        assert not verdict.right
        assert each["mistake"] in verdict.say
        assert each["say"] in verdict.say
    other = check.judge((Fraction(23),)).say
    assert "23" in other
    assert "Add the units." in other
    assert not any(each["say"] in other for each in wrong)


@pytest.mark.parametrize("answer", [28, "1/3", "-0.25", "2/13", "1234567/1000", "-10000000000"])
def test_the_solution_that_is_shown_can_be_typed(answer):
    """The solution, typed as it is shown, is right."""
    check = number(answer=answer)
    assert check.judge(check.typed(check.solution_text)).right


def test_a_misconception_is_not_told_as_a_known_mistake():
    """A wrong number that comes from a misconception is answered by its `say` alone."""
    said = number(wrong=[{"value": 1, "misconception": "M3", "say": "It adds."}]).judge((Fraction(1),)).say
    assert said == "It adds."


# A number that is drawn

NUMBERS = st.integers(0, 10**6)


def numbers(check):
    """What was drawn, read off the question as a learner reads it."""
    shown = re.fullmatch(r"a is (.+) and b is (.+)\. What is a·b\?", check.ask)
    return tuple(Fraction(text.replace("−", "-")) for text in shown.groups())


@given(NUMBERS)
def test_a_draw_is_within_its_ranges_and_meets_what_is_asked_of_it(number):
    """Every drawn number is a mark of its range, and the draw meets `where`."""
    a, b = numbers(drawn(number))
    assert a in {-3, -2, -1, 1, 2, 3}
    assert b in {Fraction(n, 2) for n in range(1, 9)}
    assert a < b


@given(NUMBERS)
def test_the_answer_is_worked_out_from_what_was_drawn(number):
    """The answer is the product of the numbers on show, and no number near it is right."""
    check = drawn(number)
    a, b = numbers(check)
    assert isinstance(check, NumberCheck)
    assert check.answer == a * b
    assert check.judge(check.typed(check.solution_text)).right
    assert check.judge((a * b,)).say == check.explain
    assert not check.judge((a * b + Fraction(1, 10**9),)).right


@given(NUMBERS, st.sampled_from([0, "1/2", 2]))
def test_a_foreseen_wrong_number_is_never_right_and_stands_once(number, tolerance):
    """Each foreseen number that misses the answer stands once, with the first mistake that leads to it."""
    check = drawn(number, tolerance=tolerance)
    a, b = numbers(check)
    values = [wrong.value for wrong in check.wrong]
    assert len(set(values)) == len(values)
    assert all(abs(value - check.answer) > Fraction(tolerance) for value in values)
    # And none is left out but for these reasons; the first that leads to a number keeps it.
    expected = {}
    for value, said in ((a + b, f"That is {a} + "), (-a * b, "The sign is wrong."), (a / b, "Not a/b.")):
        if abs(value - a * b) > Fraction(tolerance):
            expected.setdefault(value, said.replace("-", "−"))
    assert set(values) == set(expected)
    for value, said in expected.items():
        verdict = check.judge((value,))
        assert not verdict.right
        assert said in verdict.say


@given(NUMBERS)
def test_a_draw_is_the_same_whenever_it_is_made(number):
    """A draw depends on nothing but the check and the number of the draw."""
    assert drawn(number) == drawn(number)


def test_draws_differ_from_each_other_and_from_those_of_other_checks():
    """Draws of one check differ, and another id draws other numbers."""
    first = [numbers(drawn(number)) for number in range(40)]
    assert len(set(first)) > 20
    other = [numbers(drawn(number, id="other")) for number in range(40)]
    assert sum(a == b for a, b in zip(first, other, strict=True)) < 20


def test_draws_hang_on_nothing_but_their_number():
    """Draws are the same in processes with different hash seeds."""
    code = "from sample_checks import drawn; print([ascii(drawn(n).ask) for n in range(9)])"
    tests = Path(__file__).parents[1]
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": os.pathsep.join(map(str, (tests, tests.parent))),
            },
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert found == {str([ascii(drawn(number).ask) for number in range(9)])}


@given(NUMBERS)
def test_every_text_is_filled(number):
    """Every text of a draw has its numbers in place of the names in braces."""
    check = drawn(number)
    texts = "\n".join(check.texts())
    assert not re.search(r"[{}]", texts)
    a, b = re.fullmatch(r"a is (.+) and b is (.+)\. What is a·b\?", check.ask).groups()
    assert check.hints[0] == f"Take {a}."
    assert check.hints[1] == f"Take {b}."
    assert check.hints[2] == f"It is {check.solution_text}."
    assert f"by {b}" in check.otherwise


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{a}", "−2"),
        ("3·{a}", "3·(−2)"),
        ("3 - {a}", "3 - (−2)"),
        ("3 − {a}", "3 − (−2)"),
        ("b/{a}", "b/(−2)"),
        ("max(0, {a})", "max(0, −2)"),
        ("x = {a} + {a}", "x = −2 + (−2)"),
    ],
)
def test_a_number_below_zero_is_read_as_one(text, shown):
    """A negative number after an operator stands in parentheses; elsewhere it does not."""
    check = drawn(draw={"a": {"low": -2, "high": -2}}, where=[], proof="a", wrong=[], ask=text, **plain_texts())
    assert check.ask == shown


def plain_texts():
    return {"hints": ("h", "i", "j"), "explain": "e", "otherwise": "o"}


def test_what_is_kept_of_a_check_is_that_of_its_draws():
    """A draw has the id, the tolerance and the marks of the check it was drawn from."""
    check = drawn(predict=True, tolerance="1/10", touches=("M3",), again="one#two")
    assert (check.id, check.predict, check.tolerance) == ("product", True, Fraction(1, 10))
    assert (check.touches, check.again) == (("M3",), "one#two")
    assert set(check.misconceptions()) == {"M1", "M3"}
    silent = drawn(silent=True, hints=())
    assert (silent.silent, silent.rated, silent.hints) == (True, True, ())


def test_a_draw_may_use_what_the_lab_shows():
    """The proof may use the measures of the lab."""
    measures = {"f": Measure(lambda x: 10 * x, 1), "p": Measure(lambda: Fraction(7))}
    check = drawn(0, measures, proof="f(a) + p", wrong=[])
    assert check.answer == 10 * numbers(check)[0] + 7


@given(NUMBERS)
def test_the_proof_of_a_draw_is_arithmetic_that_comes_to_its_answer(number):
    """The proof of a draw, evaluated by Python, is its answer."""
    check = drawn(number)
    assert eval(check.proof, {}) == check.answer  # noqa: S307 -- the check's own text, of numbers alone


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"where": ["a > 3"]}, "a > 3"),
        ({"where": ["c > 3"]}, "unknown measure c"),
        ({"proof": "a*c"}, "unknown measure c"),
        ({"proof": "a*"}, r"a\*"),
        ({"ask": "What is {c}?"}, "c"),
        ({"hints": ("h", "i", "{c}")}, "c"),
        ({"wrong": [{"value": "c", "mistake": "m", "say": "s"}]}, "unknown measure c"),
    ],
    ids=str,
)
def test_what_cannot_be_drawn_says_why(changes, error):
    """A draw that cannot be made raises, with a message that names what is wrong."""
    with pytest.raises(ValueError, match=error):
        drawn(**changes)


def test_an_expression_and_a_value_that_is_missing_are_told_apart():
    """An unknown name raises ExpressionError, and a missing value UndefinedError."""
    with pytest.raises(ExpressionError):
        drawn(proof="nosuch")
    with pytest.raises(UndefinedError):
        drawn(proof="a/0", wrong=[])


@pytest.mark.parametrize(
    "changes",
    [
        {"draw": {}},
        {"draw": {"A": {"low": 0, "high": 1}}},
        {"draw": {"a0": {"low": 0, "high": 1}}},
        {"draw": {"a": {"low": 1, "high": 0}}},
        {"draw": {"a": {"low": 0, "high": 1, "step": 0}}},
        {"draw": {"a": {"low": 0}}},
        {"hints": ("only one",)},
    ],
    ids=str,
)
def test_what_is_no_range_is_refused(changes):
    """Ranges ascend, have a positive step and a lower-case name, and there is at least one."""
    with pytest.raises(ValidationError):
        DrawnCheck.model_validate({**PRODUCT, **changes})


@given(st.integers(-9, 9), st.integers(0, 12), st.sampled_from(["1/3", "1/2", 1, 2, 5]), NUMBERS)
def test_every_mark_of_a_range_and_no_other_is_drawn(low, length, step, number):
    """Only low, low + step, … up to high are drawn."""
    marks = [low + Fraction(step) * n for n in range(100) if Fraction(step) * n <= length]
    check = {"draw": {"a": {"low": low, "high": low + length, "step": step}}, "where": [], "wrong": [], "proof": "a"}
    found = {drawn(number + i, ask="a", **plain_texts(), **check).answer for i in range(8)}
    assert found <= set(marks)


def test_both_ends_of_a_range_come_up():
    """Every number of a range comes up, its ends included."""
    found = {numbers(drawn(number, where=[], wrong=[]))[0] for number in range(80)}
    assert found == set(range(-3, 4))
