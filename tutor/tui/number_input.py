"""An input for one number. Letters are left to the keys of the screen, so `h` is a hint here as everywhere."""

from textual import events
from textual.binding import Binding
from textual.widgets import Input

from tutor.rational import RAISED
from tutor.tui.keys import PatientApp
from tutor.visible import visible

_ALLOWED = set("0123456789+-−.,/eE ·" + RAISED)


class NumberInput(Input):
    """Takes the characters of which numbers are made; of what is pasted, the first line."""

    BINDINGS = [
        Binding("escape", "clear", "Clear", show=False),
        Binding("enter", "submit", "Done"),
    ]

    def validate_value(self, value: str) -> str:
        """What was typed or pasted, with a sign for each character that would be hidden or obeyed."""
        return visible(value)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether the key is typed into the input, and no key of the screen."""
        if character in {"e", "E"} and not self.value[-1:].isdigit():
            return False  # the power of ten of nothing: a key of the screen
        return character in _ALLOWED and super().check_consume_key(key, character)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 -- Textual's
        """Enter hands in what was typed, and Esc clears it; while nothing is, both are keys of the screen."""
        return action not in {"submit", "clear"} or bool(self.value.strip())

    def watch_value(self, before: str, value: str) -> None:
        """The footer names Enter once there is something to hand in; there it can be clicked, too."""
        if bool(before.strip()) != bool(value.strip()):
            self.refresh_bindings()

    def action_clear(self) -> None:
        """Drop what was typed."""
        self.clear()

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        for line in event.text.strip().splitlines()[:1]:
            self.replace(line.strip(), *self.selection)

    def _on_key(self, event: events.Key) -> None:  # type: ignore[override]  # both are called, this one first
        if event.is_printable and not self.check_consume_key(event.key, event.character):
            event.prevent_default()
        if event.key == "enter" and self.value.strip() and isinstance(self.app, PatientApp):
            self.app.hold_keys()  # until the answer is judged: what is typed behind it is not part of it
