"""The plot: a drawn figure served row by row, and the place where a sketch is made."""

from dataclasses import dataclass
from typing import ClassVar, get_args

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tutor.cells import Stretch, Under
from tutor.figure import Figure, Role, Series, Table
from tutor.fine_lines import Markers
from tutor.plotting import Drawing, draw
from tutor.table_text import table_height
from tutor.tui.painted import Painted

_SERIES: tuple[Series, ...] = get_args(Series)

COLOURS: dict[Role, str] = {
    "curve": "$text-primary",
    "trace": "$text-muted",
    "after": "$text-error",
    "data": "$data",
    "guess": "$guess",
    "mark": "$text-accent",
    "good": "$text-success",
    "bad": "$text-error",
    **{series: f"${series}" for series in _SERIES},
}
"""The variable of the theme that has the colour of each role."""

_UNDERS: tuple[Under, ...] = get_args(Under)
_Styles = dict[tuple[Role | None, Under | None], Style]


class PlotView(Painted, ScrollView):
    """Draws when the figure, the size or the markers change, and at no other time; a table that is too tall scrolls.

    While `sketching` it takes arrow keys and clicks, which place the points of a sketch.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"plot--{name}" for name in (*COLOURS, *_UNDERS)),
        "plot--frame",
    }
    BINDINGS = [
        Binding("left", "screen.sketch_to(-1)", "Point", key_display="←→"),
        Binding("right", "screen.sketch_to(1)", "Next point", show=False),
        Binding("up", "screen.sketch_by(1)", "Height", key_display="↑↓"),
        Binding("down", "screen.sketch_by(-1)", "Lower", show=False),
        Binding("shift+up,right_square_bracket", "screen.sketch_by(4)", "Much higher", show=False),
        Binding("shift+down,left_square_bracket", "screen.sketch_by(-4)", "Much lower", show=False),
        Binding("enter", "screen.hand_in", "Done"),
        # Where nothing is sketched, the screen has no use for the keys above, and a long table takes them.
        Binding("up", "scroll_up", show=False),
        Binding("down", "scroll_down", show=False),
        Binding("escape", "screen.to_task", "Question", key_display="Esc"),
    ]

    figure: var[Figure | None] = var(None)
    markers: var[Markers] = var("braille")
    sketching: var[bool] = var(False)
    takes_points: var[bool] = var(False)
    """Whether a click on the plot means something, though nothing is sketched."""

    @dataclass
    class Clicked(Message):
        """A place of the plot was clicked or dragged over, in the plot's own coordinates.

        Attributes:
            other: with Shift, or with another button than the first.
        """

        x: float
        y: float
        other: bool = False

    def __init__(self, markers: Markers, id: str | None = None) -> None:  # noqa: A002 -- Textual's own name for it
        super().__init__(id=id)
        self.set_reactive(PlotView.markers, markers)
        self._drawing: Drawing | None = None
        self._strips: list[Strip] = []
        self._style_cache: _Styles = {}

    def watch_figure(self) -> None:
        """Another figure."""
        self._redraw()

    def watch_markers(self) -> None:
        """The same figure with other markers."""
        self._redraw()

    def watch_sketching(self) -> None:
        """Only a sketch, and a table that scrolls, can be worked on by key."""
        self._fit()

    def on_resize(self) -> None:
        """The same figure in another size."""
        self._redraw()

    def notify_style_update(self) -> None:
        """A new theme: the same drawing in other colours, at the next paint."""
        super().notify_style_update()
        self._strips, self._style_cache = [], {}
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row of the drawing."""
        self._strips = self._strips or self._drawn()
        row = y + self.scroll_offset.y
        if row >= len(self._strips):
            return Strip.blank(self._width, self.rich_style)
        return self._strips[row]

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Place a point of the sketch."""
        if self.sketching:
            self.focus()
            self.capture_mouse()
            self._clicked(event)
        elif self.takes_points:
            self._clicked(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag a point of the sketch."""
        if self.sketching and self.app.mouse_captured is self:
            self._clicked(event)

    def on_mouse_up(self) -> None:
        """The drag is over."""
        self.release_mouse()

    def _clicked(self, event: events.MouseEvent) -> None:
        canvas = self._drawing.canvas if self._drawing else None
        if canvas is not None:
            self.post_message(self.Clicked(canvas.x_at(event.x), canvas.y_at(event.y), event.shift or event.button > 1))

    def _redraw(self) -> None:
        """Draw, and repaint the rows that differ: a turn of a knob leaves most of them as they were."""
        self._fit()
        before, self._strips = self._strips, self._drawn()
        if len(before) != len(self._strips):
            self.refresh()
            return
        top, width = self.scroll_offset.y, self._width
        rows = enumerate(zip(before, self._strips, strict=True))
        changed = [Region(0, y - top, width, 1) for y, (old, new) in rows if old != new]
        if changed:
            self.refresh(*changed)

    @property
    def _width(self) -> int:
        """The columns beside the place of the scrollbar, which a table always keeps free."""
        return self.scrollable_content_region.width

    def _fit(self) -> None:
        # Only a table may scroll: over a plot a scrollbar would come and go with the figure, and cut off a column.
        overflow = "auto" if isinstance(self.figure, Table) else "hidden"
        if self.styles.overflow_y != overflow:
            self.styles.overflow_y = overflow
        rows = table_height(self.figure, self._width)
        self.virtual_size = Size(self._width, max(rows, self.size.height))
        self.can_focus = self.sketching or rows > self.size.height

    def _drawn(self) -> list[Strip]:
        if self.figure is None or not self.size:
            return []
        width, height = self._width, self.virtual_size.height
        self._drawing = draw(self.figure, width, height, self.markers)
        return [self._strip(row) for row in self._drawing.rows]

    def _strip(self, row: tuple[Stretch, ...]) -> Strip:
        return Strip([Segment(text, self._style(role, under)) for text, role, under in row], self._width)

    def _style(self, role: Role | None, under: Under | None) -> Style:
        """How a role looks, on what is behind it. Kept until the theme changes."""
        key = role, under
        if key not in self._style_cache:
            style = self.get_component_rich_style(f"plot--{role or 'frame'}")
            if under:
                style += Style(bgcolor=self.get_component_rich_style(f"plot--{under}").bgcolor)
            self._style_cache[key] = style
        return self._style_cache[key]
