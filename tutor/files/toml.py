"""TOML from outside: nesting, keys, values and words are counted before `tomllib` sees the text.

`tomllib` recurses for each bracket, and for a dotted key it needs time and memory for the square of its parts.
"""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from tutor import rational
from tutor.files import FileError, brief
from tutor.files.limits import KEY_PARTS, KEYS, NESTING, TEXT, WORD


class TomlError(FileError):
    """The text is no TOML, or too much of it; `line` counts from 1 within the text."""


_SIGN = re.compile(
    r'(?P<long>"""|\'\'\')|"(?:[^"\\\n]++|\\.)*+"|\'[^\'\n]*+\'|(?P<lines>(?:(?:#[^\n]*+)?\n[ \t]*+)++)|#[^\n]*+'
    r'|(?P<mark>[\[\]{}.,=])|(?P<open>["\'])'
)
"""What gives TOML its shape: texts and comments as a whole, and the signs outside of them."""
_ENDS = {'"""': r'(?s:[^"\\]++|\\.|"(?!""))*+"{3,5}', "'''": r"(?:[^']++|'(?!''))*+'{3,5}"}
"""How a long text goes on to its end. It is rare, and so compiled when it is met."""
_OPENS, _BEGINS = {"[", "{"}, {"[", "{", "=", ","}
_LONG_WORD = re.compile(rf"(?<!\w)\w{{{WORD}}}")
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


def loads(text: str, most_values: int) -> dict[str, Any]:
    """The values; decimals are kept exactly, as `Fraction`s, and what is no decimal stays text: nan, inf, 1e400.

    Raises:
        TomlError: for text that is no TOML, or holds more than the limits allow.
    """
    _check(text, most_values)
    try:
        return tomllib.loads(text, parse_float=_decimal)
    except RecursionError:
        raise TomlError("nested too deeply") from None
    except ValueError as error:  # TOMLDecodeError is one, and so is Python's for long integers and for odd dates
        match = _PLACE.search(str(error))
        line = int(match[1] or text.count("\n")) if match else 1
        raise TomlError(brief(str(error).replace(match[0], "") if match else error, 200), max(1, line)) from None


def _check(text: str, most_values: int) -> None:
    """Refuse a text that holds too much, at the line where it does."""
    if long := _LONG_WORD.search(text):
        raise _too_much(text, long.start(), f"a word or number of more than {WORD} characters")
    depth = dots = keys = values = 0
    for mark, at in _marks(text):
        dots = dots + 1 if mark == "." else 0
        keys += mark == "=" or (mark in _OPENS and not depth)  # tables cost as much as keys
        depth = max(0, depth + (mark in _OPENS) - (mark in {"]", "}"}))
        values += mark in _BEGINS
        if depth > NESTING:
            raise _too_much(text, at, f"nested too deeply: more than {NESTING} levels of brackets")
        if dots >= KEY_PARTS:
            raise _too_much(text, at, f"a key of more than {KEY_PARTS} parts")
        if values > most_values or keys > KEYS:
            what = f"{most_values:,} values" if values > most_values else f"{KEYS:,} keys and tables"
            raise _too_much(text, at, f"more than {what}")


def _marks(text: str) -> Iterator[tuple[str, int]]:
    """The signs outside of texts and comments, and where they stand, in one pass.

    It ends early where a quotation mark is never closed, which `tomllib` then reports.

    Raises:
        TomlError: for a text that is too long.
    """
    at = 0
    while (sign := _SIGN.search(text, at)) and not sign["open"]:
        at = sign.end()
        if sign["long"]:
            end = re.compile(_ENDS[sign["long"]]).match(text, at)
            if end is None:
                return
            at = end.end()
        if at - sign.start() > TEXT and not sign["lines"] and text[sign.start()] != "#":
            raise _too_much(text, sign.start(), f"a text of more than {TEXT:,} characters")
        if sign["mark"] or sign["lines"]:
            yield sign["mark"] or "\n", sign.start()


def _too_much(text: str, at: int, what: str) -> TomlError:
    return TomlError(what, text.count("\n", 0, at) + 1)


def _decimal(text: str) -> Any:
    try:
        return rational.parse(text.replace("_", ""))
    except rational.NumberError:
        return text  # refused where the number is used, with its key
