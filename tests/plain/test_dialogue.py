"""The line-based front end: what is typed, what is said, and how a run ends."""

import os
import re
import subprocess
import sys
import unicodedata
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moves import script, solved, typed

import tutor
from tutor import plain
from tutor import session as sessions
from tutor.check import ChoiceCheck, GoalCheck, ManyCheck, MatchCheck, OrderCheck
from tutor.figure import Plot
from tutor.lab import start_settings
from tutor.lesson.model import Lesson
from tutor.lesson.read import read
from tutor.plain import COMMANDS, run
from tutor.session import begin

ROOT = Path(tutor.__file__).parents[1]
SHIPPED = [read(path) for path in sorted((Path(__file__).parents[1] / "lessons").glob("*.md"))]

each_lesson = pytest.mark.parametrize("lesson", SHIPPED, ids=lambda lesson: lesson.id)

TEXT = """\
# Title

```toml lesson
format = 1
id = "mine"
question = "Why?"
```

## One {#one}

Prose of the first step.

```text
first line of code
  second line of code
```

```toml lab network
w = [1, 1]
b = [-10, 10]
v = [1, 1]
range = [-4, 4]
knobs = ["b0", "b1"]
bounds = { b = { low = -12, high = 12 } }
show = ["sum", "units"]
```

```toml check number
id = "guess"
predict = true
ask = "What is it?"
answer = 10
proof = "f(0)"
otherwise = "Think again."
hints = ["The first hint.", "The second hint.", "The third hint."]
explain = "Because of the bias."
```

```toml check goal
id = "bend"
ask = "Bend it."
want = ["bends > 0"]
hints = ["a", "b", "c"]
explain = "There it bends."
solution = { b0 = 0 }
```

## Two {#two}

Prose of the second step.

```toml check choice
id = "pick"
ask = "Which one?"
hints = ["a", "b", "c"]
explain = "That one."
options = [
  { text = "this", right = true },
  { text = "that", say = "Not that." },
]
```
"""


@pytest.fixture
def lesson(tmp_path):
    path = tmp_path / "x.md"
    path.write_text(TEXT, encoding="utf-8")
    found = read(path)
    assert isinstance(found, Lesson), found
    return found


class Dialogue:
    """One run of the front end over some lines: what was said after each, and the sessions that were kept."""

    def __init__(self, session, *lines):
        self.kept = [session]
        self.said = [[]]
        self.read = 0
        self.outcome = run(session, self._typed(lines), self._say, self._keep)

    def _typed(self, lines):
        for line in lines:
            self.said.append([])
            self.read += 1
            yield line

    def _say(self, line):
        self.said[-1].append(line)

    def _keep(self, after):
        self.kept.append(after)

    @property
    def session(self):
        return self.kept[-1]

    @property
    def last(self):
        """What was said to the last line, as one text."""
        return " ".join(" ".join(self.said[-1]).split())

    @property
    def everything(self):
        return " ".join(" ".join(line for part in self.said for line in part).split())


def wrong_line(check):
    """A wrong answer to a check that is answered by typing."""
    match check:
        case ChoiceCheck():
            return check.numbers[check.right_index - 1]
        case ManyCheck():
            return "none" if any(check.right_answer) else "1"
        case OrderCheck():
            return " ".join(str(place + 1) for place in check.right_answer[::-1])
        case MatchCheck():
            return "a" * check.size
        case _:
            return " ".join(["-77"] * check.size)


def piped(lesson_id, lines, **environment):
    """A run of the program with lines from a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "tutor", "--plain", lesson_id],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        input="".join(f"{line}\n" for line in lines).encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )


# A lesson from a script


@each_lesson
def test_a_script_of_right_answers_finishes_the_lesson(lesson):
    """A lesson could not be tested, or worked through by a screen reader, to its end."""
    done = piped(lesson.id, script(lesson), PYTHONIOENCODING="utf-8")
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode("utf-8")
    assert all(step.title in " ".join(text.split()) for step in lesson.steps)


@each_lesson
def test_one_wrong_answer_makes_the_run_fail(lesson):
    """A script could not tell whether the answers were right."""
    lines, place, session = list(script(lesson)), 0, begin(lesson)
    while isinstance(session.open_check, GoalCheck | None) or session.open_check.silent:
        place += len(typed(session.open_check)) if session.open_check else 1
        session = sessions.forward(solved(session) if session.open_check else session)
    wrong = [wrong_line(session.open_check), *(["3"] if session.open_check.rated else [])]
    rest = [line for i, line in enumerate(lines[place:]) if not (i == 1 and session.open_check.rated)]
    dialogue = Dialogue(begin(lesson), *lines[:place], *wrong, *rest)
    assert (dialogue.outcome.finished, dialogue.outcome.wrong) == (True, 1)


@each_lesson
def test_an_unfinished_run_fails(lesson):
    """A script that ends too early would pass."""
    lines = list(script(lesson))
    last_answers = [i for i, line in enumerate(lines) if line != "next"]
    assert Dialogue(begin(lesson), *lines[: last_answers[-1]]).outcome.finished is False
    assert Dialogue(begin(lesson)).outcome.finished is False
    assert Dialogue(begin(lesson), *lines[: last_answers[-1] + 1]).outcome.finished is True


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [wrong_line(begin(SHIPPED[0]).open_check), *lines],
        lambda lines: lines[:-2],
        lambda lines: ["skip", *lines],
        lambda _lines: [],
    ],
    ids=["a wrong answer", "unfinished", "skipped", "nothing"],
)
def test_the_status_tells_a_script_that_something_was_not_right(change):
    """A build that works through the lesson would pass whatever was answered."""
    lesson = SHIPPED[0]
    assert piped(lesson.id, change(list(script(lesson)))).returncode == 1


@each_lesson
def test_every_wrong_answer_is_told_and_leaves_the_question_open(lesson):
    """A wrong answer would pass for a right one, or end the question."""
    for i, step in enumerate(lesson.steps):
        session = sessions.go(begin(lesson), i)
        for _ in step.checks:
            check = session.open_check
            if isinstance(check, GoalCheck) or check.silent:
                break
            dialogue = Dialogue(session, wrong_line(check), *(["3"] if check.rated else []))
            assert dialogue.outcome.wrong == 1
            assert dialogue.session.open_check.id == check.id
            assert "Not right" in dialogue.last
            session = sessions.forward(sessions.show_solution(session)) or session


@each_lesson
def test_what_is_said_is_plain(lesson):
    """A screen reader would spell out frames and dots, or a pipe would be full of escape sequences."""
    lines = []
    for line in script(lesson):
        lines += ["hint", "show", line]
    said = Dialogue(begin(lesson), "help", *lines).everything
    for character in set(said):
        name = unicodedata.name(character, "")
        assert not name.startswith(("BOX DRAWINGS", "BRAILLE", "BLOCK ELEMENT")), character
        assert character.isprintable(), repr(character)


@each_lesson
def test_a_terminal_that_knows_only_ascii_gets_the_whole_text(lesson):
    """Formulas would be full of question marks, or the run would end with an encoding error."""
    lines = []
    for line in script(lesson):
        lines += ["hint", "show", line]
    done = piped(lesson.id, lines, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode("ascii")
    full = Dialogue(begin(lesson), *lines).everything
    assert text.count("?") == full.count("?")
    assert "-" in text


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437"])
def test_a_power_of_ten_is_whole_in_every_encoding(encoding):
    """An encoding that has ¹ and no ⁻ would write 10⁻¹⁰ as 10^-¹^0, another number."""
    done = piped("what-kills#nearly-nothing", ["solution", "z = -12", "show values"], PYTHONIOENCODING=encoding)
    text = done.stdout.decode(encoding)
    assert "e-10" in text
    assert not set(text) & set("⁰¹²³⁴⁵⁶⁷⁸⁹")
    assert "·10" not in text
    assert "*10" not in text


@each_lesson
def test_every_view_of_every_lab_is_told_with_its_numbers(lesson):
    """Who cannot see the plot would have nothing to read it by."""
    for i, step in enumerate(lesson.steps):
        session = sessions.go(begin(lesson), i)
        while session.hidden:
            session = sessions.show_solution(session)
            session = session if session.on_last_check else sessions.forward(session)
        for view in step.lab.views if step.lab else ():
            figure = session.reading.figure(view)
            last = Dialogue(session, f"show {view}").last
            assert " ".join(figure.text.split()) in last
            table = figure.numbers if isinstance(figure, Plot) else figure
            assert all(cell in last for row in table.rows for cell in row)


# Each command


def test_every_command_is_told_by_help(lesson):
    """A command would be known to nobody."""
    told = Dialogue(begin(lesson), "help").last
    assert all(f"{word}: {meaning}" in told for word, meaning in COMMANDS.items())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_works_in_every_state_and_in_any_letters(command, lesson):
    """A command that `help` names would end the program, or be taken for an answer."""
    first = begin(lesson)
    solved = Dialogue(first, "10", "2").session
    last = sessions.show_solution(sessions.go(first, 1))
    for session in (first, solved, sessions.go(first, 1), last):
        for line in (command, command.upper(), f"  {command}  "):
            dialogue = Dialogue(session, line)
            assert dialogue.outcome.wrong == 0
            # Silence would leave a screen reader waiting; only what ends the run may say nothing.
            assert dialogue.said[-1] or command in {"quit", "next", "skip"}, session.step.title


def test_hints_are_told_one_by_one(lesson):
    """A hint would be left out, or never end."""
    dialogue = Dialogue(begin(lesson), "hint", "hint", "hint", "hint")
    told = [" ".join(part) for part in dialogue.said[1:]]
    assert [next(w for w in ("first", "second", "third") if w in text) for text in told] == [
        "first",
        "second",
        "third",
        "third",
    ]
    assert dialogue.session.state.checks["guess"].hints == 3
    # They stay open, and are told again with the question.
    assert "The second hint." in Dialogue(dialogue.session, "").last


def test_a_solution_is_told_and_the_question_is_over(lesson):
    """Who gives up would not be shown, or be asked again."""
    dialogue = Dialogue(begin(lesson), "solution")
    assert re.search(r"\b10\b", dialogue.last)
    assert "Because of the bias." in dialogue.last
    assert dialogue.session.open_check.id == "bend"
    assert dialogue.outcome.wrong == 0
    assert Dialogue(dialogue.session, "solution").session.state.settings["b0"] == 0


def test_next_waits_for_the_step_to_be_done_and_skip_does_not(lesson):
    """A step would be left by accident, or never."""
    dialogue = Dialogue(begin(lesson), "next")
    assert dialogue.session.at == 0
    assert "skip" in dialogue.last
    assert Dialogue(begin(lesson), "skip").session.at == 1
    done = Dialogue(begin(lesson), "10", "2", "b0 = 0", "next")
    assert done.session.at == 1
    assert "Prose of the second step." in done.last


def test_skipping_and_finishing_end_the_run(lesson):
    """The program would wait for lines after the last step."""
    for lines in (["skip", "skip", "never"], ["quit", "never"], ["10", "2", "b0 = 0", "next", "1", "next", "never"]):
        dialogue = Dialogue(begin(lesson), *lines)
        assert dialogue.read == len(lines) - 1
    assert dialogue.outcome.finished


def test_back_and_read_tell_the_step_again(lesson):
    """What was read could not be read again."""
    dialogue = Dialogue(begin(lesson), "skip", "back")
    assert dialogue.session.at == 0
    assert "Prose of the first step." in dialogue.last
    assert "Prose of the first step." in Dialogue(begin(lesson), "read").last
    first = Dialogue(begin(lesson), "back")
    assert first.session.at == 0
    assert "first step" in first.last


def test_undo_redo_and_reset_move_the_knobs(lesson):
    """A turn that went wrong would have to be found out and typed back."""
    lines = ["10", "2", "b0 = 1/3", "b1 = -7/2", "undo", "undo", "redo", "reset", "undo"]
    dialogue = Dialogue(begin(lesson), *lines)
    settings_after = [tuple(session.state.settings[name] for name in ("b0", "b1")) for session in dialogue.kept]
    start, one, two = (-10, 10), (Fraction(1, 3), 10), (Fraction(1, 3), Fraction(-7, 2))
    kept = [each for i, each in enumerate(settings_after) if not i or each != settings_after[i - 1]]
    assert kept == [start, one, two, one, start, one, start, one]


def test_show_tells_the_lab_and_names_another_view(lesson):
    """A view would be out of reach without the screen."""
    session = Dialogue(begin(lesson), "10", "2").session
    for line in ("show", "show sum", "show units", "show units "):
        assert " ".join(session.reading.figure("units").text.split()) in Dialogue(session, line).last
    assert session.reading.formula[0] in Dialogue(session, "show").last
    unknown = Dialogue(session, "show nothing")
    assert unknown.outcome.wrong == 0
    assert "sum, units" in unknown.last


def test_the_view_that_was_chosen_is_kept(lesson):
    """Coming back, the learner would be shown another view than the one that was left."""
    session = Dialogue(begin(lesson), "10", "2").session
    dialogue = Dialogue(session, "show units", "quit")
    assert dialogue.kept[-1].view == "units"
    assert dialogue.kept[-1] is not session


def test_nothing_of_a_hidden_lab_is_told(lesson):
    """The answer would stand before the question."""
    dialogue = Dialogue(begin(lesson), "show", "b0 = 1", "undo", "redo", "reset", "read", "hint", "help")
    assert dialogue.session.hidden
    assert "max(0" not in dialogue.everything
    assert "x + 10" not in dialogue.everything
    assert dialogue.session.state.settings == start_settings(lesson.steps[0].lab)


def test_a_turn_tells_the_formula_and_how_far_the_goal_is(lesson):
    """Who cannot see the plot would not know what the turn did."""
    session = Dialogue(begin(lesson), "10", "2").session
    dialogue = Dialogue(session, "b1 = 9")
    assert "max(0, x + 9)" in dialogue.last
    assert "Still wanted" in dialogue.last
    reached = Dialogue(session, "b0 = 1")
    assert "knobs turned: 1" in reached.last
    assert "There it bends." in reached.last


@pytest.mark.parametrize(
    "value", ["nan", "inf", "-inf", "1e400", "1e999999999", "abc", "", "1/0", "12.0001", "-13", "--1", "1 2", "9" * 500]
)
def test_a_value_that_a_knob_cannot_have_is_a_message_and_no_turn(value, lesson):
    """The lab would be set to what it cannot show, or the program would end."""
    session = Dialogue(begin(lesson), "10", "2").session
    dialogue = Dialogue(session, f"b0 = {value}")
    assert dialogue.session.state.settings == start_settings(lesson.steps[0].lab)
    assert len(dialogue.said[-1]) >= 1
    assert dialogue.last
    assert not dialogue.outcome.finished


def test_the_message_says_how_far_a_knob_goes_and_which_knobs_there_are(lesson):
    """The learner would have to guess."""
    session = Dialogue(begin(lesson), "10", "2").session
    told = Dialogue(session, "b0 = 13").last
    assert "−12" in told
    assert "12" in told
    assert "b0, b1" in Dialogue(session, "q7 = 1").last
    assert Dialogue(session, "w0 = 1").session.state.settings["w0"] == 1
    assert Dialogue(session, "w0 = 2").session.state.settings["w0"] == 1


def test_an_empty_line_asks_the_question_again(lesson):
    """Who has lost the thread would have no way to find it."""
    dialogue = Dialogue(begin(lesson), "")
    assert "What is it?" in dialogue.last
    assert dialogue.outcome.wrong == 0


def test_what_is_no_answer_is_a_message(lesson):
    """A slip of the finger would be judged, and be kept as an answer."""
    dialogue = Dialogue(begin(lesson), "ten")
    assert "1/3" in dialogue.last
    assert dialogue.session.check_state(dialogue.session.shown_check).answers == ()


def test_code_keeps_its_lines(lesson):
    """A table or a sum written as code would run together."""
    lines = [line.strip() for line in Dialogue(begin(lesson)).said[0]]
    at = lines.index("first line of code")
    assert lines[at + 1] == "second line of code"


def test_coming_back_to_a_finished_lesson_is_finished(lesson):
    """A finished lesson would be told as unfinished."""
    session = Dialogue(begin(lesson), "10", "2", "b0 = 0", "next", "1").session
    assert Dialogue(session).outcome.finished


def test_a_step_that_is_done_goes_on_with_the_next_question(lesson):
    """The learner would have to type something to be asked."""
    dialogue = Dialogue(begin(lesson), "10", "2")
    assert "Because of the bias." in dialogue.last
    assert dialogue.last.index("Because of the bias.") < dialogue.last.index("Bend it.")


def test_text_is_wrapped_to_the_width_of_a_terminal():
    """A line of prose would run over the edge."""
    for lesson in SHIPPED:
        for i, step in enumerate(lesson.steps):
            if not step.lab:
                said = Dialogue(sessions.go(begin(lesson), i), "hint").said
                assert all(len(line) <= plain.WIDTH for part in said for line in part)


# Anything at any time


WORDS = st.one_of(
    st.sampled_from(
        [*COMMANDS, "show units", "show rows", "show gradients", "show x", "1", "2", "3", "0", "", " ", "="]
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


@settings(max_examples=80)
@given(st.sampled_from(SHIPPED), st.integers(0, 8), st.booleans(), st.lists(WORDS, max_size=25))
def test_no_line_at_any_time_ends_the_program(lesson, at, predicted, lines):
    """Something that a learner may type would be a traceback."""
    session = sessions.go(begin(lesson), at)
    # With the predictions made, knobs turn and views are shown.
    dialogue = Dialogue(session, *(["solution"] * len(session.step.predicts) if predicted else []), *lines)
    assert dialogue.outcome.wrong >= 0
    assert dialogue.outcome.finished == dialogue.session.finished
