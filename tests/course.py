"""The shipped lessons, and lessons of a test's own."""

from pathlib import Path

import pytest

from tutor.lesson.cut import source
from tutor.lesson.library import load
from tutor.lesson.model import Lesson
from tutor.lesson.read import read

LESSONS = Path(__file__).parents[1] / "lessons"
SHIPPED = load([LESSONS]).lessons

each_lesson = pytest.mark.parametrize("lesson", SHIPPED, ids=lambda lesson: lesson.id)


def written(folder, text):
    """The lesson that a text makes, read from a file in `folder`."""
    path = folder / "x.md"
    path.write_text(text, encoding="utf-8")
    found = read(source(path))
    assert isinstance(found, Lesson), found
    return found
