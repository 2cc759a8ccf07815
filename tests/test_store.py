"""The store of runs and readings, with runs of any size."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from tutor.store import MOST_READINGS, MOST_RUNS, Store


@dataclass(eq=False)
class Sized:
    """A run of some size, which may grow."""

    nbytes: int


class Watched:
    """A store beside a plain account of what it should keep: the plans in the order in which they were asked for."""

    def __init__(self, most_bytes, most_runs):
        self.store, self.most_bytes, self.most_runs = Store(most_bytes, most_runs), most_bytes, most_runs
        self.runs, self.begun = {}, 0

    def ask(self, plan, nbytes):
        def begin():
            self.begun += 1
            return Sized(nbytes)

        begun, expected = self.begun, self.runs.pop(plan, None)
        found = self.store.run(plan, begin)
        assert (self.begun > begun) == (expected is None)
        assert found is expected or expected is None
        self.runs[plan] = found
        while len(self.runs) > 1 and (len(self.runs) > self.most_runs or self._bytes > self.most_bytes):
            del self.runs[next(iter(self.runs))]
        return found

    @property
    def _bytes(self):
        return sum(run.nbytes for run in self.runs.values())


@given(
    asked=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60), st.integers(0, 60)), max_size=60),
    most_bytes=st.integers(0, 200),
    most_runs=st.integers(1, 8),
)
def test_the_runs_asked_for_last_are_kept_within_both_bounds(asked, most_bytes, most_runs):
    """A run is begun once while it is kept, and the runs asked for longest ago are dropped, however runs grow."""
    watched = Watched(most_bytes, most_runs)
    for plan, nbytes, growth in asked:
        found = watched.ask(plan, nbytes)
        assert watched.store.nbytes == watched._bytes
        assert watched.store.nbytes <= most_bytes or len(watched.runs) == 1
        found.nbytes += growth


def test_a_store_keeps_as_many_runs_as_it_says():
    """With small runs the number of runs is the bound, and the last are kept."""
    store = Store()
    first = [store.run(plan, lambda: Sized(1)) for plan in range(MOST_RUNS + 1)]
    assert store.nbytes == MOST_RUNS
    assert all(store.run(plan, lambda: Sized(1)) is first[plan] for plan in range(1, MOST_RUNS + 1))
    assert store.run(0, lambda: Sized(1)) is not first[0]


def test_a_reading_is_read_once_while_it_is_kept():
    """The last readings are kept by their key, and one asked for again counts as asked for last."""
    store, read = Store(), []

    def ask(key):
        return store.reading(key, lambda: read.append(key) or key)

    for key in range(MOST_READINGS):
        assert ask(key) == key
    assert ask(0) == 0
    assert ask("another") == "another"
    assert [ask(0), ask(2)] == [0, 2]
    assert read == [*range(MOST_READINGS), "another"]
    assert ask(1) == 1
    assert read[-1] == 1


def test_readings_do_not_keep_a_run_that_is_evicted():
    """When a run is dropped all readings are, since one of them may hold on to it."""
    store, read = Store(most_bytes=10), []
    store.run("large", lambda: Sized(9))
    store.reading("key", lambda: read.append(1))
    store.run("small", lambda: Sized(1))
    store.reading("key", lambda: read.append(1))
    assert len(read) == 1
    store.run("one more", lambda: Sized(1))
    store.reading("key", lambda: read.append(1))
    assert len(read) == 2


def test_nothing_is_shared_between_two_stores():
    """Each store begins runs of its own."""
    one, other = (Store().run("plan", lambda: Sized(1)) for _ in range(2))
    assert one is not other
