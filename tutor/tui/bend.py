"""A straight line that bends into ReLU, drawn as text: without NumPy, for the first paint."""

from itertools import groupby
from operator import itemgetter

from textual.content import Content

_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Of a braille sign: for each of its four rows, the dot on the left and the one on the right."""

FRAMES = 28
"""Pictures from straight to bent."""


def slope_at(frame: int) -> float:
    """The slope left of zero: 1 at frame 0, 0 from the last one on, with a gentle start and end."""
    share = min(1.0, max(0.0, frame / FRAMES))
    return 1 - share * share * (3 - 2 * share)


def bend(width: int, height: int, slope: float, *, fine: bool = True) -> list[str]:
    """The graph of x for x ≥ 0 and of slope·x left of it, from −1 to 1: `height` rows of `width` cells.

    Args:
        width: in cells.
        height: in cells.
        slope: left of zero, from 0 to 1.
        fine: in braille, a line two dots thick; else one star for each column.
    """
    if not fine:
        heights = [_row(column, width, height, slope) for column in range(width)]
        return ["".join("*" if at == row else " " for at in heights) for row in range(height)]
    heights = [_row(column, 2 * width, 4 * height - 1, slope) for column in range(2 * width)]
    lit = {(at + thick, column) for column, at in enumerate(heights) for thick in (0, 1)}
    return ["".join(_cell(lit, row, column) for column in range(width)) for row in range(height)]


def _row(column: int, columns: int, rows: int, slope: float) -> int:
    x = 2 * (column + 0.5) / columns - 1
    return round((1 - (x if x >= 0 else slope * x)) / 2 * (rows - 1))


def _cell(lit: set[tuple[int, int]], row: int, column: int) -> str:
    bits = sum(
        bit
        for down, pair in enumerate(_BITS)
        for across, bit in enumerate(pair)
        if (4 * row + down, 2 * column + across) in lit
    )
    return chr(0x2800 + bits) if bits else " "


def picture(width: int, height: int, slope: float, *, fine: bool = True) -> Content:
    """The graph between its axes, in colour."""
    middle, centre = height // 2, width // 2
    lines = []
    for y, row in enumerate(bend(width, height, slope, fine=fine)):
        axis = "─" * width if y == middle else " " * width
        axis = axis[:centre] + ("┼" if y == middle else "│") + axis[centre + 1 :]
        cells = [(sign, "bold $primary") if sign != " " else (axis[x], "$scrollbar") for x, sign in enumerate(row)]
        runs = groupby(cells, key=itemgetter(1))  # a style for each cell would take a megabyte in all
        lines.append(Content.assemble(*(("".join(sign for sign, _ in run), style) for style, run in runs)))
    return Content("\n").join(lines)
