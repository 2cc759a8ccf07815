"""A check that draws its numbers: each draw is a number check, and all of them ask the same."""

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

from tutor.check import DrawnCheck, NumberCheck
from tutor.expression import ExpressionError, Measure, UndefinedError

FIELDS = {
    "id": "product",
    "ask": "a is {a} and b is {b}. What is a·b?",
    "hints": ("Take {a}.", "Take {b}.", "It is {answer}."),
    "explain": "`{a}·{b} = {answer}`",
    "otherwise": "Multiply {a} by {b}.",
    "draw": {"a": {"low": -3, "high": 3}, "b": {"low": "1/2", "high": 4, "step": "1/2"}},
    "where": ["a != 0", "a < b"],
    "proof": "a*b",
    "wrong": [
        {"value": "a + b", "mistake": "they were added", "say": "That is {a} + {b}."},
        {"value": "-a*b", "misconception": "M1", "say": "The sign is wrong."},
        {"value": "a/b", "mistake": "they were divided", "say": "Not a/b."},
        {"value": "b/a*a*a", "mistake": "by a detour", "say": "This is the answer itself."},
    ],
}
NUMBERS = st.integers(0, 10**6)


def drawn(number=0, measures=None, **changes):
    return DrawnCheck.model_validate({**FIELDS, **changes}).drawn(number, measures or {})


def numbers(check):
    """What was drawn, read off the question as a learner reads it."""
    shown = re.fullmatch(r"a is (.+) and b is (.+)\. What is a·b\?", check.ask)
    return tuple(Fraction(text.replace("−", "-")) for text in shown.groups())


@given(NUMBERS)
def test_a_draw_is_within_its_ranges_and_meets_what_is_asked_of_it(number):
    """The question would be asked of numbers for which it has no sense, or no good answer."""
    a, b = numbers(drawn(number))
    assert a in {-3, -2, -1, 1, 2, 3}
    assert b in {Fraction(n, 2) for n in range(1, 9)}
    assert a < b


@given(NUMBERS)
def test_the_answer_is_worked_out_from_what_was_drawn(number):
    """A right answer would be called wrong in some draws."""
    check = drawn(number)
    a, b = numbers(check)
    assert isinstance(check, NumberCheck)
    assert check.answer == a * b
    assert check.judge(check.typed(check.solution_text), {}).right
    assert check.judge((a * b,), {}).say == check.explain
    assert not check.judge((a * b + Fraction(1, 10**9),), {}).right


@given(NUMBERS, st.sampled_from([0, "1/2", 2]))
def test_a_foreseen_wrong_number_is_never_right_and_stands_once(number, tolerance):
    """In some draws a mistake leads to the right number: the learner would be told of a mistake and be right."""
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
        verdict = check.judge((value,), {})
        assert not verdict.right
        assert said in verdict.say


@given(NUMBERS)
def test_a_draw_is_the_same_whenever_it_is_made(number):
    """Coming back, the learner would find another question than the one that was answered."""
    assert drawn(number) == drawn(number)


def test_draws_differ_from_each_other_and_from_those_of_other_checks():
    """Asked again, the question would be the same; or two questions of a course would always go together."""
    first = [numbers(drawn(number)) for number in range(40)]
    assert len(set(first)) > 20
    other = [numbers(drawn(number, id="other")) for number in range(40)]
    assert sum(a == b for a, b in zip(first, other, strict=True)) < 20


def test_draws_hang_on_nothing_but_their_number():
    """A kept answer belongs to the numbers it was given to: they must not hang on the hash seed of a run."""
    code = "import sys; from test_drawn import drawn; print([ascii(drawn(n).ask) for n in range(9)])"
    here = Path(__file__)
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": os.pathsep.join((str(here.parent), str(here.parents[2]))),
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
    """The learner would read `{a}` in place of a number."""
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
    """`3 − −2` is hard to read, and `3·−2` no arithmetic as people write it."""
    check = drawn(draw={"a": {"low": -2, "high": -2}}, where=[], proof="a", wrong=[], ask=text, **plain_texts())
    assert check.ask == shown


def plain_texts():
    return {"hints": ("h", "i", "j"), "explain": "e", "otherwise": "o"}


def test_what_is_kept_of_a_check_is_that_of_its_draws():
    """A drawn prediction would show the lab too early, or its answer not be found again."""
    check = drawn(predict=True, tolerance="1/10", touches=("M3",), again="one#two")
    assert (check.id, check.predict, check.tolerance) == ("product", True, Fraction(1, 10))
    assert (check.touches, check.again) == (("M3",), "one#two")
    assert set(check.misconceptions()) == {"M1", "M3"}
    silent = drawn(silent=True, hints=())
    assert (silent.silent, silent.rated, silent.hints) == (True, True, ())


def test_a_draw_may_use_what_the_lab_shows():
    """A question about the lab in changing numbers could not be asked."""
    measures = {"f": Measure(lambda x: 10 * x, 1), "p": Measure(lambda: Fraction(7))}
    check = drawn(0, measures, proof="f(a) + p", wrong=[])
    assert check.answer == 10 * numbers(check)[0] + 7


@given(NUMBERS)
def test_the_proof_of_a_draw_is_arithmetic_that_comes_to_its_answer(number):
    """The linter proves each draw by this text: it would prove another."""
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
    """The author would look for the mistake in vain, or the program would never come to an end."""
    with pytest.raises(ValueError, match=error):
        drawn(**changes)


def test_an_expression_and_a_value_that_is_missing_are_told_apart():
    """The linter tells the one at the proof and the other at the draw."""
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
    """A lesson would open that cannot ask its question."""
    with pytest.raises(ValidationError):
        DrawnCheck.model_validate({**FIELDS, **changes})


@given(st.integers(-9, 9), st.integers(0, 12), st.sampled_from(["1/3", "1/2", 1, 2, 5]), NUMBERS)
def test_every_mark_of_a_range_and_no_other_is_drawn(low, length, step, number):
    """The last number of a range would never come, or one beyond it."""
    marks = [low + Fraction(step) * n for n in range(100) if Fraction(step) * n <= length]
    check = {"draw": {"a": {"low": low, "high": low + length, "step": step}}, "where": [], "wrong": [], "proof": "a"}
    found = {drawn(number + i, ask="a", **plain_texts(), **check).answer for i in range(8)}
    assert found <= set(marks)


def test_both_ends_of_a_range_come_up():
    """Some numbers would never be asked."""
    found = {numbers(drawn(number, where=[], wrong=[]))[0] for number in range(80)}
    assert found == set(range(-3, 4))
