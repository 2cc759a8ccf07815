"""Opening the progress in a folder, whatever is wrong with the folder or the file: mended, or read without saving."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tutor.progress.backup import backups, beginning, day_of, rows_in
from tutor.progress.database import IN_MEMORY, NewerError, bring_up_to_date, connect
from tutor.progress.folder import COMPANIONS, FILE, companion, identity, make_private, make_private_file
from tutor.progress.salvage import in_memory, rows_there, salvaged
from tutor.progress.tables import Rows, close_gaps, merge, rows_of
from tutor.rational import counted

_HOMELESS = (
    "Progress cannot be saved: there is no home folder. Set RELU_TUTOR_HOME to a folder; this session is not kept."
)


_NAMES = {
    "answer": "an answer",
    "event": "a hint, a solution or the like",
    "step": "the knobs of a step",
    "place": "the place in a lesson",
    "setting": "a setting",
}
"""What a row of each table is, in words."""


@dataclass
class Opened:
    """A connection to the file, or to a copy in memory.

    Attributes:
        connection: reads and takes writes.
        path: the file; None in memory, where nothing that is written outlives the program.
        trouble: what was wrong; empty when all is well.
    """

    connection: sqlite3.Connection
    path: Path | None = None
    trouble: str = ""


def open_file(folder: Path | None, known: Rows | None = None) -> Opened:
    """Open the file in a folder, or make it there. Never raises for what may be wrong with a disk or a file.

    Args:
        folder: None for a user who has none.
        known: what this program knows already; it is merged into the file.
    """
    if folder is None:
        return Opened(connect(IN_MEMORY), trouble=_HOMELESS)
    path = folder / FILE
    try:
        make_private(folder)
        if wrong := _missing(path):
            return _mended(path, wrong, known)
        make_private_file(path)
        return Opened(_merged(connect(path), known), path)
    except NewerError as error:
        return Opened(
            connect(IN_MEMORY),
            trouble=f"{path} was written by a newer relu-tutor ({error}); it is left alone, and nothing is saved.",
        )
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if not _is_damage(error) or not path.is_file():
            return _without_saving(folder, str(error))
    except (OSError, ValueError) as error:
        return _without_saving(folder, getattr(error, "strerror", None) or str(error))
    try:
        return _mended(path, "could not be read", known)
    except (sqlite3.DatabaseError, OSError) as error:
        return _without_saving(folder, str(error))


def _merged(connection: sqlite3.Connection, known: Rows | None) -> sqlite3.Connection:
    if known:
        try:
            with connection:
                connection.execute("begin immediate")
                merge(connection, known)
        except sqlite3.Error:
            connection.close()
            raise
    return connection


def _missing(path: Path) -> str:
    """How the file is lacking although there was one; empty if it is as SQLite can open it, or there never was one."""
    try:
        with path.open("rb") as file:
            start = file.read(16)
    except FileNotFoundError:
        start, wrong = b"", "was gone"
    else:
        wrong = "was empty"
    if start not in {b"", b"SQLite format 3\0"}:
        # SQLite would throw the write-ahead log beside it away; both are set aside before it looks.
        raise sqlite3.DatabaseError("file is not a database")
    log = companion(path, COMPANIONS[0])
    return wrong if not start and (backups(path.parent) or (log.exists() and log.stat().st_size)) else ""


def _is_damage(error: Exception) -> bool:
    return not isinstance(error, sqlite3.OperationalError) or "no such" in str(error)


def _without_saving(folder: Path, why: str) -> Opened:
    """A copy in memory of what the folder has, where that can be read."""
    trouble = f"Progress cannot be saved in {folder} ({why}); this session is not kept."
    path = folder / FILE
    with suppress(sqlite3.Error, NewerError, OSError, ValueError):
        return Opened(in_memory(path), trouble=trouble)
    return Opened(connect(IN_MEMORY), trouble=trouble)


def _mended(path: Path, wrong: str, known: Rows | None) -> Opened:
    """Set the file aside, and begin a new one with all that can be found: what is known, in the file, in the backups.

    Raises:
        OSError: if a file cannot be moved or made.
        sqlite3.Error: if the new file cannot be written.
    """
    before = identity(path)
    with beginning(path.parent) as (new, connection):
        bring_up_to_date(connection)
        with connection:
            connection.execute("begin immediate")
            sources = [
                ("", known),
                ("", salvaged(path)),
                *((day_of(each), rows_in(each)) for each in backups(path.parent)),
            ]
            added = [(day, merge(connection, rows)) for day, rows in sources if rows]
            there = rows_there(path)
            there["answer"] = max(there.get("answer", 0), close_gaps(connection))
            now = {table: len(rows) for table, rows in rows_of(connection).items()}
        lost = {table: count - now[table] for table, count in there.items() if count > now[table]}
        connection.close()
        if identity(path) != before:  # another program has done the same meanwhile
            return Opened(_merged(connect(path), known), path)
        aside = set_aside(path)
        new.replace(path)
    told = f" It is kept as {aside}." if aside else ""
    return Opened(connect(path), path, f"Your progress file {wrong}.{told} {_says(added, lost)}")


def _says(added: Sequence[tuple[str, int]], lost: Mapping[str, int]) -> str:
    """What the new file begins with, and how many rows of which tables are missing."""
    own = sum(answers for day, answers in added if not day)
    parts = [counted(own, "answer")] if own else []
    parts += [f"{answers} from the backup of {day}" for day, answers in added if day and answers]
    found = f"The new one has {' and '.join(parts)}." if parts else "A new one begins."
    missing = ", ".join(f"{count} × {_NAMES[table]}" for table, count in lost.items())
    return found + (f" Lost, as far as can be told: {missing}." if missing else "")


def set_aside(path: Path) -> Path | None:
    """Give a file and its companions a name that tells when; None where there is nothing to keep.

    Raises:
        OSError: if they cannot be moved.
    """
    files = [path, *(companion(path, name) for name in COMPANIONS)]
    if not any(each.exists() and each.stat().st_size for each in files[:2]):
        for each in files:
            each.unlink(missing_ok=True)
        return None
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    aside, number = path.with_name(f"progress-unreadable-{stamp}.sqlite3"), 1
    while aside.exists() or companion(aside, COMPANIONS[0]).exists():
        aside, number = path.with_name(f"progress-unreadable-{stamp}-{number}.sqlite3"), number + 1
    for each in files:
        with suppress(FileNotFoundError):
            each.rename(aside.with_name(aside.name + each.name.removeprefix(path.name)))
    return aside


def in_memory_with(known: Rows) -> sqlite3.Connection:
    """A file in memory that has these rows."""
    return _merged(connect(IN_MEMORY), known)
