"""What a learner can do to a session, as data: for tests that do anything at any time."""

from fractions import Fraction

from hypothesis import strategies as st

from tutor import session as sessions
from tutor.check import (
    ChoiceCheck,
    DraftCheck,
    GoalCheck,
    ManyCheck,
    MatchCheck,
    NumberCheck,
    OrderCheck,
    SketchCheck,
)


def knob(session, name):
    return next(each for each in session.knobs if each.name == name)


def turned(session, **values):
    for name, value in values.items():
        session = sessions.turn(session, knob(session, name), Fraction(value))
    return session


def right_answer(check):
    if isinstance(check, ChoiceCheck):
        return (Fraction(check.right_index),)
    if isinstance(check, ManyCheck | OrderCheck | MatchCheck):
        return check.right_answer
    return (check.answer,) if isinstance(check, NumberCheck) else check.heights


def wrong_answer(check, a=0):
    """An answer that can be given to a check, and is wrong but for a few of a choice, a number or a sketch."""
    if isinstance(check, ChoiceCheck):
        return (Fraction(a % len(check.options)),)
    if isinstance(check, ManyCheck):
        return tuple(1 - on for on in check.right_answer)
    if isinstance(check, OrderCheck):
        return (*check.right_answer[1:], check.right_answer[0])
    return (Fraction(a % (check.size if isinstance(check, MatchCheck) else 99)),) * check.size


def answered(session, given):
    """The session after an answer, and after saying how sure it was where that is asked."""
    session = sessions.answer(session, given)
    return sessions.rate(session, 2) if session.waits else session


def typed(check):
    """The right answer to a check, as a person types it line by line, and how sure they are."""
    match check:
        case GoalCheck(impossible=True):
            lines = ["cannot be done"]
        case GoalCheck():
            lines = [f"{name} = {value}" for name, value in check.solution.items()]
        case ChoiceCheck():
            lines = [check.numbers[check.right_index]]
        case ManyCheck():
            lines = [" ".join(str(i) for i, on in enumerate(check.right_answer, 1) if on) or "none"]
        case OrderCheck():
            lines = [" ".join(str(place + 1) for place in check.right_answer)]
        case MatchCheck():
            lines = [" ".join("abcdefghi"[int(place)] for place in check.right_answer)]
        case _:
            lines = [" ".join(map(str, right_answer(check)))]
    return [*lines, "2"] if check.rated else lines


def script(lesson):
    """Lines that solve a lesson from beginning to end in the line-based front end, made of its own answers."""
    session = sessions.begin(lesson)
    while True:
        while check := session.open_check:
            yield from typed(check)
            session = solved(session)
        if session.on_last_check:
            yield "next"
        following = sessions.forward(session)
        if following is None:
            return
        session = following


def solved(session):
    """The session with its open check answered rightly."""
    check = session.open_check
    if not isinstance(check, GoalCheck):
        return answered(session, right_answer(check))
    if check.impossible:
        return sessions.cannot(session)
    return turned(session, **check.solution)


def played(session, move):
    """The session after one move, whatever it is and whether or not it makes sense now."""
    kind, a, b = move
    check = session.open_check
    value = Fraction(a - 8, 1 + b % 3)
    if kind == "turn" and session.knobs:
        turn = session.knobs[b % len(session.knobs)]
        return sessions.turn(session, turn, min(turn.high, max(turn.low, value)))
    if kind == "right" and check and not isinstance(check, GoalCheck):
        return answered(session, right_answer(check))
    if kind == "solve" and isinstance(check, GoalCheck) and not session.hidden:
        return solved(session)
    if kind == "wrong" and check and not isinstance(check, GoalCheck):
        return answered(session, wrong_answer(check, a))
    if kind == "answer" and check and not isinstance(check, GoalCheck):
        return sessions.answer(session, wrong_answer(check, a))
    if kind == "adjust" and isinstance(check, DraftCheck):
        return sessions.adjust(session, b % check.size, a - 10)
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
        "rate": lambda session: sessions.rate(session, 1 + a % 3),
        "withdraw": sessions.withdraw,
        "cannot": sessions.cannot,
        "redraw": sessions.redraw,
        "offer": sessions.take_offer,
        "go": lambda session: sessions.go(session, a - 5),
    }
    return plain[kind](session) if kind in plain else session


KINDS = (
    "turn turn turn right right solve wrong place adjust answer rate withdraw cannot redraw offer undo redo reset view"
    " hint solution forward forward back skip go"
)
MOVES = st.lists(st.tuples(st.sampled_from(KINDS.split()), st.integers(0, 20), st.integers(0, 9)), max_size=25)
