"""Every step of every lesson: keys that do not navigate lose nothing, and the screen shows the session alone."""

import pytest
from textual.widgets import OptionList

from tutor.lesson.index import lessons_folder
from tutor.lesson.library import load
from tutor.tui.check_panel import CheckPanel
from tutor.tui.knob import Knob
from tutor.tui.lesson_screen import LessonScreen
from tutor.tui.number_input import NumberInput

LESSONS = {lesson.id: lesson for lesson in load([lessons_folder()]).lessons}
STAYING = ["h", "v", "right", "f", "u", "r", "x", "left", "h"]
"""Keys that do not navigate, on a knob, an option, a row or a point."""


async def settled(pilot):
    for _ in range(3):
        await pilot.pause()


async def go(pilot, index):
    pilot.app.screen.action_go(index)
    for _ in range(50):
        await pilot.pause()
        if pilot.app.screen.query_one(CheckPanel)._question == pilot.app.screen.session.shown_question:
            return await settled(pilot)
    raise AssertionError(f"step {index} never showed")


def painted(screen):
    """The rows of the screen: texts and styles."""
    return [strip.simplify()._segments for strip in screen._compositor.render_strips()]


def place_of(screen, widget):
    """Which of the widgets of the screen this is."""
    return [*screen.query("*")].index(widget) if widget else None


async def assert_as_if_mounted_anew(pilot, what):
    """The screen looks like one that is made now from the same session, scrolled and focused alike."""
    app, screen = pilot.app, pilot.app.screen
    app.clear_notifications()
    await settled(pilot)
    assert not screen.message, what
    place, scrolled = place_of(screen, screen.focused), screen.query_one("#text").scroll_y
    shown = painted(screen)
    fresh = app._laid_out(LessonScreen(screen.session, "braille"))
    await app.push_screen(fresh)
    await settled(pilot)
    fresh.set_focus([*fresh.query("*")][place] if place is not None else None, scroll_visible=False)
    fresh.query_one("#text").scroll_to(y=scrolled, animate=False)
    await settled(pilot)
    assert fresh.session == screen.session, what
    differing = [i for i, (a, b) in enumerate(zip(shown, painted(fresh), strict=True)) if a != b]
    texts = [["".join(s.text for s in rows[i]) for i in differing] for rows in (shown, painted(fresh))]
    assert not differing, (what, *texts)
    app.pop_screen()
    await settled(pilot)


@pytest.mark.parametrize("lesson", LESSONS)
async def test_keys_that_do_not_navigate_lose_nothing(tutor, lesson, monkeypatch):
    """Focus and typed text survive, and afterwards the screen equals one mounted anew from the same session."""
    monkeypatch.setattr(NumberInput, "cursor_blink", False)
    async with tutor(lesson, (100, 40)) as pilot:
        screen = pilot.app.screen
        for index, step in enumerate(LESSONS[lesson].steps):
            await go(pilot, index)
            for number, check in enumerate(step.checks, 1):
                what = f"{lesson}#{step.id}: {check.id}"
                await assert_staying(pilot, what)
                await assert_as_if_mounted_anew(pilot, what)
                if check.silent:
                    break  # it cannot be given up, and the step not be gone on with
                await pilot.press("s")
                if number < len(step.checks):
                    await pilot.press("enter")
                await settled(pilot)
            await assert_as_if_mounted_anew(pilot, f"{lesson}#{step.id}: done")
        assert screen is pilot.app.screen


async def assert_staying(pilot, what):
    screen = pilot.app.screen
    entries = [*screen.query(NumberInput)]
    if entries and screen.focused is entries[0] and not entries[0].disabled:
        await pilot.press("4", "2", "h", "v")
        await settled(pilot)
        assert screen.focused is entries[0], what
        assert (entries[0].value, entries[0].is_mounted) == ("42", True), what
        entries[0].clear()
    knobs = [*screen.query(Knob)]
    if knobs and not knobs[0].locked:
        knobs[0].focus()
    await settled(pilot)
    before, question = screen.focused, screen.session.shown_question
    for key in STAYING:
        if key in {"left", "right"} and isinstance(before, OptionList):
            continue
        await pilot.press(key)
        await settled(pilot)
        if screen.session.open_question != question:
            break  # a turn has reached the goal, and the keys go on
        assert screen.focused is before, (what, key)
        assert screen.session.shown_question == question, (what, key)
