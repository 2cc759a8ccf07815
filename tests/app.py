"""Starting the app as the command line does."""

import gc
from contextlib import asynccontextmanager
from functools import cache
from itertools import count

from tutor.lesson import library
from tutor.lesson.cut import sources
from tutor.lesson.index import lessons_folder
from tutor.lesson.tables import read_tables
from tutor.progress import open_progress
from tutor.tui.app import TutorApp
from tutor.tui.beginning import Beginning
from tutor.tui.check_panel import CheckPanel

SHIPPED = sources([lessons_folder()])
_APPS = count(1)


@cache
def shipped_course():
    """The shipped lessons, read once: reading them takes most of a start, and they are frozen."""
    return library.course(SHIPPED, read_tables([lessons_folder()]))


@asynccontextmanager
async def opening(size, folder, target="", lessons=SHIPPED):
    """The app as it starts: at the opening, or while the step that was asked for is loaded."""
    lesson_id, _, step_id = target.partition("#")
    progress = open_progress(folder)
    app = TutorApp(progress, lessons, Beginning(lesson_id, step_id))
    if lessons is SHIPPED:
        app.read_course = shipped_course
    async with app.run_test(size=size) as pilot:
        yield pilot
    progress.close()
    if next(_APPS) % 60 == 0:
        _let_go()


def _let_go():
    """Collect the apps of before: each freezes all that is there when it has loaded, and with it the ones before."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def started(target, size, folder, lessons=SHIPPED):
    """The app at a lesson or step, or where the first entry of the opening leads, with its progress in a folder."""
    async with opening(size, folder, target, lessons) as pilot:
        if not target:
            await pilot.press("enter")
        await loaded(pilot)
        yield pilot


@asynccontextmanager
async def started_alone(text, size, folder):
    """The app at a lesson of a test's own, `mine`, which is all of its course."""
    (folder / "mine.md").write_text(text, encoding="utf-8")
    async with started("mine", size, folder / "home", sources([folder])) as pilot:
        yield pilot


async def loaded(pilot):
    """Until a lesson is there."""
    for _ in range(200):
        await pilot.pause()
        session, panels = getattr(pilot.app.screen, "session", None), [*pilot.app.screen.query(CheckPanel)]
        if session is not None and panels and panels[0].session == session:
            await pilot.pause()
            return
    raise AssertionError("the lesson never opened")
