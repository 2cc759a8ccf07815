"""The views of all labs: a name in words for each, and numbers of its own."""

import re

import pytest
from shipped import LESSONS, STORE, each_lesson

from tutor import bench as benches
from tutor.labs import LABS


@pytest.mark.parametrize("kind", LABS)
def test_every_view_of_a_lab_has_a_name_in_words(kind):
    """Each view that a lesson may ask for has a title, of words, unlike its identifier and the other titles."""
    titles = LABS[kind].titles
    assert set(titles) >= {
        view
        for lesson in LESSONS
        for step in lesson.steps
        if isinstance(step.lab, LABS[kind])
        for view in step.lab.views
    }
    field = LABS[kind].model_fields.get("show")
    if field is not None:
        assert set(titles) == set(re.findall(r"'([\w-]+)'", str(field.annotation)))
    assert len(set(titles.values())) == len(titles)
    for view, title in titles.items():
        assert title != view
        assert " " in title
        assert re.fullmatch(r"[A-Za-z ]+", title)


@each_lesson
def test_a_lab_gives_the_titles_of_its_views(lesson):
    """`Lab.title` has the name of each view of each lab, and none for another view."""
    for step in lesson.steps:
        if step.lab:
            assert all(step.lab.title(view) == step.lab.titles[view] for view in step.lab.views)
            with pytest.raises(KeyError):
                step.lab.title("nothing")


@each_lesson
def test_no_two_views_of_a_lab_tell_the_same_numbers(lesson):
    """The tables of the views of a lab are all different, and so is each table from a mere heading."""
    for step in lesson.steps:
        if step.lab is None:
            continue
        bench = benches.set_up(step.lab, STORE)
        figures = [benches.show_view(bench, view).figure for view in step.lab.views]
        tables = [figure.numbers for figure in figures]
        told = [(table.header, table.rows) for table in tables]
        assert len(set(told)) == len(told), step.id
