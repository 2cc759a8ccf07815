"""The 20-minute route: its stops one after the other, and what is told of it."""

import pytest
from app import SHIPPED, loaded, shipped_course

from tutor.lesson.model import step_of
from tutor.progress import home, open_progress, opened
from tutor.session.change import with_state
from tutor.tui.app import TutorApp
from tutor.tui.beginning import Beginning
from tutor.tui.finish_screen import FinishScreen
from tutor.tui.lesson_screen import LessonScreen


async def on_route(pilot):
    await pilot.press("down", "enter")
    await loaded(pilot)


def place(pilot):
    session = pilot.app.screen.session
    return f"{session.lesson.id}#{session.step.id}"


async def at(pilot, stop):
    for _ in range(40):
        await pilot.pause()
        if isinstance(pilot.app.screen, LessonScreen) and place(pilot) == stop:
            return
    raise AssertionError(f"{stop} never came")


def title(pilot):
    return str(pilot.app.screen.query_one("#title").content)


@pytest.mark.full
async def test_each_stop_leads_to_the_next_and_the_last_to_an_end(welcome):
    """The title tells which stop it is; skipping goes on along the route too; at the end the course is offered."""
    async with welcome() as pilot:
        await on_route(pilot)
        route = [stop.step for stop in pilot.app.course.route]
        for i, stop in enumerate(route):
            await at(pilot, stop)
            assert f"20-minute route, {i + 1} of {len(route)}" in title(pilot)
            await pilot.press("k")
        for _ in range(20):
            await pilot.pause()
        assert isinstance(pilot.app.screen, FinishScreen)
        await pilot.press("enter")
        for _ in range(20):
            await pilot.pause()
        assert isinstance(pilot.app.screen, LessonScreen)
        assert "route" not in title(pilot)


async def test_answering_a_stop_leads_to_the_next(welcome):
    """Enter behind the last question of a stop goes to the next stop, not to the next step of the lesson."""
    async with welcome() as pilot:
        await on_route(pilot)
        first, second = (stop.step for stop in pilot.app.course.route[:2])
        await at(pilot, first)
        for _ in range(20):
            if place(pilot) != first:
                break
            await pilot.press("s", "s", "enter")
            await pilot.pause()
        await at(pilot, second)


async def test_a_stop_begins_with_what_leads_to_it(welcome):
    """On the route the text of a step begins with the bridge from the stop before; in its lesson it does not."""
    async with welcome() as pilot:
        await on_route(pilot)
        stop = pilot.app.course.route[0]
        await at(pilot, stop.step)
        assert str(pilot.app.screen.query_one("#prose").content).startswith(stop.bridge[:40])
        pilot.app.open(stop.step)
        for _ in range(20):
            await pilot.pause()
        assert stop.bridge[:40] not in str(pilot.app.screen.query_one("#prose").content)


async def test_quick_opens_the_route(tmp_path):
    """`relu-tutor quick` comes to the first open stop without a key."""
    with opened(tmp_path) as progress:
        app = TutorApp(progress, SHIPPED, Beginning(quick=True))
        app.read_course = shipped_course
        async with app.run_test(size=(100, 40)) as pilot:
            await at(pilot, shipped_course().route[0].step)


async def test_the_route_is_resumed_at_its_first_open_stop(welcome):
    """Who comes back goes on along the route; what was done of it is told on the opening."""
    async with welcome() as pilot:
        await on_route(pilot)
        first, second = (stop.step for stop in pilot.app.course.route[:2])
        for _ in range(20):
            if place(pilot) != first:
                break
            await pilot.press("s", "s", "enter")
            await pilot.pause()
        await at(pilot, second)
    async with welcome() as pilot:
        for _ in range(20):
            await pilot.pause()
        text = "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())
        assert "1 of 10 steps done" in text
        await pilot.press("enter")
        await at(pilot, second)
        assert "20-minute route, 2 of 10" in title(pilot)


async def test_going_anywhere_else_leaves_the_route(welcome):
    """A lesson that is opened from the course has its own title, and goes on to its own next step."""
    async with welcome() as pilot:
        await on_route(pilot)
        await pilot.press("c")
        await pilot.pause()
        await pilot.press("enter")
        for _ in range(20):
            await pilot.pause()
        assert "route" not in title(pilot)
    progress = open_progress(home())
    assert progress.setting("route") == ""
    progress.close()


async def test_back_leads_to_the_stop_before(welcome):
    """Not to the step before it in the lesson; and at the first stop the key says why it does nothing."""
    async with welcome() as pilot:
        await on_route(pilot)
        route = [stop.step for stop in pilot.app.course.route[:3]]
        await at(pilot, route[0])
        await pilot.press("p")
        await pilot.pause()
        assert "first stop" in str(pilot.app.screen.query_one("#notice").content)
        for stop in route[1:]:
            await pilot.press("k")
            await at(pilot, stop)
        await pilot.press("p")
        await at(pilot, route[1])
        assert "20-minute route, 2 of" in title(pilot)


async def test_back_within_a_stop_leads_to_its_question_before(welcome):
    """A stop with several questions is gone through backwards too."""
    async with welcome() as pilot:
        await on_route(pilot)
        stop = next(s for s in pilot.app.course.route if len(step_of(pilot.app.course.lessons, s.step)[1].checks) > 1)
        index = pilot.app.course.route.index(stop)
        pilot.app._to_stop(index)
        await at(pilot, stop.step)
        session = pilot.app.screen.session
        pilot.app.screen.session = with_state(session, check=1)
        await pilot.press("p")
        await pilot.pause()
        assert (place(pilot), pilot.app.screen.session.state.check) == (stop.step, 0)


async def test_the_answers_at_the_end_come_again(welcome):
    """Esc from the end leads to the last stop, and Enter from there to the end of the route again."""
    async with welcome() as pilot:
        await on_route(pilot)
        last = len(pilot.app.course.route) - 1
        pilot.app._to_stop(last)
        await at(pilot, pilot.app.course.route[last].step)
        for key in ("k", "escape", "k"):
            await pilot.press(key)
            for _ in range(20):
                await pilot.pause()
        assert isinstance(pilot.app.screen, FinishScreen)
        assert "20-minute route" in pilot.app.screen._ending.title
        assert pilot.app.progress.setting("route") == ""


async def test_the_end_says_that_there_is_more_only_while_there_is(welcome):
    """At the bottom, and where all of it has room, nothing points down."""
    async with welcome((80, 24)) as pilot:
        await on_route(pilot)
        last = len(pilot.app.course.route) - 1
        pilot.app._to_stop(last)
        await at(pilot, pilot.app.course.route[last].step)
        await pilot.press("k")
        for _ in range(20):
            await pilot.pause()
        panel = pilot.app.screen.query_one("#ending")
        assert panel.border_subtitle
        for _ in range(8):
            await pilot.press("pagedown")
            await pilot.pause()
        assert panel.scroll_y == panel.max_scroll_y > 0
        assert not panel.border_subtitle
        await pilot.press("up")
        await pilot.pause()
        assert panel.border_subtitle
        await pilot.resize_terminal(80, 200)
        for _ in range(5):
            await pilot.pause()
        assert not panel.border_subtitle
