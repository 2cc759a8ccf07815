"""relu-tutor check: what it prints about lesson files, and with which status it ends."""

import re
from pathlib import Path

import pytest

from tutor.lesson import library
from tutor.lesson.coverage import coverage
from tutor.lesson.cut import lesson_files

SHIPPED = Path(__file__).parents[2] / "lessons"
COURSE = library.load([SHIPPED])
FIRST = COURSE.by_id["straight-or-bent"]


def is_clean(done, lessons):
    """Whether all of some lessons is proved, or marked, and counted."""
    status, printed, errors = done
    assert (status, errors) == (0, "")
    assert re.match(rf"{len(lessons)} lessons?: ", printed)
    checks = [check for lesson in lessons for step in lesson.steps for check in step.checks]
    unproved = sum(bool(check.unproved) for check in checks)
    assert f" of {len(checks)} answers proved, " in printed
    assert f" {unproved} marked as unproved" in printed
    assert re.search(r"\d+ equations? proved, \d+ numbers? and \d+ formulas? found .*, \d+ marked", printed)


@pytest.mark.full
def test_check_of_the_shipped_lessons_is_clean(relu_tutor):
    """Every shipped lesson is proved, and together they cover every claim and misconception."""
    done = relu_tutor("check", "--coverage")
    is_clean(done, COURSE.lessons)
    assert re.search(r"[1-9]\d* equations proved, [1-9]\d* numbers and [1-9]\d* formulas found", done[1])
    claims, misconceptions = len(COURSE.tables.claims), len(COURSE.tables.misconceptions)
    assert f"claims settled: {claims} of {claims}" in done[1]
    assert f"misconceptions met: {misconceptions} of {misconceptions}" in done[1]


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.id)
@pytest.mark.today(5)
def test_check_of_a_shipped_lesson_is_clean(relu_tutor, lesson):
    """The same of each lesson by itself."""
    is_clean(relu_tutor("check", str(lesson.path)), [lesson])


def test_the_shipped_lessons_cover_every_claim_and_misconception():
    """Each claim is settled by a lesson, and each misconception met by a check."""
    assert len(COURSE.lessons) == len(lesson_files([SHIPPED]))
    assert coverage(COURSE.lessons, COURSE.tables).missing == ()


def test_check_of_one_path_is_of_that_alone(relu_tutor):
    """A lesson that is named is proved by itself, for a pipe and for a person."""
    for options in ({}, {"typed": ""}):
        status, printed, errors = relu_tutor("check", str(FIRST.path), **options)
        assert (status, errors) == (0, "")
        assert printed.startswith("1 lesson: ")


def test_check_prints_every_problem_with_path_and_line_and_fails(relu_tutor, tmp_path):
    """Each problem is a line that begins with path and line number, and the status is 1."""
    (tmp_path / "a.md").write_text("# A\n")
    (tmp_path / "b.md").write_bytes(b"# B\n\xff\n")
    (tmp_path / "c.md").mkdir()
    status, printed, _ = relu_tutor("check", str(tmp_path))
    assert status == 1
    places = [re.match(r"(.+?\.md):\d+: \S", line) for line in printed.splitlines()]
    assert all(places)
    assert {place[1] for place in places} == {str(tmp_path / name) for name in ("a.md", "b.md", "c.md")}
    assert f"{tmp_path / 'b.md'}:2: " in printed


@pytest.mark.parametrize("what", ["missing.md", "", "folder"])
def test_check_of_nothing_fails(what, relu_tutor, tmp_path):
    """A path without lessons is named and ends with status 1."""
    (tmp_path / "folder").mkdir()
    status, printed, errors = relu_tutor("check", str(tmp_path / what))
    assert status == 1
    assert str(tmp_path) in printed + errors


def test_a_path_may_begin_like_a_number(relu_tutor, tmp_path):
    """A path is taken as it is typed, even where it could be a negative number."""
    (tmp_path / "-1").write_text("# A\n")
    status, printed, _ = relu_tutor("check", "-1")
    assert status == 1
    assert printed.startswith("-1:1: ")


def test_a_file_that_ends_the_linter_does_not_take_the_others_along(relu_tutor, tmp_path):
    """Beside a hostile file, the problems of all other files are printed."""
    hostile = "(" * 3_000 + "1" + ")" * 3_000
    lesson = FIRST.path.read_text(encoding="utf-8")
    assert 'proof = "gap"' in lesson
    (tmp_path / "1.md").write_text(lesson.replace('proof = "gap"', f'proof = "{hostile}"'), encoding="utf-8")
    (tmp_path / "2.md").write_text("# B\n")
    status, printed, _ = relu_tutor("check", str(tmp_path))
    assert status == 1
    assert str(tmp_path / "1.md") in printed
    assert str(tmp_path / "2.md") in printed


def test_without_any_lesson_check_fails(relu_tutor, own_lessons):
    """An installation without lessons is no clean check."""
    for path in own_lessons.glob("*.md"):
        path.unlink()
    status, _, errors = relu_tutor("check")
    assert status == 1
    assert errors == f"relu-tutor: no lesson (*.md) in {own_lessons}\n"


def test_coverage_fails_where_something_is_covered_by_nothing(relu_tutor, tmp_path):
    """With --coverage, a misconception that no check meets is named, and the status is 1."""
    folder = tmp_path / "one-lesson"
    folder.mkdir()
    (folder / FIRST.path.name).write_text(FIRST.path.read_text(encoding="utf-8"), encoding="utf-8")
    met = {name for step in FIRST.steps for check in step.checks for name in check.misconceptions()}
    row = '[{}]\nsays = "Somebody says so."\ntruth = "So it is."\n'
    (folder / "misconceptions.toml").write_text("\n".join(map(row.format, [*met, "M98"])), encoding="utf-8")
    assert relu_tutor("check", str(folder))[0] == 0
    status, printed, _ = relu_tutor("check", "--coverage", str(folder))
    assert status == 1
    assert re.search(r"^M98 +met by no check$", printed, re.MULTILINE)
    assert f"misconceptions met: {len(met)} of {len(met) + 1}" in printed
