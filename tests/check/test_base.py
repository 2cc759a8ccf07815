"""What all kinds of check have in common, and the answers that are put together row by row."""

from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sample_checks import MANY, MATCH, ORDER, SKETCH, choice, goal, many, match, number, order, sketch

from tutor.check import CHECKS, AnswerError, Check, ManyCheck, MatchCheck, OrderCheck

MOVES = st.lists(st.tuples(st.integers(0, 8), st.integers(-9, 9)), max_size=12)


def test_every_kind_of_check_can_be_written_in_a_lesson():
    """The table of kinds has every class of the union, under its own name."""
    assert set(CHECKS.values()) == set(get_args(Check))
    assert all(kind == model.kind for kind, model in CHECKS.items())


@pytest.mark.parametrize("hints", [(), ("one",), ("one", "two"), ("one", "two", "three", "four"), ("one", "two", "")])
def test_there_are_three_hints(hints):
    """A check with any other number of hints, or with an empty one, is refused."""
    with pytest.raises(ValidationError):
        number(hints=hints)


def test_a_silent_check_has_no_hints_and_is_rated():
    """A silent check asks how sure the learner is, and must not have hints."""
    assert number(silent=True, hints=()).rated
    with pytest.raises(ValidationError, match="silent"):
        number(silent=True)
    with pytest.raises(ValidationError):
        number(silent=True, hints=("one",))


def test_predictions_and_silent_checks_are_rated_and_no_others():
    """A prediction asks how sure the learner is; an ordinary check does not."""
    assert number(predict=True).rated
    assert not number().rated


@pytest.mark.parametrize("again", ["start#one", "a-b#c-1"])
def test_the_check_that_asked_before_is_named_by_lesson_and_check(again):
    """`again` is `lesson#check`, in small letters and without blanks."""
    assert number(again=again).again == again
    for bad in (again.replace("#", ""), f"{again}#", f"#{again}", again.upper(), f" {again}"):
        with pytest.raises(ValidationError):
            number(again=bad)


@pytest.mark.parametrize("name", ["", "C", "1c", "-c", "a b", "a_b", "c" * 61, "ü", "c\n"])
def test_an_id_is_small_letters_digits_and_hyphens(name):
    """An id can be typed on a command line; any other is refused."""
    with pytest.raises(ValidationError):
        number(id=name)


def test_what_a_check_meets_is_what_its_wrong_answers_name_and_what_it_touches():
    """A check meets the misconceptions of its wrong answers and those in `touches`, and no others."""
    check = choice(
        {"text": "a", "misconception": "M2", "say": "no"},
        {"text": "b", "right": True},
        {"text": "c", "mistake": "a slip", "say": "no"},
        touches=("M7",),
    )
    assert sorted(check.misconceptions()) == ["M2", "M7"]
    assert [each.say for each in check.mistaken()] == ["no", "no"]
    wrong = [{"value": 1, "misconception": "M3", "say": "s"}, {"value": 2, "mistake": "m", "say": "s"}]
    assert list(number(wrong=wrong).misconceptions()) == ["M3"]
    assert list(sketch().misconceptions()) == list(goal().misconceptions()) == []


@pytest.mark.parametrize(
    "cause",
    [
        {"misconception": "M1", "mistake": "m"},
        {"misconception": "1"},
        {"misconception": "M0"},
        {"misconception": "M100"},
    ],
    ids=str,
)
def test_a_cause_is_one_and_has_an_id(cause):
    """A wrong answer has a misconception M1 to M99 or a mistake, never both."""
    with pytest.raises(ValidationError):
        number(wrong=[{"value": 1, "say": "s", **cause}])
    with pytest.raises(ValidationError):
        choice({"text": "a", "say": "no", **cause}, {"text": "b", "right": True})


def test_every_text_that_a_learner_may_read_is_told_to_the_linter():
    """`texts` yields every text of a check, whatever its kind."""
    wrong = [{"value": 1, "mistake": "text 7", "say": "text 8"}]
    options = [{"text": "text 6", "right": True}, {"text": "text 7", "say": "text 8"}]
    texts = {"ask": "text 1", "hints": ("text 2", "text 3", "text 4"), "explain": "text 5"}
    for check, count in (
        (number(**texts, otherwise="text 6", wrong=wrong), 8),
        (sketch(**texts, otherwise="text 6"), 6),
        (choice(*options, **texts), 8),
        (goal(**texts), 5),
    ):
        assert set(check.texts()) - {""} == {f"text {i}" for i in range(1, count + 1)}
    common = {"What?", "one", "two", "three", "Because."}
    assert set(many([True, False]).texts()) == common | {"option 0", "option 1", "about 0", "about 1"}
    assert set(order(2).texts()) == common | {"item 0", "item 1", "Look again."}
    assert set(match(2).texts()) == common | {"left 0", "left 1", "right 0", "right 1", "about 0", "about 1"}


@given(st.one_of(st.text(), st.text("0123456789/.-+e ,;−")), st.sampled_from([choice(), number(), sketch(), goal()]))
def test_whatever_is_typed_is_an_answer_that_can_be_judged_or_a_message(typed, check):
    """Typed text becomes an answer of the check's size, which can be judged, or an AnswerError."""
    try:
        answer = check.typed(typed)
    except AnswerError:
        return
    assert len(answer) == check.size
    assert all(isinstance(value, Fraction) for value in answer)
    assert check.judge(answer).say


# Answers that are put together row by row


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


@given(st.one_of(MANY, ORDER, MATCH, SKETCH), MOVES)
def test_the_right_answer_can_be_reached_by_moves_from_anywhere(check, moves):
    """From any draft, moves of single rows lead to the right answer."""
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
    assert check.judge(draft).right
    assert check.judge(draft).say == "Because."


@given(st.one_of(MANY, ORDER, MATCH), MOVES)
def test_only_what_is_right_in_every_row_is_right(check, moves):
    """The verdict is right exactly for the right answer, and always says something."""
    draft = moved(check, moves)
    verdict = check.judge(draft)
    assert verdict.right == (draft == wanted(check))
    assert verdict.say


@given(st.one_of(MANY, MATCH), MOVES, st.integers(0, 8), st.sampled_from([-1, 1]))
def test_a_row_moves_by_itself_and_back(check, moves, row, by):
    """A move changes its own row alone, and the opposite move undoes it."""
    draft, at = moved(check, moves), row % check.size
    after = check.adjusted(draft, at, by)
    assert after[at] != draft[at] or check.size == 1
    assert [v for i, v in enumerate(after) if i != at] == [v for i, v in enumerate(draft) if i != at]
    if draft[at] >= 0:
        assert check.adjusted(after, at, -by) == draft


@given(
    st.sampled_from([many([True, False, True]), order(3), match(3)]),
    st.lists(st.fractions(-3, 5, max_denominator=2), max_size=5).map(tuple),
)
def test_a_kept_answer_that_fits_can_be_judged_and_shown(check, answer):
    """Whatever `fits` accepts has the right size, a verdict, and rows to show."""
    if check.fits(answer):
        assert len(answer) == check.size
        assert check.judge(answer).say
        assert len(check.rows(answer)) == check.size
