"""The end of a lesson or of the route: what to keep, what was learnt, and what comes next."""

from collections.abc import Sequence
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from tutor.session.account import Turned
from tutor.tui.keys import Unheeded
from tutor.tui.painted import PaintedFooter
from tutor.tui.screens import Page
from tutor.tui.text import content
from tutor.tui.ways import STANDS

_FRAME = 0.08
"""Seconds between two signs of the flourish."""


class Ending(NamedTuple):
    """What is told at an end.

    Attributes:
        title: of what has ended.
        marks: how each of its steps stands, in the words of STANDS.
        keep: the Markdown of what to keep, each with a heading.
        turned: checks that were wrong at first and are right now.
        sure: how often a first answer was right and wrong, by how sure one was.
        left: the titles of steps that are not done.
        following: what Enter opens, and what it is called; both empty at the end of all.
    """

    title: str
    marks: Sequence[str]
    keep: Sequence[tuple[str, str]]
    turned: Sequence[Turned]
    sure: dict[str, tuple[int, int]]
    left: Sequence[str]
    following: tuple[str, str]


class FinishScreen(Page, Screen[str | None]):
    """Returns what to open, "course", or None."""

    BINDINGS = [
        Binding("enter,n", "follow", "Go on", key_display="Enter"),
        Binding("c", "dismiss('course')", "Course"),
        Binding("escape", "dismiss(None)", "Back", key_display="Esc"),
        Binding("up", "scroll(-1)", "Up", show=False),
        Binding("down", "scroll(1)", "Down", show=False),
        Binding("pageup", "scroll(-10)", "Page up", show=False),
        Binding("pagedown,space", "scroll(10)", "Page down", show=False),
    ]

    DEFAULT_CSS = """
    FinishScreen { align-horizontal: center; }
    FinishScreen #room { height: 1fr; align: center middle; }
    FinishScreen #ending { width: 100%; max-width: 80; height: auto; max-height: 90%; padding: 1 2;
        border: round $success; border-title-color: $text-success; border-title-style: bold;
        border-subtitle-color: $text-muted; scrollbar-size-vertical: 1; }
    FinishScreen #ending.-open { border: round $secondary; border-title-color: $text-secondary; }
    FinishScreen #marks { height: 1; margin-bottom: 1; }
    FinishScreen.-flat #ending, FinishScreen.-low #ending { padding: 0 2; }
    FinishScreen #room { layout: vertical; }
    FinishScreen #next { height: auto; width: 100%; max-width: 80; padding: 0 3; margin-top: 1; }
    FinishScreen.-flat #next { margin: 0; }
    FinishScreen #unheeded { display: none; height: auto; width: 100%; max-width: 80; padding: 0 3;
        color: $text-warning; }
    """

    def __init__(self, ending: Ending, *, moves: bool) -> None:
        super().__init__()
        self._ending = ending
        self._shown = 0 if moves else len(ending.marks)
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """The marks, what to keep, what was learnt; the way on stays in sight."""
        target, name = self._ending.following
        onward = (("Enter", "c")[not target], name or "the course")
        with Container(id="room"):
            with VerticalScroll(id="ending", can_focus=False) as panel:
                panel.border_title = Content(self._ending.title)
                panel.set_class(bool(self._ending.left), "-open")
                yield Static(id="marks")
                yield Static(self._told(), id="told")
            yield Static(Content.assemble((onward[0], "bold $text-primary"), "  ", (onward[1], "bold")), id="next")
            yield Static(id="unheeded")
        yield PaintedFooter(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """One mark after the other, if pictures may move."""
        self._draw()
        if self._shown < len(self._ending.marks):
            self._timer = self.set_interval(_FRAME, self._more)
        self.watch(self.query_one("#ending"), "scroll_y", self._say_how_to_scroll)

    @on(Resize)
    def _other_room(self) -> None:
        self.call_after_refresh(self._say_how_to_scroll)

    def on_key(self) -> None:
        """Any key ends the motion."""
        self._shown = len(self._ending.marks)
        self._draw()

    def on_unheeded(self, event: Unheeded) -> None:
        """Say which keys do something here."""
        for line in self.query("#unheeded").results(Static):
            line.update(f"{event.named} does nothing here: Enter goes on, c opens the course, Esc goes back.")
            line.display = True

    def action_follow(self) -> None:
        """Open what comes next; the course, where nothing does."""
        self.dismiss(self._ending.following[0] or "course")

    def action_scroll(self, by: int) -> None:
        """Scroll what is told."""
        self.query_one("#ending").scroll_relative(y=by, animate=False)

    def _say_how_to_scroll(self) -> None:
        for panel in self.query("#ending"):
            panel.border_subtitle = "↓ more" if panel.scroll_y < panel.max_scroll_y else ""

    def _more(self) -> None:
        self._shown += 1
        if self._timer is not None and self._shown >= len(self._ending.marks):
            self._timer.stop()
        self._draw()

    def _draw(self) -> None:
        marks = [STANDS[mark] for mark in self._ending.marks]
        shown = [(f"━{mark.sign}━", mark.style) for mark in marks[: self._shown]]
        rest = [("━○━", "$scrollbar")] * (len(marks) - self._shown)
        for line in self.query("#marks").results(Static):
            line.update(Content.assemble(*shown, *rest))

    def _told(self) -> Content:
        ending, parts = self._ending, list[Content]()
        for heading, text in ending.keep:
            parts.append(Content("\n").join([Content.styled(heading, "bold $text-primary"), content(text)]))
        if ending.turned:
            lines = [Content.styled("Wrong at first, right now", "bold $text-primary")]
            lines += [Content.assemble(("✓ ", "$text-success"), content(check.ask)) for check, _ in ending.turned]
            parts.append(Content("\n").join(lines))
        if ending.sure:
            parts.append(_table(ending.sure))
        if ending.left:
            still = Content.styled(f"Still open: {', '.join(ending.left)}. The course lists them.", "$text-muted")
            parts.append(still)
        return Content("\n\n").join(parts)


def _table(sure: dict[str, tuple[int, int]]) -> Content:
    rows = [Content.styled(f"{'How sure you were':20}{'right':>7}{'wrong':>7}", "bold $text-primary")]
    for name, (right, wrong) in sure.items():
        rows.append(
            Content.assemble(
                f"{name:20}", (f"{right:7}", "$text-success"), (f"{wrong:7}", "$text-error" if wrong else "$text-muted")
            )
        )
    return Content("\n").join(rows)
