"""The shelf: which files are lessons, and what happens to the broken ones."""

from pathlib import Path

from tutor.lesson import library, lint
from tutor.lesson.index import index, lesson_files, lessons_folder, unknown

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
    """The program would start without anything to teach."""
    course = library.load([lessons_folder()])
    assert len(course.lessons) >= 3
    assert course.problems == ()
    assert all(course.by_id[lesson.id] is lesson for lesson in course.lessons)


def test_the_index_names_what_the_course_holds():
    """The screen would open a lesson, or a step, other than the one it has shown the text of."""
    course, entries = library.load([lessons_folder()]), index([lessons_folder()])
    assert list(entries) == list(course.by_id)
    for lesson in course.lessons:
        entry = entries[lesson.id]
        assert (entry.path, entry.title) == (lesson.path, lesson.title)
        assert [(step.id, step.title) for step in entry.steps] == [(step.id, step.title) for step in lesson.steps]
        for i, step in enumerate(lesson.steps):
            assert entry.step(step.id) == lesson.step_index(step.id) == i


def test_a_name_that_is_not_there_brings_up_the_nearest():
    """Who mistypes a name would have to look it up."""
    entries = index([lessons_folder()])
    lesson_id = next(iter(entries))
    step_id = entries[lesson_id].steps[-1].id
    assert unknown(entries, lesson_id, "") == unknown(entries, lesson_id, step_id) == ""
    assert lesson_id in unknown(entries, lesson_id[:-1], "")
    assert step_id in unknown(entries, lesson_id, step_id[1:])
    assert all(name in unknown(entries, "###", "") for name in entries)


def test_the_index_passes_over_what_is_no_lesson(tmp_path):
    """A file that cannot even be named would keep the others from being shown."""
    write(tmp_path, "1.md", id="one")
    (tmp_path / "2.md").write_bytes(b"\xff\0")
    (tmp_path / "3.md").mkdir()
    (tmp_path / "4.md").write_text("")
    (tmp_path / "5.md").write_text("# T\n\n```toml lesson\nid = \n```\n\n## S {#s}\n")
    (tmp_path / "6.md").write_text("# T\n\n```toml lesson\nid = 6\n```\n\n## S {#s}\n")
    (tmp_path / "7.md").write_text('# T\n\n```toml lesson\nid = "seven"\n```\n')
    assert list(index([tmp_path, tmp_path / "missing.md"])) == ["one"]


def test_lessons_come_in_name_order_and_other_files_are_left_alone(tmp_path):
    """The course would begin in the middle, or a README would be a broken lesson."""
    for name in ("2-b.md", "10-c.md", "1-a.md"):
        write(tmp_path, name, id=name[-4])
    (tmp_path / "notes.txt").write_text("no lesson")
    (tmp_path / "deeper").mkdir()
    write(tmp_path / "deeper", "0-z.md")
    course = library.load([tmp_path])
    assert [lesson.title for lesson in course.lessons] == ["1-a.md", "10-c.md", "2-b.md"]
    assert course.problems == ()


def test_a_broken_lesson_is_told_and_the_others_open(tmp_path):
    """One mistake of one author would close the whole course."""
    write(tmp_path, "1.md", id="one")
    broken = write(tmp_path, "2.md", id="Not An Id")
    folder = tmp_path / "3.md"
    folder.mkdir()
    write(tmp_path, "4.md", id="four")
    course, problems = lint.check([tmp_path])
    assert [lesson.id for lesson in course.lessons] == ["one", "four"]
    assert [problem.path for problem in problems] == [broken, folder]


def test_a_lesson_id_used_twice_is_told_at_the_second_one(tmp_path):
    """Two lessons would share their progress: what was solved in one would be solved in the other."""
    first, second = write(tmp_path, "1.md"), write(tmp_path, "2.md")
    course, (problem,) = lint.check([tmp_path])
    assert [lesson.path for lesson in course.lessons] == [first]
    assert problem.path == second
    assert str(first) in problem.message
    assert "one" in problem.message
    assert 'id = "one"' in second.read_text(encoding="utf-8").split("\n")[problem.line - 1]


def test_a_file_can_be_named_as_well_as_a_folder(tmp_path):
    """An author could not check the one lesson at hand."""
    path = write(tmp_path, "lesson.txt")
    assert [lesson.path for lesson in library.load([path]).lessons] == [path]


def test_an_empty_folder_is_an_empty_course(tmp_path):
    """It would be an exception where a message belongs."""
    assert library.load([tmp_path]).lessons == ()
    assert lesson_files([tmp_path]) == []


def test_a_missing_path_is_a_problem(tmp_path):
    """A slip in the path would pass for a clean check."""
    course, problems = lint.check([tmp_path / "missing.md", Path("no", "folder")])
    assert course.lessons == ()
    assert [problem.path for problem in problems] == [tmp_path / "missing.md", Path("no", "folder")]


def test_the_same_file_twice_is_told(tmp_path):
    """Its steps would be counted twice."""
    path = write(tmp_path, "1.md")
    course, problems = lint.check([path, path])
    assert len(course.lessons) == len(problems) == 1


def test_check_tells_what_is_read_and_what_is_proved(tmp_path):
    """The linter would stop at the first broken file, or pass over a false equation."""
    write(tmp_path, "1.md", id="BAD")
    false = write(tmp_path, "2.md", id="two")
    false.write_text(false.read_text(encoding="utf-8").replace("Text.", "`1 + 1 = 3`"), encoding="utf-8")
    _, problems = lint.check([tmp_path])
    assert {problem.path.name for problem in problems} == {"1.md", "2.md"}
