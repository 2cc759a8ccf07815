"""The page of settings: every change holds at once, is kept, and is there at the next start."""

import pytest

from tutor import session as sessions
from tutor.progress import home, open_progress
from tutor.settings import PACES, Settings, read_settings
from tutor.tui.clock import RUN
from tutor.tui.lesson_screen import LessonScreen
from tutor.tui.plot_view import PlotView
from tutor.tui.settings_screen import SettingsScreen
from tutor.tui.themes import DARK, LIGHT


async def opened(pilot):
    await pilot.press("comma")
    for _ in range(5):
        await pilot.pause()
    assert isinstance(pilot.app.screen, SettingsScreen)


def shown(pilot):
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


async def test_each_setting_changes_holds_and_is_kept(tutor):
    """→ on each row changes it; the file has it, the lesson below obeys it, and so does the next start."""
    async with tutor("when-linear#bend-it") as pilot:
        await opened(pilot)
        for _ in vars(Settings()):
            await pilot.press("right", "down")
        await pilot.pause()
        expected = Settings(theme=LIGHT, markers="block", motion=False, confidence=False, pace="fast")
        assert pilot.app.settings == expected
        assert read_settings(home()).settings == expected
        assert str(home()) in shown(pilot).replace("\n", "") or "settings.toml" in shown(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, LessonScreen)
        assert pilot.app.theme == LIGHT
        assert pilot.app.screen.query_one(PlotView).markers == "block"
        assert pilot.app.screen.session.confidence is False
        assert pilot.app.screen.clock.seconds == RUN * PACES["fast"]
    async with tutor() as pilot:
        assert (pilot.app.theme, pilot.app.screen.query_one(PlotView).markers) == (LIGHT, "block")
        assert pilot.app.screen.session.confidence is False


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
@pytest.mark.today(1)
async def test_markers_are_chosen_by_looking(tutor, size):
    """The same line stands there with each kind, unbroken at every size, with its name below."""
    async with tutor("when-linear#bend-it", size) as pilot:
        await opened(pilot)
        await pilot.press("down")
        await pilot.pause()
        text = shown(pilot)
        for said in ("unbroken", "braille", "block", "ascii"):
            assert said in text
        assert "*" in text
        assert any("⠀" < sign <= "⣿" for sign in text)
        names = next(line for line in text.split("\n") if "ascii" in line and "block" in line)
        assert names.index("braille") < names.index("block") < names.index("ascii")


async def test_without_confidence_a_prediction_is_judged_at_once(tutor):
    """Off, nobody is asked how sure they are."""
    read_settings(home()).changed(confidence=False)
    async with tutor("one-unit") as pilot:
        await pilot.press("5", "enter")
        await pilot.pause()
        screen = pilot.app.screen
        assert not screen.session.awaiting_confidence
        assert len(screen.session.check_state(screen.session.shown_check).log) == 1


async def test_a_file_with_a_mistake_is_told_in_a_line(tutor):
    """The notice names the file and what is wrong, and the other settings hold."""
    home().mkdir(parents=True, exist_ok=True)
    (home() / "settings.toml").write_text('pace = "warp"\ntheme = "tutor-light"\n', encoding="utf-8")
    async with tutor("one-unit") as pilot:
        assert pilot.app.theme == LIGHT
        notices = [notice.message for notice in pilot.app._notifications]
        assert any("pace is warp" in each and "settings.toml" in each for each in notices)


async def test_a_theme_that_is_not_there_is_no_crash(tutor):
    """The usual theme holds."""
    read_settings(home()).changed(theme="sunset")
    async with tutor("one-unit") as pilot:
        assert pilot.app.theme == DARK


async def test_what_an_older_version_kept_still_holds(tutor):
    """Theme and markers of the file of progress come along."""
    progress = open_progress(home())
    progress.set("theme", "textual-light")
    progress.set("markers", "ascii")
    progress.close()
    async with tutor("when-linear#bend-it") as pilot:
        assert pilot.app.theme == LIGHT
        assert pilot.app.screen.query_one(PlotView).markers == "ascii"
    assert read_settings(home()).settings.markers == "ascii"


async def test_a_session_without_confidence_is_kept_as_any_other(tutor):
    """What is answered is logged, with no rating."""
    read_settings(home()).changed(confidence=False)
    async with tutor("one-unit") as pilot:
        pilot.app.screen.session = sessions.answer(pilot.app.screen.session, (7,))
        await pilot.pause()
    progress = open_progress(home())
    assert [record.sure for record in progress.answers("one-unit")] == [0]
    progress.close()
