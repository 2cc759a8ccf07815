"""relu-tutor without a command: open a lesson, on the full screen or line by line.

What is imported at the top is all that `--version` and `--help` need. The full screen adds what its first paint needs,
which is no models and no NumPy; line by line needs no Textual.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tutor import __version__, terminal
from tutor.commands import Say
from tutor.commands.arguments import Parser, UsageError
from tutor.progress import home, opened
from tutor.tui.beginning import OPENING, Beginning

if TYPE_CHECKING:
    from tutor.lesson.cut import Source
    from tutor.lesson.index import Entry
    from tutor.lesson.model import Lesson
    from tutor.progress import Progress
    from tutor.session import Session
    from tutor.store import Store

_EPILOG = """\
commands:
  relu-tutor                     go on where you were
  relu-tutor LESSON[#STEP]       open a lesson, or one of its steps
  relu-tutor quick               the 20-minute route through the three questions
  relu-tutor reset [LESSON]      start a lesson again, or everything; answers stay in the log
  relu-tutor list                the lessons and how far you are in each
  relu-tutor play [FILE]         build, train and edit a network of your own
  relu-tutor check [PATH ...]    read and prove lesson files or folders; exit 1 if anything is wrong
  relu-tutor inspect NET         the pieces, the verdicts and the dead units of a network of your own
  relu-tutor restarts            train one shape of network from many starts, and count the successes
  relu-tutor experiments         run the experiments of the lessons again, and compare
  relu-tutor doctor              check file, folder, terminal, fonts and versions, and mend what can be mended

Your progress is kept in the folder for user data; RELU_TUTOR_HOME names another.
With --plain a lesson runs line by line. It does so by itself where there is no full terminal. Answers can be
piped in: such a run starts afresh, saves nothing, and exits 1 if an answer was wrong or the lesson is unfinished.
"""


def run(arguments: Sequence[str], say: Say) -> int:
    """Open the lesson that the arguments name, or the last one.

    Returns the exit status: 1 if no lesson opens, or if piped answers were wrong or did not finish the lesson.

    Raises:
        UsageError: for a command line that makes no sense, or a lesson or step that does not exist.
        Exception: the bug that ended the full screen, once the terminal is restored.
    """
    asked = _parser().parse_args(arguments)
    if asked.version:
        say(f"relu-tutor {__version__}")
        return 0
    from tutor.lesson.cut import sources  # noqa: PLC0415 -- brings the Markdown parser
    from tutor.lesson.index import index, lessons_folder, unknown  # noqa: PLC0415

    files = sources([lessons_folder()])
    entries = index(files)
    lesson_id, _, step_id = asked.lesson.partition("#")
    if asked.lesson and (problem := unknown(entries, lesson_id, step_id)):
        raise UsageError(problem)
    if asked.plain or not terminal.has_screen():
        return _line_by_line(entries, lesson_id, step_id, say)
    if not entries:
        terminal.complain("no lesson opens; see relu-tutor check")
        return 1
    return full_screen(files, say, Beginning(lesson_id, step_id))


def _parser() -> Parser:
    parser = Parser("relu-tutor", "A terminal tutor on where the non-linearity of ReLU comes from.", _EPILOG)
    parser.add_argument("lesson", nargs="?", default="", metavar="LESSON[#STEP]", help="the lesson to open")
    parser.add_argument("--plain", action="store_true", help="line by line, for screen readers and scripts")
    parser.add_argument("--version", action="store_true", help="print the version")
    return parser


def full_screen(files: tuple[Source, ...], say: Say, begin: Beginning = OPENING) -> int:
    """Run the full screen. Returns the exit status.

    Raises:
        Exception: the bug that ended it, once the terminal is restored.
    """
    from tutor.tui.app import run as run_app  # noqa: PLC0415 -- brings Textual

    with opened(home()) as progress:
        ended_by, farewell = run_app(progress, files, begin)
    if isinstance(ended_by, Exception):
        raise ended_by
    if ended_by:
        terminal.complain(ended_by)
        return 1
    terminal.warn(progress.warning)
    say(farewell)
    return 0


def _line_by_line(entries: Mapping[str, Entry], lesson_id: str, step_id: str, say: Say) -> int:
    from tutor import plain  # noqa: PLC0415 -- this and the rest bring the models and NumPy
    from tutor.resume import load, open_at  # noqa: PLC0415
    from tutor.session import begin, go  # noqa: PLC0415
    from tutor.store import Store  # noqa: PLC0415

    store = Store()
    if not terminal.has_typist():
        lesson = _first_that_opens(entries, [lesson_id] if lesson_id else entries)
        if lesson is None:
            return 1
        session = go(begin(lesson, store), lesson.step_index(step_id) or 0)
        result = plain.run(session, sys.stdin, say, lambda after: after)
        return 0 if result.finished and not result.wrong else 1
    with opened(home()) as progress:
        terminal.warn(progress.warning)
        last = progress.last_lesson()
        lesson = _first_that_opens(entries, [lesson_id] if lesson_id else [last, *entries] if last else entries)
        if lesson is None:
            return 1
        loaded = load(progress, lesson, store)
        keep_on = keeper(progress, loaded, store)
        plain.run(keep_on(open_at(loaded, step_id or None)), terminal.typed_lines(), say, keep_on)
        terminal.warn("" if progress.saves else progress.warning)
    return 0


def keeper(progress: Progress, kept: Session, store: Store) -> Callable[[Session], Session]:
    """A function that keeps each next session of a lesson that was loaded, and returns the one to go on with.

    It warns when saving begins to fail, or does so in another way.
    """
    from tutor.resume import keep_up  # noqa: PLC0415 -- brings the models

    warned = progress.warning

    def keep_on(now: Session) -> Session:
        nonlocal kept, warned
        kept, now = keep_up(progress, kept, now, store)
        if progress.warning != warned:
            terminal.warn(warned := progress.warning)
        progress.back_up()
        return now

    return keep_on


def _first_that_opens(entries: Mapping[str, Entry], wanted: Iterable[str]) -> Lesson | None:
    """The first of some lessons that opens, read in full; what is wrong with those before it is told."""
    from tutor.lesson import library  # noqa: PLC0415 -- brings the models and NumPy
    from tutor.lesson.tables import Tables  # noqa: PLC0415

    ids = [each for each in wanted if each in entries]
    for each in ids:
        course = library.course([entries[each].source], Tables())
        for problem in course.problems:
            terminal.warn(f"broken: {problem}")
        if course.lessons:
            return course.lessons[0]
    terminal.complain(f"the lesson {ids[0]} does not open" if len(ids) == 1 else "no lesson opens")
    return None
