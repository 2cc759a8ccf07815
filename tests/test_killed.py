"""The promise of the README: an answer that is shown as judged is on the disk, whenever the program is killed."""

import random
import re

import pytest
from course import SHIPPED
from program import posix
from pseudo_terminal import on_terminal

from tutor.progress import opened

pytestmark = posix

SEED = 13
LESSON, STEP = "straight-or-bent", "where-from"
_ASKED = next(lesson for lesson in SHIPPED if lesson.id == LESSON).steps[-1].checks[0]
_NAMES = [option.id for option in _ASKED.options]
KEYS = b"".join(_ASKED.numbers[_NAMES.index(name)].encode() for name in ("negative-half", "nowhere"))
"""The keys of two wrong options of that question."""
SAYS = (b"alone", b"found")
"""What the screen shows of the feedback to them."""


def opened_at(home, *options):
    """The program on a terminal, at the first question."""
    return on_terminal(*options, f"{LESSON}#{STEP}", size=(100, 40), changes={"RELU_TUTOR_HOME": str(home)})


def in_the_log(home):
    """The answers to the first question in the file, as the next run finds them."""
    with opened(home) as progress:
        assert progress.warning == ""
        return [record.answer for record in progress.answers(LESSON) if record.step == STEP]


def judged_in_plain(home, numbers):
    """Type wrong answers, kill at a random moment; how many were shown as judged."""
    with opened_at(home, "--plain") as terminal:
        assert terminal.until(b"Type help")
        answers = numbers.randrange(1, 12)
        one, other = (KEYS[n : n + 1] + b"\n" for n in range(2))
        terminal.send((one + other) * (answers // 2) + one * (answers % 2))
        after = numbers.randrange(answers + 1)
        while terminal.seen.count(b"Not right.") < after:
            terminal.read(1)
        terminal.read(numbers.random() * 0.002)
        terminal.kill()
        return terminal.seen.count(b"Not right.")


def judged_on_screen(home, numbers):
    """Press the keys of wrong options, kill at a random moment; how many verdicts at least were painted."""
    with opened_at(home) as terminal:
        assert terminal.until(b"come from?")
        judged = 0
        for n in range(numbers.randrange(1, 5)):
            terminal.send(KEYS[n % 2 : n % 2 + 1])
            assert terminal.until(SAYS[n % 2])
            judged += 1
        begin = len(terminal.seen)
        terminal.send(KEYS[judged % 2 : judged % 2 + 1])
        for _ in range(numbers.randrange(12)):
            terminal.read(0.002)
        terminal.kill()
        return judged + (SAYS[judged % 2] in re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", terminal.seen[begin:]))


def lost(folder, judge, times, seed):
    """Kill the program again and again; how many answers were shown as judged in all, and how many of them are lost."""
    numbers, shown, gone = random.Random(seed), 0, 0  # noqa: S311 -- the same kills in every run
    for n in range(times):
        home = folder / str(n)
        judged = judge(home, numbers)
        shown += judged
        gone += max(0, judged - len(in_the_log(home)))
    return shown, gone


@pytest.mark.parametrize(("judge", "times"), [(judged_in_plain, 3), (judged_on_screen, 1)], ids=["plain", "screen"])
def test_no_answer_that_was_shown_as_judged_is_lost(judge, times, tmp_path):
    """Killed at any moment, the program has kept every answer whose verdict it has shown."""
    shown, gone = lost(tmp_path, judge, times, SEED)
    assert shown
    assert gone == 0


@pytest.mark.full
@pytest.mark.parametrize("judge", [judged_in_plain, judged_on_screen], ids=["plain", "screen"])
def test_no_answer_is_lost_in_a_hundred_kills(judge, tmp_path):
    """The same of a hundred kills in each front end."""
    shown, gone = lost(tmp_path, judge, 100, SEED + 1)
    print(f"100 kills, {shown} answers shown as judged, {gone} of them lost")
    assert gone == 0
