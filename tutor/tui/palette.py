"""The command palette: Textual's, which page keys and clicks do not break."""

from contextlib import suppress
from typing import Any

from textual import events
from textual.command import CommandPalette
from textual.errors import NoWidget
from textual.worker import Worker, WorkType

from tutor.tui.screens import Page


class Palette(Page, CommandPalette):
    """Everything by its name."""

    def on_click(self, event: events.Click) -> None:
        """A click beside the palette closes it. While it is being resized there may be nothing at all at the place."""
        try:
            self.get_widget_at(int(event.screen_x), int(event.screen_y))
        except NoWidget:
            event.prevent_default()

    def run_worker(self, work: WorkType[Any], *given: Any, **how: Any) -> Worker[Any]:
        """Search for commands. A search that outlives the palette finds no list, and that ends nothing else."""
        return super().run_worker(work, *given, **{**how, "exit_on_error": False})

    def _action_command_list(self, action: str) -> None:
        # Textual looks up the row of the option, and there is none before the list is laid out.
        with suppress(KeyError):
            super()._action_command_list(action)
