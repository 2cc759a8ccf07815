"""Files of progress that older versions of the program wrote, and what those versions said of them."""

import json
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from tutor.lesson.library import load

DATA = Path(__file__).parent / "data"


def said_of(schema):
    """What the version of that schema said of its file, and the lessons that it speaks of, by id."""
    said = json.loads((DATA / f"progress-schema-{schema}.json").read_text(encoding="utf-8"))
    return said, {lesson.id: lesson for lesson in _lessons() if lesson.id in said["lessons"]}


@cache
def _lessons():
    """The lessons as they stood when those files were written, but with ids for options: steps come and go since."""
    with TemporaryDirectory() as folder, ZipFile(DATA / "lessons-of-schema-3.zip") as archive:
        archive.extractall(folder)
        return load([Path(folder)]).lessons


def copied(schema, folder):
    """The folder, with a copy of the file of that schema in it."""
    shutil.copy(DATA / f"progress-schema-{schema}.sqlite3", folder / "progress.sqlite3")
    return folder
