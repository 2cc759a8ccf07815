"""A picture of the program, made by the program: the SVG in the README comes from here.

    python tests/bench/screenshot.py when-linear#bend-it 100x32 .readme/lesson.svg "down down down 1 enter"

The keys are pressed one after the other before the picture is taken. Progress is kept in a folder of its own.
"""

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from tutor.lesson.cut import sources
from tutor.lesson.index import lessons_folder
from tutor.progress import opened
from tutor.tui.app import TutorApp
from tutor.tui.beginning import Beginning


async def picture(target: str, size: tuple[int, int], keys: list[str]) -> str:
    """The screen after the keys, as SVG without references to fonts elsewhere."""
    lesson_id, _, step_id = target.partition("#")
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as progress:
        app = TutorApp(progress, sources([lessons_folder()]), Beginning(lesson_id, step_id))
        async with app.run_test(size=size) as pilot:
            while not app.screen.query("#ways" if not target else "#answer, #lab"):
                await pilot.pause()
            await pilot.pause(2)  # the opening moves, and a lesson loads
            for key in keys:
                await pilot.press(key)
            await pilot.pause(0.5)
            return re.sub(r"@font-face \{.*?\}", "", app.export_screenshot(), flags=re.DOTALL)


def main() -> None:
    """Take the picture that the arguments ask for."""
    target, size, out, *keys = sys.argv[1:]
    columns, rows = map(int, size.split("x"))
    svg = asyncio.run(picture(target, (columns, rows), " ".join(keys).split()))
    Path(out).write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
