"""Where the learner is: values that never change, and functions that make the next one."""

import copy
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moves import MOVES, answered, played, right_answer, solved, turned

import tutor
from tutor import session as sessions
from tutor.check import DrawnCheck, GoalCheck, SketchCheck
from tutor.lab import start_settings, turnable
from tutor.lesson.model import Lesson
from tutor.lesson.read import read
from tutor.session import MOST_UNDO, CheckState, StepState, begin

ROOT = Path(tutor.__file__).parents[1]
SHIPPED = [read(path) for path in sorted((Path(__file__).parents[1] / "lessons").glob("*.md"))]

TEXT = """\
# Title

```toml lesson
format = 1
id = "mine"
question = "Why?"
```

## Turn {#turn}

```toml lab network
w = [1, 1]
b = [-10, 10]
v = [1, 1]
range = [-4, 4]
knobs = ["b0", "b1"]
show = ["sum", "units", "pre-activations"]
```

```toml check number
id = "guess"
predict = true
ask = "What?"
answer = 10
proof = "f(0)"
otherwise = "o"
hints = ["a", "b", "c"]
explain = "e"
```

```toml check goal
id = "bend"
ask = "Bend it."
want = ["bends > 0"]
hints = ["a", "b", "c"]
explain = "e"
solution = { b0 = 0 }
```

```toml check goal
id = "bend-more"
ask = "Bend it twice."
want = ["bends > 1"]
hints = ["a", "b", "c"]
explain = "e"
solution = { b0 = 0, b1 = 1 }
```

## Draw {#draw}

```toml lab network
w = [1]
b = [0]
v = [1]
range = [-4, 4]
```

```toml check sketch
id = "points"
predict = true
ask = "Draw."
xs = [-1, 0, 2]
heights = [0, 0, 2]
low = -1
high = 3
step = "1/2"
otherwise = "o"
hints = ["a", "b", "c"]
explain = "e"
```

## Read {#read}

Nothing is asked here.
"""


@pytest.fixture
def lesson(tmp_path):
    path = tmp_path / "x.md"
    path.write_text(TEXT, encoding="utf-8")
    found = read(path)
    assert isinstance(found, Lesson), found
    return found


@pytest.fixture
def turning(lesson):
    """The first step with its prediction made: the knobs turn, and the goal “bend” is open."""
    return sessions.forward(answered(begin(lesson), (Fraction(10),)))


# A learner who does anything at any time


@st.composite
def beginnings(draw):
    """Any step of a shipped lesson, mostly with its predictions made, so that its knobs turn."""
    lesson = draw(st.sampled_from(SHIPPED))
    session = sessions.go(begin(lesson), draw(st.integers(0, len(lesson.steps) - 1)))
    predicted = draw(st.sampled_from([True, True, True, False]))
    while predicted and session.hidden:
        session = sessions.show_solution(session)
        session = sessions.forward(session) or session
    return session


@st.composite
def plays(draw):
    """A shipped lesson after some moves."""
    session = draw(beginnings())
    for move in draw(MOVES):
        session = played(session, move)
    return session


@settings(max_examples=60)
@given(beginnings(), MOVES)
def test_no_move_changes_the_session_it_is_made_in(session, moves):
    """Undo, and the front end that still shows the old session, would see the new one."""
    for move in moves:
        states, at = copy.deepcopy(session.states), session.at
        after = played(session, move)
        assert session.states == states
        assert session.at == at
        session = after


@settings(max_examples=100)
@given(beginnings(), MOVES)
def test_what_holds_at_every_moment(session, moves):
    """Something done would be lost, or something hidden would be seen."""
    lesson = session.lesson
    for move in moves:
        before, session = session, played(session, move)
        assert 0 <= session.at < len(lesson.steps)
        assert session.view is None or session.view in session.step.lab.views
        for step, was, now in zip(lesson.steps, before.states, session.states, strict=True):
            assert 0 <= now.check < max(1, len(step.checks))
            assert now.seen >= was.seen
            assert len(now.past) <= MOST_UNDO
            waiting = [c for c in step.predicts if not now.checks.get(c.id, CheckState()).answers]
            if any(not (s := now.checks.get(c.id, CheckState())).done and not s.draw for c in waiting):
                assert now.settings == start_settings(step.lab), "a knob was turned before the prediction"
            for check in step.checks:
                old, new = was.checks.get(check.id, CheckState()), now.checks.get(check.id, CheckState())
                assert new.hints <= 3
                assert new.hints >= old.hints or new.draw != old.draw
                assert new.sure in {0, 1, 2, 3}
                assert new.sure == old.sure or not old.sure
                if new.draw != old.draw:
                    assert isinstance(check, DrawnCheck)
                    assert (new.draw, new.done, new.answers) == (old.draw + 1, False, ())
                    continue
                assert new.answers[: len(old.answers)] == old.answers
                assert new.solved >= old.solved
                assert new.shown >= old.shown
                assert new.closed >= old.closed
                if check.silent:
                    assert (len(new.answers), new.hints, new.shown) in {(0, 0, False), (1, 0, False)}
                    assert new.done == bool(new.answers)
                if check.rated and not old.answers and new.answers:
                    assert new.sure, "judged before it was said how sure"
                if old.fewest_edits is not None:
                    assert new.fewest_edits is not None
                    assert new.fewest_edits <= old.fewest_edits
                if isinstance(check, GoalCheck) and new.solved and not check.impossible:
                    assert new.fewest_edits is not None


# Turning


@given(plays(), st.integers(0, 9), st.fractions(0, 1, max_denominator=8))
def test_undo_takes_a_turn_back_and_redo_brings_it_again(session, which, share):
    """A learner who tries something would lose what was there before."""
    if not session.knobs or session.hidden:
        assert sessions.reset(session) is session
        return
    turn = session.knobs[which % len(session.knobs)]
    value = turn.low + share * (turn.high - turn.low)
    after = sessions.turn(session, turn, value)
    if after is session:
        assert session.state.settings[turn.name] == value
        return
    lab = session.step.lab
    assert after.state.settings == lab.turn(session.state.settings, turn.name, value)
    changed = {name for name, now in after.state.settings.items() if session.state.settings[name] != now}
    assert changed <= {turn.name, turn.name.replace("breakpoint", "b"), *lab.derived}
    undone = sessions.undo(after)
    assert undone.state.settings == session.state.settings
    assert undone.state.past == session.state.past
    redone = sessions.redo(undone)
    assert redone.state.settings == after.state.settings
    assert redone.state.past == after.state.past
    assert sessions.redo(redone).state.settings == redone.state.settings
    # A turn after an undo is a new branch.
    other = sessions.turn(undone, turn, turn.low if value == turn.high else turn.high)
    assert other is undone or sessions.redo(other) is other


@given(plays())
def test_undo_leads_back_to_the_start_and_redo_to_now(session):
    """Some turn would be left out on the way back."""
    now, steps = session.state.settings, len(session.state.past)
    for _ in range(steps):
        session = sessions.undo(session)
    if steps or session.step.lab:
        assert session.state.settings == start_settings(session.step.lab)
    assert sessions.undo(session) is session
    for _ in range(steps):
        session = sessions.redo(session)
    assert session.state.settings == now


@given(plays())
def test_reset_goes_to_the_start_and_can_be_undone(session):
    """One key would throw away all that was set."""
    lab = session.step.lab
    if session.hidden or not lab or session.state.settings == start_settings(lab):
        assert sessions.reset(session) is session
        return
    after = sessions.reset(session)
    assert after.state.settings == start_settings(session.step.lab)
    assert after.edits == 0
    assert sessions.undo(after).state.settings == session.state.settings


def test_undo_reaches_far_but_does_not_fill_the_memory(turning):
    """A key that repeats for an hour would keep every value it passed."""
    for i in range(MOST_UNDO + 50):
        turning = turned(turning, b1=Fraction(i % 7, 3))
    assert len(turning.state.past) == MOST_UNDO
    for _ in range(MOST_UNDO):
        turning = sessions.undo(turning)
    assert turning.state.settings["b1"] == Fraction((MOST_UNDO + 50 - MOST_UNDO - 1) % 7, 3)
    assert sessions.undo(turning) is turning


def test_turning_to_the_same_value_is_no_turn(turning):
    """Undo would seem to do nothing."""
    assert turned(turning, b0=-10) is turning


def test_turns_of_one_step_leave_the_others_alone(turning):
    """The knobs of another step would move along."""
    after = turned(turning, b0=1)
    assert after.states[1:] == turning.states[1:]
    elsewhere = sessions.go(after, 1)
    assert sessions.undo(elsewhere) is elsewhere
    assert sessions.go(elsewhere, 0).state == after.state


def test_edits_are_knobs_that_stand_elsewhere_than_at_the_start(turning):
    """Turning one knob to and fro would count as many edits, and no goal with a limit could be reached."""
    session = turned(turning, b0=1, b1=3)
    session = turned(session, b0=2)
    assert session.edits == 2
    assert turned(session, b0=-10).edits == 1


# Predicting


def test_the_lab_is_hidden_and_its_knobs_locked_until_it_is_predicted(lesson):
    """The answer would stand beside the question."""
    session = begin(lesson)
    assert session.hidden
    assert turned(session, b0=1) is session
    assert sessions.reset(session) is session
    assert sessions.undo(session) is session
    assert sessions.hint(session).hidden
    assert sessions.next_view(session).hidden


def test_a_wrong_prediction_shows_the_lab_too(lesson):
    """Who predicts wrongly would never see why."""
    session = answered(begin(lesson), (Fraction(-1),))
    assert not session.hidden
    assert session.open_check.id == "guess"
    assert turned(session, b0=1).state.settings["b0"] == 1


def test_giving_a_prediction_up_shows_the_lab(lesson):
    """The step would stay dark for good."""
    assert not sessions.show_solution(begin(lesson)).hidden


def test_each_prediction_of_a_step_is_waited_for():
    """The lab would answer the second question before it is asked."""
    for lesson in SHIPPED:
        for i, step in enumerate(lesson.steps):
            session = sessions.go(begin(lesson), i)
            for n, check in enumerate(step.predicts):
                assert session.hidden, (lesson.id, step.id, n)
                session = answered(session, right_answer(check))
                session = sessions.forward(session) if n + 1 < len(step.predicts) else session
            assert not session.hidden


# Goals


def test_a_goal_counts_the_moment_the_lab_reaches_it(turning):
    """The learner would have to submit what can be seen."""
    assert turning.open_check.id == "bend"
    after = turned(turning, b0=0)
    state = after.check_state(after.shown_check)
    assert state.solved
    assert state.fewest_edits == 1
    assert len(state.answers) == 1
    assert after.open_check is None
    assert after.shown_check.id == "bend"
    assert sessions.last_verdict(after, after.shown_check).right


def test_the_fewest_edits_are_remembered(turning):
    """A better solution would not count, or a worse one would replace it."""
    counts = []
    session = turned(turning, b1=9)
    for change in ({"b0": 0}, {"b1": 10}, {"b1": 5}, {"b0": -10}, {"b0": 1, "b1": 10}):
        session = turned(session, **change)
        counts.append(session.state.checks["bend"].fewest_edits)
    assert counts == [2, 1, 1, 1, 1]
    assert len(session.state.checks["bend"].answers) == 1


def test_undo_and_reset_can_reach_a_goal_as_well(turning):
    """Settings would count on the way there and not on the way back."""
    # From a place where the goal is not met, undone to one where it is.
    session = turned(turning, b0=0)
    open_again = sessions.Session(
        session.lesson,
        tuple(
            StepState(**{**vars(state), "checks": {k: v for k, v in state.checks.items() if k != "bend"}})
            for state in turned(session, b0=-11).states
        ),
    )
    assert open_again.open_check.id == "bend"
    assert sessions.undo(open_again).state.checks["bend"].solved


def test_a_goal_left_behind_keeps_its_solution_when_the_knobs_move_on(turning):
    """Going on to the next task would undo the last one."""
    session = turned(sessions.forward(turned(turning, b0=0)), b0=-10)
    assert session.open_check.id == "bend-more"
    assert session.state.checks["bend"].solved


def test_only_the_open_goal_is_reached(turning):
    """A task would be done before it was read."""
    session = turned(turning, b1=1, b0=0)
    assert session.state.checks["bend"].solved
    assert "bend-more" not in session.state.checks


def test_a_goal_that_is_met_when_it_comes_up_counts_at_once(turning):
    """The learner would look at a task that is done, and no key would say so."""
    session = sessions.forward(turned(turning, b1=1, b0=0))
    assert session.shown_check.id == "bend-more"
    assert session.open_check is None


@pytest.mark.parametrize("lesson", SHIPPED, ids=lambda lesson: lesson.id)
def test_settings_that_were_found_before_the_question_count_when_it_is_asked(lesson):
    """Who plays with the knobs before the task comes up would stand before a task that is done and does not end."""
    for i, step in enumerate(lesson.steps):
        for n, goal in enumerate(step.checks):
            if not n or not isinstance(goal, GoalCheck):
                continue
            session = sessions.show_solution(sessions.go(begin(lesson), i))
            for _ in range(n - 1):
                session = sessions.show_solution(sessions.forward(session))
            session = sessions.forward(turned(session, **goal.solution))
            assert session.shown_check is goal
            assert session.open_check is None or not all(goal.met(session.measures)), goal.id


def test_asking_for_a_goal_turns_the_knobs_and_does_not_count_as_solving(turning):
    """Who gives up would be praised for it, or not be shown."""
    session = sessions.show_solution(turned(turning, b1=9))
    state = session.check_state(session.shown_check)
    assert (state.done, state.solved, state.shown, state.fewest_edits) == (True, False, True, None)
    assert session.state.settings == {**start_settings(session.step.lab), "b0": 0}
    assert sessions.undo(session).state.settings["b1"] == 9
    assert not turned(session, b0=1).check_state(session.shown_check).solved


# Answers, hints, solutions


def test_answers_are_all_kept_and_only_a_right_one_solves(lesson):
    """The history of a check would be lost, or a wrong answer would end it."""
    session = begin(lesson)
    for value in (1, 2, 1):
        session = answered(session, (Fraction(value),))
    assert session.open_check.id == "guess"
    assert not sessions.last_verdict(session, session.open_check).right
    session = answered(session, (Fraction(10),))
    state = session.check_state(session.shown_check)
    assert state.answers == tuple((Fraction(value),) for value in (1, 2, 1, 10))
    assert state.solved
    assert sessions.last_verdict(session, session.shown_check).say == "e"
    assert answered(session, (Fraction(3),)) is session


def test_hints_open_one_by_one_stay_open_and_end(lesson):
    """A hint would be skipped, closed again, or asked for where there is none."""
    session, counts = begin(lesson), []
    for _ in range(5):
        session = sessions.hint(session)
        counts.append(session.check_state(session.shown_check).hints)
    assert counts == [1, 2, 3, 3, 3]
    session = answered(session, (Fraction(1),))
    assert session.check_state(session.shown_check).hints == 3
    assert sessions.go(sessions.go(session, 1), 0).check_state(session.shown_check).hints == 3


def test_a_solution_ends_a_check_without_solving_it(lesson):
    """Giving up would be counted as an answer."""
    session = sessions.show_solution(begin(lesson))
    state = session.check_state(session.shown_check)
    assert (state.done, state.solved, state.answers) == (True, False, ())
    assert sessions.show_solution(session) is session
    assert sessions.last_verdict(session, session.shown_check) is None


def test_a_step_without_checks_takes_no_answers(lesson):
    """Keys that mean nothing there would end the program."""
    session = sessions.go(begin(lesson), 2)
    for move in (sessions.hint, sessions.show_solution, sessions.undo, sessions.redo, sessions.reset):
        assert move(session) is session
    assert answered(session, ()) is session
    assert sessions.place(session, 0, Fraction(1)) is session
    assert (session.reading, session.view, session.knobs, session.edits) == (None, None, (), 0)
    assert not session.hidden
    assert sessions.next_view(session).view is None


# Sketching


@given(st.lists(st.tuples(st.integers(0, 2), st.fractions(-9, 9)), max_size=6))
def test_points_stay_on_their_marks_and_within_their_bounds(moves):
    """A point would be dragged out of the plot, or to a height that no key reaches."""
    lesson = next(each for each in SHIPPED if any(isinstance(c, SketchCheck) for s in each.steps for c in s.checks))
    at = next(i for i, step in enumerate(lesson.steps) if any(isinstance(c, SketchCheck) for c in step.checks))
    session = sessions.go(begin(lesson), at)
    check = session.open_check
    for index, height in moves:
        before = sessions.drafted(session, check)
        session = sessions.place(session, index, height)
        heights = sessions.drafted(session, check)
        assert heights[index] == min(check.high, max(check.low, heights[index]))
        assert (heights[index] / check.step).denominator == 1
        assert abs(heights[index] - min(check.high, max(check.low, height))) <= check.step / 2
        assert [h for i, h in enumerate(heights) if i != index] == [h for i, h in enumerate(before) if i != index]
    assert session.check_state(check).answers == ()


def test_a_sketch_begins_flat_within_its_bounds_and_is_answered_as_drawn(lesson):
    """A sketch would begin outside its own plot."""
    session = sessions.go(begin(lesson), 1)
    check = session.open_check
    assert sessions.drafted(session, check) == (0, 0, 0)
    session = sessions.place(session, 2, Fraction(2))
    session = answered(session, sessions.drafted(session, check))
    assert session.check_state(check).solved


# Going through the lesson


def test_forward_waits_for_the_check_and_then_goes_on(lesson):
    """A step would be left by accident, or never."""
    session = begin(lesson)
    assert sessions.forward(session) is None
    session = sessions.forward(answered(session, (Fraction(10),)))
    assert (session.at, session.shown_check.id) == (0, "bend")
    session = sessions.forward(sessions.show_solution(session))
    session = sessions.forward(sessions.show_solution(session))
    assert (session.at, session.shown_check.id) == (1, "points")
    session = sessions.forward(sessions.show_solution(session))
    assert (session.at, session.shown_check, session.last) == (2, None, True)
    assert sessions.forward(session) is None


def test_back_goes_to_the_check_before_and_then_to_the_step_before(turning):
    """A learner could not look at the last explanation again."""
    assert turning.shown_check.id == "bend"
    first = sessions.back(turning)
    assert (first.at, first.shown_check.id) == (0, "guess")
    assert sessions.back(first).at == 0
    assert sessions.back(sessions.go(turning, 1)).shown_check.id == "bend"


def test_a_skipped_step_says_so_until_it_is_done(lesson):
    """The course would show a step as done that was left out."""
    session = sessions.skip(begin(lesson))
    assert session.at == 1
    assert session.step_mark(0) == "skipped"
    session = sessions.go(session, 0)
    while session.at == 0:
        session = sessions.forward(sessions.show_solution(session))
    assert session.step_mark(0) == "done"
    assert sessions.skip(sessions.go(session, 0)).step_mark(0) == "done"


def test_the_marks_of_a_step(lesson):
    """The map of the lesson would mislead."""
    session = begin(lesson)
    assert [session.step_mark(i) for i in range(3)] == ["new", "new", "new"]
    session = sessions.hint(session)
    assert session.step_mark(0) == "begun"
    # Nothing is asked in the last step: it is done when it has been seen.
    assert sessions.go(session, 2).step_mark(2) == "done"
    assert sessions.skip(sessions.go(session, 2)).at == 2


def test_a_step_that_does_not_exist_is_the_nearest_one(lesson):
    """An index from elsewhere would end the program."""
    assert [sessions.go(begin(lesson), i).at for i in (-5, 0, 2, 99)] == [0, 0, 2, 2]


@pytest.mark.parametrize("lesson", SHIPPED, ids=lambda lesson: lesson.id)
def test_every_shipped_lesson_can_be_finished(lesson):
    """A lesson would have no end."""
    session = begin(lesson)
    while True:
        check = session.open_check
        assert not session.finished or check is None
        if check:
            session = solved(session)
            assert session.check_state(check).solved, check.id
        following = sessions.forward(session)
        if following is None:
            break
        session = following
    assert session.finished
    assert session.last
    assert not session.hidden


@pytest.mark.parametrize("lesson", SHIPPED, ids=lambda lesson: lesson.id)
def test_every_view_of_every_lab_comes_round(lesson):
    """A view would be named in the lesson and never be shown."""
    for i, step in enumerate(lesson.steps):
        session, seen = sessions.go(begin(lesson), i), []
        for _ in range(len(step.lab.views) if step.lab else 0):
            seen.append(session.view)
            assert session.reading.figure(session.view)
            session = sessions.next_view(session)
        assert tuple(seen) == (step.lab.views if step.lab else ())
        assert session.view == (seen[0] if seen else None)


# Knobs, as keys and typing move them


KNOBS = [knob for lesson in SHIPPED for step in lesson.steps if step.lab for knob in turnable(step.lab)]


@given(st.sampled_from(KNOBS), st.fractions(0, 1), st.integers(-30, 30).filter(bool), st.booleans())
def test_a_knob_moves_along_its_marks_and_within_its_bounds(turn, share, steps, coarse):
    """A key would put a knob beside its marks, out of bounds, or move it the wrong way."""
    value = turn.low + share * (turn.high - turn.low)
    moved = turn.moved(value, steps, coarse=coarse)
    step = turn.coarse if coarse else turn.fine
    assert turn.low <= moved <= turn.high
    assert moved in {turn.low, turn.high} or (moved / step).denominator == 1
    limit = turn.high if steps > 0 else turn.low
    assert moved == limit or (moved > value if steps > 0 else moved < value)
    assert moved == limit or abs(moved - value) <= abs(steps) * step


def test_importing_the_session_loads_no_front_end():
    """The plain front end would wait for the screen's libraries to load, and the boundary would be gone."""
    code = "import sys, tutor.session; print(sorted({n.partition('.')[0] for n in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    loaded = set(done.stdout.replace("'", " ").replace(",", " ").strip("[]\n").split())
    assert "tutor" in loaded
    assert not loaded & {"textual", "rich", "plotext", "sqlite3"}
