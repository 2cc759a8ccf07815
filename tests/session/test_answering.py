"""Answers: judged once, pending until they are rated, put together row by row, or given up."""

from fractions import Fraction

import pytest
from course import SHIPPED
from hypothesis import given
from hypothesis import strategies as st
from moves import STORE, answered, answers, begun, played

from tutor import session as sessions
from tutor.check import DraftCheck, DrawnCheck, SketchCheck
from tutor.session import CheckState, Given


def given_(session, value):
    return sessions.answer(session, (Fraction(value),))


def state(session, check_id):
    return session.state.checks.get(check_id, CheckState())


def test_answers_are_all_kept_and_only_a_right_one_solves(guessing):
    """Every answer stands in the log as it was given and judged; the right one ends the check."""
    session = begun(guessing, "bare")
    for value in (1, 3, 1):
        session = answered(session, (Fraction(value),))
    assert session.open_check.id == "sum"
    assert not state(session, "sum").last.right
    assert state(session, "sum").misses == 3
    session = answered(session, (Fraction(2),))
    assert state(session, "sum").log == (
        Given((Fraction(1),), False, "1 is not it. o", 2),
        Given((Fraction(3),), False, "3 is not it. o"),
        Given((Fraction(1),), False, "1 is not it. o"),
        Given((Fraction(2),), True, "e"),
    )
    assert state(session, "sum").solved
    assert answered(session, (Fraction(3),)) is session


# Predictions that were wrong


def test_a_wrong_prediction_closes_once_its_lab_is_in_sight(guessing):
    """While another prediction hides the lab a wrong one can be mended; with the lab in sight all of them are over."""
    first = answered(begun(guessing), (Fraction(9),))
    assert first.hidden
    assert first.open_check.id == "at-three"
    second = sessions.forward(answered(first, (Fraction(3),)))
    done = answered(second, (Fraction(9),))
    assert not done.hidden
    assert done.open_check is None
    guess = state(done, "at-two")
    assert (guess.done, guess.closed, guess.solved, guess.shown) == (True, True, False, False)
    assert [given_.right for given_ in guess.log] == [False]
    assert answered(done, (Fraction(2),)) is done, "the answer was read off the lab"
    assert sessions.forward(done).step.id == "drawn"
    assert done.step_mark(0) == "done"


def test_a_wrong_prediction_in_drawn_numbers_is_asked_again_in_other_numbers(guessing):
    """Forward asks a wrong prediction in numbers that the lab has not shown, until an answer is right."""
    wrong = answered(begun(guessing, "drawn"), (Fraction(-1),))
    assert wrong.asked_again
    again = sessions.forward(wrong)
    assert (again.at, again.open_check.id) == (1, "any")
    assert again.open_check.ask != wrong.shown_check.ask
    right = answered(again, (again.open_check.answer,))
    assert not right.asked_again
    assert sessions.forward(right).step.id == "bare"
    assert not sessions.show_solution(again).asked_again


def test_a_prediction_without_a_lab_stays_open(guessing):
    """Where no lab shows the answer, a wrong prediction can be mended."""
    session = answered(begun(guessing, "bare"), (Fraction(1),))
    assert session.open_check.id == "sum"


# The solution


def test_a_solution_is_asked_for_twice(asking):
    """The first time only a question is asked; asked for again with nothing in between, the solution is shown."""
    begun_ = begun(asking, "arrange")
    once = sessions.give_up(begun_)
    assert (once.giving_up, once.open_check) == (True, begun_.open_check)
    twice = sessions.give_up(once)
    assert (twice.giving_up, twice.open_check) == (False, None)
    assert twice.check_state(twice.shown_check).by_solution
    for between in (sessions.hint, lambda now: sessions.to_row(now, 1), lambda now: sessions.adjust(now, 0, 1)):
        assert not between(once).giving_up
        assert sessions.give_up(between(once)).open_check is not None
    assert sessions.carry_on(once) == begun_
    assert sessions.give_up(twice) is twice


def test_a_silent_check_has_no_solution_to_ask_for(asking):
    """A silent check is neither given up nor asked about."""
    silent = begun(asking, "before")
    assert sessions.give_up(silent) is silent


def test_hints_open_one_by_one_stay_open_and_end(lesson):
    """Three hints open one after the other, and stay open after answers and in other steps."""
    session, counts = begun(lesson), []
    for _ in range(5):
        session = sessions.hint(session)
        counts.append(session.check_state(session.shown_check).hints)
    assert counts == [1, 2, 3, 3, 3]
    session = answered(session, (Fraction(1),))
    assert session.check_state(session.shown_check).hints == 3
    assert sessions.go(sessions.go(session, 1), 0).check_state(session.shown_check).hints == 3


def test_a_solution_ends_a_check_without_solving_it(lesson):
    """A check that was given up is done and not solved, and has no answer."""
    session = sessions.show_solution(begun(lesson))
    guess = session.check_state(session.shown_check)
    assert (guess.done, guess.solved, guess.log, guess.last) == (True, False, (), None)
    assert sessions.show_solution(session) is session


# How sure


@pytest.mark.parametrize("value", [3, 4], ids=["right", "wrong"])
def test_a_prediction_is_not_judged_before_it_is_said_how_sure_it_is(asking, value):
    """The first answer to a prediction is pending, with the lab hidden, until it is rated; then it is judged."""
    pending = given_(begun(asking), value)
    assert pending.awaiting_confidence
    assert pending.hidden
    assert state(pending, "guess") == CheckState(pending=(Fraction(value),))
    assert not state(pending, "guess").done
    assert sessions.forward(pending) is None
    after = sessions.rate(pending, 2)
    assert not after.awaiting_confidence
    assert not after.hidden
    assert answers(after, "guess") == ((Fraction(value),),)
    assert state(after, "guess").log[0].sure == 2
    assert state(after, "guess").solved == (value == 3)
    assert state(after, "guess").pending == ()


def test_only_the_first_answer_is_rated(guessing):
    """A second answer to a prediction is judged at once, and says nothing of how sure the learner was."""
    session = given_(sessions.rate(given_(begun(guessing), 1), 3), 2)
    assert not session.awaiting_confidence
    assert len(state(session, "at-three").log) == 2
    session = given_(session, 3)
    assert state(session, "at-three").solved
    assert [each.sure for each in state(session, "at-three").log] == [3, 0, 0]


def test_without_questions_of_confidence_a_prediction_is_judged_at_once(asking):
    """Predictions and silent checks are not rated in a session that does not ask how sure one is."""
    session = given_(sessions.begin(asking, STORE, confidence=False), 1)
    assert not session.awaiting_confidence
    assert [(each.right, each.sure) for each in state(session, "guess").log] == [(False, 0)]
    silent = given_(sessions.go(session, 1), 2)
    assert [(each.right, each.sure) for each in state(silent, "sum").log] == [(True, 0)]


def test_a_pending_answer_can_be_taken_back_or_changed(asking):
    """A pending answer that is taken back or changed does not count; the one that is rated does."""
    pending = given_(begun(asking), 1)
    back = sessions.withdraw(pending)
    assert not back.awaiting_confidence
    assert back.open_check.id == "guess"
    assert sessions.withdraw(back) is back
    assert sessions.rate(back, 2) is back
    changed = given_(pending, 3)
    assert changed.awaiting_confidence
    other = sessions.rate(changed, 1)
    assert answers(other, "guess") == ((Fraction(3),),)
    assert state(other, "guess").log[0].sure == 1


def test_nothing_is_rated_that_is_not_pending(asking):
    """Where no answer is pending, rating and withdrawing change nothing."""
    for session in (begun(asking), begun(asking, "arrange"), begun(asking, "results")):
        assert sessions.rate(session, 3) is session
        assert sessions.withdraw(session) is session


def test_a_check_that_is_not_rated_is_judged_at_once(asking):
    """An answer to a check that is neither predicted nor silent is logged without a rating."""
    session = given_(begun(asking, "again"), 0)
    assert not session.awaiting_confidence
    assert answers(session, "product") == ((Fraction(0),),)
    assert state(session, "product").last.sure == 0


def test_giving_up_while_an_answer_is_pending_ends_the_question(asking):
    """The solution drops the pending answer."""
    session = sessions.show_solution(given_(begun(asking), 1))
    assert not session.awaiting_confidence
    assert (state(session, "guess").shown, state(session, "guess").log) == (True, ())
    assert sessions.rate(session, 2) is session
    assert sessions.forward(session).shown_check.id == "away"


# Silent checks


@pytest.mark.parametrize("value", [2, 3], ids=["right", "wrong"])
def test_a_silent_check_takes_one_answer(asking, value):
    """A silent check is closed by its one answer, right or wrong."""
    session = sessions.rate(given_(begun(asking, "before"), value), 1)
    now = state(session, "sum")
    assert (now.done, now.closed, now.solved, now.log[0].sure) == (True, True, value == 2, 1)
    assert given_(session, 2) is session
    assert sessions.forward(session).shown_check.id == "which-one"


def test_a_silent_check_gives_nothing_away(asking):
    """A silent check has no hints and no solution, and is not left without an answer."""
    session = begun(asking, "before")
    assert sessions.show_solution(session) is session
    hinted = sessions.hint(session)
    assert state(hinted, "sum").hints == 0
    assert hinted.open_check.id == "sum"
    assert sessions.forward(session) is None


# Other numbers


def test_a_drawn_question_is_asked_again_in_other_numbers_once_it_was_answered(asking):
    """Each answered draw leads to a question with other numbers, open and without answers, while the log grows."""
    session = begun(asking, "again")
    assert not session.redrawable
    assert sessions.redraw(session) is session
    asked, seen = session, []
    for draw in range(6):
        seen.append(asked.shown_check.ask)
        done = given_(asked, asked.shown_check.answer)
        assert state(done, "product").solved
        assert state(done, "product").last.draw == draw
        assert done.redrawable
        asked = sessions.redraw(done)
        assert (state(asked, "product").done, state(asked, "product").answers) == (False, ())
        assert state(asked, "product").last is None
        assert state(asked, "product").log == state(done, "product").log
        assert asked.open_check.id == "product"
    assert len(set(seen)) > 3
    assert state(asked, "product").draw == 6
    assert [each.draw for each in state(asked, "product").log] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("draw", range(8))
def test_a_drawn_question_is_judged_by_the_numbers_on_show(asking, draw):
    """Twice the number in the question is right, and one more is wrong, whichever draw is asked."""
    session = begun(asking, "again")
    for _ in range(draw):
        session = sessions.redraw(given_(session, -1))
    number = int(session.shown_check.ask.removeprefix("Twice ").removesuffix("?"))
    assert state(given_(session, 2 * number), "product").solved
    assert not state(given_(session, 2 * number + 1), "product").solved
    assert session.shown_check.hints[2] == f"It is {2 * number}."


def test_a_question_that_draws_nothing_is_not_asked_again(asking):
    """Only a drawn check has other numbers; elsewhere the key changes nothing."""
    for session in (sessions.rate(given_(begun(asking), 3), 1), begun(asking, "arrange"), begun(asking, "results")):
        assert not session.redrawable
        assert sessions.redraw(session) is session


def test_a_question_that_was_given_up_can_be_asked_again(asking):
    """After its solution a drawn check can be asked in other numbers, and is open again."""
    session = sessions.redraw(sessions.show_solution(begun(asking, "again")))
    assert session.open_check.id == "product"
    assert state(session, "product") == CheckState(draw=1)


# Putting together


def test_an_order_is_put_together_row_by_row_and_handed_in(asking):
    """Moving rows is no answer; the draft handed in is, and after it nothing moves."""
    session = begun(asking, "arrange")
    check = session.open_check
    for row in range(check.size):
        while sessions.drafted(session, check)[row] != check.right_answer[row]:
            place = sessions.drafted(session, check).index(check.right_answer[row])
            session = sessions.adjust(session, place, -1)
            # The keys go along with the row that moves.
            assert state(session, "in-order").row == place - 1
    assert state(session, "in-order").log == ()
    assert check.rows(sessions.drafted(session, check)) == ("one", "two", "three")
    done = sessions.answer(session, sessions.drafted(session, check))
    assert state(done, "in-order").solved
    assert sessions.adjust(done, 0, 1) is done
    assert sessions.to_row(done, 0) is done


def test_only_an_answer_that_is_put_together_is_adjusted(asking):
    """Where the answer is typed or chosen, the keys of rows change nothing."""
    for step in ("predict", "before", "again", "results"):
        session = begun(asking, step)
        assert sessions.adjust(session, 0, 1) is session
        assert sessions.to_row(session, 1) is session


DRAFTED = [
    (lesson, i, n)
    for lesson in SHIPPED
    for i, step in enumerate(lesson.steps)
    for n, check in enumerate(step.checks)
    if isinstance(check, DraftCheck)
]


@given(
    st.sampled_from(DRAFTED),
    st.lists(st.tuples(st.sampled_from(["adjust", "row", "place"]), *[st.integers(0, 20)] * 2)),
)
def test_the_row_with_the_keys_is_one_of_the_rows(at, moves):
    """The keys stay on a row of the draft; moving one row leaves an answer of the right form."""
    lesson, i, n = at
    session = begun(lesson, i)
    while session.state.check < n:
        session = sessions.forward(sessions.show_solution(session))
    check = session.open_check
    for move in moves:
        session = played(session, move)
        assert 0 <= (state(session, check.id).row or 0) < check.size
        assert check.fits(sessions.drafted(session, check))
    assert state(session, check.id).log == ()


@given(st.lists(st.tuples(st.integers(0, 2), st.fractions(-9, 9)), max_size=6))
def test_points_stay_on_their_marks_and_within_their_bounds(moves):
    """A placed point goes to the nearest mark within the bounds, takes the keys along, and moves no other point."""
    lesson, i, _ = next(each for each in DRAFTED if isinstance(each[0].steps[each[1]].checks[each[2]], SketchCheck))
    session = begun(lesson, i)
    check = session.open_check
    for index, height in moves:
        before = sessions.drafted(session, check)
        session = sessions.place(session, index, height)
        heights = sessions.drafted(session, check)
        assert heights[index] == min(check.high, max(check.low, heights[index]))
        assert (heights[index] / check.step).denominator == 1
        assert abs(heights[index] - min(check.high, max(check.low, height))) <= check.step / 2
        assert [h for i, h in enumerate(heights) if i != index] == [h for i, h in enumerate(before) if i != index]
        assert session.check_state(check).row == index
    assert session.check_state(check).log == ()


def test_a_sketch_begins_flat_within_its_bounds_and_is_answered_as_drawn(lesson):
    """A sketch begins with every point at 0, and its draft, handed in, is judged point by point."""
    session = begun(lesson, "draw")
    check = session.open_check
    assert sessions.drafted(session, check) == (0, 0, 0)
    session = sessions.place(session, 2, Fraction(2))
    session = answered(session, sessions.drafted(session, check))
    assert session.check_state(check).solved


def test_the_shipped_lessons_have_drawn_checks():
    """What is tested here of drawn checks and drafts is tested on something."""
    assert DRAFTED
    assert any(isinstance(check, DrawnCheck) for lesson in SHIPPED for step in lesson.steps for check in step.checks)
