"""A text in a panel over the page, to be read and closed."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tutor.tui.screens import Page


class NoteScreen(Page, ModalScreen[None]):
    """Closed by any of the usual keys; ↑ ↓ and the page keys scroll."""

    BINDINGS = [
        Binding("escape,q,k,enter", "dismiss", "Close"),
        Binding("y", "app.copy", "Copy", show=False),
        Binding("space", "page", "Scroll", show=False),
    ]

    DEFAULT_CSS = """
    NoteScreen { align: center middle; }
    NoteScreen VerticalScroll { width: 76; max-width: 100%; height: auto; max-height: 100%; padding: 1 2;
        background: $surface; border: round $primary; border-title-color: $text-primary; border-title-style: bold;
        border-subtitle-color: $text-muted; scrollbar-size-vertical: 1; }
    """

    def __init__(self, title: str, text: Content, foot: str = "Esc closes, ↑ ↓ scroll") -> None:
        super().__init__()
        self._heading, self._text, self._foot = title, text, foot

    def compose(self) -> ComposeResult:
        """The panel."""
        with VerticalScroll() as panel:
            panel.border_title, panel.border_subtitle = Content(self._heading), self._foot
            yield Static(self._text)

    def action_page(self) -> None:
        """A page further."""
        self.query_one(VerticalScroll).action_page_down()
