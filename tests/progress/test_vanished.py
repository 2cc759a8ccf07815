"""The file of progress under our hands: deleted, replaced or cut while it is open, or between two runs."""

import os
import shutil
import sys

import pytest
from keeping import FILE, answer, answers_in, fill, set_aside

from tutor.progress import EventRecord, open_progress, opened

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there an open file can neither be deleted nor moved")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "kept"


@pytest.fixture
def progress(folder):
    """Progress that is open, with three answers, an event and a setting from the run before."""
    fill(folder)
    with opened(folder) as found:
        assert found.keep("lesson", "step", {}, [], [EventRecord("step", "hint", "check-1", count=2)])
        assert found.warning == ""
        yield found


def has_everything(folder, *more):
    """Whether the next run finds all that was kept, and these answers."""
    with opened(folder) as later:
        assert later.answers("lesson") == [answer(0), answer(1), answer(2), *more]
        assert later.events("lesson") == {EventRecord("step", "hint", "check-1", count=2)}
        assert later.state("lesson") == {"step": {"n": 2}, "other": {"text": "ü" * 50}}
        assert later.setting("theme") == "dark"
        return later.warning == ""


def delete(path):
    path.unlink()


def delete_all(path):
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()


def delete_folder(path):
    shutil.rmtree(path.parent)


def delete_log(path):
    path.with_name(f"{path.name}-wal").unlink()


def delete_index(path):
    path.with_name(f"{path.name}-shm").unlink()


def cut(path):
    os.truncate(path, 0)


def cut_half(path):
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize("what", [delete, delete_all, delete_folder, delete_log, delete_index, cut, cut_half])
def test_what_is_done_to_an_open_file_loses_nothing_and_is_told(what, progress, folder):
    """The next answer is in a file that the next run finds, with all that was there before; and a sign stays."""
    what(folder / FILE)
    assert progress.keep("lesson", "step", {}, [answer(3)])
    assert progress.saves
    assert "while relu-tutor was open" in progress.warning
    assert progress.sign == "SAVED ANEW"
    assert progress.answers("lesson") == [answer(0), answer(1), answer(2), answer(3)]
    assert progress.keep("lesson", "step", {}, [answer(4)])
    assert progress.sign == "SAVED ANEW"
    progress.close()
    assert has_everything(folder, answer(3), answer(4))


@pytest.mark.parametrize("what", [delete_all, cut])
def test_the_file_of_another_program_is_joined(what, progress, folder):
    """Where another program has begun a new file there, all that it has stays, and all that was known is added."""
    what(folder / FILE)
    if what is cut:
        delete_all(folder / FILE)
    with opened(folder) as other:
        assert other.keep("lesson", "step", {}, [answer(7)], [EventRecord("step", "seen")])
        assert progress.keep("lesson", "step", {}, [answer(3)])
        assert {record.check for record in other.answers("lesson")} == {f"check-{n}" for n in (0, 1, 2, 3, 7)}
        assert other.keep("lesson", "step", {}, [answer(8)])
    assert progress.changed_elsewhere()
    assert len(progress.answers("lesson")) == 6
    assert progress.events("lesson") == {
        EventRecord("step", "seen"),
        EventRecord("step", "hint", "check-1", count=2),
    }


def test_an_older_copy_in_its_place_is_joined(folder):
    """A copy from before, as a program that keeps folders alike puts it there, gets what came since, in order."""
    path = fill(folder)
    copy = path.read_bytes()
    with opened(folder) as progress:
        progress.keep("lesson", "step", {"step": {"n": 7}}, [answer(3), answer(4)])
        delete_all(path)
        path.write_bytes(copy)
        progress.keep("lesson", "step", {}, [answer(5)])
        assert progress.state("lesson")["step"] == {"n": 7}, "the later state stays"
    assert answers_in(path) == [f"check-{n}" for n in range(6)]


def test_while_there_can_be_no_file_everything_is_known_and_written_later(progress, folder):
    """Where the folder cannot be made again, the session goes on and says so; all is written as soon as it can be."""
    shutil.rmtree(folder)
    folder.write_text("in the way")
    assert not progress.keep("lesson", "step", {}, [answer(3)])
    assert progress.sign == "NOT SAVED"
    assert str(folder) in progress.warning
    assert progress.answers("lesson") == [answer(0), answer(1), answer(2)]
    assert not progress.keep("lesson", "step", {}, [answer(3)])
    folder.unlink()
    assert progress.keep("lesson", "step", {}, [answer(3)])
    assert progress.saves
    progress.close()
    assert has_everything(folder, answer(3))


def test_a_file_that_stays_is_never_taken_for_another(folder):
    """Two programs that write by turns, and one that opens and closes, are no news about the file itself."""
    fill(folder)
    with opened(folder) as one, opened(folder) as two:
        for number in range(3, 9):
            with opened(folder):
                pass
            assert (one, two)[number % 2].keep("lesson", "step", {}, [answer(number)])
            assert (one.warning, two.warning) == ("", "")
        two.connection.execute("pragma wal_checkpoint(truncate)")
        assert one.keep("lesson", "step", {}, [answer(9)])
        assert one.warning == ""
    assert answers_in(folder / FILE) == [f"check-{n}" for n in range(10)]


# Between two runs


@pytest.mark.parametrize("what", [delete, cut])
def test_what_was_lost_between_two_runs_comes_from_the_backup_and_is_told(what, folder):
    """A file that is gone or empty is restored from the newest backup that has it, and the learner is told."""
    path = fill(folder)
    with opened(folder) as progress:
        progress.back_up()
    what(path)
    with opened(folder) as progress:
        assert "3 answers" in progress.warning.replace("3 from", "3 answers from")
        assert "backup" in progress.warning
        assert progress.saves
        assert progress.answers("lesson") == [answer(0), answer(1), answer(2)]
    with opened(folder) as progress:
        assert progress.warning == ""


def test_an_empty_file_beside_a_log_gives_what_the_log_has(folder):
    """A program that was killed leaves its last answers in the log; a file that is cut afterwards gets them back."""
    progress = open_progress(folder)
    progress.keep("lesson", "step", {}, [answer(0), answer(1)])
    for name in ("", "-wal"):
        shutil.copy(folder / f"{FILE}{name}", folder / f"copy{name}")
    progress.close()
    os.truncate(folder / "copy", 0)
    for name in ("", "-wal"):
        (folder / f"copy{name}").replace(folder / f"{FILE}{name}")
    with opened(folder) as later:
        assert later.answers("lesson") == [answer(0), answer(1)]
        assert later.warning
    assert set_aside(folder)


def test_a_new_folder_is_no_loss(folder):
    """Where there never was a file, a new one begins without a word."""
    with opened(folder) as progress:
        assert (progress.warning, progress.sign) == ("", "")


def test_a_commit_with_an_answer_waits_for_the_disk(folder):
    """A transaction with an answer is synchronous; one without need not be."""
    with opened(folder) as progress:
        progress.keep("lesson", "step", {}, [answer(0)])
        assert progress.connection.execute("pragma synchronous").fetchone() == (2,)
        progress.keep("lesson", "step", {"step": {"n": 1}}, [])
        assert progress.connection.execute("pragma synchronous").fetchone() == (1,)


def test_a_file_that_sqlite_finds_damaged_while_it_is_open_is_no_crash(progress, folder):
    """What can no longer be read is a warning, and the next start finds again what can be found."""
    progress.connection.execute("pragma wal_checkpoint(truncate)")
    with (folder / FILE).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096)
    progress.connection.execute("pragma shrink_memory")
    progress.answers("lesson")
    progress.state("lesson")
    progress.keep("lesson", "step", {}, [answer(3)])
    assert progress.warning
    progress.close()
    with opened(folder) as later:
        assert "could not be read" in later.warning
        assert later.saves
