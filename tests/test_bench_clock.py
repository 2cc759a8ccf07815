"""A lab that runs by itself: how the session lets it run, leads back to before it, and takes the way out it offers."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moves import turned
from ticking import LAST, SLICE, STOP, goal, lesson, prediction

from tutor import session as sessions
from tutor.session import MOST_UNDO, Session, StepState, begin


@pytest.fixture
def session():
    return begin(lesson())


def count(session):
    return session.state.settings["count"]


def ran(session, ticks=99):
    for _ in range(ticks):
        after = sessions.tick(session, 1)
        if after is session:
            return session
        session = after
    return session


def test_the_clock_runs_on_until_it_can_go_no_further(session):
    """A training would stand still, or run beyond its end for ever."""
    passed = []
    while (after := sessions.tick(session, 1)) is not session:
        session = after
        passed.append(count(session))
    assert passed == sorted(set(passed))
    assert passed[0] == SLICE
    assert passed[-1] == LAST
    assert sessions.tick(session, 1) is session


def test_a_longer_slice_goes_further(session):
    """The speed could not be told to the lab."""
    assert count(sessions.tick(session, 2)) == 2 * count(sessions.tick(session, 1))


def test_a_clock_held_to_a_share_of_its_way_waits_there(session):
    """A run of a fraction of a second could not be watched; or a run that is further on would be thrown back."""
    held = sessions.tick(session, LAST, 0.5)
    assert count(held) == LAST / 2
    assert sessions.tick(held, 1, 0.5) is held
    assert sessions.tick(held, 1, 0.1) is held
    assert count(sessions.tick(held, LAST, 1)) == LAST


def test_a_lab_that_stops_early_stops_there(session):
    """A run that diverged would tick on without an end."""
    stopped = ran(turned(session, rate=2))
    assert count(stopped) == STOP
    assert sessions.tick(stopped, 1) is stopped


def test_undo_leads_back_to_before_the_run(session):
    """Undo would take back one of a hundred ticks, or throw the run's start away."""
    before = turned(session, rate="1/2", count=2)
    after = ran(sessions.start_clock(before))
    assert count(after) == LAST
    back = sessions.undo(after)
    assert back.state.settings == before.state.settings
    assert sessions.redo(back).state.settings == after.state.settings
    assert sessions.undo(back).state.settings == {**before.state.settings, "count": 0}


def test_a_tick_forgets_what_was_undone(session):
    """Redo would lead to a state of another run."""
    undone = sessions.undo(turned(session, rate=3))
    assert undone.state.future
    assert not sessions.tick(undone, 1).state.future


def test_a_clock_at_its_end_starts_anew_and_can_be_taken_back(session):
    """The key would do nothing once a run is over, or the end could not be seen again."""
    end = ran(session)
    again = sessions.start_clock(end)
    assert count(again) == 0
    assert again.state.settings["rate"] == end.state.settings["rate"]
    assert count(sessions.undo(again)) == LAST
    assert count(sessions.tick(again, 1)) == SLICE


def test_starting_a_clock_does_not_move_it(session):
    """The run would begin somewhere else than where it is seen to stand."""
    assert sessions.start_clock(turned(session, count=4)).state.settings["count"] == 4


def test_undo_of_many_runs_does_not_fill_the_memory(session):
    """A key that repeats would keep every start for ever."""
    for _ in range(MOST_UNDO + 20):
        session = sessions.start_clock(session)
    assert len(session.state.past) == MOST_UNDO


def test_a_goal_that_the_run_reaches_counts(session):
    """The learner would see the goal met, and it would not be noticed."""
    session = begin(lesson(goal()))
    first = sessions.tick(session, 1)
    assert first.open_check is not None
    second = sessions.tick(first, 1)
    assert second.open_check is None
    # The clock is no edit: letting it run is what the task asks for.
    assert second.check_state(second.shown_check).fewest_edits == 0


def test_nothing_runs_before_the_prediction(session):
    """The answer would come up by itself."""
    session = begin(lesson(prediction()))
    assert sessions.start_clock(session) is session
    assert sessions.tick(session, 1) is session
    stuck = Session(session.lesson, (StepState({"rate": Fraction(3), "count": Fraction(STOP)}),))
    assert stuck.hidden
    assert stuck.reading.offer
    assert sessions.take_offer(stuck) is stuck


def test_a_step_without_a_clock_does_not_run():
    """The key would end the program where nothing runs."""
    step = lesson().steps[0]
    bare = type(step)("bare", "Bare", "", 1, None, (), None, ())
    whole = lesson()
    still = begin(type(whole)(whole.path, whole.title, whole.header, whole.header_fence, (bare,)))
    for move in (sessions.start_clock, lambda session: sessions.tick(session, 1), sessions.take_offer):
        assert move(still) is still
    assert still.clock is None


def test_an_offer_is_taken_where_there_is_one_and_can_be_taken_back(session):
    """The way out of a run that went wrong would lead nowhere, or lose what was there."""
    assert sessions.take_offer(session) is session
    stopped = ran(turned(session, rate=3))
    taken = sessions.take_offer(stopped)
    assert taken.state.settings == {"rate": stopped.reading.offer.settings["rate"], "count": 0}
    assert sessions.undo(taken).state.settings == stopped.state.settings
    assert sessions.take_offer(taken) is taken
    assert count(ran(taken)) == LAST


MOVES = st.lists(
    st.tuples(st.sampled_from(["start", "tick", "undo", "redo", "turn", "reset", "offer"]), st.integers(0, LAST)),
    max_size=30,
)


@given(MOVES)
def test_whatever_is_done_undo_leads_back_to_the_start(moves):
    """Some state could not be got out of, or the clock would leave its bounds."""
    session = begin(lesson())
    for kind, number in moves:
        session = {
            "start": sessions.start_clock,
            "tick": lambda now, number=number: sessions.tick(now, number / 5),
            "undo": sessions.undo,
            "redo": sessions.redo,
            "turn": lambda now, number=number: turned(now, count=number, rate=number % 4),
            "reset": sessions.reset,
            "offer": sessions.take_offer,
        }[kind](session)
        assert 0 <= count(session) <= LAST
        assert session.reading.measures["count"].read() == count(session)
    for _ in range(len(session.state.past)):
        session = sessions.undo(session)
    assert session.state.settings["rate"] == 1
    assert not session.state.past
