"""Checks with options: `choice`, of which one is right, and `many`, of which several are."""

from fractions import Fraction

import pytest
from hypothesis import given
from pydantic import ValidationError
from sample_checks import MANY, choice, many

from tutor.check import AnswerError

# One right option


@pytest.mark.parametrize("typed", ["2", " 2 ", "2)", "2.", "2).", "\t2\n"])
def test_an_option_is_named_by_its_number(typed):
    """An option's number is accepted as it stands on the screen, with its mark and blanks."""
    assert choice().typed(typed) == (1,)


@pytest.mark.parametrize("typed", ["", "0", "4", "-1", "+2", "1.5", "1 2", "bent", "²", "nan", "2" * 500])
def test_what_names_no_option_is_refused_with_what_can_be_typed(typed):
    """Anything but the number of an option is no answer, and the message lists the numbers."""
    with pytest.raises(AnswerError, match="1, 2, 3"):
        choice().typed(typed)


def test_only_the_right_option_is_right_and_each_wrong_one_says_why():
    """Each option gets its own verdict; the right one is answered by `explain`."""
    check = choice()
    said = [check.judge((Fraction(i),)) for i in range(3)]
    assert [verdict.right for verdict in said] == [False, True, False]
    assert [verdict.say for verdict in said] == ["It is not.", "Because.", "Not both."]
    assert check.typed(check.solution_text.partition(":")[0]) == (check.right_index,)


@pytest.mark.parametrize("index", [-1, 3, 10**9])
def test_an_answer_to_an_option_that_is_gone_is_wrong_and_no_crash(index):
    """An answer kept before the lesson lost an option is judged wrong."""
    assert not choice().judge((Fraction(index),)).right


@pytest.mark.parametrize(
    "options",
    [
        [{"text": "a", "say": "no"}, {"text": "b", "say": "no"}],
        [{"text": "a", "right": True}, {"text": "b", "right": True}],
        [{"text": "a", "right": True}, {"text": "b"}],
        [{"text": "a", "right": True, "say": "yes"}, {"text": "b", "say": "no"}],
        [{"text": "a", "right": True}],
        [{"text": "a", "right": True}] + [{"text": "b", "say": "no"}] * 9,
    ],
    ids=["none right", "two right", "wrong without why", "right with why", "one option", "ten options"],
)
def test_options_that_make_no_choice_are_refused(options):
    """A choice has two to nine options, one of them right, and a reason for each wrong one."""
    with pytest.raises(ValidationError):
        choice(*options)


# Several right options


@given(MANY)
def test_several_options_are_typed_as_their_numbers(check):
    """The numbers of the right options are accepted in any order, with blanks or commas; `none` names none."""
    numbers = [str(i) for i, option in enumerate(check.options, 1) if option.right]
    for text in (" ".join(numbers), ", ".join(reversed(numbers))) if numbers else ("none", " None "):
        assert check.judge(check.typed(text)).right, text


@pytest.mark.parametrize(
    "text", ["", " ", ",", "4", "0", "1 4", "1.5", "all", "none 1", "-1", "²", "1" * 999], ids=repr
)
def test_what_names_no_options_is_refused_with_what_can_be_typed(text):
    """Anything but numbers of options is no answer, and the message lists the numbers."""
    with pytest.raises(AnswerError, match="1, 2, 3"):
        many([True, False, True]).typed(text)


def test_what_is_said_is_about_the_first_option_that_is_off():
    """The verdict names the first option that is off, and how many others are."""
    check = many([True, False, True])
    said = check.judge((Fraction(1), Fraction(1), Fraction(1))).say
    assert "option 1" in said
    assert "does not hold" in said
    assert "about 1" in said
    assert "more" not in said
    said = check.judge((Fraction(0), Fraction(1), Fraction(1))).say
    assert "option 0" in said
    assert "holds, too" in said
    assert "1 more" in said


def test_an_answer_that_does_not_say_of_each_option_whether_it_holds_does_not_fit():
    """Blank and right answers fit; answers of another length do not."""
    check = many([True, False])
    assert check.fits(check.blank)
    assert check.fits(check.right_answer)
    for answer in [(), (1,), (1, 0, 1)]:
        assert not check.fits(tuple(map(Fraction, answer))), answer


@pytest.mark.parametrize("size", [1, 10])
def test_many_has_two_to_nine_options(size):
    """A single option, or a tenth, is refused."""
    with pytest.raises(ValidationError):
        many([True] * size)


@given(MANY)
def test_the_solution_of_many_names_the_right_options_and_no_others(check):
    """The text of an option is in the solution exactly if it is right."""
    assert all((option.text in check.solution_text) == option.right for option in check.options)
