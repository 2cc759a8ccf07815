"""Widgets that keep the rows they painted.

For every frame Textual asks each widget between the first changed row of the screen and the last for its rows, changed
or not, and each works out its colours and filters anew before it hands out rows that it has: some 0.1 ms a widget, of
which a lesson has twenty-five. That is as much as all that changes when a knob is turned.
"""

from itertools import accumulate
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, Grid, HorizontalGroup, VerticalScroll
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

if TYPE_CHECKING:
    from textual.widget import Widget
else:
    Widget = object  # of several bases that are widgets, Textual takes the stylesheet of the first alone


class Painted(Widget):
    """Hands out its last rows again until Textual marks it as dirty, or wants another part of it."""

    _painted: tuple[Region, list[Strip]] | None = None

    def _set_dirty(self, *regions: Region) -> None:
        # Every repaint comes through here, and Textual's own cache of rows is emptied here. There is no public hook.
        # Filters of lines are laid over that cache; they change with the theme alone, which repaints everything.
        self._painted = None
        super()._set_dirty(*regions)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows of a part, `crop.height` of them; those of last time, if they still hold."""
        if self._painted is None or self._painted[0] != crop:
            self._painted = crop, super().render_lines(crop)
        return self._painted[1]


class PaintedContainer(Painted, Container):
    """A container."""


class PaintedScroll(Painted, VerticalScroll):
    """A column that scrolls."""


class PaintedGrid(Painted, Grid):
    """A grid."""


_PINNED = ("help", "course", "quit")


class PaintedFooter(Painted, Footer):
    """The keys. Help, the course and the way out are on the right, where a narrow terminal cuts nothing off."""

    DEFAULT_CSS = "PaintedFooter > HorizontalGroup { dock: right; width: auto; background: $footer-background; }"

    _composed_for = 0
    """The width in which the keys were chosen."""

    def compose(self) -> ComposeResult:
        """The keys of the screen on the left, those that are always there on the right."""
        keys = [key for key in super().compose() if isinstance(key, FooterKey)]
        pinned = {key.action.removeprefix("app."): key for key in keys}
        others = [key for key in keys if key.action.removeprefix("app.") not in _PINNED]
        self._composed_for = self.app.size.width
        docked = [pinned[name] for name in _PINNED if name in pinned]
        room = self.app.size.width - sum(map(_width, docked)) - 1
        ends = accumulate(map(_width, others))
        shown = [
            key for key, end in zip(others, ends, strict=True) if end <= room
        ]  # half a name would run into the rest
        self.styles.grid_size_columns = max(1, len(shown))
        yield from shown
        yield HorizontalGroup(*docked)

    async def on_resize(self) -> None:
        """Another width has room for other keys."""
        if self._composed_for != self.app.size.width:
            await self.recompose()


def _width(key: FooterKey) -> int:
    """The cells of a key with its name, and the blank behind them."""
    return len(f"{key.key_display} {key.description} ")
