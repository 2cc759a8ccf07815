"""Checks that put things in their places: `order` and `match`. They are shown in another order than in the file."""

import string
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from tutor.check.base import Answer, AnswerError, DraftCheck, Text, Verdict
from tutor.check.shuffle import shuffled
from tutor.schema import Strict


def _out_of_order(count: int, seed: str) -> tuple[int, ...]:
    """The numbers below `count` ≥ 2 in an order that hangs on the seed alone and is not the ascending one."""
    order = tuple(range(count))
    while order == tuple(range(count)):
        order = shuffled(count, seed)
        seed += "+"
    return order


class Item(Strict):
    """One of the things to be put in order.

    Attributes:
        worth: an expression; the linter proves that these ascend from item to item.
    """

    text: Text
    worth: str | None = None


class OrderCheck(DraftCheck):
    """Things to be put in the order in which the file lists them. An answer is the items by the places shown first.

    Attributes:
        otherwise: feedback on a wrong order.
    """

    kind: ClassVar = "order"
    items: Annotated[tuple[Item, ...], Field(min_length=2, max_length=9)]
    otherwise: Text

    @property
    def has_proof(self) -> bool:
        """Every item has its worth."""
        return all(item.worth for item in self.items)

    @property
    def size(self) -> int:
        """One place for each item."""
        return len(self.items)

    @cached_property
    def shown(self) -> tuple[int, ...]:
        """The items in the order in which they are shown first."""
        return _out_of_order(self.size, self.id)

    @property
    def blank(self) -> Answer:
        """As shown first."""
        return tuple(map(Fraction, range(self.size)))

    @property
    def right_answer(self) -> Answer:
        """The order in the file."""
        return tuple(Fraction(self.shown.index(i)) for i in range(self.size))

    def fits(self, answer: Answer) -> bool:
        """Every place stands once."""
        return sorted(answer) == list(range(self.size))

    def adjusted(self, draft: Answer, row: int, by: int) -> Answer:
        """Move an item further up or down."""
        rest = [*draft[:row], *draft[row + 1 :]]
        to = max(0, min(row + by, len(rest)))
        return (*rest[:to], draft[row], *rest[to:])

    def chosen(self, draft: Answer, row: int, number: int) -> Answer:
        """Move an item to a place, counted from 0."""
        return self.adjusted(draft, row, number - row)

    def rows(self, draft: Answer) -> tuple[str, ...]:
        """The items in the order of the draft."""
        return tuple(self.items[self.shown[int(place)]].text for place in draft)

    def typed(self, text: str) -> Answer:
        """The numbers of the items, as they are listed, in the right order."""
        numbers = [str(i + 1) for i in range(self.size)]
        words = text.replace(",", " ").split() if " " in text.strip() or "," in text else list(text.strip())
        if sorted(words) != numbers:
            raise AnswerError(f"type each of {', '.join(numbers)} once, in the right order")
        return tuple(Fraction(int(word) - 1) for word in words)

    def judge(self, answer: Answer) -> Verdict:
        """Right in the order of the file."""
        if answer == self.right_answer:
            return Verdict(right=True, say=self.explain)
        placed = sum(a == b for a, b in zip(answer, self.right_answer, strict=True))
        return Verdict(right=False, say=f"{placed} of {self.size} are in the right place. {self.otherwise}")

    @property
    def solution_text(self) -> str:
        """The items in order."""
        return "; ".join(item.text for item in self.items)

    @property
    def instructions(self) -> str:
        """To type the numbers of the items in the right order."""
        example = " ".join(str(i) for i in range(self.size, 0, -1))
        return f"Answer with the {self.size} numbers in the right order, such as {example}."

    def texts(self) -> Iterator[str]:
        """The items, and the feedback on a wrong order, too."""
        yield from super().texts()
        yield self.otherwise
        yield from (item.text for item in self.items)


class Pair(Strict):
    """Two things that belong together.

    Attributes:
        holds: a comparison that the linter proves true.
        say: feedback when another thing was matched with `left`.
    """

    left: Text
    right: Text
    say: Text
    holds: str | None = None


class MatchCheck(DraftCheck):
    """Things to be matched. An answer has for each left one the place at which its right one is shown, or −1."""

    kind: ClassVar = "match"
    pairs: Annotated[tuple[Pair, ...], Field(min_length=2, max_length=9)]

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        for side in ("left", "right"):
            if len({getattr(pair, side) for pair in self.pairs}) < len(self.pairs):
                raise ValueError(f"pairs: each {side} must differ from the others")
        return self

    @property
    def has_proof(self) -> bool:
        """Every pair has a claim."""
        return all(pair.holds for pair in self.pairs)

    @property
    def size(self) -> int:
        """One place for each left one."""
        return len(self.pairs)

    @cached_property
    def shown(self) -> tuple[int, ...]:
        """The right ones, by pair, in the order in which they are shown."""
        return _out_of_order(self.size, self.id)

    @property
    def rights(self) -> tuple[str, ...]:
        """The right ones as they are shown."""
        return tuple(self.pairs[i].right for i in self.shown)

    @property
    def blank(self) -> Answer:
        """Nothing is matched."""
        return (Fraction(-1),) * self.size

    @property
    def right_answer(self) -> Answer:
        """The answer in which every pair fits."""
        return tuple(Fraction(self.shown.index(i)) for i in range(self.size))

    def fits(self, answer: Answer) -> bool:
        """Each number is a place, or −1."""
        return len(answer) == self.size and all(place in range(-1, self.size) for place in answer)

    def adjusted(self, draft: Answer, row: int, by: int) -> Answer:
        """Put the next right one to a left one."""
        place = (draft[row] + by) % self.size if draft[row] >= 0 else Fraction(0 if by > 0 else self.size - 1)
        return (*draft[:row], place, *draft[row + 1 :])

    def chosen(self, draft: Answer, row: int, number: int) -> Answer:
        """Put a right one, by its place from 0, to a left one."""
        return (*draft[:row], Fraction(number), *draft[row + 1 :])

    def rows(self, draft: Answer) -> tuple[str, ...]:
        """Each left one with what was put to it."""
        put = (self.rights[int(place)] if place >= 0 else "?" for place in draft)
        return tuple(f"{pair.left} → {right}" for pair, right in zip(self.pairs, put, strict=True))

    def typed(self, text: str) -> Answer:
        """The letters of the right ones, in the order of the left ones."""
        letters = string.ascii_lowercase[: self.size]
        typed = "".join(text.lower().replace(",", " ").split())
        if len(typed) != self.size or not set(typed) <= set(letters):
            raise AnswerError(f"type {self.size} letters out of {', '.join(letters)}, one for each, in order")
        return tuple(Fraction(letters.index(letter)) for letter in typed)

    def judge(self, answer: Answer) -> Verdict:
        """Right when all pairs fit; otherwise the feedback is about the first that does not."""
        wrong = [pair for pair, a, b in zip(self.pairs, answer, self.right_answer, strict=True) if a != b]
        if not wrong:
            return Verdict(right=True, say=self.explain)
        return Verdict(right=False, say=f"{self.size - len(wrong)} of {self.size} fit. {wrong[0].left}: {wrong[0].say}")

    @property
    def solution_text(self) -> str:
        """The pairs."""
        return "; ".join(f"{pair.left} → {pair.right}" for pair in self.pairs)

    @property
    def instructions(self) -> str:
        """To type a letter for each left side."""
        return f"Answer with {self.size} letters, one for each, in order."

    def texts(self) -> Iterator[str]:
        """Both sides and the feedback, too."""
        yield from super().texts()
        for pair in self.pairs:
            yield from (pair.left, pair.right, pair.say)
