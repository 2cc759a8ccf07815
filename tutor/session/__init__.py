"""A learner's way through a lesson: `state` is a frozen value, and the other files make the next one.

Both front ends show a `Session` and report what was pressed. Nothing here draws, saves or waits.
"""

from tutor.session.again import start_again
from tutor.session.answering import (
    adjust,
    answer,
    cannot,
    carry_on,
    choose,
    count_goals,
    give_up,
    hint,
    place,
    rate,
    redraw,
    show_solution,
    solution_text,
    to_row,
    withdraw,
    work,
)
from tutor.session.happened import SURE, CheckState, First, Given, StepState
from tutor.session.joining import caught_up
from tutor.session.moving import back, begin, forward, go, pass_over, skip
from tutor.session.state import Asked, Session, arranged, draftable, drafted, fresh

__all__ = [
    "SURE",
    "Asked",
    "CheckState",
    "First",
    "Given",
    "Session",
    "StepState",
    "adjust",
    "answer",
    "arranged",
    "back",
    "begin",
    "cannot",
    "carry_on",
    "caught_up",
    "choose",
    "count_goals",
    "draftable",
    "drafted",
    "forward",
    "fresh",
    "give_up",
    "go",
    "hint",
    "pass_over",
    "place",
    "rate",
    "redraw",
    "show_solution",
    "skip",
    "solution_text",
    "start_again",
    "to_row",
    "withdraw",
    "work",
]
