"""Crash files: each crash has its own, the last ten stay, and reporting a bug never fails."""

import os
import re
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from program import environment, posix

from tutor import crash

BREAK = """
import sys
from tutor import cli
from tutor.lesson import library

def load(paths):
    raise RuntimeError("on purpose: " + sys.argv[1])

library.load = load
sys.exit(cli.main(["list"]))
"""
"""The program with a bug in it; the first argument tells one crash from another."""


@pytest.fixture
def home(tmp_path):
    """The home folder of the program."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """The folder for temporary files."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def error(message):
    """An error with a traceback."""
    try:
        raise RuntimeError(message)
    except RuntimeError as raised:
        return raised


def named(line):
    """The file that the report of a bug names."""
    return Path(line.partition("The traceback is in ")[2])


def crashes(folder):
    return sorted(folder.glob("crash-*.txt"))


def test_two_crashes_in_one_second_have_a_file_each(home):
    """Two processes that crash at the same time leave two whole tracebacks, in the files that they name."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", BREAK, name],
            env=environment(),
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("first", "second")
    ]
    ended = [(process.communicate(timeout=60)[1], process.returncode) for process in processes]
    assert len(crashes(home)) == 2
    for name, (errors, status) in zip(("first", "second"), ended, strict=True):
        assert status == 70
        assert f"on purpose: {name}" in named(errors.rstrip("\n")).read_text(encoding="utf-8")


def test_crashes_at_the_same_moment_have_a_file_each(home, monkeypatch):
    """A name that is taken is never overwritten: the next one is tried."""
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=i) for i in (0, 0, 0, 1, 1, 2)]

    class Clock:
        @staticmethod
        def now(_zone):
            return moments.pop(0)

    monkeypatch.setattr(crash, "datetime", Clock)
    files = [named(crash.report(error(f"bug {i}"))) for i in range(3)]
    assert files == crashes(home)
    assert moments == []
    for i, file in enumerate(files):
        assert f"bug {i}" in file.read_text(encoding="utf-8")


def test_a_file_holds_the_whole_traceback_and_the_line_names_it(home):
    """The report is one line, whatever the message holds, and the file it names has every line of the traceback."""
    line = crash.report(error("first\nsecond \ud800 −"))
    assert "\n" not in line
    assert line.startswith("a bug: RuntimeError: first second ")
    text = named(line).read_text(encoding="utf-8")
    assert named(line).parent == home
    assert text.startswith("Traceback")
    assert "raise RuntimeError(message)" in text
    assert r"second \ud800 −" in text


def test_the_last_ten_crashes_are_kept(home):
    """Of eleven crashes and more, the files of the last ten stay, and nothing else in the folder is touched."""
    others = [home / "progress.sqlite3", home / "crash.txt", home / "my-crash-1.txt"]
    for other in others:
        other.write_text("kept")
    files = []
    for i in range(1, 14):
        files.append(named(crash.report(error(f"bug {i}"))))
        assert crashes(home) == files[-10:]
    assert [other.read_text() for other in others] == ["kept"] * 3


def test_files_of_the_versions_before_are_the_oldest(home):
    """Crash files with a stamp in whole seconds count among the ten, and go first."""
    old = [home / f"crash-20260101-0000{i:02}.txt" for i in range(10)]
    for file in old:
        file.touch()
    new = named(crash.report(error("bug")))
    assert crashes(home) == [*old[1:], new]


def test_a_new_file_stays_where_the_clock_went_back(home):
    """The file that is named is never the one that is deleted, even if all others are dated later."""
    for i in range(12):
        (home / f"crash-29990101-0000{i:02}-000000.txt").touch()
    assert named(crash.report(error("bug"))).exists()
    assert len(crashes(home)) == 10


def test_an_old_file_that_cannot_be_deleted_does_not_matter(home):
    """A crash is kept and named where an older file withstands."""
    (home / "crash-00000000-000000.txt").mkdir()
    for i in range(10):
        assert named(crash.report(error(f"bug {i}"))).exists()
    assert len([each for each in crashes(home) if each.is_file()]) == 10


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing forbids root to write")
def test_a_home_without_permission_is_passed_over(home, elsewhere):
    """Where the home folder cannot be written, the file is in a folder of its own among the temporary files."""
    home.chmod(0o500)
    file = named(crash.report(error("bug")))
    home.chmod(0o700)
    assert file.parent.parent == elsewhere


@pytest.mark.parametrize("what", ["missing", "a file", "a device"])
def test_a_home_that_is_no_folder_is_passed_over(what, tmp_path, elsewhere, monkeypatch):
    """Where the home folder takes no file, the file is in a folder of its own among the temporary files."""
    home = {"missing": tmp_path / "missing", "a file": tmp_path / "file", "a device": Path(os.devnull)}[what]
    (tmp_path / "file").touch()
    monkeypatch.setenv("RELU_TUTOR_HOME", str(home))
    file = named(crash.report(error("bug")))
    assert file.parent.parent == elsewhere
    assert file.parent.name.startswith("relu-tutor-")
    assert "RuntimeError: bug" in file.read_text(encoding="utf-8")


def test_no_temporary_file_of_another_program_goes(tmp_path, elsewhere, monkeypatch):
    """In the folder that all programs share, each crash has a folder of its own, and no file of another goes."""
    monkeypatch.setenv("RELU_TUTOR_HOME", str(tmp_path / "missing"))
    others = [elsewhere / f"crash-2026010{i}.txt" for i in range(12)]
    for other in others:
        other.touch()
    files = [named(crash.report(error("bug"))) for _ in range(11)]
    assert sorted(elsewhere.iterdir()) == sorted([*others, *(file.parent for file in files)])
    assert all(file.exists() for file in files)


@posix
def test_a_crash_file_can_be_read_by_the_user_alone(home, elsewhere, monkeypatch):
    """Whatever the umask, nobody else may read a crash file, or look into the folder that is made for it."""
    before = os.umask(0)
    try:
        files = [named(crash.report(error("bug")))]
        monkeypatch.setenv("RELU_TUTOR_HOME", str(home / "missing"))
        files.append(named(crash.report(error("bug"))))
    finally:
        os.umask(before)
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * 2
    assert stat.S_IMODE(files[1].parent.stat().st_mode) == 0o700
    assert files[1].parent.parent == elsewhere


@posix
def test_nothing_is_written_through_a_link(home, monkeypatch):
    """A link with the name that a crash file would get is passed over, and what it points to stays as it is."""
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=i) for i in (0, 1)]

    class Clock:
        @staticmethod
        def now(_zone):
            return moments.pop(0)

    monkeypatch.setattr(crash, "datetime", Clock)
    victim = home.parent / "victim"
    victim.write_text("mine")
    (home / "crash-20260101-000000-000000.txt").symlink_to(victim)
    assert named(crash.report(error("bug"))).name == "crash-20260101-000000-000001.txt"
    assert victim.read_text() == "mine"


@pytest.mark.usefixtures("home")
def test_a_crash_file_tells_no_values(monkeypatch):
    """A crash file has neither the environment nor the values of variables."""
    monkeypatch.setenv("SECRET", "from-the-environment")
    password = "from-a-variable"

    def fail(_value):
        raise RuntimeError("bug")

    with pytest.raises(RuntimeError) as raised:
        fail(password.upper())
    text = named(crash.report(raised.value)).read_text(encoding="utf-8")
    assert "from-the-environment" not in text
    assert "FROM-A-VARIABLE" not in text


def test_a_user_without_a_home_gets_a_file_all_the_same(elsewhere, monkeypatch):
    """Where there is no home folder, the crash file has a folder of its own among the temporary files."""
    monkeypatch.setattr(crash, "_FOLDERS", (lambda: None, *crash._FOLDERS[1:]))
    assert named(crash.report(error("bug"))).parent.parent == elsewhere


def test_without_any_folder_the_traceback_is_in_the_report(tmp_path, monkeypatch):
    """Where no folder takes a file, the traceback follows the line."""
    monkeypatch.setenv("RELU_TUTOR_HOME", str(tmp_path / "missing"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing too"))
    report = crash.report(error("bug"))
    assert report.startswith("a bug: RuntimeError: bug. Traceback")
    assert "raise RuntimeError(message)" in report


def test_a_full_disk_is_no_second_bug(home, elsewhere, monkeypatch):
    """Where the disk of the home folder is full, the file is in a folder of its own among the temporary files."""
    if not Path("/dev/full").exists():
        pytest.skip("there is no device that is always full")
    opened = os.open

    def full(path, flags, mode=0o777):
        return opened("/dev/full", os.O_WRONLY) if Path(path).parent == home else opened(path, flags, mode)

    monkeypatch.setattr(os, "open", full)
    assert named(crash.report(error("bug"))).parent.parent == elsewhere


def test_an_error_that_cannot_say_what_it_is_is_reported_all_the_same(home):
    """An error whose text raises, or has none, is reported by its name."""

    class BrokenError(Exception):
        def __str__(self):
            raise ValueError("broken too")

    line = crash.report(BrokenError())
    assert re.match(r"a bug: \S*BrokenError: <exception str\(\) failed>\. The traceback is in ", line)
    assert crash.report(RuntimeError()).startswith("a bug: RuntimeError. The traceback is in ")
    assert crash.report(sqlite3.OperationalError("locked")).startswith("a bug: sqlite3.OperationalError: locked. ")
    assert len(crashes(home)) == 3
