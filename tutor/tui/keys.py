"""Keys in turn: each acts on what the one before has brought about, however fast they are typed."""

from collections import deque
from time import monotonic
from typing import Any, TypeVar

from textual import events
from textual.app import App
from textual.message import Message

Result = TypeVar("Result")

_MOST = 2.0
"""Seconds that keys wait at most: the widget that they wait for may have gone meanwhile.

A busy machine needs more than half a second for a new question; a key that is let go too early is lost.
"""

_LEAVING = {"ctrl+q", "ctrl+c"}
"""Keys that end the program, whatever has the focus and whatever is typed there."""


class PatientApp(App[Result]):
    """An app that gives out one key at a time, and can hold them back.

    Textual sends a key at once to the widget that has the focus. If that widget has another key to deal with, which
    changes what is asked, the second one is lost, or answers the wrong question.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._waiting: deque[events.Event] = deque()
        self._held_until = self._busy_until = 0.0

    def hold_keys(self) -> None:
        """Let keys wait until `release_keys`."""
        self._held_until = monotonic() + _MOST

    def release_keys(self) -> None:
        """Give out the keys that wait."""
        self._held_until = 0.0
        if self._waiting:
            self.post_message(_Passed())

    async def on_event(self, event: events.Event) -> None:
        """Give out a key after those that wait; a key that no widget has taken comes back here, and is acted on."""
        waits = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        key = event.key if waits and isinstance(event, events.Key) else ""
        if isinstance(event, _Passed):
            self._busy_until = 0.0
        elif key in _LEAVING:
            await self.run_action("app.quit")
            return
        elif waits and key != "ctrl+z":
            self._waiting.append(event)
        else:
            await super().on_event(event)
            return
        await self._give_out()

    async def on_key(self, event: events.Key) -> None:
        """Do what a key is bound to that no widget has taken; the screen is told of one that does nothing."""
        event.prevent_default()  # Textual would do the same, and say nothing
        if not await self._check_bindings(event.key):
            self.screen.post_message(Unheeded(event.key, event.character))

    async def _give_out(self) -> None:
        while self._waiting and monotonic() >= max(self._held_until, self._busy_until):
            target = self.focused or self.screen
            event = self._waiting.popleft()
            await super().on_event(event)
            if event.is_forwarded:
                self._busy_until = monotonic() + _MOST
                target.post_message(_Passed().set_sender(target))  # climbs behind the key
        if self._waiting:
            self.set_timer(_MOST, self.release_keys)


class _Passed(events.Event, bubble=True):
    """The key before has been dealt with: no widget has it any more."""


class Unheeded(Message, bubble=False):
    """A key that nothing is bound to, or whose action has nothing to do now."""

    def __init__(self, key: str, character: str | None) -> None:
        self.key, self.character = key, character
        super().__init__()

    @property
    def named(self) -> str:
        """The key as people write it."""
        if self.character and self.character.isprintable():
            return f"“{self.character}”"
        return "+".join(part.capitalize() for part in self.key.split("+"))
