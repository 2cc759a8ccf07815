"""The tables of what can be done: which names and keys there are, and when each action has something to do."""

from dataclasses import replace

import pytest
from course import SHIPPED
from hypothesis import given
from hypothesis import strategies as st
from moves import begun, next_view, plays, redo, reset, turned, undo
from ticking import STOP
from ticking import lesson as counting

from tutor import bench
from tutor import session as sessions
from tutor.actions import PROGRAM
from tutor.plain.dialogue import _COMMANDS, WORDS
from tutor.session.actions import ANSWERING, AT_BENCH, AT_PLAY, MOVING, PAGE, barred, missing, works

TABLES = (MOVING, ANSWERING, AT_BENCH, PROGRAM)
ACTIONS = [action for table in TABLES for action in table.values()]

MISSPELT = ["hnit", "", "Hint", "go_on", "turn_fra"]


@given(plays(), st.sampled_from(MISSPELT))
def test_a_misspelt_action_is_an_error(session, name):
    """Asking whether an unknown action works raises KeyError in any session, with a bench, a hidden one or none."""
    with pytest.raises(KeyError):
        works(name, session)


def test_a_misspelt_action_is_an_error_in_a_step_without_a_lab_too():
    """A step that has no bench does not say of an unknown action that it does not work."""
    without = [begun(lesson, i) for lesson in SHIPPED for i, step in enumerate(lesson.steps) if not step.lab]
    assert without
    for session in without:
        for name in MISSPELT:
            with pytest.raises(KeyError):
                works(name, session)


@given(plays())
def test_every_action_of_a_lesson_works_or_says_in_a_sentence_why_not(session):
    """Every action of the three tables works in any session, or says why not in one short sentence."""
    for table in (MOVING, ANSWERING, AT_BENCH):
        for name in table:
            why = barred(name, session)
            assert works(name, session) == (not why), name
            assert not why or (why[0].isupper() and why.endswith(".") and len(why) < 80), (name, why)


def test_a_key_of_a_hidden_lab_says_that_the_prediction_comes_first():
    """While the lab is hidden, each action of the bench asks for the prediction; without a lab it says so."""
    hidden = begun(next(lesson for lesson in SHIPPED if lesson.id == "straight-or-bent"))
    assert {barred(name, hidden) for name in AT_BENCH} == {"Predict first: the lab opens then."}
    without = sessions.go(hidden, hidden.lesson.step_index("where-from"))
    assert {barred(name, without) for name in AT_BENCH} == {"This step has no lab."}


def test_what_is_missing_is_told_by_its_numbers():
    """A goal that is not reached says what it wants and what is so now; a rating says which numbers there are."""
    lesson = next(lesson for lesson in SHIPPED if lesson.id == "when-linear")
    assert missing(begun(lesson, "bend-it")) == "Still wanted: bends > 0, now 0."
    predicting = next(lesson for lesson in SHIPPED if lesson.id == "straight-or-bent")
    assert missing(begun(predicting)) == ""
    assert missing(sessions.answer(begun(predicting), (1,))) == "How sure are you? 1, 2 or 3."


def test_no_two_actions_share_a_name_a_key_or_a_word():
    """The names, keys and words of all tables differ from one another."""
    for found in (
        [name for table in TABLES for name in table],
        [key for action in ACTIONS for key in action.keys.split(",") if action.keys],
        [action.word for action in ACTIONS if action.word],
    ):
        assert found
        assert sorted(found) == sorted(set(found))


def test_every_word_has_a_command_and_every_command_stands_in_the_tables():
    """The line-based front end does something for each word in the tables, and knows no other word."""
    assert set(WORDS) == {action.word for action in ACTIONS if action.word} == set(_COMMANDS)
    assert all(WORDS[word].word == word for word in WORDS)


def test_the_page_of_keys_has_every_action_once():
    """The page of keys is made of all tables, and each action on it says what it does."""
    assert sorted(name for table in PAGE.values() for name in table) == sorted(
        name for table in (*TABLES, AT_PLAY) for name in table
    )
    assert all(action.does for action in ACTIONS)


CHANGES = {
    "back": sessions.back,
    "another": sessions.redraw,
    "solution": sessions.give_up,
    "cannot": sessions.cannot,
    "leave": sessions.withdraw,
    "row": lambda now: sessions.to_row(now, 1 - (now.check_state(now.open_check).row or 0) if now.open_check else 0),
    "adjust": lambda now: max(sessions.adjust(now, 0, 1), sessions.adjust(now, 0, -1), key=lambda then: then != now),
    "undo": undo,
    "redo": redo,
    "view": next_view,
    "offer": lambda now: sessions.work(now, bench.take_offer),
}
"""Actions whose keys do one thing, and what they do."""


@given(plays())
def test_an_action_works_where_it_changes_something(session):
    """An action works exactly where doing it makes another session."""
    for name, change in CHANGES.items():
        changed = change(session)
        if name != "solution":  # which is asked for twice; any other change takes that back
            changed = replace(changed, giving_up=session.giving_up)
        assert works(name, session) == (changed != session), name
    # The clock is no edit, so reset does not offer itself after a run alone.
    assert works("reset", session) <= (reset(session) != session)
    assert works("hint", session) == (session.shown_check is not None and bool(session.shown_check.hints))


def test_an_offer_can_be_taken_where_the_lab_makes_one():
    """The key for an offer works where the run cannot go on, and no longer after it is taken."""
    stuck = turned(begun(counting()), rate=3, count=STOP)
    assert not works("offer", begun(counting()))
    assert works("offer", stuck)
    assert not works("offer", CHANGES["offer"](stuck))


def test_nothing_works_at_a_hidden_bench():
    """While a prediction is open, no action of the bench works."""
    hidden = [
        session
        for lesson in SHIPPED
        for i, _ in enumerate(lesson.steps)
        if (session := begun(lesson, i)).hidden and session.bench
    ]
    assert hidden
    for session in hidden:
        assert [name for name in AT_BENCH if works(name, session)] == []
