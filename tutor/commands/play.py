"""relu-tutor play: the playground, where a network is built, trained and edited freely."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from tutor import terminal
from tutor.commands import Say
from tutor.commands.arguments import Parser
from tutor.commands.learn import full_screen
from tutor.tui.beginning import Beginning

_EPILOG = """\
FILE is a saved playground (.toml), or a table of your own rows (.csv): one input or two, and a label.
Without FILE the playground opens as you left it.
"""


def run(arguments: Sequence[str], say: Say) -> int:
    """Open the playground. Returns the exit status.

    Raises:
        UsageError: for a command line that makes no sense.
        FileError: for a file that cannot be used.
        Exception: the bug that ended the full screen, once the terminal is restored.
    """
    parser = Parser("relu-tutor play", "Build, train and edit a network of your own.", _EPILOG)
    parser.add_argument("file", nargs="?", type=Path, default=None, metavar="FILE", help=".toml or .csv")
    parser.add_argument("--plain", action="store_true", help="line by line, for screen readers and scripts")
    asked = parser.parse_args(arguments)

    if not asked.plain and terminal.has_screen():
        return _full_screen(asked.file, say)
    from tutor.plain import play  # noqa: PLC0415 -- brings the models and NumPy
    from tutor.playground.file import begun, keep, place  # noqa: PLC0415
    from tutor.progress import home  # noqa: PLC0415
    from tutor.store import Store  # noqa: PLC0415

    kept = place(home(), asked.file)
    bench, said = begun(asked.file, kept, Store())
    if said:
        say(said)
    typist = terminal.has_typist()
    left = play.run(bench, terminal.typed_lines() if typist else sys.stdin, say)
    if typist and kept and left is not bench and (problem := keep(left, kept)):
        terminal.warn(problem)
    return 0


def _full_screen(file: Path | None, say: Say) -> int:
    from tutor.lesson.cut import sources  # noqa: PLC0415 -- brings the Markdown parser
    from tutor.lesson.index import lessons_folder  # noqa: PLC0415

    begin = Beginning(play=Path())
    if file and file.name:  # read before the screen opens, so that what is wrong with it is told on the command line
        from tutor.playground.file import begun, place  # noqa: PLC0415 -- brings the models and NumPy
        from tutor.progress import home  # noqa: PLC0415
        from tutor.store import Store  # noqa: PLC0415

        begin = Beginning(play=file, opened=begun(file, place(home(), file), Store()))
    return full_screen(sources([lessons_folder()]), say, begin)
