"""A progress file of an older schema: brought up to date with all that it holds, whoever opens it, and how often."""

import json
import sqlite3
import threading

import pytest

from tutor.progress import SCHEMA, AnswerRecord, EventRecord, database, opened
from tutor.progress.migration import MIGRATIONS

FIRST_SCHEMA = """
create table step (lesson text not null, step text not null, state text not null, primary key (lesson, step));
create table answer (
  number integer primary key, at text not null, lesson text not null, step text not null, "check" text not null,
  answer text not null, right integer not null
);
create table setting (name text primary key, value text not null);
create table place (lesson text primary key, step text not null, at text not null);
insert into step values ('one', 'first',
  '{"settings": {"p": "2"}, "view": 0, "check": 1, "seen": true, "skipped": false,
    "checks": {"a": {"hints": 2, "shown": false, "fewest_edits": 3, "draft": ["1"],
                     "answers": [["2"]], "solved": true}}}');
insert into answer values
  (1, '2024-01-01', 'one', 'first', 'a', '["1/3"]', 0),
  (2, '2024-01-02', 'one', 'first', 'a', '["2"]', 1),
  (3, '2024-01-03', 'two', 'last', 'b', '["7"]', 1);
insert into setting values ('theme', 'dark');
insert into place values ('one', 'first', '2024-01-03');
pragma user_version = 1;
"""
ANSWERS = [("a", '["1/3"]', 0, 0, 0), ("a", '["2"]', 1, 0, 0), ("b", '["7"]', 1, 0, 0)]


@pytest.fixture
def folder(tmp_path):
    """A folder with a file of the first schema."""
    connection = sqlite3.connect(tmp_path / "progress.sqlite3")
    connection.executescript(FIRST_SCHEMA)
    connection.close()
    return tmp_path


def answers(folder):
    connection = sqlite3.connect(folder / "progress.sqlite3")
    try:
        rows = connection.execute('select "check", answer, right, sure, draw from answer order by number').fetchall()
        return rows, connection.execute("pragma user_version").fetchone()[0]
    finally:
        connection.close()


def test_an_older_file_is_brought_up_to_date_with_all_that_it_holds(folder):
    """A file of the first schema opens without a warning, with every row in it, and takes new answers."""
    with opened(folder) as progress:
        assert progress.warning == ""
        assert progress.saves
        assert progress.state("one") == {
            "first": {"settings": {"p": "2"}, "view": 0, "check": 1, "drafts": {"a": ["1"]}}
        }
        assert progress.events("one") == {
            EventRecord("first", "seen"),
            EventRecord("first", "hint", "a", count=1),
            EventRecord("first", "hint", "a", count=2),
            EventRecord("first", "edits", "a", count=3),
        }
        assert progress.answers("two") == [AnswerRecord("last", "b", ("7",), right=True)]
        assert (progress.place("one"), progress.setting("theme")) == ("first", "dark")
        record = AnswerRecord("first", "c", ("5",), right=True, sure=3, draw=2)
        assert progress.keep("one", "first", {}, [record])
    assert answers(folder) == ([*ANSWERS, ("c", '["5"]', 1, 3, 2)], SCHEMA)
    assert [path.name for path in folder.iterdir()] == ["progress.sqlite3"]


def test_it_is_brought_up_to_date_once(folder):
    """The second opening finds a file of this schema, and changes nothing."""
    for _ in range(3):
        with opened(folder) as progress:
            assert progress.warning == ""
    assert answers(folder) == (ANSWERS, SCHEMA)


def test_programs_that_do_so_at_the_same_moment_all_work(folder):
    """Programs that open an old file at the same moment all save to one file of this schema."""
    barrier, warnings = threading.Barrier(4), []

    def begin(number):
        barrier.wait()
        with opened(folder) as progress:
            progress.keep("one", "first", {}, [AnswerRecord("first", f"n{number}", ("1",), right=True)])
            warnings.append((progress.warning, progress.saves))

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert warnings == [("", True)] * 4
    rows, schema = answers(folder)
    assert (rows[:3], schema) == (ANSWERS, SCHEMA)
    assert sorted(row[0] for row in rows[3:]) == ["n0", "n1", "n2", "n3"]
    assert not [path for path in folder.iterdir() if "unreadable" in path.name]


def test_one_that_was_brought_up_to_date_meanwhile_is_not_so_again(folder, monkeypatch):
    """A file that another program has brought up to date between the look and the change is opened as it is."""
    migrate = database.migrate

    def late(connection):
        with opened(folder):  # the other program, quicker
            pass
        migrate(connection)

    calls = iter([late])

    def once_late(connection):
        next(calls, migrate)(connection)

    monkeypatch.setattr(database, "migrate", once_late)
    with opened(folder) as progress:
        assert (progress.warning, progress.saves) == ("", True)
    assert answers(folder) == (ANSWERS, SCHEMA)


@pytest.mark.parametrize("schema", sorted(MIGRATIONS))
def test_a_file_that_cannot_be_brought_up_to_date_is_left_as_it_is(schema, folder, monkeypatch):
    """Where one step of the change fails, none of it is done: the file stays as it was, and nothing is saved."""

    def half_done(connection):
        connection.execute("delete from answer")
        raise sqlite3.OperationalError("no more")

    monkeypatch.setattr(database, "MIGRATIONS", {**MIGRATIONS, schema: half_done})
    before = (folder / "progress.sqlite3").read_bytes()
    with opened(folder) as progress:
        assert progress.warning
        assert not progress.saves
    assert (folder / "progress.sqlite3").read_bytes() == before


def test_there_is_a_way_from_every_schema_to_this():
    """Each schema before this has one step to the next."""
    assert sorted(MIGRATIONS) == list(range(1, SCHEMA))


@pytest.mark.parametrize("version", [-1, -(2**31)])
def test_a_schema_below_zero_is_damage_and_no_crash(folder, version):
    """A file that names a schema below zero is set aside."""
    connection = sqlite3.connect(folder / "progress.sqlite3")
    connection.execute(f"pragma user_version = {version}")
    connection.close()
    with opened(folder) as progress:
        assert progress.warning
        assert progress.saves
    assert [path for path in folder.iterdir() if "unreadable" in path.name]


def test_the_first_answers_to_each_check_are_those_before_all_others(folder):
    """Of each check of the other lessons the first answer is found, whether right and how sure, whatever came after."""
    with opened(folder) as progress:
        assert progress.first_answers("nosuch") == {"one#a": (False, 0), "two#b": (True, 0)}
        assert progress.first_answers("one") == {"two#b": (True, 0)}
        progress.keep("two", "last", {}, [AnswerRecord("last", "b", ("0",), right=False)])
        progress.keep("one", "first", {}, [AnswerRecord("first", "d", ("0",), right=True, sure=3)])
        assert progress.first_answers("none") == {"one#a": (False, 0), "two#b": (True, 0), "one#d": (True, 3)}
        assert progress.first_answers("two") == {"one#a": (False, 0), "one#d": (True, 3)}


def test_how_sure_one_was_is_in_the_log(folder):
    """Each degree of how sure the learner was is kept with the answer."""
    with opened(folder) as progress:
        for sure in (0, 1, 2, 3):
            progress.keep("one", "first", {}, [AnswerRecord("first", f"s{sure}", ("1",), right=False, sure=sure)])
    rows, _ = answers(folder)
    assert [row[3] for row in rows[3:]] == [0, 1, 2, 3]
    assert all(json.loads(row[1]) for row in rows)
