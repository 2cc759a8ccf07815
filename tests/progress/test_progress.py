"""What is kept between runs, and what happens when the folder or the disk is not what it should be."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest
from keeping import FILE, answer, answers_in, fill, set_aside, works

import tutor
from tutor.progress import AnswerRecord, home, open_progress, opened

ROOT = Path(tutor.__file__).parents[1]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "kept"


# When all is well


def test_what_is_kept_is_there_in_the_next_run(folder):
    """State, place, settings and answers that were kept are read again by the next run."""
    fill(folder)
    with opened(folder) as progress:
        assert progress.state("lesson") == {"step": {"n": 2}, "other": {"text": "ü" * 50}}
        assert progress.answers("lesson") == [answer(0), answer(1), answer(2)]
        assert (progress.state("nosuch"), progress.answers("nosuch")) == ({}, [])
        assert (progress.place("lesson"), progress.place("nosuch")) == ("step", None)
        assert (progress.setting("theme"), progress.setting("nosuch")) == ("dark", None)
        progress.set("theme", "light")
        assert progress.setting("theme") == "light"
        assert (progress.warning, progress.saves) == ("", True)


def test_the_log_has_every_answer_with_its_time(folder):
    """The log has each answer as it was given, whether it was right, how sure, to which draw, and when."""
    before = datetime.now().astimezone()
    with opened(folder) as progress:
        given_answers = [
            AnswerRecord("step", "check", ("1/3", str(number)), right, sure=number, draw=2 * number)
            for number, right in enumerate((True, False, True))
        ]
        for each in given_answers:
            assert progress.keep("lesson", "step", {}, [each])
        assert progress.keep("lesson", "step", {}, given_answers[1:])
        assert progress.keep("lesson", "step", {}, [])
        assert progress.answers("lesson") == [*given_answers, *given_answers[1:]]
        rows = progress.connection.execute("select * from answer order by number").fetchall()
    assert [row[2:-1] for row in rows[:3]] == [
        ("lesson", "step", "check", json.dumps(["1/3", str(number)]), right, number, 2 * number)
        for number, right in enumerate((1, 0, 1))
    ]
    times = [datetime.fromisoformat(row[1]) for row in rows]
    assert times == sorted(times)
    assert before <= times[0] <= times[-1] <= datetime.now().astimezone()


def test_the_lesson_that_was_open_last_is_the_one_to_go_on_with(folder):
    """The last lesson is the one that was kept last."""
    with opened(folder) as progress:
        assert progress.last_lesson() is None
        for lesson in ("a", "b", "c", "b"):
            progress.keep(lesson, "step", {}, [])
        assert progress.last_lesson() == "b"


def test_one_lesson_does_not_see_the_steps_of_another(folder):
    """Steps and answers belong to their lesson, also where another has a step of that name."""
    with opened(folder) as progress:
        progress.keep("a", "step", {"step": {"n": 1}}, [answer(1)])
        progress.keep("b", "step", {"step": {"n": 2}}, [answer(2)])
        assert progress.state("a") == {"step": {"n": 1}}
        assert progress.answers("a") == [answer(1)]


# The folder


def test_the_folder_is_made_where_the_environment_says(folder, monkeypatch):
    """`RELU_TUTOR_HOME` names the folder, which is made with all folders above it."""
    monkeypatch.setenv("RELU_TUTOR_HOME", str(folder / "deep" / "er"))
    assert home() == folder / "deep" / "er"
    with opened(home()) as progress:
        assert works(progress)
    assert (folder / "deep" / "er" / FILE).is_file()


def test_a_tilde_is_the_home_folder(monkeypatch):
    """A ~ in `RELU_TUTOR_HOME` is the home folder."""
    monkeypatch.setenv("RELU_TUTOR_HOME", "~/progress")
    assert home() == Path.home() / "progress"


@pytest.mark.parametrize("given_home", ["~no-such-user/x", "\x01", "x" * 5000, "/dev/null/x", "/proc/none"])
def test_a_folder_that_cannot_be_is_no_traceback(given_home, monkeypatch, tmp_path):
    """A folder that cannot exist leads to a session without saving, and raises nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RELU_TUTOR_HOME", given_home)
    with opened(home()) as progress:
        assert works(progress)


@pytest.mark.parametrize("depth", ["", "folder", "deep/folder"])
def test_a_file_in_the_place_of_the_folder_is_a_warning(depth, tmp_path):
    """Where a file has the name of the folder, there is a warning, and the file stays as it is."""
    file = tmp_path / "file"
    file.write_bytes(b"mine")
    with opened(file / depth if depth else file) as progress:
        assert str(file) in progress.warning
        assert not progress.saves
        assert works(progress)
    assert file.read_bytes() == b"mine"


def test_a_folder_in_the_place_of_the_file_is_a_warning(folder):
    """Where a folder has the name of the file, there is a warning, and the folder stays as it is."""
    (folder / FILE).mkdir(parents=True)
    (folder / FILE / "inside").write_text("mine")
    with opened(folder) as progress:
        assert progress.warning
        assert works(progress)
    assert (folder / FILE / "inside").read_text() == "mine"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a user who may not write everywhere")
@pytest.mark.parametrize("what", ["folder", "file"])
def test_without_permission_to_write_there_is_a_warning(what, folder):
    """Without permission to write, there is a warning, the session works, and the file stays as it is."""
    path = fill(folder)
    (folder if what == "folder" else path).chmod(0o500)
    try:
        with opened(folder) as progress:
            assert progress.warning
            assert works(progress)
    finally:
        folder.chmod(0o700)
    assert answers_in(path) == ["check-0", "check-1", "check-2"]


# The disk


def test_a_disk_that_becomes_full_is_a_warning_and_no_end(folder):
    """On a full disk there is a warning, and nothing is written by halves."""
    with opened(folder) as progress:
        progress.keep("lesson", "step", {"step": {"n": 1}}, [answer(1)])
        pages = progress.connection.execute("pragma page_count").fetchone()[0]
        progress.connection.execute(f"pragma max_page_count = {pages}")
        for number in range(5):
            progress.keep("lesson", "step", {f"step{number}": {"text": "x" * 20_000}}, [answer(100 + number)])
        progress.set("theme", "x" * 100_000)
        assert "full" in progress.warning
        assert not progress.saves
        assert progress.state("lesson")["step"] == {"n": 1}
        # All or nothing: no answer is logged whose state was not kept.
        assert progress.answers("lesson") == [answer(1)]
    assert answers_in(folder / FILE) == ["check-1"]


def test_what_could_not_be_saved_does_not_stop_what_can_be(folder):
    """After a write that failed, the next one is saved."""
    with opened(folder) as progress:
        progress.keep("lesson", "step", {}, [])
        pages = progress.connection.execute("pragma page_count").fetchone()[0]
        progress.connection.execute(f"pragma max_page_count = {pages}")
        assert not progress.keep("lesson", "step", {"step": {"text": "x" * 50_000}}, [answer(1)])
        assert progress.warning
        progress.connection.execute("pragma max_page_count = 100000")
        assert progress.keep("lesson", "last", {"last": {"n": 2}}, [answer(2)])
    with opened(folder) as progress:
        assert progress.place("lesson") == "last"
        assert progress.state("lesson")["last"] == {"n": 2}


def test_a_file_that_another_program_holds_is_a_warning(folder):
    """While another program holds the file there is a warning; afterwards the next write is saved."""
    path = fill(folder)
    with opened(folder) as progress:
        progress.connection.execute("pragma busy_timeout = 20")
        other = sqlite3.connect(path)
        other.execute("begin immediate")
        progress.keep("lesson", "step", {"step": {"n": 7}}, [answer(7)])
        assert "locked" in progress.warning
        assert progress.state("lesson")["step"] == {"n": 2}
        other.rollback()
        other.close()
        progress.keep("lesson", "step", {"step": {"n": 8}}, [answer(8)])
    assert answers_in(path)[-1] == "check-8"


def test_two_programs_at_once_keep_both(folder):
    """Two programs that write by turns keep all answers of both, in order."""
    first, second = open_progress(folder), open_progress(folder)
    for number in range(20):
        (first, second)[number % 2].keep(f"lesson{number % 2}", f"step{number}", {"s": {"n": number}}, [answer(number)])
    assert (first.warning, second.warning) == ("", "")
    assert first.place("lesson1") == "step19"
    assert second.place("lesson0") == "step18"
    first.close()
    second.keep("lesson1", "last", {}, [answer(20)])
    second.close()
    assert answers_in(folder / FILE) == [f"check-{number}" for number in range(21)]


def test_two_programs_that_begin_at_the_same_moment_begin_one_file(folder):
    """Programs that begin at the same moment make one file, without a warning."""
    barrier, warnings = threading.Barrier(4), []

    def begin(number):
        barrier.wait()
        with opened(folder) as progress:
            progress.keep(f"lesson{number}", "step", {}, [answer(number)])
            warnings.append(progress.warning)

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert warnings == [""] * 4
    assert set_aside(folder) == []
    assert sorted(answers_in(folder / FILE)) == [f"check-{number}" for number in range(4)]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_an_answer_is_in_the_log_even_if_the_program_is_killed_right_after_it(folder):
    """Every answer is in the log as soon as it was kept, also if the program is killed right after."""
    code = """if True:
        import sys
        from fractions import Fraction
        from pathlib import Path
        from tutor import session as sessions
        from tutor.lesson.library import load as course
        from tutor.progress import open_progress
        from tutor.resume import keep, load, open_at
        from tutor.store import Store

        progress = open_progress(Path(sys.argv[1]))
        (lesson,) = course([Path(sys.argv[2])]).lessons
        kept = load(progress, lesson, Store())
        session = open_at(kept, "measure-it")
        for number in range(-1, -6, -1):
            session = sessions.answer(session, (Fraction(number),))
            kept = keep(progress, kept, session)
            print(number, flush=True)
        sys.stdin.read()
    """
    lesson = next((Path(__file__).parents[2] / "lessons").glob("*-zero-gradient.md"))
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(folder), str(lesson)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        told = [child.stdout.readline() for _ in range(5)]
        child.kill()
    assert told == [f"{number}\n" for number in range(-1, -6, -1)]
    with opened(folder) as progress:
        assert progress.warning == ""
        given_answers = progress.answers("zero-gradient")
        assert [each.answer for each in given_answers] == [(str(number),) for number in range(-1, -6, -1)]
        assert {each.right for each in given_answers} == {False}
        (state,) = [state for state in progress.state("zero-gradient").values() if state["drafts"]]
        assert set(state["drafts"]) == {given_answers[0].check}


def test_nothing_is_written_where_nothing_can_be_saved(tmp_path, monkeypatch):
    """Where nothing can be saved, no file is written anywhere."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    with opened(tmp_path / "file" / "x") as progress:
        assert works(progress)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
