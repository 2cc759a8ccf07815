"""How long a lesson takes: the one place with the formula."""

import re
from collections.abc import Iterable, Iterator

from tutor.check import Check, ChoiceCheck, ManyCheck, MatchCheck, OrderCheck
from tutor.expression import pretty
from tutor.lesson.model import Lesson, Step

WORDS_A_MINUTE = 150
"""Read with care, and formulas among the words. Prose without them is read at 238 (Brysbaert 2019)."""

SECONDS = {
    "choice": 30,
    "number": 40,
    "drawn": 40,
    "order": 45,
    "many": 50,
    "match": 50,
    "goal": 60,
    "sketch": 75,
}
"""For thinking and answering, by kind of check, from one key to five points placed by hand: estimated, not measured."""

_SPAN = re.compile(r"`([^`]*)`")
"""A code span. What is proved in it and not shown is not read either."""


def words(steps: Iterable[Step]) -> int:
    """The words that everybody reads: prose, questions, what one chooses from, and explanations."""
    return sum(len(_SPAN.sub(lambda span: pretty(span[1]), text).split()) for step in steps for text in _read(step))


def minutes(steps: Iterable[Step]) -> float:
    """About how many minutes some steps take, for a learner who answers without hints or detours."""
    steps = tuple(steps)
    return words(steps) / WORDS_A_MINUTE + sum(SECONDS[check.kind] for step in steps for check in step.checks) / 60


def minutes_of(lesson: Lesson) -> int:
    """About how many minutes a lesson takes, rounded; at least 1."""
    return max(1, round(minutes(lesson.steps)))


def _read(step: Step) -> Iterator[str]:
    yield step.prose
    for check in step.checks:
        yield check.ask
        yield from _listed(check)
        if not check.silent:
            yield check.explain


def _listed(check: Check) -> Iterator[str]:
    """What one chooses from."""
    match check:
        case ChoiceCheck() | ManyCheck():
            yield from (option.text for option in check.options)
        case OrderCheck():
            yield from (item.text for item in check.items)
        case MatchCheck():
            yield from (f"{pair.left} {pair.right}" for pair in check.pairs)
        case _:
            pass
