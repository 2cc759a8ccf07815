"""Checks that put things in their places: `order` and `match`."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sample_checks import COMMON, LETTERS, MATCH, ORDER, match, order

from tutor.check import AnswerError, MatchCheck, OrderCheck

MOVES = st.lists(st.tuples(st.integers(0, 8), st.integers(-9, 9)), max_size=12)


@given(ORDER, MOVES)
def test_moving_an_item_leaves_the_others_in_their_order(check, moves):
    """The moved item goes as far as asked, held inside the list; the others keep their order."""
    draft = check.blank
    for row, by in moves:
        at = row % check.size
        after = check.adjusted(draft, at, by)
        assert sorted(after) == sorted(draft)
        assert [place for place in after if place != draft[at]] == [place for place in draft if place != draft[at]]
        assert after.index(draft[at]) == min(check.size - 1, max(0, at + by))
        draft = after


@given(MATCH, st.integers(0, 8))
def test_from_nothing_a_row_goes_on_to_the_first_and_back_to_the_last(check, row):
    """One key matches an empty row with the first thing on the right, the other with the last."""
    at = row % check.size
    assert check.adjusted(check.blank, at, 1)[at] == 0
    assert check.adjusted(check.blank, at, -1)[at] == check.size - 1


@given(st.one_of(ORDER, MATCH))
def test_what_is_shown_is_shuffled_the_same_way_each_time(check):
    """Things are shown in an order that is not the right one and is the same whenever the check is read."""
    assert sorted(check.shown) == list(range(check.size))
    assert check.shown != tuple(range(check.size))
    assert type(check).model_validate(check.model_dump()).shown == check.shown
    assert not check.judge(check.blank).right


def test_checks_are_shuffled_each_in_its_own_way():
    """Checks of one size are shown in different orders, by their ids."""
    assert len({order(6, f"c{i}").shown for i in range(20)}) > 10
    assert len({match(6, f"c{i}").shown for i in range(20)}) > 10


@given(ORDER)
def test_an_order_is_typed_as_the_numbers_on_show(check):
    """The numbers before the items, typed in the right order, are right; backwards only a middle one is in place."""
    numbers = [str(check.rows(check.blank).index(item.text) + 1) for item in check.items]
    for text in (" ".join(numbers), ", ".join(numbers), "".join(numbers), f"  {' '.join(numbers)} "):
        assert check.judge(check.typed(text)).right, text
    backwards = check.judge(check.typed(" ".join(reversed(numbers))))
    assert not backwards.right
    assert f"{check.size % 2} of {check.size}" in backwards.say
    assert "Look again." in backwards.say


@given(MATCH)
def test_pairs_are_typed_as_the_letters_on_show(check):
    """The letters on show, typed in the order of the left side, are right; with one off, that one is told of."""
    letters = [LETTERS[check.rights.index(pair.right)] for pair in check.pairs]
    for text in ("".join(letters), " ".join(letters).upper(), ", ".join(letters)):
        assert check.judge(check.typed(text)).right, text
    letters[-1] = next(letter for letter in LETTERS[: check.size] if letter != letters[-1])
    verdict = check.judge(check.typed("".join(letters)))
    assert not verdict.right
    assert f"{check.size - 1} of {check.size} fit" in verdict.say
    assert f"about {check.size - 1}" in verdict.say


REFUSED = {
    order(3): ["", "1 2", "1 2 2", "1 2 3 3", "0 1 2", "12", "4321", "a b c", "none", "1.0 2 3", "1" * 999],
    match(3): ["", "ab", "abcd", "abd", "a b", "1 2 3", "?bc", "none", "ａbc", "a" * 999],
}


@pytest.mark.parametrize(
    ("check", "text"),
    [(check, text) for check, texts in REFUSED.items() for text in texts],
    ids=lambda each: repr(getattr(each, "kind", each)),
)
def test_what_is_no_answer_is_refused_with_what_can_be_typed(check, text):
    """Anything but each number once, or a letter for each row, is no answer; the message lists what can be typed."""
    with pytest.raises(AnswerError) as told:
        check.typed(text)
    assert ("a, b, c" if isinstance(check, MatchCheck) else "1, 2, 3") in str(told.value)


def test_what_cannot_be_an_answer_does_not_fit():
    """Blank and right answers fit; answers of another length, or with places that are not there, do not."""
    half = Fraction(1, 2)
    for check, bad in (
        (order(3), [(0, 1), (0, 1, 1), (0, 1, 3), (0, 1, 2, 3), (0, 1, half)]),
        (match(3), [(0, 1), (0, 1, 3), (0, 1, -2), (0, 1, half)]),
    ):
        assert check.fits(check.blank)
        assert check.fits(check.right_answer)
        for answer in bad:
            assert not check.fits(tuple(map(Fraction, answer))), answer


@pytest.mark.parametrize("size", [1, 10])
@pytest.mark.parametrize("make", [order, match])
def test_there_are_two_to_nine_of_them(make, size):
    """A single thing to arrange, or a tenth, is refused."""
    with pytest.raises(ValidationError):
        make(size)


@pytest.mark.parametrize("side", ["left", "right"])
def test_pairs_that_say_the_same_are_refused(side):
    """No two pairs share a left side or a right side."""
    pairs = [{"left": f"l{i}", "right": f"r{i}", "say": "s"} for i in range(3)]
    pairs[2][side] = pairs[0][side]
    with pytest.raises(ValidationError, match=side):
        MatchCheck.model_validate({**COMMON, "id": "c", "pairs": pairs})


@given(st.one_of(ORDER, MATCH))
def test_the_solution_names_what_is_right_and_nothing_else(check):
    """The solution lists the items in their order, or every pair."""
    told = check.solution_text
    if isinstance(check, OrderCheck):
        assert [part.strip() for part in told.split(";")] == [item.text for item in check.items]
    else:
        assert all(f"{pair.left} → {pair.right}" in told for pair in check.pairs)
