"""Lists of options. Beside a text the page keys scroll the text; and Textual's fail where a list has no room."""

from collections.abc import Iterable
from contextlib import suppress

from textual.binding import Binding
from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widgets import OptionList


class Options(OptionList, inherit_bindings=False):
    """↑ ↓ move, Enter chooses."""

    BINDINGS = [
        Binding("up", "cursor_up", "Up", show=False),
        Binding("down", "cursor_down", "Down", show=False),
        Binding("enter", "select", "Choose", show=False),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 -- Textual's
        """Enter chooses what is picked; while nothing is, it is a key of the screen."""
        return action != "select" or self.highlighted is not None


class Pages(Options):
    """A list that has the screen to itself: the page keys move in it."""

    BINDINGS = [
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown,space", "page(1)", "Page down", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end", "last", "Last", show=False),
    ]

    def action_page(self, by: int) -> None:
        """A page up or down, once there is room for one; before, Textual finds no row for the option."""
        page = self.action_page_down if by > 0 else self.action_page_up
        with suppress(KeyError):
            page()  # type: ignore[no-untyped-call]  # untyped in Textual


class Hanging(Visual):
    """A mark, and a text beside it that keeps its own left edge where it runs over several rows."""

    def __init__(self, mark: Content, text: Content) -> None:
        self._mark, self._text = mark, text

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """The mark beside the first row, and nothing beside the others."""
        indent = self._mark.cell_length
        rows = self._text.render_strips(max(1, width - indent), height, style, options)
        (mark,) = self._mark.render_strips(indent, 1, style, options)
        beside = [mark, *[Strip.blank(indent, style.rich_style)] * (len(rows) - 1)]
        return [Strip.join(parts) for parts in zip(beside, rows, strict=True)]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Both in one row."""
        return self._mark.cell_length + self._text.get_optimal_width(rules, container_width)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """The rows of the text."""
        return self._text.get_height(rules, max(1, width - self._mark.cell_length))


class Stacked(Visual):
    """Visuals one below the other."""

    def __init__(self, parts: Iterable[Visual]) -> None:
        self._parts = tuple(parts)

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """The rows of all of them."""
        rows = [row for part in self._parts for row in part.render_strips(width, None, style, options)]
        return rows if height is None else rows[:height]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """That of the widest."""
        return max((part.get_optimal_width(rules, container_width) for part in self._parts), default=0)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """The rows of all of them."""
        return sum(part.get_height(rules, width) for part in self._parts)
