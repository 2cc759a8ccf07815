"""A fenced TOML block of a lesson file, and where in it things stand.

`tomllib` gives values without their lines, and a problem needs its line: `Fence.line_of` finds it again.
"""

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from tutor import rational


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
        try:
            return tomllib.loads(self.text, parse_float=_decimal)
        except RecursionError:
            raise TomlError("nested too deeply", 1) from None
        except ValueError as error:
            match = re.search(r"\s*\(at (?:line (\d+), column \d+|end of document)\)", str(error))
            line = int(match[1] or self.text.count("\n")) if match else 1
            raise TomlError(str(error).replace(match[0], "") if match else str(error), line) from None

    def line_of(self, *location: str | int) -> int:
        """The line in the file of `("wrong", 1, "say")` and the like; else of the nearest thing around it."""
        start, end, found = 0, len(self.text), -1
        for part in location:
            position = self._item(start, end, part) if isinstance(part, int) else self._key(start, end, part)
            if position is None:
                continue
            start = found = position
            end = self._end_of(start, end)
        return self.line if found < 0 else self.line + 1 + self.text.count("\n", 0, found)

    def _key(self, start: int, end: int, key: str) -> int | None:
        """Where `key = …`, `[key]`, `[[key]]` or `….key` stands."""
        pattern = rf"""(?:^\s*\[{{1,2}}|^\s*|[\[{{,.]\s*)["']?({re.escape(key)})["']?\s*[\]=.]"""
        match = re.compile(pattern, re.MULTILINE).search(self.text, start, end)
        return match.start(1) if match else None

    def _item(self, start: int, end: int, index: int) -> int | None:
        """Where item `index` of the array stands whose key is at `start`."""
        line_start = self.text.rfind("\n", 0, start) + 1
        header = self.text[line_start : self.text.find("\n", start)].strip()
        if header.startswith("[["):
            places = [m.start() for m in re.finditer(rf"^\s*{re.escape(header)}", self.text, re.MULTILINE)]
            return self.text.find("[[", places[index]) if index < len(places) else None
        depth, seen = 0, -1
        for match in _TOKEN.finditer(self.text, start, end):
            token = match[0]
            if depth == 1 and token not in {"]", ","} and not token.startswith("#"):
                seen += 1
                if seen == index:
                    return match.start()
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token, 0)
        return None

    def _end_of(self, start: int, end: int) -> int:
        """Where the thing that begins at `start` is over: an array of tables at its next header, else `end`."""
        line_start = self.text.rfind("\n", 0, start) + 1
        if not self.text[line_start:].lstrip().startswith("["):
            return end
        following = re.compile(r"^\s*\[", re.MULTILINE).search(self.text, self.text.find("\n", start))
        return following.start() if following else len(self.text)


_TOKEN = re.compile(r'"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{},]|[^\s\[\]{},#"\']+')


def _decimal(text: str) -> Any:
    try:
        return rational.parse(text.replace("_", ""))
    except rational.NumberError:
        return text  # nan, inf, 1e400: refused where the number is used, with its key
