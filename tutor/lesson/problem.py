"""What is wrong with a lesson file: where, and what to do about it. Bad content is data, never an exception."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tutor.expression import ExpressionError
from tutor.files import brief
from tutor.nearest import did_you_mean
from tutor.visible import visible

_LONGEST = 500
"""Characters of a message. A key or an expression that it quotes may be as long as the file."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with a lesson file, at a line counted from 1."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return visible(f"{self.path}:{self.line}: {brief(self.message, _LONGEST)}").replace("\n", "␊")


def with_suggestion(error: ExpressionError, measures: Iterable[str]) -> str:
    """The message of an error, with the most similar measure where an unknown one is named."""
    return f"{error}{did_you_mean(str(error).removeprefix('unknown measure '), measures)}"
