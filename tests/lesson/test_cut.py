"""Cutting a lesson file: what is a title, a step, a fence; in which line it stands; and files that are no text."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shipped import each_path

import tutor
from tutor.files.limits import LESSON
from tutor.lesson.cut import Source, cut, lesson_files, read_text, source, sources
from tutor.lesson.index import lessons_folder
from tutor.lesson.problem import Problem

ROOT = Path(tutor.__file__).parents[1]
HERE = Path("lesson.md")
LESSONS = lessons_folder()

TEXT = """\
# Title

```toml lesson
id = "t"
```

## First {#one}

Prose of the first.

```toml lab network
w = [1]
```

More prose.

## Second

```text
## no step {#none}
```
"""


def cut_text(text):
    sections, problems = cut(HERE, text)
    assert problems == []
    return sections


@each_path
def test_prose_and_fences_know_their_lines(path):
    """The title, each line of prose and each fence of a section stand at their lines of the file."""
    lines = path.read_text(encoding="utf-8").split("\n")
    for section in cut_text(path.read_text(encoding="utf-8")):
        assert section.title in lines[section.line - 1]
        for n, line in enumerate(section.prose.split("\n")):
            assert line in {"", lines[section.line - 1 + n]}
        for fence in section.fences:
            content = fence.text.split("\n")[:-1]
            assert lines[fence.line - 1] == "```" + " ".join(fence.words)
            assert lines[fence.line : fence.line + len(content)] == content


def test_steps_begin_at_headings_and_only_there():
    """A `##` heading begins a step with its id; one inside a code block does not."""
    title, first, second = cut_text(TEXT)
    assert (title.title, title.line, [fence.line for fence in title.fences]) == ("Title", 1, [3])
    assert (first.title, first.id, first.line, first.level) == ("First", "one", 7, 2)
    assert [fence.words for fence in first.fences] == [("toml", "lab", "network")]
    assert (second.title, second.id, second.line) == ("Second", None, 17)
    assert second.fences == []


FENCED = '# T\n\n```toml lesson\nid = "t"\n# a comment\n## no step\n```\n\n```text\n## none either\n```\n\n## S {#s}\n'
"""A head with what looks like a title and a step within its blocks."""


@pytest.mark.parametrize(
    "text", [TEXT, FENCED, *(each.read_text(encoding="utf-8") for each in lesson_files([LESSONS]))]
)
def test_the_head_is_what_stands_before_the_first_step(text):
    """It is read without the Markdown parser, and has the title and the blocks that the parser finds there."""
    head, (first, *_) = Source(HERE, text).head, cut_text(text)
    assert (head.title, head.fences) == (first.title, first.fences)


def test_toml_leaves_the_prose_and_everything_else_stays_in_it():
    """TOML blocks are cut out of the prose, and other code stays in it."""
    title, first, second = cut_text(TEXT)
    assert [line for line in first.prose.split("\n") if line] == ["Prose of the first.", "More prose."]
    assert "no step" in second.prose
    assert not title.prose.strip()


def test_a_second_title_is_a_section_of_its_own():
    """A second `#` heading is a section of level 1, and the steps below it are sections too."""
    levels = [section.level for section in cut_text("# One\n\n## Step {#s}\n\n# Two\n\n## Step {#t}\n")]
    assert levels == [1, 2, 1, 2]


@pytest.mark.parametrize("marks", ["```", "````", "~~~"])
@pytest.mark.parametrize("close", [True, False], ids=["closed", "open"])
def test_a_fence_that_is_never_closed_is_told_at_its_first_line(marks, close):
    """A fence without an end is a problem at its first line."""
    text = f"# T\n\n## S {{#s}}\n\n{marks}toml lab pair\np = 1\n" + (f"{marks}\n\nrest\n" if close else "\nrest\n")
    _, problems = cut(HERE, text)
    assert [problem.line for problem in problems] == ([] if close else [5])
    assert all("never closed" in problem.message for problem in problems)


def test_a_longer_fence_may_hold_a_shorter_one():
    """A fence inside a longer fence is text."""
    _, step = cut_text("# T\n\n## S {#s}\n\n````text\n```toml lab pair\n```\n````\n\nafter\n")
    assert step.fences == []
    assert "after" in step.prose


@each_path
def test_windows_line_ends_and_a_byte_order_mark_change_nothing(path, tmp_path):
    """A lesson saved with CR LF and a byte order mark is cut as without them."""
    saved = tmp_path / "lesson.md"
    text = path.read_text(encoding="utf-8")
    saved.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert cut_text(read_text(saved)) == cut_text(text)


@given(st.text("#`~ \n\t{}ab[]->=*_\x0b\x0c\x85\u2028", max_size=80))
def test_any_text_can_be_cut(text):
    """Any text has sections, fences and problems, all at lines that it has."""
    sections, problems = cut(HERE, text)
    places = [s.line for s in sections] + [f.line for s in sections for f in s.fences] + [p.line for p in problems]
    assert all(1 <= line <= text.count("\n") + 1 for line in places)


def test_old_line_ends_are_line_ends(tmp_path):
    """CR alone ends a line."""
    path = tmp_path / "x.md"
    path.write_bytes(TEXT.replace("\n", "\r").encode())
    text = read_text(path)
    assert isinstance(text, Problem) or cut_text(text) == cut_text(TEXT)


# A source: a file, read and cut


def test_a_source_is_what_a_file_holds(tmp_path):
    """A source has the sections and the problems of its file, and its path."""
    path = tmp_path / "x.md"
    path.write_text(TEXT + "```toml lab pair\n", encoding="utf-8")
    sections, problems = cut(path, path.read_text(encoding="utf-8"))
    file = source(path)
    assert (file.path, file.sections, file.problems) == (path, tuple(sections), tuple(problems))
    assert [section.title for section in file.sections] == ["Title", "First", "Second"]
    assert ["never closed" in problem.message for problem in file.problems] == [True]


def test_a_source_of_what_cannot_be_read_has_one_problem_and_no_section(tmp_path):
    """A missing file, a folder and a file that is no text are sources, each with the problem that says so."""
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "binary.md").write_bytes(b"\xff\0")
    for path in (tmp_path / "missing.md", tmp_path / "folder.md", tmp_path / "binary.md"):
        file = source(path)
        assert (file.path, file.sections, file.problems) == (path, (), (read_text(path),))


@pytest.mark.parametrize("readme", ["README.md", "readme.md", "Readme.MD"])
def test_the_readme_of_a_folder_is_no_lesson(readme, tmp_path):
    """A folder's Markdown files are its lessons, in name order, but for its README; a file that is named is read."""
    for name in ("2.md", "1.md", readme, "notes.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert [path.name for path in lesson_files([tmp_path])] == ["1.md", "2.md"]
    assert [file.path.name for file in sources([tmp_path])] == ["1.md", "2.md"]
    assert lesson_files([tmp_path / readme, tmp_path / "notes.txt"]) == [tmp_path / readme, tmp_path / "notes.txt"]


# Files that are no lesson


def the_problem(path):
    found = read_text(path)
    assert isinstance(found, Problem)
    assert str(found).startswith(f"{path}:{found.line}: ")
    assert "\n" not in str(found)
    return found


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"# T\n\nfine\nbad \xff byte\n", 4, "UTF-8"),
        (b"# T\r\n\xc3\x28\r\n", 2, "UTF-8"),
        ("# T\n".encode("utf-16"), 1, "UTF-8"),
        (b"# T\n\nfine\n\n\0", 5, "NUL"),
        (bytes(range(256)) * 40, 2, "UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 1, "UTF-8"),
    ],
    ids=["a bad byte", "half a letter", "UTF-16", "NUL", "every byte", "a picture"],
)
def test_what_is_no_text_is_told_at_the_line_where_it_stops_being_one(content, line, said, tmp_path):
    """A file that is not UTF-8, or holds a NUL, is a problem at the line of the first bad byte."""
    path = tmp_path / "x.md"
    path.write_bytes(content)
    problem = the_problem(path)
    assert problem.line == line
    assert said in problem.message


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    """A file above the limit is refused by its size, without being read."""
    path = tmp_path / "x.md"
    with path.open("wb") as file:
        file.truncate(50_000_000_000)
    problem = the_problem(path)
    assert "larger than" in problem.message
    assert str(LESSON.bytes) in problem.message


def test_what_is_no_file_is_one_line(tmp_path):
    """A folder, a missing file and a circle of links are one problem each."""
    folder, circle = tmp_path / "folder.md", tmp_path / "circle.md"
    folder.mkdir()
    circle.symlink_to(circle)
    said = [the_problem(path).message for path in (folder, circle, tmp_path / "missing.md", tmp_path / "no" / "x.md")]
    assert [message.partition(":")[0] for message in said] == [
        "is not a file",
        "cannot be read",
        "there is no such file",
        "there is no such file",
    ]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a user who may not read everything")
def test_a_file_without_permission_is_one_line(tmp_path):
    """A file that may not be read is one problem."""
    path = tmp_path / "x.md"
    path.write_text("# T")
    path.chmod(0)
    assert "cannot be read" in the_problem(path).message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_no_lesson_and_nobody_waits_for_it(tmp_path):
    """A named pipe is a problem at once; nothing waits for its content."""
    path = tmp_path / "x.md"
    os.mkfifo(path)
    code = f"from pathlib import Path; from tutor.lesson.cut import read_text; print(read_text(Path({str(path)!r})))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=5, check=True)
    assert f"{path}:1: " in done.stdout
