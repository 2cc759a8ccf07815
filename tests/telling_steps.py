"""What a session says of each of its steps, as plain data: to compare one version of the program with another."""

import re
from dataclasses import replace

from tutor.branch import TAKEN
from tutor.check import CANNOT, ChoiceCheck, DrawnCheck, GoalCheck, ManyCheck
from tutor.labs.network import NetworkLab
from tutor.labs.pair import PairLab

_BEFORE = {"x1": "p", "x2": "q"}
"""The knobs of the pair lab, as the versions before named them."""

_FIRST_LAYER = re.compile(r"([wb])1_(\d)(?:_0)?")
"""The numbers of the first of several layers: the versions before named them as those of a single one."""


def _name_before(lab, name):
    if isinstance(lab, PairLab):
        return _BEFORE.get(name, name)
    return _FIRST_LAYER.sub(r"\1\2", name) if isinstance(lab, NetworkLab) and lab.then else name


def told(session, i):
    """What this program says of one step, in the form in which the versions before it were asked."""
    session = _as_before(session)
    step, state = session.lesson.steps[i], session.states[i]
    here = type(session)(session.lesson, session.states, i, session.before)
    found = {
        "mark": session.step_mark(i).replace("solution", "done"),
        "settings": {
            _name_before(step.lab, name): str(value)
            for name, value in (state.bench.settings if state.bench else {}).items()
            if name not in _unknown_before(step.lab)
        },
        "view": state.bench.view if state.bench else None,
        "check": state.check,
        "skipped": state.skipped,
        "seen": state.seen,
        "hidden": here.hidden,
        "checks": {
            check.id: told_of_check(check, here.checks[n], state.checks[check.id])
            for n, check in enumerate(step.checks)
            if check.id in state.checks
        },
    }
    if here.results:
        found["results"] = [*map(list, here.results.rows), [here.results.text]]
    return found


def _unknown_before(lab):
    """The settings that no version before had: the start of a training, number by number, and the steps before it."""
    return {TAKEN, *lab.start_parameters}.difference(lab.knobs)


def _as_before(session):
    """The session as the versions before saw it: no prediction closed, only answers to the last draw counted."""

    def as_before(step, state):
        silent = {check.id for check in step.checks if check.silent}
        return replace(
            state,
            checks={
                n: replace(check, since=check.draw, closed=check.closed and n in silent)
                for n, check in state.checks.items()
            },
        )

    return replace(session, states=tuple(map(as_before, session.lesson.steps, session.states)))


def as_before(check, answer):
    """An answer as the versions before kept it: options by their places in the file, and -1 for what cannot be done."""
    if answer == CANNOT:
        return ["-1"]
    if isinstance(check, ChoiceCheck):
        answer = [check.places[int(i)] for i in answer]
    elif isinstance(check, ManyCheck) and answer:
        answer = [answer[check.places.index(place)] for place in range(check.size)]
    return list(map(str, answer))


def told_of_check(check, asked, state):
    def numbers(given):
        reached = isinstance(check, GoalCheck) and given.right and not check.impossible
        return [] if reached else as_before(check, given.answer)

    found = {
        "draw": state.draw,
        "solved": state.solved,
        "shown": state.shown,
        "closed": state.closed,
        "hints": state.hints,
        "fewest edits": state.fewest_edits,
        "draft": as_before(check, state.draft),
        "how sure": state.log[0].sure if state.log else 0,
        "answers": list(map(numbers, state.answers)),
        "log": [[as_before(check, given.answer), given.right, given.sure] for given in state.log],
    }
    return {**found, "right answer": str(asked.answer)} if isinstance(check, DrawnCheck) else found
