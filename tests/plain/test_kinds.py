"""The line-based front end on each kind of check, and on labs that run, offer and explain."""

from itertools import count

import pytest
from course import written
from moves import begun, right_answer
from talking import Dialogue
from ticking import LAST, STOP, goal, prediction
from ticking import lesson as counting

from tutor import bench
from tutor.plain import dialogue
from tutor.plain.telling import SURE

HEAD = '# Title\n\n```toml lesson\nformat = 1\nid = "mine"\nquestion = "Why?"\n```\n\n## One {#one}\n\nProse.\n\n'
COMMON = 'ask = "The question?"\nexplain = "The reason."\n'
HINTS = 'hints = ["a", "b", "c"]\n'
NETWORK = '```toml lab network\nw = [1]\nb = [0]\nv = [1]\nrange = [-4, 4]\nknobs = ["b0"]\n```\n\n'


def check(kind, fields):
    return f'```toml check {kind}\nid = "c"\n{COMMON}{fields}```\n\n'


BLOCKS = {
    "many": check(
        "many",
        HINTS + 'in_order = true\noptions = [{ id = "yes", text = "yes", right = true, say = "s" }, '
        '{ id = "no", text = "no", mistake = "m", say = "Not so." }]\n',
    ),
    "order": check("order", HINTS + 'otherwise = "Look again."\nitems = [{ text = "first" }, { text = "second" }]\n'),
    "match": check(
        "match",
        HINTS + 'pairs = [{ left = "cat", right = "meow", say = "C" }, { left = "dog", right = "woof", say = "D" }]\n',
    ),
    "drawn": check(
        "drawn",
        HINTS.replace('"a"', '"The first number is {a}."')
        + 'draw = { a = { low = 1, high = 99 } }\nproof = "2*a"\notherwise = "Double {a}."\n',
    ).replace("The question?", "Twice {a}?"),
    "silent": check("number", 'silent = true\nanswer = 2\nproof = "2"\notherwise = "o"\n'),
    "predicted": NETWORK
    + check("number", HINTS + 'predict = true\nanswer = 3\nproof = "f(3)"\notherwise = "Think again."\n'),
    "impossible": NETWORK + check("goal", HINTS + 'want = ["f(-4) > f(4)"]\nimpossible = true\n'),
    "possible": NETWORK + check("goal", HINTS + 'want = ["bends = 0"]\nsolution = { b0 = 5 }\n'),
}


@pytest.fixture
def lesson(tmp_path):
    """A lesson of one step with one of the blocks above."""
    return lambda name: written(tmp_path, HEAD + BLOCKS[name])


# Arranging


@pytest.mark.parametrize(
    ("name", "listed"),
    [("many", ("1) yes", "2) no")), ("order", ("1) second", "2) first")), ("match", ("1) cat", "2) dog", "a)", "b)"))],
)
def test_what_is_to_be_arranged_is_listed_with_what_stands_for_it(lesson, name, listed):
    """Each thing is told with the number or letter to type for it, and how to answer is said."""
    session = begun(lesson(name))
    first = Dialogue(session).last
    assert all(each in first for each in listed)
    assert session.open_check.instructions in first


@pytest.mark.parametrize("name", ["many", "order", "match"])
def test_an_arrangement_is_typed_in_one_line(lesson, name):
    """The right line finishes the check, a wrong one is told and counted, and rubbish is no answer."""
    session = begun(lesson(name))
    asked = session.open_check
    right = {
        "many": "1",
        "order": " ".join(str(int(place) + 1) for place in right_answer(asked)),
        "match": "".join("ab"[int(place)] for place in right_answer(asked)),
    }[name]
    wrong = Dialogue(session, {"many": "1 2", "order": right[::-1], "match": right[::-1]}[name])
    assert (wrong.result.wrong, wrong.state.solved) == (1, False)
    assert "Not right" in wrong.last
    solved = Dialogue(wrong.session, right)
    assert (solved.result.wrong, solved.result.finished) == (0, True)
    assert "The reason." in solved.last
    rubbish = Dialogue(session, "rubbish", ",")
    assert (rubbish.result.wrong, rubbish.state.log) == (0, ())
    assert rubbish.last


# How sure


@pytest.mark.parametrize("answer", ["3", "4"], ids=["right", "wrong"])
def test_a_prediction_is_asked_how_sure_before_anything_is_said(lesson, answer):
    """Before the rating nothing is told of the verdict or the lab; any other line than 1, 2 or 3 asks for it again."""
    pending = Dialogue(begun(lesson("predicted")), answer)
    assert SURE in pending.last
    assert pending.result.wrong == 0
    for told in ("Right.", "Not right", "The reason.", "max(0"):
        assert told not in pending.everything
    for line in ("yes", "0", "4", "", "hint"):
        still = Dialogue(pending.session, line)
        assert still.session.awaiting_confidence
        assert still.last
    after = Dialogue(pending.session, "1")
    assert after.state.log[0].sure == 1
    assert after.result.wrong == (answer == "4")
    assert "max(0" in after.last


# Silent


@pytest.mark.parametrize("answer", ["2", "3"], ids=["right", "wrong"])
def test_nothing_is_said_to_a_silent_check(lesson, answer):
    """The answer to a silent check is noted without a verdict, and a wrong one is not counted."""
    dialogue = Dialogue(begun(lesson("silent")), answer, "2")
    assert (dialogue.result.wrong, dialogue.result.finished) == (0, True)
    for told in ("The reason.", "Solution", "Right.", "ot right"):
        assert told not in dialogue.everything
    assert dialogue.state.solved == (answer == "2")


@pytest.mark.parametrize("command", ["hint", "solution", "Hint", "explain", "another"])
def test_a_silent_check_has_no_hint_and_no_solution(lesson, command):
    """Asked for help, a silent check stays open, and neither its explanation nor its solution is told."""
    dialogue = Dialogue(begun(lesson("silent")), command)
    assert dialogue.last
    assert not dialogue.state.done
    assert "The reason." not in dialogue.everything
    assert "Solution" not in dialogue.everything


# Cannot be done


def test_a_goal_can_be_said_to_be_impossible(lesson):
    """“Cannot be done”, in any letters and with a full stop, is the right answer to an impossible goal."""
    assert "cannot be done" in Dialogue(begun(lesson("impossible"))).last
    dialogue = Dialogue(begun(lesson("impossible")), "Cannot be done.")
    assert (dialogue.result.wrong, dialogue.result.finished) == (0, True)
    assert "The reason." in dialogue.last


def test_saying_so_of_a_possible_goal_is_wrong(lesson):
    """A goal that can be done stays open after “cannot be done”, and is still reached by a knob."""
    dialogue = Dialogue(begun(lesson("possible")), "cannot be done")
    assert (dialogue.result.wrong, dialogue.result.finished) == (1, False)
    assert "It can be done" in dialogue.last
    assert dialogue.session.open_check is not None
    assert Dialogue(dialogue.session, "b0 = 5").result.finished


def test_a_wrong_cannot_be_done_is_not_told_again(lesson):
    """Turning on after a wrong “cannot be done” tells how far the goal is, and nothing of that answer."""
    dialogue = Dialogue(begun(lesson("possible")), "cannot be done", "b0 = 1", "b0 = 2", "undo")
    assert dialogue.result.wrong == 1
    for said in map(" ".join, dialogue.said[2:]):
        assert "Still wanted" in said
        assert "It can be done" not in said
        assert "Not right" not in said


# Other numbers


def test_another_asks_in_other_numbers(lesson):
    """`another` asks an answered drawn check again in other numbers, to which hints and answers then belong."""
    session = begun(lesson("drawn"))
    unanswered = Dialogue(session, "another")
    assert unanswered.session.states == session.states
    assert unanswered.last == "Answer first."
    assert "no other numbers" in Dialogue(begun(lesson("possible")), "another").last
    before = session.shown_check
    dialogue = Dialogue(session, str(before.answer), "another")
    after = dialogue.session
    assert after.shown_check.ask != before.ask
    assert after.shown_check.ask in dialogue.last
    assert dialogue.result.wrong == 0
    assert after.shown_check.hints[0] in Dialogue(after, "hint").last
    assert Dialogue(after, str(after.shown_check.answer)).result.finished


# Labs that run


@pytest.fixture
def counts():
    return begun(counting())


def test_run_lets_the_clock_run_to_its_end(counts):
    """`run` takes the clock to its end and tells the formula there; at the end it can go no further."""
    dialogue = Dialogue(counts, "run")
    assert dialogue.session.bench.settings["count"] == LAST
    assert f"count = {LAST}" in dialogue.last
    assert "no further" in Dialogue(dialogue.session, "run").last


def test_a_run_can_be_taken_back(counts):
    """`undo` after a run leads to before it."""
    assert Dialogue(counts, "count = 2", "run", "undo").session.bench.settings["count"] == 2


def test_a_run_that_reaches_the_goal_says_so():
    """The run that meets the open goal is told as its answer."""
    dialogue = Dialogue(begun(counting(goal())), "run")
    assert "It ran." in dialogue.last
    assert dialogue.result.finished


def test_an_interrupted_run_keeps_what_it_has(counts, monkeypatch):
    """Ctrl+C stops the run where it is, and the session there is kept."""
    tick, ticks = bench.tick, count()

    def interrupted(now, _seconds):
        if next(ticks) == 2:
            raise KeyboardInterrupt
        return tick(now, 1)

    monkeypatch.setattr(dialogue.benches, "tick", interrupted)
    stopped = Dialogue(counts, "run")
    assert "Stopped." in stopped.everything
    assert 0 < stopped.session.bench.settings["count"] < LAST


def test_nothing_runs_where_nothing_can_or_before_the_prediction(lesson):
    """`run` says so where the lab has no clock, and runs nothing while the lab is hidden."""
    assert Dialogue(begun(lesson("drawn")), "run").last == "This step has no lab."
    assert Dialogue(begun(lesson("possible")), "run").last == "Nothing runs here by itself."
    hidden = Dialogue(begun(counting(prediction())), "run")
    assert "Predict first" in hidden.last
    assert hidden.session.bench.settings["count"] == 0


def test_the_way_out_is_told_and_can_be_taken(counts):
    """Where a run cannot go on, the lab's offer is told, and `offer` takes it; elsewhere nothing is offered."""
    stopped = Dialogue(counts, "rate = 3", "run")
    assert stopped.session.bench.settings["count"] == STOP
    assert "Too fast." in stopped.last
    assert "offer" in stopped.last
    after = Dialogue(stopped.session, "offer").session
    assert after.bench.settings == stopped.session.bench.reading.offer.settings
    assert "Nothing is offered" in Dialogue(after, "offer").last


def test_the_arithmetic_behind_a_number_is_told_line_by_line(counts):
    """`explain NUMBER` tells its arithmetic, any other name which numbers there are, and a hidden lab tells nothing."""
    assert "one for each second: 0" in Dialogue(counts, "explain count").last
    for line in ("explain", "explain nothing"):
        assert "count" in Dialogue(counts, line).last
    hidden = begun(counting(prediction()))
    assert "one for each" not in Dialogue(hidden, "explain count").last
