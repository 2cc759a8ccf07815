"""Leaving and coming back: what is kept of a session comes back as it was, whenever it was kept."""

from fractions import Fraction

import pytest
from course import written
from hypothesis import given
from hypothesis import strategies as st
from keeping import LESSON, Kept, broken, in_memory, keep_once, visible, worked
from moves import MOVES, STORE, answered, beginnings, begun, played, turned

from tutor import session as sessions
from tutor.progress import AnswerRecord, open_progress, opened
from tutor.resume import keep, load, open_at, resume


@pytest.fixture
def progress(tmp_path):
    with opened(tmp_path / "kept") as found:
        assert not found.warning
        yield found


@pytest.fixture
def lesson(tmp_path):
    return written(tmp_path, LESSON)


def logged(session):
    """The answers in the logs of a session."""
    return [
        (step.id, check, given_)
        for step, state in zip(session.lesson.steps, session.states, strict=True)
        for check in step.checks
        for given_ in state.state_of(check).log
    ]


def recorded(progress, lesson):
    """The answers in the file, in no order."""
    return sorted(
        (record.step, record.check, record.answer, record.right, record.sure, record.draw)
        for record in progress.answers(lesson.id)
    )


def records(session):
    """What the file should have of the answers of a session, in no order."""
    return sorted(
        (step, check.id, check.kept(each.answer), each.right, each.sure, each.draw)
        for step, check, each in logged(session)
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder for one example after the other: to make a file takes longer than all else."""
    return tmp_path_factory.mktemp("kept")


@given(beginnings(), MOVES, st.sets(st.integers(0, 24)))
def test_leaving_at_any_moment_and_coming_back_changes_nothing(folder, session, moves, keeps):
    """Kept after any of its moves, or once at the end, a session comes back with all that is seen of it."""
    lesson = session.lesson
    with opened(folder) as progress:
        progress.connection.executescript("delete from step; delete from answer; delete from event; delete from place")
        kept = keep(progress, load(progress, lesson, STORE), session)
        for i, move in enumerate(moves):
            session = played(session, move)
            if i in keeps:
                kept = keep(progress, kept, session)
        keep(progress, kept, session)
        assert not progress.warning
    # Another run of the program.
    with opened(folder) as progress:
        assert visible(resume(progress, lesson, STORE)) == visible(session)
        assert progress.last_lesson() == lesson.id
        assert recorded(progress, lesson) == records(session)


@given(beginnings(), st.lists(MOVES, max_size=4))
def test_an_answer_that_was_logged_stays_as_it_was_judged(session, sittings):
    """In as many sittings as there are, no answer is lost, judged in another way or told otherwise."""
    lesson = session.lesson
    with in_memory() as progress:
        keep_once(progress, session)
        for moves in sittings:
            before = load(progress, lesson, STORE)
            session = open_at(before, None)
            for move in moves:
                session = played(session, move)
                for was, now in zip(before.states, session.states, strict=True):
                    for name, check in was.checks.items():
                        assert now.checks[name].log[: len(check.log)] == check.log
            assert keep(progress, before, session) is session
            again = load(progress, lesson, STORE)
            assert logged(again) == logged(session)
            assert visible(again) == visible(session)


@given(beginnings(), MOVES, st.lists(st.booleans(), min_size=26, max_size=26))
def test_no_answer_is_lost_on_a_disk_that_fails(session, moves, works):
    """Whichever writes fail, the first among them, the next that works keeps everything, each answer once."""
    lesson = session.lesson
    with in_memory() as progress:
        kept = load(progress, lesson, STORE)
        for i, move in enumerate([("view", 0, 0), *moves]):
            session = played(session, move)
            if works[i]:
                kept = keep(progress, kept, session)
                assert kept is session
                assert progress.warning == ""
                assert recorded(progress, lesson) == records(session)
            else:
                with broken(progress):
                    before, kept = kept, keep(progress, kept, session)
                assert kept is before
                assert "could not be saved" in progress.warning
        assert keep(progress, kept, session) is session
        assert recorded(progress, lesson) == records(session)
        assert visible(resume(progress, lesson, STORE)) == visible(session)


def test_answers_given_before_the_first_write_that_works_are_logged(progress, lesson):
    """Where the disk fails at the start, the answers given meanwhile are in the log as soon as it works."""
    with broken(progress):
        run = Kept(progress, lesson).answer(2).answer(1)
        assert progress.warning
        assert progress.answers("mine") == []
    run.answer(0)
    assert not progress.warning
    assert progress.answers("mine") == [
        AnswerRecord("one", "pick", ("other",), right=False),
        AnswerRecord("one", "pick", ("that",), right=False),
        AnswerRecord("one", "pick", ("this",), right=True),
    ]


def test_a_lesson_that_nobody_has_opened_begins_at_its_beginning(progress, lesson):
    """Without progress a lesson opens at its first step, or at the step that is asked for."""
    assert visible(resume(progress, lesson, STORE)) == visible(begun(lesson))
    assert resume(progress, lesson, STORE, "two").at == 1


def written_steps(progress):
    """The steps of which a bench or a draft was written, and those of which an event was."""
    events = {event.step for event in progress.events("mine")}
    found = set(progress.state("mine")), events
    progress.connection.executescript("delete from step; delete from event")
    return found


def test_only_what_changed_is_written(progress, lesson):
    """A write has what differs from what is kept, of the steps in which it differs, and nothing else."""
    kept = load(progress, lesson, STORE)
    session = open_at(kept, None)
    kept = keep(progress, kept, session)
    assert written_steps(progress) == (set(), {"one"})
    session = turned(session, b0=1)
    kept = keep(progress, kept, session)
    assert written_steps(progress) == ({"one"}, set())
    # Leaving a step marks it and shows the next: two changes at once.
    kept = keep(progress, kept, sessions.skip(session))
    assert written_steps(progress) == (set(), {"one", "two"})
    # A move that changes nothing in the end, such as a turn and its opposite, is no change.
    assert keep(progress, kept, sessions.go(sessions.skip(session), 1))
    assert written_steps(progress) == (set(), set())


def test_a_step_can_be_asked_for_and_keeps_what_it_had(progress, lesson):
    """A step named at the start is on screen with all that was done in it; a name that is none changes nothing."""
    session = worked(lesson)
    keep_once(progress, session)
    opened_at_one = resume(progress, lesson, STORE, "one")
    assert opened_at_one.at == 0
    assert visible(sessions.go(opened_at_one, session.at)) == visible(session)
    assert resume(progress, lesson, STORE, "nosuch").at == session.at


# The log of answers


def test_every_answer_is_logged_as_it_was_given(progress, lesson):
    """The log has each answer once, in order: options by id, numbers as fractions, goals by their knobs."""
    run = Kept(progress, lesson)
    run.answer(2).answer(0).do(sessions.forward)
    run.do(lambda s: turned(s, b1="7/2")).do(lambda s: turned(s, b1=3)).do(sessions.go, 1)
    run.answer(0, Fraction(1, 3), 2).do(sessions.hint).do(sessions.show_solution)
    assert progress.answers("mine") == [
        AnswerRecord("one", "pick", ("other",), right=False),
        AnswerRecord("one", "pick", ("this",), right=True),
        AnswerRecord("one", "bend", ("-10", "7/2"), right=True),
        AnswerRecord("two", "points", ("0", "1/3", "2"), right=False),
    ]


def test_coming_back_logs_nothing(progress, lesson):
    """Opening and keeping a lesson again adds nothing to the log."""
    keep_once(progress, worked(lesson))
    before = progress.answers("mine")
    assert len(before) == 4
    for _ in range(2):
        keep_once(progress, resume(progress, lesson, STORE))
    assert progress.answers("mine") == before


# Where it cannot be kept


def test_a_session_that_cannot_be_kept_goes_on(tmp_path, lesson):
    """Without a folder to write to, a session is kept for as long as the program runs."""
    file = tmp_path / "file"
    file.write_text("in the way")
    progress = open_progress(file / "folder")
    run = Kept(progress, lesson).do(lambda s: turned(s, b0=1))
    assert visible(run.again) == visible(run.session)
    progress.close()


def test_what_could_not_be_saved_is_saved_with_the_next(progress, lesson):
    """A failed write says so and returns what was kept before; the next hands in both changes."""
    session = begun(lesson)
    kept = keep(progress, load(progress, lesson, STORE), session)
    wrong = answered(session, (Fraction(1),))
    with broken(progress):
        kept = keep(progress, kept, wrong)
    assert kept is session
    assert progress.warning
    right = answered(wrong, (Fraction(0),))
    assert keep(progress, kept, right) is right
    assert not progress.warning
    assert [record.answer for record in progress.answers("mine")] == [("that",), ("this",)]


@pytest.mark.parametrize("confidence", [True, False])
def test_a_lesson_opens_with_or_without_questions_of_confidence(progress, lesson, confidence):
    """Whether predictions are rated is said when a lesson is opened; nothing of it is kept."""
    for session in (
        load(progress, lesson, STORE, confidence=confidence),
        resume(progress, lesson, STORE, confidence=confidence),
    ):
        assert session.confidence is confidence


def test_kept_settings_of_a_pair_have_the_names_of_now(progress, tmp_path):
    """What a file has for the knobs p and q of a pair is given to x1 and x2."""
    lab = LESSON[LESSON.index("```toml lab network") : LESSON.index("```toml check choice")]
    pair = "```toml lab pair\nx1 = 1\nx2 = 2\n```\n\n"
    text = LESSON.replace(lab, pair).replace("bends > 0", "gap > 0").replace("b0 = 0 }", "x1 = -1 }")
    lesson = written(tmp_path, text)
    progress.keep(
        lesson.id, "one", {"one": {"settings": {"p": "-3", "q": "1/2"}, "view": "pair", "check": 0}}, [], set()
    )
    assert load(progress, lesson, STORE).states[0].bench.settings == {"x1": -3, "x2": Fraction(1, 2)}


def test_kept_settings_of_several_layers_have_the_names_of_now(progress, tmp_path):
    """w0 and b0 of the first of two layers, as earlier versions named them, are w1_0_0 and b1_0."""
    knobs = "w = [1]\nb = [2]\nv = [1]\nthen = [{ w = [[1]], b = [0] }]\nrange = [-4, 4]\n"
    lab = f'```toml lab network\n{knobs}knobs = ["w1_0_0", "b1_0", "b2_0", "v0"]\n```\n\n'
    text = LESSON[: LESSON.index("```toml lab network")] + lab + LESSON[LESSON.index("```toml check choice") :]
    lesson = written(tmp_path, text.replace("bends > 0", "pieces > 0").replace("b0 = 0 }", "b2_0 = 0 }"))
    kept = {"w0": "3", "b0": "-1/2", "b2_0": "1", "v0": "4", "": "1"}
    progress.keep(lesson.id, "one", {"one": {"settings": kept, "view": "sum", "check": 0}}, [], set())
    settings = load(progress, lesson, STORE).states[0].bench.settings
    assert [settings[name] for name in ("w1_0_0", "b1_0", "b2_0", "v0")] == [3, Fraction(-1, 2), 1, 4]


RUNS = """
## Runs {#runs}

```toml lab training
w = [1]
b = [1]
v = [1]
data = { x = [0, 1], y = [0, 1] }
knobs = ["rate"]
```
"""


def test_how_far_a_clock_has_come_is_kept_even_if_it_is_no_knob(tmp_path, progress):
    """The clock of a lab runs by a key, whether or not the lesson offers it as a knob."""
    lesson = written(tmp_path, LESSON + RUNS)
    before = open_at(load(progress, lesson, STORE), "runs")
    keep(progress, before, turned(before, step=7))
    assert open_at(load(progress, lesson, STORE), "runs").bench.settings["step"] == 7
