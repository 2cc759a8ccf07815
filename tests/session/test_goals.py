"""Goals: reached by turning knobs, or found to be out of reach."""

from dataclasses import replace
from fractions import Fraction

import pytest
from course import each_lesson, written
from moves import answers, begun, past_questions, redo, turned, undo

from tutor import session as sessions
from tutor.check import CANNOT, GoalCheck
from tutor.lab import start_settings
from tutor.session import Given

ONE_KNOB = """\
# Title

```toml lesson
format = 1
id = "one-knob"
question = "Why?"
```

## Down {#down}

```toml lab network
w = [1]
b = [0]
v = [1]
range = [-4, 4]
knobs = ["b0"]
```

```toml check goal
id = "down"
ask = "Bend it at 1."
want = ["b0 = -1"]
hints = ["a", "b", "c"]
explain = "e"
solution = { b0 = -1 }
```
"""


def state(session, check_id):
    return session.state.checks[check_id]


def test_a_goal_counts_the_moment_the_lab_reaches_it(turning):
    """The turn that meets a goal logs the values of the knobs as its right answer; the goal stays on show."""
    assert turning.open_check.id == "bend"
    after = turned(turning, b0=0)
    bend = after.check_state(after.shown_check)
    assert bend.solved
    assert bend.fewest_edits == 1
    assert [(given.answer, given.right, given.say) for given in bend.log] == [((Fraction(0), Fraction(10)), True, "e")]
    assert after.open_check is None
    assert after.shown_check.id == "bend"


def test_a_goal_is_reached_by_one_knob_at_any_value(tmp_path):
    """A goal of one knob, reached at −1, is logged as right: its answer is not taken for “cannot be done”."""
    reached = turned(begun(written(tmp_path, ONE_KNOB)), b0=-1)
    assert state(reached, "down").log == (Given((Fraction(-1),), True, "e"),)
    assert state(reached, "down").fewest_edits == 1


def test_the_fewest_edits_are_remembered(turning):
    """A solution with fewer knobs counts, one with more does not, and neither is logged as another answer."""
    counts = []
    session = turned(turning, b1=9)
    for change in ({"b0": 0}, {"b1": 10}, {"b1": 5}, {"b0": -10}, {"b0": 1, "b1": 10}):
        session = turned(session, **change)
        counts.append(state(session, "bend").fewest_edits)
    assert counts == [2, 1, 1, 1, 1]
    assert len(state(session, "bend").log) == 1


def test_undo_and_redo_can_reach_a_goal_as_well(turning):
    """Settings that meet the open goal count however the learner came to them."""
    without_answer = {name: check for name, check in turning.state.checks.items() if name != "bend"}

    def opened_again(session):
        states = tuple(
            replace(each, checks=without_answer if i == session.at else each.checks)
            for i, each in enumerate(session.states)
        )
        return replace(session, states=states)

    # From a place where the goal is not met, undone to one where it is.
    past = opened_again(turned(turning, b0=0, b1=10))
    assert past.open_check.id == "bend"
    away = opened_again(turned(past, b0=-11))
    assert away.open_check.id == "bend"
    assert state(undo(away), "bend").solved
    back = opened_again(undo(undo(away)))
    assert back.open_check.id == "bend"
    assert state(redo(back), "bend").solved


def test_a_goal_left_behind_keeps_its_success_when_the_knobs_move_on(turning):
    """Turning knobs for the next task does not undo the success of the last one."""
    session = turned(sessions.forward(turned(turning, b0=0)), b0=-10)
    assert session.open_check.id == "bend-more"
    assert state(session, "bend").solved


def test_only_the_open_goal_is_reached(turning):
    """Settings that meet a goal not yet asked for do not count as its answer."""
    session = turned(turning, b1=1, b0=0)
    assert state(session, "bend").solved
    assert "bend-more" not in session.state.checks


def test_a_goal_that_is_met_when_it_comes_up_counts_at_once(turning):
    """A goal that the knobs meet already is done as soon as it is shown."""
    session = sessions.forward(turned(turning, b1=1, b0=0))
    assert session.shown_check.id == "bend-more"
    assert session.open_check is None
    assert answers(session, "bend-more") == ((Fraction(0), Fraction(1)),)


@each_lesson
@pytest.mark.today(5)
def test_settings_that_were_found_before_the_question_count_when_it_is_asked(lesson):
    """A goal whose solution was set before it came up is done when it comes up, or is not met by that solution."""
    for i, step in enumerate(lesson.steps):
        for n, goal in enumerate(step.checks):
            if not n or not isinstance(goal, GoalCheck):
                continue
            session = sessions.show_solution(past_questions(begun(lesson, i), n - 1))
            session = sessions.forward(turned(session, **goal.solution))
            assert session.shown_check is goal
            assert session.open_check is None or not all(goal.met(session.bench.measures)), goal.id


def test_asking_for_a_goal_turns_the_knobs_and_does_not_count_as_solving(turning):
    """The solution of a goal sets the knobs, marks it as shown and not as solved, and can be undone."""
    session = sessions.show_solution(turned(turning, b1=9))
    bend = session.check_state(session.shown_check)
    assert (bend.done, bend.solved, bend.shown, bend.fewest_edits, bend.log) == (True, False, True, None, ())
    assert session.bench.settings == {**start_settings(session.step.lab), "b0": 0}
    assert undo(session).bench.settings["b1"] == 9
    assert not turned(session, b0=1).check_state(session.shown_check).solved


# Cannot be done


def test_an_impossible_goal_is_answered_by_saying_so(impossible):
    """“Cannot be done” is the right answer to an impossible goal, and the only one."""
    session = sessions.cannot(impossible)
    assert state(session, "away").solved
    assert answers(session, "away") == (CANNOT,)
    assert state(session, "away").last.say == "It never falls."
    assert sessions.forward(session).shown_check.id == "out"
    assert sessions.cannot(session) is session


def test_saying_so_of_a_goal_that_can_be_reached_is_wrong_and_leaves_it_open(impossible):
    """A wrong “cannot be done” is logged as wrong; the goal stays open, and is still reached by turning knobs."""
    session = sessions.cannot(sessions.forward(sessions.cannot(impossible)))
    assert session.open_check.id == "out"
    assert not state(session, "out").last.right
    assert answers(session, "out") == (CANNOT,)
    reached = turned(session, b0=5)
    assert state(reached, "out").solved
    assert state(reached, "out").fewest_edits == 1
    assert answers(reached, "out") == (CANNOT, (Fraction(5),))
    assert [given.right for given in state(reached, "out").log] == [False, True]


def test_a_goal_takes_no_other_answer_than_that_it_cannot_be_done(impossible, lesson):
    """An answer of another form to an open goal changes nothing: it is reached by the knobs alone."""
    for given in ((), (Fraction(5),), (Fraction(0), Fraction(1))):
        assert sessions.answer(impossible, given) is impossible
    assert sessions.answer(begun(lesson), (Fraction(-1),)).state.checks["guess"].pending == (Fraction(-1),)


def test_only_an_open_goal_is_said_to_be_impossible(asking, impossible):
    """“Cannot be done” is no answer to a check of another kind, and no setting reaches an impossible goal."""
    assert sessions.cannot(begun(asking)).states == begun(asking).states
    for step in ("before", "again", "arrange", "results"):
        assert sessions.cannot(begun(asking, step)).states == begun(asking, step).states
    assert "away" not in turned(impossible, b0=5).state.checks


def test_giving_up_an_impossible_goal_turns_nothing(impossible):
    """The solution of an impossible goal marks it as shown and leaves the knobs at their start."""
    session = sessions.show_solution(impossible)
    assert state(session, "away").shown
    assert session.bench.settings == impossible.bench.settings


def test_what_a_goal_wants_is_told_with_the_numbers_of_now(turning):
    """The standing of a goal has a line for each wish, with the value that its measure has now."""
    assert [tuple(line) for line in turning.standing(turning.open_check)] == [(False, "bends > 0, now 0")]
    (met,) = turned(turning, b0=0).standing(turning.open_check)
    assert met == (True, "bends > 0, now 1")
