"""Going on from a step of a training, by keys: with the network as it is, with one number changed, by an offer."""

from fractions import Fraction

import pytest
from textual.widgets import Static

from tutor.lab import Knob as LabKnob
from tutor.tui.branch_screen import _SAID, BranchScreen
from tutor.tui.knob import Knob, _bar
from tutor.tui.lab_panel import LabPanel
from tutor.tui.text import Text

STEP = "how-long-dead#wake-one"
TO_STEP_200 = ("down", "2", "0", "0", "enter")
"""From the knob rate to the knob step, and its value."""


def bench_of(pilot):
    return pilot.app.screen.session.bench


def value(pilot, name):
    return bench_of(pilot).measures[name].read()


async def test_one_key_wakes_a_dead_unit_and_training_goes_on(tutor):
    """b, a number of the network, its value, Enter: the unit is awake, and more steps reach the goal."""
    async with tutor(STEP) as pilot:
        await pilot.press(*TO_STEP_200)
        assert (value(pilot, "dead"), bench_of(pilot).taken) == (1, 0)
        await pilot.press("b")
        assert isinstance(pilot.app.screen, BranchScreen)
        assert [knob.knob.name for knob in pilot.app.screen.query(Knob)][3] == "b1"
        await pilot.press("down", "down", "down", "1", "enter")
        await pilot.pause()
        assert (value(pilot, "dead"), value(pilot, "b1"), bench_of(pilot).taken) == (0, 1, 200)
        clock = pilot.app.screen.query_one(LabPanel).query_one("#clock", Text)
        assert "step 200 + 0 of 1000" in clock.content.plain
        await pilot.press("6", "0", "0", "enter")
        await pilot.pause()
        check = pilot.app.screen.session.shown_check
        assert pilot.app.screen.session.check_state(check).solved


async def test_enter_goes_on_with_the_network_as_it_is_and_undo_leads_back(tutor):
    """Nothing but the count of steps changes; then the rate can be turned, and u leads back step by step."""
    async with tutor(STEP) as pilot:
        await pilot.press(*TO_STEP_200)
        there, before = bench_of(pilot).settings, value(pilot, "loss")
        await pilot.press("b", "enter")
        await pilot.pause()
        assert (bench_of(pilot).taken, bench_of(pilot).settings["step"], value(pilot, "loss")) == (200, 0, before)
        await pilot.press("up", "right", "down", "5", "enter")
        await pilot.pause()
        assert (bench_of(pilot).taken, bench_of(pilot).settings["rate"]) == (200, Fraction(11, 500))
        assert value(pilot, "loss") < before
        await pilot.press("u", "u", "u")
        assert bench_of(pilot).settings == there
        await pilot.press("r", "x")
        await pilot.pause()
        assert bench_of(pilot).taken == 0, "x leads to the start, also from a branch of which no knob is turned"


@pytest.mark.parametrize("keys", [("escape",), ("down", "escape"), ("b",), ("q",), ("1", "escape", "escape")])
@pytest.mark.today(2)
async def test_the_dialog_can_be_left_without_going_on(tutor, keys):
    """Esc, and the key that opened it, close it, and nothing has changed."""
    async with tutor(STEP) as pilot:
        await pilot.press(*TO_STEP_200)
        before = bench_of(pilot)
        await pilot.press("b", *keys)
        await pilot.pause()
        assert pilot.app.screen.session.bench == before


@pytest.mark.parametrize("keys", ["99", "1/0", "-", "1.2.3"])
@pytest.mark.today(2)
async def test_a_value_that_is_none_is_told_and_the_dialog_stays(tutor, keys):
    """What cannot be read, and what is out of bounds, is told in a line; then another value goes."""
    async with tutor(STEP, size=(60, 20)) as pilot:
        await pilot.press("tab", *TO_STEP_200, "b", "down", *keys, "enter")
        await pilot.pause()
        dialog = pilot.app.screen
        assert isinstance(dialog, BranchScreen)
        assert dialog.query_one("#about", Static).content != _SAID
        assert dialog.query_one("#about").region.bottom < pilot.app.size.height
        await pilot.press("2", "enter")
        await pilot.pause()
        assert value(pilot, "b0") == 2


@pytest.mark.parametrize("step", [STEP, "how-long-dead#how-long", "when-linear#bend-it"])
@pytest.mark.today(2)
async def test_where_nothing_goes_on_the_key_says_why(tutor, step):
    """At the start there is nothing to go on from; in another lab there never is."""
    async with tutor(step) as pilot:
        await pilot.press("b")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, BranchScreen)
        assert pilot.app.screen.query_one("#notice", Text).display


async def test_the_offer_to_wake_a_unit_stands_below_the_clock(tutor):
    """The clock stays in sight beside the offer, and o takes it."""
    async with tutor(STEP) as pilot:
        await pilot.press(*TO_STEP_200)
        await pilot.pause()
        said = pilot.app.screen.query_one(LabPanel).query_one("#clock", Text).content.plain
        assert "step 200 of 1000" in said
        assert "Wake unit 1" in said
        await pilot.press("o")
        await pilot.pause()
        assert (value(pilot, "dead"), bench_of(pilot).taken) == (0, 200)


@pytest.mark.parametrize("value", [-1000, -12, 0, 12, 10**9])
def test_a_number_that_training_took_beyond_its_bounds_has_a_bar_as_wide_as_others(value):
    """The sign stands at the nearer end, and nothing sticks out."""
    knob = LabKnob("b1", Fraction(0), Fraction(-12), Fraction(12), Fraction(1, 2), Fraction(2))
    bar = _bar(knob, Fraction(value), 20).plain
    assert (len(bar), bar[0], bar[-1], bar.count("●")) == (20, "├", "┤", 1)
