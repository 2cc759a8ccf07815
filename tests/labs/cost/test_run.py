"""The rounds of the cost lab, with a timer whose times are known."""

from timings import CALLS, timing_of


def test_each_round_calls_everything_once_in_another_order():
    """Each round calls everything once, in an order of its own, after a first round that is not measured."""
    timing, clock = timing_of({})
    timing.measure(4, float("inf"))
    warm, *rounds = (clock.calls[i : i + 20] for i in range(0, 100, 20))
    assert len(clock.calls) == 100
    assert all(sorted(each) == sorted(CALLS) for each in (warm, *rounds))
    assert len({tuple(each) for each in rounds}) == 4
    again, other = timing_of({})
    again.measure(4, float("inf"))
    assert other.calls == clock.calls
