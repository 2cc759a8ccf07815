"""Answers that are put together bit by bit: several options, an order, pairs."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tutor.check import AnswerError, ManyCheck, MatchCheck, OrderCheck, SketchCheck

COMMON = {"ask": "What?", "hints": ("one", "two", "three"), "explain": "Because."}
IDS = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
LETTERS = "abcdefghi"


def many(rights, name="c"):
    options = [
        {"text": f"option {i}", "right": right, "say": f"about {i}", **({} if right else {"mistake": "m"})}
        for i, right in enumerate(rights)
    ]
    return ManyCheck.model_validate({**COMMON, "id": name, "options": options})


def order(size, name="c"):
    items = [{"text": f"item {i}"} for i in range(size)]
    return OrderCheck.model_validate({**COMMON, "id": name, "items": items, "otherwise": "Look again."})


def match(size, name="c"):
    pairs = [{"left": f"left {i}", "right": f"right {i}", "say": f"about {i}"} for i in range(size)]
    return MatchCheck.model_validate({**COMMON, "id": name, "pairs": pairs})


def sketch(size):
    fields = {"xs": list(range(size)), "heights": [i % 3 for i in range(size)], "low": -1, "high": 3, "otherwise": "o"}
    return SketchCheck.model_validate({**COMMON, "id": "c", **fields})


MANY = st.builds(many, st.lists(st.booleans(), min_size=2, max_size=9), IDS)
ORDER = st.builds(order, st.integers(2, 9), IDS)
MATCH = st.builds(match, st.integers(2, 9), IDS)
MOVES = st.lists(st.tuples(st.integers(0, 8), st.integers(-9, 9)), max_size=12)


def wanted(check):
    """The right answer, worked out from what is on show and nothing else."""
    if isinstance(check, ManyCheck):
        return tuple(Fraction(option.right) for option in check.options)
    if isinstance(check, OrderCheck):
        on_show = check.rows(check.blank)
        return tuple(Fraction(on_show.index(item.text)) for item in check.items)
    if isinstance(check, MatchCheck):
        return tuple(Fraction(check.rights.index(pair.right)) for pair in check.pairs)
    return check.heights


def moved(check, moves):
    draft = check.blank
    for row, by in moves:
        draft = check.adjusted(draft, row % check.size, by)
    return draft


@given(st.one_of(MANY, ORDER, MATCH, st.builds(sketch, st.integers(2, 9))), MOVES)
def test_the_right_answer_can_be_reached_by_moves_from_anywhere(check, moves):
    """Who has moved things about would have to give up: no key would lead to the right answer any more."""
    draft, right = moved(check, moves), wanted(check)
    assert check.fits(draft)
    assert len(check.rows(draft)) == check.size
    for row in range(check.size):
        for _ in range(20):  # more than enough keys for each row
            if draft[row] == right[row]:
                break
            if isinstance(check, OrderCheck):
                draft = check.adjusted(draft, draft.index(right[row]), -1)
            else:
                draft = check.adjusted(draft, row, 1 if draft[row] < right[row] else -1)
    assert draft == right
    assert check.judge(draft, {}).right
    assert check.judge(draft, {}).say == "Because."


@given(st.one_of(MANY, ORDER, MATCH), MOVES)
def test_only_what_is_right_in_every_row_is_right(check, moves):
    """An answer that is right in part would pass, or the right one would be refused."""
    draft = moved(check, moves)
    verdict = check.judge(draft, {})
    assert verdict.right == (draft == wanted(check))
    assert verdict.say


@given(ORDER, MOVES)
def test_moving_an_item_leaves_the_others_in_their_order(check, moves):
    """A key would shuffle what was in order already."""
    draft = check.blank
    for row, by in moves:
        at = row % check.size
        after = check.adjusted(draft, at, by)
        assert sorted(after) == sorted(draft)
        assert [place for place in after if place != draft[at]] == [place for place in draft if place != draft[at]]
        assert after.index(draft[at]) == min(check.size - 1, max(0, at + by))
        draft = after


@given(st.one_of(MANY, MATCH), MOVES, st.integers(0, 8), st.sampled_from([-1, 1]))
def test_a_row_moves_by_itself_and_back(check, moves, row, by):
    """A key in one row would change another, or there would be no way back to what was there."""
    draft, at = moved(check, moves), row % check.size
    after = check.adjusted(draft, at, by)
    assert after[at] != draft[at] or check.size == 1
    assert [v for i, v in enumerate(after) if i != at] == [v for i, v in enumerate(draft) if i != at]
    if draft[at] >= 0:
        assert check.adjusted(after, at, -by) == draft


@given(MATCH, st.integers(0, 8))
def test_from_nothing_a_row_goes_on_to_the_first_and_back_to_the_last(check, row):
    """One of the two keys would jump to somewhere in the middle."""
    at = row % check.size
    assert check.adjusted(check.blank, at, 1)[at] == 0
    assert check.adjusted(check.blank, at, -1)[at] == check.size - 1


@given(st.one_of(ORDER, MATCH))
def test_what_is_shown_is_shuffled_the_same_way_each_time(check):
    """The first order on show would be the right one, or another one in every run: a kept answer would mean another."""
    assert sorted(check.shown) == list(range(check.size))
    assert check.shown != tuple(range(check.size))
    assert type(check).model_validate(check.model_dump()).shown == check.shown
    assert not check.judge(check.blank, {}).right


def test_checks_are_shuffled_each_in_its_own_way():
    """Who has put three lists in order would know the fourth."""
    assert len({order(6, f"c{i}").shown for i in range(20)}) > 10
    assert len({match(6, f"c{i}").shown for i in range(20)}) > 10


@given(ORDER)
def test_an_order_is_typed_as_the_numbers_on_show(check):
    """What was typed would be judged as another order: the numbers stand before the items as they are shown."""
    numbers = [str(check.rows(check.blank).index(item.text) + 1) for item in check.items]
    for text in (" ".join(numbers), ", ".join(numbers), "".join(numbers), f"  {' '.join(numbers)} "):
        assert check.judge(check.typed(text), {}).right, text
    backwards = check.judge(check.typed(" ".join(reversed(numbers))), {})
    assert not backwards.right
    assert f"{check.size % 2} of {check.size}" in backwards.say
    assert "Look again." in backwards.say


@given(MATCH)
def test_pairs_are_typed_as_the_letters_on_show(check):
    """What was typed would be judged as other pairs."""
    letters = [LETTERS[check.rights.index(pair.right)] for pair in check.pairs]
    for text in ("".join(letters), " ".join(letters).upper(), ", ".join(letters)):
        assert check.judge(check.typed(text), {}).right, text
    # With one off, that one is told of, and how many fit.
    letters[-1] = next(letter for letter in LETTERS[: check.size] if letter != letters[-1])
    verdict = check.judge(check.typed("".join(letters)), {})
    assert not verdict.right
    assert f"{check.size - 1} of {check.size} fit" in verdict.say
    assert f"about {check.size - 1}" in verdict.say


@given(MANY)
def test_several_options_are_typed_as_their_numbers(check):
    """A right answer would be refused for a comma, or a wrong one pass."""
    numbers = [str(i) for i, option in enumerate(check.options, 1) if option.right]
    for text in (" ".join(numbers), ", ".join(reversed(numbers))) if numbers else ("none", " None "):
        assert check.judge(check.typed(text), {}).right, text


def test_what_is_said_is_about_the_first_option_that_is_off():
    """The learner would look again at an option that was right."""
    check = many([True, False, True])
    said = check.judge((Fraction(1), Fraction(1), Fraction(1)), {}).say
    assert "option 1" in said
    assert "does not hold" in said
    assert "about 1" in said
    assert "more" not in said
    said = check.judge((Fraction(0), Fraction(1), Fraction(1)), {}).say
    assert "option 0" in said
    assert "holds, too" in said
    assert "1 more" in said


REFUSED = {
    "many": (many([True, False, True]), ["", " ", ",", "4", "0", "1 4", "1.5", "all", "none 1", "-1", "²", "1" * 999]),
    "order": (order(3), ["", "1 2", "1 2 2", "1 2 3 3", "0 1 2", "12", "4321", "a b c", "none", "1.0 2 3", "1" * 999]),
    "match": (match(3), ["", "ab", "abcd", "abd", "a b", "1 2 3", "?bc", "none", "ａbc", "a" * 999]),
}


@pytest.mark.parametrize(
    ("check", "text"), [(check, text) for check, texts in REFUSED.values() for text in texts], ids=repr
)
def test_what_is_no_answer_is_refused_with_what_can_be_typed(check, text):
    """A slip of the finger would count as a wrong answer, or end the program."""
    with pytest.raises(AnswerError) as told:
        check.typed(text)
    listed = "a, b, c" if isinstance(check, MatchCheck) else "1, 2, 3"
    assert listed in str(told.value)


@given(
    st.sampled_from([many([True, False, True]), order(3), match(3)]),
    st.lists(st.fractions(-3, 5, max_denominator=2), max_size=5).map(tuple),
)
def test_a_kept_answer_that_fits_can_be_judged_and_shown(check, answer):
    """An answer kept before the lesson was edited would end the program when it is looked at again."""
    if check.fits(answer):
        assert len(answer) == check.size
        assert check.judge(answer, {}).say
        assert len(check.rows(answer)) == check.size


def test_what_cannot_be_an_answer_does_not_fit():
    """A kept answer of another form would be shown, and fail."""
    half = Fraction(1, 2)
    for check, bad in (
        (order(3), [(0, 1), (0, 1, 1), (0, 1, 3), (0, 1, 2, 3), (0, 1, half)]),
        (match(3), [(0, 1), (0, 1, 3), (0, 1, -2), (0, 1, half)]),
        (many([True, False]), [(), (1,), (1, 0, 1)]),
    ):
        assert check.fits(check.blank)
        assert check.fits(check.right_answer)
        for answer in bad:
            assert not check.fits(tuple(map(Fraction, answer))), answer


@pytest.mark.parametrize("size", [1, 10])
@pytest.mark.parametrize("make", [order, match, lambda size: many([True] * size)], ids=["order", "match", "many"])
def test_there_are_two_to_nine_of_them(make, size):
    """A tenth could not be named by one digit, and a single one is no question."""
    with pytest.raises(ValidationError):
        make(size)


@pytest.mark.parametrize("side", ["left", "right"])
def test_pairs_that_say_the_same_are_refused(side):
    """Two right answers would look alike, and one of them be called wrong."""
    pairs = [{"left": f"l{i}", "right": f"r{i}", "say": "s"} for i in range(3)]
    pairs[2][side] = pairs[0][side]
    with pytest.raises(ValidationError, match=side):
        MatchCheck.model_validate({**COMMON, "id": "c", "pairs": pairs})


@given(st.one_of(MANY, ORDER, MATCH))
def test_the_solution_names_what_is_right_and_nothing_else(check):
    """Who gives up would be shown something else."""
    told = check.solution_text
    if isinstance(check, ManyCheck):
        assert all((option.text in told) == option.right for option in check.options)
    elif isinstance(check, OrderCheck):
        assert [part.strip() for part in told.split(";")] == [item.text for item in check.items]
    else:
        assert all(f"{pair.left} — {pair.right}" in told for pair in check.pairs)


def test_every_text_of_them_is_told_to_the_linter():
    """A number in a text that `texts` leaves out would be proved by nobody."""
    common = {"What?", "one", "two", "three", "Because."}
    assert set(many([True, False]).texts()) == common | {"option 0", "option 1", "about 0", "about 1"}
    assert set(order(2).texts()) == common | {"item 0", "item 1", "Look again."}
    assert set(match(2).texts()) == common | {"left 0", "left 1", "right 0", "right 1", "about 0", "about 1"}
