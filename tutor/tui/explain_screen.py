"""The arithmetic behind the numbers on show: pick one, and see how it comes about."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.lab import Reading
from tutor.tui.options import Options
from tutor.tui.screens import Page


class ExplainScreen(Page, ModalScreen[None]):
    """The numbers of one reading, and the derivation of the one that is picked."""

    BINDINGS = [Binding("escape,e,q", "dismiss", "Close")]

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self._reading = reading

    def compose(self) -> ComposeResult:
        """Names above, arithmetic below."""
        with Vertical(id="explain"):
            yield Static(Content.styled("Explain a number: ↑ ↓ picks one, Esc closes", "bold $text-primary"))
            yield Options(*(Option(Content(name), id=name) for name in self._reading.explainable), id="numbers")
            with VerticalScroll(can_focus=False):
                yield Static(id="arithmetic")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Another number."""
        lines = self._reading.explain(str(event.option.id))
        self.query_one("#arithmetic", Static).update(Content("\n".join(lines)))
