"""The app around the lesson: resuming, the course, settings, and what happens when something breaks."""

import signal
import subprocess
import sys

import pytest
from program import COMMAND
from pseudo_terminal import OFF, on_terminal
from textual import events

from tutor.lesson.library import load
from tutor.progress import home, open_progress
from tutor.resume import resume
from tutor.session import Session
from tutor.settings import read_settings
from tutor.store import Store
from tutor.tui.course_screen import CourseScreen
from tutor.tui.finish_screen import FinishScreen
from tutor.tui.help_screen import HelpScreen
from tutor.tui.lesson_screen import LessonScreen
from tutor.tui.plot_view import PlotView


async def opened(pilot, lesson_id):
    """Until a lesson is on screen."""
    for _ in range(20):
        await pilot.pause()
        if isinstance(pilot.app.screen, LessonScreen) and pilot.app.screen.session.lesson.id == lesson_id:
            return
    raise AssertionError(f"{lesson_id} never opened: {pilot.app.screen}")


async def test_leaving_and_coming_back_resumes(tutor):
    """Whoever closes the terminal mid-step expects to find it as it was."""
    async with tutor("when-linear#bend-it") as pilot:
        await pilot.press("left", "h", "v")
        await pilot.pause()
        left = pilot.app.screen.session
        await pilot.press("q")
    async with tutor() as pilot:
        again = pilot.app.screen.session
        assert again.lesson.id == "when-linear"
        assert again.step.id == "bend-it"
        assert again.bench.settings == left.bench.settings
        assert again.state.checks == left.state.checks
        assert again.bench.view == left.bench.view


async def test_the_course_opens_another_lesson(tutor):
    """Lessons are not a one-way street."""
    async with tutor("straight-or-bent") as pilot:
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CourseScreen)
        await pilot.press("down", "enter")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(pilot.app.screen, LessonScreen)
        assert pilot.app.screen.session.lesson.id == "linear-on-linear"


async def test_enter_twice_in_the_course_opens_one_lesson(tutor):
    """A key that bounces would close the lesson behind the course as well: a blank screen."""
    async with tutor("straight-or-bent") as pilot:
        pilot.app.action_course()
        await pilot.pause()
        for _ in range(3):
            pilot.app.simulate_key("enter")
        for _ in range(10):
            await pilot.pause()
        assert isinstance(pilot.app.screen, LessonScreen)


async def test_enter_twice_in_the_palette_runs_one_command(tutor):
    """The lesson would be closed behind the palette, and a third Enter would end the program."""
    async with tutor("straight-or-bent") as pilot:
        await pilot.press("ctrl+p")
        for _ in range(20):
            await pilot.pause()
        await pilot.press("down")
        for _ in range(3):
            pilot.app.post_message(events.Key("enter", "\r"))
        for _ in range(20):
            await pilot.pause()
        assert isinstance(pilot.app.screen_stack[1], LessonScreen)


async def test_the_end_of_a_lesson_is_told_and_leads_on(tutor):
    """After the last step there is an end, Enter leads to the next lesson that is open, and c to the course."""
    async with tutor("when-linear") as pilot:
        last = len(pilot.app.screen.session.states) - 1
        await pilot.app.screen.run_action(f"go({last})")
        await pilot.pause()
        for _ in pilot.app.screen.session.step.checks:
            await pilot.press("s", "s", "enter")
            await pilot.pause()
        assert isinstance(pilot.app.screen, FinishScreen)
        await pilot.press("c")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(pilot.app.screen, CourseScreen)


async def test_after_the_last_step_enter_opens_what_is_not_finished(tutor):
    """Enter, Enter at the end of a lesson does not lead back into it."""
    async with tutor("one-unit") as pilot:
        for _ in pilot.app.screen.session.lesson.steps:
            await pilot.press("k")
            await pilot.pause()
        assert isinstance(pilot.app.screen, FinishScreen)
        await pilot.press("enter")
        await opened(pilot, "bends-add-up")


async def test_the_end_does_not_lead_to_what_is_finished_already(tutor, monkeypatch):
    """Who took a later lesson first is led to the one after it."""
    async with tutor("one-unit") as pilot:
        true = Session.step_mark
        monkeypatch.setattr(
            Session, "step_mark", lambda each, i: "done" if each.lesson.id == "bends-add-up" else true(each, i)
        )
        for _ in pilot.app.screen.session.lesson.steps:
            await pilot.press("k")
            await pilot.pause()
        await pilot.press("enter")
        await opened(pilot, "when-linear")


async def test_the_course_can_be_left_without_choosing(tutor):
    """Looking at the list must not lose the place."""
    async with tutor("one-unit#one-unit") as pilot:
        await pilot.press("c")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen.session.step.id == "one-unit"


async def test_help_opens_and_closes(tutor):
    """`?` is the first key a lost learner presses."""
    async with tutor("straight-or-bent") as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, LessonScreen)


async def test_theme_and_markers_are_kept(tutor):
    """A setting that has to be made at every start is no setting."""
    async with tutor("when-linear#bend-it") as pilot:
        await pilot.press("t", "m", "m")
        await pilot.pause()
        theme = pilot.app.theme
        assert not pilot.app.current_theme.dark
    async with tutor() as pilot:
        await pilot.pause()
        assert pilot.app.theme == theme
        assert pilot.app.screen.query_one(PlotView).markers == "ascii"


async def test_no_colour_never_means_black_on_black(tutor, monkeypatch):
    """Textual's ANSI themes print nothing that can be read without colour."""
    read_settings(home()).changed(theme="ansi-dark")
    monkeypatch.setenv("NO_COLOR", "1")
    async with tutor("straight-or-bent") as pilot:
        assert not pilot.app.current_theme.ansi


@pytest.mark.parametrize("broken", ["action_hint", "watch_session"])
@pytest.mark.today(1)
async def test_a_bug_reaches_the_top_as_itself(tutor, monkeypatch, broken):
    """The command line must get the exception, to write it down; Textual must not print it over the shell."""

    def fail(*_arguments):
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):  # noqa: PT012 -- it is raised on the way out of the app
        async with tutor("straight-or-bent") as pilot:
            monkeypatch.setattr(LessonScreen, broken, fail)
            await pilot.press("h")
            await pilot.pause()


CRASH = """
import sys
from tutor import cli
from tutor.tui.lesson_screen import LessonScreen
def fail(self): raise RuntimeError("a bug on purpose")
LessonScreen.action_hint = fail
sys.exit(cli.main(["straight-or-bent"]))
"""


def test_a_crash_restores_the_terminal_and_says_where_the_traceback_is():
    """After a bug the shell must be usable, and the report must fit in one line."""
    with on_terminal("-c", CRASH, command=COMMAND[:1], size=(100, 40)) as terminal:
        for keys, shown in ((b"", b"a number: 3"), (b"3\r", b"How sure"), (b"2", b"next step"), (b"h", OFF[0])):
            terminal.send(keys)
            assert terminal.until(shown)
        assert terminal.ends()
        seen, status = terminal.seen, terminal.status
        assert terminal.clean
    end = seen.rpartition(b"\x1b[?1049l")[2]  # the main screen is back; what follows is said to the shell
    lines = [line for line in end.decode().split("\r\n") if "bug" in line]
    assert status == 70
    assert len(lines) == 1
    crash = next(home().glob("crash-*.txt"))
    assert str(crash) in lines[0]
    assert "a bug on purpose" in crash.read_text()
    progress = open_progress(home())
    assert progress.connection.execute("select count(*) from answer where right").fetchone() == (1,)
    progress.close()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
@pytest.mark.today(1)
def test_a_closed_terminal_loses_nothing(name):
    """Closing the window sends a signal; the settings of the step must be on disk all the same."""
    with on_terminal("when-linear#bend-it", size=(100, 40)) as terminal:
        assert terminal.until(b"bends > 0")
        terminal.send(b"\x1b[C")
        assert terminal.until(b"1.5")
        terminal.signal(getattr(signal, name))
        assert terminal.ends()
    progress = open_progress(home())
    state = progress.state("when-linear")["bend-it"]
    progress.close()
    assert state["settings"]["w0"] == "3/2"


def test_the_session_needs_no_interface():
    """If the core loads Textual, the two front ends are no longer independent."""
    code = "import sys, tutor.resume; print([m for m in ('textual', 'rich') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_lesson_resumes_from_disk_alone(lessons):
    """What the app keeps must be enough to build the session again, without the app."""
    progress = open_progress(home())
    lesson = load([lessons]).lessons[0]
    assert resume(progress, lesson, Store()).at == 0
    progress.close()
