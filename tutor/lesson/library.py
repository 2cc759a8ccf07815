"""The course: every lesson of a folder that opens, and what is wrong with those that do not."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tutor.lesson.cut import Source, sources
from tutor.lesson.model import Lesson, step_of
from tutor.lesson.problem import Problem
from tutor.lesson.read import read
from tutor.lesson.tables import Part, Stop, Tables, read_tables


@dataclass(frozen=True)
class Course:
    """The lessons of a folder, in the order of their files, and the problems of those that do not open."""

    lessons: tuple[Lesson, ...]
    problems: tuple[Problem, ...]
    tables: Tables = field(default_factory=Tables)

    @cached_property
    def by_id(self) -> dict[str, Lesson]:
        """The lessons by their ids."""
        return {lesson.id: lesson for lesson in self.lessons}

    @cached_property
    def parts(self) -> tuple[tuple[Part | None, tuple[Lesson, ...]], ...]:
        """The parts with their lessons, as they are read; behind them None with the lessons that are in no part."""
        placed = [(part, part.lessons) for part in (self.tables.parts or {}).values()]
        found: list[tuple[Part | None, tuple[Lesson, ...]]] = [
            (part, tuple(self.by_id[name] for name in names if name in self.by_id)) for part, names in placed
        ]
        known = {name for _, names in placed for name in names}
        found.append((None, tuple(lesson for lesson in self.lessons if lesson.id not in known)))
        return tuple((part, lessons) for part, lessons in found if lessons)

    @cached_property
    def in_order(self) -> tuple[Lesson, ...]:
        """The lessons in the order in which they are read."""
        return tuple(lesson for _, lessons in self.parts for lesson in lessons)

    @cached_property
    def route(self) -> tuple[Stop, ...]:
        """The stops of the 20-minute route whose steps open."""
        return tuple(stop for stop in (self.tables.route or {}).values() if step_of(self.lessons, stop.step))


def load(paths: Iterable[Path]) -> Course:
    """The course in some folders and files."""
    paths = list(paths)
    return course(sources(paths), read_tables(paths))


def course(files: Iterable[Source], tables: Tables) -> Course:
    """Every lesson that opens; a broken one, or one that repeats an id, is left out and its problems are listed."""
    lessons: dict[str, Lesson] = {}
    problems: list[Problem] = []
    for file in files:
        match read(file):
            case Lesson() as lesson if lesson.id in lessons:
                first = lessons[lesson.id].path
                line = lesson.header_fence.line_of("id")
                problems.append(Problem(file.path, line, f"the lesson id {lesson.id} is used before, in {first}"))
            case Lesson() as lesson:
                lessons[lesson.id] = lesson
            case list() as found:
                problems += found
    return Course(tuple(lessons.values()), (*problems, *tables.problems), tables)
