"""The arithmetic behind the numbers on show: pick one, and see how it comes about."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.bench import Bench
from tutor.plotting import legend
from tutor.tui.options import Options
from tutor.tui.screens import Page
from tutor.tui.text import SIGNS


class ExplainScreen(Page, ModalScreen[None]):
    """What the screen had no room for, whole; and each number of a reading with its derivation."""

    BINDINGS = [Binding("escape,e,q", "dismiss", "Close")]

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._reading = bench.reading
        self._whole = whole(bench)

    def compose(self) -> ComposeResult:
        """Names above, arithmetic below."""
        with Vertical(id="explain") as panel:
            panel.border_title, panel.border_subtitle = "Explain", "↑ ↓: pick · Esc: close"
            names = (*self._reading.explainable, *self._whole)
            yield Options(*(Option(Content(name), id=name) for name in names), id="numbers")
            with VerticalScroll(can_focus=False):
                yield Static(id="arithmetic")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Another number."""
        name = str(event.option.id)
        lines = self._whole.get(name) or self._reading.explain(name)
        self.query_one("#arithmetic", Static).update(Content("\n".join(lines)))


def whole(bench: Bench) -> dict[str, tuple[str, ...]]:
    """Formula, verdicts and captions, by the names under which they are listed."""
    reading = bench.reading
    figure = reading.figure(bench.view)
    lamps = tuple(f"{SIGNS[lamp.lit]} {lamp.label}  {lamp.reason}" for lamp in reading.lamps)
    drawn = legend(figure, "braille")
    caption = (*(f"{entry.sample} {entry.label}" for entry in drawn), figure.text)
    texts = {
        "the formula": reading.formula,
        "the verdicts": lamps,
        f"the picture: {bench.lab.title(bench.view)}": caption,
    }
    return {name: lines for name, lines in texts.items() if lines}
