"""The course: every lesson of a folder that opens, and what is wrong with those that do not."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tutor.lesson.index import lesson_files
from tutor.lesson.model import Lesson
from tutor.lesson.problem import Problem
from tutor.lesson.prove import prove
from tutor.lesson.read import read


@dataclass(frozen=True)
class Course:
    """The lessons of a folder, in name order, and the problems of those that do not open."""

    lessons: tuple[Lesson, ...]
    problems: tuple[Problem, ...]

    @cached_property
    def by_id(self) -> dict[str, Lesson]:
        """The lessons by their ids."""
        return {lesson.id: lesson for lesson in self.lessons}


def load(paths: Iterable[Path]) -> Course:
    """Read every lesson; one that is broken, or repeats an id, is left out and its problems told."""
    lessons: dict[str, Lesson] = {}
    problems: list[Problem] = []
    for path in lesson_files(paths):
        match read(path):
            case Lesson() as lesson if lesson.id in lessons:
                first = lessons[lesson.id].path
                line = lesson.header_fence.line_of("id")
                problems.append(Problem(path, line, f"the lesson id {lesson.id} is used before, in {first}"))
            case Lesson() as lesson:
                lessons[lesson.id] = lesson
            case list() as found:
                problems += found
    return Course(tuple(lessons.values()), tuple(problems))


def check(paths: Iterable[Path]) -> tuple[Course, list[Problem]]:
    """Read and prove every lesson: all problems, in order."""
    course = load(paths)
    proved = [problem for lesson in course.lessons for problem in prove(lesson)]
    return course, [*course.problems, *proved]
