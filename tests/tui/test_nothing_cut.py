"""Nothing that teaches is cut without its whole text one key away, said there."""

import pytest
from profiles import every
from shipped import LESSONS

from tutor.tui.explain_screen import whole
from tutor.tui.lesson_screen import LessonScreen
from tutor.tui.tile import Tile

NAMED = [
    "start#one-question",
    "one-unit#who-bends",
    "what-kills#the-rate",
    "what-kills#forty-percent",
    "start-again#restarts",
]
STEPS = [f"{lesson.id}#{step.id}" for lesson in LESSONS for step in lesson.steps if step.lab]
SIZES = [(60, 20), (80, 24), (100, 30)]


def texts(screen):
    """What teaches beside the prose, as it is on screen."""
    for name in ("#formula", "#lamps", "#verdict", "#ask"):
        widget = screen.query_one(name)
        if widget.display and widget.region.area:
            yield name, widget.content.plain
    for tile in screen.query(Tile):
        if tile.region.area:
            yield tile.view, tile.query_one(".caption").content.plain


async def assert_nothing_is_cut(pilot, place):
    screen = pilot.app.screen
    _lesson_id, _, _step_id = place.partition("#")
    assert isinstance(screen, LessonScreen)
    for name, text in texts(screen):
        if "…" in text.replace("_…", ""):
            assert "(e: all)" in text, (place, name, text)
        if "(e: all)" in text:
            told = whole(screen.bench, screen.markers).values()
            assert any(text.split()[0] in each.plain for each in told), (place, name)


@pytest.mark.parametrize(
    "size", [pytest.param(size, marks=() if size == (80, 24) else pytest.mark.full) for size in SIZES]
)
async def test_nothing_is_cut(tutor, size):
    """The steps that were cut, and some others; all of them in the full profile."""
    for place in {*(NAMED if size == (80, 24) else NAMED[-2:]), *every(60, STEPS)}:
        async with tutor(place, size) as pilot:
            while pilot.app.screen.session.hidden:
                await pilot.press("s", "s", "enter")
                await pilot.pause()
            if size[0] < 76:
                await pilot.press("tab")
            await pilot.pause()
            await assert_nothing_is_cut(pilot, place)
