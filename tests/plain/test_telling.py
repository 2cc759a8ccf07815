"""What the line-based front end says: plain text in which everything on the screen is told in words."""

import unicodedata

import pytest
from course import SHIPPED, each_lesson
from moves import begun, next_view, predicted, script
from talking import Dialogue

from tutor.lab import start_settings
from tutor.plain import telling


@each_lesson
@pytest.mark.today(5)
def test_what_is_said_is_plain(lesson):
    """No frames, no dots and no escape sequences: every character is printable and can be read out."""
    lines = [each for line in script(lesson) for each in ("hint", "show", line)]
    said = Dialogue(begun(lesson), "help", *lines).everything
    for character in set(said):
        name = unicodedata.name(character, "")
        assert not name.startswith(("BOX DRAWINGS", "BRAILLE", "BLOCK ELEMENT")), character
        assert character.isprintable(), repr(character)


@each_lesson
@pytest.mark.today(7)
def test_every_view_of_every_lab_is_told_with_its_numbers(lesson):
    """`show NAME` tells the figure of that view in one line, and every cell of the table of its numbers."""
    for i, step in enumerate(lesson.steps):
        session = predicted(begun(lesson, i))
        for view in step.lab.views if step.lab else ():
            figure = session.bench.reading.figure(view)
            last = Dialogue(session, f"show {view}").last
            assert " ".join(figure.text.split()) in last
            assert all(cell in last for row in figure.numbers.rows for cell in row)


@each_lesson
def test_every_lamp_and_knob_of_a_lab_is_told(lesson):
    """A lab that is seen is told with its formula, each of its lamps and its reason, and the value of each knob."""
    for i, step in enumerate(lesson.steps):
        if step.lab is None:
            continue
        session = predicted(begun(lesson, i))
        told = " ".join(" ".join(telling.lab(session)).split())
        for line in session.bench.reading.formula:
            assert " ".join(line.split()) in told
        for lamp in session.bench.reading.lamps:
            assert " ".join(f"{lamp.label} {lamp.condition}".split()) in told
            assert " ".join(lamp.reason.split()) in told
        for knob in session.bench.knobs:
            assert f"{knob.name} = {knob.shown(session.bench.settings[knob.name])}" in told


def test_nothing_of_a_hidden_lab_is_told(lesson):
    """Before the prediction no line tells the formula of the lab or turns one of its knobs."""
    dialogue = Dialogue(begun(lesson), "show", "b0 = 1", "undo", "redo", "reset", "read", "hint", "help", "show units")
    assert dialogue.session.hidden
    assert "max(0" not in dialogue.everything
    assert "x + 10" not in dialogue.everything
    assert dialogue.session.bench.settings == start_settings(lesson.steps[0].lab)
    assert next_view(dialogue.session) is dialogue.session


def test_a_turn_tells_the_formula_and_how_far_the_goal_is(lesson):
    """After a turn the formula is told again, and what the open goal still wants, or that it is reached."""
    session = Dialogue(begun(lesson), "10", "2").session
    last = Dialogue(session, "b1 = 9").last
    assert "max(0, x + 9)" in last
    assert "Still wanted: bends > 0, now 0." in last
    reached = Dialogue(session, "b0 = 1").last
    assert "Reached with 1 knob turned." in reached
    assert "There it bends." in reached
    assert "Still wanted" not in reached


def test_a_lamp_that_changes_is_told_and_one_that_does_not_is_not(lesson):
    """A turn tells the lamps that it changed, and no others."""
    session = Dialogue(begun(lesson), "10", "2").session
    dialogue = Dialogue(session, "b0 = 1")
    before, after = session.bench.reading.lamps, dialogue.session.bench.reading.lamps
    said = " ".join(" ".join(dialogue.said[-1]).split())
    told = [" ".join(telling.lamp(lamp).split()) in said for lamp in after]
    assert told == [old != new for old, new in zip(before, after, strict=True)]
    assert len(set(told)) == 2


def test_code_keeps_its_lines(lesson):
    """Text in a block of code is told line by line, as it stands in the lesson."""
    lines = [line.strip() for line in Dialogue(begun(lesson)).said[0]]
    at = lines.index("first line of code")
    assert lines[at + 1] == "second line of code"


def test_text_is_wrapped_to_the_width_of_a_terminal():
    """No line of prose, question or hint is longer than WIDTH."""
    for lesson in SHIPPED:
        for i, step in enumerate(lesson.steps):
            if not step.lab:
                said = Dialogue(begun(lesson, i), "hint").said
                assert all(len(line) <= telling.WIDTH for part in said for line in part)
