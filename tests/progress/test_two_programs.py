"""Real processes on one file: two windows on one step, and a disk that is really full."""

import subprocess
import sys
from pathlib import Path

import pytest
from program import environment

from tutor.lesson.library import load as course
from tutor.progress import opened
from tutor.resume import load
from tutor.store import Store

LESSON = next((Path(__file__).parents[2] / "lessons").glob("*-straight-or-bent.md"))

WINDOW = """if True:
    import random, sys
    from fractions import Fraction
    from pathlib import Path
    from tutor import session as sessions
    from tutor.lesson.library import load as course
    from tutor.progress import open_progress
    from tutor.resume import keep_up, load, open_at
    from tutor.store import Store

    folder, path, mine, rounds, disk = sys.argv[1:]
    store, numbers = Store(), random.Random(mine)
    progress = open_progress(Path(folder))
    (lesson,) = course([Path(path)]).lessons
    kept = load(progress, lesson, store)
    session = open_at(kept, "on-your-own")
    if disk:
        import resource, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    print("ready", flush=True)
    sys.stdin.readline()
    for n in range(int(rounds)):
        if disk and n == int(rounds) // 3:
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(disk), resource.RLIM_INFINITY))
        if disk and n == 2 * int(rounds) // 3:
            print(progress.sign, flush=True)
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        move = numbers.choice(["answer", "answer", "hint", "go", "redraw", "solution"])
        check = session.open_check
        if move == "answer" and check is not None:
            given = (Fraction(int(mine) * 100_000 + n),)
            session = sessions.rate(sessions.answer(session, given), 2)
            if session.answers_given > kept.answers_given:
                print("answer", given[0], flush=True)
        elif move == "hint":
            session = sessions.hint(session)
        elif move == "redraw":
            session = sessions.redraw(session)
        elif move == "solution" and numbers.random() < 0.1:
            session = sessions.show_solution(session)
        elif move == "go":
            session = sessions.go(session, numbers.randrange(len(lesson.steps)))
        kept, session = keep_up(progress, kept, session, store)
    while session != kept and progress.failure:
        kept, session = keep_up(progress, kept, session, store)
    for step, state in zip(lesson.steps, session.states, strict=True):
        for name, check in state.checks.items():
            print("state", step.id, name, check.draw, check.hints, int(check.shown), flush=True)
    progress.close()
"""


def windows(folder, count, rounds, disk=""):
    """Run some windows at the same time; the lines that each printed."""
    children = [
        subprocess.Popen(
            [sys.executable, "-c", WINDOW, str(folder), str(LESSON), str(mine), str(rounds), disk],
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for mine in range(1, count + 1)
    ]
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.stdin.write("\n")
        child.stdin.flush()
    printed = [child.communicate(timeout=120)[0].splitlines() for child in children]
    assert [child.returncode for child in children] == [0] * count
    return printed


def nothing_is_missing(folder, printed):
    """Every answer that was given is in the log once, and no check is behind what a window has seen of it."""
    (lesson,) = course([LESSON]).lessons
    with opened(folder) as progress:
        assert progress.warning == ""
        session = load(progress, lesson, Store())
        log = [record.answer[0] for record in progress.answers(lesson.id)]
    given = [line.split()[1] for lines in printed for line in lines if line.startswith("answer")]
    assert given
    assert sorted(log) == sorted(given)
    for lines in printed:
        for line in lines:
            if line.startswith("state"):
                _, step, name, draw, hints, shown = line.split()
                check = session.states[lesson.step_index(step)].checks.get(name)
                now = (check.draw, check.hints, int(check.shown)) if check else (0, 0, 0)
                assert now[0] > int(draw) or (now[1] >= int(hints) and now[2] >= int(shown)), line


def test_two_programs_on_one_step_lose_nothing(tmp_path):
    """Two processes that work in one lesson at the same time: no answer, hint, solution or draw of either is undone."""
    nothing_is_missing(tmp_path / "kept", windows(tmp_path / "kept", 2, 40))


@pytest.mark.full
def test_four_programs_on_one_step_lose_nothing(tmp_path):
    """The same of four processes and more moves, five times."""
    for number in range(5):
        folder = tmp_path / str(number)
        nothing_is_missing(folder, windows(folder, 4, 200))


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on files")
def test_a_disk_that_is_full_for_a_while_loses_nothing(tmp_path):
    """While no file may grow there is a sign; as soon as one may, all that was done meanwhile is kept."""
    (lines,) = windows(tmp_path / "kept", 1, 60, "20000")
    assert "NOT SAVED" in lines
    nothing_is_missing(tmp_path / "kept", [lines])
