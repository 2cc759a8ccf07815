"""The tables beside the lessons: read whole, or told at the line where they are wrong."""

import pytest

from tutor.lesson.index import lessons_folder
from tutor.lesson.tables import CLAIMS, MISCONCEPTIONS, PARTS, ROUTE, read_tables

BELIEFS = """\
# What people believe

[M1]
says = "It bends nowhere."
truth = "It bends at zero."

[M2]
says = "It always bends."
truth = "Not where it is silent."
"""

SETTLED = """\
[C1]
says = "It is not linear."
verdict = "true"
because = "It bends."
step = "one#first"

[C12]
says = "Depth bends more."
verdict = "true with a condition"
because = "It can."
step = "two#second"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / MISCONCEPTIONS).write_text(BELIEFS, encoding="utf-8")
    (tmp_path / CLAIMS).write_text(SETTLED, encoding="utf-8")
    return tmp_path


def test_both_tables_are_read_by_their_ids(folder):
    """Both tables are read by id, with the line of each row."""
    tables = read_tables([folder])
    assert tables.problems == ()
    assert list(tables.misconceptions) == ["M1", "M2"]
    assert tables.misconceptions["M2"].truth == "Not where it is silent."
    assert {name: (claim.verdict, claim.step) for name, claim in tables.claims.items()} == {
        "C1": ("true", "one#first"),
        "C12": ("true with a condition", "two#second"),
    }
    assert (tables.line("C1"), tables.line("C12")) == (1, 7)
    assert tables.claims_path == folder / CLAIMS


def test_they_stand_beside_a_single_lesson_too(folder):
    """The tables are found in a folder, beside a file, or in the first folder that has any."""
    (folder / "x.md").write_text("", encoding="utf-8")
    assert list(read_tables([folder / "x.md"]).claims) == ["C1", "C12"]
    assert read_tables([folder.parent, folder]).misconceptions


def test_without_tables_there_are_none(tmp_path):
    """A missing table is None, and no problem."""
    tables = read_tables([tmp_path, tmp_path / "missing.md"])
    assert (tables.claims, tables.misconceptions, tables.problems) == (None, None, ())


def test_one_table_may_be_missing(folder):
    """One table is read without the other."""
    (folder / CLAIMS).unlink()
    tables = read_tables([folder])
    assert tables.claims is None
    assert list(tables.misconceptions) == ["M1", "M2"]
    assert tables.problems == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("[C12]", "[M12]", 7, "[M12] is not an id here"),
        ("[C12]", "[Cx]", 7, "write [C1]"),
        ('verdict = "true"\n', 'verdict = "maybe"\n', 1, "verdict"),
        ('because = "It bends."\n', "", 1, "because"),
        ('because = "It can."', 'because = ""', 7, "because"),
        ('step = "two#second"', 'step = "two"', 7, "step"),
        ('step = "two#second"', 'steps = "two#second"', 7, "steps"),
        ("[C12]", "[C1]", 7, "cannot be read"),
        ("[C1]\n", "[C1\n", 1, "cannot be read"),
    ],
)
def test_what_is_wrong_with_a_claim_is_told_at_its_line(folder, old, new, line, said):
    """A mistake in a claim is a problem at its line; the other table is read."""
    text = (folder / CLAIMS).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / CLAIMS).write_text(text.replace(old, new), encoding="utf-8")
    problems = read_tables([folder]).problems
    assert {problem.path for problem in problems} == {folder / CLAIMS}
    assert any(problem.line == line and said in problem.message for problem in problems), problems
    assert list(read_tables([folder]).misconceptions) == ["M1", "M2"]


def test_a_row_that_is_broken_leaves_the_others(folder):
    """The rows beside a broken one are read."""
    text = BELIEFS.replace('truth = "It bends at zero."\n', "")
    (folder / MISCONCEPTIONS).write_text(text, encoding="utf-8")
    tables = read_tables([folder])
    assert list(tables.misconceptions) == ["M2"]
    (problem,) = tables.problems
    assert (problem.path, problem.line) == (folder / MISCONCEPTIONS, 3)


IN_PARTS = """\
[P1]
title = "Bends"
question = "Where from?"
lessons = ["one", "two"]
"""


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (PARTS, IN_PARTS.replace('title = "Bends"\n', ""), "title"),
        (PARTS, IN_PARTS.replace('["one", "two"]', "[]"), "lessons"),
        (PARTS, IN_PARTS.replace('"two"', '"Two!"'), "lessons.1"),
        (PARTS, IN_PARTS.replace("[P1]", "[One]"), "write [P1]"),
        (ROUTE, '[R1]\nstep = "one"\nbridge = "On."\n', "step"),
        (ROUTE, '[R1]\nstep = "one#first"\n', "bridge"),
        (ROUTE, '[R1]\nstop = "one#first"\n', "stop"),
    ],
)
def test_parts_and_route_are_as_strict_as_the_others(folder, file, text, said):
    """A mistake in the table of parts, or of the route, is a problem at its line."""
    (folder / file).write_text(text, encoding="utf-8")
    assert any((p.path, p.line) == (folder / file, 1) and said in p.message for p in read_tables([folder]).problems)


def test_parts_and_route_are_read(folder):
    """A part has a title, a question and its lessons; a stop of the route has its step, and what leads to it."""
    (folder / PARTS).write_text(IN_PARTS, encoding="utf-8")
    (folder / ROUTE).write_text('[R1]\nstep = "one#first"\nbridge = "On."\n', encoding="utf-8")
    tables = read_tables([folder])
    assert tables.problems == ()
    assert tables.parts["P1"].lessons == ("one", "two")
    assert (tables.route["R1"].step, tables.route["R1"].bridge) == ("one#first", "On.")


@pytest.mark.parametrize("bad", [b"\xff\xfe", b"M1 = 3\n", b"[[M1]]\nsays = 1\n", b"[M1]\nsays = 3\ntruth = 4\n"])
def test_what_is_no_table_is_a_problem_and_no_crash(folder, bad):
    """A file that is no table is a problem."""
    (folder / MISCONCEPTIONS).write_bytes(bad)
    assert read_tables([folder]).problems


def test_a_folder_in_the_place_of_a_table_is_no_crash(folder):
    """A folder with the name of a table counts as no table."""
    (folder / CLAIMS).unlink()
    (folder / CLAIMS).mkdir()
    assert read_tables([folder]).claims is None


def test_the_shipped_tables_have_the_claims_and_misconceptions_of_the_course():
    """The shipped tables hold the 26 claims and all misconceptions, numbered without a gap."""
    tables = read_tables([lessons_folder()])
    assert tables.problems == ()
    assert list(tables.claims) == [f"C{n}" for n in range(1, 27)]
    assert list(tables.misconceptions) == [f"M{n}" for n in range(1, len(tables.misconceptions) + 1)]
    assert all(claim.says != claim.because for claim in tables.claims.values())
    assert all(each.says != each.truth for each in tables.misconceptions.values())
