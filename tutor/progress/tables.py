"""The tables of the file. Each row has a seal, a checksum of its values, so that a changed bit does not go unnoticed.

Two files of progress can be merged in any order, with the same result: answers and events are only ever added, and of
two states, places or settings the later one stays.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

SCHEMA = 4
"""`PRAGMA user_version` of the file."""

COLUMNS: Mapping[str, Sequence[str]] = {
    "answer": ("number", "at", "lesson", "step", "check", "answer", "right", "sure", "draw"),
    "event": ("lesson", "step", "check", "draw", "what", "count"),
    "step": ("lesson", "step", "state", "at"),
    "place": ("lesson", "step", "at"),
    "setting": ("name", "value", "at"),
}
"""The columns of each table. `seal` follows them."""

NUMBERS = frozenset({"number", "right", "sure", "draw", "count"})
"""The columns that hold whole numbers; all others hold text."""

_KEYS: Mapping[str, Sequence[str]] = {
    "event": COLUMNS["event"],
    "step": ("lesson", "step"),
    "place": ("lesson",),
    "setting": ("name",),
}

Row = tuple[Any, ...]
"""The values of a row, in the order of the columns, without the seal."""

Rows = Mapping[str, set[Row]]
"""Rows of a file of progress, by table."""


def seal(table: str, row: Row) -> int:
    """The checksum of a row. CRC-32 finds every change of a single bit."""
    return zlib.crc32("\x1f".join((table, *map(str, row))).encode("utf-8", "replace"))


def create_script() -> str:
    """The SQL that makes those tables that are not there yet."""
    return "".join(_create(table) for table in COLUMNS)


def _create(table: str) -> str:
    columns = [
        f'"{name}" integer primary key' if name == "number" else f'"{name}" {_type(name)} not null'
        for name in COLUMNS[table]
    ]
    key = [f"primary key ({_names(_KEYS[table])})"] if table in _KEYS else []
    # Events are nothing but their key: they need no rows beside its index.
    end = " without rowid" if table == "event" else ""
    return f"create table if not exists {table} ({', '.join([*columns, 'seal integer not null', *key])}){end};"


def _type(column: str) -> str:
    return "integer" if column in NUMBERS else "text"


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def read(connection: sqlite3.Connection, table: str, then: str = "", *arguments: object) -> tuple[list[Row], int]:
    """The rows of a table that are as they were written, and how many others there are.

    Args:
        connection: of a file of this schema.
        table: its name.
        then: what follows in the statement, such as a condition.
        arguments: the values for it.

    Raises:
        sqlite3.Error: if the table cannot be read.
    """
    statement = f"select {_names(COLUMNS[table])}, seal from {table} {then}"  # noqa: S608 -- names of this module
    found = connection.execute(statement, arguments).fetchall()
    sound = [row[:-1] for row in found if row[-1] == seal(table, row[:-1])]
    return sound, len(found) - len(sound)


def write(connection: sqlite3.Connection, table: str, rows: Iterable[Row], how: str = "insert or replace") -> None:
    """Write rows with their seals.

    Raises:
        sqlite3.Error: if they cannot be written.
    """
    marks = ", ".join("?" * (len(COLUMNS[table]) + 1))
    statement = f"{how} into {table} values ({marks})"
    connection.executemany(statement, [(*row, seal(table, row)) for row in rows])


def rows_of(connection: sqlite3.Connection) -> dict[str, set[Row]]:
    """All sound rows of a file; of a table that is damaged, those before the damage."""
    found: dict[str, set[Row]] = {table: set() for table in COLUMNS}
    for table, rows in found.items():
        try:
            for *row, kept in connection.execute(f"select {_names(COLUMNS[table])}, seal from {table}"):  # noqa: S608
                if kept == seal(table, tuple(row)):
                    rows.add(tuple(row))
        except sqlite3.Error:
            continue
    return found


def merge(connection: sqlite3.Connection, rows: Rows) -> int:
    """Add what is not there yet, inside the caller's transaction; returns how many answers were added.

    Raises:
        sqlite3.Error: if it cannot be written.
    """
    write(connection, "event", rows["event"], "insert or ignore")
    for table in ("step", "place", "setting"):
        key = COLUMNS[table].index(_KEYS[table][-1]) + 1
        there = {row[:key]: row[-1] for row in read(connection, table)[0]}
        later = sorted((row for row in rows[table] if row[-1] > there.get(row[:key], "")), key=lambda row: row[-1])
        write(connection, table, later)
    answers = _missing(read(connection, "answer")[0], rows["answer"])
    write(connection, "answer", answers)
    return len(answers)


def _missing(there: Sequence[Row], rows: Iterable[Row]) -> list[Row]:
    """The answers that are not there, with their numbers where these are free; behind all others where they are not.

    Two copies of one log have the same numbers up to the point at which they part. A gap in one is filled from the
    other; what follows that point goes to the end, in its order.
    """
    answers, used, parted, missing = {row[1:] for row in there}, {row[0] for row in there}, False, []
    top = max(used, default=0)
    for number, *answer in sorted(rows):
        if tuple(answer) not in answers:
            parted = parted or number in used
            place = top + 1 if parted else number
            top = max(top, place)
            missing.append((place, *answer))
    return missing


def close_gaps(connection: sqlite3.Connection) -> int:
    """Number the answers from 1 without a gap, inside the caller's transaction; returns the largest number before.

    Raises:
        sqlite3.Error: if they cannot be written.
    """
    rows = sorted(read(connection, "answer")[0])
    if gaps([number for number, *_ in rows]):
        connection.execute("delete from answer")
        write(connection, "answer", [(place, *row[1:]) for place, row in enumerate(rows, 1)])
    return int(max((number for number, *_ in rows), default=0))


def gaps(numbers: Sequence[int]) -> int:
    """How many numbers from 1 to the largest are missing."""
    return max(numbers, default=0) - len(numbers)
