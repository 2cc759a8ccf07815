"""What a learner can do to a session, as data: for tests that do anything at any time."""

from fractions import Fraction

from course import SHIPPED
from hypothesis import strategies as st

from tutor import bench, session
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
from tutor.session import begin, work
from tutor.store import Store

STORE = Store()
"""As in a program, one for all: what was trained once is not trained again by the next test."""


def begun(lesson, at=0, store=STORE):
    """A lesson that nobody has touched, with a step on screen: by its index or its id."""
    return session.go(begin(lesson, store), at if isinstance(at, int) else lesson.step_index(at))


def turned(now, **values):
    """The session after turning some of its knobs, one after the other."""
    for name, value in values.items():
        assert now.bench.knob(name), f"no knob {name}"
        now = work(now, bench.turn, name, Fraction(value))
    return now


def undo(now):
    return work(now, bench.undo)


def redo(now):
    return work(now, bench.redo)


def reset(now):
    return work(now, bench.reset)


def next_view(now):
    return work(now, bench.next_view)


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


def answered(now, given):
    """The session after an answer, and after saying how sure one is where that is asked."""
    now = session.answer(now, given)
    return session.rate(now, 2) if now.awaiting_confidence else now


def answers(now, check_id):
    """The answers to one check of the step on screen, as it is asked now."""
    return tuple(given.answer for given in now.state.checks[check_id].answers)


def typed(check):
    """The right answer to a check, as a person types it line by line, and how sure they are."""
    match check:
        case GoalCheck(impossible=True):
            lines = ["cannot be done"]
        case GoalCheck():
            lines = [_line(name, value, check.solution) for name, value in check.solution.items()]
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


def _line(name, value, solution):
    """How a knob of a solution is set, line by line; where it goes on from a step, so are numbers of the network."""
    if name == "from":
        return f"step = {value}"
    carried = "from" in solution and name[0] in "wbvc"
    return f"branch {name} = {value}" if carried else f"{name} = {value}"


def wrong_line(check):
    """A wrong answer to a check that is answered by typing."""
    match check:
        case ChoiceCheck():
            return check.numbers[check.right_index - 1]
        case ManyCheck():
            return "none" if any(check.right_answer) else "1"
        case OrderCheck():
            return " ".join(str(place + 1) for place in check.right_answer[::-1])
        case MatchCheck():
            return "a" * check.size
        case _:
            return " ".join(["-77"] * check.size)


def script(lesson):
    """Lines that solve a lesson from beginning to end in the line-based front end, made of its own answers."""
    now = begun(lesson)
    while True:
        while check := now.open_check:
            yield from typed(check)
            now = solved(now)
        if now.on_last_check:
            yield "next"
        following = session.forward(now)
        if following is None:
            return
        now = following


def solved(now):
    """The session with its open check answered rightly."""
    check = now.open_check
    if not isinstance(check, GoalCheck):
        return answered(now, right_answer(check))
    if check.impossible:
        return session.cannot(now)
    for name, value in check.solution.items():
        now = work(now, bench.turn, name, value)
    return now


def past_questions(now, index):
    """The step on screen with the check at `index` on show, those before given up or, if silent, answered."""
    while now.state.check < index:
        now = session.show_solution(now)
        now = session.forward(solved(now) if now.open_check else now)
    return now


def predicted(now):
    """The step on screen with its predictions given up, so that its lab is seen."""
    while now.hidden:
        now = session.show_solution(now)
        now = session.forward(now) if now.hidden else now
    return now


def played(now, move):
    """The session after one move, whatever it is and whether or not it makes sense now."""
    kind, a, b = move
    check = now.open_check
    value = Fraction(a - 8, 1 + b % 3)
    knobs = now.bench.knobs if now.bench else ()
    if kind == "turn" and knobs:
        knob = knobs[b % len(knobs)]
        return work(now, bench.turn, knob.name, min(knob.high, max(knob.low, value)))
    if kind == "branch" and now.bench:
        names = now.bench.lab.start_parameters
        return work(now, bench.go_on, {names[b % len(names)]: value} if names and a % 2 else {})
    if kind == "right" and check and not isinstance(check, GoalCheck):
        return answered(now, right_answer(check))
    if kind == "solve" and isinstance(check, GoalCheck) and not now.hidden:
        return solved(now)
    if kind == "wrong" and check and not isinstance(check, GoalCheck):
        return answered(now, wrong_answer(check, a))
    if kind == "answer" and check and not isinstance(check, GoalCheck):
        return session.answer(now, wrong_answer(check, a))
    if kind == "adjust" and isinstance(check, DraftCheck):
        return session.adjust(now, b % check.size, a - 10)
    if kind == "row" and isinstance(check, DraftCheck):
        return session.to_row(now, a - 5)
    if kind == "place" and isinstance(check, SketchCheck):
        return session.place(now, b % check.size, value)
    plain = {
        "undo": undo,
        "redo": redo,
        "reset": reset,
        "view": next_view,
        "start": lambda now: work(now, bench.start_clock),
        "tick": lambda now: work(now, bench.tick, 0, a / 20),
        "offer": lambda now: work(now, bench.take_offer),
        "hint": session.hint,
        "solution": session.show_solution,
        "give-up": session.give_up,
        "forward": lambda now: session.forward(now) or now,
        "back": session.back,
        "skip": session.skip,
        "rate": lambda now: session.rate(now, 1 + a % 3),
        "withdraw": session.withdraw,
        "cannot": session.cannot,
        "redraw": session.redraw,
        "go": lambda now: session.go(now, a - 5),
    }
    return plain[kind](now) if kind in plain else now


def moves(kinds):
    """Lists of moves of these kinds, named in one text; a kind that is named twice comes up twice as often."""
    one = st.tuples(st.sampled_from(kinds.split()), st.integers(0, 20), st.integers(0, 9))
    # Lists of all lengths alike: left to itself, Hypothesis makes most of them shorter than six.
    return st.integers(0, 25).flatmap(lambda length: st.lists(one, min_size=length, max_size=length))


STAYING = (
    "turn turn turn right right solve wrong place adjust row answer rate withdraw cannot offer branch start tick"
    " undo redo reset view hint solution give-up"
)
"""Moves after which the same question is on show, with the same numbers."""

MOVES = moves(f"{STAYING} redraw forward forward back skip go")
"""Everything that a learner can do."""


@st.composite
def beginnings(draw):
    """Any step of a shipped lesson, mostly with its predictions made, so that its knobs turn."""
    lesson = draw(st.sampled_from(SHIPPED))
    now = begun(lesson, draw(st.integers(0, len(lesson.steps) - 1)))
    return predicted(now) if draw(st.sampled_from([True, True, True, False])) else now


@st.composite
def plays(draw):
    """A shipped lesson after some moves."""
    now = draw(beginnings())
    for move in draw(MOVES):
        now = played(now, move)
    return now
