"""The linter on drawn numbers, impossible goals, orders, pairs and causes."""

import pytest

from tutor.lesson import lint

TEXT = """\
# Title

```toml lesson
format = 1
id = "mine"
question = "Why?"
```

## First {#first}

One unit: `f(2) = 2`.

```toml lab network
w = [1]
b = [0]
v = [1]
range = [-4, 4]
knobs = ["b0"]
bounds = { b0 = { low = -6, high = 6, fine = "1/2", coarse = 2 } }
```

```toml check drawn
id = "product"
draw = { a = { low = 2, high = 9 }, b = { low = 2, high = 9 } }
where = ["a < b"]
ask = "What is {a} times {b}?"
proof = "a*b"
wrong = [
  { value = "a + b", mistake = "added", say = "That is {a} + {b}." },
]
otherwise = "Multiply."
hints = ["Take {a}.", "Take {b}.", "It is {answer}."]
explain = "`{a}*{b} = {answer}`"
```

```toml check goal
id = "never"
ask = "Make it fall."
want = ["slope(3) < 0"]
impossible = true
hints = ["a", "b", "c"]
explain = "It cannot fall."
```

```toml check order
id = "by-height"
ask = "Put them in order."
otherwise = "Work them out."
hints = ["a", "b", "c"]
explain = "e"
items = [
  { text = "f at zero", worth = "f(0)" },
  { text = "f at one", worth = "f(1)" },
  { text = "f at two", worth = "f(2)" },
]
```

```toml check match
id = "which-is-which"
ask = "Which is which?"
hints = ["a", "b", "c"]
explain = "e"

[[pairs]]
left = "zero"
right = "its height there"
say = "no"
holds = "f(0) = 0"

[[pairs]]
left = "one"
right = "another height"
say = "no"
holds = "f(1) = 1"
```

```toml check many
id = "which-hold"
ask = "Which hold?"
hints = ["a", "b", "c"]
explain = "e"

[[options]]
id = "rises"
text = "rises"
right = true
say = "It does."
holds = "f(2) > f(1)"

[[options]]
id = "falls"
text = "falls"
mistake = "the slope was turned about"
say = "It does not."
holds = "f(2) < f(1)"
```

```toml check choice
id = "said-in-words"
unproved = "what a word means"
ask = "Which word?"
hints = ["a", "b", "c"]
explain = "e"

[[options]]
id = "this"
text = "this one"
right = true

[[options]]
id = "that"
text = "that one"
mistake = "m"
say = "no"
```

```toml check number
id = "counted"
ask = "What is f at two?"
answer = 2
proof = "f(2)"
otherwise = "o"
hints = ["a", "b", "c"]
explain = "e"
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
        # True of some draws and not of others.
        ("`{a}*{b} = {answer}`", "`{a}*{b} = {answer}`, and `{b} < {a} + 6`", "+ 6", "not true"),
        ("`{a}*{b} = {answer}`", "`{a}*{b} = {answer}`, and `{a} + 1 < {b}`", "+ 1 <", "not true"),
        ("`{a}*{b} = {answer}`", "`{a}*{b} = {answer}`, and `{answer} < 40`", "< 40", "not true"),
        ("`{a}*{b} = {answer}`", "`{a}*{b} = {answer}`, not 77", "77", "77"),
        ('proof = "a*b"', 'proof = "a*q"', "a*q", "unknown measure q"),
        ('proof = "a*b"', 'proof = "a*"', 'proof = "a*"', "a*"),
        ('proof = "a*b"', 'proof = "1/(b - a - 1)"', "draw = ", "division by zero"),
        ('where = ["a < b"]', 'where = ["a > 9"]', "draw = ", "none meets a > 9"),
        ("Take {a}.", "Take {q}.", None, "{q} is not a drawn number"),
        # Impossible goals that are possible: at the end of the knob, in the middle, at the start.
        ("slope(3) < 0", "f(0) >= 6", "impossible = true", "it can be done: b0 = 6"),
        ("slope(3) < 0", "f(0) = 5/2", "impossible = true", "it can be done: b0 = 2.5"),
        ("slope(3) < 0", "f(1) = 1", "impossible = true", "it can be done"),
        ('"slope(3) < 0"', '"slope(3) < 0 when b0 = 1"', "when b0", "without `when`"),
        ("impossible = true\n", "", None, "has a solution, or is impossible"),
        ('worth = "f(1)"', 'worth = "f(3)"', "items = [", "do not ascend: 0, 3, 2"),
        ('worth = "f(1)"', 'worth = "f(0)"', "items = [", "do not ascend"),
        ('worth = "f(1)"', 'worth = "g(1)"', "g(1)", "unknown measure g"),
        ('holds = "f(1) = 1"', 'holds = "f(1) = 2"', "f(1) = 2", "not true: f(1) = 2"),
        ('holds = "f(1) = 1"', 'holds = "f(1)"', 'holds = "f(1)"', "compares nothing"),
        ('holds = "f(2) > f(1)"', 'holds = "f(2) > f(3)"', "f(2) > f(3)", "“rises” is right, but its claim is false"),
        ('holds = "f(2) < f(1)"', 'holds = "f(2) < f(3)"', "f(2) < f(3)", "“falls” is wrong, but its claim is true"),
        ('mistake = "the slope was turned about"\n', "", "It does not.", "name its cause"),
        (', mistake = "added"', "", "That is {a}", "name its cause"),
        ("It does not.", "It does not: 77.", "77", "77"),
        ('otherwise = "Work them out."', 'otherwise = "Not 77."', "77", "77"),
        ('right = "another height"', 'right = "77"', '"77"', "77"),
        ('text = "f at two"', 'text = "f at 77"', "f at 77", "77"),
        # An answer has a proof, or says why not.
        ('unproved = "what a word means"\n', "", None, "nothing proves the answer of this choice"),
        ('proof = "f(2)"\n', "", None, "nothing proves the answer of this number"),
        ('proof = "f(2)"', 'proof = "2"', None, "nothing proves the answer of this number"),
        (', worth = "f(1)"', "", None, "nothing proves the answer of this order"),
        ('holds = "f(1) = 1"\n', "", None, "nothing proves the answer of this match"),
        ('holds = "f(2) < f(1)"\n', "", None, "nothing proves the answer of this many"),
        ('proof = "f(2)"', 'proof = "f(2)"\nunproved = "why"', None, "has a proof, so it is not unproved"),
    ],
)
def test_what_is_not_true_is_told_at_its_line(old, new, at, said, problems_of):
    """A statement that is false, of all draws or of some, is a problem at its line."""
    assert TEXT.count(old) == 1
    text = TEXT.replace(old, new)
    found = [problem for problem in problems_of(text) if said in problem.message]
    assert found, problems_of(text)
    if at is not None:
        assert line_with(text, at) in {problem.line for problem in found}


def test_a_right_option_of_many_needs_no_cause(problems_of):
    """A right option of `many` needs no misconception or mistake."""
    assert 'right = true\nsay = "It does."' in TEXT
    assert not [problem for problem in problems_of(TEXT) if "cause" in problem.message]


@pytest.mark.parametrize("cause", ['mistake = "a slip"', 'misconception = "M1"'])
def test_a_cause_is_a_mistake_or_a_misconception(cause, problems_of):
    """A mistake and a misconception are both accepted as the cause of a wrong option."""
    text = TEXT.replace('mistake = "the slope was turned about"', cause)
    assert not [problem for problem in problems_of(text) if "cause" in problem.message]


@pytest.mark.parametrize("kind", ["choice", "number"])
def test_a_foreseen_wrong_answer_without_a_cause_is_told(kind, problems_of):
    """A foreseen wrong answer without a cause is a problem at its line."""
    body = {
        "choice": 'options = [\n  { id = "this", text = "this", right = true, holds = "1 = 1" },\n'
        '  { id = "that", text = "that", say = "It is not." },\n]\n',
        "number": 'answer = 2\nproof = "1 + 1"\notherwise = "o"\nwrong = [\n  { value = 1, say = "It is not." },\n]\n',
    }[kind]
    check = f'```toml check {kind}\nid = "x"\nask = "What?"\nhints = ["a", "b", "c"]\nexplain = "e"\n{body}```\n'
    text = TEXT[: TEXT.index("```toml check drawn")] + check
    (problem,) = problems_of(text)
    assert problem.line == line_with(text, "It is not.")
    assert "cause" in problem.message


@pytest.mark.parametrize(
    ("old", "new"), [('proof = "a*b"', 'proof = "a*"'), ('where = ["a < b"]', 'where = ["a > 9"]')], ids=str
)
def test_a_drawn_check_that_cannot_be_shown_does_not_open(old, new, tmp_path):
    """A lesson with a check that cannot be drawn has problems and does not open."""
    path = tmp_path / "x.md"
    path.write_text(TEXT.replace(old, new), encoding="utf-8")
    course, problems = lint.check([path])
    assert course.lessons == ()
    assert problems


def test_a_figure_that_is_cited_is_no_part_of_a_draw(tmp_path, problems_of):
    """A draw may use the lab, and not the figures of experiments, which prose may cite."""
    (tmp_path / "experiments.toml").write_text(
        '[counted]\nkind = "stuck"\ncommand = "relu-tutor experiments counted"\nvalue = 7\n\n[counted.settings]\n'
        'data = { x = [1], y = [0] }\nw = [1]\nb = [0]\nv = [1]\nc = 0\nactivation = "relu"\nrate = 0.5\nsteps = 1\n',
        encoding="utf-8",
    )
    text = TEXT.replace('question = "Why?"', 'question = "Why?"\nexperiments = ["counted"]')
    assert problems_of(text.replace("`f(2) = 2`", "`f(2) = 2`, `counted = 7`")) == []
    problems = problems_of(text.replace('proof = "a*b"', 'proof = "a*counted"'))
    assert any("counted" in problem.message for problem in problems)


@pytest.mark.parametrize(
    "hint", ["Two of them hold.", "Look at the two that hold.", "Only three of the five do.", "Four hold."]
)
def test_a_hint_that_tells_how_many_options_hold_is_told(hint, problems_of):
    """Who knows how many options of `many` hold need not look at the last one."""
    begin = TEXT.index("```toml check many")
    text = TEXT[:begin] + TEXT[begin:].replace('hints = ["a", "b", "c"]', f'hints = ["a",\n"{hint}", "c"]', 1)
    (problem,) = problems_of(text)
    assert problem.line == line_with(text, hint)
    assert "how many options hold" in problem.message


@pytest.mark.parametrize(
    "hint", ["Two units bend.", "One of them you know.", "Which of the four bend?", "Hold on to two."]
)
def test_a_hint_may_count_other_things(hint, problems_of):
    """Only the number of options that hold is kept."""
    begin = TEXT.index("```toml check many")
    text = TEXT[:begin] + TEXT[begin:].replace('hints = ["a", "b", "c"]', f'hints = ["a", "{hint}", "c"]', 1)
    assert problems_of(text) == []


def test_a_hint_of_another_kind_of_check_may_count(problems_of):
    """Where one option is right, or where there are none, nothing is told by a count."""
    parts = TEXT.partition("```toml check many")
    hints = [part.replace('hints = ["a", "b", "c"]', 'hints = ["a", "Two of them hold.", "c"]') for part in parts]
    many = parts[2].partition("```toml check choice")
    assert hints[0] != parts[0]
    assert problems_of(hints[0] + parts[1] + many[0] + many[1] + hints[2].partition("```toml check choice")[2]) == []
