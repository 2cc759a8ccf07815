"""The dialogue: what each line that can be typed does, and what is said to it."""

import re
from fractions import Fraction

import pytest
from counting import judged, to_be_judged
from course import SHIPPED, each_lesson
from hypothesis import given
from hypothesis import strategies as st
from moves import begun, past_questions, wrong_line
from talking import Dialogue

from tutor import session as sessions
from tutor.check import DrawnCheck, GoalCheck
from tutor.lab import start_settings
from tutor.plain import run, telling
from tutor.plain.dialogue import WORDS
from tutor.session.actions import barred

# Answers


@each_lesson
def test_every_wrong_answer_is_told_and_leaves_the_question_open(lesson):
    """A wrong answer is counted and told, and the same question stays open; a prediction may close, explained."""
    for i, step in enumerate(lesson.steps):
        session = begun(lesson, i)
        for _ in step.checks:
            check = session.open_check
            if isinstance(check, GoalCheck) or check.silent:
                break
            dialogue = Dialogue(session, wrong_line(check), *(["3"] if check.rated else []))
            assert dialogue.result.wrong == 1
            assert "Not right" in dialogue.last
            if check.predict and dialogue.session.bench and not dialogue.session.hidden:
                assert dialogue.session.state.checks[check.id].closed
                assert "Solution: " in dialogue.last
                assert all(line in dialogue.last for line in map(str.strip, telling.prose(check.explain)))
            else:
                assert dialogue.session.open_question == session.open_question
            session = sessions.forward(sessions.show_solution(session)) or session


@each_lesson
def test_a_wrong_answer_does_not_repeat_the_question(lesson):
    """To a wrong answer only its feedback is said; a drawn question is not asked again, as no other is."""
    for i, step in enumerate(lesson.steps):
        for n, check in enumerate(step.checks):
            session = past_questions(begun(lesson, i), n)
            if isinstance(check, GoalCheck) or check.silent or check.predict:
                continue
            for _ in range(2):
                dialogue = Dialogue(session, wrong_line(session.open_check))
                said = dialogue.state.last.say
                assert dialogue.said[-1] == telling.wrapped(f"Not right. {telling.plain(said)}"), check.id
                assert telling.plain(session.open_check.ask) not in dialogue.last
                if isinstance(check, DrawnCheck):
                    session = sessions.redraw(dialogue.session)


def test_what_is_no_answer_is_a_message(lesson):
    """A line that cannot be an answer is told what can be typed, and is not kept as an answer."""
    dialogue = Dialogue(begun(lesson), "ten")
    assert "1/3" in dialogue.last
    assert dialogue.state.log == ()
    assert dialogue.state.pending == ()


def test_an_empty_line_asks_the_question_again(lesson):
    """An empty line tells the open question."""
    dialogue = Dialogue(begun(lesson), "")
    assert "What is it?" in dialogue.last
    assert dialogue.result.wrong == 0


def test_a_step_that_is_done_goes_on_with_the_next_question(lesson):
    """The explanation of a question is followed by the next question at once."""
    dialogue = Dialogue(begun(lesson), "10", "2")
    assert "Because of the bias." in dialogue.last
    assert dialogue.last.index("Because of the bias.") < dialogue.last.index("Bend it.")


def prompts(lesson):
    """A session at each prompt of a lesson: a prediction, its rating, a goal, a choice, and after an answer."""
    first = begun(lesson)
    rating = Dialogue(first, "10").session
    goal = Dialogue(rating, "2").session
    choice = sessions.go(first, 1)
    return {"number": first, "rating": rating, "goal": goal, "choice": choice, "done": Dialogue(choice, "1").session}


@pytest.mark.parametrize("prompt", ["number", "rating", "goal", "choice", "done"])
@pytest.mark.parametrize("line", ["q", "quit", "Q", ":q"])
def test_q_and_quit_leave_from_every_prompt(lesson, prompt, line):
    """`q` and `quit` end the run at any prompt, and count as no answer."""
    session = prompts(lesson)[prompt]
    dialogue = Dialogue(session, line, "help")
    assert dialogue.read == 1
    assert dialogue.session == session


@pytest.mark.parametrize("prompt", ["number", "rating", "goal", "choice", "done"])
def test_an_unknown_word_is_told_what_is_understood_at_every_prompt(lesson, prompt):
    """To a word that is no answer and no command, the answers and the words that can be typed are told."""
    session = prompts(lesson)[prompt]
    dialogue = Dialogue(session, "xyzzy")
    assert dialogue.session == session
    answer = {
        "number": "1/3",
        "rating": "1 guessing",
        "goal": "b1 = 1/2",
        "choice": "1, 2",
        "done": "nothing is asked",
    }[prompt]
    assert answer in dialogue.last
    assert "hint, solution, skip, back or quit; help lists all commands" in dialogue.last


def test_a_solution_has_to_be_asked_for_twice_in_a_row(lesson):
    """Any line between two `solution`s takes the first one back."""
    for between in ("hint", "help", "", "xyzzy"):
        dialogue = Dialogue(begun(lesson), "solution", between, "solution")
        assert dialogue.session.open_check.id == "guess", between
        assert dialogue.last == "Show the solution? Type solution again."


def test_a_decimal_comma_is_read_in_answers_and_settings(lesson):
    """`10,0` answers as 10.0 does, and `b0 = 0,5` sets a knob to 1/2."""
    dialogue = Dialogue(begun(lesson), "10,0", "2", "b0 = -9,5")
    assert dialogue.session.state.checks["guess"].solved
    assert dialogue.session.bench.settings["b0"] == Fraction(-19, 2)
    assert "two decimal signs" in Dialogue(begun(lesson), "1,000.5").last


def test_a_third_wrong_answer_points_to_the_hints(lesson):
    """The third wrong answer to a question says how to get a hint; with all hints open none does."""
    session = sessions.go(begun(lesson), 1)
    dialogue = Dialogue(session, "2", "2", "2")
    assert [("Type hint for a hint." in " ".join(said)) for said in dialogue.said[1:]] == [False, False, True]
    assert "Type hint" not in Dialogue(dialogue.session, "hint", "hint", "hint", "2").last


def test_a_step_that_is_done_says_how(lesson):
    """The heading of a step says whether it was done, done by solution, or skipped."""
    first = begun(lesson)
    by_solution = sessions.show_solution(sessions.go(first, 1))
    right = Dialogue(sessions.go(first, 1), "1").session
    skipped = sessions.go(sessions.skip(first), 0)
    for session, how in (
        (first, ""),
        (by_solution, " (done by solution)"),
        (right, " (done)"),
        (skipped, " (skipped)"),
    ):
        title = f"Step {session.at + 1} of 2: {session.step.title}"
        assert title + how in Dialogue(session, "read").said[-1]


# Each command


def test_every_command_is_told_by_help(lesson):
    """`help` tells every word with what it does."""
    told = Dialogue(begun(lesson), "help").last
    assert all(" ".join(f"{word}: {action.does}".split()) in told for word, action in WORDS.items())


@pytest.mark.parametrize("command", WORDS)
def test_every_command_works_in_every_state_and_in_any_letters(command, lesson):
    """A word of `help` is no answer, in small letters or capitals, and something is said to it in any state."""
    first = begun(lesson)
    solved = Dialogue(first, "10", "2").session
    last = sessions.show_solution(sessions.go(first, 1))
    for session in (first, solved, sessions.go(first, 1), last):
        for line in (command, command.upper(), f"  {command}  "):
            dialogue = Dialogue(session, line)
            assert dialogue.result.wrong == 0
            # Silence would leave a screen reader waiting; only what ends the run may say nothing.
            assert dialogue.said[-1] or command in {"quit", "next", "skip"}, session.step.title


def test_hints_are_told_one_by_one(lesson):
    """Each `hint` tells the next of three, and the last again; open hints are told with the question."""
    dialogue = Dialogue(begun(lesson), "hint", "hint", "hint", "hint")
    told = [" ".join(part) for part in dialogue.said[1:]]
    assert [next(w for w in ("first", "second", "third") if w in text) for text in told] == [
        "first",
        "second",
        "third",
        "third",
    ]
    assert dialogue.session.state.checks["guess"].hints == 3
    assert "The second hint." in Dialogue(dialogue.session, "").last


def test_a_solution_is_told_and_the_question_is_over(lesson):
    """`solution`, said twice, tells answer and explanation, counts nothing as wrong, and leads to the next question."""
    asked = Dialogue(begun(lesson), "solution")
    assert asked.last == "Show the solution? Type solution again."
    assert asked.session.open_check.id == "guess"
    dialogue = Dialogue(begun(lesson), "solution", "solution")
    assert re.search(r"\b10\b", dialogue.last)
    assert "Because of the bias." in dialogue.last
    assert dialogue.session.open_check.id == "bend"
    assert dialogue.result.wrong == 0
    assert Dialogue(dialogue.session, "solution", "solution").session.bench.settings["b0"] == 0


def test_next_waits_for_the_step_to_be_done_and_skip_does_not(lesson):
    """`next` leaves a step only when it is done; `skip` leaves it at once."""
    dialogue = Dialogue(begun(lesson), "next")
    assert dialogue.session.at == 0
    assert "skip" in dialogue.last
    assert Dialogue(begun(lesson), "skip").session.at == 1
    done = Dialogue(begun(lesson), "10", "2", "b0 = 0", "next")
    assert done.session.at == 1
    assert "Prose of the second step." in done.last


def test_skipping_and_finishing_end_the_run(lesson):
    """Behind the last step, and at `quit`, no further line is read."""
    for lines in (["skip", "skip", "never"], ["quit", "never"], ["10", "2", "b0 = 0", "next", "1", "next", "never"]):
        dialogue = Dialogue(begun(lesson), *lines)
        assert dialogue.read == len(lines) - 1
    assert dialogue.result.finished


def test_back_and_read_tell_the_step_again(lesson):
    """`back` tells the step before, `read` the step on show; in front of the first step nothing moves."""
    dialogue = Dialogue(begun(lesson), "skip", "back")
    assert dialogue.session.at == 0
    assert "Prose of the first step." in dialogue.last
    assert "Prose of the first step." in Dialogue(begun(lesson), "read").last
    first = Dialogue(begun(lesson), "back")
    assert first.session.at == 0
    assert "first step" in first.last


def test_undo_redo_and_reset_move_the_knobs(lesson):
    """`undo`, `redo` and `reset` lead through the settings as they were typed."""
    lines = ["10", "2", "b0 = 1/3", "b1 = -7/2", "undo", "undo", "redo", "reset", "undo"]
    dialogue = Dialogue(begun(lesson), *lines)
    settings_after = [tuple(session.bench.settings[name] for name in ("b0", "b1")) for session in dialogue.kept]
    start, one, two = (-10, 10), (Fraction(1, 3), 10), (Fraction(1, 3), Fraction(-7, 2))
    kept = [each for i, each in enumerate(settings_after) if not i or each != settings_after[i - 1]]
    assert kept == [start, one, two, one, start, one, start, one]


@pytest.mark.parametrize("word", ["undo", "redo", "reset"])
def test_where_there_is_nothing_to_take_back_that_is_said(word, lesson):
    """`undo`, `redo` and `reset` with nothing to do keep no other session, and say so as the screen does."""
    session = Dialogue(begun(lesson), "10", "2").session
    dialogue = Dialogue(session, word)
    assert dialogue.last == barred(word, session)
    assert dialogue.kept == [session]


def test_show_tells_the_lab_and_names_another_view(lesson):
    """`show` tells the lab, or the view with that name or title; an unknown one is told which there are."""
    session = Dialogue(begun(lesson), "10", "2").session
    for line in ("show", "show sum", "show units", "show units "):
        view = "units" if "units" in line else "sum"
        assert " ".join(session.bench.reading.figure(view).text.split()) in Dialogue(session, line).last
    assert session.bench.reading.formula[0] in Dialogue(session, "show").last
    unknown = Dialogue(session, "show nothing")
    assert unknown.result.wrong == 0
    for view, title in session.bench.lab.titles.items():
        if view in session.bench.lab.views:
            assert view in unknown.last
            assert title in unknown.last
            assert Dialogue(session, f"show {title.upper()}").last == Dialogue(session, f"show {view}").last


def test_the_view_that_was_chosen_is_kept(lesson):
    """`show NAME` hands in a session with that view on show."""
    session = Dialogue(begun(lesson), "10", "2").session
    dialogue = Dialogue(session, "show units", "quit")
    assert dialogue.kept[-1].bench.view == "units"
    assert dialogue.kept[-1] is not session


# Knobs


@pytest.mark.parametrize(
    "value", ["nan", "inf", "-inf", "1e400", "1e999999999", "abc", "", "1/0", "12.0001", "-13", "--1", "1 2", "9" * 500]
)
def test_a_value_that_a_knob_cannot_have_is_a_message_and_no_turn(value, lesson):
    """What is no number, or out of the knob's bounds, turns nothing, and is told."""
    session = Dialogue(begun(lesson), "10", "2").session
    dialogue = Dialogue(session, f"b0 = {value}")
    assert dialogue.session.bench.settings == start_settings(lesson.steps[0].lab)
    assert len(dialogue.said[-1]) >= 1
    assert dialogue.last
    assert not dialogue.result.finished


def test_the_message_says_how_far_a_knob_goes_and_which_knobs_there_are(lesson):
    """The messages name the bounds of the knob and the knobs of the lab; a knob that is not offered does not turn."""
    session = Dialogue(begun(lesson), "10", "2").session
    told = Dialogue(session, "b0 = 13").last
    assert "−12" in told
    assert "12" in told
    assert "b0, b1" in Dialogue(session, "q7 = 1").last
    assert Dialogue(session, "w0 = 1").session.bench.settings["w0"] == 1
    assert Dialogue(session, "w0 = 2").session.bench.settings["w0"] == 1


def test_coming_back_to_a_finished_lesson_is_finished(lesson):
    """A run over a finished lesson without a line is finished."""
    session = Dialogue(begun(lesson), "10", "2", "b0 = 0", "next", "1").session
    assert Dialogue(session).result.finished


# Anything at any time


LINES = st.one_of(
    st.sampled_from(
        [
            *WORDS,
            *("show units", "show rows", "show gradients", "show x", "explain loss", "explain f(4)"),
            *("1", "2", "3", "0", "", " ", "=", "back 2", "cannot be done"),
        ]
    ),
    st.builds(
        "{} = {}".format,
        st.sampled_from(["b0", "b1", "w0", "p", "q", "x9", "rate", "v0", "c", "zz"]),
        st.text(max_size=4),
    ),
    st.builds(
        "{} = {}".format, st.sampled_from(["b0", "b1", "w0", "p", "q", "x9", "rate", "v0"]), st.integers(-13, 13)
    ),
    st.builds("{} = {}".format, st.sampled_from(["b0", "w0", "p", "rate"]), st.fractions(-3, 3, max_denominator=9)),
    st.text(max_size=12),
    st.just("-3"),
    st.just("3 1 0 1 5"),
)


@given(st.sampled_from(SHIPPED), st.integers(0, 8), st.booleans(), st.lists(LINES, max_size=25))
def test_no_line_at_any_time_ends_the_program(lesson, at, predicted, lines):
    """Whatever is typed in whatever step, the dialogue goes on, judges each answer once and tells how it went."""
    session = begun(lesson, at)
    with judged() as calls:
        # With the predictions made, knobs turn and views are shown.
        dialogue = Dialogue(session, *(["solution"] * len(session.step.predicts) if predicted else []), *lines)
    assert len(calls) == to_be_judged(dialogue.session)
    assert dialogue.result.wrong >= 0
    assert dialogue.result.finished == dialogue.session.finished


def test_an_answer_is_kept_before_its_verdict_is_said():
    """Whatever the verdict, the answer has been kept when the first line of it is printed."""
    lesson = SHIPPED[1]
    kept, said = [], []

    def keep(after):
        kept.append(after.answers_given)
        return after

    run(begun(lesson, "on-your-own"), ["-77", "-78"], lambda line: said.append((line, kept[-1] if kept else 0)), keep)
    verdicts = [given for line, given in said if line.startswith("Not right")]
    assert verdicts == [1, 2]


def test_what_another_window_did_is_told():
    """A session that comes back from being kept with more in it is the one that goes on, and what is new is told."""
    lesson, said = SHIPPED[1], []

    def keep(after):
        return sessions.show_solution(after)  # as the other window did

    result = run(begun(lesson), ["hint", "-77"], said.append, keep)
    assert not result.wrong
    check = lesson.steps[0].checks[0]
    assert telling.plain(check.explain)[:30] in " ".join(said)
