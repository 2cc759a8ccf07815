"""The crash file: a bug is reported in one line, and its traceback is kept in a file that the line names.

The file may be read by the user alone. It holds the traceback, and neither values of variables nor the environment.
"""

import os
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

from tutor.progress import home

KEPT = 10
"""How many crash files a folder holds; the oldest are deleted."""

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
"""Makes a file where there is nothing, not even a link."""

_FOLDERS: tuple[Callable[[], Path | str | None], ...] = (home, lambda: mkdtemp(prefix="relu-tutor-"))
"""The folders to try in turn. That of temporary files is for everybody, so a crash gets one of its own in it."""


def report(error: BaseException) -> str:
    """One line that names a bug and the file with its traceback. Never raises.

    Where no folder takes a file, the traceback itself follows.
    """
    what = " ".join("".join(traceback.format_exception_only(error)).split())
    text = "".join(traceback.format_exception(error))
    for folder in _FOLDERS:
        with suppress(Exception):  # whatever else is broken, the first bug is the one to report
            if found := folder():
                return f"a bug: {what}. The traceback is in {_keep(text, Path(found))}"
    return f"a bug: {what}. {text}"


def _keep(text: str, folder: Path) -> Path:
    """A new file with the text; of the other crash files of the folder, the newest stay.

    Raises:
        OSError: if it cannot be written.
    """
    path = _write_new(text, folder)
    others = sorted(each for each in folder.glob("crash-*.txt") if each != path)
    for old in others[: 1 - KEPT]:
        with suppress(OSError):  # it is somebody else's, or another crash has just deleted it
            old.unlink()
    return path


def _write_new(text: str, folder: Path) -> Path:
    """A file named after this microsecond, or after the next one that no other crash has taken."""
    while True:
        path = folder / f"crash-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.txt"
        with suppress(FileExistsError):
            file = os.open(path, _NEW, 0o600)
            try:
                with os.fdopen(file, "w", encoding="utf-8", errors="backslashreplace") as stream:
                    stream.write(text)
            except OSError:
                path.unlink(missing_ok=True)
                raise
            return path
