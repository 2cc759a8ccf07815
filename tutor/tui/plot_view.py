"""The plot: a drawn figure served row by row, and the place where a sketch is made."""

from dataclasses import dataclass
from typing import ClassVar, get_args

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tutor.figure import Figure, Role, Table
from tutor.plotting import Drawing, Markers, draw, table_rows

_ROLES: tuple[Role, ...] = get_args(Role)


class PlotView(ScrollView):
    """Draws when the figure, the size or the markers change, and at no other time; a table that is too tall scrolls.

    While `sketching` it takes arrow keys and clicks, which place the points of a sketch.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {*(f"plot--{role}" for role in _ROLES), "plot--frame", "plot--shade"}
    BINDINGS = [
        Binding("left", "screen.sketch_to(-1)", "Point", key_display="←→"),
        Binding("right", "screen.sketch_to(1)", "Next point", show=False),
        Binding("up", "screen.sketch_by(1)", "Height", key_display="↑↓"),
        Binding("down", "screen.sketch_by(-1)", "Lower", show=False),
        Binding("shift+up,right_square_bracket", "screen.sketch_by(4)", "Much higher", show=False),
        Binding("shift+down,left_square_bracket", "screen.sketch_by(-4)", "Much lower", show=False),
        Binding("enter", "screen.sketch_done", "Done"),
    ]

    figure: var[Figure | None] = var(None)
    markers: var[Markers] = var("braille")
    sketching: var[bool] = var(False)

    @dataclass
    class Clicked(Message):
        """A place of the plot was clicked or dragged over, in the plot's own coordinates."""

        x: float
        y: float

    def __init__(self, id: str) -> None:  # noqa: A002 -- Textual's own name for it
        super().__init__(id=id)
        self._drawing: Drawing | None = None
        self._strips: list[Strip] = []

    def watch_figure(self) -> None:
        """Draw again at the next paint."""
        self._stale()

    def watch_markers(self) -> None:
        """Draw again at the next paint."""
        self._stale()

    def watch_sketching(self) -> None:
        """Only a sketch, and a table that scrolls, can be worked on by key."""
        self._stale()

    def on_resize(self) -> None:
        """Draw again for the new size."""
        self._stale()

    def notify_style_update(self) -> None:
        """A new theme: the same drawing in other colours."""
        super().notify_style_update()
        self._stale()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Outside a sketch its keys do not exist."""
        if "sketch" in action:
            return self.sketching
        return super().check_action(action, parameters)

    def render_line(self, y: int) -> Strip:
        """One row of the drawing."""
        self._draw()
        row = y + self.scroll_offset.y
        if row >= len(self._strips):
            return Strip.blank(self.size.width, self.rich_style)
        return self._strips[row]

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Place a point of the sketch."""
        if self.sketching:
            self.focus()
            self.capture_mouse()
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
            self.post_message(self.Clicked(canvas.x_at(event.x), canvas.y_at(event.y)))

    def _stale(self) -> None:
        self._strips = []
        rows = len(table_rows(self.figure, self.size.width)) if isinstance(self.figure, Table) else 0
        self.virtual_size = Size(self.size.width, max(rows, self.size.height))
        self.can_focus = self.sketching or rows > self.size.height
        self.refresh()

    def _draw(self) -> None:
        if self._strips or self.figure is None:
            return
        width, height = self.size.width, self.virtual_size.height
        self._drawing = draw(self.figure, width, height, self.markers)
        styles: dict[Role | None, Style] = {role: self.get_component_rich_style(f"plot--{role}") for role in _ROLES}
        styles[None] = self.get_component_rich_style("plot--frame")
        self._strips = [self._strip(row, styles, width) for row in self._drawing.rows]
        if self._drawing.shaded and self._drawing.canvas:
            (first, last), canvas = self._drawing.shaded, self._drawing.canvas
            shade = Style(bgcolor=self.get_component_rich_style("plot--shade").bgcolor)
            for y in range(canvas.top, canvas.top + canvas.height):
                self._strips[y] = _shaded(self._strips[y], first, last + 1, shade)

    @staticmethod
    def _strip(row: tuple[tuple[str, Role | None], ...], styles: dict[Role | None, Style], width: int) -> Strip:
        return Strip([Segment(text, styles[role]) for text, role in row]).adjust_cell_length(width, styles[None])


def _shaded(strip: Strip, first: int, last: int, shade: Style) -> Strip:
    before, inside, after = strip.divide([first, last, strip.cell_length])
    shaded = Strip([Segment(text, (style or Style()) + shade) for text, style, _ in inside])
    return Strip.join([before, shaded, after])
