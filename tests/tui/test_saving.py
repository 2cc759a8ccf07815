"""Saving in the full-screen front end: before the verdict, with a sign while it fails, and with another window."""

import shutil

import pytest
from textual import events

from tutor import session as sessions
from tutor.progress import home, open_progress
from tutor.resume import keep, load, open_at
from tutor.store import Store
from tutor.tui.course_screen import CourseScreen


def logged(progress, lesson="straight-or-bent"):
    return [record.answer for record in progress.answers(lesson)]


def title(pilot):
    return str(pilot.app.screen.query_one("#title").render())


def notices(pilot):
    return [notice.message for notice in pilot.app._notifications]


async def test_an_answer_is_kept_before_anything_is_painted(tutor):
    """The answer is in the file as soon as the session has it: no frame, and no message, comes between."""
    async with tutor("straight-or-bent") as pilot:
        screen, other = pilot.app.screen, open_progress(home())
        screen.session = sessions.answer(screen.session, (7,))
        assert logged(other) == []
        screen.session = sessions.rate(screen.session, 2)
        assert logged(other) == [("7",)]
        screen.session = sessions.show_solution(screen.session)
        assert not other.events("straight-or-bent") >= {"shown"}, "all else follows the frame"
        other.close()


async def test_what_another_window_did_is_shown_when_this_one_gets_the_focus(tutor):
    """A hint of another window is open in this one as soon as it has the focus, and what is typed stays."""
    async with tutor("straight-or-bent") as pilot:
        screen, other = pilot.app.screen, open_progress(home())
        await pilot.press("1", "2")
        kept = load(other, screen.session.lesson, Store())
        theirs = sessions.hint(open_at(kept, None))
        assert keep(other, kept, theirs) is theirs
        pilot.app.post_message(events.AppFocus())
        await pilot.pause()
        await pilot.pause()
        assert screen.session.check_state(screen.session.shown_check).hints == 1
        assert screen.focused.value == "12"
        other.close()


async def test_an_answer_of_another_window_is_in_the_log_of_this_one(tutor):
    """When this window keeps something, it takes in the answers of the other, in the order of the file."""
    async with tutor("straight-or-bent") as pilot:
        screen, other = pilot.app.screen, open_progress(home())
        kept = load(other, screen.session.lesson, Store())
        theirs = sessions.rate(sessions.answer(open_at(kept, None), (7,)), 2)
        assert keep(other, kept, theirs) is theirs
        screen.session = sessions.rate(sessions.answer(screen.session, (8,)), 2)
        assert [each.answer for each in screen.session.check_state(screen.session.shown_check).log] == [(7,), (8,)]
        assert logged(other) == [("7",), ("8",)]
        await pilot.pause()
        other.close()


async def test_a_sign_stays_while_nothing_can_be_saved(tutor):
    """While saving fails the title says so; when it works again the sign goes."""
    async with tutor("straight-or-bent") as pilot:
        assert "SAVED" not in title(pilot)
        shutil.rmtree(home())
        home().write_text("in the way")
        await pilot.press("h")
        await pilot.pause()
        assert title(pilot).startswith(" NOT SAVED ")
        assert any("could not be saved" in notice for notice in notices(pilot))
        pilot.app.clear_notifications()
        await pilot.press("s", "s")
        await pilot.pause()
        assert title(pilot).startswith(" NOT SAVED ")
        assert notices(pilot) == []
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CourseScreen)
        assert any("could not be saved" in notice for notice in notices(pilot)), "the course says it again"
        await pilot.press("escape")
        home().unlink()
        await pilot.press("n")
        await pilot.pause()
        assert title(pilot).startswith(" SAVED ANEW ")


async def test_a_file_that_is_deleted_while_it_is_open_is_written_anew(tutor):
    """Everything that was done before and after is in the new file, and the sign stays to the end."""
    async with tutor("zero-gradient#measure-it") as pilot:
        screen = pilot.app.screen
        screen.session = sessions.answer(screen.session, (7,))
        for path in home().iterdir():
            path.unlink()
        screen.session = sessions.answer(screen.session, (8,))
        await pilot.pause()
        assert title(pilot).startswith(" SAVED ANEW ")
        await pilot.press("h")
        await pilot.pause()
        assert title(pilot).startswith(" SAVED ANEW ")
    progress = open_progress(home())
    assert logged(progress, "zero-gradient") == [("7",), ("8",)]
    progress.close()


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
@pytest.mark.today(1)
async def test_the_sign_is_never_cut(tutor, size):
    """The sign comes first in the title, so that it is seen on a narrow terminal too."""
    async with tutor("straight-or-bent", size=size) as pilot:
        pilot.app.screen.sign = "NOT SAVED"
        await pilot.pause()
        first = pilot.app.screen.query_one("#title").render_line(0).text
        assert first.strip().startswith("NOT SAVED")
