"""A list of options without the page keys: those scroll the text, and Textual's fail where a list has no room."""

from textual.binding import Binding
from textual.widgets import OptionList


class Options(OptionList, inherit_bindings=False):
    """↑ ↓ move, Enter chooses."""

    BINDINGS = [
        Binding("up", "cursor_up", "Up", show=False),
        Binding("down", "cursor_down", "Down", show=False),
        Binding("enter", "select", "Choose", show=False),
    ]
