"""The first paint: title and prose of the step, while everything that a lab needs is still being loaded."""

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer

from tutor.lesson.cut import Section
from tutor.tui.screens import Steady
from tutor.tui.text import Text, content


class OpeningScreen(Steady, Screen[None]):
    """Laid out as the lesson screen that follows, so that nothing jumps."""

    def __init__(self, lesson: str, step: Section) -> None:
        super().__init__()
        self._lesson, self._step = lesson, step

    def compose(self) -> ComposeResult:
        """Title and text."""
        yield Text(
            Content.assemble((f" {self._lesson} ", "bold reverse"), "  ", (self._step.title, "bold")), id="title"
        )
        blocks = [fence.words[1:2] for fence in self._step.fences]
        hidden = any("predict = true" in fence.text for fence in self._step.fences)
        with Container(id="body"):
            with VerticalScroll(id="text", classes="-no-plot" if hidden or ("lab",) not in blocks else ""):
                yield Text(content(self._step.prose), id="prose")
            if ("lab",) in blocks:
                yield Container(id="lab", classes="-hidden" if hidden else "")
        yield Footer(show_command_palette=False, compact=True)
