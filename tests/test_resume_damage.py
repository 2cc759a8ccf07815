"""Coming back when what was kept is damaged: what can be made out comes back, and the rest begins anew."""

import json

import pytest
from course import written
from hypothesis import given
from hypothesis import strategies as st
from keeping import LESSON, in_memory, keep_once, overwrite, visible, worked
from moves import STORE, next_view, reset, turned, undo

from tutor import session as sessions
from tutor.lab import start_settings
from tutor.progress import AnswerRecord, opened
from tutor.resume import load, resume


@pytest.fixture
def progress(tmp_path):
    with opened(tmp_path / "kept") as found:
        assert not found.warning
        yield found


@pytest.fixture
def lesson(tmp_path):
    return written(tmp_path, LESSON)


STATE = {"settings": {"b0": "1/3", "b1": "-7/2"}, "check": 1, "view": "units", "drafts": {"pick": []}}


def changed_state(*path_and_value):
    state = json.loads(json.dumps(STATE))
    *path, last, value = path_and_value
    inner = state
    for key in path:
        inner = inner[key]
    inner[last] = value
    return json.dumps(state)


DAMAGED = {
    "no JSON": "no JSON",
    "nothing": "",
    "half": json.dumps(STATE)[:40],
    "null": "null",
    "a number": "3",
    "a list": "[]",
    "an empty table": "{}",
    "deep": "[" * 100_000,
    "a setting that is no number": changed_state("settings", "b0", "abc"),
    "a setting over zero": changed_state("settings", "b0", "1/0"),
    "a setting that is null": changed_state("settings", "b0", None),
    "a setting that is infinite": changed_state("settings", "b0", float("inf")),
    "settings that are a list": changed_state("settings", ["b0"]),
    "a check that is a word": changed_state("check", "one"),
    "a check below zero": changed_state("check", -7),
    "a check beyond": changed_state("check", 10**30),
    "a view that is gone": changed_state("view", "nosuch"),
    "a view that is a number": changed_state("view", 1),
    "a view below zero": changed_state("view", -1),
    "a view that is a list": changed_state("view", ["sum"]),
    "drafts that are null": changed_state("drafts", None),
    "drafts that are a list": changed_state("drafts", ["pick"]),
    "a draft that is null": changed_state("drafts", "pick", None),
    "a draft that is a table": changed_state("drafts", "pick", {}),
    "a draft that is nan": changed_state("drafts", "pick", ["nan"]),
}


@pytest.mark.parametrize("damaged", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_state_costs_at_most_its_own_step(damaged, progress, lesson):
    """A bad row costs the settings of its step, but nothing that happened in it; and the step can be worked in."""
    before = worked(lesson)
    keep_once(progress, before)
    overwrite(progress, "update step set state = ? where step = 'one'", damaged)
    session = resume(progress, lesson, STORE)
    assert session.at == before.at
    for part in range(1, 4):
        assert visible(session)[part][1:] == visible(before)[part][1:]
    assert session.states[0].checks == before.states[0].checks
    assert (session.states[0].seen, session.step_mark(0)) == (True, before.step_mark(0))
    # And it can be worked in again.
    session = sessions.go(session, 0)
    assert session.shown_check in lesson.steps[0].checks
    assert session.bench.view in {"sum", "units"}
    for move in (sessions.hint, next_view, undo, reset, sessions.show_solution):
        session = move(session)
    for _ in range(2):
        session = sessions.forward(sessions.show_solution(session)) or session
    session = sessions.go(session, 0)
    session = turned(session, b0=0, b1=5)
    assert session.bench.reading.formula
    keep_once(progress, session)
    assert not progress.warning
    assert visible(resume(progress, lesson, STORE)) == visible(session)


ROWS = {
    "an answer that is no JSON": ("answer", "[1"),
    "an answer that is null": ("answer", "null"),
    "an answer that is a table": ("answer", '{"0": "1"}'),
    "an answer with a null": ("answer", "[null]"),
    "an answer that is no number": ("answer", '["x"]'),
    "an answer that is nan": ("answer", '["nan"]'),
    "an answer that is bytes": ("answer", b"\xff"),
    "an answer of another form": ("answer", '["1", "2"]'),
    "no answer": ("answer", "[]"),
    "how sure is a word": ("sure", "very"),
    "how sure is too much": ("sure", 99),
    "how sure is below zero": ("sure", -1),
    "a draw that is a word": ("draw", "first"),
    "a draw that is half": ("draw", 1.5),
    "a draw below zero": ("draw", -1),
    "a draw without end": ("draw", 2**62),
    "a verdict that is a word": ("right", "yes"),
    "a step that is a number": ("step", 7),
    "a check that is bytes": ("check", b"\xff"),
}


@pytest.mark.parametrize(("column", "value"), ROWS.values(), ids=ROWS)
def test_a_damaged_row_of_the_log_costs_at_most_itself(column, value, progress, lesson):
    """A row of the log that cannot be made out is left out; the answers of the other rows are all there."""
    before = worked(lesson)
    keep_once(progress, before)
    overwrite(progress, f'update answer set "{column}" = ? where number = 1', value)  # noqa: S608 -- of this test
    session = resume(progress, lesson, STORE)
    logs = [list(check.log) for state in session.states for check in state.checks.values()]
    old = [list(check.log) for state in before.states for check in state.checks.values()]
    assert logs[0][-1] == old[0][-1]
    assert logs[1:] == old[1:]
    assert all(each.sure in range(4) and each.draw >= 0 for log in logs for each in log)
    # And all of it can be shown and kept.
    session = sessions.hint(sessions.go(session, 0))
    keep_once(progress, session)
    assert not progress.warning


EVENTS = {
    "a draw that is a word": ("draw", "first"),
    "a draw below zero": ("draw", -1),
    "a draw without end": ("draw", 2**62),
    "a hint that is a word": ("count", "all"),
    "a hint below zero": ("count", -2),
    "a hint beyond": ("count", 2**62),
    "what happened is unknown": ("what", "sneezed"),
    "what happened is bytes": ("what", b"\xff"),
    "a check that is gone": ("check", "nosuch"),
    "a step that is gone": ("step", "nosuch"),
}


@pytest.mark.parametrize(("column", "value"), EVENTS.values(), ids=EVENTS)
def test_a_damaged_event_costs_at_most_itself(column, value, progress, lesson):
    """An event that cannot be made out is passed over; answers and all other events are there."""
    before = worked(lesson)
    keep_once(progress, before)
    overwrite(progress, f"update event set \"{column}\" = ? where what = 'hint' and step = 'one'", value)  # noqa: S608
    session = resume(progress, lesson, STORE)
    hints = session.states[0].checks["pick"].hints
    assert 0 <= hints <= 3
    assert session.states[0].checks["pick"].log
    assert visible(session)[2] == visible(before)[2]
    assert visible(session)[3][1:] == visible(before)[3][1:]
    session = sessions.hint(sessions.go(session, 0))
    keep_once(progress, session)
    assert not progress.warning


@pytest.mark.parametrize("table", ["answer", "event", "step", "place"])
def test_a_row_that_is_not_as_it_was_written_is_told(table, progress, lesson):
    """A row whose seal is wrong is not believed, and the learner is told."""
    keep_once(progress, worked(lesson))
    assert not progress.warning
    column = {"answer": "answer", "event": "what", "step": "state", "place": "step"}[table]
    rows = "where (lesson, step) = ('mine', 'one')" if table != "place" else ""
    overwrite(progress, f"update {table} set {column} = {column} || ' ' {rows}", sealed=False)  # noqa: S608
    resume(progress, lesson, STORE)
    assert "could not be read" in progress.warning


NUMBERS = st.integers(-2, 5)
ROW = st.tuples(
    st.sampled_from(["pick", "bend", "points", "count"]),
    st.lists(st.text(max_size=4), max_size=4),
    st.booleans(),
    NUMBERS,
    NUMBERS,
)


@given(st.lists(ROW, max_size=5))
def test_no_row_of_the_log_ends_the_program(tmp_path_factory, rows):
    """Whatever stands in the log, the lesson opens, with the answers that can be made out."""
    lesson = written(tmp_path_factory.getbasetemp(), LESSON)
    with in_memory() as progress:
        steps = {check.id: step.id for step in lesson.steps for check in step.checks}
        records = [AnswerRecord(steps[check], check, tuple(answer), *rest) for check, answer, *rest in rows]
        progress.keep("mine", "one", {}, records)
        session = load(progress, lesson, STORE)
        assert sum(len(check.log) for state in session.states for check in state.checks.values()) <= len(rows)
        for i, _ in enumerate(lesson.steps):
            here = sessions.go(session, i)
            assert here.step_mark(i) in {"new", "begun", "done"}
            assert all(here.check_state(check).last is None or check.explain for check in here.checks)


def test_a_kept_number_without_end_is_not_worked_out(progress, lesson):
    """A number such as 1e999999999 (here less of it) is no number, and is left out before it fills the memory."""
    keep_once(progress, worked(lesson))
    overwrite(progress, "update step set state = ? where step = 'one'", changed_state("settings", "b0", "1e5000000"))
    overwrite(progress, "update answer set answer = '[\"1e5000000\"]' where step = 'three'")
    session = resume(progress, lesson, STORE)
    assert session.states[0].bench.settings == start_settings(lesson.steps[0].lab)
    assert not session.states[2].checks["count"].log


@pytest.mark.parametrize("value", [b"\xff\xfe", 7, 1.5], ids=["bytes", "a number", "a fraction"])
def test_a_state_that_is_no_text_costs_at_most_its_own_step(value, progress, lesson):
    """What SQLite lets into a column beside text costs that step alone."""
    keep_once(progress, worked(lesson))
    overwrite(progress, "update step set state = ? where step = 'one'", value)
    assert resume(progress, lesson, STORE).states[2].checks["count"].shown


@pytest.mark.parametrize("place", ["", "nosuch", 3, b"\xff"], ids=repr)
def test_a_damaged_place_is_the_first_step(place, progress, lesson):
    """A lesson whose place cannot be made out opens at its first step."""
    keep_once(progress, worked(lesson))
    overwrite(progress, "update place set step = ?", place)
    assert resume(progress, lesson, STORE).at == 0
