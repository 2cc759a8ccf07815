"""Lessons that hold too much, or what nobody would see: problems at their lines."""

import pytest
from bad_files import written

from tutor.files.limits import BLOCKS, LESSON
from tutor.lesson import lint
from tutor.lesson.cut import source
from tutor.lesson.read import read

HEAD = '# T\n\n```toml lesson\nformat = 1\nid = "mine"\nquestion = "Q?"\n```\n\n## S {#s}\n\nText.\n\n'


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("```toml lab network\n" + "a." * 40_000 + "a = 1\n```\n", "parts"),
        ("```toml check number\nhints = [" + '"",' * 30_000 + "]\n```\n", f"more than {LESSON.values:,} values"),
        ("```toml check number\nhints = [" + '"",' * 900 + "]\n```\n", "hints"),
        ("```toml check choice\n" + "[[options]]\n" * 5_000 + "```\n", f"more than {LESSON.values:,} values"),
        ("```toml check many\n" + '[[options]]\ntext = ""\n' * 300 + "```\n", "options.0.text"),
        ("```toml lab network\n```\n\n" * (BLOCKS + 1), f"more than {BLOCKS} blocks of TOML"),
        ("```toml lab network\nw = [" + "[" * 5_000 + "\n```\n", "nested too deeply"),
        ("x" * LESSON.bytes, "is larger than 100 kB"),
    ],
    ids=["dotted", "hints", "empty hints", "options", "empty texts", "blocks", "nested", "bytes"],
)
def test_a_lesson_that_is_too_much_is_a_problem(tmp_path, block, said):
    """Blocks, and the keys, values and brackets in them, have limits; the problem is told at its line."""
    path = written(tmp_path, "x.md", HEAD + block)
    found = read(source(path))
    assert any(said in problem.message for problem in found)
    assert all(len(str(problem)) < 1_000 for problem in found)


PLANE = '```toml lab plane\ndata = "xor"\nsteps = 10\nknobs = ["seed"]\n```\n\n'
NETWORK = "```toml lab network\nw = [1]\nb = [0]\nv = [1]\nrange = [-4, 4]\n"
NETWORK += "data = { x = [1], y = [1] }\nown_rows = 1\n```\n\n"


@pytest.mark.parametrize(
    ("lab", "claim", "said"),
    [
        (NETWORK, "rows = 1 when own = 2", "own goes from 0 to 1"),
        (NETWORK, "rows = 1 when own = -1", "own goes from 0 to 1"),
        (NETWORK, "f(1) = 1 when b0 = 1000", "b0 goes from −12 to 12"),
        (PLANE, "loss > 0 when step = 1000000000", "step goes from 0 to 10"),
        (PLANE, "loss > 0 when units = 1000000", "units goes from 1 to 16"),
        (PLANE, "loss > 0 when data = 4", "data goes from 0 to 3"),
    ],
)
def test_a_claim_at_settings_that_no_knob_has_is_a_problem(tmp_path, lab, claim, said):
    """Rows that are not there, a step after the last, and more units than there may be are told, and not computed."""
    path = written(tmp_path, "x.md", f"{HEAD}{lab}It is `{claim}`.\n")
    (problem,) = lint.check([path])[1]
    assert said in problem.message
    assert problem.line == path.read_text(encoding="utf-8").split("\n").index(f"It is `{claim}`.") + 1


def test_one_mistake_in_a_place_is_told_once_and_two_are_told(tmp_path):
    """What is wrong within a value is told in place of the value; and nothing is passed over, however much it is."""
    block = '```toml check many\nid = "a"\n' + "[[options]]\ntext = 1\n" * 200 + "```\n"
    found = read(source(written(tmp_path, "x.md", HEAD + block)))
    assert sum("options" in problem.message for problem in found) >= 200
