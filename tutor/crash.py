"""The crash file: a bug is reported in one line, and its traceback is kept in a file that the line names."""

import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir

from tutor.progress import home

KEPT = 10
"""How many crash files a folder holds; the oldest are deleted."""

_PLACES = ((home, "crash"), (gettempdir, "relu-tutor-crash"))
"""The folders to try in turn, and how a crash file is called there."""


def report(error: BaseException) -> str:
    """One line that names a bug and the file with its traceback. Never raises.

    Where no folder takes a file, the traceback itself follows.
    """
    what = " ".join("".join(traceback.format_exception_only(error)).split())
    text = "".join(traceback.format_exception(error))
    for folder, name in _PLACES:
        with suppress(Exception):  # whatever else is broken, the first bug is the one to report
            return f"a bug: {what}. The traceback is in {_keep(text, Path(folder()), name)}"
    return f"a bug: {what}. {text}"


def _keep(text: str, folder: Path, name: str) -> Path:
    """A new file with the text; of the other files of that name, the newest stay.

    Raises:
        OSError: if it cannot be written.
    """
    path = _write_new(text, folder, name)
    others = sorted(each for each in folder.glob(f"{name}-*.txt") if each != path)
    for old in others[: 1 - KEPT]:
        with suppress(OSError):  # it is somebody else's, or another crash has just deleted it
            old.unlink()
    return path


def _write_new(text: str, folder: Path, name: str) -> Path:
    """A file named after this microsecond, or after the next one that no other crash has taken."""
    while True:
        path = folder / f"{name}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.txt"
        with suppress(FileExistsError), path.open("x", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
            return path
