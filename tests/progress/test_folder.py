"""The folder: who may read it, and what happens where there is none, none to write to, or none with locks."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from keeping import FILE, answer, fill, works
from program import COMMAND, environment, posix

from tutor.progress import folder as folders
from tutor.progress import home, open_progress, opened
from tutor.progress.backup import KEPT, back_up, backups, day_of

pytestmark = posix

ROOT_ONLY = pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs root, to be another user")
NOBODY = 54321
"""A user without an entry in the password database."""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "kept"


def modes(folder):
    """The permissions of the folder, and of each file in it."""
    return {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in (folder, *folder.iterdir())}


@pytest.mark.parametrize("umask", [0, 0o022, 0o277])
def test_nobody_else_may_read_what_is_kept(umask, folder):
    """Whatever the umask, the folder is for its owner alone, and so is each file in it, also a backup and a log."""
    before = os.umask(umask)
    try:
        with opened(folder) as progress:
            progress.keep("lesson", "step", {}, [answer(1)])
            progress.back_up()
            found = modes(folder)
        (folder / FILE).write_bytes(b"damaged")
        with opened(folder) as progress:
            assert progress.saves
            found |= modes(folder)
    finally:
        os.umask(before)
    names = sorted(name.partition("-2")[0] for name in found)
    assert names == ["kept", "progress-backup", "progress-unreadable", FILE, f"{FILE}-shm", f"{FILE}-wal"]
    assert found.pop("kept") == oct(0o700)
    assert set(found.values()) == {oct(0o600)}


def test_what_was_open_to_others_is_tightened(folder):
    """A folder and a file from a version before are closed to others."""
    fill(folder)
    folder.chmod(0o755)
    (folder / FILE).chmod(0o644)
    with opened(folder) as progress:
        assert progress.warning == ""
        assert set(modes(folder).values()) == {oct(0o700), oct(0o600)}


def test_a_folder_with_files_of_others_is_left_as_it_is(folder):
    """A folder in which there is more than the tutor's files stays open to whom it was open; the file is closed."""
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    (folder / "letter.txt").touch(0o644)
    fill(folder)
    found = modes(folder)
    assert (found["kept"], found["letter.txt"], found[FILE]) == (oct(0o755), oct(0o644), oct(0o600))


# Backups


def test_there_is_one_backup_a_day_and_three_in_all(folder, monkeypatch):
    """The first write of a day makes a backup with all that there is; the last three stay."""

    class Clock:
        day = 1

        @classmethod
        def now(cls, _zone):
            return datetime(2026, 5, cls.day, tzinfo=_zone)

    monkeypatch.setattr("tutor.progress.backup.datetime", Clock)
    with opened(folder) as progress:
        for Clock.day in (1, 1, 2, 3, 3, 4, 5):
            progress.keep("lesson", "step", {}, [answer(Clock.day)])
            back_up(progress.connection, folder)
    assert [day_of(each) for each in backups(folder)] == ["2026-05-05", "2026-05-04", "2026-05-03"]
    assert len(backups(folder)) == KEPT
    connection = sqlite3.connect(backups(folder)[-1])
    assert connection.execute('select "check" from answer order by number').fetchall() == [
        (f"check-{day}",) for day in (1, 1, 2, 3)
    ]
    connection.close()
    assert sorted(path.name for path in folder.iterdir()) == [
        *(each.name for each in reversed(backups(folder))),
        FILE,
    ]


def test_a_backup_that_cannot_be_made_is_no_failure(folder, monkeypatch):
    """Where no backup can be made, what is kept is saved all the same, and nothing is left lying about."""
    monkeypatch.setattr("tutor.progress.backup.mkstemp", lambda *_: open("/nowhere/at all"))  # noqa: SIM115, PTH123
    with opened(folder) as progress:
        assert progress.keep("lesson", "step", {}, [answer(1)])
        progress.back_up()
        assert progress.warning == ""
    assert [path.name for path in folder.iterdir()] == [FILE]


# No home, a home that is read-only, and one without locks


def as_nobody(arguments, folder=None, **options):
    """Run the program as a user without a home or, with a folder, one who may read that folder and no more."""
    changes = {"RELU_TUTOR_HOME": str(folder)} if folder else {}
    kept = {name: value for name, value in environment(**changes).items() if name not in {"HOME", "XDG_DATA_HOME"}}
    if not folder:
        del kept["RELU_TUTOR_HOME"]
    kept["TMPDIR"] = "/tmp"
    return subprocess.run(
        ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *COMMAND, *arguments],
        env=kept,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        **options,
    )


def can_be_run_by_others():
    """Whether another user may read this program, for a home of root is often closed."""
    return shutil.which("setpriv") and as_nobody(["--version"]).returncode == 0


@ROOT_ONLY
def test_a_user_without_a_home_has_the_list_and_a_warning():
    """Without a home folder there is no traceback: the lessons are listed, and a line says that nothing is kept."""
    if not can_be_run_by_others():
        pytest.skip("another user cannot run the program here")
    done = as_nobody(["list"])
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 21)
    assert done.stderr.startswith("Progress cannot be saved")
    assert len(done.stderr.splitlines()) == 1


def test_there_is_no_home_where_the_platform_knows_none(monkeypatch):
    """Where the platform's place for user data cannot be found, there is no home, and a session without saving."""

    def nowhere(*_arguments, **_options):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("RELU_TUTOR_HOME")
    monkeypatch.setattr(folders.platformdirs, "user_data_path", nowhere)
    assert home() is None
    with opened(home()) as progress:
        assert "no home folder" in progress.warning
        assert (progress.saves, progress.sign) == (False, "NOT SAVED")
        assert works(progress)


READ = """if True:
    import sys
    from pathlib import Path
    from tutor.progress import opened
    with opened(Path(sys.argv[1])) as progress:
        print(len(progress.answers("lesson")), progress.setting("theme"), progress.saves, progress.warning)
        progress.keep("lesson", "step", {}, progress.answers("lesson")[:1])
        print(len(progress.answers("lesson")))
"""


@ROOT_ONLY
@pytest.mark.parametrize(
    ("modes", "log"),
    [((0o500, 0o600), False), ((0o700, 0o400), False), ((0o700, 0o400), True), ((0o500, 0o400), True)],
    ids=["the folder", "the file", "the file and its log", "everything"],
)
def test_a_home_that_is_read_only_shows_what_it_has(modes, log, folder, tmp_path):
    """A folder or file that may only be read shows its progress, with what its log adds, and says nothing is saved."""
    if not can_be_run_by_others():
        pytest.skip("another user cannot run the program here")
    fill(folder)
    progress = open_progress(folder)
    progress.keep("lesson", "step", {}, [answer(3)])
    if not log:
        progress.close()
    for path in (tmp_path, *tmp_path.parents):
        if path == Path(tempfile.gettempdir()):
            break
        path.chmod(0o755)
    for path in (folder, *folder.iterdir()):
        os.chown(path, NOBODY, NOBODY)
        path.chmod(modes[path != folder])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = subprocess.run(
        ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", sys.executable, "-c", READ, folder],
        env={**environment(), "TMPDIR": "/tmp"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout.startswith(f"4 dark False Progress cannot be saved in {folder} (")
    assert done.stdout.splitlines()[-1] == "5", "the session goes on"
    assert {name: (folder / name).read_bytes() for name in before} == before
    if log:
        progress.close()


NO_LOCKS = r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <errno.h>
#include <stdarg.h>
#include <dlfcn.h>
static int (*real)(int, int, ...);
#define BODY(name) int name(int fd, int cmd, ...) { \
  va_list a; va_start(a, cmd); void *p = va_arg(a, void *); va_end(a); \
  if (!real) real = dlsym(RTLD_NEXT, "fcntl"); \
  if (cmd == F_SETLK || cmd == F_SETLKW) { errno = ENOLCK; return -1; } \
  return real(fd, cmd, p); }
BODY(fcntl)
BODY(fcntl64)
"""
"""A library before which file locks fail, as on a network file system without them."""

OPEN = """if True:
    import sys
    from pathlib import Path
    from tutor.progress import opened
    with opened(Path(sys.argv[1])) as progress:
        print(len(progress.answers("lesson")), progress.saves, progress.warning)
"""


@pytest.mark.skipif(not shutil.which("gcc") or not sys.platform.startswith("linux"), reason="needs gcc on Linux")
@pytest.mark.parametrize("filled", [True, False], ids=["an old file", "a new file"])
def test_a_home_without_locks_is_told_of_soon(filled, folder, tmp_path):
    """On a file system without locks the start waits for a second, not for ten, and says that nothing is saved."""
    if filled:
        fill(folder)
    (tmp_path / "nolock.c").write_text(NO_LOCKS)
    library = tmp_path / "nolock.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, tmp_path / "nolock.c", "-ldl"], check=True)
    done = subprocess.run(
        [sys.executable, "-c", OPEN, folder],
        env=environment(LD_PRELOAD=str(library)),
        capture_output=True,
        text=True,
        check=True,
        timeout=9,  # it waited for ten once
    )
    answers, saves, warning = done.stdout.split(" ", 2)
    assert (answers, saves) == ("3" if filled else "0", "False")
    assert "locked" in warning


def test_a_file_that_another_program_holds_is_waited_for_a_second(folder):
    """While another program holds the file, the start goes on without saving, with what the file has."""
    path = fill(folder)
    other = sqlite3.connect(path)
    other.execute("begin exclusive")
    with opened(folder) as progress:
        assert "locked" in progress.warning
        assert len(progress.answers("lesson")) == 3
    other.rollback()
    other.close()
