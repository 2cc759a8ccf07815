"""How a file of progress of an older schema becomes one of the next. Each step runs inside the caller's transaction."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple

_LARGEST_DRAW = 2**31


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
    draw: the last ones belong to the last draw, and of those before, each right one ended a draw. A state that is
    damaged stays as it is.
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
    numbers, rows = [number for number, *_ in found], [_Row(*row) for _, *row in found]
    draw = _whole(kept.get("draw"), _LARGEST_DRAW)
    earlier = max(0, len(rows) - len(_answers(kept)))
    last = _whole_draw(rows[earlier:], kept, first=not earlier, solved=not draw and any(row.right for row in rows))
    draws = zip(_draws(rows[:earlier], draw), numbers, strict=False)
    connection.executemany("update answer set draw = ? where number = ?", draws)
    if last == rows[earlier:]:
        connection.executemany("update answer set draw = ? where number = ?", [(draw, n) for n in numbers[earlier:]])
        return
    # What is missing was given before what is there: all of it is written again, in order.
    connection.executemany("delete from answer where number = ?", [(number,) for number in numbers[earlier:]])
    connection.executemany(
        'insert into answer (lesson, step, "check", at, answer, right, sure, draw) values (?, ?, ?, ?, ?, ?, ?, ?)',
        [(*of, *row, draw) for row in last],
    )


def _whole_draw(logged: Sequence[_Row], kept: Mapping[str, Any], *, first: bool, solved: bool) -> list[_Row]:
    """The answers to the last draw: what the state of the check has and the log lacks, and what the log has of them.

    Args:
        logged: the rows of the last draw.
        kept: the state of the check.
        first: no answer to another draw stands before these.
        solved: an answer that counts for this draw was right.
    """
    answers, now = _answers(kept), datetime.now(UTC).isoformat()
    rows = [_Row(now, json.dumps(answer), 0, 0) for answer in answers[: len(answers) - len(logged)]]
    if rows and first:
        rows[0] = rows[0]._replace(sure=_whole(kept.get("sure"), 3))
    rows += logged
    if kept.get("solved") and not solved and not any(row.right for row in rows):
        given = rows.pop() if rows and not logged else _Row(now, json.dumps(answers[-1] if answers else []), 0, 0)
        rows.append(given._replace(right=1))
    return rows


def _draws(rows: Sequence[_Row], last: int) -> Iterator[int]:
    """For each row the draw that it answered, before draw `last`."""
    draw = 0
    for row in rows:
        yield min(draw, max(0, last - 1))
        draw += bool(row.right)


def _answers(kept: Mapping[str, Any]) -> list[list[Any]]:
    """The answers in the state of a check."""
    answers = kept.get("answers")
    return [answer for answer in answers if isinstance(answer, list)] if isinstance(answers, list) else []


def _whole(value: Any, most: int) -> int:
    return value if isinstance(value, int) and 0 <= value <= most else 0


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return None


MIGRATIONS: Mapping[int, Callable[[sqlite3.Connection], None]] = {1: _add_sure, 2: _add_draw}
"""By schema, what makes a file of that schema one of the next."""
