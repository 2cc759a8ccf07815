"""Feedback on the check on show, pinned below the text: how far the goal is, the verdict, and the next key."""

from textual.app import ComposeResult
from textual.content import Content
from textual.reactive import var

from tutor.check import Check, GoalCheck
from tutor.session import Session
from tutor.tui.check_panel import standing, verdict
from tutor.tui.panel import ScrollPanel
from tutor.tui.text import Text

_STATES = ("-rating", "-solution", "-noted", "-right", "-wrong", "-goal")


class Feedback(ScrollPanel):
    """Shows the session that is handed down; nothing where there is nothing to say yet."""

    session: var[Session | None] = var(None)
    _longer = False

    def compose(self) -> ComposeResult:
        """One text."""
        yield Text(id="verdict")

    def watch_session(self) -> None:
        """Hand down what is to be seen now."""
        session = self.session
        check = session.shown_check if session else None
        text = Content("")
        if session is not None and check is not None:
            state = _state(session, check)
            parts = [part for part in (standing(session, check), verdict(session, check)) if part.plain]
            text = Content("\n").join(parts)
            for each in _STATES:
                self.set_class(each == state, each)
            self.entitle(_TITLES[state], self._keys(session, check))
        self.display = bool(text.plain)
        self.query_one(Text).show(text)

    def _keys(self, session: Session, check: Check) -> str:
        """What can be pressed next."""
        more = "PgDn reads on · " if self._longer else ""
        if session.awaiting_confidence:
            return more + "1 2 3 · Esc changes the answer"
        if session.check_state(check).done:
            following = "the next step" if session.on_last_check else "the next question"
            return f"{more}Enter: " + ("the course" if session.last and session.on_last_check else following)
        return more + ("i: it cannot be done" if isinstance(check, GoalCheck) else "h: a hint" if check.hints else "")

    def watch_virtual_size(self) -> None:
        """Say whether there is more than fits."""
        self._tell_length()

    def on_resize(self) -> None:
        """Say whether there is more than fits."""
        self._tell_length()

    def _tell_length(self) -> None:
        if self._longer != (longer := self.max_scroll_y > 0):
            self._longer = longer
            self.watch_session()

    def read_on(self, pages: int) -> bool:
        """Scroll by pages; whether there was anything to scroll to."""
        before = self.scroll_offset.y
        self.scroll_relative(y=pages * max(1, self.size.height - 1), animate=False, force=True)
        return bool(before + pages * self.size.height >= 0 and self.scroll_target_y != before)


def _state(session: Session, check: Check) -> str:
    """What the feedback is about, as one of the states."""
    state = session.check_state(check)
    if session.awaiting_confidence:
        return "-rating"
    if state.shown and not state.solved:
        return "-solution"
    if state.closed:
        return "-noted"
    if state.solved:
        return "-right"
    return "-goal" if isinstance(check, GoalCheck) and state.last is None else "-wrong"


_TITLES = {
    "-rating": "How sure are you?",
    "-solution": "Solution",
    "-noted": "Noted",
    "-right": "✓ Right",
    "-wrong": "✗ Not right",
    "-goal": "Goal",
}
