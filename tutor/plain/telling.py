"""A lesson, a lab and a question in words, as lines of text."""

import string
import textwrap
from collections.abc import Iterator

from tutor import session as sessions
from tutor.bench import Bench
from tutor.check import Check, ChoiceCheck, ManyCheck, MatchCheck, OrderCheck
from tutor.lab import Lamp
from tutor.lesson.prose import blocks
from tutor.rational import counted
from tutor.session import CheckState, Session
from tutor.table_text import table_rows

WIDTH = 80
SURE = f"How sure are you? {', '.join(f'{i} {how}' for i, how in enumerate(sessions.SURE, 1))}."
HIDDEN = "The lab appears when you have made your prediction."

Lines = Iterator[str]


def wrapped(text: str, indent: str = "") -> list[str]:
    """A paragraph in lines of WIDTH characters; an empty one is a blank line."""
    lines = textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
    return lines or [""]


def plain(markdown: str) -> str:
    """A short Markdown text as one paragraph, without its marks."""
    return " ".join(block.text for block in blocks(markdown))


def prose(markdown: str) -> Lines:
    """A text block by block, with a blank line between paragraphs."""
    for block in blocks(markdown):
        if block.kind != "item":
            yield ""
        for line in block.text.split("\n") if block.kind == "code" else [block.text]:
            yield from wrapped(f"{block.mark}{line}", "  " * block.depth)


def step(session: Session) -> Lines:
    """The step on show: title, prose, lab and results."""
    yield ""
    how = _STANDING.get(session.step_mark(session.at), "") if session.step.checks else ""
    count = len(session.lesson.steps)
    place = f"Step {session.at + 1} of {count}: " if count > 1 else ""
    yield from wrapped(f"{place}{session.step.title}{how}")
    yield ""
    yield from prose(session.step.prose)
    yield ""
    if session.bench:
        yield from lab(session)
    if results := session.results:
        yield from wrapped(f"{results.text}.")
        yield from table_rows(results, 10_000)


_STANDING = {"done": " (done)", "solution": " (done by solution)", "skipped": " (skipped)"}


def lab(session: Session) -> Lines:
    """The lab of the step: formula, lamps, the figure on show and the knobs; or why it cannot be seen."""
    bench = session.open_bench
    if bench is None:
        yield HIDDEN if session.bench else "This step has no lab."
        return
    for line in bench.reading.formula:
        yield from wrapped(line)
    for each in bench.reading.lamps:
        yield from wrapped(lamp(each))
    yield from figure(bench)
    if bench.knobs:
        idle = bench.lab.idle(bench.settings)
        shown = (knob for knob in bench.knobs if knob.name not in idle)
        knobs = ", ".join(f"{knob.name} = {knob.shown(bench.settings[knob.name])}" for knob in shown)
        yield from wrapped(f"Knobs: {knobs}.")


def lamp(shown: Lamp) -> str:
    """A verdict and its reason."""
    return f"{f'{shown.label} {shown.condition}'.strip()}: {'yes' if shown.lit else 'no'}; {shown.reason}."


def figure(bench: Bench) -> Lines:
    """The figure on show: what it shows in one line, and its numbers as a table."""
    shown = bench.figure
    yield from wrapped(f"{bench.lab.title(bench.view)}: {shown.text}.")
    yield from table_rows(shown.numbers, 10_000)


def question(session: Session, check: Check) -> Lines:
    """A check as it is asked, with the hints that are open; or the question how sure the pending answer is."""
    yield ""
    yield from wrapped(("Predict: " if check.predict else "") + plain(check.ask))
    for mark, text in _listed(check):
        yield from wrapped(f"{mark}) {plain(text)}", "  ")
    if session.awaiting_confidence:
        yield from wrapped(SURE)
        return
    yield from wrapped(check.instructions)
    for number, text in enumerate(check.hints[: session.check_state(check).hints], 1):
        yield from wrapped(f"Hint {number}: {plain(text)}")


def done(session: Session, check: Check) -> Lines:
    """A check that is done: the verdict or the solution, and the explanation."""
    state = session.check_state(check)
    if check.silent:
        yield "Noted. You will see how it went at the end of the course."
        return
    if not state.solved:
        yield from wrapped(f"Solution: {plain(sessions.solution_text(session, check))}.")
    elif state.fewest_edits is not None:
        turned = f" with {counted(state.fewest_edits, 'knob')} turned" if state.fewest_edits else ""
        yield f"Reached{turned}."
    else:
        yield "Right."
    yield from prose(check.explain)


def wrong(state: CheckState, check: Check) -> str:
    """What is said to a wrong answer."""
    if state.last is None:
        return ""
    surprised = "You were sure: worth remembering. " if state.last.sure == len(sessions.SURE) else ""
    hint = " Type hint for a hint." if state.wants_hint(check) else ""
    return f"Not right. {surprised}{plain(state.last.say)}{hint}"


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
