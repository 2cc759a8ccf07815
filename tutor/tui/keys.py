"""Keys in turn: each acts on what the one before has brought about, however fast they are typed."""

from collections import deque
from time import monotonic
from typing import Any, TypeVar

from textual import events
from textual.app import App

Result = TypeVar("Result")

_MOST = 0.5
"""Seconds that keys wait at most: the widget that they wait for may have gone meanwhile."""

_AT_ONCE = {"ctrl+q", "ctrl+c", "ctrl+z"}


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
        if isinstance(event, _Passed):
            self._busy_until = 0.0
        elif waits and not (isinstance(event, events.Key) and event.key in _AT_ONCE):
            self._waiting.append(event)
        else:
            await super().on_event(event)
            return
        await self._give_out()

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
