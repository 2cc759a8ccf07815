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
from tutor.session import Asked, CheckState, Session
from tutor.tui.number_input import NumberInput
from tutor.tui.options import Hanging, Options
from tutor.tui.painted import Painted
from tutor.tui.panel import Titled
from tutor.tui.rows import Rows
from tutor.tui.text import Text, content


class _Ask(Titled, Text):
    """The question in a box."""


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
        what = "Predict" if check.predict else "Draw" if isinstance(check, SketchCheck) else "Question"
        ask = _Ask(content(check.ask), id="ask")
        ask.entitle(what + count_of(session), _later(session, check))
        ask.display = not isinstance(check, GoalCheck)  # a goal stands in the feedback, beside how far it is
        return [ask, _body(session, check), Text(id="hints")]

    def watch_session(self, before: Session | None, session: Session | None) -> None:
        """Hand down what is to be seen now."""
        check = session.shown_check if session else None
        if session is None or check is None or session.shown_question != self._question:
            return
        state = session.check_state(check)
        if before is not None and before.shown_question == self._question:
            self._make_room(before.check_state(check), state)
        for ask in self.query("#ask").results(_Ask):
            ask.entitle(ask.title, _later(session, check))
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
            body.display = isinstance(check, SketchCheck)
            return
        if isinstance(body, Rows) and isinstance(check, DraftCheck):
            body.draft, body.row = sessions.arranged(session, check), state.row or 0
        if isinstance(body, OptionList):
            if isinstance(check, ChoiceCheck) and state.done and not body.disabled:
                for i, prompt in enumerate(_prompts(session, check)):
                    body.replace_option_prompt_at_index(i, prompt)
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


def count_of(session: Session) -> str:
    """Which question of the step is on show, as ` 2 of 3`; empty where there is one."""
    checks = len(session.step.checks)
    return f" {session.state.check + 1} of {checks}" if checks > 1 else ""


def _later(session: Session, check: Check) -> str:
    """What the learner has to do before there is a picture."""
    if not session.hidden or isinstance(check, SketchCheck):
        return ""
    return f"the lab opens {'when you have predicted' if session.open_check else 'after the next prediction'}"


def _body(session: Session, check: Check) -> Widget:
    """The widget that takes the answer; a goal and a sketch are answered in the lab, and only shown here."""
    match check:
        case ChoiceCheck():
            options = Options(*map(Option, _prompts(session, check)), id="answer")
            options.highlighted = session.check_state(check).row  # None: an Enter too many chooses nothing
            return options
        case NumberCheck() | DrawnCheck():
            pending = check.as_text(session.check_state(check).pending) if session.awaiting_confidence else ""
            return NumberInput(pending, placeholder="a number: 3, -0.5 or 1/3; then Enter", id="answer")
        case ManyCheck() | OrderCheck() | MatchCheck():
            return Rows(check, sessions.arranged(session, check))
        case GoalCheck() | SketchCheck():
            return Text(id="answer")


def _prompts(session: Session, check: ChoiceCheck) -> list[Hanging]:
    """The options with their digits; once the check is done, the right one and the one that was chosen with a sign."""
    state = session.check_state(check)
    chosen = state.last.answer if state.last else ()
    prompts = []
    for i, (digit, option) in enumerate(zip(check.numbers, check.options, strict=True)):
        mark = Content.styled(f"{digit}  ", "bold")
        if state.done and not check.silent and (option.right or chosen == (Fraction(i),)):
            sign, style = ("✓", "bold $text-success") if option.right else ("✗", "bold $text-error")
            mark = Content.styled(f"{sign}  ", style)
        prompts.append(Hanging(mark, content(option.text)))
    return prompts


def _progress(session: Session, check: Check) -> Content:
    """How far a sketch is."""
    if isinstance(check, SketchCheck):
        return Content("   ".join(check.rows(sessions.drafted(session, check))))
    return Content("")
