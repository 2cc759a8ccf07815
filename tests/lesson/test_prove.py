"""The linter: whatever a lesson states, the engine confirms or a problem tells, at its line."""

import os
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shipped import LESSONS, PATHS, STORE, cited, each_lesson, one_test_a_lesson

import tutor
from tutor.check import (
    ChoiceCheck,
    DrawnCheck,
    GoalCheck,
    ManyCheck,
    MatchCheck,
    NumberCheck,
    OrderCheck,
    SketchCheck,
)
from tutor.lesson import lint
from tutor.lesson.cut import source
from tutor.lesson.model import Lesson
from tutor.lesson.prose import blocks
from tutor.lesson.prove import LONGEST_PROSE, prove
from tutor.lesson.read import read
from tutor.store import Store

ROOT = Path(tutor.__file__).parents[1]

TEXT = """\
# Title

```toml lesson
format = 1
id = "mine"
question = "Why?"
```

## First {#first}

Two units, weights 1 and 1.

```toml lab network
w = [1, 1]
b = [2, 3]
v = [1, 1]
range = [-4, 4]
knobs = ["b0"]
```

```toml check number
id = "one"
ask = "What is f at 4?"
answer = 13
proof = "f(4)"
wrong = [
  { value = 6, mistake = "m", say = "s" },
  { value = 7, mistake = "m", say = "`a1(4) = 7`" },
]
otherwise = "o"
hints = ["a", "b", "c"]
explain = "`f(4) = 6 + 7 = 13`"
```

```toml check choice
id = "two"
ask = "Which?"
hints = ["a", "b", "c"]
explain = "e"

[[options]]
id = "this"
text = "this"
right = true
holds = "f(0) = 5"

[[options]]
id = "that"
text = "that"
mistake = "m"
say = "no"
holds = "f(0) = 4"
```

```toml check sketch
id = "three"
ask = "Draw."
xs = [-4, 0]
heights = [0, 5]
low = 0
high = 8
otherwise = "o"
hints = ["a", "b", "c"]
explain = "e"
```

```toml check goal
id = "four"
ask = "Reach it."
want = [
  "bends = 2",
  "breakpoint0 = 1",
]
hints = ["a", "b", "c"]
explain = "e"
solution = { b0 = -1 }
```
"""


@pytest.fixture
def problems_of(tmp_path):
    """Read and prove a text as a lesson file."""

    def check(text):
        path = tmp_path / "x.md"
        path.write_text(text, encoding="utf-8")
        return lint.check([path])[1]

    return check


def line_with(text, part):
    return next(n for n, line in enumerate(text.split("\n"), 1) if part in line)


def test_a_true_lesson_has_no_problem(problems_of):
    """A lesson that states only what is true has no problem."""
    assert problems_of(TEXT) == []


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("answer = 13", "answer = 14", "answer = 14", "f(4) = 13"),
        ('proof = "f(4)"', 'proof = "f(3)"', "answer = 13", "f(3) = 11"),
        ('proof = "f(4)"', 'proof = "g(4)"', "g(4)", "unknown measure g"),
        ('proof = "f(4)"', 'proof = "break0"', "break0", "did you mean breakpoint0"),
        ('proof = "f(4)"', 'proof = "f(4"', '"f(4"', "f(4"),
        ('proof = "f(4)"', 'proof = "f"', 'proof = "f"', "takes 1"),
        ('proof = "f(4)"', 'proof = "13/0"', "13/0", "division by zero"),
        ('proof = "f(4)"', 'proof = "slope(-2)"', "slope(-2)", "no value"),
        ("value = 7, ", "value = 13, ", "value = 13, ", "right, or given twice"),
        ("value = 7, ", "value = 6, mistake = 'n', say = 't' }, { ", None, "value"),
        ("`f(4) = 6 + 7 = 13`", "`f(4) = 6 + 6 = 12`", "6 + 6", "not true"),
        ("`a1(4) = 7`", "`a1(4) = 6`", "`a1(4) = 6`", "it is 7"),
        ("`a1(4) = 7`", "`a2(4) = 7`", "`a2(4) = 7`", "unknown measure a2"),
        ("`a1(4) = 7`", "7 or 9", "7 or 9", "the number 9"),
        ('hints = ["a", "b", "c"]\nexplain = "`', 'hints = ["a", "b", "77"]\nexplain = "`', '"77"', "77"),
        ("What is f at 4?", "What is f at 41?", "at 41", "41"),
        ("Two units, weights 1 and 1.", "Two units, weights 1 and 17.", "Two units", "17"),
        ("Two units, weights 1 and 1.", "Two units.\n\nSee: `f(4) = 12`.", "See:", "not true"),
        ("Two units, weights 1 and 1.", "See: `breakpoint0 = -2 when b0 = 1`.", "See:", "not true"),
        ("Two units, weights 1 and 1.", "See: `breakpoint0 = -2 when q0 = 1`.", "See:", "q0"),
        ("Two units, weights 1 and 1.", "See: `breakpoint0 = -2 when b0 = 1/0`.", "See:", "division by zero"),
        ("Two units, weights 1 and 1.", "See: `2/13 ≈ 0.1539`.", "See:", "not true"),
        ("Two units, weights 1 and 1.", "![a](b)", "![a]", "image"),
        ('holds = "f(0) = 5"', 'holds = "f(0) = 4"', None, "“this” is right, but its claim is false"),
        ('holds = "f(0) = 4"', 'holds = "f(0) > 4"', "f(0) > 4", "“that” is wrong, but its claim is true"),
        ('holds = "f(0) = 4"', 'holds = "f(0)"', 'holds = "f(0)"', "compares nothing"),
        ('holds = "f(0) = 4"', 'holds = "beds = 4"', "beds", "did you mean bends"),
        ("heights = [0, 5]", "heights = [0, 6]", "heights", "f(0) = 5"),
        ("xs = [-4, 0]", 'curve = "g"\nxs = [-4, 0]', 'curve = "g"', "unknown measure g"),
        ('"bends = 2"', '"bneds = 2"', "bneds", "did you mean bends"),
        ('"bends = 2"', '"bends 2"', '"bends 2"', "bends 2"),
        ('"breakpoint0 = 1"', '"breakpoint0 = 1", "nosuch(1) = 2"', "nosuch", "unknown measure nosuch"),
        ('"breakpoint0 = 1"', '"breakpoint0 = -2"', "want", "met before anything is turned"),
        ("solution = { b0 = -1 }", "solution = { b0 = 1 }", "solution", "does not reach breakpoint0 = 1"),
        ("solution = { b0 = -1 }", "solution = { bb0 = -1 }", "solution", "did you mean b0"),
        ("solution = { b0 = -1 }", "solution = { b1 = -1 }", "solution", "no knob"),
        ("solution = { b0 = -1 }", "solution = { b0 = -13 }", "solution", "out of its bounds"),
        ("b = [2, 3]", "b = [13, 3]", 'knobs = ["b0"]', "b0 starts at 13"),
        ('ask = "Reach it."', 'ask = "Reach it."\npredict = true', None, ""),
    ],
)
def test_what_is_not_true_is_told_at_its_line(old, new, at, said, problems_of):
    """A false or misspelt statement is a problem at its line, with the true value or the nearest name."""
    assert TEXT.count(old) == 1
    text = TEXT.replace(old, new)
    problems = problems_of(text)
    if not said:
        assert problems == []
        return
    found = [each for each in problems if said in each.message]
    assert found, problems
    if at is not None:
        assert line_with(text, at) in {each.line for each in found}
    assert all(str(each).isprintable() for each in problems)


@pytest.mark.parametrize("kind", ["sketch", "goal"])
def test_a_check_that_needs_a_lab_says_so(kind, problems_of):
    """A sketch or a goal in a step without a lab is a problem at its block."""
    fence = TEXT[TEXT.index(f"```toml check {kind}") :]
    fence = fence[: fence.index("```", 3) + 4]
    text = TEXT[: TEXT.index("## First")] + "## First {#first}\n\n" + fence
    assert line_with(text, f"toml check {kind}") in [p.line for p in problems_of(text) if "needs a lab" in p.message]


def test_a_prediction_needs_a_lab_to_hide(problems_of):
    """`predict` in a step without a lab is a problem at its line."""
    text = TEXT[: TEXT.index("## First")] + "## First {#first}\n\n" + TEXT[TEXT.index("```toml check choice") :]
    text = text[: text.index("```toml check sketch")].replace('id = "two"', 'id = "two"\npredict = true')
    text = text.replace("f(0)", "5").replace("5 = 4", "4 = 5")
    (problem,) = problems_of(text)
    assert problem.line == line_with(text, "predict = true")


def test_prose_is_at_most_forty_lines(problems_of):
    """A step may have forty lines of prose, blank ones not counted, and no more."""
    most = "\n\n".join(["Word."] * LONGEST_PROSE)
    assert problems_of(TEXT.replace("Two units, weights 1 and 1.", most)) == []
    (problem,) = problems_of(TEXT.replace("Two units, weights 1 and 1.", most + "\n\nWord."))
    assert problem.line == line_with(TEXT, "## First")


def test_everything_untrue_is_told_at_once_and_in_order(problems_of):
    """All problems of a lesson are told in one run, by line."""
    text = TEXT.replace("answer = 13", "answer = 12").replace("solution = { b0 = -1 }", "solution = { b0 = 1 }")
    text = text.replace("heights = [0, 5]", "heights = [1, 6]").replace("Two units, weights 1", "Two units, 99")
    problems = problems_of(text)
    lines = [problem.line for problem in problems]
    assert lines == sorted(lines)
    for part, count in (("Two units", 1), ("answer = 12", 1), ("heights", 2), ("solution", 1)):
        assert lines.count(line_with(text, part)) >= count, part


# Numbers that nobody computed


@pytest.mark.parametrize("where", ["Two units, weights 1 and 1.", "e", "o", "m", "s"])
@pytest.mark.parametrize("said", ["28", "-28", "(28)", "28%", "1/28", "2.8", "x = 28"])
def test_a_number_that_nothing_proves_is_told(where, said, problems_of):
    """A number that nothing proves is a problem in prose and in every text of a check, however it is written."""
    old = where if len(where) > 1 else f'"{where}"'
    text = TEXT.replace(old, f'"So {said}."' if len(where) == 1 else f"So {said}.", 1)
    assert any("nothing proves" in problem.message for problem in problems_of(text))


@pytest.mark.parametrize("said", [".28", "1,000", "1e5", "so it is\n28. And", "10_000"])
def test_no_way_of_writing_a_number_slips_through(said, problems_of):
    """A number with a leading point, a comma, an exponent or an underscore is a number, too."""
    problems = problems_of(TEXT.replace("Two units, weights 1 and 1.", f"Now {said} follows."))
    assert any("nothing proves" in problem.message for problem in problems)


def test_numbers_in_a_title_are_proved_as_well(problems_of):
    """A number in the title of a step is a problem unless something proves it."""
    text = TEXT.replace("## First {", "## The 28 units {")
    assert [problem.line for problem in problems_of(text)] == [line_with(text, "## The")]


@pytest.mark.parametrize(
    "said",
    [
        "biases 2 and 3",
        "from −4 to 4",
        "`f(4) = 13`, so 13",
        "x2 and b1",
        "`f(0) = 5`, so 5",
        "at x = 4 it is `f(4) = 13`",
        "b0 = 2, and w0 is 1",
        "with b0 = 1, `breakpoint0 = -1 when b0 = 1`",
        "unit 0 has z = x + 2 and bends at −2",
        "f(x) = max(0, x + 2) + max(0, x + 3)",
        "at x = 4 unit 1 gives max(0, 4 + 3): `f(4) = 13`",
        "x + 2 is `2 + 2 = 4` at x = 2",
        "|x| and v·|w|",
        "a year such as `[free] 1986`",
    ],
)
def test_numbers_that_the_step_states_or_proves_may_be_repeated(said, problems_of):
    """Prose may repeat the numbers and formulas of the lab and of proved claims, in their roles, and mark others."""
    assert problems_of(TEXT.replace("Two units, weights 1 and 1.", said)) == []


@pytest.mark.parametrize(
    "said",
    [
        "2, 3 and 1",
        "0 and 1",
        "13, as computed",
        "biases 2 and 1",
        "weights 1 and 3",
        "from −4 to 3",
        "`f(4) = 13`, so 4",
        "`f(4) = 13`, so −13",
        "at x = 3 it is `f(4) = 13`",
        "b0 = 3, and w0 is 1",
        "with b0 = 2, `breakpoint0 = -1 when b0 = 1`",
        "unit 1 has z = x + 2",
        "unit 0 has z = x − 2",
        "f(x) = max(0, x + 2) − max(0, x + 3)",
        "f(x) = 2x + 3",
        "f(x) = max(0, x + 2)",
        "at x = 4 unit 0 gives max(0, 4 + 3): `f(4) = 13`",
        "x + 3 is `2 + 2 = 4` at x = 2",
        "f(4) = 12",
        "z = w·x − b",
        "w + v",
        "−0",
    ],
)
def test_a_number_in_another_role_and_another_formula_are_told(said, problems_of):
    """A number that is known for something else, and a formula that is none of the step's, are problems."""
    problems = problems_of(TEXT.replace("Two units, weights 1 and 1.", said))
    assert any("nothing proves" in problem.message for problem in problems)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("unit 2 is silent", "there is no unit 2"),
        ("unit 0 gives `a1(0) = 3`", "its claims are about unit 1"),
        ("units 0 and 1 give `a1(0) = 3`", ""),
        ("units 1 and 1 give `a1(0) = 3`", "names a unit twice"),
    ],
)
def test_a_unit_that_is_named_is_there_and_is_the_one_that_is_meant(said, told, problems_of):
    """A sentence names units that the lab has, and among them those that its claims are about."""
    problems = problems_of(TEXT.replace("Two units, weights 1 and 1.", f"Here {said}."))
    assert [told in problem.message for problem in problems] == [True] * bool(told)


def test_a_marked_number_is_counted_and_not_shown_as_marked(problems_of, tmp_path):
    """A number that is marked as free is no problem, is counted, and is shown without its mark."""
    text = TEXT.replace("Two units, weights 1 and 1.", "In `[free] 1986` it was `f(4) = 13`, so 13.")
    assert problems_of(text) == []
    tally = Counter()
    course, _ = lint.check([tmp_path], tally)
    assert (tally["free"], tally["numbers"]) == (1, 1 + COUNTED)
    assert next(blocks(course.lessons[0].steps[0].prose)).text == "In 1986 it was f(4) = 13, so 13."


COUNTED = 1
"""The numbers in words in the rest of `TEXT`: the 4 of "What is f at 4?"."""


def test_a_knob_is_not_turned_beyond_its_bounds(problems_of):
    """What follows `when` is within the bounds of its knob, else there is no such setting."""
    (problem,) = problems_of(TEXT.replace("Two units, weights 1 and 1.", "See `f(4) = 27 when b0 = 13`."))
    assert "b0 goes from −12 to 12" in problem.message


@pytest.mark.parametrize("span", ["z = w·x + b", "f(x) = c + v·max(0, w·x + b)", "a = max(0, z)", "w < b, or not"])
def test_notation_is_no_claim(span, problems_of):
    """A code span with unknown names is notation, not a claim."""
    assert problems_of(TEXT.replace("Two units, weights 1 and 1.", f"Here `{span}`.")) == []


@pytest.mark.parametrize(
    "span", ["f(4) = 13", "f(4) = 6 + 7 = 13", "2/13 ≈ 0.154", "bends = 1 when b0 = 3", "0 < 1 < 2"]
)
def test_a_true_claim_is_no_problem(span, problems_of):
    """True claims of every form are accepted."""
    assert problems_of(TEXT.replace("Two units, weights 1 and 1.", f"Here `{span}`.")) == []


def test_what_a_front_end_cannot_show_is_told_in_checks_too(problems_of):
    """Links, pictures and HTML are problems in the texts of checks as well."""
    text = TEXT.replace('otherwise = "o"', 'otherwise = "see [this](http://a.example) or <b>that</b>"', 1)
    assert line_with(text, "otherwise") in {problem.line for problem in problems_of(text)}


# Lessons that read well and cannot work


def test_a_goal_means_the_settings_of_now(problems_of):
    """`when` in a goal is a problem at its line."""
    text = TEXT.replace('"breakpoint0 = 1"', '"breakpoint0 = 1 when b0 = -1"')
    assert line_with(text, "when b0") in {problem.line for problem in problems_of(text)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("heights = [0, 5]", "heights = [0, 5]\ntolerance = -1"),
        ("answer = 13", "answer = 13\ntolerance = -1"),
        ("heights = [0, 5]", "heights = [0, 5]\nstep = 3"),
    ],
    ids=["a sketch never right", "a number never right", "a sketch out of reach"],
)
def test_a_check_whose_right_answer_is_refused_is_a_problem(old, new, problems_of):
    """A tolerance or a step that refuses the stated answer itself is a problem."""
    assert problems_of(TEXT.replace(old, new))


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 3_000 + "1" + ")" * 3_000 + " = 1",
        "-" * 3_001 + "1 = 1",
        "+".join(["1"] * 3_000) + " = 1",
        "max(1, " * 400 + "1" + ")" * 400 + " = 1",
        "9" * 50 + " = 1",
        "1 = " + "0." + "1" * 50,
        "*".join(["9" * 39] * 200) + " = 1",
        "*".join(["9" * 39] * 20) + "/7 = 1",
    ],
    ids=["parentheses", "signs", "a long sum", "calls", "50 digits", "50 decimals", "8000 digits", "a long fraction"],
)
@pytest.mark.parametrize("where", ["prose", "proof", "holds", "want"])
@pytest.mark.today(6)
def test_an_endless_expression_is_a_problem_and_no_crash(expression, where, problems_of):
    """An expression beyond all bounds is a problem of one line; in prose it may pass for notation."""
    old, new = {
        "prose": ("Two units, weights 1 and 1.", f"Here `{expression}`."),
        "proof": ('"f(4)"', f'"{expression.rpartition(" = ")[0]}"'),
        "holds": ('"f(0) = 5"', f'"{expression}"'),
        "want": ('"breakpoint0 = 1"', f'"{expression}"'),
    }[where]
    problems = problems_of(TEXT.replace(old, new))
    # In prose it may pass for notation.
    assert problems or where == "prose"
    assert all(str(each).isprintable() for each in problems)


@pytest.mark.parametrize("said", ["9" * 50, "0." + "1" * 50, "٣٤" * 30], ids=["digits", "decimals", "Arabic"])
def test_a_numeral_of_any_length_is_a_problem_and_no_crash(said, problems_of):
    """A numeral of any length, in any script, is a number that nothing proves."""
    assert any(
        "nothing proves" in each.message for each in problems_of(TEXT.replace("Two units, weights 1 and 1.", said))
    )


@pytest.mark.parametrize("number", ["1e99", "-1e99", "1e-99"])
def test_extreme_numbers_in_a_lab_are_no_crash(number, problems_of):
    """A lab with extreme numbers has problems, and the linter goes on."""
    lab = f"w = [{number}, 1]\nb = [2, 3]\nv = [{number}, 1]\nrange = [-4, 4]\nknobs = ['b0']\n"
    lab += f"data = {{ x = [{number}, 2, 3, 4, 5, 6, 7], y = [1, 2, 3, 4, 5, 6, 7] }}\n"
    start, end = TEXT.index("w = [1, 1]"), TEXT.index("```\n\n```toml check number")
    text = (TEXT[:start] + lab + TEXT[end:]).replace("Two units, weights 1 and 1.", "So `loss = 1` and `dL_dw0 = 1`.")
    assert problems_of(text)


# The shipped lessons: one wrong stroke anywhere is found


def read_lines(lines):
    """Read lines as a lesson file."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "edited.md")
        path.write_text("\n".join(lines), encoding="utf-8")
        return read(source(path))


def steps_alone(lesson):
    """Each step of a lesson, and the lines of its file with all other steps left blank: so it is proved by itself."""
    lines = lesson.path.read_text(encoding="utf-8").split("\n")
    starts = [step.line for step in lesson.steps]
    for step, end in zip(lesson.steps, [*starts[1:], len(lines) + 1], strict=True):
        yield step, [line if n < starts[0] or step.line <= n < end else "" for n, line in enumerate(lines, 1)]


def edits():
    """For each check of each lesson, the edits of one line that make it state something false."""
    for lesson in LESSONS:
        for step, lines in steps_alone(lesson):
            for check, fence in zip(step.checks, step.check_fences, strict=True):
                for what, at, new in falsified(check, fence):
                    edited = [*lines[: at - 1], new, *lines[at:]]
                    yield lesson, f"{check.id}, {what}", (lesson, edited, what, at)


def falsified(check, fence):
    """What to write instead of which line, so that the check states something false."""
    return FALSIFIED[type(check)](check, fence)


def false_number(check, fence):
    if check.proof:
        yield "answer", fence.line_of("answer"), f'answer = "{check.answer + check.tolerance + Fraction(1, 7)}"'


def false_draw(_check, fence):
    yield "proof", fence.line_of("proof"), 'proof = "nosuch"'


def false_sketch(check, fence):
    heights = [*check.heights[:-1], min(check.high, check.heights[-1] + 1)]
    yield "heights", fence.line_of("heights"), f"heights = [{', '.join(map(str, heights))}]"


def false_goal(check, fence):
    yield "measure", fence.line_of("want"), 'want = ["edit > 0"]'
    if check.impossible:
        yield "possible", fence.line_of("impossible"), "impossible = false"
        yield "reachable", fence.line_of("want"), 'want = ["edits >= 0"]'
    else:
        yield "met", fence.line_of("want"), 'want = ["edits = 0", "1 = 1"]'
        yield "want", fence.line_of("want"), 'want = ["edits > 0", "edits > 99"]'


def false_options(check, fence):
    for place, option in zip(check.places, check.options, strict=True):
        if option.holds:
            claim = "0 = 1" if option.right else "1 = 1"
            yield f"option {option.id}", fence.line_of("options", place, "holds"), f'holds = "{claim}"'


def false_order(check, fence):
    if not check.items[0].worth or not check.items[1].worth:
        return
    first, second = (f'worth = "{item.worth}"' for item in check.items[:2])
    line = fence.line_of("items", 1, "worth")
    was = fence.text.split("\n")[line - fence.line - 1]
    assert was.count(second) == 1
    yield "order", line, was.replace(second, first)


def false_pairs(check, fence):
    for i, pair in enumerate(check.pairs):
        if pair.holds:
            yield f"pair {i}", fence.line_of("pairs", i, "holds"), 'holds = "0 = 1"'


FALSIFIED = {
    NumberCheck: false_number,
    DrawnCheck: false_draw,
    SketchCheck: false_sketch,
    GoalCheck: false_goal,
    ChoiceCheck: false_options,
    ManyCheck: false_options,
    OrderCheck: false_order,
    MatchCheck: false_pairs,
}


TOLD = {"want": "does not reach", "order": "do not ascend", "possible": "has a solution", "reachable": "can be done"}
"""Told at another line than the edit: an unreachable goal at its solution's, a wrong order at that of all its items."""


@pytest.mark.today(4)
@one_test_a_lesson(edits())
def test_a_false_statement_in_any_shipped_check_is_found(lesson, lines, what, at):
    """An edit that makes a check state something false is a problem, at the line of the edit."""
    found = read_lines(lines)
    problems = prove(found, cited(lesson), STORE) if isinstance(found, Lesson) else found
    if what in TOLD:
        assert any(TOLD[what] in problem.message for problem in problems)
    else:
        assert at in {problem.line for problem in problems}


@each_lesson
@pytest.mark.today(7)
def test_a_solution_that_changes_nothing_is_found_for_every_goal(lesson):
    """A solution that leaves a knob at its start does not reach its goal, and the linter says so."""
    goals = 0
    for step, lines in steps_alone(lesson):
        starts = {knob.name: knob.start for knob in step.lab.all_knobs} if step.lab else {}
        for check, fence in zip(step.checks, step.check_fences, strict=True):
            if isinstance(check, GoalCheck) and check.solution:
                name, at = next(iter(check.solution)), fence.line_of("solution")
                edited = [*lines[: at - 1], f'solution = {{ {name} = "{starts[name]}" }}', *lines[at:]]
                problems = prove(read_lines(edited), cited(lesson), STORE)
                assert any(p.line == at and "does not reach" in p.message for p in problems), check.id
                goals += 1
    assert goals == sum(isinstance(c, GoalCheck) and not c.impossible for step in lesson.steps for c in step.checks)


@each_lesson
@pytest.mark.today(5)
def test_a_false_equation_and_an_unproved_number_are_found_in_every_step(lesson):
    """A false equation and a number that nothing proves are problems in the prose of every step, at their lines."""
    lines = lesson.path.read_text(encoding="utf-8").split("\n")
    headings = [n for n, line in enumerate(lines, 1) if line.startswith("## ")]
    # From the last step up, so that the lines above keep their numbers.
    for n in reversed(headings):
        lines[n:n] = ["", "Then `1 + 1 = 3`, or 7919."]
    problems = prove(read_lines(lines), cited(lesson), STORE)
    expected = [n + 2 + 2 * i for i, n in enumerate(headings)]
    for said in ("not true: 1 + 1 = 3", "7919"):
        assert [problem.line for problem in problems if said in problem.message] == expected


def test_the_command_line_tells_the_path_and_the_line(tmp_path):
    """`check` exits with 1 and prints each problem as `path:line: …`, for every one of the lessons."""
    lines = {}
    for path in PATHS:
        text = path.read_text(encoding="utf-8").replace("{#", "{#x", 1).replace("explain = ", "explan = ", 1)
        edited = tmp_path / path.name
        edited.write_text(text, encoding="utf-8")
        lines[edited] = next(n for n, line in enumerate(text.split("\n"), 1) if line.startswith("explan "))
    done = subprocess.run(
        [sys.executable, "-m", "tutor", "check", *map(str, lines)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    told = done.stdout.splitlines()
    for edited, at in lines.items():
        assert any(line.startswith(f"{edited}:{at}: ") and "did you mean explain" in line for line in told)
    assert all(line.startswith(tuple(f"{edited}:" for edited in lines)) for line in told)
    assert "Traceback" not in done.stderr


# Fuzz


@given(
    st.sampled_from([lines for lesson in LESSONS for _, lines in steps_alone(lesson)]),
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 500), st.sampled_from("0123456789.-+*/()=<>≈`,e x")), max_size=8
    ),
)
def test_a_step_with_wrong_strokes_is_proved_or_told(lines, strokes):
    """A step with a few wrong characters is read and proved, or a list of problems in order; nothing raises."""
    lines = list(lines)
    written = [n for n, line in enumerate(lines) if line]
    for where, column, stroke in strokes:
        at = written[where % len(written)]
        place = column % (len(lines[at]) + 1)
        lines[at] = lines[at][:place] + stroke + lines[at][place + 1 :]
    found = read_lines(lines)
    problems = prove(found, {}, STORE) if isinstance(found, Lesson) else found
    assert problems == sorted(problems)
    assert all(1 <= problem.line <= len(lines) for problem in problems)


@given(st.one_of(st.text(max_size=40), st.text("f(x)0123456789.+-*/=<>≈ ,when b0`", max_size=40)))
def test_any_text_in_a_span_or_a_proof_is_proved_or_told(text):
    """Whatever stands between backticks or in a proof is proved, or a list of problems; nothing raises."""
    quoted = "".join(c for c in text if c.isprintable() and c not in '"\\')
    lesson = TEXT.replace("Two units, weights 1 and 1.", f"Here `{quoted}`.").replace(
        'proof = "f(4)"', f'proof = "{quoted}"'
    )
    found = read_lines(lesson.split("\n"))
    assert isinstance(prove(found, {}, Store()) if isinstance(found, Lesson) else found, list)
