"""The settings: each with its value, changed by ← →, kept at once, and what it is for."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from fractions import Fraction
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.figure import Axis, Curve
from tutor.fine_lines import Markers, fine_lines
from tutor.settings import Kept, Settings, choices
from tutor.tui.options import Pages
from tutor.tui.painted import PaintedFooter
from tutor.tui.screens import Page

_NAMES = {
    "theme": "Theme",
    "markers": "Curves are drawn with",
    "motion": "Pictures move",
    "confidence": "Ask how sure I am",
    "pace": "Pace of runs",
}
_ABOUT = {
    "theme": "The colours. tutor-dark and tutor-light are this program's own; t changes between them anywhere.",
    "markers": "Which of these lines is unbroken? Take the finest that is.",
    "motion": "The opening bends, the end of a lesson draws its marks. Off: they stand still.",
    "confidence": "After a prediction: guessing, fairly sure, sure. It shows what you were sure of and wrong about.",
    "pace": "How long a training that you watch takes: slow twice as long as normal, fast a quarter.",
}
_WIDTH, _HEIGHT, _GAP = 22, 7, 3
"""Cells of a sample at most, and between two."""


class SettingsScreen(Page, Screen[None]):
    """Shows the settings as `kept` has them, and asks the app for each change."""

    BINDINGS = [
        Binding("left", "change(-1)", "Change", key_display="← →"),
        Binding("right,space", "change(1)", "Change", show=False),
        Binding("escape,comma", "dismiss", "Back", key_display="Esc"),
    ]

    CSS = """
    SettingsScreen { align: center middle; }
    SettingsScreen #middle { width: 100%; max-width: 84; height: auto; }
    SettingsScreen #settings { width: 100%; max-width: 84; height: auto; padding: 0 1; border: round $primary;
        border-title-color: $text-primary; border-title-style: bold; background: $background;
        background-tint: $foreground 0%; }
    SettingsScreen #for { width: 100%; max-width: 84; height: 12; padding: 1 2 0 2; }
    SettingsScreen #where { width: 100%; max-width: 84; height: auto; padding: 0 2; color: $text-muted; }
    SettingsScreen.-flat #for { height: 9; padding: 0 2; }
    """

    def __init__(
        self, kept: Callable[[], Kept], change: Callable[..., None], themes: Sequence[str], markers: Sequence[Markers]
    ) -> None:
        super().__init__()
        self._kept, self._change, self._markers = kept, change, markers
        self._offers: dict[str, Sequence[str]] = {"theme": themes, "markers": markers}

    def compose(self) -> ComposeResult:
        """A row for each setting, and what the one with the keys is for."""
        with Vertical(id="middle"):
            yield Pages(*self._rows(), id="settings")
            yield Static(id="for")
            yield Static(id="where")
        yield PaintedFooter(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """The first has the keys."""
        rows = self.query_one("#settings", Pages)
        rows.border_title = "Settings"
        rows.highlighted = 0
        rows.focus()
        self._tell_where()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """What this one is for."""
        self._tell(str(event.option_id))

    def on_option_list_option_selected(self) -> None:
        """Enter is →."""
        self.action_change(1)

    def action_change(self, by: int) -> None:
        """The next value of the setting that has the keys, or the one before; it holds and is kept at once."""
        rows = self.query_one("#settings", Pages)
        option = rows.highlighted_option
        if option is None or option.id is None:
            return
        values = self._values(option.id)
        now = getattr(self._kept().settings, option.id)
        at = values.index(now) if now in values else 0
        self._change(**{option.id: values[(at + by) % len(values)]})
        self.show()

    def show(self) -> None:
        """Show the settings as they are now."""
        rows = self.query_one("#settings", Pages)
        at = rows.highlighted
        rows.clear_options().add_options(self._rows())
        rows.highlighted = at
        self._tell_where()

    def _values(self, name: str) -> Sequence[Any]:
        return self._offers.get(name) or choices(name) or ()

    def _rows(self) -> Iterable[Option]:
        settings = self._kept().settings
        for each in fields(Settings):
            value = getattr(settings, each.name)
            shown = ("on" if value else "off") if isinstance(value, bool) else value
            row = Content.assemble(
                (f"{_NAMES[each.name]:26}", "bold"),
                ("◂ ", "$text-muted"),
                (f"{shown}", "$text-primary"),
                (" ▸", "$text-muted"),
            )
            yield Option(row, id=each.name)

    def _tell(self, name: str) -> None:
        about = Content.styled(_ABOUT[name], "$text-muted")
        room = self.query_one("#for").content_size
        width = min(_WIDTH, (room.width + _GAP) // len(self._markers) - _GAP)
        fits = name == "markers" and width > 0
        samples = _samples(self._markers, width, max(2, min(_HEIGHT, room.height - 4))) if fits else []
        self.query_one("#for", Static).update(Content("\n").join([about, Content(""), *samples]))

    def _tell_where(self) -> None:
        kept = self._kept()
        where = Content(f"Kept in {kept.path}." if kept.path and kept.there else "Nothing changed yet.")
        problems = [Content.styled(problem, "$text-error") for problem in kept.problems]
        self.query_one("#where", Static).update(Content("\n").join([*problems, where]))


def _samples(offered: Sequence[Markers], width: int, height: int) -> Iterable[Content]:
    """The same bent line with each kind of marker, side by side, its name below."""
    drawn, gap = [_line(markers, width, height) for markers in offered], " " * _GAP
    for rows in zip(*drawn, strict=True):
        yield Content.styled(gap.join(rows), "bold $series-1")
    yield Content.styled(gap.join(f"{markers:^{width}}" for markers in offered), "$text-muted")


def _line(markers: Markers, width: int, height: int) -> list[str]:
    """The rows of a picture of a bent line."""
    axis = Axis(Fraction(-1), Fraction(1), ())
    curve = Curve(((-1.0, -0.2), (-0.3, -0.9), (1.0, 0.9)), "curve", "")
    cells = [[" "] * width for _ in range(height)]
    for row, column, text, _ in fine_lines([curve], (axis, axis), (width, height), markers):
        cells[row][column : column + len(text)] = text
    return ["".join(row[:width]) for row in cells]
