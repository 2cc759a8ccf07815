"""The shipped lessons, read once for all tests."""

from collections.abc import Callable

import pytest

from tutor.lesson import library
from tutor.lesson.cut import lesson_files, source
from tutor.lesson.experiments import measures, read_experiments
from tutor.lesson.index import lessons_folder
from tutor.lesson.model import Lesson
from tutor.store import Store

PATHS = lesson_files([lessons_folder()])
FOUND = [library.read(source(path)) for path in PATHS]
LESSONS = [lesson for lesson in FOUND if isinstance(lesson, Lesson)]
EXPERIMENTS = read_experiments(lessons_folder())
STORE = Store()
"""The runs of the lessons' labs. One study takes seconds, and many tests look at it."""

each_path = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)


def cited(lesson):
    """The figures of experiments that a lesson may cite."""
    return measures(lesson.header.experiments, EXPERIMENTS)


def one_test_a_lesson(cases):
    """Run a test on every case, one test a lesson. All cases that fail are told, each by its name.

    Args:
        cases: (lesson, name, arguments), in any order.
    """

    def decorate(test: Callable[..., None]) -> Callable[[Lesson], None]:
        def on_lesson(lesson):
            failed = []
            for of, name, arguments in cases:
                if of is lesson:
                    try:
                        test(*arguments)
                    except Exception as error:  # noqa: BLE001 -- whatever it is, it is told with its case
                        error.add_note(f"in {lesson.id}: {name}")
                        failed.append(error)
            if failed:
                raise ExceptionGroup(", ".join(error.__notes__[-1] for error in failed), failed)

        on_lesson.__name__, on_lesson.__doc__ = test.__name__, test.__doc__
        lessons = [lesson for lesson in LESSONS if any(of is lesson for of, *_ in cases)]
        assert lessons, "no case at all"
        return pytest.mark.parametrize("lesson", lessons, ids=lambda lesson: lesson.id)(on_lesson)

    return decorate
