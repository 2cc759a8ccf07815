"""The linter over a whole course: every lesson read and proved, and every name that one file uses of another."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from tutor.lesson.coverage import loose_ends, misplaced
from tutor.lesson.experiments import Experiments, measures, read_experiments
from tutor.lesson.library import Course, load
from tutor.lesson.model import Lesson
from tutor.lesson.problem import Problem
from tutor.lesson.prove import prove
from tutor.lesson.spread import lopsided
from tutor.nearest import did_you_mean
from tutor.store import Store


def check(paths: Iterable[Path], tally: Counter[str] | None = None) -> tuple[Course, list[Problem]]:
    """The course in some files and folders, and every problem in it, lesson by lesson.

    Args:
        paths: the files and folders.
        tally: counts what is proved in the texts, as `prove` says.
    """
    paths, store = list(paths), Store()
    course = load(paths)
    tables = {folder: read_experiments(folder) for folder in {lesson.path.parent for lesson in course.lessons}}
    problems = [*course.problems, *(problem for table in tables.values() for problem in table.problems)]
    for lesson in course.lessons:
        table = tables[lesson.path.parent]
        problems += _unknown(lesson, table)
        problems += prove(lesson, measures(lesson.header.experiments, table), store, tally)
    problems += loose_ends(course.lessons, course.tables)
    if any(path.is_dir() for path in paths):  # else a table may speak of lessons that were not asked for
        problems += misplaced(course.lessons, course.tables)
        problems += lopsided(course.lessons)
    return course, problems


def _unknown(lesson: Lesson, table: Experiments) -> Iterator[Problem]:
    for i, name in enumerate(lesson.header.experiments):
        if name not in table.by_name:
            line = lesson.header_fence.line_of("experiments", i)
            yield Problem(lesson.path, line, f"there is no experiment {name}{did_you_mean(name, table.by_name)}")
