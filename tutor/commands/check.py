"""relu-tutor check: read and prove lesson files, and print what is wrong with them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tutor.check import GoalCheck
from tutor.commands import Say
from tutor.commands.arguments import Parser
from tutor.lesson import lint, spread
from tutor.lesson.coverage import coverage
from tutor.lesson.cut import lesson_files
from tutor.lesson.index import lessons_folder
from tutor.lesson.library import Course
from tutor.rational import counted
from tutor.terminal import complain


def run(arguments: Sequence[str], say: Say) -> int:
    """Prove the lessons that the arguments name and print each problem; returns 1 if there is any, or no lesson.

    Raises:
        UsageError: for a command line that makes no sense.
    """
    asked = _parser().parse_args(arguments)
    paths = asked.path or [lessons_folder()]
    tally: Counter[str] = Counter()
    course, problems = lint.check(paths, tally)
    for problem in problems:
        say(str(problem))
    if not lesson_files(paths):
        complain(f"no lesson (*.md) in {', '.join(map(str, paths))}")
        return 1
    if problems:
        return 1
    for line in _proved(course, tally):
        say(line)
    if not asked.coverage:
        return 0
    covered = coverage(course.lessons, course.tables)
    for line in (*covered.lines(), *spread.lines(course.lessons)):
        say(line)
    return 1 if covered.missing else 0


def _proved(course: Course, tally: Counter[str]) -> Iterator[str]:
    """What the linter proved of a course without a problem, in numbers, and what it did not."""
    checks = [check for lesson in course.lessons for step in lesson.steps for check in step.checks]
    unproved = sum(bool(check.unproved) for check in checks)
    searched = sum(isinstance(check, GoalCheck) and check.impossible for check in checks)
    yield (
        f"{counted(len(course.lessons), 'lesson')}: {len(checks) - unproved - searched} of "
        f"{counted(len(checks), 'answer')} proved, {searched} searched (goals out of reach), "
        f"{unproved} marked as unproved, for a person to read;"
    )
    yield (
        f"in the texts {counted(tally['claims'], 'equation')} proved, {counted(tally['numbers'], 'number')} and "
        f"{counted(tally['formulas'], 'formula')} found among what is proved, {tally['free']} marked as free."
    )
    yield "What the words say is for a person to read."


def _parser() -> Parser:
    parser = Parser("relu-tutor check", "Read and prove lesson files.")
    parser.add_argument("path", nargs="*", type=Path, help="lesson files, or folders; the shipped lessons unless given")
    parser.add_argument(
        "--coverage",
        action="store_true",
        help="print what settles each claim, what meets each misconception, and how often each option is right",
    )
    return parser
