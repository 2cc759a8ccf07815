"""The lessons that there are: those of the checkout, or those that were installed with the program."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tutor.lesson.model import Lesson
from tutor.lesson.problem import Problem
from tutor.lesson.prove import prove
from tutor.lesson.read import read

_PACKAGE = Path(__file__).parent.parent


def lessons_folder() -> Path:
    """`lessons/` beside the package in a checkout; inside it when installed from a wheel."""
    installed = _PACKAGE / "lessons"
    return installed if installed.is_dir() else _PACKAGE.parent / "lessons"


@dataclass(frozen=True)
class Course:
    """The lessons of a folder, in name order, and the problems of those that do not open."""

    lessons: tuple[Lesson, ...]
    problems: tuple[Problem, ...]

    @cached_property
    def by_id(self) -> dict[str, Lesson]:
        """The lessons by their ids."""
        return {lesson.id: lesson for lesson in self.lessons}


def lesson_files(paths: Iterable[Path]) -> list[Path]:
    """The files to read: the Markdown files of each folder, in name order, and each file named."""
    return [file for path in paths for file in (sorted(path.glob("*.md")) if path.is_dir() else [path])]


def load(paths: Iterable[Path]) -> Course:
    """Read every lesson; one that is broken, or repeats an id, is left out and its problems told."""
    lessons: dict[str, Lesson] = {}
    problems: list[Problem] = []
    for path in lesson_files(paths):
        match read(path):
            case Lesson() as lesson if lesson.id in lessons:
                first = lessons[lesson.id].path
                problems.append(Problem(path, 1, f"the lesson id {lesson.id} is used before, in {first}"))
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
