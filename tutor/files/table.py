"""Tables of numbers as programs export them. How one was written is found out or told, and so are the columns read.

The way is bytes → text (`encoding_of`) → what parts the cells, and the header (`head_of`) → the columns to read
(`Choose`) → batches of rows (`Reader`).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import chain
from pathlib import Path

import numpy as np

from tutor.files import FileError
from tutor.files.columns import Choose, Columns, told
from tutor.files.dialect import Head, Line, batches_of, encoding_of, head_of
from tutor.files.limits import EXACT_TABLE, HELD_TABLE, TABLE, Limits
from tutor.files.outside import opened
from tutor.files.rows import Reader
from tutor.net.activation import Array

_SUFFIXES = (".csv", ".tsv", ".txt", ".dat", ".data")
"""The ends of the names of tables."""


@dataclass(frozen=True)
class Table:
    """A table in a file, with the columns that are read of it. Its numbers are read when they are asked for.

    Attributes:
        path: the file.
        encoding: its encoding.
        head: what parts its cells, and the names of its columns.
        columns: those that are read.
        exactly: whether its numbers become fractions.
    """

    path: Path
    encoding: str
    head: Head
    columns: Columns
    exactly: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns that are read, a label behind the inputs."""
        return tuple(map(self.head.name, self.columns.at))

    @property
    def notes(self) -> tuple[str, ...]:
        """What to tell of the table: which columns are read, how it was written if that is unusual, and doubts."""
        written = f"read as {self.encoding.upper()}" if self.encoding not in {"utf-8", "utf-8-sig"} else ""
        parted = f"{self.head.parted} between the cells" if self.head.separator != "," and self.head.width > 1 else ""
        how = ", ".join(filter(None, [written, parted]))
        counts = "its first row, which counts 0, 1, 2, …, is taken as a header" if self.head.counts else ""
        return (told(self.head, self.columns), *filter(None, [how, counts]), *self.columns.notes)

    def batches(self) -> Iterator[Array]:
        """The rows in batches of up to a million numbers, each of shape (rows, columns read): float64, or fractions.

        Raises:
            FileError: with one line, for rows that are shorter or longer than the first, for more numbers than the
                limits allow, and for anything that is not a finite number, with its line and its cell.
        """
        limits, reader, read = _limits(exactly=self.exactly), self._reader, 0
        with _text(self.path, self.encoding, limits.bytes) as text:
            for rows in self._rows(text):
                read += len(rows) * len(self.columns.at)
                if read > limits.values:
                    raise FileError(f"has more than {limits.values:,} numbers")
                yield reader.numbers(rows)

    def row(self, number: int) -> Array:
        """One row, counted from 1, shape (columns read,). Of the rows before it no number is read.

        Raises:
            FileError: if there are fewer rows, and as `batches` for this one.
        """
        before = 0
        with _text(self.path, self.encoding, _limits(exactly=self.exactly).bytes) as text:
            for rows in self._rows(text):
                if number <= before + len(rows):
                    row: Array = self._reader.numbers(rows[number - before - 1 : number - before])[0]
                    return row
                before += len(rows)
        raise FileError(f"{self.path}: has no row {number:,}: its rows go from 1 to {before:,}")

    def numbers(self) -> Array:
        """All rows, shape (rows, columns read).

        Raises:
            FileError: as `batches`, and for more numbers than are held in memory.
        """
        batches, held = [], 0
        for batch in self.batches():
            batches.append(batch)
            held += batch.size
            if held > HELD_TABLE:
                raise FileError(f"{self.path}: has more than {HELD_TABLE:,} numbers")
        return np.concatenate(batches)

    @property
    def _reader(self) -> Reader:
        return Reader(self.head, self.columns.at, self.exactly)

    def _rows(self, text: TextIOWrapper) -> Iterator[Sequence[Line]]:
        """The lines with numbers, in batches; none is empty."""
        return filter(None, map(self.head.rows, batches_of(text)))


def is_table(path: Path) -> bool:
    """Whether a file is read as a table, by the ending of its name."""
    return path.name.lower().endswith(_SUFFIXES)


def open_table(path: Path, choose: Choose, *, exactly: bool = False) -> Table:
    """A table of numbers. Its head is read, its rows are not.

    Raises:
        FileError: with one line, for a file that is no table, or of which `choose` cannot tell which columns to read.
    """
    most = _limits(exactly=exactly).bytes
    with _told_of(path), opened(path, most) as file:
        encoding = encoding_of(file)
    with _text(path, encoding, most) as text:
        head = head_of(chain.from_iterable(batches_of(text)))
        return Table(path, encoding, head, choose(head), exactly)


def _limits(*, exactly: bool) -> Limits:
    return EXACT_TABLE if exactly else TABLE


@contextmanager
def _text(path: Path, encoding: str, most: int) -> Iterator[TextIOWrapper]:
    """The text of a file. Whatever is wrong with it is told with its path."""
    with _told_of(path), opened(path, most) as file, TextIOWrapper(file, encoding) as text:
        yield text


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    try:
        yield
    except FileError as error:
        raise FileError(f"{path}:{error.line}: {error}" if error.line else f"{path}: {error}") from None
    except UnicodeError as error:
        raise FileError(f"{path}: cannot be read: {error}") from None
    except OSError as error:
        raise FileError(f"{path}: cannot be read: {error.strerror or error}") from None
