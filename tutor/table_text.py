"""Tables as rows of text."""

import re
from itertools import zip_longest
from textwrap import wrap

from tutor.figure import Figure, Table
from tutor.rational import POWER

_NUMERIC = re.compile(rf"|·|[<−≈ ]*[\d.,/−]+(?:{POWER.pattern})?")
"""A cell with a number, or with the sign that there is none."""

_NARROWEST = 8
"""The fewest cells into which words are broken."""


def table_rows(table: Table, width: int) -> list[str]:
    """The table as lines with aligned columns, two blanks apart, numbers to the right.

    Columns for which there is no room follow below, with the first column beside them again. Words for which there is
    no room even there are broken into lines.
    """
    cells = [table.header, *table.rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(table.header))]
    words = [any(not _NUMERIC.fullmatch(row[i]) for row in table.rows) for i in range(len(widths))]
    found: list[str] = []
    for columns in _in_blocks(widths, width, table.together):
        found += [""] * bool(found)
        room = _narrowed(widths, words, columns, width)
        for row in cells:
            parts = [[row[i]] if len(row[i]) <= room[i] else wrap(row[i], room[i]) for i in columns]
            for line in zip_longest(*parts, fillvalue=""):
                placed = zip(columns, line, strict=True)
                padded = [text.ljust(room[i]) if words[i] else text.rjust(room[i]) for i, text in placed]
                found.append("  ".join(padded).rstrip())
    return found


def table_height(figure: Figure | None, width: int) -> int:
    """The rows that a table needs; 0 for a plot, which fills any room."""
    return len(table_rows(figure, width)) if isinstance(figure, Table) else 0


def _narrowed(widths: list[int], words: list[bool], columns: list[int], width: int) -> dict[int, int]:
    """The widths of the columns of a block; where it is too wide, its widest column of words gives way."""
    found = {i: widths[i] for i in columns}
    over = sum(found.values()) + 2 * (len(columns) - 1) - width
    widest = max((i for i in columns if words[i]), key=found.__getitem__, default=None)
    if over > 0 and widest is not None:
        found[widest] = max(_NARROWEST, found[widest] - over)
    return found


def _in_blocks(widths: list[int], width: int, together: int) -> list[list[int]]:
    """Which columns stand beside each other: the first in each block, and as many more as there is room for.

    Behind the first, `together` columns at a time are in one block, if one block holds as many.
    """
    blocks: list[list[int]] = []
    used = 0
    for start in range(1, len(widths), together):
        group = range(start, min(start + together, len(widths)))
        needed = sum(2 + widths[column] for column in group)
        if together > 1 and widths[0] + needed > width:
            return _in_blocks(widths, width, 1)
        if not blocks or used + needed > width:
            blocks.append([0])
            used = widths[0]
        blocks[-1] += group
        used += needed
    return blocks or [[0]]
