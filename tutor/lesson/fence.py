"""A fenced TOML block of a lesson file, and the lines of its values.

`tomllib` returns values without lines, and a problem needs its line: `Fence.line_of` finds it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import Any

from tutor.files import toml
from tutor.files.limits import LESSON
from tutor.files.toml import TomlError
from tutor.visible import hidden

Place = tuple[str | int, ...]
"""Where a value stands: `("wrong", 1, "say")`."""


@dataclass(frozen=True)
class Fence:
    """A fenced block.

    Attributes:
        words: what follows the backticks, such as ("toml", "lab", "network").
        text: the lines between the fences.
        line: the line of the opening fence in the file, counted from 1.
        most_values: how many keys, brackets and commas it may have.
    """

    words: tuple[str, ...]
    text: str
    line: int
    most_values: int = LESSON.values

    def load(self) -> dict[str, Any]:
        """The values; decimals are kept exactly, as `Fraction`s.

        Raises:
            TomlError: for what is no TOML, is too much of it, or holds a character that nobody would see; `line` counts
                from 1 within the block.
        """
        values = toml.loads(self.text, self.most_values)
        for place, text in _texts(values):
            if sign := unseen(text):
                raise TomlError(f"{sign} in a text, which is invisible", self.line_of(*place) - self.line)
        return values

    def line_of(self, *place: str | int) -> int:
        """The line in the file of a value of this block, or of the nearest enclosing table."""
        known = (place[:length] for length in range(len(place), 0, -1))
        found = next((self._places[part] for part in known if part in self._places), None)
        return self.line if found is None else self.line + 1 + self.text.count("\n", 0, found)

    @cached_property
    def _places(self) -> dict[Place, int]:
        return _Scanner(self.text).places


_TOKEN = re.compile(
    r'"""(?:\\(?:.|\n)|[^\\])*?"""+|\'\'\'(?:.|\n)*?\'\'\'+|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{},.=\n]|[^\s\[\]{},.=#"\']+'
)


class _Scanner:
    """A single pass over well-formed TOML that notes where each key and item begins."""

    def __init__(self, text: str) -> None:
        self.places: dict[Place, int] = {}
        self._tables: Counter[Place] = Counter()
        self._tokens = [match for match in _TOKEN.finditer(text) if not match[0].startswith("#")]
        self._tokens.reverse()  # the next one is popped from the end
        prefix: Place = ()
        while self._skip_lines():
            if self._next == "[":
                prefix = self._header()
            else:
                self._pair(prefix)

    @property
    def _next(self) -> str:
        return self._tokens[-1][0] if self._tokens else ""

    def _skip_lines(self) -> bool:
        """Skip line ends; whether anything follows."""
        while self._next == "\n":
            self._tokens.pop()
        return bool(self._tokens)

    def _header(self) -> Place:
        """`[table]` or `[[table]]`: the place of what stands below it."""
        start = self._tokens.pop().start()
        repeated = self._next == "["
        name: Place = tuple(self._key("]"))
        if not repeated:
            self.places[name] = start
            return name
        if self._next == "]":
            self._tokens.pop()
        self.places.setdefault(name, start)
        place = (*name, self._tables[name])
        self._tables[name] += 1
        self.places[place] = start
        return place

    def _pair(self, prefix: Place) -> None:
        """`key = value`; also within an inline table."""
        start = self._tokens[-1].start()
        place = (*prefix, *self._key("="))
        self.places.setdefault(place, start)
        self._value(place)

    def _key(self, end: str) -> Iterator[str]:
        """The parts of a dotted key, up to the sign that ends it."""
        while self._tokens and (token := self._tokens.pop()[0]) != end:
            if token not in ".[":
                yield token.strip("\"'")

    def _value(self, place: Place) -> None:
        if self._next not in {"[", "{"}:
            self._tokens[-1:] = []  # always consume a token, or the caller loops forever
            while self._next not in {",", "]", "}", "\n", ""}:
                self._tokens.pop()
            return
        closing, item = {"[": "]", "{": "}"}[self._tokens.pop()[0]], 0
        while self._skip_lines() and self._next != closing:
            if self._next == ",":
                self._tokens.pop()
            elif closing == "}":
                self._pair(place)
            else:
                self.places[(*place, item)] = self._tokens[-1].start()
                self._value((*place, item))
                item += 1
        self._tokens[-1:] = []


def unseen(text: str) -> str:
    """The sign of the first character in a text of a lesson that nobody would see; Markdown reads `&#8238;` as one."""
    return hidden(text) or (hidden(unescape(text)) if "&" in text else "")


def _texts(value: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every text within a value, and every key, with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, list):
        for i, each in enumerate(value):
            yield from _texts(each, (*place, i))
    elif isinstance(value, dict):
        for name, each in value.items():
            yield (*place, name), name
            yield from _texts(each, (*place, name))
