"""What every kind of check has in common: its texts, and how an answer becomes a verdict."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, ClassVar, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from tutor.rational import unwritten
from tutor.schema import Strict

Answer = tuple[Fraction, ...]
Text = Annotated[str, Field(min_length=1)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
"""A stable id: small letters, digits and hyphens."""
MisconceptionId = Annotated[str, Field(pattern=r"^M[1-9]\d?$")]
"""The id of a row of the table of misconceptions; the linter knows which there are."""


class AnswerError(ValueError):
    """What was typed cannot be an answer to this check; the message says what can. It does not count as a try."""


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right, and the feedback on it."""

    right: bool
    say: str


class Mistaken(Strict):
    """A wrong answer that was foreseen.

    Attributes:
        misconception: the id of the misconception that leads to it.
        mistake: or, where it is a slip and no belief, what was done, such as "the bias was left out".
        say: why it is wrong.
    """

    misconception: MisconceptionId | None = None
    mistake: Text | None = None
    say: str = ""

    @model_validator(mode="after")
    def _one_cause(self) -> Self:
        if self.misconception and self.mistake:
            raise ValueError("name a misconception or a mistake, not both")
        return self


class CheckBase(Strict, ABC):
    """What all kinds of check have in common.

    Attributes:
        id: stable; what was answered hangs on it.
        ask: the question or the task.
        predict: the lab stays hidden until this check has been answered once, rightly or not.
        silent: takes one answer and says nothing to it, as in a pre-test; it has no hints.
        again: the check `lesson#check` that asked the same before, in other numbers.
        covers: the lesson that one may leave out who answers this silent check rightly, and not as a guess.
        touches: misconceptions that the right answer refutes, where no wrong one names them.
        unproved: why the lesson file has no proof of the answer, so that a person has to read it.
        hints: three, from a nudge to nearly everything.
        explain: shown after every success.
    """

    kind: ClassVar[str]
    id: Slug
    ask: Text
    predict: bool = False
    silent: bool = False
    again: Annotated[str, Field(pattern=r"^[a-z0-9-]+#[a-z0-9-]+$")] | None = None
    covers: Slug | None = None
    touches: tuple[MisconceptionId, ...] = ()
    unproved: Text | None = None
    hints: Annotated[tuple[Text, ...], Field(validate_default=True)] = ()
    explain: Text

    @field_validator("hints")
    @classmethod
    def _three(cls, hints: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        silent = info.data.get("silent", False)
        if len(hints) != (0 if silent else 3):
            raise ValueError("a silent check has none" if silent else f"there must be 3, not {len(hints)}")
        return hints

    @model_validator(mode="after")
    def _covers_in_silence(self) -> Self:
        if self.covers and not self.silent:
            raise ValueError("covers: has a meaning for a silent check only")
        return self

    @property
    @abstractmethod
    def has_proof(self) -> bool:
        """Whether the lesson file states what the linter needs to refute every other answer."""

    @property
    def rated(self) -> bool:
        """Whether the learner says how sure they are before the verdict."""
        return self.predict or self.silent

    @property
    def size(self) -> int:
        """How many numbers make an answer."""
        return 1

    @property
    def row_count(self) -> int:
        """How many rows the keys go through where it is answered: options, points, things to be arranged."""
        return 0

    def fits(self, answer: Answer) -> bool:
        """Whether this can be an answer to this check, such as one kept before the lesson was edited."""
        return len(answer) == self.size

    def kept(self, answer: Answer) -> tuple[str, ...]:
        """An answer as it stands in the file of progress, which may be read after the lesson was edited."""
        return tuple(map(str, answer))

    def restored(self, kept: Sequence[str]) -> Answer:
        """The answer that was kept as these texts. Raises ValueError or ZeroDivisionError for texts that are none."""
        return tuple(map(unwritten, kept))

    @abstractmethod
    def typed(self, text: str) -> Answer:
        """The answer that was typed. Raises AnswerError if it is none."""

    @abstractmethod
    def judge(self, answer: Answer) -> Verdict:
        """The verdict on an answer."""

    def as_text(self, answer: Answer) -> str:  # noqa: ARG002 -- for the kinds whose answers are short
        """An answer in a few words, as a reminder; empty where the screen shows it anyway."""
        return ""

    @property
    @abstractmethod
    def solution_text(self) -> str:
        """A right answer, in words."""

    @property
    @abstractmethod
    def instructions(self) -> str:
        """How to answer in the line-based front end."""

    def mistaken(self) -> Iterator[Mistaken]:
        """The wrong answers that are foreseen."""
        yield from ()

    def misconceptions(self) -> Iterator[str]:
        """The misconceptions that this check meets."""
        yield from self.touches
        yield from (each.misconception for each in self.mistaken() if each.misconception)

    def texts(self) -> Iterator[str]:
        """Every text of this check that a learner may read."""
        yield from (self.ask, *self.hints, self.explain)


class DraftCheck(CheckBase):
    """A check whose answer is put together row by row, and then handed in."""

    @property
    def row_count(self) -> int:
        """A row for each number of the answer."""
        return self.size

    @property
    @abstractmethod
    def blank(self) -> Answer:
        """The answer before the learner has put anything together."""

    @property
    @abstractmethod
    def right_answer(self) -> Answer:
        """The answer that is right."""

    @abstractmethod
    def adjusted(self, draft: Answer, row: int, by: int) -> Answer:
        """The draft with one row changed by `by` places."""

    @abstractmethod
    def rows(self, draft: Answer) -> tuple[str, ...]:
        """The draft as lines of Markdown."""
