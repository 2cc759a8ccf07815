"""A look inside something, such as one network of many: a bench of its own, and no lesson."""

from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from tutor.bench import Bench
from tutor.fine_lines import Markers
from tutor.session.actions import AT_BENCH
from tutor.tui.bench_screen import TOO_SMALL, BenchScreen
from tutor.tui.bindings import FOOTER, bindings
from tutor.tui.lab_panel import LabPanel, Shown
from tutor.tui.painted import PaintedContainer, PaintedFooter
from tutor.tui.panel import ScrollPanel
from tutor.tui.text import Text, content

_PROSE = "This is what you picked. Its knobs turn, but nothing here is kept; Esc goes back."


class InsideScreen(BenchScreen):
    """Shows one bench. Nothing of it is kept."""

    BINDINGS = [*bindings(AT_BENCH), Binding("escape", "close", "Return", key_display="Esc")]

    def __init__(self, bench: Bench, markers: Markers) -> None:
        super().__init__(markers)
        self._bench = bench
        self._named: list[bool] = []
        """Whether each action that the footer may name has something to do, when the footer was made last."""

    def compose(self) -> ComposeResult:
        """A word on one side, the lab on the other, as in a lesson."""
        yield Text(Content.assemble((" Inside ", "bold reverse"), "  ", ("A closer look", "bold")), id="title")
        yield Text(TOO_SMALL, id="too-small")
        with PaintedContainer(id="body"):
            with PaintedContainer(id="left"), ScrollPanel(id="text"):
                yield Text(content(_PROSE), id="prose")
            yield LabPanel("lab", self.markers)
        yield Text(id="notice")
        yield PaintedFooter(show_command_palette=False, compact=True)

    async def begin(self) -> None:
        """Show the lab, with the keys on its first knob."""
        self.add_class("-at-lab")
        if self.there:
            await self.query_one(LabPanel).show_lab(self._bench)
        self.hand_down()
        self.query("Knob").focus()

    @property
    def bench(self) -> Bench:
        """The bench."""
        return self._bench

    def work(self, change: Callable[..., Bench], *given: Any, show: bool = True) -> bool:
        """Change the bench."""
        before, self._bench = self._bench, change(self._bench, *given)
        if show and before is not self._bench:
            self.hand_down()
        return before is not self._bench

    def hand_down(self) -> None:
        """Show the bench as it is now."""
        if self.there:
            self._say("")
            self.query_one(LabPanel).shown = Shown(self._bench, running=self.clock.running, message=self.message)
            if self._named != (named := [not self.barred(action) for action in self.at_bench if action in FOOTER]):
                self._named = named
                self.refresh_bindings()  # the footer is made anew, which costs more than a frame

    def barred(self, action: str) -> str:
        """Why an action has nothing to do now; empty where it works. Raises KeyError for an unknown one."""
        return "" if action == "close" else self.at_bench[action].barred(self._bench)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Which keys work now. Nothing is asked here: Esc on a knob leads out, and Tab goes from knob to knob."""
        if action == "knobs":
            return not self.barred(action)
        return False if action == "to_task" else super().check_action(action, parameters)

    def action_close(self) -> None:
        """Back to where one looked from."""
        self.app.pop_screen()
