"""One knob: a row that shows a number of the network, turns by key or wheel, and takes a typed value."""

from fractions import Fraction

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tutor.lab import Knob as LabKnob
from tutor.rational import RAISED
from tutor.tui.painted import Painted
from tutor.visible import visible

_BEGINS_NUMBER = "0123456789-−+./"
_MAKES_NUMBER = _BEGINS_NUMBER + ",eE ·" + RAISED


class Knob(Painted, Widget, can_focus=True):
    """The value is handed down; turning is the screen's to do. Only what is being typed lives here."""

    BINDINGS = [
        # The screen's actions run at once: a key, its turn and the new curve are one handler and one frame. With
        # priority the key does not climb through six widgets first, which takes some 0.8 ms.
        Binding("left", "screen.turn(-1)", "Turn", key_display="←→", priority=True),
        Binding("right", "screen.turn(1)", "Turn up", show=False, priority=True),
        Binding("shift+left,left_square_bracket", "screen.turn_far(-1)", "Turn far down", show=False),
        Binding("shift+right,right_square_bracket", "screen.turn_far(1)", "Turn far up", show=False),
        Binding("up", "app.focus_previous", "Previous knob", show=False),
        Binding("down", "app.focus_next", "Next knob", show=False),
        Binding("backspace,delete", "screen.turn_to_start", "Back to its start", show=False),
        Binding("escape", "screen.to_task", "Question", key_display="Esc"),
    ]

    value: reactive[Fraction] = reactive(Fraction(0))
    locked: reactive[bool] = reactive(False)
    draft: reactive[str | None] = reactive(None)
    """What is being typed; None while nothing is."""

    class Typed(Message):
        """A value was typed and entered."""

        def __init__(self, knob: LabKnob, text: str) -> None:
            self.knob, self.text = knob, text
            super().__init__()

    class Stray(Message):
        """A character that makes no number was typed into one."""

        def __init__(self, character: str) -> None:
            self.character = character
            super().__init__()

    class Wheel(Message):
        """The wheel or a drag turned the knob by some steps."""

        def __init__(self, knob: LabKnob, steps: int) -> None:
            self.knob, self.steps = knob, steps
            super().__init__()

    def __init__(self, knob: LabKnob, value: Fraction, *, fixed: bool = False) -> None:
        super().__init__()
        self.knob, self._fixed = knob, fixed
        self.can_focus = not fixed
        self.set_reactive(Knob.value, value)

    def render(self) -> Content:
        """The name, the value or what is being typed, and where the value lies between its bounds."""
        name = self.knob.name
        if self.draft is not None:
            return Content.assemble((f"{name} = ", "bold"), self.draft, ("▏", "blink"))
        if self._fixed:
            return Content.styled(f"{name} = {self.knob.shown(self.value)}  locked", "$text-muted dim")
        changed = "" if self.value == self.knob.start else "underline" if self.has_focus else "bold $text-warning"
        arrows = ("◂", "▸") if self.has_focus and not self.locked else (" ", " ")
        value = (self.knob.shown(self.value), changed)
        shown = Content.assemble(f"{name} =", (arrows[0], "dim"), value, (arrows[1], "dim"))
        room = self.content_size.width
        if room and shown.cell_length > room:  # half a number would be another one
            return Content.assemble(f"{name}=", value)
        left = room - max(shown.cell_length, len(name) + 9) - 1
        if left < _SHORTEST_BAR or self.knob.names:
            return shown
        bar = _bar(self.knob, self.value, min(left, _LONGEST_BAR))
        gap = " " * (room - shown.cell_length - bar.cell_length)
        return Content.assemble(shown, gap, bar)

    def on_key(self, event: events.Key) -> None:
        """Collect a typed number; Enter hands it up, Escape drops it."""
        character = event.character or ""
        if self.draft is None:
            if character and character in _BEGINS_NUMBER:
                self.draft = character
                event.stop()
            return
        if event.key == "enter":
            self._hand_up(self.draft)
        elif event.key == "escape":
            self.draft = None
        elif event.key == "backspace":
            self.draft = self.draft[:-1] or None
        elif character and character in _MAKES_NUMBER:
            self.draft += character
        elif event.key in {"tab", "shift+tab", "up", "down"}:
            self._hand_up(self.draft)
            return
        elif event.is_printable:
            self.post_message(self.Stray(character))
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """The first line of what is pasted is typed text."""
        for line in event.text.strip().splitlines()[:1]:
            self.draft = (self.draft or "") + visible(line.strip()[:40])
        event.stop()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """While a number is typed, every printable key belongs to it."""
        if self.draft is None:
            return bool(character) and str(character) in _BEGINS_NUMBER
        return key in {"backspace", "delete"} or (character is not None and character.isprintable())

    def on_blur(self) -> None:
        """Leaving without Enter keeps the old value."""
        self.draft = None

    def on_click(self) -> None:
        """A click selects."""
        self.focus()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel turns up."""
        self._wheel(event, 1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel turns down."""
        self._wheel(event, -1)

    def on_mouse_down(self) -> None:
        """A drag begins."""
        self.capture_mouse()

    def on_mouse_up(self) -> None:
        """A drag ends."""
        self.release_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A drag turns one step a cell."""
        if event.button and event.delta_x and self.app.mouse_captured is self:
            self._wheel(event, event.delta_x)

    def _wheel(self, event: events.MouseEvent, steps: int) -> None:
        event.stop()
        self.post_message(self.Wheel(self.knob, steps))

    def _hand_up(self, text: str) -> None:
        self.draft = None
        self.post_message(self.Typed(self.knob, text))


_SHORTEST_BAR, _LONGEST_BAR = 6, 30
"""Cells."""


def _bar(knob: LabKnob, value: Fraction, width: int) -> Content:
    """Where a value lies between its bounds; at one of them, where training took it beyond."""
    share = (min(knob.high, max(knob.low, value)) - knob.low) / (knob.high - knob.low)
    at = round(share * (width - 3))
    return Content.assemble(("├" + "─" * at, "dim"), ("●", "bold"), ("─" * (width - 3 - at) + "┤", "dim"))
