"""The prose of a lesson as blocks: what both front ends show of it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lesson.model import Lesson
from tutor.lesson.prose import Block, blocks, unsupported
from tutor.lesson.read import read

SHIPPED = sorted((Path(__file__).parents[2] / "lessons").glob("*.md"))


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
    """Words on two lines of the source would run into one another."""
    first, second = blocks("one\ntwo\n\nthree  \nfour\\\nfive\n")
    assert (first.kind, first.text) == ("text", "one two")
    assert second.text == "three four five"


def test_styles_are_kept_and_their_marks_are_not():
    """The learner would read asterisks, or the emphasis that carries the point would be lost."""
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
    """The rest of a bold sentence would lose its weight after one emphasised word."""
    spans = merged(only("**bold *both* bold** plain"))
    assert spans[0] == ("bold ", "strong")
    assert spans[-2:] == [(" bold", "strong"), (" plain", "")]


def test_equations_are_shown_with_the_signs_that_people_read():
    """A lesson would mix - and −, and a screen reader would say “asterisk”."""
    assert only("`f(-4) <= 2*x`").text == "f(−4) ≤ 2·x"
    assert only("a-b * c").text == "a-b * c"


def test_lists_keep_their_marks_order_and_depth():
    """Steps of a proof would be told without their numbers, or nested points as if they were not."""
    found = [(block.kind, block.mark, block.depth, block.text) for block in blocks("- a\n- b\n   - c\n\nd\n")]
    assert found == [("item", "- ", 1, "a"), ("item", "- ", 1, "b"), ("item", "- ", 2, "c"), ("text", "", 0, "d")]


def test_a_second_paragraph_of_an_item_is_no_item():
    """One point would be told as two."""
    assert [block.mark for block in blocks("- a\n\n  b\n- c\n")] == ["- ", "", "- "]


def test_an_empty_item_does_not_mark_the_paragraph_below_the_list():
    """A paragraph would be shown as a point of the list above it."""
    assert list(blocks("- a\n-\n\nafter\n"))[-1] == Block("text", (("after", ""),))


def test_code_keeps_its_lines():
    """A table or a sum written as code would run together."""
    assert only("```text\none\n  two\n```\n") == Block("code", (("one\n  two", "code"),))


def test_a_quote_is_set_off():
    """What somebody else said would pass for the lesson's own words."""
    first, second = blocks("> said\n\ntold\n")
    assert (first.text, first.depth) == ("said", 1)
    assert (second.text, second.depth) == ("told", 0)


@given(st.lists(st.sampled_from(["one", "*two*", "**three**", "`four`", "\n\n", "\n", "\n- ", "\n\n> ", " "])))
def test_no_word_is_lost_or_moved(parts):
    """A part of the lesson would not be shown at all."""
    text = " ".join(parts)
    shown = "".join(block.text + " " for block in blocks(text))
    for mark in "*`->":
        text, shown = text.replace(mark, " "), shown.replace(mark, " ")
    assert shown.split() == text.split()


@given(st.text())
def test_any_text_has_blocks(text):
    """What an author wrote would end the program."""
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
    """A picture or a link would vanish, and the author would not know."""
    assert (line, name) in list(unsupported(markdown))


def test_what_can_be_shown_is_no_problem():
    """A sound lesson would be refused."""
    assert not list(unsupported("a *b* **c** `d`\ne\n\n- f\n  - g\n\n> h\n\n```text\ni\n```\n\n    j\n"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_lessons_use_only_what_can_be_shown(path):
    """A learner would miss a part of a lesson: of its prose, or of a hint or an explanation."""
    lesson = read(path)
    assert isinstance(lesson, Lesson)
    texts = [step.prose for step in lesson.steps]
    texts += [text for step in lesson.steps for check in step.checks for text in check.texts()]
    assert [found for text in texts for found in unsupported(text)] == []
