"""TOML from outside: what is too much is told before it is parsed; what is within the limits is read."""

import re
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.files.limits import KEY_PARTS, NESTING, NETWORK_TOML
from tutor.files.toml import TomlError, loads


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a." * 50_000 + "a = 1\n", 1, "parts"),
        ("x = 1\n" + "a . " * 50_000 + "a = 1\n", 2, "parts"),
        ("[" + "a." * 50_000 + "a]\n", 1, "parts"),
        ("a = { " + 'a."b".' * 10_000 + "a = 1 }\n", 1, "parts"),
        ("\n\na = " + "[" * 100_000, 3, "nested"),
        ("a = " + "{ a = " * 1_000 + "1" + " }" * 1_000, 1, "nested"),
        ("a = [\n" * 1_000, NESTING + 1, "nested"),
        ("".join(f"k{i} = 1\n" for i in range(50_000)), 10_001, "keys"),
        ("".join(f"[k{i}]\n" for i in range(50_000)), 10_001, "keys"),
        ("a = [" + "1," * 500_000 + "]", 1, "values"),
        ("a = [" + "[]," * 500_000 + "]", 1, "values"),
        ("a = " + "9" * 100_000, 1, "word or number"),
        ("a = 1\n" + "b" * 100_000 + " = 1", 2, "word or number"),
        ("a = 1\nb = '" + "b " * 100_000 + "'", 2, "a text of more than"),
        ('a = """\n' + "b\n" * 100_000 + '"""', 1, "a text of more than"),
        ('a = """' + "\n\\" * 200_000, 200_000, "."),
        ('"""\n' + '\\"""\n' * 200_000, 1, "."),
        ('a = ""' + '\\"' * 500_000, 1, "."),
        ("'" * 1_000_001, 1, "."),
        ("a" + " a" * 500_000, 1, "."),
    ],
    ids=range(20),
)
def test_toml_that_is_too_much_is_told_at_its_line_before_it_is_parsed(text, line, said):
    """Dotted keys, brackets, keys, values and words are counted in one pass; work that grows faster would not end."""
    with pytest.raises(TomlError, match=said) as caught:
        loads(text, NETWORK_TOML.values)
    assert caught.value.line == line


def test_toml_as_large_as_allowed_is_read():
    """What is within the limits is read: nesting, parts of a key, and signs within texts and comments do not count."""
    deep = "[" * NESTING + "1" + "]" * NESTING
    keys = ".".join("abcdefgh"[:KEY_PARTS])
    text = f"{keys} = 1\ndeep = {deep}\n# {'[' * 99}{'a.' * 99}\ntext = '{'[' * 99}{'a.' * 99}'\n"
    text += (
        'long = """\n' + "[" * 99 + ' " "" \\""" ' + "a." * 99 + '"""""\n' + "more = '''" + "{" * 99 + "' '' '''''\n"
    )
    found = loads(text, 100)
    assert found["long"].endswith('""')
    assert found["more"].endswith("''")
    assert len(found) == 5


_TOML = st.recursive(
    st.sampled_from(["1", "0.5", '"a.b.[c"', "'{#'", '"""[\n"""', "true"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: f"[{', '.join(parts)}]"),
        st.lists(inner, max_size=3).map(
            lambda parts: "{" + ", ".join(f"k{i}.l = {part}" for i, part in enumerate(parts)) + "}"
        ),
    ),
    max_leaves=40,
)


def _depth(value):
    if isinstance(value, dict):
        return max([0, *(_depth(each["l"]) for each in value.values())]) + 1
    return max(map(_depth, value), default=0) + 1 if isinstance(value, list) else 0


@given(_TOML, st.integers(1, 30))
def test_nesting_is_counted_as_it_is(value, levels):
    """A value is refused exactly when it is nested deeper than allowed."""
    text = f"a = {'[' * levels}{value}{']' * levels}\n"
    try:
        found = loads(text, 10_000)
    except TomlError as error:
        told = str(error)
    else:
        told = ""
        assert _depth(found["a"]) <= NESTING
    assert ("nested too deeply" in told) is (_levels(text) > NESTING)
    assert not told or "nested too deeply" in told


def _levels(text):
    """The deepest nesting, by a second way of counting: brackets within brackets, texts left out."""
    bare = re.sub(r'"""\[\n"""|"a\.b\.\[c"|\'\{#\'', "", text)
    depths = accumulate({"[": 1, "{": 1, "]": -1, "}": -1}.get(sign, 0) for sign in bare)
    return max(depths)
