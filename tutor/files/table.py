"""Rows of numbers from a CSV file."""

import csv
import math
from array import array
from collections.abc import Iterator, Sequence
from fractions import Fraction
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import numpy as np

from tutor.files import FileError, brief
from tutor.files.limits import COLUMNS, EXACT_TABLE, LINE, ROWS, TABLE
from tutor.files.outside import opened
from tutor.net.activation import Array
from tutor.net.network import exact
from tutor.rational import NumberError, parse

_CHUNK = 10**6
"""Bytes looked at at once."""


def load_table(path: Path, *, exactly: bool = False) -> Array:
    """The numbers of a CSV file, shape (rows, columns): float64, or fractions. A first row of names is left out.

    Raises:
        FileError: with one line, for a file without rows, with rows of different lengths, with more numbers than the
            limits allow, or with anything that is not a finite number.
    """
    most = EXACT_TABLE if exactly else TABLE
    try:
        with opened(path, most.bytes) as file, TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
            _check_size(file, most.values)
            rows = _rows(text, exactly=exactly)
            first = next(rows, None)
            if first is None:
                raise FileError("has no rows of numbers")
            numbers: Iterator[Any] = chain(first, chain.from_iterable(rows))
            flat: Array = exact(list(numbers)) if exactly else np.frombuffer(array("d", numbers))
            return flat.reshape(-1, len(first))
    except FileError as error:
        raise FileError(f"{path}:{error.line}: {error}" if error.line else f"{path}: {error}") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FileError(f"{path}: cannot be read: {error}") from None


def _check_size(file: BinaryIO, most_cells: int) -> None:
    """Count lines and cells, before any of them becomes a number."""
    lines = cells = 0
    while chunk := file.read(_CHUNK):
        ends = chunk.count(b"\n") or chunk.count(b"\r")
        lines, cells = lines + ends, cells + ends + chunk.count(b",")
        if lines > ROWS or cells > most_cells:
            raise FileError(f"has more than {ROWS:,} rows" if lines > ROWS else f"has more than {most_cells:,} numbers")
    file.seek(0)


def _rows(file: TextIO, *, exactly: bool) -> Iterator[Sequence[float | Fraction]]:
    """The rows of numbers, all as long as the first."""
    filled = ((number, cells) for number, cells in enumerate(csv.reader(_lines(file)), start=1) if cells)
    width = 0
    for at, (number, cells) in enumerate(filled):
        if at == 0 and _are_names(cells):
            continue
        width = width or len(cells)
        if len(cells) != width:
            raise FileError(f"has {len(cells)} columns where the first row has {width}", number)
        if width > COLUMNS:
            raise FileError(f"has {width:,} columns; {COLUMNS:,} are the most", number)
        yield _numbers(cells, number, exactly=exactly)


def _lines(file: TextIO) -> Iterator[str]:
    """The lines, none of them read further than it may be long."""
    while line := file.readline(LINE):
        if len(line) == LINE:
            raise FileError(f"has a line of more than {LINE:,} characters")
        yield line


def _are_names(cells: Sequence[str]) -> bool:
    """Whether a row heads the columns: there is a name in it, and nothing but names and empty cells."""
    named = [cell.strip() for cell in cells if cell.strip()]
    return any(named) and all(
        (name[0].isalpha() or name[0] == "_") and name.lower() not in {"nan", "inf", "infinity"} for name in named
    )


def _numbers(cells: Sequence[str], line: int, *, exactly: bool) -> Sequence[float | Fraction]:
    if not exactly:
        try:
            row = list(map(float, cells))
        except ValueError:
            pass  # 1/3, the minus sign −, or the mistake that is told below
        else:
            if all(map(math.isfinite, row)):
                return row
    return [_number(cell, line, exactly=exactly) for cell in cells]


def _number(cell: str, line: int, *, exactly: bool) -> float | Fraction:
    try:
        value = parse(cell) if exactly else float(cell)
    except NumberError as error:
        raise FileError(str(error), line) from None
    except ValueError:
        return float(_number(cell, line, exactly=True))
    if not math.isfinite(value):
        raise FileError(f"{brief(cell.strip())} is not a finite number", line)
    return value
