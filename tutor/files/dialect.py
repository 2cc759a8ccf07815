"""How a table of numbers was written: its encoding, what parts its cells, and which of its lines are rows.

Programs differ in what they export: Excel writes semicolons and decimal commas, UTF-16 with tabs, or a line `sep=,`;
NumPy writes blanks, and a header behind `#`; pandas writes an index without a name.
"""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from tutor.files import FileError
from tutor.files.limits import COLUMNS, LINE, ROWS
from tutor.rational import NumberError, parse

Line = tuple[int, str]
"""The number of a line, counted from 1, and its text."""

MISSING = {"", "na", "n/a", "nan", "nil", "null", "none", "?", "-", "–", "#n/a"}
"""What programs write for a value that is missing."""

_CHUNK = 10**6
"""Bytes that are decoded at once to recognise the encoding."""
_BATCH = 2 * 10**6
"""Characters that are read at once, up to the end of a line: up to a million numbers."""
_SAMPLE = 20
"""Rows by which the separator is recognised."""

_COUNTING = 4
"""Columns from which on 0, 1, 2, … in the first row are taken as a header. Fewer may well be numbers."""

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_UNMARKED: dict[tuple[bool, ...], str] = {(False, True) * 2: "utf-16-le", (True, False) * 2: "utf-16-be"}
"""Without a mark: the other byte of a digit is 0."""
_OTHER_KINDS = {
    b"PK\3\4": "a workbook or an archive",
    b"\x1f\x8b": "compressed",
    b"\x93NUMPY": "an array of NumPy",
    b"\xd0\xcf\x11\xe0": "a workbook",
    b"PAR1": "Parquet",
}
_STATED = re.compile(r"""("?)sep=([^\w."'+\-−\0]|\\t)\1""", re.IGNORECASE)
"""No sign that a number may have."""
_QUOTED = re.compile(r'"[^"]*"')
_WITH_COMMA = re.compile(r"[+−-]?\d+(,\d+)?(e[+-]?\d+)?", re.IGNORECASE)

_SEPARATORS = {"\t": "tabs", ";": "semicolons", ",": "commas", " ": "blanks", "|": "bars"}


def encoding_of(file: BinaryIO) -> str:
    """The encoding of a text: by its byte order mark, else UTF-8 if it is that, else Latin-1. The file is rewound.

    Raises:
        FileError: for a file that is known to be no text.
    """
    start = file.read(16)
    file.seek(0)
    for signature, kind in _OTHER_KINDS.items():
        if start.startswith(signature):
            raise FileError(f"is {kind}, not text: save the table as CSV")
    for mark, encoding in _MARKS.items():
        if start.startswith(mark):
            return encoding
    if unmarked := _UNMARKED.get(tuple(byte == 0 for byte in start[:4])):
        return unmarked
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "latin-1"  # the digits are the same in all encodings of one byte
    finally:
        file.seek(0)
    return "utf-8"


def batches_of(file: TextIO) -> Iterator[list[Line]]:
    """The lines that are not blank, some megabytes at a time, none of them read further than it may be long.

    Raises:
        FileError: for a line that is too long, and for too many lines.
    """
    before = 0
    while text := file.read(_BATCH):
        if not text.endswith("\n"):
            text += file.readline(LINE)
        lines = text.removesuffix("\n").split("\n")
        if max(map(len, lines)) >= LINE:
            raise FileError(f"has a line of more than {LINE:,} characters")
        if before + len(lines) > ROWS:
            raise FileError(f"has more than {ROWS:,} rows")
        stripped = [line.strip(" ") for line in lines]
        yield [numbered for numbered in enumerate(stripped, before + 1) if numbered[1]]
        before += len(lines)


@dataclass(frozen=True)
class Head:
    """What the first lines of a table tell of it.

    Attributes:
        separator: what parts the cells; a blank stands for any number of blanks.
        names: the names of the columns, empty where there is no header.
        width: the number of columns.
        start: the line in which the rows of numbers begin.
    """

    separator: str
    names: tuple[str, ...]
    width: int
    start: int

    @property
    def parted(self) -> str:
        """What parts the cells, in words."""
        return _SEPARATORS.get(self.separator, f"“{self.separator}”")

    @property
    def counts(self) -> bool:
        """Whether its names are 0, 1, 2, …, which might be numbers as well."""
        return bool(self.names) and self.names == tuple(map(str, range(self.width)))

    def name(self, column: int) -> str:
        """The name of a column; its number, from 1, where it has no name."""
        named = self.names[column] if column < len(self.names) else ""
        return named or f"column {column + 1}"

    def cells(self, line: Line) -> list[str]:
        """The cells of a line, without their quotation marks.

        Raises:
            FileError: for quotation marks that do not close in their line.
        """
        return _cells(line, self.separator)

    def rows(self, lines: Iterable[Line]) -> list[Line]:
        """The lines that are rows of numbers."""
        return [numbered for numbered in lines if numbered[1][0] != "#" and numbered[0] >= self.start]


def head_of(lines: Iterable[Line]) -> Head:
    """The head of a table. Names may stand in the first row, or in the last line with a `#` before it.

    Raises:
        FileError: for a table without rows, or with too many columns.
    """
    stated, comment = "", (0, "")
    rows: list[Line] = []
    for number, line in lines:
        if number == 1 and (found := _STATED.fullmatch(line)):
            stated = found[2].replace("\\t", "\t")
        elif not line.startswith("#"):
            rows.append((number, line))
            if len(rows) == _SAMPLE:
                break
        elif not rows:
            comment = number, line.lstrip("#").strip()
    if not rows:
        raise FileError("has no rows of numbers")
    separator = stated or _separator([line for _, line in rows])
    first = _cells(rows[0], separator)
    if len(first) > COLUMNS:
        raise FileError(f"has {len(first):,} columns; {COLUMNS:,} at most", rows[0][0])
    if _are_names(first):
        if len(rows) == 1:
            raise FileError("has no rows of numbers")
        return Head(separator, _stripped(first), len(first), rows[1][0])
    names = _cells(comment, separator) if comment[1] else []
    headed = len(names) == len(first) and _are_names(names)
    return Head(separator, _stripped(names) if headed else (), len(first), rows[0][0])


def _stripped(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.strip() for name in names)


def _cells(numbered: Line, separator: str) -> list[str]:
    number, line = numbered
    if separator == " ":
        return line.replace('"', "").split()
    if '"' not in line:
        return line.split(separator)
    try:
        return next(csv.reader([line], delimiter=separator, skipinitialspace=True, strict=True))
    except csv.Error as error:
        raise FileError(f"has a quotation mark that its line does not close: {error}", number) from None


def _separator(lines: list[str]) -> str:
    """What parts the cells of most rows. The first row may be a header, with any sign in its names."""
    rows = [_QUOTED.sub("0", line) for line in lines[1:] or lines]
    most = [separator for separator in "\t;," if 2 * sum(separator in row for row in rows) > len(rows)]
    blanks = all(len(row.split()) > 1 for row in rows)
    if most[:1] == [","] and blanks and all(map(_WITH_COMMA.fullmatch, " ".join(rows).split())):
        return " "  # 0,5 1,5: the comma is no separator
    if most:
        return most[0]
    return " " if blanks else ","


def _are_names(cells: Iterable[str]) -> bool:
    """Whether a row heads the columns: with names, of which one begins with a letter, and perhaps empty cells.

    Beside a name or an empty first cell there may be numbers that count 0, 1, 2, … as pandas writes them for columns
    without names; four such numbers are a header by themselves.
    """
    words = [cell.strip() for cell in cells]
    counting = [word for word in words if word.isdecimal()]
    named = [word for word in words if word and not word.isdecimal()]
    if any(word.lower() in MISSING or _is_number(word) for word in named):
        return False
    if counting != [str(i) for i in range(len(counting))]:
        return False
    if named:
        return len(counting) != 1 and any(word[0].isalpha() or word[0] == "_" for word in named)
    return len(counting) >= (1 if not words[0] else _COUNTING)


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        try:
            parse(word)
        except NumberError:
            return False
    return True
