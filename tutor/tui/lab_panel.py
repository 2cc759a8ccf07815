"""A lab on screen: plot, formula, lamps and knobs, all from what is handed down."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import groupby, islice, zip_longest
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import var

from tutor.bench import Bench
from tutor.check import Answer, SketchCheck
from tutor.figure import Axis, Figure, Plot, Points, Table
from tutor.fine_lines import Markers
from tutor.lab import Lamp
from tutor.labs.formula import abridged
from tutor.plotting import legend
from tutor.rational import show
from tutor.table_text import table_height
from tutor.tui.knob_grid import KnobGrid
from tutor.tui.painted import Painted, PaintedContainer
from tutor.tui.panel import Panel
from tutor.tui.plot_view import COLOURS
from tutor.tui.room import MOST_SMALL, Room, Wanted, allotted
from tutor.tui.text import SIGNS, Text, rows_of, shortened
from tutor.tui.tile import Tile, below


class Sketch(NamedTuple):
    """A curve that is being drawn by hand, or was.

    Attributes:
        check: which asks for it.
        heights: of its points.
        row: the point that the keys move; None once it is handed in.
    """

    check: SketchCheck
    heights: Answer
    row: int | None


class Shown(NamedTuple):
    """What a lab panel shows; two equal values look the same.

    Attributes:
        bench: None where there is no lab.
        hidden: whether the lab waits for a prediction.
        sketch: drawn over the lab's figure; while the lab is hidden, on bare axes.
        running: whether the clock runs.
        message: what is wrong with the value that was typed last.
        asked: the inputs at which the check on show asks for a value.
    """

    bench: Bench | None = None
    hidden: bool = False
    sketch: Sketch | None = None
    running: bool = False
    message: str = ""
    asked: tuple[Fraction, ...] = ()


class LabPanel(Painted, Vertical):
    """Shows what is handed down as `shown`."""

    shown: var[Shown] = var(Shown())

    def __init__(self, id: str, markers: Markers) -> None:  # noqa: A002 -- Textual's own name for it
        super().__init__(id=id)
        self._knobs = KnobGrid()
        self._said = Panel(id="said")
        self._large = Tile(markers, small=False)
        self._small = [Tile(markers, small=True) for _ in range(MOST_SMALL)]

    def compose(self) -> ComposeResult:
        """The parts, top to bottom."""
        yield self._large
        with PaintedContainer(id="small"):
            yield from self._small
        yield Text(id="clock")
        with self._said:
            yield Text(id="formula")
            yield Text(id="lamps")
        yield self._knobs
        yield Text(id="knob-message")

    async def show_lab(self, bench: Bench | None) -> None:
        """Another lab: other knobs."""
        await self._knobs.show_bench(bench)

    def watch_shown(self, shown: Shown) -> None:
        """Hand down what is to be seen now."""
        if not self.is_mounted:
            return
        bench, hidden, sketch = shown.bench, shown.hidden, shown.sketch
        sketching = sketch is not None and sketch.row is not None
        self.set_class(bench is None, "-none")
        self.set_class(hidden and not sketching, "-hidden")
        self.set_class(hidden and sketching, "-sketch")
        self.set_class(bench is not None and bench.clock is not None and not hidden, "-clock")
        line = self.query_one("#knob-message", Text)
        line.display = bool(shown.message)
        line.show(Content(shown.message))
        if bench is None:
            return
        self._large.plot.sketching = sketching
        figure = shown_figure(shown)
        if not hidden:
            self.query_one("#clock", Text).show(
                _clock(bench, 20 if self.size.width >= _REASONS_WIDTH else 8, running=shown.running)
            )
        self._knobs.show(bench, locked=hidden)
        self._show_tiles(bench, figure, 0 if hidden else self._share_out(bench, figure).small)

    def _share_out(self, bench: Bench, figure: Figure | None) -> Room:
        """Show formula and verdicts in the rows that the pictures leave them."""
        width, height = self._said.content_size.width or self.content_size.width, self.content_size.height
        around = self._said.gutter.height  # of a panel with a border; another panel has the same
        knobs = self._knobs.fit(self._knobs.content_size.width or width, bars=height >= _BARS_HEIGHT)
        left = height - around - (knobs and knobs + around) - (bench.clock is not None)
        table, views = table_height(figure, self._table_width), len(bench.lab.views) - 1
        lines = bench.reading.formula
        formula = Content("\n".join(lines))
        formula_rows = rows_of(formula, width)
        for lamps in _lamps_told(bench, width):  # with their reasons, if there is room for all of them
            wanted = Wanted(table, rows_of(lamps, width), formula_rows, views)
            room = allotted(width, left, wanted)
            if room.lamps == wanted.lamps:
                break
        self._said.entitle("in numbers", "e explains")
        if room.formula < formula_rows:
            formula = _first_terms(lines, width, room.formula)
        self.query_one("#formula", Text).show_within(formula, width, room.formula)
        self.query_one("#lamps", Text).show_within(lamps, width, room.lamps)
        return room

    def _show_tiles(self, bench: Bench, figure: Figure | None, most: int) -> None:
        """The view on show, large, and others below it where there is room."""
        views, (width, height) = bench.lab.views, self.content_size
        small = []
        if most and figure is not None:
            each = width // most - self._small[0].gutter.width
            beside = (view for view in below(views, bench.view) if view not in bench.lab.large_only)
            others = ((view, bench.reading.figure(view)) for view in beside)
            small = [
                *islice(((view, other) for view, other in others if table_height(other, each) <= height // 3 - 4), most)
            ]
        key = f"v: {bench.lab.title(below(views, bench.view)[0])}" if len(views) > 1 and not small else ""
        markers = self._large.plot.markers
        whole = width - self._large.gutter.width
        told = shortened(caption(figure, markers, whole), whole, 2 if height >= _BARS_HEIGHT else 1)
        self._large.show(bench.view, bench.lab.title(bench.view), figure, told, key)
        rows = table_height(figure, self._table_width) if small else 0
        self._large.styles.height = rows + 4 if rows else "3fr"
        self.query_one("#small").display = bool(small)
        for tile, given in zip_longest(self._small, small):
            tile.display = given is not None
            if given is not None:
                each = width // len(small) - tile.gutter.width
                told = shortened(caption(given[1], markers, each), each, 1)
                tile.show(given[0], bench.lab.title(given[0]), given[1], told)

    @property
    def _table_width(self) -> int:
        """The columns of a table in the large tile, beside the place of its scrollbar."""
        return self.content_size.width - self._large.gutter.width - 1

    def on_resize(self) -> None:
        """Lamps tell their reasons where there is room, and views stand beside each other."""
        self.watch_shown(self.shown)


_BARS_HEIGHT = 20
"""Rows of the panel from which on knobs show their bars, even if they need more rows for it."""


def _lamps_told(bench: Bench, width: int) -> Iterable[Content]:
    """The lamps with their reasons, then without; but those of units only where the view on show does not tell them."""
    told_there = bench.view in bench.lab.views_of_units
    lamps = tuple(lamp for lamp in bench.reading.lamps if not (lamp.condition and told_there))
    if width >= _REASONS_WIDTH:
        yield lamps_with_reasons(lamps)
    yield _lamps(lamps, width)


_REASONS_WIDTH = 60
"""Columns that lamps need to tell their reasons, a line each."""


def _first_terms(lines: Sequence[str], width: int, rows: int) -> Content:
    """A formula whose first line has lost as many terms as do not fit, and says which key shows them."""
    key = " (e: all)"
    others = sum(rows_of(Content(line), width) for line in lines[1:])
    first = abridged(lines[0], (rows - others) * (width - _BROKEN_OFF) - len(key))
    if first != lines[0] and rows > others:
        return Content("\n".join([first + key, *lines[1:]]))
    return Content(abridged(lines[0], rows * (width - _BROKEN_OFF) - len(key)) + key)


_BROKEN_OFF = 6
"""Cells at the end of a line that stay empty, about, where a formula is broken into lines."""


def shown_figure(shown: Shown) -> Figure | None:
    """The figure of the view on show; bare axes while it is hidden; with the points of a sketch over it."""
    if shown.bench is None or (shown.hidden and shown.sketch is None):
        return None
    figure = shown.bench.figure
    if isinstance(figure, Plot) and figure.over == "input" and shown.asked:
        figure = replace(figure, asked=shown.asked)
    if shown.sketch is None or not isinstance(figure, Plot):
        return figure
    check = shown.sketch.check
    points = tuple(zip(check.xs, shown.sketch.heights, strict=True))
    guess = [Points(points, "guess", "your points", "×", joined=True)]
    if shown.sketch.row is not None:
        x, height = point = points[shown.sketch.row]
        guess.append(Points((point,), "mark", f"you are at ({show(x)}, {show(height)})", "◉"))
    if shown.hidden:
        figure = replace(figure, curves=(), points=(), ground=None, text="place your points")
    y = figure.y
    return replace(
        figure, points=(*figure.points, *guess), y=Axis(min(y.low, check.low), max(y.high, check.high), y.ticks)
    )


def caption(figure: Figure | None, markers: Markers, width: int) -> Content:
    """What is drawn with what, and the figure in one line."""
    if figure is None:
        return Content.styled("The lab appears when you have made your prediction.", "italic $text-muted")
    if isinstance(figure, Table):
        return Content(figure.text)
    entries = [
        Content.assemble((entry.sample, COLOURS[entry.role]), f" {entry.label}") for entry in legend(figure, markers)
    ]
    lines = [Content("")]
    for part in (*entries, Content.styled(figure.text, "$text-muted")):
        if lines[-1] and lines[-1].cell_length + 3 + part.cell_length > width:
            lines.append(part)
        else:
            lines[-1] = Content.assemble(lines[-1], "   " if lines[-1] else "", part)
    return Content("\n").join(lines)


def _clock(bench: Bench, cells: int, *, running: bool) -> Content:
    """How far the lab's clock is, as a bar; what stopped it, where it can go no further; and what is offered."""
    knob, offer = bench.clock, bench.reading.offer if bench.clock else None
    if knob is None:
        return Content("")
    if offer is not None and not offer.goes_on:
        return Content.assemble((offer.say, "$text-error"), ("  o does so", "bold"))
    value = bench.settings[knob.name]
    before = f"{bench.taken} + " if bench.taken else ""
    cells = max(0, cells - len(before))
    done = round(cells * bench.progress)
    bar = Content.assemble(("━" * done, "$text-warning"), ("─" * (cells - done), "$text-muted"))
    keys = "g pauses" if running else "g runs" if value < knob.high else "g: again"
    line = Content.assemble(
        f"{knob.name} {before}{knob.shown(value)} of {knob.shown(knob.high)} ", bar, (f"  {keys}", "$text-muted")
    )
    return line if offer is None else Content.assemble(line, "\n", offer.say, ("  o does so", "bold"))


_SIGN = {lit: (f"{SIGNS[lit]} ", colour) for lit, colour in ((True, "$text-success"), (False, "$text-muted"))}


@lru_cache(maxsize=8)  # most turns leave every verdict as it was
def lamps_with_reasons(lamps: tuple[Lamp, ...]) -> Content:
    """A line each."""
    return Content("\n").join(
        Content.assemble(_SIGN[lamp.lit], lamp.label, (f"  {lamp.reason}", "$text-muted")) for lamp in lamps
    )


@lru_cache(maxsize=8)
def _lamps(lamps: tuple[Lamp, ...], width: int) -> Content:
    """One after the other, subject by subject; a sign and what it stands for are never parted by the end of a line."""
    lines = [Content("")]
    for said, group in groupby(lamps, key=lambda lamp: lamp.condition or lamp.subject):
        for i, lamp in enumerate(group):
            part = Content.assemble(_SIGN[lamp.lit], lamp.case or (said, "bold"))
            if i == 0 and lamp.case:
                part = Content.assemble((said, "bold"), "  ", part)
            gap = "" if not lines[-1] else "  " if i else "    "
            if lines[-1].cell_length + len(gap) + part.cell_length <= width:
                lines[-1] = Content.assemble(lines[-1], gap, part)
            else:
                lines.append(part)
    return Content("\n").join(lines)


def height_at(y: float) -> Fraction:
    """A height that was clicked, as a fraction."""
    return Fraction(y).limit_denominator(1000)
