"""Nothing that teaches is cut without its whole text one key away, said there."""

import pytest
from shipped import LESSONS
from textual.content import Content

from tutor.tui.explain_screen import whole
from tutor.tui.lab_panel import _first_terms
from tutor.tui.lesson_screen import LessonScreen
from tutor.tui.text import rows_of, shortened
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


async def assert_nothing_is_cut_at(tutor, place, size):
    async with tutor(place, size) as pilot:
        while pilot.app.screen.session.hidden:
            await pilot.press("s", "s", "enter")
            await pilot.pause()
        if size[0] < 76:
            await pilot.press("tab")
        await pilot.pause()
        await assert_nothing_is_cut(pilot, place)


@pytest.mark.parametrize("place", NAMED)
@pytest.mark.today(2)
async def test_what_was_cut_once_is_not_cut(tutor, place):
    """In the steps where something was cut, all is there, or its whole text is one key away."""
    await assert_nothing_is_cut_at(tutor, place, (80, 24))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("place", STEPS)
@pytest.mark.today(2)
async def test_nothing_is_cut(tutor, place, size):
    """The same holds for every step with a lab at every size."""
    await assert_nothing_is_cut_at(tutor, place, size)


FORMULAS = {
    "a sum": (
        "f(x) = max(0, x − 10) + max(0, x + 10) − (1/3)·max(0, x + 10) + 2",
        "on [−4, 4]: f(x) = 2x + 20",
        "loss 40/27",
    ),
    "no terms": ("slopes, layers 10 to 1: 0.43·0.53·0.51·0.44·0.62·0.48·0.57·0.49·0.5·0.6", "loss 40/27"),
}


@pytest.mark.parametrize("lines", FORMULAS.values(), ids=FORMULAS)
@pytest.mark.parametrize("width", range(24, 60, 3))
@pytest.mark.parametrize("rows", [1, 2, 3])
def test_what_is_cut_of_a_formula_is_said_once(lines, width, rows):
    """One sign tells that there is more, however little room there is, and the text keeps to its rows."""
    if rows_of(Content("\n".join(lines)), width) > rows:
        shown = shortened(_first_terms(lines, width, rows), width, rows)
        assert shown.plain.count("(e: all)") == 1
        assert rows_of(shown, width) <= rows
