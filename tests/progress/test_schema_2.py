"""Progress of the version before, schema 2, with everything in it.

`data/progress-schema-2.sqlite3` was written by that version, in nine lessons; `data/progress-schema-2.json` is what it
said of them afterwards.
"""

import json
import sqlite3

import pytest
from moves import STORE, answered, wrong_answer
from old_progress import DATA, copied, said_of
from telling_steps import told

from tutor import session as sessions
from tutor.check import GoalCheck
from tutor.progress import SCHEMA, opened
from tutor.resume import keep, load
from tutor.session import SURE, First, fresh

SAID, LESSONS = said_of(2)

each_kept_lesson = pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)


@pytest.fixture
def folder(tmp_path):
    """A folder with a copy of that file."""
    return copied(2, tmp_path)


@pytest.fixture
def progress(folder):
    with opened(folder) as found:
        yield found


def unlogged(said):
    """How many answers the state of a check had and the log of the old program lacks."""
    return max(0, len(said["answers"]) - len(said["log"]))


def test_the_file_is_what_it_says_it_is():
    """The test data is of schema 2, and holds something of everything."""
    connection = sqlite3.connect(f"file:{DATA / 'progress-schema-2.sqlite3'}?mode=ro&immutable=1", uri=True)
    assert connection.execute("pragma user_version").fetchone() == (2,)
    connection.close()
    steps = [step for lesson in SAID["lessons"].values() for step in lesson["steps"].values()]
    checks = [check for step in steps for check in step["checks"].values()]
    assert {step["mark"] for step in steps} >= {"done", "begun", "skipped"}
    assert any(step["hidden"] for step in steps)
    assert {check["draw"] for check in checks} >= {0, 1, 2, 3}
    assert {check["how sure"] for check in checks} == {0, 1, 2, 3}
    for name in ("solved", "shown", "closed", "hints", "fewest edits", "draft"):
        assert any(check[name] for check in checks), name
    assert any(["-1"] in check["answers"] and check["solved"] for check in checks), "that it cannot be done"
    assert any(len(check["log"]) > len(check["answers"]) for check in checks), "answers to other draws"
    assert any(map(unlogged, checks)), "an answer from before the disk worked"


def test_it_opens_and_is_of_this_schema(progress):
    """The old file opens without a warning, with its settings, its places and the first answers to each check."""
    assert (progress.warning, progress.saves) == ("", True)
    assert progress.connection.execute("pragma user_version").fetchone() == (SCHEMA,)
    assert progress.last_lesson() == SAID["last lesson"]
    assert {name: progress.setting(name) for name in SAID["settings"]} == SAID["settings"]
    assert {name: progress.place(name) for name in SAID["lessons"]} == {
        name: said["place"] for name, said in SAID["lessons"].items()
    }
    firsts = {name: list(first) for name, first in progress.first_answers("linear-regressor").items()}
    assert firsts == SAID["first answers"]


@each_kept_lesson
def test_every_step_is_as_it_was_left(progress, lesson):
    """Settings, views, marks, drafts, hints and solutions are those of the old program, and so is every answer."""
    said = SAID["lessons"][lesson.id]
    session = load(progress, lesson, STORE)
    assert session.step.id == said["place"]
    for i, step in enumerate(lesson.steps):
        if step.id not in said["steps"]:
            assert session.states[i] == fresh(step, STORE)
            assert session.step_mark(i) == "new"
            continue
        now, before = told(session, i), said["steps"][step.id]
        for name, check in before["checks"].items():
            # What the log of the old program lacks is in it now, in front of what followed.
            log = now["checks"][name]["log"]
            assert log[unlogged(check) :] == check["log"]
            assert [each[0] for each in log[: unlogged(check)]] == check["answers"][: unlogged(check)]
            check["log"] = log
        assert now == before, step.id


def test_an_answer_that_the_old_log_lacks_is_found_in_the_state(progress):
    """An answer given before the first successful write is logged with how sure the learner was, before the others."""
    records = [each for each in progress.answers("linear-regressor") if each.check == "where-they-part"]
    assert [(each.answer, each.right, each.sure, each.draw) for each in records] == [
        (("2",), False, 3, 0),
        (("1",), True, 0, 0),
    ]
    assert progress.first_answers("nosuch")["linear-regressor#where-they-part"] == (False, 3)


def test_the_answers_to_other_draws_are_those_before(progress):
    """Answers to earlier draws have earlier draws in the log, in order; those to the last draw have the last."""
    for lesson in LESSONS.values():
        for state in load(progress, lesson, STORE).states:
            for check in state.checks.values():
                draws = [given.draw for given in check.log]
                assert draws == sorted(draws)
                assert all(draw <= check.draw for draw in draws)
                rights = [given.draw for given in check.log if given.right]
                assert rights == sorted(set(rights)), "a draw is over once it is solved"


@each_kept_lesson
def test_work_goes_on_in_it(folder, lesson):
    """A lesson opened from the old file is worked on, kept, and comes back in the new schema as it was left."""
    with opened(folder) as progress:
        kept = load(progress, lesson, STORE)
        before = len(progress.answers(lesson.id))
        session = kept
        for i, _ in enumerate(lesson.steps):
            session = sessions.hint(sessions.go(session, i))
            session = sessions.redraw(session)
            if session.open_check and not isinstance(session.open_check, GoalCheck):
                session = answered(session, wrong_answer(session.open_check))
        kept = keep(progress, kept, session)
        assert kept is session
        logged = sum(len(check.log) for state in session.states for check in state.checks.values())
        assert len(progress.answers(lesson.id)) == logged >= before
    with opened(folder) as progress:
        assert progress.warning == ""
        again = load(progress, lesson, STORE)
        assert [told(again, i) for i in range(len(lesson.steps))] == [
            told(session, i) for i in range(len(lesson.steps))
        ]
        assert len(progress.answers(lesson.id)) == logged


def test_a_file_of_the_first_schema_opens_the_same_way(folder):
    """Made a file of schema 1, which does not know how sure one was, it opens with all that it then has."""
    connection = sqlite3.connect(folder / "progress.sqlite3")
    with connection:
        connection.execute("alter table answer drop column sure")
        for lesson, step, text in connection.execute("select * from step").fetchall():
            state = json.loads(text)
            for check in state["checks"].values():
                del check["sure"], check["draw"], check["closed"]
            connection.execute(
                "update step set state = ? where (lesson, step) = (?, ?)", (json.dumps(state), lesson, step)
            )
        connection.execute("pragma user_version = 1")
    connection.close()
    with opened(folder) as progress:
        assert (progress.warning, progress.saves) == ("", True)
        for lesson in LESSONS.values():
            session = load(progress, lesson, STORE)
            for i, step in enumerate(lesson.steps):
                for name, before in SAID["lessons"][lesson.id]["steps"].get(step.id, {"checks": {}})["checks"].items():
                    now = told(session, i)["checks"][name]
                    if not before["draw"]:
                        same = ("solved", "shown", "closed", "hints", "fewest edits", "draft", "answers")
                        assert [now[key] for key in same] == [before[key] for key in same]
                    assert now["how sure"] == 0


def test_the_results_compare_with_what_was_answered_before(progress):
    """Then and now of the last lesson come from the logs of both lessons, with how sure the learner was."""
    session = load(progress, LESSONS["capstone"], STORE)
    assert session.before["start#adding-up"] == First(True, len(SURE))
    assert session.results.text == SAID["lessons"]["capstone"]["steps"]["then-and-now"]["results"][-1][0]
