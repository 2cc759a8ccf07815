"""What a learner can do in a lesson and at a bench, and when each action works.

Both front ends, the footer and the page of keys read these tables. A name that stands in none of them is a bug.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tutor.actions import PROGRAM, Action
from tutor.bench import Bench
from tutor.check import DraftCheck, GoalCheck, SketchCheck
from tutor.session.state import Session


def _has_clock(bench: Bench) -> bool:
    return bench.clock is not None


def _hintable(session: Session) -> bool:
    return session.shown_check is not None and not session.shown_check.silent


def _solvable(session: Session) -> bool:
    return session.open_check is not None and not session.open_check.silent


def _has_rows(session: Session) -> bool:
    return session.open_check is not None and session.open_check.row_count > 0


def _is_open(*kinds: type) -> Callable[[Session], bool]:
    return lambda session: isinstance(session.open_check, kinds)


MOVING: Mapping[str, Action[Session]] = {
    "next": Action(
        "the next question or step, when this is done", "n,enter", "n, Enter", footer="n", label="Next", word="next"
    ),
    "back": Action(
        "the question or step before",
        "p",
        "p",
        label="Back",
        word="back",
        works=lambda s: s.at > 0 or s.state.check > 0,
    ),
    "skip": Action("the next step, leaving this one unfinished", "k", "k", label="Skip", word="skip"),
    "scroll_text": Action("scroll the text", display="PgUp PgDn Space"),
    "go": Action("go to a step, by its name in the palette"),
    "read": Action("read the step again", word="read"),
}

ANSWERING: Mapping[str, Action[Session]] = {
    "choose": Action("choose an option, or ↑ ↓ and Enter; say how sure you are, when it asks", display="1 2 3 …"),
    "type": Action("a number; 1/3 is kept exactly", display="digits, Enter"),
    "sketch_to": Action("another point of a sketch; or click", display="← →", works=_is_open(SketchCheck)),
    "sketch_by": Action("the point higher or lower", display="↑ ↓", works=_is_open(SketchCheck)),
    "row": Action("another row, of those to be chosen, ordered or matched", display="↑ ↓", works=_has_rows),
    "adjust": Action("change the row", display="← → Space", works=_is_open(DraftCheck)),
    "hand_in": Action(
        "hand in a sketch or rows",
        display="Enter",
        works=lambda s: isinstance(s.open_check, DraftCheck) and not s.awaiting_confidence,
    ),
    "cannot": Action(
        "a goal cannot be done",
        "i",
        "i",
        label="Cannot be done",
        works=lambda s: isinstance(s.open_check, GoalCheck) and not s.hidden,
    ),
    "another": Action(
        "the same question in other numbers, once answered",
        "a",
        "a",
        label="Another",
        word="another",
        works=lambda s: s.redrawable,
    ),
    "hint": Action("a hint; there are three", "h", "h", label="Hint", word="hint", works=_hintable),
    "solution": Action("give up, and see the solution", "s", "s", label="Solution", word="solution", works=_solvable),
    "to_task": Action(
        "from a knob back to the question",
        display="Esc",
        works=lambda s: s.open_check is not None and not isinstance(s.open_check, GoalCheck | SketchCheck),
    ),
    "leave": Action(
        "change the answer, while it asks how sure you are",
        "escape",
        "Esc",
        label="Return",
        works=lambda s: s.awaiting_confidence,
    ),
}

AT_BENCH: Mapping[str, Action[Bench]] = {
    "knobs": Action(
        "go to the next knob", "tab", "Tab ↑ ↓", footer="Tab", label="Knobs", works=lambda b: bool(b.knobs)
    ),
    "turn": Action("turn it; or the mouse wheel", display="← →"),
    "turn_far": Action("turn it far", display="[ ], Shift ← →"),
    "type_value": Action("set it: 5, -0.5, 1/3; Esc keeps the old value", display="digits, Enter"),
    "turn_to_start": Action("back to its start", display="Backspace"),
    "reset": Action(
        "all knobs back to their start", "x", "x", label="Reset", word="reset", works=lambda b: b.edits > 0
    ),
    "undo": Action("take back the last turn", "u,ctrl+z", "u", label="Undo", word="undo", works=lambda b: bool(b.past)),
    "redo": Action("take back the undo", "r,ctrl+y", "r", label="Redo", word="redo", works=lambda b: bool(b.future)),
    "view": Action("the next view of the lab", "v", "v", label="View", works=lambda b: len(b.lab.views) > 1),
    "show": Action("tell the lab again; show NAME tells another view", word="show"),
    "run": Action("run, or pause: training and the like", "g", "g", label="Run", word="run", works=_has_clock),
    "one_on": Action("one step on", "f", "f", label="One step on", works=_has_clock),
    "offer": Action(
        "take what is offered, such as a smaller rate",
        "o",
        "o",
        label="Take it",
        word="offer",
        works=lambda b: _has_clock(b) and b.reading.offer is not None,
    ),
    "explain": Action(
        "the arithmetic behind a number on show, such as f(4)",
        "e",
        "e",
        label="Explain",
        word="explain",
    ),
    "inside": Action(
        "look inside what is picked",
        "w",
        "w",
        label="Inside",
        works=lambda b: _has_clock(b) and b.reading.inside is not None,
    ),
}

PAGE: Mapping[str, Mapping[str, Action[Any]]] = {
    "Going through a lesson": MOVING,
    "Answering": ANSWERING,
    "Turning knobs": AT_BENCH,
    "The program": PROGRAM,
}
"""Every action, under the headings of the page of keys."""

_IN_LESSON = {**MOVING, **ANSWERING}


def works(action: str, session: Session) -> bool:
    """Whether an action of a lesson, or of its bench, has something to do now.

    Raises:
        KeyError: for an action that is in no table.
    """
    if action in _IN_LESSON:
        return _IN_LESSON[action].works(session)
    at_bench = AT_BENCH[action].works
    return session.open_bench is not None and at_bench(session.open_bench)
