"""Rows of numbers from a CSV file."""

import csv
import math
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from tutor.files import FileError, check_readable
from tutor.net.activation import Array
from tutor.net.network import exact
from tutor.rational import NumberError, parse

_BYTES = 100 * 10**6


def load_table(path: Path, *, exactly: bool = False) -> Array:
    """The numbers of a CSV file, shape (rows, columns): float64, or fractions. A first row of names is left out.

    Raises:
        FileError: with one line, for a file without rows, with rows of different lengths, or with anything that is
            not a finite number.
    """
    check_readable(path, _BYTES)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [(number, row) for number, row in enumerate(csv.reader(file), start=1) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FileError(f"{path}: cannot be read: {error}") from None
    if lines and _are_names(lines[0][1]):
        del lines[0]
    if not lines:
        raise FileError(f"{path}: has no rows of numbers")
    width = len(lines[0][1])
    rows: list[Sequence[float | Fraction]] = []
    for number, cells in lines:
        if len(cells) != width:
            raise FileError(f"{path}:{number}: has {len(cells)} columns where the first row has {width}")
        rows.append([_number(cell, exactly=exactly, where=f"{path}:{number}") for cell in cells])
    return exact(rows) if exactly else np.array(rows, dtype=np.float64)


def _are_names(cells: Sequence[str]) -> bool:
    """Whether a row heads the columns: there is a name in it, and nothing but names and empty cells."""
    named = [cell.strip() for cell in cells if cell.strip()]
    return any(named) and all(
        (name[0].isalpha() or name[0] == "_") and name.lower() not in {"nan", "inf", "infinity"} for name in named
    )


def _number(cell: str, *, exactly: bool, where: str) -> float | Fraction:
    try:
        value = parse(cell) if exactly else float(cell)
    except NumberError as error:
        raise FileError(f"{where}: {error}") from None
    except ValueError:
        return float(_number(cell, exactly=True, where=where))  # 1/3, and the minus sign −
    if not math.isfinite(value):
        raise FileError(f"{where}: {cell.strip()} is not a finite number")
    return value
