"""One view of a lab: its name in the border, what is drawn with what, and the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message

from tutor.figure import Figure
from tutor.fine_lines import Markers
from tutor.tui.panel import Panel
from tutor.tui.plot_view import PlotView
from tutor.tui.text import Text


class Tile(Panel):
    """Shows a figure. A lab has a large tile and perhaps small ones; a click on a small one makes its view large."""

    @dataclass
    class Picked(Message):
        """A small tile was clicked."""

        view: str

    def __init__(self, markers: Markers, *, small: bool) -> None:
        super().__init__(id=None if small else "large", classes="-small" if small else "")
        self.view = ""
        self.plot = PlotView(markers, None if small else "plot")
        self._caption = Text(id=None if small else "caption", classes="caption")

    def compose(self) -> ComposeResult:
        """The caption above the drawing."""
        yield self._caption
        yield self.plot

    def show(self, view: str, title: str, figure: Figure | None, caption: Content, below: str = "") -> None:
        """Show the figure of a view."""
        self.view = view
        self.entitle(title, below)
        self._caption.show(caption)
        self.plot.figure = figure

    def on_click(self) -> None:
        """Large, please."""
        if self.has_class("-small"):
            self.post_message(self.Picked(self.view))


def below(views: Sequence[str], large: str) -> list[str]:
    """The views that stand below the large one: those after it, and then those before it."""
    at = views.index(large)
    return [*views[at + 1 :], *views[:at]]
