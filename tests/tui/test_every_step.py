"""Every step of every lesson: keys that do not navigate lose nothing, and the screen shows the session alone."""

import pytest
from course import SHIPPED
from textual import events

from tutor.tui.check_panel import CheckPanel
from tutor.tui.knob import Knob
from tutor.tui.lesson_screen import LessonScreen
from tutor.tui.number_input import NumberInput

LESSONS = {lesson.id: lesson for lesson in SHIPPED}
STAYING = ["h", "v", "right", "f", "u", "r", "x", "left", "h"]
"""Keys that do not navigate, on a knob, an option, a row or a point."""
FEW = ["h", "v", "right", "u"]


async def settled(pilot, frames=1):
    for _ in range(frames):
        await pilot.pause()


async def go(pilot, index):
    pilot.app.screen.action_go(index)
    for _ in range(50):
        await pilot.pause()
        if pilot.app.screen.query_one(CheckPanel)._question == pilot.app.screen.session.shown_question:
            return
    raise AssertionError(f"step {index} never showed")


def painted(screen):
    """The rows of the screen: texts and styles."""
    return [strip.simplify()._segments for strip in screen._compositor.render_strips()]


async def at_rest(pilot, screen):
    """The rows of the screen once two frames are the same."""
    before, now = None, painted(screen)
    while before != now:
        await pilot.pause()
        before, now = now, painted(screen)
    return now


def place_of(screen, widget):
    """Which of the widgets of the screen this is."""
    return [*screen.query("*")].index(widget) if widget else None


async def assert_as_if_mounted_anew(pilot, what):
    """The screen looks like one that is made now from the same session, scrolled and focused alike."""
    app, screen = pilot.app, pilot.app.screen
    screen._say("")  # a notice is said of a key, and not of the session
    await settled(pilot, 2)
    assert not screen.message, what
    place, scrolled = place_of(screen, screen.focused), screen.query_one("#text").scroll_y
    shown = await at_rest(pilot, screen)
    fresh = app._laid_out(LessonScreen(screen.session, "braille"))
    await app.push_screen(fresh)
    await settled(pilot, 2)
    fresh.set_focus([*fresh.query("*")][place] if place is not None else None, scroll_visible=False)
    fresh.query_one("#text").scroll_to(y=scrolled, animate=False)
    anew = await at_rest(pilot, fresh)
    assert fresh.session == screen.session, what
    differing = [i for i, (a, b) in enumerate(zip(shown, anew, strict=True)) if a != b]
    texts = [["".join(s.text for s in rows[i]) for i in differing] for rows in (shown, anew)]
    assert not differing, (what, *texts)
    await app.pop_screen()


@pytest.mark.parametrize("lesson", LESSONS)
@pytest.mark.today(2)
async def test_keys_that_do_not_navigate_lose_nothing(tutor, lesson, monkeypatch):
    """Focus and typed text survive, and afterwards the screen equals one mounted anew from the same session."""
    monkeypatch.setattr(NumberInput, "cursor_blink", False)
    async with tutor(lesson, (100, 40)) as pilot:
        for index, step in enumerate(LESSONS[lesson].steps):
            if index % 3:  # every third step here, all of them in the full profile
                continue
            what = f"{lesson}#{step.id}"
            await go(pilot, index)
            await assert_typed_text_stays(pilot, what)
            await assert_focus_stays(pilot, FEW, what, at_once=True)
            if index % 2:
                await give_up(pilot)
            await assert_as_if_mounted_anew(pilot, what)


@pytest.mark.full
@pytest.mark.parametrize("lesson", LESSONS)
async def test_every_key_at_every_check_loses_nothing(tutor, lesson, monkeypatch):
    """After each single key the screen equals one mounted anew, at every check before and after it is given up."""
    monkeypatch.setattr(NumberInput, "cursor_blink", False)
    async with tutor(lesson, (100, 40)) as pilot:
        for index, step in enumerate(LESSONS[lesson].steps):
            await go(pilot, index)
            for check in step.checks:
                what = f"{lesson}#{step.id}: {check.id}"
                await assert_typed_text_stays(pilot, what)
                for key in STAYING:
                    await assert_focus_stays(pilot, [key], what)
                    await assert_as_if_mounted_anew(pilot, f"{what} after {key}")
                if not await give_up(pilot):
                    break
                await assert_as_if_mounted_anew(pilot, f"{what}: given up")
                await pilot.press("enter")
                await settled(pilot)


async def give_up(pilot):
    """Show the solution; whether the check could be given up."""
    await pilot.press("s", "s")
    await settled(pilot)
    return pilot.app.screen.session.open_check is None


async def assert_typed_text_stays(pilot, what):
    """What is typed into a question stays there, with the keys, while hints open and views change."""
    screen = pilot.app.screen
    for entry in screen.query(NumberInput):
        if screen.focused is entry and not entry.disabled:
            for character in "42":
                pilot.app.post_message(events.Key(character, character))
            await pilot.press("h", "v")
            await settled(pilot)
            assert screen.focused is entry, what
            assert (entry.value, entry.is_mounted) == ("42", True), what
            entry.clear()


async def assert_focus_stays(pilot, keys, what, *, at_once=False):
    """Keys that do not navigate leave the question on show, and the keys with the widget that has them.

    Pressed at once, they are looked at after the last: every frame that is waited for takes 20 ms.
    """
    screen = pilot.app.screen
    for knob in screen.query(Knob):
        if not knob.locked:
            knob.focus()
            break
    await settled(pilot)
    before, shown, open_ = screen.focused, screen.session.shown_question, screen.session.open_question
    for key in keys:
        if at_once and key is not keys[-1]:
            pilot.app.simulate_key(key)
            continue
        await pilot.press(key)
        await settled(pilot)
        assert screen.session.shown_question == shown, (what, key)
        if screen.session.open_question != open_:
            return  # a turn has reached the goal, and the keys go on
        assert screen.focused is before, (what, key)
