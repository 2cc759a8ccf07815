"""The tables beside the lessons: misconceptions, claims of the forum thread, the parts of the course, and others."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field, ValidationError

from tutor.check import Slug, Text
from tutor.files.limits import LESSON_TABLE
from tutor.files.toml import TomlError
from tutor.lesson.cut import read_text
from tutor.lesson.fence import Fence
from tutor.lesson.problem import Problem
from tutor.schema import Strict

Row = TypeVar("Row", bound=Strict)

Place = Annotated[str, Field(pattern=r"^[a-z0-9-]+#[a-z0-9-]+$")]
"""A step of the course: `lesson#step`."""


class Misconception(Strict):
    """What people often believe.

    Attributes:
        says: as they say it.
        truth: what holds instead.
    """

    says: Text
    truth: Text


class Claim(Strict):
    """One claim or question of the thread, in our words.

    Attributes:
        verdict: what the experiment settled.
        because: why, in a sentence or two.
        step: where it is shown.
    """

    says: Text
    verdict: Literal["true", "true with a condition", "not so", "depends", "answered"]
    because: Text
    step: Place


class Part(Strict):
    """One part of the course.

    Attributes:
        question: what the part answers.
        answer: that answer in short, told at the end of the route; none for a part that the route leaves out.
        lessons: the ids of its lessons, in the order in which they are read.
    """

    title: Text
    question: Text
    answer: str = ""
    lessons: Annotated[tuple[Slug, ...], Field(min_length=1)]


class Stop(Strict):
    """One step of the 20-minute route.

    Attributes:
        bridge: what leads from the stop before to this one, said before the step's own text.
    """

    step: Place
    bridge: Text


class Word(Strict):
    """A word that the lessons explain, and the step in which they do."""

    word: Text
    step: Place


@dataclass(frozen=True)
class Tables:
    """The tables by id, and what is wrong with their files. Where a file is missing its table is None.

    Attributes:
        lines: where each row stands in its file, by its id. The ids of each table begin with a letter of its own.
    """

    misconceptions: dict[str, Misconception] | None = None
    claims: dict[str, Claim] | None = None
    parts: dict[str, Part] | None = None
    route: dict[str, Stop] | None = None
    words: dict[str, Word] | None = None
    problems: tuple[Problem, ...] = ()
    folder: Path = Path()
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def claims_path(self) -> Path:
        """The file of the claims."""
        return self.folder / CLAIMS

    def line(self, row: str) -> int:
        """Where a row stands in its file."""
        return self.lines[row]


MISCONCEPTIONS, CLAIMS, PARTS, ROUTE, WORDS = _FILES = (
    "misconceptions.toml",
    "claims.toml",
    "parts.toml",
    "route.toml",
    "words.toml",
)


def read_tables(paths: Iterable[Path]) -> Tables:
    """The tables in the first folder of `paths` that has any, or beside the first file."""
    folders = [path if path.is_dir() else path.parent for path in paths]
    folder = next((folder for folder in folders if any((folder / name).is_file() for name in _FILES)), None)
    if folder is None:
        return Tables()
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    misconceptions = _read(folder / MISCONCEPTIONS, "M", Misconception, problems, lines)
    claims = _read(folder / CLAIMS, "C", Claim, problems, lines)
    parts = _read(folder / PARTS, "P", Part, problems, lines)
    route = _read(folder / ROUTE, "R", Stop, problems, lines)
    words = _read(folder / WORDS, "W", Word, problems, lines)
    return Tables(misconceptions, claims, parts, route, words, tuple(problems), folder, lines)


def _read(
    path: Path, letter: str, model: type[Row], problems: list[Problem], lines: dict[str, int]
) -> dict[str, Row] | None:
    """A table by its ids; adds what is wrong with it, and the line of each row."""
    if not path.is_file():
        return None
    text = read_text(path)
    if isinstance(text, Problem):
        problems.append(text)
        return None
    fence = Fence(("toml",), text, 0, LESSON_TABLE.values)
    try:
        rows = fence.load()
    except TomlError as error:
        problems.append(Problem(path, error.line, f"cannot be read: {error}"))
        return None
    found: dict[str, Row] = {}
    for name, row in rows.items():
        line = lines[name] = fence.line_of(name)
        if not (name.startswith(letter) and name[1:].isdigit()):
            problems.append(Problem(path, line, f"[{name}] is not an id here; write [{letter}1], [{letter}2], …"))
            continue
        try:
            found[name] = model.model_validate(row)
        except ValidationError as error:
            problems += [Problem(path, line, f"[{name}] {message}") for message in _messages(error)]
    return found


def _messages(error: ValidationError) -> Iterator[str]:
    for each in error.errors(include_url=False):
        yield f"{'.'.join(map(str, each['loc']))}: {each['msg'].lower()}"
