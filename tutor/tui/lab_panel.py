"""A lab on screen: plot, formula, lamps and knobs, all from what is handed down."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import var

from tutor.bench import Bench
from tutor.check import Answer, SketchCheck
from tutor.figure import Axis, Figure, Plot, Points
from tutor.fine_lines import Markers
from tutor.lab import Knob as LabKnob
from tutor.lab import Lab, Lamp
from tutor.plotting import legend
from tutor.rational import show
from tutor.tui.knob import Knob
from tutor.tui.painted import Painted, PaintedGrid
from tutor.tui.plot_view import COLOURS, PlotView
from tutor.tui.text import Text


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
        self._markers: Markers = markers
        self._lab: Lab | None = None
        self._knobs: list[Knob] = []
        """Those of the lab: to look for them in the tree takes longer than to turn one."""

    def compose(self) -> ComposeResult:
        """The parts, top to bottom."""
        yield Text(id="caption")
        yield PlotView("plot", self._markers)
        yield Text(id="clock")
        yield Text(id="formula")
        yield Text(id="lamps")
        yield PaintedGrid(id="knobs")
        yield Text(id="knob-message")

    async def show_lab(self, bench: Bench | None) -> None:
        """Another lab: other knobs."""
        knobs = self.query_one("#knobs", PaintedGrid)
        self._lab, self._knobs = (
            None,
            [],
        )  # a key may come while the knobs are changed; those of another lab show nothing
        await knobs.remove_children()
        offered = bench.knobs if bench else ()
        knobs.min_column_width = max((_room(knob) for knob in offered), default=None)
        mounted = [Knob(knob, bench.settings[knob.name]) for knob in offered] if bench else []
        await knobs.mount_all(mounted)
        self._lab, self._knobs = bench.lab if bench else None, mounted

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
        figure = shown_figure(shown)
        plot = self.query_one(PlotView)
        plot.figure, plot.sketching = figure, sketching
        self.query_one("#caption", Text).show(_caption(bench, figure, plot.markers, self.size.width))
        if not hidden:
            reading = bench.reading
            self.query_one("#clock", Text).show(_clock(bench, running=shown.running))
            self.query_one("#formula", Text).show(Content("\n".join(reading.formula)))
            self.query_one("#lamps", Text).show(
                _lamps_with_reasons(reading.lamps) if self._roomy else _lamps(reading.lamps, self.size.width)
            )
        for knob in self._knobs if bench.lab is self._lab else ():
            knob.value, knob.locked = bench.settings[knob.knob.name], hidden

    @property
    def _roomy(self) -> bool:
        """Whether lamps can tell their reasons, a line each, and leave the plot its room."""
        return self.size.width >= 60 and self.size.height >= 36

    def on_resize(self) -> None:
        """Lamps tell their reasons where there is room."""
        self.watch_shown(self.shown)


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


def _caption(bench: Bench, figure: Figure | None, markers: Markers, width: int) -> Content:
    """What is drawn with what, or the figure in one line."""
    if figure is None:
        return Content.styled("The lab appears when you have made your prediction.", "italic $text-muted")
    name = Content.styled(f" {bench.lab.title(bench.view)} ", "reverse") if len(bench.lab.views) > 1 else Content("")
    if not isinstance(figure, Plot):
        return Content.assemble(name, " ", figure.text)
    lines = [name]
    for entry in legend(figure, markers):
        part = Content.assemble((entry.sample, COLOURS[entry.role]), f" {entry.label}")
        if lines[-1] and lines[-1].cell_length + 3 + part.cell_length > width:
            lines.append(part)
        else:
            lines[-1] = Content.assemble(lines[-1], "   " if lines[-1] else "", part)
    lines[-1] = Content.assemble(lines[-1], "   ", (figure.text, "$text-muted"))
    return Content("\n").join(lines)


def _clock(bench: Bench, *, running: bool) -> Content:
    """How far the lab's clock is, as a bar; what stopped it, where it can go no further."""
    knob = bench.clock
    if knob is None:
        return Content("")
    if (offer := bench.reading.offer) is not None:
        return Content.assemble((offer.say, "$text-error"), ("  o does so", "bold"))
    value = bench.settings[knob.name]
    done = round(_BAR * bench.progress)
    bar = Content.assemble(("━" * done, "$text-success"), ("─" * (_BAR - done), "$text-muted"))
    keys = "g pauses" if running else "g runs" if value < knob.high else "g: again"
    return Content.assemble(
        f"{knob.name} {knob.shown(value)} of {knob.shown(knob.high)} ", bar, (f"  {keys}", "$text-muted")
    )


_BAR = 8
"""Cells."""


def _room(knob: LabKnob) -> int:
    """Cells for the name, the longest name of a value or five digits, and what stands around them."""
    return len(knob.name) + max(5, *map(len, knob.names or ("",))) + 5


_SIGN = {True: ("● ", "$text-success"), False: ("○ ", "$text-muted")}


def _lamps_with_reasons(lamps: Iterable[Lamp]) -> Content:
    """A line each."""
    return Content("\n").join(
        Content.assemble(_SIGN[lamp.lit], lamp.label, (f"  {lamp.reason}", "$text-muted")) for lamp in lamps
    )


def _lamps(lamps: Iterable[Lamp], width: int) -> Content:
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
