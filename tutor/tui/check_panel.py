"""The question half of the lesson screen: what is asked, where it is answered, and the feedback."""

from fractions import Fraction

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tutor import session as sessions
from tutor.check import (
    Answer,
    Check,
    ChoiceCheck,
    DraftCheck,
    DrawnCheck,
    GoalCheck,
    ManyCheck,
    MatchCheck,
    NumberCheck,
    OrderCheck,
    SketchCheck,
)
from tutor.rational import counted
from tutor.session import Asked, CheckState, Session
from tutor.tui.number_input import NumberInput
from tutor.tui.options import Hanging, Options
from tutor.tui.painted import Painted
from tutor.tui.rows import Rows
from tutor.tui.text import Text, content


class CheckPanel(Painted, Vertical):
    """Shows the question of the session that is on show."""

    session: var[Session | None] = var(None)
    _question: Asked | None = None
    """The question whose widgets are mounted."""

    class Answered(Message):
        """An answer was chosen or entered."""

        def __init__(self, answer: Answer) -> None:
            self.answer = answer
            super().__init__()

    class WentTo(Message):
        """The keys went to a row."""

        def __init__(self, row: int) -> None:
            self.row = row
            super().__init__()

    class Entered(Message):
        """Text was entered for the check to read."""

        def __init__(self, text: str) -> None:
            self.text = text
            super().__init__()

    async def show_question(self, session: Session) -> None:
        """Another question: other widgets."""
        check = session.shown_check
        self._question = None  # a key may come while the widgets are changed
        await self.remove_children()
        self.display = check is not None
        if check is not None:
            await self.mount_all(self._parts(session, check))
        self._question = session.shown_question

    @staticmethod
    def _parts(session: Session, check: Check) -> list[Widget]:
        number = session.state.check + 1
        count = f"{number} of {len(session.step.checks)}" if len(session.step.checks) > 1 else ""
        what = "Predict" if check.predict else {GoalCheck: "Goal", SketchCheck: "Draw"}.get(type(check), "Question")
        ask = Text(content(check.ask), id="ask")
        ask.border_title = f"{what} {count}".strip()
        return [ask, _body(session, check), Text(id="verdict"), Text(id="hints")]

    def watch_session(self, before: Session | None, session: Session | None) -> None:
        """Hand down what is to be seen now."""
        check = session.shown_check if session else None
        if session is None or check is None or session.shown_question != self._question:
            return
        state = session.check_state(check)
        if before is not None and before.shown_question == self._question:
            self._make_room(before.check_state(check), state)
        verdict = self.query_one("#verdict", Text)
        text = _verdict(session, check)
        verdict.display = bool(text.plain)
        verdict.show(text)
        verdict.set_class(state.solved, "-right")
        verdict.set_class(state.misses > 0 and not (state.solved or state.shown or check.silent), "-wrong")
        hints = self.query_one("#hints", Text)
        hints.display = state.hints > 0
        hints.show(
            Content("\n").join(
                Content.assemble((f"Hint {i}  ", "bold"), content(text))
                for i, text in enumerate(check.hints[: state.hints], 1)
            )
        )
        body = self.query_one("#answer")
        if isinstance(body, Text):
            body.show(_progress(session, check))
            return
        if isinstance(body, Rows) and isinstance(check, DraftCheck):
            body.draft, body.row = sessions.arranged(session, check), state.row or 0
        if isinstance(body, OptionList):
            body.highlighted = state.row
        body.disabled = state.done or session.awaiting_confidence
        body.display = not state.done or not isinstance(check, NumberCheck)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """The keys went to an option."""
        event.stop()
        if event.option_list.highlighted == event.option_index:  # a new list picks its first option for a moment
            self.post_message(self.WentTo(event.option_index))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """An option was chosen."""
        event.stop()
        self.post_message(self.Answered((Fraction(event.option_index),)))

    def on_input_submitted(self, event: NumberInput.Submitted) -> None:
        """A number was entered."""
        event.stop()
        self.post_message(self.Entered(event.value))

    def _make_room(self, before: CheckState, now: CheckState) -> None:
        """An answer was judged: clear what was typed for the next try. One that is pending can still be changed."""
        if len(now.log) > len(before.log):
            for entry in self.query(NumberInput):
                entry.clear()


def _body(session: Session, check: Check) -> Widget:
    """The widget that takes the answer; a goal and a sketch are answered in the lab, and only shown here."""
    match check:
        case ChoiceCheck():
            numbered = zip(check.numbers, check.options, strict=True)
            prompts = (Hanging(Content.styled(f"{i}  ", "bold"), content(option.text)) for i, option in numbered)
            options = Options(*map(Option, prompts), id="answer")
            options.highlighted = session.check_state(check).row  # None: an Enter too many chooses nothing
            return options
        case NumberCheck() | DrawnCheck():
            pending = check.as_text(session.check_state(check).pending) if session.awaiting_confidence else ""
            return NumberInput(pending, placeholder="a number: 3, -0.5 or 1/3", id="answer")
        case ManyCheck() | OrderCheck() | MatchCheck():
            return Rows(check, sessions.arranged(session, check))
        case GoalCheck() | SketchCheck():
            return Text(id="answer")


def _progress(session: Session, check: Check) -> Content:
    """How far a goal or a sketch is."""
    match check:
        case GoalCheck() if session.step.lab is not None and not session.check_state(check).done:
            lines = [
                Content.assemble(("✓ ", "$text-success") if met else ("✗ ", "$text-error"), text)
                for met, text in session.standing(check)
            ]
            lines.append(Content.styled("or i, if it cannot be done", "$text-muted"))
            return Content("\n").join(lines)
        case SketchCheck():
            return Content("   ".join(check.rows(sessions.drafted(session, check))))
        case _:
            return Content("")


def _verdict(session: Session, check: Check) -> Content:
    """The feedback on the last answer, or the solution that was asked for; what is asked now, and how to go on."""
    state = session.check_state(check)
    if session.awaiting_confidence:
        return _how_sure(check, state)
    told = [_judged(session, check)] if state.last or state.shown else []
    if state.done:
        told.append(Content.styled(f"\nEnter: {_onward(session)}", "$text-muted"))
    elif session.giving_up:
        told.append(Content.styled("Show the solution? s again shows it, Esc does not.", "bold"))
    return Content("\n").join(told)


def _how_sure(check: Check, state: CheckState) -> Content:
    """The question how sure the pending answer is."""
    degrees = "   ".join(f"{i} {how}" for i, how in enumerate(sessions.SURE, 1))
    reminder = f"Your answer: {given}. " if (given := check.as_text(state.pending)) else ""
    return Content.assemble(
        reminder, ("How sure are you?\n", "bold"), degrees, ("\nEsc: change the answer", "$text-muted")
    )


def _onward(session: Session) -> str:
    """Where Enter leads from a check that is done."""
    if session.asked_again:
        return "the same in other numbers"
    if session.on_last_check:
        return "the course" if session.last else "the next step"
    return "the next question"


def _judged(session: Session, check: Check) -> Content:
    """What is said of the last answer, and the solution where it was shown or lies open in the lab."""
    state = session.check_state(check)
    last = state.last
    solution = Content.assemble(
        ("Solution: ", "bold"), content(f"{sessions.solution_text(session, check)}\n\n{check.explain}")
    )
    if last is None or (state.shown and not state.solved):
        return solution
    if check.silent:
        noted = f"Noted: {given}" if (given := check.as_text(last.answer)) else "Noted"
        return Content(f"{noted}. You will see how it went at the end of the course.")
    if last.right:
        fewest = f" with {counted(state.fewest_edits, 'knob')} turned" if state.fewest_edits else ""
        word = "Reached" if isinstance(check, GoalCheck) and not check.impossible else "Right"
        return Content.assemble((f"✓ {word}{fewest}. ", "bold"), content(last.say))
    surprised = "You were sure: worth remembering. " if last.sure == len(sessions.SURE) else ""
    wrong = Content.assemble(("✗ Not right. ", "bold"), (surprised, "bold"), content(last.say))
    if state.done:
        return Content("\n\n").join([wrong, solution])
    if state.wants_hint(check):
        return Content.assemble(wrong, ("  h gives a hint.", "bold"))
    return wrong
