"""Where progress is kept: the folder, which nobody else may read, and the files in it."""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import platformdirs

FILE = "progress.sqlite3"

OURS = ("progress", "crash-", "settings")
"""How the names of all files of this program in its folder begin."""

COMPANIONS = ("-wal", "-shm")
"""What SQLite keeps beside an open file: its write-ahead log, and the index of that log."""

Identity = tuple[int, int]
"""Device and inode: what a file is, whatever its name. An inode is not used again while the file is open."""


def home() -> Path | None:
    """The folder for everything that is kept: `RELU_TUTOR_HOME`, or the platform's place for user data.

    None for a user without a home folder.
    """
    return _home(platformdirs.user_data_path)


def config_home() -> Path | None:
    """The folder for settings: `RELU_TUTOR_HOME`, or the platform's place for configuration.

    None for a user without a home folder.
    """
    return _home(platformdirs.user_config_path)


def _home(usual: Callable[..., Path]) -> Path | None:
    given = os.environ.get("RELU_TUTOR_HOME")
    if given:
        return Path(os.path.expanduser(given))  # noqa: PTH111 -- Path.expanduser raises where there is no such user
    try:
        return usual("relu-tutor", appauthor=False)
    except (RuntimeError, KeyError):  # a user identifier without an entry in the password database
        return None


def make_private(folder: Path) -> None:
    """Make the folder, readable by its owner alone; tighten one that is there and holds files of this program only.

    Raises:
        OSError: if there can be no such folder.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
        folder.chmod(0o700)  # the umask may have taken more
    except FileExistsError:
        if not folder.is_dir():
            raise
    with suppress(OSError):  # not ours to change
        if is_open_to_others(folder) and all(each.name.startswith(OURS) for each in folder.iterdir()):
            folder.chmod(0o700)


def make_private_file(path: Path) -> None:
    """Make an empty file, readable and writable by its owner alone whatever the umask; an existing one is tightened."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        tighten(path)
        return
    with suppress(OSError):  # a file system without modes
        path.chmod(0o600)
    os.close(file)


def tighten(path: Path) -> None:
    """Take from others what they may do with a file of the user and with its companions."""
    for each in (path, *(companion(path, name) for name in COMPANIONS)):
        with suppress(OSError):
            if is_open_to_others(each):
                each.chmod(0o600)


def is_open_to_others(path: Path) -> bool:
    """Whether a file or folder of this user may be used by others; False where modes mean nothing.

    Raises:
        OSError: if there is no such file.
    """
    found = path.stat()
    return os.name == "posix" and found.st_uid == os.geteuid() and bool(stat.S_IMODE(found.st_mode) & 0o077)


def companion(path: Path, name: str) -> Path:
    """The write-ahead log of a file, or its index."""
    return path.with_name(path.name + name)


def identity(path: Path) -> Identity | None:
    """What file has this name now; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def identities(path: Path) -> tuple[Identity | None, ...]:
    """What files have the names of a file and of its companions now."""
    return identity(path), *(identity(companion(path, name)) for name in COMPANIONS)
