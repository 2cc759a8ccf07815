"""relu-tutor doctor: looks at what the tutor needs, mends what it can, and says what is left to do."""

import os
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from tutor import __version__, terminal
from tutor.commands import Say
from tutor.commands.arguments import Parser
from tutor.progress import Progress, home, opened
from tutor.progress.backup import backups, day_of, rows_in
from tutor.progress.database import damage
from tutor.progress.folder import FILE, OURS, is_open_to_others, tighten
from tutor.rational import counted

OK, MENDED, LOOK = "ok", "mended", "look"

_SAMPLE = "⠁⠃⠇⡇⣇⣧⣷⣿ ▁▂▃▄▅▆▇█ ┌─┬─┐"
_SMALLEST = (60, 20)
_NEEDED = ("textual", "numpy", "pydantic", "platformdirs", "markdown-it-py")


class Finding(NamedTuple):
    """One line of the report.

    Attributes:
        state: "ok"; "mended" for what was wrong and is well now; "look" for what the user has to do.
    """

    state: str
    text: str


def run(arguments: Sequence[str], say: Say) -> int:
    """Print a line for each finding; returns 0 if all is well or mended, 1 if something is left to the user.

    Raises:
        UsageError: for a command line that makes no sense.
    """
    Parser(
        "relu-tutor doctor", "Looks at file, folder, terminal, fonts and versions, and mends what it can."
    ).parse_args(arguments)
    states = set()
    for state, text in (*of_progress(home()), *of_terminal(), *of_versions()):
        states.add(state)
        say(f"{state}: {text}")
    return 1 if LOOK in states else 0


def of_progress(folder: Path | None) -> Iterator[Finding]:
    """The folder and the file; to open them mends them."""
    if folder is None:
        yield Finding(LOOK, "there is no home folder, so nothing is kept: set RELU_TUTOR_HOME to a folder")
        return
    open_before = _open_to_others(folder)
    with opened(folder) as progress:
        if not progress.saves:
            newer = "newer" in progress.warning
            to_do = "Install that one." if newer else "Check its permissions, its locks and the space on its disk."
            yield Finding(LOOK, f"{progress.warning} {to_do}")
        elif progress.warning:
            yield Finding(MENDED, progress.warning)
        yield from _of_folder(folder, open_before)
        yield from _of_file(progress)
    yield from _of_copies(folder)


def _of_folder(folder: Path, open_before: Sequence[str]) -> Iterator[Finding]:
    for name in open_before:
        if name != folder.name:
            tighten(folder / name)
    still = _open_to_others(folder)
    mended = [name for name in open_before if name not in still]
    if mended:
        yield Finding(MENDED, f"others could read {', '.join(mended)} in {folder}; now you alone can")
    for name in still:
        path = folder if name == folder.name else folder / name
        yield Finding(LOOK, f"others may use {path}: chmod go= {path}")
    if folder.is_dir() and not still:
        yield Finding(OK, f"the folder {folder} is yours alone")


def _open_to_others(folder: Path) -> list[str]:
    """The names of the folder and of the files in it that others may use."""
    found = []
    with suppress(OSError):
        for path in (folder, *sorted(folder.iterdir())):
            if path.name.startswith(OURS) or path == folder:
                found += [path.name] if is_open_to_others(path) else []
    return found


def _of_file(progress: Progress) -> Iterator[Finding]:
    try:
        found = damage(progress.connection)
        (answers,) = progress.connection.execute("select count(*) from answer").fetchone()
    except sqlite3.Error as error:
        found, answers = str(error), 0
    if found:
        yield Finding(LOOK, f"the progress cannot be read ({found}): start the tutor again to mend it")
    elif progress.saves or answers:
        yield Finding(OK, f"the progress is sound: {counted(answers, 'answer')}")


def _of_copies(folder: Path) -> Iterator[Finding]:
    """Backups, files that were set aside, and what was left of unfinished ones."""
    copies = [(each, rows_in(each)) for each in backups(folder)]
    for path, rows in copies:
        if rows is None:
            yield Finding(LOOK, f"the backup {path} cannot be read: delete it")
        else:
            yield Finding(OK, f"the backup of {day_of(path)} has {counted(len(rows['answer']), 'answer')}")
    if not copies and (folder / FILE).exists():
        yield Finding(OK, "there is no backup yet: the next lesson makes one")
    aside = sorted(folder.glob("progress-unreadable-*.sqlite3"))
    if aside:
        names = ", ".join(path.name for path in aside)
        yield Finding(OK, f"set aside; delete them if nothing is missing: {names}")
    for path in folder.glob("progress-new-*"):
        with suppress(OSError):
            path.unlink()
            yield Finding(MENDED, f"deleted {path.name}, which was never finished")


def of_terminal() -> Iterator[Finding]:
    """Size, kind, encoding and fonts."""
    if not sys.stdout.isatty():
        yield Finding(OK, "this output is not a terminal; lessons are written to it line by line")
    elif not terminal.has_screen():
        yield Finding(LOOK, f"TERM is {os.environ.get('TERM', 'not set')!r}: there lessons run line by line")
    else:
        size = shutil.get_terminal_size()
        small = size[0] < _SMALLEST[0] or size[1] < _SMALLEST[1]
        told = f"the terminal has {size[0]} × {size[1]} cells"
        yield Finding(LOOK, f"{told}: make it 60 × 20 or larger") if small else Finding(OK, told)
    colours = "no colours: NO_COLOR is set" if os.environ.get("NO_COLOR") else f"colours as {_colours()} has them"
    yield Finding(OK, colours)
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        _SAMPLE.encode(encoding)
    except UnicodeEncodeError:
        yield Finding(
            LOOK, f"the encoding {encoding} lacks braille or blocks: set a locale with UTF-8, or press m in a lesson"
        )
    else:
        yield Finding(OK, f"the encoding {encoding} has every sign")
        yield Finding(OK, f"eight cells of rising dots, eight of rising blocks, a frame: {_SAMPLE}")
        yield Finding(OK, "if you see boxes or question marks there, press m in a lesson: it draws with other signs")


def _colours() -> str:
    return os.environ.get("COLORTERM") or os.environ.get("TERM") or "the terminal"


def of_versions() -> Iterator[Finding]:
    """The program and what it needs."""
    python = ".".join(map(str, sys.version_info[:3]))
    yield Finding(OK, f"relu-tutor {__version__}, Python {python}, SQLite {sqlite3.sqlite_version}")
    bounds = {}
    with suppress(metadata.PackageNotFoundError):
        bounds = dict(_bounds(metadata.requires("relu-tutor") or ()))
    for name in _NEEDED:
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield Finding(LOOK, f"{name} is not installed: pip install '{name}{bounds.get(name, '')}'")
            continue
        if _fits(version, bounds.get(name, "")):
            yield Finding(OK, f"{name} {version}")
        else:
            yield Finding(LOOK, f"{name} {version}: pip install '{name}{bounds[name]}'")


def _bounds(requirements: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The versions that are asked for, such as `<9,>=8.2.5`, by package."""
    for each in requirements:
        if (
            found := re.fullmatch(r"([\w-]+)\s*\(?([<>=!~\d.,\s]*)\)?", each.partition(";")[0].strip())
        ) and ";" not in each:
            yield found[1].lower(), found[2]


def _fits(version: str, bounds: str) -> bool:
    """Whether a version is at least, and below, what the bounds say; other bounds are not looked at."""
    now = _parts(version)
    lowest, beyond = (re.search(rf"(?:^|,|\s){sign}\s*(\d[\d.]*)", bounds) for sign in (">=", "<"))
    return (not lowest or now >= _parts(lowest[1])) and (not beyond or now < _parts(beyond[1]))


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)[:3]))
