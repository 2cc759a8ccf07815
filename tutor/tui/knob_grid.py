"""The knobs of a lab: a row for each unit, and what belongs to no unit apart."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from textual.app import ComposeResult
from textual.widget import Widget

from tutor.bench import Bench
from tutor.lab import Knob as LabKnob
from tutor.tui.knob import Knob
from tutor.tui.painted import PaintedGrid
from tutor.tui.panel import Panel

_OF_UNIT = re.compile(r"([a-z]+)(\d+)")
"""The name of a number of a unit: `w0`, `b12`."""
_BAR = 10
"""Cells that a knob's bar needs to tell anything."""


class Arrangement(NamedTuple):
    """Where the knobs stand.

    Attributes:
        units: a row for each unit, with a place for each letter; None where the unit has no such number.
        apart: the other knobs.
    """

    units: tuple[tuple[LabKnob | None, ...], ...]
    apart: tuple[LabKnob, ...]

    @property
    def letters(self) -> int:
        """How many numbers a unit has."""
        return len(self.units[0]) if self.units else 0


def arranged(turnable: Sequence[LabKnob], every: Iterable[LabKnob]) -> Arrangement:
    """The knobs unit by unit, if units have more than one that can be turned; others of `every` in its gaps, locked."""
    parts = {knob.name: match for knob in turnable if (match := _OF_UNIT.fullmatch(knob.name))}
    letters, units = ([*dict.fromkeys(match[i] for match in parts.values())] for i in (1, 2))
    if len(letters) < 2:
        return Arrangement((), tuple(turnable))
    known = {knob.name: knob for knob in (*every, *turnable)}
    rows = tuple(tuple(known.get(letter + unit) for letter in letters) for unit in units)
    return Arrangement(rows, tuple(knob for knob in turnable if knob.name not in parts))


def columns(arrangement: Arrangement, cell: int, width: int, *, bars: bool) -> tuple[int, int]:
    """Cells in a row of the units, and of the others: as many as there is room for.

    Args:
        arrangement: of the knobs.
        cell: the width that the longest knob needs.
        width: of the whole grid.
        bars: whether units stand below each other rather than lose their bars.
    """
    letters = arrangement.letters
    beside = max(1, width // (letters * (cell + _BAR * bars))) if letters else 1
    in_units = letters * min(beside, len(arrangement.units)) if letters * cell <= width else max(1, width // cell)
    apart = min(len(arrangement.apart), width // cell)
    return in_units or 1, apart or 1


class KnobGrid(Panel):
    """Mounts the knobs of a bench, and hands values down to them."""

    def __init__(self) -> None:
        super().__init__(id="knobs")
        self._bench: Bench | None = None
        self._knobs: list[Knob] = []
        """Those of the lab: to look for them in the tree takes longer than to turn one."""
        self._units, self._apart = PaintedGrid(id="units"), PaintedGrid(id="apart")
        self._arrangement, self._cell = Arrangement((), ()), 1
        self._idle = frozenset[str]()

    def compose(self) -> ComposeResult:
        """Two grids."""
        yield self._units
        yield self._apart

    async def show_bench(self, bench: Bench | None) -> None:
        """Another lab: other knobs."""
        units, apart = self._units, self._apart
        self._bench, self._knobs = None, []  # a key may come meanwhile; the knobs of another lab show nothing
        await units.remove_children()
        await apart.remove_children()
        offered = bench.knobs if bench else ()
        self._arrangement = arranged(offered, bench.lab.all_knobs if bench else ())
        self._cell = max(map(_room, offered), default=1)
        mounted: list[Knob] = []

        def made(knob: LabKnob | None) -> Widget:
            if knob is None or bench is None:
                return Widget(classes="gap")
            mounted.append(Knob(knob, bench.settings[knob.name], fixed=knob not in offered))
            return mounted[-1]

        await units.mount_all([made(knob) for row in self._arrangement.units for knob in row])
        await apart.mount_all([made(knob) for knob in self._arrangement.apart])
        self.entitle("knobs", "Tab ↑ ↓ choose · ← → turn · digits set")
        self.display = bool(mounted)
        units.display, apart.display = bool(self._arrangement.units), bool(self._arrangement.apart)
        if self._arrangement.apart and offered[0] in self._arrangement.apart:  # the order in which they are listed
            self.move_child(apart, before=units)
        else:
            self.move_child(apart, after=units)
        self._bench, self._knobs, self._idle = bench, mounted, frozenset()

    def fit(self, width: int, *, bars: bool) -> int:
        """Arrange the knobs in this width. Returns the rows that they take."""
        if not self._knobs or not width:
            return 0
        in_units, apart = columns(self._arrangement, self._cell, width, bars=bars)
        for grid, count in ((self._units, in_units), (self._apart, apart)):
            if grid.styles.grid_size_columns != count:
                grid.styles.grid_size_columns = count
        rows = [row for row in self._arrangement.units if any(map(self._is_shown, row))]
        places, others = len(rows) * self._arrangement.letters, sum(map(self._is_shown, self._arrangement.apart))
        return -(-places // in_units) + -(-others // apart)

    def show(self, bench: Bench, *, locked: bool) -> None:
        """Hand the values down, and hide the knobs that change nothing now."""
        if self._bench is None or bench.lab is not self._bench.lab:
            return
        for knob in self._knobs:
            knob.value, knob.locked = bench.settings[knob.knob.name], locked
        if (idle := bench.lab.idle(bench.settings)) != self._idle:
            self._idle = idle
            for knob in self._knobs:
                knob.display = self._is_shown(knob.knob)

    def _is_shown(self, knob: LabKnob | None) -> bool:
        return knob is not None and knob.name not in self._idle


def _room(knob: LabKnob) -> int:
    """Cells for the name, the longest name of a value or five digits, and what stands around them."""
    return len(knob.name) + max(5, *map(len, knob.names or ("",))) + 5
