"""Any keys, clicks, pastes and sizes in any order: nothing raises, and progress holds the session."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from app import started
from hypothesis import given
from hypothesis import strategies as st
from keeping import visible
from profiles import examples
from storms import PLACES
from textual import events
from textual.geometry import Size

from tutor.resume import resume
from tutor.store import Store
from tutor.tui.help_screen import HelpScreen
from tutor.tui.lesson_screen import LessonScreen

KEYS = {
    **{key: key for key in "skphnvgurxiodmbat1230-./e?c"},
    "enter": "\r",
    "tab": "\t",
    "escape": "\x1b",
    "backspace": "\x7f",
    "space": " ",
    **dict.fromkeys(("up", "down", "left", "right", "shift+left", "shift+right", "pageup", "pagedown", "ctrl+p")),
}
NAMES = {"?": "question_mark", "-": "minus", ".": "full_stop", "/": "slash"}

keys = st.sampled_from(sorted(KEYS)).map(lambda key: events.Key(NAMES.get(key, key), KEYS[key]))
pastes = st.sampled_from(["[/b]", "5[/]", "x[b]y", "1/3", "9" * 60]).map(events.Paste)
sizes = st.builds(Size, st.integers(1, 160), st.integers(1, 50)).map(lambda size: events.Resize(size, size))


@st.composite
def clicks(draw):
    x, y = draw(st.integers(0, 99)), draw(st.integers(0, 39))
    kind = draw(st.sampled_from([events.MouseDown, events.MouseUp, events.MouseMove, events.MouseScrollDown]))
    button = draw(st.integers(0, 1))
    return kind(None, x, y, 0, 0, button, False, False, False, x, y)


@examples(0.05)
@given(
    st.sampled_from(PLACES),
    st.lists(st.one_of(keys, keys, keys, keys, keys, pastes, sizes, clicks()), max_size=40),
)
def test_whatever_is_typed_nothing_raises_and_progress_holds_the_session(place, storm):
    """Keys are heeded afterwards, and the lesson comes back as it was."""
    with TemporaryDirectory() as folder:
        asyncio.run(weather(place, storm, Path(folder)))


async def weather(place, storm, folder):
    async with started(place, (100, 40), folder) as pilot:
        app = pilot.app
        for event in storm:
            app.post_message(event)
        await pilot.pause()
        await pilot.resize_terminal(100, 40)
        await back_to_the_lesson(pilot)
        await pilot.press("escape", "question_mark")  # a number that is being typed takes every sign
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.press("escape")
        await back_to_the_lesson(pilot)
        app.screen.clock.stop()
        await pilot.pause()
        session = app.screen.session
        app.keep_last()
        assert visible(resume(app.progress, session.lesson, Store())) == visible(session)


async def until(pilot, met):
    for _ in range(200):
        if met():
            return
        await pilot.pause()
    raise AssertionError(f"never came: {pilot.app.screen}")


async def back_to_the_lesson(pilot):
    """Close what is open over the lesson."""
    for _ in range(200):
        screen = pilot.app.screen
        if isinstance(screen, LessonScreen) and screen.there:
            return
        await pilot.press("escape")
        await pilot.pause()
    raise AssertionError(f"no way back from {pilot.app.screen}")
