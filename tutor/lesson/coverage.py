"""What the course as a whole covers: claims settled, misconceptions met, and names that lead nowhere."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tutor.check import Check
from tutor.lesson.fence import Fence
from tutor.lesson.model import Lesson, step_of
from tutor.lesson.problem import Problem
from tutor.lesson.tables import PARTS, ROUTE, WORDS, Tables
from tutor.nearest import did_you_mean


@dataclass(frozen=True)
class Coverage:
    """How the lessons and the tables beside them fit together.

    Attributes:
        claims: for each claim, the lessons that say they settle it.
        misconceptions: for each misconception, how many checks meet it.
    """

    claims: dict[str, tuple[str, ...]]
    misconceptions: dict[str, int]

    @property
    def missing(self) -> tuple[str, ...]:
        """The claims and misconceptions that nothing covers."""
        rows: tuple[tuple[str, object], ...] = (*self.claims.items(), *self.misconceptions.items())
        return tuple(name for name, covered in rows if not covered)

    def lines(self) -> Iterator[str]:
        """A line for each claim and misconception, and a sum."""
        for name, lessons in self.claims.items():
            yield f"{name:4} {', '.join(lessons) or 'settled by no lesson'}"
        for name, checks in self.misconceptions.items():
            yield f"{name:4} {f'checks that meet it: {checks}' if checks else 'met by no check'}"
        for what, rows in (("claims settled", self.claims), ("misconceptions met", self.misconceptions)):
            yield f"{what}: {sum(map(bool, rows.values()))} of {len(rows)}"


def coverage(lessons: tuple[Lesson, ...], tables: Tables) -> Coverage:
    """What the lessons cover of the tables."""
    met = Counter(name for _, check, _ in _checks(lessons) for name in set(check.misconceptions()))
    return Coverage(
        {name: tuple(each.id for each in lessons if name in each.header.answers) for name in tables.claims or {}},
        {name: met[name] for name in tables.misconceptions or {}},
    )


def loose_ends(lessons: tuple[Lesson, ...], tables: Tables) -> Iterator[Problem]:
    """Every id in a lesson or a table that names nothing."""
    for lesson in lessons:
        yield from _unknown_claims(lesson, tables)
    checks = {f"{lesson.id}#{check.id}" for lesson in lessons for step in lesson.steps for check in step.checks}
    ids = {lesson.id for lesson in lessons}
    for lesson, check, fence in _checks(lessons):
        known = tables.misconceptions or {}
        for name in set(check.misconceptions()) - set(known) if known else ():
            line = next((i for i, text in enumerate(fence.text.split("\n"), 1) if f'"{name}"' in text), 0)
            yield Problem(
                lesson.path, fence.line + line, f"there is no misconception {name}{did_you_mean(name, known)}"
            )
        if check.covers and check.covers not in ids and len(lessons) > 1:
            line = fence.line_of("covers")
            yield Problem(lesson.path, line, f"there is no lesson {check.covers}{did_you_mean(check.covers, ids)}")
        if check.again and check.again not in checks and len(lessons) > 1:
            line = fence.line_of("again")
            yield Problem(lesson.path, line, f"there is no check {check.again}{did_you_mean(check.again, checks)}")


def misplaced(lessons: tuple[Lesson, ...], tables: Tables) -> Iterator[Problem]:
    """What the tables say of lessons and steps that is not so.

    The step of a claim, a word or the route is nowhere; the lesson of a claim does not say that it settles it; a
    lesson is in no part, or in several, or a part names a lesson that is not there.
    """
    steps = [f"{lesson.id}#{step.id}" for lesson in lessons for step in lesson.steps]
    for name, claim in (tables.claims or {}).items():
        found, line = step_of(lessons, claim.step), tables.line(name)
        if found is None:
            yield Problem(tables.claims_path, line, f"[{name}] {_no_step(claim.step, steps)}")
        elif name not in found[0].header.answers:
            yield Problem(
                tables.claims_path, line, f"[{name}] the lesson {found[0].id} does not name it in its answers"
            )
    for file, rows in ((ROUTE, tables.route), (WORDS, tables.words)):
        for name, row in (rows or {}).items():
            if row.step not in steps:
                yield Problem(tables.folder / file, tables.line(name), f"[{name}] {_no_step(row.step, steps)}")
    yield from _misplaced_lessons([lesson.id for lesson in lessons], tables)


def _no_step(step: str, steps: list[str]) -> str:
    return f"there is no step {step}{did_you_mean(step, steps)}"


def _misplaced_lessons(lessons: list[str], tables: Tables) -> Iterator[Problem]:
    """The lessons that are not in exactly one part, and the names in parts that are no lessons."""
    path, parts = tables.folder / PARTS, tables.parts
    if parts is None:
        return
    placed: dict[str, str] = {}
    for name, part in parts.items():
        for lesson in part.lessons:
            if lesson not in lessons:
                yield Problem(
                    path, tables.line(name), f"[{name}] there is no lesson {lesson}{did_you_mean(lesson, lessons)}"
                )
            elif lesson in placed:
                yield Problem(path, tables.line(name), f"[{name}] the lesson {lesson} is in [{placed[lesson]}] already")
            placed.setdefault(lesson, name)
    for lesson in lessons:
        if lesson not in placed:
            yield Problem(path, 1, f"the lesson {lesson} is in no part")


def _unknown_claims(lesson: Lesson, tables: Tables) -> Iterator[Problem]:
    for i, name in enumerate(lesson.header.answers):
        if tables.claims is not None and name not in tables.claims:
            line = lesson.header_fence.line_of("answers", i)
            yield Problem(lesson.path, line, f"there is no claim {name}{did_you_mean(name, tables.claims)}")


def _checks(lessons: tuple[Lesson, ...]) -> Iterator[tuple[Lesson, Check, Fence]]:
    for lesson in lessons:
        for step in lesson.steps:
            for check, fence in zip(step.checks, step.check_fences, strict=True):
                yield lesson, check, fence
