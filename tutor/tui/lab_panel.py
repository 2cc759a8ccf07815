"""The lab half of the lesson screen: plot, formula, lamps and knobs, all from the session alone."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import var

from tutor import session as sessions
from tutor.check import SketchCheck
from tutor.figure import Axis, Curve, Figure, Plot, Points, Role
from tutor.lab import Knob as LabKnob
from tutor.lab import Lamp
from tutor.lesson.model import Step
from tutor.rational import show
from tutor.session import Session
from tutor.tui.knob import Knob
from tutor.tui.painted import Painted, PaintedGrid
from tutor.tui.plot_view import PlotView
from tutor.tui.text import Text


class LabPanel(Painted, Vertical):
    """Shows what the session's lab shows. `cursor` is the point of a sketch that the arrow keys move."""

    session: var[Session | None] = var(None, always_update=True)
    cursor: var[int] = var(0)
    running: var[bool] = var(False)

    def __init__(self, id: str) -> None:  # noqa: A002 -- Textual's own name for it
        super().__init__(id=id)
        self._step: Step | None = None
        self._knobs: list[Knob] = []
        """Those of the step: to look for them in the tree takes longer than to turn one."""

    def compose(self) -> ComposeResult:
        """The parts, top to bottom."""
        yield Text(id="caption")
        yield PlotView(id="plot")
        yield Text(id="clock")
        yield Text(id="formula")
        yield Text(id="lamps")
        yield PaintedGrid(id="knobs")
        yield Text(id="knob-message")

    async def show_step(self, session: Session) -> None:
        """Another step: other knobs."""
        knobs = self.query_one("#knobs", PaintedGrid)
        self._knobs = []  # a key may come while the knobs are changed; those of another step show nothing
        await knobs.remove_children()
        knobs.min_column_width = max((_room(knob) for knob in session.knobs), default=None)
        shown = [Knob(knob, session.state.settings[knob.name]) for knob in session.knobs]
        await knobs.mount_all(shown)
        self._step, self._knobs = session.step, shown
        self.say("")
        self.cursor = 0

    def say(self, message: str) -> None:
        """One line beside the knobs; an empty one takes no room."""
        line = self.query_one("#knob-message", Text)
        line.display = bool(message)
        line.show(Content(message))

    def watch_session(self, session: Session | None) -> None:
        """Hand down what is to be seen now."""
        if session is None or not self.is_mounted:
            return
        hidden = session.hidden
        sketching = isinstance(session.open_check, SketchCheck)
        self.set_class(session.step.lab is None, "-none")
        self.set_class(hidden and not sketching, "-hidden")
        self.set_class(hidden and sketching, "-sketch")
        self.set_class(session.clock is not None and not hidden, "-clock")
        if session.step.lab is None:
            return
        figure = shown_figure(session, self.cursor)
        plot = self.query_one(PlotView)
        plot.figure, plot.sketching = figure, sketching
        self.query_one("#caption", Text).show(_caption(session, figure))
        if not hidden and (reading := session.reading):
            self.query_one("#clock", Text).show(_clock(session, running=self.running))
            self.query_one("#formula", Text).show(Content("\n".join(reading.formula)))
            self.query_one("#lamps", Text).show(
                _lamps_with_reasons(reading.lamps) if self._roomy else _lamps(reading.lamps, self.size.width)
            )
        for knob in self._knobs if session.step is self._step else ():
            knob.value, knob.locked = session.state.settings[knob.knob.name], hidden

    @property
    def _roomy(self) -> bool:
        """Whether lamps can tell their reasons, a line each, and leave the plot its room."""
        return self.size.width >= 60 and self.size.height >= 36

    def on_resize(self) -> None:
        """Lamps tell their reasons where there is room."""
        self.watch_session(self.session)

    def watch_running(self) -> None:
        """The clock started or stopped."""
        self.watch_session(self.session)

    def watch_cursor(self) -> None:
        """Another point of the sketch is marked."""
        self.watch_session(self.session)


def shown_figure(session: Session, cursor: int) -> Figure | None:
    """The figure of the session's view; bare axes while it is hidden; with the points of a sketch over it."""
    check = session.shown_check
    if session.view is None or (session.hidden and not isinstance(check, SketchCheck)):
        return None
    figure = session.reading.figure(session.view) if session.reading else None
    if not isinstance(check, SketchCheck) or not isinstance(figure, Plot):
        return figure
    heights = sessions.drafted(session, check)
    points = tuple(zip(check.xs, heights, strict=True))
    guess = [Points(points, "guess", "your points", "×")]
    if session.open_check is check:
        x, height = points[cursor]
        guess.append(Points((points[cursor],), "mark", f"f({show(x)}) = {show(height)}", "◉"))
    if session.hidden:
        figure = replace(figure, curves=(), points=(), text="place your points")
    y = figure.y
    return replace(
        figure, points=(*figure.points, *guess), y=Axis(min(y.low, check.low), max(y.high, check.high), y.ticks)
    )


def _caption(session: Session, figure: Figure | None) -> Content:
    """What is drawn with what, or the figure in one line."""
    if figure is None:
        return Content.styled("The lab appears when you have made your prediction.", "italic $text-muted")
    views = session.step.lab.views if session.step.lab else ()
    name = Content.styled(f" {session.view} ", "reverse") if len(views) > 1 else Content("")
    if not isinstance(figure, Plot):
        return Content.assemble(name, " ", figure.text)
    drawn_parts: tuple[Curve | Points, ...] = (*figure.curves, *figure.points)
    legend = [part for drawn in drawn_parts for part in (_legend(drawn), "  ")]
    return Content.assemble(name, " ", *legend, (figure.text, "$text-muted"))


def _clock(session: Session, *, running: bool) -> Content:
    """How far the lab's clock is, as a bar; what stopped it, where it can go no further."""
    knob = session.clock
    if knob is None:
        return Content("")
    offer = session.reading.offer if session.reading else None
    if offer is not None:
        return Content.assemble((offer.say, "$text-error"), ("  o does so", "bold"))
    value = session.state.settings[knob.name]
    done = round(_BAR * (value - knob.low) / (knob.high - knob.low))
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


def _legend(drawn: Curve | Points) -> tuple[str, str]:
    """A curve's symbol and label in its colour; a label that is the symbol stands once."""
    label = drawn.label if drawn.symbol == drawn.label else f"{drawn.symbol or '━'} {drawn.label}"
    return label, f"${_COLOUR[drawn.role]}"


_COLOUR: dict[Role, str] = {
    "curve": "text-primary",
    "unit": "text-secondary",
    "after": "text-error",
    "data": "text-success",
    "guess": "text-warning",
    "mark": "text-accent",
    "good": "text-success",
    "bad": "text-error",
    "trace": "text-muted",
}


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
