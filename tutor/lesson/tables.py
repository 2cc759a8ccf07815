"""The tables beside the lessons: misconceptions, and the claims of the forum thread with their verdicts."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, ValidationError

from tutor.check import Text
from tutor.lesson.problem import Problem
from tutor.schema import Strict

Row = TypeVar("Row", bound=Strict)


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
        step: where it is shown, as `lesson#step`.
    """

    says: Text
    verdict: Literal["true", "true with a condition", "not so", "depends", "answered"]
    because: Text
    step: Annotated[str, Field(pattern=r"^[a-z0-9-]+#[a-z0-9-]+$")]


@dataclass(frozen=True)
class Tables:
    """Both tables by id, and what is wrong with their files. Where a file is missing its table is None."""

    misconceptions: dict[str, Misconception] | None = None
    claims: dict[str, Claim] | None = None
    problems: tuple[Problem, ...] = ()
    folder: Path = Path()

    @property
    def claims_path(self) -> Path:
        """The file of the claims."""
        return self.folder / CLAIMS

    def line(self, claim: str) -> int:
        """Where a claim stands in its file."""
        return _line_of(self.claims_path.read_text(encoding="utf-8"), claim)


MISCONCEPTIONS, CLAIMS = "misconceptions.toml", "claims.toml"


def read_tables(paths: Iterable[Path]) -> Tables:
    """The tables in the first folder of `paths` that has any, or beside the first file."""
    folders = [path if path.is_dir() else path.parent for path in paths]
    folder = next(
        (folder for folder in folders if (folder / CLAIMS).is_file() or (folder / MISCONCEPTIONS).is_file()), None
    )
    if folder is None:
        return Tables()
    problems: list[Problem] = []
    return Tables(
        _read(folder / MISCONCEPTIONS, "M", Misconception, problems),
        _read(folder / CLAIMS, "C", Claim, problems),
        tuple(problems),
        folder,
    )


def _read(path: Path, letter: str, model: type[Row], problems: list[Problem]) -> dict[str, Row] | None:
    try:
        text = path.read_text(encoding="utf-8")
        rows = tomllib.loads(text)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.append(Problem(path, 1, f"cannot be read: {error}"))
        return None
    found: dict[str, Row] = {}
    for name, row in rows.items():
        line = _line_of(text, name)
        if not (name.startswith(letter) and name[1:].isdigit()):
            problems.append(Problem(path, line, f"[{name}] is no id of this table; write [{letter}1], [{letter}2], …"))
            continue
        try:
            found[name] = model.model_validate(row)
        except ValidationError as error:
            problems += [Problem(path, line, f"[{name}] {message}") for message in _messages(error)]
    return found


def _messages(error: ValidationError) -> Iterator[str]:
    for each in error.errors(include_url=False):
        yield f"{'.'.join(map(str, each['loc']))}: {each['msg'].lower()}"


def _line_of(text: str, name: Any) -> int:
    lines = text.split("\n")
    return next((i for i, line in enumerate(lines, 1) if line.strip() == f"[{name}]"), 1)
