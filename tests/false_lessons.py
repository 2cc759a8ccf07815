"""The shipped lessons made false on purpose, one stroke at a time: what the linter is measured by.

A mutant is a step of a lesson with one change: another number, another sign or operator in a formula, another option
marked as right. `MUTATORS` has a function for each class of mutants. A few mutants are true all the same, as f(−13) = 0
is where f(−12) = 0 was. No linter can tell them, so few classes get to 100 percent.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256
from typing import Any

from shipped import LESSONS, STORE, cited

from tutor.check import CHECKS, ChoiceCheck, GoalCheck, ManyCheck, MatchCheck, NumberCheck, OrderCheck, SketchCheck
from tutor.lesson.model import Lesson, Step
from tutor.lesson.prove import prove


@dataclass(frozen=True)
class Mutant:
    """A step of a lesson with one change.

    Attributes:
        lesson, step: where it is made.
        what: the step, and the change.
        made: makes the step with the change; raises ValueError where the change cannot even be read.
    """

    lesson: Lesson
    step: Step
    what: str
    made: Callable[[], Step]

    @property
    def caught(self) -> bool:
        """Whether the linter, or the reader before it, refuses it."""
        try:
            lesson = alone(self.lesson, self.made())
        except ValueError:
            return True
        return bool(prove(lesson, cited(lesson), STORE))

    @property
    def place(self) -> bytes:
        """Its place in an order that mixes all mutants, and stays as it is when others come and go."""
        return sha256(f"{self.lesson.id} {self.what}".encode()).digest()


def alone(lesson: Lesson, step: Step) -> Lesson:
    """The lesson with all but the labs of its other steps left out, so that this step is proved by itself."""
    rest = {"title": "", "prose": "", "checks": (), "check_fences": ()}
    return replace(lesson, steps=tuple(step if each.id == step.id else replace(each, **rest) for each in lesson.steps))


# Numbers and signs in texts

TEXT_KEYS = {"ask", "hints", "explain", "say", "otherwise", "text", "left", "right", "mistake"}
"""The keys of a check under which the texts that a learner reads stand."""

SPAN = re.compile(r"`[^`\n]*`")
NUMERAL = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
UNITS = re.compile(r"\b[Uu]nits?(?: \d+,)* \d+(?:(?:,| and| or|, and|, or) \d+)*(?!\d|[·/]|\.\d)")
SIGN = re.compile(r"[+·−]|(?<=[\w)²|}])(?<!dL)/(?=[\w(|{])")
CLAIMED_SIGN = re.compile(r"[+·−*-]|(?<!dL)/")
OTHER_SIGN = {"+": "−", "−": "+", "-": "+", "·": "+", "*": "+", "/": "+"}


def _texts(step: Step) -> Iterator[tuple[str, Callable[[str], Step]]]:
    """Every text of a step, and what makes the step with another text in its place."""
    yield step.title, lambda text: replace(step, title=text)
    yield step.prose, lambda text: replace(step, prose=text)
    for i, (check, fence) in enumerate(zip(step.checks, step.check_fences, strict=True)):
        for path, text in _strings(fence.load()):
            if any(part in TEXT_KEYS for part in path):
                yield (
                    text,
                    lambda text, i=i, check=check, fence=fence, path=path: _with(
                        step, i, CHECKS[check.kind].model_validate(_put(fence.load(), path, text))
                    ),
                )


def _strings(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _strings(value, (*path, key))


def _put(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    key, rest = path[0], path[1:]
    if isinstance(data, dict):
        return {**data, key: _put(data[key], rest, value)}
    return [*data[:key], _put(data[key], rest, value), *data[key + 1 :]]


def _with(step: Step, i: int, check: Any) -> Step:
    return replace(step, checks=(*step.checks[:i], check, *step.checks[i + 1 :]))


Others = Callable[[re.Match[str], bool], Iterator[str]]
"""What to write in the place of a match, given whether it names a unit."""


def _in_texts(pattern: re.Pattern[str], others: Others, *, spans: bool) -> Iterator[Mutant]:
    """Each match of a pattern in the texts, inside or outside of code spans, with each of its others in its place."""
    for lesson in LESSONS:
        for step in lesson.steps:
            for text, made in _texts(step):
                within = [match.span() for match in SPAN.finditer(text)]
                units = [match.span() for match in UNITS.finditer(text)]
                for match in pattern.finditer(text):
                    if any(a < match.start() < b for a, b in within) is not spans:
                        continue
                    for other in others(match, any(a <= match.start() < b for a, b in units)):
                        edited = text[: match.start()] + other + text[match.end() :]
                        excerpt = edited[max(0, match.start() - 30) : match.end() + 30].replace("\n", " ")
                        what = f"{step.id}: {match[0]} as {other} in “{excerpt}”"
                        yield Mutant(lesson, step, what, lambda made=made, edited=edited: made(edited))


def _other_numbers(match: re.Match[str], unit: bool) -> Iterator[str]:
    value = Fraction(match[0])
    yield from (() if unit else (str(each) for each in (0, 1, value + 1) if each != value))


def _other_units(match: re.Match[str], unit: bool) -> Iterator[str]:
    yield from ((str(int(match[0]) + 1),) if unit else ())


def _other_signs(match: re.Match[str], _unit: bool) -> Iterator[str]:
    unary = not re.search(r"[\w)²|}\]]\s*$", match.string[: match.start()])
    yield "" if unary and match[0] in "−-" else OTHER_SIGN[match[0]]


def numbers() -> Iterator[Mutant]:
    """Each number in words and formulas, outside of code spans, as 0, as 1, and one larger."""
    return _in_texts(NUMERAL, _other_numbers, spans=False)


def numbers_in_spans() -> Iterator[Mutant]:
    """Each number in a code span as 0, as 1, and one larger."""
    return _in_texts(NUMERAL, _other_numbers, spans=True)


def units() -> Iterator[Mutant]:
    """Each number that names a unit, as in “unit 1”, one larger."""
    return _in_texts(NUMERAL, _other_units, spans=False)


def signs() -> Iterator[Mutant]:
    """Each operator and minus sign outside of code spans changed."""
    return _in_texts(SIGN, _other_signs, spans=False)


def signs_in_spans() -> Iterator[Mutant]:
    """Each operator and minus sign in a code span changed."""
    return _in_texts(CLAIMED_SIGN, _other_signs, spans=True)


# Answers


def right_options() -> Iterator[Mutant]:
    """Each choice with each of its wrong options as the right one, and each option of a `many` turned round."""
    for lesson, step, i, check in _checks(ChoiceCheck, ManyCheck):
        for j, option in enumerate(check.options):
            turned = {j, check.right_index} if isinstance(check, ChoiceCheck) else {j}
            if isinstance(check, ChoiceCheck) and option.right:
                continue
            options = tuple(
                each.model_copy(update={"right": not each.right, "mistake": "m", "misconception": None})
                if k in turned
                else each
                for k, each in enumerate(check.options)
            )
            yield _updated(lesson, step, i, {"options": options}, f"option {j + 1} turned round")


def answers() -> Iterator[Mutant]:
    """Each answer of a number one larger, each height of a sketch half a unit off, two items of an order swapped."""
    for lesson, step, i, check in _checks(NumberCheck):
        yield _updated(lesson, step, i, {"answer": check.answer + 1 + check.tolerance}, "answer one larger")
    for lesson, step, i, check in _checks(SketchCheck):
        for j, height in enumerate(check.heights):
            heights = (*check.heights[:j], height + Fraction(1, 2), *check.heights[j + 1 :])
            yield _updated(lesson, step, i, {"heights": heights}, f"height {j + 1} off")
    for lesson, step, i, check in _checks(OrderCheck):
        items = (check.items[1], check.items[0], *check.items[2:])
        yield _updated(lesson, step, i, {"items": items}, "two items swapped")


def matches() -> Iterator[Mutant]:
    """Each match with the right sides of two pairs swapped."""
    for lesson, step, i, check in _checks(MatchCheck):
        first, second, *rest = check.pairs
        pairs = (first.model_copy(update={"right": second.right}), second.model_copy(update={"right": first.right}))
        yield _updated(lesson, step, i, {"pairs": (*pairs, *rest)}, "two right sides swapped")


def wants() -> Iterator[Mutant]:
    """Each goal with a number of what it wants one larger, and with a knob of its solution one further."""
    for lesson, step, i, check in _checks(GoalCheck):
        raw = step.check_fences[i].load()
        for j, want in enumerate(check.want):
            for match in NUMERAL.finditer(want):
                changed = f"{want[: match.start()]}{Fraction(match[0]) + 1}{want[match.end() :]}"
                edited = {**raw, "want": [*check.want[:j], changed, *check.want[j + 1 :]]}
                yield Mutant(
                    lesson,
                    step,
                    f"{step.id}, {check.id}: {changed}",
                    lambda step=step, i=i, edited=edited: _with(step, i, GoalCheck.model_validate(edited)),
                )
        for name, value in check.solution.items():
            update = {"solution": {**check.solution, name: value + 1}}
            yield _updated(lesson, step, i, update, f"solution: {name} one further")


def _updated(lesson: Lesson, step: Step, i: int, update: dict[str, Any], what: str) -> Mutant:
    check = step.checks[i]
    return Mutant(
        lesson, step, f"{step.id}, {check.id}: {what}", lambda: _with(step, i, check.model_copy(update=update))
    )


def _checks(*kinds: type[Any]) -> Iterator[tuple[Lesson, Step, int, Any]]:
    for lesson in LESSONS:
        for step in lesson.steps:
            for i, check in enumerate(step.checks):
                if isinstance(check, kinds):
                    yield lesson, step, i, check


MUTATORS = {
    each.__name__: each
    for each in (
        numbers,
        numbers_in_spans,
        units,
        signs,
        signs_in_spans,
        right_options,
        answers,
        matches,
        wants,
    )
}
