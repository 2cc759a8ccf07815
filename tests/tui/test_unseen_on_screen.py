"""What a terminal would hide or obey is a sign on the full screen, whatever widget shows it."""

from textual.content import Content
from textual.events import Paste
from textual.widgets import Input, Static
from unseen import UNSEEN, clean, painted

from tutor.tui.check_panel import CheckPanel
from tutor.tui.knob import Knob
from tutor.tui.number_input import NumberInput
from tutor.tui.text import content
from tutor.visible import visible

ALL = "".join(UNSEEN.values())


async def test_no_widget_paints_what_is_not_seen(tutor):
    """Text of a widget, titles of its border, a field and a notice of Textual's own: all have signs."""
    async with tutor("straight-or-bent", (160, 50)) as pilot:
        text = Static(Content(f"here {ALL} there"))
        text.border_title = f"title {ALL}"
        text.styles.border = ("round", "red")
        field = Input(f"field {ALL}")
        await pilot.app.screen.query_one(CheckPanel).mount_all([text, field], before=0)
        pilot.app.notify(f"notice {ALL}", title=f"of {ALL}", markup=False)
        await pilot.pause()
        shown = painted(pilot)
        assert clean(shown)
        for word in ("here", "title", "field"):
            assert f"{word} ␛]52;c;aGk=" in shown  # Textual itself drops the bell


async def test_what_is_pasted_has_signs_before_it_is_laid_out(tutor):
    """Fields for numbers keep the signs, so that what is shown is as wide as what is kept."""
    async with tutor("straight-or-bent") as pilot:
        assert isinstance(pilot.app.focused, NumberInput)
        pilot.app.focused.post_message(Paste(f"5{ALL}"))
        await pilot.pause()
        assert clean(pilot.app.focused.value)
        assert pilot.app.focused.value.startswith("5␛]52;c;aGk=␇")
        await pilot.press("enter")
        await pilot.pause()
        assert clean(painted(pilot))


async def test_what_is_pasted_into_a_knob_has_signs(tutor):
    """A knob shows what is typed or pasted, and the screen says why it is no number."""
    async with tutor("when-linear#bend-it") as pilot:
        knob = pilot.app.screen.query(Knob).first()
        knob.focus()
        knob.post_message(Paste(f"5{ALL}"))
        await pilot.pause()
        assert knob.draft.startswith("5␛]52;c;aGk=␇")
        await pilot.press("enter")
        await pilot.pause()
        assert clean(painted(pilot))
        assert "The old value stays" in pilot.app.screen.message


def test_texts_of_lessons_have_signs_before_they_are_laid_out():
    """Markdown makes characters of entities: a text has signs for them, and stays as wide as it is shown."""
    assert content("left &#8238;right").plain == "left <U+202E>right"
    assert clean(content(f"left {ALL} right").plain)
    assert visible(content("**x** − `2`").plain) == "x − 2"
