"""relu-tutor doctor: says what is well, mends what it can, and says what is left to do."""

import io
import stat
import sys
from importlib import metadata

import pytest
from keeping import FILE, fill
from program import posix

from tutor.commands import doctor
from tutor.progress import home, opened


@pytest.fixture
def examine(relu_tutor):
    """Runs the doctor: its exit status, and its lines by their first word."""

    def run():
        status, printed, errors = relu_tutor("doctor")
        assert errors == ""
        lines = printed.splitlines()
        assert {line.partition(": ")[0] for line in lines} <= {"ok", "mended", "look"}
        found = {
            state: [line.partition(": ")[2] for line in lines if line.startswith(f"{state}: ")] for state in STATES
        }
        assert status == (1 if found["look"] else 0)
        return found

    return run


STATES = (doctor.OK, doctor.MENDED, doctor.LOOK)


def test_where_all_is_well_it_says_so(examine):
    """With sound progress and a backup every line is ok, and the status is 0."""
    fill(home())
    with opened(home()) as progress:
        progress.back_up()
    found = examine()
    assert (found["mended"], found["look"]) == ([], [])
    told = "\n".join(found["ok"])
    for each in ("yours alone", "3 answers", "the backup of", "encoding", "⠁⠃⠇", "Python", "textual", "numpy"):
        assert each in told, each


def test_before_the_first_lesson_all_is_well(examine):
    """Without any progress nothing is wrong."""
    assert examine()["look"] == []


def test_a_damaged_file_is_mended(examine):
    """A damaged file is set aside and rebuilt, which is told; the next look finds all well."""
    path = fill(home())
    data = bytearray(path.read_bytes())
    at = data.index(b'["1/3", "1"]')
    data[at + 3] ^= 1
    path.write_bytes(data)
    found = examine()
    assert found["look"] == []
    assert any("3 answers" in each for each in found["mended"])
    with opened(home()) as progress:
        assert [record.answer[1] for record in progress.answers("lesson")] == ["0", "1", "2"]
    again = examine()
    assert again["mended"] == []
    assert any("set aside" in each for each in again["ok"])


@posix
def test_permissions_are_mended(examine):
    """What others could read is closed to them, and each is named."""
    path = fill(home())
    with opened(home()) as progress:
        progress.back_up()
    (home() / "crash-1.txt").touch()
    files = [path, home() / "crash-1.txt", next(home().glob("progress-backup-*"))]
    for each in files:
        each.chmod(0o644)
    home().chmod(0o755)
    (told,) = examine()["mended"]
    assert all(each.name in told for each in (*files, home()))
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}
    assert stat.S_IMODE(home().stat().st_mode) == 0o700
    assert examine()["mended"] == []


@posix
def test_a_folder_that_is_shared_is_left_to_the_user(examine):
    """A folder with files of others in it is not closed; the line says how to do it."""
    fill(home())
    (home() / "letter.txt").touch()
    home().chmod(0o755)
    (told,) = examine()["look"]
    assert f"chmod go= {home()}" in told


def test_what_was_never_finished_is_deleted(examine):
    """What a program that was killed left of a new file goes."""
    fill(home())
    (home() / "progress-new-abc.sqlite3").touch(mode=0o600)
    (told,) = examine()["mended"]
    assert "progress-new-abc" in told
    assert not (home() / "progress-new-abc.sqlite3").exists()


def test_what_cannot_be_mended_is_left_to_the_user(examine, monkeypatch):
    """A folder that cannot be, no folder at all, and a backup that cannot be read: each line says what to do."""
    fill(home())
    (home() / "progress-backup-20260101.sqlite3").write_bytes(b"garbage" * 99)
    (told,) = examine()["look"]
    assert "delete it" in told
    monkeypatch.setenv("RELU_TUTOR_HOME", str(home() / FILE / "below"))
    told = examine()["look"]
    assert "Progress cannot be saved" in told[0]
    monkeypatch.setattr(doctor, "home", lambda: None)
    assert "RELU_TUTOR_HOME" in examine()["look"][0]


class Terminal(io.TextIOWrapper):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("encoding", "term", "size", "said"),
    [
        ("utf-8", "xterm", (100, 40), ""),
        ("utf-8", "xterm", (59, 40), "make it 60"),
        ("utf-8", "dumb", (100, 40), "line by line"),
        ("cp437", "xterm", (100, 40), "lacks braille"),
    ],
)
def test_the_terminal_is_looked_at(encoding, term, size, said, monkeypatch):
    """A terminal that is too small, cannot move its cursor or lacks signs is told of, with what to do."""
    monkeypatch.setattr(sys, "stdout", Terminal(io.BytesIO(), encoding=encoding))
    monkeypatch.setattr(sys, "stdin", Terminal(io.BytesIO()))
    monkeypatch.setattr("shutil.get_terminal_size", lambda: size)
    monkeypatch.setenv("TERM", term)
    told = [text for state, text in doctor.of_terminal() if state == doctor.LOOK]
    assert [said in text for text in told] == ([True] if said else [])


def test_versions_are_compared_with_what_is_asked_for(monkeypatch):
    """A package that is too old, too new or missing is told of, with the command that mends it."""
    found = {"textual": "8.2.4", "numpy": "2.0.0rc1", "pydantic": "2.7", "platformdirs": "5.0"}

    def version(name):
        if name not in found:
            raise metadata.PackageNotFoundError(name)
        return found[name]

    asked = ["textual<9,>=8.2.5", "numpy>=1.26", "pydantic>=2.7", "platformdirs<5,>=4"]
    asked += ["markdown-it-py>=3", 'torch>=2.2; extra == "bench"']
    monkeypatch.setattr(metadata, "version", version)
    monkeypatch.setattr(metadata, "requires", lambda _: asked)
    told = [text for state, text in doctor.of_versions() if state == doctor.LOOK]
    assert [text.partition(" ")[0] for text in told] == ["textual", "platformdirs", "markdown-it-py"]
    assert "pip install 'textual<9,>=8.2.5'" in told[0]
    assert "pip install 'markdown-it-py>=3'" in told[2]
