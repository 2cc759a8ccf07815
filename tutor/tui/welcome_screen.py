"""The opening: what this is, a line that bends as one watches, and the ways in. The first paint needs nothing else."""

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.tui.bend import FRAMES, picture, slope_at
from tutor.tui.options import Hanging, Options
from tutor.tui.painted import PaintedFooter
from tutor.tui.screens import Steady

_NAME = """\
┏━┓ ┏━╸ ╻   ╻ ╻   ╺┳╸ ╻ ╻ ╺┳╸ ┏━┓ ┏━┓
┣┳┛ ┣╸  ┃   ┃ ┃ ━╸ ┃  ┃ ┃  ┃  ┃ ┃ ┣┳┛
╹┗╸ ┗━╸ ┗━╸ ┗━┛    ╹  ┗━┛  ╹  ┗━┛ ╹┗╸"""
_QUESTION = "ReLU is straight on both sides. So where does the non-linearity come from?"
_MANNER = "Predict, turn the numbers of a small network, watch the curve, be told why."
_FRAME = 0.06
"""Seconds between two pictures."""
_WIDTH = 56
"""Cells of the picture at most; a small terminal has less."""


class Entry(NamedTuple):
    """A way in: its name in the program, how it is called, and what is there."""

    id: str
    label: str
    about: str


class WelcomeScreen(Steady, Screen[None]):
    """Its entries may be told better once the course is loaded, by `show`."""

    DEFAULT_CSS = """
    WelcomeScreen { align: center middle; }
    WelcomeScreen #welcome { width: 100%; max-width: 84; height: auto; padding: 0 2; }
    WelcomeScreen #name { color: $text-primary; text-style: bold; height: auto; text-align: center; }
    WelcomeScreen #question { height: auto; margin-top: 1; text-align: center; text-style: bold; }
    WelcomeScreen #manner { height: auto; text-align: center; color: $text-muted; }
    WelcomeScreen #bend { height: 9; margin: 1 0; content-align: center middle; text-align: center; }
    WelcomeScreen #ways { height: auto; border: round $scrollbar; border-title-color: $text-primary;
        border-title-style: bold; padding: 0 1; background: $background; }
    WelcomeScreen #ways:focus { border: round $primary; background-tint: $foreground 0%; }
    WelcomeScreen.-low #bend { height: 6; margin: 0; }
    WelcomeScreen.-flat #bend { height: 5; margin: 0; }
    WelcomeScreen.-low #question, WelcomeScreen.-flat #question { margin-top: 0; }
    WelcomeScreen.-flat #manner { display: none; }
    WelcomeScreen.-squat #bend, WelcomeScreen.-squat #name, WelcomeScreen.-squat #manner { display: none; }
    """

    BINDINGS = [Binding("p", "way('play')", "Play", show=False)]

    class Chosen(Message):
        """A way in was chosen: the id of its entry."""

        def __init__(self, entry: str) -> None:
            self.entry = entry
            super().__init__()

    def __init__(self, greeting: str, entries: Sequence[Entry], *, moves: bool, fine: bool) -> None:
        super().__init__()
        self._greeting, self._entries, self._moves, self._fine = greeting, entries, moves, fine
        self._frame = 0 if moves else FRAMES
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Name, question, picture, ways in."""
        with Vertical(id="welcome"):
            yield Static(_NAME if self._fine else "relu-tutor", id="name")
            yield Static(_QUESTION, id="question")
            yield Static(_MANNER, id="manner")
            yield Static(id="bend")
            ways = Options(*self._options(), id="ways")
            ways.border_subtitle = "↑ ↓ and Enter"
            yield ways
        yield PaintedFooter(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """The first entry has the keys."""
        ways = self.query_one("#ways", Options)
        ways.border_title = self._greeting
        ways.highlighted = 0
        ways.focus()

    def on_resize(self, event: events.Resize) -> None:
        """The picture is as wide as there is room."""
        super().on_resize(event)
        self.call_after_refresh(self._draw)

    def show(self, entries: Sequence[Entry]) -> None:
        """Tell the entries anew; the one that has the keys keeps them."""
        if not self.is_mounted:
            return
        ways = self.query_one("#ways", Options)
        at, self._entries = ways.highlighted, entries
        ways.clear_options().add_options(self._options())
        ways.highlighted = at

    def begin(self) -> None:
        """Let the line bend, once."""
        if self._moves and self._timer is None and self._frame < FRAMES:
            self._timer = self.set_interval(_FRAME, self._next)

    def on_key(self) -> None:
        """Any key ends the motion."""
        if self._frame < FRAMES:
            self._frame = FRAMES
            self._draw()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go there."""
        self.post_message(self.Chosen(str(event.option_id)))

    def action_way(self, entry: str) -> None:
        """Go where a key leads."""
        self.post_message(self.Chosen(entry))

    def _next(self) -> None:
        self._frame += 1
        if self._timer is not None and (self._frame >= FRAMES or not self.is_current):
            self._frame = FRAMES
            self._timer.stop()
        self._draw()

    def _draw(self) -> None:
        bend = self.query("#bend")
        if bend and (size := bend.first().size):
            width = min(_WIDTH, size.width)
            drawn = picture(width - 1 + width % 2, size.height, slope_at(self._frame), fine=self._fine)
            bend.first(Static).update(drawn)

    def _options(self) -> list[Option]:
        wide = max(len(entry.label) for entry in self._entries) + 3
        return [
            Option(
                Hanging(Content.styled(f"{entry.label:{wide}}", "bold"), Content.styled(entry.about, "$text-muted")),
                id=entry.id,
            )
            for entry in self._entries
        ]
