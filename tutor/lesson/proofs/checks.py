"""How each kind of check is proved: one function a kind, which notes what it refutes."""

import random
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import assert_never

from tutor.branch import TAKEN
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
from tutor.expression import ExpressionError, UndefinedError
from tutor.lab import Knob, Lab, Settings, turnable
from tutor.lesson.fence import Fence
from tutor.lesson.problem import with_suggestion
from tutor.lesson.proofs.ground import Ground
from tutor.nearest import did_you_mean
from tutor.rational import show

DRAWS = 20
"""The number of draws that are proved of a check that draws its numbers."""

TRIES = 200
"""The number of random settings that are tried on a goal declared impossible."""

MOST_MARKS = 60
"""The limit of marks of one knob that are tried on such a goal by themselves."""


_COUNTED = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine) "
    r"(of (them|these|those|the (two|three|four|five|six|seven|eight|nine))|(that )?hold)\b",
    re.IGNORECASE,
)
"""How a hint says how many options hold. Who knows that need not look at the last one."""


def prove_check(check: Check, fence: Fence, ground: Ground) -> None:
    """Note whatever a check states and the engine refutes, and a proof that is missing."""
    match check:
        case NumberCheck():
            _number(check, fence, ground)
        case DrawnCheck():
            for each in draws(check, fence, ground):
                _number(each, fence, ground)
        case ChoiceCheck() | ManyCheck():
            _options(check, fence, ground)
        case OrderCheck():
            _order(check, fence, ground)
        case MatchCheck():
            _match(check, fence, ground)
        case SketchCheck():
            _sketch(check, fence, ground)
        case GoalCheck():
            _goal(check, fence, ground)
        case _:
            assert_never(check)
    _proof_or_mark(check, fence, ground)
    if check.predict and ground.lab is None:
        ground.complain(fence.line_of("predict"), "predict hides the lab of its step, and this step has none")


def _proof_or_mark(check: Check, fence: Fence, ground: Ground) -> None:
    if not check.has_proof and not check.unproved:
        ground.complain(
            fence.line,
            f'nothing proves the answer of this {check.kind}; give it a claim, or say why not: unproved = "…"',
        )
    if check.has_proof and check.unproved:
        ground.complain(fence.line_of("unproved"), "the answer has a proof, so it is not unproved")


def draws(check: DrawnCheck, fence: Fence, ground: Ground) -> Iterator[NumberCheck]:
    """A sample of the draws of a check; a draw that cannot be made is a problem, and ends them."""
    for number in range(DRAWS):
        try:
            yield check.drawn(number, ground.own)  # as the session draws it: without what is cited
        except ExpressionError as error:
            ground.complain(fence.line_of("proof"), with_suggestion(error, (*ground.own, *check.draw)))
        except (UndefinedError, ValueError) as error:
            ground.complain(fence.line_of("draw"), f"draw {number + 1}: {error}")
        else:
            continue
        return


def _number(check: NumberCheck, fence: Fence, ground: Ground) -> None:
    value = None if check.proof is None else ground.value(check.proof, fence.line_of("proof"))
    if value is not None and abs(value - check.answer) > check.tolerance:
        line = fence.line_of("answer")
        ground.complain(line, f"the stated answer is {show(check.answer)}, but {check.proof} = {show(value)}")
    if not check.judge((check.answer,)).right:
        ground.complain(fence.line_of("tolerance"), "a tolerance below 0 refuses the answer itself")
    seen = {check.answer}
    for i, wrong in enumerate(check.wrong):
        if wrong.value in seen or abs(wrong.value - check.answer) <= check.tolerance:
            line = fence.line_of("wrong", i, "value")
            ground.complain(line, f"the foreseen wrong number {show(wrong.value)} is right, or given twice")
        seen.add(wrong.value)


def _order(check: OrderCheck, fence: Fence, ground: Ground) -> None:
    worth = [
        ground.value(item.worth, fence.line_of("items", i, "worth")) for i, item in enumerate(check.items) if item.worth
    ]
    known = [value for value in worth if value is not None]
    if len(known) == len(worth) and any(a >= b for a, b in pairwise(known)):
        ground.complain(fence.line_of("items"), f"the items do not ascend: {', '.join(map(show, known))}")


def _match(check: MatchCheck, fence: Fence, ground: Ground) -> None:
    for i, pair in enumerate(check.pairs):
        line = fence.line_of("pairs", i, "holds")
        if pair.holds and (claim := ground.comparison(pair.holds, line)) and ground.holds(claim, line) is False:
            ground.complain(line, f"not true: {pair.holds}")


def _options(check: ChoiceCheck | ManyCheck, fence: Fence, ground: Ground) -> None:
    options: tuple[Option | Statement, ...] = check.options
    for place, option in zip(check.places, options, strict=True):
        if option.holds is None:
            continue
        line = fence.line_of("options", place, "holds")
        if (claim := ground.comparison(option.holds, line)) and ground.holds(claim, line) is not option.right:
            said = "right, but its claim is false" if option.right else "wrong, but its claim is true"
            ground.complain(line, f"the option “{option.text}” is {said}: {option.holds}")
    for i, hint in enumerate(check.hints if isinstance(check, ManyCheck) else ()):
        if found := _COUNTED.search(hint):
            ground.complain(fence.line_of("hints", i), f"the hint tells how many options hold: “{found[0]}”")


def _sketch(check: SketchCheck, fence: Fence, ground: Ground) -> None:
    nearest = tuple(min(check.high, max(check.low, round(y / check.step) * check.step)) for y in check.heights)
    if not check.judge(nearest).right:
        ground.complain(fence.line_of("step"), "the heights cannot be placed: out of the steps, or the tolerance")
    for i, (x, height) in enumerate(zip(check.xs, check.heights, strict=True)):
        text = f"{check.curve}({show(x)})"
        value = ground.value(text, fence.line_of("curve"))
        if value is not None and value != height:
            line = fence.line_of("heights", i)
            ground.complain(line, f"the stated height is {show(height)}, but {text} = {show(value)}")


def _goal(check: GoalCheck, fence: Fence, ground: Ground) -> None:
    for i, claim in enumerate(check.comparisons):
        if claim.when:
            line = fence.line_of("want", i)
            ground.complain(line, f"{claim.text}: a goal is about the settings of now, without `when`")
    if check.impossible and ground.lab is not None:
        _impossible(ground.lab, check, fence, ground)
        return
    if all(check.met(ground.measures)):
        ground.complain(fence.line_of("want"), "the goal is met before anything is turned")
    if ground.lab is None or not _can_be_turned(check, fence, ground):
        return
    solved = check.met(ground.at(ground.turned(check.solution)))
    for met, text in zip(solved, check.claims, strict=True):
        if not met:
            ground.complain(fence.line_of("solution"), f"the solution does not reach {text}")


def _can_be_turned(check: GoalCheck, fence: Fence, ground: Ground) -> bool:
    """Whether the settings of the solution can be reached by the knobs, and where it goes on by parameters too."""
    knobs = {knob.name: knob for knob in turnable(ground.lab)} if ground.lab else {}
    if ground.lab and TAKEN in check.solution:
        carried = {TAKEN, *ground.lab.start_parameters}
        knobs |= {knob.name: knob for knob in ground.lab.all_knobs if knob.name in carried}
    fits = True
    for name, value in check.solution.items():
        line = fence.line_of("solution", name)
        if name not in knobs:
            ground.complain(line, f"the solution turns {name}, which is no knob here{did_you_mean(name, knobs)}")
            fits = False
        elif not knobs[name].low <= value <= knobs[name].high:
            ground.complain(line, f"the solution puts {name} at {show(value)}, out of its bounds")
            fits = False
    return fits


def _impossible(lab: Lab, check: GoalCheck, fence: Fence, ground: Ground) -> None:
    """Try to reach the goal anyway; why it is impossible stands in `explain`."""
    for inside in _tries(turnable(lab), check.id):
        if all(check.met(ground.at(ground.turned(inside)))):
            reached = ", ".join(f"{name} = {show(value)}" for name, value in inside.items())
            ground.complain(fence.line_of("impossible"), f"it can be done: {reached}")
            return


def _tries(knobs: Sequence[Knob], seed: str) -> Iterator[Settings]:
    """Settings to try on a goal declared impossible: one knob at each of its marks, then several at random."""
    marks = {knob: min(int((knob.high - knob.low) / knob.fine), MOST_MARKS) for knob in knobs}
    for knob, count in marks.items():
        yield from ({knob.name: knob.moved(knob.low, n)} for n in range(count + 1))
    source = random.Random(seed)  # noqa: S311 -- a sample that is the same each time
    for _ in range(TRIES):
        tried: dict[str, Fraction] = {
            knob.name: source.choice((knob.low, knob.high, knob.start, knob.moved(knob.low, source.randint(0, count))))
            for knob, count in marks.items()
        }
        yield {name: value for name, value in tried.items() if source.randrange(3)}
