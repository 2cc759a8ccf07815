"""How a file of progress of an older schema becomes one of the next. Each step runs inside the caller's transaction."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any


def _add_sure(connection: sqlite3.Connection) -> None:
    """1 → 2: the log says how sure the learner was."""
    connection.execute("alter table answer add column sure integer not null default 0")


def _add_draw(connection: sqlite3.Connection) -> None:
    """2 → 3: the log says which draw was asked, and alone says what was answered.

    The state of a step held the answers to the last draw of each check. The log has those of all draws, without the
    draw: the last ones belong to the last draw, and of those before, each right one ended a draw.
    """
    connection.execute("alter table answer add column draw integer not null default 0")
    for lesson, step, text in connection.execute("select lesson, step, state from step").fetchall():
        state = _loaded(text)
        checks = state.get("checks") if isinstance(state, dict) else None
        if not isinstance(checks, dict):
            continue
        for check, kept in checks.items():
            if isinstance(kept, dict):
                _divide(connection, (lesson, step, check), kept)
                for name in ("answers", "solved", "closed", "sure"):
                    kept.pop(name, None)
        connection.execute("update step set state = ? where lesson = ? and step = ?", (json.dumps(state), lesson, step))


def _divide(connection: sqlite3.Connection, of: tuple[str, str, str], kept: Mapping[str, Any]) -> None:
    """Write the draws of one check into the log, and what its state has and the log lacks."""
    answers = [answer for answer in _listed(kept.get("answers")) if isinstance(answer, list)]
    draw = kept.get("draw") if isinstance(kept.get("draw"), int) else 0
    rows = connection.execute(
        'select number, right from answer where lesson = ? and step = ? and "check" = ? order by number', of
    ).fetchall()
    before = rows[: max(0, len(rows) - len(answers))]
    for (number, _), earlier in zip(before, _draws(before, draw or 0), strict=True):
        connection.execute("update answer set draw = ? where number = ?", (earlier, number))
    last = rows[len(before) :]
    connection.executemany("update answer set draw = ? where number = ?", [(draw, number) for number, _ in last])
    missing = answers[: len(answers) - len(last)]
    if kept.get("solved") and not any(right for _, right in (last if draw else rows)):
        missing = [*missing, answers[-1] if answers else []]
    for i, answer in enumerate(missing):
        right = bool(kept.get("solved")) and i == len(missing) - 1
        connection.execute(
            'insert into answer (at, lesson, step, "check", answer, right, sure, draw) values (?, ?, ?, ?, ?, ?, 0, ?)',
            (datetime.now(UTC).isoformat(), *of, json.dumps(answer), right, draw),
        )


def _draws(rows: list[tuple[int, int]], last: int) -> Iterator[int]:
    """For each row the draw that it answered, before draw `last`."""
    draw = 0
    for _, right in rows:
        yield min(draw, max(0, last - 1))
        draw += bool(right)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return None


MIGRATIONS: Mapping[int, Callable[[sqlite3.Connection], None]] = {1: _add_sure, 2: _add_draw}
"""By schema, what makes a file of that schema one of the next."""
