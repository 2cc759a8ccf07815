"""What the course covers, and every name in it that leads nowhere, told at its line."""

import re

import pytest

from tutor.lesson import lint
from tutor.lesson.coverage import coverage
from tutor.lesson.model import step_of

FIRST = """\
# One

```toml lesson
format = 1
id = "one"
question = "Why?"
answers = ["C1"]
```

## First {#first}

```toml check choice
id = "which"
ask = "Which?"
touches = ["M3"]
hints = ["a", "b", "c"]
explain = "e"

[[options]]
id = "this"
text = "this"
right = true
holds = "1 = 1"

[[options]]
id = "that"
text = "that"
misconception = "M1"
say = "no"

[[options]]
id = "other"
text = "other"
misconception = "M1"
say = "no"
```

```toml check number
id = "sum"
silent = true
ask = "Sum?"
answer = 1
proof = "0 + 1"
wrong = [
  { value = 0, misconception = "M1", say = "s" },
]
otherwise = "o"
explain = "e"
```
"""

SECOND = """\
# Two

```toml lesson
format = 1
id = "two"
question = "Why?"
answers = ["C1", "C2"]
experiments = ["counted"]
```

## Second {#second}

It was `counted = 7`.

```toml check number
id = "sum-again"
silent = true
again = "one#sum"
ask = "Sum?"
answer = 1
proof = "0 + 1"
otherwise = "o"
explain = "e"
```
"""

BELIEFS = "".join(f'[M{n}]\nsays = "It is {n}."\ntruth = "It is not."\n\n' for n in (1, 2, 3))

SETTLED = "".join(
    f'[C{n}]\nsays = "It is {n}."\nverdict = "true"\nbecause = "So."\nstep = "{step}"\n\n'
    for n, step in ((1, "one#first"), (2, "two#second"))
)

COUNTED = """\
[counted]
kind = "stuck"
command = "relu-tutor experiments counted"
value = 7

[counted.settings]
data = { x = [1], y = [0] }
w = [1]
b = [0]
v = [1]
c = 0
activation = "relu"
rate = 0.5
steps = 1
"""

FILES = {
    "1.md": FIRST,
    "2.md": SECOND,
    "misconceptions.toml": BELIEFS,
    "claims.toml": SETTLED,
    "experiments.toml": COUNTED,
}


@pytest.fixture
def write(tmp_path):
    """Write the course, with one file changed; the folder."""

    def write_(name="", old="", new=""):
        for file, text in FILES.items():
            assert file != name or text.count(old) == 1, old
            (tmp_path / file).write_text(text.replace(old, new) if file == name else text, encoding="utf-8")
        return tmp_path

    return write_


def test_a_course_whose_names_all_lead_somewhere_is_clean(write):
    """A course in which every name leads somewhere has no problem."""
    assert lint.check([write()])[1] == []


@pytest.mark.parametrize(
    ("name", "old", "new", "at", "said"),
    [
        ("1.md", '"C1"', '"C3"', "answers", "no claim C3"),
        ("2.md", '"C1", "C2"', '"C2", "C25"', "answers", "no claim C25; did you mean C2?"),
        ("1.md", 'touches = ["M3"]', 'touches = ["M3", "M9"]', "touches", "no misconception M9"),
        (
            "1.md",
            'text = "that"\nmisconception = "M1"',
            'text = "that"\nmisconception = "M8"',
            '"M8"',
            "no misconception M8",
        ),
        ("1.md", 'value = 0, misconception = "M1"', 'value = 0, misconception = "M7"', '"M7"', "no misconception M7"),
        ("2.md", '"counted"', '"count"', "experiments", "no experiment count; did you mean counted?"),
        ("2.md", 'again = "one#sum"', 'again = "one#some"', "again", "no check one#some; did you mean one#sum?"),
        ("2.md", 'again = "one#sum"', 'again = "one#first"', "again", "no check one#first"),
        ("2.md", 'again = "one#sum"', 'covers = "tow"', "covers", "there is no lesson tow; did you mean two?"),
        (
            "claims.toml",
            'step = "one#first"',
            'step = "one#frist"',
            "[C1]",
            "no step one#frist; did you mean one#first?",
        ),
        ("claims.toml", 'step = "two#second"', 'step = "three#second"', "[C2]", "no step three#second"),
        ("2.md", '"C1", "C2"', '"C1"', None, "the lesson two does not name it in its answers"),
    ],
)
def test_a_name_that_leads_nowhere_is_told_at_its_line(*, write, name, old, new, at, said):
    """A name that leads nowhere is one problem, at its line, with the nearest name."""
    folder = write(name, old, new)
    problems = [problem for problem in lint.check([folder])[1] if said in problem.message]
    assert len(problems) == 1, lint.check([folder])[1]
    (problem,) = problems
    file = name if at else "claims.toml"
    lines = (folder / file).read_text(encoding="utf-8").split("\n")
    assert problem.path == folder / file
    assert (at or "[C2]") in lines[problem.line - 1]


@pytest.mark.parametrize(
    ("file", "text", "line", "said"),
    [
        (
            "route.toml",
            '[R1]\nstep = "one#first"\nbridge = "On."\n\n[R2]\nstep = "one#frist"\nbridge = "On."\n',
            5,
            "no step one#frist; did you mean one#",
        ),
        ("words.toml", '[W1]\nword = "bend"\nstep = "one#frist"\n', 1, "no step one#frist; did you mean one#first?"),
        ("parts.toml", '["one"]', 1, "the lesson two is in no part"),
        ("parts.toml", '["one", "two", "tow"]', 1, "[P1] there is no lesson tow; did you mean two?"),
        ("parts.toml", '["one", "two", "one"]', 1, "[P1] the lesson one is in [P1] already"),
    ],
)
def test_parts_and_route_name_what_is_there(*, write, file, text, line, said):
    """Each stop of the route is a step of the course, and each lesson is in one part."""
    folder = write()
    part = '[P1]\ntitle = "All"\nquestion = "Why?"\nlessons = '
    (folder / file).write_text(text if file != "parts.toml" else part + text, encoding="utf-8")
    (problem,) = lint.check([folder])[1]
    assert said in problem.message
    assert (problem.path, problem.line) == (folder / file, line)


def test_an_experiment_that_is_not_named_is_not_cited(write):
    """A lesson can state the figures only of experiments that its header names."""
    folder = write("2.md", 'experiments = ["counted"]\n', "")
    (problem,) = lint.check([folder])[1]
    assert "nothing proves the number 7" in problem.message


def test_without_tables_no_name_is_unknown(write):
    """Where a table is missing, no name of it is unknown."""
    folder = write()
    for name in ("misconceptions.toml", "claims.toml"):
        (folder / name).unlink()
    assert lint.check([folder])[1] == []


def test_a_single_lesson_may_speak_of_others(write):
    """A lesson that is checked by itself may name checks, claims and steps of other lessons."""
    folder = write()
    assert lint.check([folder / "2.md"])[1] == []
    assert lint.check([folder / "1.md"])[1] == []


def test_what_is_covered_is_counted(write):
    """Claims list the lessons that settle them; misconceptions count the checks that meet them, each check once."""
    course, _ = lint.check([write()])
    found = coverage(course.lessons, course.tables)
    assert found.claims == {"C1": ("one", "two"), "C2": ("two",)}
    assert found.misconceptions == {"M1": 2, "M2": 0, "M3": 1}
    assert found.missing == ("M2",)


def test_what_is_missing_is_listed_among_all(write):
    """Every claim and misconception has a line, also those that nothing covers, and the sums say how many are."""
    course, _ = lint.check([write("2.md", '"C1", "C2"', '"C1"')])
    found = coverage(course.lessons, course.tables)
    assert found.missing == ("C2", "M2")
    lines = {line.split()[0]: line for line in found.lines()}
    assert "one, two" in lines["C1"]
    assert "no lesson" in lines["C2"]
    assert "2" in lines["M1"].split()
    assert "no check" in lines["M2"]
    told = "\n".join(found.lines())
    assert "claims settled: 1 of 2" in told
    assert "misconceptions met: 2 of 3" in told


def test_a_course_without_tables_misses_nothing(write):
    """Without tables nothing is missing."""
    folder = write()
    for name in ("misconceptions.toml", "claims.toml"):
        (folder / name).unlink()
    course, _ = lint.check([folder])
    assert coverage(course.lessons, course.tables).missing == ()


@pytest.mark.parametrize("complete", [False, True], ids=["M2 missing", "complete"])
def test_the_command_line_fails_for_what_is_not_covered_and_only_if_asked(write, relu_tutor, complete):
    """`check --coverage` exits with 1 if anything is not covered; `check` alone does not."""
    folder = write("1.md", 'touches = ["M3"]', 'touches = ["M3", "M2"]') if complete else write()
    assert relu_tutor("check", str(folder))[0] == 0
    status, printed, errors = relu_tutor("check", "--coverage", str(folder))
    assert status == (0 if complete else 1)
    assert re.search(r"^M2 .*\b1$" if complete else "^M2 .*no check", printed, re.MULTILINE)
    assert errors == ""


def test_a_step_is_found_by_its_lesson_and_its_id(write):
    """`lesson#step` leads to its lesson and step, and any other text to nothing."""
    course, _ = lint.check([write()])
    lesson, step = step_of(course.lessons, "two#second")
    assert (lesson.id, step.id) == ("two", "second")
    for nowhere in ("two#first", "three#second", "two", "", "#second"):
        assert step_of(course.lessons, nowhere) is None
