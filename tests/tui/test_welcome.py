"""The opening: what it shows, where its entries lead, and that the first paint costs nothing more."""

import subprocess
import sys

import pytest
from app import loaded
from keeping import keep_once
from moves import STORE
from textual.widgets import OptionList

from tutor.progress import home, open_progress
from tutor.resume import load
from tutor.session import skip
from tutor.settings import read_settings
from tutor.tui.bend import FRAMES, bend, slope_at
from tutor.tui.course_screen import CourseScreen
from tutor.tui.settings_screen import SettingsScreen
from tutor.tui.welcome_screen import WelcomeScreen


def entries(pilot):
    ways = pilot.app.screen.query_one("#ways")
    return [ways.get_option_at_index(i).id for i in range(ways.option_count)]


def shown(pilot):
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


async def ready(pilot):
    for _ in range(50):
        await pilot.pause()
        if pilot.app._loaded:
            return
    raise AssertionError("the course was never loaded")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
@pytest.mark.today(2)
async def test_it_says_what_this_is_and_where_one_can_go(welcome, size):
    """Question, picture and every entry are on screen at once, with the keys on the first; nothing else is listed."""
    async with welcome(size) as pilot:
        await ready(pilot)
        await pilot.pause()
        assert isinstance(pilot.app.screen, WelcomeScreen)
        assert entries(pilot) == ["on", "route", "course", "play", "settings"]
        text = shown(pilot)
        for said in (
            "non-linearity",
            "Start",
            "The 20-minute route",
            "21 lessons",
            "Play",
            "Settings",
            "? Help",
            "q Leave",
        ):
            assert said in text, said
        assert "Welcome back" not in text
        assert pilot.app.screen.query_one("#ways", OptionList).highlighted == 0
        assert pilot.app.screen.query_one("#bend").region.height >= 5


async def test_enter_starts_at_the_beginning(welcome):
    """A new learner is one Enter away from the first step."""
    async with welcome() as pilot:
        await pilot.press("enter")
        await loaded(pilot)
        assert (pilot.app.screen.session.lesson.id, pilot.app.screen.session.at) == ("start", 0)


async def test_who_comes_back_is_one_enter_away_from_where_they_were(tutor, welcome):
    """The first entry names the step, and opens it."""
    async with tutor("when-linear#bend-it") as pilot:
        await pilot.press("h")
        await pilot.pause()
    async with welcome() as pilot:
        await ready(pilot)
        assert "Welcome back" in shown(pilot)
        assert "step 5 of 6 · Bend it with one number" in " ".join(shown(pilot).replace("│", " ").split())
        await pilot.press("enter")
        await loaded(pilot)
        assert pilot.app.screen.session.step.id == "bend-it"


@pytest.mark.parametrize(("key", "page"), [("c", CourseScreen), ("comma", SettingsScreen)])
async def test_a_key_typed_while_the_course_loads_is_not_lost(welcome, key, page):
    """What is asked for before the course is there comes as soon as it is."""
    async with welcome() as pilot:
        pilot.app._loaded = False
        pilot.app.simulate_key(key)
        await ready(pilot)
        for _ in range(5):
            await pilot.pause()
        assert isinstance(pilot.app.screen, page)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, WelcomeScreen)


async def test_a_lesson_that_is_named_opens_without_an_opening(tutor):
    """`relu-tutor LESSON` goes straight in."""
    async with tutor("one-unit") as pilot:
        assert not [screen for screen in pilot.app.screen_stack if isinstance(screen, WelcomeScreen)]


async def test_the_line_stops_at_any_key_and_stands_still_without_motion(welcome):
    """The picture ends bent: at once after a key, and from the start where motion is off."""
    async with welcome() as pilot:
        await ready(pilot)
        assert pilot.app.screen._frame < FRAMES
        await pilot.press("down")
        assert pilot.app.screen._frame == FRAMES
    read_settings(home()).changed(motion=False)
    async with welcome() as pilot:
        await ready(pilot)
        assert pilot.app.screen._frame == FRAMES
        assert pilot.app.screen._timer is None


@pytest.mark.parametrize("fine", [True, False])
def test_the_line_is_straight_first_and_relu_last(fine):
    """At the first frame each half rises, at the last the left one is flat; every picture has the size asked for."""
    for frame in range(FRAMES + 1):
        rows = bend(40, 9, slope_at(frame), fine=fine)
        assert {len(row) for row in rows} == {40}
        assert len(rows) == 9
    straight, bent = bend(40, 9, slope_at(0), fine=fine), bend(40, 9, slope_at(FRAMES), fine=fine)
    assert straight[8][:4].strip()
    assert {row for row in range(9) if bent[row][:18].strip()} <= {3, 4}
    assert bent[0].rstrip() == straight[0].rstrip()


async def test_progress_is_told_on_the_entry_of_the_course(tutor, welcome):
    """How many steps are done, out of all of them."""
    async with tutor("start") as pilot:
        course = pilot.app.course
    progress = open_progress(home())
    session = load(progress, course.by_id["one-unit"], STORE)
    keep_once(progress, skip(session))
    progress.close()
    async with welcome() as pilot:
        await ready(pilot)
        assert "The course" in shown(pilot)
        assert "lessons, about" in shown(pilot) or "steps, about" in shown(pilot)


FIRST_PAINT = """
import asyncio, sys
from tutor.lesson.cut import sources
from tutor.lesson.index import lessons_folder
from tutor.progress import open_progress
from tutor.tui.app import TutorApp
def stop(self):
    heavy = {"numpy", "pydantic", "markdown_it", "tutor.session", "tutor.tui.lesson_screen", "tutor.tui.course_screen"}
    print(sorted(heavy & set(sys.modules)))
    self.exit()
TutorApp._load = stop
async def main():
    async with TutorApp(open_progress(None), sources([lessons_folder()])).run_test() as pilot:
        await pilot.pause()
asyncio.run(main())
"""


def test_the_first_paint_imports_nothing_heavy():
    """The opening is painted before NumPy, the models, the Markdown parser and the pages are imported."""
    run = subprocess.run([sys.executable, "-c", FIRST_PAINT], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.strip() == "[]"
