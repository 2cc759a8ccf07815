"""The prose of a lesson as blocks: what both front ends show of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shipped import each_lesson

from tutor.lesson.prose import Block, blocks, unsupported


def only(markdown):
    (block,) = blocks(markdown)
    return block


def merged(block):
    """The spans, neighbours of one style joined, blank ones left out."""
    spans = []
    for text, style in block.spans:
        if spans and spans[-1][1] == style:
            spans[-1] = (spans[-1][0] + text, style)
        elif text:
            spans.append((text, style))
    return spans


def test_a_paragraph_is_one_block_and_its_line_ends_are_blanks():
    """A paragraph is one block, in which line ends are blanks."""
    first, second = blocks("one\ntwo\n\nthree  \nfour\\\nfive\n")
    assert (first.kind, first.text) == ("text", "one two")
    assert second.text == "three four five"


def test_styles_are_kept_and_their_marks_are_not():
    """Bold, emphasised and code spans keep their style and lose their marks."""
    assert merged(only("so **one** and *two* and `b = 1`.")) == [
        ("so ", ""),
        ("one", "strong"),
        (" and ", ""),
        ("two", "em"),
        (" and ", ""),
        ("b = 1", "code"),
        (".", ""),
    ]


def test_a_style_goes_on_after_another_one_within_it():
    """After a style inside another one, the outer style goes on."""
    spans = merged(only("**bold *both* bold** plain"))
    assert spans[0] == ("bold ", "strong")
    assert spans[-2:] == [(" bold", "strong"), (" plain", "")]


def test_equations_are_shown_with_the_signs_that_people_read():
    """Code spans show −, ≤ and ·; prose is left as it is."""
    assert only("`f(-4) <= 2*x`").text == "f(−4) ≤ 2·x"
    assert only("a-b * c").text == "a-b * c"


def test_lists_keep_their_marks_order_and_depth():
    """List items keep their order, mark and depth."""
    found = [(block.kind, block.mark, block.depth, block.text) for block in blocks("- a\n- b\n   - c\n\nd\n")]
    assert found == [("item", "- ", 1, "a"), ("item", "- ", 1, "b"), ("item", "- ", 2, "c"), ("text", "", 0, "d")]


def test_a_second_paragraph_of_an_item_is_no_item():
    """Only the first paragraph of an item has a mark."""
    assert [block.mark for block in blocks("- a\n\n  b\n- c\n")] == ["- ", "", "- "]


def test_an_empty_item_does_not_mark_the_paragraph_below_the_list():
    """A paragraph after an empty item has no mark."""
    assert list(blocks("- a\n-\n\nafter\n"))[-1] == Block("text", (("after", ""),))


def test_code_keeps_its_lines():
    """A code block keeps its lines and blanks."""
    assert only("```text\none\n  two\n```\n") == Block("code", (("one\n  two", "code"),))


def test_a_quote_is_set_off():
    """A quote is indented, and what follows is not."""
    first, second = blocks("> said\n\ntold\n")
    assert (first.text, first.depth) == ("said", 1)
    assert (second.text, second.depth) == ("told", 0)


@given(st.lists(st.sampled_from(["one", "*two*", "**three**", "`four`", "\n\n", "\n", "\n- ", "\n\n> ", " "])))
def test_no_word_is_lost_or_moved(parts):
    """Every word of the text is in the blocks, in order."""
    text = " ".join(parts)
    shown = "".join(block.text + " " for block in blocks(text))
    for mark in "*`->":
        text, shown = text.replace(mark, " "), shown.replace(mark, " ")
    assert shown.split() == text.split()


@given(st.text())
def test_any_text_has_blocks(text):
    """Any text has blocks, and a list of what cannot be shown."""
    assert all(isinstance(block.text, str) for block in blocks(text))
    assert all(line >= 0 for line, _ in unsupported(text))


@pytest.mark.parametrize(
    ("markdown", "line", "name"),
    [
        ("text\n\n### smaller\n", 2, "heading"),
        ("text\n\n---\n", 2, "hr"),
        ("text\n\n<b>\n", 2, "html block"),
        ("text <b>bold</b>\n", 0, "html inline"),
        ("text\n\n\n[a](http://b)\n", 3, "link"),
        ("![a](b.png)\n", 0, "image"),
        ("- item\n\n  # within\n", 2, "heading"),
    ],
)
def test_what_cannot_be_shown_is_named_with_its_line(markdown, line, name):
    """What cannot be shown is named, with its line."""
    assert (line, name) in list(unsupported(markdown))


def test_what_can_be_shown_is_no_problem():
    """Text with all that can be shown is accepted."""
    assert not list(unsupported("a *b* **c** `d`\ne\n\n- f\n  - g\n\n> h\n\n```text\ni\n```\n\n    j\n"))


@each_lesson
def test_the_shipped_lessons_use_only_what_can_be_shown(lesson):
    """The prose and all texts of the checks of a lesson hold nothing that cannot be shown."""
    texts = [step.prose for step in lesson.steps]
    texts += [text for step in lesson.steps for check in step.checks for text in check.texts()]
    assert [found for text in texts for found in unsupported(text)] == []
