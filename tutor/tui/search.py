"""Searching in a page: a line of input above its list, and what it finds."""

from collections.abc import Iterable
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tutor.tui.options import Pages
from tutor.tui.screens import Page
from tutor.visible import visible

_NOTHING = "Nothing here has all of these words. Esc shows everything again."


def found(query: str, *texts: str) -> bool:
    """Whether each word of a query is somewhere in the texts, in upper or lower case."""
    text = " ".join(texts).casefold()
    return all(word in text for word in query.casefold().split())


class Search(Input):
    """What is searched for. While it has the keys, ↑ ↓ and Enter still mean the list."""

    DEFAULT_CSS = """
    Search, Search:focus { display: none; height: 1; border: none; padding: 0 1; background: $panel; }
    Search.-open { display: block; }
    """

    BINDINGS = [
        Binding("up", "screen.move(-1)", "Up", show=False),
        Binding("down", "screen.move(1)", "Down", show=False),
        Binding("escape", "screen.back", "Close the search", key_display="Esc"),
        Binding("ctrl+q", "app.quit", "Leave", key_display="Ctrl+Q"),
    ]

    def validate_value(self, value: str) -> str:
        """What was typed or pasted, with a sign for each character that would be hidden or obeyed."""
        return visible(value)


class Entries(Pages):
    """The list; the footer names its keys."""

    BINDINGS = [
        Binding("enter", "select", "Open", key_display="Enter"),
        Binding("up", "cursor_up", "Move", key_display="↑↓"),
    ]


class SearchPage(Page, Screen[str | None]):
    """A page with a list that can be searched. Returns the id of the option that was chosen, or None."""

    BINDINGS = [Binding("slash", "search", "Search", key_display="/")]

    def body(self) -> Iterable[Option]:
        """The entries that the query, and whatever else the page filters by, lets through."""
        raise NotImplementedError

    def compose_list(self, name: str) -> ComposeResult:
        """The line of the search, and the list with that id."""
        yield Search(placeholder="words to search for", id="search", compact=True)
        yield Entries(id=name)

    @property
    def query_text(self) -> str:
        """What is searched for."""
        return self.query_one(Search).value

    @property
    def searches(self) -> bool:
        """Whether words are searched for: then in all entries, since a filter would hide what is found."""
        return bool(self.query_text.strip())

    @property
    def highlighted(self) -> str | None:
        """The id of the entry that has the keys."""
        option = self.query_one(OptionList).highlighted_option
        return option.id if option else None

    def fill(self, at: str | None = None) -> None:
        """Show the entries as they are now, at the one with this id, or where the keys are."""
        if not self.query(OptionList):
            return  # closed meanwhile
        entries, at = self.query_one(OptionList), at or self.highlighted
        options = [*self.body()] or [Option(Content.styled(_NOTHING, "$text-muted"), disabled=True)]
        entries.clear_options().add_options(options)
        chosen = [i for i, option in enumerate(options) if not option.disabled]
        entries.highlighted = next((i for i in chosen if options[i].id == at), chosen[0] if chosen else None)

    def action_search(self) -> None:
        """Open the line of the search."""
        search = self.query_one(Search)
        search.add_class("-open")
        search.focus()

    def action_move(self, by: int) -> None:
        """Move in the list while the keys are in the search."""
        entries = self.query_one(OptionList)
        (entries.action_cursor_down if by > 0 else entries.action_cursor_up)()

    def action_back(self) -> None:
        """Close the search, and show everything again; without one, close the page."""
        search = self.query_one(Search)
        if search.has_class("-open"):
            search.remove_class("-open")
            search.value = ""
            self.query_one(OptionList).focus()
        else:
            self.dismiss(None)

    @on(Input.Changed, "#search")
    def _searched(self) -> None:
        self.fill()

    @on(Input.Submitted, "#search")
    def _submitted(self) -> None:
        self.query_one(OptionList).action_select()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Return what was chosen."""
        self.chosen(event.option_id)

    def chosen(self, option: str | None) -> Any:
        """Close with what was chosen."""
        self.dismiss(option)
