"""The first paint: title and prose of the step, while everything that a lab needs is still being loaded."""

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer

from tutor.tui.text import Text, content


class OpeningScreen(Screen[None]):
    """Laid out as the lesson screen that follows, so that nothing jumps."""

    def __init__(self, lesson: str, step: str, prose: str) -> None:
        super().__init__()
        self._lesson, self._step, self._prose = lesson, step, prose

    def compose(self) -> ComposeResult:
        """Title and text."""
        yield Text(Content.assemble((f" {self._lesson} ", "bold reverse"), "  ", (self._step, "bold")), id="title")
        with Container(id="body"), VerticalScroll(id="text", classes="-no-plot"):
            yield Text(content(self._prose), id="prose")
        yield Footer(show_command_palette=False, compact=True)
