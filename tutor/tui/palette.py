"""The command palette: commands, and apart from them every place of the course, found by the words in it."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from textual import events
from textual.command import Command, CommandList, CommandPalette, Hit, Hits, Provider, SearchIcon
from textual.content import Content
from textual.css.query import NoMatches
from textual.errors import NoWidget
from textual.style import Style
from textual.widgets.option_list import Option
from textual.worker import Worker, WorkType

from tutor.tui.places import Place, excerpt, score
from tutor.tui.screens import Page
from tutor.tui.search import found

_COMMANDS = "Commands"
_HEADINGS = (_COMMANDS, "Lessons", "Words", "Steps", "Claims")
_MOST = 12
"""Places of a kind at most: who sees more goes on typing."""


class Doing(NamedTuple):
    """Something that the palette does: its name, a line on it, and how it is done."""

    name: str
    about: str
    do: Callable[[], Any]


@dataclass
class _Found(Hit):
    """A hit with the heading under which it stands."""

    heading: str = ""


class _Offers(Provider):
    """The commands of the program, and the places of the course."""

    def __init__(
        self, doings: Iterable[Doing], places: Sequence[Place], go: Callable[[str], None], *given: Any
    ) -> None:
        super().__init__(*given)
        self._doings, self._places, self._go = tuple(doings), places, go

    async def discover(self) -> Hits:
        """Before anything is typed: all commands, and the lessons."""
        for doing in self._doings:
            yield _hit(doing, 0, _COMMANDS)
        for place in self._places:
            if place.kind == "Lessons":
                yield _hit(self._to(place, ""), 0, place.kind)

    async def search(self, query: str) -> Hits:
        """Those that have each of the words."""
        for doing in self._doings:
            if found(query, doing.name, doing.about):
                yield _hit(doing, 1 if found(query, doing.name) else 0.5, _COMMANDS, query)
        scores = [(score(place, query), place) for place in self._places]
        for heading in _HEADINGS[1:]:
            some = [(how, place) for how, place in scores if how and place.kind == heading]
            for how, place in sorted(some, key=lambda pair: -pair[0])[:_MOST]:
                yield _hit(self._to(place, query), how, heading, query)

    def _to(self, place: Place, query: str) -> Doing:
        return Doing(place.title, excerpt(place, query), partial(self._go, place.target))


def _hit(doing: Doing, how: float, heading: str, query: str = "") -> _Found:
    title, about = (_marked(Content(text), query.casefold().split()) for text in (doing.name, doing.about))
    return _Found(how, title, doing.do, doing.name, about, heading)  # type: ignore[arg-type]  # Content will do


def _marked(text: Content, words: Sequence[str]) -> Content:
    """The text with each of the words in bold."""
    lower = text.plain.casefold()
    for word in words if len(lower) == len(text.plain) else ():
        at = lower.find(word)
        if at >= 0:
            text = text.stylize(Style(bold=True, underline=True), at, at + len(word))
    return text


def _score(command: Command) -> float:
    return -command.hit.score


class Palette(Page, CommandPalette):
    """Everything by its name, or by a word in it."""

    DEFAULT_CSS = """
    Palette > Vertical { width: 84; max-width: 100%; background: $surface; }
    Palette:dark > Vertical { background: $surface; }
    Palette > .command-palette--help-text { color: $text-muted; text-style: not bold; }
    Palette #--input { border: round $primary; background: $surface; }
    Palette #--input.--list-visible { border-bottom: none; }
    Palette SearchIcon { color: $text-primary; }
    Palette #--input Label { margin-top: 0; }
    Palette CommandList { scrollbar-size-vertical: 1; border: round $primary; border-top: none; }
    Palette CommandList > .option-list--option { text-style: not bold; padding: 0 2; }
    Palette CommandList > .option-list--option-disabled { color: $text-primary; text-style: bold; }
    Palette CommandList > .option-list--option-highlighted { background: $block-cursor-background;
        color: $block-cursor-foreground; text-style: none; }
    """

    def __init__(self, doings: Iterable[Doing], places: Sequence[Place], go: Callable[[str], None]) -> None:
        offers = partial(_Offers, doings, places, go)
        super().__init__([lambda: offers], placeholder="a command, or words of a lesson, step or claim")  # type: ignore[list-item, return-value]

    def on_mount(self) -> None:
        """The sign before the line: Textual's is two cells wide in some terminals and one in others."""
        self.query_one(SearchIcon).icon = "›"

    def _refresh_command_list(self, command_list: CommandList, commands: list[Command], clear_current: bool) -> None:  # noqa: FBT001, ARG002 -- Textual's
        """What was found, under its headings; Textual would mix all of it."""
        options: list[Option] = []
        for heading in _HEADINGS:
            under = [each for each in commands if isinstance(each.hit, _Found) and each.hit.heading == heading]
            if under:
                options.append(Option(heading, disabled=True))
                under.sort(key=_score)
                options += under
        command_list.clear_options().add_options(options)
        command_list.highlighted = 1 if options else None
        self._list_visible = bool(options)
        self._hit_count = len(options)

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
        # Textual looks up the list, and in it the row of the option. There is none before they are made and laid out.
        with suppress(KeyError, NoMatches):
            super()._action_command_list(action)
