"""A fence: its values, kept exactly, and the lines they stand in."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shipped import each_path

from tutor.files.toml import TomlError
from tutor.lesson.cut import cut
from tutor.lesson.fence import Fence


def fence(text, line=10):
    return Fence(("toml", "check", "number"), text, line)


def leaves(value, *location):
    """Every value that is no table and no array, with its place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, *location, key)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from leaves(inner, *location, i)
    else:
        yield location, value


def test_decimals_are_kept_exactly():
    """Decimals become fractions, digit by digit."""
    values = fence("a = 0.1\nb = -3.5\nc = 2e-3\nd = 1_0.5\ne = 7\nf = 1e99\n").load()
    assert values == {
        "a": Fraction(1, 10),
        "b": Fraction(-7, 2),
        "c": Fraction(2, 1000),
        "d": Fraction(21, 2),
        "e": 7,
        "f": Fraction(10**99),
    }


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "+nan", "1e400", "1e999999999", "-1e-999999999"])
def test_numbers_without_a_use_stay_text_until_their_key_is_known(text):
    """Infinities, NaN and endless exponents are kept as text, to be refused with their key."""
    assert not isinstance(fence(f"a = {text}\n").load()["a"], Fraction | float | int)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nb = \nc = 3\n", 2),
        ('a = 1\n\nb = "never closed\nc = 3\n', 3),
        ("a = 1\nb = 2\na = 3\n", 3),
        ("a = [1,\n 2,\n 3 4]\n", 3),
        ("a = 1\nb = [1,\n2\n", 3),
        ("a b\n", 1),
        ("[[options]]\ntext = 'x'\n[[options]\n", 3),
        ("a = 1\x00\n", 1),
        ("a = 1\nb = 01\n", 2),
        ("a = 1\nb = " + "9" * 5_000 + "\n", 2),
    ],
    ids=[
        "no value",
        "open string",
        "a key twice",
        "no comma",
        "open array",
        "no equals",
        "half a header",
        "NUL",
        "01",
        "5000 digits",
    ],
)
def test_what_is_no_toml_is_told_with_its_line(text, line):
    """Text that is no TOML raises TomlError with the line and one line of message."""
    with pytest.raises(TomlError) as caught:
        fence(text).load()
    assert caught.value.line == line
    assert str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("[\n", "]\n"), ("{a=", "}")], ids=repr)
def test_a_value_too_deep_to_be_read_is_told(opening, closing):
    """A value that is nested too deeply raises TomlError."""
    text = "a = 1\nb = " + opening * 9_000 + closing * 9_000 + "\n"
    with pytest.raises(TomlError) as caught:
        fence(text).load()
    assert 1 <= caught.value.line <= text.count("\n")
    assert str(caught.value)


@each_path
def test_everything_in_the_shipped_lessons_is_found_where_it_stands(path):
    """`line_of` leads to the line on which each value of a shipped lesson is written."""
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    sections, _ = cut(path, text)
    for each in (each for section in sections for each in section.fences):
        for location, value in leaves(each.load()):
            line = lines[each.line_of(*location) - 1]
            if isinstance(value, str) and not line.endswith('"""'):
                # As it is written: a quotation mark within it has a backslash.
                assert json.dumps(value, ensure_ascii=False)[1:-1] in line, location
            elif isinstance(value, str | bool):
                assert line.startswith(str(location[-1])), location
            else:
                assert str(abs(value.numerator)) in line or str(abs(float(value))) in line, location


TEXT = """\
ask = "Which, say = 3?"
wrong = [
  { value = 1, say = "one" },
  # value = 9
  { value = 2, say = "two, value = 7" },
]
hints = ["a",
  "b", "c"]

[[options]]
text = "first"

[[options]]
text = "second"
say = "because"

[bounds.b]
low = 1
"""


@pytest.mark.parametrize(
    ("location", "line"),
    [
        ((), 0),
        (("nothing",), 0),
        (("ask",), 1),
        (("wrong",), 2),
        (("wrong", 0), 3),
        (("wrong", 1), 5),
        (("wrong", 1, "value"), 5),
        (("wrong", 1, "nothing"), 5),
        (("wrong", 2), 2),
        (("wrong", 4), 2),
        (("wrong", 9), 2),
        (("hints", 0), 7),
        (("hints", 1), 8),
        (("hints", 2), 8),
        (("options",), 10),
        (("options", 0, "text"), 11),
        (("options", 0, "say"), 10),
        (("options", 1), 13),
        (("options", 1, "text"), 14),
        (("options", 1, "say"), 15),
        (("bounds", "b", "low"), 18),
    ],
    ids=str,
)
def test_a_place_is_found_or_else_the_nearest_thing_around_it(location, line):
    """A place that is not there has the line of the nearest thing around it; 0 is the fence itself."""
    assert fence(TEXT).line_of(*location) == 10 + line


@pytest.mark.parametrize(
    "text",
    [
        "bounds = { b = { low = -3 } }\nb = [1]\n",
        "bounds = { w = {}, b = {} }\n'b' = [1]\n",
        'ask = "Let w = 2, b = 3."\nb = [1]\n',
        "# a comment, b = 2\nb = [1]\n",
        "bounds.b = 1\nb = [1]\n",
    ],
    ids=["within a table", "within a table, quoted", "within a text", "within a comment", "dotted"],
)
def test_a_key_is_not_taken_for_one_of_the_same_name_further_in(text):
    """A key at the top is told from one of the same name inside a table, a text or a comment."""
    assert fence(text).line_of("b") == 10 + 2


def test_an_escaped_quote_ends_no_long_text():
    """An escaped quotation mark does not end a text of several lines."""
    assert fence('a = ["""\\"""}"""]\nb = [1]\n').line_of("b", 0) == 10 + 2
    assert fence('a = ["""\\""", \', """,\n2]\n').line_of("a", 1) == 10 + 2


@given(
    st.text('ab=[]{},."\'#\n \\"""1', max_size=60),
    st.lists(st.one_of(st.sampled_from("ab"), st.integers(0, 3), st.just("]")), max_size=4),
)
def test_any_place_in_any_text_has_a_line_within_the_fence(text, location):
    """`line_of` returns a line of the fence for any place in any text."""
    line = fence(text + "\n").line_of(*location)
    assert 10 <= line <= 10 + text.count("\n") + 1
