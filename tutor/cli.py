"""The command line: wires everything, and imports each front end only when it is asked for."""

import argparse
import codecs
import errno
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from tutor import __version__
from tutor.lesson.cut import lesson_files, sources
from tutor.lesson.index import index, lessons_folder, unknown
from tutor.progress import home, opened
from tutor.store import Store

_EPILOG = """\
commands:
  relu-tutor                     go on where you were
  relu-tutor LESSON[#STEP]       open a lesson, or one of its steps
  relu-tutor list                the lessons and how far you are in each
  relu-tutor check [PATH ...]    read and prove lesson files or folders; exit 1 if anything is wrong
  relu-tutor inspect NET         the pieces, the verdicts and the dead units of a network of your own
  relu-tutor restarts            train one shape of network from many starts, and count the successes
  relu-tutor experiments         run again what the figures of the lessons come from, and compare

Your progress is kept in the folder for user data; RELU_TUTOR_HOME names another.
With --plain a lesson runs line by line. It does so by itself where there is no full terminal. Answers can be
piped in: such a run starts afresh, saves nothing, and exits 1 if an answer was wrong or the lesson is unfinished.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run relu-tutor; returns the exit status: 0, 1 for a wrong answer or a bad lesson, 2 for a bad command line."""
    _speak_any_encoding()
    # NumPy's products here are small, and a second thread of OpenBLAS waits for its turn on a busy machine: the pieces
    # of a network 1-64-64-64-64-64-1 then took 60 ms, with one thread 2 ms (tests/bench/pieces.py).
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    arguments = list(sys.argv[1:] if argv is None else argv)
    command = _COMMANDS.get(arguments[0]) if arguments else None
    try:
        return command(arguments[1:]) if command else _learn(arguments)
    except BrokenPipeError:
        return 1  # the reader of our output went away, as `head` does
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001 -- the top: a bug is told in one line, with the rest in a file
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            _complain(f"cannot write: {error.strerror}")
            return 1
        _complain(_bug(error))
        return 70
    finally:
        _flush()


def _check(arguments: Sequence[str]) -> int:
    from tutor.lesson import lint  # noqa: PLC0415 -- each command imports only what it needs
    from tutor.lesson.coverage import coverage  # noqa: PLC0415

    parser = argparse.ArgumentParser("relu-tutor check", description="Read and prove lesson files.")
    parser.add_argument("path", nargs="*", type=Path, help="lesson files, or folders of them; the shipped ones if none")
    parser.add_argument(
        "--coverage", action="store_true", help="tell what settles each claim and meets each misconception"
    )
    asked = parser.parse_args(arguments)
    paths = asked.path or [lessons_folder()]
    course, problems = lint.check(paths)
    for problem in problems:
        _print(str(problem))
    if not lesson_files(paths):
        _complain(f"no lesson (*.md) in {', '.join(map(str, paths))}")
        return 1
    if problems:
        return 1
    steps = sum(len(lesson.steps) for lesson in course.lessons)
    _print(f"{len(course.lessons)} lessons with {steps} steps: every answer, goal, solution and equation is proved.")
    if not asked.coverage:
        return 0
    covered = coverage(course.lessons, course.tables)
    for line in covered.lines():
        _print(line)
    return 1 if covered.missing else 0


def _list(arguments: Sequence[str]) -> int:
    from tutor.lesson import library  # noqa: PLC0415
    from tutor.resume import resume  # noqa: PLC0415

    argparse.ArgumentParser("relu-tutor list", description="The lessons and your progress.").parse_args(arguments)
    course = library.load([lessons_folder()])
    with opened(home()) as progress:
        _warn(progress.warning)
        for lesson in course.lessons:
            session = resume(progress, lesson, Store())
            done = sum(session.step_mark(i) == "done" for i in range(len(lesson.steps)))
            _print(f"{lesson.id:16} {done:2} of {len(lesson.steps):2} steps   {lesson.title}")
    for problem in course.problems:
        _warn(f"broken: {problem}")
    return 0


def _inspect(arguments: Sequence[str]) -> int:
    from tutor.commands import inspect  # noqa: PLC0415

    return _run(inspect.run, arguments)


def _restarts(arguments: Sequence[str]) -> int:
    from tutor.commands import restarts  # noqa: PLC0415

    return _run(restarts.run, arguments)


def _experiments(arguments: Sequence[str]) -> int:
    from tutor.commands import experiments  # noqa: PLC0415

    return _run(experiments.run, arguments)


def _run(command: Callable[[Sequence[str], Callable[[str], None]], int], arguments: Sequence[str]) -> int:
    """A command that tells bad input by raising it."""
    from tutor.commands.arguments import UsageError  # noqa: PLC0415
    from tutor.files import FileError  # noqa: PLC0415

    try:
        return command(arguments, _print)
    except (UsageError, FileError) as error:
        _complain(str(error))
        return 2


_COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "check": _check,
    "list": _list,
    "inspect": _inspect,
    "restarts": _restarts,
    "experiments": _experiments,
}


def _learn(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        "relu-tutor",
        description="A terminal tutor on where the non-linearity of ReLU comes from.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("lesson", nargs="?", default="", metavar="LESSON[#STEP]", help="the lesson to open")
    parser.add_argument("--plain", action="store_true", help="line by line, for screen readers and scripts")
    parser.add_argument("--version", action="store_true", help="print the version")
    options = parser.parse_args(arguments)
    if options.version:
        _print(f"relu-tutor {__version__}")
        return 0
    files = sources([lessons_folder()])
    entries = index(files)
    lesson_id, _, step_id = options.lesson.partition("#")
    if options.lesson and (problem := unknown(entries, lesson_id, step_id)):
        _complain(problem)
        return 2
    if options.plain or not _full_terminal():
        return _plain(lesson_id, step_id)
    if not entries:
        _complain("there is no lesson that opens; see relu-tutor check")
        return 1
    from tutor.tui.app import run  # noqa: PLC0415 -- Textual is loaded only for the screen

    with opened(home()) as progress:
        ended = run(progress, files, lesson_id, step_id)
    if isinstance(ended, Exception):
        _complain(_bug(ended))
        return 70
    if ended:
        _complain(ended)
        return 1
    _warn(progress.warning)
    return 0


def _plain(lesson_id: str, step_id: str) -> int:
    from tutor import plain  # noqa: PLC0415 -- as above
    from tutor.lesson import library  # noqa: PLC0415
    from tutor.resume import keep, load, open_at  # noqa: PLC0415
    from tutor.session import Session, begin, go  # noqa: PLC0415

    course = library.load([lessons_folder()])
    for problem in course.problems:
        _warn(f"broken: {problem}")
    if lesson_id not in {"", *course.by_id} or not course.lessons:
        _complain(f"the lesson {lesson_id} does not open" if lesson_id else "there is no lesson that opens")
        return 1
    if not _is_terminal(sys.stdin):
        lesson = course.by_id[lesson_id] if lesson_id else course.lessons[0]
        session = go(begin(lesson, Store()), lesson.step_index(step_id) or 0)
        outcome = plain.run(session, sys.stdin or (), _print, lambda _: None)
        return 0 if outcome.finished and not outcome.wrong else 1
    with opened(home()) as progress:
        _warn(progress.warning)
        lesson = course.by_id.get(lesson_id or progress.last_lesson() or "") or course.lessons[0]
        kept = load(progress, lesson, Store())
        session = open_at(kept, step_id or None)
        kept = keep(progress, kept, session)

        def keep_on(now: Session) -> None:
            nonlocal kept
            kept = keep(progress, kept, now)

        plain.run(session, _typed_lines(), _print, keep_on)
        _warn(progress.failure)
    return 0


def _typed_lines() -> Iterator[str]:
    while True:
        try:
            yield input("> ")
        except EOFError:
            return


def _full_terminal() -> bool:
    return _is_terminal(sys.stdout) and _is_terminal(sys.stdin) and os.environ.get("TERM", "") not in {"dumb", ""}


def _is_terminal(stream: TextIO | None) -> bool:
    """Whether there is someone at it; a stream that the shell closed is None."""
    return stream is not None and stream.isatty()


def _bug(error: BaseException) -> str:
    """A bug in one line, the rest being written where it can be found."""
    said = " ".join(str(error).split())
    return f"a bug: {type(error).__name__}: {said}. {_written(error)}"


def _written(error: BaseException) -> str:
    text = "".join(traceback.format_exception(error))
    name = f"crash-{datetime.now(UTC):%Y%m%d-%H%M%S}.txt"
    for folder in (home(), Path(tempfile.gettempdir())):
        try:
            (folder / name).write_text(text, encoding="utf-8")
        except OSError:
            continue
        return f"The traceback is in {folder / name}"
    return text


def _speak_any_encoding() -> None:
    """Where the terminal has no − or ≤, write - or <= instead of failing."""
    codecs.register_error("relu-tutor", _spelled)
    for stream, errors in ((sys.stdout, "relu-tutor"), (sys.stderr, "relu-tutor"), (sys.stdin, "replace")):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=errors)


def _flush() -> None:
    """Write what is left, where there is still someone to read it."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


_SPELLING = {
    "−": "-",
    "◂": "<",
    "—": "-",
    "₂": "2",
    "½": "1/2",
    "⁻": "^-",
    **dict(zip("⁰⁴⁵⁶⁷⁸⁹", "0456789", strict=True)),
    "²": "^2",
    "³": "^3",
    "λ": "lambda",
    "μ": "mu",
    "▸": ">",
    "○": "( )",
    "●": "(*)",
    "■": "[x]",
    "□": "[ ]",
    "√": "sqrt",
    "σ": "sigma",
    "–": "-",
    "·": "*",
    "×": "x",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~",
    "→": "->",
    "←": "<-",
    "↑": "up",
    "↓": "down",
    "◆": "*",
    "✓": "+",
    "✗": "x",
    "…": "...",
    "“": '"',
    "”": '"',
    "’": "'",
    "′": "'",
    "∂": "d",
    "Σ": "sum",
    "η": "rate",
}


def _spelled(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_SPELLING.get(character, "?") for character in error.object[error.start : error.end]), error.end


def _print(line: str) -> None:
    try:
        "⁻".encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:  # an encoding may know ¹ and not ⁻, and half a power of ten is another number
        from tutor.rational import with_e  # noqa: PLC0415 -- few terminals need it

        line = with_e(line)
    print(line, flush=True)  # a pipe or a reader waits for each line


def _complain(message: str) -> None:
    print(f"relu-tutor: {message}", file=sys.stderr)


def _warn(message: str) -> None:
    if message:
        print(message, file=sys.stderr)
