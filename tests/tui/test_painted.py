"""Widgets that keep their painted rows hand out nothing that is out of date."""

from typing import Any

import pytest

from tutor.tui.painted import Painted

KEYS = {
    "linear-on-linear#bend-it": "right right h t left v down right t x h m shift+right v",
    "what-is-dead#kill-two": "pagedown pageup down right s enter pagedown pageup 1 enter t down 2 enter h tab right",
    "what-kills#forty-percent": "g g f t right v tab right",
    "draw-it#draw-it": "up right down down t enter",
}


@pytest.mark.parametrize("target", KEYS)
@pytest.mark.today(1)
async def test_every_row_that_was_kept_is_what_would_be_painted_now(tutor, target):
    """Failing means that a change of colours, place or content leaves an old row on the screen."""
    held = 0
    async with tutor(target, (80, 24)) as pilot:
        for key in KEYS[target].split():
            await pilot.press(key)
            await pilot.pause()
            if key == "t":
                await pilot.resize_terminal(100, 30)
                await pilot.pause()
            for widget, (region, clip) in pilot.app.screen._compositor.visible_widgets.items():
                if isinstance(widget, Painted):
                    crop = region.intersection(clip).translate((-region.x, -region.y))
                    kept = widget.render_lines(crop)
                    textual: Any = super(Painted, widget)
                    textual._set_dirty()  # empties every cache of Textual's
                    assert kept == textual.render_lines(crop), f"{widget} after {key}"
                    held += len(kept)
    assert held > 500, "nothing was kept, and this says nothing"


async def test_a_turn_asks_only_what_changed_for_its_rows(tutor):
    """Failing means that each frame works out the colours of all widgets again, half of what a turn takes."""
    async with tutor("linear-on-linear#bend-it", (120, 40)) as pilot:
        await pilot.press("right")
        await pilot.pause()
        before = {widget: widget._painted for widget in pilot.app.screen.query("*") if isinstance(widget, Painted)}
        await pilot.press("right")
        await pilot.pause()
        painted = {widget.id or type(widget).__name__ for widget, rows in before.items() if widget._painted is not rows}
        assert painted <= {"Knob", "plot", "PlotView", "formula", "caption", "lamps", "verdict"}
        assert "Knob" in painted
