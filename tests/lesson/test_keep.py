"""What a lesson wants to be remembered, and how long it takes."""

from course import each_lesson

from tutor.lesson.keep import to_keep
from tutor.lesson.minutes import minutes, minutes_of


@each_lesson
def test_each_lesson_but_the_first_has_something_to_keep(lesson):
    """The text behind “To keep” is a list, without the words that lead to it; the first lesson has its question."""
    kept = to_keep(lesson)
    if lesson.id == "start":
        assert kept == lesson.header.question
    else:
        assert kept.startswith("- ")
        assert "To keep" not in kept


@each_lesson
def test_minutes_add_up_over_steps(lesson):
    """A lesson takes as long as its steps, and none takes no time."""
    each = [minutes([step]) for step in lesson.steps]
    assert abs(sum(each) - minutes(lesson.steps)) < 1e-9
    assert all(time > 0 for time in each)
    assert minutes_of(lesson) == max(1, round(sum(each)))
