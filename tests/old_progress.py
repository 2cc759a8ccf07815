"""Files of progress that older versions of the program wrote, and what those versions said of them."""

import json
import shutil
from functools import cache
from pathlib import Path
from zipfile import ZipFile

from tutor.lesson.cut import Source
from tutor.lesson.library import course
from tutor.lesson.tables import Tables

DATA = Path(__file__).parent / "data"


@cache
def _lessons_then():
    """The lessons as they were when those files were written, in today's format: the shipped ones go on changing."""
    with ZipFile(DATA / "lessons-then.zip") as kept:
        files = [Source(Path(name), kept.read(name).decode()) for name in kept.namelist()]
    found = course(files, Tables())
    assert not found.problems
    return found.lessons


def said_of(schema):
    """What the version of that schema said of its file, and the lessons that it speaks of, by id."""
    said = json.loads((DATA / f"progress-schema-{schema}.json").read_text(encoding="utf-8"))
    return said, {lesson.id: lesson for lesson in _lessons_then() if lesson.id in said["lessons"]}


def copied(schema, folder):
    """The folder, with a copy of the file of that schema in it."""
    shutil.copy(DATA / f"progress-schema-{schema}.sqlite3", folder / "progress.sqlite3")
    return folder
