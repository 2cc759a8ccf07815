"""Feedback is pinned: in sight at every size, from its first line, with the next key named."""

import pytest
from textual.geometry import Region

from tutor.check import GoalCheck

SIZES = [(60, 20), (80, 24), (120, 40)]


def wrong(check):
    return str(next(i for i, option in enumerate(check.options, 1) if not option.right))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.today(1)
async def test_the_verdict_and_the_next_key_are_in_sight(tutor, size):
    """After a wrong and a right answer the border says which, and what comes next; the text begins at its start."""
    async with tutor("straight-or-bent#no-jump", size) as pilot:
        screen = pilot.app.screen
        while not hasattr(screen.session.open_check, "options"):
            await pilot.press("s", "s", "enter")
            await pilot.pause()
        check = screen.session.open_check
        for key, title in ((wrong(check), "Not right"), (str(check.right_index + 1), "Right")):
            await pilot.press(key)
            await pilot.pause(0.05)
            feedback = screen.query_one("#feedback")
            assert title in feedback.border_title
            assert Region(0, 0, *size).contains_region(feedback.region)
            assert feedback.scroll_offset.y == 0
        assert "Enter" in feedback.border_subtitle


async def test_a_long_reply_is_read_on(tutor):
    """A reply that is longer than its panel says so, and Page Down scrolls it, to its end."""
    async with tutor("which-activation#no-ladder", (80, 24)) as pilot:
        await pilot.press("3", "1", "2", "enter", "1")
        await pilot.pause(0.05)
        feedback = pilot.app.screen.query_one("#feedback")
        assert "PgDn" in feedback.border_subtitle
        for _ in range(8):
            await pilot.press("pagedown")
            await pilot.pause()
        assert feedback.scroll_offset.y == feedback.max_scroll_y > 0


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.today(1)
async def test_a_hidden_lab_says_so(tutor, size):
    """Before the prediction the question says what opens the lab, at every size."""
    async with tutor("stuck#from-the-thread", size) as pilot:
        await pilot.pause()
        assert "lab opens when you have predicted" in pilot.app.screen.query_one("#ask").border_subtitle
        assert not pilot.app.screen.query_one("#plot").region.area


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.today(1)
async def test_the_open_goal_stays_in_sight_at_the_lab(tutor, size):
    """While knobs turn, what is wanted and how far it is stands beside them."""
    async with tutor("when-linear#bend-it", size) as pilot:
        assert isinstance(pilot.app.screen.session.open_check, GoalCheck)
        await pilot.press("tab", "right")
        await pilot.pause()
        feedback = pilot.app.screen.query_one("#feedback")
        assert Region(0, 0, *size).contains_region(feedback.region)
        assert feedback.content_region.height >= 2
        assert "bends > 0" in feedback.query_one("#verdict").content.plain


async def test_the_title_of_a_silent_check_tells_no_verdict(tutor):
    """A right answer to a question that is settled at the end of the course has the title of a wrong one."""
    async with tutor("start#six-questions", (80, 24)) as pilot:
        screen = pilot.app.screen
        check = screen.session.open_check
        await pilot.press(str(check.right_index + 1), "2")
        await pilot.pause()
        assert screen.session.check_state(check).solved
        assert "Noted" in screen.query_one("#feedback").border_title


async def test_a_goal_that_can_be_done_is_a_goal_again(tutor):
    """Who says of it that it cannot be done is told so, and the title stays true while the knobs are turned."""
    async with tutor("when-linear#bend-it", (100, 40)) as pilot:
        screen = pilot.app.screen
        await pilot.press("i", "tab", "right")
        await pilot.pause()
        feedback = screen.query_one("#feedback")
        assert "it can be done" in feedback.border_title
        assert not feedback.has_class("-wrong")


@pytest.mark.parametrize("size", SIZES)
async def test_a_short_reply_takes_no_row_that_it_has_no_use_for(tutor, size):
    """Below 80x24 each row of the panel is one less for the text above it."""
    async with tutor("when-linear#bend-it", size) as pilot:
        await pilot.pause()
        feedback = pilot.app.screen.query_one("#feedback")
        told = sum(child.region.height for child in feedback.children if child.display)
        assert feedback.content_size.height == told


@pytest.mark.parametrize("size", SIZES)
async def test_that_a_goal_cannot_be_done_is_said_by_click(tutor, size):
    """Whoever uses the mouse alone can answer every question that asks for no number."""
    async with tutor("when-linear#bend-it", size) as pilot:
        await pilot.pause()
        screen = pilot.app.screen
        panel = screen.query_one("#feedback").region
        await pilot.click(offset=(panel.right - 8, panel.bottom - 1))
        await pilot.pause(0.05)
        if screen.session.awaiting_confidence:
            await pilot.press("1")
            await pilot.pause(0.05)
        assert screen.session.check_state(screen.session.shown_check).last is not None
