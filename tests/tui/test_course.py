"""The course: parts, signs and words, minutes, search and filter, and what to keep."""

import pytest
from app import shipped_course
from keeping import keep_once
from moves import STORE, solved
from textual.widgets._footer import FooterKey

from tutor import session as sessions
from tutor.progress import home, open_progress
from tutor.resume import load
from tutor.tui.course_screen import CourseScreen
from tutor.tui.lesson_screen import LessonScreen
from tutor.tui.note_screen import NoteScreen
from tutor.tui.search import Search, found
from tutor.tui.ways import STANDS, bar, duration


def rows(pilot):
    """The rows of the list, by the id of their options; headings without one are left out."""
    entries = pilot.app.screen.query_one("#lessons")
    options = [entries.get_option_at_index(i) for i in range(entries.option_count)]
    return {option.id: str(option.prompt) for option in options if option.id}


def headings(pilot):
    entries = pilot.app.screen.query_one("#lessons")
    options = [entries.get_option_at_index(i) for i in range(entries.option_count)]
    return [str(option.prompt) for option in options if option.disabled]


def said(pilot, name):
    return str(pilot.app.screen.query_one(name).content)


async def at_course(pilot):
    await pilot.press("c")
    for _ in range(5):
        await pilot.pause()
    assert isinstance(pilot.app.screen, CourseScreen)


def finished(lesson, how):
    """A lesson that was gone through from its first step to its last."""
    session = sessions.go(load(open_progress(None), lesson, STORE), 0)
    while True:
        while session.open_check is not None:
            session = how(session)
        following = sessions.forward(session)
        if following is None:
            return session
        session = following


def by_solution(session):
    return solved(session) if session.open_check.silent else sessions.show_solution(session)


@pytest.fixture
def worked():
    """Progress with one lesson done, one by solutions, one skipped and one begun."""
    course = shipped_course()
    progress = open_progress(home())
    keep_once(progress, finished(course.by_id["straight-or-bent"], solved))
    keep_once(progress, finished(course.by_id["linear-on-linear"], by_solution))
    skipped = sessions.go(load(progress, course.by_id["one-unit"], STORE), 0)
    for _ in skipped.lesson.steps:
        skipped = sessions.skip(skipped)
    keep_once(progress, skipped)
    keep_once(progress, sessions.hint(sessions.go(load(progress, course.by_id["when-linear"], STORE), 0)))
    progress.close()


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
@pytest.mark.today(1)
async def test_lessons_stand_in_columns_under_their_parts(tutor, size):
    """Every lesson has a row with its whole title, its steps, a word and its minutes, in one line and aligned."""
    async with tutor("start", size) as pilot:
        await at_course(pilot)
        course, found_rows = pilot.app.course, rows(pilot)
        assert list(found_rows) == [lesson.id for lesson in course.in_order]
        assert [part.title for part, _ in course.parts] == [
            next(part.title for part, _ in course.parts if heading.startswith(part.title))
            for heading in headings(pilot)
        ]
        for lesson in course.in_order:
            assert lesson.title in found_rows[lesson.id]
            assert f"/{len(lesson.steps)} " in found_rows[lesson.id]
        assert len({row.index(" min") for row in found_rows.values()}) == 1
        width = pilot.app.screen.query_one("#lessons").content_size.width
        assert {len(row) for row in (*found_rows.values(), *headings(pilot))} <= {width, width - 1}
        assert "of 26" in said(pilot, "#overall")


@pytest.mark.usefixtures("worked")
async def test_how_a_lesson_stands_is_told_by_sign_and_word(tutor):
    """Done, by solution, skipped, begun and open differ in both, and the legend has each."""
    async with tutor("start", (120, 40)) as pilot:
        await at_course(pilot)
        marks = {
            "straight-or-bent": "done",
            "linear-on-linear": "solution",
            "one-unit": "skipped",
            "when-linear": "begun",
            "stuck": "new",
        }
        legend = said(pilot, "#legend")
        for lesson, mark in marks.items():
            sign, word, _ = STANDS[mark]
            row = rows(pilot)[lesson]
            assert row.split()[0] == sign
            assert word in row
            assert f"{sign} {word}" in legend
        course = pilot.app.course
        done = sum(len(course.by_id[lesson].steps) for lesson in ("straight-or-bent", "linear-on-linear"))
        assert f"{done} of {sum(len(lesson.steps) for lesson in course.in_order)}," in said(pilot, "#overall")


@pytest.mark.parametrize("size", [(60, 20), (100, 40)])
@pytest.mark.today(1)
async def test_the_footer_of_the_course_names_the_keys_of_its_list(tutor, size):
    """How to move and how to open stand there, at every width."""
    async with tutor("start", size) as pilot:
        await at_course(pilot)
        await pilot.pause()
        names = {key.description for key in pilot.app.screen.query(FooterKey) if key.region.area}
        assert {"Move", "Open"} <= names


async def test_searching_finds_lessons_and_steps_by_words(tutor):
    """/ opens the search, words narrow the list, Enter opens what has the keys, Esc shows everything again."""
    async with tutor("start", (100, 40)) as pilot:
        await at_course(pilot)
        await pilot.press("slash", *"chord")
        await pilot.pause()
        assert "draw-it#chord-test" in rows(pilot)
        assert "start" not in rows(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert "start" in rows(pilot)
        assert not pilot.app.screen.query_one(Search).has_class("-open")
        await pilot.press("slash", "q", "q")
        await pilot.pause()
        assert rows(pilot) == {}
        pilot.app.screen.query_one(Search).value = "TEST chord"
        await pilot.pause()
        while pilot.app.screen.highlighted != "draw-it#chord-test":
            await pilot.press("down")
        await pilot.press("enter")
        for _ in range(10):
            await pilot.pause()
        assert isinstance(pilot.app.screen, LessonScreen)
        assert pilot.app.screen.session.step.id == "chord-test"


@pytest.mark.usefixtures("worked")
async def test_a_filter_shows_what_is_open_or_done(tutor):
    """f goes from all lessons to the open ones, the done ones, and back; the frame says which. A search is in all."""
    async with tutor("start") as pilot:
        await at_course(pilot)
        everything = list(rows(pilot))
        await pilot.press("f")
        assert set(rows(pilot)) == set(everything) - {"straight-or-bent", "linear-on-linear"}
        assert "open" in str(pilot.app.screen.query_one("#lessons").border_title)
        await pilot.press("f")
        assert set(rows(pilot)) == {"straight-or-bent", "linear-on-linear"}
        await pilot.press("slash", *"chord")
        await pilot.pause()
        assert "draw-it#chord-test" in rows(pilot)
        assert "done" not in str(pilot.app.screen.query_one("#lessons").border_title)
        await pilot.press("escape", "f")
        await pilot.pause()
        assert list(rows(pilot)) == everything


@pytest.mark.usefixtures("worked")
async def test_what_is_next_is_not_finished(tutor):
    """Beside a lesson stands the step to go on with; beside a finished one that it is finished."""
    async with tutor("start", (80, 24)) as pilot:
        await at_course(pilot)
        lessons = pilot.app.screen.query_one("#lessons")
        for lesson, told in (("straight-or-bent", "finished"), ("one-unit", "next: step "), ("stuck", "next: step 1")):
            lessons.highlighted = lessons.get_option_index(lesson)
            await pilot.pause()
            assert told in said(pilot, "#about")


@pytest.mark.usefixtures("worked")
async def test_what_to_keep_can_be_read_again_once_a_lesson_is_done(tutor):
    """k opens it for a finished lesson, and says of any other that it comes at the end."""
    async with tutor("start") as pilot:
        await at_course(pilot)
        lessons = pilot.app.screen.query_one("#lessons")
        lessons.highlighted = lessons.get_option_index("when-linear")
        await pilot.press("k")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CourseScreen)
        lessons.highlighted = lessons.get_option_index("straight-or-bent")
        await pilot.press("k")
        await pilot.pause()
        assert isinstance(pilot.app.screen, NoteScreen)
        assert "Linear is a promise" in str(pilot.app.screen.query_one("Static").content)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CourseScreen)


async def test_claims_are_searched_by_their_words(tutor):
    """A claim is found by what it says; its verdict only once it shows."""
    async with tutor("start") as pilot:
        await at_course(pilot)
        await pilot.press("l")
        await pilot.pause()
        claims = pilot.app.course.tables.claims
        await pilot.press("slash", *"epochs")
        await pilot.pause()
        entries = pilot.app.screen.query_one("#claims")
        names = [entries.get_option_at_index(i).id for i in range(entries.option_count)]
        assert names == [name for name, claim in claims.items() if found("epochs", claim.says)]
        await pilot.press("escape", "f", "f")
        await pilot.pause()
        assert entries.option_count == 1, "no claim is settled, and a line says so"


def test_words_are_found_in_any_order_and_case():
    """Each word of a query has to be somewhere."""
    assert found("Chord TEST", "the chord", "A test")
    assert not found("chord tent", "the chord", "A test")
    assert found("", "anything")


@pytest.mark.parametrize(
    ("part", "whole", "filled"), [(0, 9, 0), (1, 999, 1), (998, 999, 9), (999, 999, 10), (0, 0, 10)]
)
def test_a_bar_is_full_only_at_the_end(part, whole, filled):
    """Anything done shows, and only all of it fills the bar."""
    assert str(bar(part, whole, 10)).count("█") == filled or (part, whole) == (0, 0)


@pytest.mark.parametrize(("minutes", "said_"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (140, "2 h 20 min")])
def test_minutes_are_told_as_people_say_them(minutes, said_):
    """Hours and minutes, without those that are none."""
    assert duration(minutes) == said_
