"""Progress: what is kept from one start of relu-tutor to the next, as it is read and written."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tutor.progress.backup import back_up, copy
from tutor.progress.folder import identities, identity
from tutor.progress.opening import Opened, in_memory_with, open_file, set_aside
from tutor.progress.salvage import salvaged
from tutor.progress.tables import Row, read, rows_of, write
from tutor.rational import counted


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


@dataclass(frozen=True)
class EventRecord:
    """Something other than an answer that happened in a step, and stays.

    Attributes:
        what: "seen", "skipped" and "again" (it was started again), of a step; of a check "drawn", "hint", "shown",
            "edits", and "since" (the draw from which on answers count, in a step that was started again).
        check: to which check; empty for a step.
        draw: to which draw of it; of "seen" and "skipped", how often the step had been started again.
        count: which hint, from 1; the number of edits; how often the step was started again; else 0.
    """

    step: str
    what: str
    check: str = ""
    draw: int = 0
    count: int = 0


class Progress:
    """The open file.

    Attributes:
        trouble: what was wrong when the file was opened or read; empty when all is well.
        failure: why the last writing failed; empty when it did not.
    """

    def __init__(self, opened: Opened) -> None:
        self.failure = ""
        self._take(opened)

    def _take(self, opened: Opened) -> None:
        self.connection, self._path, self.trouble = opened.connection, opened.path, opened.trouble
        self._files = identities(opened.path) if opened.path else ()
        self._size = 0
        self._version = -1
        self._backed_up = ""
        self.changed_elsewhere()

    @property
    def warning(self) -> str:
        """What the learner should know about saving; empty when all is well."""
        return self.failure or self.trouble

    @property
    def saves(self) -> bool:
        """Whether what was handed in last will be there at the next start."""
        return self._path is not None and not self.failure

    @property
    def sign(self) -> str:
        """Two words for the screen as long as there is a warning; empty when all is well."""
        return "" if not self.warning else "SAVED ANEW" if self.saves else "NOT SAVED"

    # Reading

    def state(self, lesson: str) -> dict[str, dict[str, Any]]:
        """How the benches and drafts of a lesson were left, by step id; what cannot be read is left out."""
        found = self._rows("step", "where lesson = ?", lesson)
        return {step: state for _, step, text, _ in found if isinstance(state := _loaded(text), dict)}

    def answers(self, lesson: str) -> list[AnswerRecord]:
        """Every answer to the checks of a lesson, in the order in which they were given."""
        found = self._rows("answer", "where lesson = ? order by number", lesson)
        return [
            AnswerRecord(step, check, tuple(map(str, numbers)), bool(right), sure, draw)
            for _, _, _, step, check, text, right, sure, draw in found
            if isinstance(numbers := _loaded(text), list)
        ]

    def events(self, lesson: str) -> set[EventRecord]:
        """What else happened in the steps of a lesson."""
        found = self._rows("event", "where lesson = ?", lesson)
        return {
            EventRecord(step, what, check, draw, count)
            for _, step, check, draw, what, count in found
            if isinstance(draw, int) and isinstance(count, int) and min(draw, count) >= 0
        }

    def place(self, lesson: str) -> str | None:
        """The step at which a lesson was left."""
        return next((step for _, step, _ in self._rows("place", "where lesson = ?", lesson)), None)

    def last_lesson(self) -> str | None:
        """The lesson that was open last."""
        return next((lesson for lesson, _, _ in self._rows("place", "order by at desc limit 1")), None)

    def first_answers(self, but: str) -> dict[str, tuple[bool, int]]:
        """Whether the first answer to each check was right, and how sure, by `lesson#check`; all lessons but one.

        In a step that was started again it is the first answer to the last draw.
        """
        again = {row[:2] for row in self._rows("event", "where what = ?", "again")}
        found = self._rows("answer", "where lesson != ? order by number desc", but)
        anew = sorted((row for row in found if row[2:4] in again), key=lambda row: row[-1])
        return {
            f"{lesson}#{check}": (bool(right), sure) for _, _, lesson, _, check, _, right, sure, _ in (*found, *anew)
        }

    def setting(self, name: str) -> str | None:
        """A setting of the program, such as its theme."""
        return next((value for _, value, _ in self._rows("setting", "where name = ?", name)), None)

    def changed_elsewhere(self) -> bool:
        """Whether another program has written to the file since this was asked last."""
        before = self._version
        with suppress(sqlite3.Error):
            self._version = self.connection.execute("pragma data_version").fetchone()[0]
        return before != self._version

    def _rows(self, table: str, then: str, *arguments: str) -> list[Row]:
        """The sound rows that are found; and a warning, where others are, or where the table cannot be read."""
        try:
            found, others = read(self.connection, table, then, *arguments)
        except sqlite3.Error as error:
            self.trouble = f"Part of your progress could not be read ({error})."
            return []
        if others:
            self.trouble = "Part of your progress could not be read. The next start repairs what can be repaired."
        return found

    # Writing

    def set(self, name: str, value: str) -> None:
        """Keep a setting."""
        self._write(lambda: write(self.connection, "setting", [(name, value, datetime.now(UTC).isoformat())]))

    def keep(
        self,
        lesson: str,
        step: str,
        states: Mapping[str, Mapping[str, Any]],
        answers: Sequence[AnswerRecord],
        events: Iterable[EventRecord] = (),
    ) -> bool:
        """Keep the place, the states that changed, and what happened: one transaction.

        Returns whether it was written. If not, `warning` says so, and the caller hands the same in again later. With
        answers in it, it is on the disk when this returns; else the system may take its time.
        """

        def write_all() -> None:
            now = datetime.now(UTC)
            at = now.isoformat()
            write(self.connection, "place", [(lesson, step, at)])
            write(self.connection, "step", [(lesson, name, json.dumps(state), at) for name, state in states.items()])
            write(self.connection, "answer", _numbered(self.connection, lesson, answers, now))
            found = [(lesson, e.step, e.check, e.draw, e.what, e.count) for e in events]
            write(self.connection, "event", found, "insert or ignore")

        return self._write(write_all, lasting=bool(answers))

    def _write(self, write_all: Callable[[], None], *, lasting: bool = False) -> bool:
        """All or nothing. A disk that is full or gone does not end the session; `warning` says what it means."""
        try:
            if self._path and not self._is_there():
                self._begin_anew(self._path)
            self.connection.execute(f"pragma synchronous = {'full' if lasting else 'normal'}")
            with self.connection:
                self.connection.execute("begin immediate")
                write_all()
        except (sqlite3.Error, OSError) as error:
            self.failure = f"Progress could not be saved ({error}). You can go on; it is tried again at each change."
            return False
        self.failure = ""
        return True

    def back_up(self) -> None:
        """Make the backup of today once something was written. It takes some milliseconds: not while a key waits."""
        today = f"{datetime.now(UTC):%Y%m%d}"
        if self._path and not self.failure and self._backed_up != today:
            self._backed_up = today
            with suppress(sqlite3.Error, OSError):  # the file itself is well; the doctor tells that there is no backup
                back_up(self.connection, self._path.parent)

    def copy(self) -> Path | None:
        """Make a copy of the file beside it, which nothing deletes; returns its path, None where it cannot be made."""
        if self._path is None or self.failure:
            return None
        try:
            return copy(self.connection, self._path.parent)
        except (sqlite3.Error, OSError):
            return None

    # The file, under our hands

    def _is_there(self) -> bool:
        """Whether the names still are those of the files that are open, and the first was not cut."""
        now = identities(self._path) if self._path else ()
        there = len(now) == len(self._files) and all(
            was in {None, found} for was, found in zip(self._files, now, strict=True)
        )
        if not there or self._path is None:
            return False
        self._files = now
        size = self._path.stat().st_size
        whole, self._size = size >= self._size, max(size, self._size)
        return whole

    def _begin_anew(self, path: Path) -> None:
        """Open what has the name of the file now, or make it anew, with all that the file had which is open.

        Raises:
            OSError: if there can be no such file now. What is known stays in memory until there can.
        """
        known, wrong = rows_of(self.connection), "was deleted or replaced"
        if self._files[:1] == (identity(path),) and path.stat().st_size < self._size:
            # SQLite would copy its log into what is left of the file; under another name it leaves both alone.
            wrong, aside = "was cut short", set_aside(path)
            known = {table: rows | known[table] for table, rows in salvaged(aside or path).items()}
        self.connection.close()
        found = open_file(path.parent, known)
        self._take(found)
        if found.path is None:
            self.connection.close()
            self.connection, self._path, self._files, self.trouble = in_memory_with(known), path, (), ""
            raise OSError(found.trouble)
        self._version = -1  # what else is in it is news
        answers = counted(len(known["answer"]), "answer")
        told = f"Your progress file {wrong} while relu-tutor was open. It is written anew, with {answers}."
        self.trouble = f"{told} {self.trouble}".rstrip()

    def close(self) -> None:
        """Close the file."""
        self.connection.close()


def _numbered(connection: sqlite3.Connection, lesson: str, answers: Sequence[AnswerRecord], now: datetime) -> list[Row]:
    """The answers as rows behind those of the log. No two have one time: it tells them apart where files are merged."""
    (top,) = connection.execute("select coalesce(max(number), 0) from answer").fetchone()
    times = [(now + n * timedelta(microseconds=1)).isoformat() for n, _ in enumerate(answers)]
    return [
        (top + n, at, lesson, each.step, each.check, json.dumps(each.answer), int(each.right), each.sure, each.draw)
        for n, (at, each) in enumerate(zip(times, answers, strict=True), 1)
    ]


@contextmanager
def opened(folder: Path | None) -> Iterator[Progress]:
    """The progress kept in `folder`, closed at the end."""
    progress = open_progress(folder)
    try:
        yield progress
    finally:
        progress.close()


def open_progress(folder: Path | None) -> Progress:
    """Open the progress in `folder`, or make it there. Never raises for what may be wrong with a disk or a file."""
    return Progress(open_file(folder))


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return None
