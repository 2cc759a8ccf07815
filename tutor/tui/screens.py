"""What our screens have in common, and Textual's lack: an end to resizing, and to closing."""

from typing import TYPE_CHECKING, Any

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import Screen

if TYPE_CHECKING:
    _Screen = Screen[Any]
else:
    _Screen = object  # of several bases that are screens, Textual takes the stylesheet of the first alone


class Steady(_Screen):
    """A screen that outlasts fast resizing and clicking.

    It takes the size that the terminal has now, and none that it had before. A screen that is resized is told so by an
    event, and passes its size on to the screens below. With two sizes on their way each makes room for itself and
    announces the other, and no key is heeded ever again.
    """

    def on_resize(self, event: events.Resize) -> None:
        """Pass over a size that is out of date; the one of now is on its way."""
        if event.size != self.app.size:
            event.prevent_default()

    def _forward_event(self, event: events.Event) -> None:
        # A widget that was removed a moment ago may still be found where it was painted. Textual would begin to select
        # text in it, looks for its parent, and fails.
        if isinstance(event, events.MouseDown):
            widget, _ = self.get_widget_and_offset_at(event.x, event.y)
            if widget is not None and widget is not self and widget.parent is None:
                return
        super()._forward_event(event)


class Page(Steady):
    """A screen that closes once, and only while it is on top.

    A key that bounces asks twice, and a click may arrive when another page has opened over this one. Textual then
    closes whatever is on top, and fails over a result that it has already.
    """

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Close the page with a result, if it is on top."""
        if self.app.screen is self:
            return super().dismiss(result)
        nothing: AwaitComplete = AwaitComplete.nothing()  # type: ignore[no-untyped-call]  # untyped in Textual
        return nothing
