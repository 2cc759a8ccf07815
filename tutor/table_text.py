"""Tables as rows of text."""

import re
from textwrap import wrap

from tutor.figure import Table
from tutor.rational import POWER

_NUMERIC = re.compile(rf"|·|[<−≈ ]*[\d.,/−]+(?:{POWER.pattern})?")
"""A cell with a number, or with the sign that there is none."""


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
        for row in cells:
            last, room = columns[-1], width - sum(2 + widths[i] for i in columns[:-1])
            ends = wrap(row[last], room) if words[last] and 0 < room < len(row[last]) else [row[last]]
            padded = [row[i].ljust(widths[i]) if words[i] else row[i].rjust(widths[i]) for i in columns[:-1]]
            end = ends[0] if words[last] else ends[0].rjust(widths[last])
            found.append("  ".join([*padded, end]).rstrip())
            found += [" " * (width - room) + rest for rest in ends[1:]]
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
