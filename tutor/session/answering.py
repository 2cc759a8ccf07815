"""Answering: an answer is judged once, when it is given, and logged; working at the bench is how a goal is answered."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Concatenate, ParamSpec

from tutor.bench import Bench, set_to
from tutor.branch import TAKEN
from tutor.check import (
    CANNOT,
    Answer,
    Check,
    GoalCheck,
    ManyCheck,
    MatchCheck,
    OrderCheck,
    SketchCheck,
    Verdict,
)
from tutor.session.change import with_check, with_state
from tutor.session.happened import CheckState, Given
from tutor.session.state import Session, draftable, drafted

P = ParamSpec("P")


def work(
    session: Session, change: Callable[Concatenate[Bench, P], Bench], *args: P.args, **kwargs: P.kwargs
) -> Session:
    """Change the bench of this step, as by `work(session, bench.turn, "b1", Fraction(1))`.

    Settings that meet the open goal count as its answer at once. While the lab is hidden nothing changes.
    """
    bench = session.open_bench
    after = bench and change(bench, *args, **kwargs)
    return session if after is bench else count_goals(with_state(session, bench=after))


def answer(session: Session, given: Answer) -> Session:
    """Give an answer to the open check; the first answer to a prediction is pending until it is rated.

    A prediction that is wrong closes if the lab is then in sight, since the lab shows what is right.
    """
    check = session.open_check
    if check is None or (isinstance(check, GoalCheck) and (session.hidden or given != CANNOT)):
        return session
    if check.rated and session.confidence and not session.answered_before:
        return with_check(session, check, pending=given)
    return _log(session, check, given, check.judge(given))


def rate(session: Session, sure: int) -> Session:
    """Say how sure the pending answer is, 1 to 3; then it counts."""
    check = session.open_check
    if check is None or not session.awaiting_confidence:
        return session
    given = session.check_state(check).pending
    return _log(session, check, given, check.judge(given), sure)


def withdraw(session: Session) -> Session:
    """Take back the pending answer."""
    check = session.open_check
    if check is None or not session.awaiting_confidence:
        return session
    return with_check(session, check, pending=())


def cannot(session: Session) -> Session:
    """Say of the open goal that it cannot be done."""
    return answer(session, CANNOT) if isinstance(session.open_check, GoalCheck) else session


def redraw(session: Session) -> Session:
    """Ask the check on show again, in other numbers; the answers to the old ones stay in its log."""
    check = session.shown_check
    if check is None or not session.redrawable:
        return session
    before = session.check_state(check)
    anew = CheckState(log=before.log, draw=before.draw + 1, since=before.since)
    states = {**session.state.checks, check.id: anew}
    return with_state(session, checks=states)


def hint(session: Session) -> Session:
    """Open the next hint of the shown check; those before stay open."""
    check = session.shown_check
    if check is None:
        return session
    return with_check(session, check, hints=min(session.check_state(check).hints + 1, len(check.hints)))


def give_up(session: Session) -> Session:
    """Ask for the solution of the open check: asked for twice with nothing in between, it is shown."""
    check = session.open_check
    if check is None or check.silent:
        return session
    return show_solution(session) if session.giving_up else replace(session, giving_up=True)


def carry_on(session: Session) -> Session:
    """Take back that the solution was asked for once."""
    return replace(session, giving_up=False) if session.giving_up else session


def show_solution(session: Session) -> Session:
    """Give the open check up: it is done, with its solution shown. A goal's knobs go where they should."""
    check = session.open_check
    if check is None or check.silent:
        return session
    given_up = with_check(session, check, shown=True, pending=())
    return work(given_up, set_to, check.solution) if isinstance(check, GoalCheck) else given_up


def to_row(session: Session, row: int) -> Session:
    """Move the keys to another row of the open check, held inside it."""
    check = session.open_check
    if check is None or not check.row_count:
        return session
    return with_check(session, check, row=max(0, min(row, check.row_count - 1)))


def choose(session: Session, number: int) -> Session:
    """Choose the thing at `number` = 0, 1, … of the open check, where it lists some.

    An option of `many` is taken, or taken back. In `match` the thing is put to the row that has the keys, and these go
    on to the next row. In `order` that row goes to the place of this number.
    """
    check = session.open_check
    if not isinstance(check, ManyCheck | MatchCheck | OrderCheck) or not 0 <= number < check.size:
        return session
    row = session.check_state(check).row or 0
    draft = check.chosen(drafted(session, check), row, number)
    after = row + 1 if isinstance(check, MatchCheck) else number
    return to_row(with_check(session, check, draft=draft, pending=()), after)


def adjust(session: Session, row: int, by: int) -> Session:
    """Change one row of the answer that is being put together; a row that moves takes the keys along."""
    check = draftable(session)
    if check is None:
        return session
    before = drafted(session, check)
    after = check.adjusted(before, row, by)
    moved = sorted(before) == sorted(after) and before != after
    changed = with_check(session, check, draft=after, pending=())
    return to_row(changed, row + by) if moved else changed


def place(session: Session, row: int, height: Fraction) -> Session:
    """Move one point of the open sketch to a height, held to the sketch's steps and bounds; the keys go there."""
    check = session.open_check
    if not isinstance(check, SketchCheck):
        return session
    draft = check.placed(drafted(session, check), row, height)
    return with_check(session, check, draft=draft, row=row, pending=())


def count_goals(session: Session) -> Session:
    """Log the settings as the answer to each goal that they meet, if it is open; keep the fewest edits of each."""
    bench = session.open_bench
    for goal in session.checks if bench else ():
        if not isinstance(goal, GoalCheck) or bench is None:
            continue
        state, open_ = session.check_state(goal), goal is session.open_check
        if not (open_ or state.solved) or not all(wanted.met for wanted in session.standing(goal)):
            continue
        if open_:
            # Judged by its standing: one knob at −1 looks like the answer that it cannot be done.
            values = tuple(bench.settings[knob.name] for knob in bench.knobs)
            session = _log(session, goal, values, Verdict(right=True, say=goal.explain))
        fewest = min(bench.edits, state.fewest_edits if state.fewest_edits is not None else bench.edits)
        session = with_check(session, goal, fewest_edits=fewest)
    return session


def _log(session: Session, check: Check, given: Answer, verdict: Verdict, sure: int = 0) -> Session:
    """Log an answer with its verdict."""
    state = session.check_state(check)
    logged = Given(given, verdict.right, verdict.say, sure, state.draw)
    return with_check(session, check, log=(*state.log, logged), pending=())


def solution_text(session: Session, check: Check) -> str:
    """A right answer, in words; values that stand for things by the names of these."""
    bench = session.bench
    if bench is None or not isinstance(check, GoalCheck) or not check.solution:
        return check.solution_text
    knobs = {knob.name: knob for knob in bench.lab.all_knobs}
    told = {name: f"{name} = {knobs[name].shown(value)}" for name, value in check.solution.items()}
    if TAKEN in told:
        told[TAKEN] = f"go on from step {check.solution[TAKEN]}"
    return ", ".join(told.values())
