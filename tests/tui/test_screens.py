"""What all screens have in common: only the last size counts, and a click on what has gone does nothing."""

import pytest
from textual import events
from textual.geometry import Offset, Size
from textual.widgets import OptionList, Static

from tutor.tui.lesson_screen import LessonScreen


def resize(width, height):
    return events.Resize(Size(width, height), Size(width, height))


async def test_sizes_that_are_out_of_date_are_passed_over(tutor, monkeypatch):
    """However sizes meet in the queues of the screens, each ends with that of the terminal, and rests."""
    laid_out = []
    true = LessonScreen._screen_resized
    monkeypatch.setattr(
        LessonScreen, "_screen_resized", lambda screen, size: (laid_out.append(size), true(screen, size))
    )
    async with tutor("one-unit") as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        laid_out.clear()
        for screen in pilot.app.screen_stack:
            for _ in range(3):
                screen.post_message(resize(60, 20))
                screen.call_later(lambda: None)  # or Textual would drop the first of two sizes itself
                screen.post_message(resize(2, 60))
                screen.call_later(lambda: None)
        for _ in range(30):
            await pilot.pause()
        assert {tuple(size) for size in laid_out} <= {(100, 40)}
        assert all(screen.size == (100, 40) for screen in pilot.app.screen_stack[1:])


async def test_a_click_on_a_widget_that_has_just_gone_does_nothing(tutor, monkeypatch):
    """It may still be found where it was painted; Textual would begin to select text in it, and fail."""
    async with tutor("one-unit") as pilot:
        screen = pilot.app.screen
        gone = Static("gone")
        monkeypatch.setattr(screen, "get_widget_and_offset_at", lambda *_: (gone, Offset(0, 0)))
        pilot.app.post_message(events.MouseDown(None, 5, 5, 0, 0, 1, False, False, False, 5, 5))
        await pilot.pause()
        monkeypatch.undo()
        await pilot.press("h")
        await pilot.pause()
        assert screen.session.check_state(screen.session.shown_check).hints == 1


@pytest.mark.parametrize("key", ["ctrl+p", "c", "e"])
@pytest.mark.today(1)
async def test_a_list_survives_any_narrow_terminal(tutor, key):
    """Textual cannot break a text into rows of no width."""
    async with tutor("when-linear#bend-it") as pilot:
        await pilot.press(key)
        await pilot.pause(0.3)
        for size in ((1, 1), (4, 20), (6, 60), (2, 60), (100, 40)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert pilot.app.screen.query(OptionList)
