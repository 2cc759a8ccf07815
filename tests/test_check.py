"""Checks: an answer goes in, a verdict comes out."""

from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tutor.check import CANNOT, CHECKS, AnswerError, Check, ChoiceCheck, GoalCheck, NumberCheck, SketchCheck
from tutor.expression import Measure, UndefinedError

COMMON = {"id": "c", "ask": "What?", "hints": ("one", "two", "three"), "explain": "Because."}


def choice(*options, **changes):
    given_options = options or (
        {"text": "straight", "say": "It is not."},
        {"text": "bent", "right": True},
        {"text": "both", "say": "Not both."},
    )
    return ChoiceCheck.model_validate({**COMMON, "options": given_options, **changes})


def number(**changes):
    fields = {"answer": 28, "proof": "28", "otherwise": "Add the units.", **changes}
    return NumberCheck.model_validate({**COMMON, **fields})


def sketch(**changes):
    fields = {"xs": [-1, 0, 2], "heights": [3, 1, 0], "low": -4, "high": 4, "otherwise": "Work it out.", **changes}
    return SketchCheck.model_validate({**COMMON, **fields})


def goal(*want, **changes):
    return GoalCheck.model_validate({**COMMON, "want": want or ("bends > 0",), "solution": {"b1": 1}, **changes})


def measures(**values):
    return {name: Measure(lambda value=value: Fraction(value)) for name, value in values.items()}


def test_every_kind_of_check_can_be_written_in_a_lesson():
    """A class in the union but not in the table could be used by no lesson, and the other way round."""
    assert set(CHECKS.values()) == set(get_args(Check))
    assert all(kind == model.kind for kind, model in CHECKS.items())


# Choice


@pytest.mark.parametrize("typed", ["2", " 2 ", "2)", "2.", "2).", "\t2\n"])
def test_an_option_is_named_by_its_number(typed):
    """People type the number as it stands on the screen; if this failed, a right answer would be refused."""
    assert choice().typed(typed) == (1,)


@pytest.mark.parametrize("typed", ["", "0", "4", "-1", "+2", "1.5", "1 2", "bent", "²", "nan", "2" * 500])
def test_what_names_no_option_is_refused_with_what_can_be_typed(typed):
    """A slip of the finger would be counted as a wrong answer, or end the program."""
    with pytest.raises(AnswerError, match="1, 2, 3"):
        choice().typed(typed)


def test_only_the_right_option_is_right_and_each_wrong_one_says_why():
    """A wrong option would pass, or would be answered by the reason that belongs to another."""
    check = choice()
    said = [check.judge((Fraction(i),), {}) for i in range(3)]
    assert [verdict.right for verdict in said] == [False, True, False]
    assert [verdict.say for verdict in said] == ["It is not.", "Because.", "Not both."]
    assert check.typed(check.solution_text.partition(":")[0]) == (check.right_index,)


@pytest.mark.parametrize("index", [-1, 3, 10**9])
def test_an_answer_to_an_option_that_is_gone_is_wrong_and_no_crash(index):
    """An answer kept before the lesson lost an option would end the program."""
    assert not choice().judge((Fraction(index),), {}).right


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
    """A lesson could ask what cannot be answered, or leave a wrong answer without its reason."""
    with pytest.raises(ValidationError):
        choice(*options)


# Number


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1/3", Fraction(1, 3)), ("0.1", Fraction(1, 10)), ("−7/2", Fraction(-7, 2)), (" 2 / 13 ", Fraction(2, 13))],
)
def test_a_typed_number_is_kept_exactly(typed, value):
    """A float in between would make 1/3 miss the answer 1/3."""
    assert number().typed(typed) == (value,)
    assert number(answer=str(value)).judge(number().typed(typed), {}).right


@pytest.mark.parametrize(
    "typed", ["", "abc", "nan", "inf", "-inf", "1e400", "1e999999999", "1/0", "1/0.0", "1//2", "0x10", "9" * 5000, "½"]
)
def test_what_is_no_number_is_refused_with_an_example_of_one(typed):
    """A value without meaning would be judged, or a huge one would fill the memory."""
    with pytest.raises(AnswerError, match="1/3"):
        number().typed(typed)


LESSON_NUMBERS = st.fractions(-1000, 1000, max_denominator=1000)


@given(LESSON_NUMBERS, LESSON_NUMBERS, st.fractions(0, 1000, max_denominator=1000))
def test_a_number_is_right_exactly_within_the_tolerance(answer, typed, tolerance):
    """The edge of the tolerance would be judged by rounding."""
    check = number(answer=answer, tolerance=tolerance)
    assert check.judge((typed,), {}).right == (abs(typed - answer) <= tolerance)
    for side in (-1, 1):
        assert check.judge((answer + side * tolerance,), {}).right
        assert not check.judge((answer + side * (tolerance + Fraction(1, 10**9)),), {}).right


def test_a_foreseen_wrong_number_is_answered_by_its_own_mistake():
    """The learner would be told of somebody else's mistake, or of none."""
    wrong = [
        {"value": 22, "mistake": "a negative sum was let through", "say": "ReLU passes none."},
        {"value": "44/3", "mistake": "one unit was forgotten", "say": "Both count."},
    ]
    check = number(wrong=wrong)
    for each in wrong:
        verdict = check.judge(check.typed(str(each["value"])), {})
        assert not verdict.right
        assert each["mistake"] in verdict.say
        assert each["say"] in verdict.say
    other = check.judge((Fraction(23),), {}).say
    assert "23" in other
    assert "Add the units." in other
    assert not any(each["say"] in other for each in wrong)


@pytest.mark.parametrize("answer", [28, "1/3", "-0.25", "2/13", "1234567/1000", "-10000000000"])
def test_the_solution_that_is_shown_can_be_typed(answer):
    """Who gives up and types what the solution says would be told that it is wrong."""
    check = number(answer=answer)
    assert check.judge(check.typed(check.solution_text), {}).right


# Sketch


@pytest.mark.parametrize("typed", ["3 1 0", "3, 1, 0", "3;1;0", " 3  1\t0 ", "6/2 1.0 0"])
def test_heights_are_separated_as_people_separate_them(typed):
    """A right sketch would be refused for a comma."""
    check = sketch()
    assert check.judge(check.typed(typed), {}).right


@pytest.mark.parametrize("typed", ["", "3 1", "3 1 0 0", "three"])
def test_heights_that_are_not_one_for_each_x_are_refused(typed):
    """A sketch with a point too few would be judged, and the program would end."""
    with pytest.raises(AnswerError):
        sketch().typed(typed)


def test_each_point_that_is_off_is_named_and_no_other():
    """The learner would look for the mistake at the wrong x."""
    check = sketch(tolerance="1/4")
    verdict = check.judge(tuple(map(Fraction, ("3.25", "1.26", "-1"))), {})
    assert not verdict.right
    named = verdict.say.partition("x = ")[2].partition(".")[0]
    assert [Fraction(part.replace("−", "-")) for part in named.split(", ")] == [0, 2]
    assert check.judge((Fraction("3.25"), Fraction("0.75"), Fraction(0)), {}).right
    assert check.size == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"xs": [0, -1, 2]},
        {"xs": [0, 0, 2]},
        {"heights": [3, 1]},
        {"heights": [3, 1, 5]},
        {"heights": [3, 1, -5]},
        {"low": 4, "high": -4},
        {"step": 0},
        {"step": -1},
    ],
    ids=str,
)
def test_a_sketch_that_nobody_could_draw_is_refused(changes):
    """A lesson could ask for points that cannot be placed."""
    with pytest.raises(ValidationError):
        sketch(**changes)


# Goal


def test_a_goal_wants_all_its_comparisons_and_tells_what_is_missing():
    """A goal would be reached half-way, or the feedback would name what is done already."""
    check = goal("bends > 0", "edits <= 1")
    assert check.met(measures(bends=1, edits=2)) == (True, False)
    verdict = check.judge((), measures(bends=7, edits=2))
    assert not verdict.right
    assert "knobs turned" in verdict.say
    assert "bends" not in verdict.say
    assert check.judge((), measures(bends=1, edits=1)).right
    assert check.judge((), measures(bends=1, edits=1)).say == "Because."


def test_a_measure_without_a_value_misses_the_goal_quietly():
    """Turning a weight to 0 on the way to a goal would end the program: a breakpoint is gone there."""

    def none():
        raise UndefinedError("no breakpoint")

    check = goal("breakpoint0 = 2")
    found = {"breakpoint0": Measure(none)}
    assert check.met(found) == (False,)
    assert not check.judge((), found).right
    assert "undefined" in check.standing(found)[0][1]


def test_what_a_measure_is_now_stands_beside_what_is_wanted():
    """The learner could not see how far the goal is."""
    ((met, told),) = goal("bends >= 3").standing(measures(bends=-2))
    assert not met
    assert "−2" in told.partition("now")[2]


def test_a_fraction_that_says_little_is_told_as_a_decimal_too():
    """Whether 43/27 is nearer to 3/2 than 40/27 is cannot be seen at a glance."""
    ((_, told),) = goal("loss < 3/2").standing(measures(loss=Fraction(-43, 27)))
    assert told == "loss < 3/2, now −43/27 ≈−1.5926"
    ((_, short),) = goal("loss < 3/2").standing(measures(loss=Fraction(1, 3)))
    assert short.endswith("now 1/3")


def test_words_before_a_comparison_stand_for_all_that_have_the_same():
    """A goal of seven comparisons would fill the screen, each in the program's own names."""
    check = goal("straight: linear = 1", "no weight is zero: v0 != 0", "no weight is zero: v1 != 0", "edits <= 2")
    assert check.standing(measures(linear=1, v0=1, v1=0, edits=0)) == (
        (True, "straight"),
        (False, "no weight is zero: not yet"),
        (True, "knobs turned ≤ 2, now 0"),
    )
    assert check.met(measures(linear=1, v0=1, v1=0, edits=0)) == (True, True, False, True)
    assert not check.judge((), measures(linear=1, v0=1, v1=0, edits=0)).right
    assert check.judge((), measures(linear=1, v0=1, v1=2, edits=0)).right


@given(st.text())
def test_nothing_else_that_is_typed_answers_a_goal(typed):
    """A typed answer to a goal would count as a try, though only the lab can answer it, or that it cannot be done."""
    with pytest.raises(AnswerError, match="b1"):
        goal().typed(typed)


@pytest.mark.parametrize("typed", ["cannot be done", " Cannot be done. ", "CANNOT BE DONE"])
def test_that_a_goal_cannot_be_done_is_right_exactly_where_it_cannot(typed):
    """Who gives up would be praised, or who sees through an impossible task would be sent on trying."""
    possible, impossible = goal(), goal(impossible=True, solution={})
    assert possible.typed(typed) == impossible.typed(typed) == CANNOT
    for found in (measures(bends=0), measures(bends=1)):
        assert not possible.judge(CANNOT, found).right
        assert possible.judge(CANNOT, found).say != possible.explain
        assert impossible.judge(CANNOT, found).right
        assert impossible.judge(CANNOT, found).say == impossible.explain
    assert not impossible.judge((), measures(bends=0)).right
    assert possible.fits(CANNOT)
    assert possible.fits(())
    assert not possible.fits((Fraction(1),))
    assert "cannot" in impossible.solution_text
    assert "cannot" not in possible.solution_text


@pytest.mark.parametrize("check", [goal(), goal(impossible=True, solution={})], ids=["possible", "impossible"])
def test_how_a_goal_is_answered_does_not_tell_whether_it_can_be_done(check):
    """The question would give its answer away."""
    assert check.how == goal().how
    assert "cannot be done" in check.how
    assert check.size == goal().size


@pytest.mark.parametrize("changes", [{"want": ()}, {"solution": {}}, {"impossible": True}], ids=str)
def test_a_goal_without_wish_or_solution_is_refused(changes):
    """An empty goal is reached before anything is done; one without a solution cannot be proved."""
    with pytest.raises(ValidationError):
        GoalCheck.model_validate({**COMMON, "want": ("f = 1",), "solution": {"b": 1}, **changes})


# All of them


@pytest.mark.parametrize("hints", [(), ("one",), ("one", "two"), ("one", "two", "three", "four"), ("one", "two", "")])
def test_there_are_three_hints(hints):
    """The front ends say “hint n of 3” and the session opens three."""
    with pytest.raises(ValidationError):
        number(hints=hints)


def test_a_silent_check_has_no_hints_and_is_rated():
    """A pre-test would help with its own answers, or one could not tell a guess from knowledge."""
    assert number(silent=True, hints=()).rated
    with pytest.raises(ValidationError, match="silent"):
        number(silent=True)
    with pytest.raises(ValidationError):
        number(silent=True, hints=("one",))


def test_predictions_and_silent_checks_are_rated_and_no_others():
    """The learner would be asked how sure they are after each answer, or never."""
    assert number(predict=True).rated
    assert not number().rated


@pytest.mark.parametrize("again", ["start#one", "a-b#c-1"])
def test_the_check_that_asked_before_is_named_by_lesson_and_check(again):
    """Then and now could not be compared."""
    assert number(again=again).again == again
    for bad in (again.replace("#", ""), f"{again}#", f"#{again}", again.upper(), f" {again}"):
        with pytest.raises(ValidationError):
            number(again=bad)


# Causes


def test_what_a_check_meets_is_what_its_wrong_answers_name_and_what_it_touches():
    """The table of what is covered would count a misconception that nothing meets, or miss one."""
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
    """A wrong answer would be put down to two things, or to nothing that the table has."""
    with pytest.raises(ValidationError):
        number(wrong=[{"value": 1, "say": "s", **cause}])
    with pytest.raises(ValidationError):
        choice({"text": "a", "say": "no", **cause}, {"text": "b", "right": True})


def test_a_misconception_is_not_told_as_a_known_mistake():
    """The learner would read an id such as M3, which means nothing to them."""
    said = number(wrong=[{"value": 1, "misconception": "M3", "say": "It adds."}]).judge((Fraction(1),), {}).say
    assert said == "It adds."


@pytest.mark.parametrize("name", ["", "C", "1c", "-c", "a b", "a_b", "c" * 61, "ü", "c\n"])
def test_an_id_is_small_letters_digits_and_hyphens(name):
    """Progress hangs on ids; one that cannot be typed on a command line could not be opened."""
    with pytest.raises(ValidationError):
        number(id=name)


def test_every_text_that_a_learner_may_read_is_told_to_the_linter():
    """A number in a text that `texts` leaves out would be proved by nobody."""
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


@given(st.one_of(st.text(), st.text("0123456789/.-+e ,;−")), st.sampled_from([choice(), number(), sketch(), goal()]))
def test_whatever_is_typed_is_an_answer_that_can_be_judged_or_a_message(typed, check):
    """Some line of text would end the program."""
    try:
        answer = check.typed(typed)
    except AnswerError:
        return
    assert len(answer) == check.size
    assert all(isinstance(value, Fraction) for value in answer)
    assert check.judge(answer, {}).say
