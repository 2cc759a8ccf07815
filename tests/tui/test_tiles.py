"""Several views at once, where there is room."""

import pytest
from app import started_alone

from tutor.table_text import table_rows
from tutor.tui.knob import Knob
from tutor.tui.plot_view import PlotView
from tutor.tui.tile import Tile


def tiles(pilot):
    """The views on screen, the large one first."""
    return [tile.view for tile in pilot.app.screen.query(Tile) if tile.region.area]


@pytest.mark.parametrize(
    ("target", "size", "shown"),
    [
        ("when-linear#bend-it", (80, 24), ["sum"]),
        ("when-linear#bend-it", (120, 40), ["sum", "units"]),
        ("when-linear#bend-it", (200, 60), ["sum", "units", "pre-activations"]),
        ("what-kills#forty-percent", (200, 60), ["lanes", "fit", "loss"]),
        ("straight-or-bent#find-a-pair", (200, 60), ["pair"]),
    ],
)
@pytest.mark.today(2)
async def test_views_stand_beside_each_other_where_there_is_room(tutor, target, size, shown):
    """The view on show is the large one; the next ones stand below it, each with its name."""
    async with tutor(target, size) as pilot:
        await pilot.pause()
        assert tiles(pilot) == shown
        lab = pilot.app.screen.bench.lab
        titles = [tile.border_title for tile in pilot.app.screen.query(Tile) if tile.region.area]
        assert titles == [lab.title(view) for view in shown]


async def test_v_makes_the_next_view_large(tutor):
    """Every view is the large one in turn, and none is on screen twice."""
    async with tutor("when-linear#bend-it", (200, 60)) as pilot:
        for large in ("units", "pre-activations", "sum"):
            await pilot.press("v")
            await pilot.pause()
            assert tiles(pilot)[0] == large
            assert sorted(tiles(pilot)) == ["pre-activations", "sum", "units"]


async def test_a_table_is_shown_whole(tutor):
    """No cell of a table is cut off at the right, though a scrollbar stands beside it."""
    async with tutor("what-is-dead#one-input", (80, 24)) as pilot:
        await pilot.pause()
        plot = pilot.app.screen.query_one("#plot", PlotView)
        width = plot.scrollable_content_region.width
        assert plot.show_vertical_scrollbar
        assert [strip.text.rstrip() for strip in plot._strips] == table_rows(plot.figure, width)


async def test_a_click_makes_a_small_view_large(tutor):
    """A small tile is a way to its view."""
    async with tutor("when-linear#bend-it", (120, 40)) as pilot:
        small = next(tile for tile in pilot.app.screen.query(Tile) if tile.view == "units")
        await pilot.click(small, offset=(8, 3))
        await pilot.pause()
        assert tiles(pilot)[0] == "units"


async def test_a_turn_reaches_all_tiles_at_once(tutor):
    """When the handler of a key returns, every tile has the figure of the new settings: one frame shows them all."""
    async with tutor("when-linear#bend-it", (200, 60)) as pilot:
        screen = pilot.app.screen
        screen.turn_by("b0", 3)
        reading = screen.bench.reading
        assert all(tile.plot.figure == reading.figure(tile.view) for tile in screen.query(Tile) if tile.display)


FIXED = """\
# Some are fixed

```toml lesson
format = 1
id = "mine"
question = "Which can be turned?"
```

## First {#first}

```toml lab network
w = [1, 1]
b = [0, 0]
v = [1, 1]
range = [-4, 4]
knobs = ["w0", "b0", "v0", "v1"]
```

```toml check goal
id = "turn"
ask = "Turn v1 to 2."
want = ["v1 = 2"]
hints = ["a", "b", "c"]
explain = "It is turned."
solution = { v1 = 2 }
```
"""


async def test_what_cannot_be_turned_here_looks_locked_and_takes_no_keys(tmp_path):
    """A number that the lesson holds fast stands in its place of the grid without a bar, and Tab passes it over."""
    async with started_alone(FIXED, (120, 40), tmp_path) as pilot:
        knobs = {knob.knob.name: knob for knob in pilot.app.screen.query(Knob)}
        offered = pilot.app.screen.bench.lab.knobs
        assert set(offered) < set(knobs)
        for name, knob in knobs.items():
            assert knob.focusable == (name in offered)
            assert ("├" in knob.render().plain) == (name in offered)
