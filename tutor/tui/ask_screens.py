"""Two small dialogs: a question with yes and no, and a line for a command."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tutor.tui.keys import PatientApp
from tutor.tui.options import Options
from tutor.tui.screens import Page
from tutor.visible import visible


class ConfirmScreen(Page, ModalScreen[bool]):
    """Returns whether it was confirmed. No comes first, so that Enter by habit changes nothing."""

    BINDINGS = [Binding("escape,q,n", "dismiss(False)", "No"), Binding("y", "dismiss(True)", "Yes")]

    DEFAULT_CSS = """
    ConfirmScreen { align: center middle; }
    ConfirmScreen Vertical { width: 72; max-width: 100%; height: auto; padding: 1 2; background: $surface;
        border: round $warning; border-title-color: $text-warning; border-title-style: bold; }
    ConfirmScreen Static { height: auto; margin-bottom: 1; }
    ConfirmScreen Options { height: auto; border: none; padding: 0; background: $surface; }
    """

    def __init__(self, title: str, text: str, yes: str) -> None:
        super().__init__()
        self._heading, self._text, self._yes = title, text, yes

    def compose(self) -> ComposeResult:
        """What happens, and the two answers."""
        with Vertical() as panel:
            panel.border_title = Content(self._heading)
            yield Static(self._text, markup=False)
            yield Options(Option("n   No, leave it as it is", id="no"), Option(f"y   {self._yes}", id="yes"))

    def on_mount(self) -> None:
        """No has the keys."""
        answers = self.query_one(Options)
        answers.highlighted = 0
        answers.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """The answer."""
        self.dismiss(event.option_id == "yes")


class CommandLine(Page, ModalScreen[str | None]):
    """A line at the bottom, after a colon. Returns what was typed, or None. `begun` stands there already."""

    BINDINGS = [Binding("escape", "dismiss(None)", "Close")]

    DEFAULT_CSS = """
    CommandLine { align: left bottom; }
    CommandLine Input, CommandLine Input:focus { dock: bottom; height: 1; border: none; padding: 0 1;
        background: $panel; }
    """

    def __init__(self, begun: str = "") -> None:
        super().__init__()
        self._begun = f":{begun}"

    def compose(self) -> ComposeResult:
        """The line."""
        yield Input(self._begun, id="command", select_on_focus=False, compact=True)

    def on_mount(self) -> None:
        """What was typed since the colon goes into the line."""
        line = self.query_one(Input)
        line.focus()
        line.cursor_position = len(self._begun)
        if isinstance(self.app, PatientApp):
            self.app.release_keys()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        if not event.value:  # the colon was deleted
            self.dismiss(None)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self.dismiss(visible(event.value.removeprefix(":").strip()))
