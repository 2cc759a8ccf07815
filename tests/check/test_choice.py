"""Checks with options: `choice`, of which one is right, and `many`, of which several are."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sample_checks import COMMON, IDS, MANY, choice, many

from tutor.check import AnswerError, ChoiceCheck, ManyCheck

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
    assert "does not apply" in said
    assert "about 1" in said
    assert "more" not in said
    said = check.judge((Fraction(0), Fraction(1), Fraction(1))).say
    assert "option 0" in said
    assert "applies, too" in said
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


# The order that is shown, and what is kept


NAMES = [f"option-{letter}" for letter in "abcdefghi"]


@st.composite
def edits(draw):
    """The ids of a check's options in its file, and those after an author has moved, added and removed some."""
    before = draw(st.permutations(NAMES).map(lambda names: names[: draw(st.integers(2, 9))]))
    after = draw(st.permutations(NAMES).map(lambda names: names[: draw(st.integers(2, 9))]))
    return before, after


def listed(kind, names, **changes):
    """A check of that kind with these ids in the file, the first right."""
    options = [
        {"id": name, "text": f"about {name}", "right": not i, "say": "s" if i or kind is many else ""}
        for i, name in enumerate(names)
    ]
    return (ManyCheck if kind is many else ChoiceCheck).model_validate({**COMMON, "options": options, **changes})


each_kind = pytest.mark.parametrize("kind", [choice, many])


@each_kind
@given(names=st.permutations(NAMES), size=st.integers(2, 9), name=IDS)
def test_options_are_shown_in_an_order_that_the_id_of_the_check_fixes(*, kind, names, size, name):
    """All options of the file are shown, at places that depend on the check's id and on nothing that they say."""
    check, other = (listed(kind, ids[:size], id=name) for ids in (names, names[::-1]))
    assert [option.id for option in check.options] == [names[place] for place in check.places]
    assert sorted(check.places) == list(range(size))
    assert check.places == other.places == listed(kind, names[:size], id=name).places


@each_kind
@given(names=st.permutations(NAMES), name=IDS)
def test_options_that_have_an_order_keep_it(*, kind, names, name):
    """With `in_order` the options are shown as the file has them."""
    assert [option.id for option in listed(kind, names, id=name, in_order=True).options] == names


@each_kind
def test_a_learner_who_comes_back_finds_the_options_in_their_order(kind):
    """The order of a check stays what it is in every run of the program, and in the next version."""
    assert [option.id[-1] for option in listed(kind, NAMES[:4], id="which").options] == ["a", "c", "d", "b"]


@each_kind
def test_each_option_is_shown_at_each_place_somewhere(kind):
    """Over many checks no place is the right option's own."""
    checks = [listed(kind, NAMES[:3], id=f"c{i}") for i in range(300)]
    places = Counter(next(i for i, option in enumerate(check.options) if option.right) for check in checks)
    assert all(count > 70 for count in places.values()), places
    assert len(places) == 3


@each_kind
def test_two_options_have_two_ids(kind):
    """An answer could not tell two options of one id."""
    with pytest.raises(ValidationError, match="same id"):
        listed(kind, ["a", "b", "a"])


@given(edits(), IDS, st.integers(0, 8))
def test_a_kept_answer_names_its_option_wherever_it_stands(names, name, chosen):
    """Options may be moved, added and removed: an answer is about the same option, or says that it is gone."""
    before, after = (listed(choice, each, id=name) for each in names)
    option = before.options[chosen % len(before.options)]
    (place,) = after.restored(before.kept((Fraction(chosen % len(before.options)),)))
    if option.id in names[1]:
        assert after.options[int(place)].id == option.id
        assert after.kept((place,)) == (option.id,)
    else:
        assert after.fits((place,))
        verdict = after.judge((place,))
        assert not verdict.right
        assert "no longer" in verdict.say
        assert after.as_text((place,)) == ""


@given(edits(), IDS, st.sets(st.sampled_from(NAMES)))
def test_kept_choices_of_many_name_their_options_wherever_they_stand(names, name, chosen):
    """Those of the chosen options that are still there are chosen, and no others; nothing chosen stays so."""
    before, after = (listed(many, each, id=name) for each in names)
    answer = after.restored(before.kept(tuple(Fraction(option.id in chosen) for option in before.options)))
    assert after.fits(answer)
    assert {option.id for on, option in zip(answer, after.options, strict=True) if on} == chosen.intersection(*names)


@each_kind
def test_a_draft_that_is_not_begun_is_kept_as_such(kind):
    """No draft is another thing than a draft in which nothing is chosen."""
    check = listed(kind, NAMES[:3])
    assert check.restored(check.kept(())) == ()


@given(st.permutations(NAMES), IDS, st.integers(2, 9), st.integers(0, 8))
def test_an_answer_by_place_is_about_the_option_in_that_place_of_the_file(names, name, size, place):
    """Versions before kept the places that options have in the file."""
    place %= size
    one, several = (listed(kind, names[:size], id=name) for kind in (choice, many))
    (shown,) = one.restored((str(place),))
    assert one.options[int(shown)].id == names[place]
    kept = tuple("1" if i == place else "0" for i in range(size))
    assert several.kept(several.restored(kept)) == (names[place],)


@pytest.mark.parametrize("kept", [("7",), ("-1",), ("gone",), ("1/2",), ("",)])
def test_an_answer_that_names_no_option_is_a_wrong_one(kept):
    """A place or an id that the check does not have is an answer all the same, and wrong."""
    check = choice()
    assert check.fits(check.restored(kept))
    assert not check.judge(check.restored(kept)).right


def test_places_kept_of_another_number_of_options_do_not_fit():
    """Which options they were about cannot be known."""
    assert not many([True, False, True]).fits(many([True, False, True]).restored(("1", "0")))
