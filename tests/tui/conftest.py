"""Starting the app as the command line does, and pressing keys."""

from contextlib import asynccontextmanager

import pytest

from tutor.lesson.cut import sources
from tutor.lesson.index import lessons_folder
from tutor.progress import home, open_progress
from tutor.tui.app import TutorApp
from tutor.tui.check_panel import CheckPanel


@pytest.fixture
def tutor():
    """`async with tutor("when-linear#bend-it") as pilot:` runs the app at a step, with its progress on disk."""

    @asynccontextmanager
    async def start(target="", size=(100, 40)):
        lesson_id, _, step_id = target.partition("#")
        progress = open_progress(home())
        app = TutorApp(progress, sources([lessons_folder()]), lesson_id, step_id)
        async with app.run_test(size=size) as pilot:
            await loaded(pilot)
            yield pilot
        progress.close()

    return start


async def loaded(pilot):
    """Until the lesson has followed the first paint."""
    for _ in range(200):
        await pilot.pause()
        session, panels = getattr(pilot.app.screen, "session", None), [*pilot.app.screen.query(CheckPanel)]
        if session is not None and panels and panels[0].session == session:
            await pilot.pause()
            return
    raise AssertionError("the lesson never opened")
