"""The linter: what a lesson states, proved by the engine, and each answer proved or marked as unproved.

Equations stand in the texts as code spans, `f(4) = 28`. A span that compares things the engine can compute is a claim
and must be true of the lab as the step hands it over, or of `… when b1 = 2`. And since a text must not smuggle in a
number that nobody computed, each number and each formula outside of claims must repeat, in the same role, something
that the step states or proves. What words say is not proved.
"""

from collections import Counter
from collections.abc import Sequence

from tutor.check import Check
from tutor.expression import Measures
from tutor.lab import Lab, turnable
from tutor.lesson.fence import Fence
from tutor.lesson.model import Lesson
from tutor.lesson.problem import Problem
from tutor.lesson.proofs.checks import prove_check
from tutor.lesson.proofs.functions import Functions
from tutor.lesson.proofs.ground import Ground
from tutor.lesson.proofs.texts import placed_texts, prove_texts
from tutor.lesson.prose import unsupported
from tutor.rational import show
from tutor.store import Store

LONGEST_PROSE = 40
"""Lines of source. A step is one idea, and a screen holds no more."""


def prove(lesson: Lesson, cited: Measures, store: Store, tally: Counter[str] | None = None) -> list[Problem]:
    """Everything that a lesson states and the engine refutes, in the order of the file.

    Args:
        lesson: the lesson.
        cited: the figures of experiments that it may cite.
        store: where the runs of its labs are kept.
        tally: counts the `claims`, `numbers` and `formulas` in its texts, and the numbers marked as `free`.
    """
    labs = [Functions(step.lab, store) for step in lesson.steps if step.lab]
    found: set[Problem] = set()
    for step in lesson.steps:
        ground = Ground(lesson, step, cited, store)
        nearby = [each for each in labs if step.lab in {each.lab, None}]
        _prove_step(ground, nearby, Counter() if tally is None else tally)
        found.update(ground.problems)
    return sorted(found)


def _prove_step(ground: Ground, nearby: Sequence[Functions], tally: Counter[str]) -> None:
    step = ground.step
    if sum(bool(line.strip()) for line in step.prose.split("\n")) > LONGEST_PROSE:
        ground.complain(step.line, f"more than {LONGEST_PROSE} lines of prose in one step; split it")
    if step.lab and step.lab_fence:
        _lab(step.lab, step.lab_fence, ground)
    _supported(step.line, step.prose, ground)
    for check, fence in zip(step.checks, step.check_fences, strict=True):
        prove_check(check, fence, ground)
        _causes(check, fence, ground)
        for line, text in placed_texts(check, fence):
            _supported(line, text, ground)
    prove_texts(ground, nearby, tally)


def _supported(line: int, markdown: str, ground: Ground) -> None:
    """Report Markdown that no front end shows."""
    for offset, what in unsupported(markdown):
        ground.complain(line + offset, f"{what} cannot be shown; use paragraphs, bullet lists, quotes and code")


def _lab(lab: Lab, fence: Fence, ground: Ground) -> None:
    for knob in turnable(lab):
        if not knob.low <= knob.start <= knob.high:
            bounds = f"{show(knob.low)} to {show(knob.high)}"
            ground.complain(fence.line_of("knobs"), f"{knob.name} starts at {show(knob.start)}, out of {bounds}")


def _causes(check: Check, fence: Fence, ground: Ground) -> None:
    """Every wrong answer that is foreseen names its cause."""
    for each in check.mistaken():
        if not (each.misconception or each.mistake):
            line = next((line for line, text in placed_texts(check, fence) if text == each.say), fence.line)
            ground.complain(line, 'name its cause: misconception = "M…", or mistake = "what was done"')
