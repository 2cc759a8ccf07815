"""relu-tutor reset: asks, copies, and starts again what is named."""

import re
from pathlib import Path

import pytest

from tutor.progress import home, open_progress


def done(relu_tutor, lesson="start"):
    """How many steps of a lesson the list has as done."""
    return int(re.search(rf"^{lesson} +(\d+) of", relu_tutor("list")[1], re.MULTILINE)[1])


def answered(relu_tutor, *lessons):
    for lesson in lessons:
        relu_tutor("--plain", lesson, typed="solution\nsolution\nsolution\nnext\nsolution\n")


def logged():
    progress = open_progress(home())
    count = progress.connection.execute("select count(*) from answer").fetchone()[0]
    progress.close()
    return count


@pytest.mark.parametrize(("target", "left"), [("", 0), ("one-unit", 0), ("one-unit#one-unit", 1)])
def test_what_is_named_starts_again(relu_tutor, target, left):
    """Everything, a lesson or a step is new again; the copy that is named has it all; the log keeps its answers."""
    relu_tutor("--plain", "one-unit", typed="7\n1\n" + "solution\n" * 4 + "next\n" + "solution\n" * 6)
    before, count = done(relu_tutor, "one-unit"), logged()
    assert before > left
    assert count == 1
    status, printed, errors = relu_tutor("reset", *filter(None, [target]), "--yes")
    assert (status, errors) == (0, "")
    assert "log" in printed
    copy = Path(re.search(r"The copy is (.*)$", printed, re.MULTILINE)[1])
    assert done(relu_tutor, "one-unit") == (0 if left == 0 else before - 1)
    assert logged() == count
    copy.replace(home() / "progress.sqlite3")
    for name in ("-wal", "-shm"):
        (home() / f"progress.sqlite3{name}").unlink(missing_ok=True)
    assert done(relu_tutor, "one-unit") == before


def test_it_asks_first(relu_tutor):
    """Only a yes resets; anything else, or the end of input, leaves all as it was, and makes no copy."""
    relu_tutor("--plain", "one-unit", typed="solution\nsolution\nsolution\nnext\n")
    before = done(relu_tutor, "one-unit")
    for typed in ("no\n", "\n", ""):
        status, printed, _ = relu_tutor("reset", typed=typed)
        assert (status, done(relu_tutor, "one-unit")) == (1, before)
        assert "Nothing is reset" in printed
    assert not [*home().glob("progress-before-reset*")]
    assert relu_tutor("reset", typed="yes\n")[0] == 0
    assert done(relu_tutor, "one-unit") == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["one-unti", "--yes"], "did you mean one-unit"),
        (["one-unit#one-unti", "--yes"], "did you mean one-unit"),
        (["one-unit"], "--yes resets without asking"),
        (["--force"], "--help"),
    ],
)
def test_what_makes_no_sense_is_one_line(relu_tutor, arguments, said):
    """An unknown lesson or step, and a pipe in place of a person, reset nothing."""
    status, printed, errors = relu_tutor("reset", *arguments)
    assert (status, printed) == (2, "")
    assert said in errors
    assert errors.count("\n") == 1


def test_where_nothing_is_saved_nothing_is_reset(relu_tutor):
    """A folder that cannot be written is told, with status 1."""
    home().parent.mkdir(exist_ok=True)
    home().write_text("in the way", encoding="utf-8")
    status, _, errors = relu_tutor("reset", "--yes")
    assert status == 1
    assert "nothing is reset" in errors
