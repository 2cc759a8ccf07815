"""A box with a title in its border: what all panels of the screen have in common."""

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from tutor.tui.painted import Painted, PaintedScroll

if TYPE_CHECKING:
    from textual.widget import Widget
else:
    Widget = object  # of several bases that are widgets, Textual takes the stylesheet of the first alone

_NOTHING = Content("")


class Titled(Widget):
    """A widget whose border says what is in it, and below what can be pressed."""

    _words = (_NOTHING, _NOTHING)

    @property
    def title(self) -> Content:
        """What the border says."""
        return self._words[0]

    def entitle(self, title: Content | str, below: Content | str = _NOTHING) -> None:
        """Write into the border. The same words again cost nothing; Textual would paint the whole widget."""
        words = Content(title) if isinstance(title, str) else title, Content(below) if isinstance(below, str) else below
        if not all(now.is_same(new) for now, new in zip(self._words, words, strict=True)):
            self._words = words
            self.border_title, self.border_subtitle = words


class Panel(Titled, Painted, Vertical):
    """A box."""


class ScrollPanel(Titled, PaintedScroll, can_focus=False):
    """A box whose content scrolls. It tells when there may be more or less of it to scroll to."""

    class Moved(Message):
        """Another part of the content is in sight."""

    def watch_scroll_y(self, before: float, after: float) -> None:
        """Another part."""
        super().watch_scroll_y(before, after)
        self.post_message(self.Moved())

    def watch_virtual_size(self) -> None:
        """More content, or less."""
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        """More room, or less."""
        self.post_message(self.Moved())

    @property
    def goes_on(self) -> bool:
        """Whether there is more below."""
        return self.scroll_offset.y < self.max_scroll_y
