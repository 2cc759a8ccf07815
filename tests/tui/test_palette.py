"""The palette: on every screen, commands apart from places, and places found by the words in them."""

import pytest
from app import shipped_course
from textual.command import CommandList, SearchIcon

from tutor.tui.course_screen import CourseScreen
from tutor.tui.help_screen import HelpScreen
from tutor.tui.lesson_screen import LessonScreen
from tutor.tui.palette import Palette
from tutor.tui.places import excerpt, places, score
from tutor.tui.themes import DARK, LIGHT


async def until(pilot, met):
    for _ in range(100):
        await pilot.pause(0.01)
        if met():
            return
    raise AssertionError(f"never came: {pilot.app.screen}")


async def opened(pilot):
    await pilot.press("ctrl+p")
    await until(pilot, lambda: isinstance(pilot.app.screen, Palette) and listed(pilot))


def listed(pilot):
    """What is in the list, each under its heading."""
    found, heading = {}, ""
    for i in range(pilot.app.screen.query_one(CommandList).option_count):
        option = pilot.app.screen.query_one(CommandList).get_option_at_index(i)
        text = str(option.prompt).split("\n")[0]
        if option.disabled:
            heading = text
            found[heading] = []
        else:
            found[heading].append(text)
    return found


async def search(pilot, words):
    """Search for words, until what is listed is what has them."""
    before = listed(pilot)
    pilot.app.screen.query_one("CommandInput").value = words
    await until(pilot, lambda: listed(pilot) and listed(pilot) != before)


async def test_commands_stand_apart_from_places(tutor):
    """Before anything is typed: what can be done on this screen, then the lessons in the order of the course."""
    async with tutor("when-linear#bend-it") as pilot:
        await opened(pilot)
        found = listed(pilot)
        assert list(found) == ["Commands", "Lessons"]
        assert {"Hint", "Solution", "Course", "Settings", "Help", "Leave", "Start this step again"} <= set(
            found["Commands"]
        )
        assert found["Lessons"] == [lesson.title for lesson in pilot.app.course.in_order]


async def test_a_step_a_word_and_a_claim_are_found_by_words(tutor):
    """Words in the text of a step, a word that is explained, and words of a claim lead to their step."""
    async with tutor("start") as pilot:
        await opened(pilot)
        await search(pilot, "breakpoint")
        found = listed(pilot)
        assert found["Words"] == ["breakpoint"]
        assert len(found["Steps"]) > 3
        await search(pilot, "with knobs belong")
        assert "Bend it with one number" in listed(pilot)["Steps"]
        await search(pilot, "epochs iterations")
        assert [text[:2] for text in listed(pilot)["Claims"]] == ["C9"]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LessonScreen) and pilot.app.screen.there)
        session = pilot.app.screen.session
        assert f"{session.lesson.id}#{session.step.id}" == pilot.app.course.tables.claims["C9"].step


@pytest.mark.parametrize("keys", [["c"], ["c", "l"], ["question_mark"], ["comma"], ["e"]], ids=" ".join)
@pytest.mark.today(1)
async def test_it_works_on_every_page(tutor, keys):
    """It opens over any page, and a place that is chosen there opens, with the pages closed."""
    async with tutor("when-linear#bend-it") as pilot:
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        await opened(pilot)
        await search(pilot, "chord test")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LessonScreen) and pilot.app.screen.there)
        await until(pilot, lambda: pilot.app.screen.session.step.id == "chord-test")
        assert len(pilot.app.screen_stack) == 2


async def test_it_works_on_the_opening(welcome):
    """Before any lesson was opened it leads to commands and places as well."""
    async with welcome() as pilot:
        await until(pilot, lambda: pilot.app._loaded)
        await opened(pilot)
        assert "Hint" not in listed(pilot)["Commands"]
        await search(pilot, "course")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CourseScreen))


async def test_a_command_acts_on_the_screen_below(tutor):
    """Hint opens a hint of the step, as its key does."""
    async with tutor("when-linear#bend-it") as pilot:
        await opened(pilot)
        await search(pilot, "hint")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LessonScreen))
        session = pilot.app.screen.session
        await until(pilot, lambda: pilot.app.screen.session.check_state(session.shown_check).hints == 1)


async def test_esc_closes_it_and_help_opens_once(tutor):
    """Ctrl+P twice opens one palette, Esc closes it; and help from it is one page."""
    async with tutor("one-unit") as pilot:
        await opened(pilot)
        await pilot.press("ctrl+p", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, LessonScreen))
        pilot.app.action_help()
        pilot.app.action_help()
        await pilot.pause()
        assert sum(isinstance(screen, HelpScreen) for screen in pilot.app.screen_stack) == 1


def test_every_step_is_found_by_its_title():
    """The title of a step, of a lesson or of a claim is the best answer to itself."""
    everything = places(shipped_course())
    for place in everything:
        best = max(score(each, place.title) for each in everything)
        assert score(place, place.title) == best == 1.0


def test_an_excerpt_shows_the_word_that_was_found():
    """Beside a step that was found by its text stand the words around it, whole."""
    for place in places(shipped_course()):
        if place.kind == "Steps" and "network" in place.text.casefold():
            assert "network" in excerpt(place, "network").casefold()
            assert len(excerpt(place, "network")) < len(place.about) + 160


async def test_a_key_that_comes_before_the_list_does_nothing(tutor):
    """The palette is on top before its list is made; an arrow key then moves in nothing, and ends nothing."""
    async with tutor("one-unit") as pilot:
        pilot.app.action_command_palette()
        pilot.app.screen._action_command_list("cursor_down")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Palette)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
async def test_the_sign_before_the_line_is_seen(tutor, theme):
    """Textual paints it black, which nobody sees on a dark ground."""
    async with tutor("when-linear") as pilot:
        pilot.app.theme = theme
        await opened(pilot)
        sign = pilot.app.screen.query_one(SearchIcon)
        ground, colour = sign.background_colors[1], sign.colors[3]
        assert abs(ground.brightness - colour.brightness) > 0.3
