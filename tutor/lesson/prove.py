"""The linter: every answer, goal, solution and equation of a lesson, proved by the engine.

Equations stand in the prose as code spans, `f(4) = 28`. A span that compares things the engine can compute is a claim
and must be true of the lab as the step hands it over, or of `… when b1 = 2`. And since prose must not smuggle in a
number that nobody computed, every numeral in a step must be one that the lab states or a proved claim contains.
"""

import random
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from tutor import expression
from tutor.check import (
    Check,
    ChoiceCheck,
    DrawnCheck,
    GoalCheck,
    ManyCheck,
    MatchCheck,
    NumberCheck,
    Option,
    OrderCheck,
    SketchCheck,
    Statement,
)
from tutor.expression import Call, Comparison, ExpressionError, Measures, Node, Numeral, UndefinedError
from tutor.lab import Knob, Lab, Settings, measures_at, start_settings, turn_all, turnable
from tutor.lesson.fence import Fence
from tutor.lesson.model import Lesson, Step
from tutor.lesson.problem import Problem, with_suggestion
from tutor.lesson.prose import unsupported
from tutor.nearest import did_you_mean
from tutor.rational import NumberError, parse, show
from tutor.store import Store

LONGEST_PROSE = 40
"""Lines of source. A step is one idea, and a screen holds no more."""

DRAWS = 20
"""The number of draws that are proved of a check that draws its numbers."""

TRIES = 200
"""The number of random settings that are tried on a goal declared impossible."""

MOST_MARKS = 60
"""The limit of marks of one knob that are tried on such a goal by themselves."""

_LOOSE = re.compile(r"\{[a-z]+\}|[()−\-\d./]")
_SPAN = re.compile(r"`([^`\n]+)`")
_COMPARES = re.compile(r"[=<>≈≤≥≠]")
_NUMERAL = re.compile(r"(?<![A-Za-z_\d])(?:\d[\d.,]*|\.\d+)(?:e[+-]?\d+)?", re.IGNORECASE)


def prove(lesson: Lesson, cited: Measures, store: Store) -> list[Problem]:
    """Everything that a lesson states and the engine refutes, in the order of the file.

    Args:
        lesson: the lesson.
        cited: the figures of experiments that it may cite.
        store: where the runs of its labs are kept.
    """
    return sorted({problem for step in lesson.steps for problem in _Prover(lesson, step, cited, store).problems()})


class _Prover:
    """Proves one step."""

    def __init__(self, lesson: Lesson, step: Step, cited: Measures, store: Store) -> None:
        self.cited, self.store = cited, store
        self.lesson, self.step, self.lab = lesson, step, step.lab
        self.start: Settings = start_settings(step.lab) if step.lab else {}
        self.own: Measures = measures_at(step.lab, self.start, store) if step.lab else {}
        self.measures = {**cited, **self.own}
        self.known: set[Fraction] = {Fraction(0), Fraction(1)}
        self.found: list[Problem] = []

    def problems(self) -> list[Problem]:
        """Run every proof."""
        prose = self.step.prose.split("\n")
        if sum(bool(line.strip()) for line in prose) > LONGEST_PROSE:
            self.complain(self.step.line, f"more than {LONGEST_PROSE} lines of prose in one step; split it")
        if self.lab and self.step.lab_fence:
            self.check_lab(self.lab, self.step.lab_fence)
        placed: list[tuple[Check, Fence]] = list(zip(self.step.checks, self.step.check_fences, strict=True))
        drawn: list[tuple[Check, Fence]] = [
            (draw, fence)
            for check, fence in placed
            if isinstance(check, DrawnCheck)
            for draw in self.draws(check, fence)
        ]
        placed = [each for each in placed if not isinstance(each[0], DrawnCheck)] + drawn
        for check, fence in placed:
            self.check(check, fence)
            self.causes(check, fence)
            self.proof_or_mark(check, fence)
            if check.predict and self.lab is None:
                self.complain(fence.line_of("predict"), "predict hides the lab of its step, and this step has none")
        self.supported(self.step.line, self.step.prose)
        texts = [(self.step.line, self.step.title)]
        texts += [(self.step.line + n, line) for n, line in enumerate(prose)]
        for line, text in (each for check, fence in placed for each in _placed_texts(check, fence)):
            self.supported(line, text)
            texts.append((line, text))
        rest = [(line, self.without_claims(line, text)) for line, text in texts]
        for line, text in rest:
            self.numerals(line, text)
        return self.found

    def complain(self, line: int, message: str) -> None:
        self.found.append(Problem(self.lesson.path, line, message))

    def supported(self, line: int, markdown: str) -> None:
        """Report Markdown that no front end shows."""
        for offset, what in unsupported(markdown):
            self.complain(line + offset, f"{what} cannot be shown; use paragraphs, bullet lists, quotes and code")

    def check_lab(self, lab: Lab, fence: Fence) -> None:
        self.known |= {abs(value) for value in lab.stated}
        for knob in turnable(lab):
            if not knob.low <= knob.start <= knob.high:
                bounds = f"{show(knob.low)} to {show(knob.high)}"
                self.complain(fence.line_of("knobs"), f"{knob.name} starts at {show(knob.start)}, out of {bounds}")

    def check(self, check: Check, fence: Fence) -> None:
        """Prove what this check states."""
        match check:
            case NumberCheck():
                self.number(check, fence)
            case DrawnCheck():
                pass  # each of its draws is proved as a number check
            case ChoiceCheck() | ManyCheck():
                self.options(check, fence)
            case OrderCheck():
                self.order(check, fence)
            case MatchCheck():
                self.match(check, fence)
            case SketchCheck():
                self.sketch(check, fence)
            case GoalCheck():
                self.goal(check, fence)
            case _:
                assert_never(check)

    def proof_or_mark(self, check: Check, fence: Fence) -> None:
        """An answer is proved, or the lesson says why it is not."""
        if not check.has_proof and not check.unproved:
            how = 'give it a claim, or say why not: unproved = "…"'
            self.complain(fence.line, f"nothing proves the answer of this {check.kind}; {how}")
        if check.has_proof and check.unproved:
            self.complain(fence.line_of("unproved"), "the answer has a proof, so it is not unproved")

    def causes(self, check: Check, fence: Fence) -> None:
        """Every wrong answer that is foreseen names its cause."""
        for each in check.mistaken():
            if not (each.misconception or each.mistake):
                line = next((line for line, text in _placed_texts(check, fence) if text == each.say), fence.line)
                self.complain(line, 'name its cause: misconception = "M…", or mistake = "what was done"')

    def number(self, check: NumberCheck, fence: Fence) -> None:
        self.know(check.answer, check.tolerance, *(wrong.value for wrong in check.wrong))
        value = None if check.proof is None else self.value(check.proof, fence.line_of("proof"))
        if value is not None and abs(value - check.answer) > check.tolerance:
            line = fence.line_of("answer")
            self.complain(line, f"the stated answer is {show(check.answer)}, but {check.proof} = {show(value)}")
        if not check.judge((check.answer,)).right:
            self.complain(fence.line_of("tolerance"), "a tolerance below 0 refuses the answer itself")
        seen = {check.answer}
        for i, wrong in enumerate(check.wrong):
            if wrong.value in seen or abs(wrong.value - check.answer) <= check.tolerance:
                line = fence.line_of("wrong", i, "value")
                self.complain(line, f"the foreseen wrong number {show(wrong.value)} is right, or stands twice")
            seen.add(wrong.value)

    def draws(self, check: DrawnCheck, fence: Fence) -> Iterator[NumberCheck]:
        """A sample of the draws of a check; reports a draw that cannot be made."""
        for range_ in check.draw.values():
            self.know(range_.low, range_.high, range_.step)
        for number in range(DRAWS):
            try:
                yield check.drawn(number, self.own)  # as the session draws it: without what is cited
            except ExpressionError as error:
                self.complain(fence.line_of("proof"), with_suggestion(error, (*self.own, *check.draw)))
            except (UndefinedError, ValueError) as error:
                self.complain(fence.line_of("draw"), f"draw {number + 1}: {error}")
            else:
                continue
            return

    def order(self, check: OrderCheck, fence: Fence) -> None:
        worth = [
            self.value(item.worth, fence.line_of("items", i, "worth"))
            for i, item in enumerate(check.items)
            if item.worth
        ]
        known = [value for value in worth if value is not None]
        if len(known) == len(worth) and any(a >= b for a, b in pairwise(known)):
            self.complain(fence.line_of("items"), f"the items do not ascend: {', '.join(map(show, known))}")

    def match(self, check: MatchCheck, fence: Fence) -> None:
        for i, pair in enumerate(check.pairs):
            line = fence.line_of("pairs", i, "holds")
            if pair.holds and (claim := self.comparison(pair.holds, line)) and self.holds(claim, line) is False:
                self.complain(line, f"not true: {pair.holds}")

    def options(self, check: ChoiceCheck | ManyCheck, fence: Fence) -> None:
        options: tuple[Option | Statement, ...] = check.options
        for i, option in enumerate(options):
            if option.holds is None:
                continue
            line = fence.line_of("options", i, "holds")
            if (claim := self.comparison(option.holds, line)) and self.holds(claim, line) is not option.right:
                said = "right, but its claim is false" if option.right else "wrong, but its claim is true"
                self.complain(line, f"the option “{option.text}” is {said}: {option.holds}")

    def sketch(self, check: SketchCheck, fence: Fence) -> None:
        self.know(*check.xs, *check.heights, check.low, check.high, check.step)
        nearest = tuple(min(check.high, max(check.low, round(y / check.step) * check.step)) for y in check.heights)
        if not check.judge(nearest).right:
            self.complain(fence.line_of("step"), "the heights cannot be placed: out of the steps, or the tolerance")
        for i, (x, height) in enumerate(zip(check.xs, check.heights, strict=True)):
            text = f"{check.curve}({show(x)})"
            value = self.value(text, fence.line_of("curve"))
            if value is not None and value != height:
                self.complain(
                    fence.line_of("heights", i), f"the stated height is {show(height)}, but {text} = {show(value)}"
                )

    def goal(self, check: GoalCheck, fence: Fence) -> None:
        for i, claim in enumerate(check.comparisons):
            self.know(*_numbers(*claim.sides))
            if claim.when:
                line = fence.line_of("want", i)
                self.complain(line, f"{claim.text}: a goal is about the settings of now, without `when`")
        self.know(*check.solution.values())
        if check.impossible and self.lab is not None:
            self.impossible(self.lab, check, fence)
            return
        if all(check.met(self.measures)):
            self.complain(fence.line_of("want"), "the goal is met before anything is turned")
        settings = self.solved(check, fence)
        if self.lab is None or settings is None:
            return
        for met, text in zip(check.met(measures_at(self.lab, settings, self.store)), check.claims, strict=True):
            if not met:
                self.complain(fence.line_of("solution"), f"the solution does not reach {text}")

    def impossible(self, lab: Lab, check: GoalCheck, fence: Fence) -> None:
        """Try to reach the goal anyway; the proof of impossibility is in the prose of `explain`."""
        for inside in _tries(turnable(lab), check.id):
            settings = turn_all(lab, self.start, inside)
            if all(check.met(measures_at(lab, settings, self.store))):
                reached = ", ".join(f"{name} = {show(value)}" for name, value in inside.items())
                self.complain(fence.line_of("impossible"), f"it can be done: {reached}")
                return

    def solved(self, check: GoalCheck, fence: Fence) -> Settings | None:
        """The settings of the solution, if knobs can be turned there."""
        knobs = {knob.name: knob for knob in turnable(self.lab)} if self.lab else {}
        fits = True
        for name, value in check.solution.items():
            line = fence.line_of("solution", name)
            if name not in knobs:
                self.complain(line, f"the solution turns {name}, which is no knob here{did_you_mean(name, knobs)}")
                fits = False
            elif not knobs[name].low <= value <= knobs[name].high:
                self.complain(line, f"the solution puts {name} at {show(value)}, out of its bounds")
                fits = False
        return turn_all(self.lab, self.start, check.solution) if self.lab and fits else None

    def know(self, *values: Fraction) -> None:
        """Allow prose to repeat these numbers: they are proved, or the check is about them."""
        self.known |= {abs(value) for value in values}

    def value(self, text: str, line: int) -> Fraction | None:
        try:
            node = expression.parse(text)
            self.know(*_numbers(node))
            return expression.evaluate(node, self.measures)
        except ExpressionError as error:
            self.complain(line, with_suggestion(error, self.measures))
        except UndefinedError as error:
            self.complain(line, f"{text} has no value: {error}")
        return None

    def comparison(self, text: str, line: int) -> Comparison | None:
        try:
            return expression.parse_comparison(text)
        except ExpressionError as error:
            self.complain(line, str(error))
            return None

    def holds(self, claim: Comparison, line: int) -> bool | None:
        """Whether a claim is true; None, and a report, where that cannot be decided."""
        try:
            return expression.holds(claim, self.measures_when(claim))
        except ExpressionError as error:
            self.complain(line, with_suggestion(error, self.measures))
        except UndefinedError as error:
            self.complain(line, f"{claim.text} has no value: {error}")
        return None

    def measures_when(self, claim: Comparison) -> Measures:
        """The measures at the start, or at the settings after `when`."""
        if not claim.when:
            return self.measures
        for name, _ in claim.when:
            if name not in self.start:
                raise ExpressionError(f"when {name}: the lab has no such number{did_you_mean(name, self.start)}")
        changed = {name: expression.evaluate(node, self.measures) for name, node in claim.when}
        if self.lab is None:
            return self.cited
        return {**self.cited, **measures_at(self.lab, turn_all(self.lab, self.start, changed), self.store)}

    def without_claims(self, line: int, text: str) -> str:
        """Prove the claims in a text, and return what is left of it."""

        def prove_span(match: re.Match[str]) -> str:
            span = match[1]
            claim = self.claim(span, line) if _COMPARES.search(span) else None
            if claim is None:
                return span
            if self.holds(claim, line) is False:
                really = ", ".join(self.worth(side, claim) for side in claim.sides if any(expression.names(side)))
                self.complain(line, f"not true: {span}" + (f" (it is {really})" if really else ""))
            self.know(*_numbers(*claim.sides, *(node for _, node in claim.when)))
            return ""

        return _SPAN.sub(prove_span, text)

    def claim(self, span: str, line: int) -> Comparison | None:
        """The span as a claim, or None where it is mere notation such as `z = w·x + b`."""
        try:
            claim = expression.parse_comparison(span)
        except ExpressionError:
            return None
        unknown = [name for name in expression.names(*claim.sides) if name not in self.measures]
        for node in _calls(*claim.sides):
            if node.name in unknown and node.arguments and not list(expression.names(*node.arguments)):
                self.complain(line, f"unknown measure {node.name}{did_you_mean(node.name, self.measures)}")
        return None if unknown else claim

    def worth(self, side: Node, claim: Comparison) -> str:
        return show(expression.evaluate(side, self.measures_when(claim)))

    def numerals(self, line: int, text: str) -> None:
        """Report numbers that nothing proves."""
        for match in _NUMERAL.finditer(text):
            numeral = match[0].rstrip(".,")
            if not self.is_known(numeral):
                advice = "state it as a claim, such as `f(4) = 28`, or in words"
                self.complain(line, f"nothing proves the number {numeral[:40]}; {advice}")

    def is_known(self, numeral: str) -> bool:
        try:
            return parse(numeral) in self.known
        except NumberError:
            return False


def _tries(knobs: Sequence[Knob], seed: str) -> Iterator[Settings]:
    """Settings to try on a goal declared impossible: one knob at each of its marks, then several at random."""
    marks = {knob: min(int((knob.high - knob.low) / knob.fine), MOST_MARKS) for knob in knobs}
    for knob, count in marks.items():
        yield from ({knob.name: knob.moved(knob.low, n)} for n in range(count + 1))
    source = random.Random(seed)  # noqa: S311 -- a sample that is the same each time
    for _ in range(TRIES):
        tried = {
            knob.name: source.choice((knob.low, knob.high, knob.start, knob.moved(knob.low, source.randint(0, count))))
            for knob, count in marks.items()
        }
        yield {name: value for name, value in tried.items() if source.randrange(3)}


def _placed_texts(check: Check, fence: Fence) -> Iterator[tuple[int, str]]:
    """Every text of a check with the line of its first words; those of a draw stand there without their numbers."""
    lines = [line.replace('\\"', '"') for line in fence.text.split("\n")]
    loose = [_LOOSE.sub("", line) for line in lines]
    for text in check.texts():
        first = text.strip().split("\n")[0]
        start, bare = first[:40], _LOOSE.sub("", first)[:40]
        found = (
            i for part, among in ((start, lines), (bare, loose)) if part for i, each in enumerate(among) if part in each
        )
        yield fence.line + 1 + next(found, 0), text


def _calls(*nodes: Node) -> Iterator[Call]:
    for node in nodes:
        if isinstance(node, Call):
            yield node
            yield from _calls(*node.arguments)


def _numbers(*nodes: Node) -> Iterator[Fraction]:
    for node in nodes:
        if isinstance(node, Numeral):
            yield node.value
        else:
            yield from _numbers(*node.arguments)
