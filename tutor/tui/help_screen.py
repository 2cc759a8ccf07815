"""What can be pressed, on one page."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tutor.session.actions import PAGE
from tutor.tui.screens import Page


class HelpScreen(Page, ModalScreen[None]):
    """Closed by any of the usual keys."""

    BINDINGS = [Binding("escape,question_mark,q,enter,space", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        """The page."""
        with VerticalScroll(id="help"):
            for title, actions in PAGE.items():
                yield Static(Content.styled(title, "bold $text-primary"))
                for action in actions.values():
                    if action.display:
                        yield Static(Content.assemble((f"  {action.display:16}", "bold"), action.does))
