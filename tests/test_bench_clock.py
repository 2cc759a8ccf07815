"""A lab that runs by itself: how it is let run, led back to before the run, and out of where it cannot go on."""

from fractions import Fraction

import pytest
from course import SHIPPED
from hypothesis import given
from hypothesis import strategies as st
from moves import STORE, begun, turned
from ticking import LAST, SLICE, STOP, CountLab, CountReading, goal, lesson, prediction

from tutor import bench
from tutor.bench import MOST_UNDO, set_up
from tutor.lab import Offer
from tutor.session import work
from tutor.store import Store


@pytest.fixture
def counting():
    """A bench on the counting lab, as it is handed over."""
    return set_up(CountLab(), Store())


def turn(now, **values):
    for name, value in values.items():
        now = bench.turn(now, name, Fraction(value))
    return now


def count(now):
    return now.settings["count"]


def ran(now, ticks=99):
    for _ in range(ticks):
        after = bench.tick(now, 1)
        if after is now:
            return now
        now = after
    return now


def test_the_clock_runs_on_until_it_can_go_no_further(counting):
    """Each tick takes the clock further, up to its end, where a tick returns the same bench."""
    passed = []
    while (after := bench.tick(counting, 1)) is not counting:
        counting = after
        passed.append(count(counting))
    assert passed == sorted(set(passed))
    assert passed[0] == SLICE
    assert passed[-1] == LAST
    assert bench.tick(counting, 1) is counting


def test_a_longer_slice_goes_further(counting):
    """The lab is told how many seconds of work a tick is."""
    assert count(bench.tick(counting, 2)) == 2 * count(bench.tick(counting, 1))


def test_a_clock_held_to_a_share_of_its_way_waits_there(counting):
    """A tick goes no further than its share of the range; a clock that is further on already stays where it is."""
    held = bench.tick(counting, LAST, 0.5)
    assert count(held) == LAST / 2
    assert held.progress == 0.5
    assert bench.tick(held, 1, 0.5) is held
    assert bench.tick(held, 1, 0.1) is held
    assert count(bench.tick(held, LAST, 1)) == LAST


@given(st.integers(0, LAST), st.floats(0, 9), st.floats(0, 1))
def test_a_tick_never_passes_its_share(start, seconds, share):
    """After a tick at most `share` of the range has run, to the next whole count, if it had not before."""
    now = turn(set_up(CountLab(), Store()), count=start)
    after = bench.tick(now, seconds, share)
    assert count(now) <= count(after)
    assert count(after) == count(now) or count(after) - 1 < Fraction(share) * LAST


PACED = [step.lab for each in SHIPPED for step in each.steps if step.lab and step.lab.needs_pacing]


@given(st.sampled_from(PACED), st.lists(st.integers(0, 20).map(lambda n: n / 1000), max_size=4))
def test_no_shipped_clock_passes_its_share(lab, shares):
    """Every shipped lab whose clock the screen slows down stays within the share that it is given."""
    now = set_up(lab, STORE)
    for share in shares:
        after = bench.tick(now, 0, share)
        clock = now.clock
        reached, end = after.settings[clock.name], Fraction(share) * (clock.high - clock.low)
        assert now.progress <= after.progress
        assert after is now or reached - clock.low - 1 < end
        assert after.settings == {**now.settings, clock.name: reached}
        now = after


def test_progress_is_the_fraction_of_the_range_that_has_run(counting):
    """Progress goes from 0 at the clock's start to 1 at its end; without a clock it is 1."""
    assert [turn(counting, count=n).progress for n in (0, 1, 5, 10)] == [0, 0.1, 0.5, 1]
    still = next(step.lab for each in SHIPPED for step in each.steps if step.lab and not step.lab.clock)
    assert (set_up(still, Store()).clock, set_up(still, Store()).progress) == (None, 1)


def test_a_lab_that_stops_early_stops_there(counting):
    """Where the lab can go no further before the end of its clock, a tick returns the same bench."""
    stopped = ran(turn(counting, rate=2))
    assert count(stopped) == STOP
    assert bench.tick(stopped, 1) is stopped


def test_undo_leads_back_to_before_the_run(counting):
    """However many ticks a run had, one undo leads to before it, and one redo to its end."""
    before = turn(counting, rate="1/2", count=2)
    after = ran(bench.start_clock(before))
    assert count(after) == LAST
    back = bench.undo(after)
    assert back.settings == before.settings
    assert bench.redo(back).settings == after.settings
    assert bench.undo(back).settings == {**before.settings, "count": 0}


def test_a_tick_forgets_what_was_undone(counting):
    """After a tick there is nothing to redo, for that was another run."""
    undone = bench.undo(turn(counting, rate=3))
    assert undone.future
    assert not bench.tick(undone, 1).future


def test_a_clock_at_its_end_starts_again_and_can_be_taken_back(counting):
    """Started at its end, the clock goes back to 0 with all other knobs as they are; undo leads to the end."""
    end = ran(counting)
    again = bench.start_clock(end)
    assert count(again) == 0
    assert again.settings["rate"] == end.settings["rate"]
    assert count(bench.undo(again)) == LAST
    assert count(bench.tick(again, 1)) == SLICE


def test_starting_a_clock_does_not_move_it(counting):
    """A run begins where the clock stands."""
    assert count(bench.start_clock(turn(counting, count=4))) == 4


def test_undo_of_many_runs_does_not_fill_the_memory(counting):
    """The history of starts has the same bound as that of turns."""
    for _ in range(MOST_UNDO + 20):
        counting = bench.start_clock(counting)
    assert len(counting.past) == MOST_UNDO


def test_an_offer_is_taken_where_there_is_one_and_can_be_taken_back(counting):
    """An offer sets the knobs it names, the clock last; undo leads back, and without an offer nothing changes."""
    assert bench.take_offer(counting) is counting
    stopped = ran(turn(counting, rate=3))
    taken = bench.take_offer(stopped)
    assert taken.settings == {"rate": stopped.reading.offer.settings["rate"], "count": 0}
    assert bench.undo(taken).settings == stopped.settings
    assert bench.take_offer(taken) is taken
    assert count(ran(taken)) == LAST


def test_an_offer_turns_its_knobs(counting, monkeypatch):
    """Taking an offer turns knobs as a learner would: the clock begins again where the offer does not name it."""
    monkeypatch.setattr(CountReading, "offer", Offer("Too fast.", {"rate": Fraction(1, 2)}))
    stopped = ran(turn(counting, rate=3))
    assert bench.take_offer(stopped).settings == {"rate": Fraction(1, 2), "count": 0}


MOVES = st.lists(
    st.tuples(st.sampled_from(["start", "tick", "undo", "redo", "turn", "reset", "offer"]), st.integers(0, LAST)),
    max_size=30,
)


@given(MOVES)
def test_whatever_is_done_undo_leads_back_to_the_start(moves):
    """The clock stays within its bounds, the reading is that of now, and enough undos lead back to the start."""
    now = set_up(CountLab(), Store())
    for kind, number in moves:
        now = {
            "start": bench.start_clock,
            "tick": lambda now, number=number: bench.tick(now, number / 5),
            "undo": bench.undo,
            "redo": bench.redo,
            "turn": lambda now, number=number: turn(now, count=number, rate=number % 4),
            "reset": bench.reset,
            "offer": bench.take_offer,
        }[kind](now)
        assert 0 <= count(now) <= LAST
        assert now.reading.measures["count"].read() == count(now)
    for _ in range(len(now.past)):
        now = bench.undo(now)
    assert now.settings["rate"] == 1
    assert not now.past


# In a lesson


def test_a_goal_that_the_run_reaches_counts():
    """The tick that meets the open goal answers it; the clock is no edit, for letting it run is what the task asks."""
    session = begun(lesson(goal()))
    first = work(session, bench.tick, 1)
    assert first.open_check is not None
    second = work(first, bench.tick, 1)
    assert second.open_check is None
    assert second.check_state(second.shown_check).fewest_edits == 0


def test_nothing_runs_before_the_prediction():
    """While the lab is hidden its clock neither starts nor ticks, and no offer is taken."""
    session = begun(lesson(prediction()))
    assert work(session, bench.start_clock) is session
    assert work(session, bench.tick, 1) is session
    stopped = turned(begun(lesson()), rate=3, count=STOP).bench
    assert stopped.reading.offer
    states = (type(session.state)(stopped),)
    stuck = type(session)(session.lesson, states)
    assert stuck.hidden
    assert work(stuck, bench.take_offer) is stuck


def test_a_step_without_a_lab_does_not_run():
    """Where there is no bench, the moves of a clock change nothing."""
    step, whole = lesson().steps[0], lesson()
    bare = type(step)("bare", "Bare", "", 1, None, (), None, ())
    still = begun(type(whole)(whole.path, whole.title, whole.header, whole.header_fence, (bare,)))
    for move in (bench.start_clock, lambda now: bench.tick(now, 1), bench.take_offer):
        assert work(still, move) is still
    assert still.bench is None
