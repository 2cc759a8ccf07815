"""Widgets that keep the rows they painted.

For every frame Textual asks each widget between the first changed row of the screen and the last for its rows, changed
or not, and each works out its colours and filters anew before it hands out rows that it has: some 0.1 ms a widget, of
which a lesson has twenty-five. That is as much as all that changes when a knob is turned.
"""

from typing import TYPE_CHECKING

from textual.containers import Container, Grid, VerticalScroll
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Footer

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


class PaintedFooter(Painted, Footer):
    """The keys."""
