"""relu-tutor reset: a step, a lesson or the whole course starts again."""

from collections.abc import Sequence

from tutor import terminal
from tutor.commands import Say
from tutor.commands.arguments import Parser, UsageError
from tutor.lesson import library
from tutor.lesson.cut import sources
from tutor.lesson.index import index, lessons_folder, unknown
from tutor.lesson.tables import read_tables
from tutor.progress import home, opened
from tutor.resume import start_again
from tutor.store import Store


def run(arguments: Sequence[str], say: Say) -> int:
    """Start again what the arguments name, once it was confirmed.

    Returns the exit status: 1 if it was not confirmed, or could not be written.

    Raises:
        UsageError: for a command line that makes no sense, a lesson or step that does not exist, or where nobody can
            be asked.
    """
    parser = Parser("relu-tutor reset", "Start a step, a lesson or everything again. Your answers stay in the log.")
    parser.add_argument("lesson", nargs="?", default="", metavar="LESSON[#STEP]", help="everything unless given")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    asked = parser.parse_args(arguments)
    lesson_id, _, step_id = asked.lesson.partition("#")
    files = sources([lessons_folder()])
    if asked.lesson and (problem := unknown(index(files), lesson_id, step_id)):
        raise UsageError(problem)
    what = f"the step {asked.lesson}" if step_id else f"the lesson {lesson_id}" if lesson_id else "all lessons"
    if not asked.yes and not terminal.has_typist():
        raise UsageError("no terminal to ask at; --yes resets without asking")
    course = library.course(files, read_tables([lessons_folder()]))
    if lesson_id and lesson_id not in course.by_id:
        raise UsageError(f"the lesson {lesson_id} does not open; see relu-tutor check")
    with opened(home()) as progress:
        if not progress.saves:
            terminal.complain(f"nothing is reset. {progress.warning}")
            return 1
        say(f"This starts {what} again. Answers so far stay in the log, and a copy of your progress is made first.")
        if not asked.yes and not _confirmed(say):
            say("Nothing is reset.")
            return 1
        copy = progress.copy()
        if copy is None:
            terminal.complain("nothing is reset: a copy of your progress cannot be made")
            return 1
        say(f"The copy is {copy}")
        lessons = [course.by_id[lesson_id]] if lesson_id else [*reversed(course.in_order)]
        if not all(start_again(progress, lesson, Store(), step_id or None) for lesson in lessons):
            terminal.complain(progress.warning)
            return 1
    say(f"{what[0].upper()}{what[1:]} can be started again.")
    return 0


def _confirmed(say: Say) -> bool:
    say("Type yes to go on; anything else changes nothing.")
    return next(terminal.typed_lines(), "").strip().lower() in {"yes", "y"}
