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


MIGRATIONS: Mapping[int, Callable[[sqlite3.Connection], None]] = {1: _add_sure, 2: _add_draw}
"""By schema, what makes a file of that schema one of the next."""
