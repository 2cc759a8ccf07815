"""The lesson screen by keys and mouse, with the session as witness."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from course import SHIPPED
from profiles import every
from textual import events
from textual.geometry import Region
from textual.widgets._footer import FooterKey

from tutor.actions import PROGRAM
from tutor.check import ChoiceCheck, DrawnCheck, ManyCheck, SketchCheck
from tutor.lab import turnable
from tutor.labs.network import NetworkLab
from tutor.session import CheckState, begin
from tutor.session.actions import ANSWERING, AT_BENCH, MOVING
from tutor.store import Store
from tutor.tui.bench_screen import BenchScreen
from tutor.tui.knob import Knob
from tutor.tui.lab_panel import LabPanel
from tutor.tui.lesson_screen import LessonScreen
from tutor.tui.number_input import NumberInput
from tutor.tui.plot_view import PlotView
from tutor.tui.rows import Rows
from tutor.tui.text import content
from tutor.tui.themes import DARK, LIGHT


def shown(pilot):
    """The text on the screen."""
    return "\n".join(
        "".join(segment.text for segment in strip) for strip in pilot.app.screen._compositor.render_strips()
    )


def setting(pilot, name):
    return pilot.app.screen.session.bench.settings[name]


def text_of(widget):
    """The rows of a widget as one text."""
    return "\n".join(strip.text for strip in widget.render_lines(Region(0, 0, *widget.size)))


async def focus_knob(pilot, name):
    knob = next(knob for knob in pilot.app.screen.query(Knob) if knob.knob.name == name)
    knob.focus()
    await pilot.pause()
    return knob


async def test_a_key_turns_the_knob_and_everything_follows_in_one_frame(tutor):
    """A curve, formula or lamp that lags behind the knob shows a network that does not exist."""
    async with tutor("when-linear#bend-it") as pilot:
        await focus_knob(pilot, "b1")
        screen = pilot.app.screen
        before = screen.query_one(PlotView).figure
        screen.action_turn(-1)  # no pause: all of this must be true before the next message is handled
        assert setting(pilot, "b1") == Fraction(19, 2)
        assert screen.query_one(PlotView).figure != before
        assert "max(0, x + 9.5)" in screen.query_one("#formula").content.plain
        assert next(k for k in screen.query(Knob) if k.knob.name == "b1").value == Fraction(19, 2)


async def test_fine_coarse_undo_redo_and_reset_by_key(tutor):
    """Each of these keys is promised by the help page."""
    async with tutor("when-linear#bend-it") as pilot:
        await focus_knob(pilot, "b1")
        await pilot.press("left", "left_square_bracket")
        assert setting(pilot, "b1") == 8
        await pilot.press("u")
        assert setting(pilot, "b1") == Fraction(19, 2)
        await pilot.press("r")
        assert setting(pilot, "b1") == 8
        await pilot.press("backspace")
        assert setting(pilot, "b1") == 10
        await pilot.press("left", "x")
        assert pilot.app.screen.session.bench.edits == 0


async def test_a_typed_number_is_kept_exactly(tutor):
    """A fraction that becomes a float makes every later verdict approximate."""
    names = {"/": "slash", "-": "minus", ".": "full_stop"}
    async with tutor("when-linear#bend-it") as pilot:
        await focus_knob(pilot, "b1")
        for typed, value in (("1/3", Fraction(1, 3)), ("-0.1", Fraction(-1, 10)), ("5", Fraction(5))):
            await pilot.press(*(names.get(c, c) for c in typed), "enter")
            await pilot.pause()
            assert setting(pilot, "b1") == value


async def test_a_number_copied_from_the_screen_can_be_pasted(tutor):
    """The screen writes − where keyboards have -; what it shows must be what it takes."""
    async with tutor("when-linear#bend-it") as pilot:
        knob = await focus_knob(pilot, "b1")
        knob.post_message(events.Paste("−7/2"))
        await pilot.press("enter")
        await pilot.pause()
        assert setting(pilot, "b1") == Fraction(-7, 2)


async def test_a_bad_value_leaves_the_old_one_and_says_why(tutor):
    """A typing slip must neither crash, nor change the network, nor go unexplained."""
    async with tutor("when-linear#bend-it") as pilot:
        knob, message = await focus_knob(pilot, "b1"), pilot.app.screen.query_one("#knob-message")
        for typed in ("nan", "inf", "9n", "1e400", "100", "1/0", "+", "--1", "1/2/3", "-inf", "0nan"):
            await pilot.press("backspace")  # to its start, where nothing is wrong
            await pilot.pause()
            assert not message.display, typed
            knob.post_message(events.Paste(typed))
            await pilot.press("enter")
            await pilot.pause()
            assert setting(pilot, "b1") == 10, typed
            assert message.display, typed
            assert "old value stays" in message.content.plain, typed


async def test_a_letter_in_a_number_is_refused_where_it_is_typed(tutor):
    """`n` while a value is typed is a slip: it must neither go on to the next step nor spoil the value."""
    async with tutor("when-linear#bend-it") as pilot:
        await focus_knob(pilot, "b1")
        await pilot.press("3", "n", "k")
        await pilot.pause()
        assert pilot.app.screen.session.step.id == "bend-it"
        assert "is not a digit" in pilot.app.screen.query_one("#knob-message").content.plain
        await pilot.press("enter")
        await pilot.pause()
        assert setting(pilot, "b1") == 3


async def test_escape_and_leaving_drop_what_was_being_typed(tutor):
    """A number that was not entered must not turn the knob later."""
    async with tutor("when-linear#bend-it") as pilot:
        knob = await focus_knob(pilot, "b1")
        await pilot.press("3", "escape")
        assert (knob.draft, setting(pilot, "b1")) == (None, 10)
        await pilot.press("3")
        pilot.app.screen.query(Knob).first().focus()
        await pilot.pause()
        assert (knob.draft, setting(pilot, "b1")) == (None, 10)


async def test_arrows_turn_nothing_while_a_number_is_typed(tutor):
    """Who goes back to mend a digit would lose what was typed, and turn the knob besides."""
    async with tutor("when-linear#bend-it") as pilot:
        knob = await focus_knob(pilot, "b1")
        await pilot.press("3", "left", "right", "right")
        assert (knob.draft, setting(pilot, "b1")) == ("3", 10)
        await pilot.press("enter", "right")
        await pilot.pause()
        assert (knob.draft, setting(pilot, "b1")) == (None, 3 + knob.knob.fine)


async def test_the_wheel_turns_a_knob(tutor):
    """The mouse is a second way in, and must do what the keys do."""
    async with tutor("when-linear#bend-it") as pilot:
        knob = await focus_knob(pilot, "b1")
        knob.post_message(Knob.Wheel(knob.knob, -2))
        await pilot.pause()
        assert setting(pilot, "b1") == 9


async def test_a_prediction_comes_before_the_plot(tutor):
    """Whoever can read the answer off the plot does not predict."""
    async with tutor("when-linear#thread-network", (140, 45)) as pilot:
        lab = pilot.app.screen.query_one(LabPanel)
        assert lab.has_class("-hidden")
        assert lab.query_one(PlotView).figure is None
        assert "2x + 20" not in shown(pilot)
        await pilot.press("1", "enter")  # whichever answer: a prediction may be wrong
        for _ in range(4):
            check = pilot.app.screen.session.open_check
            if check is None or not check.predict:
                break
            await pilot.press("s", "s", "enter")
            await pilot.pause()
        assert not lab.has_class("-hidden")
        assert lab.query_one(PlotView).figure is not None


@pytest.mark.parametrize("target", ["linear-on-linear#bend-it", "zero-gradient#thread-gradients"])
@pytest.mark.today(1)
async def test_a_hint_comes_into_sight_whole(tutor, target):
    """At 80×24 the text is longer than its panel: h scrolls to the end of the newest hint."""
    async with tutor(target, (80, 24)) as pilot:
        for _ in range(3):
            await pilot.press("h")
            await pilot.pause()
            await pilot.pause()
            hints, text = (pilot.app.screen.query_one(name).region for name in ("#hints", "#text"))
            assert text.bottom >= hints.bottom > text.y


async def test_hints_stay_open_and_end_at_three(tutor):
    """A hint that vanishes has to be remembered instead of used."""
    async with tutor("straight-or-bent") as pilot:
        check = pilot.app.screen.session.shown_check
        for _ in range(5):
            await pilot.press("h")
        await pilot.pause()
        assert pilot.app.screen.session.check_state(check) == CheckState(hints=3)
        text = pilot.app.screen.query_one("#hints").content.plain
        assert [f"Hint {i}" in text for i in (1, 2, 3, 4)] == [True, True, True, False]


async def test_a_wrong_answer_is_named_and_can_be_mended(tutor):
    """Feedback that only says 'wrong' teaches nothing."""
    async with tutor("straight-or-bent#on-your-own") as pilot:
        screen = pilot.app.screen
        check = screen.session.shown_check
        wrong = next(each.value for each in check.wrong if each.mistake == "the sign was dropped")
        await pilot.press(*str(wrong), "enter")
        await pilot.pause()
        assert "the sign was dropped" in screen.query_one("#verdict").content.plain
        assert screen.query_one(NumberInput).value == ""
        await pilot.press(*str(check.answer), "enter")
        await pilot.pause()
        assert screen.session.check_state(screen.session.shown_check).solved


@pytest.mark.parametrize("table", [PROGRAM, MOVING, ANSWERING, AT_BENCH])
def test_one_key_has_one_name_in_the_footer(table):
    """Esc is Esc: as Textual writes it, in small letters, it is one of its own among those of other screens."""
    named = {action.footer for action in table.values() if action.label and "escape" in action.keys}
    assert named <= {"Esc"}


async def test_the_row_with_the_keys_looks_as_in_every_list(tutor):
    """It is lit from edge to edge, code in it too: a row in two colours looks like two things."""
    async with tutor("exactly-when#the-rule") as pilot:
        rows = pilot.app.screen.query_one(Rows)
        assert rows.has_focus
        lit, other = (rows.render_line(y) for y in (0, 1))
        assert lit.cell_length == rows.size.width
        assert len({(segment.style.bgcolor, segment.style.color) for segment in lit}) == 1
        assert {segment.style.bgcolor for segment in lit} != {segment.style.bgcolor for segment in other}


async def test_the_field_for_a_number_is_seen_to_be_one(tutor):
    """While it has the keys it stands out from the ground, in each theme of ours."""
    async with tutor("straight-or-bent") as pilot:
        for theme in (DARK, LIGHT):
            pilot.app.theme = theme
            await pilot.pause()
            below, field = pilot.app.focused.background_colors
            assert isinstance(pilot.app.focused, NumberInput)
            assert field != below


async def test_the_footer_names_enter_while_there_is_a_number_to_hand_in(tutor):
    """There it can be clicked, too: a number is handed in without the keyboard, once it is typed."""
    async with tutor("straight-or-bent") as pilot:
        screen = pilot.app.screen

        def done():
            return [key for key in screen.query(FooterKey) if key.description == "Done"]

        assert not done()
        await pilot.press("8")
        await pilot.pause()
        await pilot.click(done()[0])
        await pilot.pause()
        assert screen.session.awaiting_confidence or screen.session.check_state(screen.session.shown_check).log
        assert not done()


async def test_letters_are_keys_even_where_a_number_is_typed(tutor):
    """A learner who presses h in a number field wants a hint, not the letter h."""
    async with tutor("straight-or-bent") as pilot:
        assert isinstance(pilot.app.focused, NumberInput)
        await pilot.press("1", "h", "slash", "3")
        assert pilot.app.focused.value == "1/3"
        assert pilot.app.screen.session.check_state(pilot.app.screen.session.shown_check).hints == 1


async def test_text_that_is_no_number_is_no_try(tutor):
    """A slip of the finger must not be counted as a wrong answer."""
    async with tutor("straight-or-bent") as pilot:
        await pilot.press("1", "slash", "0", "enter")
        await pilot.pause()
        assert pilot.app.screen.session.check_state(pilot.app.screen.session.shown_check).answers == ()


async def test_next_waits_for_the_answer_and_skip_does_not(tutor):
    """A lesson that can be run through with one key is not a lesson; one that cannot be left is a trap."""
    async with tutor("straight-or-bent") as pilot:
        await pilot.press("n")
        assert pilot.app.screen.session.at == 0
        await pilot.press("k")
        await pilot.pause()
        assert pilot.app.screen.session.at == 1
        assert pilot.app.screen.session.step_mark(0) == "skipped"
        await pilot.press("p")
        await pilot.pause()
        assert pilot.app.screen.session.at == 0


@pytest.mark.parametrize("keys", ["kkkkkkkkkk", "kpkpkkppkp", "snsnsnsnsnsn", "kuxkrxkvvkhhs", "cckck"])
@pytest.mark.today(1)
async def test_keys_that_come_faster_than_steps_change(tutor, keys):
    """A held key arrives while the knobs and the answer of another step are being put in place."""
    async with tutor("when-linear#bend-it") as pilot:
        for key in keys:
            pilot.app.simulate_key(key)  # without waiting for what the key before brings about
        for _ in range(20):
            await pilot.pause()
        assert pilot.app.is_running


async def test_a_digit_and_then_enter_is_one_answer(tutor):
    """Number fields need Enter; on a choice the same habit would hand in the highlighted option as well."""
    async with tutor("one-unit#which-side") as pilot:
        check = pilot.app.screen.session.shown_check
        wrong = next(i for i in range(len(check.options)) if i != check.right_index)
        await pilot.press(str(wrong + 1), "enter", "2", "enter")
        await pilot.pause()
        assert [given.answer for given in pilot.app.screen.session.check_state(check).answers] == [(wrong,)]


async def test_escape_leads_from_a_knob_back_to_the_question(tutor):
    """Digits typed on a knob turn it; without a way back the answer cannot be typed."""
    async with tutor("one-unit#which-side") as pilot:
        await pilot.press("1", "1", "2", "3", "enter", "p")  # whichever is right: the lab is shown
        await pilot.pause()
        knobs = list(pilot.app.screen.query(Knob))
        knobs[0].focus()
        await pilot.press("1", "h", "escape", "escape")
        await pilot.pause()
        assert knobs[0].draft is None
        assert pilot.app.screen.session.bench.edits == 0


async def test_a_click_places_the_nearest_point_of_a_sketch(tutor):
    """The mouse must put the point where the pointer is, in both directions."""
    async with tutor("draw-it#draw-it", (100, 40)) as pilot:
        plot = pilot.app.screen.query_one(PlotView)
        canvas = plot._drawing.canvas
        column = canvas.column(4.0)
        row = min(range(canvas.top, canvas.top + canvas.height), key=lambda y: abs(canvas.y_at(y) - 5))
        await pilot.click(PlotView, offset=(column, row))
        await pilot.pause()
        check = pilot.app.screen.session.shown_check
        heights = pilot.app.screen.session.check_state(check).draft
        assert abs(heights[-1] - 5) <= check.step
        assert heights[:-1] == (0,) * (len(heights) - 1)


async def test_a_sketch_is_compared_with_the_true_curve(tutor):
    """Before it is handed in the curve is hidden; after that the points stand over it."""
    async with tutor("draw-it#draw-it") as pilot:
        plot = pilot.app.screen.query_one(PlotView)
        assert plot.figure.curves == ()
        await pilot.press("up", "enter", "1")
        await pilot.pause()
        assert plot.figure.curves != ()
        assert any(points.label == "your points" for points in plot.figure.points)
        assert "Off at x" in pilot.app.screen.query_one("#verdict").content.plain


async def test_after_a_sketch_the_next_question_has_a_plot_without_it(tutor):
    """The points would stay on the plot, and the arrow keys would go on moving them."""
    async with tutor("draw-it#draw-it") as pilot:
        lesson = pilot.app.screen.session.lesson
        sketch = pilot.app.screen.session.step
        checks = (check for step in lesson.steps for check in step.checks)
        other = next(check for check in checks if not (isinstance(check, SketchCheck) or check.predict))
        both = replace(lesson, steps=(replace(sketch, checks=(*sketch.checks, other)),))
        await pilot.app.push_screen(LessonScreen(begin(both, Store()), "braille"))
        await pilot.press("s", "s", "enter")
        await pilot.pause()
        assert pilot.app.screen.session.shown_check.id == other.id
        plot = pilot.app.screen.query_one(PlotView)
        assert plot.figure.curves != ()
        assert not plot.sketching
        assert all(points.label != "your points" for points in plot.figure.points)


@pytest.mark.full
async def test_every_view_of_every_lab_draws(tutor):
    """A view that raises takes the program down with it."""
    for target in ("exactly-when#three-lamps", "zero-gradient#thread-gradients", "straight-or-bent#find-a-pair"):
        async with tutor(target) as pilot:
            for _ in range(3):
                await pilot.press("s", "s", "enter")
            await pilot.press("p")
            for _ in pilot.app.screen.session.step.lab.views:
                await pilot.press("v")
                await pilot.pause()
                assert pilot.app.screen.query_one(PlotView)._strips


async def test_goal_progress_is_told_while_knobs_turn(tutor):
    """Without it the learner turns knobs in the dark."""
    async with tutor("when-linear#bend-it") as pilot:
        await focus_knob(pilot, "b1")
        assert "bends > 0, now 0" in pilot.app.screen.query_one("#verdict").content.plain
        await pilot.press("1", "enter")
        await pilot.pause()
        assert pilot.app.screen.session.check_state(pilot.app.screen.session.shown_check).fewest_edits == 1
        assert "1 knob turned" in pilot.app.screen.query_one("#verdict").content.plain


async def test_a_match_with_an_open_row_is_not_handed_in(tutor):
    """Enter too early would count as a wrong answer."""
    async with tutor("whom-it-favours#a-thousand") as pilot:
        check = pilot.app.screen.session.open_check
        await pilot.press("right", "enter")
        await pilot.pause()
        assert pilot.app.screen.session.check_state(check).answers == ()
        await pilot.press("down", "right", "down", "right", "enter")
        await pilot.pause()
        assert len(pilot.app.screen.session.check_state(check).answers) == 1


def noticed(pilot):
    """The notice above the keys; empty where there is none."""
    notice = pilot.app.screen.query_one("#notice")
    return notice.content.plain if notice.display else ""


async def test_enter_chooses_nothing_before_an_option_is_picked(tutor):
    """Enter pressed to read on would hand in the first option, mostly a wrong one."""
    async with tutor("straight-or-bent#where-from") as pilot:
        await pilot.press("enter")
        await pilot.pause()
        session = pilot.app.screen.session
        assert not session.check_state(session.shown_check).answers
        assert noticed(pilot).startswith("Answer first")
        await pilot.press("down", "enter")
        await pilot.pause()
        session = pilot.app.screen.session
        assert [given.answer for given in session.check_state(session.shown_check).answers] == [(0,)]


async def test_a_notice_goes_with_the_next_change(tutor):
    """“Answer first” would stand over the verdict on the answer."""
    async with tutor("straight-or-bent#where-from") as pilot:
        await pilot.press("n")
        await pilot.pause()
        assert noticed(pilot)
        await pilot.press("1")
        await pilot.pause()
        assert not noticed(pilot)


async def test_an_answer_that_waits_is_told_and_can_be_changed(tutor):
    """Nobody can say how sure they are of a number that has gone from the screen."""
    async with tutor("start#one-question") as pilot:
        await pilot.press("6", "1", "enter")
        await pilot.pause()
        assert "Your answer: 61." in pilot.app.screen.query_one("#verdict").content.plain
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen.query_one(NumberInput).value == "61"
        await pilot.press("6", "enter", "1")
        await pilot.pause()
        session = pilot.app.screen.session
        assert [given.answer for given in session.check_state(session.shown_check).answers] == [(6,)]
        assert pilot.app.screen.query_one(NumberInput).value == ""


async def test_an_option_keeps_its_left_edge_where_it_runs_over(tutor):
    """In a narrow terminal most options run over, and their numbers must stand out."""
    async with tutor("start-again#restarts", (60, 40)) as pilot:
        await pilot.pause()
        options = pilot.app.screen.query_one("#answer")
        rows = ["".join(segment.text for segment in options.render_line(y)) for y in range(options.size.height)]
        begins = [row[:3] for row in rows if row.strip()]
        assert {row for row in begins if row.strip()} == {f"{i + 1}  " for i in range(options.option_count)}
        assert "   " in begins


async def test_what_a_match_has_to_choose_from_is_all_in_sight(tutor):
    """The learner would have to turn through the answers to learn what they are."""
    async with tutor("start#keys") as pilot:
        check = pilot.app.screen.session.shown_check
        text = " ".join(text_of(pilot.app.screen.query_one(Rows)).split())
        assert all(f"{i} {right}" in text for i, right in enumerate(check.rights, 1))


@pytest.mark.parametrize("target", ["straight-or-bent#where-from", "which-activation#slopes"])
@pytest.mark.today(1)
async def test_a_solution_names_its_options_by_their_numbers(tutor, target):
    """A number with a bracket at the start of a text is read as a list, and shown as a dot."""
    async with tutor(target) as pilot:
        while not isinstance(pilot.app.screen.session.open_check, ChoiceCheck | ManyCheck):
            await pilot.press("s", "s", "enter")
            await pilot.pause()
        check: Any = pilot.app.screen.session.open_check
        await pilot.press("s", "s")
        await pilot.pause()
        said = pilot.app.screen.query_one("#verdict").content.plain
        right = [f"{i}: {option.text}" for i, option in enumerate(check.options, 1) if option.right]
        assert said.startswith(content("; ".join(right)).plain)
        assert "Solution" in pilot.app.screen.query_one("#feedback").border_title


async def test_what_a_match_has_used_says_so(tutor):
    """Each of the things to choose from says “used” once it stands in a row; a tick would read as right."""
    async with tutor("what-kills#cases") as pilot:
        rows = pilot.app.screen.query_one(Rows)

        def used():
            return [line.split()[0] for line in text_of(rows).split("\n") if line.rstrip().endswith("(used)")]

        assert used() == []
        await pilot.press("right", "down", "right", "right")
        await pilot.pause()
        assert used() == ["1", "2"]
        assert "✓" not in text_of(rows)


@pytest.mark.parametrize("target", ["linear-on-linear#bend-it", "zero-gradient#by-hand"])
async def test_a_power_of_ten_is_typed_as_it_is_shown(tutor, target):
    """A sign that is left out makes 210 of 2·10⁻³."""
    async with tutor(target) as pilot:
        for character in "2·10⁻³":  # as a terminal sends them; the pilot has no names for these keys
            pilot.app.post_message(events.Key(f"key_{ord(character)}", character))
            await pilot.pause()
        if entries := pilot.app.screen.query(NumberInput):
            assert entries.first().value == "2·10⁻³"
        else:
            await pilot.press("enter")
            await pilot.pause()
            assert setting(pilot, "w0") == Fraction(2, 1000)


async def test_what_was_wrong_with_a_typed_number_goes(tutor):
    """It takes the room of the table below it for the rest of the step, and speaks of nothing that is there."""
    async with tutor("linear-on-linear#bend-it") as pilot:
        message = pilot.app.screen.query_one("#knob-message")
        await pilot.press("9", "9", "enter")
        await pilot.pause()
        assert message.display
        await pilot.press("s", "s")
        await pilot.pause()
        assert not message.display


async def test_an_answered_row_check_tells_no_keys(tutor):
    """Who is told to press Enter to hand in, after the answer, goes on to the next question instead."""
    async with tutor("what-kills#cases") as pilot:
        rows = pilot.app.screen.query_one(Rows)
        height = rows.size.height
        assert "hands in" in " ".join(text_of(rows).split())
        await pilot.press("s", "s")
        await pilot.pause()
        assert rows.is_mounted
        assert "hands in" not in " ".join(text_of(rows).split())
        assert rows.size.height < height


@pytest.mark.parametrize("size", [(80, 24), (76, 24), (100, 27)])
@pytest.mark.today(1)
async def test_a_formula_that_has_no_room_says_so(tutor, size):
    """A formula that just ends is another, false one."""
    async with tutor("what-kills#forty-percent", size) as pilot:
        await pilot.pause()
        formula = pilot.app.screen.query_one("#formula")
        whole = "\n".join(pilot.app.screen.session.bench.reading.formula)
        assert "(e: all)" in formula.content.plain
        assert formula.size.height < len(whole) / formula.size.width
        await pilot.resize_terminal(200, 50)
        await pilot.pause()
        assert formula.content.plain == whole
        await pilot.resize_terminal(*size)
        await pilot.pause()
        assert "(e: all)" in formula.content.plain


def named(pilot):
    """The keys that the footer names."""
    return {each.binding.description for each in pilot.app.screen.active_bindings.values() if each.enabled}


async def test_the_keys_of_a_sketch_are_named_and_work_in_a_sketch_alone(tutor):
    """A long table that has the keys would offer heights and points, and could not be scrolled."""
    async with tutor("what-is-dead#kill-two", (60, 20)) as pilot:
        plot = pilot.app.screen.query_one(PlotView)
        await pilot.press("tab")
        await pilot.pause()
        plot.focus()
        await pilot.pause()
        assert plot.can_focus
        assert not named(pilot) & {"Height", "Point", "Done"}
        await pilot.press("down", "down")
        await pilot.pause()
        assert plot.scroll_offset.y == 2
        await pilot.press("up")
        await pilot.pause()
        assert plot.scroll_offset.y == 1
    async with tutor("draw-it", (80, 24)) as pilot:
        await pilot.pause()
        assert named(pilot) >= {"Height", "Point", "Done"}


async def test_the_footer_names_the_way_to_the_knobs_where_it_is_needed(tutor):
    """A newcomer does not find the knobs beside a question; one who is at a knob needs no way to it."""
    async with tutor("one-unit#which-side", (100, 40)) as pilot:
        assert "Knobs" not in named(pilot)  # hidden until the prediction is made
        await pilot.press("1", "2")
        await pilot.press("1", "2", "3", "enter", "p")  # whichever is right
        await pilot.pause()
        pilot.app.screen.set_focus(None)
        await pilot.pause()
        assert "Knobs" in named(pilot)
        await pilot.press("tab")
        await pilot.pause()
        await focus_knob(pilot, pilot.app.screen.query(Knob).first().knob.name)
        assert "Knobs" not in named(pilot)
        await pilot.press("tab")
        await pilot.pause()
        assert pilot.app.focused is not pilot.app.screen.query(Knob).first()


async def test_a_verdict_stays_while_the_answer_is_mended(tutor):
    """What was wrong with the last answer can be read until the next is handed in."""
    async with tutor("start#keys", (100, 40)) as pilot:
        check = pilot.app.screen.session.shown_check
        await pilot.press(*["right", "down"] * check.size, "enter")
        await pilot.pause()
        verdict = pilot.app.screen.query_one("#verdict")
        assert "Not right" in pilot.app.screen.query_one("#feedback").border_title
        await pilot.press("right")
        await pilot.pause()
        assert verdict.display
        assert "Not right" in pilot.app.screen.query_one("#feedback").border_title


async def test_enter_in_an_empty_field_says_what_can_be_done(tutor):
    """The key would do nothing, without a word."""
    async with tutor("start#one-question") as pilot:
        await pilot.press("enter")
        await pilot.pause()
        session = pilot.app.screen.session
        assert not session.check_state(session.shown_check).pending
        assert noticed(pilot).startswith("Answer first")


async def test_a_digit_typed_after_the_verdict_turns_no_knob(tutor):
    """The habit of saying how sure one is would set a knob, where it is not asked again."""
    async with tutor("one-unit#which-side") as pilot:
        check = pilot.app.screen.session.shown_check
        wrong = next(i for i in range(len(check.options)) if i != check.right_index)
        await pilot.press(str(wrong + 1), "3", str(check.right_index + 1))
        await pilot.pause()
        state = pilot.app.screen.session.check_state(check)
        assert (state.done, len(state.log)) == (True, 1)
        knobs = list(pilot.app.screen.query(Knob))
        assert knobs
        await pilot.press("3")
        await pilot.pause()
        assert [knob.draft for knob in knobs] == [None] * len(knobs)


async def test_a_cut_formula_ends_with_a_whole_term_at_every_width(tutor):
    """Half of 3.5 reads as 3, and half of a term as another one."""
    async with tutor("what-kills#forty-percent", (76, 24)) as pilot:
        whole = pilot.app.screen.session.bench.reading.formula[0]
        for width in every(4, range(76, 96)):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            formula = " ".join(pilot.app.screen.query_one("#formula").content.plain.split())
            if formula.startswith("f(x) ≈ 10 terms (e: all)"):
                continue
            kept, cut, _ = formula.partition(" more (e: all)")
            kept, _, left = kept.rpartition(" + ")
            assert cut
            assert whole.startswith(kept)
            assert kept.count("max") + int(left) == whole.count("max") == 10


async def reach_drawn(pilot):
    """Answer or give up what comes before the drawn question of the step, so that the lab is in sight."""
    while not isinstance(pilot.app.screen.session.step.checks[pilot.app.screen.session.state.check], DrawnCheck):
        await pilot.press("s", "s", "enter")
        await pilot.pause()


async def test_each_press_turns_the_knob_while_a_drawn_question_is_on_show(tutor):
    """Three presses turn a knob by three marks, and the keys stay on it."""
    async with tutor("one-unit#move-the-bend") as pilot:
        await reach_drawn(pilot)
        knob = pilot.app.screen.query(Knob).first()
        knob.focus()
        await pilot.pause()
        start, name = pilot.app.screen.bench.settings[knob.knob.name], knob.knob.name
        for _ in range(3):
            await pilot.press("right")
            await pilot.pause()
        assert setting(pilot, name) == start + 3 * knob.knob.fine
        assert pilot.app.focused is knob


async def test_a_hint_leaves_what_is_typed_into_a_drawn_question(tutor):
    """A number that is being typed stands there until it is entered."""
    async with tutor("one-unit#move-the-bend") as pilot:
        await reach_drawn(pilot)
        entry = pilot.app.screen.query_one(NumberInput)
        entry.focus()
        await pilot.press("4", "2", "h")
        await pilot.pause()
        assert pilot.app.screen.query_one(NumberInput) is entry
        assert entry.value == "42"
        assert pilot.app.focused is entry


async def test_a_key_that_turns_nothing_reads_the_lab_no_more(tutor, monkeypatch):
    """A hint and another view show what is known already; a turn reads the lab once."""
    async with tutor("exactly-when#three-lamps") as pilot:
        while pilot.app.screen.session.hidden:
            await pilot.press("s", "s", "enter")
            await pilot.pause()
        read, reads = NetworkLab.read, []
        monkeypatch.setattr(NetworkLab, "read", lambda *given: reads.append(given) or read(*given))
        await pilot.press("h", "v")
        await pilot.pause()
        assert not reads
        await focus_knob(pilot, pilot.app.screen.query(Knob).first().knob.name)
        await pilot.press("right")
        await pilot.pause()
        assert len(reads) == 1


async def test_a_misspelt_action_is_a_bug(tutor):
    """An action of a screen that stands in no table raises, instead of being always available."""
    async with tutor("when-linear#bend-it") as pilot:
        misspelt = type("Misspelt", (LessonScreen,), {"action_hnit": lambda _: None, "__module__": "tutor.test"})
        screen = misspelt(pilot.app.screen.session, "braille")
        assert not screen.barred("hint")
        with pytest.raises(KeyError):
            screen.check_action("hnit", ())


def test_every_action_of_a_screen_stands_in_a_table():
    """Each key that a screen answers can be asked whether it works."""
    own = {
        name.removeprefix("action_")
        for screen in (LessonScreen, BenchScreen)
        for name in vars(screen)
        if name.startswith("action_")
    }
    assert own == {*MOVING, *ANSWERING, *AT_BENCH} - {"read", "type", "type_value", "show"}


async def test_a_value_that_leaves_no_room_for_its_arrows_stays_whole(tutor):
    """A knob shows all digits of its value, in one row."""
    async with tutor("exactly-when#three-lamps", (100, 40)) as pilot:
        while pilot.app.screen.session.hidden:
            await pilot.press("s", "s", "enter")
            await pilot.pause()
        knob = await focus_knob(pilot, "b0")
        for key in ("-", "1", ".", "2", "5"):
            await pilot.press({"-": "minus", ".": "full_stop"}.get(key, key))
        await pilot.press("enter")
        await pilot.pause()
        assert knob.size.height == 1
        assert "−1.25" in knob.render_line(0).text


@pytest.mark.parametrize("target", ["deeper", "straight-or-bent#where-from", "one-unit#which-side"])
@pytest.mark.today(1)
async def test_a_new_question_has_no_option_picked_and_is_not_begun(tutor, target):
    """A list of options that appears picks nothing, and the session does not change by its appearing."""
    async with tutor(target) as pilot:
        await pilot.pause()
        session = pilot.app.screen.session
        assert session.state.checks == {}, target
        assert pilot.app.screen.query_one("#answer").highlighted is None


def test_no_knob_is_named_like_a_key_that_works_beside_it():
    """The name of a knob that can be turned, in any lab of any lesson, is no key; but for c, the output bias."""
    keys = {
        key
        for table in (MOVING, ANSWERING, AT_BENCH, PROGRAM)
        for action in table.values()
        for key in action.keys.split(",")
    }
    names = {knob.name for lesson in SHIPPED for step in lesson.steps if step.lab for knob in turnable(step.lab)}
    assert names
    assert names & keys == {"c"}
