"""How a file of progress of an older schema becomes one of the next. Each step runs inside the caller's transaction."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple

from tutor.progress.tables import COLUMNS, NUMBERS, Row, create_script, write

_LARGEST_DRAW = 2**31
_LARGEST = 2**53
_MOST_HINTS = 100


class _Row(NamedTuple):
    """One answer in the log of schema 2."""

    at: str
    answer: str
    right: int
    sure: int


def _add_sure(connection: sqlite3.Connection) -> None:
    """1 → 2: the log says how sure the learner was."""
    connection.execute("alter table answer add column sure integer not null default 0")


def _add_draw(connection: sqlite3.Connection) -> None:
    """2 → 3: the log says which draw was asked, and alone says what was answered.

    The state of a step held the answers to the last draw of each check. The log has those of all draws, without the
    draw: its last rows belong to the last draw, and of the rows before, each right one ended a draw. A damaged state
    stays as it is.
    """
    connection.execute("alter table answer add column draw integer not null default 0")
    for lesson, step, text in connection.execute("select lesson, step, state from step").fetchall():
        state = _loaded(text)
        checks = state.get("checks") if isinstance(state, dict) else None
        if not isinstance(checks, dict):
            continue
        with suppress(ValueError, RecursionError):  # what JSON can hold and SQLite cannot, or too deep to be written
            for check, kept in checks.items():
                if isinstance(kept, dict):
                    kept["draw"] = _whole(kept.get("draw"), _LARGEST_DRAW)
                    _divide(connection, (lesson, step, check), kept)
                    for name in ("answers", "solved", "closed", "sure"):
                        kept.pop(name, None)
            changed = json.dumps(state)
            connection.execute("update step set state = ? where lesson = ? and step = ?", (changed, lesson, step))


def _divide(connection: sqlite3.Connection, of: tuple[str, str, str], kept: Mapping[str, Any]) -> None:
    """Write the draws of one check into the log, and what its state has and the log lacks."""
    found = connection.execute(
        'select number, at, answer, right, sure from answer where lesson = ? and step = ? and "check" = ? '
        "order by number",
        of,
    ).fetchall()
    numbers, rows, draw = [number for number, *_ in found], [_Row(*row) for _, *row in found], kept["draw"]
    begin, last = _last_draw(rows, kept)
    draws = [*_draws(rows[:begin], draw), *(draw for _ in rows[begin:])]
    connection.executemany("update answer set draw = ? where number = ?", zip(draws, numbers, strict=True))
    if last != rows[begin:]:
        # All of this draw is written again, for the order of the log is the order in which answers were given.
        connection.executemany("delete from answer where number = ?", [(number,) for number in numbers[begin:]])
        connection.executemany(
            'insert into answer (lesson, step, "check", at, answer, right, sure, draw) values (?, ?, ?, ?, ?, ?, ?, ?)',
            [(*of, *row, draw) for row in last],
        )


def _last_draw(rows: Sequence[_Row], kept: Mapping[str, Any]) -> tuple[int, list[_Row]]:
    """Where in the rows the last draw begins, and its rows with those that the log lacks in their places.

    The log lacks what was given before the first write of a run of the program, if that write came late.
    """
    answers, solved, draw = _answers(kept), bool(kept.get("solved")), kept["draw"]
    now, begin, last = datetime.now(UTC).isoformat(), len(rows), list[_Row]()
    for n, answer in reversed([*enumerate(answers)]):
        right = solved and n == len(answers) - 1
        at = _last_place(rows[:begin], answer, right=right)
        if at is None:
            sure = 0 if n or begin or draw else _whole(kept.get("sure"), 3)
            last.insert(0, _Row(now, json.dumps(answer), right, sure))
        else:
            last[:0], begin = rows[at:begin], at
    if solved and not answers and (draw or not any(row.right for row in rows)):
        last.append(_Row(now, "[]", 1, 0))  # the lesson was edited, and the answer did not fit any more
    return begin, last


def _last_place(rows: Sequence[_Row], answer: list[Any], *, right: bool) -> int | None:
    """Where an answer of the last draw stands; None where it does not. A right one before ended another draw."""
    for at in reversed(range(len(rows))):
        # The state has no numbers for a goal that was reached.
        if bool(rows[at].right) == right and answer in ([], _loaded(rows[at].answer)):
            return at
        if rows[at].right:
            return None
    return None


def _draws(rows: Sequence[_Row], last: int) -> Iterator[int]:
    """For each row the draw that it answered, before draw `last`."""
    draw = 0
    for row in rows:
        yield min(draw, max(0, last - 1))
        draw += bool(row.right)


def _answers(kept: Mapping[str, Any]) -> list[list[Any]]:
    """The answers in the state of a check, each a list of numbers as text."""
    answers = kept.get("answers")
    found = [answer for answer in answers if isinstance(answer, list)] if isinstance(answers, list) else []
    return [answer for answer in found if all(isinstance(number, str) for number in answer)]


def _whole(value: Any, most: int) -> int:
    """The value if it is a whole number from 0 to `most`; else 0."""
    return value if isinstance(value, int) and 0 <= value <= most else 0


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return None


def _seal(connection: sqlite3.Connection) -> None:
    """3 → 4: every row is sealed, answers are numbered from 1, and what only grows in a step is events.

    The tables are made anew. A damaged state stays as it is.
    """
    answers = _all(connection, "answer", COLUMNS["answer"])
    steps, places = (_all(connection, table, COLUMNS[table][:3]) for table in ("step", "place"))
    settings = _all(connection, "setting", COLUMNS["setting"][:2])
    for table in ("answer", "step", "place", "setting"):
        connection.execute(f"drop table {table}")
    for statement in create_script().split(";"):
        connection.execute(statement)
    now = datetime.now(UTC).isoformat()
    write(connection, "answer", [(place, *row[1:]) for place, row in enumerate(answers, 1)])
    write(connection, "event", [event for lesson, step, text in steps for event in _grown(lesson, step, _loaded(text))])
    write(connection, "step", [(lesson, step, _rest(text), now) for lesson, step, text in steps])
    write(connection, "place", places)
    write(connection, "setting", [(*row, now) for row in settings])


def _all(connection: sqlite3.Connection, table: str, columns: Sequence[str]) -> list[Row]:
    """The rows of an unsealed table, in order, with whole numbers and texts in their columns."""
    names = ", ".join(f'"{name}"' for name in columns)
    found = connection.execute(f"select {names} from {table} order by rowid").fetchall()  # noqa: S608 -- names of ours
    return [tuple(map(_fitting, columns, row)) for row in found]


def _fitting(column: str, value: Any) -> int | str:
    if column in NUMBERS:
        return _whole(value, _LARGEST)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _grown(lesson: str, step: str, state: Any) -> Iterator[Row]:
    """The events that the state of a step in schema 3 tells of."""
    if not isinstance(state, dict):
        return
    for what in ("seen", "skipped"):
        if state.get(what):
            yield lesson, step, "", 0, what, 0
    checks = state.get("checks")
    for check, kept in checks.items() if isinstance(checks, dict) else ():
        if not isinstance(kept, dict):
            continue
        draw, edits = _whole(kept.get("draw"), _LARGEST_DRAW), kept.get("fewest_edits")
        if draw:
            yield lesson, step, check, draw, "drawn", 0
        for n in range(_whole(kept.get("hints"), _MOST_HINTS)):
            yield lesson, step, check, draw, "hint", n + 1
        if kept.get("shown"):
            yield lesson, step, check, draw, "shown", 0
        if isinstance(edits, int):
            yield lesson, step, check, draw, "edits", _whole(edits, _LARGEST)


def _rest(text: str) -> str:
    """The state of a step in schema 4: that of schema 3 without what are events now."""
    state = _loaded(text)
    if not isinstance(state, dict):
        return text
    checks = state.get("checks")
    drafts = {
        check: kept.get("draft", [])
        for check, kept in (checks.items() if isinstance(checks, dict) else ())
        if isinstance(kept, dict)
    }
    try:
        return json.dumps({**{name: state.get(name) for name in ("settings", "view", "check")}, "drafts": drafts})
    except (ValueError, RecursionError):
        return text


MIGRATIONS: Mapping[int, Callable[[sqlite3.Connection], None]] = {1: _add_sure, 2: _add_draw, 3: _seal}
"""By schema, what makes a file of that schema one of the next."""
