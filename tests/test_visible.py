"""Text from outside never reaches a terminal with a character that is hidden or obeyed."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.visible import hidden, visible

HARMFUL = {"Cc", "Cf", "Cs", "Zl", "Zp"}

odd = st.characters(categories=sorted(HARMFUL), exclude_characters="\n")
texts = st.lists(st.one_of(st.text(), odd), max_size=8).map("".join)


@given(texts)
def test_nothing_is_left_that_a_terminal_hides_or_obeys(text):
    """No control, format, surrogate or separator character is left; newlines stay where they were."""
    shown = visible(text)
    assert not {unicodedata.category(each) for each in shown if each != "\n"} & HARMFUL
    assert shown.count("\n") == text.count("\n")
    assert shown.encode("utf-8").decode("utf-8") == shown


@given(texts)
def test_each_character_is_shown_by_itself_and_once(text):
    """A text is shown character by character, and a text that is shown already stays as it is."""
    assert visible(text) == "".join(map(visible, text))
    assert visible(visible(text)) == visible(text)
    assert bool(hidden(text)) == (visible(text) != text)


def test_every_harmful_character_has_a_sign_and_every_other_one_stays():
    """All of Unicode is told apart as its own tables do, but for a few that draw nothing."""
    every = list(map(chr, range(sys.maxunicode + 1)))
    harmful = {each for each in every if unicodedata.category(each) in HARMFUL and each != "\n"}
    assert all(visible(each) != each and visible(each) == hidden(each) for each in harmful)
    changed = {each for each in every if visible(each) != each} - harmful
    assert {unicodedata.category(each) for each in changed} <= {"Mn", "Lo", "Cn"}
    assert len(changed) < 4500  # the plane of tags; the rest are fillers and selectors of variants


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("f(x) = max(0, x − ½) · 2\n⣿█│", "f(x) = max(0, x − ½) · 2\n⣿█│"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("a\tb\r\n\x7f", "a␉b␍\n␡"),
        ("\x9b2J", "<U+009B>2J"),
        ("1\u202e00", "1<U+202E>00"),
        ("a\u200db\ufeff", "a<U+200D>b<U+FEFF>"),
        ("\udcff\u2028\U000e0041", "<U+DCFF><U+2028><U+E0041>"),
    ],
)
def test_signs(text, shown):
    """Control characters become pictures, the others their numbers; ordinary signs stay."""
    assert visible(text) == shown
