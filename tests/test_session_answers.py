"""Answers that wait, that are given once, that are asked for in other numbers, or say that nothing can be done."""

from fractions import Fraction

import pytest

from tutor import session as sessions
from tutor.lesson.model import Lesson
from tutor.lesson.read import read
from tutor.session import CheckState, First, begin

TEXT = """\
# Title

```toml lesson
format = 1
id = "later"
question = "Why?"
```

## Predict {#predict}

```toml lab network
w = [1]
b = [0]
v = [1]
range = [-4, 4]
knobs = ["b0"]
```

```toml check number
id = "guess"
predict = true
ask = "What?"
answer = 3
proof = "f(3)"
otherwise = "o"
hints = ["a", "b", "c"]
explain = "e"
```

```toml check goal
id = "away"
ask = "Take the bend away."
want = ["f(-4) > f(4)"]
impossible = true
hints = ["a", "b", "c"]
explain = "It never falls."
```

```toml check goal
id = "out"
ask = "Take the bend out of the range."
want = ["bends = 0"]
hints = ["a", "b", "c"]
explain = "e"
solution = { b0 = 5 }
```

## Before {#before}

```toml check number
id = "sum"
silent = true
again = "first#sum"
ask = "1 + 1?"
answer = 2
proof = "2"
otherwise = "o"
explain = "e"
```

```toml check choice
id = "which-one"
silent = true
again = "first#which"
ask = "Which?"
explain = "e"
options = [
  { text = "this", right = true },
  { text = "that", mistake = "m", say = "no" },
]
```

## Again {#again}

```toml check drawn
id = "product"
draw = { a = { low = 1, high = 99 } }
ask = "Twice {a}?"
proof = "2*a"
otherwise = "o"
hints = ["a", "b", "It is {answer}."]
explain = "e"
```

## Arrange {#arrange}

```toml check order
id = "in-order"
ask = "In order?"
otherwise = "o"
hints = ["a", "b", "c"]
explain = "e"
items = [{ text = "one" }, { text = "two" }, { text = "three" }]
```

## How it went {#results}

```toml results
```
"""


@pytest.fixture
def lesson(tmp_path):
    path = tmp_path / "x.md"
    path.write_text(TEXT, encoding="utf-8")
    found = read(path)
    assert isinstance(found, Lesson), found
    return found


def at(lesson, step_id):
    return sessions.go(begin(lesson), lesson.step_index(step_id))


def given_(session, value):
    return sessions.answer(session, (Fraction(value),))


def state(session, check_id):
    return session.state.checks.get(check_id, CheckState())


# How sure


@pytest.mark.parametrize("value", [3, 4], ids=["right", "wrong"])
def test_a_prediction_is_not_judged_before_it_is_said_how_sure_it_is(lesson, value):
    """How sure one was would be said after knowing whether it is right."""
    waiting = given_(begin(lesson), value)
    assert waiting.waits
    assert waiting.hidden
    assert state(waiting, "guess").answers == ()
    assert not state(waiting, "guess").done
    assert sessions.last_verdict(waiting, waiting.shown_check) is None
    assert sessions.forward(waiting) is None
    after = sessions.rate(waiting, 2)
    assert not after.waits
    assert not after.hidden
    assert state(after, "guess").answers == ((Fraction(value),),)
    assert state(after, "guess").sure == 2
    assert state(after, "guess").solved == (value == 3)


def test_only_the_first_answer_waits(lesson):
    """The learner would be asked how sure they are of a second guess, once they know the first was wrong."""
    session = given_(sessions.rate(given_(begin(lesson), 1), 3), 2)
    assert not session.waits
    assert len(state(session, "guess").answers) == 2
    session = given_(session, 3)
    assert state(session, "guess").solved
    assert state(session, "guess").sure == 3


def test_an_answer_that_waits_can_be_taken_back_or_changed(lesson):
    """A slip of the finger would have to be rated, and count."""
    waiting = given_(begin(lesson), 1)
    back = sessions.withdraw(waiting)
    assert not back.waits
    assert back.open_check.id == "guess"
    assert sessions.withdraw(back) is back
    assert sessions.rate(back, 2) is back
    changed = given_(waiting, 3)
    assert changed.waits
    other = sessions.rate(changed, 1)
    assert state(other, "guess").answers == ((Fraction(3),),)
    assert state(other, "guess").sure == 1


def test_nothing_is_rated_that_does_not_wait(lesson):
    """A key would say how sure one was of something else."""
    for session in (begin(lesson), at(lesson, "arrange"), at(lesson, "results")):
        assert sessions.rate(session, 3) is session
        assert sessions.withdraw(session) is session


def test_a_check_that_is_not_rated_is_judged_at_once(lesson):
    """Every answer would take two keys."""
    session = given_(at(lesson, "again"), 0)
    assert not session.waits
    assert state(session, "product").answers == ((Fraction(0),),)


def test_giving_up_while_an_answer_waits_ends_the_question(lesson):
    """The question would be over and wait for an answer at once."""
    session = sessions.show_solution(given_(begin(lesson), 1))
    assert not session.waits
    assert (state(session, "guess").shown, state(session, "guess").answers) == (True, ())
    assert sessions.rate(session, 2) is session
    assert sessions.forward(session).shown_check.id == "away"


# Cannot be done


@pytest.fixture
def asked(lesson):
    """The impossible goal, open."""
    return sessions.forward(sessions.rate(given_(begin(lesson), 3), 3))


def test_an_impossible_goal_is_answered_by_saying_so(asked):
    """The learner would turn knobs for ever."""
    session = sessions.cannot(asked)
    assert state(session, "away").solved
    assert state(session, "away").answers == ((Fraction(-1),),)
    assert sessions.last_verdict(session, session.shown_check).say == "It never falls."
    assert sessions.forward(session).shown_check.id == "out"
    assert sessions.cannot(session) is session


def test_saying_so_of_a_goal_that_can_be_reached_is_wrong_and_leaves_it_open(asked):
    """Giving up would be a way to be right."""
    possible = sessions.forward(sessions.cannot(asked))
    session = sessions.cannot(possible)
    assert session.open_check.id == "out"
    assert not sessions.last_verdict(session, session.open_check).right
    assert state(session, "out").answers == ((Fraction(-1),),)
    reached = sessions.turn(session, session.knobs[0], Fraction(5))
    assert state(reached, "out").solved
    assert state(reached, "out").fewest_edits == 1
    assert state(reached, "out").answers == ((Fraction(-1),), ())


def test_only_an_open_goal_is_said_to_be_impossible(lesson, asked):
    """A key would answer another question with −1."""
    assert sessions.cannot(begin(lesson)) == begin(lesson)
    for step in ("before", "again", "arrange", "results"):
        assert sessions.cannot(at(lesson, step)).states == at(lesson, step).states
    assert not state(sessions.turn(asked, asked.knobs[0], Fraction(5)), "away").done


def test_giving_up_an_impossible_goal_turns_nothing(asked):
    """The knobs would go where nothing is reached."""
    session = sessions.show_solution(asked)
    assert state(session, "away").shown
    assert session.state.settings == asked.state.settings


# Silent checks


@pytest.mark.parametrize("value", [2, 3], ids=["right", "wrong"])
def test_a_silent_check_takes_one_answer_and_says_nothing_to_it(lesson, value):
    """A pre-test would teach, or could be answered until it is right."""
    session = sessions.rate(given_(at(lesson, "before"), value), 1)
    check = session.shown_check
    now = state(session, "sum")
    assert (now.done, now.closed, now.solved, now.sure) == (True, True, value == 2, 1)
    assert sessions.last_verdict(session, check) is None
    assert given_(session, 2) is session
    assert sessions.forward(session).shown_check.id == "which-one"


def test_a_silent_check_gives_nothing_away(lesson):
    """It would be no test."""
    session = at(lesson, "before")
    assert sessions.show_solution(session) is session
    hinted = sessions.hint(session)
    assert state(hinted, "sum").hints == 0
    assert hinted.open_check.id == "sum"
    assert sessions.forward(session) is None


# Then and now


def answers(lesson, number, option):
    session = sessions.rate(given_(at(lesson, "before"), number), 1)
    return sessions.rate(given_(sessions.forward(session), option), 1)


@pytest.mark.parametrize(
    ("before", "given_now", "rows", "text"),
    [
        ({}, None, [("not asked", "not asked")] * 2, "then: not asked, now: not asked"),
        (
            {"first#sum": First(True, 3), "first#which": First(False, 0)},
            None,
            [("✓ right, sure", "not asked"), ("✗ wrong", "not asked")],
            "right then: 1 of 2, now: not asked",
        ),
        (
            {"first#sum": First(False, 3), "other#sum": First(True, 1)},
            (2, 1),
            [("✗ wrong, sure", "✓ right, guessing"), ("not asked", "✗ wrong, guessing")],
            "then: 0 of 1, now: 1 of 2",
        ),
        (
            {"first#sum": First(True, 1), "first#which": First(True, 1)},
            (2, 0),
            [("✓ right, guessing", "✓ right, guessing")] * 2,
            "then: 2 of 2, now: 2 of 2",
        ),
    ],
    ids=["nothing", "before only", "mixed", "all right"],
)
def test_the_results_put_each_question_s_first_answers_side_by_side(lesson, before, given_now, rows, text):
    """Somebody would be told that they have learnt what they knew, or the other way round."""
    session = answers(lesson, *given_now) if given_now else begin(lesson)
    session = sessions.Session(lesson, session.states, lesson.step_index("results"), before)
    results = session.results
    assert [row[1:] for row in results.rows] == rows
    assert [row[0] for row in results.rows] == ["sum", "which"]
    assert text in results.text


def test_other_steps_have_no_results(lesson):
    """A table would stand where nothing is compared."""
    steps = range(len(lesson.steps) - 1)
    assert all(sessions.go(begin(lesson), i).results is None for i in steps)


# Other numbers


def test_a_drawn_question_is_asked_again_in_other_numbers_once_it_was_answered(lesson):
    """It could not be practised; or a hard draw could be changed for an easier one without an answer."""
    session = at(lesson, "again")
    assert not session.redrawable
    assert sessions.redraw(session) is session
    asked, seen = session, []
    for _ in range(6):
        seen.append(asked.shown_check.ask)
        done = given_(asked, asked.shown_check.answer)
        assert state(done, "product").solved
        assert done.redrawable
        asked = sessions.redraw(done)
        assert (state(asked, "product").done, state(asked, "product").answers) == (False, ())
        assert asked.open_check.id == "product"
    assert len(set(seen)) > 3
    assert state(asked, "product").draw == 6


@pytest.mark.parametrize("draw", range(8))
def test_a_drawn_question_is_judged_by_the_numbers_on_show(lesson, draw):
    """The answer to the first numbers would be right for all others."""
    session = at(lesson, "again")
    for _ in range(draw):
        session = sessions.redraw(given_(session, -1))
    asked = int(session.shown_check.ask.removeprefix("Twice ").removesuffix("?"))
    assert state(given_(session, 2 * asked), "product").solved
    assert not state(given_(session, 2 * asked + 1), "product").solved
    assert session.shown_check.hints[2] == f"It is {2 * asked}."


def test_a_question_that_draws_nothing_is_not_asked_again(lesson):
    """What was answered would be lost by a key that has no meaning there."""
    for session in (sessions.rate(given_(begin(lesson), 3), 1), at(lesson, "arrange"), at(lesson, "results")):
        assert not session.redrawable
        assert sessions.redraw(session) is session


def test_a_question_that_was_given_up_can_be_asked_again(lesson):
    """Who was shown how it goes could not try it."""
    session = sessions.redraw(sessions.show_solution(at(lesson, "again")))
    assert session.open_check.id == "product"
    assert state(session, "product").draw == 1


# Putting together


def test_an_order_is_put_together_row_by_row_and_handed_in(lesson):
    """A move would count as an answer, or get lost before it is handed in."""
    session = at(lesson, "arrange")
    check = session.open_check
    for row in range(check.size):
        while sessions.drafted(session, check)[row] != check.right_answer[row]:
            place = sessions.drafted(session, check).index(check.right_answer[row])
            session = sessions.adjust(session, place, -1)
    assert state(session, "in-order").answers == ()
    assert check.rows(sessions.drafted(session, check)) == ("one", "two", "three")
    done = sessions.answer(session, sessions.drafted(session, check))
    assert state(done, "in-order").solved
    assert sessions.adjust(done, 0, 1) is done


def test_only_an_answer_that_is_put_together_is_adjusted(lesson):
    """A key would make a draft of an answer that is typed."""
    for step in ("predict", "before", "again", "results"):
        session = at(lesson, step)
        assert sessions.adjust(session, 0, 1) is session
