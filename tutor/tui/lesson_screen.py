"""The lesson screen. Its `session` is the only thing that changes; one watcher hands it down."""

import math
from collections.abc import Callable
from fractions import Fraction
from time import monotonic
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import OptionList

from tutor import session as sessions
from tutor.check import AnswerError, ChoiceCheck, DraftCheck, GoalCheck, ManyCheck, MatchCheck, SketchCheck
from tutor.lab import Knob as LabKnob
from tutor.lab import KnobError, Lab
from tutor.plotting import table_rows
from tutor.session import Session
from tutor.tui.check_panel import CheckPanel
from tutor.tui.explain_screen import ExplainScreen
from tutor.tui.knob import Knob
from tutor.tui.lab_panel import LabPanel, height_at
from tutor.tui.number_input import NumberInput
from tutor.tui.painted import Painted, PaintedContainer, PaintedFooter, PaintedScroll
from tutor.tui.plot_view import PlotView
from tutor.tui.rows import Rows
from tutor.tui.text import MARKS, Text, content

_TOO_SMALL = (
    "This terminal is too small for the plots: make it 60 × 20 or larger, or run relu-tutor --plain (q leaves)."
)


class Pace(NamedTuple):
    """Seconds while the clock runs: between two slices of work, of work in one, and between two frames that show it.

    A key waits for a slice or a frame. A frame costs more than a slice, so there are fewer of them.
    """

    pause: float
    slice: float
    frame: float


WATCHED, AWAITED = Pace(0.01, 0.006, 0.1), Pace(0.002, 0.012, 0.2)
"""Of a needs_pacing lab, whose run one watches and works on; of another, where one waits for what comes out."""

RUN = 4.0
"""Seconds that the whole run of a needs_pacing lab takes at the least, or nobody could watch it."""


class LessonScreen(Painted, Screen[None]):
    """One lesson, step by step."""

    BINDINGS = [
        Binding("n,enter", "next", "Next", key_display="n"),
        Binding("p", "back", "Back"),
        Binding("h", "hint", "Hint"),
        Binding("s", "solution", "Solution"),
        Binding("v", "view", "View"),
        Binding("u,ctrl+z", "undo", "Undo", show=False),
        Binding("r,ctrl+y", "redo", "Redo", show=False),
        Binding("x", "reset", "Reset", show=False),
        Binding("k", "skip", "Skip", show=False),
        Binding("g", "run", "Run"),
        Binding("f", "one_on", "One step on", show=False),
        Binding("o", "offer", "Take it"),
        Binding("e", "explain", "Explain", show=False),
        Binding("w", "inside", "Inside"),
        Binding("a", "another", "Another"),
        Binding("i", "cannot", "Cannot be done", show=False),
        Binding("tab", "knobs", "Knobs", key_display="Tab"),
        Binding("tab", "app.focus_next", show=False),
        Binding("escape", "leave", "Return"),
        Binding("pageup", "scroll_text(-1)", "Scroll the text up", show=False),
        Binding("pagedown,space", "scroll_text(1)", "Scroll the text down", show=False),
        *(Binding(str(i), f"choose({i})", f"Option {i}", show=False) for i in range(1, 10)),
    ]

    # A var and not a reactive: a reactive of the screen would repaint all of it for every key.
    session: var[Session] = var[Session](None, init=False, always_update=True)  # type: ignore[arg-type]

    class Changed(Message):
        """The session went from one value to the next; the app keeps it."""

        def __init__(self, before: Session | None, after: Session) -> None:
            self.before, self.after = before, after
            super().__init__()

    class Ended(Message):
        """The learner goes on from the last step."""

    class LookedInside(Message):
        """The learner wants a closer look at what is picked in the lab."""

        def __init__(self, lab: Lab) -> None:
            self.lab = lab
            super().__init__()

    def __init__(self, session: Session, *, aside: bool = False) -> None:
        super().__init__()
        self.set_reactive(LessonScreen.session, session)
        self.aside = aside
        """Whether this is a look inside something: nothing of it is kept, and Esc leads back."""
        self._timer: Timer | None = None
        self._framed = self._began = 0.0
        self._says = False
        """Whether a notice stands on the screen that the next change makes untrue."""

    def compose(self) -> ComposeResult:
        """Text and check on one side, the lab on the other."""
        yield Text(id="title")
        yield Text(_TOO_SMALL, id="too-small")
        with PaintedContainer(id="body"):
            with PaintedScroll(id="text", can_focus=False):
                yield Text(id="prose")
                yield Text(id="results")
                yield CheckPanel(id="check")
            yield LabPanel(id="lab")
        yield PaintedFooter(show_command_palette=False, compact=True)

    async def on_mount(self) -> None:
        """Show where the learner is."""
        await self._show_step(None, self.session)
        self.post_message(self.Changed(None, self.session))

    def watch_session(self, before: Session, after: Session) -> None:
        """Hand the session down, and up to be kept. A turn is shown here and now."""
        moved = before.at != after.at or before.lesson is not after.lesson
        if moved:
            self._stop()
        if self._says:
            self._says = False
            self.app.clear_notifications()
        if moved or before.shown_check is not after.shown_check:
            self.call_next(self._show_step, before, after)
        else:
            self._hand_down(before, after)
            if before.open_check is not after.open_check:
                self.query_one(LabPanel).say("")  # what was wrong with something typed is settled
                self.call_after_refresh(self._focus_task)
                self.call_after_refresh(self._show_verdict)
        if _in_footer(before) != _in_footer(after):
            self.refresh_bindings()  # the footer is built anew, which costs more than a frame
        # After the paint: writing to a disk may take longer than a frame. A crash before that is the app's to mend.
        self.call_after_refresh(self.post_message, self.Changed(before, after))

    async def _show_step(self, before: Session | None, after: Session) -> None:
        """Another step or another check: other widgets."""
        moved = before is None or before.at != after.at or before.lesson is not after.lesson
        if moved:
            self.query_one("#prose", Text).show(content(after.step.prose))
            await self.query_one(LabPanel).show_step(after)
        await self.query_one(CheckPanel).show_check(after)
        self._hand_down(None, self.session)
        self._focus_task()
        # Afterwards: a list that gets the keys scrolls to its highlighted option.
        if moved:
            self.call_after_refresh(self.query_one("#text").scroll_home, animate=False)
        else:
            self.call_after_refresh(self.query_one("#ask").scroll_visible, top=True, animate=False)

    def _hand_down(self, before: Session | None, session: Session) -> None:
        lab = self.query_one(LabPanel)
        self.query_one(CheckPanel).session = session
        # While the clock runs, a key that leaves the lab alone does not pay for what came since the last frame.
        if not _same_lab(lab.session, session) and not (self._timer and _same_lab(before, session)):
            lab.session = session
        results = self.query_one("#results", Text)
        results.display = session.results is not None
        if session.results:
            results.show(
                Content("\n").join([*map(Content, table_rows(session.results, 60)), Content(session.results.text)])
            )
        self.query_one("#title", Text).show(_title(session))
        text = self.query_one("#text")
        text.set_class(session.step.lab is None or lab.has_class("-hidden"), "-no-plot")
        text.set_class(lab.has_class("-sketch"), "-sketching")

    def _focus_task(self) -> None:
        """Put the keys where this check is answered. A new step is read first: its text stays at the top."""
        check = self.session.open_check
        entries = [*self.query(OptionList), *self.query(NumberInput), *self.query(Rows)]
        targets: list[Widget] = list(entries) if check and not self.session.waits else []
        if isinstance(check, SketchCheck):
            targets = [*self.query(PlotView)]
        elif isinstance(check, GoalCheck) or (check is None and isinstance(self.session.shown_check, GoalCheck | None)):
            targets = [self.focused] if isinstance(self.focused, Knob) else [*self.query(Knob)]
        if targets:
            targets[0].focus(scroll_visible=False)
        else:
            self.set_focus(None)

    # What keys do. Each action makes the next session, and nothing else.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 -- Textual's
        """Which keys work now; the footer shows these."""
        if action == "leave":
            return self.aside or self.session.waits
        if action == "knobs" and isinstance(self.focused, Knob):
            return False
        return _works(action, self.session)

    def action_next(self) -> None:
        """The next question or step, when this one is done."""
        following = sessions.forward(self.session)
        if following is None and self.session.open_check is None:
            self.post_message(self.Ended())
        elif following is None:
            self._say("Answer first: h gives a hint, s the solution, k skips this step.")
        else:
            self.session = following

    def action_go(self, index: int) -> None:
        """A step by its number, from the command palette."""
        self.session = sessions.go(self.session, index)

    def action_skip(self) -> None:
        """The next step, whatever this one is."""
        if self.session.last:
            self.post_message(self.Ended())
        else:
            self.session = sessions.skip(self.session)

    def action_back(self) -> None:
        """The question or the step before."""
        self.session = sessions.back(self.session)

    def action_hint(self) -> None:
        """One more hint."""
        self.session = sessions.hint(self.session)
        self.call_after_refresh(lambda: self.query_one("#hints").scroll_visible(animate=False))

    def action_solution(self) -> None:
        """The solution of the open check."""
        self.session = sessions.show_solution(self.session)

    def action_view(self) -> None:
        """The next view of the lab."""
        self.session = sessions.next_view(self.session)

    def action_undo(self) -> None:
        """Back by one turn."""
        self._stop()
        self.session = sessions.undo(self.session)

    def action_redo(self) -> None:
        """Forward by one turn."""
        self._stop()
        self.session = sessions.redo(self.session)

    def action_reset(self) -> None:
        """All knobs to where they started."""
        self._stop()
        self.session = sessions.reset(self.session)

    def action_choose(self, number: int) -> None:
        """Answer a choice by the number of an option; say how sure the answer is that waits."""
        if self.session.waits:
            if number <= len(sessions.SURE):
                self.session = sessions.rate(self.session, number)
                self.query_one(CheckPanel).clear_entry()
                self.call_after_refresh(self._focus_task)
                self.call_after_refresh(self._show_verdict)
            return
        check = self.session.open_check
        if isinstance(check, ManyCheck) and number <= check.size:
            self.session = sessions.adjust(self.session, number - 1, 1)
            return
        for options in self.query(OptionList):
            if number <= options.option_count and not options.disabled:
                options.highlighted = number - 1
                self._answer((Fraction(number - 1),))

    def action_scroll_text(self, pages: int) -> None:
        """Scroll the text, wherever the keys are."""
        text = self.query_one("#text")
        text.scroll_relative(y=pages * max(1, text.size.height - 2), animate=False)

    def action_turn(self, steps: int, coarse: bool = False) -> None:  # noqa: FBT001, FBT002 -- from a binding
        """Turn the knob that has the keys, unless a number is being typed there."""
        if isinstance(self.focused, Knob) and self.focused.draft is None:
            self._turn(self.focused.knob, steps, coarse=coarse)

    def action_to_task(self) -> None:
        """From a knob back to the question."""
        self.set_focus(None)
        self._focus_task()

    def action_knobs(self) -> None:
        """To the knobs."""
        self.app.action_focus_next()

    def action_turn_to_start(self) -> None:
        """Put the knob that has the keys back to where it started."""
        if isinstance(self.focused, Knob):
            self._set(self.focused.knob, self.focused.knob.start)

    def action_sketch_to(self, by: int) -> None:
        """Go to another point of the sketch."""
        if isinstance(check := self.session.open_check, SketchCheck):
            lab = self.query_one(LabPanel)
            lab.cursor = (lab.cursor + by) % len(check.xs)

    def action_sketch_by(self, steps: int) -> None:
        """Move the point of the sketch up or down."""
        if isinstance(self.session.open_check, SketchCheck):
            at = self.query_one(LabPanel).cursor
            self.session = sessions.adjust(self.session, at, steps)

    def action_adjust(self, by: int) -> None:
        """Change the row that has the keys; a row that moves keeps them."""
        for rows in self.query(Rows):
            before = sessions.drafted(self.session, rows.check)
            self.session = sessions.adjust(self.session, rows.cursor, by)
            after = sessions.drafted(self.session, rows.check)
            if sorted(before) == sorted(after) and before != after:
                rows.action_cursor(by)

    def action_hand_in(self) -> None:
        """Hand in the answer that was put together."""
        check = self.session.open_check
        if isinstance(check, MatchCheck) and min(sessions.drafted(self.session, check)) < 0:
            self._say("Each row needs its match first: ← → change what stands on the right.")
        elif isinstance(check, DraftCheck):
            self._answer(sessions.drafted(self.session, check))

    def action_another(self) -> None:
        """The same question in other numbers."""
        self.session = sessions.redraw(self.session)

    def action_cannot(self) -> None:
        """Say that the goal cannot be reached."""
        self.session = sessions.cannot(self.session)
        self.call_after_refresh(self._show_verdict)

    def action_leave(self) -> None:
        """Take back an answer that waits; leave a look inside."""
        if self.session.waits:
            self.session = sessions.withdraw(self.session)
            self.call_after_refresh(self._focus_task)
        elif self.aside:
            self.app.pop_screen()

    # The clock. It is only here that time passes; the session knows how far it is.

    def action_run(self) -> None:
        """Start the lab's clock, or stop it."""
        if self._timer is not None:
            self._stop()
            self.session = self.session  # what came since the last frame is shown and kept
        elif self.session.clock and not self.session.hidden:
            self.session = sessions.start_clock(self.session)
            self._began = monotonic() - RUN * math.sqrt(self._gone)
            self._timer = self.set_timer(self._pace.pause, self._tick)
            self.query_one(LabPanel).running = True

    def action_one_on(self) -> None:
        """The clock one mark further."""
        if (knob := self.session.clock) and self._timer is None:
            self._set(knob, knob.moved(self.session.state.settings[knob.name], 1))

    def action_offer(self) -> None:
        """Do what the lab offers where it could not go on."""
        self.session = sessions.take_offer(self.session)

    def action_explain(self) -> None:
        """The arithmetic behind a number on show."""
        if (reading := self.session.shown_reading) is not None:
            self.app.push_screen(ExplainScreen(reading))

    def action_inside(self) -> None:
        """A lab on what is picked in this one."""
        reading = self.session.shown_reading
        lab = reading.inside if reading else None
        if lab is not None:
            self._stop()
            self.post_message(self.LookedInside(lab))

    @property
    def _pace(self) -> Pace:
        lab = self.session.step.lab
        return WATCHED if lab is not None and lab.needs_pacing else AWAITED

    @property
    def _gone(self) -> float:
        """How much of its way the clock has behind it, 0 to 1."""
        knob = self.session.clock
        return float((self.session.state.settings[knob.name] - knob.low) / (knob.high - knob.low)) if knob else 1

    def _tick(self) -> None:
        pace = self._pace
        # Squared, since most happens early in a run, and is to be seen.
        share = min(1.0, (monotonic() - self._began) / RUN) ** 2 if pace is WATCHED else 1.0
        before, after = self.session, self.session
        if self._gone < share or share == 1:
            after = sessions.tick(before, pace.slice, share)
            if after is before:
                self._stop()
                self.session = after  # what the last slices came to may not be on screen yet
                return
        if monotonic() - self._framed >= pace.frame or after.open_check is not before.open_check:
            self._framed = monotonic()
            self.query_one(LabPanel).session = after
            self.session = after
        else:
            self.set_reactive(LessonScreen.session, after)
        self._timer = self.set_timer(pace.pause, self._tick)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            self.query_one(LabPanel).running = False

    # What the widgets report

    @on(CheckPanel.Answered)
    def _answered(self, event: CheckPanel.Answered) -> None:
        self._answer(event.answer)

    @on(CheckPanel.Entered)
    def _entered(self, event: CheckPanel.Entered) -> None:
        check = self.session.open_check
        if check is None:
            return
        try:
            answer = check.typed(event.text)
        except AnswerError as problem:
            self._say(str(problem))
            return
        self._answer(answer)
        if not self.session.waits:  # an answer that waits can be taken back, and be changed
            self.query_one(CheckPanel).clear_entry()

    @on(Knob.Typed)
    def _typed(self, event: Knob.Typed) -> None:
        try:
            self._set(event.knob, event.knob.typed(event.text))
        except KnobError as problem:
            self.query_one(LabPanel).say(f"{problem}. The old value stays.")

    @on(Knob.Stray)
    def _stray(self, event: Knob.Stray) -> None:
        said = f"“{event.character}” makes no number. Enter sets what is typed, Esc keeps the old value."
        self.query_one(LabPanel).say(said)

    @on(Knob.Wheel)
    def _wheel(self, event: Knob.Wheel) -> None:
        self._turn(event.knob, event.steps)

    @on(PlotView.Clicked)
    def _clicked(self, event: PlotView.Clicked) -> None:
        if isinstance(check := self.session.open_check, SketchCheck):
            nearest = min(range(len(check.xs)), key=lambda i: abs(float(check.xs[i]) - event.x))
            self.query_one(LabPanel).cursor = nearest
            self.session = sessions.place(self.session, nearest, height_at(event.y))

    def _turn(self, knob: LabKnob, steps: int, *, coarse: bool = False) -> None:
        if knob in self.session.knobs:
            self._set(knob, knob.moved(self.session.state.settings[knob.name], steps, coarse=coarse))

    def _set(self, knob: LabKnob, value: Fraction) -> None:
        if knob not in self.session.knobs and knob != self.session.clock:
            return  # a key that came while another step was being shown
        self.query_one(LabPanel).say("Predict first; then the knobs turn." if self.session.hidden else "")
        self.session = sessions.turn(self.session, knob, value)

    def _answer(self, answer: tuple[Fraction, ...]) -> None:
        check = self.session.open_check
        if isinstance(check, ChoiceCheck) and self.session.check_state(check).answers[-1:] == (answer,):
            return  # Enter after a digit, by habit: the option was judged when the digit was pressed
        self.session = sessions.answer(self.session, answer)
        self.call_after_refresh(self._show_verdict)

    def _show_verdict(self, *, settled: bool = False) -> None:
        """Bring what was said into sight, down to how to go on; its beginning, where not all of it fits."""
        text, verdict = self.query_one("#text"), self.query("#verdict")
        if verdict and verdict.first().size.height > text.size.height:
            verdict.first().scroll_visible(top=True, animate=False)
        else:
            text.scroll_end(animate=False)
        if not settled:  # where the lab has just opened beside it, the text is broken into other lines a frame later
            self.call_after_refresh(self._show_verdict, settled=True)

    def on_resize(self) -> None:
        """What was said stays in sight."""
        check = self.session.shown_check
        if check is not None and self.session.check_state(check).answers:
            self.call_after_refresh(self._show_verdict)

    def _say(self, message: str) -> None:
        """A short notice, in place of the one before."""
        self.app.clear_notifications()
        self.notify(message, severity="warning", timeout=3)
        self._says = True


def _offers(now: Session) -> bool:
    return now.clock is not None and now.shown_reading is not None and now.shown_reading.offer is not None


def _opens(now: Session) -> bool:
    return now.clock is not None and now.shown_reading is not None and now.shown_reading.inside is not None


_WORKS: dict[str, Callable[[Session], bool]] = {
    "back": lambda now: now.at > 0 or now.state.check > 0,
    "hint": lambda now: now.shown_check is not None and not now.shown_check.silent,
    "solution": lambda now: now.open_check is not None and not now.open_check.silent,
    "run": lambda now: now.clock is not None and not now.hidden,
    "one_on": lambda now: now.clock is not None and not now.hidden,
    "offer": _offers,
    "explain": lambda now: now.shown_reading is not None and bool(now.shown_reading.explainable),
    "inside": _opens,
    "another": lambda now: now.redrawable,
    "cannot": lambda now: isinstance(now.open_check, GoalCheck) and not now.hidden,
    "view": lambda now: now.step.lab is not None and len(now.step.lab.views) > 1 and not now.hidden,
    "undo": lambda now: bool(now.state.past),
    "redo": lambda now: bool(now.state.future),
    "reset": lambda now: now.edits > 0,
    "to_task": lambda now: now.open_check is not None and not isinstance(now.open_check, GoalCheck | SketchCheck),
    "sketch_to": lambda now: isinstance(now.open_check, SketchCheck),
    "sketch_by": lambda now: isinstance(now.open_check, SketchCheck),
    "hand_in": lambda now: isinstance(now.open_check, DraftCheck) and not now.waits,
    "knobs": lambda now: bool(now.knobs) and not now.hidden,
}
"""Whether an action of the screen has something to do; those that are not named always have.

Each is asked by itself: the app asks for every key at every change, and some answers take a reading.
"""


def _works(action: str, now: Session) -> bool:
    return action not in _WORKS or _WORKS[action](now)


_FOOTER = (
    "next",
    "back",
    "hint",
    "solution",
    "view",
    "to_task",
    "knobs",
    "hand_in",
    "run",
    "offer",
    "inside",
    "another",
)


def _in_footer(now: Session) -> list[bool]:
    """Whether each action that the footer names has something to do."""
    return [_works(action, now) for action in _FOOTER]


def _same_lab(before: Session | None, after: Session) -> bool:
    """Whether the lab shows the same for both. What is being sketched is shown there."""
    if before is None or before.step is not after.step:
        return False
    if isinstance(before.shown_check, SketchCheck) or isinstance(after.shown_check, SketchCheck):
        return False
    return (before.state.settings, before.view, before.hidden) == (after.state.settings, after.view, after.hidden)


def _title(session: Session) -> Content:
    marks = "".join(MARKS[session.step_mark(i)] for i in range(len(session.states)))
    place = f"{session.at + 1}/{len(session.states)}"
    return Content.assemble(
        (f" {session.lesson.title} ", "bold reverse"),
        f" {place} ",
        (marks, "$text-accent"),
        "  ",
        (session.step.title, "bold"),
    )
