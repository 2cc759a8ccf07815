"""Feedback on the check on show, pinned below the text: how far the goal is, the verdict, and the next key."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.reactive import var
from textual.style import Style

from tutor import session as sessions
from tutor.check import Check, GoalCheck, NumberCheck
from tutor.rational import counted
from tutor.session import CheckState, Session
from tutor.tui.check_panel import count_of
from tutor.tui.panel import ScrollPanel
from tutor.tui.text import Text, content

_TITLES = {
    "rating": "How sure are you?",
    "asking": "Show the solution?",
    "solution": "Solution",
    "noted": "Noted",
    "right": "✓ Right",
    "reached": "✓ Reached",
    "wrong": "✗ Not right",
    "goal": "Goal",
    "possible": "Goal: it can be done",
}
"""What the feedback is about, and the title that says so."""


class Feedback(ScrollPanel):
    """Shows the session that is handed down; nothing where there is nothing to say yet."""

    session: var[Session | None] = var(None)
    _longer = False
    """Whether there is more than fits."""

    def compose(self) -> ComposeResult:
        """The goal, and what is said of it or of an answer."""
        yield Text(id="goal")
        yield Text(id="verdict")

    def watch_session(self) -> None:
        """Hand down what is to be seen now."""
        session = self.session
        check = session.shown_check if session else None
        text = Content("")
        if session is not None and check is not None:
            text, about = _feedback(session, check), _about(session, check)
            for each in _TITLES:
                self.set_class(each == about, f"-{each}")
            self.entitle(
                _TITLES[about] + (count_of(session) if about == "goal" else ""),
                _keys(session, check, longer=self._longer),
            )
        goal = self.query_one("#goal", Text)
        goal.set_class(isinstance(check, GoalCheck), "-there")
        goal.show(content(check.ask) if isinstance(check, GoalCheck) else Content(""))
        self.display = bool(text.plain) or isinstance(check, GoalCheck)
        self.query_one("#verdict", Text).show(text)

    @on(ScrollPanel.Moved)
    def _tell_length(self) -> None:
        if self._longer != self.goes_on:
            self._longer = self.goes_on
            self.watch_session()

    def read_on(self, pages: int) -> bool:
        """Scroll by pages; whether there was anything to scroll to."""
        before = self.scroll_target_y
        self.scroll_relative(y=pages * max(1, self.scrollable_content_region.height - 1), animate=False, force=True)
        return self.display and self.scroll_target_y != before


def _about(session: Session, check: Check) -> str:
    """What the feedback is about: a key of the titles."""
    state = session.check_state(check)
    if session.awaiting_confidence:
        return "rating"
    if session.giving_up:
        return "asking"
    if check.silent:
        return "noted"
    if state.solved:
        return "reached" if isinstance(check, GoalCheck) and not check.impossible else "right"
    if state.shown:
        return "solution"
    if isinstance(check, GoalCheck):  # the only wrong answer to a goal is that it cannot be done
        return "possible" if state.last else "goal"
    return "wrong"


def _keys(session: Session, check: Check, *, longer: bool) -> Content:
    """What can be pressed next. That a goal cannot be done has no key in the footer, so it is clicked here."""
    keys: list[str | Content] = ["PgDn: more"] if longer else []
    if session.awaiting_confidence:
        keys.append("1, 2 or 3 · Esc: change it")
    elif session.giving_up:
        keys.append("s again shows it")
    elif session.check_state(check).done:
        keys.append(f"Enter: {_onward(session)}")
    elif isinstance(check, GoalCheck):
        keys.append(Content.styled("i: it cannot be done", Style.from_meta({"@click": "screen.cannot"})))
    elif session.check_state(check).last is not None:
        keys.append("answer again")
    return Content(" · ").join(keys)


def _onward(session: Session) -> str:
    """Where Enter leads from a check that is done."""
    if session.asked_again:
        return "again, in other numbers"
    if session.on_last_check:
        return "end of the lesson" if session.last else "next step"
    return "next question"


def _feedback(session: Session, check: Check) -> Content:
    """How far an open goal is; the feedback on the last answer, or the solution that was asked for."""
    state = session.check_state(check)
    if session.awaiting_confidence:
        return _how_sure(check, state)
    told = [_standing(session, check)] if _has_standing(session, check) else []
    if state.last or state.shown:
        told.append(_judged(session, check))
    if session.giving_up:
        told.append(Content.styled("This counts as giving up. Any other key cancels.", "$text-muted"))
    return Content("\n").join(told)


def _has_standing(session: Session, check: Check) -> bool:
    return isinstance(check, GoalCheck) and session.step.lab is not None and not session.check_state(check).done


def _standing(session: Session, check: Check) -> Content:
    """A line for each thing that a goal wants."""
    return Content("\n").join(
        Content.assemble(("✓ ", "$text-success") if met else ("✗ ", "$text-error"), text)
        for met, text in (session.standing(check) if isinstance(check, GoalCheck) else ())
    )


def _how_sure(check: Check, state: CheckState) -> Content:
    """The degrees, below the pending answer."""
    degrees = Content("   ").join(
        Content.styled(f"{i} {how}", Style.from_meta({"@click": f"screen.choose({i})"}))
        for i, how in enumerate(sessions.SURE, 1)
    )
    given = check.as_text(state.pending)
    return Content.assemble(f"Your answer: {given}.\n" if given else "", degrees)


def _judged(session: Session, check: Check) -> Content:
    """What is said of the last answer, and the solution where it was shown or lies open in the lab."""
    state = session.check_state(check)
    last = state.last
    solution = content(f"{sessions.solution_text(session, check)}\n\n{check.explain}")
    if last is None or (state.shown and not state.solved):
        return solution
    if check.silent:
        noted = f"Noted: {given}" if (given := check.as_text(last.answer)) else "Noted"
        return Content(f"{noted}. You will see how it went at the end of the course.")
    if last.right:
        fewest = f"With {counted(state.fewest_edits, 'knob')} turned. " if state.fewest_edits else ""
        return Content.assemble((fewest, "bold"), content(last.say))
    given = f"Your answer: {check.as_text(last.answer)}. " if isinstance(check, NumberCheck) else ""
    surprised = "You were sure: worth remembering. " if last.sure == len(sessions.SURE) else ""
    wrong = Content.assemble(given, (surprised, "bold"), content(last.say))
    if state.done:
        return Content.assemble(wrong, ("\n\nSolution: ", "bold"), solution)
    if state.wants_hint(check):
        return Content.assemble(wrong, ("  h gives a hint.", "bold"))
    return wrong
