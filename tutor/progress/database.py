"""Opening a file of progress with SQLite: made, migrated and looked through before anything is read from it."""

import sqlite3
from contextlib import closing, suppress
from functools import cache, partial
from pathlib import Path

from tutor.progress.migration import MIGRATIONS
from tutor.progress.tables import COLUMNS, SCHEMA, create_script, gaps, read

WAIT = 1
"""The most seconds to wait at the start for another program that is making or migrating the file."""

_WAIT_FOR_A_KEY = 500
"""The most milliseconds to wait later: nobody should wait longer for a key to be answered."""

IN_MEMORY = ":memory:"


class NewerError(Exception):
    """The file has a schema that this program does not know."""


def connect(path: Path | str) -> sqlite3.Connection:
    """A file that is sound, of this schema, and takes writes; an empty one is filled with tables.

    Raises:
        NewerError: if it has a later schema.
        sqlite3.Error: if it is damaged, or cannot be written.
    """
    connection = sqlite3.connect(path, timeout=WAIT)
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    try:
        bring_up_to_date(connection)
        if found := damage(connection):
            raise sqlite3.DatabaseError(f"malformed: {found}")
        # Write-ahead logging: a commit costs one append, so every turn of a knob can be kept.
        with suppress(sqlite3.OperationalError):  # locked: another program that opens the file is setting it just now
            connection.execute("pragma journal_mode = wal")
        # Opening says nothing about writing, and on a file without permission "begin immediate" only begins to read.
        connection.execute("begin immediate")
        connection.execute(f"pragma user_version = {SCHEMA}")
        connection.rollback()
        connection.execute(f"pragma busy_timeout = {_WAIT_FOR_A_KEY}")
    except BaseException:
        connection.close()
        raise
    return connection


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Make the tables of a new file; migrate one of an older schema: all of it, or nothing.

    Raises:
        NewerError: if it has a later schema.
        sqlite3.Error: if it is damaged, or cannot be written.
    """
    version = connection.execute("pragma user_version").fetchone()[0]
    if version > SCHEMA:
        raise NewerError(f"schema {version}, known: {SCHEMA}")
    if version < 0:
        raise sqlite3.DatabaseError(f"malformed: schema {version}")
    if version == 0:
        with connection:
            connection.executescript(f"begin immediate; {create_script()} pragma user_version = {SCHEMA}; commit;")
    elif version < SCHEMA:
        migrate(connection)


def migrate(connection: sqlite3.Connection) -> None:
    """Make a file of an older schema one of this: all of it, or nothing.

    Raises:
        sqlite3.Error: if it is damaged, or cannot be written.
    """
    with connection:
        connection.execute("begin immediate")
        # Only now is it sure that no other program is doing the same; it may have done so since we looked.
        for older in range(connection.execute("pragma user_version").fetchone()[0], SCHEMA):
            MIGRATIONS[older](connection)
        connection.execute(f"pragma user_version = {SCHEMA}")


def damage(connection: sqlite3.Connection) -> str:
    """What is wrong with a file of this schema; empty when all is well.

    Raises:
        sqlite3.Error: if it cannot be read.
    """
    # SQLite believes whatever the file says of its tables: a wrong byte there can rename a column or drop a key.
    if not _own_tables() <= _tables(connection):
        return "the tables are not as they were made"
    if (found := connection.execute("pragma integrity_check(1)").fetchone()[0]) != "ok":
        return str(found)
    for table in COLUMNS:
        sound, others = read(connection, table)
        if others:
            return f"{others} of the rows of {table} are not as they were written"
        if table == "answer" and (missing := gaps([row[0] for row in sound])):
            return f"{missing} answers are missing"
    return ""


@cache
def _own_tables() -> frozenset[tuple[str, ...]]:
    with closing(sqlite3.connect(IN_MEMORY)) as connection:
        bring_up_to_date(connection)
        return _tables(connection)


def _tables(connection: sqlite3.Connection) -> frozenset[tuple[str, ...]]:
    """What a file says of its tables: each with its kind, its name, and the statement that made it."""
    return frozenset(connection.execute("select type, name, tbl_name, sql from sqlite_master"))
