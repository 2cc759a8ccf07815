"""The way to every file from outside: its kind and its size are looked at before anything of it is read.

Errors name the cause; the caller adds the path.
"""

import io
import os
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from tutor.files import FileError

_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
"""Never wait for a writer: a file may have become a pipe since it was looked at."""


def opened(path: Path, most: int) -> BinaryIO:
    """A regular file of at most `most` bytes, open at its beginning. Pipes, devices and folders are not even opened.

    What has no size and yet bytes, as files in /proc, may have no end, or wait for one: it counts as empty.

    Raises:
        FileError: for anything else.
    """
    try:
        found = path.stat()
        _check(found, most)
        if not found.st_size:
            return io.BytesIO()
        file = os.fdopen(os.open(path, _FLAGS), "rb")
    except FileNotFoundError:
        raise FileError("there is no such file") from None
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror or error}") from None
    try:
        _check(os.fstat(file.fileno()), most)
    except FileError:
        file.close()
        raise
    return file


def read(path: Path, most: int) -> bytes:
    """All bytes of a regular file that has at most `most` of them.

    Raises:
        FileError: for anything else.
    """
    with opened(path, most) as file:
        try:
            content = file.read(most + 1)
        except OSError as error:
            raise FileError(f"cannot be read: {error.strerror or error}") from None
    if len(content) > most:
        raise FileError(_too_long(most))  # it has grown since
    return content


def read_text(path: Path, most: int) -> str:
    """The text of a regular file in UTF-8, with or without a byte order mark.

    Raises:
        FileError: for anything else.
    """
    try:
        return read(path, most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise FileError("cannot be read: it is not UTF-8 text; save it as UTF-8", line) from None


def _check(found: os.stat_result, most: int) -> None:
    if not S_ISREG(found.st_mode):
        raise FileError("is not a file")
    if found.st_size > most:
        raise FileError(_too_long(most))


def _too_long(most: int) -> str:
    short = f"{most // 10**6} MB" if most >= 10**6 else f"{most // 1000} kB"
    return f"is larger than {short}: {most} bytes at most"
