"""Two windows on one lesson: whatever each does and keeps in whatever order, nothing is undone, and each sees it."""

from collections import Counter
from dataclasses import replace

import pytest
from course import written
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from keeping import DRAWN, LESSON, in_memory, visible
from moves import MOVES, STORE, answered, beginnings, begun, moves, played, right_answer, turned, wrong_answer
from profiles import examples

from tutor import session as sessions
from tutor.resume import keep, keep_up, load, open_at


@pytest.fixture
def lesson(tmp_path):
    return written(tmp_path, LESSON + DRAWN)


def answers(*some):
    """Every answer in some sessions: its step, its check and itself."""
    return Counter(
        (step.id, name, given_.answer, given_.right, given_.sure, given_.draw)
        for session in some
        for step, state in zip(session.lesson.steps, session.states, strict=True)
        for name, check in state.checks.items()
        for given_ in check.log
    )


def few(check):
    """A number that is the larger, the fewer edits were needed."""
    return -1000 if check.fewest_edits is None else -check.fewest_edits


def grown(session):
    """What only grows in a session: seen, skipped, and of each check (draw, hints, solution, fewest edits)."""
    return {
        (step.id, name): value
        for step, state in zip(session.lesson.steps, session.states, strict=True)
        for name, value in [
            ("", (state.seen, state.skipped)),
            *((name, (check.draw, check.hints, check.shown, few(check))) for name, check in state.checks.items()),
        ]
    }


def reached(later, earlier):
    """Whether nothing of what had grown in one session is undone in another."""
    now, before = grown(later), grown(earlier)
    for key, was in before.items():
        found = now.get(key, (0, 0, False, -1000))  # a check that was only looked at need not be there
        if key[1] and found[0] > was[0]:
            continue  # asked again in other numbers: its hints and solution begin anew
        if any(new < old for new, old in zip(found, was, strict=True)):
            return False
    return True


class Window:
    """A window: what it has kept, what it shows, and which answers were given in it."""

    def __init__(self, progress, lesson):
        self.progress = progress
        self.kept = load(progress, lesson, STORE)
        self.session = open_at(self.kept, None)
        self.given = Counter()

    def do(self, move):
        before = answers(self.session)
        self.session = played(self.session, move)
        self.given += answers(self.session) - before

    def keep(self):
        on_screen = self.session
        self.kept, self.session = keep_up(self.progress, self.kept, self.session, STORE)
        assert reached(self.session, on_screen)
        assert not answers(on_screen) - answers(self.session)
        return on_screen


def two_windows(progress, lesson):
    """Two windows; `progress` is one connection for both, so each keep is news to the other."""
    progress.changed_elsewhere = lambda: True
    return [Window(progress, lesson) for _ in range(2)]


@examples(0.6)
@given(beginnings(), MOVES, st.lists(st.tuples(st.integers(0, 1), st.booleans()), min_size=26, max_size=26))
def test_no_interleaving_of_two_windows_loses_anything(session, played_moves, turns):
    """Whoever does what, and keeps when: at the end both windows and the file have all answers and all that grew."""
    with in_memory() as progress:
        windows = two_windows(progress, session.lesson)
        for window in windows:
            window.session = sessions.go(window.session, session.at)
        for move, (which, keeps) in zip(played_moves, turns, strict=False):
            windows[which].do(move)
            if keeps:
                windows[which].keep()
        for window in (*windows, *windows):
            window.keep()
        filed = load(progress, session.lesson, STORE)
        assert answers(filed) == windows[0].given + windows[1].given
        for window in windows:
            assert answers(window.session) == answers(filed)
            assert reached(filed, window.session)


@examples(0.4)
@given(beginnings(), MOVES)
def test_one_window_alone_is_not_changed_by_catching_up(session, played_moves):
    """What a window takes in of its own is nothing: the session that it shows is the same object."""
    with in_memory() as progress:
        (window, _) = two_windows(progress, session.lesson)
        window.session = sessions.go(window.session, session.at)
        for move in played_moves:
            window.do(move)
            on_screen = window.keep()
            assert window.session == on_screen
            assert window.session is on_screen


SOME = moves("turn right right wrong hint solution redraw forward back skip go adjust")


class Windows(RuleBasedStateMachine):
    """Two windows on one lesson with a disk that fails now and then; one is closed and opened again at times."""

    @initialize(session=beginnings())
    def begin(self, session):
        self.context = in_memory()
        self.progress = self.context.__enter__()
        self.windows = two_windows(self.progress, session.lesson)
        self.seen = []
        self.closed = Counter()

    @rule(which=st.integers(0, 1), some=SOME)
    def work(self, which, some):
        for move in some[:3]:
            self.windows[which].do(move)

    @rule(which=st.integers(0, 1))
    def keep(self, which):
        self.windows[which].keep()

    @rule(which=st.integers(0, 1))
    def keep_in_vain(self, which):
        """A disk that is full: what is on screen stays, and is kept by the next that works."""
        window = self.windows[which]
        before = window.session
        self.progress.connection.execute("pragma query_only = on")
        window.keep()
        self.progress.connection.execute("pragma query_only = off")
        assert window.session.at == before.at

    @rule(which=st.integers(0, 1))
    def close_and_open(self, which):
        old = self.windows[which]
        old.keep()
        self.closed += old.given
        self.windows[which] = Window(self.progress, old.session.lesson)

    @invariant()
    def nothing_is_lost(self):
        if not hasattr(self, "windows"):
            return
        filed = load(self.progress, self.windows[0].session.lesson, STORE)
        for earlier in self.seen[-3:]:
            assert reached(filed, earlier)
            assert not answers(earlier) - answers(filed)
        self.seen.append(filed)

    def teardown(self):
        if hasattr(self, "windows"):
            for window in (*self.windows, *self.windows):
                window.keep()
            filed = load(self.progress, self.windows[0].session.lesson, STORE)
            assert answers(filed) == self.closed + self.windows[0].given + self.windows[1].given
            self.context.__exit__(None, None, None)


TestWindows = Windows.TestCase
TestWindows.settings = settings(examples(0.1), stateful_step_count=15)


# One case each


@pytest.fixture
def both(lesson):
    """Two windows on the first step."""
    with in_memory() as progress:
        yield two_windows(progress, lesson)


def test_a_hint_and_a_solution_of_another_window_are_seen(both):
    """What was opened in one window is open in the other, and stays so when that one is kept."""
    one, other = both
    one.session = sessions.show_solution(sessions.hint(sessions.hint(one.session)))
    other.session = sessions.hint(other.session)
    one.keep()
    other.keep()
    state = other.session.states[0].checks["pick"]
    assert (state.hints, state.shown) == (2, True)
    assert load(one.progress, one.session.lesson, STORE).states[0].checks["pick"] == state


def test_what_grows_is_the_most_of_both(lesson):
    """Seen, skipped, the fewest edits and the hints of both windows are the most that either has."""
    begin = begun(lesson)

    def having(**changes):
        check = sessions.CheckState(hints=changes.pop("hints", 0), fewest_edits=changes.pop("edits", None))
        state = replace(begin.states[1], checks={"points": check}, **changes)
        return replace(begin, states=(begin.states[0], state, *begin.states[2:]))

    for mine, theirs, edits in (
        (having(seen=True, edits=2, hints=1), having(skipped=True, edits=3, hints=2), 2),
        (having(skipped=True, edits=3, hints=2), having(seen=True, edits=2, hints=1), 2),
        (having(seen=True, skipped=True, hints=2), having(edits=1), 1),
        (having(edits=1), having(seen=True, skipped=True, hints=2), 1),
    ):
        _, now = sessions.caught_up(begin, mine, theirs)
        state = now.states[1]
        check = state.checks["points"]
        assert (state.seen, state.skipped, check.hints, check.fewest_edits) == (True, True, 2, edits)


def test_the_answers_of_both_stand_in_the_order_of_the_file(both):
    """The log of both windows is that of the file, with what is not kept yet behind it."""
    one, other = both
    one.session = answered(one.session, (2,))
    other.session = answered(other.session, (1,))
    other.keep()
    one.keep()
    other.keep()
    for window in both:
        assert [each.answer for each in window.session.states[0].checks["pick"].log] == [(1,), (2,)]


def test_what_is_on_screen_does_not_move(both):
    """Knobs, view, draft, question and what is pending on the step on screen stay, whatever the other window does."""
    one, other = both
    for window in both:
        window.session = sessions.forward(answered(window.session, right_answer(window.session.shown_check)))
    one.session = turned(one.session, b0=-3)
    other.session = turned(other.session, b0=-2)
    one.keep()
    before = other.keep()
    assert other.session.shown_question == before.shown_question
    assert other.session.bench is before.bench
    other.session, one.session = sessions.go(other.session, 3), sessions.go(one.session, 3)
    one.session = sessions.redraw(answered(one.session, wrong_answer(one.session.shown_check)))
    one.keep()
    before = other.keep()
    assert other.session.shown_question == before.shown_question
    other.session = answered(other.session, right_answer(other.session.shown_check))
    other.keep()
    filed = load(one.progress, one.session.lesson, STORE).states[3].checks["product"]
    assert (filed.draw, [each.draw for each in filed.log]) == (1, [0, 0])


def test_a_step_that_is_not_on_screen_follows_the_other_window(both):
    """Knobs and drafts of other steps come from the window that changed them, and are not put back by this one."""
    one, other = both
    other.session = sessions.go(other.session, 2)
    one.session = sessions.forward(answered(one.session, right_answer(one.session.shown_check)))
    one.session = turned(one.session, b0=-3)
    one.keep()
    other.session = sessions.hint(other.session)
    other.keep()
    assert other.session.states[0].bench.settings == one.session.bench.settings
    assert load(one.progress, one.session.lesson, STORE).states[0].bench.settings == one.session.bench.settings


def test_what_was_answered_elsewhere_is_not_pending_any_more(lesson):
    """An answer that waits for how sure one is goes when the other window has settled the question."""
    waiting = begun(lesson)
    check = lesson.steps[0].checks[0]
    state = sessions.CheckState(pending=(1,))
    waiting = replace(waiting, states=(replace(waiting.states[0], checks={check.id: state}), *waiting.states[1:]))
    settled = answered(begun(lesson), right_answer(check))
    _, now = sessions.caught_up(begun(lesson), waiting, settled)
    assert now.states[0].checks[check.id].pending == ()
    assert now.open_check is None


def test_a_file_that_has_lost_answers_takes_none_from_the_screen(both):
    """Where the file has fewer answers than before, those on screen stay."""
    one, _ = both
    one.session = answered(one.session, (2,))
    one.keep()
    one.progress.connection.executescript("delete from answer")
    one.session = sessions.hint(one.session)
    one.keep()
    assert [each.answer for each in one.session.states[0].checks["pick"].log] == [(2,)]


def test_keeping_alone_takes_nothing_in(both):
    """`keep` writes and nothing else: what is on screen is what was handed in."""
    one, other = both
    one.session = sessions.hint(one.session)
    one.keep()
    assert keep(other.progress, other.kept, other.session) is other.session
    assert visible(other.session) != visible(one.session)
