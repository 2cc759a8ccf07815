"""Lessons that hold too much, or what nobody would see: problems at their lines."""

import pytest
from bad_files import written

from tutor.files.limits import BLOCKS, LESSON
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
