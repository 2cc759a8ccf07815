"""A lesson as it is used: frozen, complete, valid."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from tutor.check import Check, Slug, Text
from tutor.lab import Lab
from tutor.lesson.fence import Fence
from tutor.schema import Strict

RESERVED = frozenset({"list", "check", "inspect", "restarts", "experiments", "doctor", "quick", "reset", "play"})
"""Commands of the command line, where the id of a lesson may stand too."""


def _free(name: str) -> str:
    if name in RESERVED:
        raise ValueError(f"{name} is a command of relu-tutor; take another id")
    return name


class Header(Strict):
    """The `toml lesson` block.

    Attributes:
        format: the version of the lesson format.
        id: stable; progress hangs on it.
        question: what the lesson settles, as a learner would ask it.
        answers: the claims of the forum thread that it settles, by their ids C1 to C26.
        experiments: the experiments whose figures it cites, by their names in the table beside the lessons.
    """

    format: Literal[1]
    id: Annotated[Slug, AfterValidator(_free)]
    question: Text
    answers: tuple[Annotated[str, Field(pattern=r"^C([1-9]|1\d|2[0-6])$")], ...] = ()
    experiments: tuple[Text, ...] = ()


@dataclass(frozen=True, eq=False)
class Step:
    """One step: prose, at most one lab, and the checks to be answered.

    Attributes:
        prose: Markdown; line n of it (from 0) is line `line + n` of the file.
        lab_fence, check_fences: where they stand in the file, for the linter.
        compares: it shows how the checks that come `again` were answered first, then and now.
    """

    id: str
    title: str
    prose: str
    line: int
    lab: Lab | None
    checks: tuple[Check, ...]
    lab_fence: Fence | None
    check_fences: tuple[Fence, ...]
    compares: bool = False

    @property
    def predicts(self) -> tuple[Check, ...]:
        """The checks that keep the lab hidden until they are answered."""
        return tuple(check for check in self.checks if check.predict)


@dataclass(frozen=True, eq=False)
class Lesson:
    """One lesson file, read."""

    path: Path
    title: str
    header: Header
    header_fence: Fence
    steps: tuple[Step, ...]

    @property
    def id(self) -> str:
        """The stable id."""
        return self.header.id

    def step_index(self, step_id: str) -> int | None:
        """Where the step with that id stands."""
        return next((i for i, step in enumerate(self.steps) if step.id == step_id), None)


def step_of(lessons: Iterable[Lesson], place: str) -> tuple[Lesson, Step] | None:
    """The lesson and step that `lesson#step` names."""
    lesson_id, _, step_id = place.partition("#")
    for lesson in lessons:
        if lesson.id == lesson_id and (index := lesson.step_index(step_id)) is not None:
            return lesson, lesson.steps[index]
    return None
