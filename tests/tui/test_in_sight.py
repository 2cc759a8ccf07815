"""What may lie over the picture, what a colour stands for, and what the mouse alone can do."""

import pytest
from course import SHIPPED
from pointer import place_of, words_at
from textual import events
from textual.color import Color
from textual.widgets._footer import FooterKey
from textual.widgets._toast import Toast, ToastRack

from tutor.bench import set_up, turn
from tutor.check import ChoiceCheck, GoalCheck, ManyCheck, MatchCheck
from tutor.store import Store
from tutor.tui.finish_screen import FinishScreen
from tutor.tui.help_screen import HelpScreen
from tutor.tui.knob import Knob
from tutor.tui.lab_panel import _clock
from tutor.tui.plot_view import PlotView
from tutor.tui.rows import Rows


async def settle(pilot, frames=3):
    for _ in range(frames):
        await pilot.pause()


@pytest.mark.parametrize(("size", "several"), [((60, 20), 0), ((120, 40), 6)])
@pytest.mark.today(1)
async def test_nothing_that_is_said_lies_over_the_plot(tutor, size, several):
    """A toast and the line above the keys leave every plot whole."""
    async with tutor("when-linear#bend-it", size) as pilot:
        screen = pilot.app.screen
        await screen.mount(ToastRack(id="textual-toastrack"))  # Textual's own tests are without toasts
        await pilot.press("tab", "z", "m")
        for _ in range(several):
            pilot.app.notify("Something else.")
        await settle(pilot, 8)
        plots = [plot.region for plot in screen.query(PlotView) if plot.region.area]
        said = [each.region for each in (screen.query_one("#notice"), *screen.query(Toast)) if each.region.area]
        assert plots
        assert len(said) == 2 + several
        assert not any(each.overlaps(plot) for each in said for plot in plots), (said, plots)


async def test_nothing_opens_under_the_pointer(tutor):
    """No widget of a lesson has a tooltip: it would hide what is beside the pointer."""
    async with tutor("when-linear#bend-it", (120, 40)) as pilot:
        await pilot.hover(Knob)
        await settle(pilot)
        assert not [each for each in pilot.app.screen.walk_children() if each.tooltip is not None]


async def test_each_meaning_has_a_colour_of_its_own(tutor):
    """Question, goal, right, wrong and running are told apart by colour: of a frame, and of the bar of the clock."""
    found = {}
    async with tutor("straight-or-bent#where-from", (80, 24)) as pilot:
        screen = pilot.app.screen
        feedback = screen.query_one("#feedback")
        found["question"] = screen.query_one("#ask").styles.border_top[1]
        wrong, right = (
            next(i for i, option in enumerate(screen.session.open_check.options, 1) if option.right is is_right)
            for is_right in (False, True)
        )
        for name, digit in (("wrong", wrong), ("right", right)):
            await pilot.press(str(digit))
            await settle(pilot)
            found[name] = feedback.styles.border_top[1]
            assert feedback.styles.border_bottom[1] == found[name]
        screen.action_go(next(i for i, step in enumerate(screen.session.lesson.steps) if step.id == "find-a-pair"))
        await settle(pilot)
        found["goal"] = feedback.styles.border_top[1]
        colours = pilot.app.theme_variables
    running = next(
        str(span.style) for span in _clock(training(), 8, running=True).spans if "warning" in str(span.style)
    )
    found["running"] = Color.parse(colours[running.removeprefix("$")])
    assert len(set(found.values())) == 5, found


def training():
    """A bench whose clock has come half its way."""
    step = next(step for lesson in SHIPPED for step in lesson.steps if step.lab and step.lab.clock)
    bench = set_up(step.lab, Store())
    return turn(bench, bench.clock.name, (bench.clock.low + bench.clock.high) // 2)


async def test_how_sure_one_is_can_be_clicked(tutor):
    """A click on a degree rates the answer with it."""
    async with tutor("start#six-questions", (80, 24)) as pilot:
        screen = pilot.app.screen
        await pilot.press("1")
        await settle(pilot)
        assert screen.session.awaiting_confidence
        await pilot.click("#verdict", offset=words_at(screen.query_one("#verdict"), "3 sure"))
        await settle(pilot)
        assert screen.session.check_state(screen.session.shown_check).log[0].sure == 3


async def test_a_click_beside_the_page_of_keys_closes_it(tutor):
    """A click on the page leaves it open, a click beside it closes it."""
    async with tutor("start", (120, 40)) as pilot:
        await pilot.press("question_mark")
        await settle(pilot)
        await pilot.click("#help", offset=(10, 5))
        await settle(pilot)
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.click(offset=(2, 20))
        await settle(pilot)
        assert not isinstance(pilot.app.screen, HelpScreen)


async def test_the_footer_drops_whole_keys_and_never_the_way_out(tutor):
    """At every width each key on show is whole on screen, and help, course and leave are there."""
    async with tutor("when-linear#bend-it", (140, 30)) as pilot:
        await pilot.press("tab", "right")
        for width in (60, 67, 80, 91, 140):
            await pilot.resize_terminal(width, 30)
            await settle(pilot, 6)
            keys = [key for key in pilot.app.screen.query(FooterKey) if key.region.area]
            assert {"Help", "Course", "Leave"} <= {key.description for key in keys}
            row = "".join(segment.text for segment in pilot.app.screen._compositor.render_strips()[-1])
            for key in keys:
                assert f"{key.key_display} {key.description}" in row, (width, key.description, row)


# One lesson by the mouse alone


async def click_key(pilot, name):
    """A click on a key of the footer."""
    keys = [key for key in pilot.app.screen.query(FooterKey) if key.description == name and key.region.area]
    assert keys, f"no {name} in the footer"
    await pilot.click(keys[0], offset=(1, 0))
    await settle(pilot)


async def wheel(pilot, widget, *, up):
    """One notch of the wheel over a widget."""
    notch, by = (events.MouseScrollUp, -1) if up else (events.MouseScrollDown, 1)
    x, y = widget.region.x + 2, widget.region.y
    pilot.app.post_message(notch(widget, x, y, 0, by, 0, False, False, False, x, y))
    await pilot.pause()


async def click_answer(pilot, check):
    """Answer the open check by clicks: an option, rows and what they are matched with, knobs by the wheel."""
    screen = pilot.app.screen
    if isinstance(check, ChoiceCheck):
        answer = screen.query_one("#answer")
        answer.scroll_visible(animate=False)
        await settle(pilot)
        text = words_at(answer, f"{check.right_index + 1}  ")
        await pilot.click(answer, offset=text)
    elif isinstance(check, MatchCheck | ManyCheck):
        rows = screen.query_one(Rows)
        for row, value in enumerate(check.right_answer):
            if isinstance(check, MatchCheck) or value:
                await pilot.click(rows, offset=place_of(rows, {"row": row}))
                await settle(pilot)
            if isinstance(check, MatchCheck):
                rows.scroll_visible(animate=False)
                await settle(pilot)
                await pilot.click(rows, offset=place_of(rows, {"choice": int(value)}))
                await settle(pilot)
        await click_key(pilot, "Done")
    elif isinstance(check, GoalCheck) and not check.impossible:
        for name, value in check.solution.items():
            knob = next(knob for knob in screen.query(Knob) if knob.knob.name == name)
            while (now := screen.bench.settings[name]) != value:
                await wheel(pilot, knob, up=now < value)
    await settle(pilot)
    if screen.session.awaiting_confidence:
        verdict = screen.query_one("#verdict")
        await pilot.click(verdict, offset=words_at(verdict, "2 "))
        await settle(pilot)


@pytest.mark.full
async def test_one_lesson_is_done_by_the_mouse_alone(tutor):
    """Each question is answered, or given up where a number has to be typed, and the lesson ends, all by clicks."""
    async with tutor("linear-on-linear", (120, 40)) as pilot:
        screen, answered = pilot.app.screen, set()
        while not isinstance(pilot.app.screen, FinishScreen):
            question = screen.session.open_question
            check = screen.session.open_check
            if check is not None:
                await click_answer(pilot, check)
                if screen.session.open_question == question:
                    await click_key(pilot, "Solution")
                    await click_key(pilot, "Solution")
                else:
                    answered.add(check.kind)
                assert screen.session.open_question != question
            await click_key(pilot, "Next")
            assert screen.session.shown_question != question or isinstance(pilot.app.screen, FinishScreen)
        assert screen.session.finished
        assert {"choice", "many", "goal"} <= answered


@pytest.mark.parametrize("key", ["v", "g", "f"])
@pytest.mark.today(1)
async def test_a_key_of_the_lab_brings_it_into_sight(tutor, key):
    """Where text and lab take turns, another view and a run are not changed behind the text."""
    async with tutor("stuck#helped-out", (60, 20)) as pilot:
        screen = pilot.app.screen
        while screen.session.hidden:
            await pilot.press("s", "s", "enter")
            await settle(pilot)
        screen.face_text()
        await settle(pilot)
        assert not screen.query_one("#lab").region.area
        await pilot.press(key)
        await settle(pilot)
        assert screen.query_one("#lab").region.area


async def test_before_the_prediction_what_there_is_stands_in_the_middle(tutor):
    """In a terminal with room to spare text and steps stand side by side, with as much left of them as right."""
    async with tutor("when-linear#silent-unit", (200, 60)) as pilot:
        shown = [each.region for each in pilot.app.screen.query("#left, #body > .map") if each.region.area]
        assert len(shown) == 2
        left, right = min(each.x for each in shown), 200 - max(each.right for each in shown)
        assert abs(left - right) <= 2
