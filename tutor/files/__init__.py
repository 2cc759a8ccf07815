"""What people bring along: networks and tables of numbers, read with care. A bad file is one clear line."""

from pathlib import Path


class FileError(ValueError):
    """A file that cannot be used; the message is one line that says which, where and why."""


def check_readable(path: Path, most: int) -> None:
    """That a file is there, is a file, and has at most so many bytes.

    Raises:
        FileError: if not.
    """
    if not path.exists():
        raise FileError(f"{path}: there is no such file")
    if not path.is_file():
        raise FileError(f"{path}: is not a file")
    if path.stat().st_size > most:
        raise FileError(f"{path}: is larger than {most // 10**6} MB")
