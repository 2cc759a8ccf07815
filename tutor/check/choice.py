"""Checks with options: `choice`, of which one is right, and `many`, of which several are.

In a check the options stand as they are shown. The lesson file has them in an order of its own, which is shuffled when
the file is read, unless it says `in_order`.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, ClassVar, Self, TypeVar

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from tutor.check.base import Answer, AnswerError, CheckBase, DraftCheck, Mistaken, Slug, Text, Verdict
from tutor.check.shuffle import shuffled

_GONE = Fraction(-1)
"""The answer to a choice whose option is not in the lesson any more."""

_NONE_CHOSEN = "-"
"""Kept where no option of `many` was chosen. It is no id, and not the empty draft either."""


class _Listed(Mistaken):
    """What an option of either kind of check states.

    Attributes:
        id: stable; a kept answer names the option by it.
        holds: a comparison that the linter proves true for a right option, and false for a wrong one.
    """

    id: Slug
    text: Text
    right: bool = False
    holds: str | None = None


_O = TypeVar("_O", bound=_Listed)


def _as_shown(options: tuple[_O, ...], info: ValidationInfo) -> tuple[_O, ...]:
    """The options of a file in the order in which they are shown."""
    if len({option.id for option in options}) < len(options):
        raise ValueError("two options have the same id")
    order = _places(len(options), info.data.get("id", ""), in_order=info.data.get("in_order", False))
    return tuple(options[place] for place in order)


def _places(count: int, check_id: str, *, in_order: bool) -> tuple[int, ...]:
    """For each option as it is shown, its place in the file, from 0."""
    return tuple(range(count)) if in_order else shuffled(count, check_id)


class Option(_Listed):
    """One option of a choice.

    Attributes:
        say: why it is wrong; the right option has the check's `explain` instead.
    """

    @model_validator(mode="after")
    def _wrong_says_why(self) -> Self:
        if self.right == bool(self.say):
            raise ValueError("a wrong option says why (`say`); the right one has the check's `explain` instead")
        return self


class ChoiceCheck(CheckBase):
    """One right option among several; every wrong one says why."""

    kind: ClassVar = "choice"
    in_order: bool = False
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=9), AfterValidator(_as_shown)]

    @model_validator(mode="after")
    def _one_right(self) -> Self:
        if sum(option.right for option in self.options) != 1:
            raise ValueError("options: exactly one must be right")
        return self

    @property
    def has_proof(self) -> bool:
        """The right option has a claim, or all wrong ones have."""
        return all(option.holds for option in self.options if option.right) or all(
            option.holds for option in self.options if not option.right
        )

    @property
    def row_count(self) -> int:
        """A row for each option."""
        return len(self.options)

    @property
    def places(self) -> tuple[int, ...]:
        """For each option as it is shown, its place in the file, from 0."""
        return _places(len(self.options), self.id, in_order=self.in_order)

    def kept(self, answer: Answer) -> tuple[str, ...]:
        """The id of the option."""
        return tuple(self.options[int(i)].id if 0 <= i < len(self.options) else str(i) for i in answer)

    def restored(self, kept: Sequence[str]) -> Answer:
        """The option of that id. Older versions kept its place in the file."""
        by_id = {option.id: i for i, option in enumerate(self.options)}
        by_place = {str(place): i for i, place in enumerate(self.places)}
        known: Mapping[str, int] = {**by_place, **by_id}
        return tuple(Fraction(known[name]) if name in known else _GONE for name in kept)

    @property
    def right_index(self) -> int:
        """Which option is right, from 0, as they are shown."""
        return next(i for i, option in enumerate(self.options) if option.right)

    def typed(self, text: str) -> Answer:
        """The number of an option, counted from 1."""
        clean = text.strip().rstrip(").")
        if clean not in self.numbers:
            raise AnswerError(f"type one of {', '.join(self.numbers)}")
        return (Fraction(self.numbers.index(clean)),)

    def judge(self, answer: Answer) -> Verdict:
        """Right for the right option."""
        option = self.options[int(answer[0])] if 0 <= answer[0] < len(self.options) else None
        if option is None:
            return Verdict(right=False, say="That option is no longer there.")
        return Verdict(option.right, self.explain if option.right else option.say)

    def as_text(self, answer: Answer) -> str:
        """The number of the option; empty for one that is gone."""
        return str(int(answer[0]) + 1) if answer != (_GONE,) else ""

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of the options, as both front ends show them."""
        return tuple(str(i + 1) for i in range(len(self.options)))

    @property
    def solution_text(self) -> str:
        """The right option."""
        return f"{self.numbers[self.right_index]}: {self.options[self.right_index].text}"

    @property
    def instructions(self) -> str:
        """To type the number of an option."""
        return f"Answer with {', '.join(self.numbers[:-1])} or {self.numbers[-1]}."

    def mistaken(self) -> Iterator[Mistaken]:
        """The wrong options."""
        yield from (option for option in self.options if not option.right)

    def texts(self) -> Iterator[str]:
        """The texts of the options, too."""
        yield from super().texts()
        for option in self.options:
            yield from (option.text, option.say)


class Statement(_Listed):
    """One option of `many`.

    Attributes:
        say: why it is right, or why it is wrong.
    """

    say: Text


class ManyCheck(DraftCheck):
    """Several options, any number of which are right. An answer has a 1 for each that is chosen, else a 0."""

    kind: ClassVar = "many"
    in_order: bool = False
    options: Annotated[tuple[Statement, ...], Field(min_length=2, max_length=9), AfterValidator(_as_shown)]

    @property
    def has_proof(self) -> bool:
        """Every option has a claim."""
        return all(option.holds for option in self.options)

    @property
    def size(self) -> int:
        """One number per option."""
        return len(self.options)

    @property
    def places(self) -> tuple[int, ...]:
        """For each option as it is shown, its place in the file, from 0."""
        return _places(self.size, self.id, in_order=self.in_order)

    def kept(self, answer: Answer) -> tuple[str, ...]:
        """The ids of the options that are chosen; nothing for a draft that is not begun."""
        chosen = tuple(option.id for on, option in zip(answer, self.options, strict=False) if on)
        return chosen or ((_NONE_CHOSEN,) if answer else ())

    def restored(self, kept: Sequence[str]) -> Answer:
        """The options of these ids. Older versions kept a 1 or a 0 for each option of the file."""
        if set(kept) <= {"0", "1"}:
            return tuple(Fraction(kept[place]) for place in self.places) if len(kept) == self.size else ()
        return tuple(Fraction(option.id in kept) for option in self.options)

    @property
    def blank(self) -> Answer:
        """No option is chosen."""
        return (Fraction(0),) * self.size

    @property
    def right_answer(self) -> Answer:
        """The answer in which exactly the right options are chosen."""
        return tuple(Fraction(option.right) for option in self.options)

    def adjusted(self, draft: Answer, row: int, by: int) -> Answer:  # noqa: ARG002 -- either way changes it
        """Choose an option, or take the choice back."""
        return (*draft[:row], 1 - draft[row], *draft[row + 1 :])

    def chosen(self, draft: Answer, row: int, number: int) -> Answer:  # noqa: ARG002 -- the option stands for itself
        """Choose the option at `number`, counted from 0, or take the choice back."""
        return self.adjusted(draft, number, 1)

    def rows(self, draft: Answer) -> tuple[str, ...]:
        """The options, the chosen ones marked."""
        return tuple(f"{'■' if on else '□'} {option.text}" for on, option in zip(draft, self.options, strict=True))

    def typed(self, text: str) -> Answer:
        """The numbers of the options, counted from 1; `none` for none of them."""
        none = text.strip().lower() == "none"
        words = [] if none else text.replace(",", " ").split()
        numbers = [str(i + 1) for i in range(self.size)]
        if not set(words) <= set(numbers) or not (words or none):
            raise AnswerError(f"type the numbers of all that apply, out of {', '.join(numbers)}, or none")
        return tuple(Fraction(number in words) for number in numbers)

    def judge(self, answer: Answer) -> Verdict:
        """Right when exactly the right options are chosen; otherwise the feedback is about the first that is off."""
        off = [i for i, (on, option) in enumerate(zip(answer, self.options, strict=True)) if bool(on) != option.right]
        if not off:
            return Verdict(right=True, say=self.explain)
        first = off[0]
        how = "applies, too" if self.options[first].right else "does not apply"
        more = "" if len(off) == 1 else f" ({len(off) - 1} more to look at again.)"
        return Verdict(right=False, say=f"“{self.options[first].text}” {how}. {self.options[first].say}{more}")

    @property
    def solution_text(self) -> str:
        """The right options."""
        chosen = [f"{i}: {option.text}" for i, option in enumerate(self.options, 1) if option.right]
        return "; ".join(chosen) or "none of them"

    @property
    def instructions(self) -> str:
        """To type the numbers of all options that hold."""
        return "Answer with the numbers of all that apply, such as 1 3, or none."

    def mistaken(self) -> Iterator[Mistaken]:
        """The options that do not hold."""
        yield from (option for option in self.options if not option.right)

    def texts(self) -> Iterator[str]:
        """The texts of the options, too."""
        yield from super().texts()
        for option in self.options:
            yield from (option.text, option.say)
