"""The lesson screen. Its `session` is the only thing that changes; one watcher hands it down."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import OptionList

from tutor import session as sessions
from tutor.bench import Bench
from tutor.check import AnswerError, ChoiceCheck, GoalCheck, MatchCheck, SketchCheck, asked_inputs
from tutor.fine_lines import Markers
from tutor.session import Asked, Session
from tutor.session.actions import ANSWERING, AT_BENCH, MOVING, barred, missing, works
from tutor.table_text import table_rows
from tutor.tui.bench_screen import TOO_SMALL, BenchScreen
from tutor.tui.bindings import FOOTER, action_of, bindings
from tutor.tui.check_panel import CheckPanel
from tutor.tui.feedback import Feedback
from tutor.tui.keys import PatientApp, Unheeded
from tutor.tui.knob import Knob
from tutor.tui.lab_panel import LabPanel, Shown, Sketch, height_at
from tutor.tui.lesson_map import lesson_map
from tutor.tui.number_input import NumberInput
from tutor.tui.painted import PaintedContainer, PaintedFooter
from tutor.tui.panel import ScrollPanel
from tutor.tui.plot_view import PlotView
from tutor.tui.rows import Rows
from tutor.tui.text import MARKS, Text, content

_ANSWER_FIRST = {
    False: "Answer first: h gives a hint, s the solution, k skips this step.",
    True: "Answer first: a guess will do. k skips this step.",
}
"""What is said of a question that is open; and of one that has no hints and no solution yet."""


class OnRoute(NamedTuple):
    """A stop of the 20-minute route.

    Attributes:
        title: which stop it is, in words.
        bridge: what leads to it from the stop before.
        is_first: whether it is the first stop.
    """

    title: str
    bridge: str
    is_first: bool


class LessonScreen(BenchScreen):
    """One lesson, step by step."""

    BINDINGS = [
        *bindings(MOVING, ANSWERING, AT_BENCH),
        Binding("tab", "app.focus_next", show=False),  # on a knob, where "knobs" does nothing
        Binding("pageup", "scroll_text(-1)", "Scroll the text up", show=False),
        Binding("pagedown,space", "scroll_text(1)", "Scroll the text down", show=False),
        *(Binding(str(i), f"choose({i})", f"Option {i}", show=False) for i in range(1, 10)),
    ]

    # A var and not a reactive: a reactive of the screen would repaint all of it for every key.
    session: var[Session] = var[Session](None, init=False)  # type: ignore[arg-type]

    sign: var[str] = var("", init=False)
    """Two words on saving, as long as something is wrong with it; empty when all is well."""

    class Changed(Message):
        """The session went on to its next value; the app keeps it."""

        def __init__(self, session: Session) -> None:
            self.session = session
            super().__init__()

    class Ended(Message):
        """The learner goes on from the last step, or from a stop of the route."""

        def __init__(self, session: Session) -> None:
            self.session = session
            super().__init__()

    class WentBack(Message):
        """The learner goes back from a stop of the route to the one before."""

    def __init__(self, session: Session, markers: Markers, route: OnRoute | None = None) -> None:
        super().__init__(markers)
        self.set_reactive(LessonScreen.session, session)
        self.route = route
        """Which stop of the route this is; None off the route. On it each step is a lesson of its own."""
        self._named = _in_footer(session)
        """What the footer names; it is built anew for another list alone, which costs more than a frame."""

    def compose(self) -> ComposeResult:
        """Text and check on one side, the lab on the other."""
        yield Text(id="title")
        yield Text(TOO_SMALL, id="too-small")
        with PaintedContainer(id="body"):
            with PaintedContainer(id="left"):
                with ScrollPanel(id="text"):
                    yield Text(id="prose")
                    yield Text(id="results")
                    yield CheckPanel(id="check")
                with ScrollPanel(classes="map"):
                    yield Text(classes="steps")
                yield Feedback(id="feedback")
            yield LabPanel("lab", self.markers)
            with ScrollPanel(classes="map"):
                yield Text(classes="steps")
        yield Text(id="elsewhere")
        yield Text(id="notice")
        yield PaintedFooter(show_command_palette=False, compact=True)

    async def begin(self) -> None:
        """Show where the learner is."""
        await self._show_step(None)

    def watch_session(self, before: Session, after: Session) -> None:
        """Hand the session down, and up to be kept. A turn is shown here and now."""
        if before.at != after.at:
            self.message = ""
            self.clock.stop()
        if self.there:
            self._say("")
        was, now = _asked(before), _asked(after)
        if was != now:
            self._hold_keys()
        if was.shown != now.shown:
            self.call_next(self._show_step, before)
        elif was.open != now.open:
            self.message = ""  # what was wrong with something typed is settled
            self._hand_down(before)
            self.later(self._focus_task)
            self.later(self._show_verdict)
        else:
            self._hand_down(before)
            if was != now:
                self.later(self._focus_task)
        if self.there and self._named != (named := _in_footer(after)):
            self._named = named
            self.refresh_bindings()
        self._report()

    def watch_sign(self) -> None:
        """Show it in the title."""
        for title in self.query("#title").results(Text):
            title.show(_title(self.session, self.sign, self.route))

    async def _show_step(self, before: Session | None) -> None:
        """Another step or another question: other widgets."""
        session = self.session
        moved = before is None or before.at != session.at
        if moved and self.there:
            self.query_one("#prose", Text).show(
                content("\n\n".join(filter(None, (self.route and self.route.bridge, session.step.prose))))
            )
            await self.query_one(LabPanel).show_lab(session.bench)
        if self.there:
            await self.query_one(CheckPanel).show_question(session)
        if self.there:
            self.face_text()
            self.hand_down()
            self._focus_task()
            # Afterwards: a list that gets the keys scrolls to its highlighted option.
            self.later(partial(self._show_beginning, moved=moved))

    def _show_beginning(self, *, moved: bool) -> None:
        """The beginning of the text in another step; of the question, if only that is another."""
        if moved:
            self.query_one("#text").scroll_home(animate=False)
        else:
            self.query("#check").first().scroll_visible(top=True, animate=False)

    def hand_down(self) -> None:
        """Show everything as it is now, and have it kept."""
        self._hand_down(None)
        self._report()

    def _hand_down(self, before: Session | None) -> None:
        if not self.there:
            return
        session, lab = self.session, self.query_one(LabPanel)
        self.query_one(CheckPanel).session = self.query_one(Feedback).session = session
        # While the clock runs, a key that leaves the lab alone does not pay for what came since the last frame.
        if before is None or not self.clock.running or self._shown(before) != self._shown(session):
            lab.shown = self._shown(session)
        results = self.query_one("#results", Text)
        results.display = session.results is not None
        if session.results:
            results.show(
                Content("\n").join([*map(Content, table_rows(session.results, 60)), Content(session.results.text)])
            )
        self.query_one("#title", Text).show(_title(session, self.sign, self.route))
        self._tell_what_is_elsewhere()
        body = self.query_one("#body")
        no_plot = session.bench is None or lab.has_class("-hidden")
        body.set_class(no_plot, "-no-plot")
        body.set_class(lab.has_class("-sketch"), "-sketching")
        if no_plot or self.has_class("-tall"):
            for panel in self.query(".map").results(ScrollPanel):
                panel.entitle("This lesson")
                panel.query_one(Text).show(lesson_map(session))

    # In the smallest terminals text and lab take turns.

    def face_text(self) -> None:
        """Show the text, where there is no room for both."""
        self.remove_class("-at-lab")
        self._tell_what_is_elsewhere()

    def _face_lab(self) -> None:
        self.add_class("-at-lab")
        self._tell_what_is_elsewhere()
        self.later(self._to_first_knob)

    def _to_first_knob(self) -> None:
        """To a knob, where there is one: a table that is laid out anew may only seem to need the keys, to scroll."""
        knob = next((knob for knob in self.query(Knob) if knob.focusable), None)
        if knob is not None:
            knob.focus()
        else:
            super().action_knobs()

    @on(ScrollPanel.Moved)
    def _tell_what_is_elsewhere(self) -> None:
        if not self.there:
            return
        text, ways = self.query_one("#text", ScrollPanel), []
        if self.takes_turns and self.session.open_bench:
            ways.append("Esc: back to the text" if self.has_class("-at-lab") else "Tab: to the lab")
        if text.goes_on:
            ways.append("PgDn: the text goes on")
        elsewhere = self.query_one("#elsewhere", Text)
        elsewhere.display = bool(ways) and not self.has_class("-broad")
        elsewhere.show(Content(" · ".join(ways)))
        text.entitle(self.session.step.title, " · ".join(ways) if self.has_class("-broad") else "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where text and lab take turns, Tab and Esc change from one to the other."""
        if self.takes_turns and self.there and self.session.open_bench:
            if action == "knobs" and not isinstance(self.focused, Knob):
                return True
            if action == "to_task" and self.has_class("-at-lab"):
                return True
        return super().check_action(action, parameters)

    def action_knobs(self) -> None:
        """To the knobs; where there is no room for both, from the text to the lab."""
        if self.takes_turns and not self.has_class("-at-lab"):
            self._face_lab()
        elif self.takes_turns and not self.query(Knob):
            self.face_text()
        else:
            super().action_knobs()

    def _show_lab(self) -> None:
        """What a key is about to change at the lab has to be seen, where the text stands before it."""
        if self.takes_turns and not self.has_class("-at-lab"):
            self._face_lab()

    def action_view(self) -> None:
        """The next view of the lab, and the lab."""
        self._show_lab()
        super().action_view()

    def action_run(self) -> None:
        """Start the clock, or stop it, in sight."""
        self._show_lab()
        super().action_run()

    def action_branch(self) -> None:
        """Go on from this step, in sight."""
        self._show_lab()
        super().action_branch()

    def action_one_on(self) -> None:
        """The clock one mark further, in sight."""
        self._show_lab()
        super().action_one_on()

    def _report(self) -> None:
        # After the paint: writing to a disk may take longer than a frame. A crash before that is the app's to mend.
        self.call_after_refresh(self.post_message, self.Changed(self.session))

    def _shown(self, session: Session) -> Shown:
        check, sketch = session.shown_check, None
        if isinstance(check, SketchCheck):
            row = (session.check_state(check).row or 0) if session.open_check else None
            sketch = Sketch(check, sessions.drafted(session, check), row)
        asked = asked_inputs(check) if check else ()
        return Shown(session.bench, session.hidden, sketch, self.clock.running, self.message, asked)

    def _focus_task(self) -> None:
        """Put the keys where this check is answered. A new step is read first: its text stays at the top."""
        check = self.session.open_check
        entries = [*self.query(OptionList), *self.query(NumberInput), *self.query(Rows)]
        targets: list[Widget] = list(entries) if check and not self.session.awaiting_confidence else []
        if isinstance(check, SketchCheck):
            targets = [*self.query(PlotView)]
        elif isinstance(check, GoalCheck) or (check is None and isinstance(self.session.shown_check, GoalCheck | None)):
            targets = [self.focused] if isinstance(self.focused, Knob) else [*self.query(Knob)]
            if self.takes_turns and not self.has_class("-at-lab"):
                targets = []
        if entries and targets == entries:
            self.face_text()
        self.set_focus(targets[0] if targets else None, scroll_visible=False)
        self._release_keys()

    def _hold_keys(self) -> None:
        """What is typed from now on belongs to what comes on screen next."""
        if isinstance(self.app, PatientApp):
            self.app.hold_keys()

    def _release_keys(self) -> None:
        if isinstance(self.app, PatientApp):
            self.app.release_keys()

    # The bench

    @property
    def bench(self) -> Bench | None:
        """The bench of this step, if it is in sight."""
        return self.session.open_bench

    def work(self, change: Callable[..., Bench], *given: Any, show: bool = True) -> bool:
        """Change the bench; a goal that is reached is shown in any case."""
        before = self.session
        after = sessions.work(before, change, *given)
        if show or after.open_question != before.open_question:
            self.session = after
        else:
            self.set_reactive(LessonScreen.session, after)
        return after is not before

    def set_knob(self, name: str, value: Fraction) -> None:
        """Turn a knob, once the prediction is made."""
        if self.session.hidden:
            self.complain("Predict first; then the knobs turn.")
        else:
            super().set_knob(name, value)

    def barred(self, action: str) -> str:
        """Why an action has nothing to do now; empty where it works. Raises KeyError for an unknown one."""
        if action == "back" and self.route and not self.session.state.check:
            return "This is the first stop of the route." if self.route.is_first else ""
        return barred(action, self.session)

    def on_unheeded(self, event: Unheeded) -> None:
        """Where the solution was asked for once, any key that does nothing else takes that back."""
        if self.session.giving_up:
            event.prevent_default()
            self.session = sessions.carry_on(self.session)

    def why_unheeded(self, key: str) -> str:
        """Why a key that did nothing did nothing; empty where it is no key of this screen."""
        action = "choose" if key.isdecimal() else action_of(key, MOVING, ANSWERING)
        return self.barred(action) if action else super().why_unheeded(key)

    # What keys do. Each action makes the next session, and nothing else.

    def action_next(self) -> None:
        """The next question or step, when this one is done."""
        following = sessions.forward(self.session)
        if self.route and following is not None and following.at != self.session.at:
            following = None
        if following is None and self.session.open_check is None:
            self.post_message(self.Ended(self.session))
        elif following is None:
            check = self.session.open_check
            self._say(missing(self.session) or _ANSWER_FIRST[check is not None and check.silent])
        else:
            self.session = following

    def action_go(self, index: int) -> None:
        """A step by its number, from the command palette."""
        self.session = sessions.go(self.session, index)

    def action_skip(self) -> None:
        """The next step, whatever this one is."""
        if self.route or self.session.last:
            self.session = sessions.pass_over(self.session)
            self.post_message(self.Ended(self.session))
        else:
            self.session = sessions.skip(self.session)

    def action_back(self) -> None:
        """The question or the step before; on the route the stop before."""
        if self.route and not self.session.state.check:
            self.post_message(self.WentBack())
        else:
            self.session = sessions.back(self.session)

    def action_hint(self) -> None:
        """One more hint."""
        before, self.session = self.session, sessions.hint(self.session)
        if self.session == before:
            self._say("You have seen all the hints.")
        # A frame later still: only then is the text as long as it is with the hint at its end.
        self.later(lambda: self.later(lambda: self.query_one("#text").scroll_end(animate=False)))

    def action_solution(self) -> None:
        """The solution of the open check, asked for twice."""
        self.session = sessions.give_up(self.session)
        self.later(self._show_verdict)

    def action_choose(self, number: int) -> None:
        """Rate the answer that is pending; answer a choice by the number of an option, or put an answer together."""
        check = self.session.open_check
        most = len(sessions.SURE) if self.session.awaiting_confidence else check.row_count if check else 0
        if number > most:
            self._say(missing(self.session) or f"There are {most} to choose from.")
        elif self.session.awaiting_confidence:
            self.session = sessions.rate(self.session, number)
            self.later(self._show_verdict)
        elif isinstance(check, ChoiceCheck):
            self.session = sessions.to_row(self.session, number - 1)
            self._answer((Fraction(number - 1),))
        else:
            self.session = sessions.choose(self.session, number - 1)

    def action_scroll_text(self, pages: int) -> None:
        """Scroll the text, wherever the keys are."""
        text = self.query_one("#text")
        if self.query_one(Feedback).read_on(pages):
            return
        text.scroll_relative(y=pages * max(1, text.size.height - 2), animate=False)

    def action_to_task(self) -> None:
        """From a knob back to the question."""
        self.set_focus(None)
        self.face_text()
        self._focus_task()

    def action_row(self, by: int) -> None:
        """Go to another row of the answer that is put together."""
        self.session = sessions.to_row(self.session, self._row + by)

    def action_adjust(self, by: int) -> None:
        """Change the row that has the keys; a row that moves keeps them."""
        self.session = sessions.adjust(self.session, self._row, by)

    def action_sketch_to(self, by: int) -> None:
        """Go to another point of the sketch; behind the last one comes the first."""
        if isinstance(check := self.session.open_check, SketchCheck):
            self.session = sessions.to_row(self.session, (self._row + by) % check.size)

    def action_sketch_by(self, steps: int) -> None:
        """Move the point of the sketch up or down."""
        self.action_adjust(steps)

    def action_hand_in(self) -> None:
        """Hand in the answer that was put together."""
        check = sessions.draftable(self.session)
        if check is None:
            return
        draft = sessions.drafted(self.session, check)
        if isinstance(check, MatchCheck) and min(draft) < 0:
            self._say("Each row needs its match first: a digit or ← → chooses it.")
        else:
            self._answer(draft)

    def action_another(self) -> None:
        """The same question in other numbers."""
        self.session = sessions.redraw(self.session)

    def action_cannot(self) -> None:
        """Say that the goal cannot be reached."""
        self.session = sessions.cannot(self.session)
        self.later(self._show_verdict)

    def action_leave(self) -> None:
        """Take back the answer that is pending."""
        self.session = sessions.withdraw(self.session)

    # What the widgets report

    @on(CheckPanel.Answered)
    def _answered(self, event: CheckPanel.Answered) -> None:
        self._answer(event.answer)

    @on(CheckPanel.WentTo)
    def _went_to(self, event: CheckPanel.WentTo) -> None:
        self.session = sessions.to_row(self.session, event.row)

    @on(CheckPanel.Entered)
    def _entered(self, event: CheckPanel.Entered) -> None:
        check, before = self.session.open_check, _asked(self.session)
        try:
            if check is not None:
                self._answer(check.typed(event.text))
        except AnswerError as problem:
            self._say(str(problem))
        if _asked(self.session) == before:  # else what is asked next lets them go
            self._release_keys()

    @on(Rows.Turned)
    def _turned(self, event: Rows.Turned) -> None:
        self.session = sessions.to_row(self.session, event.row)
        if event.by:
            self.session = sessions.adjust(self.session, event.row, event.by)

    @on(Rows.Chose)
    def _chose(self, event: Rows.Chose) -> None:
        self.session = sessions.choose(self.session, event.number)

    @on(PlotView.Clicked)
    def _clicked(self, event: PlotView.Clicked) -> None:
        if isinstance(check := self.session.open_check, SketchCheck):
            nearest = min(range(len(check.xs)), key=lambda i: abs(float(check.xs[i]) - event.x))
            self.session = sessions.place(self.session, nearest, height_at(event.y))

    @property
    def _row(self) -> int:
        """The row of the open check that the keys are on."""
        check = self.session.open_check
        return (check and self.session.check_state(check).row) or 0

    def _answer(self, answer: tuple[Fraction, ...]) -> None:
        check = self.session.open_check
        last = self.session.check_state(check).last if check else None
        if isinstance(check, ChoiceCheck) and last is not None and last.answer == answer:
            return  # Enter after a digit, by habit: the option was judged when the digit was pressed
        self.session = sessions.answer(self.session, answer)
        self.later(self._show_verdict)

    def _show_verdict(self, *, settled: bool = False) -> None:
        """Bring the answered question into sight; its feedback is pinned below, from its first line on."""
        self.query_one(Feedback).scroll_home(animate=False)
        self.query_one("#text").scroll_end(animate=False)
        if not settled:  # where the lab has just opened beside it, the text is broken into other lines a frame later
            self.later(partial(self._show_verdict, settled=True))

    def on_resize(self, event: events.Resize) -> None:
        """Keep the feedback in sight."""
        super().on_resize(event)
        check = self.session.shown_check
        if check is not None and self.session.check_state(check).last is not None:
            self.later(self._show_verdict)


class _Asked(NamedTuple):
    """What the keys are for; two that are equal take them in the same way.

    Attributes:
        shown: the step, and the name of the question on show.
        open: the name of the question that takes answers.
        rating: whether an answer waits to be rated.
    """

    shown: tuple[int, Asked | None]
    open: Asked | None
    rating: bool


def _asked(session: Session) -> _Asked:
    return _Asked((session.at, session.shown_question), session.open_question, session.awaiting_confidence)


_IN_FOOTER = (*(name for name in FOOTER if name in {**MOVING, **ANSWERING, **AT_BENCH}), "to_task", "hand_in")
"""Actions of a lesson that the footer names, by the screen's own bindings or by those of a widget."""


def _in_footer(session: Session) -> list[bool]:
    """Whether each action that the footer names has something to do."""
    return [works(action, session) for action in _IN_FOOTER]


def _title(session: Session, sign: str, route: OnRoute | None) -> Content:
    marks = "".join(MARKS[session.step_mark(i)] for i in range(len(session.states)))
    place = f"{session.at + 1}/{len(session.states)}"
    return Content.assemble(
        (f" {sign} " if sign else "", "bold $text-warning on $warning-muted"),
        (f" {route.title if route else session.lesson.title} ", "bold reverse"),
        "" if route else f" {place} ",
        ("" if route else marks, "$text-accent"),
        "  ",
        (session.step.title, "bold"),
    )
