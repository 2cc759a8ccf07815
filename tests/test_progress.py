"""What is kept between runs, and what happens when the file, the folder or the disk is not what it should be."""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tutor
from tutor.progress import SCHEMA, AnswerRecord, home, open_progress, opened

ROOT = Path(tutor.__file__).parents[1]
FILE = "progress.sqlite3"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "kept"


def answer(number=0, right=True):
    return AnswerRecord("lesson", "step", f"check-{number}", ["1/3", str(number)], right)


def fill(folder, answers=3):
    """Progress with something in each table, and the file closed."""
    with opened(folder) as progress:
        for number in range(answers):
            progress.keep("lesson", "step", {"step": {"n": number}, "other": {"text": "ü" * 50}}, answer(number))
        progress.set("theme", "dark")
        assert not progress.warning
    return folder / FILE


def answers_in(path):
    connection = sqlite3.connect(path)
    try:
        return [row[0] for row in connection.execute('select "check" from answer order by number')]
    finally:
        connection.close()


def works(progress):
    """Whether something kept now can be read again."""
    progress.keep("new", "there", {"there": {"n": 1}}, answer(99))
    return (
        progress.state("new") == {"there": {"n": 1}}
        and progress.place("new") == "there"
        and progress.connection.execute("select count(*) from answer where \"check\" = 'check-99'").fetchone() == (1,)
    )


# When all is well


def test_what_is_kept_is_there_in_the_next_run(folder):
    """Everything would be lost on leaving."""
    fill(folder)
    with opened(folder) as progress:
        assert progress.state("lesson") == {"step": {"n": 2}, "other": {"text": "ü" * 50}}
        assert progress.state("nosuch") == {}
        assert (progress.place("lesson"), progress.place("nosuch")) == ("step", None)
        assert (progress.setting("theme"), progress.setting("nosuch")) == ("dark", None)
        progress.set("theme", "light")
        assert progress.setting("theme") == "light"
        assert (progress.warning, progress.saves) == ("", True)


def test_the_log_has_every_answer_with_its_time(folder):
    """What was answered, when, and whether it was right could not be told."""
    before = datetime.now().astimezone()
    with opened(folder) as progress:
        for number, right in enumerate((True, False, True)):
            progress.keep("lesson", "step", {}, answer(number, right=right))
        progress.keep("lesson", "step", {})
        rows = progress.connection.execute("select * from answer order by number").fetchall()
    assert [row[4:] for row in rows] == [
        (f"check-{number}", json.dumps(["1/3", str(number)]), right, 0) for number, right in enumerate((1, 0, 1))
    ]
    times = [datetime.fromisoformat(row[1]) for row in rows]
    assert times == sorted(times)
    assert before <= times[0] <= times[-1] <= datetime.now().astimezone()


def test_the_lesson_that_was_open_last_is_the_one_to_go_on_with(folder):
    """The program would open the wrong lesson."""
    with opened(folder) as progress:
        assert progress.last_lesson() is None
        for lesson in ("a", "b", "c", "b"):
            progress.keep(lesson, "step", {})
        assert progress.last_lesson() == "b"


def test_one_lesson_does_not_see_the_steps_of_another(folder):
    """Two lessons with a step of one name would share it."""
    with opened(folder) as progress:
        progress.keep("a", "step", {"step": {"n": 1}})
        progress.keep("b", "step", {"step": {"n": 2}})
        assert progress.state("a") == {"step": {"n": 1}}


# The folder


def test_the_folder_is_made_where_the_environment_says(folder, monkeypatch):
    """The setting that keeps a test, or a second learner, apart would do nothing."""
    monkeypatch.setenv("RELU_TUTOR_HOME", str(folder / "deep" / "er"))
    assert home() == folder / "deep" / "er"
    with opened(home()) as progress:
        assert works(progress)
    assert (folder / "deep" / "er" / FILE).is_file()


def test_a_tilde_is_the_home_folder(monkeypatch):
    """A folder called ~ would be made in the current one."""
    monkeypatch.setenv("RELU_TUTOR_HOME", "~/progress")
    assert home() == Path.home() / "progress"


@pytest.mark.parametrize("given_home", ["~no-such-user/x", "\x01", "x" * 5000, "/dev/null/x", "/proc/none"])
def test_a_folder_that_cannot_be_is_no_traceback(given_home, monkeypatch, tmp_path):
    """A slip in an environment variable would be told as a bug, with two tracebacks."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RELU_TUTOR_HOME", given_home)
    with opened(home()) as progress:
        assert works(progress)


@pytest.mark.parametrize("depth", ["", "folder", "deep/folder"])
def test_a_file_in_the_place_of_the_folder_is_a_warning(depth, tmp_path):
    """The tutor would not start."""
    file = tmp_path / "file"
    file.write_bytes(b"mine")
    with opened(file / depth if depth else file) as progress:
        assert str(file) in progress.warning
        assert not progress.saves
        assert works(progress)
    assert file.read_bytes() == b"mine"


def test_a_folder_in_the_place_of_the_file_is_a_warning(folder):
    """The tutor would not start, or move a folder of somebody else's away."""
    (folder / FILE).mkdir(parents=True)
    (folder / FILE / "inside").write_text("mine")
    with opened(folder) as progress:
        assert progress.warning
        assert works(progress)
    assert (folder / FILE / "inside").read_text() == "mine"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a user who may not write everywhere")
@pytest.mark.parametrize("what", ["folder", "file"])
def test_without_permission_to_write_there_is_a_warning(what, folder):
    """The tutor would not start, or would seem to save."""
    path = fill(folder)
    (folder if what == "folder" else path).chmod(0o500)
    try:
        with opened(folder) as progress:
            assert progress.warning
            assert works(progress)
    finally:
        folder.chmod(0o700)
    assert answers_in(path) == ["check-0", "check-1", "check-2"]


# The file


def set_aside(folder):
    return sorted(path for path in folder.iterdir() if not path.name.startswith(FILE))


@pytest.mark.parametrize(
    "garbage",
    [b"garbage", b"x" * 100_000, b"SQLite format 3\0" + b"\xff" * 5_000, bytes(range(256)) * 64],
    ids=["short", "long", "a good beginning", "every byte"],
)
def test_garbage_is_set_aside_as_it_is_and_a_new_file_works(garbage, folder):
    """A file that somebody may want back would be overwritten; or the tutor would never save again."""
    folder.mkdir()
    (folder / FILE).write_bytes(garbage)
    with opened(folder) as progress:
        (aside,) = set_aside(folder)
        assert aside.read_bytes() == garbage
        assert str(aside) in progress.warning
        assert progress.saves
        assert works(progress)
    with opened(folder) as progress:
        assert progress.warning == ""
        assert progress.place("new") == "there"


def test_garbage_twice_in_a_second_is_kept_twice(folder):
    """The second file set aside would replace the first."""
    folder.mkdir()
    for garbage in (b"first", b"second", b"third"):
        (folder / FILE).write_bytes(garbage)
        open_progress(folder).close()
    assert sorted(path.read_bytes() for path in set_aside(folder)) == [b"first", b"second", b"third"]


def test_the_journal_of_a_damaged_file_is_set_aside_with_it(folder):
    """What was answered last before a crash stands in the journal alone: SQLite would throw it away."""
    with opened(folder) as progress:
        progress.keep("lesson", "step", {}, answer(1))
        journal = (folder / f"{FILE}-wal").read_bytes()
    (folder / FILE).write_bytes(b"damaged " * 1000)
    (folder / f"{FILE}-wal").write_bytes(journal)
    with opened(folder) as progress:
        assert works(progress)
    assert journal in [path.read_bytes() for path in set_aside(folder)]


def test_a_file_cut_short_anywhere_loses_nothing_that_is_left_of_it(folder):
    """A full disk or a broken copy would end the tutor; or what is left would be overwritten."""
    whole = fill(folder).read_bytes()
    # (One byte is an empty file to SQLite.)
    cuts = [
        2,
        15,
        16,
        17,
        50,
        99,
        100,
        101,
        511,
        512,
        4095,
        4096,
        4097,
        len(whole) // 2,
        len(whole) - 4096,
        len(whole) - 1,
    ]
    for cut in cuts:
        with tempfile.TemporaryDirectory() as name:
            short = Path(name)
            (short / FILE).write_bytes(whole[:cut])
            with opened(short) as progress:
                assert works(progress), cut
                complete = set(progress.state("lesson")) == {"step", "other"}
                aside = [path.read_bytes() for path in set_aside(short)]
                assert (aside, bool(progress.warning)) == (([], False) if complete else ([whole[:cut]], True)), cut


def test_an_empty_file_is_a_new_one(folder):
    """A file that was made and never written would be told as damaged."""
    folder.mkdir()
    (folder / FILE).touch()
    with opened(folder) as progress:
        assert progress.warning == ""
        assert works(progress)


@settings(max_examples=60)
@given(st.data())
def test_a_file_with_wrong_bytes_is_read_or_set_aside(tmp_path_factory, data):
    """One bad sector would end the tutor at every start."""
    source = tmp_path_factory.getbasetemp() / "whole"
    whole = (source / FILE).read_bytes() if source.exists() else fill(source).read_bytes()
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        some = data.draw(st.binary(min_size=1, max_size=8))
        damaged[at : at + len(some)] = some
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / FILE).write_bytes(damaged)
        with opened(Path(name)) as progress:
            assert isinstance(progress.state("lesson"), dict)
            for found in (progress.place("lesson"), progress.last_lesson(), progress.setting("theme")):
                assert found is None or isinstance(found, str | bytes | int | float)
            progress.keep("new", "there", {"there": {"n": 1}}, answer(99))
            progress.set("theme", "light")
            # Either it is saved, or the learner is told.
            assert progress.warning or progress.state("new") == {"there": {"n": 1}}


@pytest.mark.parametrize("damage", ["drop table answer", "drop table place", "alter table step drop column state"])
def test_a_file_without_what_it_should_have_is_set_aside(damage, folder):
    """The tutor would end when it comes to read or to write there, at every start."""
    path = fill(folder)
    connection = sqlite3.connect(path)
    connection.execute(damage)
    connection.close()
    with opened(folder) as progress:
        assert progress.warning
        assert works(progress)
        assert progress.state("lesson") == {}
    assert len(set_aside(folder)) == 1


def test_text_that_is_none_is_no_end(folder):
    """SQLite keeps bytes in a text column; reading them would end the tutor."""
    path = fill(folder)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("update step set state = cast(x'ff' as text) where step = 'step'")
        connection.execute("update place set step = cast(x'ff' as text)")
        connection.execute("update setting set value = cast(x'ff' as text)")
    connection.close()
    with opened(folder) as progress:
        progress.state("lesson")
        progress.place("lesson")
        progress.setting("theme")
        progress.keep("lesson", "step", {"step": {"n": 5}})
        assert progress.warning or progress.state("lesson")["step"] == {"n": 5}


def test_a_file_of_a_newer_version_is_left_alone_byte_for_byte(folder):
    """Going back to an older version would cost all that the newer one kept."""
    path = fill(folder)
    connection = sqlite3.connect(path)
    connection.execute("pragma user_version = 99")
    connection.close()
    before = path.read_bytes()
    with opened(folder) as progress:
        assert "newer" in progress.warning
        assert str(path) in progress.warning
        assert not progress.saves
        assert works(progress)
        assert progress.place("lesson") is None
    assert path.read_bytes() == before
    assert [each.name for each in folder.iterdir()] == [FILE]


def test_this_version_knows_its_own_files(folder):
    """The file just written would be one of a newer version, or be made anew each time."""
    path = fill(folder)
    connection = sqlite3.connect(path)
    assert connection.execute("pragma user_version").fetchone() == (SCHEMA,)
    connection.close()
    with opened(folder) as progress:
        assert progress.warning == ""
        assert progress.saves


# The disk


def test_a_disk_that_becomes_full_is_a_warning_and_no_end(folder):
    """The learner would be thrown out of the lesson, or believe that it is saved."""
    with opened(folder) as progress:
        progress.keep("lesson", "step", {"step": {"n": 1}}, answer(1))
        pages = progress.connection.execute("pragma page_count").fetchone()[0]
        progress.connection.execute(f"pragma max_page_count = {pages}")
        for number in range(5):
            progress.keep("lesson", "step", {f"step{number}": {"text": "x" * 20_000}}, answer(100 + number))
        progress.set("theme", "x" * 100_000)
        assert "full" in progress.warning
        assert not progress.saves
        assert progress.state("lesson")["step"] == {"n": 1}
        # All or nothing: no answer is logged whose state was not kept.
        assert progress.connection.execute("select count(*) from answer").fetchone() == (1,)
    assert answers_in(folder / FILE) == ["check-1"]


def test_what_could_not_be_saved_does_not_stop_what_can_be(folder):
    """One moment without room would cost all that follows it."""
    with opened(folder) as progress:
        progress.keep("lesson", "step", {})
        pages = progress.connection.execute("pragma page_count").fetchone()[0]
        progress.connection.execute(f"pragma max_page_count = {pages}")
        progress.keep("lesson", "step", {"step": {"text": "x" * 50_000}}, answer(1))
        assert progress.warning
        progress.connection.execute("pragma max_page_count = 100000")
        progress.keep("lesson", "last", {"last": {"n": 2}}, answer(2))
    with opened(folder) as progress:
        assert progress.place("lesson") == "last"
        assert progress.state("lesson")["last"] == {"n": 2}


def test_a_file_that_another_program_holds_is_a_warning(folder):
    """A backup that runs would throw the learner out of the lesson."""
    path = fill(folder)
    with opened(folder) as progress:
        progress.connection.execute("pragma busy_timeout = 20")
        other = sqlite3.connect(path)
        other.execute("begin immediate")
        progress.keep("lesson", "step", {"step": {"n": 7}}, answer(7))
        assert "locked" in progress.warning
        assert progress.state("lesson")["step"] == {"n": 2}
        other.rollback()
        other.close()
        progress.keep("lesson", "step", {"step": {"n": 8}}, answer(8))
    assert answers_in(path)[-1] == "check-8"


def test_two_programs_at_once_keep_both(folder):
    """Two terminals: the answers of one would be lost, or one of them would end."""
    first, second = open_progress(folder), open_progress(folder)
    for number in range(20):
        (first, second)[number % 2].keep(f"lesson{number % 2}", f"step{number}", {"s": {"n": number}}, answer(number))
    assert (first.warning, second.warning) == ("", "")
    assert first.place("lesson1") == "step19"
    assert second.place("lesson0") == "step18"
    first.close()
    second.keep("lesson1", "last", {}, answer(20))
    second.close()
    assert answers_in(folder / FILE) == [f"check-{number}" for number in range(21)]


def test_two_programs_that_begin_at_the_same_moment_begin_one_file(folder):
    """Opened twice while the file is being made, it would be taken for damaged and set aside."""
    barrier, warnings = threading.Barrier(4), []

    def begin(number):
        barrier.wait()
        with opened(folder) as progress:
            progress.keep(f"lesson{number}", "step", {}, answer(number))
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
    """A crash, or the battery, would cost what was answered last."""
    code = """if True:
        import sys
        from fractions import Fraction
        from pathlib import Path
        from tutor import session as sessions
        from tutor.lesson.read import read
        from tutor.progress import open_progress
        from tutor.resume import keep, resume

        progress = open_progress(Path(sys.argv[1]))
        session = resume(progress, read(Path(sys.argv[2])))
        keep(progress, None, session)
        for number in range(-1, -6, -1):
            before, session = session, sessions.answer(session, (Fraction(number),))
            session = sessions.rate(session, 2)
            keep(progress, before, session)
            print(number, flush=True)
        sys.stdin.read()
    """
    lesson = next((Path(__file__).parents[1] / "lessons").glob("*-straight-or-bent.md"))
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
        rows = progress.connection.execute("select answer from answer order by number").fetchall()
        assert [json.loads(row[0]) for row in rows] == [[str(number)] for number in range(-1, -6, -1)]
        (state,) = [state for state in progress.state("straight-or-bent").values() if state["checks"]]
        assert len(next(iter(state["checks"].values()))["answers"]) == 5


def test_nothing_is_written_where_nothing_can_be_saved(tmp_path, monkeypatch):
    """Files would turn up in the folder from which the tutor was started."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    with opened(tmp_path / "file" / "x") as progress:
        assert works(progress)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
