"""The check `goal`: a state of the lab to be reached, or found to be out of reach."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sample_checks import COMMON, goal, measures

from tutor.check import CANNOT, AnswerError, GoalCheck, Standing
from tutor.expression import Measure, UndefinedError


def test_a_goal_wants_all_its_comparisons_and_tells_what_is_missing():
    """Each comparison is met by itself, and stands as a line of its own; settings that meet all get `explain`."""
    check = goal("bends > 0", "edits <= 1")
    assert check.met(measures(bends=1, edits=2)) == (True, False)
    missing = [line.text for line in check.standing(measures(bends=7, edits=2)) if not line.met]
    assert len(missing) == 1
    assert "knobs turned" in missing[0]
    assert "bends" not in missing[0]
    assert all(line.met for line in check.standing(measures(bends=1, edits=1)))
    assert check.judge((Fraction(1),)).right
    assert check.judge((Fraction(1),)).say == "Because."


def test_a_measure_without_a_value_misses_the_goal_quietly():
    """A comparison with a measure that is undefined is not met, and says so."""

    def none():
        raise UndefinedError("no breakpoint")

    check = goal("breakpoint0 = 2")
    found = {"breakpoint0": Measure(none)}
    assert check.met(found) == (False,)
    (line,) = check.standing(found)
    assert not line.met
    assert "undefined" in line.text


def test_what_a_measure_is_now_stands_beside_what_is_wanted():
    """A line of a goal ends with what its measure is now."""
    (line,) = goal("bends >= 3").standing(measures(bends=-2))
    assert not line.met
    assert "−2" in line.text.partition("now")[2]


def test_a_fraction_that_says_little_is_told_as_a_decimal_too():
    """A long fraction has its decimal beside it; a short one does not."""
    (line,) = goal("loss < 3/2").standing(measures(loss=Fraction(-43, 27)))
    assert line.text == "loss < 3/2, now −43/27 ≈−1.5926"
    (short,) = goal("loss < 3/2").standing(measures(loss=Fraction(1, 3)))
    assert short.text.endswith("now 1/3")


def test_words_before_a_comparison_stand_for_all_that_have_the_same():
    """Comparisons with the same words are one line, met when all of them are."""
    check = goal("straight: linear = 1", "no weight is zero: v0 != 0", "no weight is zero: v1 != 0", "edits <= 2")
    assert check.standing(measures(linear=1, v0=1, v1=0, edits=0)) == (
        Standing(True, "straight"),
        Standing(False, "no weight is zero: not yet"),
        Standing(True, "knobs turned ≤ 2, now 0"),
    )
    assert check.met(measures(linear=1, v0=1, v1=0, edits=0)) == (True, True, False, True)
    assert not all(line.met for line in check.standing(measures(linear=1, v0=1, v1=0, edits=0)))
    assert all(line.met for line in check.standing(measures(linear=1, v0=1, v1=2, edits=0)))


COMPARED = st.lists(st.tuples(st.sampled_from(["", "a", "b"]), st.integers(-2, 2)), min_size=1, max_size=6)


@given(COMPARED, st.integers(-2, 2))
def test_every_line_stands_met_exactly_when_every_comparison_is(compared, value):
    """`standing` and `met` agree on whether the goal is reached."""
    check = goal(*(f"{words}: bends > {low}" if words else f"bends > {low}" for words, low in compared))
    now = measures(bends=value)
    assert check.met(now) == tuple(value > low for _, low in compared)
    assert all(line.met for line in check.standing(now)) == all(check.met(now))


@given(st.text())
def test_nothing_else_that_is_typed_answers_a_goal(typed):
    """Any text but “cannot be done” is refused with what can be set."""
    with pytest.raises(AnswerError, match="b1"):
        goal().typed(typed)


@pytest.mark.parametrize("typed", ["cannot be done", " Cannot be done. ", "CANNOT BE DONE"])
def test_that_a_goal_cannot_be_done_is_right_exactly_where_it_cannot(typed):
    """“Cannot be done” is right for an impossible goal, and wrong for any other; knob values fit a goal as well."""
    possible, impossible = goal(), goal(impossible=True, solution={})
    assert possible.typed(typed) == impossible.typed(typed) == CANNOT
    assert not possible.judge(CANNOT).right
    assert possible.judge(CANNOT).say != possible.explain
    assert impossible.judge(CANNOT).right
    assert impossible.judge(CANNOT).say == impossible.explain
    assert not any(line.met for line in impossible.standing(measures(bends=0)))
    assert possible.fits(CANNOT)
    assert possible.fits(())
    assert possible.fits((Fraction(1), Fraction(1, 3)))
    assert "cannot" in impossible.solution_text
    assert "cannot" not in possible.solution_text


@pytest.mark.parametrize("check", [goal(), goal(impossible=True, solution={})], ids=["possible", "impossible"])
def test_how_a_goal_is_answered_does_not_tell_whether_it_can_be_done(check):
    """Possible and impossible goals are asked in the same way."""
    assert check.instructions == goal().instructions
    assert "cannot be done" in check.instructions
    assert check.size == goal().size


@pytest.mark.parametrize("changes", [{"want": ()}, {"solution": {}}, {"impossible": True}], ids=str)
def test_a_goal_without_wish_or_solution_is_refused(changes):
    """A goal wants something, and has a solution unless it is impossible."""
    with pytest.raises(ValidationError):
        GoalCheck.model_validate({**COMMON, "want": ("f = 1",), "solution": {"b": 1}, **changes})


def test_measures_of_a_unit_are_told_in_words():
    """What a goal wants of one unit is told as its lesson tells it, and not by the name of a measure."""
    measures = {"breakpoint0": Measure(lambda: Fraction(1)), "z1": Measure(lambda x: x, 1)}
    told = [text for _, text in goal("breakpoint0 = 2", "z1(3) > 0").standing(measures)]
    assert told == ["breakpoint of unit 0 = 2, now 1", "z of unit 1 at x = 3 > 0, now 3"]


def test_a_knob_at_minus_one_is_not_that_it_cannot_be_done():
    """The values that reach a goal with one knob may be −1; what was kept comes back as what it was."""
    one, reached = goal("edits <= 1"), (Fraction(-1),)
    assert one.judge(reached).right
    assert one.restored(one.kept(reached)) == reached
    assert one.restored(one.kept(CANNOT)) == one.restored(["-1"]) == CANNOT
