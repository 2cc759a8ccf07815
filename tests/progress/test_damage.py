"""A file of progress that is damaged, cut short, or of another version: read as far as it goes, or set aside."""

import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from keeping import FILE, answer, fill, set_aside, works

from tutor.progress import SCHEMA, open_progress, opened


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "kept"


@pytest.mark.parametrize(
    "garbage",
    [b"garbage", b"x" * 100_000, b"SQLite format 3\0" + b"\xff" * 5_000, bytes(range(256)) * 64],
    ids=["short", "long", "a good beginning", "every byte"],
)
def test_garbage_is_set_aside_as_it_is_and_a_new_file_works(garbage, folder):
    """A file that is no database is set aside byte for byte, and a new one saves."""
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
    """Files set aside in the same second get different names."""
    folder.mkdir()
    for garbage in (b"first", b"second", b"third"):
        (folder / FILE).write_bytes(garbage)
        open_progress(folder).close()
    assert sorted(path.read_bytes() for path in set_aside(folder)) == [b"first", b"second", b"third"]


def test_the_journal_of_a_damaged_file_is_set_aside_with_it(folder):
    """The journal beside a damaged file, which may hold the last answers alone, is set aside with it."""
    with opened(folder) as progress:
        progress.keep("lesson", "step", {}, [answer(1)])
        journal = (folder / f"{FILE}-wal").read_bytes()
    (folder / FILE).write_bytes(b"damaged " * 1000)
    (folder / f"{FILE}-wal").write_bytes(journal)
    with opened(folder) as progress:
        assert works(progress)
    assert journal in [path.read_bytes() for path in set_aside(folder)]


def test_a_file_cut_short_anywhere_loses_nothing_that_is_left_of_it(folder):
    """A file cut short at any byte is used if nothing is lost, and else set aside as it is."""
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
                assert (aside, bool(progress.warning)) in (([], False), ([whole[:cut]], True)), cut
                assert complete or aside, cut


def test_an_empty_file_is_a_new_one(folder):
    """An empty file is filled without a warning."""
    folder.mkdir()
    (folder / FILE).touch()
    with opened(folder) as progress:
        assert progress.warning == ""
        assert works(progress)


@given(st.data())
def test_a_file_with_wrong_bytes_is_read_or_set_aside(tmp_path_factory, data):
    """A file with wrong bytes anywhere is read or set aside without an error, and what cannot be saved is told."""
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
            assert isinstance(progress.answers("lesson"), list)
            for found in (progress.place("lesson"), progress.last_lesson(), progress.setting("theme")):
                assert found is None or isinstance(found, str | bytes | int | float)
            progress.keep("new", "there", {"there": {"n": 1}}, [answer(99)])
            progress.set("theme", "light")
            # Either it is saved, or the learner is told.
            assert progress.warning or progress.state("new") == {"there": {"n": 1}}


@pytest.mark.parametrize("damage", ["drop table answer", "drop table place", "alter table step drop column state"])
def test_a_file_without_what_it_should_have_is_set_aside(damage, folder):
    """A file that lacks a table or a column is set aside, and the new one has what the old one has elsewhere."""
    path = fill(folder)
    connection = sqlite3.connect(path)
    connection.execute(damage)
    connection.close()
    with opened(folder) as progress:
        assert progress.warning
        assert works(progress)
        # What is dropped is written over with zeros.
        assert set(progress.state("lesson")) == (set() if "step" in damage else {"step", "other"})
        assert progress.answers("lesson") == ([] if "answer" in damage else [answer(0), answer(1), answer(2)])
    assert len(set_aside(folder)) == 1


def test_text_that_is_none_is_no_end(folder):
    """Bytes that are no text in a text column raise nothing, and what is kept afterwards is saved or warned of."""
    path = fill(folder)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("update step set state = cast(x'ff' as text) where step = 'step'")
        connection.execute("update place set step = cast(x'ff' as text)")
        connection.execute("update setting set value = cast(x'ff' as text)")
        connection.execute("update answer set answer = cast(x'ff' as text) where number = 1")
    connection.close()
    with opened(folder) as progress:
        progress.state("lesson")
        assert progress.answers("lesson") == [answer(1), answer(2)]
        progress.place("lesson")
        progress.setting("theme")
        progress.keep("lesson", "step", {"step": {"n": 5}}, [])
        assert progress.warning or progress.state("lesson")["step"] == {"n": 5}


def test_a_file_of_a_newer_version_is_left_alone_byte_for_byte(folder):
    """A file of a newer schema is not changed by a byte, and nothing is saved."""
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
    """A file of this version says so, and opens without a warning."""
    path = fill(folder)
    connection = sqlite3.connect(path)
    assert connection.execute("pragma user_version").fetchone() == (SCHEMA,)
    connection.close()
    with opened(folder) as progress:
        assert progress.warning == ""
        assert progress.saves
