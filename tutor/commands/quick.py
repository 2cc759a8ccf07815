"""relu-tutor quick: the 20-minute route, through steps of several lessons that answer the three questions."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tutor import terminal
from tutor.commands import Say
from tutor.commands.arguments import Parser
from tutor.commands.learn import full_screen, keeper
from tutor.lesson.cut import Source, sources
from tutor.lesson.index import lessons_folder
from tutor.progress import home, opened
from tutor.tui.beginning import Beginning

if TYPE_CHECKING:
    from tutor.lesson.library import Course
    from tutor.lesson.model import Lesson
    from tutor.lesson.tables import Stop
    from tutor.plain import Around

_ON, _LAST = "Type next to go on.", "This was the end of the route. Type quit to leave; relu-tutor opens the course."


def run(arguments: Sequence[str], say: Say) -> int:
    """Go along the route, from the first stop that is not done. What is done there counts in the lessons.

    Returns the exit status: 1 if no stop opens, or if piped answers were wrong or did not come to the end.

    Raises:
        UsageError: for a command line that makes no sense.
        Exception: the bug that ended the full screen, once the terminal is restored.
    """
    parser = Parser("relu-tutor quick", "The 20-minute route through the three questions of the thread.")
    parser.add_argument("--plain", action="store_true", help="line by line, for screen readers and scripts")
    asked = parser.parse_args(arguments)
    files = sources([lessons_folder()])
    if asked.plain or not terminal.has_screen():
        return _line_by_line(files, say)
    return full_screen(files, say, Beginning(quick=True))


def _line_by_line(files: tuple[Source, ...], say: Say) -> int:
    from tutor import plain  # noqa: PLC0415 -- this and the rest bring the models and NumPy
    from tutor.lesson import library  # noqa: PLC0415
    from tutor.lesson.tables import read_tables  # noqa: PLC0415
    from tutor.resume import load  # noqa: PLC0415
    from tutor.session import begin  # noqa: PLC0415
    from tutor.store import Store  # noqa: PLC0415

    course, store = library.course(files, read_tables([lessons_folder()])), Store()
    stops = list(_stops(course))
    if not stops:
        terminal.complain("no step of the route opens; see relu-tutor check")
        return 1
    if not terminal.has_typist():
        finished = True
        for i, (stop, lesson) in enumerate(stops):
            said = _said(i, stop, len(stops))
            result = plain.run(begin(lesson, store), sys.stdin, say, lambda after: after, said)
            finished &= result.finished and not result.wrong
            if not result.went_on:
                break
        return 0 if finished and i + 1 == len(stops) else 1
    with opened(home()) as progress:
        terminal.warn(progress.warning)
        lines = terminal.typed_lines()
        loaded = [load(progress, lesson, store) for _, lesson in stops]
        first = next((i for i, session in enumerate(loaded) if not session.finished), 0)
        for i in range(first, len(stops)):
            keep_on = keeper(progress, loaded[i], store)
            result = plain.run(keep_on(loaded[i]), lines, say, keep_on, _said(i, stops[i][0], len(stops)))
            if not result.went_on:
                break
        terminal.warn("" if progress.saves else progress.warning)
    return 0


def _stops(course: Course) -> Iterator[tuple[Stop, Lesson]]:
    """Each stop, and its lesson with the one step alone: the others are not on the route."""
    from tutor.lesson.model import step_of  # noqa: PLC0415 -- brings the models

    for stop in course.route:
        if found := step_of(course.lessons, stop.step):
            lesson, step = found
            yield stop, replace(lesson, steps=(step,))


def _said(i: int, stop: Stop, count: int) -> Around:
    """What is said at the beginning and at the end of a stop."""
    from tutor.plain import Around  # noqa: PLC0415 -- brings the models

    return Around(f"Stop {i + 1} of {count}. {stop.bridge}", _ON if i + 1 < count else _LAST)
