"""Legends: every entry reads as a sign and what it stands for, and never as an equation."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from drawings import FOUR, LINES, MARKERS, canvas_cells, dot, drawn, line, lines, plot
from shipped import LESSONS, STORE

from tutor import bench as benches
from tutor.figure import Ground, Plot, Points
from tutor.plotting import draw, legend


def _plots():
    for lesson in LESSONS:
        for step in lesson.steps:
            bench = benches.set_up(step.lab, STORE) if step.lab else None
            for view in step.lab.views if step.lab else ():
                figure = benches.show_view(bench, view).figure
                if isinstance(figure, Plot):
                    yield f"{lesson.id}#{step.id} {view}", figure


@pytest.mark.parametrize("markers", MARKERS)
def test_no_legend_of_a_shipped_lab_reads_as_an_equation(markers):
    """Samples are signs, labels are words or terms without an equals sign, and no two entries are the same."""
    for name, figure in _plots():
        entries = legend(figure, markers)
        assert entries or not (figure.curves or figure.points), name
        assert len({entry.label for entry in entries}) == len(entries), name
        assert len({(entry.sample, entry.role) for entry in entries}) == len(entries), name
        for entry in entries:
            assert entry.label.strip(), name
            assert not re.search(r"\bf = |=$|^=", f"{entry.sample} {entry.label}"), (name, entry)
            assert not any(character.isalnum() for character in entry.sample) or markers == "ascii", (name, entry)
            assert markers != "ascii" or entry.sample.isascii(), (name, entry)


@pytest.mark.parametrize("markers", MARKERS)
def test_the_samples_of_lines_are_as_different_as_the_lines(markers):
    """Each kind of line has a sample of its own, so that a legend is read without colour."""
    samples = {legend(plot([line((), kind)]), markers)[0].sample for kind in LINES}
    assert len(samples) == len(LINES)


def test_what_is_one_thing_is_one_entry():
    """Two curves with one label and role are one entry, and so are two signs for one thing."""
    curves = [replace(line((), "dotted", "trace"), label="95 % interval")] * 2
    wrong = [Points((), "bad", "on the wrong side", symbol) for symbol in "●▲"]
    found = legend(plot(curves, wrong), "braille")
    assert [(entry.sample, entry.label) for entry in found] == [("┄", "95 % interval"), ("● ▲", "on the wrong side")]


def test_what_is_drawn_as_its_own_name_needs_no_entry():
    """A point drawn as `p` and called p has no entry, and what joins the points of a sketch has none of its own."""
    named = Points(((1, 1),), "data", "p", "p")
    sketch = Points(((0, 0), (1, 1)), "guess", "your points", "×", joined=True)
    assert [entry.label for entry in legend(plot((), [named, sketch]), "braille")] == ["your points"]


@pytest.mark.parametrize("markers", MARKERS)
def test_joined_points_stand_on_the_line_that_joins_them(markers):
    """Between the points of a sketch there is a line of their role, and over it the points."""
    sketch = Points(((-4, -4), (0, 2), (4, -4)), "guess", "your points", "×", joined=True)
    drawing = draw(plot([line([(-4, 0), (4, 0)])], [sketch, dot(0, 2, "◉")]), 60, 20, markers)
    found, alone = (
        drawn(each, "guess") for each in (drawing, draw(plot((), [replace(sketch, joined=False)]), 60, 20, markers))
    )
    assert len(alone) == 3
    assert len(found) > 20
    assert (drawing.canvas.column(0), drawing.canvas.row(2)) in drawn(drawing, "mark")


@pytest.mark.parametrize("markers", MARKERS)
def test_the_ground_is_filled_on_both_sides_and_told_without_colour(markers):
    """Each cell has the side of its place behind it, and only the side f > 0 has a texture in blank cells."""
    half = Ground((Fraction(-4), Fraction(4), Fraction(-4), Fraction(4)), (bytes([0] * 5 + [1] * 4),) * 9, "f > 0")
    drawing = draw(plot([line([(0, -4), (0, 4)])], [dot(3, 1)], ground=half), 60, 20, markers)
    texture = legend(plot(ground=half), markers)[-1].sample
    for column, row, character, _, under in canvas_cells(drawing):
        x, y = drawing.canvas.x_at(column), drawing.canvas.y_at(row)
        if abs(x - 0.5) > 0.1 and max(abs(x), abs(y)) < 4:
            assert under == ("above" if x > 0.5 else "below")
        if character == texture:
            assert under == "above"
    assert sum(line.count(texture) for line in lines(drawing)) > 20
    assert drawn(drawing, "mark")


def test_two_planes_that_differ_in_their_ground_are_drawn_apart():
    """A drawing that is kept is not taken for one with another ground."""
    box = (FOUR.low, FOUR.high, FOUR.low, FOUR.high)
    one, other = (plot(ground=Ground(box, (bytes([side] * 5),) * 5, "f > 0")) for side in (0, 1))
    assert draw(one, 40, 12) != draw(other, 40, 12)
