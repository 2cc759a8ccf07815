"""A lab of the playground in a lesson: its keys, and what is kept of it."""

from fractions import Fraction

from app import started_alone

from tutor.branch import others, taken

TEXT = """# A lesson

```toml lesson
format = 1
id = "mine"
question = "What happens if …?"
```

## A step {#s}

Text.

```toml lab play
hidden = [3]
steps = 100
knobs = ["rate", "step"]
```
"""


async def test_a_run_that_went_on_is_there_again_with_its_numbers_and_the_run_before(tmp_path):
    """b goes on at once; what is kept leads back to the same numbers, to the last bit."""
    async with started_alone(TEXT, (120, 40), tmp_path) as pilot:
        screen = pilot.app.screen
        screen.set_knob("step", Fraction(5))
        screen.set_focus(None)
        await pilot.press("b")
        await pilot.pause()
        screen.set_knob("step", Fraction(7))
        await pilot.pause()
        settings = screen.session.bench.settings
        assert (taken(settings), list(others(settings))) == (5, ["A"])
    async with started_alone(TEXT, (120, 40), tmp_path) as pilot:
        again = pilot.app.screen.session.bench
        assert again.settings == settings
        assert again.reading.formula
