"""What a learner can do to a session, as data: for tests that do anything at any time."""

from fractions import Fraction

from hypothesis import strategies as st

from tutor import session as sessions
from tutor.check import ChoiceCheck, GoalCheck, NumberCheck, SketchCheck


def knob(session, name):
    return next(each for each in session.knobs if each.name == name)


def turned(session, **values):
    for name, value in values.items():
        session = sessions.turn(session, knob(session, name), Fraction(value))
    return session


def right_answer(check):
    if isinstance(check, ChoiceCheck):
        return (Fraction(check.right_index),)
    return (check.answer,) if isinstance(check, NumberCheck) else check.heights


def played(session, move):
    """The session after one move, whatever it is and whether or not it makes sense now."""
    kind, a, b = move
    check = session.open_check
    value = Fraction(a - 8, 1 + b % 3)
    if kind == "turn" and session.knobs:
        turn = session.knobs[b % len(session.knobs)]
        return sessions.turn(session, turn, min(turn.high, max(turn.low, value)))
    if kind == "right" and check and not isinstance(check, GoalCheck):
        return sessions.answer(session, right_answer(check))
    if kind == "solve" and isinstance(check, GoalCheck) and not session.hidden:
        return turned(session, **check.solution)
    if kind == "wrong" and check and not isinstance(check, GoalCheck):
        last = len(check.options) if isinstance(check, ChoiceCheck) else 99
        return sessions.answer(session, (Fraction(a % last),) * check.size)
    if kind == "place" and isinstance(check, SketchCheck):
        return sessions.place(session, b % check.size, value)
    plain = {
        "undo": sessions.undo,
        "redo": sessions.redo,
        "reset": sessions.reset,
        "view": sessions.next_view,
        "hint": sessions.hint,
        "solution": sessions.show_solution,
        "forward": lambda session: sessions.forward(session) or session,
        "back": sessions.back,
        "skip": sessions.skip,
        "go": lambda session: sessions.go(session, a - 5),
    }
    return plain[kind](session) if kind in plain else session


KINDS = "turn turn turn right right solve wrong place undo redo reset view hint solution forward forward back skip go"
MOVES = st.lists(st.tuples(st.sampled_from(KINDS.split()), st.integers(0, 20), st.integers(0, 9)), max_size=25)
