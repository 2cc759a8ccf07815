"""Files of progress that older versions of the program wrote, and what those versions said of them."""

import json
import shutil
from pathlib import Path

from course import SHIPPED

DATA = Path(__file__).parent / "data"


def said_of(schema):
    """What the version of that schema said of its file, and the lessons of today that it speaks of, by id."""
    said = json.loads((DATA / f"progress-schema-{schema}.json").read_text(encoding="utf-8"))
    return said, {lesson.id: lesson for lesson in SHIPPED if lesson.id in said["lessons"]}


def copied(schema, folder):
    """The folder, with a copy of the file of that schema in it."""
    shutil.copy(DATA / f"progress-schema-{schema}.sqlite3", folder / "progress.sqlite3")
    return folder
