"""The end of a lesson: what it tells, and that its flourish never holds anybody up."""

import pytest
from moves import solved, wrong_answer
from textual.widgets import Static

from tutor import session as sessions
from tutor.check import NumberCheck
from tutor.progress import home
from tutor.settings import read_settings
from tutor.tui.finish_screen import FinishScreen


async def at_end(pilot):
    """Go through the lesson with a wrong number before each right one, and leave its last step."""
    session = sessions.go(pilot.app.screen.session, 0)
    while True:
        while (check := session.open_check) is not None:
            if isinstance(check, NumberCheck) and not session.check_state(check).log:
                session = sessions.answer(session, wrong_answer(check))
                session = sessions.rate(session, 3) if session.awaiting_confidence else session
            session = solved(session) if session.open_check else session
        following = sessions.forward(session)
        if following is None:
            break
        session = following
    pilot.app.screen.session = session
    await pilot.pause()
    await pilot.press("enter")
    for _ in range(5):
        await pilot.pause()
    assert isinstance(pilot.app.screen, FinishScreen)
    return session


def told(pilot):
    return " ".join(str(widget.content) for widget in pilot.app.screen.query("Static"))


@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
@pytest.mark.today(1)
async def test_it_tells_what_to_keep_and_what_was_learnt(tutor, size):
    """What to keep, what was wrong first, how sure one was and what comes next; the way on is in sight at any size."""
    async with tutor("straight-or-bent", size) as pilot:
        await at_end(pilot)
        text = told(pilot)
        for said in (
            "To keep",
            "Linear is a promise",
            "Wrong at first, right now",
            "How sure you were",
            "Linear on linear",
        ):
            assert said in text, said
        assert "{" not in text
        following = pilot.app.screen.query_one("#next").region
        assert following.area
        assert following.bottom < size[1]


async def test_a_key_ends_the_flourish(tutor):
    """The marks appear one by one; after any key all of them stand, and without motion they do from the start."""
    async with tutor("straight-or-bent") as pilot:
        session = await at_end(pilot)
        await pilot.press("down")
        assert str(pilot.app.screen.query_one("#marks", Static).content).count("●") == len(session.states)
        read_settings(home()).changed(motion=False)
    async with tutor("straight-or-bent#where-from") as pilot:
        await pilot.press("enter")
        for _ in range(5):
            await pilot.pause()
        assert isinstance(pilot.app.screen, FinishScreen)
        assert pilot.app.screen._timer is None
        assert "○" not in str(pilot.app.screen.query_one("#marks", Static).content)


async def test_a_lesson_with_open_steps_names_them_and_keeps_its_answers(tutor):
    """Where steps were skipped, what to keep is not told, and the open steps are."""
    async with tutor("one-unit") as pilot:
        titles = [step.title for step in pilot.app.screen.session.lesson.steps]
        for _ in titles:
            await pilot.press("k")
            await pilot.pause()
        text = told(pilot)
        assert "To keep" not in text
        assert all(title in text for title in titles)
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen is pilot.app._lesson


async def test_a_key_that_does_nothing_at_the_end_is_answered(tutor):
    """It is named, with the keys that do something; the page stays."""
    async with tutor("straight-or-bent", (60, 20)) as pilot:
        await at_end(pilot)
        await pilot.press("z")
        await pilot.pause()
        line = pilot.app.screen.query_one("#unheeded", Static)
        assert line.region.area
        for said in ("“z”", "Enter", "c ", "Esc"):
            assert said in str(line.content)


async def test_how_sure_one_was_counts_first_answers(tutor):
    """A prediction that was wrong and sure stands under wrong in the row of sure."""
    async with tutor("straight-or-bent") as pilot:
        await at_end(pilot)
        rows = [line.split() for line in told(pilot).split("\n") if line.startswith("sure")]
        assert len(rows) == 1
        assert int(rows[0][2]) >= 1
