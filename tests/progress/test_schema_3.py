"""Progress of the version before, schema 3, with everything in it.

`data/progress-schema-3.sqlite3` was written by that version, in twelve lessons; `data/progress-schema-3.json` is what
it said of each step afterwards.
"""

import sqlite3

import pytest
from moves import STORE
from old_progress import DATA, copied, said_of
from telling_steps import told

from tutor.progress import SCHEMA, opened
from tutor.progress.database import damage
from tutor.resume import load

SAID, LESSONS = said_of(3)


@pytest.fixture
def folder(tmp_path):
    """A folder with a copy of that file."""
    return copied(3, tmp_path)


@pytest.fixture
def progress(folder):
    with opened(folder) as found:
        yield found


def test_the_file_is_what_it_says_it_is():
    """The test data is of schema 3, and holds something of everything that is an event now."""
    connection = sqlite3.connect(f"file:{DATA / 'progress-schema-3.sqlite3'}?mode=ro&immutable=1", uri=True)
    assert connection.execute("pragma user_version").fetchone() == (3,)
    connection.close()
    steps = [step for lesson in SAID["lessons"].values() for step in lesson["steps"].values()]
    checks = [check for step in steps for check in step["checks"].values()]
    assert {step["mark"] for step in steps} == {"done", "begun", "skipped", "new"}
    for name in ("draw", "hints", "shown", "fewest edits", "draft", "log"):
        assert any(check[name] for check in checks), name


def test_it_opens_and_is_of_this_schema(progress):
    """The old file opens without a warning and sound, with its settings, places and first answers."""
    assert (progress.warning, progress.saves) == ("", True)
    assert progress.connection.execute("pragma user_version").fetchone() == (SCHEMA,)
    assert damage(progress.connection) == ""
    assert progress.last_lesson() == SAID["last lesson"]
    assert {name: progress.setting(name) for name in SAID["settings"]} == SAID["settings"]
    assert {name: progress.place(name) for name in LESSONS} == {
        name: said["place"] for name, said in SAID["lessons"].items()
    }
    assert {name: list(first) for name, first in progress.first_answers("").items()} == SAID["first answers"]


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
def test_every_step_is_as_it_was_left(progress, lesson):
    """Settings, views, marks, drafts, hints, solutions, draws and answers are those of the old program."""
    session = load(progress, lesson, STORE)
    said = SAID["lessons"][lesson.id]
    assert session.step.id == said["place"]
    assert {step.id: told(session, i) for i, step in enumerate(lesson.steps)} == said["steps"]


@pytest.mark.parametrize("number", range(1, 20))
def test_a_damaged_file_of_this_schema_gives_what_can_be_read(number, folder):
    """Of a file of schema 3 with a page of garbage the learner is told, and most answers and events are there."""
    path = folder / "progress.sqlite3"
    data = bytearray(path.read_bytes())
    data[number * 4096 : (number + 1) * 4096] = b"\xa5" * len(data[number * 4096 : (number + 1) * 4096])
    path.write_bytes(data)
    with opened(folder) as progress:
        assert progress.warning
        assert progress.saves
        (answers,) = progress.connection.execute("select count(*) from answer").fetchone()
        (events,) = progress.connection.execute("select count(*) from event").fetchone()
    print(number, answers, events)
    assert answers + events > 100
