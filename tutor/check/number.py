"""Checks answered by a number: `number`, and `drawn`, which asks in other numbers each time."""

import random
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from tutor import expression, rational
from tutor.check.base import Answer, AnswerError, CheckBase, Mistaken, Text, Verdict
from tutor.expression import ExpressionError, Measure, Measures
from tutor.rational import show
from tutor.schema import Rational, Strict


class Wrong(Mistaken):
    """A wrong number that was foreseen."""

    value: Rational
    say: Text


class NumberCheck(CheckBase):
    """One number, exact or within a tolerance.

    Attributes:
        proof: the expression that must come to `answer`, over the measures of the lab as it is handed over. A mere
            number proves nothing.
        wrong: numbers that were foreseen, each with its mistake.
        otherwise: feedback on every other wrong number.
    """

    kind: ClassVar = "number"
    answer: Rational
    proof: Text | None = None
    tolerance: Rational = Fraction(0)
    wrong: tuple[Wrong, ...] = ()
    otherwise: Text

    @property
    def has_proof(self) -> bool:
        """There is something to compute in its proof."""
        return self.proof is not None and not _is_number(self.proof)

    def typed(self, text: str) -> Answer:
        """A number or a fraction."""
        try:
            return (rational.parse(text),)
        except rational.NumberError as problem:
            raise AnswerError(str(problem)) from None

    def as_text(self, answer: Answer) -> str:
        """The number."""
        return show(answer[0])

    def judge(self, answer: Answer) -> Verdict:
        """Right within the tolerance; a foreseen wrong number is answered by the name of the mistake."""
        (value,) = answer
        if abs(value - self.answer) <= self.tolerance:
            return Verdict(right=True, say=self.explain)
        foreseen = next((wrong for wrong in self.wrong if wrong.value == value), None)
        if foreseen:
            cause = f"A common mistake: {foreseen.mistake}. " if foreseen.mistake else ""
            return Verdict(right=False, say=f"{cause}{foreseen.say}")
        return Verdict(right=False, say=f"{show(value)} is not it. {self.otherwise}")

    @property
    def solution_text(self) -> str:
        """The number."""
        return show(self.answer)

    @property
    def instructions(self) -> str:
        """To type a number."""
        return "Answer with a number; fractions such as 1/3 are welcome."

    def texts(self) -> Iterator[str]:
        """The feedback on wrong numbers, too."""
        yield from super().texts()
        yield self.otherwise
        for wrong in self.wrong:
            yield from (wrong.mistake or "", wrong.say)

    def mistaken(self) -> Iterator[Mistaken]:
        """The wrong numbers that were foreseen."""
        yield from self.wrong


def _is_number(text: str) -> bool:
    try:
        rational.parse(text)
    except rational.NumberError:
        return False
    return True


class Range(Strict):
    """Where a number is drawn from: low, low + step, … up to high."""

    low: Rational
    high: Rational
    step: Rational = Field(default=Fraction(1), gt=0)

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        if self.low > self.high:
            raise ValueError("low must not be above high")
        return self

    def draw(self, source: random.Random) -> Fraction:
        """One of them."""
        return self.low + self.step * source.randint(0, int((self.high - self.low) / self.step))


class DrawnWrong(Mistaken):
    """A wrong number that was foreseen, as an expression over what was drawn."""

    value: Text
    say: Text


class DrawnCheck(CheckBase):
    """A number check that draws its numbers: each draw is a number check with other numbers.

    In every text `{a}` stands for the number drawn for a, and `{answer}` for the answer.

    Attributes:
        draw: where the numbers come from, by name.
        where: comparisons that a draw must meet, or it is drawn again.
        proof: the expression that gives the answer, over what was drawn and the measures of the lab.
        wrong, otherwise, tolerance: as in a number check.
    """

    kind: ClassVar = "drawn"
    draw: Annotated[dict[Annotated[str, Field(pattern=r"^[a-z]+$")], Range], Field(min_length=1)]
    where: tuple[Text, ...] = ()
    proof: Text
    tolerance: Rational = Fraction(0)
    wrong: tuple[DrawnWrong, ...] = ()
    otherwise: Text

    @property
    def has_proof(self) -> bool:
        """Its expression gives the answer of each draw."""
        return True

    def drawn(self, number: int, measures: Measures) -> NumberCheck:
        """Draw `number` = 0, 1, … of this check, given what can be read off the lab as it is handed over.

        Raises:
            ValueError: where nothing that is drawn meets `where`.
            ExpressionError, UndefinedError: for an expression that has no value.
        """
        source = random.Random(f"{self.id} {number}")  # noqa: S311 -- a draw that can be repeated, not a secret
        for _ in range(_MOST_DRAWS):
            values = {name: each.draw(source) for name, each in self.draw.items()}
            known = {**measures, **_constants(values)}
            if all(expression.holds(expression.parse_comparison(text), known) for text in self.where):
                return self._with(values, known)
        raise ValueError(f"where: {_MOST_DRAWS} draws, and none meets {' and '.join(self.where)}")

    def _with(self, values: Mapping[str, Fraction], known: Measures) -> NumberCheck:
        answer = expression.evaluate(expression.parse(self.proof), known)
        values = {**values, "answer": answer}
        wrong: dict[Fraction, Wrong] = {}
        for each in self.wrong:
            value = expression.evaluate(expression.parse(each.value), known)
            if abs(value - answer) > self.tolerance:  # with some draws a mistake leads to the answer, or to another's
                fields = {**each.model_dump(), "value": value, "say": _filled(each.say, values)}
                wrong.setdefault(value, Wrong(**fields))
        texts = {key: _filled(getattr(self, key), values) for key in ("ask", "explain", "otherwise")}
        return NumberCheck(
            **texts,
            proof=_NAME.sub(lambda name: f"({values[name[0]]})" if name[0] in values else name[0], self.proof),
            **{key: getattr(self, key) for key in _AS_DRAWN},
            hints=tuple(_filled(hint, values) for hint in self.hints),
            answer=answer,
            wrong=tuple(wrong.values()),
        )

    def typed(self, text: str) -> Answer:
        """A number or a fraction."""
        raise NotImplementedError("a drawn check is answered by one of its draws")

    def judge(self, answer: Answer) -> Verdict:
        """A draw judges, not the check itself."""
        raise NotImplementedError("a drawn check is judged by one of its draws")

    @property
    def solution_text(self) -> str:
        """The expression that gives the answer."""
        return self.proof

    @property
    def instructions(self) -> str:
        """To type a number."""
        return "Answer with a number; fractions such as 1/3 are welcome."

    def texts(self) -> Iterator[str]:
        """The feedback on wrong numbers, too."""
        yield from super().texts()
        yield self.otherwise
        for wrong in self.wrong:
            yield from (wrong.mistake or "", wrong.say)

    def mistaken(self) -> Iterator[Mistaken]:
        """The wrong numbers that were foreseen."""
        yield from self.wrong


_MOST_DRAWS = 200
_AS_DRAWN = ("id", "predict", "silent", "again", "touches", "unproved", "tolerance")
_NAME = re.compile(r"[a-z]\w*")
_PLACE = re.compile(r"\{([a-z]+)\}")


def _constants(values: Mapping[str, Fraction]) -> dict[str, Measure]:
    return {name: Measure(lambda value=value: value) for name, value in values.items()}


def _filled(text: str, values: Mapping[str, Fraction]) -> str:
    """The text with its numbers filled in; a negative number is put in parentheses after an operator."""

    def number(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise ExpressionError(f"{{{match[1]}}} is not a drawn number")
        shown = show(values[match[1]])
        before = text[: match.start()].rstrip()[-1:]
        return f"({shown})" if shown.startswith("−") and before and before in "+-−*·/" else shown

    return _PLACE.sub(number, text)
