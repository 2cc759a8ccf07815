"""How the right options of a course are spread: which place is right how often, and whether yes or no is.

A learner who has noticed that one place, or one word, is mostly right need not think any more.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from tutor.check import ChoiceCheck
from tutor.lesson.fence import Fence
from tutor.lesson.model import Lesson
from tutor.lesson.problem import Problem
from tutor.rational import percent

MOST = Fraction(2, 5)
"""The largest share of the choices with three options in which one place may be right."""

FEWEST = 20
"""With fewer choices, one place may be right more often by chance."""

FEWEST_OPENINGS = 6
"""The same for choices that offer a yes and a no: there are fewer of them."""

_THREE = 3
_ANSWERS, _NEITHER = ("Yes", "No"), "neither"
_OPENING = re.compile(r"(Yes|No)(?=[:,.;]|$)")


def right_places(lessons: Sequence[Lesson]) -> Mapping[int, tuple[int, ...]]:
    """By the number of options, in how many choices with so many options each place shown is the right one."""
    found: dict[int, Counter[int]] = {}
    for _, check, _ in _choices(lessons):
        found.setdefault(len(check.options), Counter())[check.right_index] += 1
    return {size: tuple(found[size][place] for place in range(size)) for size in sorted(found)}


def right_openings(lessons: Sequence[Lesson]) -> Mapping[str, int]:
    """In how many choices that offer a yes and a no among three options each of them is right, and neither."""
    found = Counter(opening for *_, opening in _openings(lessons))
    return {name.lower(): found[name] for name in (*_ANSWERS, _NEITHER)}


def lines(lessons: Sequence[Lesson]) -> Iterator[str]:
    """The spread in words, a line for each number of options, and one for yes and no."""
    for size, counts in right_places(lessons).items():
        shares = ", ".join(f"{_share(count, sum(counts))} in place {place}" for place, count in enumerate(counts, 1))
        yield f"choices with {size} options: {sum(counts)}; the right one is shown {shares}"
    openings = right_openings(lessons)
    of = sum(openings.values())
    shares = ", ".join(f"{name} {_share(count, of)}" for name, count in openings.items())
    yield f"choices with {_THREE} options, a yes and a no among them: {of}; right is {shares}"


def lopsided(lessons: Sequence[Lesson]) -> Iterator[Problem]:
    """Each place, and each of yes and no, that is right too often among three options, at one of its checks."""
    threes = [each for each in _choices(lessons) if len(each[1].options) == _THREE]
    for place in range(_THREE):
        found = [(lesson, fence) for lesson, check, fence in threes if check.right_index == place]
        if len(threes) >= FEWEST and len(found) > MOST * len(threes):
            yield _problem(
                found,
                f"option {place + 1}, as shown, is right in {len(found)} of {len(threes)} choices with three options",
                "move the right option to another place in the file",
            )
    openings = [*_openings(lessons)]
    for answer in _ANSWERS:
        found = [(lesson, fence) for lesson, fence, opening in openings if opening == answer]
        if len(openings) >= FEWEST_OPENINGS and len(found) > MOST * len(openings):
            yield _problem(
                found,
                f"{answer} is right in {len(found)} of {len(openings)} choices that offer a yes and a no",
                "turn the question round, or begin its options with their reasons",
            )


def _problem(found: Sequence[tuple[Lesson, Fence]], what: str, remedy: str) -> Problem:
    lesson, fence = found[0]
    return Problem(
        lesson.path,
        fence.line_of("options"),
        f"{what}, more than {percent(MOST)}; {remedy}, here or in others",
    )


def _openings(lessons: Sequence[Lesson]) -> Iterator[tuple[Lesson, Fence, str]]:
    """The choices that offer a yes and a no among three options, and how the right one of each begins."""
    for lesson, check, fence in _choices(lessons):
        begun = [match[1] if (match := _OPENING.match(option.text)) else _NEITHER for option in check.options]
        if len(begun) == _THREE and set(_ANSWERS) <= set(begun):
            yield lesson, fence, begun[check.right_index]


def _choices(lessons: Sequence[Lesson]) -> Iterator[tuple[Lesson, ChoiceCheck, Fence]]:
    for lesson in lessons:
        for step in lesson.steps:
            for check, fence in zip(step.checks, step.check_fences, strict=True):
                if isinstance(check, ChoiceCheck):
                    yield lesson, check, fence


def _share(count: int, of: int) -> str:
    return f"{count} ({percent(Fraction(count, of))})" if of else "0"
