"""What is kept between runs: a SQLite file in the user's data folder.

Every answer is an event in a log, and stays there. Beside it stand the state of each step, and where each lesson was
left. One transaction an answer. A file that cannot be read is set aside, never deleted; a folder that cannot be written
means a session without saving. `Progress.warning` says so in both cases, and neither stops the tutor.
"""

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import platformdirs

from tutor.migration import MIGRATIONS

SCHEMA = 3
"""`PRAGMA user_version` of the file."""

_TABLES = """
create table if not exists step (
  lesson text not null, step text not null, state text not null, primary key (lesson, step)
);
create table if not exists answer (
  number integer primary key, at text not null, lesson text not null, step text not null, "check" text not null,
  answer text not null, right integer not null, sure integer not null default 0, draw integer not null default 0
);
create table if not exists setting (name text primary key, value text not null);
create table if not exists place (lesson text primary key, step text not null, at text not null);
"""

_LOG = 'insert into answer (at, lesson, step, "check", answer, right, sure, draw) values (?, ?, ?, ?, ?, ?, ?, ?)'

_COLUMNS = (
    "lesson, step, state from step",
    'number, at, lesson, step, "check", answer, right, sure, draw from answer',
    "lesson, step, at from place",
    "name, value from setting",
)


def home() -> Path:
    """The folder for everything that is kept: `RELU_TUTOR_HOME`, or the platform's place for user data."""
    given = os.environ.get("RELU_TUTOR_HOME")
    if given:
        return Path(os.path.expanduser(given))  # noqa: PTH111 -- Path.expanduser raises where there is no such user
    return platformdirs.user_data_path("relu-tutor", appauthor=False)


@dataclass(frozen=True)
class AnswerRecord:
    """One answer to one check, as it stands in the log.

    Attributes:
        answer: its numbers, written as fractions.
        sure: how sure the learner was, 1 to 3; 0 where that was not asked.
        draw: for a check that draws its numbers, which draw was asked; else 0.
    """

    step: str
    check: str
    answer: tuple[str, ...]
    right: bool
    sure: int = 0
    draw: int = 0


@dataclass
class Progress:
    """The open file.

    Attributes:
        trouble: what was wrong when the file was opened or read; empty when all is well.
        lasting: whether what is written outlives the program.
        failure: why the last writing failed; empty when it did not.
    """

    connection: sqlite3.Connection
    trouble: str = ""
    lasting: bool = True
    failure: str = ""

    @property
    def warning(self) -> str:
        """What the learner should know about saving; empty when all is well."""
        return self.failure or self.trouble

    @property
    def saves(self) -> bool:
        """Whether what was handed in last will be there at the next start."""
        return self.lasting and not self.failure

    def state(self, lesson: str) -> dict[str, dict[str, Any]]:
        """What was kept of each step of a lesson, by step id; steps whose JSON cannot be read are left out."""
        rows = self._rows("select step, state from step where lesson = ?", lesson)
        return {step: state for step, text in rows if (state := _loaded(text)) is not None}

    def answers(self, lesson: str) -> list[AnswerRecord]:
        """Every answer to the checks of a lesson, in the order in which they were given."""
        rows = self._rows(
            'select step, "check", answer, right, sure, draw from answer where lesson = ? order by number', lesson
        )
        return [
            AnswerRecord(step, check, tuple(map(str, numbers)), bool(right), sure, draw)
            for step, check, text, right, sure, draw in rows
            if isinstance(numbers := _loaded(text), list)
        ]

    def place(self, lesson: str) -> str | None:
        """The step at which a lesson was left."""
        return next((row[0] for row in self._rows("select step from place where lesson = ?", lesson)), None)

    def last_lesson(self) -> str | None:
        """The lesson that was open last."""
        return next((row[0] for row in self._rows("select lesson from place order by at desc limit 1")), None)

    def first_answers(self, but: str) -> dict[str, tuple[bool, int]]:
        """Whether the first answer to each check was right, and how sure, by `lesson#check`; all lessons but one."""
        found = self._rows(
            'select lesson, "check", right, sure from answer where lesson != ? order by number desc', but
        )
        return {f"{lesson}#{check}": (bool(right), sure) for lesson, check, right, sure in found}

    def setting(self, name: str) -> str | None:
        """A setting of the program, such as its theme."""
        return next((row[0] for row in self._rows("select value from setting where name = ?", name)), None)

    def set(self, name: str, value: str) -> None:
        """Keep a setting."""
        self._write([("insert or replace into setting values (?, ?)", [(name, value)])])

    def keep(
        self, lesson: str, step: str, states: Mapping[str, Mapping[str, Any]], answers: Sequence[AnswerRecord]
    ) -> bool:
        """Keep the place, the states of the steps that changed, and the answers given: one transaction.

        Returns whether it was written. If not, `warning` says so, and the caller hands the same in again later.
        """
        now = datetime.now(UTC).isoformat()
        return self._write(
            [
                ("insert or replace into place values (?, ?, ?)", [(lesson, step, now)]),
                (
                    "insert or replace into step values (?, ?, ?)",
                    [(lesson, name, json.dumps(state)) for name, state in states.items()],
                ),
                (
                    _LOG,
                    [(now, lesson, a.step, a.check, json.dumps(a.answer), a.right, a.sure, a.draw) for a in answers],
                ),
            ]
        )

    def _rows(self, statement: str, *arguments: str) -> list[tuple[Any, ...]]:
        """What is found; nothing, and a warning, where the file is damaged in a place that opening it did not see."""
        try:
            return self.connection.execute(statement, arguments).fetchall()
        except sqlite3.Error as error:
            self.trouble = f"Part of your progress could not be read ({error})."
            return []

    def _write(self, statements: Sequence[tuple[str, Sequence[tuple[object, ...]]]]) -> bool:
        """All or nothing. A disk that is full or gone does not end the session; `warning` says what it means."""
        try:
            with self.connection:
                for statement, rows in statements:
                    self.connection.executemany(statement, rows)
        except sqlite3.Error as error:
            self.failure = f"Progress could not be saved ({error}). You can go on; it is tried again at each change."
            return False
        self.failure = ""
        return True

    def close(self) -> None:
        """Close the file."""
        self.connection.close()


@contextmanager
def opened(folder: Path) -> Iterator[Progress]:
    """The progress kept in `folder`, closed at the end."""
    progress = open_progress(folder)
    try:
        yield progress
    finally:
        progress.close()


def open_progress(folder: Path) -> Progress:
    """Open the progress in `folder`, or make it there. Never raises for what may be wrong with a disk or a file."""
    path = folder / "progress.sqlite3"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not _begins_as_database(path):
            # SQLite would throw the journal beside it away; both are set aside before it looks.
            raise sqlite3.DatabaseError("file is not a database")
        return Progress(_connect(path))
    except _NewerError as error:
        return _unsaved(f"{path} was written by a newer relu-tutor ({error}); it is left alone, and nothing is saved.")
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if not _is_damage(error) or not path.is_file():
            return _unsaved(f"Progress cannot be saved in {folder} ({error}); this session is not kept.")
    except OSError as error:
        return _unsaved(f"Progress cannot be saved in {folder} ({error.strerror}); this session is not kept.")
    try:
        aside = _set_aside(path)
        return Progress(
            _connect(path), f"Your progress file could not be read. It is kept as {aside}; a new one begins."
        )
    except (sqlite3.DatabaseError, OSError) as error:
        return _unsaved(f"Progress in {folder} cannot be read or replaced ({error}); this session is not kept.")


class _NewerError(Exception):
    """The file has a schema that this program does not know."""


def _connect(path: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10)
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    try:
        version = connection.execute("pragma user_version").fetchone()[0]
        if version > SCHEMA:
            raise _NewerError(f"schema {version}, known: {SCHEMA}")
        if version < 0:
            raise sqlite3.DatabaseError(f"malformed: schema {version}")
        if version == 0:
            with connection:
                connection.executescript(f"begin immediate; {_TABLES} pragma user_version = {SCHEMA}; commit;")
        elif version < SCHEMA:
            _migrate(connection)
        if (found := connection.execute("pragma integrity_check").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(f"malformed: {found}")
        for columns in _COLUMNS:
            connection.execute(f"select {columns} limit 1").fetchone()
        # Write-ahead logging: a commit costs one append, so every turn of a knob can be kept.
        with suppress(sqlite3.OperationalError):  # locked: another program that opens the file is setting it just now
            connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        # Opening says nothing about writing; a folder or file without permission shows here.
        with connection:
            connection.execute("begin immediate")
        # While beginning, another program may be making the file. Later nobody should wait for a key to be answered.
        connection.execute("pragma busy_timeout = 500")
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    """Make a file of an older schema one of this: all of it, or nothing."""
    with connection:
        connection.execute("begin immediate")
        # Only now is it sure that no other program is doing the same; it may have done so since we looked.
        for older in range(connection.execute("pragma user_version").fetchone()[0], SCHEMA):
            MIGRATIONS[older](connection)
        connection.execute(f"pragma user_version = {SCHEMA}")


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return None


def _unsaved(warning: str) -> Progress:
    return Progress(_connect(":memory:"), warning, lasting=False)


def _begins_as_database(path: Path) -> bool:
    """Whether the file is new, or empty, or has the first bytes of a SQLite file."""
    try:
        with path.open("rb") as file:
            return file.read(16) in {b"", b"SQLite format 3\0"}
    except FileNotFoundError:
        return True


def _is_damage(error: Exception) -> bool:
    return not isinstance(error, sqlite3.OperationalError) or "no such" in str(error)


def _set_aside(path: Path) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    aside, number = path.with_name(f"progress-unreadable-{stamp}.sqlite3"), 1
    while aside.exists():
        aside, number = path.with_name(f"progress-unreadable-{stamp}-{number}.sqlite3"), number + 1
    path.rename(aside)
    for leftover in ("-wal", "-shm"):
        companion = path.with_name(path.name + leftover)
        if companion.exists():
            companion.rename(aside.with_name(aside.name + leftover))
    return aside
