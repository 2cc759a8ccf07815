"""The playground: a bench of one's own, with everything on it free to change."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message

from tutor.bench import Bench, turn
from tutor.files import FileError
from tutor.fine_lines import Markers
from tutor.playground.commands import PlayError, carried_out
from tutor.playground.file import keep
from tutor.session.actions import AT_BENCH, AT_PLAY
from tutor.tui.bench_screen import TOO_SMALL
from tutor.tui.bindings import bindings
from tutor.tui.inside_screen import InsideScreen
from tutor.tui.lab_panel import LabPanel
from tutor.tui.painted import PaintedContainer, PaintedFooter
from tutor.tui.plot_view import PlotView
from tutor.tui.text import Text

_NOW_AND_THEN = 10
"""Seconds after which what stands in the playground is kept, in case that nothing leads out of it."""

_NO_STUDY = "A thousand starts are for a function without noise, in full batches, by the squared error."


class PlayScreen(InsideScreen):
    """Shows the bench of the playground over the whole screen. What stands on it is kept when the screen is left."""

    BINDINGS = [*bindings(AT_BENCH, AT_PLAY), Binding("escape", "close", "Return", key_display="Esc")]

    help_first: ClassVar = "In the playground"
    """What the page of keys begins with."""

    at_bench: ClassVar = {
        **AT_BENCH,
        **AT_PLAY,
        "to_playground": replace(AT_BENCH["to_playground"], barred=lambda _: "This is the playground."),
        "inside": replace(AT_BENCH["inside"], barred=lambda bench: "" if bench.reading.inside else _NO_STUDY),
    }

    class Asked(Message):
        """A command is to be typed; so much of it stands there already."""

        def __init__(self, begun: str) -> None:
            self.begun = begun
            super().__init__()

    def __init__(
        self, bench: Bench, markers: Markers, kept: Path | None, path: Path | None = None, said: str = ""
    ) -> None:
        super().__init__(bench, markers)
        self._kept, self._path, self._said = kept, path, said
        self._as_kept = bench
        self._earlier: list[Bench] = []
        """Those with other rows, or of another file, to which undo leads back."""

    def compose(self) -> ComposeResult:
        """A title, and the lab."""
        yield Text(id="title")
        yield Text(TOO_SMALL, id="too-small")
        with PaintedContainer(id="body"):
            yield LabPanel("lab", self.markers)
        yield Text(id="notice")
        yield PaintedFooter(show_command_palette=False, compact=True)

    async def on_mount(self) -> None:
        """Keep what stands here from time to time, and say what there is to say of the file.

        Textual calls this one and that of the class above, which shows the lab.
        """
        self.set_interval(_NOW_AND_THEN, self.keep)
        if self._said:
            self.later(lambda: self._say(self._said))

    async def begin(self) -> None:
        """Show the lab."""
        await super().begin()
        self.query_one("#plot", PlotView).takes_points = True

    def typed(self, command: str) -> bool:
        """Carry out what was typed after a colon. Returns whether it was meant for the playground."""
        try:
            done = carried_out(self.bench, command)
        except (PlayError, FileError) as problem:
            self.complain(str(problem))
            return True
        if done is None:
            return False
        self.clock.stop()
        self.message = ""
        if done.bench.lab is not self.bench.lab:
            self._path = done.path if done.another else self._path
            self._earlier.append(self.bench)
            self.call_later(self._show_other, done.bench)
        else:
            self._path = done.path or self._path
            if not self.work(lambda _: done.bench):
                self.hand_down()
        self.call_after_refresh(self._say, done.said)
        return True

    def on_unmount(self) -> None:
        """Keep what stands here, for the next time."""
        self.keep()

    def keep(self) -> None:
        """Keep what stands here, if it has changed since."""
        if self.bench is self._as_kept:
            return
        self._as_kept = self.bench
        if self._kept and (problem := keep(self.bench, self._kept)):
            self.app.notify(problem, severity="warning", timeout=10)

    def action_branch(self) -> None:
        """Go on from here at once. Unlike in a lesson no dialog asks for a number: here `=` sets it."""
        self.clock.stop()
        self.typed("branch")

    def action_new_start(self) -> None:
        """The next seed."""
        self.clock.stop()
        self.typed("new")

    def action_keep(self) -> None:
        """Keep the run of now beside what comes."""
        self.typed("keep")

    def action_again(self) -> None:
        """Back to step 0."""
        self.clock.stop()
        if self.bench.clock:
            self.work(turn, self.bench.clock.name, Fraction(0))

    def action_set_number(self) -> None:
        """Ask for a number of the network."""
        self.post_message(self.Asked(""))

    def action_save(self) -> None:
        """Save to the file that was opened; ask for a name where there is none."""
        if self._path:
            self.typed(f"save {self._path}")
        else:
            self.post_message(self.Asked("save play.toml"))

    @on(PlotView.Clicked)
    def _placed(self, event: PlotView.Clicked) -> None:
        """A click on the fit is a row more: of class 1 in the plane, and with Shift of class 0."""
        if self.bench.view != "fit":
            return
        x, y = (f"{each:.2f}" for each in (event.x, event.y))
        two = self.bench.reading.measures["f"].takes == 2
        self.typed(f"row {x} {y}{f' {int(not event.other)}' if two else ''}")

    def barred(self, action: str) -> str:
        """Why an action has nothing to do now; undo leads back to other rows and files too."""
        return "" if action == "undo" and self._earlier else super().barred(action)

    def action_undo(self) -> None:
        """Back by one turn, or to the rows or the file of before."""
        if self.bench.past or not self._earlier:
            super().action_undo()
        else:
            self.clock.stop()
            self.call_later(self._show_other, self._earlier.pop())

    async def _show_other(self, bench: Bench) -> None:
        self.work(lambda _: bench)
        await self.begin()

    def hand_down(self) -> None:
        """Show the bench as it is now, and the name of its file."""
        super().hand_down()
        self._entitle()

    def _entitle(self) -> None:
        name = self._path.name if self._path else "not saved under a name; s saves it"
        title = Content.assemble(
            (" Playground ", "bold reverse"), "  ", (name, "bold" if self._path else "$text-muted")
        )
        for line in self.query("#title").results(Text):
            line.show(title)
