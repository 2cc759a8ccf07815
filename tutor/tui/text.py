"""Markdown blocks as Textual content.

One `Static` a text, and not Textual's Markdown widget: that one mounts a widget for each paragraph, which is felt at
every step of a lesson; ours is part of the same frame.
"""

from functools import lru_cache

from textual.content import Content, Span
from textual.widgets import Static

from tutor.lesson.prose import Block, blocks
from tutor.tui.painted import Painted
from tutor.visible import visible

MARKS = {"done": "●", "solution": "◎", "begun": "◐", "skipped": "◌", "new": "○"}
"""How a step stands, as one sign."""

SIGNS = {True: "●", False: "○"}
"""A lamp that is on, or off."""

_STYLES = {"strong": "bold", "em": "italic", "code": "$text-secondary"}


class Text(Painted, Static):
    """A `Static` that is only redrawn for another content, and only laid out again for another height.

    Static.update always asks for a layout of the whole screen, which costs more than all else that a key does.
    """

    def show(self, shown: Content) -> None:
        """Show this; where it is on show already, nothing happens."""
        if isinstance(self.content, Content) and self.content.is_same(shown):
            return
        width, height = self.content_size
        self.update(shown, layout=False)
        if not width or self._height(shown, width) != height:
            self.refresh(layout=True)

    def show_within(self, shown: Content, width: int, rows: int) -> None:
        """Show as much as some rows hold, and where the rest is to be read; nothing in no rows."""
        self.display = bool(rows and shown.plain)
        if self.display:
            self.show(shortened(shown, width, rows))

    def _height(self, shown: Content, width: int) -> int:
        """In rows. Only lines that are too long have to be wrapped to be counted."""
        lines = shown.plain.split("\n")
        if all(len(line) <= width for line in lines) and shown.cell_length == len(shown.plain) - len(lines) + 1:
            return len(lines)
        return self.visual.get_height(self.styles, width)  # type: ignore[arg-type]


def rows_of(shown: Content, width: int) -> int:
    """The rows of a text, broken into lines. Only lines that are too long have to be wrapped to be counted."""
    lines = shown.plain.split("\n")
    return len(lines) if all(len(line) <= width for line in lines) else len(shown.wrap(max(1, width)))


_MORE = " … (e: all)"


def shortened(shown: Content, width: int, rows: int) -> Content:
    """A text in at most `rows` rows; what is cut ends at a blank, and says that `e` shows the whole.

    Half a number would be another number, and half a formula another formula.
    """
    if not width or rows_of(shown, width) <= rows:
        return shown
    lines = shown.wrap(width)
    last = lines[rows - 1].truncate(max(1, width - len(_MORE)))
    whole = last.plain.rfind(" ") if len(lines[rows - 1]) > len(last) else -1
    more = Content.styled(_MORE, "$text-muted")
    return Content("\n").join([*lines[: rows - 1], (last[:whole] if whole > 0 else last) + more])


@lru_cache(maxsize=256)  # a verdict is asked for again at every turn
def content(markdown: str) -> Content:
    """A text of a lesson, styled; paragraphs stand apart, list items do not."""
    parts: list[Content] = []
    for block in blocks(markdown):
        if parts:
            parts.append(Content("\n" if block.kind == "item" and block.mark else "\n\n"))
        parts.append(_block(block))
    return Content("").join(parts)


def _block(block: Block) -> Content:
    lead = "  " * max(0, block.depth - 1) + (block.mark if block.mark != "- " else "• ")
    text, spans = lead, []
    for piece, style in ((visible(piece), style) for piece, style in block.spans):
        if style:
            spans.append(Span(len(text), len(text) + len(piece), _STYLES[style]))
        text += piece
    return Content(text, spans)
