"""The pictures of the README, made by the program.

    python tests/bench/screenshot.py [NAME …]

Each is a row of PICTURES: where the program begins, the size of its terminal, and the keys that are pressed before the
picture is taken. Progress is kept in a folder of its own.
"""

import asyncio
import re
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tutor.lesson.cut import sources
from tutor.lesson.index import lessons_folder
from tutor.progress import opened
from tutor.tui.app import TutorApp
from tutor.tui.beginning import OPENING, Beginning

FOLDER = Path(__file__).parents[2] / ".readme"

PLAYGROUND = """
data = "moons"
rows = 60
noise = "1/10"
hidden = [8, 8]
seed = 2
optimizer = "adam"
steps = 2000
step = 600
"""


class Picture(NamedTuple):
    """Where the program begins, columns and rows, and the keys; `play` is the text of a file of the playground."""

    begin: Beginning
    size: tuple[int, int]
    keys: str = ""
    play: str = ""


PICTURES = {
    "opening": Picture(OPENING, (100, 30)),
    "lesson": Picture(Beginning("when-linear", "bend-it"), (120, 40), "tab 1 enter"),
    "playground": Picture(OPENING, (120, 40), play=PLAYGROUND),
}


async def svg(picture: Picture) -> str:
    """The screen after the keys, as SVG without references to fonts elsewhere."""
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as progress:
        begin = picture.begin
        if picture.play:
            file = Path(folder) / "moons.toml"
            file.write_text(picture.play, encoding="utf-8")
            begin = Beginning(play=file)
        app = TutorApp(progress, sources([lessons_folder()]), begin)
        async with app.run_test(size=picture.size) as pilot:
            while not app.screen.query("#ways" if begin == OPENING else "#answer, #lab"):
                await pilot.pause()
            await pilot.pause(2)  # the opening moves, and a lesson loads
            for key in picture.keys.split():
                await pilot.press(key)
            await pilot.pause(0.5)
            return re.sub(r"@font-face \{.*?\}", "", app.export_screenshot(), flags=re.DOTALL)


def main() -> None:
    """Take the pictures that are asked for, or all."""
    for name in sys.argv[1:] or PICTURES:
        (FOLDER / f"{name}.svg").write_text(asyncio.run(svg(PICTURES[name])), encoding="utf-8")


if __name__ == "__main__":
    main()
