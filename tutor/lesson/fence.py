"""A fenced TOML block of a lesson file, and the lines of its values.

`tomllib` returns values without lines, and a problem needs its line: `Fence.line_of` finds it.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tutor import rational

Place = tuple[str | int, ...]
"""Where a value stands: `("wrong", 1, "say")`."""


class TomlError(ValueError):
    """The block is no TOML; `line` counts from 1 within the block."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Fence:
    """A fenced block.

    Attributes:
        words: what follows the backticks, such as ("toml", "lab", "network").
        text: the lines between the fences.
        line: the line of the opening fence in the file, counted from 1.
    """

    words: tuple[str, ...]
    text: str
    line: int

    def load(self) -> dict[str, Any]:
        """The values; decimals are kept exactly, as `Fraction`s. Raises TomlError."""
        if long := re.search(r"\w{500}", self.text):  # Python refuses to read integers of thousands of digits
            raise TomlError("a word or number of more than 500 characters", self.text.count("\n", 0, long.start()) + 1)
        try:
            return tomllib.loads(self.text, parse_float=_decimal)
        except RecursionError:
            raise TomlError("nested too deeply", 1) from None
        except ValueError as error:
            match = re.search(r"\s*\(at (?:line (\d+), column \d+|end of document)\)", str(error))
            line = int(match[1] or self.text.count("\n")) if match else 1
            raise TomlError(str(error).replace(match[0], "") if match else str(error), line) from None

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


def _decimal(text: str) -> Any:
    try:
        return rational.parse(text.replace("_", ""))
    except rational.NumberError:
        return text  # nan, inf, 1e400: refused where the number is used, with its key
