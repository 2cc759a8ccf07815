"""What is typed, pasted and pressed: nothing is dropped without a word, and every page is left at once."""

from fractions import Fraction

import pytest
from pointer import place_of
from textual import events

from tutor.bench import set_up
from tutor.check import DrawnCheck, MatchCheck, OrderCheck
from tutor.store import Store
from tutor.tui.inside_screen import InsideScreen
from tutor.tui.knob import Knob
from tutor.tui.number_input import NumberInput
from tutor.tui.rows import Rows

NAMES = {",": "comma", ".": "full_stop", "-": "minus", "/": "slash", " ": "space", "(": "left_parenthesis"}


async def type_(pilot, text):
    await pilot.press(*(NAMES.get(each, each) for each in text))


async def paste(pilot, text):
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()


def state(pilot):
    session = pilot.app.screen.session
    return session.check_state(session.shown_check)


def said(pilot):
    """The notice above the keys, if there is one."""
    notice = pilot.app.screen.query_one("#notice")
    return [notice.content.plain] if notice.display else []


def verdict(pilot):
    feedback = pilot.app.screen.query_one("#feedback")
    parts = (feedback.border_title, feedback.query_one("#verdict").content.plain, feedback.border_subtitle)
    return "\n".join(part for part in parts if part)


async def give_up_until(pilot, kind):
    """Show solutions until a check of a kind is open."""
    while not isinstance(pilot.app.screen.session.step.checks[pilot.app.screen.session.state.check], kind):
        await pilot.press("s", "s", "enter")
        await pilot.pause()
    return pilot.app.screen.session.open_check


# Numbers


async def test_a_decimal_comma_is_read_in_a_number_check(tutor):
    """A number with a comma counts as the same with a point; parted thousands are refused, and count as no answer."""
    async with tutor("straight-or-bent") as pilot:
        await type_(pilot, "1,000.5")
        await pilot.press("enter")
        await pilot.pause()
        assert "two decimal signs" in said(pilot)[0]
        assert state(pilot).pending == ()
        pilot.app.focused.clear()
        await type_(pilot, "3,0")
        assert pilot.app.focused.value == "3,0"
        await pilot.press("enter", "2")
        await pilot.pause()
        assert state(pilot).solved


async def test_a_decimal_comma_is_read_in_a_drawn_check_and_on_a_knob(tutor):
    """A comma parts the decimals where numbers are drawn, and where a knob is set."""
    async with tutor("one-unit#move-the-bend") as pilot:
        check = await give_up_until(pilot, DrawnCheck)
        await type_(pilot, f"{check.answer},0")
        await pilot.press("enter")
        await pilot.pause()
        assert state(pilot).solved
        knob = pilot.app.screen.query(Knob).first()
        knob.focus()
        await type_(pilot, "1,5")
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.screen.bench.settings[knob.knob.name] == Fraction(3, 2)


async def test_a_pasted_number_is_trimmed(tutor):
    """Blanks, empty lines and what follows on other lines are no part of a pasted number."""
    async with tutor("straight-or-bent") as pilot:
        for text in ("  1,0 ", "1,0\n", "\n 1,0\nand more\n"):
            await paste(pilot, text)
            assert pilot.app.focused.value == "1,0"
            pilot.app.focused.clear()
        pilot.app.screen.action_go(1)
        await pilot.pause()
        knob = pilot.app.screen.query(Knob).first()
        knob.focus()
        await paste(pilot, "\n 1,5\nand more\n")
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.screen.bench.settings[knob.knob.name] == Fraction(3, 2)


async def test_a_character_that_makes_no_number_is_told(tutor):
    """A character that is neither of a number nor a key is told, and not typed; a key stays a key."""
    async with tutor("straight-or-bent") as pilot:
        await type_(pilot, "1(z")
        await pilot.pause()
        assert pilot.app.focused.value == "1"
        assert said(pilot) == ["“z” does nothing here: ? lists the keys."]
        await pilot.press("h")
        await pilot.pause()
        assert state(pilot).hints == 1


# Leaving, and one step back


async def typing_a_number(pilot):
    await type_(pilot, "12")


async def typing_a_value(pilot):
    pilot.app.screen.action_go(1)
    await pilot.pause()
    pilot.app.screen.query(Knob).first().focus()
    await type_(pilot, "12")
    assert pilot.app.focused.draft == "12"


async def explaining(pilot):
    pilot.app.screen.action_go(1)
    await pilot.pause()
    await pilot.press("e")


async def inside(pilot):
    step = pilot.app.screen.session.lesson.steps[1]
    await pilot.app.push_screen(InsideScreen(set_up(step.lab, Store()), "braille"))


def pressing(key):
    async def press(pilot):
        await pilot.press(key)

    return press


PLACES = {
    "typing a number": typing_a_number,
    "typing a value": typing_a_value,
    "explain": explaining,
    "inside": inside,
    "help": pressing("question_mark"),
    "palette": pressing("ctrl+p"),
    "course": pressing("c"),
}


@pytest.mark.parametrize("key", ["ctrl+c", pytest.param("ctrl+q", marks=pytest.mark.full)])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.today(2)
async def test_ctrl_c_and_ctrl_q_leave_from_everywhere(tutor, place, key):
    """Both keys end the program at once, whatever is open and whatever is being typed."""
    async with tutor("straight-or-bent") as pilot:
        await PLACES[place](pilot)
        await pilot.pause()
        await pilot.press(key)
        assert not pilot.app.is_running or pilot.app._exit


async def test_escape_goes_one_step_back(tutor):
    """Esc drops what is typed, closes a page, and leads from a knob to the question; then nothing is left to close."""
    async with tutor("straight-or-bent") as pilot:
        lesson = pilot.app.screen
        await typing_a_number(pilot)
        entry = pilot.app.focused
        await pilot.press("escape")
        assert (entry.value, pilot.app.focused) == ("", entry)
        for place in ("explain", "inside", "help", "palette", "course"):
            await PLACES[place](pilot)
            await pilot.pause()
            assert pilot.app.screen is not lesson, place
            await pilot.press("escape")
            await pilot.pause()
            assert pilot.app.screen is lesson, place
        await typing_a_value(pilot)
        knob = pilot.app.focused
        await pilot.press("escape")
        assert (knob.draft, pilot.app.focused) == (None, knob)
        lesson.action_go(0)
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert said(pilot) == ["There is nothing to take back: p goes back, q leaves."]


# Keys that do nothing now


WHY = {
    "straight-or-bent": {
        "g": "Predict first: the lab opens then.",
        "v": "Predict first: the lab opens then.",
        "n": "Answer first: h gives a hint, s the solution, k skips this step.",
        "p": "This is the first step.",
        "a": "This question has no other numbers.",
        "i": "No goal here: answer this.",
    },
    "straight-or-bent#where-from": {
        "u": "This step has no lab.",
        "7": "There are 4 to choose from.",
        "left": "This step has no lab.",
    },
    "straight-or-bent#find-a-pair": {
        "g": "Nothing runs here by itself.",
        "v": "This lab has one view.",
        "u": "There is nothing to undo.",
        "r": "There is nothing to redo.",
        "x": "All knobs are at their start.",
        "o": "Nothing is offered here.",
        "w": "There is nothing to look into: nothing is picked.",
        "enter": "Still wanted: gap = 0, now 3.",
        "f5": "F5 does nothing here: ? lists the keys.",
    },
}


@pytest.mark.parametrize("place", WHY)
@pytest.mark.today(2)
async def test_a_key_that_does_nothing_now_says_why(tutor, place):
    """A key without anything to do is answered by one line, and changes nothing."""
    async with tutor(place) as pilot:
        before = pilot.app.screen.session
        for key, why in WHY[place].items():
            await pilot.press(key)
            await pilot.pause()
            assert said(pilot) == [why], key
            assert pilot.app.screen.session == before


async def test_enter_at_the_question_how_sure_says_the_numbers(tutor):
    """Enter, or a number that is none of the three, at "How sure are you?" says which there are."""
    async with tutor("straight-or-bent") as pilot:
        for key in ("enter", "7"):
            await pilot.press(*([] if state(pilot).pending else ["1", "enter"]), key)
            await pilot.pause()
            assert said(pilot) == ["How sure are you? 1, 2 or 3."]


async def test_a_knob_at_its_end_says_so(tutor):
    """A knob that can go no further says how far it goes."""
    async with tutor("straight-or-bent#find-a-pair") as pilot:
        await pilot.press("5", "enter", "right")
        await pilot.pause()
        assert said(pilot) == ["x1 goes from −5 to 5."]


# Hints, solutions, predictions


async def test_s_asks_once(tutor):
    """The first s asks, the second shows the solution; any key between them takes the question back."""
    async with tutor("straight-or-bent#where-from") as pilot:
        for between in ("h", "down", "escape", "z"):
            await pilot.press("s")
            await pilot.pause()
            assert "Show the solution?" in verdict(pilot)
            assert "s again shows it" in verdict(pilot)
            await pilot.press(between)
            await pilot.pause()
            assert "Show the solution?" not in verdict(pilot), between
        assert not state(pilot).done
        await pilot.press("s", "s")
        await pilot.pause()
        assert state(pilot).shown
        assert "◎" in pilot.app.screen.query_one("#title").content.plain


async def test_after_a_third_miss_the_verdict_points_to_the_hints(tutor):
    """The third wrong answer says that h gives a hint."""
    async with tutor("straight-or-bent#on-your-own") as pilot:
        for miss in (1, 2, 3):
            await pilot.press("9", "enter")
            await pilot.pause()
            assert ("h gives a hint." in verdict(pilot)) == (miss == 3)


async def test_a_wrong_prediction_closes_with_its_explanation(tutor):
    """Once the lab shows the answer, nothing is left to copy: solution and explanation stand there, Enter goes on."""
    async with tutor("straight-or-bent") as pilot:
        check = pilot.app.screen.session.shown_check
        await pilot.press("9", "enter", "1")
        await pilot.pause()
        text = verdict(pilot)
        assert text.startswith("✗ Not right")
        assert "Solution: 3" in text
        assert "this one pair is a proof" in text
        assert text.endswith("Enter: next step")
        assert state(pilot).log[0].right is False
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.screen.session.shown_check.id != check.id


# Rows


async def test_digits_choose_in_a_match(tutor):
    """A digit puts one of the numbered things to the row, and the keys go on to the next row."""
    async with tutor("start#keys") as pilot:
        check = pilot.app.screen.session.open_check
        assert isinstance(check, MatchCheck)
        await pilot.press(*(str(int(place) + 1) for place in check.right_answer), "enter")
        await pilot.pause()
        assert state(pilot).solved


async def test_digits_put_a_row_to_its_place_in_an_order(tutor):
    """A digit moves the row that has the keys to the place of this number, and the keys go with it."""
    async with tutor("exactly-when#the-rule") as pilot:
        assert isinstance(pilot.app.screen.session.open_check, OrderCheck)
        await pilot.press("4")
        assert (state(pilot).draft, state(pilot).row) == ((1, 2, 3, 0), 3)
        await pilot.press("2")
        assert (state(pilot).draft, state(pilot).row) == ((1, 0, 2, 3), 1)


def lines(rows):
    return [rows.render_line(y).text.rstrip() for y in range(rows.size.height)]


async def test_wrapped_rows_keep_their_indent(tutor):
    """A row that takes two lines begins its second under the text of the first."""
    async with tutor("what-kills#cases", (60, 24)) as pilot:
        await pilot.press("4", "3", "2", "1")
        await pilot.pause()
        rows = pilot.app.screen.query_one(Rows)
        found = lines(rows)
        assert len(found) > 2 * rows.check.size + 2
        for pair in rows.check.pairs:
            first = next(i for i, line in enumerate(found) if line[2:].startswith(pair.left[:20]))
            assert found[first + 1].startswith("  "), found
            assert found[first + 1][2:3].strip(), found


async def test_a_solution_stands_in_the_rows(tutor):
    """The rows of a check that was given up show what is right."""
    async with tutor("start#keys") as pilot:
        rows = pilot.app.screen.query_one(Rows)
        await pilot.press("1", "1", "s", "s")
        await pilot.pause()
        assert rows.draft == rows.check.right_answer
        assert any(rows.check.pairs[0].right in line for line in lines(rows)[:1])


async def test_rows_are_clicked_and_turned_by_the_wheel(tutor):
    """A click goes to a row, a click on it or the wheel changes it, and a click on a choice puts it there."""
    async with tutor("start#keys") as pilot:
        rows = pilot.app.screen.query_one(Rows)
        await pilot.click(rows, offset=place_of(rows, {"row": 2}))
        await pilot.pause()
        assert (state(pilot).row, state(pilot).draft) == (2, ())
        await pilot.click(rows, offset=place_of(rows, {"row": 2}))
        await pilot.pause()
        assert state(pilot).draft[2] == 0
        x, y = place_of(rows, {"row": 2}) + rows.content_region.offset
        wheel = events.MouseScrollDown(rows, x, y, 0, 1, 0, False, False, False, x, y)
        pilot.app.post_message(wheel)
        await pilot.pause()
        assert state(pilot).draft[2] == 1
        await pilot.click(rows, offset=place_of(rows, {"choice": 4}))
        await pilot.pause()
        assert (state(pilot).draft[2], state(pilot).row) == (4, 3)


async def test_a_knob_is_dragged_over_several_cells(tutor):
    """A drag turns a knob by a step for each cell, also where it leaves the knob."""
    async with tutor("straight-or-bent#find-a-pair") as pilot:
        knob = pilot.app.screen.query(Knob).first()
        start = pilot.app.screen.bench.settings[knob.knob.name]
        x, y = knob.region.x + 2, knob.region.y
        plain = (False, False, False)
        pilot.app.post_message(events.MouseDown(knob, x, y, 0, 0, 1, *plain, x, y))
        await pilot.pause()
        for step in (1, 2, 3):
            pilot.app.post_message(events.MouseMove(knob, x - step, y, -1, 0, 1, *plain, x - step, y))
        pilot.app.post_message(events.MouseUp(knob, x - 3, y, 0, 0, 1, *plain, x - 3, y))
        await pilot.pause()
        assert pilot.app.screen.bench.settings[knob.knob.name] == start - 3 * knob.knob.fine
        assert pilot.app.focused is knob


async def test_options_and_numbers_are_clicked(tutor):
    """A click on an option answers with it; a click on the field for a number gives it the keys."""
    async with tutor("straight-or-bent#where-from") as pilot:
        await pilot.click("#answer", offset=(5, 0))
        await pilot.pause()
        assert len(state(pilot).log) == 1
        pilot.app.screen.action_go(0)
        await pilot.pause()
        pilot.app.screen.set_focus(None)
        await pilot.click("#answer", offset=(3, 0))
        await pilot.pause()
        assert isinstance(pilot.app.focused, NumberInput)
