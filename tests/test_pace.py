"""Work in slices of time, with a timer that only goes on while work is done."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.pace import run_slice


class Work:
    """Units of work, each of which takes some seconds of its own; it ends with the last of them.

    Attributes:
        now: what the timer says.
        calls: (when it began, units asked for, units done) of each call.
    """

    def __init__(self, costs):
        self.costs, self.now, self.done, self.calls = costs, 0.0, 0, []

    def advance(self, units):
        did = min(units, len(self.costs) - self.done)
        self.calls.append((self.now, units, did))
        self.now += sum(self.costs[self.done : self.done + did])
        self.done += did
        return did

    def slice(self, units, seconds, most_at_once):
        return run_slice(self.advance, units, seconds, most_at_once=most_at_once, timer=lambda: self.now)


costs = st.lists(st.floats(0, 10), max_size=60)
units = st.integers(0, 80)
seconds = st.floats(0, 50)
most = st.integers(1, 9)


@given(costs=costs, units=units, seconds=seconds, most_at_once=most)
def test_a_slice_does_no_more_than_is_asked_and_at_least_one_unit(costs, units, seconds, most_at_once):
    """The units done are those of `advance`: up to `units`, and at least one where there is one."""
    work = Work(costs)
    done = work.slice(units, seconds, most_at_once)
    assert done == work.done == sum(did for *_, did in work.calls)
    assert min(1, units, len(costs)) <= done <= min(units, len(costs))
    assert all(1 <= asked <= most_at_once for _, asked, _ in work.calls)


@given(costs=costs, units=units, seconds=seconds, most_at_once=most)
def test_only_the_last_call_overruns_the_slice(costs, units, seconds, most_at_once):
    """No call begins after the end of the slice, so that it overruns by one call at most."""
    work = Work(costs)
    work.slice(units, seconds, most_at_once)
    assert all(began <= seconds for began, *_ in work.calls)


@given(cost=st.integers(1, 20), units=st.integers(1, 60), seconds=st.integers(0, 300), most_at_once=most)
def test_where_all_units_take_the_same_the_slice_is_filled_and_not_overrun(cost, units, seconds, most_at_once):
    """As many whole units are done as fit into the slice."""
    work = Work([cost] * 60)
    assert work.slice(units, seconds, most_at_once) == min(units, max(1, seconds // cost))


@given(costs=costs, most_at_once=most)
def test_work_that_can_go_no_further_ends_the_slice(costs, most_at_once):
    """After a call that does nothing there is no other call."""
    work = Work(costs)
    work.slice(1000, math.inf, most_at_once)
    assert [did for *_, did in work.calls].index(0) == len(work.calls) - 1
    assert work.done == len(costs)


@pytest.mark.parametrize("seconds", [0.0, -1.0])
def test_a_slice_without_time_does_one_unit(seconds):
    """The least slice makes the least progress, and no more."""
    assert Work([1.0] * 9).slice(9, seconds, 9) == 1


def test_a_timer_that_stands_still_does_not_stop_the_work():
    """Units that take no time at all are all done."""
    assert Work([0.0] * 50).slice(50, 1.0, 4) == 50
