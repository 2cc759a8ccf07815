"""A lesson worked through from a script: to its end, with what its status tells, through a pipe in any encoding."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from course import SHIPPED
from moves import answered, begun, script, solved, typed, wrong_line
from profiles import every
from talking import Dialogue

import tutor
from tutor import session as sessions
from tutor.check import GoalCheck

ROOT = Path(tutor.__file__).parents[1]


def piped(lesson_id, lines, **environment):
    """A run of the program with lines from a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "tutor", "--plain", lesson_id],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        input="".join(f"{line}\n" for line in lines).encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )


def with_hints_and_labs(lesson):
    """A script that asks for a hint and the lab before each of its lines."""
    return [each for line in script(lesson) for each in ("hint", "show", line)]


@pytest.mark.parametrize("lesson", SHIPPED, ids=lambda lesson: lesson.id)
@pytest.mark.today(2)
def test_a_script_of_right_answers_finishes_the_lesson(lesson):
    """Right answers, typed line by line, lead through every step to the end, with status 0 and no complaint."""
    done = piped(lesson.id, script(lesson), PYTHONIOENCODING="utf-8")
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode("utf-8")
    assert all(step.title in " ".join(text.split()) for step in lesson.steps)


def wrongly_answered(session):
    """The session after a wrong answer to its open check."""
    check = session.open_check
    return answered(session, check.typed(wrong_line(check)))


@pytest.mark.parametrize("lesson", every(3, SHIPPED), ids=lambda lesson: lesson.id)
def test_one_wrong_answer_is_counted(lesson):
    """A script with one wrong answer finishes the lesson, and its result has one wrong answer."""
    lines, place, session = list(script(lesson)), 0, begun(lesson)
    while isinstance(session.open_check, GoalCheck | None) or session.open_check.silent:
        if session.open_check:
            place += len(typed(session.open_check))
            session = solved(session)
        place += session.on_last_check  # the word next
        session = sessions.forward(session)
    wrong = [wrong_line(session.open_check), *(["3"] if session.open_check.rated else [])]
    after = wrongly_answered(session)
    first = 0 if after.open_check else len(typed(session.open_check))  # a prediction may be closed
    rest = lines[place + first :]
    if after.open_check and session.open_check.rated:
        del rest[1]
    dialogue = Dialogue(begun(lesson), *lines[:place], *wrong, *rest)
    assert (dialogue.result.finished, dialogue.result.wrong) == (True, 1)


@pytest.mark.parametrize("lesson", every(3, SHIPPED), ids=lambda lesson: lesson.id)
def test_a_run_is_finished_by_its_last_answer(lesson):
    """A script that ends before its last answer is not finished; with the last answer it is."""
    lines = list(script(lesson))
    last_answers = [i for i, line in enumerate(lines) if line != "next"]
    assert Dialogue(begun(lesson), *lines[: last_answers[-1]]).result.finished is False
    assert Dialogue(begun(lesson)).result.finished is False
    assert Dialogue(begun(lesson), *lines[: last_answers[-1] + 1]).result.finished is True


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [wrong_line(begun(SHIPPED[0]).open_check), *lines],
        lambda lines: lines[:-2],
        lambda lines: ["skip", *lines],
        lambda _lines: [],
    ],
    ids=["a wrong answer", "unfinished", "skipped", "nothing"],
)
@pytest.mark.today(2)
def test_the_status_tells_a_script_that_something_was_not_right(change):
    """The status is 1 after a wrong answer, and where the lesson is not finished."""
    lesson = SHIPPED[0]
    assert piped(lesson.id, change(list(script(lesson)))).returncode == 1


@pytest.mark.parametrize("lesson", SHIPPED, ids=lambda lesson: lesson.id)
@pytest.mark.today(1)
def test_a_terminal_that_knows_only_ascii_gets_the_whole_text(lesson):
    """In ASCII each character is told in letters and signs that ASCII has; none becomes a question mark."""
    lines = with_hints_and_labs(lesson)
    done = piped(lesson.id, lines, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode("ascii")
    full = Dialogue(begun(lesson), *lines).everything
    assert text.count("?") == full.count("?")
    assert "-" in text


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437"])
@pytest.mark.today(1)
def test_a_power_of_ten_is_whole_in_every_encoding(encoding):
    """Where an encoding lacks one of the raised digits, a power of ten is written with e: e-10, not 10^-¹^0."""
    done = piped(
        "what-kills#nearly-nothing", ["solution", "solution", "z = -12", "show values"], PYTHONIOENCODING=encoding
    )
    text = done.stdout.decode(encoding)
    assert "e-10" in text
    assert not set(text) & set("⁰¹²³⁴⁵⁶⁷⁸⁹")
    assert "·10" not in text
    assert "*10" not in text
