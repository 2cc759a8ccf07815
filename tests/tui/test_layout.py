"""What is on screen at the sizes that people have: nothing outside, nothing missing, nothing crushed."""

import pytest
from textual.geometry import Region

from tutor.figure import Table
from tutor.table_text import table_rows
from tutor.tui.knob import Knob
from tutor.tui.plot_view import PlotView

TURNS = [(60, 20), (75, 24)]
"""Text and lab take turns here; Tab leads to the lab."""
SIZES = [*TURNS, (76, 24), (80, 24), (89, 30), (140, 45)]


def parts(screen):
    """The parts of the lesson screen that are shown, with their places."""
    names = ("#title", "#text", "#plot", "#formula", "#lamps", "#knobs", "Footer")
    return {name: screen.query_one(name).region for name in names if screen.query_one(name).region.area}


@pytest.mark.parametrize(
    ("target", "size"),
    [
        (target, size)
        for size in SIZES
        for target in ("when-linear#bend-it", "what-is-dead#kill-two", "straight-or-bent#find-a-pair")
    ],
)
@pytest.mark.today(5)
async def test_the_lesson_screen_fits(tutor, target, size):
    """A part outside the screen, or over another, is not there for the learner."""
    async with tutor(target, size) as pilot:
        await pilot.pause()
        shown = parts(pilot.app.screen)
        whole = Region(0, 0, *size)
        for name, region in shown.items():
            assert whole.contains_region(region), f"{name} {region} leaves the screen {size}"
        for one, other in ((a, b) for a in shown for b in shown if a < b):
            assert not shown[one].intersection(shown[other]).area, f"{one} and {other} overlap"
        if size in TURNS:
            assert "#plot" not in shown
            await pilot.press("tab")
            await pilot.pause()
            text, shown = shown["#text"], parts(pilot.app.screen)
            assert "#text" not in shown
            shown["#text"] = text
        assert set(shown) >= {"#title", "#text", "#plot", "#lamps", "#knobs", "Footer"}
        table = pilot.app.screen.bench.figure
        # In the smallest terminal the knobs say it all; and a table needs its rows.
        assert size == (60, 20) or "#formula" in shown or isinstance(table, Table)
        needed = 6 if size[0] < 76 else 10
        if isinstance(table, Table):
            needed = min(needed, len(table_rows(table, shown["#plot"].width)))
        assert shown["#plot"].height >= needed
        assert shown["#plot"].width >= 36
        assert shown["#text"].height >= 5
        assert all(
            knob.region.height == 1 and whole.contains_region(knob.region) for knob in pilot.app.screen.query(Knob)
        )


async def test_stacked_below_76_columns_and_side_by_side_from_there(tutor):
    """Above each other in 80 × 24, the plot is five rows high and the task is off the screen."""
    async with tutor("when-linear#bend-it", (75, 30)) as pilot:
        text, plot = pilot.app.screen.query_one("#text").region, pilot.app.screen.query_one("#plot").region
        assert text.bottom <= plot.y
        await pilot.resize_terminal(76, 30)
        await pilot.pause()
        text, plot = pilot.app.screen.query_one("#text").region, pilot.app.screen.query_one("#plot").region
        assert text.right <= plot.x


@pytest.mark.parametrize("size", [(76, 24), (80, 24), (89, 30), (100, 30)])
@pytest.mark.parametrize("target", ["exactly-when#three-live", "when-linear#bend-it"])
@pytest.mark.today(2)
async def test_a_lamp_stands_beside_what_it_is_for(tutor, target, size):
    """A sign at the end of a line, whose name stands on the next, is read with the wrong one."""
    async with tutor(target, size) as pilot:
        await pilot.pause()
        lamps = pilot.app.screen.query_one("#lamps")
        shown = [lamps.render_line(y).text.strip() for y in range(lamps.size.height)]
        lines = str(lamps.content).split("\n")
        assert [line.strip() for line in lines] == shown, "Textual has broken a line of ours"
        assert len(lines) > 1, "where all fits in one line, nothing is shown"
        assert not [line for line in lines if line[-1:] in {"●", "○"}]


async def test_a_lamp_without_a_case_stands_before_its_name(tutor):
    """“at rest ○ 2” would be read as the lamp of something else."""
    async with tutor("which-activation#cost", (80, 24)) as pilot:
        while pilot.app.screen.session.hidden:
            await pilot.press("s", "s", "enter")
            await pilot.pause()
        assert str(pilot.app.screen.query_one("#lamps").content) == "○ done"


@pytest.mark.parametrize("target", ["exactly-when#three-lamps", "what-kills#twins", "start-again#xor"])
@pytest.mark.today(1)
async def test_a_reply_is_whole_in_sight_also_where_it_opens_the_lab(tutor, target):
    """The lab that opens beside it breaks the text into other lines, and pushes the end of the reply off the screen."""
    async with tutor(target, (80, 24)) as pilot:
        screen = pilot.app.screen
        right = next(i for i, option in enumerate(screen.session.open_check.options, 1) if option.right)
        await pilot.press(str(right), "1")  # and how sure
        await pilot.pause(0.1)
        pinned, verdict = screen.query_one("#feedback"), screen.query_one("#verdict").region
        assert screen.query_one("#plot").region.area
        assert verdict.area
        assert verdict.y == pinned.content_region.y, "it does not begin at its first line"
        assert pinned.content_region.contains_region(verdict) or "PgDn" in pinned.border_subtitle


@pytest.mark.parametrize("size", [(59, 20), (60, 19), (30, 8)])
@pytest.mark.today(1)
async def test_too_small_is_said_kindly(tutor, size):
    """A crushed plot explains nothing; a sentence does."""
    async with tutor("when-linear#bend-it", size) as pilot:
        await pilot.pause()
        assert not pilot.app.screen.query_one("#body").region.area
        assert "too small" in str(pilot.app.screen.query_one("#too-small").content)
        assert pilot.app.screen.query_one("#too-small").region.area


async def test_resized_to_nothing_and_back(tutor):
    """A tiling window manager does this all day long."""
    async with tutor("when-linear#bend-it", (100, 40)) as pilot:
        for size in ((1, 1), (100, 40), (61, 21), (3, 60), (200, 2), (100, 40)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        await pilot.press("v", "tab", "left")
        await pilot.pause()
        assert pilot.app.screen.query_one(PlotView).region.area


@pytest.mark.parametrize("target", ["when-linear#bend-it", "straight-or-bent#where-from"])
@pytest.mark.today(1)
async def test_page_keys_work_where_there_is_no_room(tutor, target):
    """A list that was never laid out cannot turn a page; the key must not end the program."""
    async with tutor(target, (20, 3)) as pilot:
        await pilot.press("pageup", "pagedown", "c")
        await pilot.pause()
        await pilot.press("pageup", "pagedown", "up", "down")
        await pilot.pause()
        assert pilot.app.is_running


async def test_the_footer_names_only_keys_that_work(tutor):
    """A key in the footer that does nothing teaches people to distrust the footer."""
    async with tutor("straight-or-bent#find-a-pair", (100, 40)) as pilot:
        await pilot.pause()
        now = {binding.binding.description for binding in pilot.app.screen.active_bindings.values() if binding.enabled}
        assert {"Next", "Back", "Hint", "Solution", "Course", "Help", "Leave", "Turn"} <= now
        assert not now & {"Undo", "View", "Redo"}
        await pilot.press("left")
        await pilot.pause()
        now = {binding.binding.description for binding in pilot.app.screen.active_bindings.values() if binding.enabled}
        assert "Undo" in now


async def test_tab_leads_from_the_text_to_a_knob(tutor):
    """Where text and lab take turns, also where the lab shows a table, which had no room a moment ago."""
    async with tutor("how-long-dead#wake-one", (60, 20)) as pilot:
        await pilot.pause(0.1)
        await pilot.press("tab")
        await pilot.pause()
        assert isinstance(pilot.app.focused, Knob)
