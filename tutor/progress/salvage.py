"""Reading what can be read of a file that is damaged, or that lies where nothing may be written.

Rows know themselves by their seals. So a damaged file is searched byte by byte for the records of SQLite's file format
(https://www.sqlite.org/fileformat2.html#record_format), without regard to its pages, indexes and tables: whatever has
the form of a row and the right seal is one. Rows so long that SQLite spreads them over several pages are not found in
this way; none of a lesson comes near that length.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from tutor.progress.database import IN_MEMORY, NewerError, bring_up_to_date
from tutor.progress.folder import COMPANIONS, companion
from tutor.progress.tables import COLUMNS, NUMBERS, SCHEMA, Row, Rows, rows_of, seal

_MOST_TRIED = 20_000
"""The most bits, in all rows with a wrong seal, that are tried as the one that is wrong; 1000 take some 50 ms."""

_INTEGER_BYTES = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 8: 0, 9: 0}
"""By the type of a value in a record: the bytes of a whole number; of a null, which stands for the row's number."""

_MOST_ROWS = 10**6
"""Larger numbers of rows are damage themselves."""

_LONGEST_HEADER = 20
"""Bytes: the longest header of a record that is looked at; a long text takes two bytes in it, any other value one."""


def salvaged(path: Path) -> Rows:
    """Every row that can be found in a file and its write-ahead log. Raises nothing for what is wrong with them."""
    found: dict[str, set[Row]] = {table: set() for table in COLUMNS}
    sources = [carved(each) for each in (path, companion(path, COMPANIONS[0]))]
    for open_copy in (in_memory, _rebuilt):
        with suppress(sqlite3.Error, NewerError, OSError, ValueError), closing(open_copy(path)) as connection:
            sources.append(rows_of(connection))
    for source in sources:
        for table, rows in source.items():
            found[table] |= rows
    return found


def rows_there(path: Path) -> dict[str, int]:
    """How many rows each table of a file has, sound or not; without the tables of which SQLite cannot tell."""
    found = {}
    with suppress(sqlite3.Error, OSError, ValueError), closing(_copy(path)) as connection:
        for table in COLUMNS:
            last = "max(number)" if table == "answer" else "count(*)"
            with suppress(sqlite3.Error):
                (rows,) = connection.execute(f"select {last} from {table}").fetchone()  # noqa: S608 -- names of ours
                found[table] = rows if isinstance(rows, int) and rows < _MOST_ROWS else 0
    return found


def in_memory(path: Path) -> sqlite3.Connection:
    """A copy of a file in memory, of this schema, with what its write-ahead log adds; nothing is locked or written.

    Raises:
        OSError: if it cannot be read.
        NewerError: if it has a later schema.
        sqlite3.Error: if it is damaged.
    """
    connection = _copy(path)
    try:
        bring_up_to_date(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _rebuilt(path: Path) -> sqlite3.Connection:
    """A file in memory, of this schema, with what can be read of a damaged one of an older schema.

    Those have no seals. Each table is read from its beginning, and from its end, until something is wrong.

    Raises:
        OSError: if it cannot be read.
        sqlite3.Error: if not even its schema can be read.
    """
    with closing(_copy(path)) as old:
        (version,) = old.execute("pragma user_version").fetchone()
        if not 0 < version < SCHEMA:
            raise sqlite3.DatabaseError("not of an older schema")
        new = sqlite3.connect(IN_MEMORY)
        tables = old.execute("select name, sql from sqlite_master where type = 'table'").fetchall()
        for name, create in tables:
            new.execute(create)
            for row in {**_rows_until_damage(old, name, "desc"), **_rows_until_damage(old, name, "asc")}.values():
                marks = ", ".join("?" * len(row))
                new.execute(f'insert or ignore into "{name}" values ({marks})', row)  # noqa: S608 -- the file's own name
        new.execute(f"pragma user_version = {version}")
        new.commit()
        bring_up_to_date(new)
    return new


def _rows_until_damage(connection: sqlite3.Connection, table: str, order: str) -> dict[int, Row]:
    """The rows of a table by their numbers, from one of its ends to where something is wrong."""
    found = {}
    with suppress(sqlite3.Error):
        for number, *row in connection.execute(f'select rowid, * from "{table}" order by rowid {order}'):  # noqa: S608
            found[number] = tuple(row)
    return found


def _copy(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(IN_MEMORY)
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    if image := _image(path):
        connection.deserialize(image)
    return connection


def _image(path: Path) -> bytes:
    """The file as it is once its write-ahead log is copied into it.

    The log is a header of 32 bytes and frames: the number of a page, the size of the file in pages if the frame ends a
    transaction, else 0, two salts that are those of the header unless the frame is left over from before, a checksum,
    and the page (https://www.sqlite.org/fileformat2.html#walformat).
    """
    image, log = bytearray(path.read_bytes()), b""
    with suppress(OSError):
        log = companion(path, COMPANIONS[0]).read_bytes()
    size, salts = int.from_bytes(log[8:12], "big"), log[16:24]
    pages: dict[int, bytes] = {}
    for start in range(32, len(log) - size - 23, size + 24) if 512 <= size <= 2**16 else ():
        if log[start + 8 : start + 16] != salts:
            break
        pages[int.from_bytes(log[start : start + 4], "big")] = log[start + 24 : start + 24 + size]
        if end := int.from_bytes(log[start + 4 : start + 8], "big"):
            image.extend(bytes(max(0, end * size - len(image))))
            for number, page in pages.items():
                image[(number - 1) * size : number * size] = page
            pages = {}
    if len(image) >= 20:
        image[18:20] = b"\1\1"  # a copy in memory has no write-ahead log
    return bytes(image)


def carved(path: Path) -> Rows:
    """The rows that are found in the bytes of a file by their form and their seals; none where it cannot be read."""
    found: dict[str, set[Row]] = {table: set() for table in COLUMNS}
    with suppress(OSError):
        data, unsound = path.read_bytes(), []
        for at in _records(data):
            if kept := _row(data, at):
                found[kept[0]].add(kept[1])
            else:
                unsound.append(at)
        left = _MOST_TRIED
        for at in unsound:
            size = data[at] + sum(map(_bytes, _types(data, at)))
            if _is_cell(data, at, size) and 8 * size <= left:
                left -= 8 * size
                if kept := _mended(data, at, size):
                    found[kept[0]].add(kept[1])
    return found


def _records(data: bytes) -> Iterator[int]:
    """Where something begins that has the form of a row of one of the tables."""
    least = min(map(len, COLUMNS.values())) + 2
    for at, length in enumerate(data):
        if least <= length <= _LONGEST_HEADER and _tables(_types(data, at)):
            yield at


def _types(data: bytes | bytearray, at: int) -> list[int]:
    """The types of the values in the record whose header begins at a byte; none if its length is not right."""
    types, here, end = [], at + 1, at + data[at]
    while here < end:
        value, here = _varint(data, here)
        types.append(value)
    return types if here == end else []


def _tables(types: Sequence[int]) -> list[str]:
    """The tables that have rows with values of these types."""
    return [
        table
        for table, columns in COLUMNS.items()
        if len(types) == len(columns) + 1
        and all(_fits(name, kind) for name, kind in zip((*columns, "count"), types, strict=True))
    ]


def _fits(column: str, kind: int) -> bool:
    if column in NUMBERS:
        return kind in _INTEGER_BYTES
    return kind >= 13 and kind % 2 == 1


def _bytes(kind: int) -> int:
    return _INTEGER_BYTES[kind] if kind < 12 else (kind - 12) // 2


def _row(data: bytes | bytearray, at: int) -> tuple[str, Row] | None:
    """The table and the values of the record at a byte, if its seal is right."""
    types, here = _types(data, at), at + data[at]
    if not (tables := _tables(types)):
        return None
    values: list[int | str] = []
    for kind in types:
        part = data[here : here + _bytes(kind)]
        here += len(part)
        if kind >= 12:
            values.append(part.decode("utf-8", "replace"))
        else:
            values.append(kind - 8 if kind in {8, 9} else int.from_bytes(part, "big", signed=True))
    for table in tables:
        *row, kept = values
        for number in _numbers(data, at) if table == "answer" else (row[0],):
            if seal(table, found := (number, *row[1:])) == kept:
                return table, found
    return None


def _numbers(data: bytes | bytearray, at: int) -> Iterator[int]:
    """What the number of the row may be: the variable-length number that ends where the record begins."""
    for length in range(1, min(9, at) + 1):
        value, end = _varint(data, at - length)
        if end == at:
            yield value


def _is_cell(data: bytes, at: int, size: int) -> bool:
    """Whether the size of a record stands before it, and between them at most the number of a row."""
    ends = range(max(2, at - 4), at + 1)
    return any(_varint(data, end - length) == (size, end) for end in ends for length in (1, 2))


def _mended(data: bytes, at: int, size: int) -> tuple[str, Row] | None:
    """The row that a record was before one bit of it was changed; None if no bit explains it."""
    begin = max(0, at - 9)
    copy = bytearray(data[begin : at + size])
    for bit in range(8 * len(copy)):
        copy[bit // 8] ^= 1 << bit % 8
        if row := _row(copy, at - begin):
            return row
        copy[bit // 8] ^= 1 << bit % 8
    return None


def _varint(data: bytes | bytearray, at: int) -> tuple[int, int]:
    """The variable-length number at a byte, of up to nine bytes, and where it ends; −1 behind the end of the data."""
    value = 0
    for here in range(at, min(at + 9, len(data))):
        value = (value << 7) | (data[here] & 0x7F)
        if data[here] < 0x80:
            return value, here + 1
    return -1, at + 9
