"""Keys in turn: typed at once they do what they do when each is waited for."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import pytest
from app import started, started_alone
from hypothesis import given
from hypothesis import strategies as st
from keeping import visible
from profiles import examples
from textual import events

from tutor.tui.knob import Knob
from tutor.tui.number_input import NumberInput

CHARACTERS = {"enter": "\r", "tab": "\t"}


def post(app, key):
    app.post_message(events.Key(key, CHARACTERS.get(key, key if len(key) == 1 else None)))


async def typed(place, keys, *, at_once):
    """The session after these keys, and where the keys are."""
    with TemporaryDirectory() as folder:
        async with started(place, (100, 40), Path(folder)) as pilot:
            for key in keys:
                post(pilot.app, key)
                if not at_once:
                    await still(pilot)
            await still(pilot)
            screen = pilot.app.screen
            return visible(screen.session), type(screen.focused), screen.session.state.check


async def still(pilot):
    """Until no key waits and nothing more is to be shown."""
    quiet = 0
    for _ in range(200):
        await pilot.pause()
        app = pilot.app
        quiet = (
            0
            if app._waiting or app._message_queue.qsize() or monotonic() < max(app._held_until, app._busy_until)
            else quiet + 1
        )
        if quiet == 3:
            return
    raise AssertionError("keys wait for ever")


@examples(0.03)
@given(
    st.sampled_from(["straight-or-bent", "one-unit"]),
    st.lists(st.sampled_from([*"12sh", "enter", "enter"]), max_size=8),
)
def test_keys_typed_at_once_do_what_they_do_one_by_one(place, keys):
    """An answer, its rating and the way to the next question belong to the questions that they were typed for."""
    slowly, at_once = (asyncio.run(typed(place, keys, at_once=each)) for each in (False, True))
    assert slowly == at_once


TWO_PREDICTIONS = """\
# Two predictions

```toml lesson
format = 1
id = "mine"
question = "Which comes first?"
```

## First {#first}

```toml lab pair
x1 = -5
x2 = 1
knobs = []
```

```toml check number
id = "apply-first"
predict = true
ask = "What is f(−5) + f(1)?"
answer = 1
proof = "f(-5) + f(1)"
otherwise = "Apply f first."
hints = ["a", "b", "c"]
explain = "It is `f(-5) + f(1) = 1`."
```

```toml check number
id = "add-first"
predict = true
ask = "What is f(−5 + 1)?"
answer = 0
proof = "f(-5 + 1)"
otherwise = "Add first."
hints = ["a", "b", "c"]
explain = "It is `f(-5 + 1) = 0`."
```
"""


async def test_the_number_after_a_rating_is_the_next_answer(tmp_path, monkeypatch):
    """A wrong prediction is rated, once, and the next tries may be typed in the same breath."""
    # On a busy machine a frame takes longer than keys wait, and what is typed then goes to the page of before.
    monkeypatch.setattr("tutor.tui.keys._MOST", 30.0)
    async with started_alone(TWO_PREDICTIONS, (100, 40), tmp_path) as pilot:  # the second hides the lab still
        for key in ["5", "enter", "1", "7", "enter", "9"]:
            post(pilot.app, key)
        await still(pilot)
        screen = pilot.app.screen
        log = screen.session.check_state(screen.session.shown_check).log
        assert [(given.answer, given.sure) for given in log] == [((5,), 1), ((7,), 0)]
        assert screen.query_one(NumberInput).value == "9"


async def test_between_two_predictions_the_border_says_when_the_lab_opens(tmp_path):
    """What was predicted is answered; it is the next prediction that the lab waits for."""
    async with started_alone(TWO_PREDICTIONS, (100, 40), tmp_path) as pilot:
        border = pilot.app.screen.query_one("#ask")
        assert "when you have predicted" in str(border.border_subtitle)
        await pilot.press("1", "enter", "2")
        await still(pilot)
        assert pilot.app.screen.session.hidden
        assert "after the next prediction" in str(border.border_subtitle)


async def test_a_widget_that_goes_takes_no_later_key_with_it(tutor):
    """Keys wait half a second at most, whatever becomes of the widget they were for."""
    async with tutor("when-linear#bend-it") as pilot:
        pilot.app.hold_keys()
        post(pilot.app, "h")
        await asyncio.sleep(0.8)
        await still(pilot)
        assert pilot.app.screen.session.check_state(pilot.app.screen.session.shown_check).hints == 1


@pytest.mark.parametrize("key", ["ctrl+q"])
async def test_leaving_waits_for_no_key(tutor, key):
    """Whatever the keys are held for, the way out is open."""
    async with tutor("when-linear#bend-it") as pilot:
        pilot.app.hold_keys()
        post(pilot.app, key)
        await pilot.pause()
        assert pilot.app._exit


async def test_page_keys_in_a_palette_that_is_not_laid_out_do_nothing(tutor):
    """Textual looks for a row that is not there yet."""
    async with tutor("one-unit") as pilot:
        for key in ["ctrl+p", "pagedown", "pageup"] * 3:
            pilot.app.simulate_key(key)
        for _ in range(20):
            await pilot.pause()
        assert pilot.app.is_running


async def test_keys_go_to_a_knob_without_delay(tutor):
    """Turns that are typed at once all count."""
    async with tutor("when-linear#bend-it") as pilot:
        knob = pilot.app.screen.query(Knob).first()
        knob.focus()
        await pilot.pause()
        before = knob.value
        for _ in range(3):
            post(pilot.app, "right")
        await still(pilot)
        assert knob.value == knob.knob.moved(before, 3)
