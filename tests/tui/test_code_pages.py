"""The full screen in a code page: frames, bars, marks and curves are drawn with what it has."""

import codecs
import io

from unseen import painted

from tutor import terminal
from tutor.tui.plot_view import PlotView


async def test_nothing_on_screen_becomes_a_question_mark(tutor, monkeypatch):
    """Lesson, plot, pages on top and bars: each sign is in the code page or has a spelling, and curves are in ASCII."""
    codecs.register_error("relu-tutor", terminal._spelled)
    monkeypatch.setattr("sys.stderr", io.TextIOWrapper(io.BytesIO(), encoding="cp1252"))
    async with tutor("when-linear#bend-it", (100, 40)) as pilot:
        for key in ("right", "v", "m", "question_mark", "escape", "c", "escape", "x", "escape"):
            await pilot.press(key)
            await pilot.pause()
            shown = painted(pilot)
            for encoding in ("cp1252", "cp437", "ascii"):
                assert shown.encode(encoding, "relu-tutor").count(b"?") == shown.count("?"), (key, encoding)
        plot = pilot.app.screen.query_one(PlotView)
        assert plot.markers == "ascii"
        assert "*" in painted(pilot)


async def test_markers_that_the_terminal_lacks_are_not_offered(tutor, monkeypatch):
    """A setting that was kept on another terminal gives way, and stays kept."""
    async with tutor("when-linear#bend-it") as pilot:
        assert pilot.app.screen.query_one(PlotView).markers == "braille"
        pilot.app.progress.set("markers", "block")
    monkeypatch.setattr(terminal, "markers", lambda: ("ascii",))
    async with tutor("when-linear#bend-it") as pilot:
        assert pilot.app.screen.query_one(PlotView).markers == "ascii"
        assert pilot.app.progress.setting("markers") == "block"
