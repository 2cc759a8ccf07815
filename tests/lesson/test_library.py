"""The shelf: which files are lessons, and what happens to the broken ones."""

from collections import Counter
from pathlib import Path

import pytest

from tutor.lesson import cut, library, lint
from tutor.lesson.cut import lesson_files, sources
from tutor.lesson.index import index, lessons_folder, unknown
from tutor.lesson.minutes import WORDS_A_MINUTE, minutes
from tutor.lesson.model import step_of
from tutor.lesson.read import read as read_lesson
from tutor.lesson.tables import read_tables
from tutor.progress import home, opened
from tutor.tui.app import TutorApp
from tutor.tui.beginning import Beginning
from tutor.tui.lesson_screen import LessonScreen

LESSON = """\
# {title}

```toml lesson
format = 1
id = "{id}"
question = "Why?"
```

## Step {{#s}}

Text.
"""


def write(folder, name, **fields):
    path = folder / name
    path.write_text(LESSON.format(**{"title": name, "id": "one", **fields}), encoding="utf-8")
    return path


def test_the_shipped_lessons_are_found():
    """The shipped course has lessons, no problem, and each lesson under its id."""
    course = library.load([lessons_folder()])
    assert len(course.lessons) >= 3
    assert course.problems == ()
    assert all(course.by_id[lesson.id] is lesson for lesson in course.lessons)


def test_the_index_names_what_the_course_holds():
    """Index and course have the same lessons and steps, in the same order."""
    course, entries = library.load([lessons_folder()]), index(sources([lessons_folder()]))
    assert list(entries) == list(course.by_id)
    for lesson in course.lessons:
        entry = entries[lesson.id]
        assert entry.title == lesson.title
        assert [(step.id, step.title) for step in entry.steps] == [(step.id, step.title) for step in lesson.steps]
        for i, step in enumerate(lesson.steps):
            assert entry.step(step.id) == lesson.step_index(step.id) == i


def test_a_name_that_is_not_there_brings_up_the_nearest():
    """An unknown lesson or step brings up the nearest names; a known one brings up nothing."""
    entries = index(sources([lessons_folder()]))
    lesson_id = next(iter(entries))
    step_id = entries[lesson_id].steps[-1].id
    assert unknown(entries, lesson_id, "") == unknown(entries, lesson_id, step_id) == ""
    assert lesson_id in unknown(entries, lesson_id[:-1], "")
    assert step_id in unknown(entries, lesson_id, step_id[1:])
    assert all(name in unknown(entries, "###", "") for name in entries)


def test_the_index_passes_over_what_is_no_lesson(tmp_path):
    """The index leaves out files without an id, a step, or text, and keeps the others."""
    write(tmp_path, "1.md", id="one")
    (tmp_path / "2.md").write_bytes(b"\xff\0")
    (tmp_path / "3.md").mkdir()
    (tmp_path / "4.md").write_text("")
    (tmp_path / "5.md").write_text("# T\n\n```toml lesson\nid = \n```\n\n## S {#s}\n")
    (tmp_path / "6.md").write_text("# T\n\n```toml lesson\nid = 6\n```\n\n## S {#s}\n")
    (tmp_path / "7.md").write_text('# T\n\n```toml lesson\nid = "seven"\n```\n')
    assert list(index(sources([tmp_path, tmp_path / "missing.md"]))) == ["one"]


def test_lessons_come_in_name_order_and_other_files_are_left_alone(tmp_path):
    """A course has the Markdown files of its folder in name order, and no others."""
    for name in ("2-b.md", "10-c.md", "1-a.md"):
        write(tmp_path, name, id=name[-4])
    (tmp_path / "notes.txt").write_text("no lesson")
    (tmp_path / "deeper").mkdir()
    write(tmp_path / "deeper", "0-z.md")
    course = library.load([tmp_path])
    assert [lesson.title for lesson in course.lessons] == ["1-a.md", "10-c.md", "2-b.md"]
    assert course.problems == ()


@pytest.mark.parametrize("readme", ["README.md", "readme.md"])
def test_the_page_about_a_folder_of_lessons_is_no_lesson(readme, tmp_path):
    """Index, library and linter pass over the README of a folder, whatever it holds."""
    write(tmp_path, "1.md", id="one")
    for text in ("# About these lessons\n\n## No step\n", LESSON.format(title="t", id="BAD"), "\0"):
        (tmp_path / readme).write_text(text, encoding="utf-8")
        assert list(index(sources([tmp_path]))) == ["one"]
        course, problems = lint.check([tmp_path])
        assert [lesson.id for lesson in course.lessons] == [each.id for each in library.load([tmp_path]).lessons]
        assert [lesson.id for lesson in course.lessons] == ["one"]
        assert problems == []


@pytest.fixture
def read_and_cut(monkeypatch):
    """Counts by path how often each file is read, and how often the whole of it is cut."""
    counts = {"read": Counter(), "cut": Counter()}
    read, cut_ = cut.read_text, cut.cut

    def counting_read(path):
        counts["read"][path] += 1
        return read(path)

    def counting_cut(path, text):
        counts["cut"][path] += text == read(path)
        return cut_(path, text)

    monkeypatch.setattr(library, "read", read_lesson)  # and not what an earlier test has read
    monkeypatch.setattr(cut, "read_text", counting_read)
    monkeypatch.setattr(cut, "cut", counting_cut)
    return counts


def test_index_and_course_share_what_was_read(read_and_cut):
    """One pass over the lesson files serves the index and the course."""
    files = sources([lessons_folder()])
    assert len(index(files)) == len(library.course(files, read_tables([lessons_folder()])).lessons) > 0
    once = dict.fromkeys(lesson_files([lessons_folder()]), 1)
    assert read_and_cut == {"read": once, "cut": once}


async def test_a_start_reads_and_cuts_every_lesson_file_once(read_and_cut):
    """From the first paint to the lesson on screen, no lesson file is read or cut a second time."""
    files = sources([lessons_folder()])
    with opened(home()) as progress:
        app = TutorApp(progress, files, Beginning("one-unit"))
        async with app.run_test() as pilot:
            for _ in range(200):
                await pilot.pause()
                if isinstance(app.screen, LessonScreen) and app.screen.query("#verdict"):
                    break
            await pilot.pause()
            assert isinstance(app.screen, LessonScreen)
    once = dict.fromkeys(lesson_files([lessons_folder()]), 1)
    assert read_and_cut == {"read": once, "cut": once}


def test_a_broken_lesson_is_told_and_the_others_open(tmp_path):
    """A broken lesson is a problem, and the lessons beside it open."""
    write(tmp_path, "1.md", id="one")
    broken = write(tmp_path, "2.md", id="Not An Id")
    folder = tmp_path / "3.md"
    folder.mkdir()
    write(tmp_path, "4.md", id="four")
    course, problems = lint.check([tmp_path])
    assert [lesson.id for lesson in course.lessons] == ["one", "four"]
    assert [problem.path for problem in problems] == [broken, folder]


def test_a_lesson_id_used_twice_is_told_at_the_second_one(tmp_path):
    """The second lesson with an id is a problem at its id, naming the first, and does not open."""
    first, second = write(tmp_path, "1.md"), write(tmp_path, "2.md")
    course, (problem,) = lint.check([tmp_path])
    assert [lesson.path for lesson in course.lessons] == [first]
    assert problem.path == second
    assert str(first) in problem.message
    assert "one" in problem.message
    assert 'id = "one"' in second.read_text(encoding="utf-8").split("\n")[problem.line - 1]


def test_a_file_can_be_named_as_well_as_a_folder(tmp_path):
    """A file that is named is read, whatever its suffix."""
    path = write(tmp_path, "lesson.txt")
    assert [lesson.path for lesson in library.load([path]).lessons] == [path]


def test_an_empty_folder_is_an_empty_course(tmp_path):
    """An empty folder has no lessons and no problem."""
    assert library.load([tmp_path]).lessons == ()
    assert lesson_files([tmp_path]) == []


def test_a_missing_path_is_a_problem(tmp_path):
    """Each path that is not there is a problem."""
    course, problems = lint.check([tmp_path / "missing.md", Path("no", "folder")])
    assert course.lessons == ()
    assert [problem.path for problem in problems] == [tmp_path / "missing.md", Path("no", "folder")]


def test_the_same_file_twice_is_told(tmp_path):
    """A file that is named twice opens once, and the second time is a problem."""
    path = write(tmp_path, "1.md")
    course, problems = lint.check([path, path])
    assert len(course.lessons) == len(problems) == 1


def test_check_tells_what_is_read_and_what_is_proved(tmp_path):
    """The linter tells problems of reading and of proof, each with its file."""
    write(tmp_path, "1.md", id="BAD")
    false = write(tmp_path, "2.md", id="two")
    false.write_text(false.read_text(encoding="utf-8").replace("Text.", "`1 + 1 = 3`"), encoding="utf-8")
    _, problems = lint.check([tmp_path])
    assert {problem.path.name for problem in problems} == {"1.md", "2.md"}


def test_the_course_is_read_in_the_order_of_its_parts():
    """Each shipped lesson is in one part, and the capstone is the last."""
    course = library.load([lessons_folder()])
    assert all(part is not None for part, _ in course.parts)
    assert sorted(lesson.id for lesson in course.in_order) == sorted(course.by_id)
    assert course.in_order[0].id == "start"
    assert course.in_order[-1].id == "capstone"


def test_lessons_that_are_in_no_part_come_last(tmp_path):
    """Without a table of parts, or beside it, a lesson is not lost."""
    write(tmp_path, "1.md", id="one")
    write(tmp_path, "2.md", id="two")
    assert [(part, len(lessons)) for part, lessons in library.load([tmp_path]).parts] == [(None, 2)]
    (tmp_path / "parts.toml").write_text('[P1]\ntitle = "T"\nquestion = "Q"\nlessons = ["two"]\n', encoding="utf-8")
    assert [lesson.id for lesson in library.load([tmp_path]).in_order] == ["two", "one"]


def test_the_route_takes_about_twenty_minutes():
    """Every stop of the shipped route opens, and with what leads to them they take 20 minutes at most."""
    course = library.load([lessons_folder()])
    assert len(course.route) == len(course.tables.route)
    bridges = sum(len(stop.bridge.split()) for stop in course.route) / WORDS_A_MINUTE
    assert minutes(step_of(course.lessons, stop.step)[1] for stop in course.route) + bridges <= 20


def test_the_whole_takes_four_and_a_half_hours_at_most():
    """The course is for people with other things to do."""
    assert sum(minutes(lesson.steps) for lesson in library.load([lessons_folder()]).lessons) <= 4.5 * 60
