"""How the rows of the lab's half are shared out. Pictures come first; formula and verdicts give way."""

from typing import NamedTuple

MOST_SMALL = 3
"""Small pictures at most."""
_SMALL_WIDTH, _SMALL_ROWS = 38, 13
"""Columns that a small picture needs, and rows with its name and caption."""
_PICTURES = 28
"""Rows that the pictures need together before there is a small one."""
_LARGE, _LARGE_AT_LEAST, _BESIDE = 13, 9, 7
"""Rows of the large picture with its name and caption, if that leaves some rows beside it; and at least."""
_FORMULA, _TALL = 4, 36
"""Rows of a formula at most; twice as many in a panel of so many rows."""


class Wanted(NamedTuple):
    """What there is to show, in rows.

    Attributes:
        table: of the view on show, with its header; 0 for a plot, which fills any room.
        lamps, formula: the verdicts and the formula.
        views: how many views there are besides the one on show.
    """

    table: int
    lamps: int
    formula: int
    views: int


class Room(NamedTuple):
    """What is shown: how many small pictures, and how many rows of verdicts and of the formula."""

    small: int
    lamps: int
    formula: int


def allotted(width: int, height: int, wanted: Wanted) -> Room:
    """Share out the rows that are left beside knobs, clock and borders.

    One row of verdicts stays in any case: it says which key shows the others.
    """
    small = min(MOST_SMALL, wanted.views, width // _SMALL_WIDTH) if height >= _PICTURES else 0
    plot = min(_LARGE, max(_LARGE_AT_LEAST, height - _BESIDE))
    large = max(plot, min(wanted.table + 4, height - 1) if wanted.table else 0)
    spare = height - large - (_SMALL_ROWS if small else 0)
    lamps = min(wanted.lamps, max(1, spare))
    formula = min(wanted.formula, max(0, spare - lamps), _FORMULA if height < _TALL else 2 * _FORMULA)
    return Room(small, lamps, formula)
