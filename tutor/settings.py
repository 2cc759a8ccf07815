"""The learner's settings: one readable TOML file in the folder for configuration.

A file with mistakes is read as far as it goes; each mistake is one line.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from tutor.files import FileError, brief
from tutor.files.limits import SETTINGS
from tutor.files.outside import read_text
from tutor.files.toml import loads
from tutor.nearest import did_you_mean

FILE = "settings.toml"

PACES: Mapping[str, float] = {"slow": 2.0, "normal": 1.0, "fast": 0.25}
"""How long a watched run takes, in multiples of the usual time."""

_MARKERS = ("braille", "block", "ascii")

_UNREADABLE = "settings-unreadable.toml"

_OLD_NAMES = {"textual-dark": "tutor-dark", "textual-light": "tutor-light"}
"""The themes between which older versions changed, and what stands for them now."""


@dataclass(frozen=True)
class Settings:
    """What a learner can set. Each field has its kind of value, and a comment for the file.

    Attributes:
        theme: the name of a theme; which ones there are is known to the screen.
        markers: what curves are drawn with.
        motion: whether pictures move by themselves: the opening, the end of a lesson.
        confidence: whether a prediction is rated before it is judged.
        pace: a name in PACES.
    """

    theme: str = field(default="tutor-dark", metadata={"about": "tutor-dark, tutor-light, or a theme of Textual"})
    markers: str = field(default="braille", metadata={"about": "what curves are drawn with", "one_of": _MARKERS})
    motion: bool = field(default=True, metadata={"about": "whether pictures move by themselves"})
    confidence: bool = field(default=True, metadata={"about": "whether you are asked how sure you are"})
    pace: str = field(default="normal", metadata={"about": "how fast a watched run goes", "one_of": tuple(PACES)})


def choices(name: str) -> Sequence[Any] | None:
    """The values that a setting can have; None for a theme, which only the screen knows."""
    about = next(each for each in fields(Settings) if each.name == name)
    return (True, False) if about.default in {True, False} else about.metadata.get("one_of")


@dataclass(frozen=True)
class Kept:
    """The settings as they are kept.

    Attributes:
        path: of the file; None where there can be none.
        problems: what is wrong with it, a line each.
        there: whether there is a file.
    """

    settings: Settings = Settings()
    path: Path | None = None
    problems: tuple[str, ...] = ()
    there: bool = False

    def changed(self, **values: Any) -> "Kept":
        """The same with other values, and written to the file. If that fails, a problem says so.

        A file with mistakes is not written over: it is kept under another name.
        """
        settings = replace(self.settings, **values)
        if self.problems and self.path:
            with suppress(OSError):
                self.path.replace(self.path.with_name(_UNREADABLE))
        return replace(self, settings=settings, problems=tuple(_write(self.path, settings)), there=True)


def read_settings(folder: Path | None, old: Callable[[str], str | None] = lambda _: None) -> Kept:
    """The settings in a folder. Never raises for what may be wrong with it.

    Args:
        folder: None for a user who has none.
        old: looks up what older versions kept elsewhere. It is asked where there is no file, and what it knows is
            written into one, so that it is asked once.
    """
    path = folder / FILE if folder else None
    if path is None or not path.exists():
        kept = {name: _OLD_NAMES.get(value, value) for name in ("theme", "markers") if (value := old(name))}
        values, _ = _fitting(kept)
        return Kept(path=path).changed(**values) if values else Kept(path=path)
    try:
        values, problems = _fitting(loads(read_text(path, SETTINGS.bytes), SETTINGS.values))
    except FileError as error:
        where = f"{path}:{error.line}" if error.line else str(path)
        return Kept(path=path, problems=(f"{where}: {error}. The defaults apply.",), there=True)
    return Kept(Settings(**values), path, tuple(f"{path}: {problem}" for problem in problems), there=True)


def _fitting(found: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Those of the values that can be, and what is wrong with the others."""
    known = {each.name: each for each in fields(Settings)}
    values, problems = {}, []
    for name, value in found.items():
        if name not in known:
            problems.append(f"there is no setting {brief(name)}{did_you_mean(name, known)}")
        elif wrong := _wrong(known[name].name, value):
            problems.append(f"{name} is {brief(value)}; it can be {wrong}")
        else:
            values[name] = value
    return values, problems


def _wrong(name: str, value: Any) -> str:
    """What a setting can be, if this value is not of that; else empty."""
    allowed = choices(name)
    if allowed is None:
        return "" if isinstance(value, str) and value else "the name of a theme"
    if any(value is each or (isinstance(value, str) and value == each) for each in allowed):
        return ""
    return " or ".join(_toml(each).strip('"') for each in allowed)


def _write(path: Path | None, settings: Settings) -> list[str]:
    """Write the file whole or not at all; what went wrong."""
    if path is None:
        return ["Settings cannot be kept: there is no home folder."]
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix="settings-", delete=False) as file:
            file.write(as_toml(settings))
        Path(file.name).replace(path)
    except OSError as error:
        with suppress(OSError, UnboundLocalError):
            Path(file.name).unlink()
        return [f"Settings cannot be kept in {path} ({error.strerror or error})."]
    return []


def as_toml(settings: Settings) -> str:
    """The text of the file, with a comment for each setting."""
    lines = ["# The settings of relu-tutor. Change them here, or in the program: the comma key, or Ctrl+P.", ""]
    for each in fields(settings):
        allowed = choices(each.name)
        about = each.metadata["about"] + (
            f": {', '.join(map(str, allowed))}" if allowed and "one_of" in each.metadata else ""
        )
        lines += [f"{each.name} = {_toml(getattr(settings, each.name))}  # {about}"]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'
