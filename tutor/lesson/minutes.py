"""How long reading takes: the one place with the formula."""

from collections.abc import Iterable

from tutor.lesson.model import Lesson, Step

WORDS_A_MINUTE = 200
"""Read with care, on a screen (Brysbaert 2019 has 238 for non-fiction)."""

MINUTES_A_CHECK = 1.0
"""Reading the question and its feedback, thinking, and turning knobs."""


def minutes(steps: Iterable[Step]) -> float:
    """About how many minutes some steps take: words of prose at 200 a minute, and a minute for each check."""
    return sum(len(step.prose.split()) / WORDS_A_MINUTE + len(step.checks) * MINUTES_A_CHECK for step in steps)


def minutes_of(lesson: Lesson) -> int:
    """About how many minutes a lesson takes, rounded; at least 1."""
    return max(1, round(minutes(lesson.steps)))
