"""The arithmetic behind the numbers on show: pick one, and see how it comes about."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.bench import Bench
from tutor.fine_lines import Markers
from tutor.tui.lab_panel import caption, lamps_with_reasons
from tutor.tui.options import Options
from tutor.tui.screens import Page


class ExplainScreen(Page, ModalScreen[None]):
    """What the screen had no room for, whole; and each number of a reading with its derivation."""

    BINDINGS = [Binding("escape,e,q", "dismiss", "Close")]

    def __init__(self, bench: Bench, markers: Markers) -> None:
        super().__init__()
        self._reading = bench.reading
        self._whole = whole(bench, markers)

    def compose(self) -> ComposeResult:
        """Names above, arithmetic below."""
        with Vertical(id="explain") as panel:
            panel.border_title, panel.border_subtitle = "Explain", "↑ ↓: pick · Esc: close"
            names = (*self._whole, *self._reading.explainable)  # “e: all” leads here
            yield Options(*(Option(Content(name), id=name) for name in names), id="numbers")
            with VerticalScroll(can_focus=False):
                yield Static(id="arithmetic")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Another number."""
        name = str(event.option.id)
        told = self._whole.get(name) or Content("\n".join(self._reading.explain(name)))
        self.query_one("#arithmetic", Static).update(told)


def whole(bench: Bench, markers: Markers) -> dict[str, Content]:
    """Formula, verdicts and captions, by the names under which they are listed."""
    reading = bench.reading
    texts = {
        "the formula": Content("\n".join(reading.formula)),
        "the verdicts": lamps_with_reasons(reading.lamps),
        f"the picture: {bench.lab.title(bench.view)}": caption(reading.figure(bench.view), markers, _WIDTH),
    }
    return {name: text for name, text in texts.items() if text}


_WIDTH = 54
"""Columns in which a caption is broken into lines; the narrowest terminal has them here."""
