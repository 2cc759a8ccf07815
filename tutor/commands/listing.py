"""relu-tutor list: the lessons, and how far the learner is in each."""

from collections.abc import Sequence

from tutor.commands import Say
from tutor.commands.arguments import Parser
from tutor.lesson import library
from tutor.lesson.index import lessons_folder
from tutor.lesson.minutes import minutes_of
from tutor.progress import home, opened
from tutor.resume import resume
from tutor.store import Store
from tutor.terminal import warn


def run(arguments: Sequence[str], say: Say) -> int:
    """Print a line for each lesson that opens, and a warning for each that does not; returns 0.

    Raises:
        UsageError: for a command line that makes no sense.
    """
    Parser("relu-tutor list", "The lessons and your progress.").parse_args(arguments)
    course = library.load([lessons_folder()])
    with opened(home()) as progress:
        warn(progress.warning)
        for lesson in course.lessons:
            session = resume(progress, lesson, Store())
            marks = [session.step_mark(i) for i in range(len(lesson.steps))]
            done, shown = marks.count("done"), marks.count("solution")
            by_solution = f" ({shown} by solution)" if shown else ""
            say(
                f"{lesson.id:16} {done + shown:2} of {len(marks):2} steps  {minutes_of(lesson):3} min   "
                f"{lesson.title}{by_solution}"
            )
    for problem in course.problems:
        warn(f"broken: {problem}")
    return 0
