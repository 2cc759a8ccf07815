"""Leaving: at once from everywhere, also while something is typed; one step back with Esc; one line for the shell."""

import re

import pytest
from app import loaded
from program import posix
from pseudo_terminal import on_terminal

from tutor.progress import home, open_progress
from tutor.tui.ask_screens import CommandLine, ConfirmScreen
from tutor.tui.course_screen import CourseScreen
from tutor.tui.lesson_screen import LessonScreen

PLACES = {
    "a lesson": [],
    "a knob that is typed into": ["5"],
    "help": ["question_mark"],
    "the course": ["c"],
    "its search": ["c", "slash", "a"],
    "the claims": ["c", "l"],
    "the search of the claims": ["c", "l", "slash", "a"],
    "the settings": ["comma"],
    "an explanation": ["e"],
    "the palette": ["ctrl+p"],
    "the line for commands": ["colon"],
}


@pytest.mark.parametrize("keys", PLACES.values())
@pytest.mark.parametrize("way", ["ctrl+c", pytest.param("ctrl+q", marks=pytest.mark.full)])
@pytest.mark.today(2)
async def test_two_keys_leave_from_everywhere(tutor, keys, way):
    """Ctrl+C and Ctrl+Q leave at once, whatever is open and whatever is being typed."""
    async with tutor("when-linear#bend-it") as pilot:
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        assert not pilot.app._exit
        await pilot.press(way)
        assert pilot.app._exit


async def test_they_leave_from_a_dialog_and_from_the_opening(tutor, welcome):
    """A question does not have to be answered first."""
    async with tutor("one-unit") as pilot:
        pilot.app.confirm_start_again("one-unit")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ConfirmScreen)
        await pilot.press("ctrl+c")
        assert pilot.app._exit
    async with welcome() as pilot:
        await pilot.press("ctrl+c")
        assert pilot.app._exit


@pytest.mark.parametrize("keys", [[], ["c"], ["question_mark"], ["c", "l"]], ids=["lesson", "course", "help", "claims"])
@pytest.mark.parametrize("typed", ["q", pytest.param("quit", marks=pytest.mark.full)])
@pytest.mark.today(1)
async def test_a_colon_opens_a_line_for_commands(tutor, keys, typed):
    """`:q` and Enter leave, however fast they are typed."""
    async with tutor("when-linear#bend-it") as pilot:
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        for key in ("colon", *typed, "enter"):
            pilot.app.simulate_key(key)
        for _ in range(40):
            await pilot.pause()
            if pilot.app._exit:
                break
        assert pilot.app._exit


async def test_a_command_that_is_none_is_told_and_changes_nothing(tutor):
    """The notice says what is understood; Esc, or deleting the colon, closes the line."""
    async with tutor("one-unit") as pilot:
        await pilot.press("colon", "w", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, LessonScreen)
        assert any(":q leaves" in notice.message for notice in pilot.app._notifications)
        for key in ("escape", "backspace"):
            await pilot.press("colon")
            await pilot.pause()
            assert isinstance(pilot.app.screen, CommandLine)
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(pilot.app.screen, LessonScreen)


async def test_a_colon_is_a_letter_in_a_search(tutor):
    """Where words are typed it is one of them."""
    async with tutor("one-unit") as pilot:
        await pilot.press("c", "slash", "colon")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CourseScreen)
        assert pilot.app.screen.query_text == ":"


async def test_esc_goes_one_step_back(tutor):
    """Out of the search, then out of the claims, then out of the course, to the lesson."""
    async with tutor("one-unit") as pilot:
        await pilot.press("c", "l", "slash", "a")
        await pilot.pause()
        seen = []
        for _ in range(3):
            await pilot.press("escape")
            await pilot.pause()
            seen.append(type(pilot.app.screen).__name__)
        assert seen == ["ClaimsScreen", "CourseScreen", "LessonScreen"]


@posix
def test_leaving_says_in_one_line_where_one_was():
    """The shell gets the lesson, the step, and how to go on; and nothing else."""
    with on_terminal("when-linear#bend-it", size=(100, 40)) as terminal:
        assert terminal.until(b"bends > 0")
        terminal.send(b"\x03")
        assert terminal.ends()
        after = terminal.seen.rpartition(b"\x1b[?1049l")[2].decode()
        lines = [line for line in re.sub(r"\x1b\[[^a-zA-Z]*[a-zA-Z]", "", after).splitlines() if line.strip()]
        assert terminal.status == 0
    assert len(lines) == 1, lines
    assert "step 5 of 6" in lines[0]
    assert "relu-tutor when-linear#bend-it" in lines[0]


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
@pytest.mark.parametrize("keys", [[], ["c"], ["comma"]], ids=["lesson", "course", "settings"])
@pytest.mark.today(2)
async def test_help_and_the_way_out_are_in_the_footer_at_every_size(tutor, size, keys):
    """Whatever else is cut off at 60 columns, `?` and `q` are not; nor is `c`, where it leads anywhere."""
    async with tutor("when-linear#bend-it", size) as pilot:
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        await pilot.pause()
        footer = pilot.app.screen._compositor.render_strips()[-1].text
        assert footer.rstrip().endswith("? Help c Course q Leave" if keys != ["c"] else "? Help q Leave")


async def test_text_is_copied_by_a_key(tutor, monkeypatch):
    """What is selected goes to the clipboard with y; where nothing is, a line says how to select."""
    async with tutor("one-unit") as pilot:
        copied = []
        monkeypatch.setattr(pilot.app, "copy_to_clipboard", copied.append)
        await pilot.press("y")
        assert copied == []
        assert any("Drag over" in notice.message for notice in pilot.app._notifications)
        pilot.app.screen._select_all_in_widget(pilot.app.screen.query_one("#prose"))
        await pilot.press("y")
        assert "unit" in copied[0]


@pytest.mark.parametrize(("what", "left"), [("Start this step again", True), ("Start this lesson again", False)])
@pytest.mark.today(1)
async def test_a_step_or_a_lesson_starts_again_from_the_palette(tutor, what, left):
    """It asks first and says what happens; then it is new, the copy is named, and the log has all it had."""
    async with tutor("one-unit") as pilot:
        await pilot.press("7", "enter", "1", "k", "k", "k")
        await pilot.pause()
        doing = next(each for each in pilot.app.doings(pilot.app.screen) if each.name == what)
        doing.do()
        await pilot.pause()
        assert "log" in str(pilot.app.screen.query_one("Static").content)
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.screen.session.at == 3, "Enter by habit changes nothing"
        doing.do()
        await pilot.pause()
        await pilot.press("y")
        await loaded(pilot)
        session = pilot.app.screen.session
        assert session.states[1].skipped is left
        assert bool(session.states[0].state_of(session.lesson.steps[0].checks[0]).answers) is left
        assert any("progress-before-reset" in notice.message for notice in pilot.app._notifications)
    progress = open_progress(home())
    assert len(progress.answers("one-unit")) == 1
    progress.close()
    assert [*home().glob("progress-before-reset*")]


async def test_the_line_for_commands_leaves_the_screen_in_sight(tutor):
    """What is below the line stays on screen while a command is typed."""
    async with tutor("when-linear#bend-it") as pilot:
        await pilot.press("colon")
        await pilot.pause()
        assert "Goal" in pilot.app.export_screenshot()
