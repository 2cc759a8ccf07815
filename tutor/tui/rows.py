"""An answer that is put together row by row: options to be chosen, things to be put in order or matched."""

from collections.abc import Iterator
from typing import ClassVar

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widget import Widget

from tutor.check import Answer, DraftCheck, ManyCheck, MatchCheck, OrderCheck
from tutor.tui.options import Hanging, Stacked
from tutor.tui.text import content

_KEYS = {
    ManyCheck: "a digit or Space chooses; Enter hands in",
    OrderCheck: "a digit puts the row ▸ there, ← → move it; Enter hands in",
    MatchCheck: "a digit or ← → chooses for the row ▸; Enter hands in",
}

_USED = "  (used)"
"""Not a tick, which would say that it is right."""


class _Lit(Hanging):
    """A row in one style from edge to edge, as in every other list; its text keeps no colour of its own."""

    def __init__(self, mark: Content, text: Content, style: Style) -> None:
        super().__init__(mark.stylize(style), text.stylize(style))
        self._style = style

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """The rows, and what is beside them."""
        lit = style + self._style
        return [
            strip.adjust_cell_length(width, lit.rich_style)
            for strip in super().render_strips(width, height, lit, options)
        ]


class Rows(Widget, can_focus=True):
    """Shows the draft that is handed down, with the row that the keys are on; a key asks the screen to change them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--here"}
    DEFAULT_CSS = """
    Rows > .rows--here { color: $block-cursor-foreground; background: $block-cursor-background; text-style: bold; }
    """

    BINDINGS = [
        Binding("up", "screen.row(-1)", "Row", key_display="↑↓"),
        Binding("down", "screen.row(1)", "Next row", show=False),
        Binding("left", "screen.adjust(-1)", "Change", key_display="←→"),
        Binding("right", "screen.adjust(1)", "Change up", show=False),
        Binding("space", "screen.adjust(1)", "Change", show=False),
        Binding("enter", "screen.hand_in", "Done"),
    ]

    row: reactive[int] = reactive(0)
    draft: reactive[Answer] = reactive((), layout=True)

    class Turned(Message):
        """The mouse went to a row, and changed it by some places; 0 leaves it as it is."""

        def __init__(self, row: int, by: int) -> None:
            self.row, self.by = row, by
            super().__init__()

    class Chose(Message):
        """One of the things to choose from was clicked, by its number from 0."""

        def __init__(self, number: int) -> None:
            self.number = number
            super().__init__()

    def __init__(self, check: DraftCheck, draft: Answer) -> None:
        super().__init__(id="answer")
        self.check = check
        self.set_reactive(Rows.draft, draft)

    def render(self) -> Stacked:
        """The rows, the one with the keys marked; what there is to choose from, and the keys."""
        return Stacked(self._parts())

    def _parts(self) -> Iterator[Visual]:
        for i, row in enumerate(self.check.rows(self.draft)):
            here = i == self.row and self.has_focus
            number = "" if isinstance(self.check, MatchCheck) else f"{i + 1}  "
            parts = (Content.styled(("▸ " if here else "  ") + number, "bold"), content(row))
            meta = Style.from_meta({"row": i})
            mark, text = (part.stylize(meta) for part in parts)
            yield _Lit(mark, text, self.get_visual_style("rows--here")) if here else Hanging(mark, text)
        if self.disabled:
            return
        if isinstance(self.check, MatchCheck):
            yield Content.styled("to choose from:", "$text-muted")
            for i, right in enumerate(self.check.rights):
                used = i in self.draft
                mark = Content.assemble("  ", (f"{i + 1}  ", "bold"))
                style = Style.from_meta({"choice": i})
                yield Hanging(
                    mark.stylize(style),
                    (content(right) + (_USED if used else "")).stylize("dim" if used else "").stylize(style),
                )
        yield Content.styled(_KEYS[type(self.check)], "$text-muted")

    def watch_disabled(self, disabled: bool) -> None:  # noqa: FBT001 -- Textual's
        """What is answered needs no keys, and no row to tell them."""
        super().watch_disabled(disabled)
        self.refresh(layout=True)

    def on_click(self, event: events.Click) -> None:
        """A click goes to a row; where the keys are there already, or an option is to be chosen, it changes it."""
        if (number := event.style.meta.get("choice")) is not None:
            self.post_message(self.Chose(number))
        elif (row := event.style.meta.get("row")) is not None:
            changes = isinstance(self.check, ManyCheck) or (isinstance(self.check, MatchCheck) and row == self.row)
            self.post_message(self.Turned(row, int(changes)))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Over the row that has the keys the wheel changes it; elsewhere it scrolls the text."""
        self._wheel(event, -1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The other way."""
        self._wheel(event, 1)

    def _wheel(self, event: events.MouseEvent, by: int) -> None:
        if self.has_focus and event.style.meta.get("row") == self.row:
            event.stop()
            event.prevent_default()
            self.post_message(self.Turned(self.row, by))
