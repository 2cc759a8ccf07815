"""A lab that is being worked on: turning, taking back, and looking at it, without a lesson around it."""

from dataclasses import replace
from fractions import Fraction

from course import SHIPPED
from hypothesis import given
from hypothesis import strategies as st
from moves import STORE
from ticking import CountLab

from tutor import bench
from tutor.bench import MOST_UNDO, set_up
from tutor.lab import start_settings, turnable
from tutor.store import Store

LABS = [step.lab for lesson in SHIPPED for step in lesson.steps if step.lab]
KNOBS = [knob for lab in LABS for knob in turnable(lab)]


@st.composite
def knobs_and_values(draw, now):
    """A knob of a bench, and a value between its bounds, seldom the one that it has."""
    knob = draw(st.sampled_from(now.knobs))
    share = draw(st.fractions(0, 1, max_denominator=8))
    value = knob.low + share * (knob.high - knob.low)
    return knob, Fraction(round(value)) if knob.names else value


@st.composite
def benches(draw, labs=LABS):
    """A bench of a shipped lab, after some work at it."""
    now = set_up(draw(st.sampled_from([lab for lab in labs if lab.knobs])), STORE)
    for kind in draw(
        st.lists(st.sampled_from(["turn", "turn", "undo", "redo", "reset", "view", "start", "go on"]), max_size=12)
    ):
        if kind == "turn":
            knob, value = draw(knobs_and_values(now))
            now = bench.turn(now, knob.name, value)
        else:
            now = CHANGES[kind](now)
    return now


CHANGES = {
    "undo": bench.undo,
    "redo": bench.redo,
    "reset": bench.reset,
    "view": bench.next_view,
    "start": bench.start_clock,
    "go on": bench.go_on,
}


# Turning


@given(st.data(), benches())
def test_undo_takes_a_turn_back_and_redo_brings_it_again(data, now):
    """After any turn undo restores settings and history; redo after it restores the turn, and then has nothing left."""
    knob, value = data.draw(knobs_and_values(now))
    after = bench.turn(now, knob.name, value)
    assert after.settings == now.lab.turn(now.settings, knob.name, value)
    if after.settings == now.settings:  # some knobs are cut to whole numbers
        assert after is now
        return
    changed = {name for name, here in after.settings.items() if now.settings.get(name) != here}
    drawn = now.lab.start_parameters if knob.name == "seed" else ()
    gone = {name for name in now.settings if name not in after.settings}
    assert changed <= {knob.name, knob.name.replace("breakpoint", "b"), *now.lab.derived, *drawn}
    assert all(name.startswith("before/") and drawn for name in gone)
    undone = bench.undo(after)
    assert (undone.settings, undone.past) == (now.settings, now.past)
    redone = bench.redo(undone)
    assert redone == after
    assert bench.redo(redone) is redone
    # A turn after an undo is a new branch.
    other = bench.turn(undone, knob.name, knob.low if value == knob.high else knob.high)
    assert other is undone or bench.redo(other) is other


@given(benches())
def test_undo_leads_back_to_the_start_and_redo_to_now(now):
    """As many undos as there is past lead to the start, and as many redos back to now."""
    settings, steps, view = now.settings, len(now.past), now.view
    for _ in range(steps):
        now = bench.undo(now)
    assert now.settings == start_settings(now.lab)
    assert bench.undo(now) is now
    for _ in range(steps):
        now = bench.redo(now)
    assert (now.settings, len(now.past), now.view) == (settings, steps, view)


@given(benches())
def test_reset_goes_to_the_start_and_can_be_undone(now):
    """Reset sets every knob to its start with one entry in the history; at the start it is the same bench."""
    after = bench.reset(now)
    if now.settings == start_settings(now.lab):
        assert after is now
        return
    assert after.settings == start_settings(now.lab)
    assert after.edits == 0
    assert after.past == (*now.past, now.settings)[-MOST_UNDO:]
    assert bench.undo(after).settings == now.settings


@given(st.data(), benches())
def test_settings_are_set_from_the_start_in_one_turn(data, now):
    """`set_to` begins at the start of every knob, sets those that are named, and is taken back by one undo."""
    chosen = [data.draw(knobs_and_values(now)) for _ in range(data.draw(st.integers(0, 3)))]
    wanted = {knob.name: value for knob, value in chosen}
    after = bench.set_to(now, wanted)
    by_turns = set_up(now.lab, now.store)
    for name in sorted(wanted, key=lambda name: name == now.lab.clock):
        by_turns = bench.turn(by_turns, name, wanted[name])
    assert after.settings == by_turns.settings
    assert (after is now) == (after.settings == now.settings)
    assert after is now or bench.undo(after).settings == now.settings
    assert bench.set_to(after, wanted) is after


@given(benches(), st.lists(st.sampled_from(["turn", "start", "undo", "redo", "reset"]), max_size=40))
def test_the_history_has_a_bound(now, kinds):
    """Whatever is done, the history has at most MOST_UNDO entries; here it is full at the beginning."""
    knob = now.knobs[0]
    values = [knob.low, knob.high]
    now = replace(now, past=tuple({**now.settings, knob.name: values[i % 2]} for i in range(MOST_UNDO)))
    for i, kind in enumerate(kinds):
        now = bench.turn(now, knob.name, values[i % 2]) if kind == "turn" else CHANGES[kind](now)
        assert len(now.past) <= MOST_UNDO


def test_the_history_has_its_bound_after_a_run_that_was_begun_between_undo_and_redo():
    """Starting the clock keeps what was undone; redoing it forgets the oldest entry."""
    now = set_up(CountLab(), Store())
    for i in range(MOST_UNDO):
        now = bench.turn(now, "rate", Fraction(i % 2 + 2))
    now = bench.redo(bench.start_clock(bench.undo(now)))
    assert not now.future
    assert len(now.past) == MOST_UNDO


def test_undo_reaches_far_but_does_not_fill_the_memory():
    """The last MOST_UNDO turns can be taken back, and those before are forgotten."""
    now = set_up(CountLab(), Store())
    for i in range(MOST_UNDO + 50):
        now = bench.turn(now, "rate", Fraction(i % 7, 3))
    assert len(now.past) == MOST_UNDO
    for _ in range(MOST_UNDO):
        now = bench.undo(now)
    assert now.settings["rate"] == Fraction((MOST_UNDO + 50 - MOST_UNDO - 1) % 7, 3)
    assert bench.undo(now) is now


@given(st.data(), benches())
def test_what_changes_nothing_is_the_same_bench(data, now):
    """A turn to the value that a knob has, and each move that has nothing to do, returns the bench it was given."""
    knob, _ = data.draw(knobs_and_values(now))
    assert bench.turn(now, knob.name, now.settings[knob.name]) is now
    assert bench.show_view(now, now.view) is now
    assert (bench.undo(now) is now) == (not now.past)
    assert (bench.redo(now) is now) == (not now.future)
    assert (bench.next_view(now) is now) == (len(now.lab.views) == 1)
    if now.clock is None:
        assert bench.start_clock(now) is now
        assert bench.tick(now, 1) is now


@given(st.data(), benches())
def test_no_move_changes_the_bench_it_is_made_in(data, now):
    """A bench is a value: after any move the old one has its settings, history and view."""
    before = (dict(now.settings), now.view, now.past, now.future)
    knob, value = data.draw(knobs_and_values(now))
    for after in (bench.turn(now, knob.name, value), *(change(now) for change in CHANGES.values())):
        assert after.lab is now.lab
        assert after.store is now.store
        assert (dict(now.settings), now.view, now.past, now.future) == before


# Looking


@given(benches())
def test_views_come_round_in_order(now):
    """The next view is the one behind this in the lab's list, and no other part of the bench changes with it."""
    views = now.lab.views
    after = bench.next_view(now)
    assert after.view == views[(views.index(now.view) + 1) % len(views)]
    assert replace(after, view=now.view) == now
    assert [bench.show_view(now, name).view for name in views] == list(views)


def test_a_bench_shows_what_its_lab_shows():
    """Reading, figure and measures are those of the lab at the settings of now, and `edits` counts what was turned."""
    now = bench.turn(set_up(CountLab(), Store()), "rate", Fraction(3))
    assert now.reading.measures["rate"].read() == 3
    assert now.figure.text == "first at 0"
    assert bench.next_view(now).figure.text == "second at 0"
    assert now.measures["edits"].read() == now.edits == 1


def test_edits_are_knobs_that_stand_elsewhere_than_at_the_start():
    """A knob turned twice is one edit, and one that is back at its start is none; the clock does not count."""
    now = set_up(CountLab(), Store())
    assert now.edits == 0
    assert bench.turn(bench.turn(now, "rate", Fraction(3)), "rate", Fraction(2)).edits == 1
    assert bench.turn(bench.turn(now, "rate", Fraction(3)), "rate", Fraction(1)).edits == 0
    assert bench.turn(now, "count", Fraction(4)).edits == 0


def test_a_knob_is_found_by_its_name_where_it_may_be_turned():
    """A bench knows the knobs that the lesson lets the learner turn, and the clock; no other."""
    for lab in LABS:
        now = set_up(lab, Store())
        turned = {*lab.knobs, *([lab.clock] if lab.clock else [])}
        assert {knob.name for knob in lab.all_knobs if now.knob(knob.name)} == turned
        assert all(now.knob(name).name == name for name in turned)
        assert now.knob("nosuch") is None


def test_benches_are_equal_by_what_is_seen_of_them():
    """Two benches with one lab, settings, history and view are equal, whatever store they have."""
    lab = CountLab()
    one, other = (bench.turn(set_up(lab, Store()), "rate", Fraction(2)) for _ in range(2))
    assert one == other
    assert one != bench.undo(one)
    assert one != bench.next_view(one)
    assert one != bench.turn(set_up(CountLab(), Store()), "rate", Fraction(2))


def test_what_is_picked_opens_as_a_bench_of_its_own():
    """A look inside one network of many is a bench at its start with the same store; elsewhere there is none."""
    inside = [now for lab in LABS if (now := bench.look_inside(set_up(lab, STORE)))]
    assert inside
    for now in inside:
        assert now == set_up(now.lab, now.store)
        assert now.store is STORE
    assert bench.look_inside(set_up(CountLab(), STORE)) is None


# Knobs, as keys and typing move them


@given(st.sampled_from(KNOBS), st.fractions(0, 1), st.integers(-30, 30).filter(bool), st.booleans())
def test_a_knob_moves_along_its_marks_and_within_its_bounds(turn, share, steps, coarse):
    """A key moves a knob towards the bound it points to, by at most its steps, to a mark or to the bound."""
    value = turn.low + share * (turn.high - turn.low)
    moved = turn.moved(value, steps, coarse=coarse)
    step = turn.coarse if coarse else turn.fine
    assert turn.low <= moved <= turn.high
    assert moved in {turn.low, turn.high} or (moved / step).denominator == 1
    limit = turn.high if steps > 0 else turn.low
    assert moved == limit or (moved > value if steps > 0 else moved < value)
    assert moved == limit or abs(moved - value) <= abs(steps) * step
