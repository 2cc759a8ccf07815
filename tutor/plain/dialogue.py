"""The dialogue of the line-based front end: each typed line changes the session, and the change is told."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from tutor import bench as benches
from tutor import session as sessions
from tutor.actions import PROGRAM, Action
from tutor.bench import Bench
from tutor.check import AnswerError, Check, GoalCheck
from tutor.lab import Knob, KnobError
from tutor.plain import telling
from tutor.plain.telling import HIDDEN, SURE, plain, wrapped
from tutor.session import Session
from tutor.session.account import known_already
from tutor.session.actions import ANSWERING, AT_BENCH, MOVING, barred, missing

SLICE = 0.2
"""Seconds of work between two looks at what runs."""

_TABLES: tuple[Mapping[str, Action[Any]], ...] = (MOVING, ANSWERING, AT_BENCH, PROGRAM)
WORDS = {action.word: action for table in _TABLES for action in table.values() if action.word}
"""What can be typed, and what it does."""
_SHORT = {"q": "quit", ":q": "quit"}
"""Other ways to type a word."""

_WORDS_HELP = "Or type hint, solution, skip, back or quit; help lists all commands."
_SETTING = re.compile(r"\s*([a-z]+[\d_]*)\s*=\s*(.+)")


@dataclass
class PlainResult:
    """How a dialogue went.

    Attributes:
        finished: every step was done.
        wrong: how many wrong answers were given.
        went_on: the learner went on from the last step, and did not leave before.
    """

    finished: bool = False
    wrong: int = 0
    went_on: bool = False


class Around(NamedTuple):
    """What is said at the beginning, and when nothing is left to do."""

    opening: str
    ending: str


def run(
    session: Session,
    lines: Iterable[str],
    say: Callable[[str], None],
    keep: Callable[[Session], Session],
    around: Around | None = None,
) -> PlainResult:
    """Work through a lesson, a line at a time, until it is finished, left, or the lines end.

    Args:
        session: where to begin.
        lines: what is typed, one line each.
        say: prints one line.
        keep: called with the session after each change, before anything is said of it; returns the session to go on
            with, which another window may have changed too.
        around: what is said at both ends; of the lesson itself unless given.
    """
    lesson = session.lesson
    own = Around(f"{lesson.title} {lesson.header.question}", "This was the last step. Type quit to leave.")
    return Dialogue(session, say, keep, around or own).run(lines)


class Dialogue:
    """A session that lines change; `session` is the one thing that does.

    The playground has words of its own in front of these: `plain/play.py`.
    """

    def __init__(
        self,
        session: Session,
        say: Callable[[str], None],
        keep: Callable[[Session], Session],
        around: Around,
    ) -> None:
        self.session, self.print, self.keep, self.around = session, say, keep, around
        self.result = PlainResult(finished=session.finished)
        self.left = False
        """It is time to stop."""

    def run(self, lines: Iterable[str]) -> PlainResult:
        """Go on, a line at a time, until it is left or the lines end."""
        self.say(self.around.opening)
        self.say("Type help for a list of commands.")
        self.tell_step()
        for line in lines:
            self.handle(line.strip())
            if self.left:
                break
        self.result.finished = self.session.finished
        return self.result

    def handle(self, line: str) -> None:
        """Do what a line says."""
        word, _, rest = line.partition(" ")
        command, takes = _COMMANDS.get(_SHORT.get(line.lower(), word.lower()), (None, False))
        if self.session.giving_up and command is not Dialogue.solution:
            self.change(sessions.carry_on(self.session))
        if not line:
            self.tell_task()
        elif command is not None and (takes or not rest):
            command(self, rest.strip())
        elif match := _SETTING.fullmatch(line):
            self.turn(match[1], match[2])
        else:
            self.answer(line)

    # Telling

    def say(self, text: str, indent: str = "") -> None:
        """One paragraph."""
        self.tell(wrapped(text, indent))

    def tell(self, lines: Iterable[str]) -> None:
        """Lines, as they are."""
        for line in lines:
            self.print(line)

    def tell_step(self) -> None:
        """The step, and what is to be done in it."""
        self.tell(telling.step(self.session))
        self.tell_task()

    def tell_task(self) -> None:
        """The open check with what is known of it, or how to go on."""
        session = self.session
        ahead = session.asked_again or not session.on_last_check
        if session.shown_check is not None and session.open_check is None and ahead:
            # Here an explanation stays on the page, so the next question can follow at once.
            self.change(sessions.forward(session) or session)
            self.tell_task()
        elif session.open_check is None:
            if session.last and (known := known_already(session)):
                self.say(
                    f"You seem to know already what these lessons teach; you may leave them out: {', '.join(known)}."
                )
            self.say(self.around.ending if session.last else "Type next to go on.")
        else:
            self.tell(telling.question(session, session.open_check))

    # What is done

    def change(self, after: Session, first: str = "") -> None:
        """Go on to the next session value, keep it, and tell what it brought about: `first` before all else."""
        before = self.session
        if after == before:
            return
        self.session = after = self.keep(after)
        if first:
            self.say(first)
        if before.at != after.at:
            self.tell_step()
            return
        for check in after.checks:
            if after.check_state(check).done and not before.check_state(check).done:
                self.tell(telling.done(after, check))
        if before.hidden and not after.hidden:
            self.tell(telling.lab(after))

    def answer(self, line: str) -> None:
        """An answer to the open check, or how sure the pending one is."""
        check = self.session.open_check
        if check is None:
            self.say(f"“{line[:20]}” is not a command, and nothing is asked now. {_WORDS_HELP}")
            self.tell_task()
        elif self.session.awaiting_confidence:
            self.rate(line)
        else:
            try:
                given = check.typed(line)
            except AnswerError as problem:
                self.say(f"{str(problem)[:1].upper()}{str(problem)[1:]}.".replace("..", ".") + f" {_WORDS_HELP}")
                return
            self.judged(check, sessions.answer(self.session, given))

    def rate(self, line: str) -> None:
        """How sure the pending answer is."""
        check = self.session.open_check
        if check is None or line not in map(str, range(1, len(sessions.SURE) + 1)):
            self.say(f"{SURE} {_WORDS_HELP}")
        else:
            self.judged(check, sessions.rate(self.session, int(line)))

    def judged(self, check: Check, after: Session) -> None:
        """Tell what came of an answer."""
        question, last = self.session.open_question, after.check_state(check).last
        if after.awaiting_confidence:
            self.change(after)
            self.say(SURE)
            return
        wrong = last is not None and not last.right and not check.silent
        self.result.wrong += wrong
        self.change(after, telling.wrong(after.check_state(check), check) if wrong else "")
        if self.session.open_question != question:
            self.tell_task()

    def turn(self, name: str, text: str) -> None:
        """A knob, to the value that was typed."""
        knobs = self.session.bench.knobs if self.session.bench else ()
        knob = next((knob for knob in knobs if knob.name == name), None)
        if knob is None:
            names = ", ".join(knob.name for knob in knobs)
            carried = self.session.bench and name in self.session.bench.lab.start_parameters
            self.say(
                f"There is no knob {name} here."
                + (f" The knobs: {names}." if names else "")
                + (f" Type branch {name} = {text} to go on from this step with it." if carried else "")
            )
        elif self.session.hidden:
            self.say("Predict first; then the knobs turn.")
        else:
            self.set_knob(knob, text, benches.turn)

    def set_knob(self, knob: Knob, text: str, change: Callable[[Bench, str, Fraction], Bench]) -> None:
        """Change the bench with what was typed for a knob, if the knob can have it."""
        try:
            value = knob.typed(text)
        except KnobError as problem:
            self.say(f"{problem}.")
            return
        self.worked(sessions.work(self.session, change, knob.name, value))

    def worked(self, after: Session) -> None:
        """Tell the formula, what differs in the lamps, and how far the goal is."""
        before, goal = self.session, self.session.open_check
        if before.bench is None or after.bench is None:
            return
        for line in after.bench.reading.formula:
            self.say(line)
        for old, new in zip(before.bench.reading.lamps, after.bench.reading.lamps, strict=True):
            if old != new:
                self.say(telling.lamp(new))
        self.change(after)
        if before.open_question != self.session.open_question:
            self.tell_task()
        elif isinstance(goal, GoalCheck):
            missing = [text for met, text in self.session.standing(goal) if not met]
            self.say(f"Still wanted: {'; '.join(missing)}.")

    def next(self, _: str) -> None:
        """The next step."""
        if self.session.open_check is not None:
            self.say(missing(self.session) or "Answer first: or type hint, solution or skip.")
            return
        if self.session.asked_again:
            self.tell_task()
            return
        following = sessions.forward(self.session)
        self.left = self.result.went_on = following is None
        if following is not None:
            self.change(following)

    def skip(self, _: str) -> None:
        """The next step, leaving this one unfinished."""
        self.left = self.result.went_on = self.session.last
        if not self.left:
            self.change(sessions.skip(self.session))

    def back(self, _: str) -> None:
        """The step before."""
        if self.session.at == 0:
            self.say("This is the first step.")
        else:
            self.change(sessions.go(self.session, self.session.at - 1))

    def leave(self, _: str) -> None:
        """No more."""
        self.left = True

    def hint(self, _: str) -> None:
        """One more hint."""
        check = self.session.shown_check
        if check is None or not check.hints:
            self.say(barred("hint", self.session))
            return
        if self.session.check_state(check).hints == len(check.hints):
            self.say("You have seen all the hints.")
        self.change(sessions.hint(self.session))
        number = self.session.check_state(check).hints
        self.say(f"Hint {number} of {len(check.hints)}: {plain(check.hints[number - 1])}")

    def solution(self, _: str) -> None:
        """The solution of the open check, asked for twice."""
        if why := barred("solution", self.session):
            self.say(why)
            return
        self.change(sessions.give_up(self.session))
        if self.session.giving_up:
            self.say("Show the solution? Type solution again.")
        else:
            self.tell_task()

    def another(self, _: str) -> None:
        """The same question in other numbers."""
        if why := barred("another", self.session):
            self.say(why)
        else:
            self.change(sessions.redraw(self.session))
            self.tell_task()

    def at_bench(self, action: str, change: Callable[[Bench], Bench]) -> None:
        """Change the bench; where nothing changes, say why."""
        if why := barred(action, self.session):
            self.say(why)
        else:
            self.worked(sessions.work(self.session, change))

    def undo(self, _: str) -> None:
        """The settings before the last turn."""
        self.at_bench("undo", benches.undo)

    def redo(self, _: str) -> None:
        """The settings before the last undo."""
        self.at_bench("redo", benches.redo)

    def reset(self, _: str) -> None:
        """All knobs to where they started."""
        self.at_bench("reset", benches.reset)

    def offer(self, _: str) -> None:
        """What the lab offers where it could not go on."""
        self.at_bench("offer", benches.take_offer)

    def branch(self, change: str) -> None:
        """Go on from this step; with another number for a parameter, if one was typed."""
        match, bench = _SETTING.fullmatch(change), self.session.open_bench
        if not change or bench is None or barred("branch", self.session):
            self.at_bench("branch", benches.go_on)
            return
        knobs = benches.to_go_on(bench)
        if match is None or match[1] not in knobs:
            self.say(f"Type branch, or branch with one of these and its value, as in branch c = 1: {', '.join(knobs)}.")
        else:
            self.set_knob(knobs[match[1]], match[2], lambda now, name, value: benches.go_on(now, {name: value}))

    def run_clock(self, _: str) -> None:
        """The clock, to its end or to Ctrl+C."""
        clock = self.session.bench.clock if self.session.bench else None
        if (why := barred("run", self.session)) or self.session.bench is None or clock is None:
            self.say(why)
            return
        at_end = self.session.bench.settings[clock.name] == clock.high
        after = started = self.session if at_end else sessions.work(self.session, benches.start_clock)
        try:
            while (later := sessions.work(after, benches.tick, SLICE)) is not after:
                after = later
        except KeyboardInterrupt:
            self.say("Stopped.")
        if after is started:
            self.say("It can go no further.")
        else:
            self.worked(after)
        if self.session.bench and (offer := self.session.bench.reading.offer):
            self.say(f"{offer.say} Type offer to do so.")

    def show(self, view: str) -> None:
        """The lab again, or another of its views."""
        if not view:
            self.tell(telling.lab(self.session))
        elif (named := _view_named(self.session, view)) is None:
            names = ", ".join(f"{each} ({title})" for each, title in _titles(self.session).items())
            self.say(f"There is no view {view} here." + (f" The views: {names}." if names else ""))
        elif self.session.hidden or self.session.bench is None:
            self.say(HIDDEN)
        else:
            shown = benches.show_view(self.session.bench, named)
            self.change(sessions.work(self.session, lambda _: shown))
            self.tell(telling.figure(shown))

    def explain(self, number: str) -> None:
        """The arithmetic behind a number of the lab."""
        bench = self.session.open_bench
        if bench is None or not bench.reading.explainable:
            self.say(barred("explain", self.session))
            return
        try:
            lines = bench.reading.explain(number)
        except KeyError:
            self.say(f"These can be explained: {', '.join(bench.reading.explainable)}.")
            return
        for line in lines:
            self.say(line)

    def read(self, _: str) -> None:
        """The step again."""
        self.tell_step()

    def help(self, _: str) -> None:
        """What can be typed."""
        for word, action in WORDS.items():
            self.say(f"{word}: {action.does}", "  ")
        self.say("b1 = 1/2: set a knob", "  ")
        self.say("Anything else is an answer. q is short for quit.")


def _titles(session: Session) -> Mapping[str, str]:
    """The views of the lab by their names, with the titles that stand over them."""
    return {view: session.bench.lab.title(view) for view in session.bench.lab.views} if session.bench else {}


def _view_named(session: Session, words: str) -> str | None:
    """The view that has this name or this title."""
    named = (view for view, title in _titles(session).items() if words.casefold() in {view, title.casefold()})
    return next(named, None)


_COMMANDS: Mapping[str, tuple[Callable[[Dialogue, str], None], bool]] = {
    "next": (Dialogue.next, True),
    "skip": (Dialogue.skip, True),
    "back": (Dialogue.back, False),
    "hint": (Dialogue.hint, False),
    "solution": (Dialogue.solution, False),
    "another": (Dialogue.another, False),
    "undo": (Dialogue.undo, False),
    "redo": (Dialogue.redo, False),
    "reset": (Dialogue.reset, False),
    "run": (Dialogue.run_clock, False),
    "offer": (Dialogue.offer, False),
    "branch": (Dialogue.branch, True),
    "show": (Dialogue.show, True),
    "explain": (Dialogue.explain, True),
    "read": (Dialogue.read, False),
    "help": (Dialogue.help, False),
    "quit": (Dialogue.leave, True),
}
"""By word, what is done; and whether something may follow the word. A test holds the words to WORDS."""
