"""What the lesson files hold, as far as their titles and prose: enough to name a lesson, and to open it.

Reading a lesson in full brings the models, the labs and NumPy with it. The screen can show the text before that.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tutor.files.toml import TomlError
from tutor.lesson.cut import Section, Source
from tutor.nearest import nearest

_PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True)
class Entry:
    """A lesson file by its id; whether all of it is well is not known yet."""

    id: str
    source: Source

    @property
    def title(self) -> str:
        """The title of the lesson."""
        return self.source.head.title if self.source.head else ""

    @property
    def steps(self) -> tuple[Section, ...]:
        """The steps."""
        return self.source.sections[1:]

    def step(self, step_id: str | None) -> int:
        """Where the step with that id stands; the first one if there is none."""
        return next((i for i, step in enumerate(self.steps) if step.id == step_id), 0)


def lessons_folder() -> Path:
    """`lessons/` beside the package in a checkout; inside it when installed from a wheel."""
    installed = _PACKAGE / "lessons"
    return installed if installed.is_dir() else _PACKAGE.parent / "lessons"


def index(files: Iterable[Source]) -> dict[str, Entry]:
    """The lessons by id, in order; files without a title, an id or a step are passed over."""
    entries = map(_entry, files)
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry:
            found.setdefault(entry.id, entry)
    return found


def unknown(entries: dict[str, Entry], lesson_id: str, step_id: str) -> str:
    """What is wrong with the lesson and step that were asked for, with the nearest names; empty if both are there."""
    if not entries:
        return "no lesson opens; see relu-tutor check"
    if lesson_id not in entries:
        return f"there is no lesson {lesson_id}; did you mean {_nearest(lesson_id, list(entries))}?"
    ids = [step.id or "" for step in entries[lesson_id].steps]
    if step_id and step_id not in ids:
        return f"the lesson {lesson_id} has no step {step_id}; did you mean {_nearest(step_id, ids)}?"
    return ""


def _nearest(name: str, known: list[str]) -> str:
    return " or ".join(nearest(name, known, 3) or known)


def _entry(file: Source) -> Entry | None:
    try:
        header = file.head.fences[0].load() if file.head and file.head.fences else {}
    except TomlError:
        return None
    lesson_id = header.get("id")
    return Entry(lesson_id, file) if isinstance(lesson_id, str) else None
