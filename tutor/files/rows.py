"""Rows of numbers from the lines of a table: by NumPy's reader where nothing is in its way, else cell by cell."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import repeat

import numpy as np

from tutor.files import FileError, brief
from tutor.files.dialect import MISSING, Head, Line
from tutor.net.activation import Array
from tutor.net.network import exact
from tutor.rational import TYPE_HINT, NumberError, parse

_THOUSANDS = re.compile(r"[+−-]?\d{1,3}(,\d{3})+")


@dataclass(frozen=True)
class Reader:
    """Reads batch after batch of one table.

    Attributes:
        head: what parts the cells, and how many there are.
        at: the columns that are read, in the order in which they are returned.
        exactly: whether numbers become fractions.
        signs: the decimal signs met so far; there may be only one.
    """

    head: Head
    at: Sequence[int]
    exactly: bool = False
    signs: set[str] = field(default_factory=set)

    def numbers(self, batch: Sequence[Line]) -> Array:
        """The numbers of some lines, shape (lines, columns read): float64, or fractions.

        Raises:
            FileError: with its line, for a row that is shorter or longer than the first, and for a cell that is read
                and is not a finite number.
        """
        found = None if self.exactly else self._quickly(batch)
        if found is not None:
            return found
        rows = [self._row(line) for line in batch]
        return exact(rows) if self.exactly else np.array(rows, dtype=np.float64)

    def _quickly(self, batch: Sequence[Line]) -> Array | None:
        """The same by NumPy's reader; None for what has to be read, or refused, cell by cell."""
        lines, separator = [line for _, line in batch], self.head.separator
        blanks, text = separator == " ", "\n".join(lines)
        parts = map(len, map(str.split, lines)) if blanks else map(str.count, lines, repeat(separator))
        if '"' in text or set(parts) != {self.head.width - (not blanks)}:
            return None
        commas = separator != "," and "," in text
        signs = self.signs.union("," * commas, "." * ("." in text))
        if len(signs) > 1:
            return None
        if commas:
            lines = [line.replace(",", ".") for line in lines]
        try:
            found = np.loadtxt(lines, comments=None, delimiter=None if blanks else separator, usecols=self.at, ndmin=2)
        except ValueError:
            return None
        if not np.isfinite(found).all():
            return None
        self.signs.update(signs)
        return found

    def _row(self, line: Line) -> list[Fraction | float]:
        cells = self.head.cells(line)
        if len(cells) != self.head.width:
            raise FileError(self._other_width(cells), line[0])
        chosen = [cells[i].strip() for i in self.at]
        if not (self.exactly or "," in self.signs or "_" in line[1]):
            try:
                row: list[Fraction | float] = [float(cell) for cell in chosen]
            except ValueError:
                pass  # 1/3, the minus sign −, a decimal comma, or a mistake
            else:
                if all(map(math.isfinite, row)):
                    self.signs.update("." * any("." in cell for cell in chosen))
                    return row
        try:
            return [self._number(cell, column) for cell, column in zip(chosen, self.at, strict=True)]
        except FileError as error:
            raise FileError(str(error), line[0]) from None

    def _number(self, cell: str, column: int) -> Fraction | float:
        named = self.head.names[column] if self.head.names else ""
        where = f"cell {column + 1}" + (f" ({brief(named, 20)})" if named else "")
        if cell.lower() in MISSING:
            raise FileError(
                f"{where} is {f'“{cell}”' if cell else 'empty'}: a value is missing; rows have to be complete"
            )
        self.signs.update(sign for sign in ",." if sign in cell)
        if len(self.signs) > 1:
            raise FileError(
                f"{where}: “{brief(cell, 20)}”: numbers have both . and , in them; use one decimal sign alone"
            )
        if self.head.separator == "," and _THOUSANDS.fullmatch(cell):
            raise FileError(
                f"{where}: “{brief(cell, 20)}” may be thousands or decimals; save it without thousands signs"
            )
        if re.fullmatch(r"[+-]?inf(inity)?", cell, re.IGNORECASE):
            raise FileError(f"{where}: {cell} is not a finite number")
        try:
            return _parsed(cell, exactly=self.exactly)
        except NumberError as error:
            raise FileError(f"{where}: {str(error).removesuffix(f'; {TYPE_HINT}')}") from None

    def _other_width(self, cells: Sequence[str]) -> str:
        width, first = self.head.width, "header" if self.head.names else "first row"
        counts = f"has {len(cells):,} cell{'s' * (len(cells) != 1)} where the {first} has {width:,}"
        if self.head.separator == "," and len(cells) == 2 * width:
            return f"{counts}; if a comma is the decimal sign, put semicolons between the cells, or save decimal points"
        return counts


def _parsed(cell: str, *, exactly: bool) -> Fraction | float:
    """The number in a cell, as a fraction or a finite float.

    Raises:
        NumberError: for anything else.
    """
    if exactly or "," in cell or "_" in cell:
        value = parse(cell)
        return value if exactly else float(value)
    try:
        number = float(cell)
    except ValueError:
        return float(parse(cell))
    if not math.isfinite(number):
        raise NumberError(f"“{brief(cell, 20)}” is not a finite number")
    return number
