"""Reading a lesson file: all that is wrong with its form is told, each thing at its line, and nothing raises."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import examples
from shipped import PATHS

from tutor.files.limits import LESSON
from tutor.lesson.cut import source
from tutor.lesson.model import RESERVED, Lesson
from tutor.lesson.problem import Problem
from tutor.lesson.read import read

TEXT = """\
# Title

```toml lesson
format = 1
id = "mine"
question = "Why?"
answers = ["C1"]
```

## First {#first}

Prose.

```toml lab network
w = [1, 1]
b = [0, 2]
v = [1, 1]
range = [-4, 4]
knobs = ["b0"]
show = ["sum"]
bounds = { b0 = { low = -3, high = 3 } }
data = { x = [1, 2], y = [0, 0] }
```

```toml check number
id = "one"
ask = "What is it?"
answer = 1
proof = "1"
wrong = [
  { value = 2, mistake = "m", say = "s" },
  { value = 3, mistake = "m", say = "s" },
]
otherwise = "o"
hints = ["a", "b", "c"]
explain = "e"
```

## Second {#second}

```toml check choice
id = "two"
ask = "Which?"
hints = ["a", "b", "c"]
explain = "e"

[[options]]
id = "this"
text = "this"
right = true

[[options]]
id = "that"
text = "that"
say = "no"
```
"""


@pytest.fixture
def read_text(tmp_path):
    """Read a text as a lesson file."""

    def write_and_read(text):
        path = tmp_path / "x.md"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read(source(path))

    return write_and_read


def line_with(text, part):
    return next(n for n, line in enumerate(text.split("\n"), 1) if part in line)


def test_a_sound_file_is_a_lesson(read_text):
    """A sound file becomes a lesson with its id, title, steps, labs and checks."""
    lesson = read_text(TEXT)
    assert isinstance(lesson, Lesson)
    assert (lesson.id, lesson.title, [step.id for step in lesson.steps]) == ("mine", "Title", ["first", "second"])
    first, second = lesson.steps
    assert first.lab.b == (0, 2)
    assert [check.id for check in first.checks + second.checks] == ["one", "two"]
    assert [fence.text.split("\n")[0] for fence in first.check_fences] == ['id = "one"']
    assert second.lab is None


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("# Title\n", "\n", None, "no title"),
        ("format = 1", "format = 2", "format = 2", "format"),
        ('id = "mine"', 'id = "Mine"', '"Mine"', "id"),
        ('id = "mine"', 'id = "list"', '"list"', "command"),
        ('question = "Why?"', 'question = ""', 'question = ""', "question"),
        ('question = "Why?"', 'queston = "Why?"', "queston", "did you mean question"),
        ('answers = ["C1"]', 'answers = ["C27"]', "C27", "answers"),
        ("# Title\n", "# Title\n\nStray.\n", "Stray", "before the first step"),
        ("## First {#first}", "## First", "## First", "no id"),
        ("## First {#first}", "## First {#First One}", "## First", "First One"),
        ("## Second {#second}", "## Second {#first}", "## Second", "first was used before, in line 10"),
        ("## Second {#second}", "# Second {#second}", "# Second {", "second title"),
        ('id = "two"', 'id = "one"', None, "one was used before, in line 26"),
        ("toml lab network", "toml lab netwrok", "netwrok", "did you mean network"),
        ("toml check choice", "toml check chioce", "chioce", "did you mean choice"),
        ("toml check choice", "toml chek choice", "chek", "toml check KIND"),
        ("toml check choice", "toml", None, "toml check KIND"),
        ("b = [0, 2]", "b = [0]", "b = [0]", "2 units"),
        ("b = [0, 2]", "b = [0, true]", "b = [0, true]", "not a number"),
        ("b = [0, 2]", 'b = [0, "two"]', '"two"', "not a number"),
        ("v = [1, 1]", "", "toml lab network", "the key v is missing"),
        ("range = [-4, 4]", "range = [4, -4]", "range", "less than"),
        ("range = [-4, 4]", "range = [-4]", "range", "range"),
        ('knobs = ["b0"]', 'knobs = ["bb0"]', None, "did you mean b0"),
        ("low = -3", "lwo = -3", "lwo", "did you mean low"),
        ("b0 = { low", "q = { low", None, "q"),
        ('show = ["sum"]', 'show = ["sums"]', "sums", "sum"),
        ("y = [0, 0] }", "y = [0] }", "y = [0] }", "2 inputs"),
        ("answer = 1", "answr = 1", "answr", "did you mean answer"),
        ("answer = 1", "answer = nan", "answer = nan", "nan"),
        ("answer = 1", "answer = inf", "answer = inf", "inf"),
        ("answer = 1", "answer = 1e400", "1e400", "1e400"),
        ("answer = 1", "answer = 1e999999999", "1e999999999", "1e999999999"),
        ("answer = 1", 'answer = "1/0"', '"1/0"', "zero"),
        ("answer = 1", "answer = 2026-01-01", "2026", "not a number"),
        pytest.param("answer = 1", "answer = 1" + "0" * 400, "answer = 1", "", id="400 digits"),
        ("value = 3, mistake", "value = 3, mistaek", "mistaek", "did you mean mistake"),
        ("value = 3, mistake", "value = nan, mistake", "value = nan", "nan"),
        ('otherwise = "o"', "", 'id = "one"', "the key otherwise is missing"),
        ('hints = ["a", "b", "c"]\nexplain = "e"\n```', 'hints = ["a"]\nexplain = "e"\n```', 'hints = ["a"]', "3"),
        ('text = "that"', 'txt = "that"', "txt", "did you mean text"),
        ('say = "no"', "", None, "say"),
        ('say = "no"', "right = true", None, "exactly one"),
        ('ask = "Which?"', "ask = 3", "ask = 3", "string"),
        ('ask = "Which?"', 'ask = "Which?', 'ask = "Which?', "not TOML"),
        ('say = "no"\n```', 'say = "no"\n', "toml check choice", "never closed"),
    ],
)
def test_one_mistake_is_told_at_its_line(old, new, at, said, read_text):
    """One mistake is one problem, at its line, with the nearest name where there is one."""
    assert TEXT.count(old) == 1
    text = TEXT.replace(old, new)
    problems = read_text(text)
    assert isinstance(problems, list)
    (problem,) = [each for each in problems if said in each.message]
    if at is not None:
        found = line_with(text, at)
        # What is missing has no line of its own: the fence around it is near enough.
        assert problem.line in ({found, found - 1} if "missing" in problem.message else {found})
    assert "\n" not in str(problem)


def test_a_mistake_tells_one_problem_and_no_echo(read_text):
    """A mistake causes no other problem than its own."""
    for old, new in [
        ("answer = 1", "answr = 1"),
        ("## Second {#second}", "## Second {#first}"),
        ('id = "two"', 'id = "one"'),
        ("b = [0, 2]", "b = [0]"),
        ("toml lab network", "toml lab netwrok"),
        ("format = 1", "format = 2"),
    ]:
        problems = read_text(TEXT.replace(old, new))
        # A misspelt key is both unknown and missing.
        assert len(problems) == (2 if "answr" in new else 1), problems


def test_two_steps_without_an_id_do_not_share_one(read_text):
    """Steps without an id are told as such, and not as having the same id."""
    problems = read_text(TEXT.replace(" {#first}", "").replace(" {#second}", ""))
    assert [problem.line for problem in problems] == [line_with(TEXT, "## First"), line_with(TEXT, "## Second")]


def test_all_problems_of_a_file_are_told_at_once_and_in_order(read_text):
    """All problems of a file are told in one run, by line."""
    text = TEXT
    for old, new in [
        ("format = 1", "format = 9"),
        ("b = [0, 2]", "b = [0]"),
        ("proof = ", "prof = "),
        ("## Second {#second}", "## Second {#first}"),
        ('say = "no"', 'sai = "no"'),
    ]:
        text = text.replace(old, new)
    problems = read_text(text)
    lines = [problem.line for problem in problems]
    assert lines == sorted(lines)
    assert {4, 16, line_with(text, "prof ="), line_with(text, "## Second"), line_with(text, "sai =")} <= set(lines)


def test_a_second_lab_or_a_second_header_is_told(read_text):
    """A second lab in a step, or a second header, is a problem."""
    pair = "```toml lab pair\nx1 = 1\nx2 = 2\n```\n"
    text = TEXT.replace("Prose.\n", "Prose.\n\n" + pair)
    (problem,) = read_text(text)
    assert problem.line == line_with(text, "lab network")
    text = TEXT.replace("## First", '```toml lesson\nformat = 1\nid = "b"\nquestion = "q"\n```\n\n## First')
    (problem,) = read_text(text)
    assert problem.line == 10


@pytest.mark.parametrize("text", ["", "\n\n", "# Title\n", "prose\n", TEXT[: TEXT.index("## First")]], ids=repr)
def test_a_file_without_the_main_things_says_so(text, read_text):
    """A file without a step says so, also when it is empty."""
    problems = read_text(text)
    assert any("no step" in problem.message for problem in problems)


def test_text_before_the_title_is_not_lost_without_a_word(read_text):
    """Text before the title is a problem at its line."""
    problems = read_text("Read this first.\n\n" + TEXT)
    assert isinstance(problems, list)
    assert [problem.line for problem in problems] == [1]


def test_a_block_within_a_list_is_not_lost_without_a_word(read_text):
    """A block that is indented under a list is a problem at its line."""
    fence = TEXT[TEXT.index("```toml check number") : TEXT.index("## Second")].strip()
    text = TEXT.replace(fence, "- point\n\n  " + fence.replace("\n", "\n  "))
    problems = read_text(text)
    assert isinstance(problems, list)
    assert problems[0].line == line_with(text, "  ```toml check number")


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_no_lesson_takes_the_name_of_a_command(name, read_text):
    """The name of a command is refused as the id of a lesson."""
    (problem,) = read_text(TEXT.replace('"mine"', f'"{name}"'))
    assert problem.line == 5


def test_numbers_are_kept_exactly(read_text):
    """Decimals and fractions of a lab are kept exactly."""
    lesson = read_text(TEXT.replace("b = [0, 2]", 'b = [0.1, "1/3"]'))
    assert lesson.steps[0].lab.b == (Fraction(1, 10), Fraction(1, 3))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe# T",
        bytes(range(256)) * 100,
        b"# T\0",
        b"\r\r\r# T\r\r## S {#s}\r",
        b"# T\n```toml lesson\n" + b"[" * 50_000,
        b"# T\n\n```toml lesson\nformat = " + b"[" * 5_000 + b"]" * 5_000 + b"\n```\n",
        b"# T\n\n```toml lesson\n" + b"a." * 3_000 + b"a = 1\n```\n",
        TEXT.replace("answer = 1", "answer = 1" + "0" * 4_000).encode(),
        TEXT.replace("answer = 1", "answer = 1" + "0" * 5_000).encode(),
        TEXT.replace("answer = 1", '"a\\nb" = 1').encode(),
        TEXT.replace("answer = 1", '"\\u001b[2J" = 1').encode(),
    ],
    ids=[
        "empty",
        "UTF-16",
        "binary",
        "NUL",
        "CR",
        "open brackets",
        "deep",
        "dotted",
        "4000 digits",
        "5000 digits",
        "a key of two lines",
        "a key that clears the screen",
    ],
)
def test_a_hostile_file_is_a_list_of_problems_of_one_clear_line_each(content, read_text):
    """A hostile file is a list of problems, each of one printable line."""
    problems = read_text(content)
    assert problems
    for problem in problems:
        assert isinstance(problem, Problem)
        assert problem.line >= 1
        assert str(problem).isprintable()


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("answer = 1\n", "\n" * 4_000),
        TEXT.replace("answer = 1\n", "answer = 1\nzz = 1\n" * 2_000),
        TEXT + "\n## S {#s}\n" * 10_000,
        TEXT.replace("[[options]]", "[[options]]\ntext = 1\n" * 500, 1),
    ],
    ids=["blank lines", "a key often", "steps", "options"],
)
def test_a_large_file_is_read_quickly(text, read_text):
    """A file of the largest size is read; work that grows with the square of the size would not end here."""
    assert len(text) <= LESSON.bytes or len(text) < 200_000
    read_text(text)


def garbled(lines, cuts):
    """The lines with some of them deleted, doubled, moved or overwritten."""
    lines = list(lines)
    for kind, where, what in cuts:
        at = where % len(lines) if lines else 0
        if kind == "delete":
            del lines[at : at + 1 + what % 3]
        elif kind == "double":
            lines[at:at] = lines[at : at + 1 + what % 12]
        elif kind == "move":
            lines.insert((at + what) % (len(lines) + 1), lines.pop(at) if lines else "")
        elif lines:
            line = lines[at]
            lines[at] = line[: what % (len(line) + 1)] + kind + line[what % (len(line) + 1) :]
    return "\n".join(lines)


GARBLES = st.lists(
    st.tuples(
        st.one_of(
            st.sampled_from(["delete", "double", "move", "```", '"""', "`", "{", "]", "=", "1e999", "\x0b", "\r", "-"]),
            st.text(max_size=4),
        ),
        st.integers(0, 500),
        st.integers(0, 500),
    ),
    min_size=1,
    max_size=6,
)


@examples(0.6)
@given(st.sampled_from(PATHS), GARBLES)
def test_a_garbled_lesson_is_a_lesson_or_its_problems(tmp_path_factory, path, cuts):
    """A shipped lesson with lines deleted, doubled or moved is a lesson, or a sorted list of problems."""
    file = tmp_path_factory.getbasetemp() / "garbled.md"
    text = garbled(path.read_text(encoding="utf-8").split("\n"), cuts)
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    found = read(source(file))
    assert isinstance(found, Lesson) or (found and found == sorted(found))
    if not isinstance(found, Lesson):
        assert all(1 <= each.line <= text.count("\n") + text.count("\r") + 1 for each in found)
        assert all("\n" not in str(replace(each, path=Path("x"))) for each in found)


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_are_a_list_of_problems(tmp_path_factory, content):
    """A file of random bytes is a list of problems."""
    file = tmp_path_factory.getbasetemp() / "bytes.md"
    file.write_bytes(content)
    assert isinstance(read(source(file)), list)
