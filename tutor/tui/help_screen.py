"""What can be pressed, on one page."""

from collections.abc import Iterable

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tutor.session.actions import PAGE
from tutor.tui.options import Hanging
from tutor.tui.screens import Page

_PLACES = {
    "/": "search the course, or the claims; Esc shows everything again",
    "f": "all of them, the open ones, the finished ones",
    "l": "in the course: the thread, claim by claim",
    "k": "in the course: what to keep of a finished lesson",
    "Esc": "one step back: out of a search, a page, a field",
}
_TEXT = {
    "drag": "select text with the mouse",
    "y": "copy what is selected; Ctrl+C leaves",
    "Shift, drag": "select and copy as the terminal does",
}


class HelpScreen(Page, ModalScreen[None]):
    """Closed by any of the usual keys."""

    BINDINGS = [
        Binding("escape,question_mark,q,enter", "dismiss", "Close"),
        Binding("space", "page", "Scroll", show=False),
        Binding("y", "app.copy", "Copy", show=False),
    ]

    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    HelpScreen #help { width: 70; max-width: 100%; height: auto; max-height: 100%; border: round $primary;
        border-title-color: $text-primary; border-title-style: bold; border-subtitle-color: $text-muted;
        padding: 0 2; background: $surface; scrollbar-size-vertical: 1; }
    HelpScreen Static { height: auto; padding: 0 1 0 0; }
    """

    def __init__(self, first: str = "") -> None:
        super().__init__()
        self._tables = sorted(PAGE.items(), key=lambda table: table[0] != first)
        """Those of the screen come first."""

    def compose(self) -> ComposeResult:
        """The page; how it is closed and scrolled stands in its frame, which stays in sight."""
        with VerticalScroll(id="help") as panel:
            panel.border_title, panel.border_subtitle = "Keys", "Esc closes · ↑ ↓ PgUp PgDn Space scroll"
            for title, rows in self._sections():
                yield Static(Content.styled(f"\n{title}", "bold $text-primary"))
                for keys, does in rows:
                    yield Static(Hanging(Content.styled(f"{keys:18}", "bold"), Content(does)))

    def on_click(self, event: events.Click) -> None:
        """A click beside the page closes it."""
        if event.widget is self:
            self.dismiss()

    def action_page(self) -> None:
        """A page further."""
        self.query_one(VerticalScroll).action_page_down()

    def _sections(self) -> Iterable[tuple[str, Iterable[tuple[str, str]]]]:
        for title, actions in self._tables:
            yield title, [(action.display, action.does) for action in actions.values() if action.display]
        yield "Pages and lists", _PLACES.items()
        yield "Text", _TEXT.items()
