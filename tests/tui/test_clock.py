"""What runs by itself: training and restarts, by key."""

import asyncio
from time import monotonic
from types import SimpleNamespace

import pytest
from textual.widgets import OptionList, Static
from ticking import SLICE, CountLab

from tutor.bench import set_up, undo
from tutor.labs.restarts import RestartsLab
from tutor.lesson.index import lessons_folder
from tutor.lesson.library import load
from tutor.progress import home, open_progress
from tutor.store import Store
from tutor.tui import clock
from tutor.tui.explain_screen import ExplainScreen
from tutor.tui.inside_screen import InsideScreen
from tutor.tui.lab_panel import LabPanel
from tutor.tui.lesson_screen import LessonScreen

TRAINING = "whom-it-favours#two-labels"


async def shown_lab(pilot):
    """Give the predictions up, so that the lab shows."""
    while pilot.app.screen.session.hidden:
        await pilot.press("s", "s", "enter")
        await pilot.pause()


async def until(true):
    """Wait for something that takes its time, as long as a slow machine may need."""
    for _ in range(3000):
        await asyncio.sleep(0.01)
        if true():
            return
    raise AssertionError("it never came")


def step_of(pilot):
    return pilot.app.screen.session.bench.settings["step"]


async def test_training_runs_pauses_and_goes_on(tutor):
    """A run that cannot be stopped, or does not start, leaves nothing to look at."""
    async with tutor(TRAINING) as pilot:
        await shown_lab(pilot)
        assert step_of(pilot) == 0
        await pilot.press("g")
        await until(lambda: step_of(pilot) > 0)
        await pilot.press("g")
        paused = step_of(pilot)
        assert paused > 0
        await asyncio.sleep(0.1)
        assert step_of(pilot) == paused
        await pilot.press("f")
        assert step_of(pilot) == min(paused + 1, pilot.app.screen.session.bench.clock.high)
        await pilot.press("g")
        await until(lambda: step_of(pilot) == pilot.app.screen.session.bench.clock.high)
        await until(lambda: not pilot.app.screen.query_one(LabPanel).shown.running)


async def test_keys_work_while_training_runs(tutor):
    """A program that is deaf while it works is stuck, as far as a learner can tell."""
    async with tutor(TRAINING) as pilot:
        await shown_lab(pilot)
        view = pilot.app.screen.session.bench.view
        await pilot.press("g")
        await until(lambda: step_of(pilot) > 0)
        await pilot.press("v")
        assert pilot.app.screen.session.bench.view != view
        await pilot.press("k")  # leaving stops the clock
        await pilot.pause()
        assert not pilot.app.screen.query_one(LabPanel).shown.running


async def test_a_hint_in_the_middle_of_a_run_does_not_wait_for_the_lab(tutor, monkeypatch):
    """A hint that draws the plot too is late; a pause after it that does not, leaves an old plot on the screen."""
    for pace in ("WATCHED", "BEHIND"):  # on a busy machine the run is behind
        monkeypatch.setattr(clock, pace, getattr(clock, pace)._replace(frame=10_000.0))
    monkeypatch.setattr(clock, "RUN", 60.0)
    async with tutor(TRAINING) as pilot:
        await shown_lab(pilot)
        lab = pilot.app.screen.query_one(LabPanel)
        lab.app.screen.clock._framed = monotonic()
        await pilot.press("g")
        shown = lab.shown
        await until(lambda: step_of(pilot) > 1)
        await pilot.press("h")
        assert pilot.app.screen.query_one("#hints").display
        assert lab.shown == shown
        await pilot.press("g")
        assert lab.shown.bench.settings["step"] == step_of(pilot)


async def test_a_run_takes_its_time(tutor, monkeypatch):
    """Some thousand steps would be over before anyone has looked."""
    monkeypatch.setattr(clock, "RUN", 10_000.0)
    async with tutor(TRAINING) as pilot:
        await shown_lab(pilot)
        await pilot.press("g")
        await asyncio.sleep(0.5)
        assert step_of(pilot) <= 1
        assert pilot.app.screen.query_one(LabPanel).shown.running


async def test_undo_leads_back_to_before_the_run(tutor):
    """A run would fill the list of undo, or cost what was set before it."""
    async with tutor(TRAINING) as pilot:
        await shown_lab(pilot)
        await pilot.press("g")
        await until(lambda: step_of(pilot) > 0)
        await pilot.press("u")
        await until(lambda: step_of(pilot) == 0)
        await asyncio.sleep(0.2)
        assert not pilot.app.screen.query_one(LabPanel).shown.running
        assert step_of(pilot) == 0


class SlowScreen:
    """A screen with a counting lab that comes to the calls of its timers only when it is told to."""

    def __init__(self):
        self.bench, self.calls = set_up(CountLab(), Store()), []

    def work(self, change, *given, show=True):  # noqa: ARG002 -- the signature of all screens
        before, self.bench = self.bench, change(self.bench, *given)
        return before is not self.bench

    def hand_down(self):
        """Nobody looks."""

    def set_timer(self, delay, callback):  # noqa: ARG002 -- the signature of all screens
        """A timer that has run out at once: to stop it does not take its call back, as in Textual."""
        self.calls.append(callback)
        return SimpleNamespace(stop=lambda: None)

    def call(self):
        self.calls.pop(0)()

    @property
    def count(self):
        return self.bench.settings["count"]


@pytest.fixture
def slow(monkeypatch):
    """A slow screen, and its clock, which counts one further at each tick."""
    for pace in ("WATCHED", "BEHIND"):
        monkeypatch.setattr(clock, pace, getattr(clock, pace)._replace(slice=1 / SLICE))
    screen = SlowScreen()
    screen.clock = clock.Clock(screen)
    screen.clock.seconds = 1e-9
    return screen


def test_a_tick_that_was_on_its_way_when_the_clock_was_stopped_does_nothing(slow):
    """A key that comes between a timer and its call stops the run all the same: undo leads back, and stays there."""
    slow.clock.start()
    slow.call()
    assert slow.count == 1
    slow.clock.stop()
    slow.work(undo)
    slow.call()
    assert slow.count == 0
    assert not slow.clock.running
    assert slow.calls == []


def test_a_clock_that_is_stopped_and_started_again_does_not_tick_twice(slow):
    """The tick that was on its way does not run beside those of the new start."""
    slow.clock.start()
    slow.clock.stop()
    slow.clock.start()
    slow.call()
    assert (slow.count, len(slow.calls)) == (0, 1)
    slow.call()
    assert (slow.count, len(slow.calls)) == (1, 1)


async def test_nothing_runs_before_the_prediction(tutor):
    """The curve would give the answer away."""
    async with tutor(TRAINING) as pilot:
        assert pilot.app.screen.session.hidden
        await pilot.press("g", "f")
        await pilot.pause()
        assert step_of(pilot) == 0
        assert not pilot.app.screen.query_one(LabPanel).shown.running


async def test_a_paused_run_is_there_when_the_learner_comes_back(tutor):
    """Closing the program would cost the run."""
    async with tutor(TRAINING) as pilot:
        await shown_lab(pilot)
        await pilot.press("g")
        await until(lambda: step_of(pilot) > 20)
        if pilot.app.screen.query_one(LabPanel).shown.running:
            await pilot.press("g")
        await pilot.pause()
        left = step_of(pilot)
        await pilot.press("q")
    async with tutor(TRAINING) as pilot:
        assert step_of(pilot) == left


async def test_a_number_on_show_is_explained(tutor):
    """The arithmetic behind a number would have to be believed."""
    async with tutor("when-linear#bend-it") as pilot:
        await pilot.press("e")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ExplainScreen)
        numbers = pilot.app.screen.query_one("#numbers", OptionList)
        # What the screen had no room for comes first: “e: all” leads here.
        assert [numbers.get_option_at_index(i).id for i in range(2)] == ["the formula", "the verdicts"]
        numbers.highlighted = numbers.get_option_index("f(−4)")
        await pilot.pause()
        text = str(pilot.app.screen.query_one("#arithmetic", Static).content)
        assert text.rstrip().endswith("= 12")  # f(−4) = 0 + 6 + 6
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, LessonScreen)


async def test_one_of_many_networks_can_be_looked_into_and_nothing_of_it_is_kept(tutor):
    """A bar of a histogram would stay a number; or looking would change where the learner is."""
    async with tutor("capstone") as pilot:
        lesson = next(lesson for lesson in load([lessons_folder()]).lessons if lesson.id == "capstone")
        at = next(i for i, step in enumerate(lesson.steps) if isinstance(step.lab, RestartsLab))
        await pilot.app.screen.run_action(f"go({at})")
        await pilot.pause()
        await shown_lab(pilot)
        before = pilot.app.screen
        await pilot.press("w")
        await pilot.pause()
        await pilot.pause()
        assert pilot.app.screen is not before
        assert isinstance(pilot.app.screen, InsideScreen)
        assert len(pilot.app.screen.bench.knobs) > 3
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen is before
    progress = open_progress(home())
    assert progress.place("inside") is None
    progress.close()
