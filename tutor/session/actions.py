"""What a learner can do in a lesson and at a bench, and when each action works.

Both front ends, the footer and the page of keys read these tables. A name that stands in none of them is a bug.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tutor.actions import PROGRAM, Action
from tutor.bench import Bench
from tutor.branch import NO_START
from tutor.check import DraftCheck, DrawnCheck, GoalCheck, SketchCheck
from tutor.session.happened import SURE
from tutor.session.state import Session

Barred = Callable[[Any], str]


def _unless(works: Callable[[Any], object], why: str) -> Barred:
    """Why an action does not work, unless it does."""
    return lambda where: "" if works(where) else why


def _of_question(works: Callable[[Session], object], why: str) -> Barred:
    """Why an action does not work on the open question; where none is open, that is why."""
    return lambda session: "" if works(session) else _nothing_open(session) or why


def _nothing_open(session: Session) -> str:
    """Why no answer is taken now; empty where a question is open."""
    if session.open_check is not None:
        return ""
    return "This is answered: Enter goes on." if session.shown_check else "Nothing is asked in this step."


def missing(session: Session) -> str:
    """What the open question still wants, in numbers; empty where it is an answer, or nothing."""
    check = session.open_check
    if session.awaiting_confidence:
        return f"How sure are you? {', '.join(map(str, range(1, len(SURE))))} or {len(SURE)}."
    if isinstance(check, GoalCheck) and not session.hidden:
        return f"Still wanted: {'; '.join(text for met, text in session.standing(check) if not met)}."
    return ""


def _no_hint(session: Session) -> str:
    check = session.shown_check
    if check is None:
        return "Nothing is asked in this step."
    return "This question has no hints: guess, if you do not know." if check.silent else ""


def _no_solution(session: Session) -> str:
    check = session.open_check
    if check is None:
        return _nothing_open(session)
    return "The solution comes at the end of the course: guess, if you do not know." if check.silent else ""


def _cannot_be_asked_again(session: Session) -> str:
    if session.redrawable:
        return ""
    check = session.step.checks[session.state.check] if session.step.checks else None
    return "Answer first." if isinstance(check, DrawnCheck) else "This question has no other numbers."


def _has_rows(session: Session) -> bool:
    return session.open_check is not None and session.open_check.row_count > 0


def _has_choices(session: Session) -> bool:
    return session.awaiting_confidence or (_has_rows(session) and not isinstance(session.open_check, SketchCheck))


def _can_be_handed_in(session: Session) -> bool:
    return isinstance(session.open_check, DraftCheck) and not session.awaiting_confidence


def _is_open(*kinds: type) -> Callable[[Session], bool]:
    return lambda session: isinstance(session.open_check, kinds)


def _is_away_from_task(session: Session) -> bool:
    return session.open_check is not None and not isinstance(session.open_check, GoalCheck | SketchCheck)


def _has_clock(bench: Bench) -> bool:
    return bench.clock is not None


_NO_SKETCH = "There is nothing to draw here."
_NO_ROWS = "There is nothing to choose between here."
_NO_CLOCK = "Nothing runs here by itself."

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
        barred=_unless(lambda s: s.at > 0 or s.state.check > 0, "This is the first step."),
    ),
    "skip": Action("the next step, leaving this one unfinished", "k", "k", label="Skip", word="skip"),
    "scroll_text": Action("scroll the text", display="PgUp PgDn Space"),
    "go": Action("go to a step, by its name in the palette"),
    "read": Action("read the step again", word="read"),
}

ANSWERING: Mapping[str, Action[Session]] = {
    "choose": Action(
        "choose an option, or ↑ ↓ and Enter; say how sure you are, when asked",
        display="1 2 3 …",
        barred=_of_question(_has_choices, "There is nothing to choose between here."),
    ),
    "type": Action("a number; 1/3 is kept exactly", display="digits, Enter"),
    "sketch_to": Action(
        "another point of a sketch; or click", display="← →", barred=_unless(_is_open(SketchCheck), _NO_SKETCH)
    ),
    "sketch_by": Action("the point higher or lower", display="↑ ↓", barred=_unless(_is_open(SketchCheck), _NO_SKETCH)),
    "row": Action("another row, to choose, order or match", display="↑ ↓", barred=_unless(_has_rows, _NO_ROWS)),
    "adjust": Action("change the row", display="← → Space", barred=_unless(_is_open(DraftCheck), _NO_ROWS)),
    "hand_in": Action(
        "hand in a sketch or rows",
        display="Enter",
        barred=_of_question(_can_be_handed_in, "There is nothing to hand in here."),
    ),
    "cannot": Action(
        "a goal cannot be done",
        "i",
        "i",
        label="Cannot be done",
        barred=_of_question(
            lambda s: isinstance(s.open_check, GoalCheck) and not s.hidden, "No goal here: answer this."
        ),
    ),
    "another": Action(
        "the same question in other numbers, once answered",
        "a",
        "a",
        label="Another",
        word="another",
        barred=_cannot_be_asked_again,
    ),
    "hint": Action("a hint; there are three", "h", "h", label="Hint", word="hint", barred=_no_hint),
    "solution": Action(
        "give up: twice shows the solution", "s", "s", label="Solution", word="solution", barred=_no_solution
    ),
    "to_task": Action(
        "from a knob back to the question",
        display="Esc",
        barred=_of_question(_is_away_from_task, "The question is answered here, at the lab."),
    ),
    "leave": Action(
        "change the answer, when asked how sure you are",
        "escape",
        "Esc",
        footer="Esc",
        label="Return",
        barred=_unless(lambda s: s.awaiting_confidence, "There is nothing to take back: p goes back, q leaves."),
    ),
}

AT_BENCH: Mapping[str, Action[Bench]] = {
    "knobs": Action(
        "go to the next knob",
        "tab",
        "Tab ↑ ↓",
        footer="Tab",
        label="Knobs",
        barred=_unless(lambda b: b.knobs, "No knob turns here."),
    ),
    "turn": Action("turn it; or the mouse wheel", display="← →"),
    "turn_far": Action("turn it far", display="[ ], Shift ← →"),
    "type_value": Action("set it: 5, -0.5, 1/3; Esc keeps the old value", display="digits, Enter"),
    "turn_to_start": Action("back to its start", display="Backspace"),
    "reset": Action(
        "all knobs back to their start",
        "x",
        "x",
        label="Reset",
        word="reset",
        barred=_unless(lambda b: b.edits or b.taken, "All knobs are at their start."),
    ),
    "undo": Action(
        "take back the last turn",
        "u,ctrl+z",
        "u",
        label="Undo",
        word="undo",
        barred=_unless(lambda b: b.past, "There is nothing to undo."),
    ),
    "redo": Action(
        "take back the undo",
        "r,ctrl+y",
        "r",
        label="Redo",
        word="redo",
        barred=_unless(lambda b: b.future, "There is nothing to redo."),
    ),
    "view": Action(
        "the next view of the lab",
        "v",
        "v",
        label="View",
        barred=_unless(lambda b: len(b.lab.views) > 1, "This lab has one view."),
    ),
    "show": Action("read the lab again; show NAME for another view", word="show"),
    "run": Action(
        "run or pause, such as a training",
        "g",
        "g",
        label="Run",
        word="run",
        barred=_unless(_has_clock, _NO_CLOCK),
    ),
    "one_on": Action("one step on", "f", "f", label="One step on", barred=_unless(_has_clock, _NO_CLOCK)),
    "offer": Action(
        "take what is offered, such as a smaller rate",
        "o",
        "o",
        label="Take it",
        word="offer",
        barred=_unless(lambda b: _has_clock(b) and b.reading.offer is not None, "Nothing is offered here."),
    ),
    "branch": Action(
        "go on from this step, as in branch b1 = 1; momentum and Adam start afresh",
        "b",
        "b",
        label="Go on from here",
        word="branch",
        barred=_unless(
            lambda b: _has_clock(b) and b.reading.goes_on,
            NO_START,
        ),
    ),
    "explain": Action(
        "the arithmetic behind a number on show, such as f(4)",
        "e",
        "e",
        label="Explain",
        word="explain",
    ),
    "to_playground": Action("open this network in the playground, free to change", "P", "P", label="Play"),
    "inside": Action(
        "look inside what is picked",
        "w",
        "w",
        label="Inside",
        barred=_unless(
            lambda b: _has_clock(b) and b.reading.inside is not None,
            "There is nothing to look into: nothing is picked.",
        ),
    ),
}

AT_PLAY: Mapping[str, Action[Bench]] = {
    "new_start": Action("another start: the next seed", "n", "n", label="New start"),
    "again": Action(
        "back to step 0 of the same start",
        "z",
        "z",
        label="Step 0",
        barred=_unless(lambda b: b.clock and b.settings[b.clock.name], "It is at step 0."),
    ),
    "keep": Action(
        "keep this run to compare; :to A works on it again, :drop A forgets it",
        "k",
        "k",
        label="Keep",
    ),
    "set_number": Action("set any number of the network: b1 = 0.5", "equals_sign", "=", label="Set a number"),
    "row": Action("add a row, its label last, or click; :norow takes it away", display=":row X Y"),
    "save": Action("save to a file; :save NAME names it", "s", "s", label="Save"),
    "open_file": Action("open a file, or the rows of a CSV file", display=":open NAME"),
    "take_along": Action("the same training as a program; :torch and :keras too", display=":numpy NAME"),
}

PAGE: Mapping[str, Mapping[str, Action[Any]]] = {
    "Going through a lesson": MOVING,
    "Answering": ANSWERING,
    "Turning knobs": AT_BENCH,
    "In the playground": AT_PLAY,
    "The program": PROGRAM,
}
"""Every action, under the headings of the page of keys."""

_IN_LESSON = {**MOVING, **ANSWERING}


def barred(action: str, session: Session) -> str:
    """Why an action of a lesson, or of its bench, has nothing to do now, in a sentence; empty where it works.

    Raises:
        KeyError: for an action that is in no table.
    """
    if action in _IN_LESSON:
        return _IN_LESSON[action].barred(session)
    at_bench = AT_BENCH[action].barred
    if session.bench is None:
        return "This step has no lab."
    return "Predict first: the lab opens then." if session.hidden else at_bench(session.bench)


def works(action: str, session: Session) -> bool:
    """Whether an action of a lesson, or of its bench, has something to do now. Raises KeyError as `barred` does."""
    return not barred(action, session)
