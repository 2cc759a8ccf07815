"""The thread, claim by claim: verdicts that wait for their experiment, and the way there."""

from tutor import session as sessions
from tutor.tui.claims_screen import ClaimsScreen
from tutor.tui.course_screen import CourseScreen
from tutor.tui.lesson_screen import LessonScreen
from tutor.tui.options import Options


def entry(pilot, name):
    """What is written of a claim."""
    return " ".join(str(pilot.app.screen.query_one(Options).get_option(name).prompt).split())


async def opened(pilot):
    await pilot.press("c")
    await pilot.pause()
    assert isinstance(pilot.app.screen, CourseScreen)
    await pilot.press("l")
    await pilot.pause()
    assert isinstance(pilot.app.screen, ClaimsScreen)


async def test_a_verdict_waits_for_its_experiment(tutor):
    """A verdict that is told beforehand is to be believed, and not found out."""
    async with tutor("when-linear") as pilot:
        claim = pilot.app.course.tables.claims["C15"]
        lesson_id, _, step_id = claim.step.partition("#")
        assert lesson_id == "when-linear"
        await opened(pilot)
        assert claim.says in entry(pilot, "C15")
        assert claim.because not in entry(pilot, "C15")
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        screen = pilot.app.screen
        session = sessions.go(screen.session, screen.session.lesson.step_index(step_id))
        screen.session = sessions.hint(session)  # begun is not seen
        await pilot.pause()
        await opened(pilot)
        assert claim.because not in entry(pilot, "C15")
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        session = screen.session
        while session.open_check is not None:
            session = sessions.show_solution(session)
            session = session if session.on_last_check else sessions.forward(session)
        screen.session = session
        await pilot.pause()
        await opened(pilot)
        assert claim.because in entry(pilot, "C15")
        assert claim.verdict in entry(pilot, "C15")


async def test_the_page_keys_move_in_the_claims_and_in_the_course(tutor):
    """26 claims of three rows are a long way with ↓ alone; Space reads on everywhere else."""
    async with tutor("start", (80, 24)) as pilot:
        await pilot.press("c")
        await pilot.pause()
        moved = []
        for key in ("home", "pagedown", "pageup"):
            await pilot.press(key)
            moved.append(pilot.app.screen.query_one(Options).highlighted)
        assert moved[0] == 1, "0 is the heading of a part"
        assert moved[1] > moved[2] + 3 >= moved[0] + 3
        await pilot.press("l")
        await pilot.pause()
        places = []
        for key in ("home", "space", "pagedown", "end", "pageup"):
            await pilot.press(key)
            places.append(pilot.app.screen.query_one(Options).highlighted)
        assert places[0] == 0 < places[1] - 1, "Space has moved by one, or not at all"
        assert places[1] < places[2] < places[3] == 25 > places[4]


async def test_a_claim_leads_to_its_step(tutor):
    """The experiment behind a verdict would have to be searched for."""
    async with tutor("start") as pilot:
        await opened(pilot)
        claims = pilot.app.course.tables.claims
        options = pilot.app.screen.query_one(Options)
        options.highlighted = options.get_option_index("C2")
        await pilot.press("enter")
        for _ in range(10):
            await pilot.pause()
        assert isinstance(pilot.app.screen, LessonScreen)
        session = pilot.app.screen.session
        assert f"{session.lesson.id}#{session.step.id}" == claims["C2"].step


async def test_the_claims_are_in_the_middle_of_a_wide_terminal(tutor):
    """Long lines are hard to read, so there is a widest; what is left over is left on both sides."""
    async with tutor("when-linear", (200, 60)) as pilot:
        await opened(pilot)
        region = pilot.app.screen.query_one("#claims").region
        assert abs(region.x - (200 - region.right)) <= 1


async def test_the_lit_claim_ends_where_its_words_end(tutor):
    """An empty row in it, below the words, would look as if it belonged to the next."""
    async with tutor("when-linear", (100, 40)) as pilot:
        await opened(pilot)
        claims = pilot.app.screen.query_one(Options)
        assert all(
            str(claims.get_option_at_index(i).prompt).split("\n")[-1].strip() for i in range(claims.option_count)
        )
