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

# Answers


@each_lesson
def test_every_wrong_answer_is_told_and_leaves_the_question_open(lesson):
    """A wrong answer is counted and told, and the same question stays open."""
    for i, step in enumerate(lesson.steps):
        session = begun(lesson, i)
        for _ in step.checks:
            check = session.open_check
            if isinstance(check, GoalCheck) or check.silent:
                break
            dialogue = Dialogue(session, wrong_line(check), *(["3"] if check.rated else []))
            assert dialogue.result.wrong == 1
            assert dialogue.session.open_question == session.open_question
            assert "Not right" in dialogue.last
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
    """`solution` tells the answer and the explanation, counts nothing as wrong, and leads to the next question."""
    dialogue = Dialogue(begun(lesson), "solution")
    assert re.search(r"\b10\b", dialogue.last)
    assert "Because of the bias." in dialogue.last
    assert dialogue.session.open_check.id == "bend"
    assert dialogue.result.wrong == 0
    assert Dialogue(dialogue.session, "solution").session.bench.settings["b0"] == 0


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
    """`undo`, `redo` and `reset` with nothing to do keep no other session, and say so."""
    session = Dialogue(begun(lesson), "10", "2").session
    dialogue = Dialogue(session, word)
    assert dialogue.last == f"There is nothing to {word}."
    assert dialogue.kept == [session]


def test_show_tells_the_lab_and_names_another_view(lesson):
    """`show` tells the lab, `show NAME` one of its views; a name that is none is told which there are."""
    session = Dialogue(begun(lesson), "10", "2").session
    for line in ("show", "show sum", "show units", "show units "):
        view = "units" if "units" in line else "sum"
        assert " ".join(session.bench.reading.figure(view).text.split()) in Dialogue(session, line).last
    assert session.bench.reading.formula[0] in Dialogue(session, "show").last
    unknown = Dialogue(session, "show nothing")
    assert unknown.result.wrong == 0
    assert "sum, units" in unknown.last


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

    run(begun(lesson), ["-77", "2", "-78"], lambda line: said.append((line, kept[-1] if kept else 0)), keep)
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
