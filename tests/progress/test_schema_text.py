"""The text in which a file of progress says what its tables are: a wrong byte in it is noticed, and nothing is lost."""

import sqlite3
from contextlib import closing

import pytest
from keeping import answer, fill, set_aside, works

from tutor.progress import opened
from tutor.progress.database import IN_MEMORY, bring_up_to_date, damage


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "kept"


def statements(path):
    """The statements that made the tables of a file."""
    with closing(sqlite3.connect(path)) as connection:
        return [sql for (sql,) in connection.execute("select sql from sqlite_master where sql is not null")]


def found_in(data):
    """What is found to be wrong with a file; empty when all is well."""
    with closing(sqlite3.connect(IN_MEMORY)) as connection:
        connection.text_factory = lambda text: text.decode("utf-8", "replace")
        connection.deserialize(data)
        try:
            bring_up_to_date(connection)
            return damage(connection)
        except sqlite3.DatabaseError as error:
            return str(error)


WRONG = {"one bit": lambda byte: byte ^ 1, "a comma": lambda _: ord(","), "a blank": lambda _: ord(" ")}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_wrong_byte_anywhere_in_the_schema_is_noticed(wrong, folder):
    """SQLite reads many of these files without a word, with other columns or without a key."""
    path = fill(folder)
    whole = path.read_bytes()
    whole = whole[:18] + b"\1\1" + whole[20:]  # a copy in memory has no write-ahead log
    assert found_in(whole) == ""
    offsets = [whole.index(sql.encode()) + i for sql in statements(path) for i in range(len(sql))]
    assert len(offsets) > 900
    changed = {at: wrong(whole[at]) for at in offsets if wrong(whole[at]) != whole[at]}
    unnoticed = [at for at, byte in changed.items() if not found_in(whole[:at] + bytes([byte]) + whole[at + 1 :])]
    assert unnoticed == []


@pytest.mark.parametrize(
    ("stated", "wrong"),
    [
        ('"count" integer not null', '"count",integer not null'),  # a column too many: no event can be written
        ('"lesson" text not null', '"messon" text not null'),  # SQLite takes "lesson" for a text then
        (', primary key ("lesson", "step")', ', primary ley ("lesson", "step")'),
    ],
    ids=["a column too many", "a column renamed", "no key"],
)
def test_a_file_with_wrong_columns_is_set_aside_and_all_of_it_is_found(stated, wrong, folder):
    """The answers of before are there, those of now are kept, and the learner is told."""
    path = fill(folder)
    damaged = path.read_bytes().replace(stated.encode(), wrong.encode(), 1)
    path.write_bytes(damaged)
    with opened(folder) as progress:
        assert "could not be read" in progress.warning
        assert progress.saves
        assert progress.answers("lesson") == [answer(0), answer(1), answer(2)]
        assert works(progress)
    assert [each.read_bytes() for each in set_aside(folder)] == [damaged]
    with opened(folder) as progress:
        assert progress.warning == ""
        assert progress.answers("new") == [answer(99)]
