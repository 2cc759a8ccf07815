"""relu-tutor play: what is read before the playground opens, and what is kept of it."""

import io
import os
from pathlib import Path

import pytest

from tutor.bench import set_up
from tutor.commands import play
from tutor.labs.play import PlayLab
from tutor.playground.file import begun, keep, place, save
from tutor.progress import home
from tutor.store import Store


@pytest.fixture
def screens(monkeypatch):
    """With what the full screen was begun, each time; it opens nothing here."""
    found = []
    monkeypatch.setattr("tutor.terminal.has_screen", lambda: True)
    monkeypatch.setattr(play, "full_screen", lambda _, __, begin: found.append(begin) or 0)
    return found


def test_a_playground_that_was_kept_is_left_for_the_screen_to_read(relu_tutor, screens):
    """What is wrong with it is said on the screen: nothing before moves the file aside without a word."""
    kept = home() / "playground.toml"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text("nonsense", encoding="utf-8")
    assert relu_tutor("play")[0] == 0
    assert [(begin.play, begin.opened) for begin in screens] == [(Path(), None)]
    assert kept.read_text(encoding="utf-8") == "nonsense"
    assert "playground cannot be opened" in begun(None, kept, Store())[1]


def test_a_file_is_read_once_and_handed_over(relu_tutor, screens, tmp_path):
    """The screen shows the bench that was read before it opened."""
    file = tmp_path / "mine.toml"
    file.write_text("seed = 7", encoding="utf-8")
    assert relu_tutor("play", str(file))[0] == 0
    assert [(begin.play, begin.opened[0].settings["seed"]) for begin in screens] == [(file, 7)]


def test_a_file_that_cannot_be_used_is_told_before_the_screen_opens(relu_tutor, screens, tmp_path):
    """In one line, with the key that is wrong."""
    (tmp_path / "bad.toml").write_text("hidden = 3", encoding="utf-8")
    status, said, errors = relu_tutor("play", "bad.toml")
    assert (status, said, screens) == (2, "", [])
    assert "bad.toml: hidden" in errors
    assert errors.count("\n") == 1


def test_line_by_line_the_playground_is_kept_for_the_next_time(relu_tutor):
    """What was typed stands there again; a named file stays as it is, and what was made of it is pointed to."""
    relu_tutor("play", "--plain", typed="seed = 7\nquit\n")
    assert "seed = 7" in (home() / "playground.toml").read_text(encoding="utf-8")
    Path("mine.toml").write_text("seed = 8", encoding="utf-8")
    relu_tutor("play", "--plain", "mine.toml", typed="seed = 9\nquit\n")
    assert Path("mine.toml").read_text(encoding="utf-8") == "seed = 8"
    copy = place(home(), Path("mine.toml"))
    assert "seed = 9" in copy.read_text(encoding="utf-8")
    assert str(copy) in relu_tutor("play", "--plain", "mine.toml", typed="quit\n")[1].replace("\n", "")
    assert "seed = 7" in (home() / "playground.toml").read_text(encoding="utf-8")


def test_the_playground_is_not_taken_for_what_was_made_of_a_file(tmp_path, monkeypatch):
    """A file that is older than the playground that was kept is opened line by line without a word on it."""
    monkeypatch.setattr("sys.stdin", io.StringIO("quit\n"))
    file = tmp_path / "mine.toml"
    save(set_up(PlayLab(seed=3), Store()), file)
    os.utime(file, (10, 10))
    keep(set_up(PlayLab(), Store()), place(home()))
    said = []
    play.run(["--plain", str(file)], said.append)
    assert said
    assert "not saved" not in "\n".join(said)
