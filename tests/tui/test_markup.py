"""Text from outside is never markup: what is typed, pasted, read from a lesson, or the path of a file."""

import pytest
from app import loaded
from textual import events

from tutor.lesson.cut import sources
from tutor.progress import open_progress
from tutor.tui.app import TutorApp
from tutor.tui.number_input import NumberInput

MARKUP = ["[/usr/bin]", "5[/]", "x[b]y", "[@click=app.bell]x[/]", "[red"]


def painted(app):
    """All that is on screen, as text."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


@pytest.mark.parametrize("text", MARKUP)
@pytest.mark.today(1)
async def test_what_is_pasted_into_a_number_is_quoted_as_it_stands(tutor, text):
    """The notice says what was typed, sign by sign, and the question stays open."""
    async with tutor("one-unit") as pilot:
        pilot.app.screen.query_one(NumberInput).focus()
        pilot.app.post_message(events.Paste(text))
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert text in painted(pilot.app)
        assert pilot.app.screen.session.open_check


LESSON = """\
# Brackets [/b] and [red]more[/x]

```toml lesson
format = 1
id = "brackets"
question = "What is [/b]?"
```

## A step [/b] {#step}

Text with [/b] in it.

```toml check choice
id = "pick"
ask = "Is it [/b] or [red]?"
hints = ["[/a]", "b", "c"]
explain = "[/e]"
in_order = true
options = [
  { id = "this", text = "this [/b]", right = true },
  { id = "that", text = "that [/c]", say = "no [/d]", mistake = "[/m]" },
]
```
"""


@pytest.fixture
async def brackets(tmp_path):
    """A lesson with brackets wherever it may have text, opened in a home whose path has some."""
    path = tmp_path / "lesson.md"
    path.write_text(LESSON)
    home = tmp_path / "[" / "b]"
    home.mkdir(parents=True)
    (home / "progress.sqlite3").write_text("no database")
    progress = open_progress(home)
    app = TutorApp(progress, sources([path]))
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("enter")
        await loaded(pilot)
        yield pilot
    progress.close()


@pytest.mark.today(1)
async def test_brackets_in_a_lesson_are_text_on_every_screen(brackets):
    """Title, prose, question, option, feedback, hint, course, palette and the warning about the home."""
    pilot = brackets
    assert "[red]more[/x]" in painted(pilot.app)
    assert "this [/b]" in painted(pilot.app)
    await pilot.press("h", "2")
    await pilot.pause(0.2)
    for said in ("[/a]", "no [/d]"):
        assert said in painted(pilot.app)
    await pilot.press("c")
    await pilot.pause(0.2)
    assert "What is [/b]?" in painted(pilot.app)
    await pilot.press("escape", "ctrl+p")
    await pilot.pause(0.5)
    assert "Brackets [/b]" in painted(pilot.app)
    for character in "brack":
        await pilot.press(character)
    await pilot.pause(0.5)
    assert "Brackets [/b]" in painted(pilot.app)


async def test_the_warning_about_a_home_with_brackets_is_shown(brackets):
    """The path of the file that was set aside stands in the notice as it is."""
    pilot = brackets
    await pilot.press("h")
    await pilot.pause(0.3)
    assert "[" in "".join(notice.message for notice in pilot.app._notifications)
