"""What is derived from a value is worked out once: a question's name and numbers, readings, goals, verdicts."""

from fractions import Fraction

from counting import counted, judged, to_be_judged
from course import SHIPPED, each_lesson
from hypothesis import given
from hypothesis import strategies as st
from moves import (
    MOVES,
    STAYING,
    answered,
    beginnings,
    begun,
    moves,
    next_view,
    past_questions,
    played,
    predicted,
    redo,
    right_answer,
    turned,
    undo,
)
from ticking import CountLab

from tutor import bench, expression
from tutor import session as sessions
from tutor.check import CANNOT, DrawnCheck, GoalCheck
from tutor.session.state import asked
from tutor.store import Store

DRAWN = [
    (lesson, i, n)
    for lesson in SHIPPED
    for i, step in enumerate(lesson.steps)
    for n, check in enumerate(step.checks)
    if isinstance(check, DrawnCheck)
]


def at(lesson, i, n):
    """A check on show, in a step whose lab is seen."""
    return past_questions(begun(lesson, i), n)


# Questions


STILL = sorted(set(STAYING.split()))


@each_lesson
def test_a_drawn_question_keeps_its_name_and_its_numbers(lesson):
    """Whatever is turned, hinted, viewed or answered, the question on show has one name and is one object."""
    for _, i, n in [where for where in DRAWN if where[0] is lesson]:
        session = at(lesson, i, n)
        for draw in range(3):
            question, check = session.shown_question, session.shown_check
            assert question == (lesson.id, lesson.steps[i].id, lesson.steps[i].checks[n].id, draw)
            for a in (3, 12):
                for kind in STILL:
                    session = played(session, (kind, a, a))
                    assert session.shown_question == question, kind
                    assert session.shown_check is check, kind
                    assert session.open_question == (question if session.open_check else None)
            session = sessions.redraw(session)
            assert session.shown_question == question._replace(draw=draw + 1)


@given(st.sampled_from(DRAWN), moves(STAYING))
def test_no_sequence_of_other_moves_changes_the_question(where, staying):
    """The name of a drawn question changes with the draw and with the place alone."""
    session = at(*where)
    question, check = session.shown_question, session.shown_check
    for move in staying:
        session = played(session, move)
        assert session.shown_question == question, move
        assert session.shown_check is check, move


@given(beginnings(), MOVES)
def test_two_questions_have_one_name_where_they_are_the_same(session, played_moves):
    """The name of the question changes exactly when another check or another draw of it comes on show."""
    for move in played_moves:
        before, session = session, played(session, move)
        same = before.at == session.at and before.shown_check is session.shown_check
        assert (before.shown_question == session.shown_question) == same


@each_lesson
def test_each_draw_is_drawn_once(lesson):
    """However often a drawn check is looked at, in however many sessions, each of its draws is drawn once."""
    asked.cache_clear()
    here = [where for where in DRAWN if where[0] is lesson]
    with counted(DrawnCheck, "drawn") as drawn:
        for _ in range(2):
            for where in here:
                session = at(*where)
                for _ in range(3):
                    for kind in STILL:
                        session = played(session, (kind, 5, 5))
                    session = sessions.redraw(answered(session, right_answer(session.shown_check)))
    found = [(check.id, draw) for check, draw, _ in drawn]
    assert sorted(found) == sorted((lesson.steps[i].checks[n].id, draw) for _, i, n in here for draw in range(3))


# Readings


@each_lesson
def test_a_hint_and_a_view_do_not_read_the_lab_again(lesson):
    """A lab is read once for its settings: hints and views read nothing, an undo comes back to a kept reading."""
    for i, step in enumerate(lesson.steps):
        session = predicted(begun(lesson, i, Store()))
        if step.lab is None or not step.lab.knobs:
            continue
        assert len(session.checks) == len(step.checks)  # a drawn one reads the lab at its start, once for each draw
        knob = session.bench.knobs[0]
        value = other_value(session, knob)
        with counted(type(step.lab), "read") as reads:
            first = look(session)
            count = len(reads)
            assert count <= 1
            for change in (sessions.hint, next_view, sessions.hint, next_view, sessions.show_solution):
                if not isinstance(session.open_check, GoalCheck):
                    session = change(session)
                    assert look(session) is first
            assert len(reads) == count
            before, session = look(session), sessions.work(session, bench.turn, knob.name, value)
            after = look(session)
            count = len(reads)
            assert look(undo(session)) is before
            assert look(redo(undo(session))) is after
            assert len(reads) == count


def other_value(session, knob):
    """A value next to the one that a knob has."""
    now = session.bench.settings[knob.name]
    return knob.moved(now, 1) if now < knob.high else knob.moved(now, -1)


def look(session):
    """What a front end reads off the bench; without the figure, which may take long."""
    assert session.bench.measures is not None
    return session.bench.reading


def test_the_same_settings_are_read_once():
    """Two benches with one lab, one store and equal settings have the same reading; another store reads anew."""
    store, lab = Store(), CountLab()
    with counted(CountLab, "read") as reads:
        one, other = bench.set_up(lab, store), bench.set_up(lab, store)
        assert one.reading is other.reading
        assert bench.turn(one, "rate", Fraction(2)).reading is bench.turn(other, "rate", Fraction(2)).reading
        assert len(reads) == 2
        assert bench.set_up(lab, Store()).reading is not one.reading
        assert bench.set_up(CountLab(), store).reading is not one.reading
        assert len(reads) == 4


# Goals


@each_lesson
def test_what_a_goal_wants_is_worked_out_once_a_turn(lesson):
    """A turn compares each wish of the open goal once, however often the session shows its standing afterwards."""
    for i, step in enumerate(lesson.steps):
        for n, goal in enumerate(step.checks):
            if not isinstance(goal, GoalCheck) or not step.lab.knobs:
                continue
            session = past_questions(begun(lesson, i, Store()), n)
            if session.open_check is not goal:
                continue
            knob = session.bench.knobs[-1]
            value = other_value(session, knob)
            others = [check for check in step.checks if check is not goal and session.check_state(check).solved]
            with counted(expression, "holds") as compared:
                session = sessions.work(session, bench.turn, knob.name, value)
                standing = session.standing(goal)
                assert next_view(sessions.hint(session)).standing(goal) == standing
                assert sessions.work(session, bench.show_view, session.bench.view).standing(goal) is standing
            mine = [comparison for comparison, _ in compared if comparison in goal.comparisons]
            assert len(mine) == len(goal.comparisons), goal.id
            assert len(compared) == len(mine) + sum(len(other.want) for other in others if isinstance(other, GoalCheck))


# Verdicts


@given(beginnings(), MOVES)
def test_an_answer_is_judged_once(session, played_moves):
    """Each answer in the log was judged when it was given, and no later move judges it again."""
    before = to_be_judged(session)
    for move in played_moves:
        with judged() as calls:
            session = played(session, move)
        before += len(calls)
        assert to_be_judged(session) == before


def test_a_wrong_cannot_be_done_is_judged_once(impossible):
    """After “cannot be done” was wrong, turning on judges nothing, and the answer stays as it was judged."""
    session = sessions.forward(sessions.cannot(impossible))
    with judged() as calls:
        session = sessions.cannot(session)
        said = session.check_state(session.open_check).last
        for value in (1, 2, 3, -1, 0):
            session = turned(session, b0=value)
            assert session.check_state(session.open_check).last is said
        for move in (undo, redo, next_view, sessions.hint):
            session = move(session)
    assert calls == [(session.open_check, CANNOT)]
