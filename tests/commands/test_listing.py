"""relu-tutor list: the lessons, and how far the learner is in each."""

import re
from pathlib import Path

from tutor.lesson import library

COURSE = library.load([Path(__file__).parents[2] / "lessons"])
IDS = list(COURSE.by_id)
BROKEN = COURSE.by_id["when-linear"]
"""The lesson that a test breaks."""


def test_list_shows_each_lesson_and_how_far_one_is(relu_tutor):
    """Each lesson is a line, in the order of the course, with its title, its steps and how many are done."""
    lesson = COURSE.lessons[-1]
    status, printed, errors = relu_tutor("list")
    assert (status, errors) == (0, "")
    lines = printed.splitlines()
    assert [line.split()[0] for line in lines] == IDS
    for line, each in zip(lines, COURSE.lessons, strict=True):
        assert each.title in line
        assert re.search(rf"\b0 of +{len(each.steps)}\b", line)
    steps = len(lesson.steps[0].checks)
    relu_tutor("--plain", lesson.id, typed="solution\nsolution\n" * steps)
    assert re.search(rf"^{lesson.id} +1 of.*\(1 by solution\)$", relu_tutor("list")[1], re.MULTILINE)


def test_a_broken_lesson_is_named_and_the_others_are_listed(relu_tutor, own_lessons):
    """A lesson that does not open is a warning with its path and line; all others are listed."""
    broken = own_lessons / BROKEN.path.name
    text = broken.read_text(encoding="utf-8").replace("answer = 28", "answr = 28")
    broken.write_text(text, encoding="utf-8")
    at = next(n for n, line in enumerate(text.split("\n"), 1) if "answr" in line)
    status, printed, errors = relu_tutor("list")
    assert status == 0
    assert [line.split()[0] for line in printed.splitlines()] == [name for name in IDS if name != BROKEN.id]
    assert f"{broken}:{at}: " in errors
    assert "broken" in errors


def test_without_any_lesson_the_list_is_empty(relu_tutor, own_lessons):
    """An installation without lessons has an empty list, and no traceback."""
    for path in own_lessons.glob("*.md"):
        path.unlink()
    assert relu_tutor("list")[:2] == (0, "")


def test_progress_that_cannot_be_read_is_a_warning(relu_tutor, monkeypatch, tmp_path):
    """Where the home folder cannot be, the lessons are listed all the same, after a warning."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("RELU_TUTOR_HOME", str(tmp_path / "file" / "x"))
    status, printed, errors = relu_tutor("list")
    assert status == 0
    assert len(printed.splitlines()) == len(IDS)
    assert str(tmp_path / "file") in errors
