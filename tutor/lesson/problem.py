"""What is wrong with a lesson file: where, and what to do about it. Bad content is data, never an exception."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tutor.expression import ExpressionError
from tutor.nearest import did_you_mean


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with a lesson file, at a line counted from 1."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        text = f"{self.path}:{self.line}: {self.message}"
        # A key may hold a line end, or what clears a screen.
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def with_suggestion(error: ExpressionError, measures: Iterable[str]) -> str:
    """The message of an error, with the most similar measure where an unknown one is named."""
    return f"{error}{did_you_mean(str(error).removeprefix('unknown measure '), measures)}"
