"""Every step of every lesson by keys alone, at three sizes: what cannot be answered or left is told.

    python tests/bench/walk.py [LESSON ...]

The tests walk five lessons, which takes a minute; this takes some ten.
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path += [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "tui")]

from test_walk import respond
from textual.pilot import Pilot

from tutor import session as sessions
from tutor.lesson.cut import sources
from tutor.lesson.index import index, lessons_folder
from tutor.progress import open_progress
from tutor.tui.app import TutorApp
from tutor.tui.beginning import Beginning
from tutor.tui.lesson_screen import LessonScreen

SIZES = [(60, 20), (80, 24), (140, 45)]


async def walk(lesson: str, size: tuple[int, int]) -> tuple[int, list[str]]:
    """How many checks were answered rightly, and which were not."""
    with tempfile.TemporaryDirectory() as home:
        progress = open_progress(Path(home))
        app = TutorApp(progress, sources([lessons_folder()]), Beginning(lesson))
        async with app.run_test(size=size) as pilot:
            while not isinstance(app.screen, LessonScreen) or not app.screen.query("#answer, #lab"):
                await pilot.pause()
            found = await _steps(pilot)
        progress.close()
        return found


async def _steps(pilot: Pilot[str]) -> tuple[int, list[str]]:
    screen: Any = pilot.app.screen
    right, wrong = 0, list[str]()
    while True:
        check = screen.session.shown_check
        if check is not None:
            if await respond(pilot):
                right += 1
            else:
                wrong.append(f"{screen.session.step.id}: {check.id}")
                await pilot.press("s", "s")
                await pilot.pause()
        if sessions.forward(screen.session) is None:
            return right, wrong
        before = screen.session
        await pilot.press("enter")
        await pilot.pause()
        if screen.session is before:
            return right, [*wrong, f"{before.step.id}: Enter does not lead on"]


def main() -> None:
    """Walk and print."""
    for lesson in sys.argv[1:] or index(sources([lessons_folder()])):
        for size in SIZES:
            right, wrong = asyncio.run(walk(lesson, size))
            print(f"{lesson:18} {size[0]}×{size[1]}: {right} checks answered by keys", *wrong, sep="; ", flush=True)


if __name__ == "__main__":
    main()
