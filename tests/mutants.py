"""The shipped lessons made false on purpose, one stroke at a time: what the linter is measured by.

A mutant is one step by itself with one change, which makes it state something else. `MUTATORS` has a function for each
class of mutants. What a change in words means is for a person to judge, so every change is in a number, in the sign or
the operator of a formula, or in which option is right.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from shipped import LESSONS, STORE, cited

from tutor.check import CHECKS, ChoiceCheck, GoalCheck, ManyCheck, NumberCheck, SketchCheck
from tutor.lesson.model import Lesson, Step
from tutor.lesson.prove import prove


@dataclass(frozen=True)
class Mutant:
    """A step of a lesson with one change, as a lesson of one step; `what` names the change."""

    lesson: Lesson
    what: str

    @property
    def caught(self) -> bool:
        """Whether the linter has a problem with it."""
        return bool(prove(self.lesson, cited(self.lesson), STORE))


TEXT_KEYS = {"ask", "hints", "explain", "say", "otherwise", "text", "left", "right", "mistake"}
"""The keys of a check under which a learner's texts stand."""

SPAN = re.compile(r"`[^`\n]*`")
NUMERAL = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
UNIT = re.compile(r"\b[Uu]nits?(?: \d+,)* \d+(?:(?:,| and| or|, and|, or) \d+)*(?!\d|[·/]|\.\d)")
SIGN = re.compile(r"[+·−]|(?<=[\w)²|}])(?<!dL)/(?=[\w(|{])")
CLAIMED_SIGN = re.compile(r"[+·−*-]|(?<!dL)/")
OTHER_SIGN = {"+": "−", "−": "+", "-": "+", "·": "+", "*": "+", "/": "+"}


def _alone(lesson: Lesson, step: Step) -> Lesson:
    """The lesson with all but the labs of its other steps left out, so that this step is proved by itself."""
    rest = {"title": "", "prose": "", "checks": (), "check_fences": ()}
    return replace(lesson, steps=tuple(step if each.id == step.id else replace(each, **rest) for each in lesson.steps))


def _texts(step: Step) -> Iterator[tuple[str, Any]]:
    """Every text of a step, and how to make the step with another text in its place."""
    yield step.title, lambda text: replace(step, title=text)
    yield step.prose, lambda text: replace(step, prose=text)
    for i, (check, fence) in enumerate(zip(step.checks, step.check_fences, strict=True)):
        raw = fence.load()

        def with_text(path: tuple[Any, ...], text: str, *, i: int = i, kind: str = check.kind, raw: Any = raw) -> Step:
            made = CHECKS[kind].model_validate(_put(raw, path, text))
            return replace(step, checks=(*step.checks[:i], made, *step.checks[i + 1 :]))

        for path, text in _strings(raw):
            if any(part in TEXT_KEYS for part in path):
                yield text, lambda text, path=path, with_text=with_text: with_text(path, text)


def _strings(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _strings(value, (*path, key))


def _put(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    key, *rest = path
    if isinstance(data, dict):
        return {**data, key: _put(data[key], tuple(rest), value)}
    return [*data[:key], _put(data[key], tuple(rest), value), *data[key + 1 :]]


def _in_texts(pattern: re.Pattern[str], others: Any, *, spans: bool) -> Iterator[Mutant]:
    """Each match of a pattern in the texts, inside or outside of code spans, with each of its others in its place."""
    for lesson in LESSONS:
        for step in lesson.steps:
            for text, made in _texts(step):
                within = [match.span() for match in SPAN.finditer(text)]
                units = [match.span() for match in UNIT.finditer(text)]
                for match in pattern.finditer(text):
                    if any(a < match.start() < b for a, b in within) is not spans:
                        continue
                    for other in others(match, units):
                        edited = text[: match.start()] + other + text[match.end() :]
                        try:
                            step_made = made(edited)
                        except ValueError:
                            continue  # it does not even read
                        excerpt = edited[max(0, match.start() - 30) : match.end() + 30].replace("\n", " ")
                        yield Mutant(_alone(lesson, step_made), f"{step.id}: {match[0]} as {other} in “{excerpt}”")


def _other_numbers(match: re.Match[str], units: list[tuple[int, int]]) -> Iterator[str]:
    if not any(a <= match.start() < b for a, b in units):
        value = Fraction(match[0])
        yield from (str(each) for each in (0, 1, value + 1) if each != value)


def _other_units(match: re.Match[str], units: list[tuple[int, int]]) -> Iterator[str]:
    if any(a <= match.start() < b for a, b in units):
        yield str(int(match[0]) + 1)


def _other_signs(match: re.Match[str], _units: Any) -> Iterator[str]:
    unary = not re.search(r"[\w)²|}\]]\s*$", match.string[: match.start()])
    yield "" if unary and match[0] in "−-" else OTHER_SIGN[match[0]]


def numerals() -> Iterator[Mutant]:
    """Each number in words and formulas outside of code spans as 0, as 1, and one larger."""
    return _in_texts(NUMERAL, _other_numbers, spans=False)


def claimed_numerals() -> Iterator[Mutant]:
    """Each number in a code span as 0, as 1, and one larger."""
    return _in_texts(NUMERAL, _other_numbers, spans=True)


def names_of_units() -> Iterator[Mutant]:
    """Each number that names a unit, as in “unit 1”, one larger."""
    return _in_texts(NUMERAL, _other_units, spans=False)


def signs() -> Iterator[Mutant]:
    """Each operator and minus sign outside of code spans changed."""
    return _in_texts(SIGN, _other_signs, spans=False)


def claimed_signs() -> Iterator[Mutant]:
    """Each operator and minus sign in a code span changed."""
    return _in_texts(CLAIMED_SIGN, _other_signs, spans=True)


def right_options() -> Iterator[Mutant]:
    """Each choice with each wrong option as the right one; each option of a `many` turned round."""
    for lesson, step, i, check in _checks(ChoiceCheck, ManyCheck):
        for j, option in enumerate(check.options):
            if isinstance(check, ChoiceCheck) and option.right:
                continue
            turned = {j, check.right_index} if isinstance(check, ChoiceCheck) else {j}
            options = tuple(
                each.model_copy(update={"right": not each.right, "mistake": "m", "misconception": None})
                if k in turned
                else each
                for k, each in enumerate(check.options)
            )
            yield _with(lesson, step, i, check, {"options": options}, f"option {j + 1} turned round")


def answers() -> Iterator[Mutant]:
    """Each answer of a number check one larger, each height of a sketch half a unit off."""
    for lesson, step, i, check in _checks(NumberCheck):
        yield _with(lesson, step, i, check, {"answer": check.answer + 1 + check.tolerance}, "answer one larger")
    for lesson, step, i, check in _checks(SketchCheck):
        for j, height in enumerate(check.heights):
            heights = (*check.heights[:j], height + Fraction(1, 2), *check.heights[j + 1 :])
            yield _with(lesson, step, i, check, {"heights": heights}, f"height {j + 1} off")


def wants() -> Iterator[Mutant]:
    """Each goal with one number of what it wants one larger, and each with a knob of its solution one step off."""
    for lesson, step, i, check in _checks(GoalCheck):
        for j, want in enumerate(check.want):
            for match in NUMERAL.finditer(want):
                made = f"{want[: match.start()]}{Fraction(match[0]) + 1}{want[match.end() :]}"
                changed = {"want": (*check.want[:j], made, *check.want[j + 1 :])}
                yield _with(lesson, step, i, type(check).model_validate({**_raw(step, i), **changed}), {}, made)
        for name, value in check.solution.items():
            changed = {"solution": {**check.solution, name: value + 1}}
            yield _with(lesson, step, i, check, changed, f"solution: {name} one larger")


MUTATORS = {
    each.__name__: each
    for each in (
        numerals,
        claimed_numerals,
        names_of_units,
        signs,
        claimed_signs,
        right_options,
        answers,
        wants,
    )
}


def _raw(step: Step, i: int) -> dict[str, Any]:
    return step.check_fences[i].load()


def _checks(*kinds: type[Any]) -> Iterator[tuple[Lesson, Step, int, Any]]:
    for lesson in LESSONS:
        for step in lesson.steps:
            for i, check in enumerate(step.checks):
                if isinstance(check, kinds):
                    yield lesson, step, i, check


def _with(lesson: Lesson, step: Step, i: int, check: Any, update: dict[str, Any], what: str) -> Mutant:
    made = check.model_copy(update=update)
    checks = (*step.checks[:i], made, *step.checks[i + 1 :])
    return Mutant(_alone(lesson, replace(step, checks=checks)), f"{step.id}, {check.id}: {what}")
