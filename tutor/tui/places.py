"""Every place that the palette can lead to, with the words by which it is found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutor.lesson.library import Course
from tutor.lesson.prose import blocks

_AROUND = 30
"""Characters on each side of a word that was found in a text."""


@dataclass(frozen=True)
class Place:
    """A lesson, a step, a word that is explained in a step, or a claim.

    Attributes:
        kind: under which heading it stands.
        title: what is shown of it.
        about: one line more.
        target: a lesson, or `lesson#step`.
        text: what is searched besides.
    """

    kind: str
    title: str
    about: str
    target: str
    text: str = ""


def places(course: Course) -> Sequence[Place]:
    """All places of the course, in its order."""
    return [*_lessons(course), *_steps(course), *_words(course), *_claims(course)]


def _lessons(course: Course) -> Iterator[Place]:
    for lesson in course.in_order:
        yield Place("Lessons", lesson.title, lesson.header.question, lesson.id)


def _steps(course: Course) -> Iterator[Place]:
    for lesson in course.in_order:
        for i, step in enumerate(lesson.steps):
            about = f"step {i + 1} of {lesson.title}"
            prose = " ".join(" ".join(block.text.split()) for block in blocks(step.prose))
            yield Place("Steps", step.title, about, f"{lesson.id}#{step.id}", prose)


def _words(course: Course) -> Iterator[Place]:
    for row in (course.tables.words or {}).values():
        lesson_id = row.step.partition("#")[0]
        if lesson := course.by_id.get(lesson_id):
            yield Place("Words", row.word, f"explained in {lesson.title}", row.step)


def _claims(course: Course) -> Iterator[Place]:
    for name, claim in (course.tables.claims or {}).items():
        yield Place("Claims", f"{name}  {claim.says}", "a claim of the thread, at the step that settles it", claim.step)


def score(place: Place, query: str) -> float:
    """How well a place answers a query, up to 1; 0 unless each of its words is somewhere in the place."""
    words = query.casefold().split()
    title, text = place.title.casefold(), f"{place.about} {place.text}".casefold()
    if not words or not all(word in title or word in text for word in words):
        return 0.0
    in_title = sum(word in title for word in words) / len(words)
    return (1.0 if title.split() == words else 0.5 + 0.4 * in_title) if in_title else 0.2


def excerpt(place: Place, query: str) -> str:
    """The words around the first word of a query in the text of a place; what it is about, where there is none."""
    text, where = place.text, place.text.casefold()
    at = min((found for word in query.casefold().split() if (found := where.find(word)) >= 0), default=-1)
    if at < 0 or len(where) != len(text):  # a letter that has two in lower case
        return place.about
    start, end = max(0, at - _AROUND), at + 2 * _AROUND
    start = text.rfind(" ", 0, start) + 1 if start else 0
    stop = text.find(" ", end)
    cut = text[start : stop if stop > 0 else len(text)]
    return f"{place.about} · {'… ' if start else ''}{cut}{' …' if stop > 0 else ''}"
