"""A learner with a keyboard and nothing else finishes every step."""

import pytest

from tutor import session as sessions
from tutor.check import (
    ChoiceCheck,
    GoalCheck,
    ManyCheck,
    MatchCheck,
    NumberCheck,
    OrderCheck,
    SketchCheck,
)
from tutor.lesson.cut import sources
from tutor.lesson.index import index, lessons_folder
from tutor.progress import home, open_progress
from tutor.tui.knob import Knob

TYPED = {"-": "minus", "/": "slash", ".": "full_stop"}


async def type_text(pilot, text):
    await pilot.press(*(TYPED.get(character, character) for character in text))


async def choose(pilot, check):
    await pilot.press(str(check.right_index + 1))


async def enter_number(pilot, check):
    await type_text(pilot, str(check.answer))
    await pilot.press("enter")


async def draw(pilot, check):
    for height in check.heights:
        steps = int(height / check.step)
        await pilot.press(*["up" if steps > 0 else "down"] * abs(steps), "right")
    await pilot.press("enter")


async def choose_many(pilot, check):
    await pilot.press(*(str(i) for i, on in enumerate(check.right_answer, 1) if on), "enter")


async def match(pilot, check):
    for place in check.right_answer:
        await pilot.press(*["right"] * (int(place) + 1), "down")
    await pilot.press("enter")


async def order(pilot, check):
    draft = list(check.blank)
    for to, place in enumerate(check.right_answer):
        at = draft.index(place)
        await pilot.press(*["up"] * check.size, *["down"] * at, *["left"] * (at - to))
        draft.insert(to, draft.pop(at))
    await pilot.press("enter")


async def reach(pilot, check):
    if check.impossible:
        await pilot.press("i")
    for name, value in check.solution.items():
        for _ in range(40):
            if isinstance(pilot.app.focused, Knob) and pilot.app.focused.knob.name == name:
                break
            await pilot.press("tab")
        await type_text(pilot, str(value))
        await pilot.press("enter")


PRESS = {
    ChoiceCheck: choose,
    ManyCheck: choose_many,
    OrderCheck: order,
    MatchCheck: match,
    NumberCheck: enter_number,
    SketchCheck: draw,
    GoalCheck: reach,
}
"""The keys with which each kind of check is answered rightly."""


async def respond(pilot):
    """Answer the check on show rightly; whether it is solved then."""
    screen, check = pilot.app.screen, pilot.app.screen.session.shown_check
    await PRESS[type(check)](pilot, check)
    if check.rated:
        await pilot.press("2")
    await pilot.pause()
    return screen.session.check_state(check).solved


SIZES = [(60, 20), (80, 24), (140, 45)]
ALWAYS = {("linear-on-linear", (80, 24))}
"""It is short, and has a goal out of reach; the others take minutes, and belong to the full profile."""


@pytest.mark.parametrize(
    ("lesson", "size"),
    [
        pytest.param(lesson, size, marks=() if (lesson, size) in ALWAYS else pytest.mark.full)
        for lesson in index(sources([lessons_folder()]))
        for size in SIZES
    ],
)
async def test_a_whole_lesson_by_keys_alone(tutor, lesson, size):
    """Every step can be answered and left with the keyboard alone, and every answer is kept."""
    async with tutor(lesson, size) as pilot:
        screen = pilot.app.screen
        while True:
            check = screen.session.shown_check
            if check is not None:
                assert await respond(pilot), f"{screen.session.step.id}: {check.id}"
            if sessions.forward(screen.session) is None:
                break
            before = screen.session
            await pilot.press("enter")
            await pilot.pause()
            assert (screen.session.at, screen.session.state.check) != (before.at, before.state.check)
        assert screen.session.finished
    progress = open_progress(home())
    answered = {row[0] for row in progress.connection.execute('select "check" from answer where right')}
    assert answered == {check.id for step in screen.session.lesson.steps for check in step.checks}
    progress.close()
