"""The line-based front end: a session by question and answer, for screen readers, pipes and scripts.

No box drawing, no braille, no cursor movement. Each plot is told in one line and as a table of its numbers.
"""

import re
import string
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tutor import session as sessions
from tutor.check import AnswerError, Check, ChoiceCheck, GoalCheck, ManyCheck, MatchCheck, OrderCheck
from tutor.figure import Plot
from tutor.lab import KnobError, Lamp
from tutor.lesson.prose import blocks
from tutor.plotting import table_rows
from tutor.session import Session

WIDTH = 80
SLICE = 0.2
"""Seconds of work between two looks at what runs."""
SURE = f"How sure are you? {', '.join(f'{i} {how}' for i, how in enumerate(sessions.SURE, 1))}."
COMMANDS = {
    "hint": "the next of three hints",
    "solution": "give up on this check and see its solution",
    "next": "the next step, when this one is done",
    "skip": "the next step, leaving this one unfinished",
    "back": "the step before",
    "undo": "take back the last turn of a knob",
    "redo": "take back the undo",
    "reset": "every knob back to where it started",
    "run": "let the lab's clock run, as in training; Ctrl+C stops it",
    "offer": "do what the lab offers where it could not go on",
    "explain": "explain NUMBER tells the arithmetic behind a number of the lab, such as explain f(4)",
    "another": "ask the same question in other numbers",
    "show": "tell the lab again; show NAME tells another view",
    "read": "read the step again",
    "help": "this list",
    "quit": "leave; your place is kept",
}
_SETTING = re.compile(r"\s*([a-z]+[\d_]*)\s*=\s*(.+)")


@dataclass
class PlainResult:
    """How a plain session went.

    Attributes:
        finished: every step was done.
        wrong: how many wrong answers were given.
    """

    finished: bool = False
    wrong: int = 0


def run(
    session: Session, lines: Iterable[str], say: Callable[[str], None], keep: Callable[[Session], None]
) -> PlainResult:
    """Work through a lesson, a line at a time, until it is finished, left, or the lines end.

    Args:
        session: where to begin.
        lines: what is typed, one line each.
        say: prints one line.
        keep: called with the session after each change.
    """
    return _Dialogue(session, say, keep).run(lines)


class _Dialogue:
    def __init__(self, session: Session, say: Callable[[str], None], keep: Callable[[Session], None]) -> None:
        self.session, self.print, self.keep = session, say, keep
        self.outcome = PlainResult(finished=session.finished)

    def run(self, lines: Iterable[str]) -> PlainResult:
        self.say(f"{self.session.lesson.title} {self.session.lesson.header.question}")
        self.say("Type help for what can be typed.")
        self.tell_step()
        for line in lines:
            if self.handle(line.strip()):
                break
        self.outcome.finished = self.session.finished
        return self.outcome

    def handle(self, line: str) -> bool:
        """Do what a line says; true when it is time to stop."""
        word, _, rest = line.partition(" ")
        if not line:
            self.tell_task()
        elif word.lower() == "quit":
            return True
        elif word.lower() == "next":
            return self.next()
        elif word.lower() == "skip":
            return self.skip()
        elif word.lower() == "show" and rest:
            self.show_view(rest.strip())
        elif word.lower() == "explain":
            self.explain(rest.strip())
        elif word.lower() in COMMANDS and not rest:
            getattr(self, f"do_{word.lower()}")()
        elif match := _SETTING.fullmatch(line):
            self.turn(match[1], match[2])
        else:
            self.answer(line)
        return False

    # What is said

    def say(self, text: str, indent: str = "") -> None:
        """One paragraph, wrapped; an empty one is a blank line."""
        for line in textwrap.wrap(
            text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
        ) or [""]:
            self.print(line)

    def tell_step(self) -> None:
        step = self.session.step
        self.say("")
        self.say(f"Step {self.session.at + 1} of {len(self.session.lesson.steps)}: {step.title}")
        self.say("")
        self.tell_prose(step.prose)
        self.say("")
        if step.lab:
            self.tell_lab()
        if results := self.session.results:
            self.say(f"{results.text}.")
            for row in table_rows(results, 10_000):
                self.print(row)
        self.tell_task()

    def tell_prose(self, markdown: str) -> None:
        """A text block by block, with a blank line between paragraphs."""
        for block in blocks(markdown):
            if block.kind != "item":
                self.say("")
            lines = block.text.split("\n") if block.kind == "code" else [block.text]
            for line in lines:
                self.say(f"{block.mark}{line}", "  " * block.depth)

    def tell_lab(self) -> None:
        reading = self.session.reading
        if reading is None:
            self.say("This step has no lab.")
            return
        if self.session.hidden:
            self.say("The lab stays hidden until you have made your prediction.")
            return
        for line in reading.formula:
            self.say(line)
        for lamp in reading.lamps:
            self.tell_lamp(lamp)
        self.tell_figure()
        knobs = ", ".join(
            f"{knob.name} = {knob.shown(self.session.state.settings[knob.name])}" for knob in self.session.knobs
        )
        if knobs:
            self.say(f"Knobs: {knobs}.")

    def tell_lamp(self, lamp: Lamp) -> None:
        self.say(f"{f'{lamp.label} {lamp.condition}'.strip()}: {'yes' if lamp.lit else 'no'}; {lamp.reason}.")

    def tell_figure(self) -> None:
        if self.session.reading is None or self.session.view is None:
            return
        figure = self.session.reading.figure(self.session.view)
        self.say(f"{self.session.view}: {figure.text}.")
        for row in table_rows(figure.numbers if isinstance(figure, Plot) else figure, 10_000):
            self.print(row)

    def tell_task(self) -> None:
        """The open check with what is known of it, or how to go on."""
        check = self.session.shown_check
        if check is not None and self.session.open_check is None and not self.session.on_last_check:
            # Here an explanation stays on the page, so the next question can follow at once.
            self.change(sessions.forward(self.session) or self.session)
            self.tell_task()
            return
        if self.session.open_check is None or check is None:
            self.say("This was the last step. Type quit to leave." if self.session.last else "Type next to go on.")
            return
        self.say("")
        self.say(("Predict: " if check.predict else "") + plain(check.ask))
        for mark, text in _listed(check):
            self.say(f"{mark}) {plain(text)}", "  ")
        if self.session.waits:
            self.say(SURE)
            return
        self.say(check.how)
        for number, text in enumerate(check.hints[: self.session.check_state(check).hints], 1):
            self.say(f"Hint {number}: {plain(text)}")

    # What is done

    def change(self, after: Session) -> None:
        """Go on to the next session value, and tell what it brought about."""
        before, self.session = self.session, after
        if after is before:
            return
        self.keep(after)
        if before.at != after.at:
            self.tell_step()
            return
        for check in after.checks:
            if after.check_state(check).done and not before.check_state(check).done:
                self.tell_done(check)
        if before.hidden and not after.hidden:
            self.tell_lab()

    def tell_done(self, check: Check) -> None:
        state = self.session.check_state(check)
        if check.silent:
            self.say("Noted. You will see how it went at the end of the course.")
            return
        if not state.solved:
            self.say(f"Solution: {plain(sessions.solution_told(self.session.step.lab, check))}.")
        elif state.fewest_edits is not None:
            self.say(f"Reached. Fewest knobs turned: {state.fewest_edits}.")
        else:
            self.say("Right.")
        self.tell_prose(check.explain)

    def answer(self, line: str) -> None:
        check = self.session.open_check
        if check is None:
            self.say("There is nothing to answer here.")
            self.tell_task()
            return
        if self.session.waits:
            self.rate(check, line)
            return
        try:
            given = check.typed(line)
        except AnswerError as problem:
            self.say(f"{str(problem)[:1].upper()}{str(problem)[1:]}.".replace("..", "."))
            return
        self.judged(check, sessions.answer(self.session, given))

    def rate(self, check: Check, line: str) -> None:
        """How sure the answer is that was just given."""
        if line not in map(str, range(1, len(sessions.SURE) + 1)):
            self.say(SURE)
            return
        self.judged(check, sessions.rate(self.session, int(line)))

    def judged(self, check: Check, after: Session) -> None:
        """Tell what came of an answer."""
        if after.waits:
            self.change(after)
            self.say(SURE)
            return
        verdict = sessions.last_verdict(after, check)
        if verdict is not None and not verdict.right:
            self.outcome.wrong += 1
            self.say(f"Not right. {plain(verdict.say)}")
        self.change(after)
        if self.session.open_check is not check:
            self.tell_task()

    def turn(self, name: str, text: str) -> None:
        knob = next((knob for knob in self.session.knobs if knob.name == name), None)
        if knob is None:
            names = ", ".join(knob.name for knob in self.session.knobs)
            self.say(f"There is no knob {name} here." + (f" The knobs: {names}." if names else ""))
        elif self.session.hidden:
            self.say("Predict first; then the knobs turn.")
        else:
            try:
                value = knob.typed(text)
            except KnobError as problem:
                self.say(f"{problem}.")
                return
            self.settings_changed(sessions.turn(self.session, knob, value))

    def settings_changed(self, after: Session) -> None:
        """Tell the formula, what differs in the lamps, and how far the goal is."""
        before = self.session
        if after.reading is None or before.reading is None:
            return
        for line in after.reading.formula:
            self.say(line)
        for old, new in zip(before.reading.lamps, after.reading.lamps, strict=True):
            if old != new:
                self.tell_lamp(new)
        goal = before.open_check
        self.change(after)
        if isinstance(goal, GoalCheck) and self.session.open_check is goal:
            self.say(sessions.verdict(self.session, goal, ()).say)
        elif goal is not self.session.open_check:
            self.tell_task()

    def next(self) -> bool:
        if self.session.open_check is not None:
            self.say("This step is not done: answer it, or type skip, hint or solution.")
            return False
        following = sessions.forward(self.session)
        if following is not None:
            self.change(following)
        return following is None

    def skip(self) -> bool:
        if self.session.last:
            return True
        self.change(sessions.skip(self.session))
        return False

    def show_view(self, name: str) -> None:
        views = self.session.step.lab.views if self.session.step.lab else ()
        if name not in views:
            self.say(f"There is no view {name} here." + (f" The views: {', '.join(views)}." if views else ""))
            return
        while self.session.view != name:
            self.session = sessions.next_view(self.session)
        self.keep(self.session)
        if self.session.hidden:
            self.tell_lab()
        else:
            self.tell_figure()

    def do_hint(self) -> None:
        check = self.session.shown_check
        if check is None:
            self.say("There is no check in this step, so no hint.")
            return
        if not check.hints:
            self.say("This question has no hints. Guess, if you do not know.")
            return
        if self.session.check_state(check).hints == len(check.hints):
            self.say("All the hints are open.")
        self.change(sessions.hint(self.session))
        number = self.session.check_state(check).hints
        self.say(f"Hint {number} of {len(check.hints)}: {plain(check.hints[number - 1])}")

    def do_solution(self) -> None:
        if self.session.open_check is None:
            self.say("Everything in this step is done.")
            return
        self.change(sessions.show_solution(self.session))
        self.tell_task()

    def do_back(self) -> None:
        if self.session.at == 0:
            self.say("This is the first step.")
        else:
            self.change(sessions.go(self.session, self.session.at - 1))

    def do_undo(self) -> None:
        self.turn_back(sessions.undo(self.session), "undo")

    def do_redo(self) -> None:
        self.turn_back(sessions.redo(self.session), "redo")

    def do_reset(self) -> None:
        self.turn_back(sessions.reset(self.session), "reset")

    def turn_back(self, after: Session, word: str) -> None:
        if after is self.session:
            self.say(f"There is nothing to {word}.")
        else:
            self.settings_changed(after)

    def do_run(self) -> None:
        lab = self.session.step.lab
        if lab is None or not lab.clock:
            self.say("There is nothing here that runs by itself.")
            return
        if self.session.hidden:
            self.say("Predict first; then it runs.")
            return
        clock = self.session.clock
        at_end = clock is not None and self.session.state.settings[clock.name] == clock.high
        after = started = self.session if at_end else sessions.start_clock(self.session)
        try:
            while (later := sessions.tick(after, SLICE)) is not after:
                after = later
        except KeyboardInterrupt:
            self.say("Stopped.")
        if after is started:
            self.say("It can go no further.")
        else:
            self.settings_changed(after)
        if self.session.reading and (offer := self.session.reading.offer):
            self.say(f"{offer.say} Type offer to do so.")

    def do_offer(self) -> None:
        after = sessions.take_offer(self.session)
        if after is self.session:
            self.say("Nothing is offered here.")
        else:
            self.settings_changed(after)

    def do_another(self) -> None:
        after = sessions.redraw(self.session)
        if after is self.session:
            self.say("This question has no other numbers, or is not answered yet.")
        else:
            self.change(after)
            self.tell_task()

    def explain(self, number: str) -> None:
        reading = self.session.shown_reading
        if reading is None or not reading.explainable:
            self.say("There is no number here that can be explained.")
            return
        try:
            lines = reading.explain(number)
        except KeyError:
            self.say(f"These can be explained: {', '.join(reading.explainable)}.")
            return
        for line in lines:
            self.say(line)

    def do_show(self) -> None:
        self.tell_lab()

    def do_read(self) -> None:
        self.tell_step()

    def do_help(self) -> None:
        for word, meaning in COMMANDS.items():
            self.say(f"{word}: {meaning}", "  ")
        self.say("b1 = 1/2: set a knob", "  ")
        self.say("Anything else is an answer.")


def _listed(check: Check) -> list[tuple[str, str]]:
    """What a question lists, each with the number or letter that stands for it."""
    match check:
        case ChoiceCheck() | ManyCheck():
            texts: list[str] = [option.text for option in check.options]
        case OrderCheck():
            texts = [check.items[i].text for i in check.shown]
        case MatchCheck():
            texts = [pair.left for pair in check.pairs]
        case _:
            texts = []
    numbered = [(str(i), text) for i, text in enumerate(texts, 1)]
    if isinstance(check, MatchCheck):
        numbered += zip(string.ascii_lowercase, check.rights, strict=False)
    return numbered


def plain(markdown: str) -> str:
    """A short Markdown text as one paragraph, without its marks."""
    return " ".join(block.text for block in blocks(markdown))
