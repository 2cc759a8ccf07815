"""Dated copies beside the file: at most one a day, of which the last three stay."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkstemp

from tutor.progress.database import NewerError
from tutor.progress.folder import COMPANIONS, companion
from tutor.progress.salvage import in_memory
from tutor.progress.tables import Rows, rows_of

KEPT = 3
"""How many backups stay."""

_NAME = "progress-backup-{}.sqlite3"
_COPY = "progress-before-reset-{}.sqlite3"


def backups(folder: Path) -> list[Path]:
    """The backups in a folder, the newest first; none where the folder cannot be read."""
    with suppress(OSError):
        return sorted(folder.glob(_NAME.format("*")), reverse=True)
    return []


def day_of(backup: Path) -> str:
    """The day of a backup, such as 2026-07-31."""
    day = backup.stem.rpartition("-")[2]
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"


def rows_in(backup: Path) -> Rows | None:
    """The sound rows of a backup; None where it cannot be read."""
    with suppress(sqlite3.Error, NewerError, OSError, ValueError), closing(in_memory(backup)) as connection:
        return rows_of(connection)
    return None


def back_up(connection: sqlite3.Connection, folder: Path) -> None:
    """Make the backup of today, unless it is there, and delete those that are too many.

    Raises:
        OSError: if it cannot be written.
        sqlite3.Error: likewise.
    """
    today = folder / _NAME.format(f"{datetime.now(UTC):%Y%m%d}")
    if today.exists():
        return
    _write(connection, today)
    for old in backups(folder)[KEPT:]:
        with suppress(OSError):
            old.unlink()


def copy(connection: sqlite3.Connection, folder: Path) -> Path:
    """Make a copy that no later backup deletes; returns its path.

    Raises:
        OSError: if it cannot be written.
        sqlite3.Error: likewise.
    """
    path = folder / _COPY.format(f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}")
    _write(connection, path)
    return path


def _write(connection: sqlite3.Connection, to: Path) -> None:
    with beginning(to.parent) as (path, copied):
        connection.backup(copied)
        copied.execute("pragma journal_mode = delete")
        copied.close()
        path.replace(to)


@contextmanager
def beginning(folder: Path) -> Iterator[tuple[Path, sqlite3.Connection]]:
    """A new file under a name of its own, which the caller replaces; deleted if it does not get so far.

    Raises:
        OSError: if it cannot be made.
        sqlite3.Error: likewise.
    """
    file, name = mkstemp(".sqlite3", "progress-new-", folder)  # for its owner alone
    os.close(file)
    path = Path(name)
    with suppress(OSError):  # a file system without modes
        path.chmod(0o600)  # the umask may have taken more
    try:
        with closing(sqlite3.connect(path)) as connection:
            yield path, connection
    finally:
        for each in (path, *(companion(path, name) for name in COMPANIONS)):
            with suppress(OSError):
                each.unlink()
